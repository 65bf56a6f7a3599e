"""One process at a time on one PostgreSQL database."""

import pytest
import sqlalchemy as sa

from storage.alone import Alone
from storage.database import Database, InUse


def lose_connections(database: Database) -> None:
    """As when the server is started anew: every connection that holds such a lock ends."""
    with database.engine.connect() as connection:
        holders = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database"
        query = f"SELECT pg_terminate_backend(pid, 5000) FROM ({holders} WHERE datname = current_database())) AS holder"
        assert connection.execute(sa.text(query)).all()


def test_a_second_process_is_refused(postgres_database: Database) -> None:
    """As long as the first one works; then the next may."""
    first, second = Alone(postgres_database), Alone(postgres_database, patience=0.05)
    first.hold()
    first.hold()
    with pytest.raises(InUse, match="Another process already works on this database"):
        second.hold()
    first.close()
    second.hold()
    second.close()


def test_a_lost_lock_is_taken_again(postgres_database: Database) -> None:
    """Who finds its connection gone takes the lock anew, and hears of it where somebody else was quicker."""
    first, second = Alone(postgres_database, patience=0.05), Alone(postgres_database, patience=0.05)
    first.hold()
    lose_connections(postgres_database)
    first.hold()
    with pytest.raises(InUse):
        second.hold()
    lose_connections(postgres_database)
    second.hold()
    with pytest.raises(InUse):
        first.hold()
    second.close()


def test_sqlite_has_its_lock_file(sqlite_database: Database) -> None:
    """There nothing is held a second time."""
    for alone in (Alone(sqlite_database), Alone(sqlite_database)):
        alone.hold()
        alone.close()
