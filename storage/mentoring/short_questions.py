"""One question to a few mentors at once, without a profile and without anything that follows."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.columns import EncryptedText, Part, Rights, Table, UTCDateTime, one_of
from storage.database import Store
from storage.mentoring.profiles import Listing, Profile, Tag, TagKind
from storage.people import Member, MemberStatus
from storage.places import Room


class ShortStatus(StrEnum):
    """Unanswered: it is over, as nobody was there who could have answered, or nobody has."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    UNANSWERED = "unanswered"


class ShortQuestion(Table, table=True):
    """A question about a topic. The first of those who were asked takes it. `names_asker`: they may be named.

    `waves`: how often it went to a few mentors; `with_coordinators`: it went to them in the end. `room`: the taker
    wanted to talk about it there instead of answering.
    """

    __tablename__ = "short_question"
    __table_args__ = (sa.Index("ix_short_question_asker", "asker_id", "at"),)
    __rights__: ClassVar = Rights(
        of=("asker_id", "taker_id"), gives="topic status at answered_at",
        sides={"asker_id": Part("text names_asker answer", empties="text names_asker"),
               "taker_id": Part("answer", nameless=True)},
        hides="waves with_coordinators room_id", erase="anonymise", why="the other side of the answer is the partner's",
        words="text answer",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    asker_id: int = Field(foreign_key="member.id")
    taker_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    topic: str = Field(max_length=60)
    text: str = Field(sa_type=EncryptedText)
    answer: str = Field(default="", sa_type=EncryptedText)
    names_asker: bool = False
    status: ShortStatus = Field(default=ShortStatus.OPEN, sa_type=one_of(ShortStatus, "status"))
    waves: int = 0
    with_coordinators: bool = False
    room_id: int | None = Field(default=None, foreign_key="room.id", index=True)
    at: datetime
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    room: Room | None = Relationship(sa_relationship_kwargs={"viewonly": True})
    asker: Member = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "ShortQuestion.asker_id"})
    taker: Member | None = Relationship(
        sa_relationship_kwargs={"viewonly": True, "foreign_keys": "ShortQuestion.taker_id"}
    )

    @property
    def went_straight_on(self) -> bool:
        """Whether it went to the coordinators because nobody takes questions about that topic, or none of those who do
        could get one more that day."""
        return self.with_coordinators and self.waves == 1


