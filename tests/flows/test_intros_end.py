"""What ends an intro from outside: breaks, leaving, full places. Whoever waits hears it, and no card lies."""

from bot.incoming import Incoming, Via
from storage.mentoring.intros import IntroStatus
from tests.flows.choices import cast, chooses, meets
from tests.flows.stories import asks, free_of, intro_of, is_to_come, new_mentee_asks
from tests.world.making import add_mentee, add_mentor
from tests.world.world import Person, World


def pauses(person: Person) -> None:
    person.commands("/mentor pause").presses("Until I come back")


def leaves(person: Person) -> None:
    person.commands("/mentor leave").presses("Yes, leave")


def test_a_mentor_takes_a_break(world: World) -> None:
    """All open asks close at once: each mentee is told with others to ask, the mentor's card says so, and an intro that
    was agreed on goes on."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    lin = world.person("Lin")
    new_mentee_asks(world, "Bo", "Lin")
    lin.presses("Happy to")
    for name in ("Ada", "Eve"):
        new_mentee_asks(world, name, "Lin")
    pauses(lin)

    for name in ("Ada", "Eve"):
        mentee = world.person(name).sees("Lin is taking a break, so your ask is closed.")
        mentee.sees_last("These mentors have time now:", "Kim")
        assert intro_of(world, name).status is IntroStatus.CLOSED
    assert intro_of(world, "Bo").status is IntroStatus.ACCEPTED
    lin.sees("You are on a break, so the asks from Ada and Eve are closed.").cannot_press("Happy to meet Ada")
    before = lin.marks()
    world.passes(days=5)
    assert "reminder" not in lin.since(before)


def test_a_mentee_takes_a_break(world: World) -> None:
    """Their open asks close, and the mentor's card says why without asking for anything."""
    add_mentor(world, "Lin")
    pauses(new_mentee_asks(world, "Ada", "Lin"))
    world.person("Lin").sees("Ada is taking a break, so the ask is closed.").cannot_press("Happy to")
    assert free_of(world, "Lin") == 3


def test_a_mentor_leaves(world: World) -> None:
    """Asks and intros close, each mentee hears it kindly with others to ask, and room cards lose their buttons."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    lin = world.person("Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    lin.presses("Happy to")
    eve = new_mentee_asks(world, "Eve", "Lin")
    leaves(lin)
    for mentee in (ada, eve):
        mentee.sees("Lin is not taking part any more", "Kim").cannot_press("We have a time")
    ada.sees("This intro chat is over.")
    world.passes(days=9)
    assert {intro_of(world, name).status for name in ("Ada", "Eve")} == {IntroStatus.CLOSED}


def test_a_mentee_leaves(world: World) -> None:
    """A mentor who said yes hears it, one who was only asked finds it on the card; nothing reminds them."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    for name in ("Lin", "Kim"):
        asks(world, "Ada", name)
    lin, kim = world.person("Lin").presses("Happy to"), world.person("Kim")
    before = kim.marks()
    leaves(world.person("Ada"))
    lin.sees("Ada is not taking part any more, so your intro chat is closed. Thank you for being there.")
    kim.sees("Ada is not taking part any more").cannot_press("Happy to")
    world.passes(days=9)
    assert kim.since(before) == ""


def test_an_account_disappears(world: World) -> None:
    """Whoever leaves the platform closes their asks in the same step."""
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    gone = Incoming(via=Via.EVENT, step="people.left", by=world.surface.sender("Lin"), key="gone")
    world.engine.handle(gone, world.clock.at)
    world.settle()
    ada.sees("Lin is not taking part any more")
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED


def test_the_last_place_for_a_mentee_is_taken(world: World) -> None:
    """When a match takes a mentor's last place for a mentee, those who still wait hear it with others to ask."""
    cast(world, "Ada", "Lin", places=1)
    add_mentor(world, "Kim")
    bo, eve = new_mentee_asks(world, "Bo", "Lin"), new_mentee_asks(world, "Eve", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    lin = world.person("Lin").presses("Yes, gladly")

    for mentee in (bo, eve):
        mentee.sees("Lin has no place for another mentee any more", "Kim")
    lin.sees("Your places for mentees are all taken, so the asks from Bo and Eve are closed.")
    assert {intro_of(world, name).status for name in ("Bo", "Eve")} == {IntroStatus.CLOSED}
    assert free_of(world, "Lin") == 0


def test_nothing_is_to_come_of_an_intro_that_is_over(world: World) -> None:
    """The place that was kept after a meeting is free with the end of the intro, so nothing has to give it back."""
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    assert is_to_come(world, "round_intro.give_place_back")
    world.person("Lin").commands("/mentor asks").presses("I can't go on with Ada").presses("Yes, tell Ada kindly")
    assert free_of(world, "Lin") == 3
    assert not is_to_come(world, "round_intro.give_place_back")
