"""Two who would like to meet: what comes of two yeses, without a room too, and a break in between."""

import pytest

from storage.people import MemberStatus
from tests.flows.choices import cast, matched
from tests.flows.stories import asks, change_member
from tests.flows.test_no_room import opens_nothing
from tests.flows.test_reaching import is_elsewhere
from tests.flows.test_socials import announced, comes, picked_each_other, picks, says_yes, there
from tests.flows.test_suggesting import ALREADY, WHO, keeps_away, suggests
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World


def two_yeses(world: World) -> tuple[Person, Person]:
    """Of two who are both looking for somebody, so that no intro chat comes of it."""
    add_coordinator(world)
    for name in ("Ada", "Ben"):
        add_mentee(world, name)
    suggests(world, "Ada", "Ben")
    return world.person("Ada"), world.person("Ben").presses("Yes, gladly")


def says(person: Person, words: str) -> None:
    other = "Ben" if person.name == "Ada" else "Ada"
    person.presses("Yes, I write it down").fills({f"How {other} can reach you": words})


def test_without_a_room(world: World) -> None:
    """Where the two are not in one place, nobody reads of a room; each says how to be reached, and sees it when both
    have agreed. It can be changed and taken back."""
    ada, ben = two_yeses(world)
    is_elsewhere(world, "Ben")
    ada.presses("Yes, gladly")
    for person, other in ((ada, "Ben"), (ben, "Ada")):
        person.sees_last(
            f"{other} said yes, too.", "You two are not in one place", f"May {other} know how to reach you?"
        )
        person.sees_no("room of your own", "A coordinator can bring you together")
    says(ada, "ada on the green chat")
    ada.sees_last("Saved. Ben sees it as soon as they have agreed too")
    ben.sees_no("green chat")
    says(ben, "ben@example.org")
    ben.sees_last("This is how you reach Ada:", "ada on the green chat", "ben@example.org")
    ada.sees("This is how you reach Ben:", "ben@example.org")
    ben.presses("Take it back").sees_last("Good. I show Ada nothing.")
    ada.sees("Ben would rather not be reached outside of here").sees_no("ben@example.org")


def test_kept_away_before_it_was_said(world: World) -> None:
    """Whoever is kept away by then is shown nothing, and reads that the other one has not answered."""
    ada, ben = two_yeses(world)
    is_elsewhere(world, "Ben")
    ada.presses("Yes, gladly")
    says(ada, "ada on the green chat")
    keeps_away(world, "Ada", "Ben")
    says(ben, "ben@example.org")
    ben.sees_last("Saved. Ada sees it as soon as they have agreed too").sees_no("green chat")
    ada.sees_no("ben@example.org")


def test_a_room_that_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform says no later: both are asked how they are reached, too."""
    opens_nothing(world, monkeypatch)
    ada, ben = two_yeses(world)
    ada.presses("Yes, gladly")
    for person, other in ((ada, "Ben"), (ben, "Ada")):
        person.sees_last("I cannot open a room for the two of you here.", f"May {other} know how to reach you?")


def test_two_yeses_ring_once(world: World) -> None:
    """The room is the news: the card that asked says so, and no further letter does."""
    ada, ben = two_yeses(world)
    before = ben.marks()
    ada.presses("Yes, gladly").sees("Ben said yes, too. You find each other in a room of your own.")
    assert ben.since(before).count("said yes, too") == 0
    ben.sees("Ada said yes, too.", "Hello Ada and Ben.")


def test_a_break_in_between(world: World) -> None:
    """The time of whoever is on a break stands still: they are asked again when they are back, and can say yes."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    suggests(world, "Ada", "Lin")
    ada, lin = world.person("Ada"), world.person("Lin").presses("Yes, gladly")
    ada.commands("/mentor pause").presses("For two weeks")
    before = ada.marks()
    world.passes(days=13)
    assert "Would you like to meet" not in ada.since(before)
    world.passes(days=2)
    assert "Would you like to meet" in ada.since(before)
    ada.presses("Yes, gladly").sees("Lin said yes, too.")
    lin.sees("Ada said yes, too.")


def test_a_break_before_it_is_asked(world: World) -> None:
    """Two who picked each other after a social are asked when both are there, and neither before."""
    picked_each_other(world)
    add_mentor(world, "Lin")
    ada, ben = world.person("Ada"), world.person("Ben")
    ada.commands("/mentor pause").presses("For two weeks")
    before, marks = ada.marks(), ben.marks()
    world.passes(days=12)
    assert "enjoyed meeting each other" not in ada.since(before) + ben.since(marks)
    world.passes(days=4)
    ada.sees("you and Ben enjoyed meeting each other.").presses("Yes, gladly")
    ben.sees("you and Ada enjoyed meeting each other.").presses("Yes, gladly").sees("Ada said yes, too.")


