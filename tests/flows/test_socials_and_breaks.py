"""Guests of socials who take a break."""

from datetime import UTC, datetime

from tests.flows.stories import change_member, presses_late
from tests.flows.test_socials import announced, comes, picks, says_yes, there
from tests.world.making import add_mentee
from tests.world.world import Person, World


def rests(world: World, name: str) -> Person:
    return world.person(name).commands("/mentor pause").presses("Until I come back")


def test_no_reminder_on_a_break(world: World) -> None:
    """The card of the break says that the place is kept and that nothing reminds of it; what a coordinator changes is
    told all the same. Whoever says yes on a break is promised no reminder."""
    sam = announced(world)
    comes(world, "Ada")
    add_mentee(world, "Ben")
    ada, ben = world.person("Ada").commands("/mentor pause"), rests(world, "Ben")
    ada.sees_last("You stay on the list of “Games night”. I do not remind you of it meanwhile")
    ada.presses("Until I come back").sees_last("You stay on the list of “Games night”.")
    ben.sees_no("You stay on the list")
    says_yes(world, "Ben").sees("You are coming.").sees_no("I remind you the day before")
    before = ada.marks()
    sam.commands("/program socials").presses("Look at Games night").presses("Move it").fills({"Where": "Room 13"})
    assert "This has changed" in ada.since(before)
    before = ada.marks()
    world.passes(days=4, hours=3)
    assert ada.since(before) == ""
    world.channel_has("general", "2 are coming")


def test_what_is_asked_afterwards_waits_for_the_end_of_a_break(world: World) -> None:
    """Whoever is back while others still answer is asked whether they were there, and gets the list; nothing of it
    comes before, and nothing twice."""
    announced(world)
    comes(world, "Ada", "Ben", "Cleo", "Dora")
    world.passes(hours=1)
    ada = rests(world, "Ada")
    world.passes(days=4, hours=19)
    ada.sees_no("Were you at")
    for name in ("Ben", "Cleo", "Dora"):
        there(world, name)
    ada.commands("/mentor resume").sees("Were you at “Games night”?")
    there(world, "Ada")
    before = rests(world, "Ada").marks()
    dora = rests(world, "Dora")
    world.passes(days=2, hours=2)
    assert ada.since(before) == ""
    before = ada.marks()
    ada.commands("/mentor resume")
    assert ada.since(before).count("Whom did you enjoy meeting at “Games night”?") == 1
    before = rests(world, "Ada").marks()
    ada.commands("/mentor resume")
    assert "Whom did you enjoy" not in ada.since(before)
    ada.commands("/mentor socials").presses("See the list of Games night")
    picks(world, "Ada", "Ben")
    picks(world, "Ben", "Ada")
    world.passes(days=5)
    before = dora.marks()
    dora.commands("/mentor resume")
    assert "Games night" not in dora.since(before)
    ada.sees("you and Ben enjoyed meeting each other.")


def test_who_is_back_before_all_are_asked_is_asked_once(world: World) -> None:
    """The question comes to everybody after days off, and to whoever is back on one of them with the others."""
    announced(world)
    comes(world, "Ada", "Ben", "Cleo")
    ada = rests(world, "Ada")
    world.person("Sam").commands("/program settings").presses("Change quiet hours and days off").fills(
        {"Days off": "12 Sep to 13 Sep"}
    )
    mark = ada.marks()
    world.until(datetime(2026, 9, 13, 12, tzinfo=UTC))
    ada.commands("/mentor resume")
    world.until(datetime(2026, 9, 14, 12, tzinfo=UTC))
    assert ada.since(mark).count("Were you at “Games night”?") == 1


def test_a_break_that_begins_while_the_question_waits_for_the_morning(world: World) -> None:
    """What was written and has not reached them is not sent, and comes when they are back."""
    announced(world)
    comes(world, "Ada", "Ben", "Cleo")
    with world.database.write() as session:
        session.merge(world.member("Ada")).zone = "America/Los_Angeles"
    world.passes(days=4, hours=20)
    ada = world.person("Ada").sees_no("Were you at")
    world.person("Ben").sees("Were you at")
    rests(world, "Ada")
    world.passes(hours=20)
    ada.sees_no("Were you at")
    ada.presses("I am back").sees("Were you at “Games night”?")


def test_a_reminder_that_waits_for_the_morning_does_not_come_on_a_break(world: World) -> None:
    """It was written while its reader slept, and a coordinator set a break before they woke. Their card says that they
    are coming, and points to none that did not come."""
    announced(world, **{"Begins at": "10:00", "Ends at": "12:00"})
    comes(world, "Ada")
    change_member(world, "Ada", zone="America/Los_Angeles")
    ada = world.person("Ada")
    mark = ada.marks()
    world.until(datetime(2026, 9, 10, 9, tzinfo=UTC))
    ada.sees_no("There is a newer card")
    presses_late(world, "Sam", f"people_acts.pause:{world.member('Ada').id}:")
    world.until(datetime(2026, 9, 12, tzinfo=UTC))
    assert "A small reminder" not in ada.since(mark)
    ada.sees("Games night\nYou are coming.").sees_no("There is a newer card")
