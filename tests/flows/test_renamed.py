"""Somebody is called otherwise on their platform."""

from dataclasses import replace

from tests.world.making import add_mentee, add_mentor
from tests.world.world import World


def renamed(world: World, name: str, new: str) -> None:
    """They do something, and the platform says what they are called now."""
    incoming = world.surface.command(name, "/mentor")
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
