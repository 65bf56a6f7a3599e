"""The small world inside the loopback Slack. Only the loopback's own event loop touches it."""

import dataclasses
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.payloads import Scene, with_ids
from tests.loopback.slack.world.records import Channel, File, Kind, Message, Refusal, Team, User

APP_ID = "A01KITH"
SLACKBOT = "USLACKBOT"


class World:
    """People, channels, messages and files. `changed` is called after every change that somebody could see."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.changed = changed
        self.ahead = 0.0
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[tuple[str, str], Message] = {}
        self.files: dict[str, File] = {}
        self._numbers: dict[str, int] = {}
        self._last_tick = 0

    def now(self) -> float:
        """Seconds since the epoch by this Slack's clock, which can be set ahead of the machine's."""
        return time.time() + self.ahead

    def tick(self) -> str:
        """A new ts: later than every one before."""
        self._last_tick = max(self._last_tick + 1, int(self.now() * 1_000_000))
        return f"{self._last_tick // 1_000_000}.{self._last_tick % 1_000_000:06d}"

    def new_id(self, prefix: str, name: str = "") -> str:
        """An id that shows what it stands for, like U03ADA."""
        number = self._numbers[prefix] = self._numbers.get(prefix, 0) + 1
        return f"{prefix}{number:02d}{''.join(filter(str.isalnum, name)).upper()[:8]}"

    # --- people and places

    def add_team(self, name: str, scopes: Iterable[str]) -> Team:
        team_id = self.new_id("T", name)
        bot = User(self.new_id("U", "kith"), team_id, "kith", "Kith", "Kith", tz="UTC", is_bot=True)
        token = f"xoxb-{team_id}-{len(self.teams) + 1:012d}"
        domain = "".join(filter(str.isalnum, name.lower()))
        team = Team(team_id, name, domain, bot.id, self.new_id("B", "kith"), token, frozenset(scopes))
        self.teams[team_id], self.users[bot.id] = team, bot
        return team

    def add_user(self, team_id: str, name: str, **fields: Any) -> User:
        """A person; `real_name` and `display_name` come from the name where they are not given."""
        spoken = name.replace("-", " ").title()
        known: Json = {"real_name": spoken, "display_name": spoken, "email": f"{name}@example.org", **fields}
        user = User(self.new_id("U", name), team_id, name, **known)
        self.users[user.id] = user
        return user

    def user(self, who: str, team_id: str | None = None) -> User:
        """By id or by name; Refusal user_not_found."""
        for user in self.users.values():
            if who in (user.id, user.name) and team_id in (None, user.team_id):
                return user
        raise Refusal("user_not_found")

    def add_channel(self, team_id: str, name: str, kind: Kind, members: Sequence[str]) -> Channel:
        prefix = {"public": "C", "private": "G", "im": "D", "mpim": "G"}[kind]
        channel = Channel(self.new_id(prefix, name), team_id, name, kind, list(members), created=int(self.now()))
        self.channels[channel.id] = channel
        self.changed()
        return channel

    def channel(self, named: str, team_id: str | None = None) -> Channel:
        """By id, or by the name of a channel with or without #; Refusal channel_not_found."""
        for channel in self.channels.values():
            by_name = channel.kind in ("public", "private") and channel.name == named.removeprefix("#")
            if (channel.id == named or by_name) and team_id in (None, channel.team_id):
                return channel
        raise Refusal("channel_not_found")

    def talk_of(self, team: Team, user_ids: Sequence[str]) -> Channel:
        """The direct message (or group direct message) of the app with these people, the same for the same people."""
        members = {team.bot_user_id, *user_ids}
        kind: Kind = "im" if len(members) == 2 else "mpim"
        for channel in self.channels.values():
            if channel.kind == kind and set(channel.members) == members:
                return channel
        names = [self.users[user_id].name for user_id in user_ids]
        name = names[0] if kind == "im" else f"mpdm-{'--'.join([*names, 'kith'])}-1"
        return self.add_channel(team.id, name, kind, [team.bot_user_id, *dict.fromkeys(user_ids)])

    # --- messages

    def add_message(
        self, channel: Channel, user: str, text: str, blocks: Sequence[Json] = (), **fields: Any
    ) -> Message:
        """Store a message; its blocks get the ids they lack."""
        ts = self.tick()
        message = Message(channel.id, ts, user, text, with_ids(blocks, ts), team_id=channel.team_id, **fields)
        self.messages[channel.id, ts] = message
        self.changed()
        return message

    def add_bot_message(
        self, team: Team, channel: Channel, text: str, blocks: Sequence[Json], **fields: Any
    ) -> Message:
        """Store a message of the app."""
        return self.add_message(channel, team.bot_user_id, text, blocks, bot_id=team.bot_id, app_id=APP_ID, **fields)

    def change_message(self, message: Message, **fields: Any) -> Message:
        """Store another version of a message."""
        if "blocks" in fields:
            fields["blocks"] = with_ids(fields["blocks"], f"{message.ts}/{self.tick()}")
        changed = dataclasses.replace(message, **fields)
        self.messages[message.channel, message.ts] = changed
        self.changed()
        return changed

    def remove_message(self, message: Message) -> None:
        del self.messages[message.channel, message.ts]
        self.changed()

    def shown(self, user_id: str) -> list[Message]:
        """What this person sees in all their conversations, newest last."""
        mine = {channel.id for channel in self.channels.values() if user_id in channel.members}
        seen = [
            message
            for message in self.messages.values()
            if message.channel in mine and message.only_for in (None, user_id)
        ]
        return sorted(seen, key=lambda message: message.ts)

    # --- what payloads repeat

    def scene(self, user: User) -> Scene:
        """This person, acting in their workspace."""
        team = self.teams[user.team_id]
        return Scene(user.id, user.name, team.id, team.domain, APP_ID, team.bot_id, team.bot_user_id)

    @staticmethod
    def name_in_payload(channel: Channel) -> str:
        """The name that commands and presses carry for this channel."""
        return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)
