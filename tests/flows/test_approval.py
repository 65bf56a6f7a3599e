"""Coordinators look at new mentors: one card for all who wait, listed, sent back or declined, never twice."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.profiles import Listing
from storage.mentoring.records import Act
from storage.places import Program
from tests.flows.joiners import BIO, offers_no, profile, signs_up
from tests.flows.stories import presses_late
from tests.world.making import add_coordinator, add_mentee
from tests.world.world import World


def offered(world: World, *names: str) -> None:
    for name in names:
        signs_up(world, name).presses("I promise").sees("Your offer is with the coordinators")
        world.clock.at += timedelta(minutes=1)


def acts(world: World) -> list[tuple[str, str]]:
    with world.database.read() as session:
        rows = Store(session, 1).rows(sa.select(col(Act.what), col(Act.detail)).order_by(col(Act.id)))
        return [(what, detail) for what, detail in rows]


def test_a_mentor_is_listed_only_after_a_look(world: World) -> None:
    """Until a coordinator says yes, no mentee sees the mentor; then the mentor hears of it at once."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    offered(world, "Lin")
    ada, sam, lin = world.person("Ada"), world.person("Sam"), world.person("Lin")
    ada.commands("/mentor find").sees_no("Lin")
    sam.sees("One person offers to help as mentor", "Lin", "Helps with: study skills", BIO)
    sam.presses("List Lin").sees("You listed Lin, who hears of it now.", "No mentor waits for your look now")
    lin.sees("You are listed among the mentors of Compass now")
    ada.commands("/mentor find").sees_last("Lin")
    assert ("mentor_listed", "") in acts(world)


def test_who_was_listed_is_offered_on_no_card_any_more(world: World) -> None:
    """A coordinator who typed or pressed their way to those who wait has nothing left to press there, once they have
    decided on another card."""
    add_coordinator(world)
    offered(world, "Lin")
    sam = world.person("Sam").types("program mentors").types("program").presses("Look at them")
    sam.presses("List Lin").sees("You listed Lin, who hears of it now.")
    sam.cannot_press("List Lin").cannot_press("Decline Lin").cannot_press("Ask Lin for changes")


def test_several_who_wait_are_one_card(world: World) -> None:
    """The second and third mentor join the card of the first; there is no second letter on the same day."""
    add_coordinator(world)
    offered(world, "Lin", "Mara", "Tomas")
    cards = [text for text in world.person("Sam").screen if "look" in text and "List" in text]
    assert len(cards) == 1, cards
    world.person("Sam").sees("3 people offer to help as mentors", "Lin", "Mara", "Tomas").can_press("List these 3")


def test_all_on_the_card_are_listed_at_once(world: World) -> None:
    """One press lists everybody who stood on the card, and nobody who came after it was drawn."""
    add_coordinator(world)
    offered(world, "Lin", "Mara")
    mark = f"{round((profile(world, 'Mara').waiting_since or world.clock.at).timestamp() * 1_000_000)}"
    second = world.member("Mara").id
    offered(world, "Tomas")
    presses_late(world, "Sam", f"approval.list_all:1:{mark}.{second}")
    world.person("Sam").sees("You listed Lin and Mara. Each of them hears of it now.")
    assert [profile(world, name).status for name in ("Lin", "Mara", "Tomas")] == [
        Listing.LISTED, Listing.LISTED, Listing.WAITING,
    ]  # fmt: skip
    world.person("Lin").sees("You are listed among the mentors of Compass now")
    world.person("Tomas").sees_no("You are listed")


def test_more_than_a_card_holds(world: World) -> None:
    """Five stand on a card, whoever waits longest first; the others follow when these are answered."""
    add_coordinator(world)
    names = ("Lin", "Mara", "Tomas", "Yusuf", "Noor", "Ola", "Pia")
    offered(world, *names)
    sam = world.person("Sam").commands("/program mentors").sees_last("7 people offer", "2 more follow", "Noor")
    assert "Ola" not in sam.screen[-1]
    sam.presses("List these 5").sees("2 people offer to help as mentors", "Ola", "Pia")
    assert [profile(world, name).status for name in names] == [Listing.LISTED] * 5 + [Listing.WAITING] * 2


