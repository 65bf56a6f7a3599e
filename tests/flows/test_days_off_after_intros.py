"""Days off after an intro: what ends when nobody says or chooses anything waits for the days after them."""

from datetime import UTC, datetime

import pytest

from storage.mentoring.intros import IntroStatus
from storage.mentoring.matches import MatchStatus
from tests.flows.choices import cast, chooses, match_of, meets
from tests.flows.stories import intro_of
from tests.flows.test_resting import rests
from tests.world.world import World


def on(day: int, month: int, hour: int = 18) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_a_question_can_be_answered_after_the_longest_days_off(world: World) -> None:
    """It comes on the first morning, the reminder days later, and only then does the intro close."""
    ada = cast(world, "Ada", "Lin")
    rests(world, "8 Sep to 14 Dec")
    world.until(on(14, 12, 22))
    ada.sees_no("get to meet")
    mark = ada.marks()
    world.until(on(16, 12))
    assert ada.since(mark).count("Did you and Lin get to meet?") == 1
    world.until(on(18, 12))
    assert ada.since(mark).count("Did you and Lin get to meet?") == 2
    world.until(on(27, 12))
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    world.until(on(28, 12))
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED


def test_who_was_asked_before_days_off_has_working_days_after_them(world: World) -> None:
    """Where the last of the days to say whether they met fall into days off, three working days are left."""
    cast(world, "Ada", "Lin")
    rests(world, "24 Sep to 16 Oct")
    world.until(on(21, 10))
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    world.until(on(22, 10))
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED


def test_a_word_before_days_off_counts_on_after_them(world: World) -> None:
    """A few days off move the end by as many days, and not by more."""
    cast(world, "Ada", "Lin")
    rests(world, "16 Sep to 17 Sep")
    world.until(on(28, 9, 9))
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    world.until(on(28, 9))
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED


@pytest.mark.parametrize("is_chosen", [True, False])
def test_there_is_time_to_choose_after_days_off(world: World, is_chosen: bool) -> None:
    """The reminder names a day after them, and until then a mentor can be chosen."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    rests(world, "17 Sep to 9 Oct")
    world.until(on(14, 9))
    ada.sees("If you choose nobody by Thu 15 Oct, your intro chats close then")
    world.until(on(14, 10))
    assert intro_of(world, "Ada").status is IntroStatus.MET
    if is_chosen:
        chooses(world, "Ada", "Lin")
        assert match_of(world, "Ada").status is MatchStatus.OFFERED
        return
    world.until(on(15, 10))
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED


def test_days_off_that_are_named_in_between_count_too(world: World) -> None:
    """Who met before anybody thought of days off has the same days to choose after them, and so has who was asked."""
    cast(world, "Ada", "Lin")
    cast(world, "Eve", "Kim")
    meets(world, "Ada", "Lin")
    world.until(on(14, 9))
    rests(world, "15 Sep to 9 Oct")
    world.until(on(14, 10))
    assert intro_of(world, "Ada").status is IntroStatus.MET
    assert intro_of(world, "Eve").status is IntroStatus.ACCEPTED


def test_reminders_to_choose_do_not_come_together_after_days_off(world: World) -> None:
    """The days between them are counted after the days off, not through them."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    rests(world, "8 Sep to 20 Sep")
    mark, reminder = ada.marks(), "Whenever you are ready, you can choose."
    world.until(on(21, 9))
    assert ada.since(mark).count(reminder) == 0
    world.until(on(22, 9))
    assert ada.since(mark).count(reminder) == 1
    world.until(on(25, 9))
    assert ada.since(mark).count(reminder) == 2


def test_a_question_that_days_off_held_back_comes_when_they_are_taken_back(world: World) -> None:
    """Both are asked at once, and have the days to answer that are left without the days off that have been."""
    ada = cast(world, "Ada", "Lin")
    rests(world, "8 Sep to 11 Dec")
    world.until(on(18, 9, 12))
    sam = world.person("Sam").commands("/program settings").presses("Change quiet hours and days off")
    sam.fills({"Days off": ""}).sees_last("Days off: none.")
    world.until(on(18, 9))
    ada.sees("Did you and Lin get to meet?")
    world.person("Lin").sees("Did you and Ada get to meet?")
    world.until(on(29, 9, 9))
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    world.until(on(29, 9))
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED


def test_who_was_asked_already_is_not_asked_again_for_a_change_of_days_off(world: World) -> None:
    """Naming some on the day after the question makes nobody read it twice."""
    ada = cast(world, "Ada", "Lin")
    world.until(on(15, 9))
    ada.sees("Did you and Lin get to meet?")
    mark = ada.marks()
    rests(world, "1 Oct to 2 Oct")
    world.until(on(16, 9))
    assert ada.since(mark) == ""