class Addressed(Table, table=True):
    """Who was asked a short question, and whether they said "not now". `as_coordinator`: while they are one."""

    __rights__: ClassVar = Rights(
        of=("member_id",), gives="at declined as_coordinator", hides="question_id", erase="delete"
    )

    question_id: int = Field(foreign_key="short_question.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    at: datetime
    declined: bool = False
    as_coordinator: bool = False

    member: Member = Relationship(sa_relationship_kwargs={"viewonly": True})
    question: ShortQuestion = Relationship(sa_relationship_kwargs={"viewonly": True})

    @property
    def is_theirs(self) -> bool:
        """Whether they may answer it: it went to a coordinator as long as they are one."""
        return self.member.is_coordinator or not self.as_coordinator


def asked_since(store: Store, asker: Member, since: datetime) -> int:
    """How many questions somebody asked since then."""
    return store.number(
        sa.select(sa.func.count())
        .select_from(ShortQuestion)
        .where(col(ShortQuestion.program_id) == store.program, col(ShortQuestion.asker_id) == asker.id)
        .where(col(ShortQuestion.at) > since)
    )


def addressed(store: Store, question: ShortQuestion) -> list[Addressed]:
    """Everybody who was asked, in that order."""
    return store.all(
        sa.select(Addressed)
        .where(col(Addressed.program_id) == store.program, col(Addressed.question_id) == question.id)
        .order_by(col(Addressed.at), col(Addressed.member_id))
    )


def with_coordinators(store: Store, most: int) -> list[ShortQuestion]:
    """Those that wait for a coordinator's answer, oldest first."""
    return store.all(
        sa.select(ShortQuestion)
        .where(col(ShortQuestion.program_id) == store.program, col(ShortQuestion.status) == ShortStatus.OPEN)
        .where(col(ShortQuestion.with_coordinators))
        .order_by(col(ShortQuestion.id))
        .limit(most)
    )


def had_enough(store: Store, since: datetime, enough: int) -> set[int]:
    """Whoever has been asked so many questions since then, be they taken back or not."""
    found = store.rows(
        sa.select(col(Addressed.member_id))
        .where(col(Addressed.program_id) == store.program, col(Addressed.at) > since)
        .group_by(col(Addressed.member_id))
        .having(sa.func.count() >= enough)
    )
    return {row[0] for row in found}


def takers(store: Store, question: ShortQuestion, away: set[int], most: int) -> list[Member]:
    """Mentors with that topic who take short questions and have not been asked this one; those first who were asked
    longest ago. `away`: who does not get it."""
    last = (
        sa.select(sa.func.max(col(Addressed.at)))
        .where(col(Addressed.member_id) == col(Member.id))
        .correlate(Member)
        .scalar_subquery()
    )
    before = sa.select(col(Addressed.member_id)).where(col(Addressed.question_id) == question.id)
    query = (
        sa.select(Member)
        .join(Profile, col(Profile.member_id) == col(Member.id))
        .join(Tag, sa.and_(col(Tag.member_id) == col(Member.id), col(Tag.kind) == TagKind.TOPIC))
        .where(col(Member.program_id) == store.program, col(Member.status) == MemberStatus.ACTIVE)
        .where(col(Profile.status) == Listing.LISTED, col(Profile.takes_questions), col(Tag.slug) == question.topic)
        .where(col(Member.id) != question.asker_id, col(Member.id).not_in(before), col(Member.is_demo).is_(False))
        .order_by(last.is_not(None), last, col(Member.id))
    )
    if away:
        query = query.where(col(Member.id).not_in(away))
    return store.all(query.limit(most))


def topics_taken(store: Store, asker: Member | None) -> set[str]:
    """The topics that somebody else than the asker takes short questions about."""
    own = asker.id if asker is not None else 0
    found = store.rows(
        sa.select(col(Tag.slug))
        .join(Profile, col(Profile.member_id) == col(Tag.member_id))
        .join(Member, col(Member.id) == col(Profile.member_id))
        .where(col(Profile.program_id) == store.program, col(Profile.status) == Listing.LISTED)
        .where(col(Profile.takes_questions), col(Tag.kind) == TagKind.TOPIC)
        .where(col(Member.status) == MemberStatus.ACTIVE, col(Member.is_demo).is_(False), col(Member.id) != own)
        .distinct()
    )
    return {row[0] for row in found}


def in_room(store: Store, room: Room) -> list[ShortQuestion]:
    """Those that are talked about in that room."""
    return store.all(
        sa.select(ShortQuestion).where(
            col(ShortQuestion.program_id) == store.program, col(ShortQuestion.room_id) == room.id
        )
    )


def open_between(store: Store, asker: Member, other: Member) -> list[Addressed]:
    """Where somebody's open questions wait for that other one's answer."""
    return store.all(
        sa.select(Addressed)
        .join(ShortQuestion, col(ShortQuestion.id) == col(Addressed.question_id))
        .where(col(Addressed.program_id) == store.program, col(Addressed.member_id) == other.id)
        .where(col(ShortQuestion.asker_id) == asker.id, col(ShortQuestion.status) == ShortStatus.OPEN)
    )


def waiting_for(store: Store, member: Member) -> list[ShortQuestion]:
    """Open questions that somebody has and has not said "not now" to, oldest first; locked, in the order of their ids,
    as a press about one of them locks it."""
    return store.all(
        sa.select(ShortQuestion)
        .join(Addressed, col(Addressed.question_id) == col(ShortQuestion.id))
        .where(col(ShortQuestion.program_id) == store.program, col(ShortQuestion.status) == ShortStatus.OPEN)
        .where(col(Addressed.member_id) == member.id, col(Addressed.declined).is_(False))
        .order_by(col(ShortQuestion.id))
        .with_for_update(of=ShortQuestion, key_share=True)
        .execution_options(populate_existing=True)
    )


def open_of(store: Store, member: Member) -> list[ShortQuestion]:
    """What somebody asked and is not closed, and what waits for their answer, oldest first."""
    asked = sa.select(col(Addressed.question_id)).where(
        col(Addressed.member_id) == member.id, col(Addressed.declined).is_(False)
    )
    if not member.is_coordinator:
        asked = asked.where(col(Addressed.as_coordinator).is_(False))
    return store.all(
        sa.select(ShortQuestion)
        .where(col(ShortQuestion.program_id) == store.program)
        .where(
            sa.or_(
                sa.and_(
                    col(ShortQuestion.asker_id) == member.id,
                    col(ShortQuestion.status).in_([ShortStatus.OPEN, ShortStatus.ANSWERED]),
                ),
                sa.and_(col(ShortQuestion.id).in_(asked), col(ShortQuestion.status) == ShortStatus.OPEN),
            )
        )
        .order_by(col(ShortQuestion.id))
    )
