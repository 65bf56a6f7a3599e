"""Claiming and settling letters: how a postman can die at any moment and lose none. Fenced by `attempts`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.outbox.hold import ADDRESSEE, not_held
from storage.outbox.letter import LEASE, AnyRow, LetterKind, LetterState, letters


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that one postman holds until the lease ends, or until it is settled with this number of attempts.

    `due_at`: when it fell due, which is its place among the others. `failures`: tries that went wrong so far.
    """

    id: int
    key: str
    lane: str
    rank: int
    kind: LetterKind
    program_id: int | None
    account_id: int | None
    member_id: int | None
    room_id: int | None
    place_id: int | None
    channel: str
    card: str
    urgent: bool
    edits: int | None
    created_at: datetime
    due_at: datetime
    expires_at: datetime | None
    attempts: int
    failures: int
    in_doubt: bool

    @property
    def addressee(self) -> str:
        """Whoever reads it; what goes to one of them stays in order."""
        return f"{self.account_id or ''}:{self.room_id or ''}:{self.place_id or ''}:{self.channel}"


_CLAIMED = [
    letters.c[name]
    for name in ("id", "key", "lane", "rank", "kind", "program_id", "account_id", "member_id", "room_id", "place_id",
                 "channel", "card", "urgent", "edits", "created_at", "due_at", "expires_at", "attempts", "failures",
                 "claimed_at")
]  # fmt: skip


def claim(session: Session, lane: str, now: datetime, most: int = 5, but_not: Collection[str] = ()) -> list[Claimed]:
    """Takes what is due in a lane for the time of a lease, people who wait first. Nothing that a rate limit holds, and
    nothing to the addressees in `but_not`."""
    due = (
        sa.select(*_CLAIMED)
        .where(letters.c.state == LetterState.PENDING, letters.c.lane == lane, letters.c.due_at <= now, not_held(now))
        .where(ADDRESSEE.not_in(but_not) if but_not else sa.true())
        .order_by(letters.c.rank, letters.c.due_at, letters.c.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=letters)
    )
    found = session.execute(due).all()
    if found:
        session.execute(
            sa.update(letters)
            .where(letters.c.id.in_([row.id for row in found]))
            .values(due_at=now + LEASE, attempts=letters.c.attempts + 1)
        )
    return [_claimed(row) for row in found]


def _claimed(row: "AnyRow") -> Claimed:
    values = dict(zip(row._fields, row, strict=True))
    in_doubt = values.pop("claimed_at") is not None
    return Claimed(**values | {"attempts": row.attempts + 1, "in_doubt": in_doubt})


def begin(session: Session, letter: Claimed, now: datetime) -> str | None:
    """Notes that a send is about to start, so that a crash leaves the letter in doubt.

    Gives the card as it is now: it may have been redrawn since it was claimed. None where another holds it.
    """
    values = {"claimed_at": sa.func.coalesce(letters.c.claimed_at, now), "due_at": now + LEASE}
    card: str | None = session.scalar(_only_ours(letter).values(**values).returning(letters.c.card))
    return card


def extend(session: Session, letter: Claimed, now: datetime) -> bool:
    """Holds a letter longer, while its send is still open."""
    return _fenced(session, letter, due_at=now + LEASE)


def settle_sent(session: Session, letter: Claimed, reference: str, now: datetime) -> bool:
    return _fenced(session, letter, state=LetterState.SENT, sent_at=now, reference=reference, claimed_at=None, error="")


def settle_dead(session: Session, letter: Claimed, error: str) -> bool:
    return _fenced(session, letter, state=LetterState.DEAD, open=False, error=error[:60])


def settle_later(
    session: Session, letter: Claimed, due_at: datetime, error: str, *, in_doubt: bool = False, failed: bool = False
) -> bool:
    """Puts a letter back. With `in_doubt` it stays as doubtful as it was; else it is known not to have arrived.
    `failed` counts as a failure."""
    values: dict[str, Any] = {} if in_doubt else {"claimed_at": None}
    if failed:
        values["failures"] = letters.c.failures + 1
    return _fenced(session, letter, due_at=due_at, error=error[:60], **values)


def _fenced(session: Session, letter: Claimed, **values: Any) -> bool:
    return session.execute(_only_ours(letter).values(**values).returning(letters.c.id)).first() is not None


def _only_ours(letter: Claimed) -> sa.Update:
    """Changes the letter as long as nobody else has claimed it."""
    return (
        sa.update(letters)
        .where(letters.c.id == letter.id, letters.c.attempts == letter.attempts)
        .where(letters.c.state == LetterState.PENDING)
    )