def test_nobody_decides_twice(world: World) -> None:
    """What one coordinator decided stands on the other's card at once; a press on the way says how it stands now."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    offered(world, "Lin")
    sam, kim = world.person("Sam"), world.person("Kim")
    kim.sees("One person offers to help as mentor")
    sam.presses("List Lin")
    kim.sees("Sam listed Lin.").cannot_press("List Lin")
    presses_late(world, "Kim", f"application.approve:{world.member('Lin').id}:")
    kim.sees("That has changed since this card was sent")
    assert [what for what, _detail in acts(world)] == ["mentor_listed"]


def test_changes_are_asked_for_with_a_reason(world: World) -> None:
    """The mentor reads the reason, changes something, sends it again, and stands on the coordinators' card anew."""
    add_coordinator(world)
    offered(world, "Lin")
    sam, lin = world.person("Sam"), world.person("Lin")
    sam.presses("Ask Lin for changes").fills({"What should be different?": "short" + " " * 20})
    sam.problem("What should be different?", "10 characters")
    sam.fills({"What should be different?": "Please say what you study."})
    sam.sees("You asked Lin for changes")
    assert profile(world, "Lin").status is Listing.CHANGES
    lin.sees("Thank you for your offer", "Please say what you study.").presses("Change your offer")
    lin.fills({"A few lines about you": "I study biology in my third year, and like labs."})
    lin.sees_last("Kept. When it is as you want it, send it again.", "Please say what you study.")
    lin.presses("Send it again").sees("Your offer is with the coordinators")
    sam.sees("One person offers to help as mentor", "I study biology in my third year").presses("List Lin")
    lin.sees("You are listed among the mentors of Compass now")
    assert ("mentor_changes", "Please say what you study.") in acts(world)


def test_declining_needs_a_reason_and_can_be_taken_back(world: World) -> None:
    """The mentor reads a kind word with the reason; a coordinator who slipped lists them after all."""
    add_coordinator(world)
    offered(world, "Lin")
    sam, lin = world.person("Sam"), world.person("Lin")
    sam.presses("Decline Lin").fills({"Why not this time?": "We have enough mentors for study skills this term."})
    lin.sees(
        "does not list you among the mentors this time", "We have enough mentors", "welcome in Compass all the same"
    )
    lin.types("hello").sees_last("You are not listed among the mentors").cannot_press("Send it again")
    assert profile(world, "Lin").status is Listing.DECLINED
    sam.presses("Take that back: list Lin")
    lin.sees("You are listed among the mentors of Compass now")
    assert [what for what, _detail in acts(world)] == ["mentor_declined", "mentor_listed"]


def test_who_was_sent_back_can_be_listed_later(world: World) -> None:
    """A coordinator who thinks better of it weeks later finds the offer, what its mentor read, and the way to list
    them with the person; until then nobody asks that mentor to tell more for nobody to see."""
    add_coordinator(world)
    offered(world, "Lin", "Mara")
    sam, lin, mara = world.person("Sam"), world.person("Lin"), world.person("Mara")
    sam.presses("Decline Lin").fills({"Why not this time?": "We have enough mentors for study skills."})
    sam.commands("/program people Mara").presses("Look at Mara").sees("waits for a coordinator's look")
    sam.presses("Look at who waits").presses("Ask Mara for changes")
    sam.fills({"What should be different?": "Please say what you study."})
    world.passes(days=20)
    offers_no(lin.types("hello").sees_last("You are not listed"), "Do not ask again")
    lin.commands("/mentor profile").sees_last("Once you are listed, members see this")
    sam.commands("/program people Lin").presses("Look at Lin")
    sam.sees("Their offer was declined:", "“We have enough mentors for study skills.”", BIO).presses("List Lin")
    sam.commands("/program people Mara").presses("Look at Mara").sees("asked for a change").presses("List Mara")
    for mentor in (lin, mara):
        mentor.sees("You are listed among the mentors of Compass now")
    offers_no(sam.commands("/program people Lin").presses("Look at Lin"), "List Lin")


