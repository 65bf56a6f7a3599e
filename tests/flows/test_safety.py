"""Something is not right: help at once, and a message that never reaches the one it is about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.incoming import Incoming, Reply, Via
from flows.library import is_cry
from storage.database import Store
from storage.mentoring.profiles import Listing
from storage.mentoring.records import Concern
from storage.mentoring.rules import rules_of
from storage.outbox import Letter
from storage.people import Account, MemberStatus, enrol
from storage.places import Program, ProgramStatus
from tests.flows.choices import matched
from tests.flows.stories import (
    asks,
    change_member,
    change_profile,
    intros_of,
    is_to_come,
    new_mentee_asks,
    presses_late,
)
from tests.world.making import add_coordinator, add_member, add_mentee, add_mentor
from tests.world.world import Person, World

TEXT = "What happened, in your words"
ABOUT = "Is it about somebody here?"


def writes(world: World, name: str, text: str, about: str = "") -> Person:
    person = world.person(name).commands("/mentor notright").presses("Tell the coordinators")
    return person.fills({TEXT: text, ABOUT: about} if about else {TEXT: text})


def forges(
    world: World, name: str, step: str, about: int | None, answers: Mapping[str, tuple[str, ...]] | None = None
) -> Reply:
    """What comes back to a press or a form that no card of this person leads to."""
    via = Via.PRESS if answers is None else Via.FORM
    by, key = world.surface.sender(name), f"forged-{step}-{name}-{world.clock.at}"
    incoming = Incoming(via=via, step=step, about=about, by=by, key=key, answers=answers)
    return world.engine.handle(incoming, world.clock.at)


def concerns(world: World) -> list[Concern]:
    with world.database.read() as session:
        return Store(session, 1).all(sa.select(Concern))


def test_help_comes_first_and_nobody_hears_of_the_press(world: World) -> None:
    """The emergency number and lines of the reader's own country, then the program's; no letter to anybody."""
    add_coordinator(world)
    add_member(world, "Ada", zone="America/Toronto")
    ada = world.person("Ada").commands("/mentor notright")
    ada.sees_last("Canada: call 911.", "9-8-8", "Nightline: 030 555 0199", "Nobody is told")
    assert world.person("Sam").screen == []


def test_a_reader_in_another_country_sees_other_lines(world: World) -> None:
    """The country is the one of the reader's clocks, not of the program. Of two numbers one is enough; what each is
    for stands beside it, where that differs."""
    add_member(world, "Ben", zone="Europe/Berlin")
    world.person("Ben").commands("/mentor notright").sees_last("Germany: call 112.", "TelefonSeelsorge", "Nightline")
    add_member(world, "Eve", zone="Europe/London")
    world.person("Eve").commands("/mentor notright").sees_last("United Kingdom: call 999, or 112.")
    add_member(world, "Kim", zone="Asia/Tokyo")
    world.person("Kim").commands("/mentor notright").sees_last(
        "Japan: call 119 for an ambulance, or 110 for the police."
    )


def test_every_coordinator_gets_a_message_with_a_neutral_beginning(world: World) -> None:
    """What was written stands behind a press; the letter itself and its notification say nothing of it."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada", "Somebody shouted at me.")
    ada.sees_last("Thank you for saying it", "Sam and Kim", "Student services, room 12")
    for name in ("Sam", "Kim"):
        world.person(name).sees_last("quiet moment").sees_no("shouted", "Ada")
    sam = world.person("Sam").presses("Read it").sees("Somebody shouted at me.", "Ada")
    ada.sees("Sam has read what you wrote.")
    sam.presses("I take care of it").sees("Sam takes care of it")
    ada.sees("Sam takes care of what you wrote.")
    world.person("Kim").sees("Sam takes care of it").sees_no("shouted")


def test_it_comes_at_night_too(world: World) -> None:
    """Quiet hours do not hold a message to the coordinators back."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    world.passes(hours=10)
    writes(world, "Ada", "Please help.")
    world.person("Sam").sees_last("quiet moment")


def test_many_open_messages_are_turned_page_by_page(world: World) -> None:
    """None of them lies where a coordinator cannot get to it."""
    add_coordinator(world)
    for letter in "abcdefghij":
        add_mentee(world, f"Ada{letter}")
        writes(world, f"Ada{letter}", "Something happened.")
    sam = world.person("Sam").commands("/program").presses("Read them")
    sam.sees_last("From Adaa", "From Adah").sees_no("From Adai", "Page before")
    sam.presses("Next page").sees_last("From Adai", "From Adaj")
    sam.presses("Page before").sees_last("From Adaa")


def test_a_coordinator_who_is_named_never_sees_it(world: World) -> None:
    """Not as a letter, not in the list, not among what was done, not with a forged press."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    add_mentee(world, "Ada")
    writes(world, "Ada", "It is about Sam.", about="Sam").sees_last("I have sent it to Kim.")
    sam = world.person("Sam")
    assert sam.screen == []
    kim = world.person("Kim").presses("Read it").sees("It is about Sam.", "About: Sam")
    kim.presses("I take care of it")
    sam.commands("/program").sees_no("messages to the coordinators", "message to the coordinators")
    sam.presses("What was done").sees_last("What was done").sees_no("took", "takes care", "read a message")
    kim.commands("/program").sees_last("One message to the coordinators is open.")
    kim.presses("What was done").sees_last("takes care of a message")


