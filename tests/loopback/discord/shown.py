"""What people and tests get to see: snapshots that do not change any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.discord import components
from tests.loopback.discord.world.records import LOADING, Message, Payload


@dataclass(frozen=True)
class Shown:
    """A message as somebody saw it at one moment; `payload` is Discord's JSON of it."""

    id: int
    channel_id: int
    author_id: int
    ephemeral: bool
    payload: Payload = field(repr=False)

    @property
    def text(self) -> str:
        """All there is to read, one thing a line."""
        return "\n".join(components.texts(self.payload))

    @property
    def labels(self) -> list[str]:
        """What the buttons say, in order."""
        return components.labels(self.payload)

    @property
    def loading(self) -> bool:
        """Whether it still says "thinking…"."""
        return bool(self.payload["flags"] & LOADING)

    @property
    def edited(self) -> bool:
        return self.payload["edited_timestamp"] is not None

    def button(self, label: str) -> str:
        """The custom_id of the button that says `label`."""
        return str(components.button(self.payload, label)["custom_id"])

    def menu(self, placeholder: str | None = None) -> str:
        """The custom_id of the menu."""
        return str(components.menu(self.payload, placeholder)["custom_id"])

    def option(self, label: str, placeholder: str | None = None) -> str:
        """The value behind an option of the menu."""
        return components.option(components.menu(self.payload, placeholder), label)

    def __str__(self) -> str:
        return f"{self.text} {self.labels}"


@dataclass(frozen=True)
class Form:
    """A modal that lies open before somebody."""

    custom_id: str
    title: str
    payload: Payload = field(repr=False)

    @property
    def text(self) -> str:
        return "\n".join([self.title, *components.texts(self.payload)])

    @property
    def labels(self) -> list[str]:
        """Of what there is to fill in, in order."""
        found = [part for part in components.parts(self.payload) if part.get("label")]
        return [one["label"] for one in found if one["type"] in (components.LABEL, components.TEXT_INPUT)]

    def field(self, label: str) -> str:
        """The custom_id of what is filled in under this label."""
        return str(components.field(self.payload, label)["custom_id"])

    def filled(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Values by custom_id from answers by label; options are given as they read."""
        return components.filled(self.payload, answers)


@dataclass(frozen=True)
class Answer:
    """What the bot answered to one act.

    `kind` is the callback type: 4 message, 5 deferred message, 6 deferred update, 7 update, 8 choices, 9 form; None
    when nothing valid came in time. `message` is what it wrote or changed, `follow_ups` what it sent after that,
    `refused` the code with which its last try was turned down.
    """

    interaction_id: int
    kind: int | None
    seconds: float
    message: Shown | None = None
    form: Form | None = None
    choices: tuple[tuple[str, Any], ...] = ()
    follow_ups: tuple[Shown, ...] = ()
    refused: int | None = None

    @property
    def text(self) -> str:
        """What the answer says, if it says anything."""
        if self.form is not None:
            return self.form.text
        return "" if self.message is None else self.message.text


def shown(message: Message) -> Shown:
    return Shown(message.id, message.channel.id, message.author.id, message.only_for is not None, message.payload())


def form(payload: Payload) -> Form:
    return Form(payload["custom_id"], payload["title"], payload)
