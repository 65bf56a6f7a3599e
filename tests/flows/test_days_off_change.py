"""Days off that are named or taken back while somebody waits for an answer: the working days left come after them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.steps import MOST_EFFECTS, Later, Step, Turn
from flows.asking import waiting
from flows.matching import offers, rounds
from flows.settings import resting
from flows.verdicts import verdicts
from storage.database import Database
from storage.mentoring.intros import IntroStatus
from storage.mentoring.matches import MatchStatus
from tests.flows.choices import cast, chooses, match_of, meets
from tests.flows.stories import change_member, intro_of, new_mentee_asks
from tests.store.programs import Programs, asked, matched
from tests.world.databases import emptied
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World


def rests(world: World, days: str) -> Person:
    sam = world.person("Sam").commands("/program settings").presses("Change quiet hours and days off")
    return sam.fills({"Days off": days}).sees_last("Saved:")


def on(day: int, hour: int = 20, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def ask(world: World) -> tuple[Person, Person]:
    """On Monday, 7 September: Lin has until the next Monday. What stands before Ada of it can be drawn anew."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("find").presses("Ask for an intro chat", on="Lin").presses("Send it")
    return ada.sees("Lin can answer until Mon 14 Sep"), world.person("Lin").sees("You can answer until Mon 14 Sep")


def test_the_days_that_were_left_come_after_the_days_off(world: World) -> None:
    """Both cards name the new day at once, nobody reads anything on days off, the mentor has their two reminders after
    them, and only then does the ask close."""
    ada, lin = ask(world)
    rests(world, "8 Sep to 20 Sep")
    ada.sees("They can answer until Fri 25 Sep").sees_no("Mon 14 Sep")
    lin.sees("You can answer until Fri 25 Sep").sees_no("Mon 14 Sep")
    mark = lin.marks()
    world.until(on(20))
    assert lin.since(mark) == ""
    world.until(on(25, 9))
    assert lin.since(mark).count("Happy to") == 1
    assert lin.marks() - mark == 2
    assert intro_of(world, "Ada").status is IntroStatus.ASKED
    world.until(on(26))
    assert intro_of(world, "Ada").status is IntroStatus.EXPIRED


def test_a_choice_has_its_days_after_them_too(world: World) -> None:
    """Where the mentor was chosen before: one reminder, and the days to say yes, after the days off."""
    add_coordinator(world)
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.types("choose").presses("Choose Lin").presses("Yes, choose Lin").sees("Lin can say yes until Thu 10 Sep")
    lin = world.person("Lin").sees("Shall it begin? You can answer until Thu 10 Sep,")
    rests(world, "8 Sep to 29 Sep")
    ada.sees("Lin can say yes until Fri 2 Oct").sees_no("Thu 10 Sep")
    lin.sees("Shall it begin? You can answer until Fri 2 Oct,").sees_no("Thu 10 Sep")
    mark = lin.marks()
    world.until(on(29))
    assert lin.since(mark) == ""
    world.until(on(2, 9, month=10))
    assert lin.since(mark).count("A small reminder, because Ada waits for your answer.") == 1
    assert match_of(world, "Ada").status is MatchStatus.OFFERED
    world.until(on(3, month=10))
    assert match_of(world, "Ada").status is MatchStatus.DECLINED


def test_who_was_reminded_of_a_choice_is_not_reminded_again(world: World) -> None:
    """Days off that begin after the reminder move the end alone."""
    add_coordinator(world)
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    world.until(on(8))
    lin = world.person("Lin").sees("A small reminder, because Ada waits for your answer.")
    mark = lin.marks()
    rests(world, "9 Sep to 29 Sep")
    world.until(on(1, 9, month=10))
    assert match_of(world, "Ada").status is MatchStatus.OFFERED
    assert "A small reminder" not in lin.since(mark)


def test_days_off_by_mistake_freeze_nothing(world: World) -> None:
    """Taken back, they leave an ask and a choice with the times that they would have had without them."""
    add_coordinator(world)
    add_mentor(world, "Kim")
    rests(world, "8 Sep to 11 Dec")
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    new_mentee_asks(world, "Eve", "Kim")
    chooses(world, "Ada", "Lin")
    lin = world.person("Lin").sees("Shall it begin? You can answer until Wed 16 Dec,")
    kim = world.person("Kim").sees("You can answer until Fri 18 Dec")
    rests(world, "")
    lin.sees("Shall it begin? You can answer until Thu 10 Sep,").sees_no("16 Dec")
    kim.sees("You can answer until Mon 14 Sep").sees_no("18 Dec")
    world.until(on(9))
    lin.sees("A small reminder, because Ada waits for your answer.")
    world.until(on(11))
    assert match_of(world, "Ada").status is MatchStatus.DECLINED
    kim.sees("A small reminder: one person still waits for your answer.")
    assert intro_of(world, "Eve").status is IntroStatus.ASKED
    world.until(on(14))
    assert intro_of(world, "Eve").status is IntroStatus.EXPIRED


