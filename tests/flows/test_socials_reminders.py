"""Reminders of socials, whenever they are read."""

from datetime import timedelta

from tests.flows.test_socials import announced, comes, says_yes
from tests.world.making import add_mentee
from tests.world.world import World

DAY_BEFORE = "A small reminder: you said yes to this."
SOON = "It begins soon, and you said yes."


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
    """Whom the platform cannot reach until the last hour reads only that it begins soon."""
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
