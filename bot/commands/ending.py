"""How every command ends. It is loaded by all of them: what only some need stays out of it."""

import sys
from collections.abc import Callable, Sequence

from typer.exceptions import TyperException

from bot.stopped import Stopped
from storage import Problem

DAMAGED = "Move its files aside, and restore the newest backup: kith restore FILE."
FULL = "Is there room on the disk?"
MENDS = {"SQLITE_CORRUPT": DAMAGED, "SQLITE_NOTADB": DAMAGED, "SQLITE_FULL": FULL, "SQLITE_IOERR": FULL}


def work_on(work: Callable[[], object]) -> None:
    """Runs a command; what a person can mend is one clear line each on stderr, and exit code 2."""
    try:
        work()
    except Stopped as stopped:
        _stop(stopped.lines)
    except Problem as problem:
        _stop([str(problem)])
    except TyperException as wrong:
        said = wrong.format_message().strip()
        end = "" if said.endswith((".", "?")) else "."
        _stop([said if "\n" in said else f"{said}{end} “kith --help” shows what there is."])
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if not (line := _of_the_file(error)):
            raise
        _stop([line])


def _of_the_file(error: Exception) -> str:
    """What can be done about the file of an SQLite database; empty where it is about anything else."""
    said = getattr(error, "orig", error)
    code = "_".join(str(getattr(said, "sqlite_errorname", "")).split("_")[:2])
    return f"The database cannot be worked with ({said}). {MENDS[code]}" if code in MENDS else ""


def _stop(lines: Sequence[str]) -> None:
    print(*lines, sep="\n", file=sys.stderr)
    sys.exit(2)
