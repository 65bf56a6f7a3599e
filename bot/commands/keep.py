"""`kith migrate`, `kith backup` and `kith restore`: what becomes of the database while nobody looks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from bot import log
from bot.clock import Clock
from bot.commands.wiring import make_engine, names_of, open_database
from bot.settings import Settings
from bot.stopped import Stopped
from storage import backup, schema
from storage.alone import Alone
from storage.database import Database


def migrate(settings: Settings) -> None:
    """Not while `kith run` works: what it knows of the tables would be true no more."""
    log.configure(settings.log_level, hide=settings.secrets)
    database = open_database(settings)
    alone = Alone(database)
    try:
        alone.hold()
        schema.upgrade(database)
    finally:
        alone.close()
        database.close()
    print("The database is up to date.")


def back_up(settings: Settings, file: Path) -> None:
    """Everything into a new file, also while `kith run` works."""
    log.configure(settings.log_level, hide=settings.secrets)
    _refuse_missing(settings)
    database = open_database(settings, alone=False, writes=False)
    try:
        backup.back_up(database, file, Clock().now())
    finally:
        database.close()
    print(f"Everything is in {file}. Keep KITH_SECRET_KEY somewhere else: without it the private text cannot be read.")


def _refuse_missing(settings: Settings) -> None:
    url = settings.database_url
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        raise Stopped("There is no database yet, so there is nothing to back up.")


def restore(settings: Settings, file: Path, files: Sequence[Path], *, overwrite: bool) -> None:
    """Everything out of a file, in the place of what there is. Whoever was erased since then is erased again."""
    log.configure(settings.log_level, hide=settings.secrets)
    about = backup.look_into(file)
    for one in files:
        if not one.exists():
            raise Stopped(f"{one} is not there.")
    database = open_database(settings)
    alone = Alone(database)
    try:
        alone.hold()
        backup.refuse_unfit(database, about)
        if not overwrite and not backup.is_empty(database):
            raise Stopped(
                "There is something in this database already. To replace all of it by what is in the backup, say "
                "--overwrite."
            )
        known = _known_after(database, settings.erased_file, files)
        backup.restore(database, file)
        again = _erase_again(database, settings, known, Clock().now())
    finally:
        alone.close()
        database.close()
    made = datetime.fromisoformat(about.made_at)
    print(f"The database is as it was on {made:%Y-%m-%d} at {made:%H:%M} UTC.")
    if again:
        print(f"Accounts that were erased after that are erased again: {again}.")


def _known_after(database: Database, own: Path, files: Sequence[Path]) -> Mapping[str, datetime]:
    """Everybody of whom a file or a row says that they were erased, and by now the file beside the data says it of all.
    Raises `Unreadable` before anything is written."""
    from bot.commands import erased

    erased.add_to_file(own, erased.read([own, *files]))
    erased.keep_what_is_known(database, own, Clock().now())
    return erased.read([own])


def _erase_again(database: Database, settings: Settings, known: Mapping[str, datetime], now: datetime) -> int:
    from bot.commands import erased

    schema.load_tables()  # what is erased is looked for in every table, whoever works with it
    found = erased.take_over(database, known, now)
    erased.finish(database, make_engine(database, names_of(settings)), now)
    erased.to_file(database, settings.erased_file, now)
    return found
