"""A program's calendar: who hears when it opens, what closing leaves as it is, its last day, its end, the next one."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.incoming import Incoming, Via
from storage.mentoring.intros import IntroStatus, RoundStatus
from storage.mentoring.matches import MatchStatus
from storage.places import Program, ProgramStatus
from tests.flows.choices import cast, chooses, match_of, matched, meets, round_of
from tests.flows.joiners import becomes, joins, offers_no, signs_up
from tests.flows.stories import asks, change_member, intro_of, new_mentee_asks, presses_late
from tests.flows.test_setup import filled_in
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World

FIRST_DAY = date(2026, 10, 5)


def gathers(world: World) -> Person:
    """Sam coordinates a program that gathers mentors until its first day."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    becomes(world, ProgramStatus.GATHERING, FIRST_DAY)
    return world.person("Sam").commands("/program")


def opens_without_mentors(world: World) -> Person:
    """Sam coordinates a program that has a first day and no mentor."""
    add_coordinator(world)
    becomes(world, ProgramStatus.GATHERING, FIRST_DAY)
    sam = world.person("Sam").commands("/program settings").presses("Change the dates")
    return sam.fills({"First day": "2026-10-05", "A big city whose clocks you use": "Berlin"})


def is_told(person: Person) -> int:
    """How often somebody was told that it is open."""
    return sum("Compass is open. You can look at mentors now" in text for text in person.screen)


def ends(world: World) -> Person:
    sam = world.person("Sam").commands("/program settings").presses("End the program").presses("Yes, end it for good")
    world.passes(hours=1)
    return sam


# --- closed to new people --------------------------------------------------------------------------------------------


