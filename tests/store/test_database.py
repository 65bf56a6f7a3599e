"""What both databases hold: times, statuses, secrets; and who may open one."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Event

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from sqlmodel import col

from storage import outbox
from storage.alone import Alone
from storage.columns import Keyring, utc
from storage.database import Database, InUse, Store
from storage.outbox import Draft, LetterState
from storage.people import (
    Account,
    Member,
    MemberAccount,
    MemberStatus,
    enrol,
    left_places,
    member_of,
    memberships,
    saw_in_place,
)
from storage.places import Place, Program, ProgramStatus, RoomState, room_for
from storage.rows import Ready, locked
from storage.rows.connections import GONE_AFTER
from storage.rows.locked import WrongKey
from tests.core.databases import SECRET
from tests.core.stage import NOON
from tests.store.letters import put

# --- times and statuses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("offset", [timedelta(0), timedelta(hours=5, minutes=45), timedelta(hours=-9, minutes=-30)])
def test_an_instant_comes_back_as_it_was(database: Database, ada: Member, offset: timedelta) -> None:
    """Whatever zone it was written in, it is the same instant, aware and in UTC, in ORM rows and Core ones."""
    moment = datetime(2026, 10, 25, 2, 30, 15, 123456, tzinfo=timezone(offset))
    with database.write() as session:
        session.get_one(Member, ada.id).acted_at = moment
        outbox.set_timer(session, 1, "a.b", 1, "", moment)
    with database.read() as session:
        read = session.get_one(Member, ada.id).acted_at
        timed = session.scalars(sa.select(outbox.timers.c.due_at)).one()
    assert read == timed == moment
    assert (read.tzinfo, timed.tzinfo) == (UTC, UTC)


def test_an_instant_without_a_zone_is_refused(database: Database, ada: Member) -> None:
    """A time that could mean several instants is not written."""
    with pytest.raises(sa.exc.StatementError), database.write() as session:
        session.get_one(Member, ada.id).acted_at = datetime(2026, 1, 1)  # noqa: DTZ001  # that is what is refused
    assert utc(2026, 9, 7, 12) == NOON


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE member SET status = 'asleep'",
        "UPDATE program SET status = 'OPEN'",
        "UPDATE letter SET state = 'lost'",
        "UPDATE letter SET kind = 'spam'",
    ],
)
def test_no_other_status_can_be_written(database: Database, ada: Member, statement: str) -> None:
    """The database itself holds a status to its values."""
    put(database, "a")
    with pytest.raises(sa.exc.IntegrityError), database.write() as session:
        session.execute(sa.text(statement))


def test_statuses_are_stored_by_value(database: Database, ada: Member) -> None:
    """What stands in the column is what the code says."""
    with database.write() as session:
        session.get_one(Member, ada.id).status = MemberStatus.PAUSED
    with database.read() as session:
        assert session.scalar(sa.text("SELECT status FROM member")) == "paused"
        assert session.get_one(Program, 1).status is ProgramStatus.OPEN


def test_what_is_undone_was_never_there(database: Database, ada: Member) -> None:
    """A block that raises saves nothing, and looking saves nothing at all: what it changes is a bug, and raised."""

    def begin_and_break() -> None:
        with database.write() as session:
            session.get_one(Member, ada.id).name = "Eve"
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        begin_and_break()
    with pytest.raises(RuntimeError, match="only looks"), database.read() as session:
        session.get_one(Member, ada.id).name = "Eve"
    with pytest.raises(sa.exc.DBAPIError, match=r"(?i)read-?only"), database.read() as session:
        session.execute(sa.text("UPDATE member SET name = 'Eve'"))
    with database.read() as session:
        assert session.get_one(Member, ada.id).name == "Ada"


def test_rows_that_point_nowhere_are_refused(database: Database, ada: Member) -> None:
    """A foreign key holds on both databases."""
    with pytest.raises(sa.exc.IntegrityError), database.write() as session:
        session.execute(sa.text("UPDATE member SET account_id = 99"))


# --- people and places -----------------------------------------------------------------------------------------------


def test_an_account_is_in_a_program_once(database: Database, ada: Member) -> None:
    """A second membership of one account in one program is refused."""
    with database.write() as session:
        store = Store(session, 1)
        zoe = store.add(Account(platform="discord", user="7", name="Zoe"))
        enrol(store, zoe, NOON, consent="1")
        assert [member.name for member in memberships(store, zoe.id)] == ["Zoe"]
        found = member_of(store, zoe.id, 1)
        assert found is not None
        assert (found.name, found.account.lane, found.self_id) == ("Zoe", "discord", found.id)
    with pytest.raises(sa.exc.IntegrityError), database.write() as session:
        enrol(Store(session, 1), session.get_one(Account, zoe.id), NOON, consent="1")


def test_accounts_are_told_apart_by_platform_and_team(database: Database, ada: Member) -> None:
    """The same user id in another workspace or on another platform is somebody else; in the same one it is not."""
    with database.write() as session:
        store = Store(session)
        store.add(Account(platform="slack", team="T2", user="U1"))
        store.add(Account(platform="discord", user="U1"))
    with pytest.raises(sa.exc.IntegrityError), database.write() as session:
        Store(session).add(Account(platform="slack", team="T1", user="U1"))


def test_a_room_is_where_all_of_them_are(database: Database, ada: Member) -> None:
    """A room is wanted in a place that every account was seen in and has not left; else it is impossible."""
    with database.write() as session:
        store = Store(session, 1)
        places = [store.add(Place(platform="slack", key=key, program_id=1)) for key in ("T1", "T2")]
        zoe = enrol(store, store.add(Account(platform="slack", team="T1", user="U2", name="Zoe")), NOON, consent="1")
        first = session.get_one(Member, ada.id)
        store.add(MemberAccount(member_id=first.id, account_id=first.account_id, program_id=1))
        for member in (first, zoe):
            saw_in_place(store, member.account, places[0].id)
        saw_in_place(store, zoe.account, places[1].id)
        room = room_for(store, [first, zoe], "a room")
        assert (room.state, room.place_id, room.lane) == (RoomState.WANTED, places[0].id, "slack:T1")
        assert not left_places(store, zoe.account, places[0].id, NOON)
        assert room_for(store, [first, zoe], "a room").state is RoomState.IMPOSSIBLE
        assert left_places(store, zoe.account, None, NOON)


# --- encrypted text --------------------------------------------------------------------------------------------------

PRIVATE = "a private word: zebrafish"


def draft(database: Database) -> None:
    with database.write() as session:
        session.add(Draft(account_id=1, step="a.b", about=1, answers=PRIVATE, touched_at=NOON))
    put(database, "a", card=f'{{"text":"{PRIVATE}"}}')


def raw(database: Database) -> list[str]:
    """What stands in the columns, with no key."""
    with database.engine.connect() as connection:
        texts = [
            connection.scalar(sa.text(f"SELECT {column}")) for column in ("answers FROM draft", "card FROM letter")
        ]
    return [text for text in texts if text]


def test_private_text_cannot_be_read_in_the_database(database: Database, ada: Member) -> None:
    """Answers and cards are locked: what stands in the columns does not tell them, and two equal ones look unlike."""
    draft(database)
    put(database, "b", card=f'{{"text":"{PRIVATE}"}}')
    with database.engine.connect() as connection:
        cards = list(connection.scalars(sa.text("SELECT card FROM letter")))
    assert len(set(cards)) == 2
    assert not [text for text in [*raw(database), *cards] if "zebrafish" in text]
    with database.read() as session:
        assert session.scalars(sa.select(Draft)).one().answers == PRIVATE


def test_private_text_cannot_be_read_in_the_file(sqlite_database: Database, tmp_path: Path) -> None:
    """A stolen file, with its log of changes, does not hold the words."""
    with sqlite_database.write() as session:
        store = Store(session)
        store.add(Account(platform="slack", team="T1", user="U1", name="Ada"))
    draft(sqlite_database)
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"U1" in everything
    assert b"zebrafish" not in everything


@pytest.fixture
def address(sqlite_database: Database) -> str:
    """The address of a database with a draft that was locked with the usual key."""
    with sqlite_database.write() as session:
        Store(session).add(Account(platform="slack", team="T1", user="U1", name="Ada"))
    draft(sqlite_database)
    return sqlite_database.url.render_as_string()


def read_draft(url: str, *secrets: str) -> str:
    database = Database(url, secrets, alone=False)
    try:
        with database.read() as session:
            return session.scalars(sa.select(col(Draft.answers))).one()
    finally:
        database.close()


def test_keys_are_rotated(address: str) -> None:
    """A new key in front writes from now on; the old one behind it still reads what it wrote."""
    new = "another secret of thirty-two chars"
    assert read_draft(address, new, SECRET) == PRIVATE
    database = Database(address, [new, SECRET], alone=False)
    with database.write() as session:
        session.scalars(sa.select(Draft)).one().answers = "newly locked"
    database.close()
    assert read_draft(address, new) == "newly locked"


def test_a_wrong_key_says_so(address: str) -> None:
    """Without the key that locked a text it cannot be read, and the error names the setting."""
    with pytest.raises(ValueError, match="KITH_SECRET_KEY"):
        read_draft(address, "not the secret that locked this!!")
    with pytest.raises(ValueError, match="needs a secret"):
        Database(address, [], alone=False)


def test_a_key_that_is_missing_is_noticed_before_anything_is_written(database: Database, ada: Member) -> None:
    """A new key alone is refused, and so is the new one of two once both have locked something; an empty database
    takes any."""
    new = "another secret of thirty-two chars"
    renewed, both = (
        Database(database.url.render_as_string(False), keys, alone=False) for keys in ([new], [new, SECRET])
    )
    locked.refuse_unreadable(renewed)
    draft(database)
    with pytest.raises(WrongKey, match="KITH_SECRET_KEY"):
        locked.refuse_unreadable(renewed)
    with both.write() as session:
        session.scalars(sa.select(Draft)).one().answers = "newly locked"
    locked.refuse_unreadable(both)
    for other in (renewed, database):
        with pytest.raises(WrongKey, match="KITH_SECRET_KEY"):
            locked.refuse_unreadable(other)
    renewed.close()
    both.close()


@given(st.text())
def test_what_is_locked_is_unlocked_as_it_was(text: str) -> None:
    """Any text that can be written comes back."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return
    ring = Keyring([SECRET])
    assert ring.unlock(ring.lock(text)) == text


