"""Databases for worlds: with every table, and nothing in them."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlmodel import SQLModel

from storage.database import Database
from storage.schema import load_tables

D = TypeVar("D", bound=Database)
SECRET = "a secret of thirty-two characters"


class Watched(Database):
    """Counts what is written into it, so that a script can tell whether anything was, and lets nobody hold a row who
    only looks."""

    writes = 0

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

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Whoever only looks may hold no row: PostgreSQL would refuse it, and SQLite knows no such lock."""
        with super().read() as session:
            event.listen(session, "do_orm_execute", _holds_nothing)
            yield session


def sweeping(database: Database) -> sa.Engine:
    """For putting other rows into every table."""
    return database.sweeping if isinstance(database, Watched) else database.engine


def _holds_nothing(asked: ORMExecuteState) -> None:
    statement = asked.statement
    if isinstance(statement, sa.Select) and statement._for_update_arg is not None:
        raise RuntimeError(f"who only looks wanted to hold rows: {statement}")


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
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for name in (*tables, "sqlite_sequence"):
                connection.exec_driver_sql(f'DELETE FROM "{name}"')
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql("; ".join(f'DELETE FROM "{name}"' for name in tables))
            connection.exec_driver_sql(RESTART)
    return database


RESTART = """
SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences
WHERE schemaname = 'public' AND last_value IS NOT NULL
""".replace("%", "%%")
