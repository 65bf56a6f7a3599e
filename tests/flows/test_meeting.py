"""Meeting: the room, its card, who might begin, and calling it off."""

from datetime import UTC, datetime

import pytest

from storage.mentoring.intros import IntroStatus
from tests.flows.choices import cast
from tests.flows.stories import change_member, change_profile, free_of, intro_of, likes, presses_late
from tests.world.making import add_mentee, add_mentor
from tests.world.world import Person, World


def agreed(world: World) -> tuple[Person, Person]:
    """Ada asked Lin, and Lin said yes."""
    add_mentor(world, "Lin", ["study_skills"])
    add_mentee(world, "Ada", ["study_skills"])
    for name in ("Ada", "Lin"):
        likes(world, name, "hiking")
    ada = world.person("Ada").commands("/mentor find").presses("Ask for an intro chat", on="Lin").presses("Send it")
    return ada, world.person("Lin").presses("Happy to")


def room_card(person: Person) -> str:
    return next(message for message in person.screen if "This is your room for an intro chat" in message)


def test_the_rooms_card(world: World) -> None:
    """Both read who is who, icebreakers made from what they share, good questions, and who else could read the room."""
    ada, lin = agreed(world)
    card = room_card(ada)
    assert card == room_card(lin)
    assert "Hello Ada and Lin." in card
    assert "To begin with" in card
    assert "hiking" in card or "walk" in card, "one icebreaker is about what both like"
    assert card.count("\n- ") == 6, "three icebreakers, three questions"
    assert "I never read this room." in card
    assert "whoever runs this community may technically be able to" in card


def test_the_room_says_who_begins_and_keeps_the_note(world: World) -> None:
    """The mentee is asked to say hello first until there is a time, the words of their ask stand there as a quote, and
    nothing is made up about who has told nothing; what is said in the room does not say where the room is."""
    ada, _lin = agreed(world)
    card = room_card(ada)
    assert "Ada, please say hello first; two times that suit you are a good start." in card
    assert "What Ada wrote\n“Hello Lin, I am Ada." in card
    assert "in person" not in card.split("To begin with")[0]
    ada.presses("We have a time", on="This is your room").sees_last("Good to hear. Lin sees it too.")
    assert "among your conversations" not in ada.screen[-1]
    assert "please say hello first" not in room_card(ada)
    change_profile(world, "Lin", field="law")
    ada.presses("The time fell through", on="This is your room")
    assert "Lin: Law" in room_card(ada)
    ada.commands("/mentor asks").presses("We already met").sees("You and Lin have met. I noted that on Mon 7 Sep.")


def test_we_have_a_time(world: World) -> None:
    """One press, answered to the presser alone; the room's card says it to both, and nobody is named to begin."""
    ada, lin = agreed(world)
    before = lin.marks()
    ada.presses("We have a time", on="This is your room")
    ada.sees_last("Good to hear. Lin sees it too.")
    assert lin.since(before) == "", "the answer is Ada's alone"
    assert "You have a time." in room_card(lin)
    lin.cannot_press("We have a time").can_press("We already met")
    world.passes(days=3)
    lin.sees_no("would you like to begin")


def test_the_time_fell_through(world: World) -> None:
    """A time can be taken back, and then somebody is named to begin again."""
    ada, lin = agreed(world)
    ada.presses("We have a time", on="This is your room")
    lin.presses("The time fell through", on="This is your room").sees_last("That happens. Write to Ada")
    assert "You have a time." not in room_card(ada)
    world.passes(days=1, minutes=1)
    ada.sees_last("Ada, would you like to begin?")


@pytest.mark.parametrize("who", ["Ada", "Lin"])
def test_we_already_met(world: World, who: str) -> None:
    """Either side can say that they met; both see it, and nobody is named to begin any more."""
    ada, lin = agreed(world)
    world.person(who).presses("We already met", on="This is your room")
    world.person(who).sees("Lovely. I ask each of you alone how it was.")
    for person in (ada, lin):
        assert "You have met." in room_card(person)
        person.cannot_press("We already met")
    intro = intro_of(world, "Ada")
    assert (intro.status, intro.met_at) == (IntroStatus.MET, world.clock.at)
    world.passes(days=2)
    ada.sees_no("would you like to begin")


def test_saying_it_twice(world: World) -> None:
    """A second press of either side changes nothing and shows how it stands."""
    ada, lin = agreed(world)
    ada.presses("We already met", on="This is your room")
    for late in ("meeting.met:{}:", "meeting.found_time:{}:", "meeting.no_time:{}:"):
        presses_late(world, "Lin", late.format(intro_of(world, "Ada").id))
        lin.sees("You and Ada have met. I noted that on ")
    assert intro_of(world, "Ada").has_time


