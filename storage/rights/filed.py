"""The ledger of erasures as a file beside the data: it outlives the loss of the database.

A line for each: the mark, and when it was. What is written last counts.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from storage import Problem

HEADER = (
    "# Accounts whose data was deleted, as keyed hashes. Kith deletes it again after a backup is restored. Keep it."
)


class Unreadable(Problem):
    """The file is not what it should be; the sentence says where."""


def read(path: Path) -> dict[str, datetime]:
    """Every mark with its newest moment; nothing where there is no file."""
    if not path.exists():
        return {}
    found: dict[str, datetime] = {}
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError as error:
        raise Unreadable(f"{path} could not be read ({error.strerror})") from error
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        mark, _space, moment = line.partition(" ")
        try:
            at = datetime.fromisoformat(moment)
        except ValueError as error:
            raise Unreadable(f"{path}: line {number} is not a mark and a moment") from error
        if len(mark) != 64 or at.tzinfo is None:
            raise Unreadable(f"{path}: line {number} is not a mark and a moment")
        found[mark] = max(at, found.get(mark, at))
    return found


def append(path: Path, entries: Iterable[tuple[str, datetime]]) -> None:
    """Adds to the file, and has it on the disk before anything else goes on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    with os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a", encoding="ascii") as file:
        if is_new:
            print(HEADER, file=file)
        for mark, at in entries:
            print(mark, at.isoformat(), file=file)
        file.flush()
        os.fsync(file.fileno())
