"""Social events and workshops that coordinators announce."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, col

from storage.columns import Part, Rights, Table, UTCDateTime, one_of
from storage.database import PROGRAM, Store


class SocialStatus(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"
    OVER = "over"


class Picking(StrEnum):
    """Whether guests can say whom they enjoyed meeting: not yet, now, never (too few are on the list), not any more."""

    AHEAD = "ahead"
    OPEN = "open"
    TOO_FEW = "too_few"
    OVER = "over"


class Social(Table, table=True):
    """A social: announced, with guests, moved or cancelled, over.

    `where` is a place or a link. `places`: how many can come; None for as many as like. `coming` and `waiting` count
    its guests, so that one answer costs the same however many there are. `changes`: how often it was moved, for
    calendars that have it already. `known_start`: when guests think that it begins, where it was moved and they have
    not been told; `told_at`: when they were last told of a change. The picture goes some time after it has taken place
    (its file expires), and what it shows, in words, stays.
    """

    __table_args__ = (sa.Index("ix_social_program_status", "program_id", "status", "starts_at"),)
    __rights__: ClassVar = Rights(
        of=("by_id",), gives="title text where starts_at ends_at status picture_alt", erase="anonymise",
        sides={"by_id": Part(empties="")},
        hides="places coming waiting changes known_start told_at picking picture_id",
        why="it is everybody's who comes",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id")
    by_id: int | None = Field(default=None, foreign_key="member.id")
    title: str = Field(max_length=80)
    text: str = Field(default="", max_length=600)
    where: str = Field(max_length=200)
    starts_at: datetime = Field(sa_type=UTCDateTime)
    ends_at: datetime = Field(sa_type=UTCDateTime)
    places: int | None = None
    status: SocialStatus = Field(default=SocialStatus.DRAFT, sa_type=one_of(SocialStatus, "status"))
    picture_id: int | None = Field(default=None, foreign_key="stored_file.id", ondelete="SET NULL")
    picture_alt: str = Field(default="", max_length=300)
    coming: int = 0
    waiting: int = 0
    changes: int = 0
    known_start: datetime | None = Field(default=None, sa_type=UTCDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    picking: Picking = Field(default=Picking.AHEAD, sa_type=one_of(Picking, "picking"))

    @property
    def is_full(self) -> bool:
        return self.places is not None and self.coming >= self.places


_OF_PROGRAM = sa.select(Social).where(col(Social.program_id) == PROGRAM)
_IS_TO_COME = sa.and_(col(Social.status) == SocialStatus.ANNOUNCED, col(Social.ends_at) > sa.bindparam("now"))
_IS_DRAFT = col(Social.status) == SocialStatus.DRAFT
_TO_COME = (
    _OF_PROGRAM.where(_IS_TO_COME)
    .order_by(col(Social.starts_at), col(Social.id))
    .limit(sa.bindparam("most"))
    .offset(sa.bindparam("skip"))
)
_DRAFTS_AND_TO_COME = (
    _OF_PROGRAM.where(sa.or_(_IS_DRAFT, _IS_TO_COME))
    .order_by(sa.case((_IS_DRAFT, 0), else_=1), col(Social.starts_at), col(Social.id))
    .limit(sa.bindparam("most"))
    .offset(sa.bindparam("skip"))
)


def to_come(store: Store, now: datetime, most: int, skip: int = 0) -> list[Social]:
    """What is announced and not over, the next one first."""
    return store.all(_TO_COME, now=now, most=most, skip=skip)


def drafts_and_to_come(store: Store, now: datetime, most: int, skip: int) -> list[Social]:
    """For coordinators: what nobody has posted yet, and then what is announced and not over, the next one first."""
    return store.all(_DRAFTS_AND_TO_COME, now=now, most=most, skip=skip)
