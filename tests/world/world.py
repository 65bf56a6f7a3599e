"""Scripts between named people.

    ada.presses("Ask for an intro chat", on="Lin")
    lin.sees("Ada would like")
    world.passes(days=7)

The engine, the postman and the rows are the real ones; only the platform is a `Surface` in memory.
"""

import asyncio
import pickle
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import col

from bot.clock import StoppedClock
from bot.engine import Engine
from bot.engine.meant import READING
from bot.engine.taking import Homes
from bot.errors import Undeliverable, Unknown
from bot.incoming import Incoming, Reply, Sender, Via
from bot.parcels import Outgoing, RoomPlan, Sent
from bot.postman import Postman
from bot.steps import Flow
from bot.workers import Workers
from storage import outbox
from storage.database import Database, Store
from storage.people import Member
from tests.world.databases import Watched
from tests.world.surface import Filling, Surface

T = TypeVar("T")
START = datetime(2026, 9, 7, 14, 0, tzinfo=UTC)
"""A Monday, four in the afternoon in Berlin."""
LATE = timedelta(seconds=2)
"""So much later than it was due everything happens while time goes by: no clock rings exactly on the moment."""


class SurfaceCarrier:
    """A surface, as the postman sees it."""

    at_once = 1

    def __init__(self, surface: Surface, clock: StoppedClock) -> None:
        self.surface = surface
        self.clock = clock
        self.closed: set[str] = set()
        self.unknown = 0
        self.lists_nothing = False
        """Whether places do not let Kith list events."""
        self.in_no_channel = False
        """Whether nobody has added Kith to a channel."""
        self.busy: dict[str, timedelta] = {}
        """For how long the platform takes nothing for somebody, from the next letter on, however often it is tried."""
        self._busy_until: dict[str, datetime] = {}

    @property
    def platform(self) -> str:
        return self.surface.platform

    @property
    def lists_events(self) -> bool:
        return self.platform == "discord"

    async def send(self, letter: Outgoing) -> Sent:
        if letter.card.event is not None and self.lists_nothing:
            raise Undeliverable("not_allowed")
        if letter.channel and self.in_no_channel:
            raise Undeliverable("not_allowed")
        if letter.user in self.closed:
            raise Undeliverable("dm_closed")
        if (wait := self.busy.pop(letter.user, None)) is not None:
            self._busy_until[letter.user] = self.clock.at + wait
        if (until := self._busy_until.get(letter.user)) is not None and until > self.clock.at:
            raise Undeliverable("busy", retry_after=(until - self.clock.at).total_seconds(), everywhere=False)
        if self.unknown:
            self.unknown -= 1
            self.surface.deliver(letter)
            raise Unknown("the connection broke")
        return Sent(self.surface.deliver(letter))

    async def edit(self, letter: Outgoing, reference: str) -> None:
        self.surface.edit(letter, reference)

    async def find(self, letter: Outgoing, since: datetime) -> str | None:
        return None

    async def open(self, room: RoomPlan) -> str:
        return self.surface.open(room)

    async def missing(self, place: str, users: Sequence[str]) -> set[str]:
        return set()


class AtOnce(Workers):
    """No threads: nothing else runs in a world while somebody waits for its database."""

    def __init__(self) -> None:
        super().__init__(writers=1, readers=1)

    async def _in(self, pool: Executor, work: Callable[[], T]) -> T:
        return work()


