"""Handing a program over: a successor says yes, gets everything on one card, and the former coordinator steps down."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from storage.mentoring.pairs.handovers import Handover
from storage.people import MemberStatus
from tests.flows.choices import matched
from tests.flows.elsewhere import beside, platform_of
from tests.flows.joiners import joins
from tests.flows.stories import change_member, presses_late
from tests.flows.test_approval import offered
from tests.flows.test_checkin_concerns import adds, reads
from tests.flows.test_linking import code_of
from tests.flows.test_nobody_left import names
from tests.flows.test_pulses import sends
from tests.flows.test_safety import forges, writes
from tests.flows.test_short_questions import asks_one, takers
from tests.flows.test_suggesting import keeps_away, suggests
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World


def offers(world: World, to: str, **filling: str | list[str]) -> Person:
    sam = world.person("Sam").commands("/program handover").presses("Pick a successor")
    return sam.fills({"To whom?": to, **filling})


def test_a_successor_takes_it(world: World) -> None:
    """They are asked first, get state, open messages and dates on one card, and the one who gave it steps down."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    sam, lin = world.person("Sam"), world.person("Lin")
    offers(world, "Lin").sees_last("You have offered it to Lin, who has not answered yet.")
    sam.types("/program handover").sees_last("You have offered it to Lin").can_press("Take the offer back")
    lin.sees("Sam would like to hand Compass over to you").presses("Yes, I take it")
    lin.sees("Compass is in your hands", "People: 0 mentees, 1 listed mentor", "Open messages for you: none")
    assert "There is a newer card further down." in sam.screen[-2]
    sam.sees("Lin looks after Compass now. Thank you for all you have done.").presses("Step down")
    sam.sees_last("Would you like to stop coordinating Compass?").presses("No, stay a coordinator")
    sam.commands("/program").sees_last("Mentors: 1 listed")
    sam.presses("Step down", on="Lin looks after").presses("Yes, step down")
    sam.commands("/program").sees_last("That is for the coordinators of Compass.")
    lin.commands("/program acts").sees_last("stepped down as a coordinator", "handed the program over to Lin")


def test_who_waits_for_a_look_is_on_the_card(world: World) -> None:
    """One press leads the successor to the mentors who wait to be listed."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    offered(world, "Mara")
    offers(world, "Lin")
    lin = world.person("Lin").presses("Yes, I take it").sees("Waiting for your look: one mentor")
    lin.presses("See who waits").presses("List Mara").sees("You listed Mara, who hears of it now.")


def test_what_is_under_way_is_on_the_card(world: World) -> None:
    """A pulse with the day it closes, a question that waits for a coordinator, a pair that is being asked, days off."""
    sam = sends(world)
    takers(world, "Mo")
    offers(world, "Lin")
    sam.commands("/program settings").presses("Change quiet hours and days off")
    sam.fills({"Days off": "24 Dec to 6 Jan"})
    asks_one(world, "Ada")
    world.person("Mo").presses("Not now", on="One question")
    suggests(world, "Ada", "Mo")
    suggests(world, "Ben", "Lin")
    lin = world.person("Lin").presses("Yes, I take it", on="hand Compass over")
    lin.sees("Pulse: How it begins, open until Mon 14 Sep", "Short questions for coordinators: one waits",
             "Suggestions: one pair is being asked", "Days off: Thu 24 Dec 2026 to Wed 6 Jan 2027")  # fmt: skip


def test_nothing_is_on_the_card_that_is_not_under_way(world: World) -> None:
    """Nor a question of the successor's own, which waits for others."""
    add_coordinator(world)
    takers(world, "Mo")
    add_mentor(world, "Lin")
    asks_one(world, "Lin")
    world.person("Mo").presses("Not now", on="One question")
    offers(world, "Lin")
    lin = world.person("Lin").presses("Yes, I take it").sees("Compass is in your hands")
    lin.sees_no("Pulse:", "Short questions for", "Suggestions:", "Days off:")


