"""The plain surface: everything is text, and a press is the number typed."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from adapters.base import Outgoing, RoomPlan, plain_card
from bot import shown
from bot.incoming import Enclosed, Incoming, Reply, Sender, Via
from tests.world.surface import Filling

PLACE = "plainville"
_CODE = re.compile(r"[a-z]+-[0-9]+-[a-z2-7]{16}(?: [0-9])?")
"""What stands on an anonymous card, to be typed before an answer."""


@dataclass
class _Message:
    reference: str
    to: str
    card: shown.Card
    users: tuple[str, ...] = ()
    ephemeral: bool = False


@dataclass
class PlainSurface:
    """Typing, and nothing else, wherever typing can say it. Commands and their answers are lines too. Typing a number
    takes as long as reading it; where `presses`, buttons are pressed, so that no time goes by."""

    presses: bool = False
    platform: str = "plain"
    managers: set[str] = field(default_factory=set)
    messages: list[_Message] = field(default_factory=list)
    rooms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lines: int = 0

    def sender(self, person: str) -> Sender:
        return Sender("plain", "", person.lower(), place=PLACE, place_name="Plainville", name=person,
                      manages=person in self.managers)  # fmt: skip

    def now(self, moment: datetime) -> None:
        """Plain text carries no time."""

    # --- what Kith does ---

    def deliver(self, letter: Outgoing) -> str:
        reference = f"m{len(self.messages) + 1}"
        users = (letter.user,) if letter.user else self.rooms.get(letter.room, ())
        to = letter.user or letter.room or letter.channel
        self.messages.append(_Message(reference, to, letter.card, users))
        return reference

    def edit(self, letter: Outgoing, reference: str) -> None:
        for message in self.messages:
            if message.reference == reference:
                message.card = letter.card

    def open(self, room: RoomPlan) -> str:
        reference = f"room{room.id}"
        self.rooms[reference] = room.users
        return reference

    def answer(self, person: str, incoming: Incoming, reply: Reply) -> None:
        for card in (reply.notice, reply.card):
            if card is None:
                continue
            pressed = next((m for m in self.messages if m.reference == incoming.on), None)
            if card is reply.card and pressed and not incoming.seen_by_many and incoming.via is Via.PRESS:
                pressed.card = card
            else:
                name = f"e{len(self.messages) + 1}"
                self.messages.append(_Message(name, person.lower(), card, (person.lower(),), ephemeral=True))

    # --- what people do ---

    def press(self, person: str, label: str, on: str = "") -> Incoming:
        mine = self._mine(person)
        for position, message in enumerate(reversed(mine)):
            if on and on not in plain_card(message.card):
                continue
            if message.card.menu and message.card.menu.channels and label.startswith("#"):
                return self._pressed(person, message, message.card.menu.id, label.removeprefix("#"))
            for number, (press, value, text) in enumerate(message.card.numbered, start=1):
                if text != label or (on and not _belongs(message.card, press, on)):
                    continue
                if not self.presses and (code := _CODE.search(plain_card(message.card))):
                    return self.type(person, f"{code[0]} {number}")
                if position == 0 and not self.presses and not message.ephemeral and message.to == person.lower():
                    return self.type(person, str(number))
                return self._pressed(person, message, press, value)
        raise AssertionError(
            f"{person} has no “{label}”{f' on “{on}”' if on else ''}; they see: {self.seen(person)[-3:]}"
        )

    def _pressed(self, person: str, message: _Message, press: str, value: str) -> Incoming:
        """A button of a card that is not the newest, or stands in a room: only a press can mean it."""
        self.lines += 1
        on = "" if message.ephemeral else message.reference
        return Incoming.parse(
            press, via=Via.PRESS, by=self.sender(person), key=f"press{self.lines}", value=value, on=on,
            seen_by_many=message.to != person.lower(),
        )  # fmt: skip

    def command(self, person: str, text: str) -> Incoming:
        return self.type(person, text)

    def type(self, person: str, text: str) -> Incoming:
        self.lines += 1
        return Incoming(via=Via.LINE, by=self.sender(person), text=text, key=f"line{self.lines}")

    def send_file(self, person: str, content: bytes) -> Incoming:
        return replace(self.type(person, ""), files={"": Enclosed(len(content), content=content)})

    def submit(self, person: str, filling: Filling) -> Incoming:
        question = self.labels(person)[0]
        value = filling.get(question)
        if isinstance(value, bytes):
            return self.send_file(person, value)
        if value is None:
            text = "same" if "Type “same”" in self.seen(person)[-1] else "skip"
        else:
            text = str(value) if isinstance(value, str | int) else ", ".join(value)
        return self.type(person, text or "skip")

    def labels(self, person: str) -> list[str]:
        mine = self._mine(person)
        if not mine or "Type “cancel” to stop" not in plain_card(mine[-1].card):
            return []
        return [mine[-1].card.title.rsplit(" (", 1)[0]]

    def problems(self, person: str) -> dict[str, str]:
        labels = self.labels(person)
        return {labels[0]: plain_card(self._mine(person)[-1].card)} if labels else {}

    # --- what people see ---

    def _mine(self, person: str) -> list[_Message]:
        return [message for message in self.messages if person.lower() in message.users]

    def seen(self, person: str) -> list[str]:
        return [plain_card(message.card, numbers=False) for message in self._mine(person)]

    def channel(self, channel: str) -> list[str]:
        return [plain_card(message.card) for message in self.messages if message.to == channel.removeprefix("#")]

    def pressable(self, person: str) -> list[str]:
        return [label for message in self._mine(person) for _id, _value, label in message.card.numbered]


def _belongs(card: shown.Card, press: str, on: str) -> bool:
    """Whether a press stands in the part of the card that holds the text; in none, if no part holds it."""
    holding = [section for section in card.sections if on in section.text]
    return (
        not holding
        or any(choice.id == press for section in holding for choice in section.choices)
        or all(choice.id != press for section in card.sections for choice in section.choices)
    )