def test_only_coordinators_decide(world: World) -> None:
    """Members and mentors themselves cannot list anybody, whatever they press."""
    add_coordinator(world)
    add_mentee(world, "Eve")
    offered(world, "Lin")
    lin = world.member("Lin").id
    for name in ("Eve", "Lin", "Stranger"):
        world.person(name).commands("/program mentors")
        for step in ("application.approve", "sending_back.ask_changes", "sending_back.decline"):
            presses_late(world, name, f"{step}:{lin}:")
        presses_late(world, name, f"approval.list_all:1:9999999999999999.{lin}")
    assert profile(world, "Lin").status is Listing.WAITING
    world.person("Eve").sees("That is for the coordinators of Compass")


def test_who_is_listed_on_a_break_is_not_told_that_they_are_seen(world: World) -> None:
    """Nobody sees them before they are back, and that is what they read."""
    add_coordinator(world)
    offered(world, "Lin")
    lin = world.person("Lin").commands("/mentor pause").presses("For a week")
    world.person("Sam").presses("List Lin")
    lin.sees(
        "You are listed among the mentors of Compass now. Mentees see you as soon as you are back from your break."
    )


def test_who_left_meanwhile_is_not_listed(world: World) -> None:
    """A press on the card of somebody who left says so, and they are on no card any more."""
    add_coordinator(world)
    offered(world, "Lin")
    world.person("Lin").commands("/mentor leave").presses("Yes, leave")
    presses_late(world, "Sam", f"application.approve:{world.member('Lin').id}:")
    world.person("Sam").sees("Lin does not offer to be listed any more")
    assert profile(world, "Lin").status is Listing.WAITING
    world.person("Sam").commands("/program mentors").sees_last("No mentor waits for your look now")


def test_who_leaves_while_waiting_is_on_no_card(world: World) -> None:
    """The coordinators' card does not ask about them any more, and nobody is reminded of them."""
    add_coordinator(world)
    offered(world, "Lin")
    sam = world.person("Sam").can_press("List Lin")
    world.person("Lin").commands("/mentor leave").presses("Yes, leave")
    sam.sees("No mentor waits for your look now").cannot_press("List Lin")
    mark = sam.marks()
    world.passes(days=10)
    assert sam.since(mark) == ""


def test_who_comes_back_while_waiting_waits_again(world: World) -> None:
    """The coordinators get a card about them anew, and can list them."""
    add_coordinator(world)
    offered(world, "Lin")
    lin = world.person("Lin").commands("/mentor leave").presses("Yes, leave")
    world.passes(days=5)
    sam = world.person("Sam")
    mark = sam.marks()
    lin.types("hello").presses("Join").sees_last("Your offer is with the coordinators")
    assert "One person offers to help as mentor" in sam.since(mark)
    sam.presses("List Lin")
    lin.sees("You are listed among the mentors of Compass now")


def test_leaving_and_coming_back_rings_once(world: World) -> None:
    """However often somebody who waits leaves and joins again, coordinators get one card a day about them; the one they
    have says how it is now."""
    add_coordinator(world)
    offered(world, "Lin")
    sam, lin = world.person("Sam"), world.person("Lin")
    mark = sam.marks()
    for _time in range(4):
        lin.commands("/mentor leave").presses("Yes, leave")
        world.passes(minutes=2)
        lin.types("hello").presses("Join")
        world.passes(minutes=2)
    assert sam.since(mark) == ""
    sam.can_press("List Lin")
    world.passes(days=1)
    assert sam.since(mark).count("Lin still waits for your look, to be listed as mentor.") == 1


def test_who_comes_back_is_not_listed_by_an_older_card(world: World) -> None:
    """Who stood on a card, left and came back waits behind those who stand on it."""
    add_coordinator(world)
    offered(world, "Lin", "Mara")
    mark = f"{round((profile(world, 'Mara').waiting_since or world.clock.at).timestamp() * 1_000_000)}"
    lin = world.person("Lin").commands("/mentor leave").presses("Yes, leave")
    world.clock.at += timedelta(minutes=1)
    lin.types("hello").presses("Join")
    presses_late(world, "Sam", f"approval.list_all:1:{mark}.{world.member('Mara').id}")
    assert profile(world, "Mara").status is Listing.LISTED
    assert profile(world, "Lin").status is Listing.WAITING


