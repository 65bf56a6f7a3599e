"""When two people in two zones could talk: free for both, awake where they live, and not on days off."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from bot import calendar
from bot.calendar import ONE_DAY, WEEKEND, Hours, Span
from bot.free_parts import DAY_PARTS, WEEKDAYS

AHEAD = timedelta(weeks=4)
"""How far ahead a time is looked for."""
NOTICE = timedelta(hours=12)
"""How much sooner than the talk a time is named at least, so that the other one can answer."""
HALF_HOUR, DAY = 30, 24 * 60
"""In minutes."""
SECONDS = 60
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Free:
    """When one of the two has time: the parts of the week they named (`PARTS`; none: the waking hours of every working
    day), and what is `taken` already, each with its start and its end."""

    zone: str
    parts: Set[str] = frozenset()
    taken: Sequence[tuple[datetime, datetime]] = ()


class _Stretch(NamedTuple):
    """A part of one day in Unix seconds; `minute` is what the clock shows at its start, in minutes since midnight."""

    since: int
    until: int
    day: int
    part: int
    minute: int


class _Both(NamedTuple):
    """A stretch in which both are free. A talk that begins in it has to be over at `end`, when one of them is not any
    more. The day and the part are the first one's."""

    since: int
    until: int
    end: int
    one: _Stretch
    other: _Stretch


def times_for_two(
    one: Free,
    other: Free,
    now: datetime,
    *,
    length: timedelta = timedelta(minutes=30),
    most: int = 3,
    hours: Hours = Hours(),  # noqa: B008  # frozen
    rests: Sequence[Span] = (),
    weekend: Set[int] = WEEKEND,
) -> list[datetime]:
    """At most so many moments at which a talk could begin, the one to name first at the front: soon, on different days
    and in different parts of the day as the first of the two knows them. Within a part it is a full hour, and neither
    very early or late nor at noon, where that can be.

    The whole talk lies in time that both have. Quiet hours and days off count where each of them is; a weekend counts
    for whoever named a part of it.
    """
    lasts = int(length.total_seconds())
    earliest, latest = int((now + NOTICE).timestamp()), int((now + AHEAD).timestamp())
    taken = [(int(a.timestamp()), int(b.timestamp())) for person in (one, other) for a, b in person.taken]
    best: dict[tuple[int, int], tuple[int, int]] = {}
    common = _common(_stretches(one, now, hours, rests, weekend), _stretches(other, now, hours, rests, weekend))
    for both in common:
        found = _best_start(both, lasts, earliest, latest, taken)
        group = both.one.day, both.one.part
        if found is not None and (group not in best or found < best[group]):
            best[group] = found
    starts = {group: start for group, (_penalty, start) in best.items()}
    return [datetime.fromtimestamp(start, UTC) for start in _spread(starts, most)]


# --- when somebody is free -------------------------------------------------------------------------------------------


