"""PostgreSQL, through its own tools."""

import os
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from storage.backup.problems import CannotBackUp
from storage.database import Database


class Postgres:
    @staticmethod
    def dump(url: URL, to: Path) -> None:
        """One consistent state, while others work."""
        _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}", _address(url))

    @staticmethod
    def load(database: Database, rows: Path) -> None:
        """What is there goes and what is in the file comes in one transaction."""
        script = rows.with_suffix(".sql")
        _run(database.url, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(rows))
        with database.engine.connect() as connection:
            tables = sa.inspect(connection).get_table_names()
            quote = connection.dialect.identifier_preparer.quote
        gone = [f"--command=DROP TABLE IF EXISTS {', '.join(map(quote, tables))} CASCADE"] if tables else []
        database.let_go()
        _run(
            database.url, "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction",
            "--output=/dev/null", *gone, f"--file={script}", _address(database.url),
        )  # fmt: skip


def _address(url: URL) -> str:
    """What libpq is given; never the password, which everybody could read in the list of processes."""
    # `URL.set` leaves alone what it is given None for.
    named = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return named.render_as_string(hide_password=False)


def _run(url: URL, tool: str, *arguments: str) -> None:
    if shutil.which(tool) is None:
        raise CannotBackUp(
            f"{tool} is not there; backups of PostgreSQL are made with its own tools. Install its client (on Debian "
            f"and Ubuntu: postgresql-client), of the server's version or newer."
        )
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run([tool, *arguments], env=os.environ | password, capture_output=True, text=True, check=False)  # noqa: S603  # no shell; the address is the operator's own
    if done.returncode != 0:
        said = [line for line in done.stderr.strip().splitlines() if line.strip()]
        raise CannotBackUp(f"{tool} could not do it: {said[0] if said else done.returncode}")
