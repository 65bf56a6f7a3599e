"""A community on each platform, and each way to reach it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.processes.bot_process import BotProcess
from tests.processes.communities import Community, on_discord, on_slack
from tests.processes.forked import Forked

WAYS = ["socket", "http", "discord"]


@pytest.fixture(params=WAYS)
def community(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Community]:
    """Its bot begins with everything loaded."""
    with _made(request.param, tmp_path, Forked) as made:
        yield made


@pytest.fixture(params=WAYS)
def whole_community(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Community]:
    """Its bot is started as people start it."""
    with _made(request.param, tmp_path, BotProcess) as made:
        yield made


def _made(way: str, folder: Path, bot: type[BotProcess]) -> AbstractContextManager[Community]:
    match way:
        case "discord":
            return on_discord(folder, bot)
        case "socket" | "http":
            return on_slack(folder, way, bot)
    raise ValueError(way)
