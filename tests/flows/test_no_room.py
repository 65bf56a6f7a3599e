"""Where a room cannot be opened: the two hear of it truly, and are asked how to reach each other instead."""

from datetime import date

import pytest
import sqlalchemy as sa

from bot.commands import nightly
from bot.errors import Undeliverable
from bot.parcels import Outgoing, RoomPlan, Sent
from storage.outbox import Letter, LetterState
from storage.places import Place, Program, ProgramStatus, Room, RoomState
from tests.flows.choices import cast, chooses, thinks
from tests.flows.stories import change_intro, change_rules, intro_of, presses_late
from tests.flows.test_reaching import agrees, apart
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World


def opens_nothing(world: World, monkeypatch: pytest.MonkeyPatch, *, retry_after: float | None = None) -> None:
    """From now on the platform refuses every room."""

    async def refuse(_room: RoomPlan) -> str:
        raise Undeliverable("missing", retry_after=retry_after, everywhere=False)

    monkeypatch.setattr(world.carrier, "open", refuse)


def rooms_of(world: World) -> list[RoomState]:
    with world.database.read() as session:
        return [room.state for room in session.scalars(sa.select(Room))]


def test_a_room_that_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads that a room is open before it is; once the platform refuses it for good, it is impossible and both
    are asked how they are reached."""
    opens_nothing(world, monkeypatch)
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin")
    assert rooms_of(world) == [RoomState.IMPOSSIBLE]
    for person, other in ((ada, "Lin"), (lin, "Ada")):
        person.sees_last("I cannot open a room for the two of you here.", f"May {other} know how to reach you?")
        person.sees_no("not in one place", "This is your room", "Your room is open")
    agrees(ada, "ada on the green chat")
    agrees(lin, "lin@example.org")
    ada.sees("This is how you reach Lin:", "lin@example.org")
    world.passes(days=2)
    with world.database.read() as session:
        dead = [letter for letter in session.scalars(sa.select(Letter)) if letter.state is LetterState.DEAD]
    assert [(letter.error, letter.room_id) for letter in dead] == [("missing", 1)], "the one that was refused"


def test_a_room_that_was_taken_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody deletes the room on the platform: the next letter into it finds out, and both are asked how they are
    reached, instead of waiting in silence."""
    ada = cast(world, "Ada", "Lin")
    assert rooms_of(world) == [RoomState.OPEN]
    send = world.carrier.send

    async def refuse(letter: Outgoing) -> Sent:
        if letter.room:
            raise Undeliverable("missing")
        return await send(letter)

    monkeypatch.setattr(world.carrier, "send", refuse)
    world.passes(days=2)
    assert rooms_of(world) == [RoomState.IMPOSSIBLE]
    for person, other in ((ada, "Lin"), (world.person("Lin"), "Ada")):
        person.sees("The room of you two is not there any more.", f"May {other} know how to reach you?")


def test_a_room_that_has_to_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform that wants to be asked later is asked later: nothing is given up."""
    with monkeypatch.context() as now:
        opens_nothing(world, now, retry_after=30)
        ada = cast(world, "Ada", "Lin")
        assert rooms_of(world) == [RoomState.WANTED]
        ada.sees_no("know how to reach you", "Your room is open").sees("You find the room for the two of you among")
    world.passes(minutes=2)
    assert rooms_of(world) == [RoomState.OPEN]
    ada.sees("Lin said yes to an intro chat.", "Your room is open").sees_no("You find the room for the two of you")
    ada.sees("This is your room for an intro chat")
    ada.commands("/mentor asks").presses("Call it off with Lin").presses("Keep it")
    ada.sees_last("Your room is open: you find it among your conversations.")


def test_a_room_that_opens_after_the_match_has_begun(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cards that announced the room say that it is open, whoever pressed what began the match."""
    with monkeypatch.context() as now:
        opens_nothing(world, now, retry_after=30)
        ada = cast(world, "Ada", "Lin")
        presses_late(world, "Ada", f"meeting.met:{intro_of(world, 'Ada').id}:")
        chooses(world, "Ada", "Lin")
        lin = world.person("Lin").presses("Yes, gladly")
        for person in (ada, lin):
            person.sees("You find the room for the two of you among your conversations.")
    world.passes(minutes=2)
    for person, news in ((ada, "Lin said yes, and"), (lin, "Ada chose you, and")):
        card = next(message for message in person.screen if f"{news} your match has begun." in message)
        assert "Your room is open" in card
    ada.sees_no("You find the room for the two of you")