def test_a_forged_press_on_a_message_about_oneself_shows_nothing(world: World) -> None:
    """The guards know who may see it, whatever id comes in."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    writes(world, "Ada", "It is about Sam.", about="Sam")
    number = concerns(world)[0].id
    for step in ("read", "take", "close"):
        reply = forges(world, "Sam", f"concern.{step}", number)
        said = (reply.notice.text if reply.notice else "") + (reply.card.text if reply.card else "")
        assert "nothing here for you" in said
        assert "about Sam" not in said
        assert reply.form is None
    assert concerns(world)[0].status == "new"


def test_nobody_left_to_hear_it_is_said_honestly(world: World) -> None:
    """With the only coordinator named, the message is kept and the contact outside is shown in its own words."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada", "It is about Sam.", about="Sam")
    ada.sees_last("there is no coordinator to whom I could bring it", "Student services, room 12")
    assert world.person("Sam").screen == []
    found = concerns(world)
    assert [(concern.text, concern.unheard) for concern in found] == [("It is about Sam.", True)]
    add_coordinator(world, "Kim")
    world.person("Kim").commands("/program").presses("Read them").presses("Read it").sees("It is about Sam.")


def test_a_coordinator_who_cannot_be_reached_does_not_count(world: World) -> None:
    """Somebody whose letters do not arrive is not named as having got it."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    change_member(world, "Sam", status=MemberStatus.PAUSED)
    writes(world, "Ada", "Please help.").sees_last("there is no coordinator to whom I could bring it")


def test_people_one_asked_can_be_named(world: World) -> None:
    """The list holds those one asked or met and the coordinators, and nobody else."""
    add_coordinator(world, "Sam")
    add_mentor(world, "Lin")
    add_mentor(world, "Mara")
    add_mentee(world, "Ada")
    asks(world, "Ada", "Lin")
    writes(world, "Ada", "It was odd.", about="Lin")
    world.person("Sam").presses("Read it").sees("About: Lin")
    reply = forges(
        world, "Ada", "writing.tell", 1, {"message": ("Odd.",), "about": (f"member{world.member('Mara').id}",)}
    )
    assert "about" in reply.problems
    assert [concern.about_id for concern in concerns(world)] == [world.member("Lin").id]


def test_only_coordinators_read_messages(world: World) -> None:
    """A member who presses on somebody's message sees nothing of it."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    add_mentee(world, "Ben")
    writes(world, "Ada", "A private thing.")
    reply = forges(world, "Ben", "concern.read", concerns(world)[0].id)
    assert reply.card is None
    assert reply.notice is not None
    assert "for the coordinators" in reply.notice.text


