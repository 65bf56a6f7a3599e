"""Guilds, their members, and what is announced in their calendar."""

from __future__ import annotations

from typing import Any

from tests.loopback.discord.gateway.sessions import GUILD_MEMBERS
from tests.loopback.discord.rest.calls import Sent
from tests.loopback.discord.rest.routes import Routes
from tests.loopback.discord.world.limits import refuse_if
from tests.loopback.discord.world.permissions import Permission
from tests.loopback.discord.world.records import Guild, Payload
from tests.loopback.discord.world.refusals import Refusal
from tests.loopback.discord.world.state import World

routes = Routes()
SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
MOST_EVENTS = 100


@routes("GET", "/guilds/{guild}")
def one_guild(world: World, sent: Sent, guild: int) -> Payload:
    found = world.guild(guild)
    counts = {"approximate_member_count": len(found.members), "approximate_presence_count": 0}
    return found.payload() | (counts if sent.query.get("with_counts") in ("1", "true", "True") else {})


@routes("GET", "/guilds/{guild}/channels")
def guild_channels(world: World, sent: Sent, guild: int) -> list[Payload]:
    return [one.payload() for one in world.channels_of(world.guild(guild))]


@routes("GET", "/guilds/{guild}/roles")
def guild_roles(world: World, sent: Sent, guild: int) -> list[Payload]:
    return [one.payload() for one in world.guild(guild).roles.values()]


@routes("GET", "/guilds/{guild}/members/{member}")
def one_member(world: World, sent: Sent, guild: int, member: int) -> Payload:
    return world.member(world.guild(guild), member).payload()


@routes("GET", "/guilds/{guild}/members")
def guild_members(world: World, sent: Sent, guild: int) -> list[Payload]:
    """By id, at most `limit` (1), after an id; needs the members intent switched on for the application."""
    if not world.intents_allowed & GUILD_MEMBERS:
        raise Refusal(50001)
    members, after = world.guild(guild).members, int(sent.query.get("after", 0))
    ids = sorted(number for number in members if number > after)[: int(sent.query.get("limit", 1))]
    return [members[number].payload() for number in ids]


# --- scheduled events


@routes("GET", "/guilds/{guild}/scheduled-events")
def events(world: World, sent: Sent, guild: int) -> list[Payload]:
    return list(world.guild(guild).events.values())


@routes("POST", "/guilds/{guild}/scheduled-events")
def add_event(world: World, sent: Sent, guild: int) -> Payload:
    found = world.guild(guild)
    _may_plan(world, found)
    if sum(one["status"] in (SCHEDULED, ACTIVE) for one in found.events.values()) >= MOST_EVENTS:
        raise Refusal(30038)
    event: Payload = {
        "id": str(world.new_id()),
        "guild_id": str(guild),
        "creator_id": str(world.bot.id),
        "creator": world.bot.payload(),
        "status": SCHEDULED,
        "entity_id": None,
        "user_count": 0,
        "channel_id": None,
        "description": None,
        "scheduled_end_time": None,
        "entity_metadata": None,
        "recurrence_rule": None,
        "image": None,
    } | sent.form()
    _check_event(event)
    found.events[int(event["id"])] = event
    world.dispatch("GUILD_SCHEDULED_EVENT_CREATE", event, guild_id=guild)
    return event


@routes("GET", "/guilds/{guild}/scheduled-events/{event}")
def one_event(world: World, sent: Sent, guild: int, event: int) -> Payload:
    return _event(world.guild(guild), event)


@routes("PATCH", "/guilds/{guild}/scheduled-events/{event}")
def change_event(world: World, sent: Sent, guild: int, event: int) -> Payload:
    found = world.guild(guild)
    _may_plan(world, found)
    changed = _event(found, event) | sent.form()
    _check_event(changed)
    found.events[event] = changed
    world.dispatch("GUILD_SCHEDULED_EVENT_UPDATE", changed, guild_id=guild)
    return changed


@routes("DELETE", "/guilds/{guild}/scheduled-events/{event}")
def drop_event(world: World, sent: Sent, guild: int, event: int) -> None:
    found = world.guild(guild)
    _may_plan(world, found)
    gone = _event(found, event)
    del found.events[event]
    world.dispatch("GUILD_SCHEDULED_EVENT_DELETE", gone | {"status": CANCELED}, guild_id=guild)


@routes("GET", "/guilds/{guild}/scheduled-events/{event}/users")
def interested(world: World, sent: Sent, guild: int, event: int) -> list[Payload]:
    """Nobody: interest is shown in the client, and here people have buttons."""
    _event(world.guild(guild), event)
    return []


def _may_plan(world: World, guild: Guild) -> None:
    held = world.permissions(world.bot, guild)
    if not held & (Permission.CREATE_EVENTS | Permission.MANAGE_EVENTS):
        raise Refusal(50013)


def _event(guild: Guild, id: int) -> Payload:
    if id not in guild.events:
        raise Refusal(10070)
    return guild.events[id]


def _check_event(event: Payload) -> None:
    found: list[str] = []
    location: Any = (event.get("entity_metadata") or {}).get("location")
    for name, text, least, most in (
        ("name", event.get("name"), 1, 100),
        ("description", event.get("description"), 0, 1000),
        ("location", location, 1 if event.get("entity_type") == 3 else 0, 100),
    ):
        if not least <= len(text or "") <= most:
            found.append(f"{name}: {len(text or '')} characters, it takes {least} to {most}")
    if event.get("privacy_level") != 2:
        found.append("privacy_level: only 2")
    if not event.get("scheduled_start_time"):
        found.append("scheduled_start_time: missing")
    if event.get("entity_type") == 3 and not event.get("scheduled_end_time"):
        found.append("scheduled_end_time: an external event needs one")
    if event.get("entity_type") in (1, 2) and not event.get("channel_id"):
        found.append("channel_id: missing")
    refuse_if(found)