def test_who_is_in_asks_while_it_is_closed_to_new_people(world: World) -> None:
    """Closing stops nobody who is in: that is what the coordinator was told."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    sam = world.person("Sam").commands("/program").presses("Close it to new people")
    sam.sees_last("Everybody who is in goes on as before")
    sam.presses("No, leave it open").sees_last("Open: people can join")
    sam.presses("Close it to new people").presses("Yes, close it").sees("Closed to new people")
    world.person("Ada").types("hello").sees_last("For you everything goes on.")
    asks(world, "Ada", "Lin").sees("Sent. Lin can answer")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED


def test_closed_before_it_was_open_nobody_can_ask(world: World) -> None:
    """A program that gathers can be closed to new people; that opens nothing, and nothing opens by itself any more."""
    sam = gathers(world)
    add_mentee(world, "Ada")
    sam.presses("Close it to new people").sees_last("It does not open by itself then").presses("Yes, close it")
    sam.sees("Closed to new people, and not open yet.")
    world.until(datetime(2026, 10, 6, 12, tzinfo=UTC))
    ada = world.person("Ada").types("hello").sees_last("takes nobody new", "Compass is not open yet")
    ada.commands("/mentor find").sees_last("Compass is not open yet. I will tell you")
    offers_no(ada, "Ask for an intro chat")
    assert is_told(ada) == 0


def test_closed_and_opened_again_those_who_waited_are_told(world: World) -> None:
    """Whoever was promised a word gets it when it opens at last, and once, however often it opens after that."""
    sam = gathers(world)
    ada = joins(world).presses("Study skills").presses("Done").sees_last("I write to you as soon as you can ask")
    world.passes(hours=1)
    sam.presses("Close it to new people").presses("Yes, close it")
    sam.presses("Open it").presses("Yes, open it now")
    assert is_told(ada) == 1
    joins(world, "Ben").presses("Study skills").presses("Show me mentors")
    sam.presses("Close it to new people").presses("Yes, close it").presses("Open it").presses("Yes, open it now")
    assert (is_told(ada), is_told(world.person("Ben"))) == (1, 0)


def test_with_nobody_to_ask_nobody_is_told_to_ask(world: World) -> None:
    """Opening without a mentor tells mentees nothing untrue: they hear when the first one is listed, and once."""
    sam = opens_without_mentors(world)
    ada = joins(world).presses("Study skills").presses("Done")
    ada.types("hello").sees_last("Compass opens on Mon 5 Oct 2026.", "No mentor is listed yet.")
    world.until(datetime(2026, 10, 5, 12, tzinfo=UTC))
    assert is_told(ada) == 0
    ada.types("hello").sees_last("There are no mentors to show yet. I write to you as soon as you can look and ask.")
    signs_up(world, "Lin").presses("I promise")
    world.passes(hours=1)
    sam.presses("List Lin")
    world.passes(hours=1)
    assert is_told(ada) == 1
    ada.presses("See mentors").sees_last("Lin")


def test_nobody_is_told_to_look_at_themselves(world: World) -> None:
    """Where the only one who is listed looks for somebody, too, they hear of the opening when the next is listed."""
    sam = opens_without_mentors(world)
    add_mentor(world, "Ada")
    change_member(world, "Ada", is_mentee=True)
    ben = joins(world, "Ben").presses("Study skills").presses("Done")
    world.until(datetime(2026, 10, 5, 12, tzinfo=UTC))
    ada = world.person("Ada")
    assert (is_told(ada), is_told(ben)) == (0, 1)
    signs_up(world, "Lin").presses("I promise")
    sam.presses("List Lin")
    world.passes(hours=1)
    assert (is_told(ada), is_told(ben)) == (1, 1)


def test_coordinators_hear_before_the_first_day_what_is_missing(world: World) -> None:
    """Three days before, and on the morning itself, while there is still nobody to ask."""
    sam = opens_without_mentors(world)
    world.until(datetime(2026, 10, 2, 6, 55, tzinfo=UTC))
    sam.sees_no("so nobody can be asked")
    world.passes(minutes=10)
    sam.sees_last("Compass opens by itself on Mon 5 Oct 2026.", "No mentor is listed yet, so nobody can be asked")
    world.until(datetime(2026, 10, 5, 7, 5, tzinfo=UTC))
    sam.sees_last("Compass is open since this morning, as planned.", "No mentor is listed yet")


@pytest.mark.parametrize("comes_back", ["by a press", "by itself"])
def test_who_was_on_a_break_hears_of_the_opening_afterwards(world: World, comes_back: str) -> None:
    """Nobody is written to on a break; what was promised comes when it is over."""
    sam = gathers(world)
    ada = joins(world).presses("Study skills").presses("Done").types("pause").presses("For a week")
    world.passes(hours=1)
    sam.presses("Open it").presses("Yes, open it now")
    assert is_told(ada) == 0
    if comes_back == "by a press":
        ada.presses("I am back")
    else:
        world.passes(days=8)
    assert is_told(ada) == 1


# --- dates -----------------------------------------------------------------------------------------------------------


def test_a_first_day_that_has_passed_opens_nothing_by_itself(world: World) -> None:
    """While it gathers, a first day in the past is a question to the coordinator, not an opening."""
    sam = gathers(world)
    add_mentee(world, "Ada")
    sam.presses("Settings").presses("Change the dates")
    sam.fills({"First day": "2026-09-01", "A big city whose clocks you use": "Berlin"})
    sam.sees_last("The first day has passed", "Shall Compass open?")
    world.passes(days=2)
    assert is_told(world.person("Ada")) == 0
    sam.presses("Not yet").sees_last("Gathering mentors.")
    assert "by itself" not in sam.screen[-1]
    sam.presses("Open it").presses("Yes, open it now")
    assert is_told(world.person("Ada")) == 1


def posts(sam: Person, channel: str) -> None:
    sam.commands("/program post").presses(channel).presses("Post it")


def test_every_join_card_that_was_posted_says_how_it_stands(empty_world: World) -> None:
    """In each channel, and each of several cards in one: a new date, a new name, and that nobody can join any more."""
    world = empty_world
    sam = filled_in(world).presses("See the Join card and post it").presses("#general")
    sam.presses("Post it and gather guides")
    posts(sam, "#mentoring")
    world.passes(minutes=11)
    posts(sam, "#general")

    def shown() -> list[str]:
        return [*world.surface.channel("#general"), *world.surface.channel("#mentoring")]

    assert [("5 Oct" in card, "Join Compass" in card) for card in shown()] == [(True, True)] * 3
    sam.commands("/program settings").presses("Change the dates").fills({"First day": "2026-11-02"})
    sam.presses("Change the name").fills({"What is the program called?": "Northstar"})
    world.settle()
    assert [("2 Nov" in card, "Join Northstar" in card) for card in shown()] == [(True, True)] * 3
    world.passes(days=100)
    sam.commands("/program settings").presses("End the program").presses("Yes, end it for good")
    world.settle()
    assert ["Northstar has ended, so nobody can join any more." in card for card in shown()] == [True] * 3


def test_on_the_last_day_coordinators_are_asked(world: World) -> None:
    """Nothing ends by itself: on that morning they hear of it, and the home card goes on saying it."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    becomes(world, ProgramStatus.OPEN, date(2026, 9, 1))
    sam = world.person("Sam").commands("/program settings").presses("Change the dates")
    sam.fills({"Last day": "2026-09-18", "A big city whose clocks you use": "Berlin"})
    world.until(datetime(2026, 9, 18, 6, 55, tzinfo=UTC))
    sam.sees_no("The last day of Compass is")
    world.passes(minutes=10)
    sam.sees_last("The last day of Compass is Fri 18 Sep 2026", "Nothing ends by itself")
    world.passes(days=3)
    sam.commands("/program").sees_last("Open: people can join", "Its last day is Fri 18 Sep 2026.")
    world.person("Ada").sees_no("last day")
    sam.presses("End it", on="The last day of Compass is").presses("Yes, end it for good").sees("Ended.")


