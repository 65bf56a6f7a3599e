"""A figure, and a table of them."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

LATEST = Path(__file__).parent / "latest.json"


@dataclass(frozen=True)
class Figure:
    """`ratio` is `value` to what it is compared with, measured in the same run; `aim` is said in words."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    compared_with: str = ""
    aim: str = ""
    met: bool | None = None


def show(figures: list[Figure]) -> None:
    """Prints the table."""
    rows = [("what", "value", "ratio", "compared with", "aim", "met")]
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        met = "" if figure.met is None else "yes" if figure.met else "no"
        rows.append((figure.name, f"{figure.value:.3f} {figure.unit}", ratio, figure.compared_with, figure.aim, met))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def keep(figures: list[Figure]) -> None:
    """As JSON."""
    LATEST.write_text(json.dumps([asdict(figure) for figure in figures], indent=2) + "\n")


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: list[float]) -> float:
    return quantile(values, 0.5)
