"""Programs that nobody coordinates any more, and the code by which somebody does again."""

from datetime import timedelta

import structlog

from bot import log as logging
from bot.clock import Clock
from bot.commands.wiring import open_database
from bot.settings import Settings
from storage import schema
from storage.codes import claims
from storage.database import Database, Store
from storage.places import Program
from storage.rows import locked

log = structlog.get_logger(__name__)
EVERY = timedelta(hours=6)


def claim_code(settings: Settings) -> None:
    """Prints a new one-time code, also while `kith run` works; the one before it does not count any more."""
    logging.configure(settings.log_level, hide=settings.secrets)
    database = open_database(settings, alone=False)
    try:
        schema.refuse_unready(database)
        locked.refuse_unreadable(database)
        with database.write() as session:
            store = Store(session)
            code, left = claims.new_claim(store, Clock().now()), [one.name for one in claims.uncoordinated(store)]
    finally:
        database.close()
    for name in left:
        print(f"Nobody coordinates “{name}”.")
    print(f"Good for one use within a day. Type in your community: /{settings.commands.program} claim {code}")
    print(
        "It makes you the coordinator of the program there if it has none, or lets you set one up where there is none."
    )


def report(database: Database) -> list[int]:
    """A line in the log for each program that nobody coordinates; gives their ids."""
    with database.read() as session:
        left = [one.id or 0 for one in claims.uncoordinated(Store(session))]
    for program in left:
        log.warning("program_without_coordinator", program=program, mend="kith claim-code")
    return left


def problems(left: list[Program], command: str) -> list[tuple[str, str]]:
    """The same as `kith check` says it."""
    return [
        (f"Nobody coordinates “{one.name}” any more.",
         f"Run: kith claim-code, and type in a place of the program what it prints (/{command} claim …).")
        for one in left
    ]  # fmt: skip
