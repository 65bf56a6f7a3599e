"""While an ask waits: reminders, their limits, weekends and nights, and a kind end."""

from datetime import UTC, datetime

import pytest

from storage.mentoring.intros import IntroStatus
from storage.places import Program
from tests.flows.stories import change_member, free_of, intro_of, new_mentee_asks
from tests.world.making import add_mentor
from tests.world.world import Person, World

REMINDER = "A small reminder"


def reminders(lin: Person) -> int:
    """Cards that remind, those that point to a newer one not counted."""
    return sum(REMINDER in message for message in lin.screen)


def moved(lin: Person) -> int:
    return sum("You find this in my newer card below" in message for message in lin.screen)


def test_reminders_after_one_and_three_working_days(world: World) -> None:
    """Asked on a Monday: reminded on Tuesday and on Thursday at the same hour, and always one live card."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    lin = world.person("Lin")
    seen = []
    for day in range(1, 5):
        world.passes(days=1)
        seen.append((day, REMINDER in lin.screen[-1], moved(lin)))
        assert lin.buttons.count("Happy to") == 1
    assert seen == [(1, True, 1), (2, True, 1), (3, True, 2), (4, True, 2)]
    lin.sees_last("one person still waits for your answer", "Ada would like an intro chat with you.")
    lin.presses("Happy to")
    world.passes(days=10)
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED


def test_one_reminder_a_day_for_all(world: World) -> None:
    """However many wait, a mentor gets at most one card a day that reminds, and none on a day with a new ask's card."""
    add_mentor(world, "Lin")
    lin = world.person("Lin")
    new_mentee_asks(world, "Ada", "Lin")
    world.passes(hours=20)
    new_mentee_asks(world, "Eve", "Lin")
    before = lin.marks()
    world.passes(hours=9)
    assert lin.since(before) == "", "it is still Tuesday, the day of Eve's card"
    cards = []
    for _day in range(4):
        before = lin.marks()
        world.passes(days=1)
        cards.append(lin.since(before).count(REMINDER))
    assert max(cards) == 1
    assert cards[0] == 1
    lin.sees("2 people still wait for your answer")


def test_never_at_the_weekend(world: World) -> None:
    """Asked on a Friday afternoon: nothing on Saturday and Sunday; the reminder comes on Monday, the end on Friday."""
    add_mentor(world, "Lin")
    world.until(datetime(2026, 9, 11, 14, 0, tzinfo=UTC))
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")
    ada.sees("Lin can answer until Fri 18 Sep")
    before = lin.marks()
    world.until(datetime(2026, 9, 14, 13, 59, tzinfo=UTC))
    assert lin.since(before) == ""
    world.passes(minutes=2)
    lin.sees_last(REMINDER)
    world.until(datetime(2026, 9, 18, 13, 59, tzinfo=UTC))
    assert intro_of(world, "Ada").status is IntroStatus.ASKED
    world.passes(minutes=2)
    assert intro_of(world, "Ada").status is IntroStatus.EXPIRED


