"""A Chromium that the machine has, for tests that look at pages as a person does."""

import shutil
from pathlib import Path

import pytest

from tests.servers import lacking

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Quiet towards the internet, and at ease in a container, where root has no sandbox.
CHROMIUM_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """For Playwright's `executable_path`, together with `args=CHROMIUM_ARGUMENTS`."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    lacking("no Chromium here (on Debian and Ubuntu: apt install chromium)")