def test_a_room_that_opens_after_a_yes_in_advance(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same where the mentee's own press began the match."""
    with monkeypatch.context() as now:
        opens_nothing(world, now, retry_after=30)
        ada = cast(world, "Ada", "Lin")
        presses_late(world, "Ada", f"meeting.met:{intro_of(world, 'Ada').id}:")
        thinks(world, "Lin", "Ada", "A good fit", "Yes, in advance")
        chooses(world, "Ada", "Lin")
    world.passes(minutes=2)
    lin = world.person("Lin")
    card = next(message for message in lin.screen if "Ada chose you, and your match has begun." in message)
    assert "Your room is open" in card
    ada.sees("Lin said yes to an intro chat.\nYour room is open")


def test_a_room_for_a_match_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the two are a match by the time the room is refused, their match has the way to reach each other."""
    with monkeypatch.context() as now:
        opens_nothing(world, now, retry_after=100_000)
        ada = cast(world, "Ada", "Lin")
        presses_late(world, "Ada", f"meeting.met:{intro_of(world, 'Ada').id}:")
        chooses(world, "Ada", "Lin")
        world.person("Lin").presses("Yes, gladly")
        ada.sees("You find the room for the two of you among your conversations.")
    opens_nothing(world, monkeypatch)
    world.passes(days=2)
    for name, other in (("Ada", "Lin"), ("Lin", "Ada")):
        world.person(name).sees("I cannot open a room for the two of you here.", f"May {other} know how to reach you?")


@pytest.mark.parametrize("world", ["discord"], indirect=True)
def test_no_channel_for_rooms(world: World) -> None:
    """Where no channel for rooms was picked, nobody is told that they are not in one place; coordinators are told
    before the program opens."""
    add_coordinator(world)
    with world.database.write() as session:
        place, program = session.get(Place, 1), session.get(Program, 1)
        assert place
        assert program
        place.room_channel, program.status, program.opened_at = "", ProgramStatus.GATHERING, None
        program.starts_on = date(2026, 9, 1)
    sam = world.person("Sam").commands("/program").presses("Open it")
    sam.sees_last("No channel is picked yet that rooms for two open under.").can_press("Pick the channel")
    sam.presses("Yes, open it now")
    ada = cast(world, "Ada", "Lin")
    for name in ("Ada", "Lin"):
        world.person(name).sees("I cannot open a room for the two of you here.").sees_no("not in one place")
    assert rooms_of(world) == [RoomState.IMPOSSIBLE]
    ada.can_press("Yes, I write it down")


# --- a match without a room ------------------------------------------------------------------------------------------


def matched_apart(world: World) -> tuple[Person, Person]:
    """A match of two without a room, neither of whom has said how to be reached."""
    ada, lin = apart(world)
    presses_late(world, "Ada", f"verdict.we_met:{intro_of(world, 'Ada').id}:")
    chooses(world, "Ada", "Lin")
    return ada, lin.presses("Yes, gladly")


def matched_and_agreed(world: World) -> tuple[Person, Person]:
    """A match of two without a room, who have told each other how to be reached."""
    ada, lin = matched_apart(world)
    ada.presses("Yes, I write it down", on="Your match").fills({"How Lin can reach you": "ada on the green chat"})
    lin.presses("Yes, I write it down", on="has said how to be reached").fills({"How Ada can reach you": "lin@x.org"})
    return ada, lin


def test_a_match_can_say_how_to_be_reached(world: World) -> None:
    """Two of a match without a room who had not agreed before can do so now, each in their own words, and change or
    take back what they said."""
    ada, lin = matched_apart(world)
    for person, other in ((ada, "Lin"), (lin, "Ada")):
        person.sees_last(f"Your match with {other}", "You two are not in one place", f"Only {other} sees it")
    ada.presses("Yes, I write it down", on="Your match").fills({"How Lin can reach you": "ada on the green chat"})
    lin.sees_no("green chat").sees_last("Ada has said how to be reached, and you see it as soon as you have said it")
    lin.presses("Yes, I write it down", on="has said how to be reached").fills({"How Ada can reach you": "lin@x.org"})
    lin.sees("ada on the green chat")
    ada.sees_last("How to reach Lin", "lin@x.org", "How Lin reaches you", "ada on the green chat")
    lin.commands("/mentor match").presses("Change how I am reached").fills({"How Ada can reach you": "lin@y.org"})
    ada.sees_last("lin@y.org").sees_no("lin@x.org")
    lin.commands("/mentor match").presses("Take it back").sees("Good. I show Ada nothing.")
    ada.sees_last("Lin would rather not be reached outside of here").sees_no("lin@y.org")


def test_changes_in_a_match_ring_once_a_day(world: World) -> None:
    """Who changes how they are reached again and again changes the other's card, and rings once when a day is over."""
    ada, lin = matched_and_agreed(world)
    mark = ada.marks()
    for number in range(4):
        lin.commands("/mentor match").presses("Change how I am reached").fills(
            {"How Ada can reach you": f"no. {number}"}
        )
        presses_late(world, "Lin", "contact.keep:1:")
        lin.commands("/mentor match").presses("Say how to reach me").fills({"How Ada can reach you": f"next {number}"})
    assert ada.since(mark) == ""
    ada.sees_last("next 3").sees_no("next 2")
    world.passes(days=1, hours=2)
    assert ada.since(mark).count("How to reach Lin") == 1
    world.passes(days=2)
    assert ada.since(mark).count("How to reach Lin") == 1


def test_only_the_two_of_a_match(world: World) -> None:
    """Nobody else can say how somebody is reached, and not in a match that has a room."""
    matched_apart(world)
    add_mentee(world, "Eve")
    presses_late(world, "Eve", "contact.keep:1:")
    presses_late(world, "Eve", "contact.share:1:")
    world.person("Eve").sees("That is not yours to answer.")
    assert intro_of(world, "Ada").mentee_shares is None


def test_contacts_end_with_the_match(world: World) -> None:
    """When the match is over, neither the rows nor any card hold how to reach anybody."""
    ada, lin = apart(world)
    agrees(lin, "lin@example.org")
    agrees(ada, "ada on the green chat")
    lin.presses("We already met", on="This is how you reach Ada")
    chooses(world, "Ada", "Lin")
    lin.commands("/mentor").presses("Yes, gladly", on="Ada chose you").sees("ada on the green chat")
    ada.sees_last("lin@example.org")
    ada.commands("/mentor match").presses("End the match with Lin")
    ada.presses("It does not fit")
    intro = intro_of(world, "Ada")
    assert (intro.mentee_contact, intro.mentor_contact) == ("", "")
    lin.sees_no("green chat").sees("Your match with Ada ended")


def test_contacts_stay_as_long_as_the_match(world: World) -> None:
    """However long ago the intro chat was, the two of a match can look up how to reach each other and change it; other
    words of the intro go in their time, and the contacts with the end of the match."""
    ada, lin = matched_and_agreed(world)
    change_intro(world, "Ada", note="Hello Lin", own_reason="Too busy")
    change_rules(world, keep_words_days=10)
    nightly.plan(world.database, world.moment)
    world.passes(days=12)
    intro = intro_of(world, "Ada")
    assert (intro.note, intro.own_reason) == ("", "")
    ada.commands("/mentor match").sees_last("How to reach Lin", "lin@x.org", "ada on the green chat")
    lin.commands("/mentor match").presses("Change how I am reached").fills({"How Ada can reach you": "lin@y.org"})
    ada.commands("/mentor match").sees_last("lin@y.org").presses("End the match with Lin").presses("It does not fit")
    intro = intro_of(world, "Ada")
    assert (intro.mentee_contact, intro.mentor_contact) == ("", "")


def test_contacts_that_are_gone_are_asked_for_again(world: World) -> None:
    """Where what they wrote is not there any more, the card of the match still shows itself and asks once more."""
    ada, lin = matched_and_agreed(world)
    change_intro(world, "Ada", mentee_contact="", mentor_contact="")
    ada.commands("/mentor match").sees_last("May Lin know how to reach you?")
    ada.presses("Yes, I write it down").fills({"How Lin can reach you": "ada on the blue chat"})
    ada.sees_last("Saved. Lin sees it as soon as they have agreed too")
    lin.commands("/mentor match").sees_last("May Ada know how to reach you?").presses("Yes, I write it down")
    lin.fills({"How Ada can reach you": "lin@z.org"}).sees_last("How to reach Ada", "ada on the blue chat")
    ada.sees_last("How to reach Lin", "lin@z.org")


def test_a_place_with_rooms_comes_first(world: World) -> None:
    """With a room, nobody is asked how to be reached."""
    add_mentor(world, "Lin")
    ada = cast(world, "Ada", "Mara")
    assert rooms_of(world) == [RoomState.OPEN]
    ada.sees_no("know how to reach you")
    presses_late(world, "Ada", f"reaching.share:{intro_of(world, 'Ada').id}:")
