"""Who is asked to take a program over, should nobody coordinate it any more."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.columns import Rights, Table, UTCDateTime
from storage.database import Store
from storage.people import Member


class StandIn(Table, table=True):
    """The one member whom the coordinators named; `asked_at` is when they were asked because nobody was left."""

    __tablename__ = "stand_in"
    __rights__: ClassVar = Rights(of=("member_id",), gives="at asked_at", erase="delete")

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", unique=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    at: datetime
    asked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    member: Member = Relationship(sa_relationship_kwargs={"viewonly": True})


def stand_in(store: Store) -> StandIn | None:
    """Whom the program has named, as long as they are in it."""
    found = store.first(sa.select(StandIn).where(col(StandIn.program_id) == store.program))
    return found if found is not None and found.member.is_here else None


def named(store: Store, member: Member) -> StandIn | None:
    """The row of a member, be they gone or not; None where it is somebody else."""
    return store.first(
        sa.select(StandIn).where(col(StandIn.program_id) == store.program, col(StandIn.member_id) == member.id)
    )


def name(store: Store, member: Member, now: datetime) -> StandIn:
    """From now on it is this member alone."""
    forget(store)
    return store.add(StandIn(program_id=store.program, member_id=member.id or 0, at=now))


def passes_on(store: Store, emptied: Member, kept: Member) -> None:
    """The two are one person from now on."""
    found = named(store, emptied)
    if found is not None:
        found.member_id, found.member = kept.id or 0, kept
        store.session.flush()


def forget(store: Store) -> None:
    for row in store.all(sa.select(StandIn).where(col(StandIn.program_id) == store.program)):
        store.delete(row)
