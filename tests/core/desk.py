"""A platform in memory, which keeps what it was sent and can be told to behave badly."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.engine.typed import Offered
from bot.errors import Unknown
from bot.incoming import Incoming, Reply
from bot.parcels import Outgoing, RoomPlan, Sent


@dataclass
class Desk:
    """`trouble` holds what happens to the next sends, one each: an exception is raised, and None lets one through.
    `arrives` says whether a letter that ends in an exception is on the platform all the same."""

    platform: str = "plain"
    at_once: int = 1
    lists_events: bool = True
    sent: list[Outgoing] = field(default_factory=list)
    edits: list[tuple[str, Outgoing]] = field(default_factory=list)
    rooms: list[RoomPlan] = field(default_factory=list)
    trouble: deque[Exception | None] = field(default_factory=deque)
    arrives: bool = False
    can_look: bool = True
    looked: list[str] = field(default_factory=list)
    gone: dict[str, set[str]] = field(default_factory=dict)
    during: Callable[[Outgoing], object] = lambda _letter: None
    """What happens elsewhere while a letter is on its way."""

    async def send(self, letter: Outgoing) -> Sent:
        trouble = self.trouble.popleft() if self.trouble else None
        self.during(letter)
        if trouble is None or self.arrives:
            self.sent.append(letter)
        if trouble is not None:
            raise trouble
        return Sent(f"m{len(self.sent)}")

    async def edit(self, letter: Outgoing, reference: str) -> None:
        trouble = self.trouble.popleft() if self.trouble else None
        self.during(letter)
        if trouble is not None:
            raise trouble
        self.edits.append((reference, letter))

    async def find(self, letter: Outgoing, since: datetime) -> str | None:
        self.looked.append(letter.key)
        if not self.can_look:
            raise Unknown("nobody can look in there")
        keys = [sent.key for sent in self.sent]
        return f"m{keys.index(letter.key) + 1}" if letter.key in keys else None

    async def open(self, room: RoomPlan) -> str:
        trouble = self.trouble.popleft() if self.trouble else None
        if trouble is not None:
            raise trouble
        self.rooms.append(room)
        return f"room{room.id}"

    async def missing(self, place: str, users: Sequence[str]) -> set[str]:
        return self.gone.get(place, set()) & set(users)

    @property
    def texts(self) -> list[str]:
        """What was sent, oldest first."""
        return [letter.card.text for letter in self.sent]

    def to(self, user: str) -> list[str]:
        return [letter.card.text for letter in self.sent if letter.user == user]


class Reception(Desk):
    """A desk that also listens."""

    def __init__(self, platform: str = "plain") -> None:
        super().__init__(platform=platform)
        self.handle: Callable[[Incoming], Any] | None = None
        self.offered: Sequence[Offered] = ()
        self.fails: Exception | None = None
        self.stopped = False
        self.is_connected = False

    async def run(
        self, handle: Callable[[Incoming], Any], commands: Sequence[Offered], ready: Callable[[], None]
    ) -> None:
        if self.fails:
            raise self.fails
        self.handle, self.offered = handle, commands
        self.is_connected = True
        ready()
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped = True

    async def hears(self, incoming: Incoming) -> Reply:
        assert self.handle is not None
        reply = await self.handle(incoming)
        assert isinstance(reply, Reply)
        return reply