def test_days_off_that_have_been_stay_days_off(world: World) -> None:
    """Who ends them early gives nobody's time away: only the days still to come count again."""
    _, lin = ask(world)
    rests(world, "8 Sep to 30 Sep")
    lin.sees("You can answer until Wed 7 Oct")
    world.until(on(14))
    rests(world, "")
    lin.sees("You can answer until Fri 18 Sep")
    world.person("Sam").commands("/program settings").sees_last("Days off: none.")
    world.until(on(18, 9))
    assert intro_of(world, "Ada").status is IntroStatus.ASKED
    world.until(on(19))
    assert intro_of(world, "Ada").status is IntroStatus.EXPIRED


def test_a_working_day_is_left_at_least(world: World) -> None:
    """Where the time would be over without the days off, the mentor still has a day."""
    _, lin = ask(world)
    rests(world, "14 Sep to 30 Sep")
    lin.sees("You can answer until Thu 1 Oct")
    world.until(on(14, 18))
    rests(world, "")
    lin.sees("You can answer until Tue 15 Sep")
    world.until(on(15, 9))
    assert intro_of(world, "Ada").status is IntroStatus.ASKED


def test_reminders_come_after_days_off_that_are_over(world: World) -> None:
    """A change of the settings on the first day back does not make them be missed."""
    _, lin = ask(world)
    rests(world, "8 Sep to 20 Sep")
    mark = lin.marks()
    world.until(on(21, 9))
    rests(world, "24 Dec to 6 Jan")
    world.until(on(25, 9))
    assert lin.marks() - mark == 2


def test_quiet_hours_alone_move_nothing(world: World) -> None:
    """Somebody's days to answer are theirs, whatever else is changed in the same form."""
    _, lin = ask(world)
    rests(world, "8 Sep to 20 Sep")
    until = intro_of(world, "Ada").answer_by
    change_member(world, "Lin", zone="Pacific/Auckland")
    sam = world.person("Sam").commands("/program settings").presses("Change quiet hours and days off")
    sam.fills({"Quiet from": "20:00"}).sees_last("from 20:00")
    lin.sees("You can answer until Fri 25 Sep")
    assert intro_of(world, "Ada").answer_by == until


def test_many_who_wait_are_moved_some_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every ask and every choice of the program follows, however many there are."""
    monkeypatch.setattr(resting, "AT_ONCE", 2)
    add_coordinator(world)
    mentors, mentees = ("Lin", "Kim", "Mara"), ("Ben", "Eve", "Gus")
    for mentor in mentors:
        cast(world, f"{mentor}a", mentor)
        meets(world, f"{mentor}a", mentor)
        chooses(world, f"{mentor}a", mentor)
    add_mentor(world, "Noor")
    for mentee in mentees:
        new_mentee_asks(world, mentee, "Noor")
    rests(world, "8 Sep to 20 Sep")
    assert {f"{match_of(world, f'{mentor}a').answer_by:%d %b}" for mentor in mentors} == {"23 Sep"}
    assert {f"{intro_of(world, mentee).answer_by:%d %b}" for mentee in mentees} == {"25 Sep"}


@pytest.mark.parametrize(
    ("step", "moves"),
    [
        (resting.move_asks, waiting.move),
        (resting.move_offers, offers.move),
        (resting.move_questions, verdicts.move),
        (resting.move_rounds, rounds.move),
    ],
    ids=lambda step: step.id,
)
def test_more_than_one_step_takes(on_sqlite: Database, step: Step[Any], moves: Step[Any]) -> None:
    """Of 155 that wait, each is moved, once; the next step begins where the one before it ended, and none yields more
    than the engine takes."""
    programs = Programs(emptied(on_sqlite))
    with programs.open() as store:
        mentor = programs.member(store, "Lin", mentee=False, mentor=True)
        for number in range(155):
            mentee = programs.member(store, f"Ada {number}")
            asked(store, mentee, mentor, IntroStatus.ACCEPTED if moves is verdicts.move else IntroStatus.ASKED)
            matched(store, mentee, mentor, MatchStatus.OFFERED)
        due, moved = [step], list[int | None]()
        turn = Turn(now=on(7), store=store, value="0")
        while due:
            effects = [one for one in due.pop()(turn.program, turn) if isinstance(one, Later)]
            assert len(effects) < MOST_EFFECTS
            for one in effects:
                if one.step is moves:
                    moved.append(one.about.id)
                else:
                    due, turn.value = [one.step], one.value
    assert len(moved) == 155
    assert len(set(moved)) == 155
