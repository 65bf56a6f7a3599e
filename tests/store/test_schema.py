"""Migrations bring any database to what the models say, and refuse what they do not know."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from storage import schema
from storage.database import Database
from storage.schema import WrongSchema
from tests.core.databases import SECRET


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'kith.db'}", [SECRET])
    else:
        database = Database(request.getfixturevalue("postgres_url"), [SECRET])
    yield database
    database.close()


def test_the_migrations_make_what_the_models_say(empty: Database) -> None:
    """From nothing to the newest revision: tables, columns, types, indexes and constraints agree with the models."""
    with pytest.raises(WrongSchema, match="kith migrate"):
        schema.refuse_unready(empty)
    schema.upgrade(empty)
    schema.refuse_unready(empty)
    assert schema.difference(empty) == []


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    """A second start finds everything done."""
    schema.upgrade(empty)
    revision = schema.revision_of(empty)
    schema.upgrade(empty)
    assert revision is not None
    assert schema.revision_of(empty) == revision


def test_kith_may_lie_in_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What means something in a file of settings is only a sign in its path."""
    odd = tmp_path / "50% #1 é"
    odd.symlink_to(schema.MIGRATIONS, target_is_directory=True)
    monkeypatch.setattr(schema, "MIGRATIONS", odd)
    database = Database(f"sqlite:///{tmp_path / 'kith.db'}", [SECRET])
    schema.upgrade(database)
    schema.refuse_unready(database)
    database.close()


def test_a_database_of_a_newer_version_is_refused(empty: Database) -> None:
    """What this version does not know it neither runs on nor migrates, and says so in one line."""
    schema.upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    refuse: list[Callable[[Database], object]] = [schema.upgrade, schema.refuse_unready, schema.known_revision]
    for refused in refuse:
        with pytest.raises(WrongSchema, match="made by a newer version of Kith"):
            refused(empty)
    assert schema.revision_of(empty) == "from_the_future"


def test_the_revisions_are_one_line(migrated_on_sqlite: Database) -> None:
    """There is one head and one beginning, so that every database knows its way; and files are named after them in
    their order."""
    scripts = ScriptDirectory.from_config(schema.config_for(migrated_on_sqlite))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
    assert [script.revision for script in scripts.walk_revisions()] == schema.REVISIONS[::-1]


def test_checks_of_statuses_are_migrated(empty: Database) -> None:
    """A status outside of its values is refused in a migrated database too."""
    schema.upgrade(empty)
    with pytest.raises(sa.exc.IntegrityError), empty.engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO program"
                " (name, status, language, zone, quiet_from, quiet_until, rests, prompts_a_week, created_at)"
                " VALUES ('x', 'nonsense', 'en', 'UTC', '21:00', '08:00', '', 2, '2026-09-07 12:00:00+00:00')"
            )
        )


def test_sqlite_makes_no_table_in_memory_to_check_a_letter(migrated_on_sqlite: Database) -> None:
    """Its kind and state are compared one by one, and so is what its indexes are about: each press puts letters."""
    with migrated_on_sqlite.read() as session:
        does = [row.opcode for row in session.execute(sa.text("EXPLAIN INSERT INTO letter (key) VALUES ('1')"))]
    assert "Insert" in does
    assert "OpenEphemeral" not in does
