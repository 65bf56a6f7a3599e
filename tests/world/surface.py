"""One platform's screens in memory: what Kith showed, kept as that platform would keep it, and what people do there.

Everything shown is a rendered payload, and everything done goes back in through that platform's `read`, so a script is
a round trip through the adapter. There is no second copy of any card beside the payloads.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from adapters.base import Outgoing, RoomPlan
from bot.incoming import Incoming, Reply, Sender

Filling: TypeAlias = Mapping[str, str | int | bytes | Sequence[str]]
"""What is put into a form: the label of a field → a text, the label of an option, the labels of several, or what is in
a file."""


class Surface(Protocol):
    """A platform as a script sees it. People go by their first names ("Ada"); ids are made from these. `managers` may
    manage the place that all of them are in."""

    managers: set[str]

    @property
    def platform(self) -> str: ...

    def sender(self, person: str) -> Sender:
        """The account of that person, with the place all of them are in."""
        ...

    # --- what Kith does ---

    def deliver(self, letter: Outgoing) -> str:
        """Renders and keeps a letter; returns its reference."""
        ...

    def edit(self, letter: Outgoing, reference: str) -> None: ...

    def open(self, room: RoomPlan) -> str: ...

    def answer(self, person: str, incoming: Incoming, reply: Reply) -> None:
        """Shows what came straight back to the press, command or form that `incoming` was read from: the pressed
        message is changed, an ephemeral message appears, a form opens, problems stand beside its fields."""
        ...

    # --- what people do; each returns what `read` made of the payload ---

    def press(self, person: str, label: str, on: str = "") -> Incoming:
        """Presses the button or picks the menu option with that label on the newest thing this person sees that has
        one; `on` narrows it to a card (or a part of a card) that holds this text. Raises `AssertionError` with what
        the person sees where there is none."""
        ...

    def command(self, person: str, text: str) -> Incoming:
        """A slash command, as in ``/mentor find``."""
        ...

    def type(self, person: str, text: str) -> Incoming:
        """A line typed to Kith in the direct message."""
        ...

    def send_file(self, person: str, content: bytes) -> Incoming:
        """A file sent to Kith in the direct message, with nothing written beside it."""
        ...

    def submit(self, person: str, filling: Filling) -> Incoming:
        """Fills in what the open form (or the open page of it) asks of `filling`, leaves the rest as it stands, and
        sends it."""
        ...

    def labels(self, person: str) -> list[str]:
        """The field labels of the form that is open for this person, or an empty list."""
        ...

    def problems(self, person: str) -> dict[str, str]:
        """The sentences that stand beside fields of the open form (label → sentence)."""
        ...

    def seen(self, person: str) -> list[str]:
        """All that this person can read now, as plain text, oldest first: direct messages, rooms, ephemeral
        answers."""
        ...

    def channel(self, channel: str) -> list[str]:
        """What stands in a channel, as plain text, oldest first."""
        ...

    def pressable(self, person: str) -> list[str]:
        """The labels of everything this person could press now, newest message last."""
        ...

    def now(self, moment: datetime) -> None:
        """The world's clock moved; payloads that carry a time carry this one."""
        ...
