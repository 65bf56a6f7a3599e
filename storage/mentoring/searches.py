"""Lists that somebody is paging through, and what they marked on them."""

import json
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, col

from storage.columns import Part, Rights, Table, one_of
from storage.database import PROGRAM, Store
from storage.people import Member, MemberStatus


class Search(Table, table=True):
    """One per member: the filters (JSON), the mentors found in a fixed order (JSON list of ids), and where they are.

    The order is kept, so paging stays stable while other things change.
    """

    __rights__: ClassVar = Rights(
        of=("member_id",), gives="filters at", hides="found page", words="filters", erase="delete"
    )

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    member_id: int = Field(foreign_key="member.id", unique=True)
    filters: str = "{}"
    found: str = "[]"
    page: int = 0
    at: datetime

    @property
    def self_id(self) -> int:
        return self.member_id

    @property
    def mentor_ids(self) -> list[int]:
        return list(json.loads(self.found))


class MarkKind(StrEnum):
    SAVED = "saved"
    NOT_FOR_ME = "not_for_me"
    WHEN_FREE = "when_free"


class Mark(Table, table=True):
    """What a mentee noted about a mentor: saved for later, not for me, tell me when free. Seen by them alone."""

    __rights__: ClassVar = Rights(
        of=("member_id", "other_id"), gives="kind at", sides={"other_id": Part(seen=False)}, erase="delete"
    )

    member_id: int = Field(foreign_key="member.id", primary_key=True)
    other_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
    kind: MarkKind = Field(primary_key=True, sa_type=one_of(MarkKind, "kind"))
    program_id: int = Field(foreign_key="program.id", index=True)
    at: datetime


class Wish(Table, table=True):
    """A mentee waits for a mentor with a topic ("tell me when one joins")."""

    __rights__: ClassVar = Rights(of=("member_id",), gives="topic at", erase="delete")

    member_id: int = Field(foreign_key="member.id", primary_key=True)
    topic: str = Field(primary_key=True, max_length=40)
    program_id: int = Field(foreign_key="program.id", index=True)
    at: datetime


def search_of(store: Store, member: Member, now: datetime) -> Search:
    found = store.first(
        sa.select(Search).where(col(Search.program_id) == store.program, col(Search.member_id) == member.id)
    )
    return found or store.add(Search(program_id=store.program, member_id=member.id or 0, at=now))


_MARKED = sa.select(col(Mark.other_id)).where(
    col(Mark.program_id) == PROGRAM,
    col(Mark.member_id) == sa.bindparam("member"),
    col(Mark.kind) == sa.bindparam("kind"),
)


def marked(store: Store, member: Member, kind: MarkKind) -> set[int]:
    """The mentors this member marked so."""
    return {other for (other,) in store.rows(_MARKED, member=member.id, kind=kind)}


def mark(store: Store, member: Member, other: Member, kind: MarkKind, now: datetime) -> None:
    if store.session.get(Mark, (member.id, other.id, kind)) is None:
        store.add(Mark(program_id=store.program, member_id=member.id or 0, other_id=other.id or 0, kind=kind, at=now))


def unmark(store: Store, member: Member, other: Member, kind: MarkKind) -> None:
    found = store.session.get(Mark, (member.id, other.id, kind))
    if found is not None:
        store.delete(found)


def waiting_for(store: Store, mentor: Member) -> list[Member]:
    """Who wants to be told when this mentor is free, first come first."""
    return store.all(
        sa.select(Member)
        .join(Mark, col(Mark.member_id) == col(Member.id))
        .where(col(Mark.program_id) == store.program, col(Mark.other_id) == mentor.id)
        .where(col(Mark.kind) == MarkKind.WHEN_FREE)
        .order_by(col(Mark.at), col(Member.id))
    )


def wishes_of(store: Store, member: Member) -> list[Wish]:
    """What this mentee waits for, first come first."""
    return store.all(
        sa.select(Wish)
        .where(col(Wish.program_id) == store.program, col(Wish.member_id) == member.id)
        .order_by(col(Wish.at), col(Wish.topic))
    )


def wishing(store: Store, topics: Collection[str], after: int, most: int) -> list[Member]:
    """Mentees who wait for somebody with one of these topics, by id, those after that one."""
    waits = sa.select(col(Wish.member_id)).where(col(Wish.program_id) == store.program, col(Wish.topic).in_(topics))
    return store.all(
        sa.select(Member)
        .where(col(Member.id).in_(waits), col(Member.id) > after)
        .where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]))
        .order_by(col(Member.id))
        .limit(most)
    )


def missing_topics(store: Store) -> list[tuple[str, int]]:
    """Topics that mentees wait for: (slug, how many wait), the most wanted first. Demo people are left out."""
    many = sa.func.count().label("many")
    rows = store.rows(
        sa.select(col(Wish.topic), many)
        .join(Member, col(Member.id) == col(Wish.member_id))
        .where(col(Wish.program_id) == store.program, col(Member.is_demo).is_(False))
        .where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]))
        .group_by(col(Wish.topic))
        .order_by(many.desc(), col(Wish.topic))
    )
    return [(topic, count) for topic, count in rows]
