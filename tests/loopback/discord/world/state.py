"""The small world the bot lives in: who and what there is, and the rules of who may do what.

Everything here runs on the counterpart's own event loop, one thing at a time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.discord.world.permissions import BOT, EVERYTHING, Permission, combined
from tests.loopback.discord.world.records import (
    DIRECT,
    PRIVATE_THREAD,
    TEXT_CHANNEL,
    Channel,
    Guild,
    Member,
    Message,
    Payload,
    Role,
    Snowflakes,
    Upload,
    User,
)
from tests.loopback.discord.world.refusals import Refusal

NONCE_SECONDS = 300
TOKEN_SECONDS = 15 * 60


@dataclass
class Interaction:
    """One act of a person that the bot must answer: `answered` is the callback type, None until then."""

    id: int
    token: str
    kind: int
    user: User
    payload: Payload
    begun: float
    message: Message | None = None
    message_edited_at: str | None = None
    """When the pressed message had last been edited before this."""
    answered: int | None = None
    seconds: float = 0.0
    original: Message | None = None
    modal: Payload | None = None
    choices: list[Payload] = field(default_factory=list)
    tries: int = 0
    refused: int | None = None


@dataclass
class Modal:
    """A form that lies open before one person, and the interaction it answered."""

    user: User
    payload: Payload
    opened_by: Interaction


@dataclass
class World:
    token: str
    intents_allowed: int
    """The privileged intents switched on for the application."""
    answer_within: float
    files_url: str = ""
    files_expired: bool = False
    new_id: Snowflakes = field(default_factory=Snowflakes)
    users: dict[int, User] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    nonces: dict[str, tuple[float, Message]] = field(default_factory=dict)
    commands: dict[int | None, dict[int, Payload]] = field(default_factory=lambda: {None: {}})
    interactions: dict[int, Interaction] = field(default_factory=dict)
    modals: dict[int, Modal] = field(default_factory=dict)
    files: dict[int, Upload] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    dispatch: Callable[..., None] = lambda *_, **__: None
    skipped: float = 0.0

    def __post_init__(self) -> None:
        self.bot = User(self.new_id(), "kith", None, bot=True)
        self.users[self.bot.id] = self.bot

    @property
    def application_id(self) -> int:
        """The same number as the bot user's, as for every application made since 2016."""
        return self.bot.id

    def now(self) -> float:
        """Seconds on a clock that only goes forward, with what tests skipped."""
        return time.monotonic() + self.skipped

    # --- making

    def make_user(self, name: str, global_name: str | None, locale: str) -> User:
        user = User(self.new_id(), name, global_name or name.title(), locale)
        self.users[user.id] = user
        return user

    def make_guild(self, name: str, locale: str, bot_permissions: Permission = BOT) -> Guild:
        owner = self.make_user(f"owner-of-{len(self.guilds)}", None, locale)
        guild = Guild(self.new_id(), name, owner.id, locale)
        guild.members[owner.id] = Member(owner)
        self.guilds[guild.id] = guild
        self.bring_bot(guild, bot_permissions)
        return guild

    def bring_bot(self, guild: Guild, permissions: Permission) -> None:
        """Invites the bot, with a role of its own."""
        role = Role(self.new_id(), "Kith", permissions, len(guild.roles), managed=True)
        guild.roles[role.id] = role
        guild.members[self.bot.id] = Member(self.bot, {role.id})
        guild.has_bot = True

    def make_channel(self, guild: Guild, name: str) -> Channel:
        channel = Channel(self.new_id(), TEXT_CHANNEL, name, guild.id, position=len(self.channels_of(guild)))
        self.channels[channel.id] = channel
        return channel

    def direct_channel(self, user: User) -> Channel:
        """The conversation of this user with the bot; made when first asked for."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.new_id(), DIRECT, recipient=user)
        self.channels[channel.id] = channel
        return channel

    # --- looking up; each raises Refusal with Discord's own code

    def guild(self, id: int) -> Guild:
        guild = self.guilds.get(id)
        if guild is None or not guild.has_bot:
            raise Refusal(10004)
        return guild

    def channel(self, id: int) -> Channel:
        """A channel that the bot can see."""
        channel = self.channels.get(id)
        if channel is None:
            raise Refusal(10003)
        if not self.sees(self.bot, channel):
            raise Refusal(50001)
        return channel

    def user(self, id: int) -> User:
        if id not in self.users:
            raise Refusal(10013)
        return self.users[id]

    def member(self, guild: Guild, id: int) -> Member:
        self.user(id)
        if id not in guild.members:
            raise Refusal(10007)
        return guild.members[id]

    def message(self, channel: Channel, id: int) -> Message:
        """A message that bots can fetch: an ephemeral one they cannot."""
        message = self.messages.get(id)
        if message is None or message.channel is not channel or message.only_for is not None:
            raise Refusal(10008)
        return message

    def channels_of(self, guild: Guild) -> list[Channel]:
        return [one for one in self.channels.values() if one.guild_id == guild.id and not one.is_thread]

    def threads_of(self, guild: Guild) -> list[Channel]:
        return [one for one in self.channels.values() if one.guild_id == guild.id and one.is_thread]

    def shared_guilds(self, user: User) -> Iterator[Guild]:
        return (guild for guild in self.guilds.values() if guild.has_bot and user.id in guild.members)

    # --- rights

    def permissions(self, user: User, guild: Guild, channel: Channel | None = None) -> Permission:
        """What this user may do in the guild, or in one channel of it (a thread follows its parent)."""
        member = guild.members.get(user.id)
        if member is None or (user is self.bot and not guild.has_bot):
            return Permission.NONE
        if guild.owner_id == user.id:
            return EVERYTHING
        if channel is not None and channel.is_thread and channel.parent_id is not None:
            channel = self.channels[channel.parent_id]
        granted = [guild.roles[guild.id].permissions] + [guild.roles[one].permissions for one in member.roles]
        overwrites = [] if channel is None else channel.overwrites
        return combined(granted, overwrites, everyone=guild.id, roles=member.roles, member=user.id)

    def sees(self, user: User, channel: Channel) -> bool:
        """Whether they can read the channel: a private thread only its members, or who manages threads."""
        if channel.recipient is not None:
            return user in (channel.recipient, self.bot)
        if not self.can(user, Permission.VIEW_CHANNEL, channel):
            return False
        inside = channel.kind != PRIVATE_THREAD or user.id in channel.members
        return inside or self.can(user, Permission.MANAGE_THREADS, channel)

    def can(self, user: User, permission: Permission, channel: Channel) -> bool:
        if channel.guild_id is None:
            return True
        held = self.permissions(user, self.guilds[channel.guild_id], channel)
        return held & permission == permission

    def must(self, permission: Permission, channel: Channel) -> None:
        """Refuses the bot what it may not do in this channel."""
        if not self.can(self.bot, permission, channel):
            raise Refusal(50013)

    # --- telling the bot

    def tell(self, event: str, payload: Payload, channel: Channel | None = None, **more: Any) -> None:
        """An event of the guild that the channel belongs to, or of a direct conversation."""
        guild_id = None if channel is None else channel.guild_id
        if guild_id is not None:
            payload = {**payload, "guild_id": str(guild_id)}
        self.dispatch(event, payload, guild_id=guild_id, **more)
