"""Rows of every kind for a program that somebody must not reach, and every press that a forger could make."""

from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from bot.incoming import Incoming, Via
from bot.steps import ANYONE, Flow, Step
from storage.columns import EncryptedText, UTCDateTime
from storage.people import Member
from tests.core.stage import NOON, Stage

SECRET_WORD = "xanthic"
"""Stands in every text of the other program."""


def fill(session: Session, kind: type[SQLModel], program: int, members: Sequence[int]) -> int:
    """A row of this kind in that program, with a word of its own in every text; returns its id. What another row
    needed already is taken again."""
    table: sa.Table = kind.__table__  # type: ignore[attr-defined]
    return _fill(session, table, program, members)


def _fill(session: Session, table: sa.Table, program: int, members: Sequence[int]) -> int:
    (key,) = table.primary_key.columns
    newest = sa.select(sa.func.max(key)).where(table.c.program_id == program)
    there: int | None = session.scalar(newest)
    if there is not None:
        return there
    taken = iter(members)
    values = {
        column.name: _value(session, column, program, members, taken)
        for column in table.columns
        if column.foreign_keys or not column.primary_key
    }
    session.execute(sa.insert(table).values(values))
    made = session.scalar(newest)
    assert isinstance(made, int)
    return made


def _value(
    session: Session, column: "sa.Column[Any]", program: int, members: Sequence[int], taken: Iterator[int]
) -> object:
    for key in column.foreign_keys:
        target = key.column.table
        if target.name == "program":
            return program
        if target.name == "member":
            return next(taken)
        if target.name == "account":
            return session.scalar(sa.select(col(Member.account_id)).where(col(Member.id) == members[0]))
        return None if column.nullable else _fill(session, target, program, members)
    return _plain(column)


def _plain(column: "sa.Column[Any]") -> object:
    match column.type:
        case sa.Enum() as kinds:
            return kinds.python_type(kinds.enums[0]) if column.default is None else column.default.arg  # type: ignore[attr-defined]
        case EncryptedText() | sa.String():
            return SECRET_WORD
        case UTCDateTime() | sa.DateTime():
            return None if column.nullable else NOON
        case sa.Boolean():
            return False
        case sa.Integer():
            return None if column.nullable else 1
        case sa.Date():
            return None if column.nullable else date(2026, 9, 7)
        case sa.Time():
            return time(9)
        case _:
            return None if column.nullable else SECRET_WORD


def rows_of(stage: Stage, program: int) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that belongs to the program, letters and timers included, table by table."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with stage.database.engine.connect() as connection:
        there = set(sa.inspect(connection).get_table_names())
        tables = [table for table in SQLModel.metadata.sorted_tables if table.name in there]
        for table in tables:
            if "program_id" not in table.columns:
                continue
            rows = connection.execute(sa.select(table).where(table.c.program_id == program))
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


def presses(step: Step[Any], about: int, name: str, stage: Stage, value: str) -> list[Incoming]:
    """The button of a step, its form sent whole, and the same in a direct message, with a forged id."""
    made = []
    for via, answers, place in ((Via.PRESS, None, "town"), (Via.PRESS, None, ""), (Via.FORM, {}, "town")):
        if via is Via.FORM and step.form is None:
            continue
        made.append(
            Incoming.parse(
                f"{step.id}:{about}:{value}", via=via, by=stage.sender(name, place), key=stage.next_key(),
                answers=answers,
            )
        )  # fmt: skip
    return made


def steps_of(flows: Sequence[Flow[Any]]) -> tuple[list[Step[Any]], list[Step[Any]]]:
    """What is only for those who belong there, and what is open to anyone."""
    steps = [step for flow in flows for step in flow.steps]
    return [step for step in steps if ANYONE not in step.by], [step for step in steps if ANYONE in step.by]
