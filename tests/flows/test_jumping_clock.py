"""A machine whose clock is set forth and back by hours: what Kith asks comes once all the same, and nothing is lost."""

from collections import Counter

import pytest
import sqlalchemy as sa
from sqlmodel import col

from storage.outbox import Letter, LetterState
from storage.people import Member
from tests.flows.choices import matched
from tests.flows.stories import new_mentee_asks
from tests.flows.test_days_off_change import on
from tests.world.making import add_mentor
from tests.world.world import World

JUMPS = pytest.mark.parametrize("hours", [0, 1, 9, 23, -9])


def rang(world: World, name: str) -> Counter[str]:
    """How often what rang for somebody, by the name of its slot; what changed afterwards rang for nobody."""
    query = (
        sa.select(col(Letter.slot))
        .join(Member, col(Member.id) == col(Letter.member_id))
        .where(col(Member.name) == name, col(Letter.state) == LetterState.SENT, col(Letter.edits).is_(None))
    )
    with world.database.read() as session:
        return Counter(slot.split(":")[0].rstrip("123456789") for slot in session.scalars(query))


def goes_on(world: World, days: int, hours: float) -> None:
    """So many days, and in each of them, at another hour every time, the clock is set forth and back, twice."""
    for _day in range(days):
        world.passes(hours=25)
        for _time in range(2):
            world.clock_jumps(hours=hours)
            world.clock_jumps(hours=-hours)


@JUMPS
def test_each_side_of_a_match_is_asked_once(world: World, hours: float) -> None:
    """And reminded once."""
    matched(world)
    goes_on(world, 12, hours)
    world.until(on(27, hour=20))
    assert [rang(world, name)["checkins"] for name in ("Ada", "Lin")] == [2, 2]


@JUMPS
def test_an_answer_given_by_a_clock_that_was_ahead_counts(world: World, hours: float) -> None:
    """Nobody is asked again what they have answered, and the next question comes on its day."""
    ada, _lin = matched(world)
    world.passes(days=6, hours=20)
    world.clock_jumps(hours=9)
    ada.presses("Yes, we met").presses("It goes well").sees("Kept.")
    world.clock_jumps(hours=-9)
    goes_on(world, 10, hours)
    world.until(on(27, hour=20))
    assert rang(world, "Ada")["checkins"] == 1
    world.until(on(30, hour=20))
    assert rang(world, "Ada")["checkins"] == 2
    ada.sees("Have you and Lin met since")


@JUMPS
def test_an_ask_that_nobody_answers_ends_once(world: World, hours: float) -> None:
    """The mentor has the ask and two reminders of it, as always, and whoever waits hears once that it is over."""
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    goes_on(world, 9, hours)
    world.until(on(27, hour=20))
    assert (rang(world, "Lin")["waiting"], rang(world, "Ada")["ended"]) == (3, 1)
    ada.sees("Lin did not get to your ask in time")