def test_a_last_day_that_was_moved_is_asked_about_once(world: World) -> None:
    """The old morning passes without a word."""
    add_coordinator(world)
    becomes(world, ProgramStatus.OPEN, date(2026, 9, 1))
    sam = world.person("Sam")
    for last in ("2026-09-18", "2026-09-25"):
        sam.commands("/program settings").presses("Change the dates")
        sam.fills({"Last day": last, "A big city whose clocks you use": "Berlin"})
    world.until(datetime(2026, 9, 24, 12, tzinfo=UTC))
    sam.sees_no("The last day of Compass is")
    world.passes(days=3)
    sam.sees("The last day of Compass is Fri 25 Sep 2026")


# --- the end ---------------------------------------------------------------------------------------------------------


def test_an_ended_program_makes_no_match_any_more(world: World) -> None:
    """A choice that waits for its answer is closed kindly with the rest, on both sides, and nothing is urged after."""
    add_coordinator(world)
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    ends(world)
    ada.sees("The program has ended, and with it your choice of Lin.")
    lin.sees("The program has ended, so there is nothing to answer Ada any more.").cannot_press("Yes, gladly")
    presses_late(world, "Lin", f"offer.confirm:{match_of(world, 'Ada').id}:")
    assert match_of(world, "Ada").status is MatchStatus.DECLINED
    assert round_of(world, "Ada") is RoundStatus.CLOSED
    before = (ada.marks(), lin.marks())
    world.passes(days=30)
    assert (ada.since(before[0]), lin.since(before[1])) == ("", "")
    offers_no(ada, "See more mentors", "Find a mentor")


def test_a_yes_in_the_moment_of_the_end_begins_nothing(world: World) -> None:
    """Between the end and the closing of the choice the mentor's yes is answered with how it is."""
    add_coordinator(world)
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    with world.database.write() as session:
        session.execute(sa.update(Program).values(status=ProgramStatus.ENDED))
    world.person("Lin").presses("Yes, gladly").sees("Compass has ended, so no new match begins.")
    assert match_of(world, "Ada").status is MatchStatus.OFFERED


