"""`kith play`: the playground, with made-up people and a clock that can be pushed forward."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot import log
from bot.clock import MovableClock
from bot.commands import nightly
from bot.commands.wiring import make_engine, reached
from bot.lanes import OwnLanes
from bot.play_file import open_play_file
from bot.running import Running
from bot.serving import serve
from storage import schema
from storage.database import Database

PLAY = Path("data/play.db")
OPENING = ("ada", "lin", "sam")
"""Who is shown first in the playground: a mentee, a mentor, the coordinator."""


async def play(port: int) -> None:
    """A playground with an SQLite file, a key and a clock of its own."""
    log.configure("warning")
    database = reached(lambda: open_play_file(PLAY), f"The playground's file {PLAY}")
    try:
        await _serve(database, port)
    finally:
        database.close()


async def _serve(database: Database, port: int) -> None:
    """Its pages are slow to load, so first the file is known to be of use."""
    from fastapi import FastAPI

    from adapters.playground import PLAY_HOST, mount
    from adapters.playground.adapter import PlaygroundAdapter
    from adapters.playground.controlling import PlayControls, by_day
    from flows import library, words
    from flows.ahead import ahead

    schema.upgrade(database)
    clock, lanes = MovableClock(), OwnLanes()
    running = Running(database, make_engine(database, ("mentor", "program")), clock, [], lanes)
    adapter = PlaygroundAdapter(database, clock, running.workers, words.roles)
    running.add(adapter)
    running.does(lambda: nightly.plan(database, clock.now()), nightly.EVERY)
    running.does(lambda: nightly.forget_tries(database, clock.now()), nightly.TRIES_EVERY)
    running.does(database.clear_again, nightly.CLEAR_AGAIN)
    zone = library.demo().program.zone
    controls = PlayControls(running, lanes, clock, _fill, _bare, lambda now: by_day(now, zone), ahead)
    controls.begin()
    page = FastAPI(openapi_url=None)
    mount(page, adapter, controls, opening=OPENING)
    line = f"Kith's playground is ready: http://{PLAY_HOST}:{port}"
    await serve(running, page, PLAY_HOST, port, lambda: print(line, flush=True))


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
