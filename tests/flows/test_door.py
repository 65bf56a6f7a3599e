"""The mentor's door: kept open or closed, when it is asked for, and what others see of it."""

from tests.flows.stories import free_of, new_mentee_asks, presses_late
from tests.world.making import add_mentee, add_mentor
from tests.world.world import World


def test_asked_for_when_one_place_is_left(world: World) -> None:
    """After a yes that leaves one place the mentor is asked for their door, and not before."""
    add_mentor(world, "Lin")
    lin = world.person("Lin")
    new_mentee_asks(world, "Ada", "Lin")
    lin.presses("Happy to").cannot_press("Close my door")
    new_mentee_asks(world, "Eve", "Lin")
    lin.presses("Happy to")
    lin.sees("You said yes to Eve.", "You have one place for an intro chat left. Keep your door open for more?")
    lin.presses("Keep it open").sees("Good. Your door stays open.")
    assert free_of(world, "Lin") == 1


def test_asked_for_after_a_no_too(world: World) -> None:
    """A no with one place left asks the same."""
    add_mentor(world, "Lin", intros=1)
    new_mentee_asks(world, "Ada", "Lin")
    lin = world.person("Lin").presses("Not now").presses("My next weeks are full")
    lin.sees("Keep your door open for more?").presses("Close my door").sees_last("Your door is closed")
    assert free_of(world, "Lin") == 0


def test_a_closed_door(world: World) -> None:
    """Nobody new can ask, what was asked before stays, and whoever waits hears when the door opens."""
    add_mentor(world, "Lin")
    lin = world.person("Lin")
    for name in ("Ada", "Eve"):
        new_mentee_asks(world, name, "Lin")
    lin.presses("Close my door").sees("Your door is closed", "2 people would like an intro chat with you.")
    lin.can_press("Happy to meet Ada")
    lin.types("hello").sees_last("You are listed among the mentors. Your door is closed, so nobody new can ask you.")

    add_mentee(world, "Bo")
    bo = world.person("Bo").commands("/mentor find").presses("Tell me when free", on="Lin")
    presses_late(world, "Bo", f"asking.offer:{world.member('Lin').id}:")
    bo.sees("Lin takes no new asks for now.")
    lin.presses("Open my door").sees("Your door is open: others can ask you again.")
    bo.sees_last("Lin has a free place now.").presses("Ask for an intro chat").sees_last("This would go to Lin:")


def test_nobody_else_has_the_key(world: World) -> None:
    """A door is closed and opened by its mentor alone."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    for step in ("close_door", "open_door", "not_now_to_all", "look", "because"):
        presses_late(world, "Ada", f"door.{step}:{world.member('Lin').id}:exams")
    world.person("Ada").sees("That is not yours to answer.").sees_no("door is")
    assert free_of(world, "Lin") == 3


def test_no_to_nobody(world: World) -> None:
    """An old card with “not now to all” says that nobody waits any more."""
    add_mentor(world, "Lin")
    for step in ("not_now_to_all:{}:", "because:{}:exams"):
        presses_late(world, "Lin", "door." + step.format(world.member("Lin").id))
    world.person("Lin").sees("Nobody waits for your answer now.")


def test_a_freed_place_is_told_once(world: World) -> None:
    """Whoever waits for a full mentor hears when a no frees the place."""
    add_mentor(world, "Lin", intros=1)
    new_mentee_asks(world, "Ada", "Lin")
    add_mentee(world, "Bo")
    bo = world.person("Bo").commands("/mentor find").presses("Tell me when free", on="Lin")
    before = bo.marks()
    world.person("Lin").presses("Not now").presses("My next weeks are full")
    assert bo.since(before).count("Lin has a free place now.") == 1