def test_the_end_is_no_free_place(world: World) -> None:
    """Whoever waits for a place with a mentor is not called when the end empties it."""
    add_coordinator(world)
    add_mentor(world, "Lin", intros=1)
    new_mentee_asks(world, "Ada", "Lin")
    add_mentee(world, "Bo")
    bo = world.person("Bo").commands("/mentor find").presses("Tell me when free", on="Lin")
    ends(world)
    world.passes(days=2)
    bo.sees_no("has a free place now")


def test_after_the_end_a_place_can_have_another_program(world: World) -> None:
    """Its coordinator begins a new one there; what is left of the old one stays, and nobody comes over unasked."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    sam = ends(world).sees_last("Ended.")
    offers_no(sam, "Post the Join card", "Settings").presses("Set up a new program")
    sam.fills({"What is the program called?": "Northstar"}).sees_last("Setting up Northstar")
    sam.commands("/program").sees_last("Setting up Northstar")
    ada = (
        world.person("Ada").types("hello").sees_last("This is Compass.", "It has ended.").cannot_press("See Northstar")
    )
    world.person("Eve").types("hello").sees_last("Northstar is being prepared.")
    becomes_open(world, "Northstar")
    ada.types("hello").sees_last("There is a new program here: Northstar.").presses("See Northstar")
    ada.sees_last("Join Northstar")
    assert world.member("Ada").program_id == 1
    presses_late(world, "Sam", "program.show:1:")
    sam.sees_last("Compass", "Ended.")


def becomes_open(world: World, name: str) -> None:
    with world.database.write() as session:
        program = session.scalars(sa.select(Program).where(col(Program.name) == name)).one()
        program.status, program.opened_at = ProgramStatus.OPEN, world.clock.at


def test_who_is_in_the_program_before_is_not_locked_out(world: World) -> None:
    """What they type is about the one they are in, with all that is left of it; once they join the new one, about
    that, and the buttons lead back."""
    add_coordinator(world)
    ada, _lin = matched(world)
    sam = ends(world).presses("Set up a new program")
    sam.fills({"What is the program called?": "Northstar"})
    becomes_open(world, "Northstar")
    ada.commands("/mentor match").sees_last("Lin").sees_no("You are not in Northstar")
    ada.types("hello").presses("See Northstar").presses("Join").sees_last("What brings you?")
    ada.types("hello").sees_last("Northstar").presses("Another program").presses("Compass").sees_last("It has ended.")


def test_only_who_may_begins_the_next_program(world: World) -> None:
    """Neither a member nor a coordinator who has left gets further than the word that it has ended; nor does anybody
    while it goes on."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    assert "There is a program here already." in _begins(world, "Sam")
    ends(world)
    change_member(world, "Sam", is_coordinator=False)
    for name in ("Ada", "Sam"):
        offers_no(world.person(name).commands("/program setup"), "Set up a new program")
        assert "You cannot set up a program here." in _begins(world, name)


def _begins(world: World, name: str) -> str:
    """What somebody is told who sends the form of a new program, wherever they have it from."""
    by = world.surface.sender(name)
    form = Incoming(via=Via.FORM, step="setup.begin", about=1, by=by, key=f"{name} {world.moment}")
    reply = world.engine.handle(replace(form, answers={"name": ("Northstar",)}), world.moment)
    return reply.notice.text if reply.notice else ""


def test_the_set_up_command_leads_to_the_next_program(world: World) -> None:
    """Where the program has ended, the command asks whether there shall be another."""
    add_coordinator(world)
    sam = ends(world).commands("/program setup").sees_last("Compass has ended.").can_press("See how Compass stood")
    sam.presses("Set up a new program").fills({"What is the program called?": "Northstar"})
    sam.commands("/program setup").sees_last("Setting up Northstar")
