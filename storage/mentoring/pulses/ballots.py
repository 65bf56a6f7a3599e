"""What is answered in pulses. Nothing here leads to anybody: see docs/decisions/anonymity.md before changing a line."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from secrets import SystemRandom
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlmodel import Field

from storage.columns import EncryptedText, Rights, Table
from storage.database import Store
from storage.mentoring.pulses.waves import Wave
from storage.outbox import insert_for


class Ballot(Table, table=True):
    """Answers to a wave that is open, from one card. `ticket` is a keyed hash of that card's token, which is noted
    nowhere. `answers` has one sign for each question, so that all of them are of one length, and locked they tell
    neither what was answered nor when. Rows stand in the order of their tickets, which is none."""

    __table_args__ = ({"sqlite_with_rowid": False},)
    __rights__: ClassVar = Rights(why="anonymous answers under way; by design nobody can say whose")

    wave_id: int = Field(foreign_key="wave.id", primary_key=True)
    ticket: str = Field(primary_key=True, max_length=64)
    program_id: int = Field(foreign_key="program.id")
    is_whole: bool = False
    answers: str = Field(sa_type=EncryptedText)


class PulseAnswer(Table, table=True):
    """One answer to one question of a wave that is over. Those of one person are not together: each question's answers
    were shuffled on their own."""

    __tablename__ = "pulse_answer"
    __table_args__ = (sa.Index("ix_pulse_answer_wave", "wave_id", "question", "answer"),)
    __rights__: ClassVar = Rights(why="anonymous answers; by design nobody can say whose")

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id")
    wave_id: int = Field(foreign_key="wave.id")
    question: str = Field(max_length=30)
    answer: str = Field(max_length=30)


ballots = Ballot.__table__  # type: ignore[attr-defined]
answers = PulseAnswer.__table__  # type: ignore[attr-defined]
_CHANCE = SystemRandom()


def _of(store: Store, wave: Wave) -> "sa.ColumnElement[bool]":
    return sa.and_(ballots.c.wave_id == wave.id, ballots.c.program_id == store.program)


def given(store: Store, wave: Wave, ticket: str) -> str:
    """What was answered from one card so far; empty where nothing was. Nobody else changes it before this is saved."""
    query = sa.select(ballots.c.answers).where(_of(store, wave), ballots.c.ticket == ticket).with_for_update()
    return store.session.scalar(query) or ""


def keep(store: Store, wave: Wave, ticket: str, said: str, *, is_whole: bool) -> None:
    values = {"answers": said, "is_whole": is_whole}
    put = insert_for(store.session, ballots).values(
        wave_id=wave.id, ticket=ticket, program_id=store.program, **values
    )  # fmt: skip
    store.session.execute(put.on_conflict_do_update(index_elements=["wave_id", "ticket"], set_=values))


def take_back(store: Store, wave: Wave, ticket: str) -> bool:
    """False where it has been counted by now."""
    done = store.session.execute(sa.delete(ballots).where(_of(store, wave), ballots.c.ticket == ticket))
    return isinstance(done, CursorResult) and done.rowcount == 1


def how_many_whole(store: Store, wave: Wave) -> int:
    return store.number(sa.select(sa.func.count()).select_from(ballots).where(_of(store, wave), ballots.c.is_whole))


def next_whole(store: Store, wave: Wave, most: int) -> list[tuple[str, str]]:
    """Some of those that answer every question: ticket and answers."""
    query = sa.select(ballots.c.ticket, ballots.c.answers).where(_of(store, wave), ballots.c.is_whole)
    return [(row[0], row[1]) for row in store.rows(query.order_by(ballots.c.ticket).limit(most))]


def rewrite(store: Store, wave: Wave, tickets: Sequence[str], found: Sequence[tuple[str, str]]) -> None:
    """In the place of these ballots, single answers (question and answer) in shuffled order, with ids of their own."""
    shuffled = list(found)
    _CHANCE.shuffle(shuffled)
    rows = [
        {"program_id": store.program, "wave_id": wave.id, "question": question, "answer": answer}
        for question, answer in shuffled
    ]
    if rows:
        store.session.execute(sa.insert(answers), rows)
    store.session.execute(sa.delete(ballots).where(_of(store, wave), ballots.c.ticket.in_(tickets)))


def drop(store: Store, wave: Wave) -> None:
    """What is left of a wave that is over: ballots that were not finished, or too few."""
    store.session.execute(sa.delete(ballots).where(_of(store, wave)))


def drop_few(store: Store, wave: Wave, least: int) -> None:
    """Answers to questions that fewer than so many have answered are shown to nobody, and not kept."""
    for question, counted in counts(store, wave).items():
        if counted.total() < least:
            gone = sa.delete(answers).where(answers.c.wave_id == wave.id, answers.c.program_id == store.program)
            store.session.execute(gone.where(answers.c.question == question))


def counts(store: Store, wave: Wave) -> dict[str, Counter[str]]:
    """How often each answer was given, by question."""
    query = (
        sa.select(answers.c.question, answers.c.answer, sa.func.count())
        .where(answers.c.wave_id == wave.id, answers.c.program_id == store.program)
        .group_by(answers.c.question, answers.c.answer)
    )
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for question, answer, number in store.rows(query):
        found[question][answer] = number
    return found
