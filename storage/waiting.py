"""What waits in the outbox, for people to look at."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from storage.outbox import Letter, LetterState, Timer
from storage.people import Account
from storage.places import Program, Room


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter (`kind` answer, personal, prompt or edit; held: for its reader's digest) or a timer (`kind` timer)."""

    due_at: datetime
    to: str
    kind: str
    about: str
    held: bool = False


def waiting(session: Session, most: int) -> list[Waiting]:
    """The next letters and timers, soonest first."""
    letters = session.execute(
        sa.select(
            col(Letter.due_at),
            col(Letter.kind),
            col(Letter.state),
            col(Letter.edits),
            col(Account.name),
            col(Room.name),
            col(Letter.channel),
        )
        .outerjoin(Account, col(Account.id) == col(Letter.account_id))
        .outerjoin(Room, col(Room.id) == col(Letter.room_id))
        .where(col(Letter.state).in_([LetterState.PENDING, LetterState.HELD]))
        .order_by(col(Letter.due_at), col(Letter.id))
        .limit(most)
    )
    timers = session.execute(
        sa.select(col(Timer.due_at), col(Timer.step), col(Program.name))
        .join(Program, col(Program.id) == col(Timer.program_id))
        .order_by(col(Timer.due_at), col(Timer.id))
        .limit(most)
    )
    found = [
        Waiting(due, person or room or channel, "edit" if edits else kind.value, "", held=state is LetterState.HELD)
        for due, kind, state, edits, person, room, channel in letters
    ]
    found += [
        Waiting(due, program, "timer", step.replace(".", ": ").replace("_", " ")) for due, step, program in timers
    ]
    return sorted(found, key=lambda one: one.due_at)[:most]
