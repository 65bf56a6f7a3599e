"""Keeping somebody away: what is open between two people ends kindly, and they never meet here again."""

import pytest

from storage.mentoring.intros import IntroStatus
from storage.mentoring.matches import MatchStatus
from storage.places import Program
from tests.flows.choices import cast, chooses, match_of, matched, meets
from tests.flows.stories import asks, change_member, intro_of, new_mentee_asks, presses_late
from tests.flows.test_safety import writes
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World


def keeps_away(world: World, writer: str, other: str) -> None:
    """As on the card that comes after a message about the other."""
    presses_late(world, writer, f"apart.keep:{world.member(other).id}:")


def prompts(world: World, most: int) -> None:
    """How many unasked letters somebody gets a week, at most."""
    with world.database.write() as session:
        found = session.get(Program, 1)
        assert found
        found.prompts_a_week = most


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


@pytest.mark.parametrize(("writer", "other"), [("Ada", "Lin"), ("Lin", "Ada")])
def test_an_ask_for_later_does_not_come_back(world: World, writer: str, other: str) -> None:
    """“Ask me again in two weeks” is over when one of the two keeps the other away: nothing comes, ever."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Ask me again in two weeks")
    keeps_away(world, writer, other)
    marks = {name: world.person(name).marks() for name in ("Ada", "Lin")}
    world.passes(days=40)
    for name, mark in marks.items():
        assert world.person(name).since(mark) == "", name
    ada.sees_no("glad to hear from you again", "wanted to hear from you again")


def test_an_ask_that_was_to_come_back_at_night_is_kept_back(world: World) -> None:
    """A card about the other that waits for the week's digest or the morning is not sent after that."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentor(world, "Kim")
    ada = new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Ask me again in two weeks")
    prompts(world, 0)
    world.passes(days=15)
    ada.sees_no("glad to hear from you again")
    keeps_away(world, "Ada", "Lin")
    prompts(world, 2)
    mark = ada.marks()
    world.passes(days=20)
    assert "Lin" not in ada.since(mark)


def test_a_room_that_was_not_opened_yet_stays_closed(world: World) -> None:
    """A yes at night opens a room in the morning; not for two who are kept apart by then."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    change_member(world, "Ada", zone="Pacific/Auckland")
    world.passes(hours=1)
    world.person("Lin").presses("Happy to")
    keeps_away(world, "Lin", "Ada")
    world.passes(days=3)
    ada.sees_no("This is your room", "said yes")
    world.person("Lin").sees_no("This is your room")
    ada.sees("Lin cannot have the intro chat after all")


def test_a_match_that_one_has_not_heard_of_is_never_spoken_of(world: World) -> None:
    """Confirmed at night and ended before the morning: the one who keeps the other away hears of neither."""
    add_coordinator(world)
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    change_member(world, "Ada", zone="Pacific/Auckland")
    world.passes(hours=1)
    world.person("Lin").presses("Yes, gladly")
    keeps_away(world, "Ada", "Lin")
    mark = ada.marks()
    world.passes(days=3)
    assert "Lin" not in ada.since(mark)
    world.person("Lin").sees("Ada has ended your match.")


def test_a_reminder_to_choose_names_only_who_is_left(world: World) -> None:
    """A reminder that waits for the digest does not bring up somebody who is kept away."""
    add_coordinator(world)
    ada = cast(world, "Ada", "Lin", "Kim")
    prompts(world, 0)
    meets(world, "Ada", "Lin", "Kim")
    world.passes(days=6)
    ada.sees_no("You have met Lin")
    keeps_away(world, "Ada", "Lin")
    prompts(world, 2)
    mark = ada.marks()
    world.passes(days=3, hours=12)
    said = ada.since(mark)
    assert "You have met Kim." in said
    assert "Lin" not in said


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
