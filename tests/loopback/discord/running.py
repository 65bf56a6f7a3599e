"""The counterpart's own thread and event loop, and how other threads wait for what happens there."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from aiohttp import web

from tests.loopback.discord.gateway.sessions import Gateway
from tests.loopback.discord.rest.contracts import contract_check
from tests.loopback.discord.rest.exchange import PREFIX, Exchange
from tests.loopback.discord.rest.faults import Faults
from tests.loopback.discord.world.state import World

T = TypeVar("T")
START_SECONDS = 10.0
ACT_SECONDS = 10.0
LOOK_AGAIN_SECONDS = 0.05


class Running:
    """Starts on `__enter__`, stops on `__exit__`; nothing of it outlives the `with`."""

    def __init__(self, *, token: str, intents_allowed: int, answer_within: float, heartbeat_seconds: float) -> None:
        self._news = threading.Condition()
        self._version = 0
        self._world = World(token, intents_allowed, answer_within)
        self._gateway = Gateway(self._world, heartbeat_seconds, self._changed)
        self._exchange = Exchange(self._world, Faults(), contract_check(), self._changed)
        self._world.dispatch = self._gateway.dispatch
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._started = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="loopback-discord", daemon=True)

    def _begin(self) -> None:
        self._thread.start()
        if not self._started.wait(START_SECONDS):
            raise TimeoutError("the loopback Discord did not start")
        if self._failed is not None:
            raise RuntimeError("the loopback Discord did not start") from self._failed

    def _end(self) -> None:
        if self._loop is not None and self._stop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(START_SECONDS)
        if self._thread.is_alive():
            raise TimeoutError("the loopback Discord did not stop")

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:
            self._failed = failure
            self._started.set()
            raise

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", PREFIX + "/{rest:.*}", self._exchange.take)
        app.router.add_get("/attachments/{channel}/{id}/{name}", self._file)
        app.router.add_get("/gateway/", self._gateway.accept)
        app.router.add_get("/resume/", self._gateway.accept)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self._world.files_url = f"http://{host}:{port}"
        self._gateway.url = f"ws://{host}:{port}"
        self._exchange.gateway_url = f"ws://{host}:{port}/gateway/"
        self._started.set()
        await self._stop.wait()
        for socket in list(self._gateway.sockets):
            socket.cut()
        await runner.cleanup()

    async def _file(self, request: web.Request) -> web.Response:
        upload = self._world.files.get(int(request.match_info["id"]))
        if upload is None or self._world.files_expired:
            return web.Response(status=404)
        return web.Response(body=upload.content, content_type="application/octet-stream")

    def _changed(self) -> None:
        with self._news:
            self._version += 1
            self._news.notify_all()

    def _see(self, look: Callable[[], T]) -> T:
        """What `look` gives on the counterpart's loop, where nothing else happens meanwhile."""
        if self._loop is None or not self._thread.is_alive():
            raise RuntimeError("the loopback Discord is not running: use it in a `with`")

        async def step() -> T:
            return look()

        return asyncio.run_coroutine_threadsafe(step(), self._loop).result(ACT_SECONDS)

    def _do(self, act: Callable[[], T]) -> T:
        """The same for what changes something: whoever waits looks again, which by itself changes nothing."""

        def step() -> T:
            result = act()
            self._changed()
            return result

        return self._see(step)

    def _until(self, look: Callable[[], T], seconds: float) -> T:
        """The first true answer of `look`, asked after every change; its last answer when time is up."""
        deadline = time.monotonic() + seconds
        while True:
            with self._news:
                seen = self._version
            found = look()
            left = deadline - time.monotonic()
            if found or left <= 0:
                return found
            with self._news:
                if self._version == seen:
                    self._news.wait(min(left, LOOK_AGAIN_SECONDS))
