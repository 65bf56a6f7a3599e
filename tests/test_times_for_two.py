"""When two people in two zones could talk."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import WEEKEND, Hours, Span, is_quiet, local
from bot.free_parts import DAY_PARTS, PARTS, WEEKDAYS
from bot.times_for_two import AHEAD, NOTICE, Free, times_for_two
from tests.odd_clocks import MINUTE, ODD_ZONES, somewhere

MONDAY = datetime(2026, 9, 7, 14, tzinfo=UTC)
BERLIN = Free("Europe/Berlin")


def shown(found: list[datetime], zone: str) -> list[str]:
    return [f"{local(moment, zone):%a %d %b %H:%M}" for moment in found]


def test_three_days_three_parts() -> None:
    """Two who have said nothing get three days, once in the morning, once in the afternoon and once in the evening."""
    found = times_for_two(BERLIN, BERLIN, MONDAY)
    assert shown(found, "Europe/Berlin") == ["Tue 08 Sep 09:00", "Wed 09 Sep 13:00", "Thu 10 Sep 17:00"]
    others = times_for_two(BERLIN, BERLIN, MONDAY, most=6)
    assert others[:3] == found
    assert shown(others[3:], "Europe/Berlin") == ["Fri 11 Sep 09:00", "Tue 08 Sep 13:00", "Wed 09 Sep 17:00"]


def test_each_where_they_live() -> None:
    """It is day for both, as each of their clocks says."""
    found = times_for_two(BERLIN, Free("America/New_York"), MONDAY)
    assert shown(found, "Europe/Berlin") == ["Tue 08 Sep 15:00", "Wed 09 Sep 17:00", "Thu 10 Sep 15:00"]
    assert shown(found, "America/New_York") == ["Tue 08 Sep 09:00", "Wed 09 Sep 11:00", "Thu 10 Sep 09:00"]


def test_a_weekend_that_was_named() -> None:
    """Whoever named a part of the weekend has time then; whoever named nothing does not."""
    saturday = Free("Europe/Berlin", {"sat_morning"})
    assert times_for_two(saturday, BERLIN, MONDAY) == []
    found = times_for_two(saturday, Free("Europe/Berlin", set(PARTS)), MONDAY)
    assert shown(found, "Europe/Berlin") == ["Sat 12 Sep 09:00", "Sat 19 Sep 09:00", "Sat 26 Sep 09:00"]


def test_the_same_hour_on_the_wall_when_the_clocks_change() -> None:
    """Through the end of summer time a part of the week stays where the clocks show it, in each zone on its own day."""
    october = datetime(2026, 10, 16, tzinfo=UTC)
    evening = Free("Europe/Berlin", {"wed_evening"})
    found = times_for_two(evening, Free("America/New_York"), october, most=4)
    assert shown(found, "Europe/Berlin") == [
        "Wed 21 Oct 17:00", "Wed 28 Oct 18:00", "Wed 04 Nov 17:00", "Wed 11 Nov 17:00",
    ]  # fmt: skip
    hours = [f"{local(one, 'America/New_York'):%H:%M}" for one in found]
    assert hours == ["11:00", "13:00", "11:00", "11:00"], "in the one week between the changes 17:00 is noon there"


def test_never_where_days_are_apart() -> None:
    """Two who are never both awake and free get no time."""
    auckland, new_york = Free("Pacific/Auckland", {"mon_morning"}), Free("America/New_York", {"wed_evening"})
    assert times_for_two(auckland, new_york, MONDAY) == []


@pytest.mark.parametrize("minutes", [15, 30, 60, 240, 300])
def test_a_long_talk_may_begin_in_one_part_and_end_in_the_next(minutes: int) -> None:
    """Parts that follow each other are one stretch of time; what is longer than that has no place."""
    day = Free("Europe/Berlin", {"tue_morning", "tue_afternoon"})
    evening = Free("Europe/Berlin", {"tue_morning"})
    long = timedelta(minutes=minutes)
    assert len(times_for_two(day, day, MONDAY, length=long, most=1)) == 1
    assert len(times_for_two(day, evening, MONDAY, length=long, most=1)) == (minutes <= 240)


def test_what_is_taken() -> None:
    """Nobody is in two talks at once; one that ends when the other begins is fine."""
    nine = datetime(2026, 9, 8, 7, tzinfo=UTC)
    busy = Free("Europe/Berlin", {"tue_morning"}, [(nine, nine + timedelta(hours=1))])
    assert shown(times_for_two(busy, BERLIN, MONDAY, most=1), "Europe/Berlin") == ["Tue 08 Sep 10:00"]
    assert shown(times_for_two(BERLIN, busy, MONDAY, most=1), "Europe/Berlin") == ["Tue 08 Sep 10:00"]


def test_the_night_in_which_the_clocks_are_put_back() -> None:
    """Of an hour that comes twice, what may be quiet is left out; the hours before it stay where they are."""
    saturday, night = datetime(2026, 10, 24, 9, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)
    busy = Free("Europe/Berlin", taken=[(night + timedelta(hours=2.5), night + timedelta(hours=11))])
    late = Hours(time(0), time(2, 30))  # half past two comes at 00:30 and at 01:30 UTC
    hour = timedelta(hours=1)
    found = times_for_two(busy, busy, saturday, length=hour, most=50, hours=late, weekend=frozenset())
    assert night + timedelta(hours=1.5) in found
    assert night + timedelta(hours=0.5) not in found
    busy = Free("Europe/Berlin", taken=[(night - timedelta(hours=2), night)])
    found = times_for_two(busy, busy, saturday, most=50, hours=Hours(time(2), time(23)), weekend=frozenset())
    assert not [moment for moment in found if night <= moment < night + timedelta(hours=20)]


# --- for all of them -------------------------------------------------------------------------------------------------

named = st.frozensets(st.sampled_from(PARTS), max_size=10)
zones = st.sampled_from(ODD_ZONES)
clocks = st.times().map(lambda at: at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0))
nights = st.builds(Hours, clocks, clocks) | st.just(Hours())
moments = st.integers(0, 50 * 365 * 24).map(lambda passed: datetime(1990, 1, 8, tzinfo=UTC) + timedelta(hours=passed))
lengths = st.sampled_from([10, 30, 45, 60, 90, 240]).map(lambda minutes: timedelta(minutes=minutes))


def is_free(free: Free, moment: datetime, hours: Hours, rests: list[Span]) -> bool:
    """What the clock on the wall says at one moment, without any sum."""
    here = local(moment, free.zone)
    if is_quiet(moment, free.zone, hours) or any(here.date() in span for span in rests):
        return False
    if free.parts:
        day = WEEKDAYS[here.weekday()]
        return any(f"{day}_{part}" in free.parts for part, (a, b) in DAY_PARTS.items() if a <= here.time() < b)
    return here.weekday() not in WEEKEND


@given(named, somewhere(), named, zones, nights, lengths, st.integers(0, 30), st.integers(0, 40))
def test_both_are_free_from_the_first_minute_to_the_last(
    parts: frozenset[str], where: tuple[str, datetime], others: frozenset[str], other_zone: str, hours: Hours,
    length: timedelta, resting: int, busy: int,
) -> None:  # fmt: skip
    """Whatever the clocks do, every minute of every time that is named is free, awake and no day off for both, with
    nothing else in it, soon enough, and not too soon; and no time comes twice."""
    zone, now = where[0], where[1] - timedelta(days=resting)
    rests = [Span(now.date() + timedelta(resting), now.date() + timedelta(resting + 2))]
    taken = (now + timedelta(hours=busy), now + timedelta(hours=busy + 3))
    one, other = Free(zone, parts, [taken]), Free(other_zone, others)
    found = times_for_two(one, other, now, length=length, most=12, hours=hours, rests=rests)
    assert len(found) == len(set(found)) <= 12
    for start in found:
        assert now + NOTICE <= start <= now + AHEAD
        assert start + length <= taken[0] or taken[1] <= start
        assert local(start, zone).minute in (0, 30)
        for minute in range(0, int(length / timedelta(minutes=1)), 5):
            moment = start + timedelta(minutes=minute)
            assert is_free(one, moment, hours, rests), f"{local(moment, zone)} is not free"
            assert is_free(other, moment, hours, rests), f"{local(moment, other_zone)} is not free for the other"


@given(named, zones, named, zones, moments, nights)
def test_a_time_is_found_where_there_is_one(
    parts: frozenset[str], zone: str, others: frozenset[str], other_zone: str, now: datetime, hours: Hours
) -> None:
    """Nothing is named only where asking both clocks every quarter of an hour finds no half hour that both have, but
    for the days on which a clock is changed."""
    one, other, half = Free(zone, parts), Free(other_zone, others), timedelta(minutes=30)
    if hours.quiet_from == hours.quiet_until or times_for_two(one, other, now, hours=hours):
        return
    first = now.replace(minute=0, second=0, microsecond=0) + NOTICE + timedelta(hours=1)
    for quarter in range(int((AHEAD - NOTICE - timedelta(hours=2)) / (15 * MINUTE))):
        start = first + quarter * 15 * MINUTE
        if local(start, zone).minute not in (0, 30) or _is_changing(start, zone) or _is_changing(start, other_zone):
            continue
        minutes = [start + timedelta(minutes=minute) for minute in range(0, 30, 5)]
        both = all(is_free(one, at, hours, []) and is_free(other, at, hours, []) for at in minutes)
        over_midnight = any(local(start, z).date() != local(start + half, z).date() for z in (zone, other_zone))
        assert not both or over_midnight, f"{local(start, zone)} was not found"


def _is_changing(moment: datetime, zone: str) -> bool:
    days = (moment - timedelta(days=1), moment + timedelta(days=1))
    return len({local(day, zone).utcoffset() for day in days}) > 1


@given(named, zones, named, zones, moments)
def test_further_times_follow_those_before(
    parts: frozenset[str], zone: str, others: frozenset[str], other_zone: str, now: datetime
) -> None:
    """Whoever asks for more gets the same ones first, so that no time is left out or comes twice while paging."""
    one, other = Free(zone, parts), Free(other_zone, others)
    assert times_for_two(one, other, now, most=9)[:3] == times_for_two(one, other, now, most=3)


def test_where_it_is_never_night() -> None:
    """A program without quiet hours proposes nobody a time in the night, unless they named it."""
    always = Hours(time(0), time(0))
    found = times_for_two(BERLIN, BERLIN, MONDAY, most=50, hours=always)
    assert {local(one, "Europe/Berlin").hour for one in found} == {9, 13, 17}
    assert date(2026, 9, 12) not in {local(one, "Europe/Berlin").date() for one in found}
