"""One open page: its columns, the clock, and what waits; kept up to date while it is open."""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime

import structlog
from nicegui import background_tasks, ui
from nicegui.client import Client

from adapters.playground import views
from adapters.playground.adapter import PlaygroundAdapter
from adapters.playground.controls import Controls, WaitingLine
from adapters.playground.markup import around
from adapters.playground.markup.tags import joined, said
from adapters.playground.markup.waiting import render_waiting
from adapters.playground.page.column import Column
from adapters.playground.page.drawn import Drawn
from adapters.playground.people import People
from bot.words import _

log = structlog.get_logger(__name__)
MOST_COLUMNS = 4
TICK = 5.0
"""Seconds between two looks at the clock."""


class Page:
    def __init__(self, adapter: PlaygroundAdapter, controls: Controls, opening: Sequence[str], client: Client) -> None:
        self.adapter = adapter
        self.people = People(adapter)
        self.controls = controls
        self.client = client
        self.columns: dict[int, Column] = {}
        self.shown = 0
        self.waiting: Sequence[WaitingLine] = ()
        self.code = ""
        self.shows_waiting = False
        self._opening = opening
        self._left: dict[str, str] = {}
        self._at_first = MOST_COLUMNS
        self._has_way_in = True
        self._numbers = iter(range(1, 1_000_000))
        self._wake = asyncio.Event()
        self._refreshing = asyncio.Lock()
        self._address = ""

    # --- building ----------------------------------------------------------------------------------------------------

    async def build(self, wanted: str, width: int) -> None:
        """`wanted` lists people as the address does: ``ada,lin@room:3``."""
        self._watch()
        self._frame()
        places = [part.partition("@") for part in wanted.split(",") if part]
        for user, _at, conversation in places[:MOST_COLUMNS]:
            self.add(user, conversation)
        self._at_first = columns_for(width)
        first = await self.somebody()
        if not self.columns:
            self._open_first(first)
        await self.refresh()
        self._top.classes(remove="loading")
        self._columns.classes(remove="loading")
        ui.timer(TICK, self._tick)

    def _frame(self) -> None:
        with self.client.layout:
            self._top = ui.element("header").classes("top loading")
            self._top.move(self.client.layout, target_index=0)
        with self._top:
            Drawn("div", "strip", around.render_strip())
            with ui.element("div").classes("bar"):
                Drawn("h1", "brand", joined(said(_("Kith playground"))))
                self._clock = Drawn("p", "clock")
                Drawn("div", "all", around.render_all())
                with ui.element("div").classes("controls") as controls:
                    Drawn("div", "movers", around.render_movers())
                    self._tools = Drawn("div", "tools")
                controls.props["id"] = "controls"
            self._guide = Drawn("div", "guide")
            self._switcher = Drawn("nav", "switcher")
            self._switcher.props["aria-label"] = said(_("People"))
        self.client.content.classes(replace="stage")
        with self.client.content:
            self._columns = ui.element("div").classes("columns loading")
            self._columns.props["id"] = "people"
            self._columns.props["tabindex"] = -1
            self._aside = Drawn("aside", "waiting hidden-aside", id="waiting", aria_label=said(_("Waiting")))

    def _open_first(self, first: Sequence[str]) -> None:
        for user in first[: self._at_first]:
            self.add(user)

    async def reopen(self) -> None:
        """Shows whom it shows at first."""
        self.shows_waiting = False
        self._left.clear()
        for column in list(self.columns.values()):
            self.remove(column)
        self._open_first(await self.somebody())
        await self.refresh()

    @property
    def makes_place(self) -> Column | None:
        """The column that makes place for another one, where there are as many as there can be: the one that was not
        used for longest."""
        if len(self.columns) < MOST_COLUMNS:
            return None
        return min(reversed(self.columns.values()), key=lambda one: one.used)

    def use(self, column: Column) -> None:
        """Notes that somebody does something in it now."""
        column.used = next(self._numbers)

    def add(self, user: str, conversation: str = "") -> Column:
        """A column more, where this person was when they were shown last."""
        with self._columns:
            column = Column(self.adapter, next(self._numbers), user, conversation or self._left.get(user, ""))
        self.columns[column.number] = column
        self.shown = self.shown or column.number
        return column

    def put_instead(self, gone: Column, user: str) -> Column:
        """Somebody else in the place of a column; the others stay where they are."""
        place = list(self.columns).index(gone.number)
        self.remove(gone)
        column = self.add(user)
        column.root.move(target_index=place)
        rest = [number for number in self.columns if number != column.number]
        self.columns = {number: self.columns[number] for number in [*rest[:place], column.number, *rest[place:]]}
        return column

    def remove(self, column: Column) -> None:
        self._left[column.user] = column.conversation
        del self.columns[column.number]
        column.root.delete()
        if self.shown == column.number:
            self.shown = next(iter(self.columns), 0)

    async def somebody(self) -> list[str]:
        """Who to show where nobody was named: those it opens with, then the others by name."""
        here = [person.user for person in await self.adapter.read(views.people, self.adapter.roles) if not person.left]
        first = [user for user in self._opening if user in here]
        self._has_way_in = len(first) > 1
        return first + [user for user in here if user not in first]

    # --- staying up to date ------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        unwatch = self.adapter.watch(lambda _conversation: self._wake.set())
        following = background_tasks.create(self._follow(), name="playground page")

        def close() -> None:
            unwatch()
            following.cancel()

        self.client.on_delete(close)

    async def _follow(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.refresh()
            except Exception:
                log.exception("page_not_refreshed")

    async def refresh(self) -> None:
        """Shows how everything is now. One at a time, so that no older view comes after a newer one."""
        async with self._refreshing:
            await self._refresh()

    async def _refresh(self) -> None:
        now = self.controls.now()
        for column in list(self.columns.values()):
            if not await column.load(str(now.tzinfo)):
                await self._replace(column, str(now.tzinfo))
        self.waiting, self.code = await self.controls.waiting(), await self.controls.code()
        for column in self.columns.values():
            column.show(only=len(self.columns) == 1)
        self._show_time(now)
        self._show_around(now)

    async def _replace(self, column: Column, zone: str) -> None:
        """The person is gone from the playground, as after starting over: somebody else takes the column."""
        if column.number not in self.columns:
            return
        open_now = {other.user for other in self.columns.values()}
        free = [user for user in await self.somebody() if user not in open_now]
        self.remove(column)
        if free:
            await self.add(free[0]).load(zone)

    def _show_time(self, now: datetime) -> None:
        self._clock.show(around.render_clock(now))
        for column in self.columns.values():
            column.tell_time(now, self.waiting)

    def _show_around(self, now: datetime) -> None:
        self._tools.show(around.render_tools(len(self.waiting), shown=self.shows_waiting))
        self._guide.show(around.render_guide(self.code) if self.code or self._has_way_in else joined())
        self._guide.classes(**{"add" if self.code else "remove": "stays"})
        self._aside.show(render_waiting(self.waiting, now) if self.shows_waiting else joined())
        self._aside.classes(**{"remove" if self.shows_waiting else "add": "hidden-aside"})
        open_now = [(number, column.view) for number, column in self.columns.items()]
        people = [(number, view.account.name, view.unread) for number, view in open_now if view is not None]
        self._switcher.show(around.render_switcher(people, self.shown))
        for number, column in self.columns.items():
            column.root.classes(**{"add" if number == self.shown else "remove": "shown"})
        address = ",".join(_place(column) for column in self.columns.values())
        if address != self._address:
            self._address = address
            self.run("address", address)

    async def _tick(self) -> None:
        """The clock goes on, and what Kith did without a letter to anybody shows too."""
        await self.refresh()

    def run(self, function: str, *arguments: object) -> None:
        """Calls a function of page.js; nothing comes back."""
        _response = self.client.run_javascript(f"kith.{function}({', '.join(map(json.dumps, arguments))})")


def columns_for(width: int) -> int:
    """How many columns to begin with. A phone shows one at a time and switches between three."""
    if width < 720:
        return 3
    return max(2, min(MOST_COLUMNS, width // 400))


def _place(column: Column) -> str:
    return column.user if column.conversation == f"dm:{column.user}" else f"{column.user}@{column.conversation}"
