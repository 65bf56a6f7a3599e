"""What happens on Discord reaches the engine, and the connection holds or says why not."""

import asyncio
import contextlib

import pytest

from adapters.base import CannotConnect
from adapters.discord.adapter import DiscordAdapter
from adapters.discord.check import NO_MEMBERS_INTENT, TOKEN_REFUSED, Finding, check, invite_url
from adapters.discord.read import NOWHERE
from adapters.discord.wire.addresses import redirect
from bot.engine.typed import Offered
from bot.incoming import LEFT, PLACE_GONE, Incoming, Reply, Via
from bot.pictures import MOST_BYTES
from tests.adapters.discord.stage import OFFERED, Engine, Running, Stage, adapter_for, card
from tests.loopback.discord import Call, LoopbackDiscord, NotPossible, Permission, Upload


def test_a_typed_line_reaches_the_engine(at: Stage) -> None:
    """With the words as they are and the guild that both are in; what others say in a channel does not."""
    at.discord.say(at.ada, at.channel, "not for Kith")
    at.discord.type_line(at.ada, "find Python", seconds=0)
    (incoming,) = at.heard()
    assert (incoming.via, incoming.text) == (Via.LINE, "find Python")
    assert incoming.by is not None
    assert (incoming.by.user, incoming.by.place, incoming.by.place_name) == (
        str(at.ada.id), str(at.guild.id), "Makers",
    )  # fmt: skip


def test_a_file_that_was_sent_comes_along(at: Stage) -> None:
    """Its bytes are fetched from where Discord keeps it; too large, or not there any more, and there are none."""
    photo, large = Upload("photo.jpg", b"points"), Upload("large.jpg", b"." * (MOST_BYTES + 1))
    at.discord.type_line(at.ada, "", files=[photo], seconds=0)
    at.discord.type_line(at.ada, "", files=[large], seconds=0)
    at.heard(2)
    at.discord.expire_files()
    at.discord.type_line(at.ada, "", files=[photo], seconds=0)
    contents = {incoming.files[""].size: incoming.files[""].content for incoming in at.heard(3)[:2]}
    assert contents == {len(photo.content): photo.content, len(large.content): None}
    assert at.heard(3)[2].files[""].content is None


def test_with_several_guilds_in_common_a_direct_message_names_none(at: Stage) -> None:
    """Then the engine has to know, or ask; with one of two, that one is meant."""
    other = at.discord.add_guild("Others")
    at.discord.join(at.lin, other)
    at.discord.type_line(at.lin, "hello", seconds=0)
    at.discord.type_line(at.ada, "hello", seconds=0)
    places = {incoming.by.user: incoming.by.place for incoming in at.heard(2) if incoming.by}
    assert places == {str(at.lin.id): "", str(at.ada.id): str(at.guild.id)}


async def test_no_guild_is_overlooked_at_the_start() -> None:
    """Before Discord has told what each guild holds, somebody who is in two of them already counts as that."""
    with LoopbackDiscord() as discord:
        makers, others = discord.add_guild("Makers"), discord.add_guild("Others")
        ada, lin = discord.add_user("ada", makers), discord.add_user("lin", makers)
        discord.join(lin, others)
        adapter = adapter_for(discord)
        try:
            await adapter.missing(str(makers.id), [])  # it is logged in from here on
            told = [{"id": str(guild.id), "unavailable": True} for guild in (makers, others)]
            me = {"id": "1", "username": "kith", "discriminator": "0", "avatar": None}
            adapter.client._connection.parse_ready({"user": me, "guilds": told})  # type: ignore[typeddict-item]
            assert await adapter.client.shared.only_one(lin.id) == NOWHERE
            assert (await adapter.client.shared.only_one(ada.id))[0] == str(makers.id)
        finally:
            await adapter.close()


def test_somebody_who_leaves_is_reported(at: Stage) -> None:
    """By account and guild; a bot that leaves is nobody."""
    at.discord.leave(at.ada, at.guild)
    (incoming,) = at.heard()
    assert (incoming.via, incoming.step) == (Via.EVENT, LEFT)
    assert incoming.by is not None
    assert (incoming.by.user, incoming.by.place) == (str(at.ada.id), str(at.guild.id))


def test_a_report_that_could_not_be_taken_is_brought_again(at: Stage) -> None:
    """Discord tells it once, so the adapter keeps it."""
    failures = iter([True])

    def fail_once(_incoming: Incoming) -> Reply:
        if next(failures, False):
            raise RuntimeError("the database is away")
        return Reply()

    at.engine.answer = fail_once
    at.discord.leave(at.ada, at.guild)
    first, second = at.heard(2)
    assert first == second


