"""The records of the loopback Slack, each able to say itself as Slack's Web API would."""

import copy
import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.blocks.finders import texts

Kind = Literal["public", "private", "im", "mpim"]

# What the app asks for at installation.
BOT_SCOPES = frozenset(
    [
        *("commands", "chat:write", "chat:write.public", "files:write", "im:write", "im:history", "mpim:write"),
        *("users:read", "users:read.email", "team:read", "channels:read", "channels:join", "groups:read"),
        "reactions:read",
    ]
)


class Refusal(Exception):
    """Slack says no: the `error` of an answer, with its further fields."""

    def __init__(self, error: str, **fields: Any) -> None:
        super().__init__(error)
        self.error = error
        self.fields = fields


@dataclass
class Team:
    """A workspace in which the app is (or was) installed."""

    id: str
    name: str
    domain: str
    bot_user_id: str
    bot_id: str
    bot_token: str
    scopes: frozenset[str]
    installed: bool = True


@dataclass
class User:
    """A person or bot of one workspace."""

    id: str
    team_id: str
    name: str
    real_name: str
    display_name: str
    tz: str = "Europe/Berlin"
    locale: str = "en-US"
    email: str = ""
    deleted: bool = False
    is_bot: bool = False
    is_admin: bool = False
    updated: int = 0

    def to_slack(self, *, email: bool = True, locale: bool = False) -> Json:
        profile: Json = {"real_name": self.real_name, "display_name": self.display_name, "team": self.team_id}
        if email and self.email:
            profile["email"] = self.email
        said: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.deleted:  # Slack leaves out zone, names and rights of a deactivated account
            return said
        offset = datetime.now(ZoneInfo(self.tz)).utcoffset()
        said |= {
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
        }
        if locale:
            said["locale"] = self.locale
        return said


@dataclass
class Channel:
    """A channel, a direct message or a group direct message; `members` are user ids, the app's bot among them."""

    id: str
    team_id: str
    name: str
    kind: Kind
    members: list[str] = field(default_factory=list)
    archived: bool = False
    created: int = 0

    def to_slack(self, bot_user_id: str) -> Json:
        said: Json = {"id": self.id, "created": self.created, "is_archived": self.archived, "is_im": self.kind == "im"}
        others = [member for member in self.members if member != bot_user_id]
        if self.kind == "im":
            return said | {"user": others[0], "is_user_deleted": False, "is_org_shared": False}
        return said | {
            "name": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "public",
            "is_general": self.name == "general",
            "is_member": bot_user_id in self.members,
            "num_members": len(self.members),
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }


@dataclass
class File:
    """A file on its way (`content` None) or arrived; `shares` says in which message (channel -> ts) it stands."""

    id: str
    team_id: str
    name: str
    user: str
    length: int
    content: bytes | None = None
    title: str = ""
    alt_text: str = ""
    media_type: str = "application/octet-stream"
    complete: bool = False
    shares: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def to_slack(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.media_type,
            "filetype": self.name.rpartition(".")[2] or "binary",
            "size": self.length,
            "user": self.user,
            "alt_txt": self.alt_text,
            "mode": "hosted",
            "url_private": self.url,
            "url_private_download": self.url,
            "channels": [channel for channel in self.shares if channel[0] == "C"],
            "groups": [channel for channel in self.shares if channel[0] == "G"],
            "ims": [channel for channel in self.shares if channel[0] == "D"],
            "shares": {
                "public": {channel: [{"ts": ts}] for channel, ts in self.shares.items() if channel[0] == "C"},
                "private": {channel: [{"ts": ts}] for channel, ts in self.shares.items() if channel[0] != "C"},
            },
        }


@dataclass(frozen=True)
class Message:
    """A message as one person sees it. `only_for` is the user id of an ephemeral message's only reader."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: Sequence[Json] = ()
    team_id: str = ""
    bot_id: str | None = None
    app_id: str | None = None
    metadata: Json | None = None
    edited: bool = False
    only_for: str | None = None
    thread_ts: str | None = None
    files: Sequence[Json] = ()

    @property
    def words(self) -> str:
        """All that can be read in it, the alternative texts of files included, a line per piece; entities are decoded,
        formatting is left as it was sent."""
        pieces = texts(self.blocks) if self.blocks else [self.text]
        files = [str(file[part]) for file in self.files for part in ("title", "alt_txt") if file.get(part)]
        return html.unescape("\n".join([*pieces, *files]))

    def to_slack(self, *, metadata: bool = False) -> Json:
        said: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": self.team_id}
        if self.bot_id:
            said |= {"bot_id": self.bot_id, "app_id": self.app_id}
        if self.blocks:
            said["blocks"] = copy.deepcopy(list(self.blocks))
        if self.files:
            said["files"] = copy.deepcopy(list(self.files))
        if self.thread_ts:
            said["thread_ts"] = self.thread_ts
        if self.edited:
            said["edited"] = {"user": self.user, "ts": self.ts}
        if metadata and self.metadata:
            said["metadata"] = copy.deepcopy(self.metadata)
        return said


@dataclass
class Call:
    """One request of the app, `at` in epoch seconds; `outcome` is "", then "ok", Slack's error or "dropped"."""

    method: str
    arguments: Json
    at: float
    team_id: str | None = None
    outcome: str = ""
