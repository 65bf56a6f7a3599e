"""Where the two cannot be in one room: how to reach each other, shown when both have agreed."""

import sqlalchemy as sa

from storage.mentoring.intros import IntroStatus
from storage.people import AccountPlace
from storage.places import Program
from tests.flows.stories import intro_of, new_mentee_asks, presses_late
from tests.world.making import add_mentee, add_mentor
from tests.world.world import Person, World


def is_elsewhere(world: World, name: str) -> None:
    with world.database.write() as session:
        there = session.get(AccountPlace, (world.member(name).account_id, 1))
        assert there
        there.left_at = world.clock.at


def apart(world: World) -> tuple[Person, Person]:
    """Ada is in no place where Lin is when Lin says yes."""
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    is_elsewhere(world, "Ada")
    return ada, world.person("Lin").presses("Happy to")


def agrees(person: Person, words: str) -> None:
    other = "Lin" if person.name == "Ada" else "Ada"
    person.commands("/mentor asks").presses(f"How you reach {other}").presses("Yes, I write it down")
    person.fills({f"How {other} can reach you": words})


def test_both_agree(world: World) -> None:
    """Nothing is shown until both have agreed; then each sees what the other typed, and how to begin."""
    ada, lin = apart(world)
    ada.sees("Lin said yes to an intro chat.", "May Lin know how to reach you?", "only when Lin agrees too")
    agrees(ada, "ada on the green chat")
    ada.sees("Saved. Lin sees it as soon as they have agreed too")
    lin.sees_no("green chat")
    agrees(lin, "lin@example.org")

    ada.sees("This is how you reach Lin:", "lin@example.org", "To begin with", "Good to ask")
    lin.sees("This is how you reach Ada:", "ada on the green chat")
    ada.presses("We have a time", on="This is how you reach Lin")
    lin.sees("You have a time.").presses("We already met", on="This is how you reach Ada")
    assert intro_of(world, "Ada").status is IntroStatus.MET


def test_a_yes_at_night(world: World) -> None:
    """In the morning, with the letter, the card of the ask says it too, and there is nothing left to withdraw."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("find").presses("Ask for an intro chat", on="Lin").presses("Send it")
    is_elsewhere(world, "Ada")
    world.passes(hours=8)
    world.person("Lin").presses("Happy to")
    ada.sees_no("Lin said yes").can_press("Withdraw the ask to Lin")
    world.passes(hours=12)
    ada.sees("May Lin know how to reach you?").cannot_press("Withdraw the ask to Lin")


def test_one_would_rather_not(world: World) -> None:
    """A no is all right, shows nothing of the other's, and leaves a way on or out."""
    ada, lin = apart(world)
    agrees(ada, "ada on the green chat")
    lin.presses("No, rather not", on="May ").sees("Good. I show Ada nothing.")
    lin.sees_no("green chat")
    ada.sees_last("Lin would rather not be reached outside of here, and that is all right.")
    ada.presses("Call it off with Lin").presses("Yes, call it off")
    lin.sees("Ada cannot have the intro chat after all.").cannot_press("Say how to reach me")


def test_changing_ones_mind(world: World) -> None:
    """Both words and agreement can be changed, and what is taken back disappears from the other's card."""
    ada, lin = apart(world)
    agrees(lin, "lin@example.org")
    agrees(ada, "ada on the green chat")
    lin.sees_last("This is how you reach Ada:", "ada on the green chat")
    ada.commands("/mentor asks").presses("How you reach Lin").presses("Change it")
    ada.fills({"How Lin can reach you": "ada on the blue chat"})
    lin.sees("ada on the blue chat").sees_no("ada on the green chat")


def test_changes_ring_once_a_day(world: World) -> None:
    """Who changes their words again and again changes the other's card, and rings once when a day is over; taking back
    and agreeing again is no way around it. The first answer of each is told at once."""
    ada, lin = apart(world)
    agrees(lin, "lin@example.org")
    agrees(ada, "ada on the green chat")
    lin.sees_last("ada on the green chat")
    mark = lin.marks()
    for number in range(4):
        ada.commands("/mentor asks").presses("How you reach Lin").presses("Change it")
        ada.fills({"How Lin can reach you": f"ada says no. {number}"})
        presses_late(world, "Ada", f"reaching.keep:{intro_of(world, 'Ada').id}:")
        lin.sees("Ada would rather not be reached outside of here")
        agrees_again(ada, f"ada once more no. {number}")
    assert lin.since(mark) == ""
    lin.sees_last("ada once more no. 3").sees_no("no. 2")
    world.passes(days=1, hours=2)
    assert lin.since(mark).count("This is how you reach Ada:") == 1
    lin.sees_last("ada once more no. 3")
    world.passes(days=2)
    assert lin.since(mark).count("This is how you reach Ada:") == 1


