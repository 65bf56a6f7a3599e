"""A browser at the playground, in the words of somebody who uses it."""

import re
from typing import Literal

from playwright.sync_api import Browser, Error, Locator, Page, Request, expect


class Windows:
    """Windows of one browser, empty and with nothing kept in them; each is a browser to itself. What was looked at is
    used again: to open a window, and to load a page into it for the first time, takes longer than most tests."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._spare: list[Page] = []

    def take(self) -> Page:
        return self._spare.pop() if self._spare else self._browser.new_context(reduced_motion="reduce").new_page()

    def give_back(self, page: Page) -> None:
        """Forgets what the page kept, and everything that was opened from it."""
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
        page.mouse.move(0, 0)
        page.goto("about:blank")
        page.context.clear_cookies()
        for opened in page.context.pages:
            if opened is not page:
                opened.close()
        self._spare.append(page)


class Screen:
    """One open page. `troubles` collects what a person would not see: script errors, requests to elsewhere."""

    def __init__(
        self,
        windows: Windows,
        address: str,
        *,
        width: int = 1280,
        height: int = 800,
        scheme: Literal["light", "dark"] = "light",
        people: str = "",
    ) -> None:
        self.address = address
        self.troubles: list[str] = []
        self._windows = windows
        self.page: Page = windows.take()
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)
        self.page.on("pageerror", self._note_error)
        self.page.on("request", self._note_request)
        self.page.goto(f"{address}/?people={people}" if people else address)
        expect(self.page.locator(".person-column").first).to_be_visible()

    def _note_error(self, error: Error) -> None:
        self.troubles.append(str(error))

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", self.address.replace("http", "ws"))):
            self.troubles.append(f"asked for {request.url}")

    def column(self, name: str) -> Locator:
        """The column of the person whose name begins so."""
        return self.page.locator(f'.person-column[aria-label^="{name}"]')

    def log(self, name: str) -> Locator:
        """What has been said in the conversation that this person is at."""
        return self.column(name).get_by_role("log")

    def says(self, name: str, text: str) -> None:
        field = self.column(name).get_by_placeholder(re.compile("^Write to"))
        field.fill(text)
        field.press("Enter")

    def opens(self, name: str, conversation: str) -> None:
        tab = self.column(name).get_by_role("navigation").get_by_role("button", name=conversation)
        tab.click()
        expect(tab).to_have_attribute("aria-current", "true")

    def presses(self, name: str, label: str) -> None:
        """Presses the last button with that label, read out with or without what it is about; comes with the mouse
        from elsewhere, as a second press in the same place would not be taken for one."""
        self.page.mouse.move(0, 0)
        self.log(name).get_by_role("button", name=re.compile(f"^{re.escape(label)}(:|$)")).last.click()

    def does(self, name: str, entry: str) -> None:
        """Something from the menu of a person."""
        self.column(name).locator("summary").click()
        self.column(name).get_by_role("button", name=entry).click()

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def focused(self) -> str:
        """What has the focus, by its accessible name or text."""
        found = self.page.evaluate(
            "() => { const at = document.activeElement;"
            " if (!at.matches('a, button, input, select, textarea, summary')) return at.tagName;"
            " return at.ariaLabel || at.labels?.[0]?.textContent || at.textContent }"
        )
        return str(found).strip()

    def close(self) -> None:
        self.page.remove_listener("pageerror", self._note_error)
        self.page.remove_listener("request", self._note_request)
        self._windows.give_back(self.page)
