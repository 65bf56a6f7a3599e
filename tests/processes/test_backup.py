"""Backups and what comes of them, with the commands as processes of their own, on both databases."""

import socket
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.commands import erased
from storage import schema
from storage.backup import back_up
from storage.database import Database
from tests.flows.lives import OWN, ZOE, live
from tests.flows.test_erasing import dumped, erase
from tests.processes.bot_process import BotProcess
from tests.processes.forked import Forked
from tests.processes.test_command_line import SLACK
from tests.world.databases import SECRET
from tests.world.making import add_mentee, make_world
from tests.world.plain import PlainSurface
from tests.world.world import World


class Kept:
    """A database with a program in it, the commands on it, and where things lie."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.file, self.ledger = folder / "kith.backup", folder / "data" / "kith.erased"
        self.settings = {"DATABASE_URL": url, "KITH_SECRET_KEY": SECRET}
        self.kith = Forked(folder, self.settings).kith

    def world(self) -> World:
        """Everybody at work; to be closed before a command that works alone."""
        database = Database(self.url, [SECRET])
        schema.upgrade(database)
        with database.read() as session:
            is_new = session.execute(sa.text("SELECT count(*) FROM program")).scalar() == 0
        return make_world(PlainSurface(), database, program=is_new)

    def names(self) -> set[str]:
        database = Database(self.url, [SECRET], alone=False)
        with database.read() as session:
            found = set(session.execute(sa.text("SELECT name FROM member")).scalars())
        database.close()
        return found


@pytest.fixture(params=["sqlite", "postgres"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    is_sqlite = request.param == "sqlite"
    return Kept(tmp_path, f"sqlite:///{tmp_path}/kith.db" if is_sqlite else request.getfixturevalue("postgres_url"))


def test_what_was_backed_up_comes_back(kept: Kept) -> None:
    """A backup is made while others write, is for its owner alone, and overwrites nothing; restoring it brings back
    just what was there then, and replaces what is there only when told to."""
    world = kept.world()
    add_mentee(world, "Ada")
    with world.database.write() as session:  # somebody is in the middle of something
        session.execute(sa.text("UPDATE member SET name = 'Bo' WHERE name = 'Ada'"))
        made = kept.kith("backup", str(kept.file))
        session.rollback()
    assert made.returncode == 0, made.stderr
    assert kept.file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in kept.folder.iterdir() if path.name.startswith(".kith-")] == []
    twice = kept.kith("backup", str(kept.file))
    assert (twice.returncode, "is there already" in twice.stderr) == (2, True)
    add_mentee(world, "Cleo")
    world.close()
    refused = kept.kith("restore", str(kept.file))
    assert (refused.returncode, "say --overwrite" in refused.stderr) == (2, True)
    assert kept.names() == {"Ada", "Cleo"}
    done = BotProcess(kept.folder, kept.settings).kith("restore", str(kept.file), "--overwrite")
    assert done.returncode == 0, done.stderr
    assert kept.names() == {"Ada"}
    again = kept.world()
    again.person("Ada").commands("/mentor").sees("Hello Ada. This is Compass.")
    add_mentee(again, "Dora")  # numbers of rows go on where they were
    again.close()
    assert kept.kith("migrate").returncode == 0


def test_whoever_was_erased_since_is_erased_again(kept: Kept) -> None:
    """A backup from before an erasure brings nobody back: the ledger beside the data knows them, and so does one that
    is handed over where the data was lost with it."""
    world = kept.world()
    live(world)
    user = world.sender(ZOE).user
    assert kept.kith("backup", str(kept.file)).returncode == 0
    erase(world, ZOE)
    erased.to_file(world.database, kept.ledger, world.moment)
    world.close()
    handed = kept.folder / "handed.erased"
    handed.write_text(kept.ledger.read_text())
    assert ZOE not in handed.read_text()
    assert user not in handed.read_text()
    done = kept.kith("restore", str(kept.file), "--overwrite")
    assert done.returncode == 0, done.stderr
    assert "erased again: 1" in done.stdout
    assert _traces(kept, user) == []
    kept.ledger.unlink()
    _forget_ledger(kept)
    assert kept.kith("restore", str(kept.file), "--overwrite").returncode == 0
    assert ZOE in kept.names()  # nobody knew
    assert _starts(kept) == []
    kept.ledger.write_text(handed.read_text())
    assert _starts(kept) == ["erased_account.once_more"]  # a database that was put back in any way
    _forget_ledger(kept)
    done = kept.kith("restore", str(kept.file), "--overwrite", "--erased", str(handed))
    assert done.returncode == 0, done.stderr
    assert _traces(kept, user) == []
    assert kept.ledger.exists()
    again = kept.world()
    again.person("Lin").commands("/mentor match")
    again.person("Ben").commands("/mentor asks")
    again.close()


@pytest.mark.parametrize("kept", ["sqlite"], indirect=True)  # it is about files alone
def test_a_ledger_that_cannot_be_read_leaves_everything_as_it_was(kept: Kept) -> None:
    """A line that says nothing in any of the files refuses the restore before it begins; and what a file says that was
    handed over once is known from then on without it."""
    world = kept.world()
    add_mentee(world, "Ada")
    assert kept.kith("backup", str(kept.file)).returncode == 0
    add_mentee(world, "Bo")
    world.close()
    handed = kept.folder / "handed.erased"
    nobody = f"{'0' * 64} 2026-01-05T09:00:00+00:00"
    handed.write_text(f"{nobody}\nDear all\n")
    again = ("restore", str(kept.file), "--overwrite")
    refused = kept.kith(*again, "--erased", str(handed))
    assert (refused.returncode, refused.stderr) == (2, f"{handed}: line 2 is not a mark and a moment\n")
    assert (kept.names(), kept.ledger.exists()) == ({"Ada", "Bo"}, False)
    handed.write_text(f"{nobody}\n")
    assert kept.kith(*again, "--erased", str(handed)).returncode == 0
    assert (kept.names(), nobody in kept.ledger.read_text()) == ({"Ada"}, True)
    kept.ledger.write_text("Dear all\n")
    refused = kept.kith(*again)
    assert (refused.returncode, "line 1 is not" in refused.stderr) == (2, True)


def _starts(kept: Kept) -> list[str]:
    """A start that comes as far as its port, which is taken; what waits to be done again after it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = {"KITH_HTTP_PORT": str(taken.getsockname()[1])}
        done = Forked(kept.folder, kept.settings | SLACK | port).kith("run")
    assert "is taken by something else" in done.stderr
    database = Database(kept.url, [SECRET], alone=False)
    with database.read() as session:
        waits = sa.text("SELECT step FROM timer WHERE step LIKE 'erased%'")
        found = list(session.execute(waits).scalars())
    database.close()
    return found


def _traces(kept: Kept, user: str) -> list[str]:
    world = kept.world()
    found = [table for table, row in dumped(world) if ZOE in row or OWN in row or user in row]
    world.close()
    return found


def _forget_ledger(kept: Kept) -> None:
    """As if the disk was lost: the rows know of no erasure either."""
    database = Database(kept.url, [SECRET], alone=False)
    with database.write() as session:
        session.execute(sa.text("DELETE FROM erased"))
    database.close()


def test_a_missing_tool_is_named(tmp_path: Path, postgres_url: str) -> None:
    """Where PostgreSQL's own tools are not installed, it is said which, and what to install."""
    kept = Kept(tmp_path, postgres_url)
    kept.world().close()
    bare = Forked(tmp_path, kept.settings | {"PATH": str(tmp_path)})
    done = bare.kith("backup", str(kept.file))
    assert (done.returncode, "pg_dump is not there" in done.stderr) == (2, True)
    assert not kept.file.exists()


def test_what_a_person_can_mend_is_one_line(tmp_path: Path) -> None:
    """There is nothing to back up yet, another process works on the database, or the file is no backup."""
    kept = Kept(tmp_path, f"sqlite:///{tmp_path}/kith.db")
    assert "nothing to back up" in kept.kith("backup", str(kept.file)).stderr
    kept.file.write_text("Dear all")
    no_backup = kept.kith("restore", str(kept.file), "--overwrite")
    assert (no_backup.returncode, "is not a backup made by Kith" in no_backup.stderr) == (2, True)
    world = kept.world()
    back_up(world.database, tmp_path / "good", world.moment)
    in_use = kept.kith("restore", str(tmp_path / "good"), "--overwrite")
    world.close()
    assert (in_use.returncode, "Another process" in in_use.stderr) == (2, True)
    for done in (no_backup, in_use):
        assert len(done.stderr.splitlines()) == 1
