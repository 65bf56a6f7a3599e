"""A term in the playground that `kith play` serves, after the match: a talk, a check-in, a pulse with its picture, a
social, a question, a break, a successor, leaving, and everything deleted; the clock is pushed forward on the page."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.adapters.playground.hands import PATIENCE, Mouse, Somebody, starts_over
from tests.adapters.playground.screen import Screen, Windows

HOUR, DAY, WEEK = "+1 hour", "+1 day", "+1 week"
TIMES = {HOUR: timedelta(hours=1), DAY: timedelta(days=1), WEEK: timedelta(days=7)}
MONDAY, NOON = 0, 12
"""The clock begins where the real one is; on a Monday at noon nobody sleeps who takes part here."""
ASKED = re.compile(r"5 of (\d+) have answered\.\s*(?:(\d+|One) cards? still)?")


class Term:
    """A laptop with the pair and their coordinator, and a dark phone with others."""

    def __init__(self, windows: Windows, address: str, pictures: Path) -> None:
        self.laptop = Screen(windows, address, people="ada,lin,sam")
        self.ada, self.lin, self.sam = (self._of(self.laptop, name) for name in ("Ada", "Lin", "Sam"))
        self.phone = Screen(windows, address, people="ben,chloe,dev", width=390, height=844, scheme="dark")
        self.others = [self._of(self.phone, name) for name in ("Ben", "Chloé", "Dev")]
        self.ben = self.others[0]
        self.pictures = pictures

    def _of(self, screen: Screen, name: str) -> Somebody:
        return Somebody(screen, Mouse(screen), name)

    def takes(self, on: Screen, picture: str) -> None:
        on.page.screenshot(path=self.pictures / f"term-{picture}.png")

    @property
    def now(self) -> datetime:
        clock = self.laptop.page.get_by_role("banner").locator("time")
        return datetime.fromisoformat(clock.get_attribute("datetime") or "")

    def passes(self, *times: str) -> None:
        """Somebody pushes the clock forward, and what falls due on the way happens."""
        for time in times:
            there = (self.now + TIMES[time]).timestamp() * 1000
            self.ada.hands.presses(self.laptop.page.get_by_role("banner").get_by_role("button", name=time))
            has_come = "there => Date.parse(document.querySelector('.clock time').dateTime) >= there"
            self.laptop.page.wait_for_function(has_come, arg=there, timeout=PATIENCE)


@pytest.mark.timeout(300)
def test_a_term(windows: Windows, play: str, pictures: Path) -> None:
    """Every station is reached by pressing what stands on the page, and says what came of it."""
    term = Term(windows, play, pictures)
    while term.now.hour != NOON:
        term.passes(HOUR)
    while term.now.weekday() != MONDAY:
        term.passes(DAY)
    _match(term)
    _talk(term)
    _pulse(term)
    _social(term)
    _question(term)
    _pause(term)
    _handover(term)
    _goes(term)
    starts_over(term.laptop, term.ada.hands)
    expect(term.laptop.log("Ada")).to_be_empty(timeout=PATIENCE)
    for screen in (term.laptop, term.phone):
        assert screen.troubles == []
        screen.close()


def _match(term: Term) -> None:
    ada, lin = term.ada, term.lin
    ada.writes("/mentor find").presses("Ask for an intro chat: Lin Zhao", "Send it")
    lin.presses("Happy to")
    ada.opens("Lin Zhao").presses("We already met").opens("Kith").presses("A good fit", "See whom you can choose")
    ada.presses("Choose Lin Zhao", "Yes, choose Lin Zhao")
    lin.presses("Yes, gladly")
    ada.sees("Lin Zhao is your mentor from today on.")


def _talk(term: Term) -> None:
    """A time is found for both and is over a week later; one of them answers the check-in."""
    ada, lin = term.ada, term.lin
    ada.presses("Find a time").sees("A press proposes one to Lin Zhao.")
    ada.hands.presses(term.laptop.log("Ada").get_by_role("button", name=re.compile("your time$")).first)
    lin.presses("Yes, that suits me").sees("Your talk with Ada Obi, for your calendar.")
    ada.sees("Lin Zhao says that the time suits them.")
    term.passes(WEEK)
    ada.presses("Yes, we met", "It goes well").sees("you have met, and it goes well.")


def _pulse(term: Term) -> None:
    sam = term.sam.writes("/program pulse").picks("How it begins").presses("Send it")
    for person in (term.ada, term.lin, *term.others):
        person.comes_forward().presses("4").sees("Question 2 of 3").presses("4").sees("Question 3 of 3")
        person.presses("Yes").sees("Thank you, that counts.")
    term.takes(term.phone, "pulse-on-a-phone")
    reached = _reached(sam.presses("Close it now").sees(ASKED))
    sam.presses("Yes, close it").sees(f"5 of {reached} people answered.")
    picture = term.laptop.log("Sam").get_by_role("img", name="Bars: How clear is it to you what you can do next here?")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("async picture => { await picture.decode(); return picture.naturalWidth }") > 0
    term.takes(term.laptop, "results")


def _reached(sam: Somebody) -> int:
    """Of those whom it goes to, all whose card does not still wait for their morning, or the end of days off."""
    asked = ASKED.search(sam.screen.log("Sam").text_content() or "")
    assert asked is not None
    return int(asked[1]) - int({None: "0", "One": "1"}.get(asked[2], asked[2]))


def _social(term: Term) -> None:
    """Announced, said yes to on a phone; two who picked each other are brought together."""
    sam, lin, ben = term.sam, term.lin, term.ben
    tomorrow = (term.now + timedelta(days=1)).date().isoformat()
    sam.writes("/program socials").presses("Announce a social").fills(
        {"What is it called?": "Games night", "Day": tomorrow, "Begins at": "18:00", "Ends at": "21:00",
         "Where": "Room 12"}, "Look at it",
    ).picks("#campus-life").presses("Post it")  # fmt: skip
    guests = [lin, *term.others[:2]]
    for person in guests:
        person.comes_forward().opens("#campus-life").presses("I am coming").sees("You are coming.").opens("Kith")
    term.takes(term.phone, "social-on-a-phone")
    term.passes(DAY, DAY)
    for person in guests:
        person.comes_forward().presses("Yes, put me on the list").sees("who else is on the list")
    term.passes(DAY, DAY)
    for person, other in ((lin, "Ben Carter"), (ben, "Lin Zhao")):
        person.comes_forward().presses("Pick from the list").fills({other: ""}, "Keep it").sees("Kept, for nobody")
    term.passes(WEEK)
    for person in (lin, ben):
        person.presses("Yes, gladly")
    lin.sees("Ben Carter said yes, too.")


def _question(term: Term) -> None:
    term.ada.writes("/mentor ask").presses("Programming").fills(
        {"Your question": "Which editor do you like?"}, "Ask it"
    )
    term.lin.presses("Answer it").fills({"Your answer": "Any that you know well."}, "Send it")
    term.ada.sees("Any that you know well.").presses("Thanks, that was all")


def _pause(term: Term) -> None:
    term.lin.writes("/mentor pause").presses("For a week").sees("You are on a break until")
    term.ada.sees("Lin Zhao is taking a break until")
    term.takes(term.laptop, "break")
    term.lin.presses("I am back")
    term.ada.sees("Lin Zhao's break is over.")


def _handover(term: Term) -> None:
    term.sam.writes("/program handover").presses("Pick a successor").fills({"Lin Zhao": ""}, "Offer it")
    term.lin.presses("Yes, I take it").sees("First-Year Compass is in your hands")
    term.sam.sees("Lin Zhao looks after First-Year Compass now.").presses("Step down", "Yes, step down")
    term.takes(term.laptop, "handover")


def _goes(term: Term) -> None:
    """One leaves, another one has everything deleted."""
    term.ben.comes_forward().writes("/mentor leave").presses("Yes, leave").sees("You have left First-Year Compass.")
    term.takes(term.phone, "left-on-a-phone")
    term.ada.writes("/mentor erase").presses("Yes, delete everything").sees("I have begun.")
    term.passes(HOUR)
    term.ada.sees("this message is the last one.")
    term.takes(term.laptop, "erased")
