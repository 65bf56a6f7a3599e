"""Giving people their rows and taking them away, for every table there is."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.steps import Turn
from bot.words import Voice
from flows.rights import own_file
from storage import schema
from storage.columns import LockedAnswer, UTCDateTime
from storage.database import Database, Store
from storage.people import Account, Member, MemberAccount
from storage.places import Program
from storage.rights import erasing, erasure
from storage.rights.giving import given_to
from storage.rights.people import ACCOUNT, MEMBER, Person, person_of
from storage.rights.tables import Declared, about_people, declared

NOW = datetime(2026, 9, 7, 14, tzinfo=UTC)
OWN = "quagga"
VOICE = Voice("en", "Europe/Berlin")
COPIES = ("letter", "stored_file", "erasure")
"""Tables whose rows are made by Kith."""


class Plain:
    """Knows no traces; what is tested here is the person's own rows."""

    name, words = "somebody", "gone"

    def card(self, kept: str) -> str:
        return kept

    def text(self, kept: str, *, is_theirs: bool) -> str:
        return kept

    def is_in(self, content: bytes) -> bool:
        return False


def _tables() -> list[Declared]:
    schema.load_tables()
    people = ("account", "member", "member_account", *COPIES)
    return [one for one in about_people() if one.name not in people]


@pytest.fixture
def store(migrated: Database) -> Iterator[Store]:
    """A program with two people in it."""
    with migrated.write() as session:
        store = Store(session)
        store.program_id = store.add(Program(name="Compass", created_at=NOW)).id
        for name in ("Ada", "Ben"):
            account = store.add(Account(platform="slack", team="T1", user=f"U1{name.upper()}", name=name))
            member = store.add(Member(program_id=store.program, account_id=account.id or 0, name=name, joined_at=NOW,
                                      acted_at=NOW))  # fmt: skip
            store.add(MemberAccount(member_id=member.id, account_id=account.id, program_id=store.program))
        yield store


def put(store: Store, one: Declared, column: str, me: int, other: int) -> dict[str, Any]:
    """A row in which this column is me and the others who it is about are somebody else, with a word of mine."""
    values: dict[str, Any] = {
        c.name: me if c.name == column else other if c.name in one.rights.of else _value(store, c)
        for c in one.table.columns
        if not (c.primary_key and not c.foreign_keys and isinstance(c.type, sa.Integer))
    }
    if one.rights.only:  # the first state of such a table is told to nobody
        values["status"] = one.table.c["status"].type.python_type("open")
    store.session.execute(sa.insert(one.table).values(values))
    return values


def _value(store: Store, column: "sa.Column[Any]") -> Any:
    for key in column.foreign_keys:
        target = declared()[key.column.table.name]
        if target.name == "program":
            return store.program
        if target.name in (MEMBER, ACCOUNT):
            return 2
        if column.nullable:
            return None
        found = store.session.scalar(sa.select(sa.func.max(target.table.c.id)))
        if found is None:
            put(store, target, "", 2, 2)
            found = store.session.scalar(sa.select(sa.func.max(target.table.c.id)))
        return found
    match column.type:
        case sa.Enum():
            return column.type.python_type(column.type.enums[0])
        case LockedAnswer():
            return column.type.answers(True) if column.type.answers is bool else next(iter(column.type.answers))
        case UTCDateTime() | sa.DateTime():
            return NOW - timedelta(days=1)
        case sa.Boolean():
            return True
        case sa.Integer():
            return 1
        case sa.Date():
            return date(2026, 9, 7)
        case sa.Time():
            return time(9)
        case sa.LargeBinary():
            return OWN.encode()
        case _:
            return "{}" if getattr(column.default, "arg", None) in ("{}", "[]") else OWN


def me() -> Person:
    return Person(frozenset({1}), frozenset({1}))


