"""A program on its way from one coordinator to the next."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.columns import EncryptedText, Part, Rights, Table, UTCDateTime, one_of
from storage.database import Store
from storage.mentoring.records import Concern, ConcernStatus
from storage.people import Member


class HandoverStatus(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class Handover(Table, table=True):
    """`giver` offers the program to `taker`. `concerns`: the messages that go with it, or have gone (ids, spaces
    between), and the `reason` why they do. `came_at`: when the taker became a coordinator by it, for as
    long as they are one; none where they were one before."""

    __rights__: ClassVar = Rights(
        of=("giver_id", "taker_id"), gives="status at", sides={"giver_id": Part("reason")}, hides="concerns came_at",
        erase="anonymise", why="a record of what coordinators did", words="reason",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    giver_id: int = Field(foreign_key="member.id", index=True)
    taker_id: int = Field(foreign_key="member.id", index=True)
    status: HandoverStatus = Field(default=HandoverStatus.OFFERED, sa_type=one_of(HandoverStatus, "status"))
    concerns: str = Field(default="", sa_type=sa.Text)
    reason: str = Field(default="", sa_type=EncryptedText)
    at: datetime
    came_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    giver: Member = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Handover.giver_id"})
    taker: Member = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Handover.taker_id"})

    @property
    def concern_ids(self) -> list[int]:
        return [int(one) for one in self.concerns.split()]


def offered_by(store: Store, giver: Member) -> Handover | None:
    """What a coordinator has offered and nobody has answered."""
    return store.first(
        sa.select(Handover)
        .where(col(Handover.program_id) == store.program, col(Handover.giver_id) == giver.id)
        .where(col(Handover.status) == HandoverStatus.OFFERED)
        .limit(1)
    )


def open_of(store: Store, member: Member) -> list[Handover]:
    """What a member has offered or was offered, and nobody has answered."""
    return store.all(
        sa.select(Handover)
        .where(col(Handover.program_id) == store.program, col(Handover.status) == HandoverStatus.OFFERED)
        .where(sa.or_(col(Handover.giver_id) == member.id, col(Handover.taker_id) == member.id))
        .order_by(col(Handover.id))
    )


def pass_on(store: Store, emptied: Member, kept: Member) -> list[Handover]:
    """The two are one person from now on, and so it is offered by or to the one who stays; nobody offers two, or one to
    themselves. Gives what was passed on."""
    has_offered, passed = offered_by(store, kept) is not None, []
    for one in open_of(store, emptied):
        is_giver = one.giver_id == emptied.id
        if kept.id in (one.giver_id, one.taker_id) or (is_giver and has_offered):
            continue
        if is_giver:
            one.giver_id, one.giver = kept.id or 0, kept
        else:
            one.taker_id, one.taker = kept.id or 0, kept
        passed.append(one)
    store.session.flush()
    return passed


def taken_care_of(store: Store, coordinator: Member) -> list[Concern]:
    """The messages that a coordinator takes care of, oldest first."""
    return store.all(
        sa.select(Concern)
        .where(col(Concern.program_id) == store.program, col(Concern.taken_by_id) == coordinator.id)
        .where(col(Concern.status) == ConcernStatus.TAKEN)
        .order_by(col(Concern.id))
    )


def _accepted(store: Store) -> list[Handover]:
    return store.all(
        sa.select(Handover)
        .where(col(Handover.program_id) == store.program, col(Handover.status) == HandoverStatus.ACCEPTED)
        .order_by(col(Handover.id))
    )


def came_after(store: Store, concern: Concern) -> set[int]:
    """Who took the program over when a message had been written, and got it neither with it nor afterwards."""
    found = _accepted(store)
    late = {one.taker_id for one in found if one.came_at is not None and one.came_at >= concern.at}
    got = {one.taker_id for one in found if concern.id in one.concern_ids}
    return late - got - {concern.taken_by_id}


def written_before(store: Store, coordinator: Member) -> list[int]:
    """The messages (their ids) that this one did not get when they took the program over, nor afterwards."""
    mine = [one for one in _accepted(store) if one.taker_id == coordinator.id]
    came_at = max((one.came_at for one in mine if one.came_at is not None), default=None)
    if came_at is None:
        return []
    got = {concern for one in mine for concern in one.concern_ids}
    found = store.all(
        sa.select(Concern).where(col(Concern.program_id) == store.program, col(Concern.at) <= came_at)
    )  # fmt: skip
    return [one.id or 0 for one in found if one.id not in got and one.taken_by_id != coordinator.id]


def role_ends(store: Store, member: Member) -> None:
    """They coordinate no more, so nothing is kept from them as the one who took over: whoever makes them a coordinator
    again says what they see."""
    for one in _accepted(store):
        if one.taker_id == member.id:
            one.came_at = None
    store.session.flush()


def sees_as_before(store: Store, emptied: Member, kept: Member) -> None:
    """The two are one person from now on, who sees of what was written before as much as one of the two did. Called
    while both roles stand as they were."""
    theirs = [one for one in _accepted(store) if one.came_at is not None and one.taker_id == emptied.id]
    if not emptied.is_coordinator:
        return
    if not theirs:
        role_ends(store, kept)
    for one in theirs if not kept.is_coordinator else ():
        one.taker_id, one.taker = kept.id or 0, kept
    store.session.flush()