def test_a_guild_that_removes_kith_is_reported(at: Stage) -> None:
    """With the guild as its place."""
    at.discord.kick_bot(at.guild)
    (incoming,) = at.heard()
    assert (incoming.via, incoming.step) == (Via.EVENT, PLACE_GONE)
    assert incoming.by is not None
    assert incoming.by.place == str(at.guild.id)


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_dropped_connection_is_taken_up_again(at: Stage, forgotten: bool) -> None:
    """Presses work afterwards, and with a session that Discord remembers nothing in between is missed; until then Kith
    knows that it is not connected."""
    assert at.kith.adapter.is_connected
    at.discord.drop_sockets(forget=forgotten)
    at.discord.wait_for(lambda: not at.kith.adapter.is_connected)
    if not forgotten:
        at.discord.leave(at.ada, at.guild)
    at.discord.wait_until_connected(30)
    at.discord.wait_for(lambda: at.kith.adapter.is_connected)
    if not forgotten:
        assert at.heard()[0].step == LEFT
        assert at.discord.resumes == 1
    at.engine.answer = lambda _incoming: Reply(card=card("Here."))
    assert at.discord.command(at.lin, "mentor", "find", guild=at.guild).text == "Here."


# --- commands --------------------------------------------------------------------------------------------------------


def test_commands_are_told_only_when_they_changed(at: Stage) -> None:
    """A second start writes nothing; a new hint writes them again."""

    def writes() -> list[Call]:
        return [call for call in at.discord.calls_to("/commands") if call.method != "GET"]

    (first,) = writes()
    assert (first.method, [one["name"] for one in first.body]) == ("PUT", ["mentor", "program"])
    at.kith.__exit__(None, None, None)
    with Running(adapter_for(at.discord), at.engine):
        assert writes() == [first]
    offered = (OFFERED[0], Offered("program", "home", "Everything about the program"))
    with Running(adapter_for(at.discord), at.engine, offered):
        assert len(writes()) == 2


def test_commands_of_another_name_are_gone(at: Stage) -> None:
    """Who renames the commands finds the new ones alone, and nobody is shown those that lead nowhere."""
    at.kith.__exit__(None, None, None)
    renamed = DiscordAdapter(
        at.discord.token, names=("peer", "staff"), api_url=at.discord.api_url, gateway_url=at.discord.gateway_url
    )
    with Running(renamed, at.engine, (Offered("peer", "find", "See peers"), Offered("staff", "home", "How it stands"))):
        at.discord.command(at.ada, "peer", "find", guild=at.guild)
        with pytest.raises(NotPossible):
            at.discord.command(at.ada, "mentor", "find", guild=at.guild)


def test_the_second_command_is_for_who_manages_the_guild(at: Stage) -> None:
    """Discord itself hides it from everybody else there; alone with Kith it is there, and the engine decides."""
    with pytest.raises(AssertionError, match="may not use /program"):
        at.discord.command(at.ada, "program", "home", guild=at.guild)
    at.discord.give_role(at.ada, at.guild, at.discord.add_role(at.guild, "Staff", Permission.MANAGE_GUILD))
    at.discord.command(at.ada, "program", "home", guild=at.guild)
    at.discord.command(at.lin, "program", "home")
    ada, lin = at.engine.heard
    assert ada.by is not None
    assert lin.by is not None
    assert (ada.by.manages, lin.by.manages) == (True, False)


def test_commands_that_cannot_be_told_do_not_keep_kith_from_starting() -> None:
    """Those of the last start still stand."""
    with LoopbackDiscord() as discord:
        discord.add_guild("Makers")
        discord.fail("PUT /applications", 400, 30034, times=2)
        with Running(adapter_for(discord), Engine()):
            assert discord.connected


# --- what cannot work ------------------------------------------------------------------------------------------------


async def failure_of(adapter: DiscordAdapter) -> str:
    with pytest.raises(CannotConnect) as caught:
        await asyncio.wait_for(adapter.run(Engine().handle, OFFERED, lambda: None), 20)
    return str(caught.value)


async def test_a_wrong_token_names_the_click_that_mends_it() -> None:
    """And never the token."""
    with LoopbackDiscord() as discord:
        adapter = DiscordAdapter("wrong-token", api_url=discord.api_url, gateway_url=discord.gateway_url)
        said = await failure_of(adapter)
    assert said == str(TOKEN_REFUSED)
    assert "Reset Token" in said
    assert "wrong-token" not in said