@pytest.mark.parametrize("one", _tables(), ids=lambda one: one.name)
def test_whatever_is_about_somebody_is_given_and_goes(one: Declared, store: Store) -> None:
    """For each side of each table: a row is given with the columns it says, or not at all where it is not theirs to
    see, and stands in both files; after an erasure it is gone, or is kept with nothing in it that was theirs."""
    turn = Turn(now=NOW, store=store)
    for column in one.rights.of:
        if one.name == "concern" and column == "account_id":
            continue  # the account alone: put for the writer
        put(store, one, column, 1, 2)
        side = one.rights.side(column)
        given = [row for row in given_to(store, me()) if row.table == one.name]
        names_others = len(one.rights.of) > 1 and not side.nameless
        assert bool(given) == (side.seen and bool(one.rights.given([column]) or names_others)), column
        assert own_file.readable(given, VOICE, turn)
        kept = json.loads(own_file.for_machines(given, VOICE, turn))
        assert set(kept["kept"]) == {row.table for row in given}
        for row in given:
            assert set(row.values) == set(one.rights.given([column]))
            assert set(row.others) == (set() if side.nameless else set(one.rights.of) - {column})
        _erase(store)
        left = store.session.execute(sa.select(one.table).where(one.about(me()))).mappings().all()
        assert bool(left) == (one.rights.erase != "delete" and one.points_to(column) == MEMBER), column
        for kept in left:
            assert not [name for name in side.emptied if not _is_empty(one.table.c[name], kept[name])], column
        store.session.execute(sa.delete(one.table).where(one.about(me())))


def _is_empty(column: "sa.Column[Any]", value: object) -> bool:
    """A "no" is an answer."""
    return value is None if isinstance(column.type, LockedAnswer) else value in (None, "", False, 0, Plain.words)


def test_rows_of_others_stay(store: Store) -> None:
    """What is about somebody else alone is not touched."""
    for one in _tables():
        put(store, one, one.rights.of[0], 2, 2)
    before = _all(store)
    _erase(store)
    after = _all(store)
    assert {name: rows for name, rows in before.items() if after[name] != rows} == {}


def _all(store: Store) -> dict[str, list[Any]]:
    return {
        one.name: list(store.session.execute(sa.select(one.table).order_by(*one.table.primary_key.columns)))
        for one in _tables()
    }


def _erase(store: Store) -> None:
    account = store.session.get(Account, 1)
    assert account
    assert person_of(store, account) == me()
    found = erasure.begin(store, account, NOW)
    for _step in range(100):
        if erasing.take_away(store, found, Plain(), most=7):
            break
    store.delete(found)
    store.session.execute(sa.update(declared()["member"].table).where(sa.text("id = 1")).values(account_id=1))
    if store.session.get(MemberAccount, (1, 1)) is None:
        store.add(MemberAccount(member_id=1, account_id=1, program_id=store.program))


class Slow(Plain):
    """Takes Ada's name out of what it reads, and somebody writes anew right after it has read it the first time."""

    def __init__(self, writes: Callable[[], None]) -> None:
        self.writes: Callable[[], None] | None = writes

    def text(self, kept: str, *, is_theirs: bool) -> str:
        if "Ada" in kept and self.writes is not None:
            writes, self.writes = self.writes, None
            writes()
        return kept.replace("Ada", self.name)


@pytest.mark.parametrize("migrated", ["postgres"], indirect=True)
def test_what_a_partner_writes_meanwhile_is_not_written_over(store: Store, migrated: Database) -> None:
    """While somebody is taken out of what a partner wrote, the partner writes it anew: the new words stay, without the
    name, and so does everything that was not about it."""
    profile = declared()["profile"]
    put(store, profile, "member_id", 2, 1)
    bens = sa.update(profile.table).where(profile.table.c.member_id == 2)
    store.session.execute(bens.values(bio="Ada taught me", hometown="Adana"))
    account = store.session.get_one(Account, 1)
    found = erasure.begin(store, account, NOW)
    store.session.commit()

    def writes() -> None:
        with migrated.write() as session:
            session.execute(bens.values(bio="I play the ney with Ada", hometown="Lima"))

    while not erasing.take_away(store, found, Slow(writes)):
        pass
    kept = store.session.execute(sa.select(profile.table).where(profile.table.c.member_id == 2)).mappings().one()
    assert (kept["bio"], kept["hometown"]) == ("I play the ney with somebody", "Lima")
