"""Handing a program over: a successor says yes, gets everything on one card, and the former coordinator steps down."""

from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World


def offers(world: World, to: str, **filling: str | list[str]) -> Person:
    sam = world.person("Sam").commands("/program handover").presses("Pick a successor")
    return sam.fills({"To whom?": to, **filling})


def test_a_successor_takes_it(world: World) -> None:
    """They are asked first, get state, open messages and dates on one card, and the one who gave it steps down."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    sam, lin = world.person("Sam"), world.person("Lin")
    offers(world, "Lin").sees_last("You have offered it to Lin, who has not answered yet.")
    sam.commands("/program handover").sees_last("You have offered it to Lin").can_press("Take the offer back")
    lin.sees("Sam would like to hand Compass over to you").presses("Yes, I take it")
    lin.sees("Compass is in your hands", "People: 0 mentees, 1 listed mentor", "Open messages: none")
    sam.sees("Lin looks after Compass now. Thank you for all you have done.").presses("Step down")
    sam.commands("/program").sees_last("That is for the coordinators of Compass.")
    lin.commands("/program acts").sees_last("stepped down as a coordinator", "handed the program over to Lin")


def test_messages_go_along_only_with_a_reason(world: World) -> None:
    """What was written in confidence stays where it is, but for what was picked, with a reason that the successor
    reads; whoever wrote it hears who takes care of it now."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada, sam, lin = world.person("Ada"), world.person("Sam"), world.person("Lin")
    ada.commands("/mentor notright").presses("Tell the coordinators")
    ada.fills({"What happened, in your words": "It was odd."})
    sam.presses("Read it").presses("I take care of it")
    offers(world, "Lin", **{"Messages that go along": ["From Ada, Mon 7 Sep"]}).problem("Why these go along", "say why")
    sam.fills({"Why these go along": "I leave in June."})
    lin.sees("One message to the coordinators would go along.").sees_no("It was odd.").presses("Yes, I take it")
    lin.sees("Sam gave you messages to take care of, because:", "I leave in June.", "Open messages: one")
    ada.sees("Lin takes care of what you wrote from now on.")
    lin.presses("Read the messages").presses("Read it").sees_last("It was odd.")


def test_no_and_taken_back(world: World) -> None:
    """Nothing has changed then; and the only coordinator cannot step down."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    sam, lin = world.person("Sam"), world.person("Lin")
    offers(world, "Lin")
    lin.presses("No, thank you").sees("That is fine. Sam hears it.")
    sam.sees("Lin cannot take Compass over. Nothing has changed.").presses("Ask somebody else")
    offers(world, "Lin").presses("Take the offer back").sees_last("This offer has been taken back.")
    lin.commands("/program").sees_last("That is for the coordinators of Compass.")
    offers(world, "Lin")
    lin.presses("Yes, I take it")
    lin.commands("/program").presses("People").presses("Look at Sam").presses("Take the coordinator role away")
    lin.presses("Yes, take the role away")
    sam.sees("You are not a coordinator of Compass any more.")


def test_an_offer_of_somebody_who_coordinates_no_more(world: World) -> None:
    """Nobody becomes a coordinator by it."""
    add_coordinator(world)
    add_coordinator(world, "Kim")
    add_mentor(world, "Lin")
    offers(world, "Lin")
    world.person("Kim").commands("/program").presses("People").presses("Look at Sam")
    world.person("Kim").presses("Take the coordinator role away").presses("Yes, take the role away")
    world.person("Lin").presses("Yes, I take it").sees("Sam does not coordinate Compass any more")
    world.person("Lin").commands("/program").sees_last("That is for the coordinators of Compass.")
