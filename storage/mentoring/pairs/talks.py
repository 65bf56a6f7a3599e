"""Times that two have agreed on to talk, for an intro chat or within a match, and those that one of them proposes."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.columns import EncryptedText, Part, Rights, Table, UTCDateTime, one_of
from storage.database import PROGRAM, Store
from storage.mentoring.intros import Side
from storage.people import Member
from storage.rows import Lookup


class TalkStatus(StrEnum):
    LOOKING = "looking"
    PROPOSED = "proposed"
    PLANNED = "planned"
    MOVING = "moving"
    CANCELLED = "cancelled"
    OVER = "over"


WISHED = (TalkStatus.PROPOSED, TalkStatus.MOVING)
"""One of them proposes a time, and the other has not answered."""
STANDS = (TalkStatus.PLANNED, TalkStatus.MOVING)
"""Both have agreed on a time, which is still to come."""
OPEN = (TalkStatus.LOOKING, TalkStatus.PROPOSED, TalkStatus.PLANNED, TalkStatus.MOVING)
_OPEN_IN_SQL = "status in ('looking', 'proposed', 'planned', 'moving')"


class Talk(Table, table=True):
    """A time for two to talk, or the looking for one. There is one open talk for the two of an intro or match.

    `starts_at`, `minutes`, `place`: what both have agreed on; `reminds_at`: when both are reminded of it next.
    `wish_at`, `wish_minutes`, `wish_place`: what one of them proposes; `wish_by` is who proposed last, also where that
    was taken back. `typed_place` is what `typed_by` wrote beside a time at night, while they are asked whether they
    mean it. `changes` counts all of this: a button from before is known by it, and calendars keep the file with the
    larger number.
    """

    __table_args__ = (
        sa.Index("ix_talk_open_pair", "mentee_id", "mentor_id", unique=True, sqlite_where=sa.text(_OPEN_IN_SQL),
                 postgresql_where=sa.text(_OPEN_IN_SQL)),
        sa.Index("ix_talk_mentee_status", "mentee_id", "status"),
        sa.Index("ix_talk_mentor_status", "mentor_id", "status"),
    )  # fmt: skip
    __rights__: ClassVar = Rights(
        of=("mentee_id", "mentor_id"), erase="anonymise", why="it is the partner's too",
        gives="status starts_at minutes place wish_at wish_minutes wish_place",
        hides="intro_id match_id reminds_at wish_by typed_by typed_place changes",
        sides={"mentee_id": Part(empties="place wish_place typed_place"),
               "mentor_id": Part(empties="place wish_place typed_place")},
        words="place wish_place typed_place",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    mentee_id: int = Field(foreign_key="member.id")
    mentor_id: int = Field(foreign_key="member.id")
    intro_id: int | None = Field(default=None, foreign_key="intro.id", index=True)
    match_id: int | None = Field(default=None, foreign_key="match.id", index=True)
    status: TalkStatus = Field(default=TalkStatus.LOOKING, sa_type=one_of(TalkStatus, "status"))
    starts_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    minutes: int = 0
    place: str = Field(default="", sa_type=EncryptedText)
    reminds_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    wish_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    wish_minutes: int = 0
    wish_place: str = Field(default="", sa_type=EncryptedText)
    wish_by: Side | None = Field(default=None, sa_type=one_of(Side, "wish_by"))
    typed_place: str = Field(default="", sa_type=EncryptedText)
    typed_by: Side | None = Field(default=None, sa_type=one_of(Side, "typed_by"))
    changes: int = 0

    mentee: Member = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Talk.mentee_id"})
    mentor: Member = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Talk.mentor_id"})

    @property
    def people(self) -> tuple[Member, Member]:
        return self.mentee, self.mentor

    def other(self, member: Member) -> Member:
        return self.mentor if member.id == self.mentee_id else self.mentee

    def side(self, member: Member) -> Side:
        return Side.MENTEE if member.id == self.mentee_id else Side.MENTOR

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def wish_ends_at(self) -> datetime | None:
        return self.wish_at + timedelta(minutes=self.wish_minutes) if self.wish_at else None


_TALKS = sa.select(Talk).where(col(Talk.program_id) == PROGRAM).order_by(col(Talk.id))
_IS_OF = sa.or_(col(Talk.mentee_id) == sa.bindparam("member"), col(Talk.mentor_id) == sa.bindparam("member"))
_OPEN_OF_PAIR = Lookup(
    _TALKS.where(
        col(Talk.mentee_id) == sa.bindparam("mentee"), col(Talk.mentor_id) == sa.bindparam("mentor"),
        col(Talk.status).in_(OPEN),
    )
)  # fmt: skip
_NEWEST_OF_PAIR = Lookup(
    sa.select(Talk)
    .where(col(Talk.program_id) == PROGRAM)
    .where(col(Talk.mentee_id) == sa.bindparam("mentee"), col(Talk.mentor_id) == sa.bindparam("mentor"))
    .order_by(col(Talk.id).desc())
    .limit(1)
)
_OFF_BEFORE = (
    _TALKS.where(col(Talk.mentee_id) == sa.bindparam("mentee"), col(Talk.mentor_id) == sa.bindparam("mentor"))
    .where(col(Talk.status) == TalkStatus.CANCELLED, col(Talk.id) < sa.bindparam("before"))
    .order_by(None)
    .order_by(col(Talk.id).desc())
    .limit(1)
)
_OPEN_OF = Lookup(_TALKS.where(_IS_OF, col(Talk.status).in_(OPEN)))


def open_of_pair(store: Store, mentee_id: int, mentor_id: int) -> Talk | None:
    """The one open talk of these two, if there is one."""
    return store.first(_OPEN_OF_PAIR, mentee=mentee_id, mentor=mentor_id)


def newest_of_pair(store: Store, mentee_id: int, mentor_id: int) -> Talk | None:
    """The last talk of these two, open or not."""
    return store.first(_NEWEST_OF_PAIR, mentee=mentee_id, mentor=mentor_id)


def off_before(store: Store, talk: Talk) -> Talk | None:
    """The last talk of the same two before this one that is off."""
    return store.first(_OFF_BEFORE, mentee=talk.mentee_id, mentor=talk.mentor_id, before=talk.id)


def open_of(store: Store, member: Member) -> list[Talk]:
    """What is open of a member on either side, oldest first."""
    return store.all(_OPEN_OF, member=member.id)


def standing_of(store: Store, member: Member) -> list[Talk]:
    """The talks that a member has agreed on and that are not over, the next one first."""
    found = [(talk.starts_at, talk) for talk in open_of(store, member) if talk.status in STANDS]
    return [talk for starts_at, talk in sorted(((at, one) for at, one in found if at), key=lambda pair: pair[0])]
