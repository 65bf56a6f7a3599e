"""The two commands with their subcommands, told to Discord where they differ from what it has.

Told is the whole set: commands of an earlier name are gone then. Creating a command under a name that is there replaces
it and does not count against Discord's daily limit.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import discord
import structlog

from bot.engine.typed import Offered

log = structlog.get_logger(__name__)
Command = dict[str, Any]

_CHAT_INPUT, _ENTRY_POINT, _SUBCOMMAND, _TEXT = 1, 4, 1, 3
_IN_GUILD, _IN_BOT_DM = 0, 1
_GUILD_INSTALL = 0
_MOST_SUBCOMMANDS, _MOST_WORDS, _MOST_HINT = 25, 1000, 100
MANAGE_GUILD = 1 << 5
_ABOUT = ("Everything about your mentoring", "For coordinators: run the program")
_KEPT = ("name", "type", "description", "options", "default_member_permissions", "contexts", "integration_types")


def command_groups(offered: Sequence[Offered], names: Sequence[str]) -> list[Command]:
    """What Discord is told, group by group: the first for everybody, the second for who manages the guild unless its
    admins say otherwise (the engine checks again). Both work in the guild and alone with Kith."""
    groups = []
    for position, (name, about) in enumerate(zip(names, _ABOUT, strict=True)):
        inside = [_subcommand(one) for one in offered if one.command == name]
        if len(inside) > _MOST_SUBCOMMANDS:
            raise ValueError(f"/{name} has {len(inside)} subcommands, Discord takes {_MOST_SUBCOMMANDS}")
        group: Command = {
            "name": name,
            "type": _CHAT_INPUT,
            "description": about,
            "options": inside,
            "contexts": [_IN_GUILD, _IN_BOT_DM],
            "integration_types": [_GUILD_INSTALL],
        }
        groups += [group | ({"default_member_permissions": MANAGE_GUILD} if position else {})] if inside else []
    return groups


def _subcommand(offered: Offered) -> Command:
    hint = offered.hint.strip() or offered.name
    words: Command = {
        "name": "text",
        "type": _TEXT,
        "description": "More words, if there are any",
        "max_length": _MOST_WORDS,
    }
    return {"name": offered.name, "type": _SUBCOMMAND, "description": _cut(hint), "options": [words]}


def _cut(hint: str) -> str:
    return hint if len(hint) <= _MOST_HINT else hint[: _MOST_HINT - 1].rstrip() + "…"


def changed(wanted: Iterable[Command], registered: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of the commands that Discord does not have, has otherwise, or has still."""
    known = {_name(one): _compared(one) for one in registered if _name(one)}
    want = {command["name"]: _compared(command) for command in wanted}
    return [name for name in (*want, *sorted(known.keys() - want.keys())) if want.get(name) != known.get(name)]


def _name(registered: Mapping[str, Any]) -> str:
    """Empty for the one command that Discord itself makes and lets nobody take away."""
    return "" if registered.get("type") == _ENTRY_POINT else str(registered.get("name", ""))


def _compared(command: Mapping[str, Any]) -> Command:
    """A command without what Discord adds to it and without what means the same as nothing. It takes permissions as a
    number, and gives them back as text."""
    kept: Command = {key: command[key] for key in (*_KEPT, "max_length") if command.get(key)}
    for key in ("contexts", "integration_types"):
        if key in kept:
            kept[key] = sorted(kept[key])
    if "default_member_permissions" in kept:
        kept["default_member_permissions"] = str(kept["default_member_permissions"])
    kept["options"] = [_compared(option) for option in kept.get("options", ())]
    return kept


async def sync(client: discord.Client, wanted: Sequence[Command]) -> list[str]:
    """Registers all of them for all guilds at once, if anything changed; returns the names of what did. `client` is
    logged in."""
    application = client.application_id
    if application is None:
        raise RuntimeError("log in first")
    registered: list[Any] = await client.http.get_global_commands(application)
    names = changed(wanted, registered)
    if names:
        kept = [one for one in registered if not _name(one)]
        await client.http.bulk_upsert_global_commands(application, [*wanted, *kept])
    log.info("commands_told" if names else "commands_stand", names=names)
    return names