def test_a_message_is_closed_with_a_note_that_only_coordinators_see(world: World) -> None:
    """The writer hears that it was closed and that they can write again; the note is not theirs."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    writes(world, "Ada", "It was odd.")
    sam = world.person("Sam").presses("Read it").presses("Close it with a note")
    sam.fills({"What was done": "Talked to both."}).sees("Talked to both.", "How it stands: closed")
    world.person("Ada").sees("is dealt with", "write to the coordinators at any time").sees_no("Talked to both.")
    sam.commands("/program").sees_no("is open.")


@pytest.mark.parametrize("line", ["I want to kill myself", "ich will nicht mehr leben"])
def test_a_line_that_sounds_like_danger_is_answered_at_once(world: World, line: str) -> None:
    """Help lines, and that nobody has read it; nobody is told, and the line is not kept."""
    add_coordinator(world, "Sam")
    add_member(world, "Ada", zone="America/Toronto")
    ada = world.person("Ada").types(line)
    ada.sees_last("911", "9-8-8", "Nobody has read what you wrote", "Shall I tell somebody?")
    ada.presses("No, that is all right").sees_last("I have told nobody", "9-8-8")
    assert world.person("Sam").screen == []
    assert concerns(world) == []
    with world.database.read() as session:
        assert not any(line in letter.card for letter in session.scalars(sa.select(Letter)))


@pytest.mark.parametrize("line", ["kms", "ugh, kms"])
def test_slang_for_it_is_heard_too(world: World, line: str) -> None:
    """What somebody types in a word that friends use is answered like the whole sentence."""
    add_member(world, "Ada")
    world.person("Ada").types(line).sees_last("Nobody has read what you wrote").can_press("Yes, tell somebody")


def test_somebody_who_is_harassed_is_led_to_help(world: World) -> None:
    """It is taken seriously, without emergency numbers first, and nobody is told before they say so."""
    add_coordinator(world, "Sam")
    add_member(world, "Ada")
    ada = world.person("Ada").types("I am being harassed by my mentor")
    ada.sees_last("That should not happen to you", "Nobody has read what you wrote").sees_no("call 112")
    ada.presses("Something is not right").sees_last("call 112", "Nightline", "Student services, room 12")
    assert world.person("Sam").screen == []
    ada.types("my mentor is harassing me").presses("Tell the coordinators").fills({TEXT: "It is Lin."})
    world.person("Sam").presses("Read it").sees("It is Lin.")


def test_lines_for_who_is_hurt_by_somebody_come_first(world: World) -> None:
    """The two lines that a card has room for are those for what was said."""
    add_member(world, "Ada", zone="America/New_York")
    ada = world.person("Ada").types("my boyfriend hits me")
    ada.sees_last("National Domestic Violence Hotline").sees_no("988 Suicide")
    ada.types("I want to die").sees_last("988 Suicide", "Crisis Text Line").sees_no("Trevor")


def test_more_lines_are_one_press_away(world: World) -> None:
    """The first card has two lines of the country and fits a screen; all of them, with when and for whom, follow."""
    add_member(world, "Ada", zone="America/Toronto")
    ada = world.person("Ada").commands("/mentor notright")
    ada.sees_last("9-8-8", "Good2Talk", "Day and night. For post-secondary students in Ontario.", "Nightline")
    ada.sees_last("Somebody outside the team: Student services, room 12").sees_no("Kids Help Phone")
    ada.presses("More lines").sees_last("Kids Help Phone", "Hope for Wellness", "Find A Helpline", "room 12")
    ada.presses("Back").sees_last("I am glad you say so")


def test_a_message_may_have_no_words(world: World) -> None:
    """Whoever cannot write it down is got in touch with all the same."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("I want to die").presses("Yes, tell somebody")
    ada.fills({TEXT: ""}).sees_last("Thank you for saying it", "I have sent it to Sam.")
    world.person("Sam").presses("Read it").sees("ask you to get in touch with them", "From: Ada")


def test_somebody_can_be_told_after_such_a_line(world: World) -> None:
    """Yes leads to the same message as everywhere; what they typed first is not in it."""
    add_coordinator(world, "Sam")
    add_member(world, "Ada")
    ada = world.person("Ada").types("I want to die").presses("Yes, tell somebody")
    ada.fills({TEXT: "I am not well."})
    world.person("Sam").presses("Read it").sees("I am not well.").sees_no("want to die")


def test_a_line_that_sounds_like_danger_is_heard_in_the_middle_of_a_form(world: World) -> None:
    """It is not taken for an answer to the question that is open."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    world.person("Ada").commands("/mentor pause").presses("Until a date")
    world.person("Ada").types("I want to kill myself").sees("Nobody has read what you wrote")
    assert concerns(world) == []


def test_people_who_never_joined_get_help_too(world: World) -> None:
    """A stranger's line is answered, and what they write reaches the coordinators with their name."""
    add_coordinator(world, "Sam")
    eve = world.person("Eve").types("i want to end my life")
    eve.sees_last("call 112", "TelefonSeelsorge", "Shall I tell somebody?")
    eve.presses("Yes, tell somebody").fills({TEXT: "I am Eve."})
    world.person("Sam").presses("Read it").sees("I am Eve.", "From: Eve")
    eve.sees("Sam has read what you wrote.")


def test_where_there_is_no_program_the_help_lines_still_come(empty_world: World) -> None:
    """With nobody to tell, it says so, and offers nothing it cannot do."""
    eve = empty_world.person("Eve").types("I want to kill myself")
    eve.sees_last("Find A Helpline", "there is nobody here whom I could tell").cannot_press("Yes, tell somebody")


def removes(world: World, name: str) -> Person:
    sam = world.person("Sam").commands("/program people").presses(f"Look at {name}").presses("Remove")
    return sam.fills({"Why? For the record only": "Rude."})


def test_somebody_who_was_removed_gets_help_too(world: World) -> None:
    """Being taken out of a program does not take the help lines away, nor the way to the coordinators; what becomes of
    their message is told to them."""
    add_coordinator(world)
    add_member(world, "Ada")
    removes(world, "Ada")
    ada = world.person("Ada").types("I want to kill myself").sees_last("call 112", "Nobody has read")
    ada.presses("Yes, tell somebody").fills({TEXT: "I am not well."}).sees_last("I have sent it to Sam.")
    world.person("Sam").presses("Read it").sees("I am not well.", "From: Ada")
    ada.sees("Sam has read what you wrote.")


