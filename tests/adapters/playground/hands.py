"""Somebody at the playground's page, by mouse or by keyboard alone."""

import re
from collections.abc import Mapping
from typing import Protocol

from playwright.sync_api import Locator, expect

from tests.adapters.playground.screen import Screen

PATIENCE = 15_000
"""Milliseconds for one thing to appear on a busy machine."""


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

    def sees(self, text: str | re.Pattern[str]) -> "Somebody":
        expect(self.screen.log(self.name)).to_contain_text(text, timeout=PATIENCE)
        return self

    def writes(self, line: str) -> "Somebody":
        """Waits for what comes of it, so that what is pressed next stands on that."""
        cards = self.screen.log(self.name).get_by_role("article")
        before = cards.count()
        field = self.screen.column(self.name).get_by_placeholder(re.compile("^Write to"))
        self.hands.writes(field, line)
        field.press("Enter")
        expect(cards.nth(before)).to_be_visible(timeout=PATIENCE)
        return self

    def picks(self, option: str) -> "Somebody":
        """In the newest menu."""
        menu = self.screen.log(self.name).get_by_role("combobox").last
        expect(menu).to_contain_text(option, timeout=PATIENCE)
        found = menu.locator("option").filter(has_text=option).first
        menu.select_option(value=found.get_attribute("value"))
        return self.presses("Choose")

    def fills(self, filling: Mapping[str, str], submit: str) -> "Somebody":
        """What is one of several is picked, whatever stands beside its label."""
        for label, text in filling.items():
            field = self.screen.dialog.get_by_label(re.compile(f"^{re.escape(label)}"))
            expect(field).to_be_visible(timeout=PATIENCE)
            field.check() if field.get_attribute("type") in ("checkbox", "radio") else field.fill(text)
        self.hands.presses(self.screen.dialog.get_by_role("button", name=submit))
        expect(self.screen.dialog).to_have_count(0, timeout=PATIENCE)
        return self

    def comes_forward(self) -> "Somebody":
        """On a phone, where one person is shown at a time."""
        switch = self.screen.page.get_by_role("navigation", name="People").get_by_role("button")
        if (own := switch.filter(has_text=self.name)).is_visible():
            self.hands.presses(own)
        return self


def starts_over(screen: Screen, hands: Hands) -> None:
    """Everything is as at first."""
    hands.presses(screen.page.get_by_role("banner").get_by_role("button", name="Start over"))
    hands.presses(screen.dialog.get_by_role("button", name="Start over", exact=True))
    expect(screen.page.locator(".who-name")).to_have_text(["Ada Obi", "Lin Zhao", "Sam Okafor"], timeout=PATIENCE)
