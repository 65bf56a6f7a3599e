"""A mentee's round: reminders to choose, a kind end, and stopping it oneself."""

import pytest
import sqlalchemy as sa

from storage.mentoring.intros import IntroStatus, RoundStatus
from storage.places import Program
from tests.flows.choices import cast, chooses, joins, meets, round_of, say_yes, thinks
from tests.flows.stories import asks, change_rules, free_of, intro_of, intros_of, new_mentee_asks, presses_late
from tests.flows.test_breaks_and_choices import comes_back, takes_a_break
from tests.flows.test_resting import rests
from tests.world.making import add_coordinator, add_mentor
from tests.world.world import World

REMINDER = "Whenever you are ready, you can choose."
MENTORS_READ = "The time for this intro chat with Ada is over, and it is closed. Thank you for being there."


def test_two_reminders_and_a_kind_end(world: World) -> None:
    """Two and five days after the last intro the mentee is reminded; after ten the round closes kindly, the mentors
    concerned are told, and a new round may begin at once."""
    ada = cast(world, "Ada", "Lin", "Mara")
    meets(world, "Ada", "Lin")
    world.passes(days=1)
    meets(world, "Ada", "Mara")
    thinks(world, "Ada", "Lin", "Maybe")
    thinks(world, "Ada", "Mara", "Maybe")
    before = ada.marks()
    world.passes(days=1, hours=23)
    assert REMINDER not in ada.since(before)
    world.passes(hours=2)
    assert f"You have met Lin and Mara. {REMINDER}" in ada.since(before)
    ada.sees_last("If you choose nobody by Fri 18 Sep, 16:00 your time,", "Nobody is told that you are still choosing.")
    before = ada.marks()
    world.passes(days=3)
    assert ada.since(before).count(REMINDER) == 0, "a Sunday"
    world.passes(days=1)
    assert ada.since(before).count(REMINDER) == 1
    before = ada.marks()
    world.passes(days=3, hours=20)
    assert round_of(world, "Ada") is RoundStatus.OPEN
    world.passes(hours=4)
    assert ada.since(before).count(REMINDER) == 0
    assert round_of(world, "Ada") is RoundStatus.CLOSED
    ada.sees_last("Your intro chats with Lin and Mara are closed now, kindly for everybody. Not choosing is fine.")
    for mentor in ("Lin", "Mara"):
        world.person(mentor).sees_last(MENTORS_READ)
        assert free_of(world, mentor) == 3
    ada.cannot_press("None of them").presses("Find a mentor").sees_last("Mentors for you")
    asks(world, "Ada", "Lin")
    assert round_of(world, "Ada") is RoundStatus.OPEN


def test_reminders_wait_for_intros_that_are_still_to_come(world: World) -> None:
    """While somebody has not been met yet, nobody is hurried and nothing closes; the days count from the last one."""
    ada = cast(world, "Ada", "Lin", "Mara")
    meets(world, "Ada", "Lin")
    thinks(world, "Ada", "Lin", "A good fit")
    world.passes(days=8)
    ada.sees_no(REMINDER)
    ada.presses("Yes, we met")
    world.passes(days=1)
    ada.sees_no(REMINDER)
    world.passes(days=2)
    ada.sees(f"You have met Lin and Mara. {REMINDER}")
    world.passes(days=8)
    assert round_of(world, "Ada") is RoundStatus.CLOSED


