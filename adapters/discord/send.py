"""Letters to Discord: to people as direct messages, to rooms and channels as messages there, to guilds as events.

Sending twice shows once: every letter carries a nonce made from its key, by which Discord recognises it for a few
minutes and then no more, and a mark on its container, which stays, so that it is found later.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import discord
import structlog

from adapters.discord import events
from adapters.discord.wire.drawn import files_of, of_letter
from adapters.discord.wire.refusals import (
    MISSING_ACCESS,
    THREAD_IS_ARCHIVED,
    UNKNOWN_CHANNEL,
    UNKNOWN_GUILD,
    UNKNOWN_MESSAGE,
    refusals,
)
from adapters.discord.wire.remembered import Remembered
from adapters.discord.wire.threads import Threads, number
from bot.errors import OUT_OF_PLACE, Undeliverable, Unknown
from bot.parcels import Outgoing, Sent

log = structlog.get_logger(__name__)

NONCE_HOLDS = timedelta(minutes=2)
"""Discord speaks of "a few minutes"."""
_CLOSED_FOR = 600.0
"""Seconds for which closed direct messages are not tried again; each try counts as an invalid request."""
_LOOKED_THROUGH = 100
_SMALL_NUMBERS = 1 << 20
"""Discord numbers the other components of a message from 1."""


def nonce_of(key: str) -> str:
    """25 characters, as many as Discord takes."""
    return hashlib.sha256(key.encode()).hexdigest()[:25]


def mark_of(key: str) -> int:
    """A number of at most 31 bits for the container of a letter."""
    found = int.from_bytes(hashlib.sha256(b"mark:" + key.encode()).digest()[:8], "big")
    return _SMALL_NUMBERS + found % ((1 << 31) - _SMALL_NUMBERS)


async def _nobody_asks(_guild: int, _user: int, _name: str) -> None:
    pass


class Sending:
    """What a logged-in client can send. All methods raise `Undeliverable` or `Unknown`, as `bot.parcels` says. `seen`
    is told who was found in a guild, and what they are called."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._closed = Remembered[str, bool](_CLOSED_FOR)
        self.threads = Threads(client)
        self.seen: Callable[[int, int, str], Awaitable[None]] = _nobody_asks

    async def send(self, letter: Outgoing) -> Sent:
        if letter.card.event is not None:
            return Sent(await events.make(self._client, letter, letter.card.event))
        if letter.user:
            return await self._to_person(letter)
        channel = self._client.get_partial_messageable(number(letter.room or letter.channel, "missing"))
        return Sent(await self._post(channel, letter))

    async def _to_person(self, letter: Outgoing) -> Sent:
        if not self._closed.get(letter.user):
            try:
                return Sent(await self._post(await self._direct(letter.user), letter))
            except Undeliverable as refused:
                if refused.reason != "dm_closed":
                    raise
                self._closed.put(letter.user, True)
        return await self._to_own_thread(letter)

    async def _to_own_thread(self, letter: Outgoing) -> Sent:
        """Into a private thread of this one person; never into a channel. Tries every place that has room for one."""
        for place, channel in letter.fallback:
            try:
                return Sent(await self._in_thread(place, channel, letter), instead=True)
            except Undeliverable as refused:
                if refused.retry_after is not None:
                    raise
                log.info("no_thread_instead", place=place, reason=refused.reason)
        raise Undeliverable("dm_closed")

    async def _in_thread(self, place: str, channel: str, letter: Outgoing) -> str:
        thread = await self.threads.own(place, channel, letter.user)
        try:
            return await self._post(thread, letter, hint=letter.hint)
        except Undeliverable as refused:
            if refused.reason != "missing":
                raise
        self.threads.forget(place, channel, letter.user)
        return await self._post(await self.threads.own(place, channel, letter.user), letter, hint=letter.hint)

    async def _direct(self, user: str) -> discord.DMChannel:
        with refusals():
            return await self._client.create_dm(discord.Object(number(user, "gone")))

    async def _post(self, channel: discord.abc.Messageable, letter: Outgoing, hint: str = "") -> str:
        view = of_letter(letter, mark=mark_of(letter.key), hint=hint)
        with refusals():
            message = await channel.send(view=view, files=files_of(letter.files), nonce=nonce_of(letter.key))
        return f"{message.channel.id}:{message.id}"

    def heard_from(self, user: str) -> None:
        """After a direct message of theirs: their side is open, so letters try it again."""
        self._closed.forget(user)

    # --- afterwards --------------------------------------------------------------------------------------------------

    async def edit(self, letter: Outgoing, reference: str) -> None:
        """Changes a message, or an entry in a guild's list of events; what is gone is left."""
        if letter.card.event is not None:
            await events.change(self._client, letter, letter.card.event, reference)
            return
        channel, _colon, message = reference.partition(":")
        there = self._client.get_partial_messageable(number(channel, "missing"))
        partial = there.get_partial_message(number(message, "missing"))
        with refusals():
            try:
                try:
                    await partial.edit(view=of_letter(letter), attachments=files_of(letter.files))
                except discord.HTTPException as refused:
                    if refused.code != THREAD_IS_ARCHIVED:
                        raise
                    await self._wake_thread(partial.channel.id)
                    await partial.edit(view=of_letter(letter), attachments=files_of(letter.files))
            except discord.NotFound as gone:
                if gone.code not in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
                    raise

    async def _wake_thread(self, id: int) -> None:
        thread = await self._client.fetch_channel(id)
        if isinstance(thread, discord.Thread):
            await thread.edit(archived=False)

    async def find(self, letter: Outgoing, since: datetime) -> str | None:
        """Looks for a letter that may have arrived, where Kith and one person are alone. Rooms and channels are never
        read: there the nonce keeps a second sending from showing, as long as Discord remembers it. What a
        guild's list of events holds can be looked at by all."""
        if letter.card.event is not None:
            return await events.find(self._client, letter)
        if not letter.user:
            if discord.utils.utcnow() - since < NONCE_HOLDS:
                return None
            raise Unknown("rooms and channels are not looked into")
        found = await self._look(await self._direct(letter.user), letter, since)
        for place, channel in letter.fallback:
            if found is None and (thread := await self.threads.find_own(place, channel, letter.user)):
                found = await self._look(thread, letter, since)
        return found

    async def _look(self, channel: discord.abc.Messageable, letter: Outgoing, since: datetime) -> str | None:
        mark, seen = mark_of(letter.key), 0
        with refusals():
            try:
                async for message in channel.history(limit=_LOOKED_THROUGH):
                    seen += 1
                    if message.created_at < since - NONCE_HOLDS:
                        return None
                    marks = {component.id for component in message.components if hasattr(component, "id")}
                    if message.author == self._client.user and mark in marks:
                        return f"{message.channel.id}:{message.id}"
            except discord.Forbidden as hidden:
                raise Unknown("what was sent cannot be read here") from hidden
        if seen == _LOOKED_THROUGH:
            raise Unknown("too much was written since to look through all of it")
        return None

    async def missing(self, place: str, users: Sequence[str]) -> set[str]:
        """Who is no longer in the guild. One request for each; discord.py keeps to Discord's pace. See
        `Carrier.missing`."""
        guild_id, gone = number(place, "gone"), set[str]()
        with refusals():
            try:
                guild = self._client.get_guild(guild_id) or await self._client.fetch_guild(guild_id, with_counts=False)
                for user in users:
                    if await self._is_gone(guild, user):
                        gone.add(user)
            except discord.HTTPException as refused:
                if refused.code in (UNKNOWN_GUILD, MISSING_ACCESS):
                    raise Undeliverable(OUT_OF_PLACE) from refused
                raise
        return gone

    async def _is_gone(self, guild: discord.Guild, user: str) -> bool:
        try:
            member = await guild.fetch_member(number(user, "gone"))
        except discord.NotFound as unknown:
            if unknown.code == UNKNOWN_GUILD:
                raise
            return True
        await self.seen(guild.id, member.id, member.global_name or member.name)
        return False
