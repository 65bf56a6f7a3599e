"""When two people in two zones are both free, from the parts of the week each of them ticked."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from types import MappingProxyType

from bot.calendar import instant_of

WEEKDAYS: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_PARTS = MappingProxyType(
    {"morning": (time(8), time(12)), "afternoon": (time(12), time(17)), "evening": (time(17), time(21))}
)
PARTS: tuple[str, ...] = tuple(f"{weekday}_{part}" for weekday in WEEKDAYS for part in DAY_PARTS)

HOUR = 3600


@dataclass(frozen=True)
class Shared:
    """What two people have in common: hours a week, and the first one's parts with at least an hour of it, in order."""

    hours: float
    parts: tuple[str, ...]


def shared_parts(free_a: Set[str], zone_a: str, free_b: Set[str], zone_b: str, on: date) -> Shared:
    """The free time both have in the first one's week, Monday to Sunday, that holds the day `on`.

    Every common minute of that very week counts, so the answer changes when a clock is changed. ValueError if
    something ticked is not one of `PARTS`.
    """
    unknown = (free_a | free_b) - set(PARTS)
    if unknown:
        raise ValueError(f"No such part of the week: {', '.join(sorted(unknown))}")
    monday = on - timedelta(days=on.weekday())
    # The other's clock may be 26 hours away, so the neighbouring days of their week can fall into this one.
    theirs = [stretch[1:] for stretch in _stretches(zone_b, monday, -1, 8) if stretch[0] in free_b]
    total, parts = 0, []
    for part, start, end in _stretches(zone_a, monday, 0, 7):
        if part in free_a:
            common = sum(max(0, min(end, until) - max(start, since)) for since, until in theirs)
            total += common
            if common >= HOUR:
                parts.append(part)
    return Shared(hours=total / HOUR, parts=tuple(parts))


@lru_cache(maxsize=1024)
def _stretches(zone: str, monday: date, first: int, stop: int) -> tuple[tuple[str, int, int], ...]:
    """The parts of the days from `first` up to `stop`, counted from Monday, each with its two ends in Unix seconds."""
    return tuple(
        (
            f"{WEEKDAYS[ahead % 7]}_{part}",
            int(instant_of(monday + timedelta(ahead), since, zone).timestamp()),
            int(instant_of(monday + timedelta(ahead), until, zone).timestamp()),
        )
        for ahead in range(first, stop)
        for part, (since, until) in DAY_PARTS.items()
    )
