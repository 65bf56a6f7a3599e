"""Walk it as a mentee: the whole story among invented mentors, counted nowhere and gone afterwards."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.incoming import Incoming, Via
from storage.mentoring.intros import Intro
from tests.flows.stories import change_rules, presses_late
from tests.flows.test_setup import filled_in
from tests.world.making import add_coordinator, add_mentor
from tests.world.world import Person, World


def rows(world: World) -> dict[str, int]:
    """How many rows each table holds."""
    with world.database.read() as session:
        tables = SQLModel.metadata.sorted_tables
        return {t.name: session.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in tables}


def begins(world: World) -> Person:
    """The coordinator of a draft starts to walk and joins the copy."""
    sam = (
        filled_in(world).presses("Walk it as a mentee").sees("a copy of the program that only you see", "Join Compass")
    )
    return sam.presses("Join").presses("I look for guides").presses("Study skills").presses("Show me guides")


def test_the_whole_story_can_be_walked_in_a_draft(empty_world: World) -> None:
    """Ask, answer within moments, meet, say how it was, choose: and the match begins."""
    sam = begins(empty_world)
    sam.presses("Ask for an intro chat").presses("Send it")
    empty_world.passes(minutes=1)
    sam.sees("say that you have met").presses("We already met").presses("A good fit")
    empty_world.passes(minutes=1)
    sam.presses("See whom you can choose")
    sam.presses([label for label in sam.buttons if label.startswith("Choose ")][-1])
    sam.presses([label for label in sam.buttons if label.startswith(("Yes, choose", "Choose "))][-1])
    empty_world.passes(minutes=1)
    sam.sees("Your match")


def test_nothing_of_a_walk_is_left(empty_world: World) -> None:
    """After its end every table that held something of the copy is as it was before."""
    sam = filled_in(empty_world)
    before = rows(empty_world)
    sam.presses("Walk it as a mentee").presses("Join").presses("I look for guides").presses("Study skills")
    sam.presses("Show me guides").presses("Ask for an intro chat").presses("Send it")
    empty_world.passes(minutes=1)
    sam.presses("Find a time")
    sam.presses(next(label for label in sam.buttons if "your time" in label))
    sam.sees("is invented, and any time suits them.", "You talk with")
    assert rows(empty_world)["member"] > before["member"]
    assert rows(empty_world)["talk"] == 1
    sam.presses("End the walk").sees("The walk is over. Nothing of it is left.")
    empty_world.passes(minutes=1)
    after = rows(empty_world)
    kept = {"letter", "taken", "act", "account_place"}
    assert {name: n for name, n in after.items() if name not in kept and n != before[name]} == {}
    sam.presses("Back to the program").sees("Setting up Compass")


def test_who_was_kept_away_in_a_walk_goes_with_it(empty_world: World) -> None:
    """Trying out how somebody is kept away keeps nobody, invented or not, from anybody afterwards."""
    sam = begins(empty_world)
    sam.presses("Ask for an intro chat").presses("Send it")
    empty_world.passes(minutes=1)
    with empty_world.database.read() as session:
        invented = session.scalars(sa.select(Intro)).one().mentor_id
    presses_late(empty_world, "Sam", f"apart.keep:{invented}:")
    sam.sees_last("Done. I do not bring you and")
    assert rows(empty_world)["apart"] == 1
    sam.presses("End the walk")
    empty_world.passes(minutes=1)
    assert rows(empty_world)["apart"] == rows(empty_world)["intro"] == 0


def test_a_walk_ends_by_itself_after_a_day(empty_world: World) -> None:
    """Whoever forgets it leaves nothing behind."""
    sam = filled_in(empty_world)
    before = rows(empty_world)["member"]
    sam.presses("Walk it as a mentee").presses("Join")
    empty_world.passes(days=1, minutes=1)
    assert rows(empty_world)["member"] == before
    assert rows(empty_world)["timer"] == 0


def test_a_walk_is_counted_nowhere(world: World) -> None:
    """The program's own numbers, list and mentors stay as they are while somebody walks."""
    add_coordinator(world)
    add_mentor(world, "Quentin")
    sam = world.person("Sam").commands("/program walk").presses("Join").presses("I look for a mentor")
    sam.presses("Study skills").presses("Show me mentors").sees_no("Quentin")
    sam.presses("Ask for an intro chat").presses("Send it")
    world.passes(minutes=1)
    sam.commands("/program").sees_last("Mentees: nobody yet", "Mentors: 1 listed with free places")
    sam.presses("People").sees("Quentin", "Sam: coordinator")
    world.person("Quentin").sees_no("would like")


