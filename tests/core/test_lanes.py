"""Lanes: one drain at a time, and one after every wake-up."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot import lanes as lanes_module
from bot.lanes import OwnLanes

LIMIT = 20


class Drains:
    """Notes what is drained; each drain waits until it is let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.now: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self.go = asyncio.Event()
        self.changed = asyncio.Condition()
        self.fails: set[str] = set()
        self.ended: list[str] = []

    async def drain(self, lane: str) -> None:
        self.begun.append(lane)
        self.now[lane] = self.now.get(lane, 0) + 1
        self.most[lane] = max(self.most.get(lane, 0), self.now[lane])
        await self._tell()
        try:
            await self.go.wait()
        finally:
            self.now[lane] -= 1
        if lane in self.fails:
            self.fails.discard(lane)
            raise RuntimeError("the drain is blocked")
        self.ended.append(lane)

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(LIMIT), self.changed:
            await self.changed.wait_for(condition)


@asynccontextmanager
async def working(lanes: OwnLanes, drain: Callable[[str], Awaitable[None]]) -> AsyncIterator[None]:
    task = asyncio.create_task(lanes.run(drain))
    await asyncio.sleep(0)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_one_drain_of_a_lane_at_a_time() -> None:
    """However often a lane is woken while it is worked, that leads to one more drain, after the first."""
    lanes, drains = OwnLanes(), Drains()
    async with working(lanes, drains.drain):
        lanes.wake("a")
        await drains.until(lambda: drains.begun == ["a"])
        for _time in range(5):
            lanes.wake("a")
        drains.go.set()
        await lanes.settle()
    assert drains.begun == ["a", "a"]
    assert drains.most == {"a": 1}


async def test_lanes_do_not_wait_for_each_other() -> None:
    """Two lanes are worked at the same time."""
    lanes, drains = OwnLanes(), Drains()
    async with working(lanes, drains.drain):
        lanes.wake("a")
        lanes.wake("b")
        await drains.until(lambda: sorted(drains.begun) == ["a", "b"])
        drains.go.set()
        await lanes.settle()


async def test_a_lane_that_was_done_is_worked_again() -> None:
    """A wake-up after the end begins anew."""
    lanes, drains = OwnLanes(), Drains()
    drains.go.set()
    async with working(lanes, drains.drain):
        for _time in range(3):
            lanes.wake("a")
            await lanes.settle()
    assert drains.begun == ["a", "a", "a"]


async def test_a_wake_up_before_the_start_is_not_lost() -> None:
    """What was woken before anybody worked is drained when somebody does."""
    lanes, drains = OwnLanes(), Drains()
    drains.go.set()
    lanes.wake("early")
    async with working(lanes, drains.drain):
        await drains.until(lambda: drains.begun == ["early"])
        await lanes.settle()


async def test_a_drain_that_fails_is_logged_and_its_lane_stays_usable() -> None:
    """A bug in one drain neither ends the lanes nor closes that lane."""
    lanes, drains = OwnLanes(), Drains()
    drains.fails.add("a")
    drains.go.set()
    with capture_logs() as logs:
        async with working(lanes, drains.drain):
            lanes.wake("a")
            await lanes.settle()
            lanes.wake("a")
            await lanes.settle()
    assert [(line["event"], line["lane"]) for line in logs] == [("lane_failed", "a")]
    assert drains.ended == ["a"]


async def test_what_has_begun_may_end_when_everything_stops() -> None:
    """Stopping waits a moment for a send that is open, so that its letter is not left in doubt."""
    lanes, drains = OwnLanes(), Drains()
    task = asyncio.create_task(lanes.run(drains.drain))
    await asyncio.sleep(0)
    lanes.wake("a")
    await drains.until(lambda: drains.begun == ["a"])
    task.cancel()
    await asyncio.sleep(0)
    drains.go.set()
    async with asyncio.timeout(LIMIT):
        await asyncio.gather(task, return_exceptions=True)
    assert drains.ended == ["a"]


async def test_what_does_not_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopping does not wait for ever, and nothing is worked after it."""
    monkeypatch.setattr(lanes_module, "GRACE", 0.01)
    lanes, drains = OwnLanes(), Drains()
    async with asyncio.timeout(LIMIT), working(lanes, drains.drain):
        lanes.wake("a")
        await drains.until(lambda: drains.begun == ["a"])
    assert (drains.ended, drains.now) == ([], {"a": 0})
    lanes.wake("b")
    await lanes.settle()
    assert drains.begun == ["a"]
