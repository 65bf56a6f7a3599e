"""What is done on a page, taken to where it belongs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeAlias

import structlog
from nicegui.events import GenericEventArguments
from pydantic import ValidationError

from adapters.playground import views
from adapters.playground.markup import dialogs
from adapters.playground.markup.form import render_form
from adapters.playground.markup.tags import said
from adapters.playground.page.column import AT_ONCE, Column
from adapters.playground.page.page import Page
from adapters.playground.people import Back, NotPossible
from adapters.playground.read import Act
from bot.calendar import is_zone
from bot.words import Phrase, _, clean
from storage import playground as rows

log = structlog.get_logger(__name__)
FURTHEST = timedelta(weeks=60)

OnPage: TypeAlias = Callable[[Act], Awaitable[None]]
InColumn: TypeAlias = Callable[[Act, Column], Awaitable[None]]


class Acting:
    """Takes the page's acts. Each is one method; an unknown one is refused."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._on_page: dict[str, OnPage] = {
            "move": self._move, "morning": self._morning, "next": self._next, "waiting": self._waiting,
            "ask-over": self._ask_over, "over": self._over, "over-bare": self._over, "add": self._add,
            "add-person": self._add_person, "ask-new": self._ask_new, "add-new": self._add_new, "show": self._show,
        }  # fmt: skip
        self._in_column: dict[str, InColumn] = {
            "press": self._press, "pick": self._press, "submit": self._press, "say": self._say, "open": self._open,
            "seen": self._seen, "earlier": self._earlier, "who": self._who, "person": self._person,
            "close-messages": self._messages, "open-messages": self._messages, "ask-leave": self._ask_leave,
            "leave": self._leave, "come-back": self._come_back, "close-column": self._close_column,
        }  # fmt: skip

    async def __call__(self, event: GenericEventArguments) -> None:
        nonce = ""
        try:
            act = Act.model_validate(event.args)
            nonce = act.nonce
            await self._take(act)
        except (NotPossible, ValidationError, ValueError):
            self._say_no(_("That is not possible here any more."))
        except Exception:
            log.exception("act_failed")
            self._say_no(_("Something went wrong. Please try again."))
        finally:
            self.page.run("done", nonce)

    async def _take(self, act: Act) -> None:
        if act.do in self._on_page:
            await self._on_page[act.do](act)
            return
        column = self.page.columns.get(act.column)
        if column is None or act.do not in self._in_column:
            raise NotPossible
        if act.do != "seen":
            self.page.use(column)
        await self._in_column[act.do](act, column)

    def _say_no(self, sentence: Phrase) -> None:
        self.page.run("toast", said(sentence))

    # --- as a person -------------------------------------------------------------------------------------------------

    async def _press(self, act: Act, column: Column) -> None:
        back = await self.page.people.press(column.user, act)
        self._go_on(back, column, act)

    async def _say(self, act: Act, column: Column) -> None:
        if not act.text.strip():
            return
        back = await self.page.people.say(column.user, act)
        if back is not None:
            self._go_on(back, column, act)

    def _go_on(self, back: Back, column: Column, act: Act) -> None:
        """Opens a form, or brings the open one up to date."""
        if back.problems:
            self.page.run("problems", column.number, dict(back.problems))
        elif back.form is not None:
            inside = render_form(back.form, back.conversation, back.message)
            self.page.run("form", column.number, f"{column.user} {back.form.id}", inside)
        elif act.do == "submit":
            self.page.run("sent", column.number, back.kept)

    async def _open(self, act: Act, column: Column) -> None:
        column.conversation, column.most = act.conversation, AT_ONCE
        await self.page.refresh()

    async def _earlier(self, act: Act, column: Column) -> None:
        column.most += AT_ONCE
        await self.page.refresh()

    async def _seen(self, act: Act, column: Column) -> None:
        """The newest message is on the screen."""
        if column.view is None or act.conversation != column.conversation:
            return
        newest = column.view.messages[-1].id if column.view.messages else 0
        adapter = self.page.adapter
        if await adapter.write(rows.mark_seen, column.user, column.conversation, min(act.message, newest)):
            adapter.changed(column.conversation)

    async def _messages(self, act: Act, column: Column) -> None:
        await self.page.people.close_messages(column.user, closed=act.do == "close-messages")

    async def _ask_leave(self, act: Act, column: Column) -> None:
        name = _name(column)
        inside = dialogs.render_question(
            said(_("Leave the community?")),
            said(_("{name} leaves the community. Kith closes everything of theirs that is open.", name=name)),
            said(_("Leave")),
            "leave",
        )
        self.page.run("open", column.number, inside)

    async def _leave(self, act: Act, column: Column) -> None:
        self.page.run("close")
        await self.page.people.leave(column.user, act)

    async def _come_back(self, act: Act, column: Column) -> None:
        await self.page.people.come_back(column.user)

    # --- who is shown ------------------------------------------------------------------------------------------------

    async def _who(self, act: Act, column: Column) -> None:
        people = await self.page.adapter.read(views.people, self.page.adapter.roles)
        self.page.run("open", column.number, dialogs.render_people(people, adds=False))

    async def _add(self, act: Act) -> None:
        people = await self.page.adapter.read(views.people, self.page.adapter.roles)
        self.page.run("open", 0, dialogs.render_people(people, adds=True, instead=self._makes_place()))

    def _makes_place(self) -> str:
        """Who goes where there is no place for another column."""
        return _name(self.page.makes_place)

    async def _ask_new(self, act: Act) -> None:
        zone = str(self.page.controls.now().tzinfo)
        self.page.run("open", 0, dialogs.render_newcomer(zone, instead=self._makes_place()))

    async def _person(self, act: Act, column: Column) -> None:
        column.user, column.conversation, column.most = act.value, rows.direct(act.value), AT_ONCE
        self.page.run("close")
        await self.page.refresh()

    async def _add_person(self, act: Act) -> None:
        gone = self.page.makes_place
        column = self.page.put_instead(gone, act.value) if gone else self.page.add(act.value)
        self.page.shown = column.number
        self.page.use(column)
        self.page.run("close")
        await self.page.refresh()
        self.page.run("arrive", column.number)
        if name := _name(gone):
            sentence = _("{name} made place. “Show somebody” brings them back to where they were.", name=name)
            self.page.run("toast", said(sentence))

    async def _add_new(self, act: Act) -> None:
        user = await self._arrive(act)
        await self._add_person(act.model_copy(update={"value": user}))

    async def _arrive(self, act: Act) -> str:
        name = " ".join(clean("".join(act.answers.get("name", []))).split())
        zone = "".join(act.answers.get("zone", []))
        if not name or len(name) > 80 or not is_zone(zone):
            raise NotPossible
        return await self.page.people.arrive(name, zone)

    async def _close_column(self, act: Act, column: Column) -> None:
        if len(self.page.columns) > 1:
            self.page.remove(column)
            await self.page.refresh()

    async def _show(self, act: Act) -> None:
        if act.value.isdecimal() and int(act.value) in self.page.columns:
            self.page.shown = int(act.value)
            await self.page.refresh()

    # --- the clock, and what waits -----------------------------------------------------------------------------------

    async def _move(self, act: Act) -> None:
        by = timedelta(seconds=int(act.value))
        if not timedelta() < by <= FURTHEST:
            raise NotPossible
        await self.page.controls.move(by)
        self.page.adapter.changed()

    async def _morning(self, act: Act) -> None:
        await self.page.controls.move(await self.page.controls.morning() - self.page.controls.now())
        self.page.adapter.changed()

    async def _next(self, act: Act) -> None:
        now = self.page.controls.now()
        upcoming = [line.due for line in await self.page.controls.waiting() if line.due and line.due > now]
        if upcoming:
            await self.page.controls.move(min(upcoming) - now)
            self.page.adapter.changed()

    async def _waiting(self, act: Act) -> None:
        self.page.shows_waiting = not self.page.shows_waiting
        await self.page.refresh()
        self.page.run("focus", "waiting close" if self.page.shows_waiting else "waiting")

    async def _ask_over(self, act: Act) -> None:
        self.page.run("open", 0, dialogs.render_over())

    async def _over(self, act: Act) -> None:
        await self.page.controls.start_over(bare=act.do == "over-bare")
        self.page.run("close")
        self.page.run("forget")
        await self.page.reopen()
        self.page.adapter.changed()


def _name(column: Column | None) -> str:
    return column.view.account.name if column and column.view else ""
