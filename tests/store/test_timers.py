"""Timers: one for each step, record and value; settled exactly once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from storage import outbox
from storage.database import Database
from tests.core.stage import NOON

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.usefixtures("ada")


def wind(database: Database, minutes: float, value: str = "", about: int = 1, step: str = "jar.ring") -> None:
    with database.write() as session:
        outbox.set_timer(session, 1, step, about, value, NOON + minutes * MINUTE)


def due(database: Database, minutes: float, most: int = 50, program: int = 1) -> list[tuple[Any, ...]]:
    with database.read() as session:
        return [tuple(row) for row in outbox.due_timers(session, program, NOON + minutes * MINUTE, most)]


def test_timers_fall_due_in_order(database: Database) -> None:
    """The oldest first, at most so many, of one program, and none before its time."""
    for minutes, value in ((3, "c"), (1, "a"), (2, "b")):
        wind(database, minutes, value)
    assert [row[3] for row in due(database, 2)] == ["a", "b"]
    assert [row[3] for row in due(database, 9, most=2)] == ["a", "b"]
    assert due(database, 9, program=2) == []
    assert due(database, 0.5) == []


def test_setting_again_moves_the_one_timer(database: Database) -> None:
    """The same step, record and value is the same timer, fresh again; another value or record is another one."""
    wind(database, 1)
    number, _step, _about, _value, was, _attempts = due(database, 1)[0]
    with database.write() as session:
        outbox.put_off_timer(session, number, was, NOON + 2 * MINUTE, "RuntimeError")
    assert due(database, 2)[0][5] == 1
    wind(database, 5)
    assert due(database, 4) == []
    assert [(row[0], row[5]) for row in due(database, 5)] == [(number, 0)]
    wind(database, 5, "other")
    wind(database, 5, about=2)
    assert len(due(database, 5)) == 3


def test_removing_takes_that_one_away(database: Database) -> None:
    """Only the timer of that step, record and value."""
    for value in ("", "a"):
        wind(database, 1, value)
    wind(database, 1, step="jar.chime")
    with database.write() as session:
        outbox.remove_timer(session, "jar.ring", 1, "")
        outbox.remove_timer(session, "jar.ring", 7, "")
    assert [(row[1], row[3]) for row in due(database, 1)] == [("jar.ring", "a"), ("jar.chime", "")]


def test_a_timer_is_settled_once(database: Database) -> None:
    """Who settles it second, or knows it at an old time, does not."""
    wind(database, 1)
    number = due(database, 1)[0][0]
    with database.write() as session:
        assert not outbox.settle_timer(session, number, NOON)
        assert outbox.settle_timer(session, number, NOON + MINUTE)
        assert not outbox.settle_timer(session, number, NOON + MINUTE)
    assert due(database, 9) == []


def test_a_settled_timers_number_never_comes_back(database: Database) -> None:
    """A new timer gets a new number, so that the keys of its letters are new."""
    numbers = set()
    for _round in range(3):
        wind(database, 1)
        number = due(database, 1)[0][0]
        numbers.add(number)
        with database.write() as session:
            outbox.settle_timer(session, number, NOON + MINUTE)
    assert len(numbers) == 3


def test_a_timer_that_was_moved_is_not_put_off(database: Database) -> None:
    """After a failed step, a timer that stands at another time by now is left there."""
    wind(database, 1)
    number = due(database, 1)[0][0]
    wind(database, 30)
    with database.write() as session:
        outbox.put_off_timer(session, number, NOON + MINUTE, NOON + 2 * MINUTE, "RuntimeError")
    assert due(database, 29) == []
    assert due(database, 30)[0][5] == 0


def test_two_who_settle_at_once(database: Database) -> None:
    """In real threads exactly one of two settles a timer."""
    wind(database, 1)
    number = due(database, 1)[0][0]
    both = Barrier(2)

    def settle() -> bool:
        both.wait(timeout=20)
        with database.write() as session:
            return outbox.settle_timer(session, number, NOON + MINUTE)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(task.result() for task in [pool.submit(settle), pool.submit(settle)]) == [False, True]


def test_two_who_set_at_once(database: Database) -> None:
    """Set twice at the same moment it is still one timer."""
    both = Barrier(2)

    def set_it(minutes: int) -> None:
        both.wait(timeout=20)
        with database.write() as session:
            outbox.set_timer(session, 1, "jar.ring", 1, "", NOON + minutes * MINUTE)

    with ThreadPoolExecutor(2) as pool:
        for task in [pool.submit(set_it, 1), pool.submit(set_it, 2)]:
            task.result()
    assert len(due(database, 9)) == 1
