"""Stages for the tests of the core."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.core import small
from tests.core.databases import SECRET, database, emptied, postgres_template, sqlite_template
from tests.core.stage import Stage

__all__ = ["database", "postgres_template", "sqlite_template"]


@pytest.fixture(scope="session")
def open_on_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Open for all stages; each begins with nothing in it."""
    opened = Database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path_factory.mktemp('stages'))}", [SECRET])
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def open_on_postgres(postgres_template: str) -> Iterator[Database]:
    opened = Database(postgres_template, [SECRET])
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(open_on_sqlite: Database) -> Database:
    return emptied(open_on_sqlite)


@pytest.fixture
def postgres_database(open_on_postgres: Database) -> Database:
    return emptied(open_on_postgres)


@pytest.fixture
def stage(sqlite_database: Database) -> Iterator[Stage]:
    """A stage on SQLite."""
    made = Stage(sqlite_database)
    yield made
    made.close()


@pytest.fixture
def any_stage(database: Database, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A stage on SQLite, and one on PostgreSQL; with the module's own `FLOWS`, if it has some."""
    made = Stage(database, getattr(request.module, "FLOWS", small.FLOWS))
    yield made
    made.close()
