"""A break that a coordinator sets and ends while somebody sleeps: who heard of neither is told of neither."""

from datetime import UTC, datetime

from storage.mentoring.intros import IntroStatus
from tests.flows.choices import cast, chooses, meets
from tests.flows.stories import asks, change_member, intro_of, new_mentee_asks, presses_late
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World

OVER, SET = "Your break is over, says Sam.", "Sam, who coordinates Compass, has set a break for you."


def night(world: World) -> tuple[Person, Person]:
    """Midnight for everybody; Sam is up and looks at Ada."""
    world.until(datetime(2026, 9, 8, 22, tzinfo=UTC))
    return looks(world), world.person("Ada")


def looks(world: World) -> Person:
    return world.person("Sam").commands("/program people").presses("Look at Ada")


def morning(world: World) -> None:
    world.until(datetime(2026, 9, 9, 8, tzinfo=UTC))


def test_a_break_that_nobody_heard_of_is_not_announced_as_over(world: World) -> None:
    """Set and ended in one night, however often, it is as if it had never been."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    sam, ada = night(world)
    mark = ada.marks()
    for _time in range(3):
        sam.presses("Pause").presses("End the break")
    morning(world)
    assert ada.since(mark) == ""
    sam.presses("Pause")
    ada.sees_last(SET)


def test_one_that_ends_and_begins_again_in_one_night_goes_on(world: World) -> None:
    """Who knows of a break does not hear that it was over for a while, and what they have on screen is true."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    looks(world).presses("Pause")
    sam, ada = night(world)
    ada.sees_last(SET)
    mark = ada.marks()
    sam.presses("End the break").presses("Pause")
    ada.sees_last(SET)
    morning(world)
    assert ada.since(mark) == ""
    ada.sees_last(SET).sees_no(OVER)
    looks(world).presses("End the break")
    ada.sees_last(OVER)


def test_what_a_short_break_took_is_said(world: World) -> None:
    """Asks and a choice that it took back are gone, so the person hears of it in the morning, once."""
    add_coordinator(world)
    add_mentor(world, "Kim")
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    world.person("Ada").commands("/mentor find").presses("Ask for an intro chat", on="Kim").presses("Send it")
    chooses(world, "Ada", "Lin")
    sam, ada = night(world)
    mark = ada.marks()
    sam.presses("Pause").presses("End the break").presses("Pause").presses("End the break")
    morning(world)
    said = ada.since(mark)
    assert said.count("Sam, who coordinates Compass, set a break for you and has ended it again.") == 1
    assert "Asks of yours that nobody had answered were taken back." in said
    assert "Your choice of Lin was taken back. You can choose again." in said
    assert OVER not in said
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED


def test_asks_that_ended_before_it_are_not_said_to_be_its_doing(world: World) -> None:
    """Only what this break took back is named: nothing that the mentee withdrew, or that a break of their own ended."""
    add_coordinator(world)
    add_mentor(world, "Kim")
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Kim").presses("Withdraw the ask to Kim").presses("Yes, withdraw it")
    asks(world, "Ada", "Lin")
    ada.types("pause").presses("Until I come back").presses("I am back")
    sam, ada = night(world)
    mark = ada.marks()
    sam.presses("Pause").presses("End the break")
    morning(world)
    assert "break" not in ada.since(mark)


def test_a_break_of_ones_own_that_is_ended_at_night(world: World) -> None:
    """Who is on a break of their own hears that it is over, and of one that is set after that."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    world.person("Ada").commands("/mentor pause").presses("For a week")
    sam, ada = night(world)
    mark = ada.marks()
    sam.presses("End the break").presses("Pause").presses("End the break").presses("Pause")
    morning(world)
    said = ada.since(mark)
    assert (said.count(OVER), said.count(SET)) == (1, 1)
    ada.sees_last(SET)


def test_a_role_that_is_given_and_taken_at_night_leaves_a_true_card(world: World) -> None:
    """What somebody reads of the role by day does not change for one that they never had."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    sam = looks(world).presses("Make coordinator").presses("Yes, make coordinator")
    sam.presses("Take the coordinator role away").presses("Yes, take the role away")
    sam, ada = night(world)
    ada.sees_last("You are not a coordinator of Compass any more.")
    mark = ada.marks()
    sam.presses("Make coordinator").presses("Yes, make coordinator")
    sam.presses("Take the coordinator role away").presses("Yes, take the role away")
    morning(world)
    assert ada.since(mark) == ""
    ada.sees_last("You are not a coordinator of Compass any more.")


def test_a_question_that_had_not_come_waits_for_the_end_of_the_break(world: World) -> None:
    """Ada says in Lin's night that they have met. Lin is on a break by the morning, and is asked once, after it."""
    add_coordinator(world)
    cast(world, "Ada", "Lin")
    change_member(world, "Lin", zone="Asia/Tokyo")
    world.until(datetime(2026, 9, 8, 15, tzinfo=UTC))
    lin = world.person("Lin")
    mark = lin.marks()
    meets(world, "Ada", "Lin")
    presses_late(world, "Sam", f"people_acts.pause:{world.member('Lin').id}:")
    world.until(datetime(2026, 9, 10, tzinfo=UTC))
    assert "How was it" not in lin.since(mark)
    presses_late(world, "Sam", f"people_acts.unpause:{world.member('Lin').id}:")
    world.passes(hours=2)
    assert lin.since(mark).count("How was it with Ada?") == 1
