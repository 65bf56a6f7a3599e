"""Every program has its night's work ahead of it, and what is kept for an hour goes without waiting for the night."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from storage import outbox
from storage.codes import tries
from storage.database import Database, Store
from storage.outbox import Timer
from storage.places import Program

EVERY = timedelta(hours=6)
CLEAR_AGAIN = timedelta(minutes=10)
"""What was deleted leaves the database's files then, where somebody was reading before; and at every start."""
TRIES_EVERY = timedelta(minutes=10)
"""Wrong codes that are old enough are looked for."""
FIRST = timedelta(minutes=10)
"""After it was noticed that a program lacks it: not while everything starts."""


def plan(database: Database, now: datetime) -> int:
    """What is kept for a while is looked through in every program, from now on each night. Gives how many programs are
    new to it."""
    from flows.rights import keeping

    planned = sa.exists().where(col(Timer.step) == keeping.tidy.id, col(Timer.about) == col(Program.id))
    with database.write() as session:
        new = session.scalars(sa.select(col(Program.id)).where(~planned).order_by(col(Program.id))).all()
        for program in new:
            outbox.set_timer(session, program or 0, keeping.tidy.id, program or 0, "", now + FIRST)
    return len(new)


def forget_tries(database: Database, now: datetime) -> int:
    """Wrong codes from more than an hour ago count no more, whether or not anybody types one again. Gives how many."""
    with database.write() as session:
        return tries.forget(Store(session), now)
