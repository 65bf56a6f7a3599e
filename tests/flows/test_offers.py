"""A choice that waits for the mentor: a reminder, a kind no, no answer, taken back."""

import pytest

from storage.mentoring.intros import IntroStatus, RoundStatus
from storage.mentoring.matches import MatchStatus
from tests.flows.choices import cast, chooses, match_of, meets, round_of, thinks
from tests.flows.stories import change_rules, free_of, intros_of, presses_late
from tests.world.making import add_mentor
from tests.world.world import Person, World


def offered(world: World) -> tuple[Person, Person]:
    """Ada met Lin and Mara, and chose Lin, who has not answered. It is Monday."""
    ada = cast(world, "Ada", "Lin", "Mara")
    meets(world, "Ada", "Lin", "Mara")
    chooses(world, "Ada", "Lin")
    return ada, world.person("Lin")


def test_the_mentor_says_no_kindly(world: World) -> None:
    """The mentee reads neutral words and no reason, the place is free again, and the round goes on with the others."""
    ada, lin = offered(world)
    lin.presses("I can't this time").sees("Ada reads that it does not work out for you this time, without a reason")
    assert match_of(world, "Ada").status is MatchStatus.OFFERED
    lin.presses("Yes, tell Ada kindly").sees("You told Ada kindly that it does not work out this time.")
    lin.cannot_press("Yes, gladly")
    ada.sees_last(
        "It does not work out with Lin this time. That says nothing about you.", "Your other intro chats go on."
    )
    assert (match_of(world, "Ada").status, match_of(world, "Ada").reason) == (MatchStatus.DECLINED, "declined")
    assert (round_of(world, "Ada"), free_of(world, "Lin")) == (RoundStatus.OPEN, 3)
    chooses(world, "Ada", "Mara").sees("You chose Mara.")
    world.person("Mara").presses("Yes, gladly").sees("Your match has begun.")


def test_going_back_from_a_no(world: World) -> None:
    """Before the second press nothing is said."""
    ada, lin = offered(world)
    lin.presses("I can't this time").presses("Back").sees("Ada chose you as their mentor.").presses("Yes, gladly")
    assert match_of(world, "Ada").status is MatchStatus.ACTIVE
    ada.sees_no("does not work out")


def test_one_reminder_and_then_an_end(world: World) -> None:
    """After one working day the mentor is reminded, once; after three the choice lapses without blame, and the mentee
    may choose somebody else."""
    ada, lin = offered(world)
    before = lin.marks()
    world.passes(hours=23)
    assert lin.since(before) == ""
    world.passes(days=1, hours=23)
    assert lin.since(before).count("A small reminder, because Ada waits for your answer.") == 1
    ada.sees_no("did not get to answer")
    world.passes(days=1)
    ada.sees_last("Lin did not get to answer in time. That happens in full weeks, and says nothing about you.")
    lin.sees("The time to answer Ada is over").cannot_press("Yes, gladly")
    match = match_of(world, "Ada")
    assert (match.status, match.reason) == (MatchStatus.DECLINED, "lapsed")
    chooses(world, "Ada", "Mara").sees("You chose Mara.")


def test_a_weekend_does_not_count(world: World) -> None:
    """Chosen on a Friday, a mentor has until the Wednesday after, and is not reminded at the weekend."""
    ada = cast(world, "Ada", "Lin")
    world.passes(days=4)
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin").sees("Lin can say yes until Wed 16 Sep")
    lin = world.person("Lin")
    before = lin.marks()
    world.passes(days=2, hours=8)
    assert lin.since(before) == ""
    world.passes(days=1)
    assert "A small reminder" in lin.since(before)
    ada.sees_no("did not get to answer")


def test_the_programs_own_days(world: World) -> None:
    """Reminder and end follow the program's settings."""
    cast(world, "Ada", "Lin")
    change_rules(world, confirm_days=1)
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin").sees("Lin can say yes until Tue 8 Sep")
    world.passes(days=1, minutes=1)
    assert match_of(world, "Ada").status is MatchStatus.DECLINED


def test_the_choice_is_taken_back(world: World) -> None:
    """A mentee may think again before there is an answer; the mentor reads that there is nothing to do."""
    ada, lin = offered(world)
    ada.presses("Take the choice back").sees("Take your choice back?").presses("Keep it").sees("You chose Lin.")
    ada.presses("Take the choice back").presses("Yes, take it back").sees("You took your choice of Lin back.")
    lin.sees("Ada has taken the choice back. There is nothing for you to do.").cannot_press("Yes, gladly")
    assert free_of(world, "Lin") == 3
    ada.commands("/mentor choose").can_press("Choose Mara")


@pytest.mark.parametrize("step", ["offer.confirm", "offer.decline"])
def test_too_late(world: World, step: str) -> None:
    """An answer after the end is refused with how it stands, and changes nothing."""
    _ada, lin = offered(world)
    world.passes(days=5)
    presses_late(world, "Lin", f"{step}:{match_of(world, 'Ada').id}:")
    lin.sees("That has changed since this card was sent.", "The time to answer Ada is over")
    assert match_of(world, "Ada").reason == "lapsed"