def enjoys_with(world: World, one: str, other: str) -> None:
    """Both were at the games night on Tuesday, with Cleo, and picked each other; the time for picking is over."""
    announced(world, Day="2026-09-08")
    says_yes(world, one)
    says_yes(world, other)
    comes(world, "Cleo")
    world.passes(days=1, hours=20)
    for name in (one, other, "Cleo"):
        there(world, name)
    world.passes(days=2, hours=2)
    picks(world, one, other)
    picks(world, other, one)
    world.passes(days=4, hours=3)


def test_two_who_are_matched_are_not_asked_again(world: World) -> None:
    """They hear that they enjoyed meeting each other, and nothing is asked and no second room begins."""
    ada, lin = matched(world)
    enjoys_with(world, "Ada", "Lin")
    ada.sees("At “Games night” you and Lin enjoyed meeting each other.", "The two of you are in touch already.")
    lin.sees("At “Games night” you and Ada enjoyed meeting each other.", "there is nothing to answer")
    for person in (ada, lin):
        person.sees_no("Would you like to meet")
    before = ada.marks()
    world.passes(days=10)
    assert "This is over" not in ada.since(before)
    assert "enjoyed meeting" not in ada.since(before)


def test_two_who_have_an_intro_chat_are_not_asked_again(world: World) -> None:
    ada, lin = cast(world, "Ada", "Lin"), world.person("Lin")
    enjoys_with(world, "Ada", "Lin")
    ada.sees("At “Games night” you and Lin enjoyed meeting each other.", "The two of you have an intro chat.")
    lin.sees("The two of you have an intro chat.").sees_no("Would you like to meet")


def test_an_intro_chat_that_begins_while_they_are_asked_is_the_only_one(world: World) -> None:
    """Who asks in the meantime and gets a yes has a room with the other; two yeses open no second one."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    enjoys_with(world, "Ada", "Lin")
    ada, lin = world.person("Ada").sees("Would you like to meet Lin again?"), world.person("Lin")
    asks(world, "Ada", "Lin")
    lin.presses("Happy to")
    before = ada.marks()
    ada.presses("Yes, gladly", on="Games night")
    lin.presses("Yes, gladly", on="Games night")
    ada.sees("Lin said yes, too. The two of you have an intro chat.")
    assert "Hello Lin and Ada" not in ada.since(before)
    assert "Hello Ada and Lin" not in ada.since(before)


def test_leaving_after_a_social(world: World) -> None:
    """Nobody who is asked whether they would like to meet somebody again is left waiting for one who has left: the
    card says so, whatever they had answered, and no letter comes."""
    picked_each_other(world)
    world.passes(days=5)
    ada, ben = world.person("Ada"), world.person("Ben")
    ada.presses("Yes, gladly", on="you and Ben enjoyed meeting each other").sees("Kept. If the other one says yes")
    before, ends = ada.marks(), "- The question whether you and Ada would like to meet again"
    ben.commands("/mentor leave").sees_last("they are told kindly", ends).presses("Yes, leave")
    ada.sees("Ben is not taking part any more, so this is over.").sees_no("If the other one says yes, too")
    ben.sees_no("Would you like to meet Ada again?")
    world.passes(days=14)
    assert "Ben" not in ada.since(before)


def test_leaving_after_a_suggestion(world: World) -> None:
    """The other one reads that it is over, not who it was; and the coordinator who tries again when they are back reads
    the same about them as about two of whom nobody was asked."""
    add_coordinator(world)
    for name in ("Lin", "Mo"):
        add_mentor(world, name)
    for name in ("Ada", "Ben"):
        add_mentee(world, name)
    keeps_away(world, "Mo", "Ben")
    for to, who in (("Ada", "Lin"), ("Ben", "Mo")):
        suggests(world, to, who).sees_last("I have asked both.")
    ada = world.person("Ada").presses("Yes, gladly")
    lin = world.person("Lin").commands("/mentor leave")
    lin.sees_last("- The question about somebody whom a coordinator suggested to you").sees_no("Ada")
    lin.presses("Stay").presses("Rather not").commands("/mentor leave").sees_last("[Stay]")
    assert "suggested to you" not in lin.screen[-1]
    for name in ("Lin", "Mo"):
        world.person(name).commands("/mentor leave").presses("Yes, leave")
    ada.sees("This is over. Thank you.").sees_no("Lin", "If the other one says yes, too")
    for name in ("Lin", "Mo"):
        change_member(world, name, status=MemberStatus.ACTIVE)
    for to, who in (("Ada", "Lin"), ("Ben", "Mo")):
        suggests(world, to, who).problem(WHO, ALREADY)
    world.passes(days=12)
    for to, who in (("Ada", "Lin"), ("Ben", "Mo")):
        suggests(world, to, who).sees_last("I have asked both.")


def test_leaving_before_a_contact_was_said(world: World) -> None:
    """Nobody reads that somebody who has left will see something as soon as they have agreed."""
    ada, ben = two_yeses(world)
    is_elsewhere(world, "Ben")
    ada.presses("Yes, gladly")
    ben.commands("/mentor leave").presses("Yes, leave")
    says(ada, "ada on the green chat")
    ada.sees_last("Ben is not taking part any more, so I show them nothing.")
