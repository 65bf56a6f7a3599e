"""Every script runs on every renderer."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.world.discord import DiscordSurface
from tests.world.making import make_world, sqlite_database
from tests.world.plain import PlainSurface
from tests.world.slack import SlackSurface
from tests.world.surface import Surface
from tests.world.world import World

SURFACES: dict[str, Callable[[], Surface]] = {"plain": PlainSurface, "slack": SlackSurface, "discord": DiscordSurface}


@pytest.fixture(params=list(SURFACES))
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world with the open program "Compass" on one platform's screens."""
    made = make_world(SURFACES[request.param](), sqlite_database(tmp_path))
    yield made
    made.close()


@pytest.fixture(params=list(SURFACES))
def empty_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world in which nobody has done anything: no program, no coordinator."""
    made = make_world(SURFACES[request.param](), sqlite_database(tmp_path), program=False)
    yield made
    made.close()
