"""What coordinators did, and what members reported because it was not all right."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from storage.columns import EncryptedText, Rights, Table, UTCDateTime, one_of
from storage.database import Store
from storage.people import Member


class Act(Table, table=True):
    """Who did what, to whom or what, when. Never deleted while the program is."""

    __rights__: ClassVar = Rights(of=("by_id", "to_id"), erase="anonymise", why="a record of what coordinators did")

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    by_id: int | None = Field(default=None, foreign_key="member.id")
    to_id: int | None = Field(default=None, foreign_key="member.id")
    what: str = Field(max_length=40)
    detail: str = Field(default="", max_length=300)
    at: datetime


class ConcernStatus(StrEnum):
    NEW = "new"
    SEEN = "seen"
    CLOSED = "closed"


class Concern(Table, table=True):
    """Something a member reported. Coordinators see it, but never one who is named in it."""

    __rights__: ClassVar = Rights(of=("from_id", "about_id"), erase="anonymise", why="safety follow-up may be running")

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    from_id: int = Field(foreign_key="member.id")
    about_id: int | None = Field(default=None, foreign_key="member.id")
    taken_by_id: int | None = Field(default=None, foreign_key="member.id")
    text: str = Field(sa_type=EncryptedText)
    status: ConcernStatus = Field(default=ConcernStatus.NEW, sa_type=one_of(ConcernStatus, "status"))
    at: datetime
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


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
