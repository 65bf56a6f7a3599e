"""What a release has sent out stays known: buttons and timers carry names of steps, rows carry statuses."""

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import SQLModel

import flows
from bot.engine import asked, digest
from bot.steps import steps_by_name
from storage import schema
from storage.columns import LockedAnswer

LIST = Path(__file__).with_name("released.txt")
FLOWS = [*flows.FLOWS, digest.flow, asked.flow]


def listed() -> set[str]:
    """What stands in the list, without its headings."""
    return {line for line in LIST.read_text().splitlines() if line and not line.startswith("#")}


def current() -> set[str]:
    """Every step by the name it has now, and every value that a column with named values may hold."""
    return {f"step {step.id}" for flow in FLOWS for step in flow.steps} | set(_statuses())


def _statuses() -> Iterator[str]:
    schema.load_tables()
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, sa.Enum | LockedAnswer):
                yield from (f"status {table.name}.{column.name} {value}" for value in column.type.enums)


def test_whatever_was_released_is_still_known() -> None:
    """A name that a release had is a step's name or its former one, and a status is one that rows may still have."""
    known = set(_statuses()) | {f"step {name}" for name in steps_by_name(FLOWS)}
    gone = sorted(line for line in listed() - known if not line.startswith("was status "))
    assert not gone, "\n".join(
        [
            "Nobody knows these any more, but cards, timers and rows out there may still have them:",
            *gone,
            "A step that was renamed: name the old one in its formerly=(…).",
            "A status that is gone: a migration changes the rows that have it, and its line begins with “was”.",
            "Only what stands below “not released yet” in tests/released.txt may simply be taken out of it.",
        ]
    )


def test_whatever_there_is_is_listed() -> None:
    """A new step or status is in the list, so that nobody can rename it unawares after the next release."""
    new = sorted(current() - listed())
    assert not new, "\n".join(["Add these lines to tests/released.txt, below “not released yet”:", *new])


def test_the_list_says_everything_once() -> None:
    """No line stands twice, and each says what it is."""
    lines = [line for line in LIST.read_text().splitlines() if line and not line.startswith("#")]
    assert sorted(set(lines)) == sorted(lines)
    assert all(line.startswith(("step ", "status ", "was status ")) for line in lines)
