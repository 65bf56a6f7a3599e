"""Who works which queue. A lane is drained by one holder at a time, in order; wake-ups are only hints, and a sweep
repairs the ones that were lost."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

import structlog

log = structlog.get_logger(__name__)
Drain: TypeAlias = Callable[[str], Awaitable[None]]
GRACE = 3.0
"""Seconds in which what is being sent may come to its end when everything stops."""


class Lanes(Protocol):
    """At most one `drain(lane)` at a time, and one after every `wake(lane)` that came while it ran."""

    def wake(self, lane: str) -> None:
        """Best effort, after a commit."""
        ...

    async def run(self, drain: Drain) -> None:
        """Works until cancelled."""
        ...


class OwnLanes:
    """The lanes of one process, as tasks on its event loop."""

    def __init__(self) -> None:
        self._drain: Drain | None = None
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()

    def wake(self, lane: str) -> None:
        if self._drain is None or lane in self._running:
            self._again.add(lane)
            return
        task = asyncio.get_running_loop().create_task(self._work(lane, self._drain), name=f"lane {lane}")
        self._running[lane] = task

    async def _work(self, lane: str, drain: Drain) -> None:
        try:
            while True:
                self._again.discard(lane)
                try:
                    await drain(lane)
                except Exception:
                    log.exception("lane_failed", lane=lane)
                if lane not in self._again:
                    return
        finally:
            self._running.pop(lane, None)

    async def run(self, drain: Drain) -> None:
        self._drain = drain
        for lane in list(self._again):
            self.wake(lane)
        try:
            await asyncio.Event().wait()
        finally:
            self._drain = None
            tasks = list(self._running.values())
            if tasks:
                await asyncio.wait(tasks, timeout=GRACE)  # a send that is cut off leaves its letter in doubt
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def settle(self) -> None:
        """Waits until no lane is being worked."""
        while self._running:
            await asyncio.wait(list(self._running.values()))