def test_an_old_button_for_help_works_for_who_was_removed(world: World) -> None:
    """“Something is not right” on a card from before still leads to help lines and to the coordinators; its way back
    leads to whom they can turn to, and to nothing else."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor").can_press("Something is not right")
    removes(world, "Ada")
    ada.presses("Something is not right", on="Hello Ada")
    ada.sees("I am glad you say so", "call 112", "Nightline").can_press("Tell the coordinators")
    ada.types("Something is not right").presses("Tell the coordinators")
    ada.fills({TEXT: "That is not fair."}).sees("I have sent it to Sam.")
    world.person("Sam").presses("Read it").sees("That is not fair.")
    ada.presses("Show me the help lines").presses("Back")
    ada.sees("You are not in Compass any more", "“Something is not right” shows").sees_no("[Find a mentor]")


@pytest.mark.parametrize("line", ["hello", "help", "/mentor", "Something is not right"])
def test_what_somebody_who_was_removed_types_leads_to_help(world: World, line: str) -> None:
    """Never to the Join card, which would do nothing."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    removes(world, "Ada")
    ada = world.person("Ada")
    mark = ada.marks()
    ada.types(line)
    assert "[Join]" not in ada.since(mark)
    if line != "Something is not right":
        ada.sees_last("You are not in Compass any more", "Student services, room 12").presses("Something is not right")
    ada.sees_last("call 112", "Nightline")


def test_who_was_removed_does_nothing_else(world: World) -> None:
    """No other button or command works, and Join with no record named does not let them in either."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    removes(world, "Ada")
    ada = world.person("Ada")
    for press in ("joining.join::", "joining.join:1:", "home.others:1:", "mentors.find:1:", "breaks.resume::"):
        presses_late(world, "Ada", press)
        ada.sees_last("You are not in Compass any more")
    ada.commands("/mentor find").sees_last("You are not in Compass any more").sees_no("Lin")
    assert world.member("Ada").status is MemberStatus.REMOVED


LONG = "Counselling, Building 12, Room 3.14, open from Monday to Friday, with and without appointment: 030 555 0199"


def test_own_lines_are_not_said_twice(world: World) -> None:
    """A line the coordinators wrote down that the country's list has too stands there once; one with a number of its
    own stays, and each is there to its end."""
    with world.database.write() as session:
        other = "TelefonSeelsorge on campus, with our chaplain: 030 555 0100"
        rules_of(Store(session, 1)).help_lines = f"TelefonSeelsorge: 0800 111 0 111\n{other}\n{LONG}"
    add_member(world, "Ada")
    ada = world.person("Ada").commands("/mentor notright").sees_last("with our chaplain: 030 555 0100", LONG)
    assert ada.screen[-1].count("TelefonSeelsorge") == 2


def test_odd_text_in_a_message_is_shown_as_it_was_written(world: World) -> None:
    """No mention, link or formatting comes out of what somebody wrote."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    writes(world, "Ada", "@everyone **look** <!channel> _here_")
    world.person("Sam").presses("Read it").sees("**look**", "_here_")


def test_a_command_that_sounds_like_danger_is_heard_too(world: World) -> None:
    """Whether somebody types a slash before it or not."""
    add_member(world, "Ada")
    world.person("Ada").commands("/mentor I want to kill myself").sees_last("call 112", "Nobody has read")


def test_a_message_that_sounds_like_danger_shows_help_at_once(world: World) -> None:
    """Whoever tells the coordinators such a thing does not have to wait for them."""
    add_coordinator(world)
    add_member(world, "Ada")
    writes(world, "Ada", "I want to kill myself").sees_last("Thank you for saying it", "call 112")


def test_a_message_of_nothing_but_marks_can_be_read(world: World) -> None:
    """The longest message fits its card even when every character of it has to be escaped."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    writes(world, "Ada", "_" * 1500)
    world.person("Sam").presses("Read it").sees("_" * 400, "From: Ada")


def test_ten_messages_a_day_are_the_most(world: World) -> None:
    """Nobody can keep the coordinators awake; the next day there is room again, and help lines always come."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    for number in range(10):
        reply = forges(world, "Ada", "writing.tell", 1, {"message": (f"Message {number}",)})
        assert reply.card is not None
        world.clock.at += timedelta(minutes=1)
    reply = forges(world, "Ada", "writing.tell", 1, {"message": ("One more",)})
    assert "10 messages of yours today" in reply.problems["message"]
    ada = world.person("Ada").commands("/mentor notright").presses("Tell the coordinators")
    ada.fills({TEXT: "I want to kill myself"}).sees_last("did not go to them", "call 112").sees_no("Thank you for")
    assert len(concerns(world)) == 10
    world.passes(days=1)
    assert forges(world, "Ada", "writing.tell", 1, {"message": ("One more",)}).card is not None
    assert len(concerns(world)) == 11


