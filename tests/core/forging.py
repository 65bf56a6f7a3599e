"""Rows of every kind for a program that somebody must not reach, and every press that a forger could make."""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from bot import shown
from bot.errors import Refused
from bot.incoming import Incoming, Via
from bot.shown import Kind
from bot.steps import ANYONE, Flow, Step, Turn
from bot.words import Voice
from storage.columns import EncryptedText, LockedAnswer, UTCDateTime
from storage.database import Store
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
    default = getattr(column.default, "arg", None)
    if default in ("{}", "[]"):
        return default  # kept as JSON
    match column.type:
        case sa.Enum() as kinds:
            return kinds.python_type(kinds.enums[0]) if column.default is None else column.default.arg  # type: ignore[attr-defined]
        case LockedAnswer():
            return None
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
    """The button of a step, the same in a direct message, and its form: sent empty, and filled in as its own people
    would, with a forged id."""
    made = []
    whole = filled(step, about, stage, value) if step.form else {}
    for via, answers, place in (
        (Via.PRESS, None, "town"), (Via.PRESS, None, ""), (Via.FORM, {}, "town"), (Via.FORM, whole, "town"),
    ):  # fmt: skip
        if via is Via.FORM and step.form is None:
            continue
        made.append(
            Incoming.parse(
                f"{step.id}:{about}:{value}", via=via, by=stage.sender(name, place), key=stage.next_key(),
                answers=answers,
            )
        )  # fmt: skip
    return made


def filled(step: Step[Any], about: int, stage: Stage, value: str) -> dict[str, tuple[str, ...]]:
    """Answers that the form takes, field by field; none where it opens for nobody as things are."""
    with stage.database.write() as session:
        record = session.get(step.flow.about, about)
        program = record.program_id if record is not None else None
        people = sa.select(Member).where(col(Member.program_id) == program).order_by(col(Member.id))
        for member in session.scalars(people).unique():
            turn = Turn(now=NOON, store=Store(session, program), account=member.account, by=member, value=value)
            try:
                form = step.form(record, turn).said(Voice(), f"{step.id}:{about}:{value}") if step.form else None
            except (Refused, RuntimeError):
                continue
            session.rollback()
            return {question.name: _answer(question) for question in form.questions} if form else {}
    return {}


def _answer(question: shown.Question) -> tuple[str, ...]:
    match question.kind:
        case Kind.SHORT | Kind.LONG:
            return ("x" * max(question.least, 1),)
        case Kind.ONE | Kind.MANY:
            return tuple(option.value for option in question.options[: max(question.least, 1)])
        case Kind.NUMBER:
            return (str(question.least),)
        case Kind.DATE:
            return ((NOON + timedelta(days=30)).date().isoformat(),)
        case Kind.TIME:
            return ("09:00",)
        case Kind.PICTURE:
            return ("1",)  # what a browser says about a file itself; none came


def steps_of(flows: Sequence[Flow[Any]]) -> tuple[list[Step[Any]], list[Step[Any]]]:
    """What is only for those who belong there, and what is open to anyone."""
    steps = [step for flow in flows for step in flow.steps]
    return [step for step in steps if ANYONE not in step.by], [step for step in steps if ANYONE in step.by]