def test_a_second_start_goes_on_with_the_same_walk(world: World) -> None:
    """There is one copy for each coordinator, not one for each press."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program walk").presses("Join")
    programs = rows(world)["program"]
    sam.commands("/program walk")
    assert rows(world)["program"] == programs == 2


def test_after_a_walk_no_card_of_it_looks_alive(world: World) -> None:
    """Invented mentors are called so, and after the end their cards say that it is over instead of offering buttons."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program walk").presses("Join").presses("I look for a mentor")
    sam.presses("Study skills").presses("Show me mentors").sees("(invented)").sees_no("Lin Zhao")
    sam.presses("Ask for an intro chat").presses("Send it")
    world.passes(minutes=1)
    sam.sees("(invented) said yes").can_press("We already met")
    sam.presses("End the walk")
    world.passes(minutes=1)
    sam.sees("This was a part of the walk, which is over.").cannot_press("We already met").cannot_press("Join")


def test_the_way_to_help_can_be_walked(world: World) -> None:
    """It stands on the room card, too. What is written to the coordinators in a walk is not kept, which is said, with
    the way to those of the program itself."""
    add_coordinator(world)
    add_coordinator(world, "Kim")
    sam = world.person("Sam").commands("/program walk").presses("Join").presses("I look for a mentor")
    sam.presses("Study skills").presses("Show me mentors").presses("Ask for an intro chat").presses("Send it")
    world.passes(minutes=1)
    sam.presses("Something is not right").presses("Tell the coordinators")
    sam.fills({"What happened, in your words": "Trying it out."})
    sam.sees("nobody got it, and it is not kept.", "call 112")
    assert rows(world)["concern"] == 0
    sam.presses("Tell the coordinators of Compass").fills({"What happened, in your words": "This one is real."})
    sam.sees("I have sent it to Kim.")
    assert rows(world)["concern"] == 1


def test_only_the_walker_can_end_a_walk(world: World) -> None:
    """Somebody else's press changes nothing, and only coordinators can begin one."""
    add_coordinator(world)
    world.person("Sam").commands("/program walk")
    for step, about in (("walk.end", 2), ("walking.start", 1)):
        by = world.surface.sender("Eve")
        incoming = Incoming(via=Via.PRESS, step=step, about=about, by=by, key=f"forged-{step}")
        reply = world.engine.handle(incoming, world.clock.at)
        assert reply.notice is not None
    assert rows(world)["walk"] == 1


def test_a_walk_goes_on_however_fast_or_slow_it_is_walked(empty_world: World) -> None:
    """Who chooses in the same moment in which they said that they met is answered, and so is who asks hours later."""
    sam = begins(empty_world)
    empty_world.passes(hours=5)
    sam.presses("Ask for an intro chat").presses("Send it")
    empty_world.passes(minutes=1)
    sam.presses("We already met").presses("A good fit").presses("See whom you can choose")
    sam.presses([label for label in sam.buttons if label.startswith("Choose ")][-1])
    sam.presses([label for label in sam.buttons if label.startswith("Yes, choose ")][-1])
    empty_world.passes(minutes=1)
    sam.sees("said yes, and your match has begun.")
    sam.sees_no("know how to reach you").sees("In the program itself you two have a room.")


def test_the_walk_is_not_mistaken_for_the_program(world: World) -> None:
    """Where one is asked which program is meant, the copy says that it is one."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program walk").sees("Join Compass (trying it out)").presses("Join")
    sam.types("hello").presses("Another program").can_press("Compass").can_press("Compass (trying it out)")


def test_a_walk_speaks_in_the_programs_own_words(empty_world: World) -> None:
    """The button and the cards say what the program calls its people; where everybody is both, they name no role."""
    sam = filled_in(empty_world)
    change_rules(empty_world, mentee_word="newcomer", mentees_word="newcomers")
    sam.commands("/program setup").presses("Walk it as newcomers do")
    sam.sees("From here on you see what newcomers see", "The guides in it are invented")
    sam.presses("End the walk")
    empty_world.passes(minutes=1)
    change_rules(empty_world, reciprocal=True)
    sam.commands("/program setup").presses("Walk through it yourself")
    sam.sees("From here on you see what members see", "The others in it are invented")
