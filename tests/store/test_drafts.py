"""Half-filled forms as rows."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import outbox
from storage.database import Database
from storage.mentoring.profiles import Profile
from storage.mentoring.rules import Rules
from storage.outbox import Draft
from storage.people import Account, Member, MemberStatus
from storage.rights import keeping
from tests.core.stage import NOON
from tests.store.programs import ELSEWHERE, HERE, Programs


def add(database: Database, value: str = "", *, typed: bool = False, account: int = 1) -> None:
    with database.write() as session:
        session.add(Draft(account_id=account, step="a.b", about=1, value=value, typed=typed, touched_at=NOON))


def test_a_draft_is_one_for_each_account_step_record_and_value(database: Database, ada: Member) -> None:
    """The same one twice is refused, another value is another one, and it is found again."""
    add(database)
    add(database, "x")
    with pytest.raises(sa.exc.IntegrityError):
        add(database)
    with database.read() as session:
        found = outbox.draft_of(session, 1, "a.b", 1, "x")
        assert found is not None
        assert found.value == "x"
        assert outbox.draft_of(session, 1, "a.b", 2, "x") is None
        assert outbox.draft_of(session, 2, "a.b", 1, "x") is None


def test_typing_stops_for_drafts_that_are_loaded_too(database: Database, ada: Member) -> None:
    """A draft that the same transaction has read already hears that it is not being typed any more, and can be
    taken up again."""
    add(database, typed=True)
    with database.write() as session:
        draft = outbox.typed_draft(session, 1)
        assert draft is not None
        outbox.stop_typing(session, 1)
        assert outbox.typed_draft(session, 1) is None
        draft.typed = True
    with database.read() as session:
        assert outbox.typed_draft(session, 1) is not None


def test_one_person_stops_for_themselves(database: Database, ada: Member) -> None:
    """Somebody else's form goes on."""
    with database.write() as session:
        session.add(Account(platform="slack", team="T1", user="U2"))
    add(database, typed=True)
    add(database, typed=True, account=2)
    with database.write() as session:
        outbox.stop_typing(session, 1)
    with database.read() as session:
        assert outbox.typed_draft(session, 1) is None
        assert outbox.typed_draft(session, 2) is not None


def test_a_draft_ages_out(database: Database, ada: Member) -> None:
    """A form that nobody came back to for thirty days is forgotten."""
    from datetime import timedelta

    add(database)
    for days, there in ((29, 1), (31, 0)):
        with database.write() as session:
            outbox.clean_up(session, NOON + timedelta(days=days))
        with database.read() as session:
            assert len(session.scalars(sa.select(Draft)).all()) == there


def test_who_left_one_program_fills_in_the_forms_of_another(programs: Programs) -> None:
    """What is forgotten of somebody with their profile is what they began to write in that program alone."""
    with programs.open() as store:
        ada = programs.mentor(store, "Ada")
        ada.status = MemberStatus.LEFT
        for program in (HERE, ELSEWHERE):
            store.add(Draft(program_id=program, account_id=ada.account_id, step="a.b", about=program, touched_at=NOON))
        keeping.tidy(store, Rules(program_id=HERE), NOON + timedelta(days=800))
        assert store.get(Profile, ada.id) is None
    with programs.database.read() as session:
        assert [draft.program_id for draft in session.scalars(sa.select(Draft))] == [ELSEWHERE]
