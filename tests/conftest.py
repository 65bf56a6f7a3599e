"""What every test can rely on: the same random examples each time, real servers, and no quiet skip."""

import gc
import os
import tempfile
from collections import Counter
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from tests.servers import scratch

# Browsers and servers that tests start write there as well.
os.environ.setdefault("TMPDIR", scratch())
tempfile.tempdir = None

pytest_plugins = ["tests.servers.postgres", "tests.servers.chromium"]

# A deadline for one example measures how busy the machine is.
settings.register_profile("ci", max_examples=50, stateful_step_count=30, derandomize=True, deadline=None)
settings.register_profile(
    "long",
    max_examples=5000,
    stateful_step_count=60,
    deadline=None,
    database=DirectoryBasedExampleDatabase(".hypothesis/examples"),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("fuzz", parent=settings.get_profile("long"), max_examples=1000, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nothing is garbage while thousands of tests are read, and what they are made of stays: looking through all of it
    again and again took nearly half of that time, in each process."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)  # looking for garbage less often spares a tenth of the time
        gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not tested and why, in words that one does not overlook."""
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.getreports("skipped"))
    if reasons:
        terminalreporter.section(f"{sum(reasons.values())} TESTS WERE SKIPPED", yellow=True, bold=True)
        for reason, times in reasons.most_common():
            terminalreporter.line(f"{times} × {reason}", yellow=True)
