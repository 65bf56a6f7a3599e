"""Two people who might like to meet: each is asked alone, and only a yes of both brings them together."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.columns import EncryptedText, LockedAnswer, Part, Rights, Table, one_of
from storage.database import PROGRAM, Store
from storage.mentoring.socials.socials import Social
from storage.people import Member, MemberStatus
from storage.places import Room


class IntroductionStatus(StrEnum):
    """Unasked: neither of the two has heard of it, as one is on a break, or as they must not or need not be asked."""

    UNASKED = "unasked"
    OPEN = "open"
    AGREED = "agreed"
    OVER = "over"


WAITING = (IntroductionStatus.UNASKED, IntroductionStatus.OPEN)


class Introduction(Table, table=True):
    """`one` and `other` are asked whether they would like to meet. What one of them said is locked, and the other
    learns of it only when both said yes. `at`: when they were asked. `room`: where they meet, unless an intro chat has
    come of it; without one, each says how to be reached (`one_contact`), which is seen where both agree (`one_shares`).
    """

    __table_args__ = (sa.Index("ix_introduction_pair", "one_id", "other_id"),)
    __rights__: ClassVar = Rights(
        of=("one_id", "other_id", "by_id"), gives="social_id status at",
        sides={"one_id": Part("one_says one_shares one_contact", nameless=True),
               "other_id": Part("other_says other_shares other_contact", nameless=True), "by_id": Part(seen=False)},
        hides="room_id", only="status <> 'unasked'", erase="anonymise", why="it is the other one's too",
        words="one_contact other_contact",
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
    room_id: int | None = Field(default=None, foreign_key="room.id", index=True)
    one_shares: bool | None = Field(default=None, sa_type=LockedAnswer(bool), nullable=False)
    other_shares: bool | None = Field(default=None, sa_type=LockedAnswer(bool), nullable=False)
    one_contact: str = Field(default="", sa_type=EncryptedText)
    other_contact: str = Field(default="", sa_type=EncryptedText)
    at: datetime

    one: Member = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Introduction.one_id"})
    other: Member = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Introduction.other_id"})
    by: Member | None = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Introduction.by_id"})
    social: Social | None = Relationship(sa_relationship_kwargs={"viewonly": True})
    room: Room | None = Relationship(sa_relationship_kwargs={"viewonly": True})

    @property
    def people(self) -> tuple[Member, Member]:
        return self.one, self.other

    def beside(self, member: Member) -> Member:
        """The other one of the two."""
        return self.other if member.id == self.one_id else self.one


def open_of(store: Store, member: Member) -> list[Introduction]:
    """What a member is asked, has answered while the other one has not, or is still to be asked."""
    return store.all(
        sa.select(Introduction)
        .where(col(Introduction.program_id) == store.program)
        .where(col(Introduction.status).in_(WAITING))
        .where(sa.or_(col(Introduction.one_id) == member.id, col(Introduction.other_id) == member.id))
        .order_by(col(Introduction.id))
    )


def open_between(store: Store, one: Member, other: Member) -> list[Introduction]:
    """Where the two are being asked about each other already, or are to be."""
    return [introduction for introduction in open_of(store, one) if introduction.beside(one).id == other.id]


def suggestions_over(store: Store, one: Member, other: Member) -> list[Introduction]:
    """What coordinators suggested to the two about each other, and nothing has come of."""
    both = [one.id, other.id]
    return store.all(
        sa.select(Introduction)
        .where(col(Introduction.program_id) == store.program, col(Introduction.by_id).is_not(None))
        .where(col(Introduction.status) == IntroductionStatus.OVER)
        .where(col(Introduction.one_id).in_(both), col(Introduction.other_id).in_(both))
    )


def in_room(store: Store, room: Room) -> list[Introduction]:
    """Those whose two meet in that room."""
    return store.all(
        sa.select(Introduction).where(
            col(Introduction.program_id) == store.program, col(Introduction.room_id) == room.id
        )
    )


_BOTH = (
    sa.select(col(Member.id))
    .where(col(Member.program_id) == PROGRAM, col(Member.id).in_(sa.bindparam("members", expanding=True)))
    .order_by(col(Member.id))
    .with_for_update(key_share=True)
)


def hold_both(store: Store, one: Member, other: Member) -> None:
    """Nobody else begins anything between the two before this transaction is over. On SQLite nobody could."""
    store.rows(_BOTH, members=[one.id, other.id])


def suggested_and_open(store: Store, but: Member) -> int:
    """How many pairs that coordinators suggested are not over; none that `but` is one of, nor who has left. Those who
    are not asked, for a reason that nobody is told, count like any other."""
    here = sa.select(col(Member.id)).where(
        col(Member.program_id) == store.program, col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED])
    )
    return store.number(
        sa.select(sa.func.count())
        .select_from(Introduction)
        .where(col(Introduction.program_id) == store.program, col(Introduction.by_id).is_not(None))
        .where(col(Introduction.status).in_(WAITING))
        .where(col(Introduction.one_id) != but.id, col(Introduction.other_id) != but.id)
        .where(col(Introduction.one_id).in_(here), col(Introduction.other_id).in_(here))
    )


def suggested_since(store: Store, member: Member, since: datetime) -> int:
    """How often coordinators suggested somebody to a member since then."""
    return store.number(
        sa.select(sa.func.count())
        .select_from(Introduction)
        .where(col(Introduction.program_id) == store.program, col(Introduction.by_id).is_not(None))
        .where(sa.or_(col(Introduction.one_id) == member.id, col(Introduction.other_id) == member.id))
        .where(col(Introduction.at) > since)
    )
