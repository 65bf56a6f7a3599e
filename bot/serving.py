"""One web server beside everything else, and one place that stops it all."""

import asyncio
import errno
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.running import Running
from bot.stopped import Stopped
from storage.outbox.counts import Counts


class Taken(Stopped):
    """Nobody can listen where the server should; the sentence says why."""


def web(running: Running, mounts: Mapping[str, ASGIApp]) -> ASGIApp:
    async def health(_request: Request) -> JSONResponse:
        missing = sorted(set(running.adapters) - running.ready)
        return JSONResponse({"ready": not missing, "waiting_for": missing}, status_code=503 if missing else 200)

    async def metrics(_request: Request) -> PlainTextResponse:
        counts = await running.counts()
        platforms = {name: int(adapter.is_connected) for name, adapter in sorted(running.adapters.items())}
        return PlainTextResponse(in_prometheus_form(counts, platforms), media_type="text/plain; version=0.0.4")

    ours = [Route("/health", health), Route("/metrics", metrics)]
    return Starlette(routes=[*ours, *(Route(path, target) for path, target in mounts.items())])


def in_prometheus_form(counts: Counts, platforms: Mapping[str, int]) -> str:
    """Numbers alone: no name, no id and no text of anybody."""
    gauges: list[tuple[str, str, dict[str, int]]] = [
        ("kith_platform_connected", "1 while the platform is connected.",
         {f'{{platform="{name}"}}': number for name, number in platforms.items()}),
        ("kith_letters_pending", "Letters that are still to be sent.", {"": counts.pending}),
        ("kith_letters_due", "Letters that could go now.", {"": counts.due}),
        ("kith_letters_dead_last_day", "Letters of the last day that will not be sent, by reason.",
         {f'{{reason="{reason}"}}': number for reason, number in counts.dead.items()}),
        ("kith_holds", "Rate limits that hold a lane or a reader.", {"": counts.held}),
        ("kith_timers_due", "Timers that could be taken now.", {"": counts.timers_due}),
    ]  # fmt: skip
    lines: list[str] = []
    for name, what, values in gauges:
        lines += [f"# HELP {name} {what}", f"# TYPE {name} gauge"]
        lines += [f"{name}{label} {number}" for label, number in values.items()]
    return "\n".join(lines) + "\n"


class _Server(uvicorn.Server):
    """Leaves the signals to `serve`."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(running: Running, web: ASGIApp, host: str, port: int, ready: Callable[[], None]) -> None:
    """Works until SIGINT or SIGTERM; then finishes what has begun, and stops. Raises `Taken`."""
    await _refuse_taken(host, port)
    config = uvicorn.Config(web, host=host, port=port, log_config=None, lifespan="on", timeout_graceful_shutdown=3)
    server, stop = _Server(config), asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    serving = asyncio.create_task(server.serve())
    await _listening(server, serving)
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


async def _refuse_taken(host: str, port: int) -> None:
    """Tries it before the server does, which would end the process with what the system says of it."""
    try:
        async with await asyncio.start_server(lambda _reader, _writer: None, host, port):
            pass
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise Taken(f"{host}:{port} cannot be listened on ({error.strerror}).") from error
        raise Taken(f"{host}:{port} is taken by something else. Choose another port.") from error


async def _listening(server: uvicorn.Server, serving: "asyncio.Task[None]") -> None:
    while not server.started:
        if serving.done():
            raise RuntimeError("the web server did not start; its own log says why")
        await asyncio.sleep(0.01)


def _alone(error: BaseException) -> BaseException:
    """The one error that stopped everything, out of the group it came in."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error
