"""Short questions, when somebody who has one leaves or takes a break."""

import pytest

from tests.flows.test_short_questions import asks_one, takers
from tests.world.making import add_coordinator, add_mentee
from tests.world.world import Person, World


def goes(world: World, name: str, how: str) -> Person:
    if how == "leave":
        return world.person(name).commands("/mentor leave").presses("Yes, leave")
    return world.person(name).commands("/mentor pause").presses("Until I come back")


@pytest.mark.parametrize("how", ["leave", "pause"])
def test_the_only_one_goes(world: World, how: str) -> None:
    """Others get it at once, and the asker reads who has it by then."""
    takers(world, "Lin")
    add_coordinator(world)
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada")
    goes(world, "Lin", how)
    ada.sees("Nobody has found the time yet. The coordinators have your question now.")
    world.person("Sam").presses("Answer it").fills({"Your answer": "Yes, from ten."})
    ada.sees("Sam answers your question:")


def test_it_counts_as_not_now(world: World) -> None:
    """Whoever stays reads whether others still have it; once all are gone or cannot, it goes on. On a break one can
    still answer, and the card of the break says what becomes of it."""
    takers(world, "Lin", "Mo", "Yui", "Kim")
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada")
    lin, mo, yui, kim = (world.person(name) for name in ("Lin", "Mo", "Yui", "Kim"))
    goes(world, "Lin", "leave")
    lin.sees("This question needs no answer from you any more.").cannot_press("Answer it")
    mo.commands("/mentor pause").sees_last("Short questions that wait for you go to others.")
    mo.presses("Until I come back").sees("You are on a break, so this question does not wait for you.")
    kim.sees_no("One question").commands("/mentor pause").sees_no("Short questions that wait").presses("No break")
    yui.presses("Not now").sees_last("That is fine. I look for somebody else.")
    kim.sees("One question")
    ada.sees("Some mentors have your question.")
    (mo.types if world.surface.platform == "plain" else mo.presses)("Answer it after all")
    mo.fills({"Your answer": "Yes, from ten."})
    ada.sees("Mo answers your question:")


def test_the_coordinators_go(world: World) -> None:
    """It stays with those who are left; with nobody left who could answer it is over, and the asker hears so."""
    takers(world, "Lin")
    add_coordinator(world)
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada")
    world.person("Lin").presses("Not now")
    world.person("Sam").sees("One question")
    add_coordinator(world, "Tess")
    goes(world, "Sam", "leave")
    world.person("Tess").sees("One question")
    ada.sees_no("I am sorry; please ask again another day.")
    goes(world, "Tess", "pause")
    ada.sees("Nobody has found the time yet. I am sorry; please ask again another day.")
