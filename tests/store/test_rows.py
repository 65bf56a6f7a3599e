"""Rows into records and back, where SQLAlchemy is not asked: all is as if it had been."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import SQLModel, col
from sqlmodel.main import default_registry

from storage import schema
from storage.database import by_id
from storage.mentoring.intros import OPEN, Intro, IntroStatus
from storage.mentoring.profiles import TagKind
from storage.people import Account, AccountPlace, Member, MemberStatus, saw_in_place
from storage.places import Place, Program, Room, room_for
from storage.rows import Lookup, Ready
from tests.core.stage import NOON
from tests.store.programs import Programs, asked, matched

schema.load_tables()


@pytest.fixture
def intro(programs: Programs) -> int:
    """An intro of Ada and Lin, with a room, in a place, and a row in most other tables."""
    with programs.open() as store:
        place = store.add(Place(platform="slack", key="T1", name="Campus", program_id=store.program))
        ada, lin = programs.member(store, "Ada"), programs.mentor(store, "Lin", tags={TagKind.TOPIC: ["exams"]})
        for one in (ada, lin):
            saw_in_place(store, one.account, place.id)
        made = asked(store, ada, lin)
        made.note, made.reason, made.met_at = "Ünder „us“ \N{SEEDLING}", "", NOON - timedelta(minutes=7)
        made.room = room_for(store, [ada, lin], "Ada and Lin")
        matched(store, ada, lin, intro=made)
        return made.id or 0


def as_values(row: Any) -> dict[str, object]:
    """What a record holds, other records by their keys."""
    held = {name: value for name, value in row.__dict__.items() if not name.startswith("_")}
    return {name: sa.inspect(value).identity if hasattr(value, "_sa_instance_state") else value
            for name, value in held.items()}  # fmt: skip


def test_records_are_those_that_sqlalchemy_makes(programs: Programs, intro: int) -> None:
    """Of every table with one key, each record has the values and the other records that SQLAlchemy gives it, is known
    under the same key, and counts as unchanged; what it does not hold yet is looked up when it is wanted."""
    compared = set()
    for mapper in default_registry.mappers:
        if len(mapper.primary_key) != 1 or mapper.local_table.metadata is not SQLModel.metadata:  # type: ignore[attr-defined]
            continue
        everything = sa.select(mapper.class_).order_by(mapper.primary_key[0])
        with programs.database.read() as session:
            theirs = session.scalars(everything).unique().all()
        with programs.database.read() as session:
            ours = [row for (row,) in Lookup(everything).all(session, {})]
            assert [as_values(row) for row in ours] == [as_values(row) for row in theirs]
            assert [sa.inspect(row).key for row in ours] == [sa.inspect(row).key for row in theirs]
            assert all(sa.inspect(row).persistent and row in session for row in ours)
            assert not session.dirty
        compared |= {mapper.class_} if ours else set()
    assert {Account, Member, Program, Place, Room, Intro} <= compared


def test_who_is_named_comes_along(programs: Programs, intro: int) -> None:
    """A record is found with the records that it is asked for by name, and those have what always comes with them; the
    others are there when they are wanted."""
    with programs.open() as store:
        found = by_id(store.session, Intro, intro, ("mentee", "mentor"))
        assert found is not None
        assert {"mentee", "mentor"} < set(found.__dict__)
        assert "account" in found.mentee.__dict__
        assert (found.mentee.name, found.mentor.account.name) == ("Ada", "Lin")
        assert "room" not in found.__dict__
        assert found.room is not None
        assert [member.name for member in found.room.members] == ["Ada", "Lin"]
        again = store.session.scalars(sa.select(Intro).options(joinedload(Intro.mentee))).one()  # type: ignore[arg-type]
        assert (again, again.mentee) == (found, found.mentee)


def test_what_is_in_hand_stays_as_it_is(programs: Programs, intro: int) -> None:
    """A record that was changed and then found again has kept its change, which is saved before the look."""
    with programs.open() as store:
        lin = store.session.scalars(sa.select(Member).where(col(Member.name) == "Lin")).one()
        lin.name = "Linh"
        query = Lookup(sa.select(Member).where(col(Member.name) == sa.bindparam("name")))
        [(found,)] = query.all(store.session, {"name": "Linh"})
        assert found is lin
        assert query.all(store.session, {"name": "Lin"}) == []


def test_one_of_several_constants(programs: Programs, intro: int) -> None:
    """A query that is made once may ask for one of several constants, before and behind what it is given."""
    of = sa.select(Intro).where(col(Intro.mentee_id) == sa.bindparam("mentee"))
    open_ones, closed_ones = (
        Lookup(of.where(col(Intro.status).in_(OPEN))),
        Lookup(of.where(col(Intro.status).not_in(OPEN))),
    )
    before = Lookup(sa.select(Intro).where(col(Intro.status).in_(OPEN), col(Intro.id) == sa.bindparam("intro")))
    with programs.open() as store:
        found = store.get(Intro, intro)
        assert found is not None
        assert store.all(open_ones, mentee=found.mentee_id) == [found]
        assert store.first(before, intro=intro) is found
        assert store.all(closed_ones, mentee=found.mentee_id) == []
        assert store.first(open_ones, mentee=0) is None


def test_a_row_by_its_id(programs: Programs, intro: int) -> None:
    """A session finds a row by its id: the one in hand, as it is by now, and none where there is none any more."""
    with programs.open() as store:
        session = store.session
        found = session.get(Intro, intro)
        assert found is not None
        assert session.get(Intro, intro) is found
        assert session.get(Intro, 0) is None
        session.execute(sa.text("UPDATE intro SET not_yet = 5"))
        session.expire_all()
        again = session.get(Intro, intro)
        assert again is not None
        assert again.not_yet == 5
        place = session.get(AccountPlace, (found.mentee.account_id, session.scalars(sa.select(Place)).one().id))
        assert place is not None
        session.delete(place)
        session.flush()
        assert session.get(AccountPlace, (place.account_id, place.place_id)) is None
        account = store.add(Account(platform="slack", team="T1", user="U9"))
        number = account.id
        session.execute(sa.text("DELETE FROM account WHERE id = :id"), {"id": number})
        session.expire_all()
        assert session.get(Account, number) is None


def sent(session: Session, statement: str) -> list[str]:
    """What a statement says, value by value, as text."""
    return [str(value) for value in session.execute(sa.text(statement)).one()]


def test_what_was_changed_is_written(programs: Programs, intro: int) -> None:
    """Changes of several records are in the rows when the next query asks, and saved when the block ends; changes that
    set a record beside another, new rows and rows that go are saved together with them."""
    with programs.open() as store:
        found = store.get(Intro, intro)
        assert found is not None
        found.status, found.note, found.met_at = IntroStatus.MET, "new", None
        found.mentee.status, found.mentor.account.name = MemberStatus.PAUSED, "Linh"
        store.session.flush()
        assert sent(store.session, "SELECT status, met_at FROM intro") == ["met", "None"]
        assert not store.session.dirty
        found.room, found.reason = None, "busy"
        store.add(Account(platform="slack", team="T1", user="U9"))
        found.not_yet = 3
    with programs.open() as store:
        again = store.get(Intro, intro)
        assert again is not None
        assert (again.status, again.note, again.met_at, again.reason) == (IntroStatus.MET, "new", None, "busy")
        assert (again.room_id, again.not_yet, again.mentee.status) == (None, 3, MemberStatus.PAUSED)
        assert again.mentor.account.name == "Linh"


def test_a_key_of_two_columns(programs: Programs, intro: int) -> None:
    """A row that is known by two columns is changed, and no other one."""
    with programs.open() as store:
        first, _second = store.all(sa.select(AccountPlace).order_by(col(AccountPlace.account_id)))
        first.left_at = NOON
    with programs.open() as store:
        found = store.all(sa.select(AccountPlace).order_by(col(AccountPlace.account_id)))
        assert [one.left_at for one in found] == [NOON, None]


def test_what_is_set_to_what_it_was_is_not_written(programs: Programs, intro: int) -> None:
    """Only columns whose value is another one are written, so that two who change different ones keep both."""
    with programs.open() as store:
        found = store.get(Intro, intro)
        assert found is not None
        store.session.execute(sa.text("UPDATE intro SET has_time = true, not_yet = 5"))
        found.has_time, found.not_yet = False, 7
        found.not_yet = 0
        found.answer_days = 4
        store.session.flush()
        assert sent(store.session, "SELECT not_yet, answer_days FROM intro") == ["5", "4"]
        assert bool(store.session.scalar(sa.text("SELECT has_time FROM intro")))


def test_a_value_that_the_database_works_out(programs: Programs, intro: int) -> None:
    """An expression is written as one, and read when it is wanted."""
    with programs.open() as store:
        found = store.get(Intro, intro)
        assert found is not None
        found.not_yet = Intro.__table__.c.not_yet + 2  # type: ignore[attr-defined]
        store.session.flush()
        assert found.not_yet == 2


def test_a_row_that_is_gone_is_missed(programs: Programs, intro: int) -> None:
    """Whoever changes a row that somebody took away meanwhile hears of it."""
    with programs.open() as store:
        member = programs.member(store, "Noa")
        for statement in ("DELETE FROM member_account WHERE member_id = :id", "DELETE FROM member WHERE id = :id"):
            store.session.execute(sa.text(statement), {"id": member.id})
        member.name = "Noah"
        with pytest.raises(StaleDataError):
            store.session.flush()
        store.session.rollback()


def test_what_is_refused_is_raised_as_ever_and_undone(programs: Programs, intro: int) -> None:
    """A change that the database refuses, or that cannot be turned into what it holds, is the error that SQLAlchemy
    makes of it, without the values; and what was changed with it can be undone."""
    with programs.open() as store:
        lin = store.session.scalars(sa.select(Account).where(col(Account.name) == "Lin")).one()
        lin.name = "Linh"
        store.session.flush()
        lin.program_id = 987654321
        with pytest.raises(sa.exc.IntegrityError) as refused:
            store.session.flush()
        assert "987654321" not in str(refused.value)
        store.session.rollback()
        assert lin.name == "Lin"
    with programs.open() as store:
        found = store.get(Intro, intro)
        assert found is not None
        found.status = "lost"  # type: ignore[assignment]
        with pytest.raises(sa.exc.StatementError):
            store.session.flush()
        store.session.rollback()


def test_what_goes_wrong_at_a_later_row_is_raised_as_ever(programs: Programs) -> None:
    """A database finds rows while they are read, so a look may fail when it has given some already."""
    name = col(Account.name)
    fails = {"sqlite": sa.func.json(name), "postgresql": sa.cast(name, sa.JSON())}
    look = Ready({dialect: sa.select(one).order_by(col(Account.id)) for dialect, one in fails.items()})
    with programs.open() as store:
        for said in ("1", "{"):
            store.add(Account(platform="slack", team="T1", user=said, name=said))
        with pytest.raises(sa.exc.DBAPIError):
            look.all(store.session, {})
        store.session.rollback()


def test_nothing_is_saved_without_what_was_refused(programs: Programs, intro: int) -> None:
    """Of two changes one is refused; whoever goes on all the same cannot save the other one alone."""
    with pytest.raises(sa.exc.DBAPIError), programs.open() as store:  # noqa: PT012  # at the end of the block
        lin, ada = (store.first(sa.select(Account).where(col(Account.name) == name)) for name in ("Lin", "Ada"))
        assert lin is not None
        assert ada is not None
        ada.name, lin.program_id = "Adah", 987654321
        with suppress(sa.exc.IntegrityError):
            store.session.flush()
    with programs.open() as store:
        assert store.first(sa.select(Account).where(col(Account.name) == "Adah")) is None


def test_undoing_forgets_what_was_changed(programs: Programs, intro: int) -> None:
    """After a rollback a record is as its row is."""
    with programs.open() as store:
        found = store.get(Intro, intro)
        assert found is not None
        found.answer_days = 9
        store.session.flush()
        store.session.rollback()
        assert found.answer_days == 0
