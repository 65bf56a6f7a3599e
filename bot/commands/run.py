"""`kith run`: connects every platform whose tokens are set, and works until it is stopped."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import log
from bot.clock import Clock
from bot.commands import claim_code, erased, nightly
from bot.commands.wiring import make_engine, names_of, open_database, platforms
from bot.running import Running
from bot.serving import serve, web
from bot.settings import Settings
from bot.stopped import Stopped
from storage import schema
from storage.alone import Alone
from storage.codes import claims
from storage.database import Database, Store
from storage.rows import locked

if TYPE_CHECKING:
    from starlette.types import ASGIApp

READY = "Kith is ready."
FILE_EVERY = timedelta(seconds=30)


async def run(settings: Settings) -> None:
    log.configure(settings.log_level, hide=settings.secrets)
    mounts: dict[str, ASGIApp] = {}
    adapters = platforms(settings, mounts)
    if not adapters:
        raise Stopped("No platform is set up. Set SLACK_BOT_TOKEN or DISCORD_TOKEN, or try: kith play")
    database = open_database(settings)
    alone = Alone(database)
    try:
        schema.refuse_unready(database)
        locked.refuse_unreadable(database)
        alone.hold()
        clock = Clock()
        erased.take_over(database, erased.read([settings.erased_file]), clock.now())
        _appoint(database, settings, clock.now())
        engine = make_engine(database, names_of(settings))
        running = Running(database, engine, clock, adapters, hold_alone=alone.hold)
        running.does(lambda: erased.to_file(database, settings.erased_file, clock.now()), FILE_EVERY)
        running.does(lambda: nightly.plan(database, clock.now()), nightly.EVERY)
        running.does(lambda: nightly.forget_tries(database, clock.now()), nightly.TRIES_EVERY)
        running.does(database.clear_again, nightly.CLEAR_AGAIN)
        running.does(lambda: claim_code.report(database), claim_code.EVERY)
        target = web(running, mounts)
        await serve(running, target, settings.http_host, settings.http_port, lambda: print(READY, flush=True))
    finally:
        alone.close()
        database.close()


def _appoint(database: Database, settings: Settings, now: datetime) -> None:
    """Coordinators from the settings; where there is nobody at all, a one-time code is printed."""
    with database.write() as session:
        store = Store(session)
        named = [(one.platform, one.team or "", one.user) for one in settings.coordinators]
        erased_ones = claims.appoint(store, named)
        code = claims.new_claim(store, now) if claims.wants_claim(store) else ""
    if erased_ones:
        print(
            f"KITH_COORDINATORS names accounts whose data was deleted as they wished ({erased_ones}). Please take them "
            "out of it."
        )
    if code:
        print(
            f"Nobody coordinates here yet. To begin, type in your community: /{settings.commands.program} claim {code}"
        )
