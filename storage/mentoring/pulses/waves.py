"""Waves: one sending of a pulse, whom it goes to, and who has answered. What they answered is in `ballots`, and nothing
leads from one to the other."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlmodel import Field, col

from storage.columns import EncryptedText, Rights, Table, UTCDateTime, one_of
from storage.database import PROGRAM, Store
from storage.mentoring.matches import GOES_ON, Match
from storage.people import Account, Member, MemberStatus


class WaveStatus(StrEnum):
    """Counting: it is closed, and what was answered is being rewritten."""

    DRAFT = "draft"
    OPEN = "open"
    COUNTING = "counting"
    CLOSED = "closed"


RUNS = (WaveStatus.OPEN, WaveStatus.COUNTING)


class Audience(StrEnum):
    EVERYBODY = "everybody"
    MENTEES = "mentees"
    MENTORS = "mentors"
    MATCHED = "matched"
    UNMATCHED = "unmatched"


class Wave(Table, table=True):
    """One sending of a pulse of the library (`pulse`). `wording`: its questions as they are asked, as JSON, once it is
    sent; the library may have other words by then, or none.

    `last_day`: on which it closes, as the coordinator chose it; `closes_at`: when, once it is open. `said`: what was
    done after the last one, which stands above the questions; `did`: what was done after this one, told to the same
    audience. `invited`: how many it went to, and when it is over without those whom no card has reached; nobody who is
    erased is taken off, or the number would tell whether they had answered. `answered`: how many ballots were counted,
    when it is over.
    """

    __table_args__ = (sa.Index("ix_wave_program_status", "program_id", "status"),)
    __rights__: ClassVar = Rights(words="said did", why="what a coordinator asks, and how many answered; nobody who")

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id")
    pulse: str = Field(max_length=30)
    wording: str = ""
    audience: Audience = Field(default=Audience.EVERYBODY, sa_type=one_of(Audience, "audience"))
    status: WaveStatus = Field(default=WaveStatus.DRAFT, sa_type=one_of(WaveStatus, "status"))
    last_day: date | None = None
    said: str = Field(default="", sa_type=EncryptedText)
    did: str = Field(default="", sa_type=EncryptedText)
    opened_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    closes_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    did_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    invited: int = 0
    answered: int = 0


class WaveMember(Table, table=True):
    """Who was asked, and whether they have answered: to the day, and only until the wave is over. Kept in the order of
    members, not of answers."""

    __tablename__ = "wave_member"
    __table_args__ = ({"sqlite_with_rowid": False},)
    __rights__: ClassVar = Rights(of=("member_id",), gives="asked_on answered_on", hides="wave_id", erase="delete")

    wave_id: int = Field(foreign_key="wave.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
    program_id: int = Field(foreign_key="program.id")
    asked_on: date
    answered_on: date | None = None


asked = WaveMember.__table__  # type: ignore[attr-defined]
_WAVES = sa.select(Wave).where(col(Wave.program_id) == PROGRAM).order_by(col(Wave.id).desc())
_RUNS = _WAVES.where(col(Wave.status).in_(RUNS)).limit(1)
_RUNS_HELD = _RUNS.with_for_update(of=Wave, key_share=True).execution_options(populate_existing=True)
_DRAFT = _WAVES.where(col(Wave.status) == WaveStatus.DRAFT).limit(1)
_DRAFT_HELD = _DRAFT.with_for_update(of=Wave, key_share=True).execution_options(populate_existing=True)
_CLOSED = _WAVES.where(col(Wave.status) == WaveStatus.CLOSED)
_WAITS = (
    sa.select(WaveMember)
    .join(Wave, col(Wave.id) == col(WaveMember.wave_id))
    .where(col(Wave.program_id) == PROGRAM, col(Wave.status) == WaveStatus.OPEN)
    .where(col(WaveMember.member_id) == sa.bindparam("member"))
    .order_by(col(Wave.id).desc())
    .limit(1)
)


def running(store: Store) -> Wave | None:
    """The wave that is open or being counted; there is one at a time."""
    return store.first(_RUNS)


def running_held(store: Store) -> Wave | None:
    """The same, and nobody answers, closes it or counts before this is saved."""
    return store.first(_RUNS_HELD)


def draft(store: Store) -> Wave | None:
    """The one that is being prepared."""
    return store.first(_DRAFT)


def draft_held(store: Store) -> Wave | None:
    """The same, as it is now, and nobody else changes or sends it before this is saved."""
    return store.first(_DRAFT_HELD)


def closed(store: Store, most: int, after: int = 0) -> list[Wave]:
    """Those that are over, the newest first, without the first `after` of them."""
    return store.all(_CLOSED.limit(most).offset(after))


def asked_of(store: Store, member: Member) -> WaveMember | None:
    """That somebody is asked in the wave that is open now; None where they are not."""
    return store.first(_WAITS, member=member.id)


# --- audiences -------------------------------------------------------------------------------------------------------


def _match(*sides: Any) -> "sa.Exists":
    return (
        sa.exists()
        .where(sa.or_(*(side == col(Member.id) for side in sides)), col(Match.status).in_(GOES_ON))
        .correlate(Member.__table__)  # type: ignore[attr-defined]
    )


def _is_among(audience: Audience) -> "sa.ColumnElement[bool]":
    as_mentee, as_mentor = col(Match.mentee_id), col(Match.mentor_id)
    match audience:
        case Audience.EVERYBODY:
            return sa.or_(col(Member.is_mentee), col(Member.is_mentor))
        case Audience.MENTEES:
            return col(Member.is_mentee).is_(True)
        case Audience.MENTORS:
            return col(Member.is_mentor).is_(True)
        case Audience.MATCHED:
            return _match(as_mentee, as_mentor)
        case Audience.UNMATCHED:
            return sa.and_(col(Member.is_mentee), ~_match(as_mentee))


def _people(store: Store, audience: Audience) -> "sa.Select[Member]":
    """Those who are here and take no break; nobody invented."""
    return (
        sa.select(Member)
        .join(Account, col(Account.id) == col(Member.account_id))
        .where(col(Member.program_id) == store.program, col(Member.status) == MemberStatus.ACTIVE)
        .where(col(Member.is_demo).is_(False), col(Account.gone_at).is_(None), _is_among(audience))
    )


def people(store: Store, audience: Audience, *, after: int, most: int) -> list[Member]:
    """The next of them after that id, in the order of their ids."""
    return store.all(_people(store, audience).where(col(Member.id) > after).order_by(col(Member.id)).limit(most))


def zones(store: Store, audience: Audience) -> dict[int, str]:
    """The time zone of each of them, by their id."""
    found = store.rows(_people(store, audience).with_only_columns(col(Member.id), col(Member.zone)))
    return {id_ or 0: zone for id_, zone in found}


def how_many(store: Store, audience: Audience) -> int:
    return store.number(_people(store, audience).with_only_columns(sa.func.count(col(Member.id))))


# --- who was asked, and who has answered -----------------------------------------------------------------------------


def ask(store: Store, wave: Wave, members: Sequence[Member], day: date) -> None:
    rows = [
        {"wave_id": wave.id, "member_id": one.id, "program_id": store.program, "asked_on": day, "answered_on": None}
        for one in members
    ]
    if rows:
        store.session.execute(sa.insert(asked), rows)


def _of(store: Store, wave: Wave) -> "sa.ColumnElement[bool]":
    return sa.and_(asked.c.wave_id == wave.id, asked.c.program_id == store.program)


def note_answered(store: Store, wave: Wave, member: Member, day: date) -> bool:
    """False where they had answered before, or were not asked."""
    note = (
        sa.update(asked)
        .where(_of(store, wave), asked.c.member_id == member.id, asked.c.answered_on.is_(None))
        .values(answered_on=day)
    )
    done = store.session.execute(note)
    return isinstance(done, CursorResult) and done.rowcount == 1


def was_asked(store: Store, wave: Wave, member: Member) -> bool:
    """Whether it went to them, as far as that is still noted."""
    found = sa.select(sa.func.count()).select_from(asked).where(_of(store, wave), asked.c.member_id == member.id)
    return store.number(found) > 0


def pass_on(store: Store, wave: Wave, emptied: Member, kept: Member) -> bool:
    """The two are one person: one of those asked, who has answered where one of the two has. True where only the
    emptied one had been asked. That one fewer was asked is said whoever has answered, or it would tell. `wave` is
    held."""
    both = _of(store, wave), asked.c.member_id.in_([emptied.id, kept.id])
    rows = store.rows(sa.select(asked.c.member_id, asked.c.answered_on).where(*both).with_for_update())
    found = {row.member_id: row.answered_on for row in rows}
    there = sa.and_(_of(store, wave), asked.c.member_id == emptied.id)
    if emptied.id not in found:
        return False
    if kept.id not in found:
        store.session.execute(sa.update(asked).where(there).values(member_id=kept.id))
        return True
    answered_on = min((day for day in found.values() if day is not None), default=None)
    here = sa.and_(_of(store, wave), asked.c.member_id == kept.id)
    store.session.execute(sa.update(asked).where(here).values(answered_on=answered_on))
    store.session.execute(sa.delete(asked).where(there))
    wave.invited -= 1
    return False


def silent(store: Store, wave: Wave, *, after: int, most: int) -> list[Member]:
    """The next of those who were asked, are still here, and have not answered."""
    return store.all(
        sa.select(Member)
        .join(asked, asked.c.member_id == col(Member.id))
        .where(_of(store, wave), asked.c.answered_on.is_(None), col(Member.status) == MemberStatus.ACTIVE)
        .where(col(Member.id) > after)
        .order_by(col(Member.id))
        .limit(most)
    )


def asked_people(store: Store, wave: Wave, most: int) -> list[Member]:
    """Some of those of whom it is still noted that they were asked."""
    return store.all(
        sa.select(Member)
        .join(asked, asked.c.member_id == col(Member.id))
        .where(_of(store, wave))
        .order_by(col(Member.id))
        .limit(most)
    )


def forget(store: Store, wave: Wave, members: Sequence[Member]) -> None:
    """That they were asked, and whether they answered, is nobody's business any more."""
    ids = [one.id for one in members]
    store.session.execute(sa.delete(asked).where(_of(store, wave), asked.c.member_id.in_(ids)))
