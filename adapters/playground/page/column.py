"""One person's column: what stands in it, brought up to date without touching what has not changed."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from nicegui import ui
from nicegui.element import Element

from adapters.playground import views
from adapters.playground.adapter import PlaygroundAdapter
from adapters.playground.controls import WaitingLine
from adapters.playground.markup import column as markup
from adapters.playground.markup.card import render_message
from adapters.playground.markup.tags import said
from adapters.playground.markup.waiting import render_held
from adapters.playground.page.drawn import Drawn
from adapters.playground.views import ColumnView
from bot.words import _
from storage import playground as rows

AT_ONCE = 40
"""Messages shown before "Earlier messages" is pressed, and more of them for each press."""


class Column:
    def __init__(self, adapter: PlaygroundAdapter, number: int, user: str, conversation: str = "") -> None:
        self.adapter = adapter
        self.number = number
        self.user = user
        self.used = 0
        """Grows with every act in it."""
        self.conversation = conversation or rows.direct(user)
        self.most = AT_ONCE
        self.view: ColumnView | None = None
        self._messages: dict[int, Drawn] = {}
        self._loaded = self._shows = ("", "", 0)
        self._build()

    def _build(self) -> None:
        self.root = ui.element("section").classes("person-column")
        self.root.props["data-column"] = self.number
        with self.root:
            with ui.element("header").classes("column-head"):
                self._head = Drawn("div", "column-who")
                self._about = Drawn("p", "about")
            self._tabs = Drawn("nav", "tabs")
            self._note = Drawn("div", "note")
            with ui.element("div").classes("log") as self._log:
                self._earlier = Drawn("div", "earlier")
                self._nothing = Drawn("div", "nothing")
                self._said = ui.element("div").classes("said")
            self._log.props["tabindex"] = 0
            self._said.props["role"] = "log"
            self._held = Drawn("div", "held", role="status")
            self._composer = Drawn("div", "composer")

    @property
    def wanted(self) -> tuple[str, str, int]:
        """What is to be shown: whom, which conversation, how many of its messages."""
        return self.user, self.conversation, self.most

    async def load(self, zone: str) -> bool:
        """Reads what is to be shown; False where there is no such person (any more)."""
        self._loaded = self.wanted
        self.view = await self.adapter.read(views.column, *self._loaded, zone, self.adapter.roles)
        return self.view is not None

    def tell_time(self, now: datetime, waiting: Sequence[WaitingLine]) -> None:
        """What moves with the clock: its own time, and the letters that have not come yet."""
        if self.view is not None:
            here = now.astimezone(ZoneInfo(self.view.zone))
            self._about.show(markup.render_about(self.view, here))
            self._held.show(render_held([line for line in waiting if self.user in line.users], here))

    def show(self, *, only: bool) -> None:
        """Shows what was loaded, unless something else is wanted by now: then that is on its way."""
        view = self.view
        if view is None or self.wanted != self._loaded or self.root.is_deleted:
            return
        name = view.account.name
        self.conversation = view.tab.conversation
        _label(self.root, name)
        _label(self._tabs, said(_("Conversations of {name}", name=name)))
        _label(self._said, said(_("{tab}, as {name} sees it", tab=view.tab.name, name=name)))
        _label(self._log, said(_("Messages, {tab}", tab=view.tab.name)))
        self._head.show(markup.render_head(view, only=only))
        self._tabs.show(markup.render_tabs(view))
        self._note.show(markup.render_note(view))
        self._earlier.show(markup.render_earlier(view))
        self._nothing.show(markup.render_nothing(view))
        self._composer.show(markup.render_composer(view, self.adapter.commands))
        self._show_messages(view)

    def _show_messages(self, view: ColumnView) -> None:
        """Adds, changes and removes messages; all of them anew where another list begins."""
        if self.wanted != self._shows:
            self._said.clear()
            self._messages.clear()
            self._shows = self.wanted
            self._log.props["data-conversation"] = f"{self.user} {self.conversation}"
            self._log.update()
        if self._log.props.get("data-unread") != view.tab.unread:
            self._log.props["data-unread"] = view.tab.unread
            self._log.update()
        there = {message.id for message in view.messages}
        for number in [number for number in self._messages if number not in there]:
            self._messages.pop(number).delete()
        with self._said:
            for message in view.messages:
                inside = render_message(message, view.channels)
                if (element := self._messages.get(message.id)) is None:
                    self._messages[message.id] = Drawn(
                        "article", "entry-of-log", inside, data_message=message.id, tabindex=-1
                    )
                else:
                    element.show(inside)


def _label(element: Element, label: str) -> None:
    if element.props.get("aria-label") != label:
        element.props["aria-label"] = label
        element.update()
