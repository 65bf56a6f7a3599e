"""Working days, weekends, blackouts and program weeks, also where a day is skipped."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import (
    WEEKEND,
    Hours,
    Span,
    Term,
    add_working_days,
    instant_of,
    is_quiet,
    is_working_day,
    joined,
    local,
    next_working_moment,
    program_week,
)
from tests.odd_clocks import (
    DAY,
    MINUTE,
    NIGHT,
    ODD_ZONES,
    WEEK,
    changes,
    hours,
    rests,
    somewhere,
    utc,
    wall,
    weekends,
)


def test_the_weekend_is_where_the_receiver_is() -> None:
    """While Berlin has Friday evening it is Saturday in Auckland, and a program can have another weekend."""
    friday_evening, always_awake = utc("2026-06-05 18:00"), Hours(time(0), time(0))
    assert next_working_moment(friday_evening, "Europe/Berlin", always_awake) == friday_evening
    assert next_working_moment(friday_evening, "Pacific/Auckland", always_awake) > friday_evening
    assert next_working_moment(friday_evening, "Africa/Cairo", always_awake, weekend={4, 5}) > friday_evening


@given(st.data(), somewhere(), hours, weekends)
def test_a_working_moment_is_awake_on_a_working_day(
    data: st.DataObject, place: tuple[str, datetime], quiet: Hours, weekend: frozenset[int]
) -> None:
    """The answer is awake, on a working day, not earlier than asked, and is its own answer."""
    zone, instant = place
    blackout = data.draw(rests(instant))
    moment = next_working_moment(instant, zone, quiet, weekend, blackout)
    assert moment >= instant
    assert not is_quiet(moment, zone, quiet)
    assert local(moment, zone).weekday() not in weekend
    assert not any(local(moment, zone).date() in span for span in blackout)
    assert next_working_moment(moment, zone, quiet, weekend, blackout) == moment


@given(st.data(), somewhere(), weekends)
def test_no_working_moment_is_missed(data: st.DataObject, place: tuple[str, datetime], weekend: frozenset[int]) -> None:
    """No quarter of an hour between the question and the answer was awake and on a working day."""
    zone, instant = place
    blackout = data.draw(rests(instant))
    moment = next_working_moment(instant, zone, NIGHT, weekend, blackout)
    for step in range(min((moment - instant) // (15 * MINUTE), 1500)):
        passed = instant + step * 15 * MINUTE
        assert is_quiet(passed, zone, NIGHT) or not is_working_day(local(passed, zone).date(), weekend, blackout)


def test_a_letter_of_friday_night_waits_for_the_first_morning_after_the_break() -> None:
    """Weekend, blackout and night are passed over together."""
    exams = (Span(date(2026, 6, 8), date(2026, 6, 9)), Span(date(2026, 6, 10), date(2026, 6, 10)))
    friday_night = utc("2026-06-05 21:30")
    assert next_working_moment(friday_night, "Europe/Berlin", NIGHT) == utc("2026-06-08 06:00")
    assert next_working_moment(friday_night, "Europe/Berlin", NIGHT, blackout=exams) == utc("2026-06-11 06:00")


def test_a_day_that_begins_twice_is_not_looked_for_in_the_past() -> None:
    """In Newfoundland Sunday lasted a minute before it was Saturday again for an hour: the next Sunday counts."""
    always_awake, saturday_again = Hours(time(0), time(0)), utc("2005-10-30 03:00")
    assert wall(saturday_again, "America/St_Johns").isoformat() == "2005-10-29T23:30:00"
    assert next_working_moment(saturday_again, "America/St_Johns", always_awake, {4, 5}) == utc("2005-10-30 03:30")


@pytest.mark.parametrize(
    ("zone", "start", "days", "expected"),
    [
        ("Europe/Berlin", "2026-06-04 13:00", 1, "2026-06-05 13:00"),
        ("Europe/Berlin", "2026-06-05 13:00", 1, "2026-06-08 13:00"),  # Friday, so Monday
        ("Europe/Berlin", "2026-06-06 13:00", 1, "2026-06-08 13:00"),  # Saturday, so Monday as well
        ("Europe/Berlin", "2026-06-04 13:00", 5, "2026-06-11 13:00"),
        ("Europe/Berlin", "2026-10-23 13:00", 1, "2026-10-26 14:00"),  # the clocks were put back between
        ("Europe/Berlin", "2026-06-06 13:00", 0, "2026-06-06 13:00"),
        ("Pacific/Apia", "2011-12-29 20:00", 1, "2012-01-01 20:00"),  # Thursday to Monday: that Friday never was
        ("Pacific/Apia", "2011-12-29 20:00", 2, "2012-01-02 20:00"),
        ("Asia/Pyongyang", "2018-05-03 15:15", 1, "2018-05-07 14:45"),  # no 23:45 on that Friday
    ],
)
def test_working_days_keep_the_local_time(zone: str, start: str, days: int, expected: str) -> None:
    """So many working days later it is the same time on the wall, and no weekend or skipped day was counted."""
    assert add_working_days(utc(start), days, zone) == utc(expected)


@given(st.data(), somewhere(), st.integers(1, 12), weekends)
def test_only_working_days_are_counted(
    data: st.DataObject, place: tuple[str, datetime], days: int, weekend: frozenset[int]
) -> None:
    """The answer is the so-manieth working day on which that time exists."""
    zone, instant = place
    blackout = data.draw(rests(instant))
    start, end = local(instant, zone), local(add_working_days(instant, days, zone, weekend, blackout), zone)
    later = [start.date() + DAY * ahead for ahead in range(1, (end.date() - start.date()).days + 1)]
    working = [day for day in later if is_working_day(day, weekend, blackout)]
    reached = [day for day in working if local(instant_of(day, start.time(), zone), zone).date() == day]
    assert len(reached) == days
    assert reached[-1] == end.date()
    assert end.astimezone(UTC) == instant_of(end.date(), start.time(), zone)


TERM = Term("Europe/Berlin", starts=date(2026, 10, 7), ends=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 10, 6), None),
        (date(2026, 10, 7), 1),
        (date(2026, 10, 13), 1),
        (date(2026, 10, 14), 2),
        (date(2026, 12, 1), 8),
        (date(2026, 12, 2), None),
    ],
)
def test_program_weeks_begin_with_the_first_day(day: date, week: int | None) -> None:
    """Week 1 is the first seven days; before the first and after the last day there is none."""
    assert program_week(day, TERM) == week


def test_a_program_without_a_start_has_no_weeks() -> None:
    """Only a start makes weeks; without an end they go on."""
    assert program_week(date(2026, 10, 7), Term("UTC")) is None
    assert program_week(date(2036, 10, 1), Term("UTC", starts=date(2026, 10, 7))) == 522


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: local(datetime(2026, 6, 1), "UTC"), "needs a time zone"),  # noqa: DTZ001
        (lambda: instant_of(date(2026, 6, 1), time(9, tzinfo=UTC), "UTC"), "no zone of its own"),
        (lambda: Hours(time(9, tzinfo=UTC)), "no zone of their own"),
        (lambda: Span(date(2026, 6, 2), date(2026, 6, 1)), "before it begins"),
        (lambda: Term("UTC", date(2026, 6, 2), date(2026, 6, 1)), "before it starts"),
        (lambda: Term("UTC", weekend=frozenset(range(7))), "one working day"),
        (lambda: Term("UTC", weekend=frozenset({7})), "days 0 to 6"),
        (lambda: add_working_days(utc("2026-06-01 09:00"), -1, "UTC"), "forwards"),
        (lambda: add_working_days(utc("2026-06-01 09:00"), 1, "UTC", set(range(7))), "no working day"),
        (lambda: next_working_moment(utc("2026-06-06 09:00"), "UTC", NIGHT, set(range(7))), "no working day"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: Callable[[], object], sentence: str) -> None:
    """A naive instant, a calendar turned around or a week without a working day is an error, never a guess."""
    with pytest.raises(ValueError, match=sentence):
        wrong()


@pytest.mark.timeout(20)
def test_nothing_runs_on() -> None:
    """Long blackouts, one working day a week and years of days end in time, at every clock change of the odd zones."""
    decades = (
        Span(date(2026, 1, 1), date(2326, 1, 1)),
        *(Span(date(2326, 1, day), date(2326, 1, day)) for day in (2, 3)),
    )
    most = frozenset(range(6))
    assert next_working_moment(utc("2026-06-01 09:00"), "UTC", NIGHT, most, decades) == utc("2326-01-10 08:00")
    assert add_working_days(utc("2026-06-01 09:00"), 500, "UTC", most) == utc("2026-06-01 09:00") + 500 * WEEK - DAY
    for zone in ODD_ZONES:
        for change in changes(zone):
            for quiet in (NIGHT, Hours(time(0), time(23, 59)), Hours(time(2, 30), time(2, 29))):
                assert next_working_moment(change, zone, quiet) - change < WEEK


def test_spans_are_joined_where_nothing_is_between_them() -> None:
    """The same days in as few spans as can be; a weekend between two counts only where it is said to."""
    friday, monday = date(2026, 12, 11), date(2026, 12, 14)
    spans = [Span(monday, date(2026, 12, 16)), Span(date(2026, 12, 8), date(2026, 12, 10)), Span(friday, friday)]
    assert joined(spans) == (Span(date(2026, 12, 8), friday), Span(monday, date(2026, 12, 16)))
    assert joined(spans, WEEKEND) == (Span(date(2026, 12, 8), date(2026, 12, 16)),)
    inner = Span(date(2026, 12, 9), date(2026, 12, 9))
    assert joined([spans[1], inner]) == (spans[1],)
    apart = Span(date(2026, 12, 8), date(2026, 12, 9)), Span(friday, monday)
    assert joined(apart, WEEKEND) == apart
    assert joined([]) == ()
