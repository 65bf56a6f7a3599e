"""What somebody does while the other one sleeps: when it arrives is said, and what came to nothing never does."""

from datetime import UTC, datetime

from storage.mentoring.intros import IntroStatus
from tests.flows.choices import cast, chooses, meets, thinks
from tests.flows.stories import asks, change_member, intro_of, new_mentee_asks, presses_late
from tests.world.making import add_mentee, add_mentor
from tests.world.world import Person, World

FAR_AWAY = "Pacific/Auckland"
"""Two in the night, when it is four in the afternoon in Berlin."""
MORNING = datetime(2026, 9, 7, 20, 1, tzinfo=UTC)
"""A minute past eight over there."""


def asleep(world: World, name: str = "Lin") -> Person:
    change_member(world, name, zone=FAR_AWAY)
    return world.person(name)


def test_an_ask_says_when_it_arrives(world: World) -> None:
    """While the mentor sleeps, the mentee reads when the ask gets there; by day it has been sent."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    asleep(world)
    ada = new_mentee_asks(world, "Ada", "Lin")
    ada.sees_last(
        "Your ask is on its way: it is night for Lin now, and it arrives on Mon 7 Sep, 22:00 your time. Lin can answer"
    ).sees_no("Sent.")
    asks(world, "Ada", "Kim").sees_last("Sent. Kim can answer until")


def test_who_did_something_a_moment_ago_is_awake(world: World) -> None:
    """An ask goes at once to a mentor who is up at night, and that is what the mentee reads."""
    add_mentor(world, "Lin")
    lin = asleep(world).types("hello")
    new_mentee_asks(world, "Ada", "Lin").sees_last("Sent. Lin can answer until")
    lin.sees_last("Ada would like an intro chat with you.")


def test_a_choice_says_when_it_arrives(world: World) -> None:
    """While the mentor sleeps, they do not know yet that they were chosen, and the card says when they will."""
    ada = cast(world, "Ada", "Lin")
    lin = asleep(world)
    world.passes(hours=1)
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin").sees(
        "It is night for Lin now: on Mon 7 Sep, 22:00 your time they hear that you chose them, and nothing else."
    )
    ada.sees_no("Lin knows that you chose them")
    lin.sees_no("Ada chose you")
    world.until(MORNING)
    lin.sees("Ada chose you as their mentor.")
    ada.commands("/mentor match").sees_last("Lin knows that you chose them, and nothing else.")


def test_an_ask_that_was_never_seen_is_never_spoken_of(world: World) -> None:
    """Withdrawn before the mentor woke, an ask and its end are both left out."""
    add_mentor(world, "Lin")
    lin = asleep(world)
    ada = new_mentee_asks(world, "Ada", "Lin").presses("Withdraw the ask to Lin").presses("Yes, withdraw it")
    ada.sees_last("your place is free")
    world.passes(days=3)
    assert lin.screen == []
    assert intro_of(world, "Ada").status is IntroStatus.WITHDRAWN


def test_an_ask_closed_by_a_match_before_it_was_seen(world: World) -> None:
    """A mentor who was asked at night and is not needed by morning hears of neither."""
    add_mentor(world, "Kim")
    ada = cast(world, "Ada", "Lin")
    kim = asleep(world, "Kim")
    meets(world, "Ada", "Lin")
    thinks(world, "Lin", "Ada", "A good fit", "Yes, in advance")
    asks(world, "Ada", "Kim")
    chooses(world, "Ada", "Lin")
    ada.sees("your match has begun")
    world.passes(days=3)
    assert kim.screen == []


def test_what_else_waits_comes_alone(world: World) -> None:
    """Of two asks in one night, the one that was withdrawn is not on the morning's card."""
    add_mentor(world, "Lin")
    lin = asleep(world)
    for name in ("Ada", "Eve"):
        new_mentee_asks(world, name, "Lin")
    world.person("Ada").presses("Withdraw the ask to Lin").presses("Yes, withdraw it")
    world.until(MORNING)
    assert len(lin.screen) == 1
    lin.sees_last("Eve would like an intro chat with you.").sees_no("Ada")