@given(st.text(min_size=1))
def test_nothing_can_be_read_off_what_is_locked(text: str) -> None:
    """The same text is locked otherwise each time; a character that is changed is noticed; and what is a little longer
    is not longer when it is locked."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return
    ring = Keyring([SECRET])
    locked = ring.lock(text)
    assert locked != ring.lock(text)
    middle = len(locked) // 2
    other = "A" if locked[middle] != "A" else "B"
    with pytest.raises(ValueError, match="KITH_SECRET_KEY"):
        ring.unlock(locked[:middle] + other + locked[middle + 1 :])
    assert len({len(ring.lock("x" * length)) for length in range(16)}) == 1


def test_what_an_earlier_version_has_locked_is_read() -> None:
    """A Fernet token, made with the key that was derived of the secret then; also behind a newer secret."""
    token = "gAAAAABrAxBsLuzRdR2NhPWvQ1MZeI69TnW8yaAEZYDZx5cEB-bgSAJmgLGtR53ip2AL9VwouiWXPzZH_Wk_k-ZkWDmhT3YaBw=="
    assert Keyring([SECRET]).unlock(token) == "Schlüssel"
    assert Keyring(["another secret of thirty-two chars", SECRET]).unlock(token) == "Schlüssel"
    with pytest.raises(ValueError, match="KITH_SECRET_KEY"):
        Keyring(["another secret of thirty-two chars"]).unlock(token)


# --- one process on one file -----------------------------------------------------------------------------------------


def test_a_second_opening_is_refused(sqlite_database: Database) -> None:
    """Another one on the same file is told what to do, and after closing it may."""
    url = sqlite_database.url.render_as_string()
    with pytest.raises(InUse, match=r"Another process is already working on kith\.db"):
        Database(url, [SECRET])
    sqlite_database.close()
    Database(url, [SECRET]).close()


SECOND = """
import sys
from storage.database import Database, InUse
try:
    Database(sys.argv[1], ["a secret of thirty-two characters"])
