"""Letters: cards on their way. On every press's path, so written with Core statements."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from storage.columns import EncryptedText, Rights, Table, UTCDateTime, one_of

AnyRow: TypeAlias = "sa.Row[*tuple[Any, ...]]"
DROPPED = "dropped"
"""Why a letter was not sent: what it said came to nothing first."""
LEASE = timedelta(seconds=20)
"""How long a claimed letter is held, unless that is extended."""


DONE = sa.text("state IN ('sent', 'dead')")
"""Said in the same words where it is asked and in the index, so that the index is used."""


class LetterState(StrEnum):
    PENDING = "pending"
    HELD = "held"
    SENT = "sent"
    DEAD = "dead"


class LetterKind(StrEnum):
    """Why a person gets a letter: they did something, somebody else did, or nobody did."""

    ANSWER = "answer"
    PERSONAL = "personal"
    PROMPT = "prompt"


class Letter(Table, table=True):
    """A card on its way to an account, a room or a channel. See docs/decisions for how it can never be lost.

    `due_at` is due time, lease and back-off in one. `attempts` fences settling: who claims it adds one, and settles
    only what still has that number. `failures` counts the tries that went wrong. `claimed_at` is set while nobody knows
    whether a send arrived. `edits` names the letter that this one changes, to what is remembered of it by then, instead
    of being a new message. Held: waits for its reader's weekly digest.
    """

    __table_args__ = (
        sa.Index("ix_letter_due", "lane", "rank", "due_at", "id", sqlite_where=sa.text("state = 'pending'"),
                 postgresql_where=sa.text("state = 'pending'")),
        sa.Index("ix_letter_account", "account_id", "id"),
        sa.Index("ix_letter_slot", "slot", "id", sqlite_where=sa.text("slot <> ''"),
                 postgresql_where=sa.text("slot <> ''")),
        sa.Index("ix_letter_edits", "edits", sqlite_where=sa.text("edits IS NOT NULL"),
                 postgresql_where=sa.text("edits IS NOT NULL")),
        sa.Index("ix_letter_done", "created_at", sqlite_where=DONE, postgresql_where=DONE),
        sa.Index("ix_letter_reference", "reference", sqlite_where=sa.text("reference <> ''"),
                 postgresql_where=sa.text("reference <> ''")),
        {"sqlite_autoincrement": True},
    )  # fmt: skip
    __rights__: ClassVar = Rights(of=("member_id", "account_id"), erase="delete")

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=140, unique=True)
    program_id: int | None = Field(default=None, foreign_key="program.id", index=True)
    lane: str = Field(max_length=60)
    rank: int = 1
    kind: LetterKind = Field(sa_type=one_of(LetterKind, "kind"))
    account_id: int | None = Field(default=None, foreign_key="account.id")
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    room_id: int | None = Field(default=None, foreign_key="room.id", index=True)
    place_id: int | None = Field(default=None, foreign_key="place.id")
    channel: str = Field(default="", max_length=40)
    card: str = Field(sa_type=EncryptedText)
    open: bool = False
    urgent: bool = False
    slot: str = Field(default="", max_length=60)
    edits: int | None = Field(default=None, foreign_key="letter.id")
    created_at: datetime
    due_at: datetime
    expires_at: datetime | None = None
    attempts: int = 0
    failures: int = 0
    claimed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    state: LetterState = Field(default=LetterState.PENDING, sa_type=one_of(LetterState, "state"))
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reference: str = Field(default="", max_length=120)
    error: str = Field(default="", max_length=60)


letters = Letter.__table__  # type: ignore[attr-defined]


_PUT = sa.insert(letters)


def put_letters(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Adds letters; a key that was used before is a bug and raises."""
    if rows:
        session.connection().execute(_PUT, rows)


