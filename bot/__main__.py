"""The command line, and the only place that wires everything together. It owns the loop and the signals."""

import asyncio
import gc
import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import sqlalchemy as sa
import typer
from pydantic import SecretStr
from sqlalchemy.orm import Session, configure_mappers
from sqlmodel import col
from typer.exceptions import TyperException

from adapters.base import CannotConnect
from bot import log
from bot.clock import Clock, MovableClock
from bot.engine import Engine
from bot.lanes import OwnLanes
from bot.play_file import open_play_file
from bot.running import Connected, Running
from bot.serving import Taken, serve, web
from bot.setting_values import is_public_address
from bot.settings import Settings, SettingsError, load_settings
from storage import claims, schema
from storage.alone import Alone
from storage.database import Database, InUse, Store
from storage.places import Place

if TYPE_CHECKING:
    from starlette.types import ASGIApp

app = typer.Typer(
    name="kith",
    help="Kith, a chat bot for peer-mentoring programs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
manifest = typer.Typer(no_args_is_help=True, help="Print what a platform wants to know about the app.")
app.add_typer(manifest, name="manifest")
PLAY = Path("data/play.db")
READY = "Kith is ready."
OPENING = ("ada", "lin", "sam")
"""Who is shown first in the playground: a mentee, a mentor, the coordinator."""


class Stopped(Exception):
    """Something that a person can mend keeps Kith from going on; one clear line."""


# --- commands --------------------------------------------------------------------------------------------------------


@app.command()
def play(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to serve the page, on this computer only.")] = 8700,
) -> None:
    """Try Kith in the browser, with made-up people. Needs no tokens; nothing leaves this computer."""
    _main(lambda: asyncio.run(_play(port)))


@app.command()
def run() -> None:
    """Connect every platform whose tokens are set, and work until stopped."""
    _main(lambda: asyncio.run(_run(load_settings())))


@app.command()
def check() -> None:
    """Say which variable, scope, intent or permission is missing, and what mends it."""
    _main(lambda: asyncio.run(_check(load_settings())))


@app.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    _main(lambda: _migrate(load_settings()))


@manifest.command("slack")
def manifest_slack(
    url: Annotated[
        str, typer.Option(help="Where Slack reaches Kith (https://…/slack/events), for signed HTTP; else Socket Mode.")
    ] = "",
) -> None:
    """Print the app manifest to paste into Slack."""

    def work() -> None:
        from adapters.slack.manifest import manifest as slack_manifest
        from bot.engine.typed import offered
        from flows import FLOWS

        names = load_settings().commands
        if url and not is_public_address(url):
            raise Stopped("--url: is not an address like https://host/slack/events; Slack sends to https alone.")
        commands = offered((step for flow in FLOWS for step in flow.steps), (names.mentor, names.program))
        print(json.dumps(slack_manifest(tuple(names), url=url, offered=commands), indent=2))

    _main(work)


def _main(work: Callable[[], object]) -> None:
    """Runs a command; what a person can mend is one clear line each on stderr, and exit code 2."""
    try:
        work()
    except SettingsError as error:
        _stop(error.lines)
    except (Stopped, Taken, InUse, CannotConnect, schema.WrongSchema) as error:
        _stop([str(error)])
    except TyperException as wrong:
        said = wrong.format_message().strip()
        _stop([said if "\n" in said else f"{said.rstrip('.')}. “kith --help” shows what there is."])
    except KeyboardInterrupt:
        sys.exit(130)


def _stop(lines: Sequence[str]) -> None:
    print(*lines, sep="\n", file=sys.stderr)
    sys.exit(2)


def main() -> None:
    """The console script. A wrong call is one clear line, and exit code 2."""
    _main(lambda: sys.exit(app(standalone_mode=False)))


# --- kith run, check and migrate -------------------------------------------------------------------------------------


def _open(settings: Settings, *, alone: bool = True) -> Database:
    """The database, reached once, so that one that is down is one line. With `alone` nobody else may work on it."""
    if not settings.secret_keys:
        raise Stopped(
            "KITH_SECRET_KEY: is missing; it locks private text in the database. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    keys = [key.get_secret_value() for key in settings.secret_keys]
    try:
        database = Database(settings.database_url.render_as_string(hide_password=False), keys, alone=alone)
        with database.engine.connect():
            return database
    except (OSError, sa.exc.DBAPIError) as error:
        said = str(error.strerror if isinstance(error, OSError) else error.orig).strip().splitlines()
        raise Stopped(f"DATABASE_URL: the database cannot be opened ({''.join(said[:1])}).") from error


def _migrate(settings: Settings) -> None:
    log.configure(settings.log_level, hide=settings.secrets)
    database = _open(settings)
    try:
        schema.upgrade(database)
    finally:
        database.close()
    print("The database is up to date.")


def _engine(database: Database, names: tuple[str, str]) -> Engine:
    """The engine with everything loaded that would make the first press slow."""
    from flows import FLOWS, HOMES, library

    library.all_sentences()
    library.is_crisis("")
    configure_mappers()
    gc.freeze()  # all of this stays: to look through it for garbage now and then would stop everything for 0.1 s
    return Engine(database, FLOWS, HOMES, names)


async def _run(settings: Settings) -> None:
    log.configure(settings.log_level, hide=settings.secrets)
    mounts: dict[str, ASGIApp] = {}
    adapters = _adapters(settings, mounts)
    if not adapters:
        raise Stopped("No platform is set up. Set SLACK_BOT_TOKEN or DISCORD_TOKEN, or try: kith play")
    database = _open(settings)
    alone = Alone(database)
    try:
        schema.refuse_unready(database)
        alone.hold()
        clock = Clock()
        _appoint(database, settings, clock.now())
        engine = _engine(database, (settings.commands.mentor, settings.commands.program))
        running = Running(database, engine, clock, adapters, hold_alone=alone.hold)
        target = web(running, mounts)
        await serve(running, target, settings.http_host, settings.http_port, lambda: print(READY, flush=True))
    finally:
        alone.close()
        database.close()


def _adapters(settings: Settings, mounts: "dict[str, ASGIApp]") -> list[Connected]:
    """Every platform whose tokens are set. One that is called over the web adds itself to `mounts`."""
    adapters, names = list[Connected](), (settings.commands.mentor, settings.commands.program)
    if settings.slack_bot_token:
        from adapters.slack.adapter import SlackAdapter

        slack = SlackAdapter(
            settings.slack_bot_token.get_secret_value(), app_token=_plain(settings.slack_app_token),
            signing_secret=_plain(settings.slack_signing_secret), commands=names, api_url=settings.slack_api_url or "",
        )  # fmt: skip
        if settings.slack_listens == "http":
            mounts["/slack/events"] = slack.asgi
        adapters.append(slack)
    if settings.discord_token:
        from adapters.discord.adapter import DiscordAdapter

        adapters.append(
            DiscordAdapter(
                settings.discord_token.get_secret_value(), names=names, api_url=settings.discord_api_url or "",
                gateway_url=settings.discord_gateway_url or "",
            )
        )  # fmt: skip
    return adapters


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _appoint(database: Database, settings: Settings, now: datetime) -> None:
    """Coordinators from the settings; where there is nobody at all, a one-time code is printed."""
    with database.write() as session:
        store = Store(session)
        erased = claims.appoint(store, [(one.platform, one.team or "", one.user) for one in settings.coordinators])
        code = claims.new_claim(store, now) if claims.wants_claim(store) else ""
    if erased:
        print(f"KITH_COORDINATORS names {erased} whose data was deleted as they wished. Please take them out of it.")
    if code:
        claim = f"/{settings.commands.program} claim {code}"
        print(f"Nobody coordinates here yet. To begin, type in your community: {claim}")


async def _check(settings: Settings) -> None:
    """Says everything that is missing, for the platforms and in the database; exit code 1 where something is."""
    problems: list[tuple[str, str]] = []
    if not (settings.slack_bot_token or settings.discord_token):
        problems.append(("No platform is set up.", "Set SLACK_BOT_TOKEN or DISCORD_TOKEN, or try: kith play"))
    parents = _look_into_database(settings, problems)
    if settings.slack_bot_token:
        from adapters.slack.manifest import check as check_slack

        problems += await check_slack(
            settings.slack_bot_token.get_secret_value(), app_token=_plain(settings.slack_app_token),
            signing_secret=_plain(settings.slack_signing_secret), api_url=settings.slack_api_url or "",
        )  # fmt: skip
    if settings.discord_token:
        problems += await _check_discord(settings, parents)
    for problem, mend in problems:
        print(f"{problem}\n  {mend}")
    if problems:
        sys.exit(1)
    print("Everything is set up.")


def _look_into_database(settings: Settings, problems: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Whether it can be worked with, without making or changing anything, also while `kith run` works on it. Gives
    the (guild, channel) pairs in which rooms are to be opened."""
    url = settings.database_url
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        problems.append(("There is no database yet.", "Run: kith migrate"))
        return []
    try:
        database = _open(settings, alone=False)
    except Stopped as error:
        problems.append((str(error), "Set it right, and see that the database is running."))
        return []
    try:
        schema.refuse_unready(database)
        with database.read() as session:
            chosen = sa.select(col(Place.key), col(Place.room_channel)).where(col(Place.platform) == "discord")
            return [(key, channel) for key, channel in session.execute(chosen) if channel]
    except schema.WrongSchema as error:
        problems.append(("The database and this version of Kith do not fit.", str(error)))
        return []
    finally:
        database.close()


async def _check_discord(settings: Settings, parents: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    from adapters.discord.check import check as check_discord
    from bot.engine.typed import offered
    from flows import FLOWS

    names = (settings.commands.mentor, settings.commands.program)
    found = await check_discord(
        _plain(settings.discord_token),
        offered((step for flow in FLOWS for step in flow.steps), names),
        names=names,
        parents=parents,
        api_url=settings.discord_api_url or "",
        gateway_url=settings.discord_gateway_url or "",
    )
    return [(finding.problem, finding.mend) for finding in found]


# --- kith play -------------------------------------------------------------------------------------------------------


async def _play(port: int) -> None:
    """A playground with an SQLite file, a key and a clock of its own."""
    log.configure("warning")
    from fastapi import FastAPI

    from adapters.playground import PLAY_HOST, mount
    from adapters.playground.adapter import PlaygroundAdapter
    from adapters.playground.controlling import PlayControls, by_day
    from flows import library, words
    from flows.ahead import ahead

    database = open_play_file(PLAY)
    try:
        schema.upgrade(database)
        clock, lanes = MovableClock(), OwnLanes()
        running = Running(database, _engine(database, ("mentor", "program")), clock, [], lanes)
        adapter = PlaygroundAdapter(database, clock, running.workers, words.roles)
        running.add(adapter)
        zone = library.demo().program.zone
        controls = PlayControls(running, lanes, clock, _fill, _bare, lambda now: by_day(now, zone), ahead)
        controls.begin()
        page = FastAPI(openapi_url=None)
        mount(page, adapter, controls, opening=OPENING)
        line = f"Kith's playground is ready: http://{PLAY_HOST}:{port}"
        await serve(running, page, PLAY_HOST, port, lambda: print(line, flush=True))
    finally:
        database.close()


def _fill(session: Session, now: datetime) -> None:
    """The demo program, with everybody in it as a person of the playground."""
    from adapters.playground.demo import fill_playground
    from flows.beginning import demo

    fill_playground(session, now, demo.fill, demo.post_join_card)


def _bare(session: Session, _now: datetime) -> None:
    """No program, and the demo's coordinator as the one who may set one up."""
    from adapters.playground.demo import bare_playground
    from flows import library

    bare_playground(session, next(iter(library.demo().coordinators.values())))


if __name__ == "__main__":
    main()