def test_an_ask_that_was_seen_is_said_to_be_over(world: World) -> None:
    """Who has read the ask reads on the same card that it is withdrawn, at night too."""
    add_mentor(world, "Lin")
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")
    asleep(world)
    world.passes(hours=1)
    ada.presses("Withdraw the ask to Lin").presses("Yes, withdraw it")
    lin.sees_last("Ada has withdrawn the ask.").cannot_press("Happy to")
    assert len(lin.screen) == 1


def test_a_choice_taken_back_before_it_was_seen(world: World) -> None:
    """A mentor who was chosen and not chosen in one night hears of neither."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    lin = asleep(world)
    world.passes(hours=1)
    before = lin.marks()
    chooses(world, "Ada", "Lin").presses("Take the choice back").presses("Yes, take it back")
    ada.sees("You took your choice of Lin back.")
    world.until(MORNING)
    assert "chose" not in lin.since(before)
    assert "choice" not in lin.since(before)


def test_a_question_that_nobody_has_to_answer_by_morning(world: World) -> None:
    """A mentor is asked at night how it was, and the intro is over before they wake: no letter says only that."""
    ada = cast(world, "Ada", "Lin", "Mara")
    lin = asleep(world)
    world.passes(hours=1)
    before = lin.marks()
    meets(world, "Ada", "Lin", "Mara")
    thinks(world, "Mara", "Ada", "A good fit", "Yes, in advance")
    chooses(world, "Ada", "Mara")
    ada.sees("your match has begun")
    world.until(MORNING)
    assert [card for card in lin.since(before).split("\n---\n") if "found somebody" not in card] == []
    lin.sees_last("Ada has found somebody, so your intro chat is closed.").sees_no("Nothing waits")


def test_who_else_has_time_is_true_in_the_morning(world: World) -> None:
    """Of several answers in one night each is read as it was, and the one card with others names nobody who said no or
    was asked meanwhile."""
    for name in ("Lin", "Kim", "Tom", "Yara"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    for name in ("Lin", "Kim"):
        asks(world, "Ada", name)
    ada = asleep(world, "Ada")
    world.passes(hours=1)
    before = ada.marks()
    for name in ("Lin", "Kim"):
        world.person(name).presses("Not now").presses("My next weeks are full")
    assert ada.since(before) == ""
    asks(world, "Ada", "Tom")
    before = ada.marks()
    world.until(MORNING)
    morning = ada.since(before)
    assert morning.count("An answer from") == 2
    assert morning.count("These mentors have time now:") == 1
    named = next(card for card in morning.split("\n---\n") if "have time now" in card)
    assert [name for name in ("Lin", "Kim", "Tom", "Yara") if f"More about {name}" in named] == ["Yara"]
    ada.presses("Ask for an intro chat", on="Yara").sees("An answer from Lin", "An answer from Kim")


def test_a_yes_at_night_where_two_have_a_room_already(world: World) -> None:
    """In the mentee's morning their ask says that the mentor said yes, and has nothing to take back any more."""
    ada, lin = cast(world, "Ada", "Lin"), world.person("Lin")
    presses_late(world, "Ada", f"withdrawing.call_off:{intro_of(world, 'Ada').id}:")
    ada.types("find").presses("Ask for an intro chat", on="Lin").presses("Send it")
    mark = ada.sees("Lin can answer until").marks() - 1
    asleep(world, "Ada")
    world.passes(hours=1)
    lin.presses("Happy to", on="Ada would like")
    assert "Lin can answer until" in ada.since(mark)
    world.passes(hours=18)
    assert ada.since(mark).startswith("Lin said yes to an intro chat.")
    assert "Withdraw the ask" not in ada.since(mark)
