"""What one press costs in the engine, and what the same statements cost in plain sqlite3."""

import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Self, TypeAlias

import sqlalchemy as sa

from benchmarks import stage
from benchmarks.table import Figure, median
from storage.database import Database

PRESSES, ROUNDS, WARM = 300, 7, 60
Sent: TypeAlias = tuple[str, object]
"""A statement and its values, or a list of them."""


def engine_alone(folder: Path) -> list[Figure]:
    """CPU of a press through the engine, to that of the same statements in plain sqlite3."""
    made = stage.make(folder)
    statements = _statements(made)
    ours, plain = [], []
    for round_ in range(ROUNDS):
        ours.append(_engine(made, round_))
        plain.append(_plain(folder / "measured.db", statements, round_))
    made.database.close()
    ratio = median([a / b for a, b in zip(ours, plain, strict=True)])
    return [
        Figure("press: the same statements in plain sqlite3", median(plain), "ms CPU"),
        Figure("press: engine alone", median(ours), "ms CPU", ratio, "plain sqlite3", "at most 20", ratio <= 20),
    ]


def _engine(made: stage.Stage, round_: int) -> float:
    return _cpu(lambda number: made.engine.handle(made.incoming(f"e{round_}-{number}"), stage.NOW))


def _cpu(press: Callable[[int], object]) -> float:
    """Milliseconds of CPU for one press."""
    for number in range(WARM):
        press(-1 - number)
    begun = time.process_time()
    for number in range(PRESSES):
        press(number)
    return (time.process_time() - begun) / PRESSES * 1000


def _statements(made: stage.Stage) -> list[Sent]:
    """What a press sends to the database, as it is sent."""

    def connect(_dialect: object, _record: object, path: list[str], options: dict[str, Any]) -> sqlite3.Connection:
        return sqlite3.connect(path[0], **options, factory=_Noting)

    made.engine.database = Database(made.database.url.render_as_string(), [stage.SECRET], alone=False)
    sa.event.listen(made.engine.database.engine, "do_connect", connect)
    made.engine.handle(made.incoming("seen-0"), stage.NOW)
    _Noting.sent.clear()
    made.engine.handle(made.incoming("seen-1"), stage.NOW)
    made.engine.database.close()
    made.engine.database = made.database
    return [one for one in _Noting.sent if not one[0].startswith("BEGIN")]


class _Noting(sqlite3.Connection):
    """Notes what is sent through it, by a cursor or without one."""

    sent: ClassVar[list[Sent]] = []

    def execute(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
        return _NotingCursor(self).execute(statement, parameters)

    def executemany(self, statement: str, rows: Any, /) -> sqlite3.Cursor:
        return _NotingCursor(self).executemany(statement, rows)

    def cursor(self, _factory: Any = None) -> Any:
        return super().cursor(_NotingCursor)


class _NotingCursor(sqlite3.Cursor):
    def execute(self, statement: str, parameters: Any = (), /) -> Self:
        _Noting.sent.append((statement, tuple(parameters)))
        return super().execute(statement, parameters)

    def executemany(self, statement: str, rows: Any, /) -> Self:
        _Noting.sent.append((statement, [tuple(row) for row in rows]))
        return super().executemany(statement, rows)


def _plain(path: Path, statements: list[Sent], round_: int) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=NORMAL")

    def press(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for statement, parameters in statements:
            if isinstance(parameters, list):
                connection.executemany(
                    statement, [_fresh(row, f"p{round_}-{number}-{n}") for n, row in enumerate(parameters)]
                )
            elif statement.startswith("INSERT"):
                connection.execute(statement, _fresh(parameters, f"p{round_}-{number}")).fetchall()
            else:
                connection.execute(statement, parameters).fetchall()  # type: ignore[arg-type]  # as SQLAlchemy bound them
        connection.execute("COMMIT")

    cost = _cpu(press)
    connection.close()
    return cost


def _fresh(row: object, key: str) -> tuple[object, ...]:
    """The parameters of an INSERT with another key (which comes first)."""
    assert isinstance(row, tuple)
    return (key, *row[1:])


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        return engine_alone(Path(folder))
