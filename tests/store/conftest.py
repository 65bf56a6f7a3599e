"""The same tests on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import schema
from storage.database import Database, Store
from storage.people import Account, Member
from storage.places import Program, ProgramStatus
from tests.core.databases import (
    SECRET,
    database,
    postgres_database,
    postgres_template,
    sqlite_database,
    sqlite_template,
)
from tests.core.stage import NOON
from tests.servers.postgres import PostgresServer
from tests.store.programs import Programs
from tests.world.databases import emptied

__all__ = ["database", "postgres_database", "postgres_template", "sqlite_database", "sqlite_template"]


@pytest.fixture
def ada(database: Database) -> Member:
    """A member of the only program, the first row of each table."""
    with database.write() as session:
        store = Store(session)
        program = store.add(Program(name="Compass", status=ProgramStatus.OPEN, created_at=NOON))
        account = store.add(Account(platform="slack", team="T1", user="U1", name="Ada"))
        member = Member(
            program_id=program.id or 0, account_id=account.id or 0, name="Ada", joined_at=NOON, acted_at=NOON
        )
        return store.add(member)


# --- the whole schema, as it is migrated -----------------------------------------------------------------------------


def _migrate(url: str) -> None:
    database = Database(url, [SECRET])
    schema.upgrade(database)
    database.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("migrated") / "kith.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_url(postgres: PostgresServer) -> Iterator[str]:
    url = postgres.new_database()
    _migrate(url)
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Every table there is and nothing in them, on both."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("migrated_file"), tmp_path / "migrated.db")
        whole = Database(f"sqlite:///{tmp_path / 'migrated.db'}", [SECRET])
    else:
        whole = emptied(Database(request.getfixturevalue("migrated_url"), [SECRET]))
    yield whole
    whole.close()


@pytest.fixture
def programs(migrated: Database) -> Programs:
    """Two programs in one database, on both."""
    return Programs(migrated)
