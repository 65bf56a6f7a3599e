"""Queries for records, made once."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVarTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, RelationshipDirection, Session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.sql.selectable import FromClause

from storage.rows.ready import Ready, Row, Values

Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class _Part:
    """Where something stands in a row: a column (without a `mapper`), or a record. Where another record names it, `of`
    is the place of that one among the parts, and `name` what it is called there."""

    start: int
    mapper: "Mapper[Any] | None" = None
    names: tuple[str, ...] = ()
    key: int = 0
    of: int | None = None
    name: str = ""


class Lookup(Generic[*Ts]):
    """A query for records, and columns beside them, that is made once. With each record come those that always come
    with it (`lazy="joined"`), and those that it names by `named`.

    How a row becomes records is worked out here, once; SQLAlchemy works it out anew whenever it is asked. What comes of
    it is the same: records of the session, one for each row of the database, changed and saved as all others. One that
    is in hand already stays as it is.
    """

    def __init__(self, query: "sa.Select[*Ts]", *named: str) -> None:
        self._columns: list[sa.ColumnElement[Any]] = []
        self._parts: list[_Part] = []
        self._query = cast("sa.Select[*tuple[Any, ...]]", query)
        wanted = [(part["entity"], part["expr"]) for part in query.column_descriptions]
        self._wanted = [
            self._add_record(sa.inspect(entity), entity.__table__, named) if entity is expr else self._add_column(expr)
            for entity, expr in wanted
        ]
        self._ready = Ready(self._query.with_only_columns(*self._columns))

    def all(self, session: Session, values: Values) -> list[tuple[*Ts]]:
        """For each row what the query is for, in its order. What was changed before is saved first."""
        if session.autoflush:
            session.flush()
        return [self._read(session, row) for row in self._ready.all(session, values)]

    def first(self, session: Session, values: Values) -> tuple[*Ts] | None:
        """The first of the few rows that the query is about."""
        rows = self.all(session, values)
        return rows[0] if rows else None

    # --- made once ---------------------------------------------------------------------------------------------------

    def _add_column(self, column: "sa.ColumnElement[Any]") -> int:
        self._parts.append(_Part(len(self._columns)))
        self._columns.append(column)
        return len(self._parts) - 1

    def _add_record(
        self, mapper: "Mapper[Any]", table: FromClause, named: tuple[str, ...], of: int | None = None, name: str = ""
    ) -> int:
        start, place = len(self._columns), len(self._parts)
        names = tuple(mapper.get_property_by_column(column).key for column in mapper.local_table.columns)
        [key] = mapper.primary_key
        self._columns += table.columns
        self._parts.append(_Part(start, mapper, names, names.index(mapper.get_property_by_column(key).key), of, name))
        for relation in mapper.relationships:
            if relation.key in named or relation.lazy == "joined":
                if relation.direction is not RelationshipDirection.MANYTOONE:
                    raise ValueError(f"{relation}: only one record comes with another one")
                theirs = relation.mapper.local_table.alias()
                on = [table.c[mine.name] == theirs.c[its.name] for mine, its in relation.local_remote_pairs or ()]
                self._query = self._query.outerjoin_from(table, theirs, sa.and_(*on))
                self._add_record(relation.mapper, theirs, (), place, relation.key)
        return place

    # --- at each asking ----------------------------------------------------------------------------------------------

    def _read(self, session: Session, row: Row) -> tuple[*Ts]:
        found: list[Any] = []
        for part in self._parts:
            one = row[part.start] if part.mapper is None else _record(session, part, part.mapper, row)
            if part.of is not None and (owner := found[part.of]) is not None:
                owner.__dict__.setdefault(part.name, one)
            found.append(one)
        return cast("tuple[*Ts]", tuple([found[place] for place in self._wanted]))


def _record(session: Session, part: _Part, mapper: "Mapper[Any]", row: Row) -> object | None:
    """The record in hand, or one that is made of the row."""
    number = row[part.start + part.key]
    if number is None:
        return None
    key = (mapper.class_, (number,), None)
    found = session.identity_map.get(key)
    if found is None:
        found = mapper.class_manager.new_instance()
        found.__dict__.update(zip(part.names, row[part.start :], strict=False))
        state = instance_state(found)
        state.key, state.session_id = key, session.hash_key
        session.identity_map.add(state)
        hold(session, found)
    return found  # type: ignore[no-any-return]


def hold(session: Session, row: object) -> None:
    """Keeps a row in hand for as long as the transaction lasts: SQLAlchemy forgets those that nobody holds."""
    session.info.setdefault("rows", []).append(row)
