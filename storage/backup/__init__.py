"""Everything in one file, and back: what a backup holds, and when it may be taken for what it is."""

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from storage import schema
from storage.backup import postgres, sqlite
from storage.backup.problems import CannotBackUp
from storage.columns import keyring_of
from storage.database import Database
from storage.rows import locked

__all__ = ["Backup", "CannotBackUp", "back_up", "is_empty", "look_into", "restore"]

ABOUT, ROWS = "about.json", "database"
KEYS = "kith key of a backup"
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What reading a zip raises where its bytes are not what they were, or not of a zip that Kith makes."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says of itself: when it was made, of which kind of database, at which revision, and the marks of
    the keys that its private text may be locked with."""

    made_at: str
    kind: str
    revision: str
    keys: tuple[str, ...]


def back_up(database: Database, file: Path, now: datetime) -> Backup:
    """Writes everything to a new file that only its owner can read; also while Kith works. Raises `CannotBackUp`."""
    if file.exists():
        raise CannotBackUp(f"{file} is there already, and is not overwritten. Choose another name.")
    schema.refuse_unready(database)
    locked.refuse_unreadable(database)
    about = Backup(
        made_at=now.isoformat(), kind=_kind(database), revision=schema.revision_of(database) or "",
        keys=tuple(keyring_of(database.engine.dialect).marks(KEYS)),
    )  # fmt: skip
    with _beside(file) as folder:
        rows = folder / ROWS
        _of(database).dump(database.url, rows)
        unfinished = folder / "whole"
        try:
            _private(unfinished)
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as packed:
                packed.writestr(ABOUT, json.dumps(asdict(about)))
                packed.write(rows, ROWS)
            _appear(unfinished, file)
        except FileExistsError as error:
            raise CannotBackUp(f"{file} is there already, and is not overwritten. Choose another name.") from error
        except OSError as error:
            raise CannotBackUp(f"{file} could not be written ({error.strerror}).") from error
    return about


def _appear(unfinished: Path, file: Path) -> None:
    """The file is there as a whole or not at all, and never over another one. Where the disk knows no hard links, its
    name is taken first: what a crash leaves at that moment is empty, and no backup."""
    try:
        os.link(unfinished, file)
    except FileExistsError:
        raise
    except OSError:
        _private(file)
        unfinished.replace(file)


def look_into(file: Path) -> Backup:
    """What a file says of itself. Raises `CannotBackUp` where it is no backup."""
    try:
        with zipfile.ZipFile(file) as packed:
            found = json.loads(packed.read(ABOUT))
            packed.getinfo(ROWS)
            known = {one.name: found[one.name] for one in fields(Backup)}  # a newer version may say more
            return Backup(**known | {"keys": tuple(found["keys"])})
    except FileNotFoundError as error:
        raise CannotBackUp(f"{file} is not there.") from error
    except (OSError, KeyError, TypeError, ValueError, *DAMAGED) as error:
        raise CannotBackUp(f"{file} is not a backup made by Kith, or it is damaged.") from error


def refuse_unfit(database: Database, about: Backup) -> None:
    """Raises `CannotBackUp` where what is in the backup could not be worked with here."""
    if about.kind != _kind(database):
        raise CannotBackUp(
            f"This is a backup of a {about.kind} database, and DATABASE_URL names a {_kind(database)} one. Restore it "
            f"into a database of its own kind."
        )
    if not schema.is_known(about.revision):
        raise CannotBackUp(
            "This backup was made by a newer version of Kith. Install that version, or take an older backup."
        )
    missing = set(about.keys) - set(keyring_of(database.engine.dialect).marks(KEYS))
    if missing:
        which = "the key" if len(about.keys) == 1 else f"{len(missing)} of the {len(about.keys)} keys"
        raise CannotBackUp(
            f"KITH_SECRET_KEY does not hold {which} that this backup was made with, so its private text could not be "
            f"read. Set KITH_SECRET_KEY as it was then (several keys: the newest first, with commas between them)."
        )


def restore(database: Database, file: Path) -> None:
    """Puts what a backup holds in the place of what is in the database, and brings it up to date. All or nothing."""
    about = look_into(file)
    refuse_unfit(database, about)
    with _beside(database.path or file) as folder:
        try:
            with zipfile.ZipFile(file) as packed:
                rows = Path(packed.extract(ROWS, folder))
        except DAMAGED as error:
            raise CannotBackUp(f"{file} is not a backup made by Kith, or it is damaged.") from error
        except OSError as error:
            raise CannotBackUp(f"{file} could not be unpacked in {folder.parent} ({error.strerror}).") from error
        rows.chmod(0o600)
        _of(database).load(database, rows)
    schema.upgrade(database)


def is_empty(database: Database) -> bool:
    """Whether nobody has done anything in it."""
    return not schema.has_rows(database)


def _kind(database: Database) -> str:
    return "SQLite" if database.is_sqlite else "PostgreSQL"


def _of(database: Database) -> "type[sqlite.SQLite] | type[postgres.Postgres]":
    return sqlite.SQLite if database.is_sqlite else postgres.Postgres


def _private(path: Path) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A folder on the same disk that nobody else can look into, for what is not finished."""
    try:
        made = TemporaryDirectory(prefix=".kith-", dir=file.absolute().parent)
    except OSError as error:
        raise CannotBackUp(f"{file.absolute().parent} cannot be written to ({error.strerror}).") from error
    with made as folder:
        yield Path(folder)