def test_a_weekend_that_was_slept_through(world: World) -> None:
    """Where Kith was not running when a reminder was due, it does not come at the weekend either."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    lin = world.person("Lin")
    before = lin.marks()
    world.clock.at = datetime(2026, 9, 12, 10, 0, tzinfo=UTC)
    world.settle()
    assert lin.since(before) == ""
    world.until(datetime(2026, 9, 14, 12, 0, tzinfo=UTC))
    assert reminders(lin) == 1


def test_the_mentors_own_hours(world: World) -> None:
    """Reminders come when the mentor is awake, wherever they are."""
    add_mentor(world, "Lin")
    change_member(world, "Lin", zone="Pacific/Auckland")
    new_mentee_asks(world, "Ada", "Lin")
    lin = world.person("Lin")
    lin.sees_no("would like an intro chat")
    world.until(datetime(2026, 9, 7, 20, 1, tzinfo=UTC))
    lin.sees_last("Ada would like an intro chat with you.")
    world.until(datetime(2026, 9, 8, 19, 59, tzinfo=UTC))
    assert reminders(lin) == 0
    world.until(datetime(2026, 9, 8, 20, 1, tzinfo=UTC))
    assert reminders(lin) == 1


def test_two_asks_in_the_mentors_night_are_one_letter(world: World) -> None:
    """A card that was not sent yet takes up the second ask; in the morning there is one."""
    add_mentor(world, "Lin")
    change_member(world, "Lin", zone="Pacific/Auckland")
    for name in ("Ada", "Eve"):
        new_mentee_asks(world, name, "Lin")
    lin = world.person("Lin")
    world.passes(hours=8)
    assert len(lin.screen) == 1
    lin.sees_last("2 people would like an intro chat with you.").presses("Happy to meet Ada")


def test_nobody_answers(world: World) -> None:
    """After five working days the ask ends: the mentee hears it kindly with others to ask, the mentor's card loses its
    buttons and blames nobody, and the place is free."""
    add_mentor(world, "Lin")
    for name in ("Kim", "Bo", "Yusuf", "Mara"):
        add_mentor(world, name)
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")
    world.passes(days=7, minutes=1)
    ada.sees("Lin did not get to your ask in time", "says nothing about you").sees_last("These mentors have time now:")
    assert sum(name in ada.screen[-1] for name in ("Kim", "Bo", "Yusuf", "Mara")) == 3
    lin.sees_last("The ask from Ada is closed, and they see other mentors now. There is nothing for you to do.")
    lin.cannot_press("Happy to").can_press("Close my door")
    assert (intro_of(world, "Ada").status, free_of(world, "Lin")) == (IntroStatus.EXPIRED, 3)
    before = lin.marks()
    world.passes(days=14)
    assert lin.since(before) == ""


@pytest.mark.parametrize("answer", ["yes", "no", "withdrawn"])
def test_an_answer_ends_the_waiting(world: World, answer: str) -> None:
    """After an answer or a withdrawal there is no reminder, and nothing expires."""
    add_mentor(world, "Lin")
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")
    if answer == "yes":
        lin.presses("Happy to").presses("We have a time")
    elif answer == "no":
        lin.presses("Not now").presses("My next weeks are full")
    else:
        ada.presses("Withdraw the ask to Lin").presses("Yes, withdraw it")
    status = intro_of(world, "Ada").status
    before = lin.marks()
    world.passes(days=6, hours=20)
    assert REMINDER not in lin.since(before)
    assert intro_of(world, "Ada").status is status


def test_the_weeks_budget_holds_no_reminder_back(world: World) -> None:
    """Somebody waits for the answer, so reminders come even where the week's prompts are used up."""
    add_mentor(world, "Lin")
    with world.database.write() as session:
        program = session.get(Program, 1)
        assert program
        program.prompts_a_week = 0
    new_mentee_asks(world, "Ada", "Lin")
    world.passes(days=1, minutes=1)
    assert reminders(world.person("Lin")) == 1


def test_an_ask_at_night(world: World) -> None:
    """Asked while the mentor sleeps: the card on screen holds all asks at once and can be answered all night; in the
    morning a new card says it, and the old one points there."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    lin = world.person("Lin")
    world.until(datetime(2026, 9, 7, 20, 30, tzinfo=UTC))
    before = lin.marks()
    for name in ("Bo", "Eve"):
        new_mentee_asks(world, name, "Lin")
    assert lin.since(before) == "", "it is night"
    lin.sees_last("3 people would like an intro chat with you.").can_press("Happy to meet Bo")
    assert moved(lin) == 0
    world.until(datetime(2026, 9, 8, 5, 59, tzinfo=UTC))
    assert lin.since(before) == ""
    world.until(datetime(2026, 9, 8, 6, 1, tzinfo=UTC))
    lin.sees_last("3 people would like an intro chat with you.")
    assert (moved(lin), lin.buttons.count("Happy to meet Bo")) == (1, 1)
    lin.presses("Happy to meet Bo")
    assert intro_of(world, "Bo").status is IntroStatus.ACCEPTED


def test_a_night_ask_that_was_answered_at_night(world: World) -> None:
    """Nothing new comes in the morning, where what came at night is answered already."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    lin = world.person("Lin")
    world.until(datetime(2026, 9, 7, 20, 30, tzinfo=UTC))
    new_mentee_asks(world, "Bo", "Lin")
    lin.presses("Happy to meet Bo")
    before = lin.marks()
    world.until(datetime(2026, 9, 8, 7, 0, tzinfo=UTC))
    assert "Ada would like an intro chat" not in lin.since(before)
