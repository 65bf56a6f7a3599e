"""Discord as the rest of Kith sees it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import aiohttp
import discord
import structlog

from adapters.base import CannotConnect, Handle
from adapters.discord import commands
from adapters.discord.check import NO_MEMBERS_INTENT, TOKEN_REFUSED
from adapters.discord.listen import PATIENCE, Listener
from adapters.discord.send import Sending
from adapters.discord.wire.addresses import redirect
from adapters.discord.wire.refusals import refusals
from bot.engine.typed import Offered
from bot.parcels import Outgoing, RoomPlan, Sent

log = structlog.get_logger(__name__)

_LONGEST_WAIT = 60.0
_FINISH_WITHIN = 5.0


class DiscordAdapter:
    """One application on Discord. Sending needs no `run`: it logs in by itself and uses no gateway.

    `names` are the two commands, everybody's and the coordinators'. `patience` is how many seconds an interaction may
    take before it is held.
    """

    platform = "discord"
    at_once = 20
    lists_events = True

    def __init__(
        self,
        token: str,
        *,
        names: tuple[str, str] = ("mentor", "program"),
        api_url: str = "",
        gateway_url: str = "",
        patience: float = PATIENCE,
    ) -> None:
        redirect(api_url, gateway_url)
        self._token = token
        self._names = names
        self.client = Listener(patience)
        self._sending = Sending(self.client)
        self.client.heard, self._sending.seen = self._sending.heard_from, self.client.called_so
        self._login, self._inside = asyncio.Lock(), False

    @property
    def is_connected(self) -> bool:
        return self.client.is_heard

    # --- listening ---------------------------------------------------------------------------------------------------

    async def run(self, handle: Handle, commands: Sequence[Offered], ready: Callable[[], None]) -> None:
        """Connects, calls `ready` once connected, and feeds what comes in to `handle` until cancelled.

        Raises `CannotConnect` where Discord refuses for good. Can be run once.
        """
        client = self.client
        client.handle, client.ready_once = handle, ready
        try:
            await self._logged_in_at_last()
            await self._tell_commands(commands)
            await self._listen()
        except discord.LoginFailure as refused:
            raise CannotConnect(str(TOKEN_REFUSED)) from refused
        except discord.PrivilegedIntentsRequired as refused:
            raise CannotConnect(str(NO_MEMBERS_INTENT)) from refused
        except discord.ConnectionClosed as closed:
            raise CannotConnect(
                f"DISCORD_TOKEN: Discord closed the connection for good (code {closed.code})."
            ) from closed
        finally:
            await client.finish(_FINISH_WITHIN)
            await client.close()

    async def _logged_in_at_last(self) -> None:
        """Logs in, as often as it takes while Discord cannot be reached."""
        wait = 1.0
        while True:
            try:
                await self._logged_in()
            except discord.LoginFailure:
                raise
            except (discord.DiscordServerError, discord.RateLimited, aiohttp.ClientError, OSError) as failed:
                log.warning("discord_not_reached", reason=str(failed), again_after=wait)
                await asyncio.sleep(wait)
                wait = min(2 * wait, _LONGEST_WAIT)
            else:
                return

    async def _listen(self) -> None:
        """Until cancelled. discord.py keeps a connection up by itself, but cannot survive that its first one fails:
        it then looks into a socket that was never there."""
        wait = 1.0
        while not self.client.is_closed():
            try:
                await self.client.connect(reconnect=True)
            except AttributeError as failed:
                if getattr(self.client, "ws", None) is not None:
                    raise
                log.warning("gateway_not_reached", reason=str(failed), again_after=wait)
                await asyncio.sleep(wait)
                wait = min(2 * wait, _LONGEST_WAIT)

    async def _logged_in(self) -> None:
        async with self._login:
            if self._inside:
                return
            try:
                await self.client.login(self._token)
                self._inside = True
            except BaseException:
                # A further try makes a new session and needs a new connector; discord.py lets go of neither.
                await self.client.http.close()
                self.client.http.connector = discord.utils.MISSING
                raise

    async def _tell_commands(self, offered: Sequence[Offered]) -> None:
        """Commands that could not be told are no reason not to start: those of the last start still stand."""
        try:
            await commands.sync(self.client, commands.command_groups(offered, self._names))
        except (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError):
            log.exception("commands_not_told")

    # --- sending -----------------------------------------------------------------------------------------------------

    async def _ready_to_send(self) -> Sending:
        with refusals():
            await self._logged_in()
        return self._sending

    async def send(self, letter: Outgoing) -> Sent:
        return await (await self._ready_to_send()).send(letter)

    async def edit(self, letter: Outgoing, reference: str) -> None:
        await (await self._ready_to_send()).edit(letter, reference)

    async def find(self, letter: Outgoing, since: datetime) -> str | None:
        return await (await self._ready_to_send()).find(letter, since)

    async def open(self, room: RoomPlan) -> str:
        return await (await self._ready_to_send()).threads.room(room)

    async def missing(self, place: str, users: Sequence[str]) -> set[str]:
        return await (await self._ready_to_send()).missing(place, users)

    async def close(self) -> None:
        """For who only sends: lets go of the connection."""
        await self.client.close()
