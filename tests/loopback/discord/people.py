"""What a person's client sends when they act. Runs on the counterpart's loop."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from tests.loopback.discord import payloads
from tests.loopback.discord.world.permissions import Permission
from tests.loopback.discord.world.records import Channel, Guild, Member, Message, Payload, Role, Upload, User, stamp
from tests.loopback.discord.world.refusals import NotPossible
from tests.loopback.discord.world.state import Interaction, World
from tests.loopback.discord.world.writing import store_file, write

Given = str | int | float | bool | User | Role | Channel | Upload
"""What people give: text, numbers, or a person, role, channel or file of this world."""


def scene(world: World, user: User, channel: Channel) -> payloads.Scene:
    """This person in this channel, with the permissions both they and the bot hold there."""
    if channel.guild_id is None:
        return payloads.direct(user, application_id=world.application_id, channel_id=channel.id)
    guild = world.guilds[channel.guild_id]
    if user.id not in guild.members or not world.can(user, Permission.VIEW_CHANNEL, channel):
        raise NotPossible(f"{user.name} does not see #{channel.name}")
    return payloads.in_guild(
        guild.members[user.id],
        application_id=world.application_id,
        guild_id=guild.id,
        channel=channel,
        permissions=int(world.permissions(user, guild, channel)),
        app_permissions=int(world.permissions(world.bot, guild, channel)),
        guild_locale=guild.locale,
    )


def act(
    world: World, user: User, channel: Channel, kind: int, content: Payload, message: Message | None = None
) -> Interaction:
    """A new interaction, known to the REST side and told to the bot.

    Doing something else closes a form that lies open; sending it does so once the bot has answered.
    """
    if kind != payloads.SUBMIT:
        world.modals.pop(user.id, None)
    number, token = world.new_id(), secrets.token_urlsafe(48)
    shown = None if message is None else message.payload()
    payload = payloads.interaction(scene(world, user, channel), kind, content, id=number, token=token, message=shown)
    interaction = Interaction(number, token, kind, user, payload, world.now(), message)
    interaction.message_edited_at = None if message is None else message.edited_at
    world.interactions[number] = interaction
    tell(world, interaction)
    return interaction


def tell(world: World, interaction: Interaction) -> None:
    guild_id = interaction.payload.get("guild_id")
    world.dispatch("INTERACTION_CREATE", interaction.payload, guild_id=None if guild_id is None else int(guild_id))


def find_command(world: World, user: User, name: str, channel: Channel) -> Payload:
    """The registered command this person sees here: the guild's own before the global one."""
    scopes = [None] if channel.guild_id is None else [channel.guild_id, None]
    for scope in scopes:
        for command in world.commands.get(scope, {}).values():
            if command["name"] == name and command["type"] == 1:
                _check_visible(world, user, command, channel)
                return command
    known = sorted(one["name"] for scope in scopes for one in world.commands.get(scope, {}).values())
    raise NotPossible(f"no command /{name} here; there are {known}")


def _check_visible(world: World, user: User, command: Payload, channel: Channel) -> None:
    contexts = command.get("contexts")
    here = payloads.IN_BOT_DM if channel.guild_id is None else payloads.IN_GUILD
    if contexts is not None and here not in contexts:
        raise NotPossible(f"/{command['name']} is not offered {'in the guild' if here == 0 else 'to the bot alone'}")
    if channel.guild_id is None:
        return
    if not world.guilds[channel.guild_id].has_bot:
        raise NotPossible("the bot is not in this guild")
    held = world.permissions(user, world.guilds[channel.guild_id], channel)
    needed = command.get("default_member_permissions")
    wanted = Permission.NONE if needed is None else Permission(int(needed) or Permission.ADMINISTRATOR)
    if held & wanted != wanted:
        raise NotPossible(f"{user.name} may not use /{command['name']}")
    if not held & Permission.USE_APPLICATION_COMMANDS:
        raise NotPossible(f"{user.name} may not use commands here")


def resolve(world: World, given: Sequence[Given], channel: Channel) -> tuple[list[Any], Payload]:
    """The raw values, and Discord's `resolved` for the people, roles, channels and files among them."""
    values: list[Any] = []
    resolved: Payload = {}
    guild = None if channel.guild_id is None else world.guilds[channel.guild_id]
    for one in given:
        if isinstance(one, Upload):
            stored = store_file(world, one, channel.id)
            resolved.setdefault("attachments", {})[stored["id"]] = stored
            values.append(stored["id"])
        elif isinstance(one, (User, Role, Channel)):
            _resolve_record(world, resolved, guild, one)
            values.append(str(one.id))
        else:
            values.append(one)
    return values, resolved


