"""Prompts that wait for room in their reader's week, and those that stand as a line on a digest."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.columns import is_among
from storage.outbox.letter import LetterKind, LetterState, letters

EXPIRED = "expired"
OPENED = "opened"
"""It stood on a digest, and its reader has taken it from there: it is a letter of its own now."""
OVER = "over"
"""It stood on a digest, and was over when its reader wanted to open it."""
OVERTAKEN = "overtaken"
"""While it waited, a newer one took its place."""


class HeldCard(NamedTuple):
    """`card` is what it says by now, as JSON."""

    id: int
    card: str
    slot: str
    needed: bool
    state: LetterState
    error: str
    expires_at: datetime | None


_CARDS = sa.select(
    letters.c.id,
    letters.c.card,
    letters.c.slot,
    letters.c.needed,
    letters.c.state,
    letters.c.error,
    letters.c.expires_at,
).order_by(letters.c.id)
_WAITING = _CARDS.where(
    letters.c.member_id == sa.bindparam("of_member"), letters.c.state == LetterState.HELD, letters.c.alone.is_(False)
)
_LINES = _CARDS.where(letters.c.member_id == sa.bindparam("of_member"), letters.c.listed_in == sa.bindparam("of_slot"))


def waiting_cards(session: Session, member_id: int) -> list[HeldCard]:
    """What is held for a member and could stand in a digest; oldest first."""
    return [HeldCard(*row) for row in session.connection().execute(_WAITING, {"of_member": member_id})]


def lines_in(session: Session, member_id: int, slot: str) -> list[HeldCard]:
    """What stands on the digest in that slot, opened or not; oldest first."""
    values = {"of_member": member_id, "of_slot": slot}
    return [HeldCard(*row) for row in session.connection().execute(_LINES, values)]


def newest_in_slots(session: Session, member_id: int, slots: Sequence[str]) -> dict[str, int]:
    """The newest letter to a member in each of these slots that waits or was sent."""
    found = session.execute(
        sa.select(letters.c.slot, sa.func.max(letters.c.id).label("newest"))
        .where(letters.c.member_id == member_id, letters.c.slot.in_(slots), letters.c.edits.is_(None))
        .where(letters.c.state != LetterState.DEAD)
        .group_by(letters.c.slot)
    )
    return {row.slot: row.newest for row in found}


def let_go(session: Session, ids: Sequence[int], **values: object) -> None:
    """They are held no more, but what `values` say."""
    held = sa.update(letters).where(is_among(letters.c.id, "ids"), letters.c.state == LetterState.HELD)
    session.execute(held.values(**values), {"ids": list(ids)})


def hold_back(session: Session, member_id: int, but_slots: str) -> None:
    """What waits to be sent to a member and nobody needs waits for room again; whoever had claimed it meanwhile does
    not hold it any more. What may have arrived already stays, and so does what stands in slots that begin so."""
    session.execute(
        sa.update(letters)
        .where(letters.c.member_id == member_id, letters.c.kind == LetterKind.PROMPT, letters.c.edits.is_(None))
        .where(letters.c.state == LetterState.PENDING, letters.c.claimed_at.is_(None))
        .where(letters.c.urgent.is_(False), letters.c.needed.is_(False), ~letters.c.slot.startswith(but_slots))
        .values(state=LetterState.HELD, attempts=letters.c.attempts + 1)
    )


def wait_again(session: Session, member_id: int, slot: str) -> bool:
    """The digest in that slot did not arrive: what stood on it waits for room again. False where nothing did."""
    listed = sa.update(letters).where(letters.c.member_id == member_id, letters.c.listed_in == slot)
    found = listed.where(letters.c.state == LetterState.LISTED).returning(letters.c.id)
    return bool(session.scalars(found.values(state=LetterState.HELD, listed_in="", sent_at=None)).all())


def drop_expired(session: Session, now: datetime) -> None:
    """What was held until it was of no use any more is not sent."""
    session.execute(
        sa.update(letters)
        .where(letters.c.state == LetterState.HELD, letters.c.expires_at <= now)
        .values(state=LetterState.DEAD, error=EXPIRED, open=False)
    )
