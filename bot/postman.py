"""Carries letters to platforms, lane by lane, and hands due timers to the engine.

It can die at any moment: what was claimed falls due again when its lease ends, and a letter whose send had begun is
looked for at the platform before it is sent again.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog
from sqlalchemy.orm import Session

from bot.addressing import Held, NoRoom, Over, RoomRefused, give_up_room, load, note_room, note_silence, other_account
from bot.clock import Clock
from bot.engine import Engine, digest
from bot.errors import Undeliverable, Unknown
from bot.incoming import NO_EVENT, NO_ROOM, NOT_POSTED, ROOM_OPEN, UNREACHABLE, Incoming, Via
from bot.parcels import Carrier, RoomPlan, Sent
from bot.window import Pace, Window
from bot.workers import Workers
from storage import outbox
from storage.database import Database
from storage.outbox import Claimed

log = structlog.get_logger(__name__)
TIMERS = "program:"
BACK_OFF = timedelta(seconds=2)
LONGEST_BACK_OFF = timedelta(hours=1)
AT_A_TIME = 5
"""Letters claimed together where a lane is carried in order."""
MOST_TIMERS = 50
"""Timers read together."""
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
            await (self._in_order if carrier.at_once == 1 else self._side_by_side)(lane, carrier)

    async def due_lanes(self) -> list[str]:
        """Lanes with something due that this process can work."""
        lanes = await self.workers.read(self._due_lanes)
        return [lane for lane in lanes if lane.startswith(TIMERS) or lane.split(":", 1)[0] in self.carriers]

    def _due_lanes(self) -> list[str]:
        with self.database.read() as session:
            return outbox.due_lanes(session, self.clock.now())

    # --- timers ------------------------------------------------------------------------------------------------------

    async def _timers(self, program: int) -> None:
        found = MOST_TIMERS
        while found == MOST_TIMERS:
            due = await self.workers.read(self._due_timers, program)
            for timer in due:
                await self._take_timer(timer)
            found = len(due)

    def _due_timers(self, program: int) -> list[_Timer]:
        with self.database.read() as session:
            return [tuple(row) for row in outbox.due_timers(session, program, self.clock.now(), most=MOST_TIMERS)]

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

    async def _side_by_side(self, lane: str, carrier: Carrier) -> None:
        async def claim(most: int, but_not: Collection[str]) -> list[Claimed]:
            return await self.workers.write(self._claim, lane, most, but_not)

        async def carry(letter: Claimed) -> Pace:
            return await self._carry(letter, carrier)

        await Window(carrier.at_once, claim, carry, self._put_back).run()

    async def _in_order(self, lane: str, carrier: Carrier) -> None:
        """Letter after letter of the whole lane. What is written meanwhile wakes it again."""
        found = AT_A_TIME
        while found == AT_A_TIME:
            letters = await self.workers.write(self._claim, lane, AT_A_TIME, ())
            found, waiting = len(letters), set[str]()
            for number, letter in enumerate(letters):
                if letter.addressee in waiting:
                    await self._put_back(letter)
                    continue
                pace = await self._carry(letter, carrier)
                if pace is Pace.THEY_WAIT:
                    waiting.add(letter.addressee)
                elif pace is Pace.ALL_WAIT:
                    for rest in letters[number + 1 :]:
                        await self._put_back(rest)
                    return

    def _claim(self, lane: str, most: int, but_not: Collection[str]) -> list[Claimed]:
        with self.database.write(single=True) as session:
            return outbox.claim(session, lane, self.clock.now(), most, but_not)

    async def _put_back(self, letter: Claimed) -> None:
        """To the place that it had."""
        await self._later(letter, letter.due_at, "lane_waits")

    async def _carry(self, letter: Claimed, carrier: Carrier) -> Pace:
        """Sends one letter and settles it."""
        try:
            async with self._holding(letter):
                sent = await self._send(letter, carrier)
        except Over:
            await self._settle(lambda s, _now: outbox.settle_gone(s, letter))  # and nothing of it is logged
        except NoRoom:
            await self.workers.write(self._no_room, letter)
        except Held as held:
            await self._later(letter, held.until or letter.due_at, held.reason)
            if held.until is None:
                self.wake(letter.lane)
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
        return Pace.GO_ON

    async def _send(self, letter: Claimed, carrier: Carrier) -> Sent:
        if letter.edits is not None:
            await self._begin(letter)  # before its letter is read: what changes from now on needs an edit of its own
        loaded = await self.workers.read(load, self.database, letter, self.clock.now(), self.engine.standing)
        parcel = loaded.parcel
        if loaded.room is not None:
            parcel = loaded.in_room(await self._open(loaded.room, carrier))
        if parcel.card.event is not None and not carrier.lists_events:
            return Sent(loaded.reference)
        parcel = replace(parcel, card=self.engine.tokens.write(parcel.card))  # kept nowhere: each sending has its own
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

    async def _open(self, room: RoomPlan, carrier: Carrier) -> str:
        try:
            reference = await carrier.open(room)
        except Undeliverable as refused:
            if refused.retry_after is not None:
                raise
            raise RoomRefused(refused.reason) from refused
        await self.workers.write(self._note_room, room.id, reference)
        return reference

    def _note_room(self, room_id: int, reference: str) -> None:
        """The room is there, and whichever flow has announced it hears of that: both or none."""
        with self.database.write() as session:
            room = note_room(session, room_id, reference)
            if room is not None and ROOM_OPEN in self.engine.steps:
                outbox.set_timer(session, room.program_id, ROOM_OPEN, room_id, "", self.clock.now())

    async def _begin(self, letter: Claimed) -> str:
        """The card as it is when its sending begins."""

        def begin() -> str | None:
            with self.database.write(single=True) as session:
                return outbox.begin(session, letter, self.clock.now())

        card = await self.workers.write(begin)
        if card is None:
            raise Held("lost_lease")
        return card

    @asynccontextmanager
    async def _holding(self, letter: Claimed) -> AsyncIterator[None]:
        """Keeps the lease alive while a send is open. It is left alone before the letter is settled: an extension that
        came after that would shorten what was settled."""
        over = asyncio.Event()

        async def extend() -> None:
            while not over.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(outbox.LEASE.total_seconds() / 2):
                        await over.wait()
                        return
                try:
                    await self._settle(lambda s, now: outbox.extend(s, letter, now))
                except Exception:  # what is sent is settled all the same; the next extension may succeed
                    log.exception("lease_not_extended", letter=letter.id)

        keeping = asyncio.create_task(extend())
        try:
            yield
        finally:
            over.set()
            await keeping

    async def _settle(self, settle: Callable[[Session, datetime], bool]) -> bool:
        def work() -> bool:
            with self.database.write(single=True) as session:
                return settle(session, self.clock.now())

        return await self.workers.write(work)

    async def _later(self, letter: Claimed, until: datetime, reason: str) -> None:
        """It was not sent this time; whether an earlier try arrived is as unknown as before."""
        await self._settle(lambda s, _now: outbox.settle_later(s, letter, until, reason, in_doubt=letter.in_doubt))

    def _no_room(self, letter: Claimed) -> None:
        """It waits for room in its reader's week, or for the end of their break."""
        with self.database.write() as session:
            if outbox.settle_held(session, letter):
                digest.held_back(session, letter.member_id, self.clock.now())

    async def _refused(self, letter: Claimed, refused: Undeliverable) -> Pace:
        if refused.retry_after is not None:
            # Whatever it says: nobody is silent for days over one number, and too early is said once more.
            wait = timedelta(seconds=min(max(0.1, refused.retry_after), LONGEST_BACK_OFF.total_seconds()))
            addressee = "" if refused.everywhere else letter.addressee
            log.info("lane_waits", lane=letter.lane, addressee=addressee, seconds=wait.total_seconds())
            await self.workers.write(self._hold, letter.lane, addressee, self.clock.now() + wait)
            await self._later(letter, letter.due_at, refused.reason)
            return Pace.ALL_WAIT if refused.everywhere else Pace.THEY_WAIT
        log.warning("letter_dead", letter=letter.id, lane=letter.lane, reason=refused.reason)
        if isinstance(refused, RoomRefused) or _is_room_gone(letter, refused):
            await self.workers.write(self._without_room, letter, refused.reason)
            return Pace.GO_ON
        if letter.is_event and refused.reason == "not_allowed":
            await self.workers.write(self._not_there, letter, refused.reason, NO_EVENT)
            return Pace.GO_ON
        if letter.channel and letter.edits is None:
            await self.workers.write(self._not_there, letter, refused.reason, NOT_POSTED)
            return Pace.GO_ON
        for lane in await self.workers.write(self._not_delivered, letter, refused.reason):
            self.wake(lane)
        return Pace.GO_ON

    def _not_delivered(self, letter: Claimed, reason: str) -> list[str]:
        """The letter goes to another account of its reader, or is dead; gives the lanes that have something new. Where
        an account is out of reach from now on, whichever flow waits for its people hears so."""
        now = self.clock.now()
        with self.database.write() as session:
            if other := other_account(session, letter, reason):
                settled = outbox.settle_elsewhere(session, letter, other.id or 0, other.lane, now)
            else:
                settled = outbox.settle_dead(session, letter, reason)
                if settled and letter.edits is None:
                    digest.did_not_arrive(session, letter.member_id, letter.slot, now)
            silent = note_silence(session, letter, reason, now) if settled else []
            for member in silent if UNREACHABLE in self.engine.steps else ():
                outbox.set_timer(session, member.program_id, UNREACHABLE, member.id or 0, "", now)
        return [other.lane] if other else []

    def _without_room(self, letter: Claimed, reason: str) -> None:
        """The letter is dead, its room given up, and whichever flow knows what it was for hears of it: all or none."""
        with self.database.write() as session:
            room = give_up_room(session, letter.room_id) if outbox.settle_dead(session, letter, reason) else None
            if room is not None and NO_ROOM in self.engine.steps:
                outbox.set_timer(session, room.program_id, NO_ROOM, room.id or 0, "", self.clock.now())

    def _not_there(self, letter: Claimed, reason: str, step: str) -> None:
        """The letter is dead, and whichever flow knows what it was for in its place hears of it: both or none."""
        with self.database.write() as session:
            is_settled = outbox.settle_dead(session, letter, reason)
            if is_settled and letter.program_id and letter.slot and step in self.engine.steps:
                now = self.clock.now()
                outbox.set_timer(session, letter.program_id, step, letter.place_id or 0, letter.slot, now)

    def _hold(self, lane: str, addressee: str, until: datetime) -> None:
        with self.database.write() as session:
            outbox.hold_lane(session, lane, until, self.clock.now(), addressee)

    async def _in_doubt(self, letter: Claimed, reason: str) -> None:
        """It may have arrived. It is looked for before it is sent again."""
        wait = _back_off(letter.failures + 1)
        await self._settle(
            lambda s, now: outbox.settle_later(s, letter, now + wait, reason, in_doubt=True, failed=True)
        )


def _is_room_gone(letter: Claimed, refused: Undeliverable) -> bool:
    """Whether the room that was opened for it is not there any more. What an edit misses is only its message."""
    return letter.room_id is not None and letter.edits is None and refused.reason in ("missing", "gone")


def _back_off(failures: int) -> timedelta:
    return min(BACK_OFF * (1 << min(failures - 1, 12)), LONGEST_BACK_OFF)
