"""A form that is filled in by typing takes what is meant for it, and nothing else."""

import pytest

from storage.mentoring.intros import IntroStatus
from storage.people import MemberStatus
from tests.flows.stories import change_member, intro_of, new_mentee_asks
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World

WHY = "Why? For the record only"


def removes_by_typing(world: World) -> Person:
    """Sam is asked why Ada is removed."""
    add_coordinator(world, "Kim")
    add_mentee(world, "Ada")
    sam = world.person("Sam").types("/program people").types("Look at Ada").types("Remove").types("yes")
    return sam.sees_last(WHY, "Type “skip” to leave it out.")


def ada_is_there(world: World) -> bool:
    return world.member("Ada").status is MemberStatus.ACTIVE


def test_the_answer_removes(world: World) -> None:
    """What the others are measured by."""
    add_coordinator(world)
    removes_by_typing(world).types("She asked for it.")
    assert not ada_is_there(world)


@pytest.mark.parametrize("line", ["hello", "/program", "program people", "/mentor fnid", "ok", "I want to kill myself"])
def test_what_is_no_reason_removes_nobody(world: World, line: str) -> None:
    """A greeting, a command or a cry is no answer where the answer ends something."""
    add_coordinator(world)
    removes_by_typing(world).types(line)
    assert ada_is_there(world)


@pytest.mark.parametrize("line", ["skip", "no", "She asked for it.", "1"])
def test_days_later_nothing_is_an_answer(world: World, line: str) -> None:
    """Whoever left the form open and comes back reads that it is not gone on with."""
    add_coordinator(world)
    sam = removes_by_typing(world)
    world.passes(days=6)
    mark = sam.marks()
    sam.types(line)
    assert "You were filling in a form a while ago." in sam.since(mark)
    assert ada_is_there(world)


def test_an_answer_to_somebody_else_removes_nobody(world: World) -> None:
    """A mentor who is asked something in the middle of a coordinator's form, and answers with what the button says, is
    asked which of the two is meant."""
    add_mentor(world, "Sam")
    change_member(world, "Sam", is_coordinator=True)
    sam = removes_by_typing(world)
    world.passes(minutes=20)
    new_mentee_asks(world, "Ben", "Sam")
    sam.types("Happy to").sees_last("Two cards wait for an answer.", "Ben would like an intro chat", WHY)
    assert ada_is_there(world)
    assert intro_of(world, "Ben").status is IntroStatus.ASKED
    sam.types("Happy to")
    assert ada_is_there(world)
    assert intro_of(world, "Ben").status is IntroStatus.ACCEPTED
