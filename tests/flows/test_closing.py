"""The end of a match: what both say about it, with their name, and what coordinators see of all ends."""

from datetime import UTC, datetime

import pytest

from tests.flows.choices import chooses, joins, match_of, matched, meets
from tests.flows.stories import change_member, is_to_come, presses_late
from tests.flows.test_keeping_apart import keeps_away
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


@pytest.mark.parametrize("goes", [("leave", "Yes, leave"), ("erase", "Yes, delete everything")])
def test_who_stays_is_asked_where_the_other_one_went(world: World, goes: tuple[str, str]) -> None:
    """Leaving ends the match, and being erased does: the one who is still here is asked all the same, the other not."""
    ada, lin = matched(world)
    mark = lin.marks()
    ada.types(goes[0]).presses(goes[1])
    world.passes(days=5)
    assert lin.since(mark).count("is over. How was it?") == 1
    ada.sees_no("How was it?")
    lin.presses("Say how it was", on="Three short questions").fills(
        {"Was it worth your time?": "Somewhat", "Would you take part again?": "Yes"}
    ).sees_last("Thank you.")


def test_who_is_kept_away_and_erased_is_asked_about_no_more(world: World) -> None:
    """That one of them is gone does not bring back what was not to be asked."""
    ada, lin = matched(world)
    ends(world, "Ada", "Lin", "It does not fit")
    keeps_away(world, "Ada", "Lin")
    lin.types("erase").presses("Yes, delete everything")
    world.passes(days=5)
    ada.sees_no("How was it?")


def test_who_is_on_a_break_is_asked_after_it(world: World) -> None:
    """Once, however the break ends; the other side is asked in the meantime, and a break without an end is not waited
    for beyond half a year."""
    ada, lin = matched(world)
    ends(world, "Lin", "Ada", "It does not fit")
    marks = ada.marks(), lin.marks()
    world.passes(days=1)
    ada.types("pause").presses("Until I come back")
    world.passes(days=30)
    assert "How was it?" not in ada.since(marks[0])
    assert lin.since(marks[1]).count("How was it?") == 1
    ada.types("resume")
    world.passes(days=14)
    assert ada.since(marks[0]).count("Your match with Lin is over. How was it?") == 1
    assert not is_to_come(world, "closing.ask")


def test_a_break_that_begins_before_the_question_has_come(world: World) -> None:
    """It waited for the mentor's morning, and waits on: it comes once, when they are back."""
    add_coordinator(world)
    _ada, lin = matched(world)
    change_member(world, "Lin", zone="America/Los_Angeles")
    ends(world, "Ada", "Lin", "It does not fit")
    mark = lin.marks()
    world.until(datetime(2026, 9, 10, 14, 30, tzinfo=UTC))
    presses_late(world, "Sam", f"people_acts.pause:{world.member('Lin').id}:")
    world.passes(days=9)
    assert "How was it?" not in lin.since(mark)
    presses_late(world, "Sam", f"people_acts.unpause:{world.member('Lin').id}:")
    world.passes(days=9)
    assert lin.since(mark).count("Your match with Ada is over. How was it?") == 1


def test_a_break_is_not_waited_for_for_ever(world: World) -> None:
    """After half a year nobody is asked how it was any more."""
    ada, _lin = matched(world)
    ends(world, "Lin", "Ada", "It does not fit")
    ada.types("pause").presses("Until I come back")
    world.passes(days=170)
    assert is_to_come(world, "closing.ask")
    world.passes(days=14)
    assert not is_to_come(world, "closing.ask")


def test_who_has_just_said_it_is_not_asked(world: World) -> None:
    """The question waited for the mentor's morning when they said how it was, on the card of the end: it does not
    come. One that has come says thank you as well, and does not ask any more."""
    ada, lin = matched(world)
    change_member(world, "Lin", zone="America/Los_Angeles")
    world.until(datetime(2026, 9, 8, 8, 0, tzinfo=UTC))
    ends(world, "Ada", "Lin", "It does not fit")
    world.until(datetime(2026, 9, 11, 8, 10, tzinfo=UTC))  # 1:10 in Los Angeles
    assert not is_to_come(world, "closing.ask")
    mark = lin.marks()
    said = {"Was it worth your time?": "Somewhat", "Would you take part again?": "Perhaps"}
    lin.presses("Say how it was").fills(said)
    ada.sees("How was it?").presses("Say how it was").fills(
        {"Did the match help you?": "Not really", "Would you take part again?": "Yes"}
    )
    assert not [card for card in ada.screen if card.startswith("Your match with Lin is over. How was it?")]
    world.passes(days=3)
    assert "How was it?" not in lin.since(mark)


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
