"""Stages for the tests of the core."""

from collections.abc import Iterator

import pytest

from storage.database import Database
from tests.core import small
from tests.core.databases import database, postgres_database, postgres_template, sqlite_database, sqlite_template
from tests.core.stage import Stage

__all__ = ["database", "postgres_database", "postgres_template", "sqlite_database", "sqlite_template"]


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
