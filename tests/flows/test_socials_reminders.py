"""Reminders of socials, whenever they are read."""

from datetime import UTC, datetime, timedelta

from tests.flows.stories import change_member
from tests.flows.test_socials import announced, comes, moves, says_yes
from tests.world.making import add_mentee
from tests.world.world import Person, World

DAY_BEFORE = "A small reminder: you said yes to this."
SOON = "your time, and you said yes."


def file(world: World) -> str:
    """How the file for a calendar is seen with a card; elsewhere the screen here leaves it out."""
    return "(“Games night”, for your calendar)" if world.surface.platform == "slack" else ""


def test_an_evening_is_reminded_of_on_the_day_before(world: World) -> None:
    """What begins at night is reminded of before the night before, and is promised so only as long as that is ahead;
    nobody reads on the day itself that it would be on the next one."""
    announced(world, **{"Begins at": "22:00", "Ends at": "23:30"})
    comes(world, "Ada")
    add_mentee(world, "Ben")
    ada = world.person("Ada").sees("I remind you the day before and an hour before.")
    world.until(world.moment.replace(day=10, hour=17, minute=0))
    ada.sees_no(DAY_BEFORE)
    world.until(world.moment.replace(day=10, hour=19, minute=0))  # 21:00 in the program's zone
    ada.sees(DAY_BEFORE, "Fri 11 Sep, 22:00")
    says_yes(world, "Ben").sees("I remind you an hour before.").sees_no("the day before and")
    before = ada.marks()
    world.until(world.moment.replace(day=11, hour=18, minute=30))
    assert ada.since(before) == ""
    world.until(world.moment.replace(day=11, hour=19, minute=5))
    ada.sees(SOON)
    assert ada.since(before).count("reminder") == 0


def test_a_reminder_is_not_read_when_the_next_one_has_come(world: World) -> None:
    """Whom the platform cannot reach until the last hour reads only when it begins."""
    announced(world)
    comes(world, "Ada")
    world.until(world.moment.replace(day=10, hour=15, minute=30))
    world.carrier.busy[world.sender("Ada").user] = timedelta(hours=23, minutes=30)
    world.until(world.moment.replace(day=11, hour=15, minute=45))
    ada = world.person("Ada").sees(SOON)
    assert sum("There is a newer card further down." in card for card in ada.screen) == 1


def test_after_an_outage_one_reminder_is_enough(world: World) -> None:
    """What was to come a day before is not written in the last two hours."""
    announced(world)
    comes(world, "Ada")
    world.until(world.moment.replace(day=10, hour=14, minute=30))
    world.is_away(days=1)
    ada = world.person("Ada").sees_no(DAY_BEFORE)
    world.passes(hours=1)
    ada.sees(SOON)


def gives_up(world: World, name: str) -> Person:
    person = world.person(name).commands("/mentor socials").presses("Look at Games night")
    return person.presses("I cannot come after all")


def test_news_that_waits_for_the_morning_is_not_lost_to_a_reminder(world: World) -> None:
    """Who sleeps elsewhere when it is moved reads in the morning that it was, and no reminder in place of that."""
    sam = announced(world)
    comes(world, "Ada", "Ben")
    change_member(world, "Ben", zone="Asia/Tokyo")
    world.until(datetime(2026, 9, 10, 13, 30, tzinfo=UTC))
    ben = world.person("Ben")
    before = ben.marks()
    moves(sam, **{"Begins at": "19:00", "Where": "The garden"})
    world.until(datetime(2026, 9, 11, 3, 0, tzinfo=UTC))
    ben.sees_last("This has changed: please look at the time and the place.", "The garden", file(world))
    assert "There is a newer card" not in ben.since(before)
    world.person("Ada").sees(DAY_BEFORE)


def test_a_place_that_waits_for_the_morning_is_not_lost_to_a_reminder(world: World) -> None:
    """The first word of it is that a place is free, with the file."""
    announced(world, Places="1")
    comes(world, "Ada", "Ben")
    change_member(world, "Ben", zone="Asia/Tokyo")
    world.until(datetime(2026, 9, 10, 13, 30, tzinfo=UTC))
    gives_up(world, "Ada")
    ben = world.person("Ben")
    world.until(datetime(2026, 9, 11, 3, 0, tzinfo=UTC))
    ben.sees_last("A place is free for you: you are coming.", "say so if you cannot any more", file(world)).sees_no(
        DAY_BEFORE
    )


def test_a_place_shortly_before_it_begins_cannot_wait_for_the_morning(world: World) -> None:
    """Whoever would read of it too late is woken, as by any change."""
    announced(world, **{"Places": "1", "Begins at": "08:30", "Ends at": "10:00"})
    comes(world, "Ada", "Ben")
    world.until(datetime(2026, 9, 10, 21, 0, tzinfo=UTC))
    gives_up(world, "Ada")
    ben = world.person("Ben").sees_last("A place is free for you: you are coming.", file(world))
    world.until(datetime(2026, 9, 11, 6, 15, tzinfo=UTC))
    ben.sees_last(SOON)


def test_what_could_not_be_sent_comes_with_the_last_reminder(world: World) -> None:
    """Whom the platform cannot reach until the last hour reads in one card when it begins and that there is
    news, with the file."""
    sam = announced(world)
    comes(world, "Ada")
    world.until(datetime(2026, 9, 11, 14, 15, tzinfo=UTC))
    ada = world.person("Ada")
    world.carrier.busy[world.sender("Ada").user] = timedelta(minutes=75)
    before = ada.marks()
    moves(sam, Where="The garden")
    world.until(datetime(2026, 9, 11, 15, 45, tzinfo=UTC))
    ada.sees_last("It begins at 18:00 your time, and you have a place.", "there is news", "The garden", file(world))
    assert "There is a newer card" not in ada.since(before)


def test_news_that_an_outage_holds_up_is_not_lost_to_the_first_reminder(world: World) -> None:
    """It comes when the platform takes letters again, and says when and where itself."""
    sam = announced(world)
    comes(world, "Ada")
    world.until(datetime(2026, 9, 10, 15, 30, tzinfo=UTC))
    ada = world.person("Ada")
    world.carrier.busy[world.sender("Ada").user] = timedelta(hours=1)
    moves(sam, Where="The garden")
    world.until(datetime(2026, 9, 10, 19, 0, tzinfo=UTC))
    ada.sees_last("This has changed", "The garden", file(world))
    world.until(datetime(2026, 9, 11, 15, 15, tzinfo=UTC))
    ada.sees_last(SOON)


def test_what_changes_twice_in_one_night_stands_on_the_card_that_is_there(world: World) -> None:
    """The letter about the first change was never sent; the card that its reader has says how it stands."""
    sam = announced(world)
    comes(world, "Ada")
    ada = world.person("Ada")
    world.until(datetime(2026, 9, 8, 22, tzinfo=UTC))
    moves(sam, Where="Room 13")
    mark = ada.marks()
    world.passes(hours=1)
    moves(sam, Where="Room 14")
    ada.sees("Room 14").sees_no("Room 13")
    world.passes(hours=1)
    sam.commands("/program socials").presses("Look at Games night").presses("Call it off").presses("Yes, call it off")
    ada.sees("Games night does not take place.")
    assert ada.since(mark) == ""
