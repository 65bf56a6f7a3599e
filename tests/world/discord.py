"""Discord in memory: messages and forms as Discord's own JSON, and people who press what they see there."""

import zlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from adapters.base import Outgoing, RoomPlan
from adapters.discord import events
from adapters.discord.read import read_interaction, read_message
from adapters.discord.render import COMPONENTS_V2, render_card, render_form
from adapters.discord.render.answers import Change, Open, Whisper, answers
from adapters.discord.send import mark_of
from bot import shown
from bot.incoming import Incoming, Reply, Sender, Via
from tests.loopback.discord import components, payloads
from tests.loopback.discord.rest.contracts import contract_check
from tests.loopback.discord.world.limits import message_problems, modal_problems
from tests.loopback.discord.world.permissions import EVERYBODY, Permission
from tests.loopback.discord.world.records import (
    DIRECT,
    EPHEMERAL,
    PRIVATE_THREAD,
    TEXT_CHANNEL,
    Channel,
    Member,
    Message,
    Payload,
    User,
    stamp,
)
from tests.world.discord_text import groups_of, labels_of, text_of, values_of
from tests.world.surface import Filling

GUILD, GUILD_NAME, KITH = 700000000000000001, "Makers", 700000000000000002
CHANNELS = {"general": 700000000000000003, "mentoring": 700000000000000004}


@dataclass
class _Open:
    """A form before somebody, and the message it came from."""

    modal: Payload
    message: Message | None
    problems: dict[str, str]