def agrees_again(person: Person, words: str) -> None:
    person.commands("/mentor asks").presses("How you reach Lin").presses("Say how to reach me")
    person.fills({"How Lin can reach you": words})


def test_a_change_after_days_is_told_at_once(world: World) -> None:
    """Where the other's newest card is older than a day, a change rings when it is made."""
    ada, lin = apart(world)
    agrees(lin, "lin@example.org")
    agrees(ada, "ada on the green chat")
    world.passes(days=2)
    mark = lin.marks()
    ada.commands("/mentor asks").presses("How you reach Lin").presses("Change it")
    ada.fills({"How Lin can reach you": "ada on the blue chat"})
    assert "ada on the blue chat" in lin.since(mark)


def test_what_was_typed_is_forgotten(world: World) -> None:
    """When the intro ends, neither the rows nor the cards hold how to reach anybody."""
    ada, lin = apart(world)
    agrees(lin, "lin@example.org")
    agrees(ada, "ada on the green chat")
    lin.sees_last("This is how you reach Ada:", "ada on the green chat")
    ada.commands("/mentor asks").presses("Call it off with Lin").presses("Yes, call it off")
    intro = intro_of(world, "Ada")
    assert (intro.mentee_contact, intro.mentor_contact) == ("", "")
    lin.sees_no("green chat").sees("This intro chat is over.")


def test_a_day_without_an_answer(world: World) -> None:
    """Whoever has not answered is asked once more after a day. The first card stays, because a reminder may have to
    wait; an answer to one of them is an answer on both."""
    ada, lin = apart(world)
    agrees(ada, "ada on the green chat")
    world.passes(days=1, minutes=1)
    lin.sees_last("Ada would like to meet you. There is one small thing to settle first.")
    lin.presses("No, rather not", on="one small thing to settle").cannot_press("Yes, I write it down")


def test_a_reminder_that_waits_takes_nothing_away(world: World) -> None:
    """Where the reminder has to wait for the week's digest, the card that asks stays as it is."""
    _ada, lin = apart(world)
    with world.database.write() as session:
        session.execute(sa.update(Program).values(prompts_a_week=0))
    world.passes(days=3)
    lin.sees_no("newer card", "one small thing to settle").can_press("Yes, I write it down")


def test_something_is_not_right_is_on_every_card(world: World) -> None:
    """Each card about reaching each other leads to help, whoever has answered."""
    ada, lin = apart(world)
    for person in (ada, lin):
        assert "[Something is not right]" in shown(person, "know how to reach you?")
    agrees(ada, "ada on the green chat")
    assert "[Something is not right]" in shown(ada, "as soon as they have agreed too")
    agrees(lin, "lin@example.org")
    assert "[Something is not right]" in shown(ada, "This is how you reach Lin")


def shown(person: Person, words: str) -> str:
    return next(message for message in reversed(person.screen) if words in message)


def test_the_mentee_might_begin(world: World) -> None:
    """After a day both agreed and nobody has a time: the mentee gets a nudge with everything at hand."""
    ada, lin = apart(world)
    agrees(ada, "ada on the green chat")
    agrees(lin, "lin@example.org")
    before = lin.marks()
    world.passes(days=1, minutes=1)
    ada.sees_last("Would you like to begin with Lin?", "lin@example.org")
    assert lin.since(before) == ""


def test_who_did_begin_is_not_asked_to(world: World) -> None:
    """Where the mentee proposed a time and it passed unanswered, it is the mentor who might propose the next one."""
    ada, lin = apart(world)
    agrees(ada, "ada on the green chat")
    agrees(lin, "lin@example.org")
    ada.presses("Find a time").presses("Type a time of our own").fills({"Day": "2026-09-08", "Time": "12:00"})
    lin.sees_last("Ada proposes Tue 8 Sep, 12:00 your time")
    before = ada.marks()
    world.passes(days=2)
    assert "Would you like to" not in ada.since(before)
    lin.sees_last("You and Ada have no time now, as far as I know. Would you like to propose the next one?")


def test_nobody_else(world: World) -> None:
    """Only the two can say how they are reached, and only for themselves."""
    apart(world)
    add_mentee(world, "Eve")
    presses_late(world, "Eve", f"reaching.keep:{intro_of(world, 'Ada').id}:")
    presses_late(world, "Eve", f"reaching.share:{intro_of(world, 'Ada').id}:")
    world.person("Eve").sees("That is not yours to answer.")
    assert intro_of(world, "Ada").mentee_shares is None
