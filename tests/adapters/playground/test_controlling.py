"""When a fresh playground begins, and how its clock is pushed."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from adapters.playground.controlling import by_day
from adapters.playground.people import People
from storage import playground as rows
from tests.adapters.playground.test_people import act
from tests.adapters.playground.trial import Trial


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-09-07T17:20", "2026-09-07T17:20"),  # a Monday, 13:20 in Toronto
        ("2026-09-07T08:00", "2026-09-07T14:00"),
        ("2026-09-07T23:00", "2026-09-08T14:00"),
        ("2026-09-10T21:00", "2026-09-14T14:00"),  # a Thursday evening
        ("2026-11-22T02:00", "2026-11-23T15:00"),  # a Saturday night there; clocks were set back
    ],
)
def test_it_begins_by_day(now: str, begins: str) -> None:
    """Between Monday and Thursday, 10 and 16 o'clock, where the demo program is, and never before now."""
    found = by_day(datetime.fromisoformat(now).replace(tzinfo=UTC), "America/Toronto")
    assert found == datetime.fromisoformat(begins).replace(tzinfo=UTC)


async def test_two_pushes_at_once_add_up(trial: Trial) -> None:
    """A push that comes while the clock moves pushes it on from where it arrives."""
    before = trial.controls.now()
    await asyncio.gather(*(trial.controls.move(timedelta(days=1)) for _push in range(2)))
    assert trial.controls.now() - before >= timedelta(days=2)


async def test_whoever_starts_over_begins_anew(trial: Trial) -> None:
    """A push that is still under way does not go on in the new playground."""
    now = datetime.now(UTC)
    trial.clock.ahead = now.replace(hour=23) + timedelta(days=1) - now  # it is night in Berlin
    said = act("say", conversation=rows.direct("ada"), text="/mentor whisper Lin")
    await People(trial.adapter).say("ada", said)
    await asyncio.gather(trial.controls.move(timedelta(days=7)), trial.controls.start_over())
    assert trial.clock.ahead == timedelta()
