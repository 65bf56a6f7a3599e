"""The end of a match: what both say about it, with their name, and what coordinators see of all ends."""

import pytest

from tests.flows.choices import chooses, joins, match_of, matched, meets
from tests.flows.stories import presses_late
from tests.world.making import add_coordinator
from tests.world.world import World


def ends(world: World, person: str, other: str, reason: str) -> None:
    world.person(person).commands("/mentor match").presses(f"End the match with {other}").presses(reason)


def test_both_can_say_how_it_was(world: World) -> None:
    """Three short questions on the card of the end; coordinators read the answers with the name, the other side does
    not, and they can be changed."""
    add_coordinator(world)
    ada, lin = matched(world)
    ends(world, "Ada", "Lin", "We did what we wanted to do")
    said = {"Did the match help you?": "Very much", "Would you take part again?": "Yes"}
    ada.presses("Say how it was").fills({**said, "What should the coordinators know?": "More *time* would be good."})
    ada.sees_last("Thank you. The coordinators can read it")
    before = lin.marks()
    lin.presses("Say how it was").fills({"Was it worth your time?": "A little", "Would you take part again?": "No"})
    sam = world.person("Sam").commands("/program endings")
    sam.sees_last("Matches: one was completed", "Lin, about the match with Ada", "It helped: A little. Again: No.")
    sam.sees_last("Ada, about the match with Lin", "It helped: Very much. Again: Yes.", "More *time* would be good.")
    assert "More" not in lin.since(before)
    ada.presses("Change what I said about it").fills({"Did the match help you?": "Somewhat"})
    sam.commands("/program endings").sees_last("It helped: Somewhat. Again: Yes.", "More *time* would be good.")
    assert "Very much" not in sam.screen[-1]


def test_who_says_nothing_is_asked_once(world: World) -> None:
    """Three days after the end, each side that has not said anything; nobody who left."""
    ada, lin = matched(world)
    ends(world, "Ada", "Lin", "It does not fit")
    lin.presses("Say how it was").fills(
        {"Was it worth your time?": "Somewhat", "Would you take part again?": "Perhaps"}
    )
    before, marks = lin.marks(), ada.marks()
    world.passes(days=12)
    assert ada.since(marks).count("Your match with Lin is over. How was it?") == 1
    assert "How was it?" not in lin.since(before)
    ada.presses("Say how it was", on="Three short questions").fills(
        {"Did the match help you?": "Not really", "Would you take part again?": "Yes"}
    )
    ada.sees_last("Thank you.")


def test_reasons_are_counted_without_names(world: World) -> None:
    """From five ended matches on coordinators see how often each reason was given; before that, only how many ended.
    One more says nothing of why: the next reasons come when there are five."""
    add_coordinator(world)
    matched(world)
    ends(world, "Ada", "Lin", "There is no time for it now")
    sam = world.person("Sam").commands("/program endings").sees_last("one ended early")
    assert "no time" not in sam.screen[-1]
    for name in ("Ben", "Cleo", "Dina", "Eva", "Fay"):
        joins(world, name, "Lin")
        meets(world, name, "Lin")
        chooses(world, name, "Lin")
        world.person("Lin").presses("Yes, gladly")
        ends(world, name, "Lin", "It does not fit" if name == "Fay" else "We lost touch")
        if name == "Dina":
            assert "We lost touch" not in sam.commands("/program endings").screen[-1]
    sam.commands("/program endings").sees_last("6 ended early", "Why the first 5 of them ended")
    sam.sees_last("4 × We lost touch and 1 × There is no time for it now")
    assert "fit" not in sam.screen[-1]


def test_a_match_of_their_own_is_not_read_by_a_coordinator(world: World) -> None:
    """What one side says stays hidden from the other, also where the other one coordinates."""
    ada, _lin = matched(world)
    add_coordinator(world)
    ends(world, "Ada", "Lin", "Something else")
    ada.presses("Say how it was").fills({"Did the match help you?": "Not really", "Would you take part again?": "No"})
    sam = world.person("Sam").commands("/program endings").sees_last("Ada, about the match with Lin")
    world.person("Sam").commands("/program").presses("People").presses("Look at Lin").presses("Make coordinator")
    sam.presses("Yes, make coordinator")
    world.person("Lin").commands("/program endings").sees_last(
        "Nobody has said anything about the end of a match yet."
    ).sees_no("They know that you read this")


@pytest.mark.parametrize("press", ["closing.say:{}:"])
def test_nothing_is_said_about_a_match_that_goes_on(world: World, press: str) -> None:
    """A forged or early press opens no form."""
    ada, _lin = matched(world)
    presses_late(world, "Ada", press.format(match_of(world, "Ada").id))
    ada.sees("That has changed since this card was sent.")
    assert not world.surface.labels("Ada")