def test_messages_go_along_only_with_a_reason(world: World) -> None:
    """What was written in confidence stays where it is, but for what was picked, with a reason that the successor
    reads; whoever wrote it hears who takes care of it now."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada, sam, lin = world.person("Ada"), world.person("Sam"), world.person("Lin")
    ada.commands("/mentor notright").presses("Tell the coordinators")
    ada.fills({"What happened, in your words": "It was odd."})
    sam.presses("Read it").presses("I take care of it")
    offers(world, "Lin", **{"Messages that go along": ["From Ada on Mon 7 Sep"]}).problem(
        "Why these go along", "say why"
    )
    sam.fills({"Why these go along": "I leave in June."})
    lin.sees("One message to the coordinators would go along.").sees_no("It was odd.").presses("Yes, I take it")
    lin.sees("Sam gave you messages to take care of, because:", "I leave in June.", "Open messages for you: one")
    ada.sees("Lin takes care of what you wrote from now on.")
    lin.presses("Read the messages").presses("Read it").sees_last("It was odd.")


def test_no_and_taken_back(world: World) -> None:
    """Nothing has changed then; and the only coordinator cannot step down."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    sam, lin = world.person("Sam"), world.person("Lin")
    offers(world, "Lin")
    lin.presses("No, thank you").sees("That is fine. Sam hears it.")
    sam.sees("Lin cannot take Compass over. Nothing has changed.").presses("Ask somebody else")
    offers(world, "Lin").presses("Take the offer back").sees_last("This offer has been taken back.")
    lin.commands("/program").sees_last("That is for the coordinators of Compass.")
    world.passes(days=1)
    offers(world, "Lin")
    lin.presses("Yes, I take it")
    lin.commands("/program").presses("People").presses("Look at Sam").presses("Take the coordinator role away")
    lin.presses("Yes, take the role away")
    sam.sees("You are not a coordinator of Compass any more.")


def test_whoever_is_asked_leaves(world: World) -> None:
    """The offer is over then: the giver hears it, and can ask somebody else at once."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentor(world, "Kim")
    offers(world, "Lin")
    world.person("Lin").commands("/mentor leave").presses("Yes, leave")
    world.person("Sam").sees("Lin is not in Compass any more, so your offer is over. Nothing has changed.")
    world.person("Lin").cannot_press("Yes, I take it")
    offers(world, "Kim").sees_last("You have offered it to Kim, who has not answered yet.")


def test_whoever_offers_it_leaves(world: World) -> None:
    """Who was asked reads that it is over, and nothing asks them any more."""
    add_coordinator(world)
    add_coordinator(world, "Max")
    add_mentor(world, "Lin")
    offers(world, "Lin")
    sam = world.person("Sam").commands("/mentor leave").presses("Yes, leave").sees_last("You have left Compass.")
    assert "profile" not in sam.screen[-1], "who only coordinates has none"
    lin = world.person("Lin").sees("Sam does not coordinate Compass any more, so this offer is over.")
    lin.cannot_press("Yes, I take it")


def test_a_yes_ends_a_break(world: World) -> None:
    """Whoever takes a program over is there for it: the card says so as long as they are on a break, and the giver can
    step down. A break that a coordinator set is not ended so."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    offers(world, "Lin")
    lin = world.person("Lin").commands("/mentor pause").presses("Until I come back")
    lin.sees("Your break ends with it.")
    change_member(world, "Lin", paused_by_coordinator=True)
    lin.presses("Yes, I take it").sees("You are on a break that a coordinator set, and only they can end it.")
    change_member(world, "Lin", paused_by_coordinator=False)
    lin.commands("/mentor resume").sees_no("Your break ends with it.")
    lin.commands("/mentor pause").presses("Until I come back").presses("Yes, I take it")
    lin.sees("Compass is in your hands")
    assert world.member("Lin").status is MemberStatus.ACTIVE
    sam = world.person("Sam").presses("Step down", on="Lin looks after Compass now").presses("Yes, step down")
    sam.commands("/program").sees_last("That is for the coordinators of Compass.")


