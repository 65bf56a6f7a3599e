"""Claiming and settling letters: one holder at a time, who may die at any moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from storage import outbox
from storage.database import Database, Store
from storage.outbox import LEASE, LetterKind, LetterState, prompts
from storage.people import Account
from storage.places import Place, Program, Room
from tests.core.stage import NOON
from tests.store.letters import LANE, claim, letter, put
from tests.store.programs import HERE, Programs

SECOND = timedelta(seconds=1)


def keys(claimed: list[outbox.Claimed]) -> list[str]:
    return [one.key for one in claimed]


def test_what_is_due_is_claimed_in_order(database: Database) -> None:
    """First whom somebody waits for, then what is due longest, then what was written first; at most so many."""
    put(database, "late", due_at=NOON + SECOND)
    put(database, "prompt", rank=1, due_at=NOON - 60 * SECOND)
    put(database, "b", "a", due_at=NOON - SECOND)
    put(database, "first", due_at=NOON - 2 * SECOND)
    put(database, "elsewhere", lane="discord")
    put(database, "sent", state=LetterState.SENT)
    assert keys(claim(database, most=2)) == ["first", "b"]
    assert keys(claim(database)) == ["a", "prompt"]
    assert claim(database) == []


def test_a_claim_lasts_for_its_lease(database: Database) -> None:
    """Nobody else gets a claimed letter until the lease ends, and then it counts as another try."""
    put(database, "a")
    first = claim(database)[0]
    assert claim(database, NOON + LEASE - SECOND) == []
    again = claim(database, NOON + LEASE)[0]
    assert (first.attempts, again.attempts) == (1, 2)
    assert (first.in_doubt, again.in_doubt) == (False, False)


def test_a_lease_is_extended_by_its_holder_alone(database: Database) -> None:
    """Who still sends holds on; who lost the letter cannot."""
    put(database, "a")
    first = claim(database)[0]
    with database.write() as session:
        assert outbox.extend(session, first, NOON + 19 * SECOND)
    assert claim(database, NOON + LEASE) == []
    assert len(claim(database, NOON + 19 * SECOND + LEASE)) == 1
    with database.write() as session:
        assert not outbox.extend(session, first, NOON + 39 * SECOND)


def test_only_the_last_holder_settles(database: Database) -> None:
    """After another one claimed it, nothing that the first one reports changes the letter."""
    put(database, "a")
    first = claim(database)[0]
    second = claim(database, NOON + LEASE)[0]
    before = letter(database, "a")
    with database.write() as session:
        assert outbox.begin(session, first, NOON) is None
        assert not outbox.settle_sent(session, first, "m1", NOON)
        assert not outbox.settle_dead(session, first, "gone")
        assert not outbox.settle_later(session, first, NOON, "why")
    assert letter(database, "a") == before
    with database.write() as session:
        assert outbox.settle_sent(session, second, "m2", NOON)
        assert not outbox.settle_sent(session, second, "m3", NOON)
    settled = letter(database, "a")
    assert (settled.state, settled.reference, settled.sent_at) == (LetterState.SENT, "m2", NOON)


def test_a_begun_letter_is_in_doubt_until_it_is_known(database: Database) -> None:
    """From the beginning of a send on the next holder knows that it may have arrived; a refusal ends the doubt."""
    put(database, "a")
    first = claim(database)[0]
    with database.write() as session:
        assert outbox.begin(session, first, NOON) == '{"text":"x"}'
    second = claim(database, NOON + LEASE)[0]
    assert second.in_doubt
    with database.write() as session:
        outbox.settle_later(session, second, NOON + LEASE, "in_doubt", in_doubt=True)
    third = claim(database, NOON + 2 * LEASE)[0]
    assert third.in_doubt
    with database.write() as session:
        outbox.settle_later(session, third, NOON + 2 * LEASE, "rate")
    assert not claim(database, NOON + 3 * LEASE)[0].in_doubt


HOLD_BACK, READDRESS = "hold_back", "readdress"


@pytest.mark.parametrize("how", [HOLD_BACK, READDRESS])
def test_what_is_turned_away_is_no_holders_any_more(programs: Programs, how: str) -> None:
    """Whoever claimed a letter that is held back, or goes to another account, sends it no more. What is being sent may
    have arrived and stays, and so does what changes a card that is there."""
    database = programs.database
    with programs.open() as store:
        ada = programs.member(store, "Ada")
        member, account = ada.id or 0, ada.account_id
        other = store.add(Account(platform="discord", user="7", name="Ada")).id or 0
    theirs = {"kind": LetterKind.PROMPT, "program_id": HERE, "member_id": member, "account_id": account}
    put(database, "begun", "claimed", **theirs)
    put(database, "edit", edits=letter(database, "begun").id, **theirs)
    begun, claimed, _edit = claim(database)
    with database.write() as session:
        assert outbox.begin(session, begun, NOON)
        if how == HOLD_BACK:
            prompts.hold_back(session, member, "digest:")
        else:
            outbox.readdress(session, member, account, other, "discord")
        assert outbox.settle_sent(session, begun, "m1", NOON)
    moved = letter(database, "claimed")
    assert (moved.state, moved.account_id) == (
        (LetterState.HELD, account) if how == HOLD_BACK else (LetterState.PENDING, other)
    )
    assert [(one.state, one.account_id) for one in (letter(database, "begun"), letter(database, "edit"))] == [
        (LetterState.SENT, account), (LetterState.PENDING, account),
    ]  # fmt: skip
    with database.write() as session:
        prompts.let_go(session, [claimed.id], state=LetterState.PENDING)
        assert outbox.begin(session, claimed, NOON) is None


def test_a_moved_morning_leaves_what_failed_alone(programs: Programs) -> None:
    """What waits for a morning is looked at again at once; what has failed waits as long as it was to."""
    with programs.open() as store:
        ada = programs.member(store, "Ada")
    later = {"kind": LetterKind.PROMPT, "program_id": HERE, "member_id": ada.id, "due_at": NOON + 60 * SECOND}
    put(programs.database, "waits", **later)
    put(programs.database, "failed", failures=1, **later)
    with programs.database.write() as session:
        outbox.look_again(session, HERE, NOON)
    assert keys(claim(programs.database)) == ["waits"]


def test_begin_gives_the_card_of_now(database: Database) -> None:
    """A card that was redrawn after the claim is the one that is sent."""
    put(database, "a")
    held = claim(database)[0]
    with database.write() as session:
        outbox.redraw_letter(session, held.id, '{"text":"y"}', open=False)
    with database.write() as session:
        assert outbox.begin(session, held, NOON) == '{"text":"y"}'


def test_a_dead_letter_is_open_no_more(database: Database) -> None:
    """What never arrived cannot be answered, and says why."""
    put(database, "a", open=True)
    with database.write() as session:
        assert outbox.settle_dead(session, outbox.claim(session, LANE, NOON)[0], "x" * 100)
    dead = letter(database, "a")
    assert (dead.state, dead.open, dead.error) == (LetterState.DEAD, False, "x" * 60)
    assert claim(database, NOON + 10 * LEASE) == []


def hold(database: Database, seconds: int, addressee: str = "", now: datetime = NOON) -> None:
    with database.write() as session:
        outbox.hold_lane(session, LANE, now + seconds * SECOND, now, addressee)


def due(database: Database, now: datetime = NOON) -> list[str]:
    with database.read() as session:
        return outbox.due_lanes(session, now)


def test_a_rate_limit_holds_the_lane(database: Database) -> None:
    """Nothing of the lane goes before it is over, also nothing that is written meanwhile, and then everything in its
    order; other lanes go on."""
    put(database, "before")
    put(database, "elsewhere", lane="discord")
    hold(database, 30)
    put(database, "meanwhile", due_at=NOON + SECOND)
    assert claim(database, NOON + 29 * SECOND) == []
    assert due(database, NOON + 29 * SECOND) == ["discord"]
    assert keys(claim(database, lane="discord")) == ["elsewhere"]
    assert due(database, NOON + 30 * SECOND) == ["discord", LANE]
    assert keys(claim(database, NOON + 30 * SECOND)) == ["before", "meanwhile"]


def test_one_addressee_can_be_held_alone(database: Database) -> None:
    """A channel that had too much waits, with what is written to it meanwhile; everybody else of the lane does not."""
    put(database, "a", channel="full")
    hold(database, 30, claim(database)[0].addressee)
    put(database, "b", channel="full", due_at=NOON + SECOND)
    put(database, "c", channel="other")
    assert keys(claim(database, NOON + SECOND)) == ["c"]
    assert due(database, NOON + 29 * SECOND) == [LANE]
    assert keys(claim(database, NOON + 30 * SECOND)) == ["b", "a", "c"]


def test_a_shorter_hold_leaves_a_longer_one(database: Database) -> None:
    """The last moment that a platform named counts, until it is over."""
    put(database, "a")
    hold(database, 60)
    hold(database, 5, now=NOON + SECOND)
    assert claim(database, NOON + 59 * SECOND) == []
    hold(database, 5, now=NOON + 60 * SECOND)
    assert claim(database, NOON + 64 * SECOND) == []
    assert keys(claim(database, NOON + 65 * SECOND)) == ["a"]


def test_what_is_held_falls_due_when_its_hold_ends(database: Database) -> None:
    """Who waits for the next thing to do is told the end of the longest hold of a letter, or its own due time."""
    put(database, "tomorrow", due_at=NOON + timedelta(days=1))
    hold(database, 30)
    put(database, "held", channel="full")
    with database.read() as session:
        assert outbox.next_due(session) == NOON + 30 * SECOND
    hold(database, 45, ":::full")
    with database.read() as session:
        assert outbox.next_due(session) == NOON + 45 * SECOND
    assert keys(claim(database, NOON + 45 * SECOND)) == ["held"]
    with database.write() as session:
        session.execute(sa.delete(outbox.letters).where(outbox.letters.c.key == "held"))
    with database.read() as session:
        assert outbox.next_due(session) == NOON + timedelta(days=1)


def test_whoever_is_being_written_to_can_be_left_out(database: Database) -> None:
    """A claim passes by the addressees that it is told, whether account, room or channel."""
    put(database, "a", channel="one")
    put(database, "b", channel="two")
    busy = [claimed.addressee for claimed in claim(database, most=1)]
    put(database, "c", channel="one")
    with database.write() as session:
        assert keys(outbox.claim(session, LANE, NOON, 5, busy)) == ["b"]
    assert keys(claim(database)) == ["c"]


def test_a_key_is_unique_for_ever(database: Database) -> None:
    """A second letter with the key of a first one, however long ago that was sent, is refused."""
    put(database, "a", state=LetterState.SENT)
    with pytest.raises(sa.exc.IntegrityError):
        put(database, "b", "a")
    with pytest.raises(sa.exc.NoResultFound):
        letter(database, "b")


def test_lanes_with_something_due(database: Database) -> None:
    """Letters name their lane, timers that of their program; the future and what is done name none."""
    put(database, "a", "b")
    put(database, "c", lane="discord", due_at=NOON + SECOND)
    put(database, "d", lane="playground", state=LetterState.DEAD)
    with database.read() as session:
        assert outbox.due_lanes(session, NOON) == [LANE]
        assert sorted(outbox.due_lanes(session, NOON + SECOND)) == ["discord", LANE]
        assert outbox.next_due(session) == NOON


def test_two_holders_at_once_share_the_letters(postgres_database: Database) -> None:
    """Claiming at the same moment on PostgreSQL, in real threads, two get different letters, and all of them."""
    put(postgres_database, *(f"k{number:02}" for number in range(20)))
    both = Barrier(2)

    def hold() -> list[str]:
        with postgres_database.write() as session:
            both.wait(timeout=20)
            found = outbox.claim(session, LANE, NOON, 10)
            both.wait(timeout=20)  # neither has committed when the other one has claimed
            return keys(found)

    with ThreadPoolExecutor(2) as pool:
        one, other = (task.result() for task in [pool.submit(hold), pool.submit(hold)])
    assert not set(one) & set(other)
    assert sorted(one + other) == [f"k{number:02}" for number in range(20)]


def test_a_lock_elsewhere_is_stepped_over(postgres_database: Database) -> None:
    """A letter that is being changed just now does not hold up the others of its lane."""
    put(postgres_database, "a", "b")
    with postgres_database.write() as changing:
        outbox.redraw_letter(changing, letter(postgres_database, "a").id or 0, '{"text":"y"}', open=False)
        assert keys(claim(postgres_database)) == ["b"]
    assert keys(claim(postgres_database)) == ["a"]


# --- keeping house ---------------------------------------------------------------------------------------------------


def clean(database: Database, days: int) -> None:
    with database.write() as session:
        outbox.clean_up(session, NOON + timedelta(days=days))


def there(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(sa.select(outbox.letters.c.key)))


def test_letters_are_taken_away_after_ninety_days(database: Database) -> None:
    """What was sent or died goes; what still waits stays, however old."""
    put(database, "sent", state=LetterState.SENT)
    put(database, "dead", state=LetterState.DEAD)
    put(database, "held", state=LetterState.HELD)
    put(database, "waits")
    clean(database, 89)
    assert there(database) == {"sent", "dead", "held", "waits"}
    clean(database, 91)
    assert there(database) == {"held", "waits"}


def test_an_edited_letter_stays_with_its_edit(database: Database) -> None:
    """An old letter that was changed lately, or is about to be, stays as long as its edit, and goes with it."""
    put(database, "changed", "old", "wanted", state=LetterState.SENT)
    put(database, "edit", state=LetterState.SENT, edits=letter(database, "changed").id,
        created_at=NOON + timedelta(days=60))  # fmt: skip
    put(database, "old edit", state=LetterState.SENT, edits=letter(database, "old").id)
    put(database, "waiting edit", edits=letter(database, "wanted").id)
    clean(database, 100)
    assert there(database) == {"changed", "edit", "wanted", "waiting edit"}
    clean(database, 200)
    assert there(database) == {"wanted", "waiting edit"}


def test_a_card_in_a_channel_stays(database: Database) -> None:
    """It is read there for as long as it stands, so it can still be changed then; its edits go like others."""
    put(database, "posted", "never posted", state=LetterState.SENT, channel="c")
    put(database, "edit", state=LetterState.SENT, channel="c", edits=letter(database, "posted").id)
    with database.write() as session:
        session.execute(
            sa.update(outbox.letters).where(outbox.letters.c.key == "never posted").values(state=LetterState.DEAD)
        )
    clean(database, 1000)
    assert there(database) == {"posted"}


def test_what_stands_in_a_list_of_events_stays(database: Database) -> None:
    """What it announces can be a year ahead, and is found then to be changed; a room's cards go like others."""
    with database.write() as session:
        number = Store(session).add(Program(name="Compass", created_at=NOON)).id or 0
        place = Store(session).add(Place(platform="discord", key="G1", program_id=number)).id
        room = Store(session).add(Room(place_id=place, program_id=number)).id
    put(database, "listed", state=LetterState.SENT, place_id=place)
    put(database, "in a room", state=LetterState.SENT, place_id=place, room_id=room)
    clean(database, 300)
    assert there(database) == {"listed"}


