"""On which days the next check-in comes: no clock rings on the very moment, days differ in length, Kith may be away."""

from datetime import UTC, datetime

from storage.mentoring.pairs.checkins import CheckInStatus
from tests.flows.choices import matched
from tests.flows.stories import presses_late
from tests.flows.test_checkins import FIRST, statuses
from tests.flows.test_days_off_change import on
from tests.world.world import Person, World

UNHEARD_ONCE = [CheckInStatus.UNHEARD, CheckInStatus.ASKED]


def test_who_says_nothing_is_asked_after_three_weeks_all_the_same(world: World) -> None:
    """The first question ends a week after it was asked, some seconds late, and the second comes on its day."""
    ada, _lin = matched(world)
    world.passes(days=21)
    assert statuses(world, "Ada") == UNHEARD_ONCE
    ada.sees_last(FIRST)


def test_a_week_with_an_hour_less_is_a_week(world: World) -> None:
    """The clocks go forward between the end of the first question and the day of the second."""
    world.until(datetime(2027, 3, 9, 9, tzinfo=UTC))
    matched(world)
    world.passes(days=21)
    assert statuses(world, "Ada") == UNHEARD_ONCE


def test_a_day_away_moves_one_question_and_not_the_next(world: World) -> None:
    """Kith was away on the first day: asked a day late, and then in time."""
    matched(world)
    world.until(on(14, hour=6))
    world.is_away(days=1)
    world.until(on(27))
    assert statuses(world, "Ada") == [CheckInStatus.UNHEARD, CheckInStatus.PLANNED]
    world.until(on(28))
    assert statuses(world, "Ada") == UNHEARD_ONCE


def puts_off_twice(world: World) -> Person:
    """Ada is asked on the 14th, and wants to be asked later, and later again: on the 21st."""
    ada, _lin = matched(world)
    world.passes(days=7)
    ada.presses("Ask me later")
    world.passes(days=3)
    return ada.presses("Ask me later").sees_last("I ask you again on Mon 21 Sep.")


def test_a_late_answer_does_not_move_the_next_question(world: World) -> None:
    """What was put off and is answered then is asked again on the day on which it would have been anyhow."""
    ada = puts_off_twice(world)
    world.until(on(22))
    ada.presses("Yes, we met").presses("It goes well").sees_last("The next check-in is on Mon 28 Sep.")


def test_nobody_is_asked_who_has_just_answered(world: World) -> None:
    """An answer that comes two days before the next question stands for that, too."""
    ada = puts_off_twice(world)
    world.until(on(26))
    ada.presses("Yes, we met").presses("It goes well").sees_last("The next check-in is on Mon 26 Oct.")


def test_whoever_lives_elsewhere_is_asked_at_their_own_ten(world: World) -> None:
    """The hour of a question that is planned goes along with whom it asks, east and west."""
    ada, lin = matched(world)
    presses_late(world, "Ada", f"zones.pick:{world.member('Ada').id}:Asia/Tokyo")
    presses_late(world, "Lin", f"zones.pick:{world.member('Lin').id}:America/New_York")
    world.until(on(14, hour=0))
    ada.sees_no(FIRST)
    world.until(on(14, hour=2))
    ada.sees_last(FIRST)
    world.until(on(14, hour=13))
    lin.sees_no("Have you and Ada met since your match began?")
    world.until(on(14, hour=15))
    lin.sees_last("Have you and Ada met since your match began?")
