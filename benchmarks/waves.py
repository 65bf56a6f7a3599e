"""A pulse to 50,000 members: planned some people at a time, while others press. And its picture."""

import asyncio
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks.stage import NOW, SECRET, make
from benchmarks.table import Figure, median, quantile
from bot.engine import Engine
from bot.incoming import Incoming, Sender, Via
from bot.workers import Workers
from flows import FLOWS, HOMES
from flows.pulses.outcome import picture
from storage import outbox
from storage.database import Database, Store
from storage.mentoring.pulses.waves import Wave, WaveStatus
from storage.people import Account, Member, MemberAccount

PEOPLE = 50_000
PAUSE = 0.02
PICTURES = 20


def measure() -> list[Figure]:
    return [*_wave(), *_picture()]


def _wave() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder)).database.close()
        database = Database(f"sqlite:///{Path(folder) / 'measured.db'}", [SECRET])
        _fill(database)
        engine = Engine(database, FLOWS, HOMES)
        _press(engine, 0)
        before = _resident()
        seconds, waits = asyncio.run(_plan_and_press(database, engine))
        grown = _resident() - before
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


async def _plan_and_press(database: Database, engine: Engine) -> tuple[float, list[float]]:
    """Seconds of the processor that planning took, and how many milliseconds each press waited. Both go through the one
    thread that writes, as in `kith run`."""
    workers, planned, waits = Workers(writers=1), asyncio.Event(), list[float]()

    async def presses() -> None:
        number = 1
        while not planned.is_set():
            begun = time.perf_counter()
            await workers.write(_press, engine, number)
            waits.append((time.perf_counter() - begun) * 1000)
            number += 1
            await asyncio.sleep(PAUSE)

    pressing, seconds = asyncio.create_task(presses()), 0.0
    while (took := await workers.write(_plan_some, database, engine)) is not None:
        seconds += took
    planned.set()
    await pressing
    workers.close()
    return seconds, waits


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


def _plan_some(database: Database, engine: Engine) -> float | None:
    """One taking of the step; None where nothing is left."""
    begun = time.thread_time()
    with database.read() as session:
        due = [row for row in outbox.due_timers(session, 1, NOW, most=1) if row.step == "wave.send"]
    if not due:
        return None
    [row] = due
    key = f"timer:{row.id}@{row.due_at.isoformat()}"
    engine.handle(Incoming(via=Via.TIMER, step=row.step, about=row.about, value=row.value, key=key), NOW)
    return time.thread_time() - begun


def _press(engine: Engine, number: int) -> None:
    sender = Sender("slack", "T1", "U1001", name="Person 1001")
    engine.handle(Incoming(via=Via.PRESS, step="home.show", about=1, by=sender, key=f"press{number}"), NOW)


def _resident() -> float:
    """Megabytes that this process holds in memory."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


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