@pytest.mark.parametrize("why", ["full", "on a break", "a no", "a no and nothing came of the other"])
def test_nobody_is_reminded_to_choose_where_nobody_is_left(world: World, why: str) -> None:
    """The only one who was met has no place any more, is away, or the mentee has noted a no: others are named instead,
    once; the home card says no more either. No day is named for an end that a break puts off. What is on screen follows
    when the days off change, or the break is over, and leads to the end of it all."""
    ada = cast(world, "Ada", "Lin", "Mara", places=1)
    add_mentor(world, "Yara")
    meets(world, "Ada", "Lin")
    says = "You have met Lin."
    if why == "full":
        says = "Lin has no place for another mentee now"
        joins(world, "Ben", "Lin")
        meets(world, "Ben", "Lin")
        chooses(world, "Ben", "Lin")
        world.person("Lin").presses("Yes, gladly")
    elif why == "on a break":
        says = "Lin is taking a break."
        world.person("Lin").commands("/mentor pause").presses("Until I come back")
    else:
        thinks(world, "Ada", "Lin", "No")
    if why.startswith("a no and"):
        world.passes(days=7)
        ada.presses("It won't happen")
    else:
        world.person("Mara").commands("/mentor leave").presses("Yes, leave")
    mark = ada.marks()
    world.passes(days=4)
    others = "It does not have to be anybody you have met. You can ask others at once."
    ada.sees("You have met Lin.", says).sees(others, "Yara").sees_no("you can choose.")
    assert any("If you choose nobody by" in one for one in ada.screen) is (why != "on a break")
    world.passes(days=4)
    assert ada.since(mark).count("You have met Lin.") == 1
    ada.commands("/mentor").sees_last("You have met Lin.").sees_no("You can choose your mentor")
    ada.can_press("Close these intro chats")
    if why == "on a break":
        world.person("Lin").commands("/mentor resume")
        world.passes(minutes=1)
        ada.sees(f"You have met Lin. {REMINDER}").sees_no(others)
        return
    rests(world, f"{world.moment.day + 1} Sep to 30 Sep")
    world.passes(minutes=1)
    ada.sees(" Oct, 08:00 your time, your intro chats close then").sees_no(" Sep, 16:00 your time, your intro chats")
    world.until(world.moment.replace(month=10, day=1))
    assert ada.since(mark).count(others) == 1
    ada.presses("Ask for an intro chat", on="Yara").can_press("Send it")


def test_an_ask_that_ends_lets_the_days_begin(world: World) -> None:
    """Where the last open ask ends with a no, the reminders come after that."""
    ada = cast(world, "Ada", "Lin")
    add_mentor(world, "Mara")
    asks(world, "Ada", "Mara")
    meets(world, "Ada", "Lin")
    world.passes(days=4)
    ada.sees_no(REMINDER)
    mara = world.person("Mara")
    mara.presses("Not now", on="Ada").presses("My next weeks are full")
    world.passes(days=5)
    ada.sees(f"You have met Lin. {REMINDER}")


def test_no_reminder_while_a_choice_waits(world: World) -> None:
    """A mentee who has chosen is not reminded, and the round does not end under a choice; after a no the days begin
    anew."""
    ada = cast(world, "Ada", "Lin", "Mara")
    change_rules(world, confirm_days=12)
    meets(world, "Ada", "Lin", "Mara")
    chooses(world, "Ada", "Lin")
    world.passes(days=11)
    ada.sees_no(REMINDER)
    assert round_of(world, "Ada") is RoundStatus.OPEN
    world.person("Lin").presses("I can't this time").presses("Yes, tell Ada kindly")
    world.passes(days=1)
    ada.sees_no(REMINDER)
    world.passes(days=3)
    ada.sees(f"You have met Mara. {REMINDER}")


