"""What people read on their way through the program, word for word: who changes a sentence sees it beside the code.

After a change that is meant, run this file once with GOLDEN=write and review what became of `golden/`.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.choices import matched
from tests.flows.test_handover import offers
from tests.flows.test_pulses import MENTEES, answers, sends
from tests.flows.test_short_questions import QUESTION, takers
from tests.flows.test_socials import announced, says_yes
from tests.flows.test_suggesting import suggests
from tests.world.databases import sqlite_database
from tests.world.making import add_coordinator, add_mentee, add_mentor, make_world
from tests.world.plain import PlainSurface
from tests.world.world import Person, World

GOLDEN = Path(__file__).parent / "golden"
ONE_TIME = re.compile(r"pulse-1-\w+")
"""A code that is another one each time."""


class Pages:
    """What was read, and what somebody did to read it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.all: list[str] = []

    def opens(self, name: str, command: str) -> "Pages":
        return self._reads(self.world.person(name).commands(command), f"writes “{command}”")

    def presses(self, name: str, *labels: str, on: str = "") -> "Pages":
        for label in labels:
            self._reads(self.world.person(name).presses(label, on=on), f"presses “{label}”")
        return self

    def fills(self, name: str, **filling: str) -> "Pages":
        return self._reads(self.world.person(name).fills(filling), "sends the form")

    def reads(self, *names: str) -> "Pages":
        for name in names:
            self._reads(self.world.person(name), "has by now")
        return self

    def _reads(self, person: Person, what: str) -> "Pages":
        self.all.append(f"==== {person.name} {what}\n\n{ONE_TIME.sub('pulse-1-…', person.screen[-1])}")
        return self


def first_match(pages: Pages) -> None:
    add_coordinator(pages.world, "Sam")
    for name, bio in (("Lin", "I failed my first exam."), ("Mei", "I came here alone."), ("Noor", "I changed fields.")):
        add_mentor(pages.world, name, bio=bio)
    pages.opens("Ada", "/mentor").presses("Ada", "Join", "I look for a mentor", "Study skills", "Show me mentors")
    pages.presses("Ada", "Ask for an intro chat", on="Lin").presses("Ada", "Send it").reads("Lin")
    pages.presses("Lin", "Happy to").reads("Ada").presses("Ada", "We already met", "A good fit").reads("Lin")
    pages.presses("Lin", "A good fit").opens("Ada", "/mentor choose").presses("Ada", "Choose Lin", "Yes, choose Lin")
    pages.reads("Lin").presses("Lin", "Yes, gladly").reads("Ada").opens("Sam", "/program").opens("Ada", "/mentor")


def after_the_match(pages: Pages) -> None:
    matched(pages.world)
    pages.opens("Ada", "/mentor match").presses("Ada", "Find a time")
    pages.world.passes(days=7)
    pages.reads("Ada", "Lin").presses("Ada", "Yes, we met", "It goes well")
    pages.presses("Lin", "Not yet", "It is hard").opens("Ada", "/mentor match").presses("Ada", "End the match with Lin")


def a_pulse(pages: Pages) -> None:
    sends(pages.world)
    pages.reads("Sam", "Ada")
    pages.presses("Ada", "4", "4", "Yes")
    for name in MENTEES[1:]:
        answers(pages.world, name, "4", "4", "Yes")
    pages.world.passes(days=8)
    pages.reads("Sam")


def a_social(pages: Pages) -> None:
    announced(pages.world)
    pages.reads("Sam")
    for name in ("Ada", "Ben"):
        add_mentee(pages.world, name)
        says_yes(pages.world, name)
    pages.reads("Ada")
    pages.world.passes(days=3, hours=22)
    pages.reads("Ada")
    pages.world.passes(days=3)
    pages.reads("Ada", "Ben")


def one_question(pages: Pages) -> None:
    takers(pages.world, "Lin")
    add_mentee(pages.world, "Ada")
    pages.opens("Ada", "/mentor ask").presses("Ada", "Study skills")
    pages.fills("Ada", **{QUESTION: "Is the library open on Sundays?"}).reads("Lin")
    pages.presses("Lin", "Answer it").fills("Lin", **{"Your answer": "Yes, from ten."}).reads("Lin", "Ada")


def brought_together(pages: Pages) -> None:
    add_coordinator(pages.world)
    add_mentee(pages.world, "Ada")
    add_mentor(pages.world, "Lin")
    suggests(pages.world, "Ada", "Lin")
    pages.reads("Sam", "Ada", "Lin")


def going(pages: Pages) -> None:
    matched(pages.world)
    pages.opens("Ada", "/mentor pause").opens("Ada", "/mentor keep-away").opens("Ada", "/mentor rhythm")
    pages.opens("Ada", "/mentor help").opens("Ada", "/mentor my-data").opens("Ada", "/mentor leave")
    pages.presses("Ada", "Yes, leave").reads("Lin").opens("Ada", "/mentor")


def handed_over(pages: Pages) -> None:
    add_coordinator(pages.world)
    add_mentor(pages.world, "Lin")
    pages.opens("Sam", "/program help").opens("Sam", "/program settings").opens("Sam", "/program people")
    offers(pages.world, "Lin")
    pages.reads("Sam", "Lin").presses("Lin", "Yes, I take it").reads("Sam")


STORIES = (first_match, after_the_match, a_pulse, a_social, one_question, brought_together, going, handed_over)


@pytest.mark.parametrize("play", STORIES, ids=lambda story: story.__name__)
def test_what_is_read_changes_only_where_it_was_meant(play: Callable[[Pages], None], tmp_path: Path) -> None:
    """Every page of a story is as it was when somebody looked at it last."""
    world = make_world(PlainSurface(), sqlite_database(tmp_path))
    try:
        pages = Pages(world)
        play(pages)
    finally:
        world.close()
    said, path = "\n\n".join(pages.all) + "\n", GOLDEN / f"{play.__name__}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8"), f"{path.name} differs; GOLDEN=write takes what is read now"