def test_what_is_typed_after_a_call_for_help_goes_to_nobody_else(world: World) -> None:
    """Whoever types an ask and then calls for help has left the ask: what follows is not sent to the mentor."""
    add_coordinator(world, "Sam")
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("find").types("Ask for an intro chat").types("Change it")
    ada.types("something is not right").types("Lin was in my room last night and I am scared of him")
    ada.types("I want to kill myself").types("Yes, tell somebody")
    assert intros_of(world, "Ada") == []
    world.person("Lin").sees_no("scared", "tell somebody", "Ada would like")


# --- whom the words name ---------------------------------------------------------------------------------------------


def test_who_is_named_in_the_words_does_not_get_them(world: World) -> None:
    """Also without a name in the second question; the writer reads so, and can have it sent to them too."""
    add_coordinator(world, "Sam Rivera")
    add_coordinator(world, "Kim")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada", "I am afraid of sam's jokes.")
    ada.sees_last("I have sent it to Kim.", "I have not sent it to Sam Rivera, because your words name them.")
    sam = world.person("Sam Rivera").commands("/program").sees_no("message to the coordinators is open")
    ada.presses("Send it to Sam Rivera too").sees_last("I have sent it to Sam Rivera and Kim.")
    sam.presses("Read it", on="quiet moment").sees("I am afraid of sam's jokes.")
    ada.sees("Sam Rivera has read what you wrote.")


def test_a_typed_cry_about_the_only_coordinator_goes_to_nobody_unasked(world: World) -> None:
    """Kept, with the help lines and the contact outside; the writer alone decides whether they get it after all."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("something is not right").types("Tell the coordinators")
    ada.types("Sam hit me and I want to die")
    ada.sees_last("sent it to nobody yet", "your words name Sam", "call 112", "Student services, room 12")
    assert world.person("Sam").screen == []
    ada.presses("Send it to Sam")
    world.person("Sam").presses("Read it").sees("Sam hit me")


def test_who_is_named_stays_so_whatever_they_call_themselves(world: World) -> None:
    """A coordinator who changes their name on the platform reads no more of it than before, now or when it comes up
    again; somebody who was named and is made coordinator later does not either."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    add_member(world, "Noa")
    add_mentee(world, "Ada")
    writes(world, "Ada", "Sam and Noa shouted at me.").sees_last("I have sent it to Kim.")
    change_member(world, "Sam", name="Rex")
    change_member(world, "Noa", name="Lee", is_coordinator=True)
    world.passes(days=3)
    number = concerns(world)[0].id
    for name in ("Sam", "Noa"):
        person = world.person(name).sees_no("quiet moment")
        person.commands("/program").sees_no("message to the coordinators is open")
        reply = forges(world, name, "concern.read", number)
        assert reply.card is None
        assert "shouted" not in (reply.notice.text if reply.notice else "")


def test_it_goes_to_those_whom_the_card_names_and_to_nobody_else(world: World) -> None:
    """A named coordinator who is away does not stand on the button, so that pressing it lets them read nothing."""
    for name in ("Kim", "Sam", "Rex"):
        add_coordinator(world, name)
    add_mentee(world, "Ada")
    rex = world.person("Rex").types("pause").presses("For a week")
    ada = writes(world, "Ada", "Sam saw how Rex grabbed me")
    ada.presses("Send it to Sam too").sees_last("I have sent it to Kim and Sam.")
    mark = rex.marks()
    rex.types("resume")
    assert "quiet moment" not in rex.since(mark)


def test_a_typed_button_that_sends_it_on_is_asked_about(world: World) -> None:
    """Nobody hands it to the one they fear by a quick number."""
    add_coordinator(world, "Kim")
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("something is not right").types("Tell the coordinators")
    ada.types("Sam frightens me").types("skip").types("Send it to Sam too")
    ada.sees_last("Do you mean “Send it to Sam too”?")
    assert world.person("Sam").screen == []


def test_whom_the_writer_keeps_away_does_not_get_it(world: World) -> None:
    """Neither a mentor who coordinates, nor one who is made coordinator later."""
    add_coordinator(world, "Kim")
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    asks(world, "Ada", "Lin")
    ada = writes(world, "Ada", "Nothing much.", about="Lin").presses("Keep Lin away from me")
    ada.presses("Yes, keep Lin away")
    change_member(world, "Lin", is_coordinator=True)
    mark = world.person("Lin").marks()
    writes(world, "Ada", "And another thing.").sees_last("I have sent it to Kim.")
    assert "quiet moment" not in world.person("Lin").since(mark)


