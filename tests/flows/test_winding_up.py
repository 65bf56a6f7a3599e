"""A program ends, and with it whatever is still open in it."""

import sqlalchemy as sa

from storage.mentoring.socials.guests import Tick
from tests.flows.choices import matched
from tests.flows.stories import presses_late
from tests.flows.test_handover import offers
from tests.flows.test_short_questions import asks_one, takers
from tests.flows.test_socials import GAMES, announced, comes, picked_each_other
from tests.flows.test_suggesting import suggests
from tests.world.making import add_coordinator, add_mentor
from tests.world.world import World


def ends(world: World) -> None:
    sam = world.person("Sam").commands("/program settings").presses("End the program").presses("Yes, end it for good")
    sam.sees("Ended.")
    world.settle()


def test_nothing_of_it_goes_on(world: World) -> None:
    """Short questions and suggestions end, a social to come is called off, an offer to hand the program over is over,
    and whoever is concerned reads so; nothing new of it begins."""
    sam = announced(world)
    takers(world, "Lin")
    add_mentor(world, "Kim")
    comes(world, "Ada", "Ben")
    asks_one(world, "Ada")
    suggests(world, "Ben", "Kim")
    offers(world, "Kim")
    ends(world)
    sam.commands("/program").sees_last("Mentees: 2", "Mentors: 2")
    assert not [word for word in ("recruit", "looking", "free places") if word in sam.screen[-1]]
    ada, ben, lin, kim = (world.person(name) for name in ("Ada", "Ben", "Lin", "Kim"))
    ada.sees("Compass has ended before somebody could answer your question.", "“Games night” does not take place.")
    lin.sees("Compass has ended, so this question needs no answer any more.").cannot_press("Answer it")
    ben.sees("This is over. Thank you.").cannot_press("Yes, gladly")
    kim.sees("Compass has ended, so this offer is over. Nothing has changed.").cannot_press("Yes, I take it")
    world.channel_has("general", "Games night does not take place.")
    before = [person.marks() for person in (ada, ben, lin, kim)]
    world.passes(days=15)
    assert [person.since(mark) for person, mark in zip((ada, ben, lin, kim), before, strict=True)] == [""] * 4
    ada.commands("/mentor ask").sees_last("Questions can be asked while Compass is open.")
    sam.commands("/program").presses("People").presses("Look at Ben")
    assert "Suggest somebody" not in sam.screen[-1]
    presses_late(world, "Sam", f"suggesting.suggest:{world.member('Ben').id}:")
    sam.sees_last("People can be suggested to each other while Compass goes on.")


def test_a_social_that_has_begun(world: World) -> None:
    """Nobody can answer it any more, and every card of it says that it is over."""
    announced(world)
    comes(world, "Ada")
    world.until(world.moment.replace(day=11, hour=17))
    ends(world)
    world.passes(minutes=1)
    world.person("Ada").sees("Games night is over.").sees_no("It begins at")
    world.channel_has("general", "This is over.")


def test_a_break_holds_nothing_up(world: World) -> None:
    """Two who picked each other, one of them on a break when they would be asked, are not asked after the end."""
    picked_each_other(world)
    ben = world.person("Ben").commands("/mentor pause").presses("Until I come back")
    world.passes(days=5)
    ends(world)
    ben.presses("I am back")
    world.passes(days=5)
    ben.sees_no("enjoyed meeting each other")
    world.person("Ada").sees_no("enjoyed meeting each other")


def test_nobody_is_sent_to_look_for_somebody_afterwards(world: World) -> None:
    """Matches go on after the end. Neither when one of them ends nor from any list is anybody led to an ask, and no
    mentor reads that they can be asked."""
    ada, lin = matched(world)
    add_coordinator(world)
    ends(world)
    lin.commands("/mentor").sees_last("It has ended.", "Ada").cannot_press("Take short questions, too")
    assert "listed" not in lin.screen[-1]
    ada.commands("/mentor match").presses("End the match with Lin").presses("We did what we wanted to do")
    ada.sees_last("Your match with Lin was completed").cannot_press("Find a mentor")
    assert "You can look" not in ada.screen[-1]
    ada.commands("/mentor choose").sees_last("Compass has ended")
    ada.commands("/mentor match").sees_last("Compass has ended.")
    ada.commands("/mentor asks").sees_last("You have no open asks").cannot_press("Find a mentor")
    ada.commands("/mentor pause").presses("Until I come back").sees_last("You are on a break until you come back.")
    assert "ask and choose" not in ada.screen[-1]


def test_what_was_picked_is_forgotten(world: World) -> None:
    """After a social nobody is asked any more about those whom they enjoyed meeting, their cards say that it is
    forgotten, and nobody is told that they had heard of anybody."""
    picked_each_other(world)
    with world.database.read() as session:
        assert len(session.scalars(sa.select(Tick)).all()) == 2
    ends(world)
    with world.database.read() as session:
        assert session.scalars(sa.select(Tick)).all() == []
    world.passes(days=5)
    ada = world.person("Ada").sees_no("enjoyed meeting each other").cannot_press("Change whom I picked")
    ada.sees("nobody picks from the list of “Games night” any more. What was picked is forgotten.")
    presses_late(world, "Ada", "enjoyed.pick:1:")
    ada.sees_last("The time for picking is over, so there is no list any more.")


def test_a_draft_of_a_social_stays_one(world: World) -> None:
    """Nothing is announced after the end."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program socials").presses("Announce a social").fills(GAMES)
    ends(world)
    sam.presses("#general", on="This is how it will look").presses("Post it")
    sam.sees_last("A social can be announced while the program goes on.")
