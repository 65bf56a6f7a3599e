"""The whole story as real processes: from the code that `kith run` prints to an active match, with a power cut between.

`kith run` on one side; on the other Slack (by socket, and by signed requests) or Discord on a loopback address.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
import sqlalchemy as sa
from sqlmodel import col

from storage.database import Database
from storage.mentoring.matches import Match, MatchStatus
from storage.outbox import Letter, LetterState, Timer
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.discord.world.permissions import Permission
from tests.loopback.slack import LoopbackSlack
from tests.processes.bot_process import SECRET, BotProcess
from tests.processes.people import Hands, OnDiscord, OnSlack
from tests.servers.ports import free_port

CHANNEL = "first-steps"
BIO = "I failed my first exam, and know what helped me then."


@dataclass
class Community:
    """A bot on which nobody has done anything yet, in a community with one channel."""

    bot: BotProcess
    person: Callable[[str], Hands]


@contextmanager
def on_slack(folder: Path, mode: Literal["socket", "http"]) -> Iterator[Community]:
    port = free_port()
    events = f"http://127.0.0.1:{port}/slack/events" if mode == "http" else None
    with LoopbackSlack(mode, events) as slack:
        people = {name: OnSlack(slack, name) for name in ("Sam", "Lin", "Ada")}
        slack.add_channel(CHANNEL, ["kith", *(person.user.id for person in people.values())])
        settings = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url, "KITH_HTTP_PORT": str(port)}
        settings |= (
            {"SLACK_APP_TOKEN": slack.app_token} if mode == "socket" else {"SLACK_SIGNING_SECRET": slack.signing_secret}
        )
        bot = BotProcess(folder, settings)
        assert bot.kith("migrate").returncode == 0
        with bot:
            yield Community(bot, people.__getitem__)


@contextmanager
def on_discord(folder: Path) -> Iterator[Community]:
    with LoopbackDiscord(token="a-token-of-the-tests") as discord:
        guild = discord.add_guild("Campus")
        channel = discord.add_channel(guild, CHANNEL)
        people = {name: OnDiscord(discord, name, guild, channel) for name in ("Sam", "Lin", "Ada")}
        managers = discord.add_role(guild, "Managers", Permission.MANAGE_GUILD)
        discord.give_role(people["Sam"].user, guild, managers)
        settings = {
            "DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url, "KITH_HTTP_PORT": str(free_port()),
        }  # fmt: skip
        bot = BotProcess(folder, settings)
        assert bot.kith("migrate").returncode == 0
        with bot:
            yield Community(bot, people.__getitem__)


@pytest.fixture(params=["socket", "http", "discord"])
def community(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Community]:
    match request.param:
        case "discord":
            with on_discord(tmp_path) as made:
                yield made
        case name:
            with on_slack(tmp_path, name) as made:
                yield made


def _sets_up(sam: Hands, code: str) -> None:
    """From the printed code to a program that is open since yesterday, with its Join card in the channel."""
    sam.commands(f"/program claim {code}")
    sam.presses("Set up a program")
    sam.fills({"What is the program called?": "Compass"})
    sam.presses("Set the dates")
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    sam.fills({"First day": yesterday, "A big city whose clocks you use": "Berlin"})
    sam.presses("Add help and a contact")
    sam.fills({"Help lines, one in a line": "Nightline: 030 555 0199", "A contact outside the team": "Room 12"})
    sam.presses("Yes, we look first")
    sam.presses("See the Join card and post it")
    sam.picks_channel(CHANNEL)
    sam.presses("Post it and open now")
    sam.sees("Open: people can join")


def _offers(lin: Hands, sam: Hands) -> None:
    """A mentor joins with the card in the channel, tells what they offer, and is approved."""
    lin.presses("Join")
    lin.presses("I want to be a mentor")
    lin.presses("Study skills")
    lin.presses("Next: places and a few lines")
    lin.fills(
        {
            "Places for mentees": "2 people",
            "Places for intro chats": "3 at a time",
            "A few lines about you": BIO,
        }
    )
    lin.presses("I promise")
    sam.sees("offers to help as mentor")
    sam.presses("List Lin")
    lin.sees("You are listed")


def _asks(ada: Hands, lin: Hands) -> None:
    ada.types("hello")
    ada.presses("Join")
    ada.presses("I look for a mentor")
    ada.presses("Study skills")
    ada.presses("Show me mentors")
    ada.presses("Ask for an intro chat", on="Lin")
    ada.presses("Send it")
    lin.sees("Ada")


def _choose_each_other(ada: Hands, lin: Hands) -> None:
    ada.presses("We already met")
    ada.presses("A good fit")
    lin.presses("A good fit")
    ada.commands("/mentor choose")
    ada.presses("Choose Lin")
    ada.presses("Yes, choose Lin")
    lin.presses("Yes, gladly")
    ada.sees("Lin is your mentor from today on.")
    lin.sees("Ada is your mentee from today on.")


def test_from_an_empty_database_to_a_match(community: Community) -> None:
    """A coordinator claims and sets up, a mentor is approved, a mentee asks; after a power cut the cards still work,
    and the two become a match. No letter is lost or left."""
    sam, lin, ada = (community.person(name) for name in ("Sam", "Lin", "Ada"))
    found = re.search(r"claim ([A-Z0-9-]{10,})", community.bot.says("/program claim"))
    assert found
    _sets_up(sam, found.group(1))
    _offers(lin, sam)
    _asks(ada, lin)
    community.bot.kill()
    community.bot.lines.clear()
    community.bot.start()
    lin.presses("Happy to")
    _choose_each_other(ada, lin)
    assert community.bot.stop() == 0
    database = Database(f"sqlite:///{community.bot.folder / 'data' / 'kith.db'}", [SECRET])
    with database.read() as session:
        assert [match.status for match in session.scalars(sa.select(Match)).unique()] == [MatchStatus.ACTIVE]
        assert session.scalar(
            sa.select(sa.exists().where(col(Timer.step) == "keeping.tidy"))
        )  # every night from now on
        assert not session.scalars(sa.select(Letter).where(sa.column("state") == LetterState.DEAD)).all()
    database.close()
