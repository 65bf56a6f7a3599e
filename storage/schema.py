"""Bringing a database to the schema that this version of Kith works with."""

import importlib
import pkgutil
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import exists, inspect, select, table
from sqlmodel import SQLModel

import storage
from storage import Problem
from storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


class WrongSchema(Problem):
    """The database cannot be worked with as it is; the sentence says what to do."""


def load_tables() -> None:
    """Makes every table known, so that migrations can be compared with the models."""
    for module in pkgutil.walk_packages(storage.__path__, "storage."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database) -> None:
    """Migrates to the newest revision. Raises `WrongSchema` where the database is of a newer version."""
    refuse_newer(database)
    command.upgrade(_config(database), "head")


def revision_of(database: Database) -> str | None:
    with database.looking.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_known(database: Database, revision: str) -> bool:
    """Whether this version has a revision of that name."""
    try:
        return ScriptDirectory.from_config(_config(database)).get_revision(revision) is not None
    except CommandError:
        return False


def has_rows(database: Database) -> bool:
    """Whether anybody has done anything: there is a table with something in it, but for the revision's."""
    with database.looking.connect() as connection:
        there = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return any(connection.execute(select(exists().select_from(table(name)))).scalar() for name in sorted(there))


def refuse_newer(database: Database) -> None:
    """Raises `WrongSchema` where the database was migrated by a version that this one does not know."""
    revision = revision_of(database)
    if revision is None:
        return
    try:
        ScriptDirectory.from_config(_config(database)).get_revision(revision)
    except CommandError as error:
        raise WrongSchema(
            "This database was made by a newer version of Kith. Install that version, or restore an older backup."
        ) from error


def refuse_unready(database: Database) -> None:
    """Raises `WrongSchema` where the database is newer or older than this version."""
    refuse_newer(database)
    if revision_of(database) != ScriptDirectory.from_config(_config(database)).get_current_head():
        raise WrongSchema("This database is not up to date. Run: kith migrate")


def difference(database: Database) -> list[object]:
    """What the models say and the database does not, as Alembic sees it; empty where they agree."""
    load_tables()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))
