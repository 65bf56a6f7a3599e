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
    """Adds to the file, and has it on the disk before anything else goes on. Where the disk is full, it stays as it
    was: behind half a line the next mark could not be read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        was = os.fstat(file).st_size
        lines = [*([] if was else [HEADER]), *(f"{mark} {at.isoformat()}" for mark, at in entries)]
        left = "".join(f"{line}\n" for line in lines).encode("ascii")
        try:
            while left:
                left = left[os.write(file, left) :]
            os.fsync(file)
        except OSError:
            os.ftruncate(file, was)
            raise
    finally:
        os.close(file)
