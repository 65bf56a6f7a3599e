"""What coordinators did, and what members reported because it was not all right."""

import re
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.columns import EncryptedText, Rights, Table, UTCDateTime, one_of
from storage.database import Store
from storage.mentoring.spelling import folded
from storage.people import Account, Member


class Act(Table, table=True):
    """Who did what, to whom or what, when. Never deleted while the program is."""

    __rights__: ClassVar = Rights(of=("by_id", "to_id"), erase="anonymise", why="a record of what coordinators did")

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    by_id: int | None = Field(default=None, foreign_key="member.id")
    to_id: int | None = Field(default=None, foreign_key="member.id")
    what: str = Field(max_length=40)
    detail: str = Field(default="", sa_type=EncryptedText)
    at: datetime


class ConcernStatus(StrEnum):
    NEW = "new"
    SEEN = "seen"
    TAKEN = "taken"
    CLOSED = "closed"


class Concern(Table, table=True):
    """Something that was reported because it is not all right, by a member or by an account that is not one.

    Coordinators see it, but never one whom it is about, nor one whom its words name, unless whoever wrote it said that
    they may (`for_named`). `unheard`: when it was written there was no coordinator who could be told. `brought_again`:
    how often it came up again since anything became of it.
    """

    __rights__: ClassVar = Rights(
        of=("from_id", "account_id", "about_id"), erase="anonymise", why="safety follow-up may be running"
    )

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    from_id: int | None = Field(default=None, foreign_key="member.id")
    account_id: int = Field(foreign_key="account.id")
    about_id: int | None = Field(default=None, foreign_key="member.id")
    taken_by_id: int | None = Field(default=None, foreign_key="member.id")
    text: str = Field(sa_type=EncryptedText)
    note: str = Field(default="", sa_type=EncryptedText)
    status: ConcernStatus = Field(default=ConcernStatus.NEW, sa_type=one_of(ConcernStatus, "status"))
    for_named: bool = False
    unheard: bool = False
    brought_again: int = 0
    at: datetime
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    account: Account = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True, "viewonly": True})
    from_member: Member | None = Relationship(sa_relationship_kwargs={"foreign_keys": "Concern.from_id"})
    about_member: Member | None = Relationship(sa_relationship_kwargs={"foreign_keys": "Concern.about_id"})
    taken_by: Member | None = Relationship(sa_relationship_kwargs={"foreign_keys": "Concern.taken_by_id"})

    @property
    def writer(self) -> str:
        """The name of whoever wrote it."""
        return self.from_member.name if self.from_member else self.account.name

    def may_be_seen_by(self, coordinator: Member) -> bool:
        return coordinator.is_coordinator and self.concerns_not(coordinator)

    def concerns_not(self, member: Member) -> bool:
        """Whether it is neither from nor about this member, as far as can be told."""
        if member.id in (self.about_id, self.from_id):
            return False
        return self.for_named or not is_named(self.text, member)


_LEAST_LETTERS = 3
_NO_SPACES = re.compile(r"[\u2e80-\U0003ffff]")
"""Characters of scripts that write words without spaces between them."""


def is_named(text: str, person: Member) -> bool:
    """Whether a text has this person in it: a mention, or one word of their name, however it is spelled. Words of one
    or two letters are too common to count, except where the whole name is one."""
    if person.account.user in re.findall(r"<@!?([A-Za-z0-9]+)", text):
        return True
    said, words = folded(text), re.findall(r"\w+", folded(person.name))
    long_enough = [word for word in words if len(word) >= _LEAST_LETTERS or _NO_SPACES.search(word)]
    return any(_has(said, word) for word in long_enough or words)


def _has(said: str, word: str) -> bool:
    """Whether the word stands in it, also as "Sam's" and "Sams"."""
    if _NO_SPACES.search(word):
        return word in said
    return re.search(rf"(?<!\w){re.escape(word)}(?:['’]?s)?(?!\w)", said) is not None


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


def latest_acts(store: Store, most: int) -> list[Act]:
    """Newest first."""
    return store.all(
        sa.select(Act).where(col(Act.program_id) == store.program).order_by(col(Act.id).desc()).limit(most)
    )


def written_since(store: Store, account: Account, since: datetime) -> int:
    """How many messages to the coordinators this account wrote since then."""
    return store.number(
        sa.select(sa.func.count())
        .select_from(Concern)
        .where(col(Concern.program_id) == store.program, col(Concern.account_id) == account.id)
        .where(col(Concern.at) >= since)
    )


def open_concerns(store: Store, coordinator: Member) -> list[Concern]:
    """What is not closed and this coordinator may see, oldest first."""
    found = store.all(
        sa.select(Concern)
        .where(col(Concern.program_id) == store.program, col(Concern.status) != ConcernStatus.CLOSED)
        .order_by(col(Concern.id))
    )
    return [concern for concern in found if concern.may_be_seen_by(coordinator)]


def without_care(store: Store) -> list[Concern]:
    """What nobody takes care of, oldest first."""
    return store.all(
        sa.select(Concern)
        .where(col(Concern.program_id) == store.program)
        .where(col(Concern.status).in_([ConcernStatus.NEW, ConcernStatus.SEEN]))
        .order_by(col(Concern.id))
    )


def taken_by(store: Store, coordinator: Member) -> list[Concern]:
    """What this coordinator takes care of, oldest first."""
    return store.all(
        sa.select(Concern)
        .where(col(Concern.program_id) == store.program, col(Concern.taken_by_id) == coordinator.id)
        .where(col(Concern.status) == ConcernStatus.TAKEN)
        .order_by(col(Concern.id))
    )
