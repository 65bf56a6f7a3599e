"""What reaches somebody, and when: every kind of letter, whatever they want of what comes unasked."""

from datetime import time, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.words import unmarked
from storage import outbox
from storage.database import Database
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import Member, Rhythm
from storage.places import Program
from tests.core import telling, trouble
from tests.core.databases import emptied
from tests.core.small import Jar
from tests.core.stage import NOON, Stage

FLOWS = (*telling.FLOWS, trouble.flow)
WEEK = timedelta(days=7)
KINDS = ("answer", "personal", "urgent", "needed", "prompt")
NIGHT = NOON + timedelta(hours=11)


@pytest.fixture
def jar(any_stage: Stage) -> Jar:
    return any_stage.jar(any_stage.member("Ada"), any_stage.member("Lin"), places=50)


def tells(stage: Stage, jar: Jar, kind: str) -> None:
    """Ada causes a letter of that kind to Lin, whose words are its kind."""
    match kind:
        case "answer" | "personal":
            stage.presses("Ada", f"telling.tell:{jar.id}:{kind}")
        case "urgent":
            stage.presses("Ada", f"telling.tell_urgently:{jar.id}:")
        case _:
            stage.presses("Ada", f"telling.prompt_so:{jar.id}:{kind}.{kind}.0.")
    stage.settle()


def picks(stage: Stage, jar: Jar, much: str) -> None:
    stage.presses("Ada", f"telling.wants:{jar.id}:{much}")
    stage.settle()


def says(stage: Stage, jar: Jar, words: str, *, needed: bool = False, hours: int = 0, slot: str = "") -> None:
    stage.presses("Ada", f"telling.prompt_so:{jar.id}:{words}.{'needed' if needed else ''}.{hours}.{slot}")
    stage.settle()


def parts(stage: Stage) -> list[str]:
    return [unmarked(section.text) for section in stage.desk.sent[-1].card.sections]


@pytest.mark.parametrize("much", list(Rhythm))
def test_every_kind_by_day(any_stage: Stage, jar: Jar, much: Rhythm) -> None:
    """By day everything comes at once, but for what nobody needs to those who want nothing else."""
    picks(any_stage, jar, much)
    for kind in KINDS:
        tells(any_stage, jar, kind)
    assert any_stage.desk.to("lin") == [kind for kind in KINDS if kind != "prompt" or much is not Rhythm.NEEDED]


@pytest.mark.parametrize("much", list(Rhythm))
@pytest.mark.parametrize("acted", [False, True])
def test_every_kind_at_night(any_stage: Stage, jar: Jar, much: Rhythm, acted: bool) -> None:
    """At night only an answer and what is urgent come, and to whoever did something just now what others cause. The
    rest comes in the morning, as far as they want it."""
    picks(any_stage, jar, much)
    any_stage.clock.at = NIGHT
    if acted:
        any_stage.change(any_stage.get(Member, 2), acted_at=NIGHT - timedelta(minutes=10))
    for kind in KINDS:
        tells(any_stage, jar, kind)
    at_once = [kind for kind in KINDS if kind in ("answer", "urgent") or (acted and kind == "personal")]
    assert any_stage.desk.to("lin") == at_once
    any_stage.passes(hours=9)
    later = [kind for kind in KINDS if kind not in at_once and (kind != "prompt" or much is not Rhythm.NEEDED)]
    assert sorted(any_stage.desk.to("lin")[len(at_once) :]) == sorted(later)


@pytest.mark.parametrize("much", list(Rhythm))
def test_every_kind_on_days_off(any_stage: Stage, jar: Jar, much: Rhythm) -> None:
    """While the program rests nothing comes unasked, needed or not; afterwards it does."""
    any_stage.change(any_stage.get(Program, 1), rests="2026-09-07/2026-09-09")
    picks(any_stage, jar, much)
    for kind in KINDS:
        tells(any_stage, jar, kind)
    any_stage.passes(days=2)
    assert any_stage.desk.to("lin") == ["answer", "personal", "urgent"]
    any_stage.passes(days=1)
    after = ["needed"] if much is Rhythm.NEEDED else ["needed", "prompt"]
    assert sorted(any_stage.desk.to("lin")[3:]) == after


def test_fewer_is_one_a_week(any_stage: Stage, jar: Jar) -> None:
    """One that nobody needs; the next ones come together a week later. What is needed comes besides, as far as the
    program's week goes."""
    picks(any_stage, jar, "fewer")
    for words in ("one", "two", "three"):
        says(any_stage, jar, words)
    says(any_stage, jar, "yours", needed=True)
    assert any_stage.desk.to("lin") == ["one", "yours"]
    any_stage.passes(days=8)
    assert parts(any_stage) == ["two", "three"]
    assert len(any_stage.desk.to("lin")) == 3


