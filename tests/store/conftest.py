"""The same tests on SQLite and on PostgreSQL."""

import pytest

from storage.database import Database, Store
from storage.people import Account, Member
from storage.places import Program, ProgramStatus
from tests.core.databases import database, postgres_database, postgres_template, sqlite_database, sqlite_template
from tests.core.stage import NOON

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
