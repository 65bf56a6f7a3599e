"""The whole story in the playground that `kith play` serves: from hello to a match, by mouse and by keyboard alone."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Locator, expect

from tests.adapters.playground.screen import Screen, Windows
from tests.servers.ports import free_port

ROOT = Path(__file__).parents[3]
PATIENCE = 15_000
"""Milliseconds for one thing to appear on a busy machine."""


@pytest.fixture(scope="module")
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


class Hands(Protocol):
    def presses(self, button: Locator) -> None: ...
    def writes(self, field: Locator, text: str) -> None: ...


class Mouse:
    """Presses by clicking."""

    def __init__(self, screen: Screen) -> None:
        self.page = screen.page

    def presses(self, button: Locator) -> None:
        """Comes from elsewhere: a second press in the same place at once may not be meant."""
        self.page.mouse.move(0, 0)
        button.click(timeout=PATIENCE)

    def writes(self, field: Locator, text: str) -> None:
        field.click()
        field.type(text)


class Keyboard:
    """Nothing but Tab, Enter and letters."""

    def __init__(self, screen: Screen) -> None:
        self.page = screen.page

    def presses(self, button: Locator) -> None:
        self._reach(button)
        self.page.keyboard.press("Enter")

    def writes(self, field: Locator, text: str) -> None:
        self._reach(field)
        self.page.keyboard.type(text)

    def _reach(self, wanted: Locator) -> None:
        """Tabs on until it has the focus, and can be seen to have it."""
        expect(wanted).to_be_visible(timeout=PATIENCE)
        element = wanted.element_handle()
        for _press in range(400):
            if element.evaluate("element => element === document.activeElement"):
                outline = element.evaluate("element => getComputedStyle(element).outlineStyle")
                assert outline != "none", f"the focus cannot be seen on {wanted}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never gets to {wanted}")


class Somebody:
    """A person in a column of the page."""

    def __init__(self, screen: Screen, hands: Hands, name: str) -> None:
        self.screen, self.hands, self.name = screen, hands, name

    def presses(self, *labels: str) -> "Somebody":
        for label in labels:
            named = re.compile(f"^{re.escape(label)}(:|$)")
            buttons = self.screen.log(self.name).get_by_role("button", name=named)
            expect(buttons.last).to_be_visible(timeout=PATIENCE)
            self.hands.presses(buttons.first if label == "Ask for an intro chat" else buttons.last)
        return self

    def opens(self, conversation: str) -> "Somebody":
        tab = self.screen.column(self.name).get_by_role("navigation").get_by_role("button", name=conversation).first
        self.hands.presses(tab)
        expect(tab).to_have_attribute("aria-current", "true", timeout=PATIENCE)
        return self

    def sees(self, text: str) -> "Somebody":
        expect(self.screen.log(self.name)).to_contain_text(text, timeout=PATIENCE)
        return self


@pytest.mark.timeout(300)
@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_from_hello_to_a_match(windows: Windows, play: str, pictures: Path, how: str) -> None:
    """Somebody arrives, joins, asks a mentor, meets, both say how it was, she chooses, the mentor says yes; and
    starting over takes it all away."""
    screen = Screen(windows, play)
    hands = Mouse(screen) if how == "mouse" else Keyboard(screen)
    _arrives(screen, hands, "Nia Vale")
    nia, lin = Somebody(screen, hands, "Nia"), Somebody(screen, hands, "Lin Zhao")
    nia.opens("#welcome").presses("Join", "I look for a mentor", "Study skills", "Show me mentors").sees("Lin Zhao")
    screen.page.screenshot(path=pictures / f"story-{how}-mentors.png")
    nia.presses("Ask for an intro chat", "Send it")
    lin.sees("Nia Vale").presses("Happy to")
    nia.opens("Kith").sees("Lin Zhao said yes").opens("Lin Zhao").presses("We already met")
    nia.presses("Say how it was with Lin Zhao", "A good fit")
    lin.sees("How was it with Nia Vale?").presses("A good fit")
    nia.opens("Kith").presses("See whom you can choose", "Choose Lin Zhao", "Yes, choose Lin Zhao")
    lin.presses("Yes, gladly").sees("Nia Vale is your mentee from today on.")
    nia.sees("Lin Zhao is your mentor from today on.")
    screen.page.screenshot(path=pictures / f"story-{how}-match.png")
    hands.presses(screen.page.get_by_role("banner").get_by_role("button", name="Start over"))
    hands.presses(screen.dialog.get_by_role("button", name="Start over", exact=True))
    expect(screen.column("Nia")).to_have_count(0, timeout=PATIENCE)
    expect(screen.page.locator(".who-name")).to_have_text(["Ada Obi", "Lin Zhao", "Sam Okafor"])
    assert screen.troubles == []
    screen.close()


def _arrives(screen: Screen, hands: Hands, name: str) -> None:
    hands.presses(screen.page.get_by_role("button", name="New person"))
    hands.writes(screen.dialog.get_by_label("Name", exact=True), name)
    hands.presses(screen.dialog.get_by_role("button", name="Let them in"))
    expect(screen.column(name)).to_be_visible(timeout=PATIENCE)
