"""Which guild somebody means who writes to Kith alone: the only one that both are in."""

import asyncio

import aiohttp
import discord

from adapters.discord.read import NOWHERE, Guild
from adapters.discord.wire.remembered import Remembered

_KNOWN_FOR, _LOOKING = 600.0, 1.0
"""Seconds for which an answer is believed, and for which it may be looked for."""
_MOST_GUILDS = 20
"""With more of them, looking would cost too many requests; whoever is asked about then has to say so by a command."""


class SharedGuilds:
    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._known = Remembered[int, Guild](_KNOWN_FOR)

    async def only_one(self, user: int) -> Guild:
        """The one guild that this person shares with Kith; `NOWHERE` if there is none, several, or no telling now."""
        known = self._known.get(user)
        if known is not None:
            return known
        try:
            guild = await asyncio.wait_for(self._look(user), _LOOKING)
        except (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError):
            return NOWHERE
        self._known.put(user, guild)
        return guild

    def forget(self, user: int | None = None) -> None:
        """After that person left a guild; without a person, after Kith did or came into one, or knows more of one."""
        if user is None:
            self._known.clear()
        else:
            self._known.forget(user)

    async def _look(self, user: int) -> Guild:
        # All of them are here before anybody can do anything: what is still to come after the start is what they hold.
        guilds = self._client.guilds
        if len(guilds) > _MOST_GUILDS:
            return NOWHERE
        found = [guild for guild in guilds if await _is_in(guild, user)]
        return (str(found[0].id), found[0].name) if len(found) == 1 else NOWHERE


async def _is_in(guild: discord.Guild, user: int) -> bool:
    try:
        await guild.fetch_member(user)
    except discord.NotFound:
        return False
    return True
