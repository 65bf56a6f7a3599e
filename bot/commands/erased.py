"""The ledger of erasures: the rows and the file beside the data say the same, and what a backup brought back goes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from bot.engine import Engine
from bot.incoming import Incoming, Via
from bot.stopped import Stopped
from storage import outbox, schema
from storage.database import Database, Store
from storage.outbox import Timer
from storage.people import Account, memberships
from storage.places import Program
from storage.rights import coming_back, filed, ledger

MOST_ROUNDS = 100_000
"""More than any erasure takes; whatever does not come to an end is a bug, and said."""


def read(files: Iterable[Path]) -> dict[str, datetime]:
    """What these files say together, of each mark the newest moment. Raises `Unreadable`."""
    found: dict[str, datetime] = {}
    for file in files:
        for mark, at in filed.read(file).items():
            found[mark] = max(at, found.get(mark, at))
    return found


def add_to_file(file: Path, known: Mapping[str, datetime]) -> None:
    """From now on the file says all of this, too."""
    said = filed.read(file)
    new = [(mark, at) for mark, at in known.items() if mark not in said or said[mark] < at]
    if new:
        filed.append(file, new)


def take_over(database: Database, known: Mapping[str, datetime], now: datetime) -> int:
    """What files say and the rows do not: whoever it was is erased again, as soon as timers are taken. Gives how many
    accounts that are."""
    from flows.rights import erasing

    with database.write() as session:
        store = Store(session)
        found = coming_back.take_over(session, known)
        for account in found:
            account.program_id = account.program_id or _any_program(store, account)
            program = account.program_id
            if program is not None:
                outbox.set_timer(session, program, erasing.once_more.id, account.id or 0, "", now)
    return len(found)


def _any_program(store: Store, account: Account) -> int | None:
    """A step belongs to a program. Somebody without any is nowhere but among the accounts."""
    of_theirs = memberships(store, account.id)
    if of_theirs:
        return of_theirs[0].program_id
    return store.session.scalar(sa.select(sa.func.min(col(Program.id))))


def keep_what_is_known(database: Database, file: Path, now: datetime) -> None:
    """Before the rows go: what they say of erasures goes to the file. A database that was never set up, or that another
    version has set up, knows of none that could be read."""
    try:
        schema.refuse_unready(database)
    except schema.WrongSchema:
        return
    to_file(database, file, now)


def to_file(database: Database, file: Path, now: datetime) -> int:
    """Writes down who was erased since the last look."""
    with database.write() as session:
        return ledger.file_now(session, file, now)


def finish(database: Database, engine: Engine, now: datetime) -> None:
    """Erases now whom `take_over` has found, without waiting for a running Kith."""
    from flows.beginning import walking
    from flows.rights import erasing

    names = [erasing.once_more.id, erasing.close.id, walking.clear.id, erasing.go_on.id, erasing.finish.id]
    # A copy that is younger than its day stays, and a last letter is for a running Kith to send: that erasure goes on
    # when it does.
    in_time = (walking.clear.id, erasing.finish.id)
    waiting = (
        sa.select(col(Timer.id), col(Timer.step), col(Timer.about), col(Timer.value), col(Timer.due_at))
        .where(col(Timer.step).in_(names))
        .order_by(col(Timer.id))
    )
    with database.read() as session:
        begun = session.scalar(sa.select(sa.exists().where(col(Timer.step) == erasing.once_more.id)))
    for _round in range(MOST_ROUNDS if begun else 0):
        with database.read() as session:
            found = [row for row in session.execute(waiting) if row.step not in in_time or row.due_at <= now]
        if not found:
            return
        for row in found:
            key = f"timer:{row.id}@{row.due_at.isoformat()}"
            engine.handle(Incoming(via=Via.TIMER, step=row.step, about=row.about, value=row.value, key=key), now)
    if begun:
        raise Stopped("Somebody who was erased is still in the backup. Start Kith: it goes on with it by itself.")