def test_a_break_that_a_coordinator_sets_is_said_on_the_card(world: World) -> None:
    """No card promises that a yes ends it."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    offers(world, "Lin")
    world.person("Sam").commands("/program people").presses("Look at Lin").presses("Pause")
    world.person("Lin").sees("You are on a break that a coordinator set").sees_no("Your break ends with it.")


@pytest.mark.parametrize("one", ["giver", "taker"])
def test_it_goes_along_when_two_profiles_become_one(world: World, one: str) -> None:
    """Who offers a program, or is offered one, goes on with another profile: the offer stands."""
    there = beside(world)
    add_coordinator(world)
    add_mentor(world, "Lin")
    offers(world, "Lin")
    before = world.person("Sam" if one == "giver" else "Lin")
    joins(there, "Bea")
    there.person("Bea").commands(f"/mentor link {code_of(before)}").presses(f"Keep the one on {platform_of(there)}")
    if one == "giver":
        world.person("Lin").presses("Yes, I take it")
        there.person("Bea").sees("Lin looks after Compass now.").can_press("Step down")
    else:
        before.presses("Yes, I take it")
        world.person("Sam").sees("Bea looks after Compass now.").sees_no("is not in Compass any more")


def test_an_offer_made_on_the_card_of_another_one(world: World) -> None:
    """It does not go on to say that nobody has answered when somebody has."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentor(world, "Kim")
    sam = world.person("Sam")
    offers(world, "Lin")
    world.person("Lin").presses("No, thank you")
    sam.presses("Ask somebody else").presses("Pick a successor").fills({"To whom?": "Kim"})
    sam.sees("You have offered it to Kim")
    world.person("Kim").presses("Yes, I take it")
    sam.sees_no("You have offered it to Kim").sees_last("Kim looks after Compass now.")


def test_the_same_one_is_asked_twice_a_day(world: World) -> None:
    """However often it is offered and taken back, or named and changed; the next day they can be asked again."""
    add_coordinator(world)
    for name in ("Lin", "Noor"):
        add_mentor(world, name)
    sam = world.person("Sam")
    for _ in range(2):
        offers(world, "Lin").presses("Take the offer back")
    offers(world, "Lin").problem("To whom?", "Lin has been asked twice today.")
    for name in ("Lin", "Noor", "Lin", "Noor"):
        names(world, name).sees_last("Saved.")
    names(world, "Lin").problem("Who is asked to take it over?", "Lin has been named twice today.")
    world.passes(days=1)
    offers(world, "Lin").sees_last("You have offered it to Lin")
    sam.presses("Take the offer back")
    names(world, "Lin").sees_last("Saved.")


def test_an_offer_of_somebody_who_coordinates_no_more(world: World) -> None:
    """Nobody becomes a coordinator by it."""
    add_coordinator(world)
    add_coordinator(world, "Kim")
    add_mentor(world, "Lin")
    offers(world, "Lin")
    world.person("Kim").commands("/program").presses("People").presses("Look at Sam")
    world.person("Kim").presses("Take the coordinator role away").presses("Yes, take the role away")
    world.person("Lin").presses("Yes, I take it").sees("Sam does not coordinate Compass any more")
    world.person("Lin").commands("/program").sees_last("That is for the coordinators of Compass.")


def test_messages_of_whoever_keeps_the_successor_away(world: World) -> None:
    """They do not go along, and nobody learns why: neither when they are offered nor when the writer said so
    afterwards. Nor do they stand in the successor's list."""
    add_coordinator(world)
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    for name in ("Ada", "Ben"):
        add_mentee(world, name)
        writes(world, name, "It was odd.")
    sam, lin, ben = world.person("Sam"), world.person("Lin"), world.person("Ben")
    for writer in ("Ada", "Ben"):
        sam.commands("/program").presses("Read them").presses("Read it", on=f"From {writer}").presses(
            "I take care of it"
        )
    keeps_away(world, "Ada", "Lin")
    both: dict[str, str | list[str]] = {
        "Messages that go along": ["From Ada on Mon 7 Sep", "From Ben on Mon 7 Sep"],
        "Why these go along": "I leave.",
    }
    offers(world, "Lin", **both).problem("Messages that go along", "One of these cannot go along to Lin.")
    sam.fills({"Messages that go along": ["From Ben on Mon 7 Sep"]})
    keeps_away(world, "Ben", "Lin")
    before = ben.marks()
    lin.presses("Yes, I take it").sees_last("Open messages for you: none")
    assert "Lin" not in ben.since(before)


