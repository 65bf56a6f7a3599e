"""One of a match is on a break: the other one reads that it is so, and is not asked whether they met."""

import pytest

from storage.mentoring.pairs.checkins import CheckInStatus
from storage.people import MemberStatus
from tests.flows.choices import cast, chooses, joins, matched, meets
from tests.flows.test_checkins import FIRST, statuses, waits_for_room
from tests.flows.test_days_off_change import on
from tests.flows.test_suggesting import keeps_away
from tests.world.making import add_coordinator
from tests.world.world import World

AWAY = "Lin is taking a break"
UNTIL = f"{AWAY} until Mon 5 Oct. Your match goes on, and I ask you how it goes when Lin is back."


def test_a_partner_reads_of_a_break_and_is_not_asked_meanwhile(world: World) -> None:
    """One line with the day and without a reason; whether they met is asked when the break is over, of both."""
    add_coordinator(world)
    ada, lin = matched(world)
    lin.commands("/mentor pause").sees_last("I tell them that you are away", "if there is a day; not why.")
    lin.presses("For four weeks").sees_last("Nobody is asked how it goes before you are back.")
    ada.sees(UNTIL).can_press("See your match")
    world.until(on(4, month=10))
    ada.sees_no("met since your match began?")
    assert statuses(world, "Ada") == [CheckInStatus.PLANNED]
    world.person("Sam").sees_no("did not answer")
    world.until(on(5, month=10))
    ada.sees(FIRST).sees("Lin's break is over. Your match goes on.").sees_no(AWAY)
    lin.sees("Have you and Ada met since your match began?")


def test_a_break_without_an_end_names_no_day(world: World) -> None:
    """Nor who set it, where a coordinator did; and the partner hears nothing of its end."""
    add_coordinator(world)
    ada, _lin = matched(world)
    sam = world.person("Sam").commands("/program").presses("People").presses("Look at Lin").presses("Pause")
    ada.sees(f"{AWAY}. Your match goes on, and I ask you how it goes when Lin is back.").sees_no("Sam")
    mark = ada.marks()
    sam.presses("End the break")
    assert ada.since(mark) == ""
    ada.sees("Lin's break is over.").sees_no(AWAY)


def test_breaks_again_and_again_ring_once_a_day(world: World) -> None:
    """Nobody can press words on their partner; what stands there is true all the same."""
    ada, lin = matched(world)
    for _time in range(3):
        lin.commands("/mentor pause").presses("For four weeks").presses("I am back")
    assert len([one for one in ada.screen if "break is over" in one]) == 1
    lin.commands("/mentor pause").presses("For four weeks")
    assert len([one for one in ada.screen if UNTIL in one]) == 1
    lin.presses("I am back")
    world.passes(days=2)
    lin.commands("/mentor pause").presses("For a week")
    ada.sees("Lin is taking a break until Wed 16 Sep.").sees_no(UNTIL)


def test_a_break_of_one_night_is_not_told(world: World) -> None:
    """It begins and ends while the partner sleeps."""
    ada, lin = matched(world)
    world.passes(hours=12)
    lin.commands("/mentor pause").presses("For a week").presses("I am back")
    world.passes(days=2)
    ada.sees_no("break")


def test_what_was_asked_before_can_be_answered_and_is_not_asked_again(world: World) -> None:
    """No reminder comes meanwhile, and nobody is unheard; after the break there is time to answer."""
    add_coordinator(world)
    ada, lin = matched(world)
    world.passes(days=7)
    ada.sees(FIRST)
    lin.commands("/mentor pause").presses("For four weeks")
    mark = ada.marks()
    world.passes(days=20)
    assert "met since your match began" not in ada.since(mark)
    assert statuses(world, "Ada") == [CheckInStatus.ASKED]
    ada.presses("Ask me later").sees("You can answer here whenever it suits you.", FIRST)
    ada.presses("Not yet").presses("It is all right").sees("Kept.").sees_no("The next check-in is on")
    world.until(on(13, month=10))
    assert statuses(world, "Ada") == [CheckInStatus.ANSWERED, CheckInStatus.PLANNED]
    ada.sees_no("met since your match began")
    world.until(on(27, month=10))
    ada.sees(FIRST)


def test_what_waits_for_room_is_not_sent_meanwhile(world: World) -> None:
    """The question was put off for want of room in the week; it comes after the break, and not in the middle of it."""
    ada = waits_for_room(world)
    world.person("Lin").commands("/mentor pause").presses("For four weeks")
    world.passes(days=25)
    ada.sees(AWAY).sees_no(FIRST)
    world.passes(days=10)
    ada.sees(FIRST)


def test_the_other_match_is_asked_about_as_usual(world: World) -> None:
    """Whoever has two mentees is asked about the one who is there."""
    add_coordinator(world)
    ada, lin = matched(world)
    joins(world, "Ben", "Lin")
    meets(world, "Ben", "Lin")
    chooses(world, "Ben", "Lin")
    lin.presses("Yes, gladly", on="Ben")
    ada.commands("/mentor pause").presses("Until I come back")
    world.passes(days=9)
    lin.sees("Have you and Ben met since your match began?").sees_no("Have you and Ada met", "A few questions for you")
    ada.presses("I am back")
    lin.sees("Have you and Ada met since your match began?")


