"""One web server beside everything else, and one place that stops it all."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.running import Running


class Taken(Exception):
    """Something else listens where the server should; the sentence says what to do."""


def web(running: Running, mounts: Mapping[str, ASGIApp]) -> ASGIApp:
    async def health(_request: Request) -> JSONResponse:
        missing = sorted(set(running.adapters) - running.ready)
        return JSONResponse({"ready": not missing, "waiting_for": missing}, status_code=503 if missing else 200)

    return Starlette(routes=[Route("/health", health), *(Route(path, target) for path, target in mounts.items())])


class _Server(uvicorn.Server):
    """Leaves the signals to `serve`."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(running: Running, web: ASGIApp, host: str, port: int, ready: Callable[[], None]) -> None:
    """Works until SIGINT or SIGTERM; then finishes what has begun, and stops."""
    config = uvicorn.Config(web, host=host, port=port, log_config=None, lifespan="on", timeout_graceful_shutdown=3)
    server, stop = _Server(config), asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    serving = asyncio.create_task(server.serve())
    await _listening(server, serving, host, port)
    working = asyncio.create_task(running.run(ready))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([working, stopping, serving], return_when=asyncio.FIRST_COMPLETED)
    failed = working.exception() if working.done() else None
    server.should_exit = True
    for task in (working, stopping):
        task.cancel()
    await asyncio.gather(working, stopping, serving, return_exceptions=True)
    running.workers.close()
    if failed:
        raise _alone(failed)


async def _listening(server: uvicorn.Server, serving: "asyncio.Task[None]", host: str, port: int) -> None:
    while not server.started:
        if serving.done():
            with suppress(SystemExit):
                serving.exception()
            raise Taken(f"{host}:{port} is taken by something else. Choose another port.")
        await asyncio.sleep(0.01)


def _alone(error: BaseException) -> BaseException:
    """The one error that stopped everything, out of the group it came in."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error
