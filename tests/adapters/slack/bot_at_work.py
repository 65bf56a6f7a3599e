"""The adapter at work in a thread of its own, with an engine that a test writes in a line."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from adapters.slack.adapter import SlackAdapter
from bot.incoming import Incoming, Reply
from tests.loopback.slack import LoopbackSlack
from tests.loopback.slack.loop import OwnLoop

T = TypeVar("T")
Answer = Callable[[Incoming], Reply]
PATIENCE = 0.3


class BotAtWork:
    """`answer` is what the engine would say. While `held`, it takes its time. What was taken is in `taken`; the next
    `failures` fail. `connected` is called by the adapter."""

    def __init__(
        self,
        slack: LoopbackSlack,
        answer: Answer = lambda _incoming: Reply(),
        *,
        bot_token: str = "",
        app_token: str = "",
        api_url: str = "",
        ping_seconds: float = 5.0,
    ) -> None:
        self.slack = slack
        self.answer = answer
        self.taken: list[Incoming] = []
        self.failures = 0
        self.held = threading.Event()
        self.held.set()
        self.ready = threading.Event()
        self._loop = OwnLoop("bot-at-work")
        by_socket = slack.mode == "socket"
        self.adapter = SlackAdapter(
            bot_token or slack.bot_token,
            app_token=app_token or (slack.app_token if by_socket else ""),
            signing_secret="" if by_socket else slack.signing_secret,
            api_url=api_url or slack.api_url,
            patience=PATIENCE,
            ping_seconds=ping_seconds,
        )
        self._running: asyncio.Task[None] | None = None
        self._server: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None

    # --- at work -----------------------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        self._loop.start()
        if self.slack.mode == "http":
            self.slack.deliver_to(f"http://127.0.0.1:{self._loop.run(self._serve())}/slack/events")
        self._running = self._loop.call(lambda: asyncio.get_running_loop().create_task(self._run()))
        if not self.ready.wait(10):
            raise AssertionError(f"the adapter did not get ready: {self._running}")
        self.slack.wait_connected(2 if self.slack.mode == "socket" else 1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.held.set()
        self._loop.run(self._finish())
        self._loop.stop()

    async def _run(self) -> None:
        await self.adapter.run(self._handle, (), self.ready.set)

    async def _handle(self, incoming: Incoming) -> Reply:
        self.taken.append(incoming)
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the database is away")
        if not self.held.is_set():
            await asyncio.to_thread(self.held.wait)
        return self.answer(incoming)

    async def _serve(self) -> int:
        web = Starlette(routes=[Route("/slack/events", self.adapter.asgi)])
        self._server = uvicorn.Server(uvicorn.Config(web, port=0, log_level="error", lifespan="off"))
        self._serving = asyncio.create_task(self._server.serve())
        async with asyncio.timeout(10):
            while not self._server.started:  # noqa: ASYNC110  # uvicorn says it in no other way
                await asyncio.sleep(0.01)
        return int(self._server.servers[0].sockets[0].getsockname()[1])

    async def _finish(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving

    # --- asked from a test -------------------------------------------------------------------------------------------

    def starts(self) -> None:
        """Runs until it cannot go on, and raises what it raises."""
        self._loop.start()
        try:
            self._loop.run(self._run())
        finally:
            self._loop.stop()

    def does(self, work: Awaitable[T]) -> T:
        """The result of one of the adapter's own methods, or what it raises."""

        async def within() -> T:
            return await work

        return self._loop.run(within())

    def hears(self, count: int = 1) -> Incoming:
        """The newest of what was taken, once there are so many."""
        self.slack.wait_for(lambda: len(self.taken) >= count, what=f"{count} things to be taken")
        return self.taken[-1]
