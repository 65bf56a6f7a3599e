"""What each side says when a match is over, with their name."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.columns import EncryptedText, Rights, Table, one_of
from storage.database import Store
from storage.mentoring.matches import GOES_ON, OVER, Match, MatchStatus
from storage.mentoring.pairs.named import AT_THE_END, may_read, of_others
from storage.people import Member


class Helped(StrEnum):
    MUCH = "much"
    SOME = "some"
    LITTLE = "little"
    NOT = "not"


class Again(StrEnum):
    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"


class Closing(Table, table=True):
    """One side's answers to the short form at the end of a match: whether it `helped`, whether they would take part
    again, and `words` for the coordinators, who read all of it."""

    __table_args__ = (sa.Index("ix_closing_program_given", "program_id", "given_at"),)
    __rights__: ClassVar = Rights(
        of=("writer_id",), gives="match_id helped again words given_at", words="words", erase="delete"
    )

    match_id: int = Field(foreign_key="match.id", primary_key=True)
    writer_id: int = Field(foreign_key="member.id", primary_key=True)
    program_id: int = Field(foreign_key="program.id")
    helped: Helped = Field(sa_type=one_of(Helped, "helped"))
    again: Again = Field(sa_type=one_of(Again, "again"))
    words: str = Field(default="", sa_type=EncryptedText)
    given_at: datetime

    match: Match = Relationship(sa_relationship_kwargs={"viewonly": True})
    writer: Member = Relationship(sa_relationship_kwargs={"viewonly": True})


def closing_of(store: Store, match: Match, writer: Member) -> Closing | None:
    found = store.session.get(Closing, (match.id, writer.id))
    return found if found is not None and found.program_id == store.program else None


def _readable(store: Store, coordinator: Member) -> "sa.Select[Closing]":
    """All that a coordinator may read: nothing of a match of their own, nothing that names them, nothing of somebody
    whom they are kept apart from."""
    return (
        sa.select(Closing)
        .join(Match, col(Match.id) == col(Closing.match_id))
        .where(col(Closing.program_id) == store.program)
        .where(may_read(store, coordinator, col(Closing.match_id), col(Closing.writer_id), AT_THE_END))
        .where(of_others(coordinator))
    )


def closings(store: Store, coordinator: Member, *, skip: int, most: int) -> list[Closing]:
    """What this coordinator may read, the newest first."""
    query = _readable(store, coordinator).order_by(col(Closing.given_at).desc(), col(Closing.match_id).desc())
    return store.all(query.offset(skip).limit(most))


def how_many(store: Store, coordinator: Member) -> int:
    return store.number(_readable(store, coordinator).with_only_columns(sa.func.count()))


def endings(store: Store) -> dict[MatchStatus, int]:
    """How many matches of the program go on, were completed, or ended early."""
    wanted = [*GOES_ON, *OVER]
    found = store.rows(
        sa.select(col(Match.status), sa.func.count())
        .where(col(Match.program_id) == store.program, col(Match.status).in_(wanted))
        .group_by(col(Match.status))
    )
    return {row[0]: row[1] for row in found}


def reasons(store: Store) -> list[str]:
    """Why matches ended, one word for each that did, in the order in which they ended."""
    rows: Sequence[sa.Row[Any]] = store.rows(
        sa.select(col(Match.reason))
        .where(col(Match.program_id) == store.program, col(Match.status).in_(OVER))
        .order_by(col(Match.ended_at), col(Match.id))
    )
    return [row[0] for row in rows]