def test_a_number_means_the_place_on_the_card(world: World) -> None:
    """Never our own number of a member, so that a message comes to nobody whom it is about."""
    add_mentee(world, "Pip")
    add_coordinator(world, "Kim")
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("something is not right").types("Tell the coordinators")
    ada.types("one of them frightens me").sees_last("1. Kim", "2. Sam").types("2").sees_last("I have sent it to Kim.")
    assert concerns(world)[0].about_id == world.member("Sam").id


def test_nobody_else_has_it_sent_to_who_is_named(world: World) -> None:
    """A forged press of somebody else opens nothing to anybody."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    add_mentee(world, "Ben")
    writes(world, "Ada", "It is Sam.")
    for name in ("Ben", "Sam"):
        reply = forges(world, name, "concern_news.also", concerns(world)[0].id)
        assert reply.notice is not None
        assert "not yours" in reply.notice.text
    assert world.person("Sam").screen == []


def test_two_people_of_one_name_are_told_apart(world: World) -> None:
    """By what they are here; a name alone is asked back about, so that it is never the wrong one who is left out."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    asks(world, "Ada", "Lin")
    lin = world.member("Lin").id
    change_member(world, "Lin", name="Sam")
    ada = world.person("Ada").types("something is not right").types("Tell the coordinators").types("He shouted at me.")
    ada.types("Sam").sees_last("Which one", "Sam (mentor)", "Sam (coordinator)").types("Sam (mentor)")
    ada.sees_last("I have sent it to Sam and Kim.")
    assert [concern.about_id for concern in concerns(world)] == [lin]


# --- in the middle of something --------------------------------------------------------------------------------------


def test_a_cry_in_a_form_is_answered_beside_it(world: World) -> None:
    """What somebody sends to a mentor goes there, and they get the help lines at once, with the way to somebody."""
    add_coordinator(world, "Sam")
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    lin = world.member("Lin").id
    reply = forges(world, "Ada", "asking.write", lin, {"note": ("I want to kill myself, please talk to me",)})
    assert reply.problems == {}
    ada = world.person("Ada")
    world.settle()
    ada.sees("call 112", "Besides whom you wrote it to, nobody has read it.", "Shall I tell somebody?")
    ada.presses("Yes, tell somebody").fills({TEXT: "I am not well."})
    world.person("Sam").presses("Read it").sees("I am not well.").sees_no("talk to me")


def test_a_message_to_the_coordinators_is_answered_once(world: World) -> None:
    """Its own answer has the help lines; no second card asks whether somebody shall be told."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    writes(world, "Ada", "I want to kill myself").sees_no("Shall I tell somebody?")


NOTE = "She said she wants to kill herself. We called 112."


def test_what_coordinators_write_about_others_is_no_cry(world: World) -> None:
    """A note on what was done about somebody's danger is a note, where the whole form is sent."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    writes(world, "Ada", "I want to kill myself")
    assert is_cry(NOTE)
    reply = forges(world, "Sam", "concern.close", concerns(world)[0].id, {"note": (NOTE,)})
    assert reply.card is not None
    world.settle()
    world.person("Sam").sees_no("Shall I tell somebody?")
    assert concerns(world)[0].note == NOTE


def closes_by_typing(world: World) -> Person:
    """Sam is asked by typing what was done about Ada's message."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    writes(world, "Ada", "I want to kill myself")
    sam = world.person("Sam").presses("Read it").types("Close it with a note")
    return sam.types("yes").sees_last("What was done", "Type “cancel” to stop")


def test_a_note_on_somebodys_danger_is_typed_twice(world: World) -> None:
    """Nobody knows of whom a line speaks, so help comes first and the form waits; once more, and it is the note."""
    sam = closes_by_typing(world).types(NOTE)
    sam.sees("That sounds hard.", "call 112").sees_last("I have not taken that as your answer to “What was done”.")
    assert concerns(world)[0].note == ""
    sam.types(NOTE.upper()).sees_last("How it stands: closed")
    assert concerns(world)[0].note == NOTE.upper()


def test_another_line_is_no_second_time(world: World) -> None:
    """Every cry is answered before it is taken for a note, also after another one; other lines are taken at once."""
    sam = closes_by_typing(world).types(NOTE)
    mark = sam.marks()
    sam.types("I want to die, too")
    assert "That sounds hard." in sam.since(mark)
    assert concerns(world)[0].note == ""
    sam.types("Talked to her.")
    assert concerns(world)[0].note == "Talked to her."


def test_a_coordinators_own_cry_goes_to_nobody(world: World) -> None:
    """In the middle of what somebody else would read: help at once, nothing is sent, and a yes leads to somebody."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    add_mentor(world, "Lin")
    change_profile(world, "Lin", status=Listing.WAITING)
    sam = world.person("Sam").types("/program mentors").types("Decline Lin").sees_last("Why not this time?")
    lin = world.person("Lin")
    mark = lin.marks()
    sam.types("I want to kill myself").sees("That sounds hard.", "call 112")
    assert lin.since(mark) == ""
    sam.types("yes").sees_last("What happened, in your words").types("Please call me tonight")
    sam.types("skip").sees_last("I have sent it to Kim")
    assert lin.since(mark) == ""


