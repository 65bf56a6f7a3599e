"""The clock, the outbox and starting over, behind the page's controls."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from adapters.playground.controls import WaitingLine
from adapters.playground.waiting import Ahead, waiting_lines
from bot.calendar import instant_of
from bot.clock import MovableClock
from bot.lanes import OwnLanes
from bot.running import Running
from bot.words import Phrase, _
from storage import clock as clocks
from storage import outbox
from storage.codes import claims
from storage.database import Store
from storage.places import Place, Program
from storage.playground import PlaygroundAccount

Refill = Callable[[Session, datetime], None]
"""Fills an empty database: with the demo program, or without a program."""
Starts = Callable[[datetime], datetime]
"""When a fresh playground begins, at this real time or after it."""
MORNING = time(8)


def _in_general(_session: Session, _step: str, _record: int) -> Phrase:
    return _("Kith looks after something")


class PlayControls:
    """Implements `adapters.playground.controls.Controls` for a running playground."""

    def __init__(
        self,
        running: Running,
        lanes: OwnLanes,
        clock: MovableClock,
        refill: Refill,
        bare: Refill | None = None,
        starts: Starts = lambda now: now,
        ahead: Ahead = _in_general,
    ) -> None:
        self.running = running
        self.lanes = lanes
        self.clock = clock
        self.refill = refill
        self.bare = bare or refill
        self.starts = starts
        self.ahead = ahead
        self._zone = ZoneInfo("UTC")
        self._code = ""
        self._moving = asyncio.Lock()

    def begin(self) -> None:
        """Takes up the clock where it was left, and fills a database that is empty."""
        with self.running.database.write() as session:
            self.clock.ahead = timedelta(seconds=clocks.seconds_ahead(session))
            if session.scalar(sa.select(col(Place.id)).limit(1)) is None:
                self._fill(session, self.refill)
            self._renew_code(session)
            self._zone = _zone(session)

    def now(self) -> datetime:
        return self.clock.now().astimezone(self._zone)

    async def move(self, by: timedelta) -> None:
        """Everything happens at its own moment on the way. Who pushes while it moves, pushes it on from there."""
        async with self._moving:
            await self._move(by)

    async def _move(self, by: timedelta) -> None:
        until = self.clock.now() + by
        for _moment in range(10_000):
            due = await self.running.workers.read(self._next_due)
            if due is None or due > until:
                break
            if (wait := due - self.clock.now()) > timedelta():
                self.clock.move(wait)
            await self.running.sweep()
            await self.lanes.settle()
        if (rest := until - self.clock.now()) > timedelta():
            self.clock.move(rest)
        await self.running.workers.write(self._remember)

    def _next_due(self) -> datetime | None:
        with self.running.database.read() as session:
            return outbox.next_due(session)

    def _remember(self) -> None:
        with self.running.database.write() as session:
            clocks.move_ahead(session, int(self.clock.ahead.total_seconds()))
            self._renew_code(session)

    async def morning(self) -> datetime:
        return await self.running.workers.read(self._morning)

    def _morning(self) -> datetime:
        with self.running.database.read() as session:
            until = session.scalar(sa.select(col(Program.quiet_until)).order_by(col(Program.id)).limit(1)) or MORNING
        now = self.now()
        mornings = (instant_of(now.date() + timedelta(days), until, str(self._zone)) for days in range(3))
        return next(morning for morning in mornings if morning > now)

    async def waiting(self) -> Sequence[WaitingLine]:
        return await self.running.workers.read(self._waiting)

    def _waiting(self) -> list[WaitingLine]:
        with self.running.database.read() as session:
            self._zone = _zone(session)
            return waiting_lines(session, self.ahead, self.clock.now(), self._zone)

    # --- starting over -----------------------------------------------------------------------------------------------

    async def start_over(self, *, bare: bool = False) -> None:
        """A push that is under way comes to its end first: it would go on in the new playground."""
        async with self._moving:
            await self.lanes.settle()
            await self.running.workers.write(self._start_over, self.bare if bare else self.refill)
            await self.running.sweep()

    def _start_over(self, refill: Refill) -> None:
        with self.running.database.write() as session:
            for table in reversed(SQLModel.metadata.sorted_tables):
                session.execute(sa.delete(table))
            self.clock.ahead = timedelta()
            self._fill(session, refill)
            self._code = ""
            self._renew_code(session)
            self._zone = _zone(session)

    def _fill(self, session: Session, refill: Refill) -> None:
        now = self.clock.now()
        self.clock.move(self.starts(now) - now)
        clocks.move_ahead(session, int(self.clock.ahead.total_seconds()))
        refill(session, self.clock.now())

    async def code(self) -> str:
        return await self.running.workers.read(self._good_code)

    def _good_code(self) -> str:
        with self.running.database.read() as session:
            return self._code if claims.is_good(Store(session), self._code, self.clock.now()) else ""

    def _renew_code(self, session: Session) -> None:
        """There is a code as long as there is no program and none was used. It grows too old, and only its hash is
        kept."""
        store, now = Store(session), self.clock.now()
        if session.scalar(sa.select(col(Program.id)).limit(1)) is not None or claims.was_used(store):
            self._code = ""
        elif not claims.is_good(store, self._code, now):
            self._code = claims.new_claim(store, now)


def by_day(now: datetime, zone: str) -> datetime:
    """The moment itself where that is a working hour (Monday to Thursday, 10 to 16) in this zone, else ten o'clock on
    the next such day: people are awake then, and what is sent arrives."""
    there = now.astimezone(ZoneInfo(zone))
    while there.weekday() > 3 or there.hour >= 16:
        there = (there + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    if there.hour < 10:
        there = there.replace(hour=10, minute=0, second=0, microsecond=0)
    return there.astimezone(UTC)


def _zone(session: Session) -> ZoneInfo:
    """The program's; before there is one, somebody's."""
    of_program = session.scalar(sa.select(col(Program.zone)).order_by(col(Program.id)).limit(1))
    of_somebody = sa.select(col(PlaygroundAccount.zone)).order_by(col(PlaygroundAccount.user)).limit(1)
    return ZoneInfo(of_program or session.scalar(of_somebody) or "UTC")