def _resolve_record(world: World, resolved: Payload, guild: Guild | None, one: User | Role | Channel) -> None:
    key = str(one.id)
    if isinstance(one, Role):
        resolved.setdefault("roles", {})[key] = one.payload()
    elif isinstance(one, Channel):
        held = 0 if guild is None else int(world.permissions(world.bot, guild, one))
        resolved.setdefault("channels", {})[key] = one.payload() | {"permissions": str(held)}
    else:
        resolved.setdefault("users", {})[key] = one.payload()
        member: Member | None = None if guild is None else guild.members.get(one.id)
        if guild is not None and member is not None:
            held = int(world.permissions(one, guild))
            resolved.setdefault("members", {})[key] = member.payload(with_user=False) | {"permissions": str(held)}


def command(
    world: World, user: User, path: Sequence[str], options: Mapping[str, Given], channel: Channel, focused: str | None
) -> Interaction:
    registered = find_command(world, user, path[0], channel)
    values, resolved = resolve(world, list(options.values()), channel)
    raw = dict(zip(options, values, strict=True))
    content = payloads.command(registered, path[1:], raw, resolved=resolved, focused=focused)
    return act(world, user, channel, payloads.COMPLETE if focused else payloads.COMMAND, content)


def press(world: World, user: User, message: Message, shown: Payload, custom_id: str) -> Interaction:
    """`shown` is what the person saw when they pressed; the bot is told about the message as it now is."""
    return act(world, user, message.channel, payloads.PRESS, payloads.press(shown, custom_id), message)


def select(
    world: World, user: User, message: Message, shown: Payload, custom_id: str, given: Sequence[Given]
) -> Interaction:
    values, resolved = resolve(world, given, message.channel)
    content = payloads.select(shown, custom_id, [str(one) for one in values], resolved=resolved)
    return act(world, user, message.channel, payloads.PRESS, content, message)


def submit(world: World, user: User, modal: Payload, answers: Mapping[str, Any]) -> Interaction:
    """Sends the form that lies open before this person; `modal` is what they were shown."""
    opened = world.modals.get(user.id)
    if opened is None or opened.payload["custom_id"] != modal["custom_id"]:
        raise NotPossible(f"{user.name} has no such form open")
    channel = world.channels[int(opened.opened_by.payload["channel_id"])]
    values: dict[str, Any] = {}
    resolved: Payload = {}
    for custom_id, answer in answers.items():
        several = list(answer) if isinstance(answer, (list, tuple)) else [answer]
        raw, more = resolve(world, several, channel)
        for key, part in more.items():
            resolved.setdefault(key, {}).update(part)
        values[custom_id] = raw if isinstance(answer, (list, tuple)) or more else raw[0]
    content = payloads.submit(opened.payload, values, resolved=resolved)
    return act(world, user, channel, payloads.SUBMIT, content, opened.opened_by.message)


def say(world: World, user: User, channel: Channel, text: str, files: Sequence[Upload]) -> Message:
    """A person's own message; in a guild they must be allowed to write there."""
    if channel.guild_id is not None:
        needed = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
        if not world.can(user, needed, channel) or (channel.is_thread and not world.sees(user, channel)):
            raise NotPossible(f"{user.name} cannot write in #{channel.name}")
    return write(world, channel, user, {"content": text}, dict(enumerate(files)))


def join(world: World, user: User, guild: Guild) -> None:
    member = guild.members.setdefault(user.id, Member(user))
    member.joined_at = stamp()
    world.dispatch("GUILD_MEMBER_ADD", member.payload() | {"guild_id": str(guild.id)}, guild_id=guild.id)


def leave(world: World, user: User, guild: Guild) -> None:
    """Out of the guild and its threads."""
    if guild.members.pop(user.id, None) is None:
        raise NotPossible(f"{user.name} is not in {guild.name}")
    for thread in world.threads_of(guild):
        thread.members.pop(user.id, None)
    gone: Payload = {"guild_id": str(guild.id), "user": user.payload()}
    world.dispatch("GUILD_MEMBER_REMOVE", gone, guild_id=guild.id)
