"""Carries letters to platforms, lane by lane, and hands due timers to the engine.

It can die at any moment: what was claimed falls due again when its lease ends, and a letter whose send had begun is
looked for at the platform before it is sent again.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog
from sqlalchemy.orm import Session

from bot.addressing import Held, load, note_room, note_silence
from bot.clock import Clock
from bot.engine import Engine
from bot.errors import Undeliverable, Unknown
from bot.incoming import Incoming, Via
from bot.parcels import Carrier, Sent
from bot.workers import Workers
from storage import outbox
from storage.database import Database
from storage.outbox import Claimed

log = structlog.get_logger(__name__)
TIMERS = "program:"
BACK_OFF = timedelta(seconds=2)
LONGEST_BACK_OFF = timedelta(hours=1)
_Timer: TypeAlias = tuple[int, str, int, str, datetime, int]
"""Id, step, record, value, due time, tries so far."""


class Postman:
    """`drain(lane)` works one lane until nothing in it is due; see `bot.lanes` for who calls it when."""

    def __init__(
        self,
        database: Database,
        engine: Engine,
        clock: Clock,
        carriers: Mapping[str, Carrier],
        workers: Workers,
        wake: Callable[[str], None],
    ) -> None:
        self.database = database
        self.engine = engine
        self.clock = clock
        self.carriers = carriers
        self.workers = workers
        self.wake = wake

    async def drain(self, lane: str) -> None:
        if lane.startswith(TIMERS):
            await self._timers(int(lane.removeprefix(TIMERS)))
        elif carrier := self.carriers.get(lane.split(":", 1)[0]):
            while await self._some_letters(lane, carrier):
                pass

    async def due_lanes(self) -> list[str]:
        """Lanes with something due that this process can work."""
        lanes = await self.workers.read(self._due_lanes)
        return [lane for lane in lanes if lane.startswith(TIMERS) or lane.split(":", 1)[0] in self.carriers]

    def _due_lanes(self) -> list[str]:
        with self.database.read() as session:
            return outbox.due_lanes(session, self.clock.now())

    # --- timers ------------------------------------------------------------------------------------------------------

    async def _timers(self, program: int) -> None:
        while due := await self.workers.read(self._due_timers, program):
            for timer in due:
                await self._take_timer(timer)

    def _due_timers(self, program: int) -> list[_Timer]:
        with self.database.read() as session:
            return [tuple(row) for row in outbox.due_timers(session, program, self.clock.now(), most=50)]

    async def _take_timer(self, timer: _Timer) -> None:
        number, step, about, value, due_at, attempts = timer
        key = f"timer:{number}@{due_at.isoformat()}"
        incoming = Incoming(via=Via.TIMER, step=step, about=about, value=value, key=key)
        try:
            reply = await self.workers.write(self.engine.handle, incoming, self.clock.now())
        except Exception as error:  # noqa: BLE001  # the engine has logged it, and the timer stays
            await self.workers.write(self._put_off, number, due_at, _back_off(attempts + 1), type(error).__name__)
            return
        for lane in reply.wake:
            self.wake(lane)

    def _put_off(self, timer: int, was_due: datetime, wait: timedelta, error: str) -> None:
        with self.database.write() as session:
            outbox.put_off_timer(session, timer, was_due, self.clock.now() + wait, error)

    # --- letters -----------------------------------------------------------------------------------------------------

    async def _some_letters(self, lane: str, carrier: Carrier) -> bool:
        """Carries a few letters; False where nothing is due, or where the lane has to wait."""
        letters = await self.workers.write(self._claim, lane, max(5, carrier.at_once))
        if carrier.at_once == 1:
            return bool(letters) and await self._in_order(letters, carrier)
        queues: dict[object, list[Claimed]] = {}
        for letter in letters:
            queues.setdefault(letter.addressee, []).append(letter)
        went_on = await asyncio.gather(
            *(self._in_order(queue, carrier) for queue in queues.values()), return_exceptions=True
        )
        for failure in went_on:
            if isinstance(failure, BaseException):
                raise failure
        return bool(letters) and all(went_on)

    async def _in_order(self, letters: Sequence[Claimed], carrier: Carrier) -> bool:
        """One after the other. After a rate limit the rest is put back behind the refused one; False then."""
        for number, letter in enumerate(letters):
            until = await self._carry(letter, carrier)
            if until is not None:
                for rest in letters[number + 1 :]:
                    await self._later(rest, until, "lane_waits")
                return False
        return True

    def _claim(self, lane: str, most: int) -> list[Claimed]:
        with self.database.write() as session:
            return outbox.claim(session, lane, self.clock.now(), most)

    async def _carry(self, letter: Claimed, carrier: Carrier) -> datetime | None:
        """Sends one letter and settles it. After a rate limit: until when the lane has to wait."""
        try:
            async with self._holding(letter):
                sent = await self._send(letter, carrier)
        except Held as held:
            await self._later(letter, held.until or self.clock.now(), held.reason)
        except Undeliverable as refused:
            return await self._refused(letter, refused)
        except Unknown as unknown:
            log.warning("letter_in_doubt", letter=letter.id, lane=letter.lane, reason=str(unknown))
            await self._in_doubt(letter, "in_doubt")
        except Exception as error:
            log.exception("letter_failed", letter=letter.id, lane=letter.lane)
            await self._in_doubt(letter, type(error).__name__)
        else:
            await self._settle(lambda s, now: outbox.settle_sent(s, letter, sent.reference, now))
            if sent.instead:
                await self.workers.write(note_silence, self.database, letter, "dm_closed", self.clock.now())
        return None

    async def _send(self, letter: Claimed, carrier: Carrier) -> Sent:
        if letter.edits is not None:
            await self._begin(letter)  # before its letter is read: what changes from now on needs an edit of its own
        loaded = await self.workers.read(load, self.database, letter, self.clock.now())
        parcel = loaded.parcel
        if loaded.room is not None:
            reference = await carrier.open(loaded.room)
            await self.workers.write(note_room, self.database, loaded.room.id, reference)
            parcel = loaded.in_room(reference)
        if letter.edits is not None:
            await carrier.edit(parcel, loaded.reference)
            return Sent(loaded.reference)
        if letter.in_doubt:
            try:
                found = await carrier.find(parcel, letter.created_at)
            except Unknown:
                if not parcel.waiting:
                    raise Undeliverable("in_doubt") from None
                found = None
            if found is not None:
                return Sent(found)
        if await self._begin(letter) != letter.card:
            raise Held("redrawn")
        return await carrier.send(parcel)

    async def _begin(self, letter: Claimed) -> str:
        """The card as it is when its sending begins."""

        def begin() -> str | None:
            with self.database.write() as session:
                return outbox.begin(session, letter, self.clock.now())

        card = await self.workers.write(begin)
        if card is None:
            raise Held("lost_lease")
        return card

    @asynccontextmanager
    async def _holding(self, letter: Claimed) -> AsyncIterator[None]:
        """Keeps the lease alive while a send is open."""

        async def extend() -> None:
            while True:
                await asyncio.sleep(outbox.LEASE.total_seconds() / 2)
                await self._settle(lambda s, now: outbox.extend(s, letter, now))

        keeping = asyncio.create_task(extend())
        try:
            yield
        finally:
            keeping.cancel()

    async def _settle(self, settle: Callable[[Session, datetime], bool]) -> bool:
        def work() -> bool:
            with self.database.write() as session:
                return settle(session, self.clock.now())

        return await self.workers.write(work)

    async def _later(self, letter: Claimed, until: datetime, reason: str) -> None:
        """It was not sent this time; whether an earlier try arrived is as unknown as before."""
        await self._settle(lambda s, _now: outbox.settle_later(s, letter, until, reason, in_doubt=letter.in_doubt))

    async def _refused(self, letter: Claimed, refused: Undeliverable) -> datetime | None:
        if refused.retry_after is not None:
            wait = timedelta(seconds=max(refused.retry_after, 0.1))
            until = self.clock.now() + wait
            log.info("lane_waits", lane=letter.lane, seconds=wait.total_seconds())
            await self._later(letter, until, refused.reason)
            await self.workers.write(self._hold_lane, letter.lane, until)
            return until
        log.warning("letter_dead", letter=letter.id, lane=letter.lane, reason=refused.reason)
        await self._settle(lambda s, _now: outbox.settle_dead(s, letter, refused.reason))
        await self.workers.write(note_silence, self.database, letter, refused.reason, self.clock.now())
        return None

    def _hold_lane(self, lane: str, until: datetime) -> None:
        with self.database.write() as session:
            outbox.hold_lane(session, lane, until, self.clock.now())

    async def _in_doubt(self, letter: Claimed, reason: str) -> None:
        """It may have arrived. It is looked for before it is sent again."""
        wait = _back_off(letter.attempts)
        await self._settle(lambda s, now: outbox.settle_later(s, letter, now + wait, reason, in_doubt=True))


def _back_off(attempts: int) -> timedelta:
    return min(BACK_OFF * (1 << min(attempts - 1, 12)), LONGEST_BACK_OFF)