class World:
    """One database, one surface, a clock that stands still until it is told to move."""

    def __init__(self, database: Database, surface: Surface, flows: Sequence[Flow[Any]], homes: Homes) -> None:
        self.database = database
        self.surface = surface
        self.clock = StoppedClock(START)
        self.engine = Engine(database, flows, homes)
        self.carrier = SurfaceCarrier(surface, self.clock)
        self._surfaces = {surface.platform: surface}
        self._carriers = {surface.platform: self.carrier}
        self._runner = asyncio.Runner()
        self._workers = AtOnce()
        self.postman = Postman(
            database, self.engine, self.clock, self._carriers, self._workers, wake=lambda _lane: None
        )
        self._story: tuple[tuple[object, ...], object] | None = None
        surface.now(START)

    # --- what was played in it ---------------------------------------------------------------------------------------

    def is_told(self, story: tuple[object, ...]) -> None:
        """This, and nothing else, has happened in it up to now."""
        self._story = story, self._state()

    def told(self) -> tuple[object, ...] | None:
        """What has happened in it, in words that `is_told` was given; None where anything else has."""
        story, self._story = self._story, None
        return story[0] if story is not None and story[1] is not None and story[1] == self._state() else None

    def _state(self) -> object:
        """What is another one once anybody did anything in this world, or with it."""
        if not isinstance(self.database, Watched) or len(self._surfaces) > 1:
            return None
        carrier = {name: repr(value) for name, value in vars(self.carrier).items() if name not in ("surface", "clock")}
        seen = {name: value for name, value in vars(self.surface).items() if not callable(value)}
        return self.database.writes, self.clock.at, pickle.dumps(seen), carrier

    def is_seen_on(self, surface: Surface, at: datetime) -> None:
        """From now on on this one, of the same platform."""
        self.surface = self.carrier.surface = self._surfaces[surface.platform] = surface
        self._at(at)

    def beside(self, surface: Surface) -> "World":
        """The same world (rows, clock, postman), as seen on a second platform."""
        other = copy(self)
        other.surface, other.carrier = surface, SurfaceCarrier(surface, self.clock)
        self._surfaces[surface.platform] = surface
        self._carriers[surface.platform] = other.carrier
        surface.now(self.clock.at)
        return other

    def rest(self) -> None:
        """Ends everything but the database."""
        self._workers.close()
        self._runner.close()

    def close(self) -> None:
        self.rest()
        self.database.close()

    # --- time --------------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Everything that is due happens."""
        self._runner.run(self._settle())

    async def _settle(self) -> None:
        for _turn in range(1000):
            lanes = await self.postman.due_lanes()
            if not lanes:
                return
            for lane in lanes:
                await self.postman.drain(lane)
        raise AssertionError("something is due for ever")

    def passes(self, *, days: int = 0, hours: float = 0, minutes: float = 0) -> None:
        """Time goes by, and everything happens a little after its own moment, as under any real clock."""
        until = self.clock.at + timedelta(days=days, hours=hours, minutes=minutes)
        while (due := self._next_due()) is not None and due <= until:
            self._at(max(due + LATE, self.clock.at))
            self.settle()
        self._at(max(until, self.clock.at))

    def is_away(self, *, days: int) -> None:
        """Kith is not there for a while; then everything that was due meanwhile happens at once."""
        self._at(self.clock.at + timedelta(days=days))
        self.settle()

    def clock_jumps(self, *, hours: float) -> None:
        """The machine's clock is set, forth or back (`hours` below nought); what is due by it happens at once."""
        self._at(self.clock.at + timedelta(hours=hours))
        self.settle()

    def until(self, moment: datetime) -> None:
        self.passes(minutes=(moment - self.clock.at) / timedelta(minutes=1))

    def _at(self, moment: datetime) -> None:
        self.clock.at = moment
        for surface in self._surfaces.values():
            surface.now(moment)

    def _next_due(self) -> datetime | None:
        with self.database.read() as session:
            return outbox.next_due(session)

    @property
    def moment(self) -> datetime:
        return self.clock.at

    def sender(self, name: str) -> Sender:
        return self.surface.sender(name)

    # --- people ------------------------------------------------------------------------------------------------------

    def person(self, name: str) -> "Person":
        return Person(self, name)

    def take(self, person: str, incoming: Incoming) -> Reply:
        if incoming.via is Via.LINE and incoming.text.isdecimal():
            self._at(self.clock.at + READING)  # as long somebody reads a card before they type a number of it
        reply = self.engine.handle(incoming, self.clock.at)
        self.surface.answer(person, incoming, reply)
        self.settle()
        return reply

    def member(self, name: str) -> Member:
        """The row of a member, for what only the rows can tell."""
        with self.database.read() as session:
            found = Store(session).first(sa.select(Member).where(col(Member.name) == name))
            assert found is not None, f"there is no member called {name}"
            return found

    def channel_has(self, channel: str, text: str) -> None:
        shown = self.surface.channel(channel)
        assert any(text in message for message in shown), _not_seen(f"#{channel}", text, shown)