async def test_a_missing_intent_names_the_click_that_mends_it() -> None:
    """Without it nobody would notice who leaves."""
    with LoopbackDiscord(privileged=()) as discord:
        said = await failure_of(adapter_for(discord))
    assert said == str(NO_MEMBERS_INTENT)
    assert "Server Members Intent" in said


@pytest.mark.parametrize("route", ["GET /users/@me", "GET /applications/@me"])
async def test_a_discord_that_cannot_be_reached_is_waited_for(route: str) -> None:
    """A start while the network is away goes on as soon as it is back."""
    with LoopbackDiscord() as discord:
        discord.fail(route, 503, times=1)
        connected = asyncio.Event()
        running = asyncio.create_task(adapter_for(discord).run(Engine().handle, OFFERED, connected.set))
        await asyncio.wait_for(connected.wait(), 20)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_a_gateway_that_cannot_be_reached_is_waited_for() -> None:
    """Also where it fails before the first connection ever stood."""
    with LoopbackDiscord() as discord:
        adapter = DiscordAdapter(discord.token, api_url=discord.api_url, gateway_url=discord.gateway_url + "nowhere")
        connected = asyncio.Event()
        running = asyncio.create_task(adapter.run(Engine().handle, OFFERED, connected.set))
        await asyncio.to_thread(discord.wait_for, lambda: discord.calls_to("PUT /applications"))
        redirect(discord.api_url, discord.gateway_url)
        await asyncio.wait_for(connected.wait(), 20)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


# --- check -----------------------------------------------------------------------------------------------------------


async def findings(
    discord: LoopbackDiscord, token: str = "", parents: tuple[tuple[str, str], ...] = ()
) -> list[Finding]:
    return await check(
        token or discord.token, OFFERED, parents=parents, api_url=discord.api_url, gateway_url=discord.gateway_url
    )


async def test_check_finds_nothing_where_all_is_well(at: Stage) -> None:
    """Everything on, everything told, and rooms can be opened."""
    assert await findings(at.discord, parents=((str(at.guild.id), str(at.channel.id)),)) == []


async def test_check_names_all_that_is_missing() -> None:
    """One sentence for each thing, and what to press."""
    with LoopbackDiscord(privileged=()) as discord:
        found = await findings(discord)
        assert found[0] == NO_MEMBERS_INTENT
        assert found[1].problem == "Kith is in no server yet."
        assert invite_url(discord.application_id) in found[1].mend
        assert found[2].problem == "Discord does not have the commands as they are now: /mentor, /program."
        assert len(found) == 3
        assert await findings(discord, "wrong") == [TOKEN_REFUSED]


async def test_check_looks_into_the_channel_for_rooms(at: Stage) -> None:
    """Each missing permission by the name that Discord shows, the channel that is gone, the guild that is gone."""
    guild, channel = str(at.guild.id), str(at.channel.id)
    at.discord.revoke(Permission.CREATE_PRIVATE_THREADS | Permission.ATTACH_FILES, at.guild, at.channel)
    (found,) = await findings(at.discord, parents=((guild, channel),))
    assert found.problem == "In #general of “Makers” Kith may not: Attach Files, Create Private Threads."
    (found,) = await findings(at.discord, parents=((guild, "123456789012345678"),))
    assert "is gone" in found.problem
    at.discord.revoke(Permission.CREATE_EVENTS, at.guild)
    at.discord.grant(Permission.CREATE_PRIVATE_THREADS | Permission.ATTACH_FILES, at.guild, at.channel)
    (found,) = await findings(at.discord, parents=((guild, channel),))
    assert found.problem.startswith("In “Makers” Kith may not: Create Events.")
    assert found.mend == "Open Server Settings, Roles, Kith, and allow Create Events."
    at.discord.kick_bot(at.guild)
    *_others, found = await findings(at.discord, parents=((guild, channel),))
    assert found.problem == f"Kith is no longer in the server {guild}."


def test_kith_asks_for_no_right_to_read() -> None:
    """The invitation asks for posting, rooms, writing in them and listing events, and for nothing by which people could
    be read."""
    address = invite_url(7)
    wanted = (1 << 10) | (1 << 11) | (1 << 15) | (1 << 36) | (1 << 38) | (1 << 44)
    assert address == (
        "https://discord.com/oauth2/authorize?client_id=7&scope=bot+applications.commands" + f"&permissions={wanted}"
    )
