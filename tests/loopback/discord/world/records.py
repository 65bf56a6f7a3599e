"""What the loopback Discord remembers, and how each thing looks in Discord's JSON."""

from __future__ import annotations

import time
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from tests.loopback.discord.world.permissions import EVERYBODY, Overwrite, Permission

Payload: TypeAlias = dict[str, Any]

EPHEMERAL = 1 << 6
LOADING = 1 << 7
COMPONENTS_V2 = 1 << 15

TEXT_CHANNEL, DIRECT, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 11, 12
_EPOCH_MS = 1_420_070_400_000


class Snowflakes:
    """Ids as Discord makes them: the time in the upper bits, never the same twice, always growing."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> int:
        now = (int(time.time() * 1000) - _EPOCH_MS) << 22
        self._last = max(now, self._last + 1)
        return self._last


def stamp(moment: datetime | None = None) -> str:
    return (moment or datetime.now(UTC)).isoformat()


@dataclass(frozen=True)
class Upload:
    """A file that was sent along, under the name it had there."""

    name: str
    content: bytes


@dataclass
class User:
    """An account; `dms_open` is the privacy setting that a bot only learns about by being refused."""

    id: int
    name: str
    global_name: str | None = None
    locale: str = "en-US"
    bot: bool = False
    dms_open: bool = True

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    def payload(self) -> Payload:
        return {
            "id": str(self.id),
            "username": self.name,
            "global_name": self.global_name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "system": False,
            "public_flags": 0,
            "avatar_decoration_data": None,
        }


@dataclass
class Role:
    id: int
    name: str
    permissions: Permission
    position: int
    managed: bool = False

    def payload(self) -> Payload:
        return {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(int(self.permissions)),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "managed": self.managed,
            "mentionable": False,
            "flags": 0,
        }


@dataclass
class Member:
    """A user in one guild."""

    user: User
    roles: set[int] = field(default_factory=set)
    nick: str | None = None
    joined_at: str = field(default_factory=stamp)

    def payload(self, *, with_user: bool = True) -> Payload:
        payload: Payload = {
            "nick": self.nick,
            "avatar": None,
            "banner": None,
            "roles": [str(role) for role in sorted(self.roles)],
            "joined_at": self.joined_at,
            "premium_since": None,
            "communication_disabled_until": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
        }
        return {**payload, "user": self.user.payload()} if with_user else payload


@dataclass
class Channel:
    """A text channel, a direct conversation with the bot (`recipient`), or a thread (`parent_id`, `members`)."""

    id: int
    kind: int
    name: str = ""
    guild_id: int | None = None
    overwrites: list[Overwrite] = field(default_factory=list)
    recipient: User | None = None
    parent_id: int | None = None
    owner_id: int | None = None
    members: dict[int, str] = field(default_factory=dict)
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    auto_archive: int = 1440
    last_message_id: int | None = None
    message_count: int = 0
    position: int = 0

    @property
    def is_thread(self) -> bool:
        return self.kind in (PUBLIC_THREAD, PRIVATE_THREAD)

    def payload(self) -> Payload:
        last = None if self.last_message_id is None else str(self.last_message_id)
        payload: Payload = {"id": str(self.id), "type": self.kind, "last_message_id": last, "flags": 0}
        if self.recipient is not None:
            return {**payload, "recipients": [self.recipient.payload()]}
        payload |= {"guild_id": str(self.guild_id), "name": self.name, "rate_limit_per_user": 0}
        if self.is_thread:
            return payload | self._thread_part()
        return payload | {
            "position": self.position,
            "permission_overwrites": [one.payload() for one in self.overwrites],
            "parent_id": None,
            "topic": None,
            "nsfw": False,
        }

    def _thread_part(self) -> Payload:
        metadata: Payload = {
            "archived": self.archived,
            "locked": self.locked,
            "auto_archive_duration": self.auto_archive,
            "archive_timestamp": stamp(),
            "create_timestamp": stamp(),
        }
        if self.kind == PRIVATE_THREAD:
            metadata["invitable"] = self.invitable
        return {
            "parent_id": str(self.parent_id),
            "owner_id": str(self.owner_id),
            "message_count": self.message_count,
            "total_message_sent": self.message_count,
            "member_count": len(self.members),
            "thread_metadata": metadata,
        }

    def member_payload(self, user: int) -> Payload:
        """A thread's membership of one user."""
        return {"id": str(self.id), "user_id": str(user), "join_timestamp": self.members[user], "flags": 0}


@dataclass
class Guild:
    """A server. Its @everyone role has the guild's own id."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    events: dict[int, Payload] = field(default_factory=dict)
    has_bot: bool = True
    most_active_threads: int = 1000
    joined_at: str = field(default_factory=stamp)

    def __post_init__(self) -> None:
        self.roles.setdefault(self.id, Role(self.id, "@everyone", EVERYBODY, 0))

    def payload(self) -> Payload:
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner_id),
            "preferred_locale": self.locale,
            "roles": [role.payload() for role in self.roles.values()],
            "icon": None,
            "description": None,
            "emojis": [],
            "stickers": [],
            "features": [],
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "premium_progress_bar_enabled": False,
            "afk_timeout": 300,
            "afk_channel_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
        }


@dataclass
class Message:
    """A message; `only_for` is the one person who sees an ephemeral one."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    components: list[Payload] = field(default_factory=list)
    embeds: list[Payload] = field(default_factory=list)
    attachments: list[Payload] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    only_for: int | None = None
    kind: int = 0
    sent_at: str = field(default_factory=stamp)
    edited_at: str | None = None
    interaction: Payload | None = None
    application_id: int | None = None

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    def payload(self) -> Payload:
        payload: Payload = {
            "id": str(self.id),
            "type": self.kind,
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "content": self.content,
            "components": deepcopy(self.components),
            "embeds": deepcopy(self.embeds),
            "attachments": deepcopy(self.attachments),
            "flags": self.flags,
            "timestamp": self.sent_at,
            "edited_timestamp": self.edited_at,
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
        }
        if self.nonce is not None:
            payload["nonce"] = self.nonce
        if self.application_id is not None:
            payload["application_id"] = str(self.application_id)
        if self.interaction is not None:
            payload["interaction_metadata"] = self.interaction
            payload["webhook_id"] = str(self.application_id)
        return payload
