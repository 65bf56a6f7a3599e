"""What is hard in a match, after the coordinators have it: closed, changed, and what was added to it."""

from tests.flows.choices import matched
from tests.flows.stories import presses_late
from tests.world.making import add_coordinator
from tests.world.world import Person, World

SAYS = "Somebody says in a check-in that it is hard."
ADDS = "What would you like to add?"


def told(world: World) -> tuple[Person, Person]:
    """Ada said that it is hard, and Sam has heard so."""
    add_coordinator(world)
    ada, _lin = matched(world)
    world.passes(days=7)
    ada.presses("Not yet").presses("It is hard")
    world.passes(minutes=11)
    return ada, world.person("Sam").sees_last(SAYS)


def test_what_gets_worse_after_it_was_closed_is_a_new_message(world: World) -> None:
    """The coordinators have closed it; a sentence added then reaches them like the first time, and the person reads
    when. What was closed stays as it was read; the same sentence kept once more is nothing new."""
    ada, sam = told(world)
    sam.presses("Read it").presses("Close it with a note").fills({"What was done": "Talked to both."})
    world.passes(days=1)
    ada.types("checkin").presses("Add a sentence about Lin").fills({ADDS: "It got worse since yesterday."})
    ada.sees_last("Kept.", "it goes to Sam, so that somebody can help")
    before = sam.marks()
    world.passes(minutes=11)
    assert SAYS in sam.since(before)
    sam.presses("Read it").sees_last("Said in a check-in", "It got worse since yesterday.", "nobody takes care of it")
    sam.presses("Close it with a note").fills({"What was done": "Talked once more."})
    presses_late(world, "Sam", "concern.read:1:")
    sam.sees_last("They added no words to it.", "Talked to both.")
    ada.types("checkin").presses("Change the sentence about Lin").fills({ADDS: "It got worse since yesterday."})
    ada.sees_last("I have told Sam that it is hard.")
    ada.types("checkin").presses("Change the sentence about Lin").fills({ADDS: ""}).sees_last(
        "There is no sentence kept any more."
    )
    before = sam.marks()
    world.passes(hours=2)
    assert SAYS not in sam.since(before)


def test_what_becomes_hard_again_after_it_was_closed_is_a_new_message(world: World) -> None:
    """Whoever said that it goes well, and then that it is hard, is heard again; nobody reads that somebody was told who
    was not."""
    ada, sam = told(world)
    sam.presses("Read it").presses("Close it with a note").fills({"What was done": "Talked to both."})
    ada.types("checkin").presses("Change my answer about Lin").presses("It goes well").sees_last("Kept.")
    ada.sees_no("this change can be seen there")
    ada.presses("Change my answer about Lin").presses("It is hard").sees_last("it goes to Sam")
    before = sam.marks()
    world.passes(minutes=11)
    assert SAYS in sam.since(before)
    sam.presses("Read it").sees_last("nobody takes care of it")


def test_a_change_says_who_has_the_message_all_the_same(world: World) -> None:
    """It goes well by now, but a coordinator has read that it is hard: the person learns that they see the change."""
    ada, sam = told(world)
    ada.presses("Change my answer about Lin").presses("It goes well")
    ada.sees_last("and it goes well.", "What you said before is with Sam, and this change can be seen there, too.")
    sam.presses("Read it").sees_last("they have not met yet, and it goes well")
