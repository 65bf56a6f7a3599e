"""Two people who might like to meet: each is asked alone, and only a yes of both brings them together."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.columns import LockedAnswer, Part, Rights, Table, one_of
from storage.database import Store
from storage.mentoring.socials.socials import Social
from storage.people import Member


class IntroductionStatus(StrEnum):
    OPEN = "open"
    AGREED = "agreed"
    OVER = "over"


class Introduction(Table, table=True):
    """`one` and `other` are asked whether they would like to meet. What one of them said is locked, and the other
    learns of it only when both said yes."""

    __table_args__ = (sa.Index("ix_introduction_pair", "one_id", "other_id"),)
    __rights__: ClassVar = Rights(
        of=("one_id", "other_id", "by_id"), gives="social_id status at",
        sides={"one_id": Part("one_says", nameless=True), "other_id": Part("other_says", nameless=True),
               "by_id": Part(seen=False)},
        erase="anonymise", why="it is the other one's too",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    one_id: int = Field(foreign_key="member.id")
    other_id: int = Field(foreign_key="member.id", index=True)
    social_id: int | None = Field(default=None, foreign_key="social.id")
    by_id: int | None = Field(default=None, foreign_key="member.id")
    status: IntroductionStatus = Field(default=IntroductionStatus.OPEN, sa_type=one_of(IntroductionStatus, "status"))
    one_says: bool | None = Field(default=None, sa_type=LockedAnswer(bool), nullable=False)
    other_says: bool | None = Field(default=None, sa_type=LockedAnswer(bool), nullable=False)
    at: datetime

    one: Member = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Introduction.one_id"})
    other: Member = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Introduction.other_id"})
    by: Member | None = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Introduction.by_id"})
    social: Social | None = Relationship(sa_relationship_kwargs={"viewonly": True})

    @property
    def people(self) -> tuple[Member, Member]:
        return self.one, self.other

    def beside(self, member: Member) -> Member:
        """The other one of the two."""
        return self.other if member.id == self.one_id else self.one


def open_of(store: Store, member: Member) -> list[Introduction]:
    """What a member is asked, or has answered while the other one has not."""
    return store.all(
        sa.select(Introduction)
        .where(col(Introduction.program_id) == store.program, col(Introduction.status) == IntroductionStatus.OPEN)
        .where(sa.or_(col(Introduction.one_id) == member.id, col(Introduction.other_id) == member.id))
        .order_by(col(Introduction.id))
    )


def is_open_between(store: Store, one: Member, other: Member) -> bool:
    """Whether the two are being asked about each other already."""
    return any(introduction.beside(one).id == other.id for introduction in open_of(store, one))


def suggested_since(store: Store, member: Member, since: datetime) -> int:
    """How often coordinators suggested somebody to a member since then."""
    return store.number(
        sa.select(sa.func.count())
        .select_from(Introduction)
        .where(col(Introduction.program_id) == store.program, col(Introduction.by_id).is_not(None))
        .where(sa.or_(col(Introduction.one_id) == member.id, col(Introduction.other_id) == member.id))
        .where(col(Introduction.at) > since)
    )
