"""Many readers of one lane written to side by side, each of them in order; a slow send holds up nobody else."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from enum import Enum, auto
from typing import TypeAlias

from storage.outbox import Claimed

LOOK_AGAIN = 0.25
"""Seconds after which, while sends are open, somebody looks for letters that were written meanwhile."""


class Pace(Enum):
    """What a letter that was carried says about the next ones."""

    GO_ON = auto()
    THEY_WAIT = auto()
    """Its reader gets nothing for a while."""
    ALL_WAIT = auto()
    """Nobody in the lane does."""


Carry: TypeAlias = Callable[[Claimed], Awaitable[Pace]]
Claim: TypeAlias = Callable[[int, Collection[str]], Awaitable[list[Claimed]]]
"""At most so many letters, and none to these addressees."""
PutBack: TypeAlias = Callable[[Claimed], Awaitable[object]]


class Window:
    """At most `most` readers at once. `run` ends when nothing more is due and every send has ended."""

    def __init__(self, most: int, claim: Claim, carry: Carry, put_back: PutBack) -> None:
        self._most = most
        self._claim, self._carry, self._put_back = claim, carry, put_back
        self._queues: dict[str, deque[Claimed]] = {}
        self._tasks: dict[asyncio.Task[None], str] = {}
        self._closed = False

    async def run(self) -> None:
        """Raises what a claim or a send raised that nobody expected, after the others have ended."""
        failures: list[BaseException] = []
        try:
            while True:
                try:
                    await self._fill()
                except Exception as error:  # noqa: BLE001  # raised below: what is being sent is not cut off by it
                    failures.append(error)
                    self._closed = True
                if not self._tasks:
                    break
                done, _open = await asyncio.wait(self._tasks, timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    self._queues.pop(self._tasks.pop(task))
                    if failure := task.exception():
                        failures.append(failure)
                        self._closed = True
            for queue in self._queues.values():
                await self._back(queue)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if failures:
            raise failures[0]

    async def _fill(self) -> None:
        """Begins with further readers, as long as there are letters and room."""
        while not self._closed and len(self._tasks) < self._most:
            begun = set(self._tasks.values())
            waiting = next((reader for reader in self._queues if reader not in begun), None)
            if waiting is not None:
                self._tasks[asyncio.create_task(self._in_order(self._queues[waiting]))] = waiting
                continue
            found = await self._claim(self._most, tuple(self._queues))
            if not found:
                return
            for letter in found:
                self._queues.setdefault(letter.addressee, deque()).append(letter)

    async def _in_order(self, queue: deque[Claimed]) -> None:
        """One after the other. What stands behind a letter that has to wait is put back behind it."""
        while queue and not self._closed:
            pace = await self._carry(queue.popleft())
            if pace is Pace.ALL_WAIT:
                self._closed = True
            if pace is not Pace.GO_ON:
                break
        await self._back(queue)

    async def _back(self, queue: deque[Claimed]) -> None:
        while queue:
            await self._put_back(queue.popleft())
