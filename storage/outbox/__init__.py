"""Letters, timers, half-filled forms, files, and what has been taken already: the rows that the engine and the postman
live on."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from storage.outbox.carrying import (
    Claimed,
    begin,
    claim,
    extend,
    settle_dead,
    settle_elsewhere,
    settle_gone,
    settle_held,
    settle_later,
    settle_sent,
)
from storage.outbox.draft import Draft, draft_of, drafts_of, stop_typing, typed_draft
from storage.outbox.file import StoredFile
from storage.outbox.hold import LaneHold, goes_at, hold_lane, not_held
from storage.outbox.letter import (
    DONE,
    LEASE,
    SHOWN,
    AnyRow,
    Letter,
    LetterKind,
    LetterState,
    answers_in,
    changed_since,
    close_letter,
    drop_letter,
    drop_letters_to,
    drop_unsent,
    forget_account,
    letter_with_reference,
    letters,
    move_letter,
    newest_in_slot,
    open_cards,
    pending_edit,
    put_letters,
    put_shown,
    readdress,
    redraw_letter,
)
from storage.outbox.once import Taken, first_time, insert_for, taken
from storage.outbox.prompts import drop_expired, look_again
from storage.outbox.timer import (
    Timer,
    due_timers,
    is_due,
    put_off_timer,
    remove_timer,
    set_timer,
    settle_timer,
    stands,
    timers,
)
from storage.rows import Ready

__all__ = [
    "LEASE",
    "SHOWN",
    "AnyRow",
    "Claimed",
    "Draft",
    "LaneHold",
    "Letter",
    "LetterKind",
    "LetterState",
    "StoredFile",
    "Taken",
    "Timer",
    "answers_in",
    "begin",
    "changed_since",
    "claim",
    "clean_up",
    "close_letter",
    "draft_of",
    "drafts_of",
    "drop_letter",
    "drop_letters_to",
    "drop_unsent",
    "due_lanes",
    "due_timers",
    "extend",
    "first_time",
    "forget_account",
    "forget_letters",
    "hold_lane",
    "insert_for",
    "is_due",
    "letter_with_reference",
    "letters",
    "look_again",
    "move_letter",
    "newest_in_slot",
    "next_due",
    "open_cards",
    "pending_edit",
    "put_letters",
    "put_off_timer",
    "put_shown",
    "readdress",
    "redraw_letter",
    "remove_timer",
    "set_timer",
    "settle_dead",
    "settle_elsewhere",
    "settle_gone",
    "settle_held",
    "settle_later",
    "settle_sent",
    "settle_timer",
    "stands",
    "stop_typing",
    "taken",
    "timers",
    "typed_draft",
]


KEYS_KEPT, DRAFTS_KEPT = timedelta(days=7), timedelta(days=30)
"""After a key was taken, and since a form was last filled in."""
AT_ONCE = 500
"""Letters that are cleaned up in one transaction."""


_NOW = sa.bindparam("now", type_=letters.c.due_at.type)
_DUE_LETTERS = sa.select(letters.c.lane, sa.null().label("program_id")).where(
    letters.c.state == LetterState.PENDING, letters.c.due_at <= _NOW, not_held(_NOW)
)
_DUE_TIMERS = sa.select(sa.literal(None, sa.String), timers.c.program_id).where(timers.c.due_at <= _NOW)
_DUE = Ready(sa.union(_DUE_LETTERS, _DUE_TIMERS))
_NEXT_LETTER = sa.select(sa.func.min(goes_at())).where(letters.c.state == LetterState.PENDING)
_NEXT_TIMER = sa.select(sa.func.min(timers.c.due_at))
_NEXT = Ready(sa.select(_NEXT_LETTER.scalar_subquery(), _NEXT_TIMER.scalar_subquery()))


def due_lanes(session: Session, now: datetime) -> list[str]:
    """Every lane with something to do: those of letters, and ``program:<id>`` for timers."""
    due = _DUE.all(session, {"now": now})
    lanes = sorted(lane for lane, _program in due if lane is not None)
    return [*lanes, *(f"program:{program}" for _lane, program in due if program is not None)]


def next_due(session: Session) -> datetime | None:
    """When the next letter may go or timer falls due; None where nothing waits."""
    [soonest] = _NEXT.all(session, {})
    return min((moment for moment in soonest if moment is not None), default=None)


def clean_up(session: Session, now: datetime) -> bool:
    """Takes away what is kept only for a while: redelivery keys (a week), drafts (30 days), files that expired, and
    letters that were sent or died 90 days ago, `AT_ONCE` of them. Cards in channels and events are read there for
    longer, and stay. True where more letters wait, for a transaction of their own: others are not to wait for all."""
    session.execute(sa.delete(taken).where(taken.c.at < now - KEYS_KEPT))
    session.execute(sa.delete(Draft).where(col(Draft.touched_at) < now - DRAFTS_KEPT))
    session.execute(sa.delete(StoredFile).where(col(StoredFile.expires_at) < now))
    drop_expired(session, now)
    return forget_letters(session, now - timedelta(days=90), AT_ONCE) == AT_ONCE


def forget_letters(session: Session, before: datetime, most: int, program_id: int | None = None) -> int:
    """Takes away letters that were done with before then (of one program, or of all), and gives how many it were."""
    query = _old_letters(before)
    old = session.scalars((query.where(letters.c.program_id == program_id) if program_id else query).limit(most)).all()
    # What changed a card goes with it; on its own, it may come before it.
    session.execute(sa.delete(letters).where(sa.or_(letters.c.id.in_(old), letters.c.edits.in_(old))))
    return len(old)


def _old_letters(long_ago: datetime) -> "sa.Select[int]":
    """Ids of letters that were done with before then, the oldest first; none that something newer still changes."""
    edits = letters.alias()
    still_needed = sa.exists().where(
        edits.c.edits == letters.c.id,
        sa.or_(edits.c.created_at >= long_ago, edits.c.state.not_in([LetterState.SENT, LetterState.DEAD])),
    )
    in_place = sa.and_(letters.c.place_id.is_not(None), letters.c.room_id.is_(None))  # a channel, or its events
    is_read = sa.and_(letters.c.edits.is_(None), letters.c.state == LetterState.SENT)
    for_all = sa.and_(sa.or_(letters.c.channel != "", in_place), is_read)
    return (
        sa.select(letters.c.id)
        .where(DONE, letters.c.created_at < long_ago, ~still_needed, ~for_all)
        .order_by(letters.c.created_at)
    )
