"""The clock, the outbox and starting over, behind the page's controls."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from adapters.playground.controls import WaitingLine
from bot.clock import MovableClock
from bot.lanes import OwnLanes
from bot.running import Running
from storage import clock as clocks
from storage import outbox
from storage.places import Program
from storage.waiting import Waiting, waiting

Refill = Callable[[Session, datetime], None]
"""Fills an empty database with the demo program."""
Starts = Callable[[datetime], datetime]
"""When a fresh playground begins, at this real time or after it."""
MOST_WAITING = 60


class PlayControls:
    """Implements `adapters.playground.controls.Controls` for a running playground."""

    def __init__(
        self,
        running: Running,
        lanes: OwnLanes,
        clock: MovableClock,
        refill: Refill,
        starts: Starts = lambda now: now,
    ) -> None:
        self.running = running
        self.lanes = lanes
        self.clock = clock
        self.refill = refill
        self.starts = starts
        self._zone = ZoneInfo("UTC")

    def begin(self) -> None:
        """Takes up the clock where it was left, and fills a database that is empty."""
        with self.running.database.write() as session:
            self.clock.ahead = timedelta(seconds=clocks.seconds_ahead(session))
            if session.scalar(sa.select(col(Program.id)).limit(1)) is None:
                self._fill(session)
            self._zone = _zone(session)

    def now(self) -> datetime:
        return self.clock.now().astimezone(self._zone)

    async def move(self, by: timedelta) -> None:
        """Everything happens at its own moment on the way."""
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

    async def waiting(self) -> Sequence[WaitingLine]:
        return await self.running.workers.read(self._waiting)

    def _waiting(self) -> list[WaitingLine]:
        with self.running.database.read() as session:
            return [_line(one, self._zone) for one in waiting(session, MOST_WAITING)]

    async def start_over(self) -> None:
        await self.lanes.settle()
        await self.running.workers.write(self._start_over)

    def _start_over(self) -> None:
        with self.running.database.write() as session:
            for table in reversed(SQLModel.metadata.sorted_tables):
                session.execute(sa.delete(table))
            self.clock.ahead = timedelta()
            self._fill(session)
            self._zone = _zone(session)

    def _fill(self, session: Session) -> None:
        now = self.clock.now()
        self.clock.move(self.starts(now) - now)
        clocks.move_ahead(session, int(self.clock.ahead.total_seconds()))
        self.refill(session, self.clock.now())


def by_day(now: datetime, zone: str) -> datetime:
    """The moment itself where that is a working hour (Monday to Thursday, 10 to 16) in this zone, else ten o'clock on
    the next such day: people are awake then, and what is sent arrives."""
    there = now.astimezone(ZoneInfo(zone))
    while there.weekday() > 3 or there.hour >= 16:
        there = (there + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    if there.hour < 10:
        there = there.replace(hour=10, minute=0, second=0, microsecond=0)
    return there.astimezone(UTC)


def _line(one: Waiting, zone: ZoneInfo) -> WaitingLine:
    kind = "waits for the weekly digest" if one.held else "timer" if one.kind == "timer" else f"{one.kind} letter"
    return WaitingLine(one.due_at.astimezone(zone), one.to, kind, one.about)


def _zone(session: Session) -> ZoneInfo:
    return ZoneInfo(session.scalar(sa.select(col(Program.zone)).order_by(col(Program.id)).limit(1)) or "UTC")
