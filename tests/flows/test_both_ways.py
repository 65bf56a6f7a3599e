"""Where everybody is both, two may ask each other."""

from storage.mentoring.intros import IntroStatus
from tests.flows.choices import both_ways, chooses
from tests.flows.stories import free_of, intro_of
from tests.world.world import World


def test_a_match_closes_the_intro_the_other_way(world: World) -> None:
    """When one chose the other and the match began, their other intro is done: nobody is asked about it or told that
    its time is over, and it takes no place."""
    ada, lin = both_ways(world)
    ada.presses("We already met", on="Ada and Lin. This is your room")
    chooses(world, "Ada", "Lin")
    lin.presses("Yes, gladly")
    for name in ("Ada", "Lin"):
        intro = intro_of(world, name)
        assert (intro.status, intro.reason) == (IntroStatus.CLOSED, "matched")
        assert free_of(world, name) == 3
    before = ada.marks(), lin.marks()
    world.passes(days=40)
    for person, mark in ((ada, before[0]), (lin, before[1])):
        said = person.since(mark)
        assert "get to meet" not in said
        assert "closed" not in said
        assert "over" not in said


def test_a_break_names_each_one_once(world: World) -> None:
    """Who has two intro chats with the same person reads their name once."""
    _ada, lin = both_ways(world)
    lin.commands("/mentor pause").sees_last("I tell Ada that you are away")