except InUse as refused:
    sys.exit(f"refused: {refused}")
"""


def test_a_second_process_is_refused(sqlite_database: Database) -> None:
    """Also from another process, which may open it when the first one is gone."""
    command = [sys.executable, "-c", SECOND, sqlite_database.url.render_as_string()]
    refused = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "refused: Another process" in refused.stderr
    sqlite_database.close()
    assert subprocess.run(command, timeout=60, check=False).returncode == 0


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    """Kith's rows are not to be lost with the process."""
    with pytest.raises(ValueError, match="in a file"):
        Database(url, [SECRET])


def test_sqlite_is_opened_for_crashes(sqlite_database: Database) -> None:
    """The log that survives a killed process is on, and foreign keys hold."""
    with sqlite_database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_each_transaction_begins_with_nothing_in_hand(database: Database, ada: Member) -> None:
    """What one transaction had loaded, changed or left undone is not what the next one finds: that reads the rows."""

    def breaks(session: Session) -> None:
        session.get_one(Member, ada.id).name = "undone"
        session.flush()
        session.info["left"] = True
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.write() as session:
        breaks(session)
    with database.write() as session:
        first = session.get_one(Member, ada.id)
        assert first.name == "Ada"
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE member SET name = 'Adah'"))
    with database.write() as session:
        again = session.get_one(Member, ada.id)
        assert (again.name, first.name) == ("Adah", "Ada")
        assert not session.info.get("left")


