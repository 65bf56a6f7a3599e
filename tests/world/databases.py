"""Databases for worlds: with every table, and nothing in them."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from storage.database import Database
from storage.schema import load_tables

D = TypeVar("D", bound=Database)
SECRET = "a secret of thirty-two characters"


class _HoldsNothing(SQLiteCompiler):
    """Whoever only looks may hold no row: PostgreSQL refuses it, and SQLite, which knows no such lock, does so here."""

    def for_update_clause(self, select: Any, **_how: Any) -> str:
        raise RuntimeError(f"who only looks wanted to hold rows: {select}")


class Watched(Database):
    """Counts what is written into it, so that a script can tell whether anything was, and lets nobody hold a row who
    only looks."""

    writes = 0

    def __init__(self, url: str, secrets: Sequence[str], *, alone: bool = True) -> None:
        super().__init__(url, secrets, alone=alone)
        if self.is_sqlite:
            self.looking.dialect.statement_compiler = _HoldsNothing

    @cached_property
    def sweeping(self) -> sa.Engine:
        """On PostgreSQL a connection beside those that are tested: one for which the tables stop looking at each other
        has to plan all of its statements again."""
        return self.engine if self.is_sqlite else sa.create_engine(self.url, pool_size=1, max_overflow=0)

    def close(self) -> None:
        super().close()
        self.sweeping.dispose()

    @contextmanager
    def write(self, *, single: bool = False) -> Iterator[Session]:
        self.writes += 1
        with super().write(single=single) as session:
            yield session


def sweeping(database: Database) -> sa.Engine:
    """For putting other rows into every table."""
    return database.sweeping if isinstance(database, Watched) else database.engine


def sqlite_database(folder: Path) -> Watched:
    """A database with every table and nothing in it."""
    path = folder / "kith.db"
    path.write_bytes(_empty_file())
    return Watched(f"sqlite:///{path}", [SECRET])


def make_tables(database: Database) -> None:
    """Every table there is, whichever modules a test has loaded."""
    load_tables()
    SQLModel.metadata.create_all(database.engine)


@cache
def _empty_file() -> bytes:
    """Making the tables once and copying the file is many times faster than making them for every test."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db", [SECRET], alone=False)
        make_tables(database)
        database.close()
        return (Path(folder) / "empty.db").read_bytes()


def emptied(database: D, tables: Collection[str] = ()) -> D:
    """The same database with nothing in its tables (`tables`: where it has not all), as if it were new. It keeps the
    statements it has learned, which is what makes a script on it fast."""
    tables = tables or [*SQLModel.metadata.tables]
    with sweeping(database).begin() as connection:
        if database.is_sqlite:
            empty_sqlite(connection, tables)
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql("; ".join(f'DELETE FROM "{name}"' for name in tables))
            connection.exec_driver_sql(RESTART)
    return database


def empty_sqlite(connection: sa.Connection, tables: Collection[str]) -> None:
    """Takes everything out of the few tables that hold something."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    looks = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in (*tables, COUNTS))
    for (name,) in connection.exec_driver_sql(" UNION ALL ".join(looks)).all():
        connection.exec_driver_sql(f'DELETE FROM "{name}"')


COUNTS = "sqlite_sequence"
"""SQLite's own table of the last ids."""


RESTART = """
SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences
WHERE schemaname = 'public' AND last_value IS NOT NULL
""".replace("%", "%%")
