"""Finding a time for two people over four weeks."""

import time
from datetime import UTC, datetime, timedelta

from benchmarks.table import Figure, median, quantile
from bot.free_parts import PARTS
from bot.times_for_two import Free, times_for_two

LOOKS, WARM = 1000, 50
START = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)
"""Both zones change their clocks within the four weeks from then on, on two days."""
TAKEN = 8
"""Talks that each of the two has already."""


def measure() -> list[Figure]:
    figures = []
    for name, parts in (("nothing named", frozenset[str]()), ("the whole week named", frozenset(PARTS))):
        one, other = Free("Europe/Berlin", parts, _taken(9)), Free("America/New_York", parts, _taken(15))
        costs = []
        for look in range(WARM + LOOKS):
            now = START + timedelta(minutes=look)
            before = time.process_time()
            times_for_two(one, other, now)
            costs.append((time.process_time() - before) * 1000)
        costs = costs[WARM:]
        figures += [
            Figure(f"a time for two, {name}", median(costs), "ms CPU", aim="under 1 ms", met=median(costs) < 1),
            Figure(f"a time for two, {name}, 99th percentile", quantile(costs, 0.99), "ms CPU"),
        ]
    return figures


def _taken(hour: int) -> list[tuple[datetime, datetime]]:
    starts = (START.replace(hour=hour, minute=0) + timedelta(days=2 * number) for number in range(1, TAKEN + 1))
    return [(start, start + timedelta(minutes=30)) for start in starts]
