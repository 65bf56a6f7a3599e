"""Letters ready to be sent, and what the postman needs of whoever sends them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot import shown


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file of a card, with its bytes."""

    file: shown.File
    content: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter, ready to be sent to exactly one of: an account (`user`), a room (`room`), a channel (`channel`).

    `place` is the workspace or guild, `key` never changes over retries. `in_doubt`: an earlier try may have arrived.
    `waiting`: somebody waits for it (rank 0). `fallback` lists (place, channel) where a private thread may be opened
    if the account takes no direct messages, and `hint` is what to say there about it.
    """

    key: str
    card: shown.Card
    team: str = ""
    place: str = ""
    user: str = ""
    room: str = ""
    channel: str = ""
    files: Sequence[FileContent] = ()
    in_doubt: bool = False
    waiting: bool = True
    fallback: Sequence[tuple[str, str]] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """`reference` names the message for good; `instead`: direct messages are closed, so it went to a private thread."""

    reference: str
    instead: bool = False


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """A private space to open in a place for these users. `channel` is its parent where rooms are threads."""

    id: int
    name: str
    place: str
    channel: str
    users: tuple[str, ...]


class Carrier(Protocol):
    """One platform, as far as sending goes.

    All methods raise `bot.errors.Undeliverable` where the platform said no, and `bot.errors.Unknown` where nobody
    knows whether the message arrived.
    """

    @property
    def platform(self) -> str:
        """The first part of its lanes."""
        ...

    @property
    def at_once(self) -> int:
        """How many letters of one lane may be on their way at the same time (1: strictly in order)."""
        ...

    @property
    def lists_events(self) -> bool:
        """Whether its places keep a list of events. Else no letter with an event is ever given to it."""
        ...

    async def send(self, letter: Outgoing) -> Sent: ...

    async def edit(self, letter: Outgoing, reference: str) -> None:
        """Changes a message that was sent; one that is gone is left."""
        ...

    async def find(self, letter: Outgoing, since: datetime) -> str | None:
        """The reference of a letter in doubt that did arrive; None where it did not. Raises `Unknown` where this
        platform cannot tell."""
        ...

    async def open(self, room: RoomPlan) -> str:
        """Opens the room, or finds it again, and returns its reference."""
        ...

    async def missing(self, place: str, users: Sequence[str]) -> set[str]:
        """Which of these are certainly no longer in the place, or were switched off; it may take its time, and leave
        somebody for the next look. Raises `Undeliverable` with `OUT_OF_PLACE` where Kith itself is not there."""
        ...
