"""Days off after an intro: what ends when nobody says or chooses anything waits for the days after them."""

from datetime import UTC, datetime

import pytest

from storage.mentoring.intros import IntroStatus, RoundStatus
from storage.mentoring.matches import MatchStatus
from tests.flows.choices import cast, chooses, match_of, meets, round_of
from tests.flows.stories import intro_of, is_to_come, new_mentee_asks
from tests.flows.test_resting import rests
from tests.world.making import add_mentor
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
    assert ada.since(mark).count("Have you and Lin met by now?") == 1
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
    ada.sees("If you choose nobody by Thu 15 Oct, 08:00 your time, your intro chats")
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


def change_days_off(world: World, days: str) -> None:
    sam = world.person("Sam").commands("/program settings").presses("Change quiet hours and days off")
    sam.fills({"Days off": days}).sees_last("Saved:")


def test_who_writes_first_is_said_on_a_working_day(world: World) -> None:
    """Days off that are taken back, or named a day before, move the word about it; and it comes once."""
    rests(world, "8 Sep to 11 Dec")
    ada, starter = cast(world, "Ada", "Lin"), "Ada, would you like to begin?"
    mark = ada.marks()
    change_days_off(world, "8 Sep")
    world.until(on(8, 9))
    assert starter not in ada.since(mark)
    world.until(on(9, 9))
    assert ada.since(mark).count(starter) == 1
    change_days_off(world, "")
    world.until(on(11, 9))
    assert ada.since(mark).count(starter) == 1


def test_who_writes_first_is_said_at_once_when_days_off_that_held_it_up_are_taken_back(world: World) -> None:
    """A day without a time is long over by then."""
    ada, starter = cast(world, "Ada", "Lin"), "Ada, would you like to begin?"
    rests(world, "8 Sep to 11 Dec")
    world.until(on(10, 9, 12))
    mark = ada.marks()
    change_days_off(world, "")
    assert ada.since(mark).count(starter) == 1


def test_nobody_is_named_where_a_time_was_found(world: World) -> None:
    """Nor a day after it fell through is anybody named sooner because of days off."""
    ada, starter = cast(world, "Ada", "Lin"), "Ada, would you like to begin?"
    rests(world, "14 Sep")
    ada.presses("We have a time")
    mark = ada.marks()
    change_days_off(world, "")
    world.until(on(9, 9, 12))
    ada.presses("The time fell through")
    change_days_off(world, "1 Oct")
    assert starter not in ada.since(mark)
    world.until(on(10, 9, 13))
    assert ada.since(mark).count(starter) == 1


def test_reminders_to_choose_and_the_end_follow_days_off_that_are_taken_back(world: World) -> None:
    """They come on the days on which they would have come without them, and the card says the new end."""
    ada, reminder = cast(world, "Ada", "Lin"), "Whenever you are ready, you can choose."
    meets(world, "Ada", "Lin")
    rests(world, "10 Sep to 11 Dec")
    mark = ada.marks()
    world.until(on(9, 9))
    assert ada.since(mark).count(reminder) == 1
    ada.types("choose").sees_last("If you choose nobody by Mon 21 Dec")
    change_days_off(world, "")
    ada.sees("If you choose nobody by Thu 17 Sep").sees_no("21 Dec")
    mark = ada.marks()
    world.until(on(11, 9))
    assert ada.since(mark).count(reminder) == 0
    world.until(on(14, 9))
    assert ada.since(mark).count(reminder) == 1
    world.until(on(17, 9))
    assert round_of(world, "Ada") is RoundStatus.CLOSED


def test_what_waits_in_the_outbox_for_the_end_of_days_off_goes_when_they_are_taken_back(world: World) -> None:
    """At once, or where it is night by then, in the morning; and where some of them stay, on the first day after."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    ada, news = world.person("Ada"), "Lin would be glad to hear from you again now."
    world.person("Lin").presses("Ask me again in two weeks")
    rests(world, "14 Sep to 11 Dec")
    world.until(on(22, 9, 20))
    ada.sees_no(news)
    change_days_off(world, "23 Sep")
    world.until(on(23, 9))
    ada.sees_no(news)
    world.until(on(24, 9, 9))
    ada.sees(news)


def test_a_reminder_that_days_off_held_up_comes_when_they_are_taken_back(world: World) -> None:
    """Where it would have come today, it comes at once."""
    ada, reminder = cast(world, "Ada", "Lin"), "Whenever you are ready, you can choose."
    meets(world, "Ada", "Lin")
    rests(world, "9 Sep to 11 Dec")
    world.until(on(9, 9))
    mark = ada.marks()
    change_days_off(world, "")
    assert ada.since(mark).count(reminder) == 1
    world.until(on(12, 9))
    assert ada.since(mark).count(reminder) == 1


def test_no_reminder_to_choose_comes_while_a_choice_waits(world: World) -> None:
    """A change of the days off sets none for who has chosen."""
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    rests(world, "14 Sep")
    chooses(world, "Ada", "Lin")
    change_days_off(world, "")
    assert not is_to_come(world, "round.remind")
    assert not is_to_come(world, "round.end")
