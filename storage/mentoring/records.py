"""What coordinators did, and what members reported because it was not all right."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.columns import EncryptedText, Part, Rights, Table, UTCDateTime, one_of
from storage.database import Store
from storage.mentoring.apart import kept_from
from storage.people import Account, Member, MemberAccount, MemberStatus


class Act(Table, table=True):
    """Who did what, to whom or what, when. Never deleted while the program is."""

    __rights__: ClassVar = Rights(
        of=("by_id", "to_id"), gives="what at", sides={"by_id": Part("detail"), "to_id": Part(empties="detail")},
        words="detail",
        erase="anonymise", why="a record of what coordinators did",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    by_id: int | None = Field(default=None, foreign_key="member.id")
    to_id: int | None = Field(default=None, foreign_key="member.id")
    what: str = Field(max_length=40)
    detail: str = Field(default="", sa_type=EncryptedText)
    at: datetime


class ConcernNamed(Table, table=True):
    """A member whom the words of a concern named when it was written. They never see it, unless whoever wrote it said
    that they `may_read` it; what they are called later changes nothing."""

    __rights__: ClassVar = Rights(
        of=("member_id",), sides={"member_id": Part(seen=False)}, hides="concern_id may_read", erase="delete"
    )

    concern_id: int = Field(foreign_key="concern.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    may_read: bool = False

    member: Member = Relationship(sa_relationship_kwargs={"viewonly": True})


def _is(member: Member | None, person: Member) -> bool:
    """Whether that is this person, also under a profile that they gave up."""
    return member is not None and person.id in (member.id, member.into_id)


class ConcernStatus(StrEnum):
    NEW = "new"
    SEEN = "seen"
    TAKEN = "taken"
    CLOSED = "closed"


class Concern(Table, table=True):
    """Something that was reported because it is not all right, by a member or by an account that is not one.

    Coordinators see it, but never one whom it is about, nor one whom its words named when it was written, unless
    whoever wrote it said that they may. `unheard`: when it was written there was no coordinator who could be told.
    `match_id`: it was said in a check-in about that match that it is hard, and the text is what was added to that.
    `is_heard`: somebody who can hear has it now, as far as the writer knows; `nobody_said_at` is when they last read
    that nobody has. `brought_again`: how often it came up again since anything became of it.
    """

    __rights__: ClassVar = Rights(
        of=("from_id", "account_id", "about_id", "taken_by_id"), gives="status at closed_at",
        sides={"from_id": Part("text"), "account_id": Part("text"), "about_id": Part(seen=False),
               "taken_by_id": Part(empties="note", seen=False)},
        hides="note match_id unheard is_heard nobody_said_at brought_again",
        words="text note",
        erase="anonymise", why="safety follow-up may be running",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    from_id: int | None = Field(default=None, foreign_key="member.id")
    account_id: int = Field(foreign_key="account.id")
    about_id: int | None = Field(default=None, foreign_key="member.id")
    match_id: int | None = Field(default=None, foreign_key="match.id")
    taken_by_id: int | None = Field(default=None, foreign_key="member.id")
    text: str = Field(sa_type=EncryptedText)
    note: str = Field(default="", sa_type=EncryptedText)
    status: ConcernStatus = Field(default=ConcernStatus.NEW, sa_type=one_of(ConcernStatus, "status"))
    unheard: bool = False
    is_heard: bool = False
    nobody_said_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    brought_again: int = 0
    at: datetime
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    account: Account = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True, "viewonly": True})
    from_member: Member | None = Relationship(sa_relationship_kwargs={"foreign_keys": "Concern.from_id"})
    about_member: Member | None = Relationship(sa_relationship_kwargs={"foreign_keys": "Concern.about_id"})
    taken_by: Member | None = Relationship(sa_relationship_kwargs={"foreign_keys": "Concern.taken_by_id"})
    named: list["ConcernNamed"] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "cascade": "all, delete-orphan"}
    )

    @property
    def writer(self) -> str:
        """The name of whoever wrote it."""
        return self.from_member.name if self.from_member else self.account.name

    def is_about(self, person: Member) -> bool:
        return _is(self.about_member, person)

    def may_get(self, person: Member) -> bool:
        """Never whom it is about, who wrote it, or whom its words name, under whichever profile they had then."""
        if self.is_about(person) or _is(self.from_member, person):
            return False
        return all(one.may_read for one in self.named if one.member_id == person.id or _is(one.member, person))

    def may_be_seen_by(self, coordinator: Member) -> bool:
        return coordinator.is_coordinator and self.may_get(coordinator)


def done_since(store: Store, what: str, to: Member, since: datetime) -> int:
    """How often that was done to a member since then, by whomever."""
    return store.number(
        sa.select(sa.func.count())
        .select_from(Act)
        .where(col(Act.program_id) == store.program, col(Act.to_id) == to.id, col(Act.what) == what)
        .where(col(Act.at) > since)
    )


def record(
    store: Store, by: Member | None, what: str, now: datetime, *, to: Member | None = None, detail: str = ""
) -> None:
    """Notes an act of a coordinator (or of a member, where coordinators should find it)."""
    store.add(
        Act(
            program_id=store.program,
            by_id=by.id if by else None,
            to_id=to.id if to else None,
            what=what,
            detail=detail[:300],
            at=now,
        )
    )


def first_done(store: Store, what: str) -> datetime | None:
    """When that was done for the first time; None where it never was, or is not known any more."""
    look = sa.select(col(Act.at)).where(col(Act.program_id) == store.program, col(Act.what) == what)
    return store.session.scalar(look.order_by(col(Act.id)).limit(1))


def who_last(store: Store, what: str) -> Member | None:
    """Whoever did that last; None where it is not known any more."""
    look = sa.select(col(Act.by_id)).where(col(Act.program_id) == store.program, col(Act.what) == what)
    return store.get(Member, store.session.scalar(look.order_by(col(Act.id).desc()).limit(1)))


def latest_acts(store: Store, most: int, before: int | None = None) -> list[Act]:
    """Newest first, those before an id where one is given."""
    acts = sa.select(Act).where(col(Act.program_id) == store.program)
    older = acts.where(col(Act.id) < before) if before is not None else acts
    return store.all(older.order_by(col(Act.id).desc()).limit(most))


def _written_by(account_id: int | None, member_id: int | None) -> "sa.ColumnElement[bool]":
    """Whichever account they wrote it with."""
    with_it = col(Concern.account_id) == account_id
    return with_it if member_id is None else sa.or_(with_it, col(Concern.from_id) == member_id)


def written_since(store: Store, account: Account, writer: Member | None, since: datetime) -> int:
    """How many messages to the coordinators this account, or its member, wrote since then."""
    return store.number(
        sa.select(sa.func.count())
        .select_from(Concern)
        .where(col(Concern.program_id) == store.program, _written_by(account.id, writer.id if writer else None))
        .where(col(Concern.at) >= since)
    )


def open_concerns(store: Store, coordinator: Member) -> list[Concern]:
    """What is not closed and this coordinator may see, oldest first. What somebody wrote who keeps them away is not
    among it, unless it is in their hands already."""
    away = kept_from(store, coordinator)
    found = store.all(
        sa.select(Concern)
        .where(col(Concern.program_id) == store.program, col(Concern.status) != ConcernStatus.CLOSED)
        .order_by(col(Concern.id))
    )
    theirs = [one for one in found if one.from_id not in away or one.taken_by_id == coordinator.id]
    return [concern for concern in theirs if concern.may_be_seen_by(coordinator)]


def has_newer_unread(store: Store, concern: Concern) -> bool:
    """Whether the same person wrote something later that nobody has read either."""
    return store.first(
        sa.select(Concern)
        .where(col(Concern.program_id) == store.program, _written_by(concern.account_id, concern.from_id))
        .where(col(Concern.status) == ConcernStatus.NEW, col(Concern.id) > concern.id)
        .limit(1)
    ) is not None  # fmt: skip


def open_after(store: Store, last: int, most: int) -> list[Concern]:
    """What is not closed, the next ones after an id."""
    return store.all(
        sa.select(Concern)
        .where(col(Concern.program_id) == store.program, col(Concern.id) > last)
        .where(col(Concern.status) != ConcernStatus.CLOSED)
        .order_by(col(Concern.id))
        .limit(most)
    )


def names_here(store: Store) -> "Sequence[sa.Row[int, str, str]]":
    """(id, name, account's id on its platform) of everybody who is in the program, once for each of their accounts."""
    return store.rows(
        sa.select(col(Member.id), col(Member.name), col(Account.user))
        .join(MemberAccount, col(MemberAccount.member_id) == col(Member.id))
        .join(Account, col(Account.id) == col(MemberAccount.account_id))
        .where(col(Member.program_id) == store.program)
        .where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]))
    )
