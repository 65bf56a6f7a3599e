"""Making a world: a fresh database, a program that is open, and mentors who are already there."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from copy import deepcopy
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import SQLModel

from bot.incoming import Sender
from flows import FLOWS, HOMES
from storage.database import Database, Store
from storage.mentoring import finding
from storage.mentoring.newcomers import come_in
from storage.mentoring.profiles import Listing, TagKind, profile_of, set_tags
from storage.mentoring.rules import rules_of
from storage.people import Account, Member, saw_in_place
from storage.places import Place, Program, ProgramStatus
from storage.schema import load_tables
from tests.world.surface import Surface
from tests.world.world import START, World

SECRET = "a secret of thirty-two characters"


def make_world(surface: Surface, database: Database, *, program: bool = True) -> World:
    """A world with one open program, "Compass", in Berlin, in the place that the surface's people are in; or one in
    which nobody has done anything yet."""
    world = World(database, surface, FLOWS, HOMES)
    if not program:
        return world
    make_program(database, surface.sender("Sam"), START)
    return world


def make_program(database: Database, sender: Sender, now: datetime) -> None:
    """The open program "Compass" in the place that `sender` is in."""
    with database.write() as session:
        store = Store(session)
        made = store.add(
            Program(name="Compass", status=ProgramStatus.OPEN, zone="Europe/Berlin", created_at=now, opened_at=now)
        )
        store.program_id = made.id
        rules = rules_of(store)
        rules.second_contact, rules.help_lines = "Student services, room 12", "Nightline: 030 555 0199"
        store.add(
            Place(
                platform=sender.platform, key=sender.place, name=sender.place_name, program_id=made.id,
                room_channel="C-ROOMS",
            )
        )  # fmt: skip


def add_member(world: World, name: str, *, zone: str = "Europe/Berlin") -> Member:
    """Somebody who joined a while ago."""
    sender = world.sender(name)
    with world.database.write() as session:
        store = Store(session, 1)
        account = store.add(Account(platform=sender.platform, team=sender.team, user=sender.user, name=name, zone=zone))
        saw_in_place(store, account, 1)
        return come_in(store, account, world.moment - timedelta(days=1), consent="1")


def add_coordinator(world: World, name: str = "Sam") -> Member:
    member = add_member(world, name)
    with world.database.write() as session:
        found = session.get(Member, member.id)
        assert found
        found.is_coordinator = True
    return member


def add_mentor(
    world: World,
    name: str,
    topics: Sequence[str] = ("study_skills",),
    *,
    mentees: int = 2,
    intros: int = 3,
    bio: str = "",
) -> Member:
    """A mentor whom everybody can see."""
    member = add_member(world, name)
    with world.database.write() as session:
        store = Store(session, 1)
        found = store.get(Member, member.id)
        assert found
        found.is_mentor = True
        profile = profile_of(store, found)
        profile.status, profile.bio = Listing.LISTED, bio
        profile.places_mentees, profile.places_intros, profile.free = mentees, intros, intros
        set_tags(store, found, TagKind.TOPIC, topics)
        finding.index_words(store, profile)
    return member


def add_mentee(world: World, name: str, topics: Sequence[str] = ("study_skills",)) -> Member:
    """A mentee who joined and picked topics."""
    member = add_member(world, name)
    with world.database.write() as session:
        store = Store(session, 1)
        found = store.get(Member, member.id)
        assert found
        found.is_mentee = True
        profile_of(store, found)
        set_tags(store, found, TagKind.TOPIC, topics)
    return member


def sqlite_database(folder: Path) -> Database:
    """A database with every table and nothing in it."""
    path = folder / "kith.db"
    path.write_bytes(_empty_file())
    return Database(f"sqlite:///{path}", [SECRET])


def make_tables(database: Database) -> None:
    """Every table there is, whichever modules a test has loaded."""
    load_tables()
    SQLModel.metadata.create_all(database.engine)


@cache
def _empty_file() -> bytes:
    """Making the tables once and copying the file is many times faster than making them for every test."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db", [SECRET], alone=False)
        make_tables(database)
        database.close()
        return (Path(folder) / "empty.db").read_bytes()


class Kept:
    """A world on SQLite as it was at one moment, to play on from more than once."""

    def __init__(self, world: World) -> None:
        self._rows = sqlite3.connect(":memory:", check_same_thread=False)
        with _plainly(world.database) as rows:
            rows.backup(self._rows)
        self._surface, self._at = deepcopy(world.surface), world.clock.at

    def again(self, database: Database) -> World:
        """The same world, whatever was in the database before."""
        with _plainly(database) as rows:
            self._rows.backup(rows)
        world = make_world(deepcopy(self._surface), database, program=False)
        world.until(self._at)
        return world


@contextmanager
def _plainly(database: Database) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(str(database.url.database))) as connection:
        yield connection


def emptied(database: Database) -> Database:
    """The same database with nothing in its tables, as if it were new. It keeps the statements it has learned, which is
    what makes a script on it fast."""
    tables = [*SQLModel.metadata.tables]
    with database.engine.begin() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for name in (*tables, "sqlite_sequence"):
                connection.exec_driver_sql(f'DELETE FROM "{name}"')
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql("; ".join(f'DELETE FROM "{name}"' for name in tables))
            connection.exec_driver_sql(_RESTART)
    return database


_RESTART = """
SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences
WHERE schemaname = 'public' AND last_value IS NOT NULL
""".replace("%", "%%")
