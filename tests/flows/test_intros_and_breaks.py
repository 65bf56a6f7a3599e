"""Intro chats while somebody is on a break: what they could not read about stays open, and nothing waits for ever."""

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
    """Who was on a break when both were asked whether they met is asked when they come back, and has time to answer."""
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin")
    lin.commands("/mentor pause").presses("For four weeks")
    world.passes(days=27)
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    lin.sees_no("get to meet")
    ada.sees("Did you and Lin get to meet?")
    world.passes(days=1)
    lin.sees("Did you and Ada get to meet?")
    world.passes(days=10)
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    lin.presses("Yes, we met").sees("How was it with Ada?")


def test_an_intro_does_not_wait_for_ever(world: World) -> None:
    """An intro chat that nobody says anything about closes although one side has been away for two months."""
    ada = cast(world, "Ada", "Lin")
    world.person("Lin").commands("/mentor pause").presses("Until I come back")
    world.passes(days=40)
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    world.passes(days=15)
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED
    ada.sees("You and Lin did not get to meet. That happens")


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


def test_nobody_without_intro_chats_reads_of_them(world: World) -> None:
    """The card that asks until when says nothing about intro chats to somebody who has none."""
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor pause").sees_last("Take a break. Until when?")
    ada.sees_no("Your intro chats wait")