def test_what_cannot_be_saved_holds_up_nothing_after_it(sqlite_database: Database) -> None:
    """SQLite can refuse at the very end, as where the disk is full. Nothing of it is there then, and who comes next
    writes as ever."""

    def cannot_be_saved(session: Session) -> None:
        session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        session.execute(sa.insert(Place).values(platform="slack", key="T1", name="", program_id=99))

    for _time in range(3):
        with pytest.raises(sa.exc.IntegrityError), sqlite_database.write() as session:
            cannot_be_saved(session)
    put(sqlite_database, "a")
    with sqlite_database.read() as session:
        assert session.scalars(sa.select(outbox.letters.c.key)).all() == ["a"]
        assert not session.scalars(sa.select(Place)).all()


def test_many_threads_write_in_turn(database: Database, ada: Member) -> None:
    """Each of them adds one to what it has read, and none of that is lost."""

    def one_more(_number: int) -> None:
        with database.write() as session:
            member = session.scalars(sa.select(Member).with_for_update()).one()
            member.name = str(int(member.name) + 1)

    with database.write() as session:
        session.get_one(Member, ada.id).name = "0"
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(one_more, range(40)))
    with database.read() as session:
        assert session.get_one(Member, ada.id).name == "40"


def test_reading_does_not_wait_for_writing(sqlite_database: Database) -> None:
    """While a step is being taken, people who only look see how it was before it."""
    put(sqlite_database, "a")
    with sqlite_database.write() as writing:
        writing.execute(sa.update(outbox.letters).values(state=LetterState.SENT))
        with sqlite_database.read() as reading:
            assert reading.scalar(sa.select(outbox.letters.c.state)) is LetterState.PENDING
    with sqlite_database.read() as reading:
        assert reading.scalar(sa.select(outbox.letters.c.state)) is LetterState.SENT


def test_writers_on_sqlite_take_turns(sqlite_database: Database) -> None:
    """What one has read cannot change under it before it writes: of many increments none is lost."""
    with sqlite_database.write() as session:
        Store(session).add(Program(name="0", created_at=NOON))

    def increment(_number: int) -> None:
        with sqlite_database.write() as session:
            program = session.get_one(Program, 1)
            program.name = str(int(program.name) + 1)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(increment, range(40)))
    with sqlite_database.read() as session:
        assert session.get_one(Program, 1).name == "40"


