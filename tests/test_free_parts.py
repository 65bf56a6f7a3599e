"""What two people in two zones have in common of their free time."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import instant_of
from bot.free_parts import DAY_PARTS, PARTS, WEEKDAYS, Shared, shared_parts
from tests.odd_clocks import MINUTE, ODD_ZONES

ticked = st.frozensets(st.sampled_from(PARTS))
quarter = 15 * MINUTE


def test_there_are_21_parts_of_a_week() -> None:
    """Three parts for each of seven days, in the order of the week."""
    assert len(PARTS) == 21
    assert PARTS[:4] == ("mon_morning", "mon_afternoon", "mon_evening", "tue_morning")
    assert PARTS[-1] == "sun_evening"


@pytest.mark.parametrize(
    ("mine", "zone", "theirs", "their_zone", "on", "expected"),
    [
        ("tue_evening", "Europe/Berlin", "tue_evening", "Europe/Berlin", "2026-06-03", Shared(4, ("tue_evening",))),
        ("tue_evening", "Europe/Berlin", "tue_morning", "America/New_York", "2026-06-03", Shared(1, ("tue_evening",))),
        # for three weeks in March New York is an hour nearer: 8 to 12 there is 13 to 17 here
        ("tue_evening", "Europe/Berlin", "tue_morning", "America/New_York", "2026-03-10", Shared(0, ())),
        ("mon_morning", "Asia/Kathmandu", "mon_morning", "Asia/Kolkata", "2026-06-03", Shared(3.75, ("mon_morning",))),
        ("mon_morning", "Asia/Kathmandu", "mon_morning", "Asia/Karachi", "2026-06-03", Shared(3.25, ("mon_morning",))),
        ("mon_morning", "Europe/London", "mon_afternoon", "Asia/Kathmandu", "2026-06-03", Shared(4, ("mon_morning",))),
        # Sunday evening in New York is Monday morning in Auckland, in both directions
        (
            "mon_morning",
            "Pacific/Auckland",
            "sun_evening",
            "America/New_York",
            "2026-06-03",
            Shared(3, ("mon_morning",)),
        ),
        (
            "sun_evening",
            "America/New_York",
            "mon_morning",
            "Pacific/Auckland",
            "2026-06-03",
            Shared(3, ("sun_evening",)),
        ),
        # Samoa never had that Friday, so nobody can meet on it
        ("fri_morning", "Pacific/Apia", "fri_morning", "Pacific/Apia", "2011-12-30", Shared(0, ())),
        ("fri_morning", "Pacific/Apia", "fri_morning", "Pacific/Apia", "2012-01-06", Shared(4, ("fri_morning",))),
    ],
)
def test_common_time_is_counted_by_the_hour(
    mine: str, zone: str, theirs: str, their_zone: str, on: str, expected: Shared
) -> None:
    """The hours of that very week in which both clocks show a free part, named as the first one knows them."""
    assert shared_parts({mine}, zone, {theirs}, their_zone, date.fromisoformat(on)) == expected


def test_a_sliver_is_counted_but_not_named() -> None:
    """Less than an hour in common adds to the hours, but is no part to propose."""
    evening, june = {"mon_evening"}, date(2026, 6, 3)
    assert shared_parts({"mon_morning"}, "Asia/Dhaka", evening, "Pacific/Auckland", june) == Shared(1, ("mon_morning",))
    assert shared_parts({"mon_morning"}, "Asia/Yangon", evening, "Pacific/Auckland", june) == Shared(0.5, ())


@given(
    ticked, st.sampled_from(ODD_ZONES), ticked, st.sampled_from(ODD_ZONES), st.dates(date(1990, 1, 8), date(2040, 1, 1))
)
def test_common_time_is_what_both_clocks_say(
    mine: frozenset[str], zone: str, theirs: frozenset[str], their_zone: str, on: date
) -> None:
    """Asking both clocks every quarter of an hour through the week finds the same hours and the same parts."""
    monday = on - timedelta(days=on.weekday())
    common: dict[str, int] = {}
    for place, part in enumerate(PARTS):
        since, until = DAY_PARTS[part.split("_")[1]]
        day = monday + timedelta(days=place // 3)
        moment, end = instant_of(day, since, zone), instant_of(day, until, zone)
        while part in mine and moment < end:
            there = moment.astimezone(ZoneInfo(their_zone))
            shown = there.time()
            free = {name for name, (start, stop) in DAY_PARTS.items() if start <= shown < stop}
            common[part] = common.get(part, 0) + any(f"{WEEKDAYS[there.weekday()]}_{name}" in theirs for name in free)
            moment += quarter
    named = tuple(part for part in PARTS if common.get(part, 0) >= 4)
    assert shared_parts(mine, zone, theirs, their_zone, on) == Shared(sum(common.values()) / 4, named)


def test_nobody_ticked_anything() -> None:
    """Without a ticked part there is nothing in common."""
    assert shared_parts(set(), "UTC", set(PARTS), "UTC", date(2026, 6, 3)) == Shared(0, ())


def test_an_unknown_part_is_loud() -> None:
    """A part of the week that does not exist is an error, never nothing in common."""
    with pytest.raises(ValueError, match="mon_night"):
        shared_parts({"mon_morning"}, "UTC", {"mon_night"}, "UTC", date(2026, 6, 3))
