"""What every platform has to be able to do, and the plain-text form of every card.

Beside its `Adapter`, each platform has pure functions (`render.py`, `read.py`): `render_card`, `render_form`, `read`.
An adapter shows cards and reads payloads; it never knows which card.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from bot import shown
from bot.engine.taking import Offered
from bot.incoming import Incoming, Reply
from bot.words import blocks, unmarked

Handle: TypeAlias = Callable[[Incoming], Awaitable[Reply]]
"""Takes what came in. Raises only for platform events (`Via.EVENT`), which then must not be acknowledged."""


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


class Adapter(Protocol):
    """One platform, connected.

    All sending methods raise `bot.errors.Undeliverable` where the platform said no, and `bot.errors.Unknown` where
    nobody knows whether the message arrived.
    """

    @property
    def platform(self) -> str:
        """The first part of its lanes."""
        ...

    async def run(self, handle: Handle, commands: Sequence[Offered], ready: Callable[[], None]) -> None:
        """Connects, calls `ready` once connected, and feeds what comes in to `handle` until cancelled."""
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
        """Which of these are no longer in the place, or were switched off."""
        ...


# --- plain text ------------------------------------------------------------------------------------------------------


def plain_card(card: shown.Card, *, numbers: bool = True) -> str:
    """The whole card as text; with `numbers`, what can be pressed is numbered as it can be typed."""
    count = 0

    def pressed(label: str) -> str:
        nonlocal count
        count += 1
        return f"{count}. {label}" if numbers else f"[{label}]"

    parts = [card.title, plain_text(card.text)]
    parts += [f"{fact.label}: {unmarked(fact.text)}" for fact in card.facts]
    for section in card.sections:
        parts.append(plain_text(section.text))
        parts += [pressed(choice.label) for choice in section.choices]
    if card.menu:
        parts.append(f"{card.menu.label}:")
        parts += [pressed(option.label) for option in card.menu.options] or ["Type a channel, like #general."]
    parts += [pressed(choice.label) for choice in card.choices]
    parts += [f"({file.alt or file.name})" for file in card.files]
    parts.append(plain_text(card.foot))
    return "\n".join(part for part in parts if part)


def plain_text(text: str) -> str:
    """Tiny markdown without its marks; items keep their dash."""
    if not text:
        return ""
    return "\n".join(
        ("- " if block.item else "") + "".join(span.text for span in block.spans) for block in blocks(text)
    )


def notice(card: shown.Card) -> str:
    """One line for a notification: the card's own neutral words, else how it begins."""
    return (card.notice or card.title or plain_card(card, numbers=False).split("\n", 1)[0])[:150]
