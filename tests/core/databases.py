"""Fresh databases with the rows that the core lives on, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from storage import outbox, people, places
from storage.database import Database
from tests.core.small import Jar
from tests.servers.postgres import PostgresServer
from tests.world import databases as world

SECRET = "a secret of thirty-two characters"

_TABLES = (
    people.Account, people.AccountPlace, people.FormerName, people.Member, people.MemberAccount, places.Program,
    places.Place, places.FormerHome, places.Room, places.RoomMember, outbox.Letter, outbox.Timer, outbox.Draft,
    outbox.StoredFile, outbox.Taken, outbox.LaneHold,
)  # fmt: skip


def create_tables(database: Database) -> None:
    """The tables of the core and of the tests."""
    tables = [SQLModel.metadata.tables[str(table.__tablename__)] for table in _TABLES]
    SQLModel.metadata.create_all(database.engine, tables=tables)
    Jar.metadata.create_all(database.engine)


def emptied(database: Database) -> Database:
    """The same database with nothing in those tables."""
    return world.emptied(database, [str(table.__tablename__) for table in (*_TABLES, Jar)])


def _fill(url: str) -> None:
    database = Database(url, [SECRET])
    create_tables(database)
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("template") / "kith.db"
    _fill(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "kith.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}", [SECRET])
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> Iterator[str]:
    url = postgres.new_database()
    _fill(url)
    yield url
    postgres.drop(url)


@pytest.fixture
def postgres_database(postgres_template: str) -> Iterator[Database]:
    """Emptied before each test: twenty times as fast as a copy."""
    database = emptied(Database(postgres_template, [SECRET]))
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """The same test on both."""
    found = request.getfixturevalue(f"{request.param}_database")
    assert isinstance(found, Database)
    return found
