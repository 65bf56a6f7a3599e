"""An event loop in a thread of its own, asked from other threads with a deadline."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class OwnLoop:
    """Starts with `start`, ends with `stop`; everything asked of it in between runs in its thread."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._background: set[asyncio.Task[object]] = set()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Cancel what is left and end the thread."""
        self.run(self._cancel_rest())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        if self._thread.is_alive():
            raise AssertionError(f"the thread {self._thread.name} did not end")
        self._loop.close()

    async def _cancel_rest(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def run(self, coroutine: Coroutine[Any, Any, T], seconds: float = 10.0) -> T:
        """The coroutine's result; AssertionError after the deadline, RuntimeError inside a running event loop."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
            try:
                return future.result(seconds)
            except TimeoutError:
                if future.done():
                    raise  # the coroutine's own
                future.cancel()
                raise AssertionError(f"the loopback Slack took more than {seconds} s for {coroutine!r}") from None
        coroutine.close()
        raise RuntimeError("this would block a running event loop: call it through asyncio.to_thread")

    def call(self, function: Callable[[], T]) -> T:
        """The function's result, computed in the loop's thread."""

        async def on_loop() -> T:
            return function()

        return self.run(on_loop())

    def spawn(self, coroutine: Coroutine[Any, Any, object]) -> None:
        """Let it run in the background; only from within the loop's thread."""
        task = self._loop.create_task(coroutine)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
