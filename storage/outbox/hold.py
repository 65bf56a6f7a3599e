"""What a platform wants left alone for a while, after it said that it got too much."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from storage.columns import Rights, Table
from storage.outbox.letter import letters
from storage.outbox.once import insert_for


class LaneHold(Table, table=True):
    """Nothing is sent before `until`: to the whole lane, or, where `addressee` is not empty, to that one alone."""

    __tablename__ = "lane_hold"
    __rights__: ClassVar = Rights(erase="keep", why="holds row numbers, and no longer than a platform asks to wait")

    lane: str = Field(primary_key=True, max_length=60)
    addressee: str = Field(default="", primary_key=True, max_length=80)
    until: datetime


holds = LaneHold.__table__  # type: ignore[attr-defined]


def _part(column: "sa.ColumnElement[Any]") -> "sa.ColumnElement[str]":
    return sa.func.coalesce(sa.cast(column, sa.String), "")


ADDRESSEE: "sa.ColumnElement[str]" = (
    _part(letters.c.account_id) + ":" + _part(letters.c.room_id) + ":" + _part(letters.c.place_id)
    + ":" + letters.c.channel
)  # fmt: skip
"""Whoever reads a letter, in one text: its account, or its room, or its channel. `Claimed.addressee` is the same."""

_OF_LETTER = sa.and_(holds.c.lane == letters.c.lane, sa.or_(holds.c.addressee == "", holds.c.addressee == ADDRESSEE))


def not_held(now: "sa.BindParameter[datetime]") -> "sa.ColumnElement[bool]":
    """A condition on letters: nothing says that they have to wait."""
    return ~sa.exists().where(_OF_LETTER, holds.c.until > now)


def goes_at() -> "sa.ColumnElement[datetime]":
    """When a letter may go: its due time, or the end of what holds it."""
    until = sa.select(sa.func.max(holds.c.until)).where(_OF_LETTER).correlate(letters).scalar_subquery()
    return sa.case((until > letters.c.due_at, until), else_=letters.c.due_at)


def hold_lane(session: Session, lane: str, until: datetime, now: datetime, addressee: str = "") -> None:
    """After a rate limit: nothing of the lane goes before `until`, also what is written meanwhile; or nothing to that
    addressee. A hold that lasts longer stays as it is."""
    session.execute(sa.delete(holds).where(holds.c.until <= now))
    made = insert_for(session, holds).values(lane=lane, addressee=addressee, until=until)
    session.execute(
        made.on_conflict_do_update(
            index_elements=["lane", "addressee"],
            set_={"until": made.excluded.until},
            where=made.excluded.until > holds.c.until,
        )
    )