def test_no_reminder_after_a_match_began(world: World) -> None:
    """The round is over with the match."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    world.person("Lin").presses("Yes, gladly")
    world.passes(days=15)
    ada.sees_no(REMINDER, "closed now, kindly for everybody")


def test_none_of_them(world: World) -> None:
    """The mentee stops the round: asked once more, everything open closes, and each mentor reads the same words as
    after an end by itself."""
    ada = cast(world, "Ada", "Lin", "Mara")
    add_mentor(world, "Yara")
    asks(world, "Ada", "Yara")
    meets(world, "Ada", "Lin")
    thinks(world, "Ada", "Lin", "No")
    ada.commands("/mentor choose").presses("None of them")
    ada.sees_last(
        "Choose none of them? Everything open with Lin, Mara, and Yara is closed",
        "They read that the time for the intro chat is over, or, of an ask, that you have withdrawn it.",
    )
    ada.presses("Back").presses("None of them").presses("Yes, none of them").sees("Done. Everything is closed")
    for mentor in ("Lin", "Mara"):
        world.person(mentor).sees_last(MENTORS_READ)
    world.person("Yara").sees("Ada has withdrawn the ask.").cannot_press("Happy to")
    assert round_of(world, "Ada") is RoundStatus.CLOSED
    assert not [intro for intro in intros_of(world, "Ada") if intro.is_open]
    world.passes(days=12)
    ada.sees_no(REMINDER)
    ada.can_press("Find a mentor")


def test_none_of_them_while_a_choice_waits(world: World) -> None:
    """A choice is taken back first; until then the round cannot be stopped, nor is that asked."""
    ada = cast(world, "Ada", "Lin", "Mara")
    meets(world, "Ada", "Lin", "Mara")
    ada.types("choose").presses("None of them").can_press("Yes, none of them")
    chooses(world, "Ada", "Lin").cannot_press("Yes, none of them")
    for step in ("none_of_them", "none_sure"):
        presses_late(world, "Ada", f"round.{step}:{intro_of(world, 'Ada').round_id}:")
        ada.sees_last("You chose Lin. Lin can say yes until")
    assert [intro.status for intro in intros_of(world, "Ada")] == [IntroStatus.MET, IntroStatus.MET]


def test_none_of_them_where_nothing_is_open_any_more(world: World) -> None:
    """An ask came to nothing after the card was drawn: there is nobody to choose, and nothing to close."""
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin").commands("/mentor choose")
    ada.presses("None of them").sees_last("They read that you have withdrawn the ask.", "Nobody is told what you think")
    world.person("Lin").presses("Ask me again in two weeks")
    presses_late(world, "Ada", f"round.none_sure:{intro_of(world, 'Ada').round_id}:")
    ada.sees_last("There is nobody to choose from yet.")


def test_an_old_card_after_the_round(world: World) -> None:
    """A press from a round that is over is answered with the way to a new one."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.commands("/mentor choose").presses("None of them").presses("Yes, none of them")
    presses_late(world, "Ada", "round.none_of_them:1:")
    ada.sees("These intro chats are over.", "You can ask others whenever you like.")
    presses_late(world, "Lin", "round.none_of_them:1:")
    world.person("Lin").sees("That is not yours to answer.")


def test_the_days_are_the_programs(world: World) -> None:
    """Reminders and the end follow the program's settings."""
    ada = cast(world, "Ada", "Lin")
    change_rules(world, choice_first_days=1, choice_second_days=2, round_days=3)
    meets(world, "Ada", "Lin")
    thinks(world, "Ada", "Lin", "Maybe")
    world.passes(days=1, hours=1)
    ada.sees(REMINDER)
    world.passes(days=2)
    assert round_of(world, "Ada") is RoundStatus.CLOSED


def test_a_second_round_begins_clean(world: World) -> None:
    """What was said in an earlier round stays there: the new one has its own intro and no verdict."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    thinks(world, "Ada", "Lin", "No")
    ada.commands("/mentor choose").presses("None of them").presses("Yes, none of them")
    say_yes(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.commands("/mentor choose").sees_last("Your own note: none yet.")


def test_a_reminder_that_waited_for_the_end_of_a_break_names_no_day_that_is_over(world: World) -> None:
    """Its days count anew, and so does what is on screen already."""
    add_coordinator(world)
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    world.passes(days=2, hours=1)
    ada.sees(REMINDER).sees("If you choose nobody by Thu 17 Sep")
    with world.database.write() as session:
        session.scalars(sa.select(Program)).one().prompts_a_week = 0
    world.passes(days=4)
    takes_a_break(world, "Ada", "Sam")
    world.passes(days=10)
    with world.database.write() as session:
        session.scalars(sa.select(Program)).one().prompts_a_week = 2
    comes_back(world, "Ada", "Sam")
    world.passes(days=1)
    ada.sees_no("17 Sep").sees("If you choose nobody by Mon 5 Oct")
