"""Keeping somebody away: what is open between two people ends kindly, and they never meet here again."""

import pytest

from storage.mentoring.intros import IntroStatus
from storage.mentoring.matches import MatchStatus
from tests.flows.choices import match_of, matched
from tests.flows.stories import asks, intro_of, presses_late
from tests.flows.test_safety import writes
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World


def test_who_names_their_partner_can_end_the_match_at_once(world: World) -> None:
    """The card after the message offers it; the partner reads that it ended and never why."""
    add_coordinator(world)
    matched(world)
    writes(world, "Ada", "It was odd.", about="Lin").presses("End the match with Lin").presses("It does not fit")
    assert match_of(world, "Ada").status is MatchStatus.ENDED_EARLY
    world.person("Lin").sees_last("has ended your match").sees_no("odd")


@pytest.mark.parametrize(("writer", "other"), [("Ada", "Lin"), ("Lin", "Ada")])
def test_whom_one_keeps_away_is_not_met_again(world: World, writer: str, other: str) -> None:
    """The match ends, and neither can find or ask the other; nothing says who wanted it or why."""
    add_coordinator(world)
    matched(world)
    person = writes(world, writer, "It was odd.", about=other).presses(f"Keep {other} away from me")
    person.sees_last("reads that it ended, and not why", "cannot be taken back")
    person.presses(f"Yes, keep {other} away").sees_last(f"I do not bring you and {other} together any more")
    assert match_of(world, "Ada").status is MatchStatus.ENDED_EARLY
    world.person(other).sees_last("has ended your match").sees_no("odd", "away")
    mentees_list = world.person("Ada").commands("/mentor find").screen[-1]
    assert "Lin" not in mentees_list


def test_an_ask_between_the_two_ends_with_it(world: World) -> None:
    """A mentor who keeps somebody away has their ask closed kindly, and no second one can come."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = asks(world, "Ada", "Lin")
    writes(world, "Lin", "I know her.", about="Ada").presses("Keep Ada away from me").presses("Yes, keep Ada away")
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED
    ada.sees("Lin cannot have the intro chat after all").sees_no("away")
    assert "Lin" not in ada.commands("/mentor find").screen[-1]


def test_a_coordinator_is_not_kept_away(world: World) -> None:
    """Somebody one neither asked nor met cannot be kept away, whatever id comes in."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada", "It was odd.", about="Sam")
    assert "[Keep Sam away from me]" not in ada.screen[-1]
    forged = f"apart.keep:{world.member('Lin').id}:"
    presses_late(world, "Ada", forged)
    ada.sees_last("There is nothing between the two of you")
    ada.commands("/mentor find").sees_last("Lin")
