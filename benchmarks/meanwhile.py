"""Timers are taken while somebody presses: what the timers cost, and how long a press waits."""

import asyncio
import time
from pathlib import Path

from benchmarks.stage import NOW
from bot.engine import Engine
from bot.incoming import Incoming, Sender, Via
from bot.workers import Workers
from storage import outbox
from storage.database import Database

PAUSE = 0.02
"""Seconds between two presses."""


def run(database: Database, engine: Engine, step: str) -> tuple[float, list[float]]:
    """Takes every timer of a step. Gives the seconds of the processor that took, and how many milliseconds each press
    waited meanwhile."""
    return asyncio.run(_run(database, engine, step))


async def _run(database: Database, engine: Engine, step: str) -> tuple[float, list[float]]:
    """Both go through the one thread that writes, as in `kith run`."""
    workers, over, waits = Workers(writers=1), asyncio.Event(), list[float]()

    async def presses() -> None:
        number = 1
        while not over.is_set():
            begun = time.perf_counter()
            await workers.write(press, engine, number)
            waits.append((time.perf_counter() - begun) * 1000)
            number += 1
            await asyncio.sleep(PAUSE)

    pressing, seconds = asyncio.create_task(presses()), 0.0
    while (took := await workers.write(_take_one, database, engine, step)) is not None:
        seconds += took
    over.set()
    await pressing
    workers.close()
    return seconds, waits


def _take_one(database: Database, engine: Engine, step: str) -> float | None:
    """One taking of the step; None where nothing is left."""
    begun = time.thread_time()
    with database.read() as session:
        due = [row for row in outbox.due_timers(session, 1, NOW, most=1) if row[1] == step]
    if not due:
        return None
    [(number, _step, about, value, due_at, _attempts)] = due
    key = f"timer:{number}@{due_at.isoformat()}"
    engine.handle(Incoming(via=Via.TIMER, step=step, about=about, value=value, key=key), NOW)
    return time.thread_time() - begun


def press(engine: Engine, number: int) -> None:
    """Somebody looks where they stand."""
    sender = Sender("slack", "T1", "U1001", name="Person 1001")
    engine.handle(Incoming(via=Via.PRESS, step="home.show", about=1, by=sender, key=f"press{number}"), NOW)


def resident() -> float:
    """Megabytes that this process holds in memory."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
