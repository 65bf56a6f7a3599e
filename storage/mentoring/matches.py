"""Mentoring relationships."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.columns import EncryptedText, Rights, Table, UTCDateTime, one_of
from storage.database import PROGRAM, Store
from storage.people import Member
from storage.places import Room
from storage.rows import Lookup


class MatchStatus(StrEnum):
    OFFERED = "offered"
    ACTIVE = "active"
    PAUSED = "paused"
    DECLINED = "declined"
    COMPLETED = "completed"
    ENDED_EARLY = "ended_early"


GOES_ON = (MatchStatus.ACTIVE, MatchStatus.PAUSED)
LIVE = (MatchStatus.OFFERED, *GOES_ON)
OVER = (MatchStatus.COMPLETED, MatchStatus.ENDED_EARLY)


class Match(Table, table=True):
    """A mentoring relationship: offered when the mentee chose, active when the mentor confirmed.

    `answer_by`: until when the mentor can confirm, as both were told; that is `answer_days` working days after
    `answer_from`.
    """

    __table_args__ = (
        sa.Index("ix_match_live_pair", "mentee_id", "mentor_id", unique=True,
                 sqlite_where=sa.text("status in ('offered', 'active', 'paused')"),
                 postgresql_where=sa.text("status in ('offered', 'active', 'paused')")),
        sa.Index("ix_match_mentor_status", "mentor_id", "status"),
    )  # fmt: skip
    __rights__: ClassVar = Rights(
        of=("mentee_id", "mentor_id"), erase="anonymise", why="it is the partner's too",
        gives="status offered_at answer_by active_at ended_at",
        hides="intro_id room_id answer_from answer_days reason",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    mentee_id: int = Field(foreign_key="member.id", index=True)
    mentor_id: int = Field(foreign_key="member.id")
    intro_id: int | None = Field(default=None, foreign_key="intro.id")
    room_id: int | None = Field(default=None, foreign_key="room.id")
    status: MatchStatus = Field(default=MatchStatus.OFFERED, sa_type=one_of(MatchStatus, "status"))
    offered_at: datetime
    answer_by: datetime | None = Field(default=None, sa_type=UTCDateTime)
    answer_from: datetime | None = Field(default=None, sa_type=UTCDateTime)
    answer_days: int = 0
    active_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reason: str = Field(default="", sa_type=EncryptedText)

    mentee: Member = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Match.mentee_id"})
    mentor: Member = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Match.mentor_id"})
    room: Room | None = Relationship()

    @property
    def people(self) -> tuple[Member, Member]:
        return self.mentee, self.mentor

    def other(self, member: Member) -> Member:
        return self.mentor if member.id == self.mentee_id else self.mentee

    def other_id(self, member: Member) -> int:
        return self.mentor_id if member.id == self.mentee_id else self.mentee_id


_MATCHES = sa.select(Match).where(col(Match.program_id) == PROGRAM).order_by(col(Match.id))
_IN_ROOM = Lookup(_MATCHES.where(col(Match.room_id) == sa.bindparam("room")))
_LIVE_OF = Lookup(
    _MATCHES.where(
        sa.or_(col(Match.mentee_id) == sa.bindparam("member"), col(Match.mentor_id) == sa.bindparam("member")),
        col(Match.status).in_(LIVE),
    )
)
_OVER_OF = _MATCHES.where(
    sa.or_(col(Match.mentee_id) == sa.bindparam("member"), col(Match.mentor_id) == sa.bindparam("member")),
    col(Match.status).in_(OVER),
)
_OFFERED_AFTER = _MATCHES.where(col(Match.status) == MatchStatus.OFFERED, col(Match.id) > sa.bindparam("last"))


def in_room(store: Store, room: Room) -> list[Match]:
    """Every match whose room this is, oldest first."""
    return store.all(_IN_ROOM, room=room.id)


def live_of(store: Store, member: Member) -> list[Match]:
    """The matches of a member, as mentee or mentor, that are offered, active or paused."""
    return store.all(_LIVE_OF, member=member.id)


def offered_after(store: Store, last: int, most: int) -> list[Match]:
    """The choices of the whole program that no mentor has answered, oldest first, behind the one with that id."""
    return store.all(_OFFERED_AFTER.limit(most), last=last)


def over_of_pair(store: Store, mentee: Member, mentor: Member) -> list[Match]:
    """The matches of these two that were completed or ended early."""
    return store.all(
        sa.select(Match)
        .where(col(Match.program_id) == store.program, col(Match.status).in_(OVER))
        .where(col(Match.mentee_id) == mentee.id, col(Match.mentor_id) == mentor.id)
    )


def ended_with(store: Store, member: Member) -> dict[int, datetime]:
    """With whom a member, as mentee or mentor, had a match that is over: the other's id → when the last one ended."""
    found = store.all(_OVER_OF, member=member.id)
    ended = sorted((one.ended_at, one.other_id(member)) for one in found if one.ended_at is not None)
    return {other: at for at, other in ended}


def not_begun_since(store: Store, mentee: Member, since: datetime) -> list[Match]:
    """The choices of a mentee that came to nothing from then on, oldest first."""
    return store.all(
        sa.select(Match)
        .where(col(Match.program_id) == store.program, col(Match.mentee_id) == mentee.id)
        .where(col(Match.status) == MatchStatus.DECLINED, col(Match.ended_at) >= since)
        .order_by(col(Match.id))
    )