def test_more_who_come_put_no_reminder_off(world: World) -> None:
    """Somebody new every day before nine does not keep the coordinators from being reminded of the first."""
    add_coordinator(world)
    offered(world, "Lin")
    world.passes(hours=14)
    sam = world.person("Sam")
    mark = sam.marks()
    offered(world, "Mara")
    assert "Mara" not in sam.since(mark)
    world.passes(hours=6)
    assert "Lin and Mara still wait for your look, to be listed as mentors." in sam.since(mark)


def test_coordinators_are_reminded_while_somebody_waits(world: World) -> None:
    """The morning after a line reminds of them, on working days only, and none when nobody waits. The card that asked
    first still stands, and the line leads to it again; what is decided on either is decided on both."""
    add_coordinator(world)
    offered(world, "Lin")
    sam = world.person("Sam")
    before = sam.marks()
    world.passes(hours=20)
    assert "Lin still waits for your look, to be listed as mentor." in sam.since(before)
    assert "Helps with" not in sam.since(before)
    sam.can_press("List Lin").presses("Look now").sees("One person offers to help as mentor").presses("List Lin")
    sam.sees_last("You listed Lin, who hears of it now.").sees("There is a newer card further down.")
    after = sam.marks()
    world.passes(days=10)
    assert "offers to help as mentor" not in sam.since(after)


def test_who_waits_still_waits_when_nobody_is_looked_at_any_more(world: World) -> None:
    """Whoever offered while coordinators looked first is not forgotten when new mentors are listed at once."""
    add_coordinator(world)
    offered(world, "Lin")
    sam = world.person("Sam").commands("/program settings").presses("Change how mentors are listed")
    sam.presses("No, list them at once").sees_last("One person who offered before still waits for your look.")


def test_who_came_at_night_is_not_brought_twice_in_the_morning(world: World) -> None:
    """The reminder counts from the morning on which the first card arrives: it comes a day after that."""
    add_coordinator(world)
    world.passes(hours=9)
    offered(world, "Lin")
    sam = world.person("Sam")
    world.passes(hours=20)
    assert [card for card in sam.screen if "newer card" in card] == []
    sam.can_press("List Lin")
    mark = sam.marks()
    world.passes(days=1)
    assert "Lin still waits for your look, to be listed as mentor." in sam.since(mark)


def test_a_reminder_that_waits_takes_no_button_away(world: World) -> None:
    """Where the reminder has to wait for the week's digest, the card on screen can still be answered."""
    add_coordinator(world)
    offered(world, "Lin")
    with world.database.write() as session:
        session.execute(sa.update(Program).values(prompts_a_week=0))
    world.passes(days=2)
    sam = world.person("Sam").sees_no("newer card").presses("List Lin")
    sam.sees("You listed Lin, who hears of it now.")


def test_a_change_while_waiting_stands_on_the_card(world: World) -> None:
    """What a waiting mentor changes is what the coordinators see."""
    add_coordinator(world)
    offered(world, "Lin")
    lin = world.person("Lin").commands("/mentor profile").presses("Change places and lines")
    lin.fills({"A few lines about you": "Quite another story about me, with more in it."})
    world.person("Sam").sees("Quite another story about me")
    lin.commands("/mentor profile").presses("Change what you help with").presses("Programming")
    world.person("Sam").sees("Helps with: study skills · programming")


def test_odd_words_are_shown_as_they_are(world: World) -> None:
    """Marks, mentions and directions in a bio or a reason stay harmless words on every card."""
    add_coordinator(world)
    odd = "**Bold** <!channel> @everyone _under_ [link](http://x.example) \u202egnorw"
    signs_up(world, "Lin", odd).presses("I promise")
    sam = world.person("Sam").sees("**Bold** <!channel> @everyone _under_ [link](http://x.example) gnorw")
    sam.presses("Decline Lin").fills({"Why not this time?": "Because of <@U123> and *stars* – sorry."})
    world.person("Lin").sees("Because of <@U123> and *stars* – sorry.")
