"""The same tests on SQLite and on PostgreSQL."""

from collections.abc import Iterator

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


def _migrated(url: str) -> Database:
    database = Database(url, [SECRET])
    schema.upgrade(database)
    return database


@pytest.fixture(scope="session")
def migrated_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = _migrated(f"sqlite:///{tmp_path_factory.mktemp('migrated') / 'kith.db'}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def migrated_on_postgres(postgres: PostgresServer) -> Iterator[Database]:
    url = postgres.new_database()
    database = _migrated(url)
    yield database
    database.close()
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def migrated(request: pytest.FixtureRequest) -> Database:
    """Every table there is and nothing in them, on both; open for all tests, as it has learned their statements."""
    found = request.getfixturevalue(f"migrated_on_{request.param}")
    assert isinstance(found, Database)
    return emptied(found)


@pytest.fixture
def programs(migrated: Database) -> Programs:
    """Two programs in one database, on both."""
    return Programs(migrated)
