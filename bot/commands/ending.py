"""How every command ends. It is loaded by all of them: what only some need stays out of it."""

import sys
from collections.abc import Callable, Sequence

from click import ClickException, UsageError

from bot.stopped import Stopped
from storage import Problem

DAMAGED = "Move its files aside, and restore the newest backup: kith restore FILE."
FULL = "Is there room on the disk?"
MENDS = {
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR": FULL,
    "42501": "Give that right to the user that DATABASE_URL names.",
    "55P03": "Something else holds it, such as a transaction that was left open in a console: end that first.",
}
"""By SQLite's names of errors, without what follows, and by PostgreSQL's codes."""


def work_on(work: Callable[[], object]) -> None:
    """Runs a command; what a person can mend is one clear line each on stderr, and exit code 2."""
    try:
        work()
    except Stopped as stopped:
        _stop(stopped.lines)
    except Problem as problem:
        _stop([str(problem)])
    except ClickException as wrong:
        said = wrong.format_message().strip()
        end = "" if said.endswith((".", "?")) else "."
        command = wrong.ctx.command_path if isinstance(wrong, UsageError) and wrong.ctx else "kith"
        _stop([said if "\n" in said else f"{said}{end} “{command} --help” shows what there is."])
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if not (line := _of_the_database(error)):
            raise
        _stop([line])


def _of_the_database(error: Exception) -> str:
    """What can be done about what the database says; empty where nothing of it is known, or it did not say it."""
    said = getattr(error, "orig", error)
    name = "_".join(str(getattr(said, "sqlite_errorname", "")).split("_")[:2])
    code = name or str(getattr(said, "sqlstate", ""))
    first = str(said).partition("\n")[0]
    return f"The database cannot be worked with ({first}). {MENDS[code]}" if code in MENDS else ""


def _stop(lines: Sequence[str]) -> None:
    print(*lines, sep="\n", file=sys.stderr)
    sys.exit(2)
