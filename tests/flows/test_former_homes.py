"""Where a place has its second program, or somebody is in several places: which program words and steps are about."""

from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import col

from bot.incoming import Incoming, Via
from storage.database import Store
from storage.mentoring.rules import rules_of
from storage.people import MemberStatus
from storage.places import Place, Program, ProgramStatus, comes_home
from tests.flows.stories import change_member
from tests.world.making import add_coordinator, add_mentee
from tests.world.world import World


def begins(world: World, name: str = "Northstar") -> None:
    """The program at home in the place ends, and the next one is open there; nobody is in it yet."""
    with world.database.write() as session:
        store = Store(session)
        place = session.scalars(sa.select(Place).where(col(Place.id) == 1)).one()
        before = session.get(Program, place.program_id)
        assert before
        before.status = ProgramStatus.ENDED
        comes_home(store, _open_program(store, world, name), place)


def begins_elsewhere(world: World, name: str = "Northstar") -> None:
    """Another place, with a program of its own."""
    with world.database.write() as session:
        store = Store(session)
        place = store.add(Place(platform=world.surface.platform, key="ELSEWHERE", name="Elsewhere"))
        comes_home(store, _open_program(store, world, name), place)


def _open_program(store: Store, world: World, name: str) -> Program:
    made = store.add(Program(name=name, status=ProgramStatus.OPEN, zone="Europe/Berlin", created_at=world.moment))
    rules_of(Store(store.session, made.id))
    return made


def says_elsewhere(world: World, name: str, text: str) -> str:
    """What answers a command in the other place."""
    by = replace(world.surface.sender(name), place="ELSEWHERE", place_name="Elsewhere")
    reply = world.engine.handle(Incoming(via=Via.COMMAND, by=by, text=text, key=f"{name} {text}"), world.moment)
    card = reply.card or reply.notice
    assert card
    return f"{card.title} {card.text}"


def test_trying_a_program_out_leads_nowhere_else(world: World) -> None:
    """Whoever walks a program is led to the program of another place by what they type there."""
    add_coordinator(world)
    world.person("Sam").commands("/program walk").presses("Join")
    begins_elsewhere(world)
    assert "Join Northstar" in says_elsewhere(world, "Sam", "mentor")


def test_the_end_of_a_program_is_of_no_matter_elsewhere(world: World) -> None:
    """Where a program has ended and the next one has its place, that is so in this place alone."""
    add_mentee(world, "Ada")
    begins(world)
    begins_elsewhere(world, "Harbour")
    assert "Join Harbour" in says_elsewhere(world, "Ada", "mentor")
    world.person("Ada").commands("/mentor").sees_last("This is Compass.", "It has ended.")


def test_the_first_of_three_programs_is_still_reached(world: World) -> None:
    """What is typed is about the newest of the earlier programs that somebody is in, however long ago it was."""
    add_mentee(world, "Ada")
    begins(world)
    begins(world, "Harbour")
    world.person("Ada").types("hello").sees_last("This is Compass.", "There is a new program here: Harbour.")


def test_who_left_the_program_before_meets_the_new_one(world: World) -> None:
    """Only who is still in the earlier program, on a break or not, is led there."""
    add_mentee(world, "Ada")
    begins(world)
    for status, seen in (
        (MemberStatus.PAUSED, "This is Compass."),
        (MemberStatus.LEFT, "Join Northstar"),
        (MemberStatus.REMOVED, "Join Northstar"),
    ):
        change_member(world, "Ada", status=status)
        world.person("Ada").commands("/mentor").sees_last(seen)


def test_what_words_are_about_is_said_as_it_is(world: World) -> None:
    """Whoever is in several programs reads by name which one their words are about: the earlier one, until they are in
    the new one."""
    add_mentee(world, "Ada")
    begins(world)
    begins_elsewhere(world, "Harbour")
    world.engine.handle(
        Incoming(
            via=Via.PRESS,
            step="joining.join",
            about=3,
            by=replace(world.surface.sender("Ada"), place="ELSEWHERE"),
            key="joins Harbour",
        ),
        world.moment,
    )
    ada = world.person("Ada").types("hello").presses("Another program")
    ada.sees_last("What you type here is about Compass.")
    ada.types("hello").presses("See Northstar").presses("Join")
    ada.types("hello").presses("Another program").sees_last("What you type here is about Northstar.")


def test_the_set_up_command_is_about_the_program_of_the_place(world: World) -> None:
    """The coordinator of an ended program sees nothing of the next one, and none of the old numbers under its name."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    begins(world)
    sam = world.person("Sam").commands("/program setup")
    sam.sees_last("That is for the coordinators of Northstar.")
    sam.commands("/program").sees_last("Compass", "Ended.")


def test_who_was_removed_elsewhere_can_set_a_program_up(world: World) -> None:
    """A place without a program is nothing to the program that somebody was in last."""
    add_coordinator(world)
    change_member(world, "Sam", status=MemberStatus.REMOVED)
    with world.database.write() as session:
        session.add(Place(platform=world.surface.platform, key="ELSEWHERE", name="Elsewhere"))
    world.person("Sam").commands("/mentor").sees_last("You are not in Compass any more.")
    assert "There is no mentoring program here yet." in says_elsewhere(world, "Sam", "program setup")
