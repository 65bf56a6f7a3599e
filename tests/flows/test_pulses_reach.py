"""When a pulse reaches people: days off and full weeks move its end, and nobody whom it never reached is counted."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from storage import outbox
from storage.places import Program
from tests.flows.elsewhere import beside, platform_of
from tests.flows.stories import change_member
from tests.flows.test_linking import code_of
from tests.flows.test_pulses import MENTEES, MENTORS, answers, crowd
from tests.world.making import add_mentor
from tests.world.world import Person, World


def on(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=UTC)


def rests(world: World, days: str) -> None:
    world.person("Sam").commands("/program settings").presses("Change quiet hours and days off").fills(
        {"Days off": days}
    )


def has_had_two(world: World) -> Person:
    """Everybody has had as many letters as a week has room for."""
    sam = crowd(world)
    for _wave in range(2):
        sam.commands("/program pulse").presses("How it begins").presses("Send it")
        world.passes(hours=1)
        sam.commands("/program pulse").presses("Close it now").presses("Yes, close it")
        world.passes(minutes=2)
    return sam


def test_a_pulse_before_days_off_stays_open_after_them(world: World) -> None:
    """Sent in the evening before, it says that cards go out after the days off, and is open for a week from then on;
    everybody gets the questions, the reminder comes later, and who answers is counted."""
    sam = crowd(world)
    rests(world, "8 Sep to 20 Sep")
    world.until(on(7, 19).replace(minute=30))
    sam.commands("/program pulse").presses("How it begins")
    sam.sees_last("from Mon 21 Sep", "after the days off", "Mon 28 Sep")
    sam.presses("Send it").sees_last("The cards go out from Mon 21 Sep", "until Mon 28 Sep")
    sam.presses("See how many have answered").sees_last("0 of 10 have answered.", "10 cards still wait")
    ada = world.person("Ada")
    mark = ada.marks()
    world.until(on(20))
    assert ada.since(mark) == ""
    world.until(on(21))
    assert "Question 1 of 3" in ada.since(mark)
    assert "A reminder" not in ada.since(mark)
    for name in MENTEES:
        answers(world, name, "2", "3", "Yes")
    sam.commands("/program pulse").sees_last("6 of 10 have answered.")
    assert "still wait" not in sam.screen[-1]
    lin = world.person("Lin")
    world.until(on(26))
    lin.sees_last("A reminder, and the only one")
    world.until(on(29))
    sam.sees("6 of 10 people answered.")


def test_days_off_in_the_middle_are_not_counted(world: World) -> None:
    """Cards come at once, and the week is one without days off; a last day on one of them is not taken."""
    sam = crowd(world)
    rests(world, "10 Sep to 20 Sep")
    sam.commands("/program pulse").presses("How it begins").sees_last("Fri 25 Sep")
    assert "after the days off" not in sam.screen[-1]
    sam.presses("Change the last day").fills({"Open until": "2026-09-14"}).problem("Open until", "That is a day off")
    sam.fills({"Open until": "2026-09-09"}).sees_last("Wed 9 Sep")
    rests(world, "9 Sep to 20 Sep")
    sam.commands("/program pulse").presses("Send it").sees("The last day is a day off by now.")


def test_days_off_that_are_named_meanwhile_move_the_end(world: World) -> None:
    """A pulse that is open has as many days left as it had; the cards that wait for the morning say so and come all the
    same, and nobody loses an answer. Days off that are taken back make it close no sooner."""
    sam = crowd(world)
    world.until(on(7, 20))
    sam.commands("/program pulse").presses("How it begins").presses("Send it").sees_last("until Mon 14 Sep")
    rests(world, "8 Sep to 20 Sep")
    sam.commands("/program pulse").sees_last("10 cards still wait", "until Sun 27 Sep")
    ada = world.person("Ada")
    world.until(on(21))
    ada.sees_last("Question 1 of 3", "It is to close on Sun 27 Sep, 20:00 your time").sees_no("14 Sep")
    rests(world, "")
    sam.commands("/program pulse").sees_last("until Sun 27 Sep")
    world.until(on(23))
    ada.sees_no("A reminder")
    world.until(on(25))
    ada.sees("A reminder, and the only one")
    for name in MENTEES:
        answers(world, name, "2", "3", "Yes")
    world.until(on(28))
    sam.sees("6 of 10 people answered.")


def test_full_weeks_move_the_end(world: World) -> None:
    """Where people had their letters of this week, the last day is some days after there is room again. The first card
    is no reminder, and everybody who gets it has time."""
    sam = has_had_two(world)
    world.passes(hours=15)
    sam.commands("/program pulse").presses("Belonging")
    sam.sees_last("by Mon 14 Sep", "their letters of this week", "Thu 17 Sep")
    sam.presses("Send it")
    ada = world.person("Ada")
    mark = ada.marks()
    world.until(on(13))
    assert ada.since(mark) == ""
    world.until(on(15))
    assert "Question 1 of 3" in ada.since(mark)
    assert "A reminder" not in ada.since(mark)


def test_a_last_day_that_is_too_early_is_said_before(world: World) -> None:
    """Nothing goes out that too few could get; the card says which last day gives everybody time."""
    sam = has_had_two(world)
    sam.commands("/program pulse").presses("Belonging").presses("Change the last day")
    sam.fills({"Open until": "2026-09-10"}).sees_last("That is early", "With Thu 17 Sep 2026 everybody has time.")
    sam.presses("Send it").sees("Too few people can get a card before it closes.", "Thu 17 Sep")
    sam.commands("/program pulse").presses("Change the last day").fills({"Open until": "2026-09-18"})
    assert "That is early" not in sam.screen[-1]
    sam.presses("Send it").sees("It is on its way.", "in a week that is full, for room.", "until Fri 18 Sep")


def test_whom_it_never_reached_is_not_counted(world: World) -> None:
    """Results are of those who had a card: not of who wants only what needs them, and was not reached by any."""
    sam = crowd(world)
    for name in MENTORS[:3]:
        world.person(name).types("only what needs me")
    sam.commands("/program pulse").presses("How it begins").presses("Send it")
    for name in MENTEES:
        answers(world, name, "2", "3", "Yes")
    world.person("Lin").types("pulse")
    sam.commands("/program pulse").sees_last("6 of 10 have answered.", "2 cards still wait")
    world.passes(days=8)
    sam.sees("6 of 8 people answered.")
    world.person("Mia").sees_no("A reminder").sees_no("Question 1 of 3")


def test_copies_that_are_kept_no_longer_change_no_count(world: World) -> None:
    """A pulse can be open for longer than copies of letters are kept: who had a card had it all the same."""
    sam = crowd(world)
    sam.commands("/program pulse").presses("How it begins").presses("Change the last day")
    sam.fills({"Open until": "2026-10-30"}).presses("Send it")
    for name in MENTEES:
        answers(world, name, "2", "3", "Yes")
    world.until(datetime(2026, 10, 29, tzinfo=UTC))
    with world.database.write() as session:
        outbox.forget_letters(session, world.moment - timedelta(days=30), 1000)
    world.passes(days=3)
    sam.sees("6 of 10 people answered.")


def test_a_card_counts_for_whoever_its_reader_becomes(world: World) -> None:
    """Whoever had a card, and gives that profile up for another one, had it; also in the results."""
    there = beside(world)
    sam = crowd(world)
    add_mentor(there, "Bea")
    sam.commands("/program pulse").presses("How it begins").presses("Mentees").presses("Send it")
    sam.presses("Send it to these 6")
    bea = there.person("Bea")
    bea.commands(f"/mentor link {code_of(world.person('Ada'))}").presses(f"Keep the one on {platform_of(there)}")
    for name in MENTEES:
        answers(world, name, "2", "3", "Yes")
    world.passes(days=8)
    sam.sees("6 of 6 people answered.")


def test_a_pulse_that_reached_nobody_says_so(world: World) -> None:
    """Closed before the morning came, it asked nobody."""
    sam = crowd(world)
    world.until(on(7, 20))
    sam.commands("/program pulse").presses("How it begins").presses("Send it")
    sam.commands("/program pulse").presses("Close it now").presses("Yes, close it")
    world.passes(days=1)
    sam.sees("It closed before a card reached anybody.").sees_no("of 0 people")


def test_the_preview_does_not_tell_what_somebody_picked(world: World) -> None:
    """Of one person whose week is full nothing is said, and what people want to hear moves no day."""
    sam = crowd(world)
    change_member(world, "Ada", zone="Asia/Tokyo")
    for name in MENTEES:
        world.person(name).types("fewer letters")
    sam.commands("/program pulse").presses("How it begins").presses("Send it")
    sam.commands("/program pulse").presses("Close it now").presses("Yes, close it")
    world.passes(minutes=2)
    sam.commands("/program pulse").presses("Belonging").sees_last("Mon 14 Sep")
    assert "letters of this week" not in sam.screen[-1]
    with world.database.write() as session:
        session.execute(sa.update(Program).values(prompts_a_week=1))
    sam.commands("/program pulse").presses("Mentors").sees_last("Thu 17 Sep")
    assert "letters of this week" not in sam.screen[-1]
