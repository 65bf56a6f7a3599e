"""Intro chats while somebody is on a break: what they could not read about stays open, and nothing waits for ever."""

import pytest

from storage.mentoring.intros import IntroStatus, RoundStatus
from storage.places import Program
from tests.flows.choices import cast, meets, round_of, thinks
from tests.flows.stories import free_of, intro_of
from tests.world.making import add_mentee
from tests.world.world import World

REMINDER = "Whenever you are ready, you can choose."


def budget(world: World, prompts_a_week: int) -> None:
    with world.database.write() as session:
        program = session.get(Program, 1)
        assert program
        program.prompts_a_week = prompts_a_week


def test_a_round_waits_for_the_mentee(world: World) -> None:
    """While the mentee is on a break of four weeks nobody reminds them and nothing closes; afterwards the days to
    choose begin anew."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    thinks(world, "Ada", "Lin", "Maybe")
    ada.commands("/mentor pause").sees_last("Your intro chats wait for you, for four weeks at most.")
    ada.presses("For four weeks")
    before = ada.marks()
    world.passes(days=27)
    assert ada.since(before) == ""
    assert (round_of(world, "Ada"), intro_of(world, "Ada").status) == (RoundStatus.OPEN, IntroStatus.MET)
    world.passes(days=1)
    ada.sees("Welcome back.").sees_no(REMINDER)
    world.passes(days=3)
    ada.sees(f"You have met Lin. {REMINDER}")
    before = ada.marks()
    world.passes(days=4)
    assert ada.since(before).count(REMINDER) == 1
    world.passes(days=4)
    assert round_of(world, "Ada") is RoundStatus.CLOSED


def test_a_round_does_not_wait_for_ever(world: World) -> None:
    """After a break without an end the round closes, kindly, and the mentee is told as they were told that it would;
    also where a reminder could never be read."""
    ada = cast(world, "Ada", "Lin", "Mara")
    meets(world, "Ada", "Lin", "Mara")
    budget(world, 0)
    world.passes(days=3)
    ada.commands("/mentor pause").presses("Until I come back")
    world.passes(days=30)
    assert round_of(world, "Ada") is RoundStatus.OPEN
    world.passes(days=16)
    assert round_of(world, "Ada") is RoundStatus.CLOSED
    ada.sees("Your intro chats with Lin and Mara are closed now, kindly for everybody.")
    assert free_of(world, "Lin") == 3


def test_nobody_is_named_to_begin_on_a_break(world: World) -> None:
    """Their room stays quiet while one of the two is away; the day after they are back somebody is named to begin."""
    ada, lin = cast(world, "Ada", "Lin"), world.person("Lin")
    lin.types("pause").presses("Until I come back")
    before = ada.marks(), lin.marks()
    world.passes(days=3)
    assert (ada.since(before[0]), lin.since(before[1])) == ("", "")
    lin.types("resume")
    world.passes(days=2)
    assert "Ada, would you like to begin?" in ada.since(before[0])
    assert lin.since(before[1]).count("would you like to begin?") == 1


def test_an_intro_waits_for_either_side(world: World) -> None:
    """While one of the two is away nobody is asked whether they met; both are, once, when the break is over, and have
    time to answer."""
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin")
    lin.commands("/mentor pause").presses("For four weeks")
    world.passes(days=27)
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    for person in (ada, lin):
        person.sees_no("get to meet", "I have a question for you")
    ada.commands("/mentor").sees_no("I have a question for you")
    world.passes(days=1, hours=1)
    lin.sees("Did you and Ada get to meet?")
    ada.sees("Did you and Lin get to meet?")
    mark = ada.marks()
    lin.commands("/mentor pause").presses("For a week").presses("I am back")
    world.passes(hours=1)
    assert "get to meet" not in ada.since(mark), "it is on the screen already"
    world.passes(days=9)
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    lin.presses("Yes, we met").sees("How was it with Ada?")


def test_a_question_that_waits_for_the_morning_does_not_come_on_the_others_break(world: World) -> None:
    """The week has no room for it when the other one goes away; it comes after the break. What is asked about others
    is asked as usual."""
    ada = cast(world, "Ada", "Lin", "Mara")
    budget(world, 0)
    world.passes(days=7)
    ada.sees_no("get to meet")
    lin, mara = world.person("Lin"), world.person("Mara")
    for person in (lin, mara):
        person.commands("/mentor pause").presses("Until I come back")
    budget(world, 9)
    world.passes(days=8)
    ada.sees_no("get to meet")
    mara.presses("I am back")
    world.passes(days=8)
    ada.sees("Did you and Mara get to meet?").sees_no("Lin get to meet")
    lin.presses("I am back")
    world.passes(days=1)
    ada.sees("Did you and Lin get to meet?")


@pytest.mark.parametrize("who", ["Ada", "Lin"])
def test_not_yet_on_a_break_of_one(world: World, who: str) -> None:
    """What was on screen before the break can be answered by either side, and names to both the moment at which they
    are asked again. Nobody is sent to somebody who is away."""
    ada = cast(world, "Ada", "Lin")
    world.passes(days=7)
    lin = world.person("Lin").sees("Did you and Ada get to meet?").commands("/mentor pause").presses("For four weeks")
    answers = world.person(who).presses("Not yet, ask me again", on="Did you and")
    answers.sees("That is fine. I ask both of you again when").sees_no("Two times that suit you")
    ada.sees("I ask both of you again when Lin is back.").sees_no("in a few days")
    lin.sees("I ask both of you again when you are back.").sees_no("in a few days")
    world.passes(days=20)
    ada.sees_no("get to meet")
    world.passes(days=9)
    for person in (ada, lin):
        person.sees("get to meet?")


@pytest.mark.parametrize("card", ["Lin is taking a break until", "Ada and Lin. This is your room"])
def test_who_has_met_before_a_break_says_so(world: World, card: str) -> None:
    """On the card about the break, or in the room; then nothing says that it stays open, and each is asked how it
    was."""
    ada = cast(world, "Ada", "Lin")
    world.person("Lin").commands("/mentor pause").presses("For four weeks")
    ada.presses("We already met", on=card).sees("How was it with Lin?").sees_no("stays open")
    ada.presses("A good fit").sees_no("stays open")
    world.passes(days=29)
    world.person("Lin").sees("How was it with Ada?")
    ada.sees_no("stays open", "Call it off")


@pytest.mark.parametrize("is_back", [False, True])
def test_who_had_not_met_after_all_waits_as_before(world: World, is_back: bool) -> None:
    """Said too early, and taken back: the card about the break says again that it stays open, or that it is over."""
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin").commands("/mentor pause").presses("For four weeks")
    ada.presses("We already met", on="This is your room")
    assert "You and Lin have met." in ada.screen
    if is_back:
        lin.presses("I am back")
    ada.presses("We have not met yet")
    assert "You and Lin have met." not in ada.screen
    ada.sees("Lin's break is over. Your intro chat goes on." if is_back else "Your intro chat stays open")


def test_an_intro_does_not_wait_for_ever(world: World) -> None:
    """An intro chat that nobody says anything about closes although one side has been away for two months."""
    ada = cast(world, "Ada", "Lin")
    world.person("Lin").commands("/mentor pause").presses("Until I come back")
    world.passes(days=40)
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    world.passes(days=15)
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED
    ada.sees("As far as I know, you and Lin did not get to meet. That happens")


def test_a_mentor_who_was_met_is_waited_for(world: World) -> None:
    """Whoever cannot be chosen because of a break can be afterwards: the round waits, the mentor is not written to, and
    is asked how the intro chat was when they are back."""
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin")
    lin.commands("/mentor pause").presses("For two weeks")
    meets(world, "Ada", "Lin")
    before = lin.marks()
    world.passes(days=13)
    assert lin.since(before) == ""
    world.passes(days=2)
    assert lin.since(before).count("How was it with Ada?") == 1
    world.passes(days=8)
    ada.commands("/mentor choose").can_press("Choose Lin")


def test_no_reminder_to_choose_waits_for_a_break(world: World) -> None:
    """Whoever has met one mentor is reminded while another one, whom they are not asked about, is away; the round stays
    open for that one, and they are reminded anew when they have met."""
    ada = cast(world, "Ada", "Lin", "Mara")
    meets(world, "Ada", "Mara")
    lin = world.person("Lin").commands("/mentor pause").presses("Until I come back")
    mark = ada.marks()
    world.passes(days=20)
    reminder = "Whenever you are ready, you can choose."
    assert ada.since(mark).count(f"You have met Mara. {reminder}") == 2
    ada.sees_no("If you choose nobody by")
    assert round_of(world, "Ada") is RoundStatus.OPEN
    lin.presses("I am back")
    meets(world, "Ada", "Lin")
    world.passes(days=5)
    ada.sees(f"You have met Lin and Mara. {reminder}")


def test_nobody_without_intro_chats_reads_of_them(world: World) -> None:
    """The card that asks until when says nothing about intro chats to somebody who has none."""
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor pause").sees_last("Take a break. Until when?")
    ada.sees_no("Your intro chats wait")
