"""Days off: a coordinator names them, nothing comes unasked then, and no time to answer runs out."""

from datetime import UTC, datetime

import pytest

from storage.mentoring.intros import IntroStatus
from tests.flows.choices import cast
from tests.flows.stories import intro_of, new_mentee_asks
from tests.world.making import add_coordinator, add_mentor
from tests.world.world import Person, World


def rests(world: World, days: str) -> Person:
    add_coordinator(world)
    sam = world.person("Sam").commands("/program settings").sees_last("Days off: none.")
    return sam.presses("Change quiet hours and days off").fills({"Days off": days})


def test_days_off_stand_in_the_settings(world: World) -> None:
    """Several can be named, with and without a year; they stand on the card and in the form, and are kept with a
    name."""
    sam = rests(world, "24 Dec to 6 Jan; 2 Apr 2027")
    sam.sees_last("Saved:\nQuiet hours: from 21:00 to 08:00", "waits for their word.\nDays off: Thu 24 Dec 2026")
    sam.commands("/program settings").sees_last(
        "Days off: Thu 24 Dec 2026 to Wed 6 Jan 2027 and Fri 2 Apr 2027. Nothing comes unasked then"
    )
    sam.presses("Change quiet hours and days off").fills({"Quiet from": "22:00"})
    sam.commands("/program settings").sees_last("from 22:00", "Thu 24 Dec 2026 to Wed 6 Jan 2027 and Fri 2 Apr 2027")
    sam.commands("/program acts").sees_last("Days off: Thu 24 Dec 2026")
    world.until(datetime(2027, 1, 7, 12, tzinfo=UTC))
    sam.commands("/program settings").presses("Change quiet hours and days off").fills({"Quiet from": "21:00"})
    sam.commands("/program settings").sees_last("Days off: Fri 2 Apr 2027.")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("6 Jan 2027 to 24 Dec 2026", "not before it"),
        ("24 Dec to 6 Jan to 8 Jan", "the first day"),
        ("soon", "could not read that date"),
        ("24 Dec to 6 Jan; someday", "I could not read “someday”."),
        ("1 Oct 2026 to 1 Mar 2027", "more than 100 days"),
        ("8 Sep to 11 Dec; 12 Dec to 20 Mar 2027", "more than 100 days in a row"),
        ("14 Dec to 20 Mar 2027; 8 Sep to 11 Dec", "more than 100 days in a row"),
        ("; ".join(f"{day} Oct" for day in range(1, 15)), "at most 12"),
        ("yesterday", "Sun 6 Sep 2026 is over already."),
        ("24 Dec to 6 Jan; 1 Sep 2026 to 4 Sep 2026", "Fri 4 Sep 2026 is over already."),
        ("10 Sep to tomorrow", "not before it"),
    ],
)
def test_days_that_cannot_be_read_are_asked_again(world: World, days: str, said: str) -> None:
    """Nothing is guessed, and nothing is kept of it; what is written instead is."""
    sam = rests(world, days).problem("Days off", said)
    sam.fills({"Days off": "2 Apr 2027"}).sees_last("Days off: Fri 2 Apr 2027.")


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        ("tomorrow", "Tue 8 Sep 2026"),
        ("today", "Mon 7 Sep 2026"),
        ("8 Sep to tomorrow", "Tue 8 Sep 2026"),
        ("tomorrow to 10 Sep", "Tue 8 Sep 2026 to Thu 10 Sep 2026"),
        ("10 Sep; 8 Sep to 9 Sep; 12 Sep", "Tue 8 Sep 2026 to Thu 10 Sep 2026 and Sat 12 Sep 2026"),
    ],
)
def test_each_day_is_the_one_that_was_named(world: World, days: str, kept: str) -> None:
    """A word such as “tomorrow” means the same day wherever it stands; what adjoins is said as one."""
    rests(world, days).sees_last(f"Days off: {kept}. Nothing comes")


def test_days_off_that_have_begun_can_stay_as_they_are(world: World) -> None:
    """Who changes something else in the middle of them is not asked about the days that are over."""
    rests(world, "8 Sep to 20 Sep")
    world.until(datetime(2026, 9, 15, 12, tzinfo=UTC))
    sam = world.person("Sam").commands("/program settings").presses("Change quiet hours and days off")
    sam.fills({"Quiet from": "22:00"}).sees_last("Days off: Tue 8 Sep 2026 to Sun 20 Sep 2026.")
    sam.presses("Change quiet hours and days off").fills({"Days off": "8 Sep 2026 to 12 Sep 2026; 1 Oct"})
    sam.sees_last("Days off: Thu 1 Oct 2026.")


def test_nothing_comes_unasked_on_days_off(world: World) -> None:
    """What would be asked then comes on the first morning after them; what somebody does is answered all the same."""
    ada = cast(world, "Ada", "Lin")
    rests(world, "8 Sep to 20 Sep")
    world.until(datetime(2026, 9, 20, 22, tzinfo=UTC))
    ada.sees_no("get to meet").types("hello").sees_last("Hello Ada.")
    world.until(datetime(2026, 9, 21, 18, tzinfo=UTC))
    ada.sees("Did you and Lin get to meet?")


@pytest.mark.parametrize("asked_first", [True, False])
def test_no_time_to_answer_runs_out_on_days_off(world: World, asked_first: bool) -> None:
    """Whoever was asked before reads no reminder and can still answer after them; an ask that is sent then says the
    day."""
    add_mentor(world, "Lin")
    if asked_first:
        new_mentee_asks(world, "Ada", "Lin")
    rests(world, "8 Sep to 20 Sep")
    if not asked_first:
        new_mentee_asks(world, "Ada", "Lin").sees("Lin can answer until Fri 25 Sep")
    before = world.person("Lin").marks()
    world.until(datetime(2026, 9, 20, 22, tzinfo=UTC))
    assert world.person("Lin").since(before) == ""
    world.until(datetime(2026, 9, 25, 9, tzinfo=UTC))
    assert intro_of(world, "Ada").status is IntroStatus.ASKED
    world.until(datetime(2026, 9, 26, 9, tzinfo=UTC))
    assert intro_of(world, "Ada").status is IntroStatus.EXPIRED
