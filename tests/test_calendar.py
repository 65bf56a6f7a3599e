"""Local times and quiet hours, on the days when clocks are changed and in zones that do it oddly."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import (
    Hours,
    Term,
    add_working_days,
    after_days,
    instant_of,
    is_quiet,
    is_zone,
    last_instant_of,
    local,
    next_waking,
    offset_on,
)
from tests.odd_clocks import DAY, MINUTE, NIGHT, hours, somewhere, utc, wall


@pytest.mark.parametrize(
    ("zone", "typed", "expected"),
    [
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00"),  # 2:00 to 3:00 is skipped
        ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),  # the first of two
        ("America/New_York", "2026-03-08 02:00", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01 01:59", "2026-11-01 05:59"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),  # half an hour is skipped
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),  # half an hour comes twice
        ("Asia/Kathmandu", "2026-06-01 08:00", "2026-06-01 02:15"),
        ("Pacific/Apia", "2011-12-30 15:00", "2011-12-30 10:00"),  # that day never was
        ("Asia/Pyongyang", "2018-05-04 23:45", "2018-05-04 15:00"),  # the last half-hour of that Friday
        ("America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04 03:00"),  # a day that began at 1:00
    ],
)
@pytest.mark.parametrize("fold", [0, 1])
def test_a_local_time_is_the_first_instant_at_which_clocks_reach_it(
    zone: str, typed: str, expected: str, fold: int
) -> None:
    """A skipped time becomes the first minute after the gap, a repeated one its first, whatever the fold says."""
    moment = datetime.fromisoformat(typed)
    assert instant_of(moment.date(), moment.time().replace(fold=fold), zone) == utc(expected)


def test_a_gap_ends_on_the_minute() -> None:
    """Seconds and less of a skipped time do not reach into the minute after the gap."""
    assert instant_of(date(2026, 3, 29), time(2, 30, 59, 500_000), "Europe/Berlin") == utc("2026-03-29 01:00")


@given(somewhere())
def test_a_clock_can_be_read_back(place: tuple[str, datetime]) -> None:
    """What a clock shows leads back to its instant, except in the repeated hour, which leads to its first passing."""
    zone, instant = place
    shown = local(instant, zone)
    back = instant_of(shown.date(), shown.time(), zone)
    if shown.fold:
        assert back < instant
        assert wall(back, zone) == wall(instant, zone)
    else:
        assert back == instant


@given(somewhere())
def test_the_last_instant_of_a_time_shows_it_too(place: tuple[str, datetime]) -> None:
    """Of a time that comes twice it is the second; of any other the only one. A skipped one is over by then."""
    zone, instant = place
    shown = local(instant, zone)
    last = last_instant_of(shown.date(), shown.time(), zone)
    assert wall(last, zone) == wall(instant, zone)
    assert last >= instant_of(shown.date(), shown.time(), zone)
    assert last >= instant


@given(somewhere())
def test_the_offset_of_a_day_holds_from_its_first_minute_to_its_last(place: tuple[str, datetime]) -> None:
    """Where a day has one offset, every hour of it shows that one; where it has none, a clock is changed about then."""
    zone, instant = place
    day = local(instant, zone).date()
    offset = offset_on(day, zone)
    if offset is None:
        hours = [instant + timedelta(hours=passed) for passed in range(-50, 51)]
        assert len({local(hour, zone).utcoffset() for hour in hours}) > 1
        return
    midnight = datetime.combine(day, time(), UTC) - offset
    for minutes in range(0, 24 * 60, 10):
        moment = local(midnight + timedelta(minutes=minutes), zone)
        assert (moment.date(), moment.hour * 60 + moment.minute) == (day, minutes)


@given(somewhere(), st.booleans())
def test_no_earlier_minute_had_reached_the_time(place: tuple[str, datetime], fold: bool) -> None:
    """Walking through a zone's minutes, the first whose clock shows the wanted time or a later one is the answer."""
    zone, instant = place
    wanted = instant.replace(tzinfo=None)
    walked = (instant + MINUTE * passed for passed in range(-15 * 60, 15 * 60))
    first = next(minute for minute in walked if wall(minute, zone) >= wanted)
    assert instant_of(wanted.date(), wanted.time().replace(fold=fold), zone) == first


@given(somewhere(), st.integers(0, 59_999_999), hours)
def test_the_next_waking_moment_is_awake_and_not_in_the_past(
    place: tuple[str, datetime], microseconds: int, quiet: Hours
) -> None:
    """The answer is awake, not earlier than asked, is its own answer, and does not depend on the asker's zone."""
    zone, instant = place[0], place[1] + timedelta(microseconds=microseconds)
    waking = next_waking(instant, zone, quiet)
    assert not is_quiet(waking, zone, quiet)
    assert instant <= waking < instant + 3 * DAY
    assert next_waking(waking, zone, quiet) == waking
    asked_here = next_waking(local(instant, zone), zone, quiet)
    assert asked_here == waking
    assert asked_here.tzinfo is UTC


