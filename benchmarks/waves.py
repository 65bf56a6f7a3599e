"""A pulse to 50,000 members: planned some people at a time, while others press. And its picture."""

import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks import meanwhile
from benchmarks.stage import NOW, SECRET, make
from benchmarks.table import Figure, median, quantile
from bot.engine import Engine
from flows import FLOWS, HOMES
from flows.pulses.outcome import picture
from storage import outbox
from storage.database import Database, Store
from storage.mentoring.pulses.waves import Wave, WaveStatus
from storage.people import Account, Member, MemberAccount

PEOPLE = 50_000
PICTURES = 20


def measure() -> list[Figure]:
    return [*_wave(), *_picture()]


def _wave() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder)).database.close()
        database = Database(f"sqlite:///{Path(folder) / 'measured.db'}", [SECRET])
        _fill(database)
        engine = Engine(database, FLOWS, HOMES)
        meanwhile.press(engine, 0)
        before = meanwhile.resident()
        seconds, waits = meanwhile.run(database, engine, "wave.send")
        grown = meanwhile.resident() - before
        with database.read() as session:
            letters = session.scalar(sa.text("SELECT count(*) FROM letter WHERE slot = 'pulse:wave:1'"))
        if letters != PEOPLE:
            raise RuntimeError(f"{letters} letters for {PEOPLE} people")
        database.close()
    slowest = quantile(waits, 0.99)
    return [
        Figure("a wave to 50,000 planned", seconds, "s CPU", aim="under 10 s", met=seconds < 10),
        Figure("a wave to 50,000 planned: memory grows by", grown, "MB", aim="under 50 MB", met=grown < 50),
        Figure("a press meanwhile, 99th percentile", slowest, "ms", aim="under 200 ms", met=slowest < 200),
    ]


def _fill(database: Database) -> None:
    """So many mentees in the program, and a pulse that has just been sent."""
    numbers = range(1001, 1001 + PEOPLE)
    with database.write() as session:
        accounts = [
            {"id": n, "platform": "slack", "team": "T1", "user": f"U{n}", "name": f"Person {n}"} for n in numbers
        ]
        session.execute(sa.insert(Account), accounts)
        session.execute(
            sa.insert(Member),
            [{"id": n, "program_id": 1, "account_id": n, "name": f"Person {n}", "is_mentee": True, "joined_at": NOW,
              "acted_at": NOW} for n in numbers],
        )  # fmt: skip
        session.execute(sa.insert(MemberAccount), [{"member_id": n, "account_id": n, "program_id": 1} for n in numbers])
        session.execute(sa.text("UPDATE member SET is_mentee = 0 WHERE id <= 1000"))
        store = Store(session, 1)
        wave = store.add(Wave(program_id=1, pulse="starting", status=WaveStatus.OPEN, opened_at=NOW, closes_at=NOW))
        outbox.set_timer(session, 1, "wave.send", wave.id or 0, "0", NOW)


def _picture() -> list[Figure]:
    scale = [("1 – Not clear", 3), ("2", 8), ("3", 21), ("4", 34), ("5 – Very clear", 12)]
    charts = [picture.Chart("How clear is it to you what you can do next here?", "On average 3.6 of 5.", scale)] * 3
    took = []
    for _number in range(PICTURES):
        begun = time.thread_time()
        picture.draw("How it begins", "It went to: Everybody. 78 of 120 people answered.", charts)
        took.append((time.thread_time() - begun) * 1000)
    return [
        Figure("a picture of results, the first one", took[0], "ms CPU", aim="under 300 ms", met=took[0] < 300),
        Figure("a picture of results", median(took[1:]), "ms CPU", aim="under 300 ms", met=median(took[1:]) < 300),
    ]
