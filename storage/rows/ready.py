"""Statements that are compiled once, and handed to the driver as they are."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import Session

Statement: TypeAlias = (
    "sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]] | sa.Insert | sa.Update | sa.Delete"
)
Values: TypeAlias = Mapping[str, object]
Row: TypeAlias = Sequence[Any]


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

    On SQLite it goes to the driver itself, with what SQLAlchemy worked out for it at its first use: its text, the order
    of its values, how values and columns are turned. On PostgreSQL the way to the server and back takes longer than
    what that spares, so SQLAlchemy is asked, as everywhere else. Nothing is flushed before it.
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

    def _way(self, dialect: Dialect) -> "_AsEver | _Straight":
        """Kept with the dialect, whose keys lock and unlock what is encrypted."""
        known: dict[Ready, _AsEver | _Straight] = dialect.__dict__.setdefault("kith_ready", {})
        found = known.get(self)
        if found is None:
            statement = self._made[dialect.name] if isinstance(self._made, Mapping) else self._made
            found = known[self] = (_Straight if dialect.name == "sqlite" else _AsEver)(statement, dialect)
        return found


class _AsEver:
    """Through SQLAlchemy."""

    def __init__(self, statement: Statement, _dialect: Dialect) -> None:
        self._statement = statement.execution_options(preserve_rowcount=True)

    def all(self, connection: Connection, values: Values) -> Sequence[Row]:
        return connection.execute(self._statement, values).all()

    def run(self, connection: Connection, values: Values) -> int:
        return connection.execute(self._statement, values).rowcount

    def run_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        connection.execute(self._statement, rows)


class _Straight:
    """To the driver of SQLite. What goes wrong there is raised as SQLAlchemy would raise it."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise ValueError(f"a column is not given its value: {compiled}")
        binds = compiled.binds
        if any(bind.expanding and bind.required for bind in binds.values()):
            raise ValueError(f"a list is given as one value, see `is_among`: {compiled}")
        # An `IN` with constants has a place for each of them.
        whole = compiled.construct_expanded_state({name: bind.value for name, bind in binds.items()})
        part_of = {one: name for name, parts in whole.parameter_expansion.items() for one in parts}
        placed = [(name, binds[part_of.get(name, name)]) for name in whole.positiontup or ()]
        self._text = whole.statement
        self._constant = {name: whole.parameters[name] for name, bind in placed if not bind.required}
        self._bound = [(name, bind.type.dialect_impl(dialect).bind_processor(dialect)) for name, bind in placed]
        columns = statement.selected_columns if isinstance(statement, sa.SelectBase) else ()
        turns = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._turned = [(place, turn) for place, turn in enumerate(turns) if turn is not None]

    def all(self, connection: Connection, values: Values) -> Sequence[Row]:
        rows = self._tell(connection, values).fetchall()
        return [self._read(row) for row in rows] if self._turned else rows

    def run(self, connection: Connection, values: Values) -> int:
        return self._tell(connection, values).rowcount

    def run_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        try:
            _driver(connection).executemany(self._text, [self._in_order(row) for row in rows])
        except Exception as error:
            raise self._as_ever(error) from error

    def _tell(self, connection: Connection, values: Values) -> sqlite3.Cursor:
        try:
            return _driver(connection).execute(self._text, self._in_order(values))
        except Exception as error:
            raise self._as_ever(error) from error

    def _as_ever(self, error: Exception) -> Exception:
        """As SQLAlchemy would raise it, without the values."""
        return sa.exc.DBAPIError.instance(self._text, None, error, sqlite3.Error, hide_parameters=True)

    def _in_order(self, values: Values) -> list[Any]:
        known = {**self._constant, **values} if self._constant else values
        return [known[name] if turn is None else turn(known[name]) for name, turn in self._bound]

    def _read(self, row: tuple[Any, ...]) -> Row:
        read = list(row)
        for place, turn in self._turned:
            if (value := read[place]) is not None:
                read[place] = turn(value)
        return read


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)
