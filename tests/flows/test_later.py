"""“Ask me again in two weeks”: the place is free at once, and the ask comes back ready."""

import sqlalchemy as sa

from storage.mentoring.intros import IntroStatus
from storage.places import Program, ProgramStatus
from tests.flows.choices import cast, chooses, meets
from tests.flows.joiners import becomes
from tests.flows.stories import asks, change_profile, change_rules, intro_of, intros_of, new_mentee_asks, presses_late
from tests.world.making import add_mentee, add_mentor
from tests.world.world import World


def test_two_weeks_later_the_ask_is_ready(world: World) -> None:
    """The mentee hears when, can ask somebody else meanwhile, and gets their own words back to send."""
    change_rules(world, asks_per_mentee=1)
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    ada, lin = world.person("Ada"), world.person("Lin")
    ada.commands("/mentor find").presses("Ask for an intro chat", on="Lin").presses("Change it")
    ada.fills({"What Lin reads": "Hello Lin, tell me about the night shift, please."})

    lin.presses("Ask me again in two weeks").sees_last("Ada can ask you again from Mon 21 Sep on.")
    ada.sees("Lin would like you to ask again from Mon 21 Sep on.", "your place is free")
    asks(world, "Ada", "Kim").sees_last("Sent. Kim can answer")
    world.person("Kim").presses("Not now").presses("My next weeks are full")

    world.passes(days=13, hours=23)
    ada.sees_no("glad to hear from you again")
    world.passes(hours=2)
    ada.sees_last("Lin would be glad to hear from you again now.", "tell me about the night shift").presses("Send it")
    lin.sees_last("tell me about the night shift, please.").presses("Happy to")
    assert [intro.status for intro in intros_of(world, "Ada") if intro.mentor.name == "Lin"] == [
        IntroStatus.DECLINED, IntroStatus.ACCEPTED,
    ]  # fmt: skip


def test_in_between_it_can_not_be_asked(world: World) -> None:
    """Before the day has come, the refusal names it."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Ask me again in two weeks")
    presses_late(world, "Ada", f"asking.send:{world.member('Lin').id}:")
    world.person("Ada").sees("You can ask again from Mon 21 Sep on.")
    assert len(intros_of(world, "Ada")) == 1


def test_no_place_when_the_day_comes(world: World) -> None:
    """Where the mentor has no place by then, the mentee hears so and sees others."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    ada = new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Ask me again in two weeks")
    change_profile(world, "Lin", door_open=False)
    world.passes(days=15)
    ada.sees_last("Lin wanted to hear from you again about now", "Kim")
    assert "Send it" not in ada.screen[-1]


def test_no_need_any_more(world: World) -> None:
    """The mentee can let it be, and nobody hears of it."""
    add_mentor(world, "Lin")
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")
    lin.presses("Ask me again in two weeks")
    world.passes(days=15)
    before = lin.marks()
    ada.presses("No need any more").sees_last("Good. Lin does not hear of this.")
    world.passes(days=15)
    assert lin.since(before) == ""
    assert intro_of(world, "Ada").reason == "later"


def test_from_a_card_with_several_asks(world: World) -> None:
    """On a card with several asks each can be put off alone."""
    add_mentor(world, "Lin")
    for name in ("Ada", "Eve"):
        new_mentee_asks(world, name, "Lin")
    lin = world.person("Lin").presses("In two weeks, Ada")
    lin.sees("Ada can ask you again from Mon 21 Sep on.", "Eve would like an intro chat with you.")
    assert intro_of(world, "Eve").status is IntroStatus.ASKED


def test_other_weeks(world: World) -> None:
    """A program with another pause between asks says it on the button."""
    change_rules(world, ask_again_days=10)
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Ask me again in 10 days").sees_last("from Thu 17 Sep on")


def test_on_a_break_when_the_day_comes(world: World) -> None:
    """The reminder that was promised waits until the mentee is back."""
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Ask me again in two weeks")
    ada.commands("/mentor pause").presses("For four weeks")
    world.passes(days=27)
    ada.sees_no("glad to hear from you again")
    world.passes(days=3)
    ada.sees("Lin would be glad to hear from you again now.").presses("Send it").sees_last("Sent. Lin can answer")


def test_closed_to_new_people_when_the_day_comes(world: World) -> None:
    """Closing the program to new people breaks no promise to those who are in."""
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Ask me again in two weeks")
    becomes(world, ProgramStatus.CLOSED)
    world.passes(days=15)
    ada.sees_last("Lin would be glad to hear from you again now.").presses("Send it").sees_last("Sent.")


def test_the_day_that_was_said_holds(world: World) -> None:
    """Where the program's weeks change meanwhile, the day on both cards stays the one that counts."""
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Ask me again in two weeks")
    change_rules(world, ask_again_days=30)
    presses_late(world, "Ada", f"asking.offer:{world.member('Lin').id}:")
    ada.sees_last("You can ask again from Mon 21 Sep on.")
    world.passes(days=14, hours=2)
    ada.sees_last("Lin would be glad to hear from you again now.").presses("Send it").sees_last("Sent.")


def test_the_true_reason_when_the_day_comes(world: World) -> None:
    """Why it does not work out is what it is: here a break, with a way to hear of its end."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    ada = new_mentee_asks(world, "Ada", "Lin")
    lin = world.person("Lin").presses("Ask me again in two weeks")
    lin.commands("/mentor pause").presses("Until I come back")
    world.passes(days=15)
    ada.sees_last("it does not work out yet", "Lin is taking a break.", "Kim").sees_no("no free place")
    ada.presses("Tell me when Lin is free")
    lin.commands("/mentor resume")
    ada.sees("Lin has a free place now.")


def test_what_comes_back_after_a_match_began(world: World) -> None:
    """An ask that was to come back, and was still held for the week's card, is not needed by whoever has a match."""
    ada = cast(world, "Ada", "Lin")
    add_mentor(world, "Kim")
    asks(world, "Ada", "Kim")
    world.person("Kim").presses("Ask me again in two weeks")
    with world.database.write() as session:
        session.execute(sa.update(Program).values(prompts_a_week=0))
    world.passes(days=13)
    meets(world, "Ada", "Lin")
    world.passes(days=2)
    ada.sees_no("Kim would be glad to hear from you again now.")
    chooses(world, "Ada", "Lin")
    world.person("Lin").presses("Yes, gladly", on="Ada chose you")
    with world.database.write() as session:
        session.execute(sa.update(Program).values(prompts_a_week=5))
    world.passes(days=10)
    ada.sees("your match has begun").sees_no("Kim would be glad to hear from you again now.")


def test_what_came_back_asks_for_nothing_after_a_match_began(world: World) -> None:
    """Whoever has found a mentor is not asked to send an old ask again."""
    ada = cast(world, "Ada", "Lin")
    add_mentor(world, "Kim")
    asks(world, "Ada", "Kim")
    world.person("Kim").presses("Ask me again in two weeks")
    world.passes(days=14, hours=2)
    ada.sees("Kim would be glad to hear from you again now.").can_press("No need any more")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    world.person("Lin").presses("Yes, gladly", on="Ada chose you")
    ada.sees("Kim wanted to hear from you again. You have found somebody since.")
    ada.cannot_press("No need any more")
