"""`make crash`: kills Kith at every point of a run, and then at points chosen by chance, until the time is over.

SEED (default: one made up, and printed) and SECONDS (default 120) choose which and for how long. It works on SQLite
files of its own, or on the PostgreSQL database in CRASH_DATABASE_URL, which is EMPTIED (never on DATABASE_URL, which
may be a real one). Exit code 1 where anything was lost or doubled.
"""

import os
import random
import sys
import time

from tests.core.crashing import Found, everywhere, prepare, seeded


def main() -> None:
    seed = int(os.environ.get("SEED") or random.randrange(1_000_000))
    seconds = float(os.environ.get("SECONDS") or 120)
    address = os.environ.get("CRASH_DATABASE_URL", "")
    print(f"SEED={seed} SECONDS={seconds:g} on {'PostgreSQL' if address else 'SQLite'}", flush=True)
    end = time.monotonic() + seconds
    prepare()
    found = everywhere(address)
    print(f"Every point: killed {found.kills} times, {len(found.problems)} problems.", flush=True)
    runs, kills = 0, 0
    problems = list(found.problems)
    while time.monotonic() < end:
        one: Found = seeded(address, seed + runs)
        problems += [f"SEED={seed + runs}: {problem}" for problem in one.problems]
        runs, kills = runs + 1, kills + one.kills
    print(f"By chance: {runs} runs, killed {kills} times.")
    for problem in problems:
        print(problem, file=sys.stderr)
    print("Nothing was lost, and nothing doubled." if not problems else f"{len(problems)} problems.")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
