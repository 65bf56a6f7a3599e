"""Private threads: rooms, and where letters go to somebody whose direct messages are closed.

A thread is found again by the end of its name, among those that Kith itself made and that nobody else is in: numbers of
rooms begin anew with a new database, and nobody may land in the room of others.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Literal

import discord
import structlog

from adapters.discord.read import ending
from adapters.discord.wire.refusals import refusals
from adapters.discord.wire.remembered import Remembered
from bot.errors import Undeliverable
from bot.parcels import RoomPlan

log = structlog.get_logger(__name__)
_MOST_NAME = 100
_KNOWN_FOR = 86400.0
"""Seconds for which somebody's own thread need not be looked for again."""
_MOST_ARCHIVED = 100
_A_WEEK_IN_MINUTES: Literal[10080] = 10080


def number(text: str, reason: str) -> int:
    """A Discord id. What is none cannot be found: `Undeliverable` for that reason."""
    if text.isascii() and text.isdigit():
        return int(text)
    raise Undeliverable(reason)


class Threads:
    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._own = Remembered[tuple[str, str, str], discord.Thread](_KNOWN_FOR, most=1000)
        self._one_at_a_time = asyncio.Lock()

    async def room(self, plan: RoomPlan) -> str:
        """Opens the room of a plan, or finds it again, and lets everybody in. Raises `Undeliverable`, `Unknown`."""
        with refusals():
            channel = await self._parent(plan.place, plan.channel)
            users = [number(user, "gone") for user in plan.users]
            thread = await self._opened(channel, plan.name, str(plan.id), users)
            for user in users:
                await thread.add_user(discord.Object(user))
        return str(thread.id)

    async def own(self, place: str, channel: str, user: str) -> discord.Thread:
        """The thread that one person shares with Kith alone, opened if there is none yet.

        Raises `Undeliverable` where this person cannot be let in.
        """
        known = self._own.get((place, channel, user))
        if known is not None:
            return known
        with refusals():
            parent, person = await self._parent(place, channel), number(user, "gone")
            thread = await self._opened(parent, self._client.user.name if self._client.user else "Kith", user, [person])
            await thread.add_user(discord.Object(person))
        self._own.put((place, channel, user), thread)
        return thread

    async def find_own(self, place: str, channel: str, user: str) -> discord.Thread | None:
        """The same, where it is open already."""
        with refusals():
            parent, person = await self._parent(place, channel), number(user, "gone")
            return await self._find(parent, user, [person])

    def forget(self, place: str, channel: str, user: str) -> None:
        """After it turned out to be gone."""
        self._own.forget((place, channel, user))

    async def _parent(self, place: str, channel: str) -> discord.TextChannel:
        guild_id, channel_id = number(place, "missing"), number(channel, "missing")
        guild = self._client.get_guild(guild_id) or await self._client.fetch_guild(guild_id, with_counts=False)
        found = guild.get_channel(channel_id) or await guild.fetch_channel(channel_id)
        if not isinstance(found, discord.TextChannel):
            raise Undeliverable("missing")
        return found

    async def _opened(self, parent: discord.TextChannel, name: str, id: str, users: Sequence[int]) -> discord.Thread:
        async with self._one_at_a_time:
            if (found := await self._find(parent, id, users)) is not None:
                return found
            end = ending(id)
            return await parent.create_thread(
                name=(" ".join(name.split()) or "Kith")[: _MOST_NAME - len(end)] + end,
                type=discord.ChannelType.private_thread,
                invitable=False,
                auto_archive_duration=_A_WEEK_IN_MINUTES,
            )

    async def _find(self, parent: discord.TextChannel, id: str, users: Sequence[int]) -> discord.Thread | None:
        async for thread in self._made_here(parent):
            if thread.name.endswith(ending(id)) and await self._only_for(thread, users):
                return thread
        return None

    async def _only_for(self, thread: discord.Thread, users: Sequence[int]) -> bool:
        inside = {member.id for member in await thread.fetch_members()}
        return inside <= {*users, thread.owner_id}

    async def _made_here(self, parent: discord.TextChannel) -> AsyncIterator[discord.Thread]:
        """The private threads under this channel that Kith made: those in use, then those that fell asleep."""
        active = await parent.guild.active_threads()
        for thread in active:
            if thread.parent_id == parent.id and self._is_mine(thread):
                yield thread
        try:
            async for thread in parent.archived_threads(private=True, joined=True, limit=_MOST_ARCHIVED):
                if self._is_mine(thread):
                    yield thread
        except discord.Forbidden:
            log.info("archived_threads_hidden", channel=parent.id)

    def _is_mine(self, thread: discord.Thread) -> bool:
        mine = self._client.user is not None and thread.owner_id == self._client.user.id
        return mine and thread.type is discord.ChannelType.private_thread
