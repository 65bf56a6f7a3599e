"""Everything that is stored about a person, as far as it is theirs to have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage.database import Store
from storage.rights.people import Person
from storage.rights.tables import Declared, about_people, declared

NAMED = ("program", "place", "room", "member", "account")
"""Tables whose rows are given by their names, where another row points to them."""


@dataclass(frozen=True, slots=True)
class Given:
    """A row: its program's name (or none), the columns that are given, and who else it is about. What points to another
    row holds that one's name."""

    table: str
    program: str
    values: Mapping[str, Any]
    others: Mapping[str, str]


def given_to(store: Store, person: Person) -> list[Given]:
    """Every row about this person, in every program, table by table; without what others said in confidence."""
    named = _Names(store)
    return [given for one in about_people() for given in _of_table(store, one, person, named)]


class _Names:
    """What rows are called, each looked up once."""

    def __init__(self, store: Store) -> None:
        self._session = store.session
        self._known: dict[tuple[str, int], str] = {}

    def of(self, table: str, id: int | None) -> str:
        if id is None:
            return ""
        if (table, id) not in self._known:
            self._known[table, id] = self._look(table, id)
        return self._known[table, id]

    def _look(self, table: str, id: int) -> str:
        rows = declared()[table].table
        row = self._session.execute(sa.select(rows).where(rows.c.id == id)).mappings().first()
        if row is None:
            return ""
        if table in NAMED:
            return str(row["name"])
        rights = declared()[table].rights
        if any(rights.side(name).nameless for name in rights.of):
            return ""
        people = (name for name in rights.of if row[name] is not None)
        return ", ".join(self.of(declared()[table].points_to(name), row[name]) for name in people)


def _of_table(store: Store, one: Declared, person: Person, named: _Names) -> list[Given]:
    look = sa.select(one.table).where(one.about(person)).order_by(*one.table.primary_key.columns)
    if one.rights.only:
        look = look.where(sa.text(one.rights.only))
    found = []
    for row in store.session.execute(look).mappings():
        mine = one.columns_of(row, person)
        if not any(one.rights.side(name).seen for name in mine):
            continue
        values = {name: _value(one, name, row[name], named) for name in one.rights.given(mine)}
        is_nameless = any(one.rights.side(name).nameless for name in mine)
        others = {
            name: named.of(one.points_to(name), row[name])
            for name in one.rights.of
            if name not in mine and row[name] is not None and not is_nameless
        }
        if values or others:
            found.append(Given(one.name, named.of("program", row.get("program_id")), values, others))
    return found


def _value(one: Declared, column: str, value: Any, named: _Names) -> Any:
    """The value, or the name of the row that it points to."""
    keys = one.table.c[column].foreign_keys
    return named.of(next(iter(keys)).column.table.name, value) if keys else value
