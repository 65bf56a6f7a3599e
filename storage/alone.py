"""One process at a time works on a PostgreSQL database, as the lock file has it for SQLite: two would carry each lane
twice and answer everything twice."""

from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.database import Database, InUse
from storage.rows.connections import postgres_engine

_KEY = int.from_bytes(b"kith")
PATIENCE = 5.0
"""Seconds in which a process that was stopped just now may let go."""


class Alone:
    """A lock that PostgreSQL takes back when this process ends, however it ends. It needs a connection that stays, so a
    pooler between has to be in session mode. Nothing of this does anything on SQLite."""

    def __init__(self, database: Database, patience: float = PATIENCE) -> None:
        self._engine = None if database.is_sqlite else postgres_engine(database.url, poolclass=sa.NullPool)
        self._patience = patience
        self._connection: Connection | None = None

    def hold(self) -> None:
        """Takes the lock, or makes sure of it: a connection that was lost has lost it too. Raises `InUse` where another
        process has it."""
        if self._engine is None:
            return
        if self._connection is not None:
            try:
                self._connection.scalar(sa.select(1))
            except sa.exc.DBAPIError:
                self.close()
            else:
                return
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            connection.execute(sa.text(f"SET lock_timeout = {int(self._patience * 1000)}"))
            connection.execute(sa.select(sa.func.pg_advisory_lock(_KEY)))
        except sa.exc.OperationalError as error:
            connection.close()
            if getattr(error.orig, "sqlstate", None) != "55P03":
                raise
            raise InUse("Another process already works on this database. Stop it first.") from error
        self._connection = connection

    def close(self) -> None:
        """Lets go."""
        if self._connection is not None:
            with suppress(sa.exc.DBAPIError):
                self._connection.close()
        self._connection = None
