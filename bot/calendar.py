"""Local times, quiet hours, working days and program weeks.

Everything here is a pure function of its arguments. An *instant* is an aware datetime; what comes back is UTC. A *zone*
is an IANA name such as "Europe/Berlin". A naive instant raises ValueError, an unknown zone ZoneInfoNotFoundError.

Sums are done on dates or in UTC, never on local datetimes: between two datetimes of one zone Python subtracts and
compares wall clocks and forgets that the clock was moved.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

WEEKEND: frozenset[int] = frozenset({5, 6})  # Saturday and Sunday, as date.weekday() counts them
WHOLE_WEEK: frozenset[int] = frozenset(range(7))
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("A span of days cannot end before it begins.")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def spans_of(kept: str) -> tuple[Span, ...]:
    """Spans as a row keeps them (`kept`); none for an empty text."""
    ends = (one.split("/") for one in kept.split())
    return tuple(Span(date.fromisoformat(first), date.fromisoformat(last)) for first, last in ends)


def kept(spans: Iterable[Span]) -> str:
    """Spans in the way in which a row keeps them."""
    return " ".join(f"{span.first}/{span.last}" for span in spans)


def joined(spans: Iterable[Span], weekend: Set[int] = frozenset()) -> tuple[Span, ...]:
    """The same days in order and in as few spans as can be. Two with nothing but the weekend between them are one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: one.first):
        if found and span.first <= next(_working_days(found[-1].last, weekend, ())):
            found[-1] = Span(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return tuple(found)


@dataclass(frozen=True)
class Hours:
    """The part of the local day in which nobody is written to, `quiet_until` itself not included.

    It may pass midnight or not; two equal ends mean that it is never quiet.
    """

    quiet_from: time = time(21)
    quiet_until: time = time(8)

    def __post_init__(self) -> None:
        if self.quiet_from.tzinfo or self.quiet_until.tzinfo:
            raise ValueError("Quiet hours are local times and carry no zone of their own.")


@dataclass(frozen=True)
class Term:
    """A program's calendar: its own zone, its first and last day (both included), and when it rests."""

    zone: str
    starts: date | None = None
    ends: date | None = None
    blackout: tuple[Span, ...] = ()
    hours: Hours = field(default_factory=Hours)
    weekend: frozenset[int] = WEEKEND

    def __post_init__(self) -> None:
        if not is_zone(self.zone):
            raise ValueError("A program needs a time zone such as Europe/Berlin.")
        if self.starts and self.ends and self.ends < self.starts:
            raise ValueError("A program cannot end before it starts.")
        if not self.weekend < WHOLE_WEEK:
            raise ValueError("A weekend is made of days 0 to 6 and leaves at least one working day.")


def is_zone(name: str) -> bool:
    """Whether this machine knows a time zone of that name."""
    try:
        _rules(name)
    except (KeyError, ValueError, OSError):  # unknown; not a name at all; a folder such as "Europe"
        return False
    return True


def local(instant: datetime, zone: str) -> datetime:
    """The instant as the clocks of the zone show it, for reading and showing."""
    return _utc(instant).astimezone(_rules(zone))


def instant_of(day: date, at: time, zone: str) -> datetime:
    """The first instant at which the clocks of the zone have reached that day and time.

    A time that is skipped in spring becomes the first minute after the gap; of a time that comes twice in autumn the
    first is taken. `at.fold` makes no difference.
    """
    return _first_and_last(day, at, zone)[0]


def last_instant_of(day: date, at: time, zone: str) -> datetime:
    """The same, but of a time that comes twice in autumn the second."""
    return _first_and_last(day, at, zone)[1]


@lru_cache(maxsize=4096)  # looking for a time asks for the same four weeks over and over
def offset_on(day: date, zone: str) -> timedelta | None:
    """How far the clocks of the zone are ahead of UTC through that whole day; None where they are changed in it."""
    rules = _rules(zone)
    start = datetime.combine(day, time.min, rules)
    end = start + ONE_DAY  # the wall clock's next midnight, whatever the clocks do until then
    first, *others = (wall.replace(fold=fold).utcoffset() for wall in (start, end) for fold in (0, 1))
    return first if all(other == first for other in others) else None


def after_days(instant: datetime, days: int, zone: str, at: time | None = None) -> datetime:
    """`days` dates later in the zone, at the same wall time or at `at`; negative `days` go back."""
    if days == 0 and at is None:
        return _utc(instant)  # not by way of the wall clock, which would move the second of two autumn hours
    here = local(instant, zone)
    return instant_of(here.date() + timedelta(days), here.time() if at is None else at, zone)


def is_quiet(instant: datetime, zone: str, hours: Hours) -> bool:
    """Whether the clock on the receiver's wall shows a quiet time."""
    start, end, shown = hours.quiet_from, hours.quiet_until, local(instant, zone).time()
    if start <= end:
        return start <= shown < end
    return shown >= start or shown < end


def next_waking(instant: datetime, zone: str, hours: Hours) -> datetime:
    """The instant itself when it is not quiet, else the end of these quiet hours: the receiver's next morning.

    A clock that is put back from quiet into waking time late in the evening does not count as a morning.
    """
    if not is_quiet(instant, zone, hours):
        return _utc(instant)
    today = local(instant, zone).date()
    # The end of quiet hours is never quiet on a day that has it, and no zone has missed more than one day in a row.
    mornings = chain.from_iterable(
        _first_and_last(today + timedelta(ahead), hours.quiet_until, zone) for ahead in range(4)
    )
    return next(morning for morning in mornings if morning > instant and not is_quiet(morning, zone, hours))


def is_working_day(day: date, weekend: Set[int] = WEEKEND, blackout: tuple[Span, ...] = ()) -> bool:
    """Whether the day is neither at the weekend nor blacked out."""
    return day.weekday() not in weekend and not any(day in span for span in blackout)


def next_working_moment(
    instant: datetime,
    zone: str,
    hours: Hours,
    weekend: Set[int] = WEEKEND,
    blackout: tuple[Span, ...] = (),
) -> datetime:
    """The instant itself, or the next one that is awake, not at the weekend and not on a blackout day in the zone.

    ValueError if the weekend leaves no working day.
    """
    waking = next_waking(instant, zone, hours)
    mornings = (
        next_waking(_reaching(day, time.min, zone, waking), zone, hours)
        for day in _working_days(local(waking, zone).date(), weekend, blackout)
    )
    return next(
        moment for moment in chain([waking], mornings) if is_working_day(local(moment, zone).date(), weekend, blackout)
    )


def add_working_days(
    instant: datetime,
    days: int,
    zone: str,
    weekend: Set[int] = WEEKEND,
    blackout: tuple[Span, ...] = (),
) -> datetime:
    """The same local time on the `days`-th working day after the instant's own day; `days` 0 is the instant itself.

    A day on which the zone never reaches that time (Samoa had no 30 December 2011) is not counted. ValueError if
    `days` is negative or the weekend leaves no working day.
    """
    if days < 0:
        raise ValueError("Working days are counted forwards.")
    here, moment = local(instant, zone), _utc(instant)
    later = ((day, instant_of(day, here.time(), zone)) for day in _working_days(here.date(), weekend, blackout))
    reached = (candidate for day, candidate in later if local(candidate, zone).date() == day)
    for _ in range(days):
        moment = next(reached)
    return moment


def program_week(day: date, term: Term) -> int | None:
    """The week of the program, 1 for its first seven days; None before it starts, after it ends, or without a start."""
    if term.starts is None or day < term.starts or (term.ends is not None and day > term.ends):
        return None
    return (day - term.starts).days // 7 + 1


@cache  # ZoneInfo itself keeps eight zones and reads the file of the ninth again, every time
def _rules(zone: str) -> ZoneInfo:
    return ZoneInfo(zone)


def _utc(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("An instant needs a time zone.")
    return instant.astimezone(UTC)


def _first_and_last(day: date, at: time, zone: str) -> tuple[datetime, datetime]:
    """When the clocks of the zone first and last reach that time; both the same but for an hour that comes twice."""
    if at.tzinfo:
        raise ValueError("A local time carries no zone of its own.")
    tz = _rules(zone)
    wall = datetime.combine(day, at, tz)
    first, last = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= last:
        return first, last
    # In a gap `fold` picks the offset before and after it, which puts the two on either side of the jump.
    jump = _jump_between(last, first, tz)
    return jump, jump


def _jump_between(before: datetime, after: datetime, tz: ZoneInfo) -> datetime:
    """The second in which the offset of the zone changes; it is later than `before` and not later than `after`."""
    start = before.replace(microsecond=0)
    old = start.astimezone(tz).utcoffset()
    seconds = range(int((after - start).total_seconds()))
    jump = bisect_left(
        seconds, True, key=lambda passed: (start + timedelta(seconds=passed)).astimezone(tz).utcoffset() != old
    )
    return start + timedelta(seconds=jump)


def _reaching(day: date, at: time, zone: str, since: datetime) -> datetime:
    """When the clocks of the zone reach that time, the second time if the first was before `since`."""
    first, last = _first_and_last(day, at, zone)
    return first if first >= since else last


def _working_days(after: date, weekend: Set[int], blackout: tuple[Span, ...]) -> Iterator[date]:
    """The working days later than `after`, in order and without end; a blackout is stepped over at once."""
    if weekend >= WHOLE_WEEK:
        raise ValueError("The weekend leaves no working day.")
    day = after
    while True:
        day += ONE_DAY
        closed_until = next((span.last for span in blackout if day in span), None)
        if closed_until is not None:
            day = closed_until
        elif day.weekday() not in weekend:
            yield day
