"""Every table with what it says of people's rights."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlmodel import SQLModel

from storage.columns import Rights, Table
from storage.rights.people import Person

IMPLIED = ("id", "program_id")
"""Columns of which no table says anything: a row's number, and its program."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A table and its rights."""

    table: sa.Table
    rights: Rights

    @property
    def name(self) -> str:
        return str(self.table.name)

    def points_to(self, column: str) -> str:
        """The table that this column of `rights.of` names somebody in."""
        keys = self.table.c[column].foreign_keys
        return next((str(key.column.table.name) for key in keys), self.name)

    def belongs_to(self) -> "Iterator[tuple[str, Declared]]":
        """The columns that point to a row about people, and the table of that row."""
        for column in self.table.columns:
            for key in column.foreign_keys:
                whole = declared()[key.column.table.name]
                if whole.rights.of and column.name not in self.rights.of:
                    yield column.name, whole

    def about(self, person: Person) -> "sa.ColumnElement[bool]":
        """A condition on rows: they are about this person."""
        return sa.or_(*(self.table.c[name].in_(person.ids(self.points_to(name))) for name in self.rights.of))

    def columns_of(self, row: "sa.RowMapping", person: Person) -> list[str]:
        """The columns of the row that name this person."""
        return [name for name in self.rights.of if row[name] in person.ids(self.points_to(name))]


@cache
def declared() -> Mapping[str, Declared]:
    """All of them by name, those that others point to first."""
    by_table = {kind.__table__: kind.__rights__ for kind in Table.__subclasses__()}  # type: ignore[attr-defined]
    return {str(table.name): Declared(table, by_table[table]) for table in SQLModel.metadata.sorted_tables}


def about_people() -> Iterator[Declared]:
    """Those whose rows are about somebody."""
    yield from (one for one in declared().values() if one.rights.of)
