"""The loopback Discord's rooms and rights: private threads, permissions, being put out of a guild."""

from collections.abc import Iterator
from typing import Any

import discord
import pytest

from tests.loopback.discord import NotPossible, Permission
from tests.loopback.discord.trial_bot import Stage, stage


@pytest.fixture
def at() -> Iterator[Stage]:
    with stage() as here:
        yield here


def refused(at: Stage, method: str, path: str, body: Any = None) -> tuple[int, int]:
    """Status and code of a request that must be refused."""
    with pytest.raises(discord.HTTPException) as refusal:
        at.rest(method, path, body)
    return refusal.value.status, refusal.value.code


def test_a_room_for_two(at: Stage) -> None:
    """A private thread is seen by the people put into it and by nobody else, and can be found again by its name."""

    async def open_room() -> discord.Thread:
        parent = await at.bot.fetch_channel(at.channel.id)
        assert isinstance(parent, discord.TextChannel)
        thread = await parent.create_thread(
            name="Ada and Lin 17", type=discord.ChannelType.private_thread, invitable=False
        )
        await thread.add_user(discord.Object(at.ada.id))
        await thread.add_user(discord.Object(at.lin.id))
        await thread.send("Welcome")
        return thread

    thread = at.running.do(open_room())
    outsider = at.discord.add_user("eve", at.guild)
    assert [one.text for one in at.discord.shown(at.ada)] == ["Welcome"]
    assert at.discord.shown(outsider) == []
    (room,) = at.discord.threads(at.lin)
    assert (room.id, at.discord.can_read(at.lin, room), at.discord.can_read(outsider, room)) == (thread.id, True, False)
    active = at.rest("GET", f"/guilds/{at.guild.id}/threads/active")
    assert [one["name"] for one in active["threads"]] == ["Ada and Lin 17"]
    at.rest("DELETE", f"/channels/{room.id}/thread-members/{at.ada.id}")
    assert at.discord.threads(at.ada) == []
    assert refused(at, "PUT", f"/channels/{room.id}/thread-members/12345") == (404, 10013)
    assert at.discord.problems == []


def test_rooms_need_rights_and_space(at: Stage) -> None:
    """Without the permission a thread is refused with 50013, in a full guild with 160006."""
    path, body = f"/channels/{at.channel.id}/threads", {"name": "room", "type": 12}
    at.guild.most_active_threads = 1
    assert at.rest("POST", path, body)["type"] == 12
    assert refused(at, "POST", path, body) == (400, 160006)
    at.guild.most_active_threads = 2
    at.discord.revoke(Permission.CREATE_PRIVATE_THREADS, at.guild)
    assert refused(at, "POST", path, body) == (403, 50013)
    at.discord.grant(Permission.CREATE_PRIVATE_THREADS, at.guild)
    assert at.rest("POST", path, body)["type"] == 12


def test_rights_in_a_channel(at: Stage) -> None:
    """What is taken from the bot in a channel is refused there: writing with 50013, seeing it at all with 50001."""
    path = f"/channels/{at.channel.id}/messages"
    at.discord.revoke(Permission.SEND_MESSAGES, at.guild, at.channel)
    assert refused(at, "POST", path, {"content": "Hello"}) == (403, 50013)
    at.discord.revoke(Permission.VIEW_CHANNEL, at.guild, at.channel)
    assert refused(at, "POST", path, {"content": "Hello"}) == (403, 50001)


def test_put_out_of_the_guild(at: Stage) -> None:
    """Once kicked the bot hears of it, and the guild and its channels are closed to it; invited again they are not."""
    at.discord.kick_bot(at.guild)
    at.discord.wait_for(lambda: at.bot.heard == ["out of Makers"], what="the bot notices")
    assert refused(at, "GET", f"/guilds/{at.guild.id}") == (404, 10004)
    assert refused(at, "GET", f"/channels/{at.channel.id}") == (403, 50001)
    at.discord.invite_bot(at.guild)
    assert at.rest("GET", f"/guilds/{at.guild.id}")["name"] == "Makers"


def test_a_kicked_bot_is_offered_to_nobody(at: Stage) -> None:
    """Where the bot is not, its commands are not, and nothing that happens there is told to it."""
    at.discord.kick_bot(at.guild)
    with pytest.raises(NotPossible, match="not in this guild"):
        at.discord.command(at.ada, "mentor", "ponder", guild=at.guild)
    at.discord.join(at.discord.add_user("eve"), at.guild)
    at.discord.add_guild("Second")
    at.discord.wait_for(lambda: "Second" in [one.name for one in at.bot.guilds], what="a later event")
    assert at.bot.heard == ["out of Makers"]


def test_a_hidden_channel(at: Stage) -> None:
    """Where only staff can see a channel, others can neither use it nor be put into its threads; the bot still can."""
    at.discord.hide(at.channel, at.guild)
    with pytest.raises(NotPossible, match="sees no channel"):
        at.discord.command(at.ada, "mentor", "ponder", guild=at.guild)
    room = at.rest("POST", f"/channels/{at.channel.id}/threads", {"name": "room", "type": 12})
    assert refused(at, "PUT", f"/channels/{room['id']}/thread-members/{at.ada.id}") == (403, 50001)


def test_an_archived_room(at: Stage) -> None:
    """A room put away is listed among the archived, refuses people, and comes back when somebody writes in it."""
    room = at.rest("POST", f"/channels/{at.channel.id}/threads", {"name": "room", "type": 12})["id"]
    at.rest("PATCH", f"/channels/{room}", {"archived": True})
    listed = at.rest("GET", f"/channels/{at.channel.id}/users/@me/threads/archived/private")
    assert [one["id"] for one in listed["threads"]] == [room]
    assert refused(at, "PUT", f"/channels/{room}/thread-members/{at.ada.id}") == (400, 50083)
    at.rest("POST", f"/channels/{room}/messages", {"content": "Back again"})
    assert at.rest("GET", f"/channels/{room}")["thread_metadata"]["archived"] is False


def test_a_room_without_the_bot() -> None:
    """What is said where the bot cannot read is not told to it."""
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    with stage(intents=intents, privileged=("message_content",)) as at:
        at.discord.revoke(Permission.VIEW_CHANNEL, at.guild, at.channel)
        at.discord.say(at.ada, at.channel, "between us")
        elsewhere = at.discord.add_channel(at.guild, "elsewhere")
        at.discord.say(at.ada, elsewhere, "for all")
        at.discord.wait_for(lambda: "for all" in at.bot.heard, what="the second line")
        assert at.bot.heard == ["for all"]