def test_a_partner_who_is_away_too_reads_it_when_they_are_back(world: World) -> None:
    """Nothing comes on a break; who comes back first is not asked about the other one, whose card says that they are
    back."""
    ada, lin = matched(world)
    ada.commands("/mentor pause").presses("Until I come back")
    lin.sees("Ada is taking a break.").commands("/mentor pause").presses("For four weeks")
    ada.sees_no(AWAY)
    world.until(on(15))
    ada.presses("I am back").sees(UNTIL).sees_no(FIRST)
    lin.sees("Ada's break is over. Your match goes on.").sees_no("Ada is taking a break")
    world.until(on(6, month=10))
    ada.sees(FIRST)


def test_the_end_of_a_match_ends_what_was_said_of_a_break(world: World) -> None:
    """No card says any more that it goes on."""
    ada, lin = matched(world)
    lin.commands("/mentor pause").presses("For four weeks")
    ada.sees(UNTIL).commands("/mentor match").presses("End the match with Lin").presses("We lost touch")
    ada.sees_no("goes on")
    lin.presses("I am back")
    world.passes(days=9)
    ada.sees_no(AWAY, FIRST)


def test_whoever_is_kept_away_reads_nothing(world: World) -> None:
    """Where one keeps the other away, nothing is told of the one to the other."""
    ada, lin = matched(world)
    keeps_away(world, "Lin", "Ada")
    lin.commands("/mentor pause").presses("For four weeks")
    assert world.member("Lin").status is MemberStatus.PAUSED
    ada.sees_no(AWAY)


@pytest.mark.parametrize(("who", "other"), [("Ada", "Lin"), ("Lin", "Ada")])
def test_who_has_an_intro_chat_before_them_reads_of_a_break(world: World, who: str, other: str) -> None:
    """Nobody writes into silence for weeks: one line says that the other one is away, without a reason, with the way to
    call it off; it is over with the break, and with the intro chat."""
    cast(world, "Ada", "Lin")
    away, here = world.person(who), world.person(other)
    away.commands("/mentor pause").sees_last(f"I tell {other} that you are away", "not why.").presses("For two weeks")
    says = f"{who} is taking a break until Mon 21 Sep. Your intro chat stays open, for four weeks at most."
    here.sees(says).can_press(f"Call it off with {who}")
    away.commands("/mentor resume")
    here.sees(f"{who}'s break is over. Your intro chat goes on.").sees_no(says)
    world.passes(days=2)
    away.commands("/mentor pause").presses("For two weeks")
    here.sees(f"{who} is taking a break until Wed 23 Sep.")
    here.presses(f"Call it off with {who}").presses("Yes, call it off")
    here.sees_no("stays open")


def test_who_has_met_is_not_told_of_a_break(world: World) -> None:
    """Nobody waits for them; the card of whom one can choose says it."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    lin = world.person("Lin").commands("/mentor pause").presses("For a week")
    assert "I tell" not in lin.screen[-1].replace("and I tell you", "")
    ada.sees_no(AWAY).commands("/mentor choose").sees_last(AWAY)


STILL = "Lin is still on a break, and no day is set for its end."


def test_a_long_break_leaves_nobody_waiting(world: World) -> None:
    """After four weeks, and every eight from then on, the partner hears that they can wait or end it; what they do not
    do is nothing to be asked about."""
    ada, lin = matched(world)
    lin.commands("/mentor pause").sees_last("now and then that they can wait, or end the match.")
    lin.presses("Until I come back")
    world.passes(days=27)
    ada.sees_no("still on a break")
    world.passes(days=4)
    ada.sees(STILL, "never why. You could look for somebody else at once then.").can_press("See your match")
    mark = ada.marks()
    world.passes(days=50)
    assert ada.since(mark) == ""
    world.passes(days=10)
    assert STILL in ada.since(mark)
    ada.presses("End the match with Lin").presses("We lost touch")
    assert not any(one.startswith(STILL) for one in ada.screen)
    mark = ada.marks()
    world.passes(days=70)
    assert "break" not in ada.since(mark)


def test_the_end_of_a_long_break(world: World) -> None:
    """What was said is over, nothing of it comes any more, and the partner is asked how it goes. Of a break of four
    weeks nobody hears twice, nor of one that is nearly over when Kith is back from an outage."""
    ada, lin = matched(world)
    lin.commands("/mentor pause").presses("Until I come back")
    world.passes(days=31)
    ada.sees(STILL)
    lin.presses("I am back")
    ada.sees("Lin's break is over. Your match goes on.").sees_no("still on a break")
    world.passes(days=3)
    ada.sees(FIRST)
    lin.commands("/mentor pause").presses("For four weeks")
    world.passes(days=40)
    lin.commands("/mentor pause").presses("Until a date").fills({"I am back on": "2026-12-30"})
    world.is_away(days=33)
    world.passes(hours=20)
    ada.sees_no("still on a break", "Lin is on a break")


def test_two_long_breaks(world: World) -> None:
    """Nobody hears of it on a break; who is back first does, weeks later. A day that is far off is said."""
    ada, lin = matched(world)
    ada.commands("/mentor pause").presses("Until I come back")
    lin.commands("/mentor pause").presses("Until a date").fills({"I am back on": "2027-03-01"})
    world.passes(days=40)
    ada.sees_no("Lin is on a break")
    ada.presses("I am back")
    world.passes(days=31)
    ada.sees("Lin is on a break until Mon 1 Mar.", "You can wait: your match goes on")
    lin.sees_no("Ada is still on a break")
