"""The loopback Discord's gateway: who may connect, and that nobody who comes back has missed anything."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import discord
import pytest

from tests.loopback.discord import LoopbackDiscord
from tests.loopback.discord.gateway.sessions import GUILD_MEMBERS
from tests.loopback.discord.trial_bot import RunningBot, Stage, TrialBot, redirect, stage


@pytest.fixture
def at() -> Iterator[Stage]:
    with stage() as here:
        yield here


def test_a_dropped_socket_loses_nothing(at: Stage) -> None:
    """What happens while the bot is away is told after RESUME, once each and in order."""
    eve = at.discord.add_user("eve", at.guild)
    at.discord.leave(eve, at.guild)
    before = ["Eve joined", "Eve left"]
    at.discord.wait_for(lambda: at.bot.heard == before, what="the last event before the cut is heard")
    at.discord.drop_sockets()
    lines = [f"line {number}" for number in range(20)]
    for line in lines:
        at.discord.type_line(at.ada, line, seconds=0)
    at.discord.wait_for(lambda: len(at.bot.heard) >= 22, what="all lines arrive")
    assert at.bot.heard == before + lines
    assert (at.discord.identifies, at.discord.resumes) == (1, 1)
    assert at.discord.problems == []


def test_a_forgotten_session_begins_anew(at: Stage) -> None:
    """RESUME of a session that Discord forgot is refused, the bot identifies again and answers as before."""
    at.discord.drop_sockets(forget=True)
    at.discord.wait_until_connected()
    assert (at.discord.identifies, at.discord.resumes) == (2, 0)
    assert at.discord.command(at.ada, "mentor", "find", options={"topic": "Python"}, guild=at.guild).kind == 4


def test_asked_to_reconnect(at: Stage) -> None:
    """After opcode 7 the bot comes back to its session."""
    at.discord.ask_to_reconnect()
    at.discord.wait_for(lambda: at.discord.resumes == 1, what="the bot resumes")
    assert at.discord.type_line(at.ada, "still there?").message is not None


def test_heartbeats_are_answered() -> None:
    """A bot that asks whether the line still stands is told so, and stays in its session."""
    with stage(heartbeat_seconds=0.05) as at:
        at.discord.wait_for(lambda: at.bot.latency < 5, what="a heartbeat is acknowledged")
        assert (at.discord.identifies, at.discord.resumes) == (1, 0)


def test_people_come_and_go(at: Stage) -> None:
    """Joining and leaving a guild is told to a bot with the members intent, and it can ask for all members."""
    guild = at.bot.get_guild(at.guild.id)
    assert guild is not None
    members = at.running.do(guild.chunk())
    assert sorted(one.name for one in members) == ["ada", "kith", "lin", "owner-of-0"]
    eve = at.discord.add_user("eve")
    at.discord.join(eve, at.guild)
    at.discord.leave(eve, at.guild)
    at.discord.wait_for(lambda: at.bot.heard == ["Eve joined", "Eve left"], what="both are heard")
    assert at.running.do(guild.query_members(user_ids=[eve.id, at.lin.id]))[0].id == at.lin.id


def test_members_stay_unknown_without_the_intent() -> None:
    """A bot without the members intent hears of nobody joining, and of no member in the guild but itself."""
    with stage(privileged=(), intents=discord.Intents(guilds=True, dm_messages=True)) as at:
        at.discord.join(at.discord.add_user("eve"), at.guild)
        at.discord.type_line(at.ada, "done")
        assert at.bot.heard == ["done"]
        guild = at.bot.get_guild(at.guild.id)
        assert guild is not None
        assert [one.name for one in guild.members] == ["kith"]


@pytest.mark.parametrize(("mention", "heard"), [(False, ""), (True, "<@{bot}> hello")])
def test_what_is_said_in_a_guild_stays_there(mention: bool, heard: str) -> None:
    """Without the message content intent a bot sees that somebody wrote, and what only if it was mentioned."""
    with stage(intents=discord.Intents(guilds=True, guild_messages=True)) as at:
        words = f"<@{at.discord.application_id}> hello"
        at.discord.say(at.ada, at.channel, words if mention else "between us")
        at.discord.wait_for(lambda: len(at.bot.heard) == 1, what="the message is told")
        assert at.bot.heard == [heard.format(bot=at.discord.application_id)]


@contextmanager
def connecting(loopback: LoopbackDiscord, intents: discord.Intents, token: str) -> Iterator[RunningBot]:
    redirect(loopback.api_url, loopback.gateway_url)
    with RunningBot(TrialBot(intents=intents), token) as running:
        yield running


def test_a_privileged_intent_must_be_switched_on() -> None:
    """Asking for members where the application may not have them ends the bot with that reason."""
    with (
        LoopbackDiscord(privileged=()) as loopback,
        connecting(loopback, discord.Intents(guilds=True, members=True), loopback.token) as running,
    ):
        assert isinstance(running.ended(), discord.PrivilegedIntentsRequired)


def test_a_wrong_token_is_no_login() -> None:
    """A bot with another token does not get in."""
    with (
        LoopbackDiscord() as loopback,
        connecting(loopback, discord.Intents(guilds=True), "another") as running,
    ):
        assert isinstance(running.ended(), discord.LoginFailure)


async def talk(url: str, *sent: dict[str, Any]) -> tuple[int | None, list[dict[str, Any]]]:
    """What a bare socket gets back, and the code it is closed with (None: it stays open for half a second)."""
    got: list[dict[str, Any]] = []
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        for one in sent:
            await socket.send_json(one)
        while True:
            try:
                frame = await socket.receive(timeout=0.5)
            except TimeoutError:
                return None, got
            if frame.type is not aiohttp.WSMsgType.TEXT:
                return socket.close_code, got
            got.append(frame.json())


def identify(**changed: Any) -> dict[str, Any]:
    return {"op": 2, "d": {"token": "loopback-token", "intents": 1, "properties": {}} | changed}


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ([identify(token="another")], 4004),
        ([identify(intents=GUILD_MEMBERS)], 4014),
        ([identify(shard=[2, 2])], 4010),
        ([identify(), identify()], 4005),
        ([{"op": 8, "d": {}}], 4003),
        ([identify()], None),
    ],
)
def test_close_codes(sent: list[dict[str, Any]], code: int | None) -> None:
    """Each way to do it wrong is closed with Discord's own number; done right the socket stays open."""
    with LoopbackDiscord(privileged=()) as loopback:
        loopback.add_guild("Makers")
        closed, got = asyncio.run(talk(loopback.gateway_url, *sent))
    assert closed == code
    assert got[0]["op"] == 10
    if code is None:
        assert [one["t"] for one in got[1:]] == ["READY", "GUILD_CREATE"]
        assert [one["user"]["username"] for one in got[2]["d"]["members"]] == ["kith"]


