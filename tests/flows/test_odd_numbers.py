"""Numbers in what buttons bring back can be anything that somebody likes to send."""

import pytest

from bot.numbers import LARGEST_ID, number
from tests.flows.stories import asks, intro_of, presses_late
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World

ODD = ["²", "٣", "9" * 20, "-1", "1e3", "0x1", "1_0", "NaN"]


@pytest.mark.parametrize("written", [*ODD, ""])
def test_only_plain_small_digits_are_a_number(written: str) -> None:
    """Anything else is none, and nothing is raised."""
    assert number(written) is None


def test_ids_are_numbers() -> None:
    """Up to the largest id there can be."""
    assert [number(text) for text in ("0", "007", str(LARGEST_ID), str(LARGEST_ID + 1))] == [0, 7, LARGEST_ID, None]


@pytest.mark.parametrize("written", ["²", "9" * 20])
def test_a_forged_number_is_answered_politely(world: World, written: str) -> None:
    """Wherever a button carries a number, an odd one gets a sentence or the card itself, never an apology."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    add_coordinator(world, "Sam")
    asks(world, "Ada", "Lin")
    intro, ada, sam = intro_of(world, "Ada").id, world.member("Ada").id, world.member("Sam").id
    presses = {
        "Ada": [
            "mentor_list.page:1", f"withdrawing.withdraw_sure:{intro}", f"digest.open:{ada}", f"choice.show:{ada}",
            f"withdrawing.withdraw:{intro}",
        ],
        "Sam": ["roster.show:1", "approval.list_all:1", f"digest.open:{sam}"],
    }  # fmt: skip
    for name, ids in presses.items():
        for press in ids:
            before = world.person(name).marks()
            presses_late(world, name, f"{press}:{written}")
            said = world.person(name).since(before)
            assert said, f"nothing answers {press}"
            assert "Something went wrong" not in said, press
