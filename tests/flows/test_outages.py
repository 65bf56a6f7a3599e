"""Kith, or a platform, was not there for some days: nobody is held to a time that they did not have."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.mentoring.intros import IntroStatus, RoundStatus
from storage.mentoring.matches import MatchStatus
from tests.flows.choices import cast, chooses, match_of, meets, round_of, say_yes
from tests.flows.stories import change_member, intro_of, new_mentee_asks
from tests.flows.test_resting import rests
from tests.flows.test_socials import announced, comes
from tests.world.making import add_mentee, add_mentor
from tests.world.world import World

MORE_TIME = "I could not be reached for a while, so there is more time to answer."


@pytest.mark.parametrize("days", [9, 14, 30])
def test_an_ask_outlives_an_outage(world: World, days: int) -> None:
    """The time to answer was over while Kith was away: the mentor reads the ask again, has the usual time, and only
    then does it close."""
    add_mentor(world, "Lin")
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")
    marks = ada.marks(), lin.marks()
    world.is_away(days=days)
    world.passes(hours=20)
    assert "did not get to" not in ada.since(marks[0])
    said = lin.since(marks[1])
    assert (said.count("Happy to"), said.count(MORE_TIME)) == (1, 1)
    assert "until Mon 14 Sep" not in said
    world.passes(days=5)
    assert intro_of(world, "Ada").status is IntroStatus.ASKED
    world.passes(days=4)
    assert intro_of(world, "Ada").status is IntroStatus.EXPIRED
    ada.sees("Lin did not get to your ask in time")


def test_whoever_waits_reads_the_new_day_too(world: World) -> None:
    """What stands before a mentee of an ask and of a choice names the day until which there is time after an outage."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("find").presses("Ask for an intro chat", on="Lin").presses("Send it")
    ada.sees("Lin can answer until Mon 14 Sep")
    world.is_away(days=14)
    world.passes(hours=20)
    ada.sees("They can answer until Mon 28 Sep").sees_no("Mon 14 Sep")
    world.person("Lin").presses("Happy to")
    ada.sees("Lin said yes to an intro chat.").sees_no("They can answer until")

    meets(world, "Ada", "Lin")
    ada.types("choose").presses("Choose Lin").presses("Yes, choose Lin")
    ada.sees("Lin can say yes until Fri 25 Sep")
    world.is_away(days=10)
    world.passes(hours=20)
    ada.sees("Lin can say yes until").sees_no("Fri 25 Sep")


def test_after_the_reminders_an_outage_is_said(world: World) -> None:
    """Where the mentor had every reminder before, they read why there is more time."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    world.passes(days=5)
    lin = world.person("Lin").sees_no(MORE_TIME)
    world.is_away(days=9)
    world.passes(hours=20)
    lin.sees(MORE_TIME).presses("Happy to")
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED


def test_an_ask_that_arrives_late_has_its_time(world: World) -> None:
    """The platform took nothing for a week: the mentor has the usual days from when the ask reached them."""
    add_mentor(world, "Lin")
    world.carrier.busy[world.sender("Lin").user] = timedelta(days=8)
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")
    world.passes(days=7, hours=23)
    lin.sees_no("Ada would like an intro chat")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED
    world.passes(days=6)
    lin.sees("Ada would like an intro chat")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED
    world.passes(days=2)
    assert intro_of(world, "Ada").status is IntroStatus.EXPIRED
    ada.sees("Lin did not get to your ask in time")


def test_days_off_do_not_use_up_how_long_an_ask_is_waited_for(world: World) -> None:
    """Where nothing reaches the mentor for weeks, most of which are days off, the ask still waits for them."""
    add_mentor(world, "Lin")
    rests(world, "8 Sep to 20 Oct")
    world.carrier.busy[world.sender("Lin").user] = timedelta(days=55)
    new_mentee_asks(world, "Ada", "Lin")
    world.passes(days=54)
    assert intro_of(world, "Ada").status is IntroStatus.ASKED
    world.passes(days=5)
    world.person("Lin").presses("Happy to")
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED


def test_an_ask_that_reaches_nobody_ends_in_time(world: World) -> None:
    """A mentor whom no letter reaches is not waited for."""
    add_mentor(world, "Lin")
    world.carrier.closed.add(world.sender("Lin").user)
    ada = new_mentee_asks(world, "Ada", "Lin")
    world.passes(days=8)
    assert intro_of(world, "Ada").status is IntroStatus.EXPIRED
    ada.sees("so it is closed")


@pytest.mark.parametrize("days", [14, 21, 30, 45])
def test_who_was_never_asked_whether_they_met_is_asked_first(world: World, days: int) -> None:
    """Both get the question after an outage, however long it was, and the usual time to answer it; nobody is asked to
    begin any more."""
    ada, lin = cast(world, "Ada", "Lin"), world.person("Lin")
    marks = ada.marks(), lin.marks()
    world.is_away(days=days)
    world.passes(days=11)
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    for person, other, mark in ((ada, "Lin", marks[0]), (lin, "Ada", marks[1])):
        assert f"Did you and {other} get to meet?" in person.since(mark)
        assert "did not get to meet" not in person.since(mark)
        assert "would you like to begin?" not in person.since(mark)
    world.passes(days=8)
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED


def test_a_choice_outlives_an_outage(world: World) -> None:
    """A mentor who could not answer in time reads it again, with a day that is still to come."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    world.is_away(days=10)
    world.passes(hours=20)
    ada.sees_no("did not get to answer")
    assert match_of(world, "Ada").status is MatchStatus.OFFERED
    world.person("Lin").sees("You can answer until Tue 22 Sep").presses("Yes, gladly")
    assert match_of(world, "Ada").status is MatchStatus.ACTIVE


