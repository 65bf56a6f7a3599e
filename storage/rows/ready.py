"""Statements that are compiled once, and handed to the driver as they are."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import Session

Statement: TypeAlias = (
    "sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]] | sa.Insert | sa.Update | sa.Delete"
)
Values: TypeAlias = Mapping[str, object]
Row: TypeAlias = Sequence[Any]
_Turned: TypeAlias = list[tuple[int, Callable[[Any], Any]]]
"""Places in a row, and what turns what stands there."""
_CURSOR = "kith_cursor"


def given(table: sa.Table, without: tuple[str, ...] = ()) -> "dict[str, sa.BindParameter[Any]]":
    """For an INSERT: each column's value, by its name. What has a default, or may be empty, can be left out."""
    columns = [column for column in table.columns if column.key not in without]
    return {column.key: _value_of(column) for column in columns}


def _value_of(column: "sa.Column[Any]") -> "sa.BindParameter[Any]":
    if column.default is None and not column.nullable:
        return sa.bindparam(column.key)
    default = column.default.arg if isinstance(column.default, sa.ColumnDefault) else None
    return sa.bindparam(column.key, default)


class Ready:
    """A statement that is made once, and given its values by name. It may differ by dialect (by the dialect's name).

    It goes to the driver itself, with what SQLAlchemy worked out for it at its first use: its text, its values, how
    values and columns are turned. Nothing is flushed before it.
    """

    def __init__(self, made: "Statement | Mapping[str, Statement]") -> None:
        self._made = made

    def all(self, session: Session, values: Values) -> Sequence[Row]:
        """The rows, with a value for each column."""
        connection = session.connection()
        return self._way(connection.dialect).all(connection, values)

    def run(self, session: Session, values: Values) -> int:
        """How many rows it changed."""
        connection = session.connection()
        return self._way(connection.dialect).run(connection, values)

    def run_each(self, session: Session, rows: Sequence[Values]) -> None:
        connection = session.connection()
        self._way(connection.dialect).run_each(connection, rows)

    def _way(self, dialect: Dialect) -> "_Straight":
        """Kept with the dialect, whose keys lock and unlock what is encrypted."""
        known: dict[Ready, _Straight] = dialect.__dict__.setdefault("kith_ready", {})
        found = known.get(self)
        if found is None:
            statement = self._made[dialect.name] if isinstance(self._made, Mapping) else self._made
            found = known[self] = (_OnSQLite if dialect.name == "sqlite" else _OnPostgres)(statement, dialect)
        return found


