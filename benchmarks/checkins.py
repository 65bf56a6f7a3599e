"""A day on which many are asked how their match goes, all at the same hour, while others press."""

import tempfile
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import SQLModel

from benchmarks import meanwhile
from benchmarks.stage import NOW, SECRET, make
from benchmarks.table import Figure, quantile
from bot.engine import Engine
from flows import FLOWS, HOMES
from storage import outbox
from storage.database import Database
from storage.mentoring.intros import Intro, Round
from storage.mentoring.matches import Match
from storage.mentoring.pairs.checkins import CheckIn
from storage.people import Account, Member, MemberAccount

PEOPLE = 2_000
BEGAN = NOW - timedelta(days=7)


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder)).database.close()
        database = Database(f"sqlite:///{Path(folder) / 'measured.db'}", [SECRET])
        _fill(database)
        engine = Engine(database, FLOWS, HOMES)
        meanwhile.press(engine, 0)
        seconds, waits = meanwhile.run(database, engine, "checkins.ask")
        with database.read() as session:
            asked = session.scalar(sa.text("SELECT count(*) FROM letter WHERE slot LIKE 'checkins%'"))
        if asked != PEOPLE:
            raise RuntimeError(f"{asked} letters for {PEOPLE} people")
        database.close()
    each, slowest = seconds / PEOPLE * 1000, quantile(waits, 0.99)
    return [
        Figure("a check-in asked, each of 2,000 at the same hour", each, "ms CPU"),
        Figure("a press while check-ins are asked, 99th percentile", slowest, "ms", aim="under 200 ms",
               met=slowest < 200),
    ]  # fmt: skip


def _fill(database: Database) -> None:
    """So many people, two and two in a match that began a week ago."""
    numbers = range(1001, 1001 + PEOPLE)
    pairs = [(1001 + place, number, number + 1) for place, number in enumerate(numbers[::2])]
    ours = {"program_id": 1}
    rows: dict[type[SQLModel], list[dict[str, object]]] = {
        Account: [
            {"id": n, "platform": "slack", "team": "T1", "user": f"U{n}", "name": f"Person {n}"} for n in numbers
        ],
        Member: [
            {**ours, "id": n, "account_id": n, "name": f"Person {n}", "is_mentee": n % 2 == 1, "is_mentor": n % 2 == 0,
             "joined_at": BEGAN, "acted_at": BEGAN} for n in numbers
        ],
        MemberAccount: [{**ours, "member_id": n, "account_id": n} for n in numbers],
        Round: [{**ours, "id": id_, "mentee_id": one, "opened_at": BEGAN, "status": "chosen"} for id_, one, _ in pairs],
        Intro: [
            {**ours, "id": id_, "round_id": id_, "mentee_id": one, "mentor_id": other, "status": "closed",
             "asked_at": BEGAN, "closed_at": BEGAN} for id_, one, other in pairs
        ],
        Match: [
            {**ours, "id": id_, "intro_id": id_, "mentee_id": one, "mentor_id": other, "status": "active",
             "offered_at": BEGAN, "active_at": BEGAN} for id_, one, other in pairs
        ],
        CheckIn: [
            {**ours, "match_id": id_, "reader_id": reader, "number": 1, "status": "planned", "ask_at": NOW,
             "met": None, "going": None}
            for id_, *both in pairs for reader in both
        ],
    }  # fmt: skip
    with database.write() as session:
        for kind, all_of_it in rows.items():
            session.execute(sa.insert(SQLModel.metadata.tables[str(kind.__tablename__)]), all_of_it)
        for number in numbers:
            outbox.set_timer(session, 1, "checkins.ask", number, "", NOW)
