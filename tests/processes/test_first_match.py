"""The story as real processes: `kith run` on one side, Slack or Discord on a loopback address on the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from bot.incoming import Sender
from storage.database import Database
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.slack import LoopbackSlack
from tests.processes.bot_process import SECRET, BotProcess
from tests.processes.people import Hands, OnDiscord, OnSlack
from tests.servers.ports import free_port
from tests.world.making import Seeded, add_mentor, make_program


@dataclass
class Stage:
    """A bot, and two people in its community: one is a mentor already."""

    bot: BotProcess
    ada: Hands
    lin: Hands


def _seed(bot: BotProcess, mentor: Sender, rooms: str = "") -> None:
    migrated = bot.kith("migrate")
    assert migrated.returncode == 0, migrated.stderr
    database = Database(f"sqlite:///{bot.folder / 'data' / 'kith.db'}", [SECRET])
    now = datetime.now(UTC)
    make_program(database, mentor, now, awake=True, rooms=rooms)
    add_mentor(Seeded(database, now, {"Lin": mentor}), "Lin", ["study_skills"], bio="I failed my first exam.")
    database.close()


@contextmanager
def on_slack(folder: Path, mode: Literal["socket", "http"]) -> Iterator[Stage]:
    port = free_port()
    events = f"http://127.0.0.1:{port}/slack/events" if mode == "http" else None
    with LoopbackSlack(mode, events) as slack:
        ada, lin = OnSlack(slack, "Ada"), OnSlack(slack, "Lin")
        settings = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url, "KITH_HTTP_PORT": str(port)}
        settings |= (
            {"SLACK_APP_TOKEN": slack.app_token} if mode == "socket" else {"SLACK_SIGNING_SECRET": slack.signing_secret}
        )
        bot = BotProcess(folder, settings)
        team = slack.team.id
        _seed(bot, Sender("slack", team, lin.user.id, place=team, place_name="Campus", name="Lin"))
        with bot:
            yield Stage(bot, ada, lin)


@contextmanager
def on_discord(folder: Path) -> Iterator[Stage]:
    with LoopbackDiscord(token="a-token-of-the-tests") as discord:
        guild = discord.add_guild("Campus")
        rooms = discord.add_channel(guild, "mentoring")
        ada, lin = OnDiscord(discord, "Ada", guild), OnDiscord(discord, "Lin", guild)
        settings = {
            "DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url, "KITH_HTTP_PORT": str(free_port()),
        }  # fmt: skip
        bot = BotProcess(folder, settings)
        sender = Sender("discord", "", str(lin.user.id), place=str(guild.id), place_name="Campus", name="Lin")
        _seed(bot, sender, str(rooms.id))
        with bot:
            yield Stage(bot, ada, lin)


@pytest.fixture(params=["socket", "http", "discord"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    match request.param:
        case "discord":
            with on_discord(tmp_path) as made:
                yield made
        case name:
            with on_slack(tmp_path, name) as made:
                yield made


def test_from_joining_to_an_intro(stage: Stage) -> None:
    """Somebody joins, sees a mentor, asks, and gets a yes and a room, with nothing but presses."""
    ada, lin = stage.ada, stage.lin
    ada.commands("/mentor home")
    ada.presses("Join")
    ada.presses("I look for a mentor")
    ada.presses("Study skills")
    ada.presses("Show me mentors")
    ada.presses("Ask for an intro chat", on="Lin")
    ada.presses("Send it")
    lin.sees("Ada")
    lin.presses("Happy to")
    ada.sees("Lin")