def test_a_choice_that_nobody_answers_lapses_all_the_same(world: World) -> None:
    """The time that an outage gives is given once."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    world.is_away(days=10)
    world.passes(days=6)
    assert match_of(world, "Ada").status is MatchStatus.DECLINED
    ada.sees("Lin did not get to answer in time.")


def test_a_weekend_of_the_mentee_is_no_outage(world: World) -> None:
    """An end that is put off because the mentee sleeps is not called an outage, and gives nobody their days again."""
    add_mentor(world, "Lin")
    world.passes(days=4)
    new_mentee_asks(world, "Ada", "Lin")
    world.passes(days=6)
    change_member(world, "Ada", zone="Pacific/Auckland")
    world.passes(days=4)
    assert intro_of(world, "Ada").status is IntroStatus.EXPIRED
    world.person("Lin").sees_no(MORE_TIME)


def test_nor_is_it_one_for_a_choice(world: World) -> None:
    """A choice whose end is put off to the mentee's Monday lapses then."""
    cast(world, "Ada", "Lin")
    world.passes(days=1)
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    world.passes(days=2)
    change_member(world, "Ada", zone="Pacific/Auckland")
    world.passes(days=4)
    world.person("Lin").sees_no(MORE_TIME)
    assert match_of(world, "Ada").status is MatchStatus.DECLINED


def test_an_outage_that_ends_at_the_weekend_is_one_on_monday(world: World) -> None:
    """What is put off once more after an outage still counts it."""
    add_mentor(world, "Lin")
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")
    world.passes(days=5)
    world.is_away(days=7)
    lin.sees_no(MORE_TIME)
    world.passes(days=2)
    lin.sees(MORE_TIME)
    ada.sees_no("did not get to your ask")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED


def test_nor_does_a_choice_forget_an_outage(world: World) -> None:
    """A mentor who could not answer in time has their days from the Monday on which everything goes on."""
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    world.is_away(days=12)
    world.passes(days=2)
    world.person("Lin").sees(MORE_TIME).presses("Yes, gladly")
    assert match_of(world, "Ada").status is MatchStatus.ACTIVE


def test_asked_together_is_not_asked_late(world: World) -> None:
    """Questions of two days come on one card; the second of them was asked, so its pair ends at its own time."""
    world.passes(days=1)
    cast(world, "Ada", "Lin")
    world.passes(hours=20)
    add_mentor(world, "Kim")
    say_yes(world, "Ada", "Kim")
    world.passes(days=6, hours=6)
    world.person("Ada").presses("Yes, we met, Lin").sees_last("Did you and Kim get to meet?")
    world.until(datetime(2026, 10, 1, 12, tzinfo=UTC))
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED


def test_a_question_that_waited_for_monday_is_not_late(world: World) -> None:
    """Where it is the mentor's weekend on the mentee's day, no outage is made of it: the mentee is reminded when
    they would have been."""
    world.passes(days=4)
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    change_member(world, "Lin", zone="Pacific/Auckland")
    world.person("Lin").presses("Happy to")
    world.until(datetime(2026, 9, 22, 14, tzinfo=UTC))
    world.person("Lin").sees("Have you and Ada met by now?")
    mark = world.person("Ada").sees("Did you and Lin get to meet?").marks()
    world.until(datetime(2026, 9, 27, 14, tzinfo=UTC))
    assert world.person("Ada").since(mark) == ""
    world.passes(days=2)
    assert "Have you and Lin met by now?" in world.person("Ada").since(mark)


def test_a_round_does_not_close_with_its_reminder(world: World) -> None:
    """Who could not be reminded before the end reads the reminder first, and has some days to choose."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    world.is_away(days=20)
    world.passes(days=2)
    ada.sees("You have met Lin. Whenever you are ready, you can choose.")
    assert round_of(world, "Ada") is RoundStatus.OPEN
    world.passes(days=7)
    assert round_of(world, "Ada") is RoundStatus.CLOSED


def test_guests_of_a_social_are_asked_after_an_outage(world: World) -> None:
    """Whether they were there is asked once Kith is back, however late that is, and then they get the names. Whose
    break was over meanwhile is asked once, and who has said it already is not."""
    announced(world)
    comes(world, "Ada", "Ben", "Cleo", "Dora")
    world.person("Ada").commands("/mentor pause").presses("Until a date").fills({"I am back on": "2026-09-12"})
    world.passes(days=4, hours=5, minutes=30)
    dora = world.person("Dora").commands("/mentor socials").presses("Say whether you were at Games night")
    mark = dora.presses("Yes, but no list").marks()
    world.is_away(days=9)
    world.passes(hours=20)
    assert [message.startswith("Were you at") for message in world.person("Ada").screen].count(True) == 1
    assert "Were you at" not in dora.since(mark)
    for name in ("Ada", "Ben", "Cleo"):
        world.person(name).presses("Yes, put me on the list")
    world.passes(days=2, hours=12)
    world.person("Ada").sees("Whom did you enjoy meeting at “Games night”?")
