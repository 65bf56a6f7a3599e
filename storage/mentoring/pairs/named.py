"""Whom words for the coordinators name: the sentence of a check-in, and what is said at the end of a match."""

from collections.abc import Iterable
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Field, col

from storage.columns import Part, Rights, Table
from storage.database import Store
from storage.mentoring.apart import kept_from
from storage.mentoring.matches import Match
from storage.people import Member

AT_THE_END = 0
"""The number of what is said at the end of a match. Check-ins count from 1."""


class WordsNamed(Table, table=True):
    """A member whom the words of one side of a match named when they were written. They never see them; what they are
    called later, or whether they coordinated then, changes nothing. `number`: of the check-in, or `AT_THE_END`."""

    __tablename__ = "words_named"
    __table_args__ = (sa.UniqueConstraint("match_id", "writer_id", "number", "member_id"),)
    __rights__: ClassVar = Rights(
        of=("writer_id", "member_id"), sides={"writer_id": Part(seen=False), "member_id": Part(seen=False)},
        hides="match_id number", erase="delete",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    match_id: int = Field(foreign_key="match.id")
    writer_id: int = Field(foreign_key="member.id")
    number: int
    member_id: int = Field(foreign_key="member.id")
    program_id: int = Field(foreign_key="program.id", index=True)


def keep(store: Store, match: Match, writer: Member, number: int, named: Iterable[int]) -> None:
    """These members are named in what the writer says there now, and nobody else."""
    store.session.execute(
        sa.delete(WordsNamed).where(
            col(WordsNamed.program_id) == store.program, col(WordsNamed.match_id) == match.id,
            col(WordsNamed.writer_id) == writer.id, col(WordsNamed.number) == number,
        )
    )  # fmt: skip
    for member in named:
        store.add(
            WordsNamed(match_id=match.id or 0, writer_id=writer.id or 0, number=number, member_id=member,
                       program_id=store.program)
        )  # fmt: skip


def _profiles(member: Member) -> "sa.Select[int | None]":
    """Who they are, and who they were before they linked accounts."""
    return sa.select(col(Member.id)).where(sa.or_(col(Member.id) == member.id, col(Member.into_id) == member.id))


def of_others(coordinator: Member) -> "sa.ColumnElement[bool]":
    """A condition on a match: this coordinator is none of the two, under whichever of their profiles."""
    them = _profiles(coordinator)
    return sa.and_(col(Match.mentee_id).not_in(them), col(Match.mentor_id).not_in(them))


def may_read(
    store: Store,
    coordinator: Member,
    match: "Mapped[int]",
    writer: "Mapped[int]",
    number: "Mapped[int] | int",
) -> "sa.ColumnElement[bool]":
    """A condition on words, given by these columns: they do not name this coordinator, under whichever of their former
    profiles, and neither of the two keeps the other away."""
    names_them = sa.exists().where(
        col(WordsNamed.match_id) == match, col(WordsNamed.writer_id) == writer, col(WordsNamed.number) == number,
        col(WordsNamed.member_id).in_(_profiles(coordinator)),
    )  # fmt: skip
    return sa.and_(~names_them, writer.not_in(kept_from(store, coordinator)))