@dataclass
class DiscordSurface:
    """`managers` may manage the guild. Everybody is in this one guild and sees its channels."""

    managers: set[str] = field(default_factory=set)
    locale: str = "en-US"
    platform: str = "discord"

    def __post_init__(self) -> None:
        self._check = contract_check()
        self._bot = User(KITH, "kith", bot=True)
        self._channels = {number: Channel(number, TEXT_CHANNEL, name, GUILD) for name, number in CHANNELS.items()}
        self._people: dict[str, User] = {}
        self._messages: list[Message] = []
        self._forms: dict[str, _Open] = {}
        self._pressed: dict[str, Message | None] = {}
        self._last = 800000000000000000
        self._files: dict[str, bytes] = {}
        self.events: dict[str, dict[str, Any]] = {}
        """The guild's list of events, by their references."""
        self._now = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self, moment: datetime) -> None:
        self._now = moment

    def sender(self, person: str) -> Sender:
        user = self._user(person)
        return Sender("discord", "", str(user.id), place=str(GUILD), place_name=GUILD_NAME, name=person,
                      manages=person in self.managers)  # fmt: skip

    # --- what Kith does ----------------------------------------------------------------------------------------------

    def deliver(self, letter: Outgoing) -> str:
        if letter.card.event is not None:
            reference = f"{GUILD}:{self._number()}"
            self.events[reference] = events.fields_of(letter.card.event, events.mark_of(letter.key))
            return reference
        channel = self._direct(self._by_id(letter.user)) if letter.user else self._at(letter.room or letter.channel)
        parts = render_card(letter.card, mark=mark_of(letter.key), files=bool(letter.files))
        message = self._new(channel, self._bot, parts)
        return f"{channel.id}:{message.id}"

    def edit(self, letter: Outgoing, reference: str) -> None:
        if letter.card.event is not None:
            self.events[reference] |= events.fields_of(letter.card.event, "· it") | {"is_off": letter.card.event.is_off}
            return
        for message in self._messages:
            if reference == f"{message.channel.id}:{message.id}":
                self._change(message, render_card(letter.card, files=bool(letter.files)))

    def open(self, room: RoomPlan) -> str:
        thread = Channel(self._number(), PRIVATE_THREAD, f"{room.name} · {room.id}", GUILD, parent_id=1, owner_id=KITH)
        thread.members = {int(user): stamp(self._now) for user in (*room.users, str(KITH))}
        self._channels[thread.id] = thread
        return str(thread.id)

    def answer(self, person: str, incoming: Incoming, reply: Reply) -> None:
        user, message = self._user(person), self._pressed.get(incoming.key)
        if incoming.via is Via.LINE:
            for card in (reply.notice, reply.card):
                if card is not None:
                    self._new(self._direct(user), self._bot, render_card(card, files=False))
            return
        for answer in answers(incoming, reply, message=message is not None):
            match answer:
                case Open(form):
                    self._open_form(person, form, message)
                case Change(card) if message is not None:
                    self._change(message, render_card(card, files=False))
                    self._messages.sort(key=lambda one: one is message)
                case Change(card) | Whisper(card):
                    channel = message.channel if message else self._first_channel
                    self._new(channel, self._bot, render_card(card, files=False), only_for=user.id)

    def _open_form(self, person: str, form: shown.Form, message: Message | None) -> None:
        modal = render_form(form)
        problems = [*modal_problems(modal), *self._contract("/interactions/1/t/callback", {"type": 9, "data": modal})]
        assert not problems, problems
        beside = {question.label: question.problem for question in form.questions if question.problem}
        self._forms[person] = _Open(modal, message, beside)

    def _new(self, channel: Channel, author: User, parts: list[Payload], only_for: int | None = None) -> Message:
        flags = COMPONENTS_V2 | (EPHEMERAL if only_for else 0)
        message = Message(self._number(), channel, author, flags=flags, only_for=only_for, sent_at=stamp(self._now))
        self._change(message, parts)
        self._messages.append(message)
        return message

    def _change(self, message: Message, parts: list[Payload]) -> None:
        body: Payload = {"components": parts, "flags": message.flags}
        problems = [*message_problems(body, message.flags), *self._contract("/channels/1/messages", body)]
        assert not problems, problems
        message.components = parts

    def _contract(self, path: str, body: Payload) -> list[str]:
        return self._check("POST", path, body) if self._check else []

    # --- what people do ----------------------------------------------------------------------------------------------

    def press(self, person: str, label: str, on: str = "") -> Incoming:
        for message in reversed(self._pressable(person)):
            if on and on not in text_of(message.components):
                continue
            for group in groups_of(message, on):
                for part in components.parts(group):
                    if (content := self._content(message, part, label)) is not None:
                        return self._acted(person, payloads.PRESS, content, message, message.channel)
        where = f" on “{on}”" if on else ""
        raise AssertionError(f"{person} has no “{label}”{where}; they see: {self.seen(person)[-3:]}")

    def _content(self, message: Message, part: Payload, label: str) -> Payload | None:
        """What pressing this part sends, if it carries that label."""
        if part["type"] == components.BUTTON and part["label"] == label:
            return payloads.press(message.payload(), part["custom_id"])
        if part["type"] == components.CHANNEL_SELECT:
            named = {name: str(number) for name, number in CHANNELS.items()}
            value = named.get(label.removeprefix("#"), label if label in named.values() else "")
        elif part["type"] == components.STRING_SELECT:
            value = next((one["value"] for one in part["options"] if one["label"] == label), "")
        else:
            return None
        return payloads.select(message.payload(), part["custom_id"], [value]) if value else None

    def command(self, person: str, text: str) -> Incoming:
        """Discord offers no bare command: whoever knows only that writes it to Kith."""
        words = text.removeprefix("/").split(maxsplit=2)
        if len(words) < 2:
            return self.type(person, words[0])
        given = [{"name": "text", "type": payloads.TEXT, "value": word} for word in words[2:]]
        inside = {"name": words[1], "type": payloads.SUBCOMMAND, "options": given}
        content = {"id": "1", "name": words[0], "type": 1, "options": [inside]}
        return self._acted(person, payloads.COMMAND, content, None, self._first_channel)

    def type(self, person: str, text: str) -> Incoming:
        user = self._user(person)
        said = Message(self._number(), self._direct(user), user, content=text, sent_at=stamp(self._now))
        incoming = read_message(said.payload() | {"channel_type": DIRECT}, (str(GUILD), GUILD_NAME))
        assert incoming is not None, said
        return incoming

    def submit(self, person: str, filling: Filling) -> Incoming:
        assert person in self._forms, f"no form is open for {person}; they see: {self.seen(person)[-3:]}"
        opened = self._forms.pop(person)
        values, attachments = dict(values_of(opened.modal, filling)), dict[str, Payload]()
        for name, value in values.items():
            if isinstance(value, bytes):
                one = self._file(value)
                values[name], attachments[one["id"]] = [one["id"]], one
        channel = opened.message.channel if opened.message else self._first_channel
        resolved = {"attachments": attachments} if attachments else None
        sent = payloads.submit(opened.modal, values, resolved=resolved)
        return self._acted(person, payloads.SUBMIT, sent, opened.message, channel)

    def _file(self, content: bytes) -> Payload:
        number = self._number()
        address = f"https://cdn.discordapp.com/{number}"
        self._files[address] = content
        return {"id": str(number), "filename": "picture.png", "size": len(content), "url": address}

    def send_file(self, person: str, content: bytes) -> Incoming:
        user = self._user(person)
        said = Message(self._number(), self._direct(user), user, sent_at=stamp(self._now))
        payload = said.payload() | {"channel_type": DIRECT, "attachments": [self._file(content)]}
        incoming = read_message(payload, (str(GUILD), GUILD_NAME))
        assert incoming is not None, said
        return self._with_files(incoming)

    def _with_files(self, incoming: Incoming) -> Incoming:
        files = {name: replace(one, content=self._files[one.address]) for name, one in incoming.files.items()}
        return replace(incoming, files=files)

    def _acted(self, person: str, kind: int, content: Payload, message: Message | None, channel: Channel) -> Incoming:
        number, user = self._number(), self._user(person)
        shown_message = message.payload() if message else None
        payload = payloads.interaction(
            self._scene(person, user, channel), kind, content, id=number, token="t", message=shown_message
        )
        incoming = read_interaction(payload, (str(GUILD), GUILD_NAME))
        assert incoming is not None, payload
        incoming = self._with_files(incoming)
        self._pressed[incoming.key] = message
        if kind != payloads.SUBMIT:
            self._forms.pop(person, None)
        return incoming

    def _scene(self, person: str, user: User, channel: Channel) -> payloads.Scene:
        if channel.kind == DIRECT:
            return payloads.direct(user, application_id=KITH, channel_id=channel.id)
        held = EVERYBODY | (Permission.MANAGE_GUILD if person in self.managers else Permission.NONE)
        return payloads.in_guild(
            Member(user), application_id=KITH, guild_id=GUILD, channel=channel, permissions=int(held)
        )

    # --- what people see ---------------------------------------------------------------------------------------------

    def labels(self, person: str) -> list[str]:
        opened = self._forms.get(person)
        return [part["label"] for part in components.parts(opened.modal) if "label" in part] if opened else []

    def problems(self, person: str) -> dict[str, str]:
        if person not in self._forms:
            return {}
        opened = self._forms[person]
        beside = {part.get("label"): part.get("description") for part in components.parts(opened.modal)}
        return {label: problem for label, problem in opened.problems.items() if beside.get(label) == problem}

    def seen(self, person: str) -> list[str]:
        return [text_of(message.components) for message in self._seen(person)]

    def channel(self, channel: str) -> list[str]:
        there = self._at(str(CHANNELS.get(channel.removeprefix("#"), channel)))
        return [text_of(one.components) for one in self._messages if one.channel is there and one.only_for is None]

    def pressable(self, person: str) -> list[str]:
        return [label for message in self._pressable(person) for label in labels_of(message)]

    def _seen(self, person: str) -> list[Message]:
        user = self._user(person)
        return [
            one
            for one in self._messages
            if one.only_for == user.id
            or (one.only_for is None and (one.channel.recipient is user or user.id in one.channel.members))
        ]

    def _pressable(self, person: str) -> list[Message]:
        mine = self._seen(person)
        public = [one for one in self._messages if one.channel.kind == TEXT_CHANNEL and one.only_for is None]
        return [one for one in self._messages if one in mine or one in public]

    # --- who and where -----------------------------------------------------------------------------------------------

    def _user(self, person: str) -> User:
        if person not in self._people:
            number = 600000000000000000 + zlib.crc32(person.encode())
            self._people[person] = User(number, person.lower(), person, self.locale)
        return self._people[person]

    def _by_id(self, number: str) -> User:
        for user in self._people.values():
            if str(user.id) == number:
                return user
        raise AssertionError(f"nobody has the id {number}")

    def _direct(self, user: User) -> Channel:
        number = user.id + 10_000_000_000
        return self._channels.setdefault(number, Channel(number, DIRECT, recipient=user))

    def _at(self, id: str) -> Channel:
        """A channel or thread; one that a script made up is a text channel."""
        number = int(id) if id.isdigit() else 500000000000000000 + zlib.crc32(id.encode())
        return self._channels.setdefault(number, Channel(number, TEXT_CHANNEL, id.lower(), GUILD))

    @property
    def _first_channel(self) -> Channel:
        return self._channels[CHANNELS["general"]]

    def _number(self) -> int:
        self._last += 1
        return self._last
