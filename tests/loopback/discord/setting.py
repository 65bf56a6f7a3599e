"""Making the world: guilds, channels, roles, users, and who is in what. The bot hears of it if it is connected."""

from __future__ import annotations

from tests.loopback.discord import people
from tests.loopback.discord.running import Running
from tests.loopback.discord.world.permissions import BOT, EVERYBODY, Overwrite, Permission
from tests.loopback.discord.world.records import Channel, Guild, Payload, Role, User


class Setting(Running):
    def add_user(
        self, name: str, guild: Guild | None = None, *, global_name: str | None = None, locale: str = "en-US"
    ) -> User:
        """An account, at once in `guild` if one is given; `global_name` is the name people see."""

        def make() -> User:
            user = self._world.make_user(name, global_name, locale)
            if guild is not None:
                people.join(self._world, user, guild)
            return user

        return self._do(make)

    def add_guild(self, name: str, *, locale: str = "en-US", bot_permissions: Permission = BOT) -> Guild:
        """A guild with its owner and the bot; `bot_permissions` are those of the bot's role, beside @everyone's."""

        def make() -> Guild:
            guild = self._world.make_guild(name, locale, bot_permissions)
            self._tell_guild(guild)
            return guild

        return self._do(make)

    def add_channel(self, guild: Guild, name: str) -> Channel:
        def make() -> Channel:
            channel = self._world.make_channel(guild, name)
            self._world.tell("CHANNEL_CREATE", channel.payload(), channel)
            return channel

        return self._do(make)

    def add_role(self, guild: Guild, name: str, permissions: Permission = Permission.NONE) -> Role:
        def make() -> Role:
            role = Role(self._world.new_id(), name, permissions, len(guild.roles))
            guild.roles[role.id] = role
            self._tell_role("GUILD_ROLE_CREATE", guild, role)
            return role

        return self._do(make)

    def give_role(self, user: User, guild: Guild, role: Role) -> None:
        def give() -> None:
            guild.members[user.id].roles.add(role.id)
            self._tell_member(user, guild)

        self._do(give)

    def rename(self, user: User, global_name: str) -> None:
        """The bot hears of it through the guilds it shares with this person."""

        def change() -> None:
            user.global_name = global_name
            for guild in self._world.shared_guilds(user):
                self._tell_member(user, guild)

        self._do(change)

    def join(self, user: User, guild: Guild) -> None:
        self._do(lambda: people.join(self._world, user, guild))

    def leave(self, user: User, guild: Guild) -> None:
        self._do(lambda: people.leave(self._world, user, guild))

    def close_dms(self, user: User) -> None:
        """From now on the bot gets 403 with code 50007 when it writes to this person."""
        self._do(lambda: setattr(user, "dms_open", False))

    def open_dms(self, user: User) -> None:
        self._do(lambda: setattr(user, "dms_open", True))

    def expire_files(self) -> None:
        """The addresses of files lead nowhere from now on, as they do at Discord after a day."""

        def expire() -> None:
            self._world.files_expired = True

        self._do(expire)

    def kick_bot(self, guild: Guild) -> None:
        def kick() -> None:
            # Told before it is done: afterwards no session would get it.
            self._world.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild_id=guild.id)
            guild.has_bot = False
            role_ids = guild.members.pop(self._world.bot.id).roles
            for role_id in role_ids:
                guild.roles.pop(role_id, None)
            self._world.commands.pop(guild.id, None)

        self._do(kick)

    def invite_bot(self, guild: Guild, bot_permissions: Permission = BOT) -> None:
        def invite() -> None:
            self._world.bring_bot(guild, bot_permissions)
            self._tell_guild(guild)

        self._do(invite)

    def revoke(self, permission: Permission, guild: Guild, channel: Channel | None = None) -> None:
        """Takes a permission from the bot: in one channel, or in the guild and all its channels."""

        def take() -> None:
            for one in [channel] if channel else self._world.channels_of(guild):
                overwrite = self._bot_overwrite(one)
                overwrite.allow, overwrite.deny = overwrite.allow & ~permission, overwrite.deny | permission
                self._world.tell("CHANNEL_UPDATE", one.payload(), one)
            for role in self._bot_roles(guild) if channel is None else []:
                role.permissions &= ~permission
                self._tell_role("GUILD_ROLE_UPDATE", guild, role)

        self._do(take)

    def grant(self, permission: Permission, guild: Guild, channel: Channel | None = None) -> None:
        """Gives the bot a permission, in one channel or in the guild and all its channels."""

        def give() -> None:
            for one in [channel] if channel else self._world.channels_of(guild):
                overwrite = self._bot_overwrite(one)
                overwrite.deny, overwrite.allow = overwrite.deny & ~permission, overwrite.allow | permission
                self._world.tell("CHANNEL_UPDATE", one.payload(), one)
            for role in self._bot_roles(guild) if channel is None else []:
                role.permissions |= permission
                self._tell_role("GUILD_ROLE_UPDATE", guild, role)

        self._do(give)

    def guild_events(self, guild: Guild) -> list[Payload]:
        """The guild's own list of events, as Discord keeps it."""
        return self._see(lambda: [dict(one) for one in guild.events.values()])

    def drop_event(self, guild: Guild, event: int) -> None:
        """A moderator takes an event out."""
        self._do(lambda: guild.events.pop(event))

    def hide(self, channel: Channel, guild: Guild) -> None:
        """Nobody but the owner and the bot sees this channel any more."""

        def close() -> None:
            channel.overwrites.append(Overwrite(guild.id, 0, deny=Permission.VIEW_CHANNEL))
            self._bot_overwrite(channel).allow |= EVERYBODY
            self._world.tell("CHANNEL_UPDATE", channel.payload(), channel)

        self._do(close)

    def _bot_overwrite(self, channel: Channel) -> Overwrite:
        for one in channel.overwrites:
            if one.kind == 1 and one.target == self._world.bot.id:
                return one
        channel.overwrites.append(Overwrite(self._world.bot.id, 1))
        return channel.overwrites[-1]

    def _bot_roles(self, guild: Guild) -> list[Role]:
        return [guild.roles[role_id] for role_id in guild.members[self._world.bot.id].roles]

    def _tell_guild(self, guild: Guild) -> None:
        for session in self._gateway.sessions.values():
            if session.wants(0, guild.id):
                session.push("GUILD_CREATE", self._gateway.guild_payload(guild.id, session.intents))

    def _tell_role(self, event: str, guild: Guild, role: Role) -> None:
        self._world.dispatch(event, {"guild_id": str(guild.id), "role": role.payload()}, guild_id=guild.id)

    def _tell_member(self, user: User, guild: Guild) -> None:
        changed: Payload = guild.members[user.id].payload() | {"guild_id": str(guild.id)}
        self._world.dispatch("GUILD_MEMBER_UPDATE", changed, guild_id=guild.id)