def test_a_cry_at_the_second_question_takes_the_first_answer_along(world: World) -> None:
    """Whoever was asked whom it is about and calls for help instead is brought to the coordinators with both lines."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("something is not right").types("Tell the coordinators")
    ada.types("I cannot sleep since Friday").types("I want to kill myself")
    ada.sees_last("I have sent it to Sam.", "call 112")
    world.person("Sam").presses("Read it").sees("I cannot sleep since Friday", "I want to kill myself")


def test_a_long_cry_is_read_to_its_end(world: World) -> None:
    """However much comes before it, it is heard; nothing of what was written is cut off."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    long = " ".join(f"word{number}" for number in range(700))
    ada = world.person("Ada").types(f"{long} I want to kill myself")
    ada.sees_last("Nobody has read what you wrote")
    ada.types("something is not right").types("Tell the coordinators").types(f"{long} I want to kill myself, truly")
    sam = world.person("Sam").presses("Read it").sees("word0").sees_no("truly")
    for _page in range(len(concerns(world)[0].text) // 1500):
        sam.presses("Read on")
    sam.sees("kill myself, truly").presses("From the beginning").sees("word0")


def test_a_cry_where_no_program_is_meant_leads_to_each_of_them(world: World) -> None:
    """Who is in two programs, and says in neither that it is hard, can have somebody told in either."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    with world.database.write() as session:
        other = Program(name="Sextant", status=ProgramStatus.OPEN, zone="Europe/Berlin", created_at=world.clock.at)
        session.add(other)
        session.flush()
        account = session.get(Account, world.member("Ada").account_id)
        assert account
        enrol(Store(session, other.id), account, world.clock.at, consent="1")
        account.program_id = None
    sender = replace(world.surface.sender("Ada"), place="")
    for text, wanted in (
        ("I want to kill myself", ["Yes, tell somebody in Compass", "Yes, tell somebody in Sextant"]),
        ("mentor notright", ["Compass", "Sextant"]),
    ):
        incoming = Incoming(via=Via.COMMAND, by=sender, text=text, key=f"somewhere-{text}")
        card = world.engine.handle(incoming, world.clock.at).card
        assert card is not None
        assert [choice.label for choice in card.choices][:2] == wanted
        assert {choice.id.split(":")[0] for choice in card.choices[:2]} <= {"writing.tell", "safety.show"}


def test_a_cry_in_a_form_that_is_not_taken_is_heard(world: World) -> None:
    """Too long for the question it was written to: the sentence beside the field, and help at once."""
    add_coordinator(world, "Sam")
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    for step, about, question in (
        ("asking.write", world.member("Lin").id, "note"), ("writing.tell", 1, "message"),
    ):  # fmt: skip
        mark = world.person("Ada").marks()
        reply = forges(world, "Ada", step, about, {question: ("I want to kill myself. " + "x" * 2000,)})
        assert question in reply.problems
        world.settle()
        assert "call 112" in world.person("Ada").since(mark)
    assert concerns(world) == []


# --- left half written -----------------------------------------------------------------------------------------------


def begins_to_write(world: World, text: str) -> Person:
    ada = world.person("Ada").types("something is not right").types("Tell the coordinators")
    return ada.types(text).sees_last("Is it about somebody here?")


def test_a_message_that_was_left_is_asked_about(world: World) -> None:
    """Whoever falls silent at the second question is asked once, and one press sends what they wrote."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = begins_to_write(world, "Somebody in the lab laughs at me every day")
    ada.types("I can not say his name")
    world.passes(minutes=15)
    ada.sees_last("You began a message to the coordinators. Nobody has it yet.", "Only you see this.")
    mark = ada.marks()
    world.passes(hours=5)
    assert ada.since(mark) == ""
    ada.presses("Send it as it is").sees_last("I have sent it to Sam.")
    world.person("Sam").presses("Read it").sees("Somebody in the lab laughs at me every day")
    reply = forges(world, "Ada", "writing.send_begun", 1)
    assert reply.notice is not None
    assert "nothing left to send" in reply.notice.text


def test_who_has_sent_their_message_is_asked_nothing(world: World) -> None:
    """A message that has gone out is not half written, and nothing is to come about it."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = begins_to_write(world, "Something happened")
    assert is_to_come(world, "writing_own.left")
    ada.types("skip").sees("I have sent it to Sam.")
    assert not is_to_come(world, "writing_own.left")


def test_what_was_begun_is_forgotten_on_their_word(world: World) -> None:
    """A no is a no: it is not kept, and nobody is told."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = begins_to_write(world, "Something happened")
    world.passes(minutes=15)
    ada.presses("Do not send it").sees_last("I have forgotten it, and told nobody.")
    ada.commands("/mentor notright").types("Tell the coordinators").sees_no("Now: Something happened")
    assert world.person("Sam").screen == []


def test_who_stopped_it_is_not_asked(world: World) -> None:
    """“cancel” is an answer."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = begins_to_write(world, "Something happened").types("cancel").sees_last("nothing of it has been sent")
    mark = ada.marks()
    world.passes(hours=2)
    assert ada.since(mark) == ""


def test_a_message_is_never_sent_unseen(world: World) -> None:
    """What was written weeks ago is shown again, with who reads it now, before anything goes out."""
    add_coordinator(world, "Kim")
    add_mentee(world, "Ada")
    begins_to_write(world, "He whom I met at the lab frightens me").types("cancel")
    add_coordinator(world, "Sam")
    world.passes(days=20)
    ada = world.person("Ada").types("something is not right").types("Tell the coordinators")
    ada.sees_last("Kim and Sam will read this", "Now: He whom I met at the lab frightens me")


def test_help_in_the_middle_says_that_nothing_was_sent(world: World) -> None:
    """Whoever asks for help while writing reads that it is kept, with the way back."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = begins_to_write(world, "Something happened").types("help")
    ada.sees("What you began to write is kept, and nothing of it has been sent.").can_press("Go on with it")


@pytest.mark.parametrize(("line", "seen"), [("yes", "What happened, in your words"), ("no", "I have told nobody")])
def test_yes_and_no_are_answers_to_it(world: World, line: str, seen: str) -> None:
    """“Shall I tell somebody?” is answered in one word."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    world.person("Ada").types("I want to die").types(line).sees_last(seen)


def test_words_for_it_lead_to_help(world: World) -> None:
    """However somebody says that things are not all right, they are not sent to their home card."""
    add_mentee(world, "Ada")
    lines = "Can I talk to a coordinator?", "something is wrong", "unsafe", "I need help!", "emergency", "help lines"
    for line in (*lines, "112", "I have a complaint", "I want to talk to someone"):
        world.person("Ada").types("hello").types(line).sees_last("I am glad you say so.", "Nobody is told")


@pytest.mark.parametrize("line", ["I feel unsafe", "I am scared of Lin, he touched me", "Lin makes me uncomfortable"])
def test_fear_of_somebody_is_never_answered_with_their_card(world: World, line: str) -> None:
    """It is taken seriously, and the way to the coordinators is one press."""
    ada, _lin = matched(world)
    ada.types(line).sees_last("That should not happen to you").can_press("Tell the coordinators")


def test_who_is_hurt_by_somebody_is_asked_first_who_it_is(world: World) -> None:
    """In the middle of telling: the lines come at once, and the message goes to nobody before they could say that it is
    about one of those who would read it."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("something is not right").types("Tell the coordinators")
    ada.types("he hits me, and nobody believes me").sees("call 112").sees_last("Is it about somebody here?")
    assert world.person("Sam").screen == []
    ada.types("he harasses me since May").sees_last("Is it about somebody here?").types("Sam")
    ada.sees_last("I have sent it to Kim.")
    world.person("Kim").presses("Read it").sees("he hits me", "he harasses me since May", "About: Sam")


def test_words_for_it_are_an_answer_where_one_is_asked(world: World) -> None:
    """In the middle of a message they are the message, and do not lead away from it."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("something is not right").types("Tell the coordinators").types("I need help")
    ada.sees_last("Is it about somebody here?").types("skip").sees_last("I have sent it to Sam.")
    world.person("Sam").presses("Read it").sees("I need help")


def test_after_it_is_sent_nothing_disturbs_what_is_typed_next(world: World) -> None:
    """The look after what was left half written finds nothing, and another form goes on as it is."""
    add_coordinator(world, "Sam")
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = begins_to_write(world, "Something happened").types("skip").sees_last("I have sent it to Sam.")
    ada.types("pause").types("Until a date")
    world.passes(minutes=15)
    ada.types("nonsense").sees_last("I am back on").sees_no("Nobody has it yet")


@pytest.mark.parametrize(
    "line",
    ["i feel very bad", "I am not ok", "I’m not okay.", "i feel awful", "Mir geht es nicht gut"],
)
def test_who_says_that_they_feel_bad_is_shown_the_way(world: World, line: str) -> None:
    """Such a line alone leads to help, also under a card that waits; within a longer line it means nothing of the
    kind."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    lin = world.person("Lin").types(f"{line} about the weather").sees_no("I am glad you say so.")
    lin.types(line).sees_last("Something is not right", "I am glad you say so.")
