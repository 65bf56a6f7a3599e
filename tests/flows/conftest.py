"""Every script runs on every renderer and on both databases: pressed in Slack and Discord on SQLite, typed on
PostgreSQL. What differs between the databases is behind `storage`, whose own tests run on both; a fourth time, typed on
SQLite, would take an eighth more of the whole suite's time.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.servers.postgres import PostgresServer
from tests.world.databases import SECRET, Watched, emptied, make_tables, sqlite_database
from tests.world.discord import DiscordSurface
from tests.world.making import make_world
from tests.world.plain import PlainSurface
from tests.world.slack import SlackSurface
from tests.world.surface import Surface
from tests.world.world import World

SURFACES: dict[str, Callable[[], Surface]] = {"slack": SlackSurface, "discord": DiscordSurface, "typed": PlainSurface}


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for the scripts of a process; each finds it empty."""
    database = sqlite_database(tmp_path_factory.mktemp("scripts"))
    yield database
    database.close()


@pytest.fixture(scope="session")
def on_postgres(postgres: PostgresServer) -> Iterator[Database]:
    """The same on PostgreSQL."""
    url = postgres.new_database()
    database = Watched(url, [SECRET])
    make_tables(database)
    yield database
    database.close()
    postgres.drop(url)


def _made(request: pytest.FixtureRequest, *, program: bool) -> Iterator[World]:
    database: Database = request.getfixturevalue("on_postgres" if request.param == "typed" else "on_sqlite")
    world = make_world(SURFACES[request.param](), emptied(database), program=program)
    yield world
    world.rest()


@pytest.fixture(params=SURFACES)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """A world with the open program "Compass" on one platform's screens."""
    yield from _made(request, program=True)


@pytest.fixture(params=SURFACES)
def empty_world(request: pytest.FixtureRequest) -> Iterator[World]:
    """A world in which nobody has done anything: no program, no coordinator."""
    yield from _made(request, program=False)


@pytest.fixture(params=["sqlite", "postgres"])
def crowded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world with the program on each database, for real threads."""
    if request.param == "sqlite":
        database = sqlite_database(tmp_path)
    else:
        database = Watched(request.getfixturevalue("postgres_url"), [SECRET])
        make_tables(database)
    world = make_world(PlainSurface(), database)
    yield world
    world.close()
