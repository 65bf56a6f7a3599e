"""What happens on Discord, on its way to the engine.

Buttons, menus, forms and commands all come by `on_interaction` and are told apart by their ids alone, so those of a
message that was sent before a restart work as well.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any

import aiohttp
import discord
import structlog

from adapters.base import Handle
from adapters.discord.read import Guild, called, left, place_gone, read_interaction, read_message
from adapters.discord.render.answers import Whisper
from adapters.discord.render.parts import EPHEMERAL
from adapters.discord.wire.answer import Exchange, Interaction
from adapters.discord.wire.drawn import straight_back
from adapters.discord.wire.remembered import Remembered
from adapters.discord.wire.shared import SharedGuilds
from bot.errors import OLD_BUTTON, WENT_WRONG
from bot.incoming import Enclosed, Incoming, Reply, Sender, Via
from bot.messages import Card
from bot.pictures import MOST_BYTES
from bot.words import Text, Voice, _

log = structlog.get_logger(__name__)

PATIENCE = 2.0
"""Seconds until an interaction is held; Discord waits three."""
_LONGEST_PAUSE = 30.0
_GUILDS_WITHIN = 0.2
"""Seconds without word of a further guild until the start counts as done; nothing of ours waits for all of them."""
_TRY_AGAIN_AFTER = (1.0, 5.0, 30.0, 120.0)
"""Seconds between tries of what nobody can press again: somebody left, a place is gone."""
_A_DAY = 86400.0
_ANSWERED = (
    discord.InteractionType.component,
    discord.InteractionType.modal_submit,
    discord.InteractionType.application_command,
)
NOT_SHOWN = _("That is done, but I could not show the answer. Write to me, and I will show you how things stand.")


class Listener(discord.Client):
    """discord.py's client, with nothing cached but guilds and their channels.

    `heard` is called with the id of whoever writes to Kith alone. `is_heard`: the gateway's connection stands.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody here will ever speak
        super().__init__(
            intents=discord.Intents(guilds=True, members=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=_LONGEST_PAUSE,
            guild_ready_timeout=_GUILDS_WITHIN,
        )
        self.patience = patience
        self.handle: Handle | None = None
        self.ready_once: Callable[[], None] | None = None
        self.heard: Callable[[str], None] = lambda _user: None
        self.shared = SharedGuilds(self)
        self.is_heard = False
        self._names = Remembered[int, str](_A_DAY)
        self._busy: set[asyncio.Task[None]] = set()

    async def on_ready(self) -> None:
        log.info("discord_connected", guilds=len(self.guilds))
        self.is_heard = True
        if self.ready_once is not None:
            self.ready_once()
            self.ready_once = None

    async def on_resumed(self) -> None:
        self.is_heard = True

    async def on_disconnect(self) -> None:
        self.is_heard = False

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        log.error("discord_event_failed", happened=event_method, exc_info=sys.exception())

    # --- what people do ----------------------------------------------------------------------------------------------

    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type in _ANSWERED:
            await self._busily(self._interaction(interaction))

    async def _interaction(self, interaction: Interaction) -> None:
        began, payload = time.monotonic(), payload_of(interaction)
        incoming = read_interaction(payload, await self._guild_of(interaction))
        patience = max(self.patience - (time.monotonic() - began), 0.0)
        if incoming is None:
            log.warning("interaction_not_read", id=interaction.id, type=interaction.type.name)
            nothing = Incoming(via=Via.PRESS, by=Sender("discord", "", str(interaction.user.id)))
            await self._say(Exchange(interaction, nothing, patience), OLD_BUTTON, payload)
            return
        if interaction.guild_id is None:
            self.heard(str(interaction.user.id))
        exchange = Exchange(interaction, incoming, patience)
        sentence = WENT_WRONG
        try:
            found = await exchange.take(self._handle)
            sentence = NOT_SHOWN
            await exchange.show(found)
        except Exception:  # whatever it is: the log has it, and the person hears of it
            log.exception("interaction_failed", step=exchange.step or incoming.via, about=incoming.about)
            await self._say(exchange, sentence, payload)

    async def _guild_of(self, interaction: Interaction) -> Guild:
        if interaction.guild_id is None:
            return await self.shared.only_one(interaction.user.id)
        guild = interaction.guild
        return str(interaction.guild_id), (guild.name or "") if guild else ""

    async def _say(self, exchange: Exchange, sentence: Text, payload: Mapping[str, Any]) -> None:
        voice = Voice(str(payload["locale"])[:2])
        try:
            await exchange.show([Whisper(Card(sentence).said(voice))])
        except discord.HTTPException as refused:
            log.warning("nothing_could_be_said", code=refused.code)

    async def on_message(self, message: discord.Message) -> None:
        if message.guild is None and not message.author.bot:
            await self._busily(self._line(message))

    async def _line(self, message: discord.Message) -> None:
        author = message.author
        user = {"id": str(author.id), "username": author.name, "global_name": author.global_name, "bot": author.bot}
        written = {
            "id": str(message.id), "type": message.type.value, "author": user, "content": message.content,
            "attachments": [{"url": one.url, "size": one.size} for one in message.attachments],
        }  # fmt: skip
        incoming = read_message(written, await self.shared.only_one(author.id))
        if incoming is None:
            return
        self.heard(str(author.id))
        try:
            reply = await self._handle(incoming)
        except Exception:  # whatever it is: the log has it, and the person hears of it
            log.exception("line_failed", user=author.id)
            reply = Reply(notice=Card(WENT_WRONG).said(Voice()))
        for card in (reply.notice, reply.card):
            if card is not None:
                await message.channel.send(view=straight_back(card))

    async def _handle(self, incoming: Incoming) -> Reply:
        if self.handle is None:
            raise RuntimeError("nobody listens yet")
        if incoming.files:
            found = {name: replace(one, content=await self._content(one)) for name, one in incoming.files.items()}
            incoming = replace(incoming, files=found)
        return await self.handle(incoming)

    async def _content(self, one: Enclosed) -> bytes | None:
        """What is in a file that somebody sent; Discord keeps it under an address that it names itself."""
        if one.size > MOST_BYTES or not one.address:
            return None
        try:
            return await self.http.get_from_cdn(one.address)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as failed:
            log.warning("file_not_had", reason=type(failed).__name__)
            return None

    async def called_so(self, guild: int, user: int, name: str) -> None:
        """What somebody is called, also who does nothing here. Discord tells no change of it to who keeps no members,
        so it is seen when Kith looks who is there; the engine knows whether it is new."""
        if self.handle is None or self._names.get(user) == name:
            return
        self._names.put(user, name)
        try:
            await self.handle(called(guild, user, name))
        except Exception:  # a later look brings it again
            log.exception("name_not_taken")
            self._names.forget(user)

    # --- what happens to places --------------------------------------------------------------------------------------

    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        self.shared.forget(payload.user.id)
        if not payload.user.bot:
            await self._busily(self._report(left(payload.guild_id, payload.user.id, time.time())))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Kith writes to nobody who did not ask: a coordinator begins with a command."""
        self.shared.forget()
        log.info("discord_guild_joined", guild=guild.id)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Now its name is known."""
        self.shared.forget()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.shared.forget()
        log.info("discord_guild_gone", guild=guild.id)
        await self._busily(self._report(place_gone(guild.id, self.user.id if self.user else 0, time.time())))

    async def _report(self, incoming: Incoming) -> None:
        """Discord tells this once and waits for no answer, so it is tried again here; a member who left unnoticed is
        found by the next look at who is missing."""
        for pause in (*_TRY_AGAIN_AFTER, None):
            try:
                await self._handle(incoming)
            except Exception:  # nobody waits for it, so it is kept
                log.exception("event_failed", step=incoming.step, again_after=pause)
            else:
                return
            if pause is not None:
                await asyncio.sleep(pause)

    # --- an orderly end ----------------------------------------------------------------------------------------------

    async def _busily(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        await task

    async def finish(self, seconds: float) -> None:
        """Waits for what was begun."""
        if self._busy:
            await asyncio.wait(self._busy, timeout=seconds)


def payload_of(interaction: Interaction) -> dict[str, Any]:
    """The interaction as Discord sent it, as far as `read_interaction` looks: discord.py takes it apart."""
    user, message = interaction.user, interaction.message
    person = {"id": str(user.id), "username": user.name, "global_name": user.global_name, "bot": user.bot}
    payload: dict[str, Any] = {
        "id": str(interaction.id),
        "type": interaction.type.value,
        "data": interaction.data,
        "locale": str(interaction.locale.value),
        "channel_id": str(interaction.channel_id) if interaction.channel_id else None,
        "context": 2 if interaction.context.private_channel else None,
    }
    if message is not None:
        payload["message"] = {
            "id": str(message.id),
            "channel_id": str(message.channel.id),
            "flags": EPHEMERAL if message.flags.ephemeral else 0,
            "author": {"id": str(message.author.id)},
        }
    if isinstance(channel := interaction.channel, discord.Thread):
        payload["channel"] = {"type": channel.type.value, "owner_id": str(channel.owner_id), "name": channel.name}
    if interaction.guild_id is None:
        return payload | {"user": person}
    member = {"user": person, "permissions": str(interaction.permissions.value)}
    return payload | {"guild_id": str(interaction.guild_id), "member": member}
