"""SQLite, through its own way of copying a database that others work on."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL

from storage.backup.problems import CannotBackUp
from storage.database import Database


class SQLite:
    @staticmethod
    def dump(url: URL, to: Path) -> None:
        """One consistent state, taken in one look: in its write-ahead mode nobody waits for that. What was deleted is
        still in the free pages of the file; in the copy it is not. Raises `CannotBackUp`, as where the disk is full."""
        try:
            with closing(sqlite3.connect(to)) as copy:
                to.chmod(0o600)
                there = Path(str(url.database)).absolute().as_uri()
                with closing(sqlite3.connect(f"{there}?mode=ro", uri=True)) as rows:
                    rows.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
                copy.execute("VACUUM")
        except sqlite3.OperationalError as error:
            raise CannotBackUp(f"The backup could not be written ({error}). Is there room on the disk?") from error

    @staticmethod
    def load(database: Database, rows: Path) -> None:
        """The file takes the place of the one that is there, once it is known to be whole."""
        with closing(sqlite3.connect(rows)) as copy:
            try:
                whole = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            except sqlite3.DatabaseError:
                whole = False
        if not whole:
            raise CannotBackUp("The database in this backup is damaged. Take another backup.")
        path = database.path
        if path is None:
            raise CannotBackUp("Kith keeps its SQLite database in a file.")
        database.let_go()
        for beside in ("-wal", "-shm"):
            Path(f"{path}{beside}").unlink(missing_ok=True)
        rows.replace(path)
