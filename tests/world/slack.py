"""Slack's screens in memory: messages, modals and the Home tab as Slack would keep them.

What Kith shows is rendered and planned by the adapter's own pure parts; what people do becomes the payload that Slack
would send, and goes back in through the adapter's `read`. Everything shown is held against Slack's limits, and against
its published types where KITH_CONTRACTS names them.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from adapters.base import Outgoing, RoomPlan
from adapters.slack.answers.origin import Origin, Where, message_of, origin_of, reference
from adapters.slack.answers.replies import Act, Open, Plan, Post, Publish, Replace, Update, Whisper, plan
from adapters.slack.read import read
from adapters.slack.render import Message, render_card
from bot.incoming import Incoming, Reply, Sender, Via
from tests.loopback.slack import payloads
from tests.loopback.slack.blocks import Json
from tests.loopback.slack.blocks.elements import untouched
from tests.loopback.slack.blocks.finders import labels
from tests.world.slack_screens import (
    TEAM,
    TEAM_NAME,
    action_with,
    channel_id,
    checked,
    entry_of,
    inputs,
    lines_of,
    must_be_taken,
    pressable_in,
    problem_lines,
    scene,
    talk_with,
    user_id,
)
from tests.world.surface import Filling

TOWN_SQUARE = "C01GENERAL"
"""The channel in which commands are typed."""


@dataclass
class _Shown:
    """A message as it stands in a channel. `files` are the names under it, `only_for` its one reader."""

    channel: str
    ts: str
    blocks: list[Json]
    only_for: str = ""
    files: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join([*lines_of(self.blocks), *(f"({name})" for name in self.files)])


@dataclass
class SlackSurface:
    """See `Surface`. People are found by their names, channels by their names or ids (``#general``, ``C01GENERAL``)."""

    platform: str = "slack"
    managers: set[str] = field(default_factory=set)
    messages: list[_Shown] = field(default_factory=list)
    rooms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    modals: dict[str, Json] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, dict[str, str]] = field(default_factory=dict)
    _origins: dict[str, Origin] = field(default_factory=dict)
    _filled_in: dict[str, Json] = field(default_factory=dict)
    _files: dict[str, bytes] = field(default_factory=dict)
    _moment: datetime = datetime(2026, 9, 7, 14, tzinfo=UTC)
    _count: int = 0

    def sender(self, person: str) -> Sender:
        return Sender("slack", TEAM, user_id(person), place=TEAM, place_name=TEAM_NAME, name=person,
                      manages=person in self.managers)  # fmt: skip

    def now(self, moment: datetime) -> None:
        self._moment = moment

    # --- what Kith does ---

    def deliver(self, letter: Outgoing) -> str:
        channel = talk_with(letter.user) if letter.user else letter.room or channel_id(letter.channel)
        files = tuple(one.file.alt or one.file.name for one in letter.files)
        return self._post(channel, render_card(letter.card), files=files)

    def edit(self, letter: Outgoing, changed: str) -> None:
        found = self._message(*message_of(changed))
        if found is not None:
            found.blocks = checked("chat.update", render_card(letter.card))

    def open(self, room: RoomPlan) -> str:
        """A group direct message: the same one for the same people."""
        people = tuple(sorted(room.users))
        known = next((name for name, users in self.rooms.items() if users == people), "")
        name = known or f"G{len(self.rooms) + 1:02d}ROOM"
        self.rooms[name] = people
        return name

    def answer(self, person: str, incoming: Incoming, reply: Reply) -> None:
        origin = self._origins.get(incoming.key) or _origin_without_payload(person, incoming)
        answer: Plan = plan(incoming.via, origin, reply)
        if incoming.via is Via.FORM:
            self._acknowledge(person, origin, answer.ack)
        for act in answer.acts:
            self._do(person, origin, act)

    def _acknowledge(self, person: str, origin: Origin, ack: Json) -> None:
        """What Slack's client does with the acknowledgement of a form."""
        self.errors.pop(person, None)
        match ack.get("response_action"):
            case "errors":
                self.errors[person] = ack["errors"]
            case "update":
                self._open_modal(person, ack["view"])
            case _:
                self.modals.pop(person, None)

    def _do(self, person: str, origin: Origin, act: Act) -> None:
        match act:
            case Replace(message):
                found = self._message(origin.channel, origin.ts)
                assert found, "the message that was pressed is not there any more"
                found.blocks = checked("chat.update", message)
            case Whisper(message):
                self._post(origin.channel, message, only_for=user_id(person))
            case Post(message):
                self._post(talk_with(user_id(person)), message)
            case Open(view, _) | Update(view, _):
                self._open_modal(person, view)
            case Publish(view):
                must_be_taken("views.publish", {"view": view})
                self.homes[person] = payloads.opened(view, scene(person), view_id=f"V{self._next()}HOME")

    def _open_modal(self, person: str, view: Json) -> None:
        must_be_taken("views.open", {"view": view})
        self.modals[person] = payloads.opened(view, scene(person), view_id=f"V{self._next()}FORM")

    def _post(self, channel: str, message: Message, *, only_for: str = "", files: tuple[str, ...] = ()) -> str:
        method = "chat.postEphemeral" if only_for else "chat.postMessage"
        shown = _Shown(channel, self._ts(), checked(method, message), only_for, files)
        self.messages.append(shown)
        return reference(shown.channel, shown.ts)

    def _message(self, channel: str, ts: str) -> _Shown | None:
        return next((one for one in self.messages if (one.channel, one.ts) == (channel, ts)), None)

    # --- what people do ---

    def press(self, person: str, label: str, on: str = "") -> Incoming:
        modal, home = self.modals.get(person), self.homes.get(person)
        if modal and (action := action_with(modal["blocks"], label, on)):
            return self._pressed_in(person, modal, action)
        for message in reversed(self._visible(person, channels=True)):
            if action := action_with(message.blocks, label, on):
                self.modals.pop(person, None)
                return self._pressed_on(person, message, action)
        if home and (action := action_with(home["blocks"], label, on)):
            self.modals.pop(person, None)
            return self._pressed_in(person, home, action)
        raise AssertionError(
            f"{person} has no “{label}”{f' on “{on}”' if on else ''}; they see: {self.seen(person)[-3:]}"
        )

    def _pressed_in(self, person: str, view: Json, action: Json) -> Incoming:
        return self._came_in(
            person, payloads.block_actions_in_view(scene(person), action, view=view, action_ts=self._ts())
        )

    def _pressed_on(self, person: str, message: _Shown, action: Json) -> Incoming:
        name = "directmessage" if message.channel.startswith("D") else "general"
        payload = payloads.block_actions(
            scene(person),
            action,
            message={"ts": message.ts, "blocks": message.blocks},
            channel_id=message.channel,
            channel_name="mpdm-them--kith-1" if message.channel in self.rooms else name,
            ephemeral=bool(message.only_for),
            action_ts=self._ts(),
        )
        return self._came_in(person, payload)

    def command(self, person: str, text: str) -> Incoming:
        self.modals.pop(person, None)  # it stands before everything else, so it is closed first
        name, _, rest = text.removeprefix("/").partition(" ")
        trigger = f"{self._next()}.trigger"
        return self._came_in(
            person,
            payloads.slash_command(scene(person), f"/{name}", rest, channel_id=TOWN_SQUARE, trigger_id=trigger),
        )

    def type(self, person: str, text: str) -> Incoming:
        self.modals.pop(person, None)
        event = payloads.line_typed(scene(person), text, channel_id=talk_with(user_id(person)), ts=self._ts())
        return self._came_in(person, payloads.event_callback(scene(person), event, event_id=f"Ev{self._next()}"))

    def open_home(self, person: str) -> Incoming:
        """Opens the Home tab."""
        event = payloads.home_opened(scene(person), channel_id=talk_with(user_id(person)), ts=self._ts())
        return self._came_in(person, payloads.event_callback(scene(person), event, event_id=f"Ev{self._next()}"))

    def submit(self, person: str, filling: Filling) -> Incoming:
        """What was filled in before and sent back stays in the fields, as in Slack's client."""
        view, left = self._form(person), dict(filling)
        state = self._filled_in.setdefault(view["id"], {})
        for block in inputs(view):
            element, label = block["element"], block["label"]["text"]
            if label in left:
                value = left.pop(label)
                entry = self._file(value) if isinstance(value, bytes) else entry_of(element, value)
                state[block["block_id"]] = {element["action_id"]: entry}
            else:
                state.setdefault(block["block_id"], {element["action_id"]: untouched(element)})
        assert not left, f"the form has no field called {', '.join(left)}; it has {self.labels(person)}"
        trigger = f"{self._next()}.trigger"
        return self._came_in(person, payloads.view_submission(scene(person), view, state=state, trigger_id=trigger))

    def _file(self, content: bytes) -> Json:
        """What the client holds for a field with a file in it."""
        address = f"https://files.slack.com/{self._next()}"
        self._files[address] = content
        return {"type": "file_input", "files": [{"id": "F1", "size": len(content), "url_private": address}]}

    def send_file(self, person: str, content: bytes) -> Incoming:
        """A file sent to Kith in the direct message, with nothing written beside it."""
        event = payloads.line_typed(scene(person), "", channel_id=talk_with(user_id(person)), ts=self._ts())
        event |= {"subtype": "file_share", "files": self._file(content)["files"]}
        return self._came_in(person, payloads.event_callback(scene(person), event, event_id=f"Ev{self._next()}"))

    def _came_in(self, person: str, payload: Json) -> Incoming:
        incoming = read(payload)
        assert incoming is not None, f"nothing was read from {payload}"
        self._origins[incoming.key] = origin_of(payload)
        files = {name: replace(one, content=self._files[one.address]) for name, one in incoming.files.items()}
        return replace(incoming, by=self.sender(person), files=files)

    # --- what people see ---

    def labels(self, person: str) -> list[str]:
        modal = self.modals.get(person)
        return [block["label"]["text"] for block in inputs(modal)] if modal else []

    def problems(self, person: str) -> dict[str, str]:
        modal = self.modals.get(person)
        if modal is None:
            return {}
        found = dict(problem_lines(modal))
        errors = self.errors.get(person, {})
        return found | {b["label"]["text"]: errors[b["block_id"]] for b in inputs(modal) if b["block_id"] in errors}

    def seen(self, person: str) -> list[str]:
        modal, home = self.modals.get(person), self.homes.get(person)
        found = ["\n".join(lines_of(home["blocks"]))] if home else []
        found += [message.text for message in self._visible(person)]
        return found + (["\n".join(lines_of(modal["blocks"]))] if modal else [])

    def channel(self, channel: str) -> list[str]:
        there = channel_id(channel)
        return [message.text for message in self.messages if message.channel == there and not message.only_for]

    def pressable(self, person: str) -> list[str]:
        modal, home = self.modals.get(person), self.homes.get(person)
        found = labels(home["blocks"]) if home else []
        for message in self._visible(person):
            found += labels(message.blocks)
        return found + (pressable_in(modal) if modal else [])

    def _visible(self, person: str, *, channels: bool = False) -> list[_Shown]:
        """What this person sees of messages: direct ones, rooms, ephemeral ones, and channels if asked for."""
        user = user_id(person)
        mine = {talk_with(user), *(name for name, users in self.rooms.items() if user in users)}
        return [
            message
            for message in self.messages
            if message.only_for == user
            or (not message.only_for and (message.channel in mine or (channels and message.channel.startswith("C"))))
        ]

    def _form(self, person: str) -> Json:
        view = self.modals.get(person)
        if view is None or not view.get("submit"):
            raise AssertionError(f"no form is open for {person}; they see: {self.seen(person)[-1:]}")
        return view

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _ts(self) -> str:
        return f"{int(self._moment.timestamp())}.{self._next():06d}"


def _origin_without_payload(person: str, incoming: Incoming) -> Origin:
    """Where an answer goes to something that a script made up instead of doing it."""
    channel, ts = message_of(incoming.on)
    if not channel:
        return Origin(Where.COMMAND, user_id(person), TOWN_SQUARE)
    return Origin(Where.ROOM if incoming.seen_by_many else Where.DIRECT, user_id(person), channel, ts)
