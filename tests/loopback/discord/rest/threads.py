"""Threads: the rooms a bot opens for a few people."""

from __future__ import annotations

from collections.abc import Iterable

from tests.loopback.discord.rest.calls import Sent
from tests.loopback.discord.rest.routes import Routes
from tests.loopback.discord.world.limits import refuse_if
from tests.loopback.discord.world.permissions import Permission
from tests.loopback.discord.world.records import PRIVATE_THREAD, PUBLIC_THREAD, TEXT_CHANNEL, Channel, Payload, stamp
from tests.loopback.discord.world.refusals import Refusal
from tests.loopback.discord.world.state import World

routes = Routes()
ARCHIVE_MINUTES = (60, 1440, 4320, 10080)


@routes("POST", "/channels/{channel}/threads")
def open_thread(world: World, sent: Sent, channel: int) -> Payload:
    """A thread with the bot as its first member."""
    parent, body = world.channel(channel), sent.form()
    if parent.kind != TEXT_CHANNEL or parent.guild_id is None:
        raise Refusal(50024)
    private = body.get("type", PRIVATE_THREAD) == PRIVATE_THREAD
    world.must(Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS, parent)
    minutes = body.get("auto_archive_duration") or 1440
    refuse_if([] if 1 <= len(body.get("name") or "") <= 100 else ["name: 1 to 100 characters"])
    refuse_if([] if minutes in ARCHIVE_MINUTES else [f"auto_archive_duration: {minutes} is none of {ARCHIVE_MINUTES}"])
    guild = world.guilds[parent.guild_id]
    if sum(not one.archived for one in world.threads_of(guild)) >= guild.most_active_threads:
        raise Refusal(160006)
    thread = Channel(
        world.new_id(),
        PRIVATE_THREAD if private else PUBLIC_THREAD,
        body["name"],
        parent.guild_id,
        parent_id=parent.id,
        owner_id=world.bot.id,
        members={world.bot.id: stamp()},
        invitable=body.get("invitable", True),
        auto_archive=minutes,
    )
    world.channels[thread.id] = thread
    payload = thread.payload() | {"member": thread.member_payload(world.bot.id)}
    world.tell("THREAD_CREATE", payload | {"newly_created": True}, thread)
    return payload


@routes("GET", "/channels/{channel}/thread-members")
def thread_members(world: World, sent: Sent, channel: int) -> list[Payload]:
    thread = _thread(world, channel)
    return [thread.member_payload(user) for user in thread.members]


@routes("PUT", "/channels/{channel}/thread-members/{user}")
def add_to_thread(world: World, sent: Sent, channel: int, user: int) -> None:
    """Only guild members who can see the parent channel; adding somebody twice changes nothing."""
    thread = _thread(world, channel)
    if thread.archived:
        raise Refusal(50083)
    world.must(Permission.SEND_MESSAGES_IN_THREADS, thread)
    person = world.member(world.guilds[thread.guild_id or 0], user).user
    if not world.can(person, Permission.VIEW_CHANNEL, thread):
        raise Refusal(50001)
    if user not in thread.members:
        thread.members[user] = stamp()
        tell_members(world, thread, added=[user])


@routes("DELETE", "/channels/{channel}/thread-members/{user}")
def take_from_thread(world: World, sent: Sent, channel: int, user: int) -> None:
    """The thread's owner may in a private thread, otherwise it needs MANAGE_THREADS."""
    thread = _thread(world, channel)
    if thread.owner_id != world.bot.id or thread.kind != PRIVATE_THREAD:
        world.must(Permission.MANAGE_THREADS, thread)
    if thread.members.pop(user, None) is None:
        raise Refusal(10007)
    tell_members(world, thread, removed=[user])


@routes("PUT", "/channels/{channel}/thread-members/@me")
def enter_thread(world: World, sent: Sent, channel: int) -> None:
    thread = _thread(world, channel)
    thread.members.setdefault(world.bot.id, stamp())


@routes("DELETE", "/channels/{channel}/thread-members/@me")
def leave_thread(world: World, sent: Sent, channel: int) -> None:
    _thread(world, channel).members.pop(world.bot.id, None)


@routes("GET", "/guilds/{guild}/threads/active")
def active_threads(world: World, sent: Sent, guild: int) -> Payload:
    listed = _listed(world, [one for one in world.threads_of(world.guild(guild)) if not one.archived])
    return {"threads": listed["threads"], "members": listed["members"]}


@routes("GET", "/channels/{channel}/users/@me/threads/archived/private")
def own_archived_threads(world: World, sent: Sent, channel: int) -> Payload:
    return _archived(world, channel, only_own=True)


@routes("GET", "/channels/{channel}/threads/archived/private")
def archived_threads(world: World, sent: Sent, channel: int) -> Payload:
    world.must(Permission.MANAGE_THREADS, world.channel(channel))
    return _archived(world, channel, only_own=False)


def tell_members(world: World, thread: Channel, added: Iterable[int] = (), removed: Iterable[int] = ()) -> None:
    changed: Payload = {
        "id": str(thread.id),
        "member_count": len(thread.members),
        "added_members": [thread.member_payload(user) for user in added],
        "removed_member_ids": [str(user) for user in removed],
    }
    world.tell("THREAD_MEMBERS_UPDATE", changed, thread)


def _thread(world: World, id: int) -> Channel:
    thread = world.channel(id)
    if not thread.is_thread:
        raise Refusal(50024)
    return thread


def _archived(world: World, parent: int, *, only_own: bool) -> Payload:
    world.must(Permission.READ_MESSAGE_HISTORY, world.channel(parent))
    there = [one for one in world.channels.values() if one.parent_id == parent and one.archived]
    return _listed(world, [one for one in there if not only_own or world.bot.id in one.members]) | {"has_more": False}


def _listed(world: World, threads: list[Channel]) -> Payload:
    visible = [
        one
        for one in threads
        if world.bot.id in one.members
        or (one.kind == PUBLIC_THREAD and world.can(world.bot, Permission.VIEW_CHANNEL, one))
        or world.can(world.bot, Permission.MANAGE_THREADS, one)
    ]
    joined = [one for one in visible if world.bot.id in one.members]
    return {
        "threads": [one.payload() for one in visible],
        "members": [one.member_payload(world.bot.id) for one in joined],
    }