@given(somewhere(), hours)
def test_nobody_waits_longer_than_their_night(place: tuple[str, datetime], quiet: Hours) -> None:
    """Every minute before the next waking moment is quiet, or is shown for the second time by a clock put back."""
    zone, instant = place
    waking, seen = next_waking(instant, zone, quiet), wall(instant, zone)
    while instant < waking:
        shown = wall(instant, zone)
        assert is_quiet(instant, zone, quiet) or shown < seen
        seen, instant = max(seen, shown), instant + MINUTE


@pytest.mark.parametrize(
    ("zone", "now", "quiet", "expected"),
    [
        ("Europe/Berlin", "2026-06-01 12:00", NIGHT, "2026-06-01 12:00"),
        ("Europe/Berlin", "2026-06-01 19:00", NIGHT, "2026-06-02 06:00"),  # 21:00 is quiet already
        ("Europe/Berlin", "2026-06-02 05:59", NIGHT, "2026-06-02 06:00"),
        ("Europe/Berlin", "2026-03-28 22:00", NIGHT, "2026-03-29 06:00"),  # a night of ten hours
        ("Europe/Berlin", "2026-10-24 22:00", NIGHT, "2026-10-25 07:00"),  # a night of twelve
        ("Asia/Kathmandu", "2026-06-01 20:00", NIGHT, "2026-06-02 02:15"),
        ("Pacific/Apia", "2011-12-30 09:00", NIGHT, "2011-12-30 18:00"),  # Thursday evening to Saturday morning
        ("Europe/Berlin", "2026-06-01 11:30", Hours(time(13), time(15)), "2026-06-01 13:00"),  # a siesta
        ("Europe/Berlin", "2026-06-01 01:00", Hours(time(7), time(7)), "2026-06-01 01:00"),  # never quiet
        ("Europe/Berlin", "2026-03-29 00:30", Hours(time(1), time(2, 30)), "2026-03-29 01:00"),  # ends in the gap
        ("Europe/Berlin", "2026-10-25 01:10", Hours(time(1), time(2, 30)), "2026-10-25 01:30"),  # quiet once more
    ],
)
def test_morning_comes_by_the_receivers_clock(zone: str, now: str, quiet: Hours, expected: str) -> None:
    """Quiet hours end when the receiver's own clock says so, however long that night is."""
    assert next_waking(utc(now), zone, quiet) == utc(expected)


def test_quiet_hours_begin_with_their_first_and_end_before_their_last_minute() -> None:
    """21:00 is quiet and 8:00 is not."""
    shown = {
        at: is_quiet(utc(f"2026-06-01 {at}"), "UTC", NIGHT) for at in ("20:59", "21:00", "00:00", "07:59", "08:00")
    }
    assert shown == {"20:59": False, "21:00": True, "00:00": True, "07:59": True, "08:00": False}


@pytest.mark.parametrize(
    ("days", "at", "expected"),
    [
        (1, None, "2026-03-29 13:00"),  # 23 hours later
        (7, None, "2026-04-04 13:00"),
        (-1, None, "2026-03-27 14:00"),
        (1, time(9), "2026-03-29 07:00"),
        (0, time(9), "2026-03-28 08:00"),
        (1, time(2, 30), "2026-03-29 01:00"),
    ],
)
def test_days_are_not_24_hours(days: int, at: time | None, expected: str) -> None:
    """So many days from 15:00 in Berlin before the clocks change it is 15:00 again, or the hour that was asked for."""
    assert after_days(utc("2026-03-28 14:00"), days, "Europe/Berlin", at) == utc(expected)


def test_no_days_later_is_now() -> None:
    """Nothing moves when no days pass, not even in the second of two autumn hours."""
    second_half_past_two = utc("2026-10-25 01:30")
    assert after_days(second_half_past_two, 0, "Europe/Berlin") == second_half_past_two
    assert add_working_days(second_half_past_two, 0, "Europe/Berlin") == second_half_past_two


@given(somewhere(), st.integers(-400, 400))
def test_a_day_later_shows_the_same_clock(place: tuple[str, datetime], days: int) -> None:
    """The clock shows the same time on the day asked for, or the first one after it."""
    zone, instant = place
    shown, later = wall(instant, zone), after_days(instant, days, zone)
    assert wall(later, zone) >= shown + DAY * days
    assert wall(later, zone) == shown + DAY * days or wall(later - MINUTE, zone) < shown + DAY * days


@pytest.mark.parametrize("name", ["", "Europe", "Nowhere/City", "../Europe/Berlin", "/etc/hosts", "\0", "a" * 5000])
def test_what_is_no_zone_is_said_so(name: str) -> None:
    """A name that is no zone is refused, even where it is a folder or could not be a file."""
    assert not is_zone(name)
    with pytest.raises(ValueError, match="time zone"):
        Term(name)


def test_an_unknown_zone_is_loud() -> None:
    """A zone nobody knows is an error, never UTC."""
    with pytest.raises(ZoneInfoNotFoundError):
        local(utc("2026-06-01 09:00"), "Nowhere/City")
