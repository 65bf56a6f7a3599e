"""How the outbox stands, in numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.outbox.hold import holds
from storage.outbox.letter import DONE, LetterState, letters
from storage.outbox.timer import timers

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counts:
    """Letters: `pending` in all, `due` of them already. `dead` counts those written in the last day that will not be
    sent, by the short word for why. `held`: what rate limits hold, lanes or single readers."""

    pending: int
    due: int
    dead: dict[str, int]
    held: int
    timers_due: int


def counts(session: Session, now: datetime) -> Counts:
    waiting = sa.select(sa.func.count()).select_from(letters).where(letters.c.state == LetterState.PENDING)
    dead = (
        sa.select(letters.c.error, sa.func.count())
        .where(DONE, letters.c.created_at > now - A_DAY, letters.c.state == LetterState.DEAD)
        .group_by(letters.c.error)
        .order_by(letters.c.error)
    )
    return Counts(
        pending=session.scalar(waiting) or 0,
        due=session.scalar(waiting.where(letters.c.due_at <= now)) or 0,
        dead={row[0]: row[1] for row in session.execute(dead)},
        held=session.scalar(sa.select(sa.func.count()).select_from(holds).where(holds.c.until > now)) or 0,
        timers_due=session.scalar(sa.select(sa.func.count()).select_from(timers).where(timers.c.due_at <= now)) or 0,
    )