def test_what_was_taken_is_remembered_for_a_week(database: Database) -> None:
    """A redelivery is recognised for seven days."""
    with database.write() as session:
        assert outbox.first_time(session, "key", NOON)
        assert not outbox.first_time(session, "key", NOON)
    for days, first in ((6, False), (8, True)):
        clean(database, days)
        with database.write() as session:
            assert outbox.first_time(session, "key", NOON) is first


def test_a_key_taken_at_the_same_moment_is_taken_once(postgres_database: Database) -> None:
    """Two deliveries of one thing at once, in real threads: exactly one is the first."""
    both = Barrier(2)

    def take() -> bool:
        with postgres_database.write() as session:
            both.wait(timeout=20)
            return outbox.first_time(session, "key", NOON)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(task.result() for task in [pool.submit(take), pool.submit(take)]) == [False, True]


def test_old_letters_go_some_at_a_time(database: Database) -> None:
    """One transaction takes some of them away and says that there are more, so that nobody waits for all of them; what
    changed a card goes with it or before it, however many lie between."""
    put(database, "card", state=LetterState.SENT)
    put(database, *(f"k{number}" for number in range(outbox.AT_ONCE)), state=LetterState.SENT)
    put(database, "edit", state=LetterState.SENT, edits=letter(database, "card").id)
    more = []
    for _transaction in range(3):
        with database.write() as session:
            more.append(outbox.clean_up(session, NOON + timedelta(days=91)))
    assert more == [True, False, False]
    with database.read() as session:
        assert session.scalars(sa.select(outbox.letters.c.key)).all() == []


def test_no_letter_is_looked_for_among_all(sqlite_database: Database) -> None:
    """Leaving, redrawing and cleaning up read what they are about, however many letters there are."""
    put(sqlite_database, *(f"k{number}" for number in range(20)), state=LetterState.SENT)
    asked: list[tuple[str, object]] = []

    @sa.event.listens_for(sqlite_database.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        if "letter" in statement and not statement.startswith(("EXPLAIN", "INSERT")):
            asked.append((statement, values))

    with sqlite_database.write() as session:
        outbox.drop_letters_to(session, 1)
        outbox.pending_edit(session, 1)
        outbox.clean_up(session, NOON + timedelta(days=91))
    assert len(asked) >= 4
    with sqlite_database.engine.connect() as connection:
        for statement, values in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
            steps = [row[3] for row in plan]
            assert not [step for step in steps if step.startswith("SCAN letter")], (statement, steps)
