"""What has been taken already, so that a redelivery is recognised."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import Field

from storage.columns import Rights, Table
from storage.rows import Ready, given


class Taken(Table, table=True):
    """The key of something that happened and has been taken; a second one with this key is a redelivery.

    A row is added at every press and looked for by its key alone, so it is kept in one place: no index for the cleaning
    up, which reads them all four times a day.
    """

    __table_args__ = ({"sqlite_with_rowid": False},)
    __rights__: ClassVar = Rights(erase="keep", why="holds platform event ids for a few days, no account and no text")

    key: str = Field(primary_key=True, max_length=120)
    at: datetime


taken = Taken.__table__  # type: ignore[attr-defined]


INSERTS: "dict[str, Callable[[sa.Table], sqlite.Insert | postgresql.Insert]]" = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
"""An INSERT that knows ON CONFLICT, in each dialect."""


def insert_for(session: Session, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
    """The same, in the dialect of this session."""
    return INSERTS[session.get_bind().dialect.name](table)


_FIRST = Ready({
    name: insert(taken).values(given(taken)).on_conflict_do_nothing() for name, insert in INSERTS.items()
})  # fmt: skip


def first_time(session: Session, key: str, now: datetime) -> bool:
    """Notes the key; False where it was noted before."""
    return _FIRST.run(session, {"key": key, "at": now}) == 1