class Person:
    """Somebody with a screen and fingers."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.presses_made = 0

    # --- doing -------------------------------------------------------------------------------------------------------

    def presses(self, label: str, on: str = "") -> "Person":
        """Presses the newest button (or picks the menu option) with that label."""
        self.presses_made += 1
        incoming = self.world.surface.press(self.name, label, on)
        self.world.take(self.name, incoming)
        if incoming.via is Via.LINE:
            self._answers_back(on, label)
        return self

    def _answers_back(self, on: str, label: str) -> None:
        """Typing can be less clear than pressing; then Kith asks, and the person says which."""
        newest = self.world.surface.seen(self.name)[-1]
        if newest.startswith("Two cards wait for an answer"):
            self.world.take(self.name, self.world.surface.press(self.name, label, on))
        elif newest.startswith("Do you mean"):
            self.world.take(self.name, self.world.surface.press(self.name, "Yes, do that"))

    def types(self, text: str) -> "Person":
        self.world.take(self.name, self.world.surface.type(self.name, text))
        return self

    def commands(self, text: str) -> "Person":
        self.world.take(self.name, self.world.surface.command(self.name, text))
        return self

    def fills(self, filling: Filling) -> "Person":
        """Fills in the open form, page by page, and sends it. Fields it does not name stay as they are."""
        surface, left, asked = self.world.surface, dict(filling), set[str]()
        for _page in range(20):
            labels = surface.labels(self.name)
            assert labels, f"no form is open for {self.name}; they see: {surface.seen(self.name)[-1:]}"
            if asked.issuperset(labels) and left.keys().isdisjoint(labels):
                return self  # it is asked once more, because something about it was wrong
            asked |= set(labels)
            page = {label: left.pop(label) for label in labels if label in left}
            reply = self.world.take(self.name, surface.submit(self.name, page))
            if reply.problems or surface.labels(self.name) == labels:
                return self
            if not surface.labels(self.name) and "Continue" in surface.pressable(self.name)[-1:]:
                self.presses("Continue")
                continue
            if not surface.labels(self.name):
                break
        assert not left, f"the form has no field called {', '.join(left)}"
        return self

    # --- seeing ------------------------------------------------------------------------------------------------------

    @property
    def screen(self) -> list[str]:
        return self.world.surface.seen(self.name)

    @property
    def buttons(self) -> list[str]:
        return self.world.surface.pressable(self.name)

    def sees(self, *texts: str) -> "Person":
        """Everything named stands somewhere on the screen."""
        for text in texts:
            assert any(text in message for message in self.screen), _not_seen(self.name, text, self.screen)
        return self

    def sees_last(self, *texts: str) -> "Person":
        """Everything named stands in the newest message."""
        for text in texts:
            assert text in (self.screen or [""])[-1], _not_seen(self.name, text, self.screen)
        return self

    def sees_no(self, *texts: str) -> "Person":
        for text in texts:
            found = [message for message in self.screen if text in message]
            assert not found, f"{self.name} sees “{text}”:\n{found[0]}"
        return self

    def can_press(self, label: str) -> "Person":
        assert label in self.buttons, f"{self.name} has no button “{label}”, but: {self.buttons}"
        return self

    def cannot_press(self, label: str) -> "Person":
        assert label not in self.buttons, f"{self.name} still has the button “{label}”"
        return self

    def problem(self, label: str, text: str) -> "Person":
        """The sentence stands beside the field, in the form that is still open or that is opened again to mend it."""
        if not self.world.surface.labels(self.name) and "Mend it" in self.buttons:
            self.presses("Mend it")
        found: Mapping[str, str] = self.world.surface.problems(self.name)
        assert text in found.get(label, ""), f"beside “{label}”: {found.get(label)!r}; all: {dict(found)}"
        return self

    def marks(self) -> int:
        """Where the screen is now, for `since`."""
        return len(self.screen)

    def since(self, mark: int) -> str:
        """Everything shown after `mark`."""
        return "\n---\n".join(self.screen[mark:])


def _not_seen(who: str, text: str, screen: Sequence[str]) -> str:
    shown = "\n---\n".join(screen[-6:]) or "nothing at all"
    return f"{who} does not see “{text}”, but:\n{shown}"
