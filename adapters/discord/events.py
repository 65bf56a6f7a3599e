"""Letters to a guild's own list of events: made once, changed, called off.

Discord knows no nonce for events, so each carries a mark at the end of its description, by which it is found again when
nobody knows whether it was made.
"""

import hashlib
from typing import Any

import discord
import structlog

from adapters.discord.render.markdown import fitted
from adapters.discord.wire.refusals import refusals
from adapters.discord.wire.threads import number
from bot import shown
from bot.parcels import Outgoing
from bot.words import escape

log = structlog.get_logger(__name__)

_MOST_TEXT, _MOST_PLACE = 1000, 100
_UNKNOWN_EVENT, _OVER = 10070, 180000


def mark_of(key: str) -> str:
    """The last line of the description of an event."""
    return f"· {hashlib.sha256(b'event:' + key.encode()).hexdigest()[:8]}"


def fields_of(event: shown.Event, mark: str) -> dict[str, Any]:
    """What discord.py is told about it. A place that is too long for its field stands above the text in full."""
    where, text = event.where, event.text
    if len(where) > _MOST_PLACE:
        where, text = f"{where[: _MOST_PLACE - 1]}…", f"{escape(event.where)}\n\n{text}"
    return {
        "name": event.title,
        "description": f"{fitted(text, _MOST_TEXT - len(mark) - 2)}\n\n{mark}".strip(),
        "start_time": event.starts,
        "end_time": event.ends,
        "location": where,
    }


def reference_of(event: discord.ScheduledEvent) -> str:
    return f"{event.guild_id}:{event.id}"


async def make(client: discord.Client, letter: Outgoing, event: shown.Event) -> str:
    """The entry, made anew; returns its reference."""
    with refusals():
        guild = await _guild(client, letter.place)
        made = await guild.create_scheduled_event(
            **fields_of(event, mark_of(letter.key)),
            **_picture(letter),
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
        )
    return reference_of(made)


async def find(client: discord.Client, letter: Outgoing) -> str | None:
    """The entry that a letter in doubt did make."""
    mark = mark_of(letter.key)
    with refusals():
        guild = await _guild(client, letter.place)
        for one in await guild.fetch_scheduled_events(with_counts=False):
            if one.creator_id == (client.user.id if client.user else 0) and (one.description or "").endswith(mark):
                return reference_of(one)
    return None


async def change(client: discord.Client, letter: Outgoing, event: shown.Event, reference: str) -> None:
    """The entry says this from now on, or is called off. One that is gone or over is left."""
    guild_id, _colon, event_id = reference.partition(":")
    with refusals():
        try:
            guild = await _guild(client, guild_id)
            entry = await guild.fetch_scheduled_event(number(event_id, "missing"), with_counts=False)
            if event.is_off:
                await entry.edit(status=discord.EventStatus.cancelled)
                return
            mark = (entry.description or "").rpartition("\n")[2]
            await entry.edit(**fields_of(event, mark), **_picture(letter))
        except discord.HTTPException as refused:
            if refused.code not in (_UNKNOWN_EVENT, _OVER):
                raise
            log.info("event_left", code=refused.code)


async def _guild(client: discord.Client, place: str) -> discord.Guild:
    wanted = number(place, "gone")
    return client.get_guild(wanted) or await client.fetch_guild(wanted, with_counts=False)


def _picture(letter: Outgoing) -> dict[str, Any]:
    found = [one.content for one in letter.files if one.file.is_image]
    return {"image": found[0]} if found else {}
