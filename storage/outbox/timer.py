"""Timers: steps to take later."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from storage.columns import Rights, Table
from storage.outbox.once import INSERTS
from storage.rows import Ready, given
from storage.rows.ready import Row


class Timer(Table, table=True):
    """A step to take later. There is one for each (step, record, value)."""

    __table_args__ = (
        sa.UniqueConstraint("step", "about", "value"),
        sa.Index("ix_timer_due", "due_at", "id"),
        {"sqlite_autoincrement": True},
    )
    __rights__: ClassVar = Rights(why="numbers of rows, and when something is due")

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    step: str = Field(max_length=60)
    about: int
    value: str = Field(default="", max_length=30)
    due_at: datetime
    attempts: int = 0
    error: str = Field(default="", max_length=60)


timers = Timer.__table__  # type: ignore[attr-defined]


# Asked at nearly every press, so they are made once.
_SET = Ready({
    dialect: made.on_conflict_do_update(
        index_elements=["step", "about", "value"],
        set_={"due_at": made.excluded.due_at, "attempts": 0, "error": ""},
    )
    for dialect, made in (
        (name, insert(timers).values(given(timers, without=("id",)))) for name, insert in INSERTS.items()
    )
})  # fmt: skip
_DUE = Ready(
    sa.select(timers.c.id, timers.c.step, timers.c.about, timers.c.value, timers.c.due_at, timers.c.attempts)
    .where(timers.c.program_id == sa.bindparam("of_program"))
    .where(timers.c.due_at <= sa.bindparam("now", type_=timers.c.due_at.type))
    .order_by(timers.c.due_at, timers.c.id)
    .limit(sa.bindparam("most"))
)
_REMOVE = Ready(
    sa.delete(timers).where(
        timers.c.step == sa.bindparam("of_step"),
        timers.c.about == sa.bindparam("of_about"),
        timers.c.value == sa.bindparam("of_value"),
    )
)
_SETTLE = Ready(
    sa.delete(timers).where(timers.c.id == sa.bindparam("of_id"), timers.c.due_at == sa.bindparam("was_due"))
)


def set_timer(session: Session, program_id: int, step: str, about: int, value: str, due_at: datetime) -> None:
    """Sets the one timer of (step, record, value), or moves it if it stands."""
    values = {"program_id": program_id, "step": step, "about": about, "value": value, "due_at": due_at}
    _SET.run(session, values)


def remove_timer(session: Session, step: str, about: int, value: str) -> None:
    _REMOVE.run(session, {"of_step": step, "of_about": about, "of_value": value})


def due_timers(session: Session, program_id: int, now: datetime, most: int) -> Sequence[Row]:
    """(id, step, about, value, due_at, attempts) of what is due in a program, oldest first."""
    return _DUE.all(session, {"of_program": program_id, "now": now, "most": most})


def stands(session: Session, step: str, about: int, value: str) -> bool:
    """Whether that timer is still to be taken."""
    return session.execute(_that(step, about, value)).first() is not None


def is_due(session: Session, step: str, about: int, value: str, now: datetime) -> bool:
    """Whether it stands and could have been taken by now."""
    return session.execute(_that(step, about, value).where(timers.c.due_at <= now)).first() is not None


def _that(step: str, about: int, value: str) -> "sa.Select[int]":
    return sa.select(timers.c.id).where(timers.c.step == step, timers.c.about == about, timers.c.value == value)


def settle_timer(session: Session, timer_id: int, due_at: datetime) -> bool:
    """Takes the timer away in the transaction of its step; False where it was moved or settled meanwhile."""
    return _SETTLE.run(session, {"of_id": timer_id, "was_due": due_at}) == 1


def put_off_timer(session: Session, timer_id: int, was_due: datetime, until: datetime, error: str) -> None:
    """After a step that failed: the timer stays, a little later, unless it was moved meanwhile."""
    session.execute(
        sa.update(timers)
        .where(timers.c.id == timer_id, timers.c.due_at == was_due)
        .values(due_at=until, attempts=timers.c.attempts + 1, error=error[:60])
    )