def test_a_shard_hears_only_its_own_guilds() -> None:
    """A guild belongs to one shard, and what is said to the bot alone to the first."""
    with LoopbackDiscord(privileged=()) as loopback:
        guild = loopback.add_guild("Makers")
        mine = (guild.id >> 22) % 2
        for shard in (0, 1):
            _, got = asyncio.run(talk(loopback.gateway_url, identify(shard=[shard, 2])))
            assert ("GUILD_CREATE" in [one["t"] for one in got]) == (shard == mine)


def test_a_sharded_bot_asks_where_to_connect() -> None:
    """AutoShardedClient without a shard count takes gateway and count from REST."""
    with LoopbackDiscord(privileged=()) as loopback:
        loopback.add_guild("Makers")
        redirect(loopback.api_url, "ws://127.0.0.1:9/never-asked/")
        client = discord.AutoShardedClient(intents=discord.Intents(guilds=True))
        with RunningBot(client, loopback.token):
            loopback.wait_for(lambda: [one.name for one in client.guilds] == ["Makers"], what="the guild is known")
        assert client.shard_count == 1


@contextmanager
def process(loopback: LoopbackDiscord) -> Iterator[subprocess.Popen[bytes]]:
    """The trial bot as a process of its own, killed in the end."""
    environment = os.environ | {
        "DISCORD_API_URL": loopback.api_url,
        "DISCORD_GATEWAY_URL": loopback.gateway_url,
        "DISCORD_TOKEN": loopback.token,
    }
    started = subprocess.Popen([sys.executable, "-m", "tests.loopback.discord.trial_bot"], env=environment)
    try:
        yield started
    finally:
        started.kill()
        started.wait(10)


def test_old_buttons_work_after_a_crash() -> None:
    """A bot killed and started again answers a button that it sent in its former life."""
    with LoopbackDiscord() as loopback:
        guild = loopback.add_guild("Makers")
        loopback.add_channel(guild, "general")
        ada = loopback.add_user("ada", guild)
        with process(loopback):
            loopback.wait_until_connected(30)
            card = loopback.command(ada, "mentor", "find", options={"topic": "Python"}, guild=guild).message
            assert card is not None
        loopback.wait_for(lambda: not loopback.connected, what="the socket of the dead process is gone")
        silent = loopback.press(ada, card, card.button("Change"), seconds=0.2)
        assert silent.kind is None
        with process(loopback):
            loopback.wait_until_connected(30)
            answer = loopback.press(ada, card, card.button("Change"))
            assert (answer.kind, answer.text) == (7, "Changed")
        assert loopback.identifies == 2
