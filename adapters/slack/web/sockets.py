"""Socket Mode: two connections of Kith's own to Slack, so that one is there while the other is renewed."""

import asyncio
from collections.abc import Callable

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.base import CannotConnect
from adapters.slack.web.calls import LONGEST_WAIT, patiently

log = structlog.get_logger(__name__)

CONNECTIONS = 2
PING_SECONDS = 10.0
MISSED_PINGS = 4
LONGEST_START = 30.0


class Sockets:
    """The connections, and what they have in common. `ready` is called once the first one stands."""

    def __init__(
        self,
        app: AsyncApp,
        client: AsyncWebClient,
        app_token: str,
        ready: Callable[[], None],
        ping_seconds: float,
    ) -> None:
        self._app = app
        self._client = client
        self._app_token = app_token
        self._ready: Callable[[], None] | None = ready
        self._ping = ping_seconds
        self._standing: set[AsyncSocketModeHandler] = set()

    @property
    def stand(self) -> bool:
        """Whether there is at least one of them."""
        return bool(self._standing)

    async def stay(self) -> None:
        """Holds the connections until cancelled.

        Raises `CannotConnect` where Slack does not take the app token: the library itself would try it for ever.
        """
        first = await self.address()
        async with asyncio.TaskGroup() as group:
            for number in range(CONNECTIONS):
                group.create_task(self.hold(first if number == 0 else ""))

    async def address(self) -> str:
        """An address for one connection. Raises `CannotConnect`; patient where Slack is out of reach."""
        said = await patiently(lambda: self._client.apps_connections_open(app_token=self._app_token), refused_sentence)
        return str(said["url"])

    async def hold(self, address: str) -> None:
        """One connection, made anew when the library does not get it back by itself."""
        while True:
            handler = AsyncSocketModeHandler(
                self._app, self._app_token, web_client=self._client, ping_interval=self._ping
            )
            try:
                handler.client.wss_uri = address or await self._next_address()
                await self._until_lost(handler)
            finally:
                self._standing.discard(handler)
                await handler.close_async()  # type: ignore[no-untyped-call]
            address = ""

    async def _next_address(self) -> str:
        """A token that Slack took before and refuses now was probably replaced: wait for somebody to notice."""
        while True:
            try:
                return await self.address()
            except CannotConnect as error:
                log.error("slack_app_token_refused", why=str(error))
                await asyncio.sleep(LONGEST_WAIT)

    async def _until_lost(self, handler: AsyncSocketModeHandler) -> None:
        try:
            async with asyncio.timeout(LONGEST_START):
                await handler.connect_async()  # type: ignore[no-untyped-call]
        except TimeoutError:
            log.warning("slack_socket_not_connected")
            return
        self._standing.add(handler)
        if self._ready is not None:
            ready, self._ready = self._ready, None
            ready()
        missed = 0
        while missed < MISSED_PINGS:
            await asyncio.sleep(self._ping)
            is_up = await handler.client.is_connected()
            (self._standing.add if is_up else self._standing.discard)(handler)
            missed = 0 if is_up else missed + 1
        log.warning("slack_socket_lost")


def refused_sentence(code: str) -> str:
    """What is wrong with the app token, for whoever runs Kith."""
    if code in ("not_allowed_token_type", "invalid_auth", "not_authed", "token_revoked", "account_inactive"):
        return f"SLACK_APP_TOKEN: Slack does not take it ({code}); it is under Basic Information, App-Level Tokens"
    if code == "missing_scope":
        return "SLACK_APP_TOKEN: it lacks the scope connections:write; generate one that has it"
    return f"SLACK_APP_TOKEN: Slack refuses a connection ({code}); is Socket Mode switched on for the app?"
