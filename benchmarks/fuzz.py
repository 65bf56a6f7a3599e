"""`make fuzz`: random presses by random people, and random payloads for every reader, until the time is over.

SEED (default: one made up, and printed) and SECONDS (default 120) choose which and for how long. Half of the time goes
to the model of the whole (tests/model), half to the tests marked `fuzz`. Exit code 1 where something broke; what is
printed then holds the seed and the shortest way there.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import Whole
from tests.world.databases import Watched, sqlite_database

RUNS, STEPS = 10, 80
"""Of the model, between two looks at the clock."""


def main() -> None:
    first = int(os.environ.get("SEED") or random.randrange(1_000_000))
    seconds = float(os.environ.get("SECONDS") or 120)
    print(f"SEED={first} SECONDS={seconds:g}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite_database(Path(folder))
        fine = _presses(database, first, time.monotonic() + seconds / 2)
        database.close()
    fine = _payloads(first, time.monotonic() + seconds / 2) and fine
    print("Nothing broke." if fine else "Something broke; see above.")
    sys.exit(0 if fine else 1)


def _presses(database: Watched, first: int, end: float) -> bool:
    """Runs of the model until `end` (of `time.monotonic`), or until one breaks something."""
    how = settings(
        max_examples=RUNS, stateful_step_count=STEPS, deadline=None, database=None, verbosity=Verbosity.normal,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink],
    )  # fmt: skip
    Whole.played_in(database)
    rounds = 0
    while time.monotonic() < end:
        machine = seed(first + rounds)(type("Whole", (Whole,), {}))
        try:
            run_state_machine_as_test(machine, settings=how)
        except Exception:  # noqa: BLE001  # whatever it is, it is what was looked for
            traceback.print_exc()
            print(f"SEED={first + rounds}: the model broke", flush=True)
            return False
        rounds += 1
    print(f"Presses: {rounds * RUNS} runs of {STEPS} steps.", flush=True)
    return True


def _payloads(first: int, end: float) -> bool:
    """The tests marked `fuzz`, each time with another seed."""
    rounds = 0
    while time.monotonic() < end:
        command = [sys.executable, "-m", "pytest", "-q", "-m", "fuzz", "-p", "no:cacheprovider", "--durations=0",
                   f"--hypothesis-seed={first + rounds}"]  # fmt: skip
        done = subprocess.run(
            command, env=os.environ | {"HYPOTHESIS_PROFILE": "fuzz"}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(done.stdout[-6000:], f"SEED={first + rounds}: a reader broke", sep="\n", flush=True)
            return False
        rounds += 1
    print(f"Payloads: {rounds} times.", flush=True)
    return True


if __name__ == "__main__":
    main()
