"""Two of one name: whoever picks one of them reads what tells them apart."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.profiles import Profile
from storage.people import Member
from tests.flows.choices import cast
from tests.flows.stories import asks, new_mentee_asks
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World


def renames(world: World, name: str, to: str, field: str = "") -> None:
    """From now on somebody is called like somebody else, and works in that field."""
    with world.database.write() as session:
        member = Store(session, 1).first(sa.select(Member).where(col(Member.name) == name))
        profile = session.get(Profile, member.id) if member else None
        assert member
        assert profile
        member.name, profile.field = to, field


@pytest.mark.parametrize("same", ["Lin", "L\u0456n\u200b"])
def test_asks_to_two_of_one_name(world: World, same: str) -> None:
    """A mentee's open asks say which of the two each one is about, also where one only looks like the other."""
    add_mentor(world, "Lin")
    add_mentor(world, "Lina")
    add_mentee(world, "Ada")
    for name in ("Lin", "Lina"):
        asks(world, "Ada", name)
    renames(world, "Lin", "Lin", "law")
    renames(world, "Lina", same, "medicine")
    seen = world.person("Ada").commands("/mentor asks").screen[-1].replace("\u200b", "")  # not every screen has it
    assert "Lin (mentor, Law)\nYou asked Lin on" in seen
    assert f"{same.rstrip(chr(0x200B))} (mentor, Medicine" in seen


def test_asks_from_two_of_one_name(world: World) -> None:
    """So does the card of a mentor whom two of one name have asked."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    new_mentee_asks(world, "Adam", "Lin")
    renames(world, "Ada", "Ada", "law")
    renames(world, "Adam", "Ada", "own field of studies that nobody has ever heard of")
    lin = world.person("Lin").types("hello").presses("Answer now")
    lin.sees_last("Ada (mentee, Law)", "Ada (mentee, own field of studies that nobo)")


def test_questions_about_two_of_one_name(world: World) -> None:
    """And the card that asks whether they met."""
    ada = cast(world, "Ada", "Lin", "Lina")
    renames(world, "Lin", "Lin", "law")
    renames(world, "Lina", "Lin")
    world.passes(days=8)
    ada.sees("Lin (mentor, Law)\nDid you and Lin get to meet?", "Lin (mentor, study skills)\nDid you")


@pytest.mark.parametrize("same", [False, True])
def test_coordinators_read_who_is_who(world: World, same: bool) -> None:
    """The list of people, too; only where nothing tells two apart there is a number, and one name alone has nothing
    beside it."""
    add_coordinator(world)
    for name in ("Lin", "Lina", "Mara"):
        add_mentor(world, name)
    renames(world, "Lin", "Lin", "law")
    renames(world, "Lina", "Lin", "law" if same else "medicine")
    sam = world.person("Sam").commands("/program people")
    sam.sees_last("Lin (mentor, Law)", "Lin (mentor, Law, 2)" if same else "Lin (mentor, Medicine")
    assert "Mara (" not in sam.screen[-1]


@pytest.mark.parametrize("also_mentor", [False, True])
def test_of_two_whom_nothing_tells_apart_neither_reads_what_is_about_one(world: World, also_mentor: bool) -> None:
    """Whoever writes cannot know which of the two they picked."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    add_coordinator(world, "Kim 2")
    with world.database.write() as session:
        session.get_one(Member, world.member("Kim 2").id).is_mentor = also_mentor
    with world.database.write() as session:
        session.get_one(Member, world.member("Kim 2").id).name = "Kim"
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("something is not right").types("Tell the coordinators")
    ada.types("I did not like that remark at all").sees_last("Kim (coordinator)", "Kim (coordinator, 2)").types("2")
    ada.sees_last("I have sent it to Sam.", "I have not sent it to Kim")
    for name in ("Kim", "Kim 2"):
        assert world.person(name).screen == []
