"""Which backups are taken for what they are."""

import errno
import json
import os
import resource
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from storage import schema
from storage.backup import CannotBackUp, back_up, look_into, restore
from storage.backup.postgres import Postgres
from storage.database import Database, Store
from storage.outbox import Draft
from storage.people import Account
from storage.rights import coming_back, filed, ledger
from storage.rows.locked import WrongKey, refuse_unreadable

NOW = datetime(2026, 9, 7, 14, tzinfo=UTC)
FIRST, SECOND = "the first secret of thirty-two characters", "the second secret of thirty-two characters"


def opened(folder: Path, *keys: str) -> Database:
    database = Database(f"sqlite:///{folder}/kith.db", keys or [FIRST])
    schema.upgrade(database)
    return database


def _newer(about: "dict[str, object]") -> None:
    about["revision"] = "from_the_future"


def _of_others(about: "dict[str, object]") -> None:
    about["kind"] = "PostgreSQL"


@pytest.mark.parametrize(
    ("change", "said"), [(_newer, "made by a newer version of Kith"), (_of_others, "a backup of a PostgreSQL database")]
)
def test_what_cannot_be_worked_with_is_refused(
    tmp_path: Path, change: "Callable[[dict[str, object]], None]", said: str
) -> None:
    """A backup of a newer version or another kind of database is refused, and nothing changes."""
    database = opened(tmp_path)
    back_up(database, tmp_path / "backup", NOW)
    with zipfile.ZipFile(tmp_path / "backup") as made, zipfile.ZipFile(tmp_path / "other", "w") as changed:
        about = json.loads(made.read("about.json"))
        change(about)
        changed.writestr("about.json", json.dumps(about))
        changed.writestr("database", made.read("database"))
    with database.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO moved_clock (id, seconds) VALUES (1, 5)"))
    with pytest.raises(CannotBackUp, match=said):
        restore(database, tmp_path / "other")
    with database.looking.connect() as connection:
        assert connection.execute(sa.text("SELECT seconds FROM moved_clock")).scalar() == 5
    database.close()


def test_a_backup_whose_text_could_not_be_read_is_refused(tmp_path: Path) -> None:
    """Without one of the keys of then, restoring would leave what nobody can read; with all of them, and newer ones, it
    is restored, for its owner alone."""
    database = opened(tmp_path, SECOND, FIRST)
    back_up(database, tmp_path / "backup", NOW)
    database.close()
    for keys, said in (([FIRST], "1 of the 2 keys"), (["x" * 32], "2 of the 2 keys")):
        database = opened(tmp_path, *keys)
        with pytest.raises(CannotBackUp, match=said):
            restore(database, tmp_path / "backup")
        database.close()
    database = opened(tmp_path, "y" * 32, FIRST, SECOND)
    restore(database, tmp_path / "backup")
    database.close()
    assert (tmp_path / "kith.db").stat().st_mode & 0o777 == 0o600


def test_nothing_is_backed_up_with_a_key_that_does_not_fit(tmp_path: Path) -> None:
    """The backup would say that it can be read with that key."""
    with closing(opened(tmp_path)) as database, database.write() as session:
        ada = Store(session).add(Account(platform="slack", team="T1", user="U1", name="Ada"))
        session.add(Draft(account_id=ada.id or 0, step="a.b", about=1, answers="mine", touched_at=NOW))
    with closing(opened(tmp_path, SECOND)) as database, pytest.raises(WrongKey):
        back_up(database, tmp_path / "backup", NOW)
    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize("left", [FIRST, SECOND])
