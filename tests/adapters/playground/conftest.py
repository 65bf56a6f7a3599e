"""The trial for tests without a browser (on both databases), and its page in a real one."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import sync_playwright

from storage.database import Database
from tests.adapters.playground.screen import Screen, Windows
from tests.adapters.playground.trial import Trial, with_tables
from tests.servers.chromium import CHROMIUM_ARGUMENTS
from tests.servers.ports import free_port
from tests.servers.postgres import PostgresServer
from tests.world.databases import emptied

PICTURES = Path("tests/output/playground")
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def trial_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return with_tables(f"sqlite:///{tmp_path_factory.mktemp('trial') / 'trial.db'}")


@pytest.fixture(scope="session")
def trial_on_postgres(postgres: PostgresServer) -> Iterator[Database]:
    url = postgres.new_database()
    database = with_tables(url)
    yield database
    database.close()
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
async def trial(request: pytest.FixtureRequest) -> AsyncIterator[Trial]:
    """The trial at work, without a page. Its database keeps the statements it has learned from one test to the next,
    and nothing else."""
    trial = Trial(emptied(request.getfixturevalue(f"trial_on_{request.param}")))
    ready = asyncio.Event()
    running = asyncio.create_task(trial.running.run(ready.set))
    await asyncio.wait([running, asyncio.create_task(ready.wait())], return_when=asyncio.FIRST_COMPLETED)
    yield trial
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    trial.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the trial's page is served, by a process of its own."""
    folder = tmp_path_factory.mktemp("playground")
    command = [sys.executable, "-m", "tests.adapters.playground.serving", str(folder / "trial.db")]
    said = folder / "log"
    with said.open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as serving:
        try:
            yield _address(said, serving)
        finally:
            serving.terminate()


def _address(said: Path, serving: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + 30
    while time.monotonic() < until and serving.poll() is None:
        for line in said.read_text().splitlines():
            if line.startswith("http"):
                return line
        time.sleep(0.05)
    pytest.fail(f"the playground did not start:\n{said.read_text()}", pytrace=False)


# One for each module: while it runs, nothing asynchronous can be tested in the same process.
@pytest.fixture(scope="module")
def windows(chromium_path: Path) -> Iterator[Windows]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGUMENTS)
        yield Windows(browser)
        browser.close()


@pytest.fixture(scope="session")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a fresh `kith play` serves, in a folder of its own. It takes seconds to start, and each story ends by
    starting over, so one is enough."""
    folder = tmp_path_factory.mktemp("play")
    port, log = free_port(), folder / "log"
    command = [sys.executable, "-m", "bot", "play", "--port", str(port)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (
        log.open("w") as said,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said) as serving,
    ):
        try:
            yield _ready(log, serving)
        finally:
            serving.terminate()
    assert log.read_text().count("\n") == 1, log.read_text()


def _ready(log: Path, serving: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until and serving.poll() is None:
        if "is ready: http" in log.read_text():
            return log.read_text().split("ready: ")[1].strip()
        time.sleep(0.05)
    pytest.fail(f"kith play did not start:\n{log.read_text()}", pytrace=False)


@pytest.fixture
def fresh(address: str) -> str:
    """Where the page of a fresh trial is."""
    urlopen(Request(f"{address}/trial/again", method="POST"), timeout=10).close()
    return address


@pytest.fixture
def screen(windows: Windows, fresh: str) -> Iterator[Screen]:
    """A laptop at the page of a fresh trial. Fails where it reported an error, or asked for anything elsewhere."""
    screen = Screen(windows, fresh)
    yield screen
    screen.close()
    assert screen.troubles == []


@pytest.fixture
def phone(windows: Windows, fresh: str) -> Iterator[Screen]:
    phone = Screen(windows, fresh, width=390, height=844)
    yield phone
    phone.close()
    assert phone.troubles == []


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots of the run are kept."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES
