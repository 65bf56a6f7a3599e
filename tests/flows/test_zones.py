"""Which clock somebody lives by: one press where the guess is right, else a city from the list or typed."""

import pytest

from flows.joining import zones
from tests.flows.joiners import profile
from tests.flows.stories import change_member, change_profile, presses_late
from tests.world.making import add_mentee
from tests.world.world import Person, World


def asked(world: World) -> Person:
    """Ada's platform knows no zone; the program is in Berlin, where it is 16:00."""
    add_mentee(world, "Ada")
    change_member(world, "Ada", zone="")
    change_profile(world, "Ada", skipped="style")
    return world.person("Ada").types("hello").presses("Tell: Your time zone").sees_last("Is it 16:00 for you now?")


def test_a_right_guess_takes_one_press(world: World) -> None:
    """Yes keeps the program's zone as the member's own."""
    asked(world).presses("Yes, it is").sees("Saved.", "16:00 now")
    assert world.member("Ada").zone == "Europe/Berlin"
    assert "zone" not in profile(world, "Ada").skipped


def test_a_city_from_the_list(world: World) -> None:
    """The list shows each city's clock, and what was picked is used at once."""
    ada = asked(world).presses("No, I am somewhere else").sees_last("Tokyo (23:00 now)")
    ada.presses("Tokyo (23:00 now)").sees("Saved.", "Tokyo (23:00 now)")
    assert world.member("Ada").zone == "Asia/Tokyo"
    ada.commands("/mentor profile").sees_last("Your time zone: Tokyo (23:00 now)")


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("accra", "Africa/Accra"),
        ("  são PAULO ", "America/Sao_Paulo"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("NYC", "America/New_York"),
    ],
)
def test_a_city_that_is_typed(world: World, typed: str, zone: str) -> None:
    """Names in any case and accents, other names of a city, and zone names are all understood."""
    ada = asked(world).presses("No, I am somewhere else").presses("Type a city")
    ada.fills({"A big city with the same clock": typed}).sees("Saved.")
    assert world.member("Ada").zone == zone


def test_an_unknown_city_is_asked_again_beside_the_field(world: World) -> None:
    """What nobody knows changes nothing, and says what to write instead."""
    ada = asked(world).presses("No, I am somewhere else").presses("Type a city")
    ada.fills({"A big city with the same clock": "Atlantis"})
    ada.problem("A big city with the same clock", "I do not know that city")
    assert world.member("Ada").zone == ""
    ada.fills({"A big city with the same clock": "Lagos"}).sees("Saved.")
    assert world.member("Ada").zone == "Africa/Lagos"


def test_a_zone_that_is_not_on_the_list_is_refused(world: World) -> None:
    """A forged pick changes nothing."""
    add_mentee(world, "Ada")
    presses_late(world, "Ada", f"zones.pick:{world.member('Ada').id}:Mars/Olympus")
    world.person("Ada").sees("I do not know that one any more")
    assert world.member("Ada").zone == "Europe/Berlin"


def test_the_list_is_in_order_and_fits() -> None:
    """Every zone of the list can be carried by a button and has a city of its own."""
    assert len(zones.COMMON) <= 25
    assert all(len(zone) <= 30 for zone in zones.COMMON)
    names = [zones.city_of(zone) for zone in zones.COMMON]
    assert len(set(names)) == len(names)