def test_a_key_that_reads_only_a_part_does_not_fit(tmp_path: Path, left: str) -> None:
    """After a second key came in front, what is old needs one of them, and what is new the other."""
    with closing(opened(tmp_path)) as database, database.write() as session:
        ada = Store(session).add(Account(platform="slack", team="T1", user="U1", name="Ada")).id or 0
    for keys, records in (([FIRST], range(30)), ([SECOND, FIRST], range(30, 60))):
        with closing(opened(tmp_path, *keys)) as database, database.write() as session:
            session.add_all(
                Draft(account_id=ada, step="a.b", about=one, answers="mine", touched_at=NOW) for one in records
            )
    with closing(opened(tmp_path, left)) as database, pytest.raises(WrongKey):
        refuse_unreadable(database)


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    """A file that is not there, something else, half of one, and one whose database is damaged; and nothing is left of
    what could not be finished."""
    database = opened(tmp_path)
    back_up(database, tmp_path / "backup", NOW)
    (tmp_path / "letter").write_text("Dear all")
    (tmp_path / "half").write_bytes((tmp_path / "backup").read_bytes()[:-2000])
    with zipfile.ZipFile(tmp_path / "backup") as made, zipfile.ZipFile(tmp_path / "damaged", "w") as changed:
        changed.writestr("about.json", made.read("about.json"))
        changed.writestr("database", made.read("database")[:5000] + b"?" * 5000)
    for name, said in (("nothing", "is not there"), ("letter", "not a backup"), ("half", "not a backup"),
                       ("damaged", "is damaged")):  # fmt: skip
        with pytest.raises(CannotBackUp, match=said):
            restore(database, tmp_path / name)
    with pytest.raises(CannotBackUp, match="cannot be written to"):
        back_up(database, Path("/proc/backup"), NOW)
    database.close()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".kith-")]


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    """What means something in an address is only a sign in a path: another, empty file was backed up instead."""
    with closing(opened(tmp_path / "50% #1 é")) as database:
        with database.write() as session:
            Store(session).add(Account(platform="slack", team="T1", user="U1", name="Ada"))
        back_up(database, tmp_path / "backup", NOW)
        restore(database, tmp_path / "backup")
        with database.read() as session:
            assert [account.name for account in session.query(Account)] == ["Ada"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["50% #1 é", "backup"]


def test_what_lies_behind_a_link_is_restored_there(tmp_path: Path) -> None:
    """The link stays, and nothing of what was replaced is left behind it."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "kith.db").symlink_to(tmp_path / "disk" / "kith.db")
    with closing(opened(tmp_path)) as database:
        back_up(database, tmp_path / "backup", NOW)
        with database.write() as session:
            Store(session).add(Account(platform="slack", team="T1", user="U1", name="Ada"))
        restore(database, tmp_path / "backup")
        with database.read() as session:
            assert session.query(Account).all() == []
    assert (tmp_path / "kith.db").is_symlink()


def test_what_was_deleted_is_not_in_a_backup(tmp_path: Path) -> None:
    """The pages that a deleted row was on stay in the database's file for a while; a copy does not have them."""
    database = opened(tmp_path)
    with database.engine.begin() as connection:
        for number in range(200):
            connection.execute(sa.text("INSERT INTO taken (key, at) VALUES (:key, '2026-09-07')"),
                               {"key": f"quagga {number}"})  # fmt: skip
        connection.execute(sa.text("DELETE FROM taken"))
    back_up(database, tmp_path / "backup", NOW)
    database.close()
    with zipfile.ZipFile(tmp_path / "backup") as made:
        assert b"quagga" not in made.read("database")


def test_the_ledgers_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Marks are added and never lost; the newest moment of one counts; a line that is none is named, and it is for its
    owner alone."""
    path = tmp_path / "deep" / "kith.erased"
    assert filed.read(path) == {}
    filed.append(path, [("a" * 64, NOW)])
    filed.append(path, [("b" * 64, NOW), ("a" * 64, NOW + timedelta(days=1))])
    assert filed.read(path) == {"a" * 64: NOW + timedelta(days=1), "b" * 64: NOW}
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text(path.read_text() + "nonsense\n")
    with pytest.raises(filed.Unreadable, match="line 5 is not a mark"):
        filed.read(path)


def test_who_is_erased_again_is_written_down_again(tmp_path: Path) -> None:
    """Somebody came back between two erasures, and may be in a backup from then: the newest moment is what counts."""
    path, later = tmp_path / "kith.erased", NOW + timedelta(days=1)
    with closing(opened(tmp_path)) as database, database.write() as session:
        ada = Store(session).add(Account(platform="slack", team="T1", user="U1", name="Ada"))
        for now in (NOW, later):
            ledger.note(session, ada, now)
            assert [ledger.file_now(session, path, now) for _twice in range(2)] == [1, 0]
        assert list(filed.read(path).values()) == [later]
        session.get_one(ledger.Erased, ledger.mark_of(session, ada)).at = NOW  # as in a backup from between
        found = [coming_back.take_over(session, filed.read(path)) for _twice in range(2)]
        assert found == [[ada], []]


def test_a_full_disk_leaves_the_ledgers_file_as_it_was(tmp_path: Path) -> None:
    """Half a line would take the next one with it, and whoever that is about would come back from a backup."""
    path = tmp_path / "kith.erased"
    filed.append(path, [("a" * 64, NOW)])
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 30, limits[1]))
    try:
        with pytest.raises(OSError, match="large"):
            filed.append(path, [("b" * 64, NOW)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    filed.append(path, [("b" * 64, NOW)])
    assert filed.read(path) == {"a" * 64: NOW, "b" * 64: NOW}


def test_a_disk_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The backup is made all the same, for its owner alone, and never over another file."""

    def refuse(*_paths: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    database = opened(tmp_path)
    back_up(database, tmp_path / "backup", NOW)
    assert look_into(tmp_path / "backup").kind == "SQLite"
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600
    with pytest.raises(CannotBackUp, match="is there already"):
        back_up(database, tmp_path / "backup", NOW)
    assert not list(tmp_path.glob(".kith-*"))
    database.close()


def test_a_full_disk_is_called_one(tmp_path: Path) -> None:
    """Nobody throws a good backup away because there is no room to unpack it; and none is half written."""
    database = opened(tmp_path)
    back_up(database, tmp_path / "backup", NOW)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(CannotBackUp, match="could not be written"):
            back_up(database, tmp_path / "another", NOW)
        assert not list(tmp_path.glob("another*"))
        with pytest.raises(CannotBackUp, match=r"could not be unpacked in .* \(File too large\)"):
            restore(database, tmp_path / "backup")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert schema.revision_of(database)
    database.close()


def test_a_password_is_no_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's tools get it in their environment: everybody on the machine can read their arguments."""
    tool = tmp_path / "pg_dump"
    tool.write_text('#!/bin/sh\necho "$@" > "$0.said"\necho "$PGPASSWORD" > "$0.knows"\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    Postgres.dump(make_url("postgresql+psycopg://kith:quagga@db.example:5433/kith?sslmode=require"), tmp_path / "rows")
    assert (tmp_path / "pg_dump.said").read_text().split()[
        -1
    ] == "postgresql://kith@db.example:5433/kith?sslmode=require"
    assert (tmp_path / "pg_dump.knows").read_text() == "quagga\n"


def test_a_newer_backup_may_say_more_of_itself(tmp_path: Path) -> None:
    """It is called newer, not damaged."""
    database = opened(tmp_path)
    back_up(database, tmp_path / "backup", NOW)
    with zipfile.ZipFile(tmp_path / "backup") as made, zipfile.ZipFile(tmp_path / "other", "w") as changed:
        about = json.loads(made.read("about.json")) | {"revision": "from_the_future", "places": 3}
        changed.writestr("about.json", json.dumps(about))
        changed.writestr("database", made.read("database"))
    with pytest.raises(CannotBackUp, match="made by a newer version of Kith"):
        restore(database, tmp_path / "other")
    database.close()


@pytest.mark.parametrize("entry", ["about.json", "database"])
def test_damaged_bytes_are_called_damage(tmp_path: Path, entry: str) -> None:
    """Wherever in the file they are."""
    database, file = opened(tmp_path), tmp_path / "backup"
    back_up(database, file, NOW)
    with zipfile.ZipFile(file) as made:
        begins = made.getinfo(entry).header_offset + 30 + len(entry)
    content = bytearray(file.read_bytes())
    content[begins : begins + 8] = b"\xff" * 8  # no block of a deflated text begins so
    file.write_bytes(bytes(content))
    with pytest.raises(CannotBackUp, match="or it is damaged"):
        restore(database, file)
    database.close()
