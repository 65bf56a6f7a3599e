"""A choice and a break: while one of the two is away nothing begins, whoever set it, and nobody waits in vain."""

import pytest

from storage.mentoring.intros import IntroStatus
from storage.mentoring.matches import MatchStatus
from tests.flows.choices import cast, chooses, live_matches, match_of, meets
from tests.flows.stories import free_of, intro_of, new_mentee_asks, presses_late
from tests.world.making import add_coordinator
from tests.world.world import World


def takes_a_break(world: World, name: str, by: str) -> None:
    """Their own, or one that a coordinator sets."""
    if by == name:
        world.person(name).commands("/mentor pause").presses("Until I come back")
    else:
        presses_late(world, by, f"people_acts.pause:{world.member(name).id}:")


def comes_back(world: World, name: str, by: str) -> None:
    if by == name:
        world.person(name).commands("/mentor resume")
    else:
        presses_late(world, by, f"people_acts.unpause:{world.member(name).id}:")


@pytest.mark.parametrize("by", ["Ada", "Sam"])
def test_nobody_chooses_while_they_are_on_a_break(world: World, by: str) -> None:
    """The mentee reads how they come back first, and the mentor hears nothing; after the break they can choose."""
    add_coordinator(world)
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    takes_a_break(world, "Ada", by)
    presses_late(world, "Ada", f"choosing.choose:{intro_of(world, 'Ada').id}:")
    ada.sees_last("You are on a break that a coordinator set" if by == "Sam" else "Come back first, and then choose")
    ada.commands("/mentor choose").presses("Choose Lin")
    ada.sees_last("You are on a break").cannot_press("Yes, choose Lin")
    world.person("Lin").sees_no("chose you")
    assert live_matches(world) == []
    comes_back(world, "Ada", by)
    chooses(world, "Ada", "Lin").sees_last("You chose Lin.")


@pytest.mark.parametrize("by", ["Lin", "Sam"])
def test_a_mentors_break_ends_a_choice_that_waits(world: World, by: str) -> None:
    """The mentee hears it at once and kindly, nothing begins by an old button, and the intro chat stays, so that the
    mentor can be chosen again after the break."""
    add_coordinator(world)
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    takes_a_break(world, "Lin", by)
    match = match_of(world, "Ada")
    assert (match.status, match.reason) == (MatchStatus.DECLINED, "mentor_paused")
    ada.sees_last("Lin is taking a break, so your choice does not wait any more. That says nothing about you.")
    ada.sees_no("Your other intro chats go on.")
    presses_late(world, "Lin", f"offer.confirm:{match.id}:")
    lin = world.person("Lin").cannot_press("Yes, gladly")
    lin.sees("You are on a break, so the choice of Ada does not wait any more.")
    assert live_matches(world) == []
    assert intro_of(world, "Ada").status is IntroStatus.MET
    comes_back(world, "Lin", by)
    chooses(world, "Ada", "Lin").sees_last("You chose Lin.")
    lin.presses("Yes, gladly")
    assert match_of(world, "Ada").status is MatchStatus.ACTIVE


@pytest.mark.parametrize("by", ["Ada", "Sam"])
def test_a_mentees_break_takes_their_choice_back(world: World, by: str) -> None:
    """The mentor has nothing to answer any more, and reads that it is because of a break; their place is free."""
    add_coordinator(world)
    cast(world, "Ada", "Lin", places=1)
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    assert free_of(world, "Lin") == 0
    takes_a_break(world, "Ada", by)
    lin = world.person("Lin").sees("Ada is taking a break, so there is nothing to answer now.")
    lin.cannot_press("Yes, gladly")
    assert live_matches(world) == []
    assert free_of(world, "Lin") == 2
    assert intro_of(world, "Ada").status is IntroStatus.MET


def test_a_break_that_somebody_else_sets_says_what_it_takes_back(world: World) -> None:
    """The mentee has not read before what becomes of their choice and their asks: they read it with the break."""
    add_coordinator(world)
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    takes_a_break(world, "Ada", by="Sam")
    ada.sees_last("Sam, who coordinates Compass, has set a break for you", "Your choice of Lin is taken back.")
    ada.sees_no("Asks of yours")
    ben = new_mentee_asks(world, "Ben", "Lin")
    takes_a_break(world, "Ben", by="Sam")
    ben.sees_last("has set a break for you", "Asks of yours that nobody answered yet are taken back.")
    takes_a_break(world, "Lin", by="Sam")
    world.person("Lin").sees_last("has set a break for you").sees_no("Asks of yours", "Your choice of")


def test_a_break_says_first_what_becomes_of_a_choice(world: World) -> None:
    """Both read it on the card that asks until when."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    ada.commands("/mentor pause").sees_last("Your choice of Lin is taken back.")
    lin = world.person("Lin").commands("/mentor pause")
    lin.sees_last("Ada chose you and waits for your answer.", "You can also answer first.")