def _stretches(free: Free, now: datetime, hours: Hours, rests: Sequence[Span], weekend: Set[int]) -> Iterator[_Stretch]:
    """In order, from the first one's day of now until the last day that a talk can be on."""
    week = [_of_weekday(number, free.parts, hours, weekend) for number in range(7)]
    today = calendar.local(now, free.zone).date()
    for ahead in range(AHEAD // ONE_DAY + 1):
        day = today + timedelta(ahead)
        if not any(day in span for span in rests):
            yield from _of_day(day, week[day.weekday()], free.zone)


def _of_weekday(number: int, parts: Set[str], hours: Hours, weekend: Set[int]) -> list[tuple[int, int, int]]:
    """Part of the day, first and last minute."""
    found = []
    for part, (name, (since, until)) in enumerate(DAY_PARTS.items()):
        if parts:
            named = [(_minutes(since), _minutes(until))] if f"{WEEKDAYS[number]}_{name}" in parts else []
        else:
            named = [] if number in weekend else [_ordinary(part, hours)]
        for first, last in named:
            for awake, asleep in _waking(hours):
                if max(first, awake) < min(last, asleep):
                    found.append((part, max(first, awake), min(last, asleep)))
    return sorted(found, key=lambda one: one[1])


def _ordinary(part: int, hours: Hours) -> tuple[int, int]:
    """A part of the day, for somebody who named none: the first and the last reach to the edges of the night. Where it
    is never night, only what people would name is asked of them."""
    bounds = [(_minutes(since), _minutes(until)) for since, until in DAY_PARTS.values()]
    first, last = bounds[part]
    if hours.quiet_from == hours.quiet_until:
        return first, last
    return (0 if part == 0 else first), (DAY if part == len(bounds) - 1 else last)


def _waking(hours: Hours) -> list[tuple[int, int]]:
    quiet_from, quiet_until = _minutes(hours.quiet_from), _minutes(hours.quiet_until)
    if quiet_from == quiet_until:
        return [(0, DAY)]
    return [(0, quiet_from), (quiet_until, DAY)] if quiet_from < quiet_until else [(quiet_until, quiet_from)]


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _of_day(day: date, parts: Sequence[tuple[int, int, int]], zone: str) -> Iterator[_Stretch]:
    number, offset = day.toordinal(), calendar.offset_on(day, zone)
    if offset is not None:
        midnight = (number - _EPOCH) * DAY * SECONDS - int(offset.total_seconds())
        for part, first, last in parts:
            yield _Stretch(midnight + first * SECONDS, midnight + last * SECONDS, number, part, first)
        return
    # The clock is changed on that day: of a time that comes twice, what lies between the two is left out.
    for part, first, last in parts:
        since = int(calendar.last_instant_of(day, time(first // 60, first % 60), zone).timestamp())
        end = (day + ONE_DAY, time.min) if last == DAY else (day, time(last // 60, last % 60))
        until = int(calendar.instant_of(*end, zone).timestamp())
        if since < until:
            yield _Stretch(since, until, number, part, first)


# --- when both are ---------------------------------------------------------------------------------------------------


def _common(ones: Iterator[_Stretch], others: Iterator[_Stretch]) -> list[_Both]:
    """What two lists have in common, in order."""
    found: list[tuple[int, int, _Stretch, _Stretch]] = []
    one, other = next(ones, None), next(others, None)
    while one is not None and other is not None:
        since, until = max(one.since, other.since), min(one.until, other.until)
        if since < until:
            found.append((since, until, one, other))
        if one.until <= other.until:
            one = next(ones, None)
        else:
            other = next(others, None)
    ends = [until for _since, until, _one, _other in found]
    for number, (before, after) in reversed(list(enumerate(pairwise(found)))):
        if before[1] == after[0]:
            ends[number] = ends[number + 1]
    return [_Both(since, until, end, a, b) for (since, until, a, b), end in zip(found, ends, strict=True)]


def _best_start(
    both: _Both, lasts: int, earliest: int, latest: int, taken: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """The best moment to begin in that stretch, behind how little it suits; None where there is none. It is on the half
    hour of the first one's clock."""
    if both.until <= earliest:
        return None
    found = None
    since, lasts_minutes = max(both.since, earliest), lasts // SECONDS
    near = [(begins, ends) for begins, ends in taken if begins < both.end and both.since < ends]
    minute = both.one.minute + -(-(since - both.one.since) // SECONDS)
    start = both.one.since + (-(-minute // HALF_HOUR) * HALF_HOUR - both.one.minute) * SECONDS
    for moment in range(start, min(both.until, both.end - lasts + 1, latest + 1), HALF_HOUR * SECONDS):
        if near and any(begins < moment + lasts and moment < ends for begins, ends in near):
            continue
        here = both.one.minute + (moment - both.one.since) // SECONDS
        there = both.other.minute + (moment - both.other.since) // SECONDS
        penalty = _hardship(here, lasts_minutes) + _hardship(there, lasts_minutes) + bool(here % 60)
        if found is None or penalty < found[0]:
            found = penalty, moment
            if not penalty:
                break
    return found


EARLY, NOON, AFTER_NOON, LATE = 9 * 60, 12 * 60, 13 * 60, 20 * 60 + 30


def _hardship(minute: int, lasts: int) -> int:
    """How little a talk at that time of day suits somebody who could have it."""
    end = minute + lasts
    return 2 * (minute < EARLY) + 2 * (end > LATE) + (minute < AFTER_NOON and end > NOON)


SAME_DAY, SAME_PART = 4, 2
"""For how many days' wait a time on another day, and in another part of the day, is worth it."""


def _spread(starts: dict[tuple[int, int], int], most: int) -> list[int]:
    """One after the other the soonest that is not too much like those before it. `starts`: by day and part."""
    left, found = dict(starts), list[int]()
    days, parts = Counter[int](), Counter[int]()

    def wait(group: tuple[int, int]) -> tuple[int, int]:
        day, part = group
        return day + SAME_DAY * days[day] + SAME_PART * parts[part], left[group]

    while left and len(found) < most:
        group = min(left, key=wait)
        found.append(left.pop(group))
        days[group[0]] += 1
        parts[group[1]] += 1
    return found
