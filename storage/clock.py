"""How far the playground's clock has been pushed ahead of real time."""

from typing import ClassVar

from sqlalchemy.orm import Session
from sqlmodel import Field

from storage.columns import Rights, Table


class MovedClock(Table, table=True):
    """One row, in playgrounds alone."""

    __tablename__ = "moved_clock"
    __rights__: ClassVar = Rights(why="how far the playground's clock was moved")

    id: int = Field(default=1, primary_key=True)
    seconds: int = 0


def seconds_ahead(session: Session) -> int:
    found = session.get(MovedClock, 1)
    return found.seconds if found else 0


def move_ahead(session: Session, seconds: int) -> None:
    """Remembers the new distance to real time."""
    session.merge(MovedClock(id=1, seconds=seconds))
