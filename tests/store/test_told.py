"""When what was told reached its reader, by itself or as a line on a digest."""

from datetime import timedelta

from storage import outbox
from storage.database import Database
from storage.mentoring.told import first_sent, told
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import Member
from tests.core.stage import NOON
from tests.store.letters import LANE, claim, letter, put
from tests.store.programs import Programs

SLOT, DIGEST = "question:intro:1", "digest:1"
AN_HOUR = timedelta(hours=1)


def listed(programs: Programs) -> Member:
    """At noon a question was put on a digest, which waits to be sent."""
    with programs.open() as store:
        member = programs.member(store, "Ada")
    facts = {"program_id": member.program_id, "member_id": member.id, "kind": LetterKind.PROMPT}
    put(programs.database, "line", **facts, slot=SLOT, listed_in=DIGEST, state=LetterState.LISTED, sent_at=NOON)
    put(programs.database, "digest", **facts, slot=DIGEST)
    return member


def settle(database: Database, hours: int) -> None:
    """What waits is sent so many hours after noon."""
    now = NOON + hours * AN_HOUR
    for one in claim(database, now, lane=LANE):
        with database.write() as session:
            assert outbox.settle_sent(session, one, "m1", now)


def test_a_line_has_reached_its_reader_with_its_digest(programs: Programs) -> None:
    """Not when it was put there: the digest may wait for a platform that is away. What changes on it later makes no
    difference, nor that its reader opened the line."""
    ada = listed(programs)
    with programs.open() as store:
        assert first_sent(store, ada, [SLOT], NOON) is None
        assert told(store, ada, [SLOT])[0].unsent
    settle(programs.database, hours=30)
    put(programs.database, "edit", member_id=ada.id, slot=DIGEST, edits=letter(programs.database, "digest").id)
    settle(programs.database, hours=40)
    with programs.open() as store:
        assert first_sent(store, ada, [SLOT], NOON) == NOON + 30 * AN_HOUR
        assert told(store, ada, [SLOT])[0].sent_at == NOON + 30 * AN_HOUR
        opened = store.session.get(Letter, letter(programs.database, "line").id)
        assert opened
        opened.state, opened.error = LetterState.DEAD, "opened"
    with programs.open() as store:
        assert first_sent(store, ada, [SLOT], NOON) == NOON + 30 * AN_HOUR


def test_what_was_sent_by_itself_counts_from_then(programs: Programs) -> None:
    """The first one after the moment that is asked about, whatever came later or before."""
    ada = listed(programs)
    for number, key in enumerate(("before", "first", "second")):
        put(programs.database, key, member_id=ada.id, slot=SLOT, state=LetterState.SENT,
            sent_at=NOON + (number - 1) * AN_HOUR)  # fmt: skip
    with programs.open() as store:
        assert first_sent(store, ada, [SLOT], NOON) == NOON
        assert first_sent(store, ada, [SLOT], NOON + 2 * AN_HOUR) is None
