"""Bringing a database to the schema that this version of Kith works with."""

import importlib
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import exists, inspect, select, table, text
from sqlmodel import SQLModel

import storage
from storage import Problem
from storage.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS = sorted(module.name.partition("_")[0] for module in pkgutil.iter_modules([str(MIGRATIONS / "versions")]))
"""From the first to the newest; each has a file of its name. Alembic is loaded by what migrates alone: a start just
compares."""


class WrongSchema(Problem):
    """The database cannot be worked with as it is; the sentence says what to do."""


def load_tables() -> None:
    """Makes every table known, so that migrations can be compared with the models."""
    for module in pkgutil.walk_packages(storage.__path__, "storage."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)


def config_for(database: Database) -> "Config":
    """What Alembic works with."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))  # a % means something to it
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database) -> None:
    """Migrates to the newest revision. Raises `WrongSchema` where the database is of a newer version."""
    if known_revision(database) != REVISIONS[-1]:
        from alembic import command

        command.upgrade(config_for(database), "head")


def revision_of(database: Database) -> str | None:
    """Which revision it was migrated to; none where it has no tables yet."""
    with database.looking.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_known(revision: str) -> bool:
    """Whether this version has a revision of that name."""
    return revision in REVISIONS


def known_revision(database: Database) -> str | None:
    """What `revision_of` says. Raises `WrongSchema` where this version does not know it: a newer one migrated it."""
    revision = revision_of(database)
    if revision is not None and not is_known(revision):
        raise WrongSchema(
            "This database was made by a newer version of Kith. Install that version, or restore an older backup."
        )
    return revision


def has_rows(database: Database) -> bool:
    """Whether anybody has done anything: there is a table with something in it, but for the revision's."""
    with database.looking.connect() as connection:
        there = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return any(connection.execute(select(exists().select_from(table(name)))).scalar() for name in sorted(there))


def refuse_unready(database: Database) -> None:
    """Raises `WrongSchema` where the database is newer or older than this version."""
    if known_revision(database) != REVISIONS[-1]:
        raise WrongSchema("This database is not up to date. Run: kith migrate")


def difference(database: Database) -> list[object]:
    """What the models say and the database does not, as Alembic sees it; empty where they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    load_tables()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))
