"""The command line, and the only place that wires everything together."""

import asyncio
import json
import secrets
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import structlog
import typer
import uvicorn
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from bot import log
from bot.clock import Clock, MovableClock
from bot.engine import Engine
from bot.lanes import OwnLanes
from bot.running import Connected, Running
from bot.settings import Settings, SettingsError, load_settings
from storage import schema
from storage.database import Database, InUse

if TYPE_CHECKING:
    from starlette.types import ASGIApp

app = typer.Typer(
    name="kith",
    help="Kith, a chat bot for peer-mentoring programs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
manifest = typer.Typer(no_args_is_help=True, help="Print what a platform wants to know about the app.")
app.add_typer(manifest, name="manifest")
logger = structlog.get_logger(__name__)
PLAY = Path("data/play.db")


class Stopped(Exception):
    """Something a person can mend keeps Kith from starting; one line each."""


# --- commands --------------------------------------------------------------------------------------------------------


@app.command()
def play(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Where the page is served, on this computer only.")
    ] = 8700,
) -> None:
    """Try Kith in the browser with made-up people. Needs no tokens; nothing leaves this computer."""
    _main(lambda: asyncio.run(_play(port)))


@app.command()
def run() -> None:
    """Connect every platform whose tokens are set, and work until stopped."""
    _main(lambda: asyncio.run(_run(load_settings())))


@app.command()
def check() -> None:
    """Say which variable, scope, intent or permission is missing, and how to mend it."""
    _main(lambda: _check(load_settings()))


@app.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    _main(lambda: _migrate(load_settings()))


@manifest.command("slack")
def manifest_slack(
    url: Annotated[str, typer.Option(help="Where Slack reaches Kith, for signed HTTP instead of Socket Mode.")] = "",
) -> None:
    """Print the app manifest to paste into Slack."""

    def work() -> None:
        from adapters.slack.manifest import manifest as make

        settings = load_settings()
        print(json.dumps(make(tuple(settings.commands), url=url), indent=2))

    _main(work)


def _main(work: Callable[[], object]) -> None:
    """Runs a command; what a person can mend is one clear line on stderr and exit code 2."""
    try:
        work()
    except SettingsError as error:
        _stop(error.lines)
    except (Stopped, InUse, schema.WrongSchema) as error:
        _stop([str(error)])
    except KeyboardInterrupt:
        sys.exit(130)


def _stop(lines: "list[str] | tuple[str, ...]") -> None:
    for line in lines:
        print(line, file=sys.stderr)
    sys.exit(2)


# --- kith run --------------------------------------------------------------------------------------------------------


def _secrets_of(settings: Settings) -> list[str]:
    if not settings.secret_keys:
        raise Stopped(
            "KITH_SECRET_KEY is not set. It locks private text in the database. Make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return [key.get_secret_value() for key in settings.secret_keys]


def _open(settings: Settings) -> Database:
    return Database(settings.database_url.render_as_string(hide_password=False), _secrets_of(settings))


def _migrate(settings: Settings) -> None:
    log.configure(settings.log_level, hide=settings.secrets)
    database = _open(settings)
    try:
        schema.upgrade(database)
    finally:
        database.close()
    print("The database is up to date.")


def _engine(database: Database, commands: tuple[str, str]) -> Engine:
    from flows import FLOWS, HOMES

    return Engine(database, FLOWS, HOMES, commands)


async def _run(settings: Settings) -> None:
    log.configure(settings.log_level, hide=settings.secrets)
    if not settings.slack_listens and settings.discord_token is None:
        raise Stopped("No platform is set up. Set SLACK_BOT_TOKEN or DISCORD_TOKEN, or try: kith play")
    database = _open(settings)
    try:
        schema.refuse_unready(database)
        engine = _engine(database, (settings.commands.mentor, settings.commands.program))
        mounts: dict[str, ASGIApp] = {}
        adapters = _adapters(settings, mounts)
        running = Running(database, engine, Clock(), adapters)
        await _serve(
            running, _web(running, mounts), settings.http_host, settings.http_port, lambda: print("Kith is ready.")
        )
    finally:
        database.close()


def _adapters(settings: Settings, mounts: "dict[str, ASGIApp]") -> list[Connected]:
    """Every platform whose tokens are set. What needs a web address adds itself to `mounts`."""
    adapters: list[Connected] = []
    return adapters


def _web(running: Running, mounts: "dict[str, ASGIApp]") -> "ASGIApp":
    async def health(_request: Request) -> JSONResponse:
        missing = sorted(set(running.adapters) - running.ready)
        return JSONResponse({"ready": not missing, "waiting_for": missing}, status_code=503 if missing else 200)

    return Starlette(routes=[Route("/health", health), *(Mount(path, target) for path, target in mounts.items())])


async def _serve(running: Running, web: "ASGIApp", host: str, port: int, ready: Callable[[], None]) -> None:
    """Works until SIGINT or SIGTERM; then finishes what has begun, and stops."""
    server = _Server(
        uvicorn.Config(web, host=host, port=port, log_config=None, lifespan="on", timeout_graceful_shutdown=3)
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    serving = asyncio.create_task(server.serve())
    await _started(server, serving, host, port)
    working = asyncio.create_task(running.run(ready))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([working, stopping, serving], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    failed = working.exception() if working.done() and not working.cancelled() else None
    working.cancel()
    await asyncio.gather(working, serving, return_exceptions=True)
    running.workers.close()
    if failed:
        raise _plain(failed)


async def _started(server: uvicorn.Server, serving: "asyncio.Task[None]", host: str, port: int) -> None:
    while not server.started:
        if serving.done():
            with suppress(SystemExit):
                serving.exception()
            raise Stopped(f"The address {host}:{port} is not free. Choose another port.")
        await asyncio.sleep(0.01)


def _plain(error: BaseException) -> BaseException:
    """The one error that stopped everything, out of the group it came in."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


class _Server(uvicorn.Server):
    """Leaves the signals to `_serve`."""

    def install_signal_handlers(self) -> None:
        """Nothing: there is one place for signals."""


def _check(settings: Settings) -> None:
    problems: list[tuple[str, str]] = []
    for problem, mend in problems:
        print(f"{problem}\n  {mend}")
    if problems:
        sys.exit(1)
    print("Everything is set up.")


# --- kith play -------------------------------------------------------------------------------------------------------


async def _play(port: int) -> None:
    """A playground on an SQLite file of its own, with a key of its own."""
    log.configure("warning")
    from fastapi import FastAPI

    from adapters.playground import PLAY_HOST, mount
    from adapters.playground.adapter import PlaygroundAdapter
    from adapters.playground.controlling import PlayControls

    database = Database(f"sqlite:///{PLAY}", [_play_key()])
    schema.upgrade(database)
    clock, lanes = MovableClock(), OwnLanes()
    engine = _engine(database, ("mentor", "program"))
    running = Running(database, engine, clock, [], lanes)
    adapter = PlaygroundAdapter(database, clock, running.workers)
    running.adapters = {adapter.platform: adapter}
    controls = PlayControls(running, lanes, clock, _fill)
    controls.begin()
    web = FastAPI(openapi_url=None)
    mount(web, adapter, controls)
    ready = f"Kith's playground is ready: http://{PLAY_HOST}:{port}"
    await _serve(running, web, PLAY_HOST, port, lambda: print(ready, flush=True))
    database.close()


def _fill(session: Session, now: datetime) -> None:
    pass


def _play_key() -> str:
    """The playground's own key, made at the first start."""
    path = PLAY.with_suffix(".key")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


def main() -> None:
    """The console script."""
    app()


if __name__ == "__main__":
    main()
