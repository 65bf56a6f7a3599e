"""Threads for the database and for what takes long, so that the event loop never waits for them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """Writers (one for SQLite, a few for PostgreSQL) and readers, so that looking never waits for writing; and one for
    what takes long and asks the database nothing, so that neither waits for it."""

    def __init__(self, writers: int, readers: int = 4) -> None:
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="write")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="read")
        self._slow = ThreadPoolExecutor(1, thread_name_prefix="slow")

    async def write(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._in(self._writers, lambda: work(*args, **kwargs))

    async def read(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._in(self._readers, lambda: work(*args, **kwargs))

    async def slowly(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """One after the other: what takes long often takes much memory, too."""
        return await self._in(self._slow, lambda: work(*args, **kwargs))

    async def _in(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, work)

    def close(self) -> None:
        """Waits for what has begun."""
        self._writers.shutdown()
        self._readers.shutdown()
        self._slow.shutdown(cancel_futures=True)