class _Straight(ABC):
    """To the driver. What goes wrong there is raised as SQLAlchemy would raise it."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        # Nobody asks for the number of a new row here.
        compiled = (statement.inline() if isinstance(statement, sa.Insert) else statement).compile(dialect=dialect)
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise ValueError(f"a column is not given its value: {compiled}")
        binds = compiled.binds
        if any(bind.expanding and bind.required for bind in binds.values()):
            raise ValueError(f"a list is given as one value, see `is_among`: {compiled}")
        # An `IN` with constants has a place for each of them.
        whole = compiled.construct_expanded_state({name: bind.value for name, bind in binds.items()})
        part_of = {one: name for name, parts in whole.parameter_expansion.items() for one in parts}
        placed = [(name, binds[part_of.get(name, name)]) for name in whole.positiontup or whole.parameters]
        self._text = whole.statement
        self._constant = {name: whole.parameters[name] for name, bind in placed if not bind.required}
        self._bound = [(name, bind.type.dialect_impl(dialect).bind_processor(dialect)) for name, bind in placed]
        self._types = [one.type.dialect_impl(dialect) for one in _columns(statement)]

    @abstractmethod
    def all(self, connection: Connection, values: Values) -> Sequence[Row]: ...

    @abstractmethod
    def run(self, connection: Connection, values: Values) -> int: ...

    @abstractmethod
    def run_each(self, connection: Connection, rows: Sequence[Values]) -> None: ...

    def _known(self, values: Values) -> Values:
        return {**self._constant, **values} if self._constant else values


class _OnSQLite(_Straight):
    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        super().__init__(statement, dialect)
        self._turned = _turned(one.result_processor(dialect, None) for one in self._types)

    def all(self, connection: Connection, values: Values) -> Sequence[Row]:
        return _read(self._tell(connection, values)[0], self._turned)

    def run(self, connection: Connection, values: Values) -> int:
        return self._tell(connection, values)[1]

    def run_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        try:
            _driver(connection).executemany(self._text, [self._in_order(row) for row in rows])
        except Exception as error:
            raise self._as_ever(error) from error

    def _tell(self, connection: Connection, values: Values) -> tuple[list[Row], int]:
        """The rows that it gives, and how many it changed. It can also go wrong at a later row."""
        try:
            cursor = _driver(connection).execute(self._text, self._in_order(values))
            return cursor.fetchall(), cursor.rowcount
        except Exception as error:
            raise self._as_ever(error) from error

    def _as_ever(self, error: Exception) -> Exception:
        """As SQLAlchemy would raise it, without the values."""
        return sa.exc.DBAPIError.instance(self._text, None, error, sqlite3.Error, hide_parameters=True)

    def _in_order(self, values: Values) -> list[Any]:
        known = self._known(values)
        return [known[name] if turn is None else turn(known[name]) for name, turn in self._bound]


class _OnPostgres(_Straight):
    """Its driver takes values by their names, and says of what type a column is once there is a result."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        super().__init__(statement, dialect)
        self._dialect = dialect
        self._turned: _Turned | None = None

    def all(self, connection: Connection, values: Values) -> Sequence[Row]:
        with self._telling(connection) as cursor:
            rows: Sequence[Row] = cursor.execute(self._text, self._by_name(values)).fetchall()
        if self._turned is None:
            codes = [column[1] for column in cursor.description]
            found = zip(self._types, codes, strict=True)
            self._turned = _turned(one.result_processor(self._dialect, code) for one, code in found)
        return _read(rows, self._turned)

    def run(self, connection: Connection, values: Values) -> int:
        with self._telling(connection) as cursor:
            changed: int = cursor.execute(self._text, self._by_name(values)).rowcount
        return changed

    def run_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        with self._telling(connection) as cursor:
            cursor.executemany(self._text, [self._by_name(row) for row in rows])

    @contextmanager
    def _telling(self, connection: Connection) -> Iterator[Any]:
        """With the connection's one cursor; to make one takes as long as asking. Where the server has gone, SQLAlchemy
        gives the connection up, as it would if it had asked itself."""
        pooled = connection.connection
        cursor = pooled.info.get(_CURSOR)
        if cursor is None:
            cursor = pooled.info[_CURSOR] = pooled.cursor()
        try:
            yield cursor
        except Exception as error:  # noqa: BLE001  # it is raised again, as SQLAlchemy's
            connection._handle_dbapi_exception(error, self._text, None, None, None)  # noqa: SLF001  # it has no other name

    def _by_name(self, values: Values) -> dict[str, Any]:
        known = self._known(values)
        return {name: known[name] if turn is None else turn(known[name]) for name, turn in self._bound}


def _columns(statement: Statement) -> "Iterable[sa.ColumnElement[Any]]":
    """Of its rows; none where it gives none."""
    return statement.selected_columns if isinstance(statement, sa.SelectBase) else statement.exported_columns


def _turned(turns: "Iterable[Callable[[Any], Any] | None]") -> "_Turned":
    return [(place, turn) for place, turn in enumerate(turns) if turn is not None]


def _read(rows: Sequence[Row], turned: "_Turned") -> Sequence[Row]:
    """The rows, with what stands in these places turned."""
    if not turned:
        return rows
    read = [list(row) for row in rows]
    for row in read:
        for place, turn in turned:
            if (value := row[place]) is not None:
                row[place] = turn(value)
    return read


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)
