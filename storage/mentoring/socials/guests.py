"""Who comes to a social, who waits for a place, and whom guests enjoyed meeting."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Field, Relationship, col

from storage.columns import Part, Rights, Table, one_of
from storage.database import PROGRAM, Store
from storage.mentoring.socials.socials import Social
from storage.people import Member, MemberStatus
from storage.rows import Lookup


class Answer(StrEnum):
    YES = "yes"
    WAITING = "waiting"
    NO = "no"


class Came(StrEnum):
    """What a guest said the day after: they were there and may be named to others who were, or rather not, or were not
    there."""

    NAMED = "named"
    UNNAMED = "unnamed"
    ABSENT = "absent"


class Guest(Table, table=True):
    """What a member answered to a social. `rank` is their place in the order of answers, for who waits."""

    __table_args__ = (
        sa.UniqueConstraint("social_id", "member_id"),
        sa.Index("ix_guest_social_answer", "social_id", "answer", "rank"),
        sa.Index("ix_guest_member", "member_id"),
    )
    __rights__: ClassVar = Rights(of=("member_id",), gives="social_id answer at came", hides="rank", erase="delete")

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id")
    social_id: int = Field(foreign_key="social.id")
    member_id: int = Field(foreign_key="member.id")
    answer: Answer = Field(sa_type=one_of(Answer, "answer"))
    rank: int = 0
    at: datetime
    came: Came | None = Field(default=None, sa_type=one_of(Came, "came"))

    member: Member = Relationship(sa_relationship_kwargs={"viewonly": True})
    social: Social = Relationship(sa_relationship_kwargs={"viewonly": True})


class Tick(Table, table=True):
    """A guest enjoyed meeting another one. Nobody is ever told but where both did; all of them are deleted then."""

    __rights__: ClassVar = Rights(
        of=("from_id", "to_id"), gives="social_id", sides={"to_id": Part(seen=False)}, erase="delete"
    )

    social_id: int = Field(foreign_key="social.id", primary_key=True)
    from_id: int = Field(foreign_key="member.id", primary_key=True)
    to_id: int = Field(foreign_key="member.id", primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)


_GUESTS = sa.select(Guest).where(col(Guest.program_id) == PROGRAM, col(Guest.social_id) == sa.bindparam("social"))
_OF = _GUESTS.where(col(Guest.member_id) == sa.bindparam("member"))
_FIRST_WAITING = (
    _GUESTS.join(Member, col(Member.id) == col(Guest.member_id))
    .where(col(Guest.answer) == Answer.WAITING, col(Member.status) == MemberStatus.ACTIVE)
    .order_by(col(Guest.rank), col(Guest.id))
    .limit(1)
)
_LAST_RANK = sa.select(sa.func.coalesce(sa.func.max(col(Guest.rank)), 0)).where(
    col(Guest.social_id) == sa.bindparam("social"), col(Guest.program_id) == PROGRAM,
    col(Guest.answer) == Answer.WAITING,
)  # fmt: skip
_AFTER = _GUESTS.where(
    col(Guest.answer).in_(sa.bindparam("answers", expanding=True)), col(Guest.id) > sa.bindparam("last")
).order_by(col(Guest.id))


def guest_of(store: Store, social: Social, member: Member) -> Guest | None:
    return store.first(_OF, social=social.id, member=member.id)


def first_waiting(store: Store, social: Social) -> Guest | None:
    """Who gets the next free place: the first of those who wait and are not on a break."""
    return store.first(_FIRST_WAITING, social=social.id)


def last_rank(store: Store, social: Social) -> int:
    """The rank of whoever waits last; 0 where nobody does."""
    return store.number(_LAST_RANK, social=social.id)


def guests_after(store: Store, social: Social, last: int, most: int, *answers: Answer) -> list[Guest]:
    """The next ones after an id who answered so."""
    return store.all(_AFTER.limit(most), social=social.id, last=last, answers=list(answers))


_GOING = (
    sa.select(Social)
    .join(Guest, col(Guest.social_id) == col(Social.id))
    .where(col(Guest.program_id) == PROGRAM, col(Guest.member_id) == sa.bindparam("member"))
    .where(col(Guest.answer).in_([Answer.YES, Answer.WAITING]), col(Social.ends_at) > sa.bindparam("now"))
    .where(col(Social.status) == "announced")
)
_STILL_TO_COME = (
    _GOING.order_by(col(Social.id)).with_for_update(of=Social, key_share=True).execution_options(populate_existing=True)
)
_SAID_YES_TO = _GOING.order_by(col(Social.starts_at), col(Social.id))
_COMES_TO = Lookup(_SAID_YES_TO.where(col(Guest.answer) == Answer.YES))


_ASKED_ABOUT = (
    sa.select(Guest)
    .join(Social, col(Social.id) == col(Guest.social_id))
    .where(col(Guest.program_id) == PROGRAM, col(Guest.member_id) == sa.bindparam("member"))
    .where(col(Guest.answer) == Answer.YES, col(Social.status) == "over")
    .where(col(Social.picking).in_(["ahead", "open"]))
    .order_by(col(Social.ends_at).desc(), col(Social.id))
    .limit(sa.bindparam("most"))
)


def asked_about(store: Store, member: Member, most: int) -> list[Guest]:
    """Socials that are over and that a member said yes to, while guests say whether they were there and whom they
    enjoyed meeting; the last one first."""
    return store.all(_ASKED_ABOUT, member=member.id, most=most)


def said_yes_to(store: Store, member: Member, now: datetime) -> list[Social]:
    """What is still to come and a member has said yes to, or waits for, the next one first; to look at."""
    return store.all(_SAID_YES_TO, member=member.id, now=now)


def comes_to(store: Store, member: Member, now: datetime) -> list[Social]:
    """The same without those that a member waits for."""
    return store.all(_COMES_TO, member=member.id, now=now)


def going_to(store: Store, member: Member, now: datetime) -> list[Guest]:
    """What a member has said yes to, or waits for, and that is still to come. The socials are locked, in the order of
    their ids, as a press about one of them locks it: their counts are right whoever else answers at that moment."""
    socials = store.all(_STILL_TO_COME, member=member.id, now=now)
    found = [guest_of(store, social, member) for social in socials if social.status == "announced"]
    return [guest for guest in found if guest is not None and guest.answer is not Answer.NO]


def named(store: Store, social: Social) -> list[Member]:
    """Those who were there and agreed to be named to others who were."""
    return store.all(
        sa.select(Member)
        .join(Guest, col(Guest.member_id) == col(Member.id))
        .where(col(Guest.program_id) == store.program, col(Guest.social_id) == social.id)
        .where(col(Guest.came) == Came.NAMED, col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]))
        .order_by(col(Member.name), col(Member.id))
    )


# --- ticks -----------------------------------------------------------------------------------------------------------


def ticked_by(store: Store, social: Social, member: Member) -> list[int]:
    """Whom this member ticked."""
    found = store.rows(
        sa.select(col(Tick.to_id)).where(
            col(Tick.program_id) == store.program, col(Tick.social_id) == social.id, col(Tick.from_id) == member.id
        )
    )
    return [row[0] for row in found]


def tick(store: Store, social: Social, member: Member, others: Sequence[int]) -> None:
    """From now on these are the ones whom this member ticked."""
    store.session.execute(
        sa.delete(Tick).where(
            col(Tick.program_id) == store.program, col(Tick.social_id) == social.id, col(Tick.from_id) == member.id
        )
    )
    for other in dict.fromkeys(others):
        store.session.add(Tick(social_id=social.id or 0, from_id=member.id or 0, to_id=other, program_id=store.program))
    store.session.flush()


def mutual(store: Store, social: Social, most: int) -> list[tuple[int, int]]:
    """Some of the pairs in which each ticked the other."""
    back = aliased(Tick)
    found = store.rows(
        sa.select(col(Tick.from_id), col(Tick.to_id))
        .join(back, sa.and_(col(back.social_id) == col(Tick.social_id), col(back.from_id) == col(Tick.to_id),
                            col(back.to_id) == col(Tick.from_id)))
        .where(col(Tick.program_id) == store.program, col(Tick.social_id) == social.id)
        .where(col(Tick.from_id) < col(Tick.to_id))
        .order_by(col(Tick.from_id), col(Tick.to_id))
        .limit(most)
    )  # fmt: skip
    return [(row[0], row[1]) for row in found]


def forget_pair(store: Store, social: Social, one: int, other: int) -> None:
    """The two are being told; their ticks have done their work."""
    store.session.execute(
        sa.delete(Tick).where(
            col(Tick.program_id) == store.program, col(Tick.social_id) == social.id,
            col(Tick.from_id).in_([one, other]), col(Tick.to_id).in_([one, other]),
        )
    )  # fmt: skip


def forget_ticks(store: Store, social: Social) -> None:
    """Single ticks stay secret for ever: they are gone."""
    store.session.execute(
        sa.delete(Tick).where(col(Tick.program_id) == store.program, col(Tick.social_id) == social.id)
    )
