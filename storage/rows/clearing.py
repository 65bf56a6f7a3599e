"""Rows that were deleted, and what of them still lies in the database's files."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from threading import Lock

import sqlalchemy as sa
import structlog

log = structlog.get_logger(__name__)
WAIT = 250
"""Milliseconds for whoever reads at that moment; everybody who wants to write waits as well."""
_WHATEVER = "whatever an earlier process left"


class Clearing:
    """Sees to it that what was taken out of tables leaves the files, too, and remembers what could not be cleared yet:
    where somebody reads meanwhile, a database keeps it and says so without raising."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._left = {_WHATEVER} if self._is_sqlite else set[str]()
        self._turn = Lock()

    def clear(self, tables: Collection[str] = ()) -> bool:
        """Clears these tables and whatever is left of earlier times. False where some of it has to wait for a next
        time."""
        with self._turn:
            self._left.update(tables)
            if self._left:
                self._try()
            return not self._left

    def _try(self) -> None:
        try:
            self._empty_log() if self._is_sqlite else self._vacuum()
        except (sa.exc.DBAPIError, sqlite3.OperationalError) as error:
            log.warning("not_cleared_yet", why=type(error).__name__)

    def _empty_log(self) -> None:
        """The write-ahead file goes into the database, where deleted rows are overwritten, and is emptied."""
        with closing(self._engine.raw_connection()) as connection:  # it cannot be done in a transaction
            cursor = connection.cursor()
            [(waits,)] = cursor.execute("PRAGMA busy_timeout")
            cursor.execute(f"PRAGMA busy_timeout={WAIT}")
            try:
                [(is_busy, _pages, _moved)] = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                cursor.execute(f"PRAGMA busy_timeout={waits}")
        if is_busy:
            log.info("not_cleared_yet", why="somebody reads")
        else:
            self._left.clear()

    def _vacuum(self) -> None:
        """The dead rows of these tables go, but for those that a transaction from before could still see: nobody says
        which."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connected:
            for table in sorted(self._left):
                connected.exec_driver_sql(f'VACUUM "{table}"')
                self._left.discard(table)
