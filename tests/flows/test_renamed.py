"""Somebody is called otherwise on their platform."""

from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import col

from bot.incoming import CALLED, Incoming, Via
from storage.people import Account
from storage.places import Room
from tests.flows.stories import asks
from tests.world.making import add_mentee, add_mentor
from tests.world.world import World


def renamed(world: World, name: str, new: str, incoming: Incoming | None = None) -> None:
    """They do something, and the platform says what they are called now."""
    incoming = incoming or world.surface.command(name, "/mentor")
    assert incoming.by is not None
    world.take(name, replace(incoming, by=replace(incoming.by, name=new)))


def test_a_mentor_is_shown_and_found_by_the_new_name(world: World) -> None:
    """From then on the new name stands on every card, and looking for it finds them; the old one is nowhere."""
    add_mentor(world, "Lin", bio="I like maps.")
    add_mentor(world, "Mei")
    add_mentee(world, "Ada")
    renamed(world, "Lin", "Quentin")
    ada = world.person("Ada").commands("/mentor find quentin")
    ada.sees_last("Quentin", "I like maps.")
    ada.sees_no("Lin ", "Lin*", "Mei")
    ada.commands("/mentor find lin").sees_last("Nobody fits all of that")


def test_a_name_that_the_platform_tells_is_taken_over(world: World) -> None:
    """Whoever does nothing here is called otherwise too, as soon as their platform says so; of strangers nothing is
    kept."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    for name, new in (("Lin", "Quentin"), ("Zoe", "Zora")):
        told = Incoming(via=Via.EVENT, step=CALLED, by=replace(world.sender(name), name=new), key="")
        world.engine.handle(told, world.moment)
    world.person("Ada").commands("/mentor find").sees_last("Quentin").sees_no("*Lin")
    with world.database.read() as session:
        assert set(session.scalars(sa.select(col(Account.name)))) == {"Quentin", "Ada"}


def test_rooms_are_called_as_people_are_called_now(world: World) -> None:
    """Whoever of the two is called otherwise, the room has both names of today, in the order in which they were."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    asks(world, "Ada", "Lin")
    world.person("Lin").presses("Happy to", on="Ada")
    names: list[str] = []
    for name, new in (("Lin", "Quentin Quire"), ("Ada", "Alan"), ("Ada", "Ada")):
        renamed(world, name, new)
        world.passes(minutes=1)
        with world.database.read() as session:
            names += session.scalars(sa.select(col(Room.name)))
    assert names == ["Ada and Quentin Quire", "Alan and Quentin Quire", "Ada and Quentin Quire"]