def test_whoever_took_it_and_coordinates_no_more(world: World) -> None:
    """The card of the offer shows them neither numbers nor messages any more."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    sam, lin = world.person("Sam"), world.person("Lin")
    offers(world, "Lin")
    lin.presses("Yes, I take it")
    sam.commands("/program").presses("People").presses("Look at Lin").presses("Take the coordinator role away")
    sam.presses("Yes, take the role away")
    before = lin.marks()
    presses_late(world, "Lin", "handover.accept:1:")
    assert "do not coordinate Compass any more" in lin.since(before)
    assert "listed mentor" not in lin.since(before)


def test_what_waits_for_a_coordinator_does_not_come_when_the_role_is_over(world: World) -> None:
    """It is night for Kim when somebody offers to help and somebody would rather not stand in, and by the morning Kim
    coordinates no more."""
    add_coordinator(world)
    add_coordinator(world, "Kim")
    add_mentor(world, "Lin")
    names(world, "Lin")
    change_member(world, "Kim", zone="Asia/Tokyo")
    world.until(datetime(2026, 9, 8, 15, tzinfo=UTC))
    mark = world.person("Kim").marks()
    offered(world, "Mara")
    world.person("Lin").presses("I would rather not")
    sam = world.person("Sam").sees("One person offers to help as mentor", "Lin would rather not take Compass over")
    sam.commands("/program people").presses("Look at Kim").presses("Take the coordinator role away")
    sam.presses("Yes, take the role away")
    world.until(datetime(2026, 9, 9, 12, tzinfo=UTC))
    said = world.person("Kim").sees_last("You are not a coordinator of Compass any more.").since(mark)
    assert not [words for words in ("Mara", "rather not") if words in said]


def test_many_messages_go_along(crowded: World) -> None:
    """However many of them somebody takes care of."""
    add_coordinator(crowded)
    add_mentor(crowded, "Lin")
    many = list(range(1000, 1200))
    with crowded.database.write() as session:
        giver, taker = (crowded.member(name).id or 0 for name in ("Sam", "Lin"))
        kept = " ".join(map(str, many))
        session.add(Handover(program_id=1, giver_id=giver, taker_id=taker, at=crowded.clock.at, concerns=kept))
    with crowded.database.read() as session:
        assert [one.concern_ids for one in session.scalars(sa.select(Handover))] == [many]


def reads_and_takes(world: World, name: str, writer: str) -> None:
    card = world.person(name).commands("/program").presses("Read them").presses("Read it", on=f"From {writer}")
    card.presses("I take care of it")


@pytest.mark.parametrize("stood", ["new", "taken"])
def test_what_was_not_picked_stays_unseen(world: World, stood: str) -> None:
    """The successor's card counts it not, and nothing leads to it, as long as somebody who had it coordinates. When
    nobody does any more it is brought to the successor, and whoever wrote it hears so."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada, lin, sam = writes(world, "Ada", "It was odd."), world.person("Lin"), world.person("Sam")
    if stood == "taken":
        reads_and_takes(world, "Sam", "Ada")
    world.passes(hours=1)
    before = ada.marks()
    offers(world, "Lin")
    lin.presses("Yes, I take it").sees_last("Open messages for you: none")
    assert "Read the messages" not in lin.screen[-1]
    lin.commands("/program").sees_no("to the coordinators is open")
    for step in ("read", "take"):
        assert "There is nothing here for you." in repr(forges(world, "Lin", f"concern.{step}", 1))
    lin.sees_no("It was odd.", "wrote to the coordinators")
    assert ada.since(before) == ""
    world.passes(hours=1)
    sam.presses("Step down", on="Lin looks after")
    if stood == "taken":
        sam.sees_last("Messages that you take care of go to those who coordinate it then")
    sam.presses("Yes, step down")
    ada.sees_last("cannot go on with it")
    lin.presses("Read it").sees_last("It was odd.").presses("I take care of it")
    ada.sees_last("Lin takes care of what you wrote.")


