"""The loopback Discord's own rules: messages once, closed doors, commands, events, and faults on demand."""

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


def test_a_new_name(at: Stage) -> None:
    """Somebody who renames themselves is known by the new name in every guild the bot shares with them."""
    at.discord.rename(at.ada, "Ada L.")
    guild = at.bot.get_guild(at.guild.id)
    assert guild is not None
    at.running.do(guild.chunk())
    at.discord.wait_for(lambda: "Ada L." in [one.display_name for one in guild.members], what="the new name")
    assert at.rest("GET", f"/users/{at.ada.id}")["global_name"] == "Ada L."


def test_everything_can_be_looked_up(at: Stage) -> None:
    """Each thing of this world is found under Discord's own path."""
    here, there = at.guild.id, at.channel.id
    names = {
        "/users/@me": "kith",
        "/applications/@me": "Kith",
        f"/channels/{there}": "general",
        f"/guilds/{here}?with_counts=true": "Makers",
        f"/guilds/{here}/members/{at.lin.id}": "lin",
        "/users/@me/guilds": "Makers",
        f"/guilds/{here}/channels": "general",
        f"/guilds/{here}/roles": "@everyone",
        f"/guilds/{here}/members?limit=10": "ada",
        f"/applications/{at.discord.application_id}/commands": "mentor",
    }
    for path, name in names.items():
        assert f"'{name}'" in str(at.rest("GET", path)), path
    for path in (
        f"/guilds/{here}/scheduled-events",
        f"/applications/{at.discord.application_id}/guilds/{here}/commands",
    ):
        assert at.rest("GET", path) == []
    assert at.rest("GET", "/gateway")["url"] == at.discord.gateway_url
    assert at.rest("GET", f"/channels/{there}/users/@me/threads/archived/private")["threads"] == []
    assert at.discord.problems == []


def test_commands_of_one_guild(at: Stage) -> None:
    """A command registered for a guild is offered there and nowhere else, and can be changed and taken away."""
    path = f"/applications/{at.discord.application_id}/guilds/{at.guild.id}/commands"
    made = at.rest("POST", path, {"name": "local", "description": "Only here"})
    assert at.discord.command(at.ada, "local", guild=at.guild, seconds=0).kind is None
    with pytest.raises(NotPossible, match="no command /local"):
        at.discord.command(at.ada, "local")
    changed = at.rest("PATCH", f"{path}/{made['id']}", {"description": "Here alone"})
    assert (changed["id"], changed["description"]) == (made["id"], "Here alone")
    at.rest("DELETE", f"{path}/{made['id']}")
    assert refused(at, "DELETE", f"{path}/{made['id']}") == (404, 10063)


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
