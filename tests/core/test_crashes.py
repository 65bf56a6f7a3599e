"""Killed at any moment, for real: nothing is lost, and nothing happens twice that can be kept from it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.databases import SECRET, create_tables

ROOT = Path(__file__).parent.parent.parent
SEED = int(os.environ.get("SEED") or 1)


def crashes(address: str, seed: int, runs: int) -> tuple[int, list[str]]:
    """How often it was killed, and what was wrong after it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.core.crashing", address, str(seed), str(runs)],
        cwd=ROOT, capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return found["kills"], [*found["problems"], *([done.stderr] if found["problems"] else [])]


@pytest.mark.crash
@pytest.mark.parametrize("part", range(3))
def test_nothing_is_lost_or_doubled_by_crashes(part: int) -> None:
    """Killed at several points of a run chosen by chance, and started again each time, Kith ends where it would have
    ended: every press taken once, every timer once, every letter there once, the rooms opened once, no card lying."""
    kills, problems = crashes("", SEED + part * 5, 5)
    assert problems == []
    assert kills >= 5


@pytest.mark.crash
def test_nothing_is_lost_or_doubled_by_crashes_on_postgresql(postgres_url: str) -> None:
    """The same with PostgreSQL, which sees its client vanish in the middle of a transaction."""
    kills, problems = crashes(postgres_url, SEED + 100, 5)
    assert problems == []
    assert kills >= 5


def test_the_judge_of_crashes_can_say_no(tmp_path: Path) -> None:
    """What is looked for after a crash is found where it is: coins, chimes, letters, rooms and a lying card."""
    from storage.database import Database
    from tests.core.crash_flow import furnish
    from tests.core.crashing import problems

    database = Database(f"sqlite:///{tmp_path / 'kith.db'}", [SECRET])
    create_tables(database)
    furnish(database)
    lines = [{"what": "send", "key": "press0:0", "text": "The jar holds 0 coins."}, {"what": "open"}, {"what": "open"}]
    assert problems(database, lines) == [
        "0 coins", "chimes ", "0 letters instead of 16", "press0:0 was sent and is no letter", "2 rooms were opened",
        "the card says: The jar holds 0 coins.",
    ]  # fmt: skip
    database.close()
