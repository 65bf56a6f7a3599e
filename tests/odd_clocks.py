"""Zones whose clocks are changed in odd ways, and instants close to those changes, for property tests."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from bot.calendar import Hours, Span, local

# Half-hour steps, jumps at or over midnight, skipped days, three-hour jumps, winter as the changed time.
ODD_ZONES = (
    "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Kwajalein", "Pacific/Kiritimati",
    "Asia/Pyongyang", "America/St_Johns", "America/Havana", "America/Sao_Paulo", "America/Asuncion",
    "Africa/Casablanca", "Europe/Dublin", "Antarctica/Troll", "Antarctica/Casey", "America/Caracas",
    "Atlantic/Azores", "America/Nuuk", "Pacific/Chatham", "Europe/Berlin", "America/New_York",
)  # fmt: skip
EVERY_ZONE = tuple(sorted(available_timezones()))
MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(days=7)
NIGHT = Hours()

zones = st.sampled_from(ODD_ZONES + EVERY_ZONE) | st.sampled_from(ODD_ZONES)
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
hours = st.just(NIGHT) | st.builds(Hours, minutes, minutes)
weekends = st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset[int](), frozenset({0, 1, 2, 3, 5, 6})])


@cache
def changes(zone: str) -> list[datetime]:
    """The UTC noons from 1990 to 2040 after which the offset of the zone changed within a day."""
    noons = [datetime(1990, 1, 1, 12, tzinfo=UTC) + DAY * passed for passed in range(51 * 365)]
    offsets = [noon.astimezone(ZoneInfo(zone)).utcoffset() for noon in noons]
    return [noon for noon, old, new in zip(noons, offsets, offsets[1:], strict=False) if old != new]


@st.composite
def somewhere(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone and a whole minute there between 1990 and 2040, more often than not close to a change of its clocks."""
    zone = draw(zones)
    near = changes(zone)
    close = draw(st.integers(0, 3)) > 0
    if near and close:
        return zone, draw(st.sampled_from(near)) + MINUTE * draw(st.integers(-36 * 60, 48 * 60))
    return zone, datetime(1990, 1, 1, tzinfo=UTC) + MINUTE * draw(st.integers(0, 51 * 365 * 1440))


@st.composite
def rests(draw: st.DrawFn, around: datetime) -> tuple[Span, ...]:
    """A few blackouts that begin shortly before or after an instant."""
    spans = draw(st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 30)), max_size=4))
    return tuple(Span(around.date() + DAY * start, around.date() + DAY * (start + length)) for start, length in spans)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(instant: datetime, zone: str) -> datetime:
    return local(instant, zone).replace(tzinfo=None)