def test_what_is_written_afterwards_is_for_both(world: World) -> None:
    """And who coordinated before sees what they saw before; a break of whoever had it is no reason to wait."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    for name in ("Ada", "Ben"):
        add_mentee(world, name)
    writes(world, "Ada", "It was odd.")
    world.passes(hours=1)
    offers(world, "Lin")
    lin = world.person("Lin").presses("Yes, I take it")
    world.passes(hours=1)
    writes(world, "Ben", "It was loud.")
    lin.presses("Read it").sees_last("It was loud.").presses("All open messages").sees_last("From Ben")
    assert "From Ada" not in lin.screen[-1]
    world.person("Sam").commands("/program").sees_last("2 messages to the coordinators are open.")
    world.person("Sam").commands("/mentor pause").presses("For a week")
    world.person("Ada").sees_last("so I have sent it to Lin")
    lin.commands("/program").presses("Read them").sees_last("From Ada", "From Ben")


def test_a_message_that_only_the_successor_can_read(world: World) -> None:
    """What names the one who hands it over was with nobody, and is brought to the successor at once."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    writes(world, "Ada", "Sam was odd.")
    world.passes(hours=1)
    offers(world, "Lin")
    lin = world.person("Lin").presses("Yes, I take it").sees("Open messages for you: one")
    lin.presses("Read the messages").presses("Read it").sees_last("Sam was odd.")


def test_who_coordinated_before_goes_on_seeing_it(world: World) -> None:
    """An offer to another coordinator takes nothing away from them."""
    add_coordinator(world)
    add_coordinator(world, "Max")
    add_mentee(world, "Ada")
    writes(world, "Ada", "It was odd.")
    world.passes(hours=1)
    offers(world, "Max")
    world.person("Max").presses("Yes, I take it").sees("Open messages for you: one")


def test_what_is_not_seen_goes_along_with_another_profile(world: World) -> None:
    """The successor links a second profile and goes on with that one: they see what they saw before, and no more."""
    there = beside(world)
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada", "It was odd.")
    world.passes(hours=1)
    offers(world, "Lin")
    lin, before = world.person("Lin").presses("Yes, I take it"), ada.marks()
    joins(there, "Bea")
    bea = there.person("Bea").commands(f"/mentor link {code_of(lin)}").presses(f"Keep the one on {platform_of(there)}")
    bea.commands("/program").sees_last("What was done").sees_no("to the coordinators is open", "wrote to the coord")
    assert ada.since(before) == ""
    world.passes(hours=1)
    writes(world, "Ada", "It was loud.")
    bea.presses("Read it").sees_last("It was loud.")


def test_the_sentence_of_a_message_that_is_not_seen(world: World) -> None:
    """What somebody added where it is hard stands in the list of sentences, too; for the successor in neither."""
    add_coordinator(world)
    add_mentor(world, "Kim")
    matched(world)
    adds(world, "It is hard", "He shouts.")
    world.passes(minutes=11)
    offers(world, "Kim")
    world.person("Kim").presses("Yes, I take it").sees_last("Open messages for you: none")
    assert "Nobody has added a sentence" in reads(world, "Kim")
    assert "He shouts." in reads(world, "Sam")


def test_who_is_made_a_coordinator_again(world: World) -> None:
    """Sees what coordinators see: with the role, what was kept from the successor ended."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    writes(world, "Ada", "It was odd.")
    world.passes(hours=1)
    offers(world, "Lin")
    lin = world.person("Lin").presses("Yes, I take it").sees_last("Open messages for you: none")
    sam = world.person("Sam").commands("/program").presses("People").presses("Look at Lin")
    sam.presses("Take the coordinator role away").presses("Yes, take the role away")
    sam.presses("Make coordinator").presses("Yes, make coordinator")
    lin.presses("Read it").sees_last("It was odd.")
