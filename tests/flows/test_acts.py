"""What was done, as coordinators read it, and what did not arrive."""

import ast
from collections.abc import Iterator
from pathlib import Path

from flows.coordinating import acts
from storage.database import Store
from storage.mentoring.records import record
from tests.flows.joiners import offers_no
from tests.flows.test_program_calendar import posts
from tests.world.making import add_coordinator, add_mentee
from tests.world.world import World

FLOWS = Path(__file__).parent.parent.parent / "flows"


def recorded() -> Iterator[str]:
    """What each call of `record` notes, read from the code."""
    for path in FLOWS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                said = [part.value for part in ast.walk(node.args[2]) if isinstance(part, ast.Constant)]
                yield from (word for word in said if isinstance(word, str) and word != "first")


def test_every_act_has_words() -> None:
    """Whatever is noted can be read: no coordinator sees the name that the code has for it."""
    found = set(recorded())
    assert len(found) > 30
    assert found - set(acts.WORDS) == set()


def test_a_missing_topic_is_named_as_people_know_it(world: World) -> None:
    """Who looks for something that nobody offers is not named; the topic is, in words."""
    add_coordinator(world)
    add_mentee(world, "Ada", ["money"])
    world.person("Ada").commands("/mentor find").can_press("Tell me when one joins: Money and funding")
    sam = world.person("Sam").commands("/program acts").sees_last("Kith heard that nobody offers a topic (Money")
    assert "Ada" not in sam.screen[-1]


def test_all_that_was_done_can_be_read(world: World) -> None:
    """However much was done since, what came before is one press further."""
    add_coordinator(world)
    sam = world.person("Sam")
    with world.database.write() as session:
        for number in range(23):
            record(Store(session, 1), None, "topic_missing", world.clock.at, detail=f"number {number}")
    sam.commands("/program acts").sees_last("(number 22)", "(number 13)").presses("What was before")
    sam.sees_last("(number 12)", "(number 3)").presses("What was before").sees_last("(number 2)", "(number 0)")
    offers_no(sam, "What was before").presses("The newest").sees_last("(number 22)")


def test_a_letter_that_died_is_seen_on_the_home_card(world: World) -> None:
    """Also where nobody is out of reach: a card that a channel refused."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program").cannot_press("See what and why")
    world.carrier.closed.add("")  # nobody's own address: channels and rooms
    posts(sam, "#general")
    sam.commands("/program").sees_last("One letter of the last two weeks did not arrive.")
    sam.presses("See what and why").sees("Letters of the last two weeks that did not arrive:", "- 1 × ")
