"""Measures everything, prints a table, and writes `latest.json` beside this file; of some parts, the table alone."""

import sys

from benchmarks import checkins, finding, letters, presses, resting, signed, socials, times, waves
from benchmarks.table import Figure, keep, show


def main() -> None:
    figures: list[Figure] = []
    parts = {
        "presses": presses.measure, "signed": signed.measure, "finding": finding.on_sqlite,
        "finding-postgresql": finding.on_postgresql, "times": times.measure, "letters": letters.measure,
        "resting": resting.measure, "waves": waves.measure, "checkins": checkins.measure,
        "socials": socials.measure,
    }  # fmt: skip
    for name, measure in parts.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        print(f"{name} …", file=sys.stderr, flush=True)
        figures += measure()
    show(figures)
    if not sys.argv[1:]:  # a few parts alone are no run to compare with
        keep(figures)


if __name__ == "__main__":
    main()
