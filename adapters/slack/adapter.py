"""Slack as one of Kith's platforms."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from adapters.base import Handle, Outgoing, RoomPlan, Sent
from adapters.slack import send
from adapters.slack.listen import PATIENCE, Listener
from adapters.slack.read import PLATFORM
from adapters.slack.web.calls import SLACK_API, TRY_AGAIN, Refusal, Unreached, answered, patiently, undeliverable
from adapters.slack.web.signed import SignedRequests
from adapters.slack.web.sockets import PING_SECONDS, Sockets
from adapters.slack.web.workspace import Workspace
from bot.engine.typed import Offered
from bot.errors import Undeliverable, Unknown


class SlackAdapter:
    """The `Adapter` of one workspace. With an app token it connects to Slack (Socket Mode); without one, Slack calls
    `asgi`, which is to be served at ``/slack/events``. `commands` are the names of the slash commands, `api_url` is
    empty for Slack's own."""

    def __init__(
        self,
        bot_token: str,
        *,
        app_token: str = "",
        signing_secret: str = "",
        commands: Sequence[str] = ("mentor", "program"),
        api_url: str = "",
        patience: float = PATIENCE,
        ping_seconds: float = PING_SECONDS,
    ) -> None:
        self._slack = Workspace(bot_token, api_url or SLACK_API)
        self._app_token = app_token
        self._signing_secret = signing_secret
        self._commands = tuple(commands)
        self._patience = patience
        self._ping_seconds = ping_seconds
        self.asgi = SignedRequests(signing_secret)
        self._sockets: Sockets | None = None
        self._listener: Listener | None = None

    @property
    def platform(self) -> str:
        return PLATFORM

    @property
    def is_connected(self) -> bool:
        """Of two connections one is enough. Whether Slack's requests find the way here, nobody knows."""
        return self._sockets.stand if self._sockets else self.asgi.is_open

    @property
    def at_once(self) -> int:
        """One after the other: letters to one person keep their order."""
        return 1

    @property
    def lists_events(self) -> bool:
        return False

    async def run(self, handle: Handle, commands: Sequence[Offered], ready: Callable[[], None]) -> None:
        """See `Adapter.run`. Raises `CannotConnect` where Slack does not take a token."""
        self._listener = listener = Listener(self._known, handle, self._patience)
        app = listener.app(self._slack.looking, self._commands, self._signing_secret)
        try:
            await patiently(self._slack.introduce, _refused_sentence)
            if self._app_token:
                self._sockets = Sockets(app, self._slack.looking, self._app_token, ready, self._ping_seconds)
                await self._sockets.stay()
            else:
                self.asgi.serve(app)
                ready()
                await asyncio.Event().wait()
        finally:
            self.asgi.serve(None)
            await listener.finish()
            await self.close()

    async def close(self) -> None:
        """Lets go of the connections that sending keeps open."""
        await self._slack.close()

    async def send(self, letter: Outgoing) -> Sent:
        return await send.send(await self._workspace(letter.team or letter.place), letter)

    async def edit(self, letter: Outgoing, reference: str) -> None:
        await send.edit(await self._workspace(letter.team or letter.place), letter, reference)

    async def find(self, letter: Outgoing, since: datetime) -> str | None:
        return await send.find(await self._workspace(letter.team or letter.place), letter, since)

    async def open(self, room: RoomPlan) -> str:
        return await send.open_room(await self._workspace(room.place), room)

    async def missing(self, place: str, users: Sequence[str]) -> set[str]:
        slack = await self._workspace(place)
        gone = await send.missing(slack, users)
        if self._listener is not None:
            await self._listener.names(slack, [user for user in users if user not in gone])
        return gone

    # --- which workspace ---------------------------------------------------------------------------------------------

    def _known(self, team: str) -> Workspace | None:
        """The workspace of that id, if this is the one that the token is for."""
        return self._slack if team == self._slack.team else None

    async def _workspace(self, team: str) -> Workspace:
        """The same for what is to be sent. Raises `Undeliverable`."""
        try:
            await answered(self._slack.introduce())
        except Refusal as refusal:
            raise undeliverable(refusal, to_person=False) from refusal
        except (Unreached, Unknown) as unreached:
            raise Undeliverable("unreachable", retry_after=TRY_AGAIN) from unreached
        found = self._known(team)
        if found is None:
            raise Undeliverable("token")
        return found


def _refused_sentence(code: str) -> str:
    """What is wrong with the bot token, for whoever runs Kith."""
    return f"SLACK_BOT_TOKEN: Slack does not take it ({code}); copy it again from OAuth & Permissions"