def test_only_what_is_needed_fits_into_the_week_too(any_stage: Stage, jar: Jar) -> None:
    """Nobody gets more than the week holds; what is needed and did not fit comes as one card, without the rest."""
    picks(any_stage, jar, "needed")
    for number in range(4):
        says(any_stage, jar, f"needed{number}", needed=True)
        says(any_stage, jar, f"other{number}")
    assert any_stage.desk.to("lin") == ["needed0", "needed1"]
    any_stage.passes(days=8)
    assert parts(any_stage) == ["needed2", "needed3"]
    any_stage.passes(days=60)
    assert len(any_stage.desk.to("lin")) == 3
    any_stage.presses("Lin", f"digest.see:{any_stage.get(Member, 2).id}:")
    any_stage.settle()
    assert parts(any_stage) == [f"other{number}" for number in range(4)]


@pytest.mark.parametrize("much", [Rhythm.AS_IT_COMES, Rhythm.FEWER])
def test_what_is_needed_finds_a_place(any_stage: Stage, jar: Jar, much: Rhythm) -> None:
    """However much came that nobody needs, one thing that somebody waits for comes at once; the next one waits, and
    what nobody needs gets none of the places that it leaves."""
    for words in ("pulse", "note"):
        says(any_stage, jar, words)
    picks(any_stage, jar, much)
    says(any_stage, jar, "yours", needed=True)
    assert any_stage.desk.to("lin") == ["pulse", "note", "yours"]
    says(any_stage, jar, "hers", needed=True)
    says(any_stage, jar, "other")
    any_stage.passes(days=6, hours=20)
    assert any_stage.desk.to("lin") == ["pulse", "note", "yours"]


def test_what_is_needed_takes_its_place(any_stage: Stage, jar: Jar) -> None:
    """What was needed counts like anything else for what comes after it."""
    says(any_stage, jar, "yours", needed=True)
    for words in ("pulse", "note"):
        says(any_stage, jar, words)
    assert any_stage.desk.to("lin") == ["yours", "pulse"]


def test_a_rhythm_moves_what_waits(any_stage: Stage, jar: Jar) -> None:
    """What waits for the morning is held where it is not wanted any more, and what was held comes where it is."""
    any_stage.clock.at = NIGHT
    says(any_stage, jar, "other")
    says(any_stage, jar, "mine", needed=True)
    picks(any_stage, jar, "needed")
    any_stage.passes(days=1)
    assert any_stage.desk.to("lin") == ["mine"]
    picks(any_stage, jar, "as_it_comes")
    any_stage.passes(days=1)
    assert any_stage.desk.to("lin") == ["mine", "other"]


def test_a_rhythm_reaches_what_is_claimed(any_stage: Stage, jar: Jar) -> None:
    """Whoever had claimed a letter before its reader wanted less does not hold it any more."""
    any_stage.presses("Ada", f"telling.prompt_so:{jar.id}:other..0.")
    with any_stage.database.write() as session:
        (claimed,) = outbox.claim(session, "plain", any_stage.clock.at)
    any_stage.presses("Ada", f"telling.wants:{jar.id}:needed")
    with any_stage.database.write() as session:
        assert outbox.begin(session, claimed, any_stage.clock.at) is None
    any_stage.passes(days=1)
    assert any_stage.desk.to("lin") == []
    assert [letter.state for letter in any_stage.letters()] == [LetterState.HELD]


def test_the_postman_looks_again(any_stage: Stage, jar: Jar) -> None:
    """After an outage of a week what stood still comes within the week's number; the rest waits for its room."""
    for words in ("one", "two"):
        any_stage.presses("Ada", f"telling.prompt_so:{jar.id}:{words}..0.")
    with any_stage.database.write() as session:
        session.execute(sa.update(Letter).values(due_at=NOON - timedelta(days=8)))
    any_stage.change(any_stage.add(_pending(any_stage, "three")), due_at=any_stage.clock.at)
    any_stage.settle()
    assert any_stage.desk.to("lin") == ["one", "two"]
    any_stage.passes(days=8)
    assert any_stage.desk.to("lin") == ["one", "two", "three"]


def _pending(stage: Stage, words: str) -> Letter:
    like = stage.letters()[0]
    return Letter(key=words, lane=like.lane, kind=LetterKind.PROMPT, program_id=1, account_id=like.account_id,
                  member_id=like.member_id, card=like.card.replace("one", words), created_at=NOON,
                  due_at=NOON)  # fmt: skip


def test_what_has_an_end_comes_in_time(any_stage: Stage, jar: Jar) -> None:
    """Of no use by the morning of the digest, it comes by itself as soon as there is room; where there is none before
    its end, it does not come at all, and is no line of a later card."""
    for words in ("one", "two"):
        says(any_stage, jar, words)
    says(any_stage, jar, "soon", hours=7 * 24 + 2)
    says(any_stage, jar, "never", hours=6 * 24)
    says(any_stage, jar, "any")
    any_stage.passes(days=7, hours=1)
    assert any_stage.desk.to("lin") == ["one", "two", "soon", "any"]
    with any_stage.database.write() as session:
        outbox.clean_up(session, any_stage.clock.at)
    assert [letter.error for letter in any_stage.letters(LetterState.DEAD)] == ["expired"]


