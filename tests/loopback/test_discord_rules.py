"""The loopback Discord's own rules: messages once, refusals, rooms, events, faults, limits."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest

from tests.loopback.discord import LoopbackDiscord, NotPossible, Permission
from tests.loopback.discord.trial_bot import Stage, stage
from tests.loopback.discord.world.limits import command_problems, message_problems, modal_problems
from tests.loopback.discord.world.records import COMPONENTS_V2


@pytest.fixture
def at() -> Iterator[Stage]:
    with stage() as here:
        yield here


def refused(at: Stage, method: str, path: str, body: Any = None) -> tuple[int, int]:
    """Status and code of a request that must be refused."""
    with pytest.raises(discord.HTTPException) as refusal:
        at.rest(method, path, body)
    return refusal.value.status, refusal.value.code


async def write(at: Stage, text: str, nonce: str | None = None) -> int:
    user = await at.bot.fetch_user(at.ada.id)
    message = await (user.send(text) if nonce is None else user.send(text, nonce=nonce))
    return message.id


def test_the_same_nonce_gives_the_first_message(at: Stage) -> None:
    """Sent twice under one nonce a message exists once, until Discord has forgotten the nonce."""
    first = at.running.do(write(at, "Hello", "letter-1"))
    assert at.running.do(write(at, "Hello again", "letter-1")) == first
    assert at.running.do(write(at, "Another", "letter-2")) != first
    assert [one.text for one in at.discord.shown(at.ada)] == ["Hello", "Another"]
    at.discord.pass_time(301)
    assert at.running.do(write(at, "Hello", "letter-1")) != first


def test_a_lost_answer_leaves_the_message_sent(at: Stage) -> None:
    """Cut off after storing, a send fails at the bot though the person has it; the nonce finds it again."""
    at.discord.drop_response("POST /channels", times=1)
    with pytest.raises((aiohttp.ClientError, OSError)):
        at.running.do(write(at, "Hello", "letter-1"))
    (there,) = at.discord.shown(at.ada)
    assert at.running.do(write(at, "Hello", "letter-1")) == there.id
    assert len(at.discord.shown(at.ada)) == 1


def test_closed_doors(at: Stage) -> None:
    """Whoever closed their DMs gets nothing (50007) until they open them; without a shared guild it is 50278."""
    at.discord.close_dms(at.ada)
    with pytest.raises(discord.Forbidden) as closed:
        at.running.do(write(at, "Hello"))
    assert closed.value.code == 50007
    at.discord.open_dms(at.ada)
    assert at.running.do(write(at, "Hello"))
    at.discord.leave(at.ada, at.guild)
    with pytest.raises(discord.Forbidden) as stranger:
        at.running.do(write(at, "Hello"))
    assert stranger.value.code == 50278


def test_a_rate_limit_is_waited_for(at: Stage) -> None:
    """discord.py takes the 429 for what it is and sends again after the time it names."""
    at.discord.rate_limit("POST /channels", times=2, retry_after=0.05)
    at.running.do(write(at, "Hello"))
    sends = at.discord.calls_to("POST /channels")
    assert [call.status for call in sends] == [429, 429, 200]
    assert all(later.at - earlier.at >= 0.05 for earlier, later in pairwise(sends))
    assert len(at.discord.shown(at.ada)) == 1


def test_the_ceiling_of_requests_holds() -> None:
    """Over the ceiling every request gets a global 429, and what was asked for still happens."""
    with stage(requests_per_second=5) as at:
        for number in range(4):
            at.running.do(write(at, f"{number}"))
        assert [one.text for one in at.discord.shown(at.ada)] == [str(number) for number in range(4)]
        assert 429 in {call.status for call in at.discord.calls}


def test_made_to_fail(at: Stage) -> None:
    """A fault strikes as often as it was told to and does nothing to the world."""
    at.discord.fail("POST /channels", 403, 50013, times=1)
    with pytest.raises(discord.Forbidden):
        at.running.do(write(at, "Hello"))
    assert at.discord.shown(at.ada) == []
    at.running.do(write(at, "Hello"))
    assert len(at.discord.shown(at.ada)) == 1


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


def test_messages_are_changed_and_listed(at: Stage) -> None:
    """A bot edits and deletes its own messages, not other people's, and reads them newest first."""
    path = f"/channels/{at.channel.id}/messages"
    ids = [at.rest("POST", path, {"content": f"line {number}"})["id"] for number in range(3)]
    at.rest("PATCH", f"{path}/{ids[0]}", {"content": "line zero"})
    at.rest("DELETE", f"{path}/{ids[1]}")
    assert [one["content"] for one in at.rest("GET", path)] == ["line 2", "line zero"]
    said = at.discord.say(at.ada, at.channel, "mine")
    assert refused(at, "PATCH", f"{path}/{said.id}", {"content": "yours"}) == (403, 50005)
    assert refused(at, "POST", path, {"content": "  "}) == (400, 50006)
    assert refused(at, "GET", f"{path}/{ids[1]}") == (404, 10008)


