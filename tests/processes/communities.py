"""`kith run` on one side; on the other Slack (by socket, or by signed requests), Discord, or both, on a loopback
address."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from storage import schema
from storage.database import Database
from storage.outbox import Timer
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.discord.world.permissions import Permission
from tests.loopback.slack import LoopbackSlack
from tests.processes.bot_process import SECRET, BotProcess
from tests.processes.people import Hands, OnDiscord, OnSlack
from tests.servers.ports import free_port

CHANNEL = "first-steps"
PEOPLE = ("Sam", "Lin", "Ada", "Ben", "Cem", "Dua")


@dataclass
class Community:
    """A bot on which nobody has done anything yet, in a community with one channel."""

    bot: BotProcess
    person: Callable[[str], Hands]

    def cut_power(self) -> None:
        with self.without_power():
            pass

    @contextmanager
    def without_power(self) -> Iterator[Session]:
        """The bot dies, and what it keeps can be changed before it is started anew."""
        self.bot.kill()
        with self.database() as database, database.write() as session:
            yield session
        self.bot.lines.clear()
        self.bot.start()

    def wait_for(self, step: str) -> None:
        """The power stays away until the timers of that step are due."""
        with self.without_power() as session:
            session.execute(sa.update(Timer).where(col(Timer.step) == step).values(due_at=datetime.now(UTC)))

    @contextmanager
    def database(self) -> Iterator[Database]:
        """What the bot keeps, while it does not run."""
        schema.load_tables()
        database = Database(f"sqlite:///{self.bot.folder / 'data' / 'kith.db'}", [SECRET])
        try:
            yield database
        finally:
            database.close()


@contextmanager
def on_slack(folder: Path, mode: Literal["socket", "http"], bot_of: type[BotProcess]) -> Iterator[Community]:
    with _slack(mode) as (people, settings), _started(bot_of(folder, settings)) as bot:
        yield Community(bot, people.__getitem__)


@contextmanager
def on_discord(folder: Path, bot_of: type[BotProcess]) -> Iterator[Community]:
    with _discord() as (people, settings), _started(bot_of(folder, settings)) as bot:
        yield Community(bot, people.__getitem__)


@contextmanager
def on_both(folder: Path) -> Iterator[tuple[Community, Community]]:
    """One bot for both, started as people start it: the same names are two accounts each."""
    with (
        _slack("socket") as (here, slack),
        _discord() as (there, discord),
        _started(BotProcess(folder, slack | discord)) as bot,
    ):
        yield Community(bot, here.__getitem__), Community(bot, there.__getitem__)


@contextmanager
def _slack(mode: Literal["socket", "http"]) -> Iterator[tuple[Mapping[str, Hands], dict[str, str]]]:
    """People in a workspace, and the settings with which a bot is in it."""
    port = free_port()
    events = f"http://127.0.0.1:{port}/slack/events" if mode == "http" else None
    with LoopbackSlack(mode, events) as slack:
        people = {name: OnSlack(slack, name) for name in PEOPLE}
        slack.add_channel(CHANNEL, ["kith", *(person.user.id for person in people.values())])
        settings = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url, "KITH_HTTP_PORT": str(port)}
        settings |= (
            {"SLACK_APP_TOKEN": slack.app_token} if mode == "socket" else {"SLACK_SIGNING_SECRET": slack.signing_secret}
        )
        yield people, settings


@contextmanager
def _discord() -> Iterator[tuple[Mapping[str, Hands], dict[str, str]]]:
    """People in a guild, and the settings with which a bot is in it."""
    with LoopbackDiscord(token="a-token-of-the-tests") as discord:
        guild = discord.add_guild("Campus")
        channel = discord.add_channel(guild, CHANNEL)
        people = {name: OnDiscord(discord, name, guild, channel) for name in PEOPLE}
        managers = discord.add_role(guild, "Managers", Permission.MANAGE_GUILD)
        discord.give_role(people["Sam"].user, guild, managers)
        settings = {
            "DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url, "KITH_HTTP_PORT": str(free_port()),
        }  # fmt: skip
        yield people, settings


@contextmanager
def _started(bot: BotProcess) -> Iterator[BotProcess]:
    assert bot.kith("migrate").returncode == 0
    with bot:
        yield bot
