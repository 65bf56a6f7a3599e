"""Where something was done, and so where its answer goes. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from adapters.slack.modal import BETWEEN
from adapters.slack.payloads import Payload, mapping, text_at

ONE_READER, GROUP = "D", "mpdm-"
"""How the id of a direct message and the name of a group direct message begin."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")


class Where(StrEnum):
    """On what something was done."""

    DIRECT = "direct"
    ROOM = "room"
    CHANNEL = "channel"
    EPHEMERAL = "ephemeral"
    COMMAND = "command"
    HOME = "home"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was done.

    `channel` and `ts` name the message; `response_url` answers there for half an hour; `trigger` opens a modal for
    three seconds. Something done in a modal has the modal's id in `view`, and for the rest where the modal came from;
    `fields` are the blocks of a form that was sent, by question.
    """

    where: Where
    user: str
    channel: str = ""
    ts: str = ""
    response_url: str = ""
    trigger: str = ""
    view: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def seen_by_many(self) -> bool:
        return self.where in (Where.ROOM, Where.CHANNEL)

    @property
    def reference(self) -> str:
        """The message, where it is one that Kith posted to one person or a room."""
        return reference(self.channel, self.ts) if self.where in (Where.DIRECT, Where.ROOM) else ""

    def remember(self, form: str) -> str:
        """For a form that is opened from here; at most 3,000 characters."""
        kept = {"form": form, "where": self.where, "channel": self.channel, "ts": self.ts, "url": self.response_url}
        return json.dumps({name: value for name, value in kept.items() if value})

    @classmethod
    def recall(cls, remembered: str, user: str) -> tuple[str, Self]:
        """The form's id (empty where it cannot be told), and where it was opened from."""
        try:
            kept = json.loads(remembered)
            where = Where(text_at(kept, "where"))
        except (ValueError, RecursionError):
            return "", cls(Where.LINE, user)
        texts = {name: text_at(kept, name, default="") for name in ("channel", "ts", "url")}
        origin = cls(where, user, texts["channel"], texts["ts"], response_url=texts["url"])
        return text_at(kept, "form", default=""), origin


def reference(channel: str, ts: str) -> str:
    """The name of a message for good."""
    return f"{channel}/{ts}"


def message_of(reference: str) -> tuple[str, str]:
    """The channel and the ts of a reference."""
    channel, _, ts = reference.partition("/")
    return channel, ts


def origin_of(payload: Payload) -> Origin:
    """Where this was done, for a payload that `read` gave an `Incoming` for. Raises `Malformed`."""
    match payload.get("type"):
        case "block_actions":
            return pressed_at(payload)
        case "view_submission":
            return sent_from(payload)[1]
        case "event_callback":
            home = text_at(payload, "event", "type") == "app_home_opened"
            channel = text_at(payload, "event", "channel", default="")
            return Origin(Where.HOME if home else Where.LINE, text_at(payload, "event", "user", default=""), channel)
        case _:
            return Origin(
                Where.COMMAND,
                text_at(payload, "user_id"),
                text_at(payload, "channel_id", default=""),
                response_url=text_at(payload, "response_url", default=""),
                trigger=text_at(payload, "trigger_id", default=""),
            )


def pressed_at(payload: Payload) -> Origin:
    """The message, the modal or the Home tab that something was pressed on."""
    user, trigger = text_at(payload, "user", "id"), text_at(payload, "trigger_id", default="")
    if text_at(payload, "container", "type") == "view":
        view = mapping(payload, "view")
        if view.get("type") == "home":
            return Origin(Where.HOME, user, trigger=trigger)
        _, origin = Origin.recall(text_at(view, "private_metadata", default=""), user)
        return replace(origin, trigger=trigger, view=text_at(view, "id"))
    channel = text_at(payload, "container", "channel_id")
    return Origin(
        _place(payload, channel),
        user,
        channel,
        text_at(payload, "container", "message_ts"),
        response_url=text_at(payload, "response_url", default=""),
        trigger=trigger,
    )


def _place(payload: Payload, channel: str) -> Where:
    if mapping(payload, "container").get("is_ephemeral"):
        return Where.EPHEMERAL
    if channel.startswith(ONE_READER):
        return Where.DIRECT
    return Where.ROOM if text_at(payload, "channel", "name", default="").startswith(GROUP) else Where.CHANNEL


def sent_from(payload: Payload) -> tuple[str, Origin]:
    """The id of the form that was sent, and where it had been opened from."""
    view = mapping(payload, "view")
    form, origin = Origin.recall(text_at(view, "private_metadata", default=""), text_at(payload, "user", "id"))
    blocks = mapping(view, "state", "values")
    fields = {name: block for block in blocks if (name := question_of(block))}
    return form, replace(
        origin, view=text_at(view, "id"), fields=fields, trigger=text_at(payload, "trigger_id", default="")
    )


def question_of(block: object) -> str:
    """The question that a block of a form asks; empty for other blocks."""
    name = str(block).partition(BETWEEN)[0]
    return name if _NAME.fullmatch(name) else ""