def test_a_card_stays_components_v2(at: Stage) -> None:
    """Content cannot be put on a components v2 message, and its buttons keep working after an edit."""
    path = f"/channels/{at.channel.id}/messages"
    card = {"flags": COMPONENTS_V2, "components": [{"type": 10, "content": "A card"}]}
    sent = at.rest("POST", path, card)
    assert refused(at, "PATCH", f"{path}/{sent['id']}", {"content": "words"}) == (400, 50035)
    changed = at.rest("PATCH", f"{path}/{sent['id']}", {"components": [{"type": 10, "content": "Another"}]})
    assert (changed["components"][0]["content"], changed["flags"]) == ("Another", COMPONENTS_V2)


def test_a_social_in_the_calendar(at: Stage) -> None:
    """An external event needs an end; it can be listed, moved and called off."""
    guild = at.bot.get_guild(at.guild.id)
    assert guild is not None
    start = datetime.now(UTC) + timedelta(days=1)
    event = at.running.do(
        guild.create_scheduled_event(
            name="Tea",
            start_time=start,
            end_time=start + timedelta(hours=1),
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
            location="Library",
        )
    )
    path = f"/guilds/{at.guild.id}/scheduled-events"
    assert [one["name"] for one in at.rest("GET", path)] == ["Tea"]
    at.running.do(event.edit(name="Coffee"))
    assert at.rest("GET", f"{path}/{event.id}")["name"] == "Coffee"
    assert at.discord.problems == []
    body = {"name": "Tea", "entity_type": 3, "privacy_level": 2, "scheduled_start_time": start.isoformat()}
    assert refused(at, "POST", path, {**body, "entity_metadata": {"location": "Library"}}) == (400, 50035)
    at.discord.revoke(Permission.CREATE_EVENTS, at.guild)
    assert refused(at, "POST", path, body) == (403, 50013)


def test_what_is_not_there_is_noted(at: Stage) -> None:
    """A route that this Discord does not have is answered with 404 and code 0, and stands among the problems."""
    assert refused(at, "GET", "/guilds/1/audit-logs") == (404, 0)
    assert at.discord.problems == ["GET /guilds/1/audit-logs: no such route here"]