def test_what_was_overtaken_is_no_line(any_stage: Stage, jar: Jar) -> None:
    """Of two in one slot the newer is listed."""
    for words in ("one", "two"):
        says(any_stage, jar, words)
    for words in ("old", "new"):
        says(any_stage, jar, words, slot="same")
    says(any_stage, jar, "other")
    any_stage.passes(days=8)
    assert parts(any_stage) == ["new", "other"]


def test_a_line_follows_its_card(any_stage: Stage, jar: Jar) -> None:
    """What is redrawn is redrawn on the digest, too: before it was opened the line, with no button once nothing is left
    to do, and afterwards the card itself."""
    for words in ("one", "two"):
        says(any_stage, jar, words)
    for name in ("a", "b"):
        says(any_stage, jar, f"ask_{name}", slot=name)
    any_stage.passes(days=8)
    digest = any_stage.desk.sent[-1].card
    any_stage.presses("Ada", f"telling.redraw_so:{jar.id}:a.over")
    any_stage.settle()
    changed = any_stage.desk.edits[-1][1].card
    assert [(unmarked(one.text), len(one.choices)) for one in changed.sections] == [("over", 0), ("ask_b", 1)]
    any_stage.presses("Lin", digest.sections[1].choices[0].id)
    any_stage.settle()
    any_stage.presses("Ada", f"telling.redraw_so:{jar.id}:b.more")
    any_stage.settle()
    assert any_stage.desk.edits[-1][1].card.text == "more"


def test_new_ones_do_not_jump_the_queue(any_stage: Stage, jar: Jar) -> None:
    """Once something waits, what nobody needs joins it, and the digest comes on its morning however much is written."""
    for words in ("one", "two", "three", "four"):
        says(any_stage, jar, words)
    any_stage.passes(days=7, hours=1)
    says(any_stage, jar, "five")
    any_stage.passes(days=1)
    assert parts(any_stage) == ["three", "four", "five"]


# --- whatever happens ------------------------------------------------------------------------------------------------

STEPS = st.one_of(
    st.tuples(
        st.just("says"), st.booleans(), st.sampled_from([0, 0, 30, 100, 200]), st.sampled_from(["", "", "a", "b"])
    ),
    st.tuples(st.just("passes"), st.integers(1, 60)),
    st.tuples(st.just("picks"), st.sampled_from([str(one) for one in Rhythm])),
    st.tuples(st.just("other"), st.sampled_from(["personal", "urgent", "answer"])),
    st.tuples(st.just("sees")),
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=3, max_size=25), budget=st.integers(1, 3))
def test_whatever_happens(sqlite_database: Database, steps: list[tuple[object, ...]], budget: int) -> None:
    """Never more prompts in seven days than the program's number, but for one that is needed where the others took
    every place; none in quiet hours; and nothing is lost: in the end each was sent, stands on one digest that was sent,
    was overtaken, or was of no use any more."""
    stage = Stage(emptied(sqlite_database), FLOWS)
    jar = stage.jar(stage.member("Ada"), stage.member("Lin"), places=50)
    stage.change(stage.get(Program, 1), prompts_a_week=budget)
    for number, (what, *values) in enumerate(steps):
        _does(stage, jar, number, str(what), values)
    picks(stage, jar, "as_it_comes")
    stage.passes(days=80)
    with stage.database.write() as session:
        outbox.clean_up(session, stage.clock.at)
    _holds(stage, budget)
    stage.close()


def _does(stage: Stage, jar: Jar, number: int, what: str, values: list[object]) -> None:
    match what, values:
        case "says", [bool(needed), int(hours), str(slot)]:
            says(stage, jar, f"w{number}", needed=needed, hours=hours, slot=slot)
        case "passes", [int(hours)]:
            stage.passes(hours=hours)
        case "picks", [str(much)]:
            picks(stage, jar, much)
        case "other", [str(kind)]:
            tells(stage, jar, kind)
        case _:
            stage.presses("Lin", "digest.see:2:")
            stage.settle()


def _holds(stage: Stage, budget: int) -> None:
    own = [one for one in stage.letters() if one.kind is LetterKind.PROMPT and not one.urgent]
    sent = [(one.sent_at, one.needed) for one in own if one.state is LetterState.SENT and one.sent_at]
    for later, _needed in sent:
        needed = sum(later - WEEK < moment <= later for moment, is_needed in sent if is_needed)
        others = sum(later - WEEK < moment <= later for moment, is_needed in sent if not is_needed)
        assert others <= budget
        assert min(others, budget - 1) + needed <= budget
    moments = [moment for moment, _needed in sent]
    assert all(time(8) <= moment.time() < time(21) for moment in moments)
    assert {one.error for one in own if one.state is LetterState.DEAD} <= {"expired", "overtaken"}
    assert not [one for one in own if one.state in (LetterState.HELD, LetterState.PENDING)]
    digests = [one.slot for one in stage.letters(LetterState.SENT) if one.slot.startswith("digest:") and not one.edits]
    assert len(set(digests)) == len(digests)
    assert {one.listed_in for one in own if one.state is LetterState.LISTED} == set(digests)
