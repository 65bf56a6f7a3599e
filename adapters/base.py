"""What every platform has to be able to do, and the plain-text form of every card.

Beside its `Adapter`, each platform has pure functions (`render.py`, `read.py`): `render_card`, `render_form`, `read`.
An adapter shows cards and reads payloads; it never knows which card.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeAlias

from bot import shown
from bot.engine.typed import Offered
from bot.incoming import Incoming, Reply
from bot.parcels import Carrier, FileContent, Outgoing, RoomPlan, Sent
from bot.stopped import Stopped
from bot.words import blocks, unmarked

__all__ = [
    "Adapter", "CannotConnect", "Carrier", "FileContent", "Handle", "Outgoing", "RoomPlan", "Sent", "notice",
    "plain_card", "plain_text",
]  # fmt: skip

Handle: TypeAlias = Callable[[Incoming], Awaitable[Reply]]
"""Takes what came in. Raises only for platform events (`Via.EVENT`), which then must not be acknowledged."""


class CannotConnect(Stopped):
    """The platform refuses this bot, and trying again will not help. The sentence names the variable and the click
    that mends it."""


class Adapter(Carrier, Protocol):
    """One platform, connected: it sends, and it listens."""

    @property
    def is_connected(self) -> bool:
        """Whether the platform can say something to it now, as far as it knows."""
        ...

    async def run(self, handle: Handle, commands: Sequence[Offered], ready: Callable[[], None]) -> None:
        """Connects, calls `ready` once connected, and feeds what comes in to `handle` until cancelled.

        Raises `CannotConnect`.
        """
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
        parts += [pressed(choice.marked) for choice in section.choices]
    if card.menu:
        parts.append(f"{card.menu.label}:")
        parts += [pressed(option.label) for option in card.menu.options] or ["Type a channel, like #general."]
    parts += [pressed(choice.marked) for choice in card.choices]
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
