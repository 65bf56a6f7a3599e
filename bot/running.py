"""Kith at work: adapters feed the engine, lanes carry letters, and a ticker repairs what a lost wake-up left lying."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any, Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.engine import Engine
from bot.engine.typed import Offered
from bot.incoming import Incoming, Reply
from bot.lanes import Lanes, OwnLanes
from bot.parcels import Carrier
from bot.pictures import looked_at
from bot.postman import Postman
from bot.reconciling import accounts_by_place, missing_people
from bot.workers import Workers
from storage import outbox
from storage.database import Database, InUse
from storage.outbox.counts import Counts, counts

log = structlog.get_logger(__name__)
SWEEP = timedelta(seconds=2)
MAKE_SURE = timedelta(seconds=15)
A_JUMP = timedelta(seconds=5)
"""By so much a clock is not set while it is only kept right."""
RECONCILE = timedelta(minutes=30)
FIRST_LOOK = timedelta(minutes=1)
"""After the start, when the platforms are connected: much may have happened while nobody was listening."""
CLEAN_UP = timedelta(hours=6)
FIRST_CLEANING = timedelta(minutes=5)
"""Also where it is started anew more often than that."""


class Connected(Carrier, Protocol):
    """An adapter, as far as running it goes."""

    @property
    def is_connected(self) -> bool: ...

    async def run(
        self, handle: Callable[[Incoming], Any], commands: Sequence[Offered], ready: Callable[[], None]
    ) -> None: ...


class Running:
    """One process: the engine with its threads, the lanes, the ticker and the adapters.

    `hold_alone` is called now and then to make sure that nobody else works on the database; it raises `InUse` if so.
    """

    def __init__(
        self,
        database: Database,
        engine: Engine,
        clock: Clock,
        adapters: Sequence[Connected],
        lanes: Lanes | None = None,
        hold_alone: Callable[[], None] = lambda: None,
    ) -> None:
        self.database = database
        self.engine = engine
        self.clock = clock
        self.adapters = {adapter.platform: adapter for adapter in adapters}
        self.lanes: Lanes = lanes or OwnLanes()
        self.workers = Workers(writers=1 if database.is_sqlite else 4)
        self.postman = Postman(database, engine, clock, self.adapters, self.workers, self.lanes.wake)
        self.ready: set[str] = set()
        self._hold_alone = hold_alone
        self._carried = asyncio.Event()
        self._chores: list[tuple[Callable[[], object], timedelta]] = []

    def does(self, work: Callable[[], object], every: timedelta) -> None:
        """Something more that is done now and then, beside what comes in; from the start on."""
        self._chores.append((work, every))

    def add(self, adapter: Connected) -> None:
        """One more platform, before `run`."""
        self.adapters[adapter.platform] = adapter

    async def handle(self, incoming: Incoming) -> Reply:
        """The way in for every adapter."""
        if incoming.files:
            incoming = await self.workers.slowly(looked_at, incoming)
        work = self.workers.read if self.engine.looks(incoming) else self.workers.write
        reply = await work(self.engine.handle, incoming, self.clock.now())
        for lane in reply.wake:
            self.lanes.wake(lane)
        return reply

    async def sweep(self) -> None:
        """Wakes every lane in which something is due."""
        for lane in await self.postman.due_lanes():
            self.lanes.wake(lane)

    async def reconcile(self) -> None:
        """Notices who left while nobody was listening, and which places Kith was taken out of."""
        known = await self.workers.read(accounts_by_place, self.database)
        for event in await missing_people(self.adapters, known, self.clock.now()):
            try:
                await self.handle(event)
            except Exception:  # noqa: BLE001, S112  # the engine has logged it, and the others are not to wait for it
                continue

    async def counts(self) -> Counts:
        """How the outbox stands."""
        return await self.workers.read(self._counts)

    def _counts(self) -> Counts:
        with self.database.read() as session:
            return counts(session, self.clock.now())

    async def clean_up(self) -> None:
        """In many small transactions, so that nobody waits long behind one."""
        while await self.workers.write(self._clean_up):
            pass

    def _clean_up(self) -> bool:
        with self.database.write() as session:
            return outbox.clean_up(session, self.clock.now())

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Works until cancelled, or until an adapter cannot go on, or another process took over (its error is
        raised)."""
        await self.workers.write(self.engine.adopt)
        ticker = self._ticker()
        ticker.start()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._carry(), name="lanes")
                group.create_task(self._stay_alone(), name="alone")
                group.create_task(_keep_ticking(ticker), name="clock")
                for adapter in self.adapters.values():
                    group.create_task(self._connect(adapter, ready), name=adapter.platform)
                if not self.adapters:
                    ready()
        finally:
            ticker.shutdown(wait=False)

    async def _stay_alone(self) -> None:
        while True:
            await asyncio.sleep(MAKE_SURE.total_seconds())
            try:
                await self.workers.read(self._hold_alone)
            except InUse:
                raise
            except Exception:  # while the database is away nobody else can work on it either
                log.exception("not_sure_to_be_alone")

    async def _connect(self, adapter: Connected, ready: Callable[[], None]) -> None:
        def connected() -> None:
            self.ready.add(adapter.platform)
            log.info("connected", platform=adapter.platform)
            if self.ready == set(self.adapters):
                ready()

        listening = asyncio.ensure_future(adapter.run(self.handle, self.engine.offered(), connected))
        try:
            await asyncio.shield(listening)
        except asyncio.CancelledError:
            await self._carried.wait()
            raise
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _carry(self) -> None:
        """What is being sent when Kith stops comes to its end first: adapters close the connections that it needs."""
        try:
            await self.lanes.run(self.postman.drain)
        finally:
            self._carried.set()

    def _ticker(self) -> AsyncIOScheduler:
        """Interval jobs alone: due times are rows, never jobs. A late run is made up for once."""
        ticker = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        start = datetime.now(UTC)
        for work, every, first in (
            (self.sweep, SWEEP, SWEEP),
            (self.reconcile, RECONCILE, FIRST_LOOK),
            (self.clean_up, CLEAN_UP, FIRST_CLEANING),
            *((partial(self.workers.write, chore), every, timedelta()) for chore, every in self._chores),
        ):
            ticker.add_job(_once, "interval", [work], seconds=every.total_seconds(), next_run_time=start + first)
        return ticker

    def close(self) -> None:
        self.workers.close()
        self.database.close()


async def _keep_ticking(ticker: AsyncIOScheduler) -> None:
    """The ticker goes by the machine's clock. Where that is set back, as one that was wrong at the start, nothing would
    be done until it is as late again."""
    while True:
        wall, inner = datetime.now(UTC), monotonic()
        await asyncio.sleep(MAKE_SURE.total_seconds())
        now = datetime.now(UTC)
        if now - wall < timedelta(seconds=monotonic() - inner) - A_JUMP:
            log.warning("clock_set_back")
            for job in ticker.get_jobs():
                job.modify(next_run_time=now)


async def _once(work: Callable[[], Awaitable[object]]) -> None:
    """One run of a job. That Kith stops meanwhile is no failure of it."""
    with suppress(asyncio.CancelledError):
        await work()