@pytest.mark.parametrize("step", ["offer.confirm", "offer.decline", "offer.take_back", "offer.show"])
def test_only_the_two_answer(world: World, step: str) -> None:
    """Nobody else can answer a choice or read it; a mentee cannot say the mentor's yes."""
    ada, _lin = offered(world)
    mara = world.person("Mara")
    before = mara.marks()
    presses_late(world, "Mara", f"{step}:{match_of(world, 'Ada').id}:")
    assert mara.since(before).strip() == "That is not yours to answer."
    presses_late(world, "Ada", f"offer.confirm:{match_of(world, 'Ada').id}:")
    ada.sees("That is not yours to answer.")
    assert match_of(world, "Ada").status is MatchStatus.OFFERED


def test_confirmed_twice(world: World) -> None:
    """A second yes finds the match that has begun."""
    _ada, lin = offered(world)
    lin.presses("Yes, gladly")
    before = lin.marks()
    presses_late(world, "Lin", f"offer.confirm:{match_of(world, 'Ada').id}:")
    assert "Your match with Ada" in lin.since(before)


def test_the_mentor_leaves_meanwhile(world: World) -> None:
    """The mentee hears it once, with the way on."""
    ada, lin = offered(world)
    before = ada.marks()
    lin.types("leave").presses("Yes, leave")
    said = ada.since(before)
    assert said.count("Lin is not taking part any more.") == 1
    assert "Your other intro chats go on." in said
    assert match_of(world, "Ada").status is MatchStatus.DECLINED
    assert {i.mentor.name: i.status for i in intros_of(world, "Ada")}["Mara"] is IntroStatus.MET


def test_the_mentee_leaves_meanwhile(world: World) -> None:
    """The mentor's card loses its buttons and blames nobody; the round is over."""
    ada, lin = offered(world)
    ada.types("leave").presses("Yes, leave")
    lin.sees("Ada is not taking part any more. There is nothing for you to do.").cannot_press("Yes, gladly")
    assert round_of(world, "Ada") is RoundStatus.CLOSED
    before = lin.marks()
    world.passes(days=20)
    assert "reminder" not in lin.since(before)


def test_nobody_else_is_left_in_the_round(world: World) -> None:
    """After a no with nobody else open, the mentee sees who has time now."""
    cast(world, "Ada", "Lin")
    add_mentor(world, "Yara")
    meets(world, "Ada", "Lin")
    ada = chooses(world, "Ada", "Lin")
    world.person("Lin").presses("I can't this time").presses("Yes, tell Ada kindly")
    ada.sees_last("No other intro chat of yours is open", "Yara").can_press("Ask for an intro chat")


def test_a_choice_that_a_mentor_looked_at_ends_there_too(world: World) -> None:
    """A mentor who looks at a choice that waits, or is about to say no, has nothing to press there once it is taken
    back."""
    ada, lin = offered(world)
    lin.types("match").presses("I can't this time")
    ada.types("match").presses("Take the choice back").presses("Yes, take it back")
    lin.sees("Ada has taken the choice back. There is nothing for you to do.")
    lin.cannot_press("Yes, tell Ada kindly").cannot_press("Yes, gladly")


def test_a_choice_that_a_mentee_looked_at_ends_there_too(world: World) -> None:
    """A mentee who typed their way to a choice reads there that the match has begun."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.types("choose").presses("Choose Lin").presses("Yes, choose Lin")
    ada.types("match").sees_last("You chose Lin.").can_press("Take the choice back")
    world.person("Lin").presses("Yes, gladly")
    ada.cannot_press("Take the choice back").sees("Lin is your mentor from today on.")


def test_a_no_to_a_choice_is_read_once(world: World) -> None:
    """However many cards of a choice a mentee has on screen, the no and what they can do next stand once, in the
    letter; the others only say that there is an answer."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.types("choose").presses("Choose Lin").presses("Yes, choose Lin").types("choose")
    world.person("Lin").presses("I can't this time").presses("Yes, tell Ada kindly")
    assert sum("It does not work out with Lin" in message for message in ada.screen) == 1
    ada.sees_last("It does not work out with Lin this time.").cannot_press("Take the choice back")
    ada.sees("Lin has answered. My note about it stands further down.")


def test_at_night_a_no_to_a_choice_comes_in_the_morning(world: World) -> None:
    """While the mentee sleeps, their card says when they read the answer, and not that it is there."""
    ada, lin = offered(world)
    ada.types("choose")
    world.passes(hours=8)
    lin.presses("I can't this time").presses("Yes, tell Ada kindly")
    ada.sees("Lin has answered. My note about it comes on Tue 8 Sep, 08:00").sees_no("It does not work out with Lin")
    world.passes(hours=9)
    ada.sees_last("It does not work out with Lin this time.")


@pytest.mark.parametrize("in_advance", [True, False])
def test_a_match_begins_on_one_card(world: World, in_advance: bool) -> None:
    """However many cards of a choice somebody has on screen, the match and what comes next stand on one, also when it
    has changed since; the others say when it began."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    if in_advance:
        thinks(world, "Lin", "Ada", "A good fit", "Yes, in advance")
    ada.types("choose").types("choose").presses("Choose Lin").presses("Yes, choose Lin")
    if not in_advance:
        ada.types("choose")
        world.person("Lin").types("match").presses("Yes, gladly")
    for person in (ada, world.person("Lin")):
        assert sum("your match has begun. I" in message or "Your match has begun." in message
                   for message in person.screen) == 1  # fmt: skip
        person.cannot_press("Take the choice back").cannot_press("Yes, choose Lin").cannot_press("Yes, gladly")
    ada.sees("Your match with Lin began on Mon 7 Sep.")
