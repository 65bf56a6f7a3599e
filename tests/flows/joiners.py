"""What scripts about joining and profiles have in common."""

from collections.abc import Mapping
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.steps import Turn
from storage.database import Store
from storage.mentoring.profiles import Profile, TagKind, tags_of
from storage.people import Member
from storage.places import Program, ProgramStatus
from tests.loopback.discord.world.refusals import NotPossible
from tests.world.making import add_mentor
from tests.world.world import Person, World


def offers(person: Person, *labels: str) -> Person:
    """All of these can be pressed on the newest thing they see."""
    for label in labels:
        assert f"[{label}]" in person.screen[-1], f"no “{label}” on:\n{person.screen[-1]}"
    return person


def offers_no(person: Person, *labels: str) -> Person:
    for label in labels:
        assert f"[{label}]" not in person.screen[-1], f"there is “{label}” on:\n{person.screen[-1]}"
    return person


def joins(world: World, name: str = "Ada", role: str = "I look for a mentor") -> Person:
    return world.person(name).types("hello").presses("Join").presses(role)


BIO = "I failed my first exam, and know what helped me then."


def fills_too_much(person: Person, filling: Mapping[str, str], most: str) -> None:
    """The last field of the form gets more than it holds: refused beside it, or not possible to type at all."""
    label = list(filling)[-1]
    if person.world.surface.platform == "discord":
        with pytest.raises(NotPossible, match=f"takes .* to {most} characters"):
            person.fills(filling)
    else:
        person.fills(filling).problem(label, most)


def signs_up(world: World, name: str = "Lin", bio: str = BIO) -> Person:
    """Everything that a mentor has to tell, up to the promise."""
    mentor = joins(world, name, "I want to be a mentor").presses("Study skills")
    mentor.presses("Next: places and a few lines")
    mentor.fills(
        {"Places for mentees": "2 people", "Places for intro chats": "3 at a time", "A few lines about you": bio}
    )
    return mentor.sees("A promise to those who trust you")


def becomes(world: World, status: ProgramStatus, starts_on: date | None = None) -> None:
    with world.database.write() as session:
        program = session.get(Program, 1)
        assert program
        program.status, program.starts_on = status, starts_on
        if program.status in (ProgramStatus.DRAFT, ProgramStatus.GATHERING):
            program.opened_at = None


def mentors_are_there(world: World) -> None:
    for name in ("Lin", "Mara", "Tomas", "Yusuf"):
        add_mentor(world, name, ["study_skills"])


def members(world: World) -> list[Member]:
    with world.database.read() as session:
        return Store(session, 1).all(sa.select(Member).order_by(col(Member.id)))


def profile(world: World, name: str) -> Profile:
    with world.database.read() as session:
        found = session.get(Profile, world.member(name).id)
        assert found, f"{name} has no profile"
        return found


def tags(world: World, name: str, kind: TagKind) -> dict[str, bool]:
    """Slug → shown to others."""
    member = world.member(name).id or 0
    with world.database.read() as session:
        return tags_of(Store(session, 1), [member])[member][kind]


def turn_of(world: World, store: Store) -> Turn:
    """A turn for drawing a card that nobody pressed for."""
    return Turn(now=world.clock.at, store=store)
