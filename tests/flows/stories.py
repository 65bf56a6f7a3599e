"""What scripts about asks and intros have in common: somebody asks, somebody says yes, a row is changed."""

import itertools
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import col

from bot.incoming import Incoming, Via
from storage.database import Store
from storage.mentoring.intros import Intro
from storage.mentoring.profiles import Profile, TagKind, set_tags
from storage.mentoring.rules import rules_of
from storage.outbox.timer import Timer
from storage.people import Member
from tests.world.beginnings import begins
from tests.world.making import add_mentee
from tests.world.world import Person, World

_NUMBERS = itertools.count(1)


def asks(world: World, mentee: str, mentor: str) -> Person:
    """The mentee finds the mentor and sends the words that are ready."""
    person = world.person(mentee).commands("/mentor find")
    for _page in range(10):
        if mentor in person.screen[-1]:
            break
        person.presses("Three others")
    return person.presses("Ask for an intro chat", on=mentor).presses("Send it")


@begins
def new_mentee_asks(world: World, mentee: str, mentor: str) -> Person:
    add_mentee(world, mentee)
    return asks(world, mentee, mentor)


def change_rules(world: World, /, **values: object) -> None:
    with world.database.write() as session:
        change(rules_of(Store(session, 1)), values)


def change_profile(world: World, name: str, /, **values: object) -> None:
    with world.database.write() as session:
        change(session.get(Profile, world.member(name).id), values)


def change_member(world: World, name: str, /, **values: object) -> None:
    with world.database.write() as session:
        change(session.get(Member, world.member(name).id), values)


def change_intro(world: World, mentee: str, /, **values: object) -> None:
    """Their newest one."""
    with world.database.write() as session:
        change(session.get(Intro, intro_of(world, mentee).id), values)


def change(row: object, values: Mapping[str, object]) -> None:
    """Give a row new values; a column that is not there is a mistake of the script."""
    for column, value in values.items():
        assert hasattr(row, column), f"{type(row).__name__} has no {column}"
        setattr(row, column, value)


def intros_of(world: World, mentee: str) -> list[Intro]:
    """Every intro of a mentee, oldest first."""
    with world.database.read() as session:
        return Store(session, 1).all(
            sa.select(Intro)
            .options(joinedload(Intro.mentee), joinedload(Intro.mentor))  # type: ignore[arg-type]  # as in storage
            .where(col(Intro.mentee_id) == world.member(mentee).id)
            .order_by(col(Intro.id))
        )


def intro_of(world: World, mentee: str) -> Intro:
    """Their newest intro."""
    return intros_of(world, mentee)[-1]


def free_of(world: World, mentor: str) -> int:
    """How many more asks a mentor can take, as everybody sees it."""
    with world.database.read() as session:
        profile = session.get(Profile, world.member(mentor).id)
        assert profile
        return profile.free


def likes(world: World, name: str, *interests: str) -> None:
    with world.database.write() as session:
        store = Store(session, 1)
        member = store.get(Member, world.member(name).id)
        assert member
        set_tags(store, member, TagKind.INTEREST, interests)


def experiences(world: World, name: str, slugs: Sequence[str], hidden: Sequence[str] = ()) -> None:
    """What somebody is glad to talk about, or keeps `hidden`."""
    with world.database.write() as session:
        store = Store(session, 1)
        member = store.get(Member, world.member(name).id)
        assert member
        set_tags(store, member, TagKind.EXPERIENCE, slugs, hidden)


def is_to_come(world: World, step: str) -> bool:
    """Whether Kith is going to take that step by itself."""
    with world.database.read() as session:
        return bool(Store(session, 1).rows(sa.select(col(Timer.id)).where(col(Timer.step) == step)))


def presses_late(world: World, person: str, id: str) -> None:
    """A press on a card that is long out of date, or that was never theirs."""
    sender = world.surface.sender(person)
    key = f"late {next(_NUMBERS)}"
    world.take(person, Incoming.parse(id, via=Via.PRESS, by=sender, key=key))
