"""Channels, direct conversations and the messages in them."""

from __future__ import annotations

from tests.loopback.discord.rest.calls import Sent
from tests.loopback.discord.rest.routes import Routes
from tests.loopback.discord.world import writing
from tests.loopback.discord.world.limits import refuse_if
from tests.loopback.discord.world.permissions import Permission
from tests.loopback.discord.world.records import DIRECT, Channel, Payload
from tests.loopback.discord.world.refusals import Refusal
from tests.loopback.discord.world.state import World

routes = Routes()


@routes("GET", "/channels/{channel}")
def one_channel(world: World, sent: Sent, channel: int) -> Payload:
    return world.channel(channel).payload()


@routes("PATCH", "/channels/{channel}")
def change_channel(world: World, sent: Sent, channel: int) -> Payload:
    """The name of a channel; of a thread also whether it is archived, locked, or open to invitations."""
    found, body = world.channel(channel), sent.form()
    if found.kind == DIRECT:
        raise Refusal(50024)
    if not (found.is_thread and found.owner_id == world.bot.id):
        world.must(Permission.MANAGE_THREADS if found.is_thread else Permission.MANAGE_CHANNELS, found)
    name = body.get("name", found.name)
    refuse_if([] if 1 <= len(name) <= 100 else ["name: 1 to 100 characters"])
    found.name = name
    if found.is_thread:
        found.archived = body.get("archived", found.archived)
        found.locked = body.get("locked", found.locked)
        found.invitable = body.get("invitable", found.invitable)
        found.auto_archive = body.get("auto_archive_duration", found.auto_archive)
    world.tell("THREAD_UPDATE" if found.is_thread else "CHANNEL_UPDATE", found.payload(), found)
    return found.payload()


@routes("DELETE", "/channels/{channel}")
def drop_channel(world: World, sent: Sent, channel: int) -> Payload:
    """Deletes a channel or thread; a direct conversation is only closed, its messages stay."""
    found = world.channel(channel)
    if found.kind != DIRECT:
        world.must(Permission.MANAGE_THREADS if found.is_thread else Permission.MANAGE_CHANNELS, found)
        del world.channels[channel]
        world.tell("THREAD_DELETE" if found.is_thread else "CHANNEL_DELETE", found.payload(), found)
    return found.payload()


@routes("POST", "/channels/{channel}/typing")
def typing(world: World, sent: Sent, channel: int) -> None:
    may_send(world, world.channel(channel))


@routes("POST", "/channels/{channel}/messages")
def post(world: World, sent: Sent, channel: int) -> Payload:
    """A known nonce gives the first message again; nothing new is written."""
    found, body = world.channel(channel), sent.form()
    may_send(world, found)
    if sent.files and found.kind != DIRECT:
        world.must(Permission.ATTACH_FILES, found)
    known = writing.known_nonce(world, body)
    if known is not None:
        if known.channel is not found:
            world.problems.append(f"nonce {body['nonce']!r} was used in another channel: nothing was sent")
        return known.payload()
    message = writing.write(world, found, world.bot, body, sent.files)
    writing.remember_nonce(world, body, message)
    return message.payload()


@routes("GET", "/channels/{channel}/messages")
def history(world: World, sent: Sent, channel: int) -> list[Payload]:
    """Newest first, at most `limit` (50), before or after an id."""
    found = world.channel(channel)
    world.must(Permission.READ_MESSAGE_HISTORY, found)
    limit = int(sent.query.get("limit", 50))
    refuse_if([] if 1 <= limit <= 100 else [f"limit: {limit} is not 1 to 100"])
    there = [one for one in world.messages.values() if one.channel is found and one.only_for is None]
    before, after = sent.query.get("before"), sent.query.get("after")
    ids = sorted(one.id for one in there if (not before or one.id < int(before)) and (not after or one.id > int(after)))
    chosen = ids[:limit] if after else ids[-limit:]
    return [world.messages[number].payload() for number in reversed(chosen)]


@routes("GET", "/channels/{channel}/messages/{message}")
def one_message(world: World, sent: Sent, channel: int, message: int) -> Payload:
    return world.message(world.channel(channel), message).payload()


@routes("PATCH", "/channels/{channel}/messages/{message}")
def change_message(world: World, sent: Sent, channel: int, message: int) -> Payload:
    found = world.message(world.channel(channel), message)
    if found.author is not world.bot:
        raise Refusal(50005)
    if found.channel.archived:
        raise Refusal(50083)
    return writing.edit(world, found, sent.form(), sent.files).payload()


@routes("DELETE", "/channels/{channel}/messages/{message}")
def drop_message(world: World, sent: Sent, channel: int, message: int) -> None:
    found = world.message(world.channel(channel), message)
    if found.author is not world.bot:
        if found.channel.kind == DIRECT:
            raise Refusal(50013)
        world.must(Permission.MANAGE_MESSAGES, found.channel)
    writing.remove(world, found)


def may_send(world: World, channel: Channel) -> None:
    """Refuses where the bot cannot write: rights in a guild; privacy settings and shared guilds in direct ones."""
    if channel.recipient is not None:
        if not any(world.shared_guilds(channel.recipient)):
            raise Refusal(50278)
        if not channel.recipient.dms_open:
            raise Refusal(50007)
    elif channel.is_thread:
        world.must(Permission.SEND_MESSAGES_IN_THREADS, channel)
        if channel.locked:
            world.must(Permission.MANAGE_THREADS, channel)
    else:
        world.must(Permission.SEND_MESSAGES, channel)
