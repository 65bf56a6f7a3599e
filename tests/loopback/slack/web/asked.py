"""What a method is given, and what stands behind all methods."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.checks import Checks
from tests.loopback.slack.payloads import Scene
from tests.loopback.slack.world.passes import Passes, ResponsePass
from tests.loopback.slack.world.records import Channel, Message, Refusal, Team, User
from tests.loopback.slack.world.screens import Screens
from tests.loopback.slack.world.world import World

T = TypeVar("T")


def invalid(why: Sequence[str], error: str = "invalid_arguments") -> Refusal:
    """A refusal with Slack's list of what is wrong."""
    return Refusal(error, response_metadata={"messages": [f"[ERROR] {one}" for one in why]})


@dataclass
class Inside:
    """Everything behind the server; `url` is its own address, `echo` tells the app of its own messages."""

    world: World
    screens: Screens
    passes: Passes
    checks: Checks
    app_token: str
    url: str = ""
    echo: Callable[[Team, Channel, Json], None] = lambda team, channel, event: None

    def response_url(self, user: User, channel: Channel, ts: str | None = None) -> str:
        """A new address at which the app may answer this person in this channel."""
        pass_ = ResponsePass(user.id, user.team_id, channel.id, self.world.now(), ts)
        return f"{self.url}/response/{self.passes.response(pass_)}"

    def trigger(self, user: User, *, in_modal: bool = False) -> str:
        return self.passes.trigger(user.id, user.team_id, self.world.now(), in_modal=in_modal)

    def scene_of(self, user_id: str) -> Scene:
        return self.world.scene(self.world.users[user_id])


@dataclass
class Asked:
    """One call of a method by the app of one workspace."""

    inside: Inside
    method: str
    arguments: Json
    team: Team

    @property
    def world(self) -> World:
        return self.inside.world

    def need(self, name: str) -> str:
        """An argument that must be there; Refusal invalid_arguments."""
        value = self.arguments.get(name)
        if value in (None, ""):
            raise invalid([f"missing required field: {name}"])
        return str(value)

    def flag(self, name: str) -> bool:
        return str(self.arguments.get(name, "")).lower() in ("1", "true")

    def user(self, who: str) -> User:
        """A person of the app's workspace."""
        user = self.world.users.get(who)
        if user is None or user.team_id != self.team.id:
            raise Refusal("user_not_found")
        return user

    def scopes(self, *needed: str) -> None:
        """Refusal missing_scope unless the app was given one of these."""
        if not self.team.scopes.intersection(needed):
            raise Refusal("missing_scope", needed=needed[0], provided=",".join(sorted(self.team.scopes)))

    def scope_of(self, channel: Channel, verb: str) -> None:
        """The scope for this verb (read, history, write) on this kind of channel."""
        self.scopes({"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}[channel.kind] + f":{verb}")

    def visible(self, channel_id: str) -> Channel:
        """A channel the app can know of: a public one, or one it is in."""
        channel = self.world.channels.get(channel_id)
        if channel is None or channel.team_id != self.team.id:
            raise Refusal("channel_not_found")
        if channel.kind != "public" and self.team.bot_user_id not in channel.members:
            raise Refusal("channel_not_found")
        return channel

    def own_message(self, refusal: str) -> Message:
        """The app's own message at `channel` and `ts`."""
        channel = self.visible(self.need("channel"))
        message = self.world.messages.get((channel.id, self.need("ts")))
        if message is None or message.only_for:
            raise Refusal("message_not_found")
        if message.user != self.team.bot_user_id:
            raise Refusal(refusal)
        return message

    def page(self, rows: Sequence[T], default: int, most: int = 1000) -> tuple[list[T], Json]:
        """One page of rows by `cursor` and `limit`, and the response_metadata that leads to the next."""
        cursor = str(self.arguments.get("cursor") or "")
        if cursor and not cursor.removeprefix("next:").isdigit():
            raise Refusal("invalid_cursor")
        start = int(cursor.removeprefix("next:") or 0)
        limit = int(self.arguments.get("limit") or default)
        if not 1 <= limit <= most:
            raise Refusal("invalid_limit")
        end = start + limit
        return list(rows[start:end]), {"next_cursor": f"next:{end}" if end < len(rows) else ""}


Method = Callable[[Asked], Json]