def test_a_writer_of_another_process_is_waited_for(sqlite_database: Database, tmp_path: Path) -> None:
    """A backup or a person with the sqlite shell who holds the file for a moment does not break a step."""
    other = sqlite3.connect(tmp_path / "kith.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    begins = Event()

    with sqlite_database.engine.connect() as writer:
        driver = writer.connection.dbapi_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_trace_callback(lambda statement: begins.set() if statement == "BEGIN IMMEDIATE" else None)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(put, sqlite_database, "a")
        assert begins.wait(timeout=20)
        given_up, _still = wait([waiting], timeout=0.3)
        assert not given_up, "it did not wait"
        other.execute("COMMIT")
        waiting.result(timeout=20)
    other.close()


def test_who_only_looks_can_write_nothing(database: Database, ada: Member) -> None:
    """Also in words that go past the rows in hand."""
    with pytest.raises(sa.exc.DBAPIError, match=r"read-?only"), database.read() as session:
        session.execute(sa.text("UPDATE member SET name = 'Eve'"))
    with database.read() as session:
        assert session.scalars(sa.select(col(Member.name))).all() == ["Ada"]


def test_connections_that_ended_are_made_anew(postgres_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the server was started anew while nobody used them: nobody notices, neither who writes nor who looks."""
    monkeypatch.setattr("storage.rows.connections.IDLE", 0)
    with postgres_database.write() as session:
        Store(session).add(Program(name="Compass", status=ProgramStatus.OPEN, created_at=NOON))
    with postgres_database.read() as session:
        assert session.scalars(sa.select(col(Program.name))).all() == ["Compass"]
    others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    server = sa.create_engine(postgres_database.url, poolclass=sa.NullPool)
    with server.connect() as connection:
        ended = f"SELECT pg_terminate_backend(pid, 5000) FROM ({others}) AS held"
        assert connection.execute(sa.text(ended)).all() == [(True,), (True,)]
    with postgres_database.read() as session:
        assert session.scalars(sa.select(col(Program.name))).all() == ["Compass"]
    with postgres_database.write() as session:
        session.execute(sa.text("UPDATE program SET name = 'Anchor'"))
    with postgres_database.read() as session:
        assert session.scalars(sa.select(col(Program.name))).all() == ["Anchor"]


def test_a_connection_that_ends_while_it_is_used_is_given_up(postgres_database: Database) -> None:
    """Whoever used it hears so, also where SQLAlchemy is not asked; whoever comes next has another one."""
    look = Ready(sa.select(col(Program.name)))
    server = sa.create_engine(postgres_database.url, poolclass=sa.NullPool)
    ends = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid = :pid"
    with pytest.raises(sa.exc.OperationalError) as heard, postgres_database.read() as session:  # noqa: PT012  # the last
        mine = session.scalar(sa.text("SELECT pg_backend_pid()"))
        with server.connect() as connection:
            connection.execute(sa.text(ends), {"pid": mine})
        look.all(session, {})
    assert heard.value.connection_invalidated
    with postgres_database.read() as session:
        assert look.all(session, {}) == []


def test_nobody_waits_for_ever_for_a_lock(postgres_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where somebody left a transaction open in a console: after a while it is an error, and one that is heard of,
    whether it is saved by itself or not."""
    monkeypatch.setattr("storage.rows.connections.LONGEST_WAIT", 0.1)
    with postgres_database.write() as session:
        Store(session).add(Program(name="Compass", created_at=NOON))
    database = Database(postgres_database.url.render_as_string(hide_password=False), [SECRET])
    for single in (False, True):
        with postgres_database.write() as console:
            console.execute(sa.select(Program).with_for_update())
            with (
                pytest.raises(sa.exc.OperationalError, match="lock timeout"),
                database.write(single=single) as session,
            ):
                session.execute(sa.text("UPDATE program SET name = 'Anchor'"))
    database.close()


def test_who_went_without_a_word_is_noticed(postgres_database: Database) -> None:
    """A server, or a Kith, whose machine is gone has said nothing. On every connection each end asks now and then
    whether the other is still there, as the address says where it does; else all would wait for hours."""
    url = postgres_database.url.update_query_dict({"keepalives_idle": "7"}).render_as_string(hide_password=False)
    known: list[dict[str, str]] = []

    def note(connection: "psycopg.Connection[tuple[object, ...]]", _record: object) -> None:
        known.append(connection.info.get_parameters())

    sa.event.listen(sa.Pool, "connect", note)
    try:
        database = Database(url, [SECRET])
        alone = Alone(database)
        alone.hold()
        asked = "SELECT count(*) FROM pg_settings WHERE name LIKE 'tcp_keepalives%' AND source = 'session'"
        for opened in (database.read, database.write):
            with opened() as session:
                assert session.scalar(sa.text(asked)) == 3
    finally:
        sa.event.remove(sa.Pool, "connect", note)
    alone.close()
    database.close()
    as_ever = {name: str(value) for name, value in GONE_AFTER.items()} | {"keepalives_idle": "7"}
    assert [as_ever.items() <= one.items() for one in known] == [True, True, True]


def test_all_that_is_asked_stays_prepared(postgres_database: Database) -> None:
    """Also more statements than the driver would keep by itself."""
    with postgres_database.read() as session:
        for number in range(150):
            for _time in range(2):
                session.execute(sa.text(f"SELECT :given + {number}"), {"given": 1})
        prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1 +%'"
        assert session.scalar(sa.text(prepared)) == 150