def test_who_might_begin(world: World) -> None:
    """After a day without a word about a time, the room reads who might begin, once."""
    ada, lin = agreed(world)
    world.passes(hours=23)
    ada.sees_no("would you like to begin")
    world.passes(hours=1, minutes=1)
    for person in (ada, lin):
        person.sees_last("Ada, would you like to begin?", "Lin, if you would rather begin, please do.")
        assert "[Something is not right]" in person.screen[-1]
    before = lin.marks()
    world.passes(days=3)
    assert "begin" not in lin.since(before)
    lin.presses("We have a time", on="would you like to begin")
    ada.sees_no("would you like to begin").sees("You found each other.")


def test_nobody_is_named_at_the_weekend(world: World) -> None:
    """A yes on a Friday afternoon is followed on Monday morning."""
    world.until(datetime(2026, 9, 11, 14, 0, tzinfo=UTC))
    ada, _lin = agreed(world)
    world.until(datetime(2026, 9, 14, 5, 59, tzinfo=UTC))
    ada.sees_no("would you like to begin")
    world.until(datetime(2026, 9, 14, 6, 1, tzinfo=UTC))
    ada.sees_last("Ada, would you like to begin?")


def test_the_mentee_calls_it_off(world: World) -> None:
    """The mentor hears it kindly, the room's card keeps nothing but the way to help, and the place is free."""
    ada, lin = agreed(world)
    ada.commands("/mentor asks").presses("Call it off with Lin").sees_last("They said yes, so I tell them kindly.")
    ada.presses("Yes, call it off")
    lin.sees("Ada cannot have the intro chat after all. Thank you for having said yes.", "This intro chat is over.")
    lin.cannot_press("We have a time").cannot_press("We already met")
    over = next(message for message in lin.screen if "This intro chat is over." in message)
    assert "[Something is not right]" in over
    assert (intro_of(world, "Ada").status, free_of(world, "Lin")) == (IntroStatus.WITHDRAWN, 3)


def test_the_mentor_calls_it_off(world: World) -> None:
    """The mentee hears it without blame, and sees others."""
    ada, lin = agreed(world)
    add_mentor(world, "Kim")
    lin.commands("/mentor asks").presses("Call it off with Ada").presses("Yes, call it off")
    ada.sees("Lin cannot have the intro chat after all.", "Kim").cannot_press("We have a time")
    lin.sees_last("You called off the intro chat with Ada.")
    intro = intro_of(world, "Ada")
    assert (intro.status, intro.reason) == (IntroStatus.CLOSED, "mentor_stepped_back")
    world.passes(days=2)
    ada.sees_no("would you like to begin")


def test_a_room_that_is_open_already(world: World) -> None:
    """Two who had a room before have it again, and the mentor does not read that it is still to open."""
    ada, lin = agreed(world)
    ada.commands("/mentor asks").presses("Call it off with Lin").presses("Yes, call it off")
    presses_late(world, "Ada", f"asking.send:{world.member('Lin').id}:")
    mark = lin.marks()
    lin.presses("Happy to")
    lin.sees("You said yes to Ada.\nYour room is open: you find it among your conversations.")
    assert "as soon as it is day" not in lin.since(mark)


def test_who_begins_is_not_named_after_the_end(world: World) -> None:
    """A card that waits for the mentor's morning is not sent to the room when the intro chat ends before it, and
    nothing else instead of it."""
    ada, lin = agreed(world)
    change_member(world, "Lin", zone="Pacific/Auckland")
    world.passes(hours=23)
    ada.sees_no("would you like to begin").commands("/mentor asks").presses("Call it off with Lin")
    ada.sees_no("would you like to begin")
    world.passes(hours=2)
    ada.presses("Yes, call it off")
    over = sum("This intro chat is over." in message for message in ada.screen)
    world.passes(days=3)
    lin.sees_no("would you like to begin")
    assert sum("This intro chat is over." in message for message in ada.screen) == over == 1


def test_only_the_two_of_them(world: World) -> None:
    """Nobody else can say anything about a meeting."""
    agreed(world)
    add_mentee(world, "Eve")
    for step in ("met", "found_time", "no_time"):
        presses_late(world, "Eve", f"meeting.{step}:{intro_of(world, 'Ada').id}:")
    world.person("Eve").sees("That is not yours to answer.")
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED


def test_the_room_says_that_two_have_met_wherever_it_was_said(world: World) -> None:
    """Who answers the question about it in their own conversation need not say it in the room again."""
    ada = cast(world, "Ada", "Lin")
    world.passes(days=8)
    ada.presses("Yes, we met").sees("You have met.").cannot_press("We already met")
    world.person("Lin").sees("You have met.")
