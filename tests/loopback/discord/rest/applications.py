"""The bot about itself, the users it looks up, and the commands it registers."""

from __future__ import annotations

from typing import Any

from tests.loopback.discord.gateway.sessions import application_flags
from tests.loopback.discord.rest.calls import Sent
from tests.loopback.discord.rest.routes import Routes
from tests.loopback.discord.world.limits import command_problems, refuse_if
from tests.loopback.discord.world.records import Payload
from tests.loopback.discord.world.refusals import Refusal
from tests.loopback.discord.world.state import World

routes = Routes()
MOST_COMMANDS = {1: 100, 2: 15, 3: 15}


@routes("GET", "/users/@me")
def own_user(world: World, sent: Sent) -> Payload:
    return world.bot.payload() | {"verified": True, "mfa_enabled": True, "flags": 0}


@routes("GET", "/users/{user}")
def one_user(world: World, sent: Sent, user: int) -> Payload:
    return world.user(user).payload()


@routes("GET", "/users/@me/guilds")
def own_guilds(world: World, sent: Sent) -> list[Payload]:
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "owner": False,
            "permissions": str(int(world.permissions(world.bot, guild))),
            "features": [],
        }
        for guild in world.guilds.values()
        if guild.has_bot
    ]


@routes("POST", "/users/@me/channels")
def open_direct(world: World, sent: Sent) -> Payload:
    """Opens the conversation; whether the person takes messages shows only when one is sent."""
    user = world.user(int(sent.form()["recipient_id"]))
    if user is world.bot:
        raise Refusal(50007)
    return world.direct_channel(user).payload()


@routes("GET", "/applications/@me")
@routes("GET", "/oauth2/applications/@me")
def application(world: World, sent: Sent) -> Payload:
    return {
        "id": str(world.application_id),
        "name": "Kith",
        "icon": None,
        "description": "",
        "bot": world.bot.payload(),
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": next(iter(world.users.values())).payload(),
        "team": None,
        "verify_key": "0" * 64,
        "flags": application_flags(world.intents_allowed),
        "approximate_guild_count": sum(guild.has_bot for guild in world.guilds.values()),
        "integration_types_config": {"0": {}},
    }


# --- commands, global (scope None) and of one guild


@routes("GET", "/applications/{application}/commands")
def commands(world: World, sent: Sent, application: int, guild: int | None = None) -> list[Payload]:
    return list(_scope(world, application, guild).values())


@routes("PUT", "/applications/{application}/commands")
def overwrite_commands(world: World, sent: Sent, application: int, guild: int | None = None) -> list[Payload]:
    """The list becomes the whole truth; a command that keeps its name and type keeps its id."""
    scope = _scope(world, application, guild)
    wanted = list(sent.body)
    for kind, most in MOST_COMMANDS.items():
        if sum(one.get("type", 1) == kind for one in wanted) > most:
            raise Refusal(30032)
    made = [_command(world, scope, guild, one) for one in wanted]
    refuse_if([] if len({_name(one) for one in made}) == len(made) else ["two commands have the same name"])
    scope.clear()
    scope.update({int(one["id"]): one for one in made})
    return made


@routes("POST", "/applications/{application}/commands")
def add_command(world: World, sent: Sent, application: int, guild: int | None = None) -> Payload:
    scope = _scope(world, application, guild)
    made = _command(world, scope, guild, sent.form())
    scope[int(made["id"])] = made
    return made


@routes("PATCH", "/applications/{application}/commands/{command}")
def change_command(world: World, sent: Sent, application: int, command: int, guild: int | None = None) -> Payload:
    scope = _scope(world, application, guild)
    if command not in scope:
        raise Refusal(10063)
    scope[command] = _command(world, scope, guild, scope[command] | sent.form()) | {"id": str(command)}
    return scope[command]


@routes("DELETE", "/applications/{application}/commands/{command}")
def drop_command(world: World, sent: Sent, application: int, command: int, guild: int | None = None) -> None:
    if _scope(world, application, guild).pop(command, None) is None:
        raise Refusal(10063)


for method, template, route in (
    ("GET", "", commands),
    ("PUT", "", overwrite_commands),
    ("POST", "", add_command),
    ("PATCH", "/{command}", change_command),
    ("DELETE", "/{command}", drop_command),
):
    routes(method, "/applications/{application}/guilds/{guild}/commands" + template)(route)


def _scope(world: World, application: int, guild: int | None) -> dict[int, Payload]:
    if application != world.application_id:
        raise Refusal(50001)
    if guild is not None:
        world.guild(guild)
    return world.commands.setdefault(guild, {})


def _name(command: Payload) -> tuple[Any, int]:
    return command.get("name"), command.get("type") or 1


def _command(world: World, scope: dict[int, Payload], guild: int | None, body: Payload) -> Payload:
    refuse_if(command_problems(body))
    known = [number for number, one in scope.items() if _name(one) == _name(body)]
    contexts = {} if guild is not None else {"contexts": body.get("contexts"), "integration_types": [0]}
    refuse_if(["contexts: a guild's command has none"] if guild is not None and body.get("contexts") else [])
    return {
        "type": 1,
        "description": "",
        "options": [],
        "default_member_permissions": None,
        "nsfw": False,
        "dm_permission": guild is None,
        **contexts,
        **{key: value for key, value in body.items() if key not in ("id", "application_id", "version")},
        "id": str(known[0] if known else world.new_id()),
        "application_id": str(world.application_id),
        "version": str(world.new_id()),
        **({} if guild is None else {"guild_id": str(guild)}),
    }
