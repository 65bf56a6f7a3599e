"""Ten thousand letters through the postman to a platform that does nothing."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from benchmarks import stage
from benchmarks.table import Figure
from bot.clock import StoppedClock
from bot.parcels import Outgoing, RoomPlan, Sent
from bot.postman import Postman
from bot.workers import Workers

LETTERS = 10_000


class NoPlatform:
    """Takes every letter and does nothing with it."""

    platform = "slack"

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.lists_events = False
        self.sent = 0

    async def send(self, letter: Outgoing) -> Sent:
        self.sent += 1
        return Sent(f"D1:{self.sent}")

    async def edit(self, letter: Outgoing, reference: str) -> None:
        self.sent += 1

    async def find(self, letter: Outgoing, since: datetime) -> str | None:
        return None

    async def open(self, room: RoomPlan) -> str:
        return f"room{room.id}"

    async def missing(self, place: str, users: Sequence[str]) -> set[str]:
        return set()


def measure() -> list[Figure]:
    return [*(_carried(at_once) for at_once in (1, 20))]


def _carried(at_once: int) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        made = stage.make(Path(folder))
        for number in range(LETTERS // 2):
            made.engine.handle(made.incoming(f"letters-{number}"), stage.NOW)
        platform, workers = NoPlatform(at_once), Workers(writers=1)
        postman = Postman(made.database, made.engine, StoppedClock(stage.NOW), {"slack": platform}, workers, _nobody)
        begun = time.perf_counter()
        asyncio.run(postman.drain(f"slack:{stage.TEAM}"))
        seconds = time.perf_counter() - begun
        workers.close()
        made.database.close()
    if platform.sent != LETTERS:
        raise RuntimeError(f"{platform.sent} letters were carried, not {LETTERS}")
    how = "one after the other" if at_once == 1 else f"{at_once} at once"
    return Figure(f"carry 10,000 letters, {how}", LETTERS / seconds, "letters/s")


def _nobody(_lane: str) -> None:
    """Nothing else is woken."""
