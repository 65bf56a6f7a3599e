"""What becomes of a pulse while somebody is erased, becomes one with another member, or answers as it closes."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.engine import anonymous
from bot.steps import Apart
from storage.mentoring.pulses.ballots import Ballot
from storage.mentoring.pulses.waves import WaveMember
from storage.outbox import Letter, LetterState
from tests.flows.elsewhere import beside, platform_of
from tests.flows.stories import presses_late
from tests.flows.test_linking import code_of
from tests.flows.test_pulses import MENTEES, MENTORS, answers, crowd, rows, sends
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World


def letters_of(world: World, name: str) -> list[LetterState]:
    """How it stands with what somebody was or is to be asked."""
    mine = col(Letter.member_id) == world.member(name).id
    with world.database.read() as session:
        states = sa.select(col(Letter.state)).where(mine, col(Letter.slot) == "pulse:wave:1").order_by(col(Letter.id))
        return list(session.scalars(states))


def test_who_answers_at_night_is_not_asked_in_the_morning(world: World) -> None:
    """A card that waits for the morning does not come to somebody who has got it by “pulse” in the night; to others it
    does."""
    sam = crowd(world)
    world.until(datetime(2026, 9, 7, 20, 30, tzinfo=UTC))
    sam.commands("/program pulse").presses("How it begins").presses("Send it")
    ada, ben, lin = world.person("Ada"), world.person("Ben"), world.person("Lin")
    ada.types("pulse").presses("4").presses("4").presses("Yes")
    ben.types("pulse").presses("4")
    marks = ada.marks(), ben.marks(), lin.marks()
    world.passes(hours=12)
    assert "Question" not in ada.since(marks[0])
    assert "Question" not in ben.since(marks[1])
    assert "Question 1 of 3" in lin.since(marks[2])


def test_a_reminder_does_not_come_to_somebody_who_has_answered(world: World) -> None:
    """Whoever answers while their reminder waits for the morning does not get it; nothing changes of it at that moment,
    and nothing is kept of it that would say when they answered."""
    sam = crowd(world)
    world.until(datetime(2026, 9, 7, 19, 30, tzinfo=UTC))
    sam.commands("/program pulse").presses("How it begins").presses("Send it")
    world.passes(days=4, hours=1)
    waiting = letters_of(world, "Ada")
    assert waiting == [LetterState.SENT, LetterState.PENDING]
    ada, lin = answers(world, "Ada", "4", "4", "Yes"), world.person("Lin")
    assert letters_of(world, "Ada") == waiting
    marks = ada.marks(), lin.marks()
    world.passes(hours=12)
    assert "A reminder" not in ada.since(marks[0])
    assert "A reminder" in lin.since(marks[1])
    assert letters_of(world, "Ada") == [LetterState.SENT]


def test_what_goes_out_is_what_was_looked_at(world: World) -> None:
    """Whoever presses “Send it” on a preview that is not true any more, as somebody has picked, said or set something
    else, or as a week from now is another day, sees how it is by now first; also where it is to go to a few."""
    sam = crowd(world)
    add_coordinator(world, "Tom")
    sam.commands("/program pulse").presses("How it begins")
    tom = world.person("Tom").commands("/program pulse").presses("Pick other questions").presses("Belonging")
    sam.presses("Send it").sees_last("This has changed since.", "A pulse: Belonging")
    tom.presses("Mentees")
    sam.presses("Send it").sees_last("This has changed since.", "Mentees: 6 people")
    tom.presses("Add “you said, we did”").fills({"What came of the last answers": "We open Tuesdays."})
    sam.presses("Send it").sees_last("This has changed since.", "We open Tuesdays.", "Mon 14 Sep")
    world.passes(days=4)
    sam.presses("Send it").sees_last("This has changed since.", "Fri 18 Sep").presses("Send it")
    sam.sees_last("This goes to only 6 people.")
    tom.commands("/program pulse").presses("Change the last day").fills({"Open until": "2026-09-21"})
    sam.presses("Send it to these 6").sees_last("This has changed since.", "Mon 21 Sep")
    world.person("Ada").sees_no("Question 1 of 3")
    sam.presses("Send it").presses("Send it to these 6").sees_last("It is on its way.", "until Mon 21 Sep")
    world.person("Ada").sees_last("A pulse: Belonging", "We open Tuesdays.")


def test_who_is_erased_changes_no_number(world: World) -> None:
    """How many were asked and how many answered stay as they were when somebody is erased, before the end and in the
    results: the difference would tell whether they had answered."""
    sam = sends(world)
    for name in (*MENTEES, *MENTORS):
        answers(world, name, "2", "3", "Yes")
    sam.commands("/program pulse").sees_last("10 of 10 have answered.")
    world.person("Ada").commands("/mentor erase").presses("Yes, delete everything")
    world.passes(hours=1)
    assert rows(world, WaveMember) == 9
    sam.commands("/program pulse").sees_last("10 of 10 have answered.")
    world.passes(days=8)
    sam.sees("10 of 10 people answered.")


@pytest.mark.parametrize("closes", ["before", "after"])
def test_a_second_answer_at_the_end_does_not_count(world: World, monkeypatch: pytest.MonkeyPatch, closes: str) -> None:
    """Where it closes right before, or right after, it is noticed that somebody has answered on another card, their
    second answer is taken back all the same, and they read that the first one counts."""
    sam = sends(world)
    for name in MENTEES:
        answers(world, name, "2", "3", "Yes")
    token = world.engine.tokens.new()
    for answer in ("12", "24"):
        presses_late(world, "Ada", f"pulse.say:1:{token}.{answer}")
    take = anonymous._Taking._by_whom

    def at_this_moment(taking: anonymous._Taking, effect: Apart) -> None:
        if closes == "before":
            sam.commands("/program pulse").presses("Close it now").presses("Yes, close it")
        try:
            take(taking, effect)
        finally:
            if closes == "after":
                sam.commands("/program pulse").presses("Close it now").presses("Yes, close it")

    with monkeypatch.context() as moment:
        moment.setattr(anonymous._Taking, "_by_whom", at_this_moment)
        presses_late(world, "Ada", f"pulse.say:1:{token}.31")
    world.person("Ada").sees_last("on another card, and that one counts")
    world.passes(minutes=1)
    sam.sees("6 of 10 people answered.", "On average 2 of 5; 6 answers.")


@pytest.mark.parametrize("sent", ["by day", "at night"])
def test_who_was_asked_stays_asked_with_another_account(world: World, sent: str) -> None:
    """Whoever gives up the profile that was asked answers with the one that stays, on the card they have, or on one
    that comes in the place of one that waited; it counts once, and is asked for until then."""
    there = beside(world)
    sam = crowd(world)
    add_mentor(there, "Bea")
    if sent == "at night":
        world.passes(hours=13)
    sam.commands("/program pulse").presses("How it begins").presses("Mentees").presses("Send it")
    sam.presses("Send it to these 6")
    ada, bea = world.person("Ada"), there.person("Bea")
    bea.commands(f"/mentor link {code_of(ada)}").presses(f"Keep the one on {platform_of(there)}")
    bea.types("hello").sees_last("Three short anonymous questions wait for you.")
    world.passes(hours=12)
    answering = ada if sent == "by day" else bea
    answering.sees("Question 1 of 3").presses("4").presses("4").presses("Yes").sees("Thank you, that counts.")
    bea.types("pulse").sees_last("You answered on")
    sam.commands("/program pulse").sees_last("1 of 6 have answered.")
    assert rows(world, WaveMember) == 6


@pytest.mark.parametrize("answered", [("Ada",), ("Bea",), ("Ada", "Bea"), ()])
def test_two_who_were_asked_and_become_one_are_asked_once(world: World, answered: tuple[str, ...]) -> None:
    """One fewer was asked, whoever of them has answered, so that the number tells nothing; who has answered with one
    account does not with the other. Where both had, both ballots stay: nobody can find them."""
    there = beside(world)
    crowd(world)
    add_mentor(there, "Bea")
    sam = world.person("Sam").commands("/program pulse").presses("How it begins").presses("Send it")
    people = {"Ada": world.person("Ada"), "Bea": there.person("Bea")}
    for name in answered:
        people[name].presses("4").presses("4").presses("Yes")
    people["Bea"].commands(f"/mentor link {code_of(people['Ada'])}").presses(f"Keep the one on {platform_of(there)}")
    for name in people:
        if name not in answered:
            people[name].presses("4").presses("4").presses("Yes")
    if len(answered) == 1:
        people["Ada" if answered == ("Bea",) else "Bea"].sees("on another card, and that one counts")
    many = 2 if len(answered) == 2 else 1
    sam.commands("/program pulse").sees_last(f"{many} of 10 have answered.")
    assert (rows(world, WaveMember), rows(world, Ballot)) == (10, many)
    for name in (*MENTEES, *MENTORS):
        if name != "Ada":
            answers(world, name, "2", "3", "Yes")
    world.passes(days=8)
    sam.sees("10 of 10 people answered.")


def test_who_was_not_asked_reads_just_that(world: World) -> None:
    """The card of somebody whom the questions did not go to is taken back, and does not say that they answered."""
    add_mentee(world, "Zoe")
    sends(world)
    with world.database.write() as session:
        session.execute(sa.delete(WaveMember).where(col(WaveMember.member_id) == world.member("Zoe").id))
    zoe = answers(world, "Zoe", "2", "3", "Yes").sees_last("you are not among those who were asked")
    zoe.sees_no("and that one counts")
    assert rows(world, Ballot) == 0