def newest_in_slot(
    session: Session, slot: str, account_id: int | None, room_id: int | None, place_id: int | None, channel: str | None
) -> "AnyRow | None":
    """The newest letter told in that slot to an account, a room or a channel: (id, state, claimed_at, lane,
    program_id). It is locked, so that its sending cannot begin between this look and a change."""
    columns = letters.c
    there = _read_by(account_id, room_id, place_id, channel)
    return session.execute(
        sa.select(columns.id, columns.state, columns.claimed_at, columns.lane, columns.program_id)
        .where(columns.slot == slot, columns.edits.is_(None), there)
        .order_by(columns.id.desc())
        .limit(1)
        .with_for_update()
    ).first()


def _read_by(
    account_id: int | None, room_id: int | None, place_id: int | None, channel: str | None
) -> "sa.ColumnElement[bool]":
    columns = letters.c
    there: sa.ColumnElement[bool] = sa.and_(columns.place_id == place_id, columns.channel == channel)
    if account_id:
        there = columns.account_id == account_id
    elif room_id:
        there = columns.room_id == room_id
    return there


def drop_unsent(
    session: Session, slot: str, account_id: int | None, room_id: int | None, place_id: int | None, channel: str | None
) -> None:
    """Takes out every letter told in that slot whose sending has not begun."""
    there = _read_by(account_id, room_id, place_id, channel)
    session.execute(
        sa.update(letters)
        .where(letters.c.slot == slot, letters.c.edits.is_(None), there, letters.c.claimed_at.is_(None))
        .where(letters.c.state.in_([LetterState.PENDING, LetterState.HELD]))
        .values(state=LetterState.DEAD, error=DROPPED, open=False)
    )


def redraw_letter(session: Session, letter_id: int, card: str, *, open: bool) -> None:
    """Changes what a letter says, or what is remembered of a sent one (so that typed answers fit what is seen)."""
    session.execute(sa.update(letters).where(letters.c.id == letter_id).values(card=card, open=open))


def close_letter(session: Session, letter_id: int) -> None:
    """What is typed from now on is not about this card."""
    session.execute(sa.update(letters).where(letters.c.id == letter_id).values(open=False))


def pending_edit(session: Session, letter_id: int) -> int | None:
    """The id of an edit of this letter that has not begun to be sent, and cannot begin before this is done."""
    return session.scalar(
        sa.select(letters.c.id)
        .where(letters.c.edits == letter_id, letters.c.state == LetterState.PENDING, letters.c.claimed_at.is_(None))
        .limit(1)
        .with_for_update()
    )


def letter_with_reference(session: Session, lane: str, reference: str) -> int | None:
    return session.scalar(
        sa.select(letters.c.id)
        .where(letters.c.reference == reference, letters.c.lane == lane, letters.c.edits.is_(None))
        .limit(1)
    )


def open_cards(session: Session, account_id: int, now: datetime, most: int = 8) -> "Sequence[AnyRow]":
    """(id, kind, card, reference, open, slot) of what an account was shown last, newest first; cards as JSON.

    What waits for the morning has not been seen yet; what is being sent just now may have been.
    """
    shown = sa.or_(
        letters.c.state == LetterState.SENT,
        sa.and_(letters.c.state == LetterState.PENDING, letters.c.due_at <= now + LEASE),
    )
    return session.execute(
        sa.select(letters.c.id, letters.c.kind, letters.c.card, letters.c.reference, letters.c.open, letters.c.slot)
        .where(letters.c.account_id == account_id, letters.c.edits.is_(None), shown)
        .order_by(sa.func.coalesce(letters.c.sent_at, letters.c.due_at).desc(), letters.c.id.desc())
        .limit(most)
    ).all()


def drop_letters_to(session: Session, member_id: int) -> None:
    """Nothing more is sent to somebody who left."""
    session.execute(
        sa.update(letters)
        .where(letters.c.member_id == member_id)
        .where(letters.c.state.in_([LetterState.PENDING, LetterState.HELD]))
        .values(state=LetterState.DEAD, error="left", open=False)
    )