def test_a_second_opinion_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where KITH_CONTRACTS names a folder, its check sees every request, and what it objects to is a problem."""
    (tmp_path / "check.py").write_text(
        "def discord_problems(method, path, body):\n    return ['no lines, please'] if 'line' in str(body) else []\n"
    )
    monkeypatch.setenv("KITH_CONTRACTS", str(tmp_path))
    with stage() as at:
        at.running.do(write(at, "a line"))
        (problem,) = at.discord.problems
    assert problem.endswith("/messages: contract: no lines, please")
    monkeypatch.setenv("KITH_CONTRACTS", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError):
        LoopbackDiscord()


def button(**changed: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Yes", "custom_id": "yes"} | changed


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(parts)}


def menu(options: int, **changed: Any) -> dict[str, Any]:
    chosen = [{"label": f"{one}", "value": f"{one}"} for one in range(options)]
    return {"type": 3, "custom_id": "menu", "options": chosen} | changed


def words(text: str) -> dict[str, Any]:
    return {"type": 10, "content": text}


def asked(**changed: Any) -> dict[str, Any]:
    return {"type": 18, "label": "Name", "component": {"type": 4, "custom_id": "name", "style": 1}} | changed


def gallery(text: str) -> dict[str, Any]:
    return {"type": 12, "items": [{"media": {"url": "attachment://a.png"}, "description": text}]}


V2_AT_AND_OVER: list[tuple[Any, Any]] = [
    ([row(button(label="x" * 80))], [row(button(label="x" * 81))]),
    ([row(button(custom_id="x" * 100))], [row(button(custom_id="x" * 101))]),
    ([row(button(), button(custom_id="no"))], [row(button(), button())]),
    (
        [row(*[button(custom_id=f"{one}") for one in range(5)])],
        [row(*[button(custom_id=f"{one}") for one in range(6)])],
    ),
    ([row(button(emoji={"name": "x"}, label=""))], [row(button(label=""))]),
    ([row(menu(25))], [row(menu(26))]),
    ([row(menu(1))], [row(menu(0))]),
    ([row(menu(3, max_values=3))], [row(menu(3, max_values=4))]),
    ([row(menu(3, placeholder="x" * 150))], [row(menu(3, placeholder="x" * 151))]),
    ([words("x" * 4000)], [words("x" * 2000), words("x" * 2001)]),
    ([words("x")], [words(" ")]),
    ([words("x")] * 40, [words("x")] * 41),
    ([gallery("x" * 1024)], [gallery("x" * 1025)]),
    ([{"type": 9, "components": [words("x")], "accessory": button()}], [{"type": 9, "components": [words("x")]}]),
    ([{"type": 17, "components": [words("x")]}], [{"type": 17, "components": []}]),
    ([row(button())], [button()]),
    ([row(button())], [asked()]),
]


@pytest.mark.parametrize(("at_limit", "over"), V2_AT_AND_OVER)
def test_limits_of_a_card(at_limit: list[Any], over: list[Any]) -> None:
    """What is just allowed passes, one more is named."""
    assert message_problems({"components": at_limit}, COMPONENTS_V2) == []
    assert message_problems({"components": over}, COMPONENTS_V2)


MODAL_AT_AND_OVER: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"title": "x" * 45}, {"title": "x" * 46}),
    ({"components": [words("x")] * 5}, {"components": [words("x")] * 6}),
    ({"components": [asked(label="x" * 45)]}, {"components": [asked(label="x" * 46)]}),
    ({"components": [asked(description="x" * 100)]}, {"components": [asked(description="x" * 101)]}),
    ({"components": [asked()]}, {"components": [asked(label=" ")]}),
    ({"components": [asked()]}, {"components": [row(button())]}),
    ({"components": [asked()]}, {"components": [asked(), asked()]}),
    (
        {"components": [asked(component=menu(10) | {"type": 21})]},
        {"components": [asked(component=menu(11) | {"type": 21})]},
    ),
    (
        {"components": [asked(component=menu(2) | {"type": 21})]},
        {"components": [asked(component=menu(1) | {"type": 21})]},
    ),
    (
        {"components": [asked(component=menu(10) | {"type": 22})]},
        {"components": [asked(component=menu(11) | {"type": 22})]},
    ),
]


@pytest.mark.parametrize(("at_limit", "over"), MODAL_AT_AND_OVER)
def test_limits_of_a_form(at_limit: dict[str, Any], over: dict[str, Any]) -> None:
    """What is just allowed passes, one more is named."""
    modal = {"custom_id": "form", "title": "A form", "components": [asked()]}
    assert modal_problems(modal | at_limit) == []
    assert modal_problems(modal | over)


def test_limits_of_words_and_commands() -> None:
    """2000 characters of content, 25 characters of nonce, 25 options and 8000 characters of a command."""
    assert message_problems({"content": "x" * 2000, "nonce": "x" * 25}, 0) == []
    assert message_problems({"content": "x" * 2001}, 0)
    assert message_problems({"content": "x", "nonce": "x" * 26}, 0)
    assert message_problems({"content": "x", "components": [words("x")]}, 0)
    assert message_problems({"content": "x", "components": [words("x")]}, COMPONENTS_V2)
    options = [{"type": 3, "name": f"o{one}", "description": "x" * 100} for one in range(26)]
    assert command_problems({"name": "mentor", "description": "x", "options": options[:25]}) == []
    assert command_problems({"name": "mentor", "description": "x", "options": options})
    choices = [{"name": "x" * 100, "value": "x" * 100} for _ in range(25)]
    long = [option | {"choices": choices} for option in options[:2]]
    assert command_problems({"name": "mentor", "description": "x", "options": long})
