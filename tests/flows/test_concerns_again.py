"""What was written to the coordinators is not forgotten: it comes again, and it goes on to others."""

import sqlalchemy as sa

from storage.database import Store
from storage.mentoring.records import Concern, ConcernStatus
from storage.people import Account, MemberStatus
from tests.flows.stories import change_member
from tests.world.making import add_coordinator, add_member, add_mentee
from tests.world.world import Person, World

QUIET = "Somebody wrote to the coordinators. Please take a quiet moment"
NOBODY = "there is no coordinator to whom I could bring what you wrote"


def writes(world: World, name: str, text: str = "Please help.") -> Person:
    person = world.person(name).commands("/mentor notright").presses("Tell the coordinators")
    return person.fills({"What happened, in your words": text})


def concern(world: World) -> Concern:
    with world.database.read() as session:
        return Store(session, 1).all(sa.select(Concern))[0]


def times(person: Person, text: str) -> int:
    return sum(text in message for message in person.screen)


# --- nobody reads it -------------------------------------------------------------------------------------------------


def test_what_nobody_reads_comes_again_every_day(world: World) -> None:
    """In one card that is true, not in many; the writer hears so once and then once a week, with whom else there is."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada")
    world.passes(days=1, hours=1)
    ada.sees("Nobody has read what you wrote", "I have asked the coordinators again", "Student services, room 12")
    sam = world.person("Sam")
    assert times(sam, QUIET) == 1
    sam.sees("There is a newer card further down.")
    world.passes(days=5)
    assert times(ada, "Nobody has read what you wrote") == 1
    mark = sam.marks()
    world.passes(days=2)
    assert sam.marks() == mark + 2
    assert times(sam, QUIET) == 1
    assert times(ada, "Nobody has read what you wrote") == 2
    sam.presses("Read it")
    ada.sees("Sam has read what you wrote.")
    mark = ada.marks()
    world.passes(days=1, hours=12)
    assert ada.since(mark) == ""


def test_who_wrote_is_never_told_that_somebody_was_asked_where_nobody_was(world: World) -> None:
    """With no coordinator at all it says so, and that it is kept."""
    add_mentee(world, "Ada")
    ada = writes(world, "Ada").sees_last("there is no coordinator to whom I could bring it")
    world.passes(hours=25)
    ada.sees_last(NOBODY, "Student services, room 12").sees_no("asked them again")


def test_a_coordinator_who_comes_later_gets_it_at_once(world: World) -> None:
    """Whoever is made coordinator gets what nobody has read, once, and the writer hears that it has arrived."""
    add_coordinator(world, "Sam")
    add_member(world, "Kim")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor notright").presses("Tell the coordinators")
    ada.fills({"What happened, in your words": "It is about Sam.", "Is it about somebody here?": "Sam"})
    sam = world.person("Sam").commands("/program people").presses("Look at Kim").presses("Make coordinator")
    sam.presses("Yes, make coordinator")
    kim = world.person("Kim").sees("Sam made you a coordinator", QUIET)
    assert times(kim, QUIET) == 1
    ada.sees_last("I have sent Kim what you wrote. You hear from me")
    kim.presses("Read it", on=QUIET).sees("It is about Sam.")
    sam.sees_no(QUIET, "It is about Sam.")


def test_after_a_break_it_is_there(world: World) -> None:
    """What came while the only coordinator was away comes when they are back, by their word or by the calendar."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    sam = world.person("Sam").types("pause").presses("For a week")
    ada = writes(world, "Ada").sees_last("there is no coordinator to whom I could bring it")
    world.passes(days=3)
    assert times(sam, QUIET) == 0
    ada.sees_last(NOBODY)
    sam.types("resume")
    assert times(sam, QUIET) == 1
    ada.sees_last("I have sent Sam what you wrote")
    sam.types("pause").presses("For a week")
    mark = ada.marks()
    world.passes(days=7)
    sam.sees("Welcome back")
    assert times(sam, QUIET) == 1
    assert "I have sent" not in ada.since(mark)


def test_who_can_be_reached_again_gets_it(world: World) -> None:
    """A coordinator whose letters did not arrive gets what was written as soon as they do something."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    with world.database.write() as session:
        account = session.get(Account, world.member("Sam").account_id)
        assert account
        account.silent_since = world.clock.at
    writes(world, "Ada").sees_last("there is no coordinator to whom I could bring it")
    sam = world.person("Sam")
    assert times(sam, QUIET) == 0
    sam.commands("/mentor pause")
    assert times(sam, QUIET) == 1


def test_a_letter_that_could_not_be_delivered_is_said_at_once(world: World) -> None:
    """Where the one who was to read it cannot be reached, the writer hears so at once, with whom else there is."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    world.carrier.closed.add(world.surface.sender("Sam").user)
    ada = writes(world, "Ada")
    ada.sees_last(NOBODY, "Student services, room 12")
    world.carrier.closed.clear()
    sam = world.person("Sam").commands("/mentor")
    assert times(sam, QUIET) == 1
    ada.sees_last("I have sent Sam what you wrote")


def test_who_goes_before_they_read_it_leaves_nobody_waiting(world: World) -> None:
    """The only coordinator takes a break: who wrote meanwhile hears so at once, and not who wrote to others."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada")
    mark = ada.marks()
    world.person("Sam").types("pause").presses("For a week")
    assert NOBODY in ada.since(mark)
    mark = ada.marks()
    add_coordinator(world, "Kim")
    add_coordinator(world, "Noa")
    writes(world, "Ada", "And more.")
    world.person("Kim").types("pause").presses("For a week")
    assert NOBODY not in ada.since(mark)


def test_what_one_person_wrote_rings_once_a_day(world: World) -> None:
    """However many messages of theirs nobody has read; and not at night a second time."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    world.passes(hours=13)
    for number in range(5):
        writes(world, "Ada", f"Message {number}")
    sam = world.person("Sam")
    assert times(sam, QUIET) == 5
    mark = sam.marks()
    world.passes(hours=24, minutes=5)
    assert sam.marks() == mark
    world.passes(hours=12)
    assert sam.marks() == mark + 1


def test_who_was_taken_out_rings_less(world: World) -> None:
    """Three messages a day are the most; the help lines come all the same."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    change_member(world, "Ada", status=MemberStatus.REMOVED)
    for number in range(3):
        writes(world, "Ada", f"Message {number}").sees_last("I have sent it to Sam")
    ada = writes(world, "Ada", "I want to kill myself").sees_last("did not go to them", "call 112")
    assert times(world.person("Sam"), QUIET) == 3
    ada.sees_no("I have sent it to Sam and")


def test_coming_and_going_floods_nobody(world: World) -> None:
    """A coordinator takes a break and comes back five times: who wrote hears once that nobody can be told."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada, sam = writes(world, "Ada"), world.person("Sam")
    mark = ada.marks()
    for _again in range(5):
        sam.types("pause").presses("For a week")
        sam.types("resume")
        world.passes(minutes=2)
    assert ada.since(mark).count(NOBODY) == 1
    assert ada.marks() == mark + 1


def test_nobody_hears_twice_of_one_who_goes_in_stages(world: World) -> None:
    """First a break, then they leave: it was said the first time; and who could never hear of it changes nothing."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor notright").presses("Tell the coordinators")
    ada.fills({"What happened, in your words": "It is Kim.", "Is it about somebody here?": "Kim"})
    mark = ada.marks()
    sam = world.person("Sam").types("pause").presses("For a week")
    assert ada.since(mark).count(NOBODY) == 1
    world.passes(days=2)
    mark = ada.marks()
    sam.types("leave").presses("Yes, leave")
    world.person("Kim").types("leave").presses("Yes, leave")
    assert NOBODY not in ada.since(mark)


def test_who_named_the_only_one_hears_why_nobody_has_it(world: World) -> None:
    """A day later too it says so, with the way to send it there all the same."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada", "Sam scares me")
    world.passes(days=2)
    ada.sees_last("your words name Sam", "Student services, room 12").sees_no(NOBODY)
    ada.presses("Send it to Sam", on="Nobody has what you wrote")
    world.person("Sam").presses("Read it").sees("Sam scares me")


def test_many_messages_hold_nobody_back(world: World) -> None:
    """A coordinator with more open messages than one step can speak about leaves all the same, and every writer hears
    that nobody can be told."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada")
    with world.database.write() as session:
        first = Store(session, 1).all(sa.select(Concern))[0]
        for _number in range(230):
            session.add(Concern(program_id=1, account_id=first.account_id, from_id=first.from_id, text="More",
                                is_heard=True, at=first.at))  # fmt: skip
    mark = ada.marks()
    world.person("Sam").types("leave").presses("Yes, leave").sees_last("You have left Compass")
    assert ada.since(mark).count(NOBODY) == 231


# --- nobody takes care of it, or nobody closes it --------------------------------------------------------------------


def test_what_was_read_and_not_taken_comes_up_again(world: World) -> None:
    """Every coordinator who may see it hears that nobody takes care of it, until somebody does."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    add_mentee(world, "Ada")
    writes(world, "Ada")
    world.person("Sam").presses("Read it")
    world.passes(days=3)
    for name in ("Sam", "Kim"):
        world.person(name).sees("A message to the coordinators is open, and nobody takes care of it.")
    kim = world.person("Kim").presses("Read it", on="nobody takes care of it").presses("I take care of it")
    mark = kim.marks()
    world.passes(days=6)
    assert "takes care of it" not in kim.since(mark)


def test_what_was_taken_and_stays_open_comes_up_again(world: World) -> None:
    """After a week whoever took care of it is asked how it is, and the others know; once it is closed nobody hears."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    add_mentee(world, "Ada")
    writes(world, "Ada")
    sam = world.person("Sam").presses("Read it").presses("I take care of it")
    kim = world.person("Kim")
    mark = kim.marks()
    world.passes(days=6)
    assert kim.since(mark) == ""
    world.passes(days=2)
    sam.sees("You take care of a message to the coordinators, and it is still open.")
    kim.sees("Sam takes care of a message to the coordinators, and it is still open.")
    sam.presses("Read it", on="still open").presses("Close it with a note").fills({"What was done": "We talked."})
    marks = sam.marks(), kim.marks()
    world.passes(days=30)
    assert (sam.since(marks[0]), kim.since(marks[1])) == ("", "")


# --- two of them want to ----------------------------------------------------------------------------------------------


def test_what_somebody_takes_care_of_is_taken_over_only_after_a_question(world: World) -> None:
    """A card from before takes it from nobody; who wants it all the same is asked, and the former one and the writer
    hear of it."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Tom")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada")
    sam, tom = world.person("Sam"), world.person("Tom")
    sam.presses("Read it")
    tom.commands("/program messages").presses("Read them").presses("Read it", on="From Ada")
    sam.presses("I take care of it")
    tom.presses("I take care of it").sees_last("Sam takes care of it already. Do you want to take it over?")
    assert concern(world).taken_by_id == world.member("Sam").id
    ada.sees_no("Tom takes care")
    tom.presses("Leave it with Sam").sees_last("Sam takes care of it").presses("Take it over")
    mark = sam.marks()
    tom.presses("Yes, take it over").sees_last("Tom takes care of it")
    assert "Tom has taken over a message to the coordinators that was in your hands." in sam.since(mark)
    ada.sees_last("Tom takes care of what you wrote from now on.")
    sam.presses("Read it", on="in your hands").sees_last("Tom takes care of it", "Take it over")


def test_a_question_that_is_not_true_any_more_is_asked_again(world: World) -> None:
    """It was to be taken over from Sam; meanwhile it is in the hands of Kim."""
    for name in ("Sam", "Tom", "Kim"):
        add_coordinator(world, name)
    add_mentee(world, "Ada")
    writes(world, "Ada")
    sam, tom, kim = (world.person(name) for name in ("Sam", "Tom", "Kim"))
    sam.presses("Read it").presses("I take care of it")
    tom.commands("/program messages").presses("Read them").presses("Read it", on="From Ada").presses("Take it over")
    kim.presses("Read it").presses("Take it over").presses("Yes, take it over")
    tom.presses("Yes, take it over").sees_last("Kim takes care of it already.")
    assert concern(world).taken_by_id == world.member("Kim").id


def test_who_takes_care_of_it_hears_that_somebody_else_closed_it(world: World) -> None:
    """In a new card: one from before would change without a sound."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Tom")
    add_mentee(world, "Ada")
    writes(world, "Ada")
    sam = world.person("Sam").presses("Read it").presses("I take care of it")
    mark = sam.marks()
    tom = world.person("Tom").presses("Read it").presses("Close it with a note")
    tom.fills({"What was done": "We talked."})
    assert "Tom has closed a message to the coordinators that was in your hands." in sam.since(mark)
    sam.presses("Read it", on="in your hands").sees_last("Closed with: We talked.")


# --- whoever took care of it cannot ----------------------------------------------------------------------------------


def test_who_leaves_hands_on_what_they_took_care_of(world: World) -> None:
    """The others are asked at once, and the writer hears that whoever took care of it cannot go on."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada")
    sam = world.person("Sam").presses("Read it").presses("I take care of it")
    kim = world.person("Kim")
    sam.types("leave").presses("Yes, leave")
    kim.sees("A message to the coordinators is open, and nobody takes care of it.")
    ada.sees_last("cannot go on with it", "I have asked the others")
    assert concern(world).status is ConcernStatus.SEEN
    kim.presses("Read it", on="nobody takes care of it").presses("I take care of it")
    ada.sees_last("Kim takes care of what you wrote.")


def test_a_break_a_removal_and_a_lost_role_hand_it_on_too(world: World) -> None:
    """However somebody stops being a coordinator who is there, what they took care of is in the others' hands."""
    for name in ("Sam", "Kim", "Noa"):
        add_coordinator(world, name)
    add_mentee(world, "Ada")
    ada = writes(world, "Ada")
    sam, kim, noa = (world.person(name) for name in ("Sam", "Kim", "Noa"))
    kim.presses("Read it").presses("I take care of it")
    kim.types("pause").presses("For a week")
    sam.sees("nobody takes care of it").presses("Read it", on="nobody takes care of it").presses("I take care of it")
    noa.commands("/program people").presses("Look at Sam").presses("Take the coordinator role away")
    noa.presses("Yes, take the role away")
    assert concern(world).status is ConcernStatus.SEEN
    noa.presses("Read it", on="nobody takes care of it").presses("I take care of it")
    kim.types("resume").commands("/program people").presses("Look at Noa").presses("Remove")
    kim.fills({"Why? For the record only": "Enough."})
    assert concern(world).status is ConcernStatus.SEEN
    assert times(ada, "cannot go on with it") == 3


def test_with_nobody_left_the_writer_hears_so(world: World) -> None:
    """Where whoever took care of it was the only one, nobody is said to have been asked; after the break it is back."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada")
    sam = world.person("Sam").presses("Read it").presses("I take care of it")
    sam.types("pause").presses("Until I come back")
    ada.sees_last("cannot go on with it", NOBODY, "Student services, room 12").sees_no("asked the others")
    mark = ada.marks()
    world.passes(days=13)
    assert ada.since(mark).count(NOBODY) == 1
    sam.types("resume")
    sam.sees("A message to the coordinators is open, and nobody takes care of it.")


# --- whoever wrote it ------------------------------------------------------------------------------------------------


def test_who_wrote_and_left_still_hears(world: World) -> None:
    """Leaving the program is not taking the message back: what becomes of it is told to them all the same."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada").types("leave").presses("Yes, leave")
    world.person("Sam").presses("Read it")
    ada.sees("Sam has read what you wrote.")


def test_a_writer_on_a_break_hears_too(world: World) -> None:
    """A break does not keep away what one asked for."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada").types("pause").presses("For a week")
    world.person("Sam").presses("Read it")
    ada.sees("Sam has read what you wrote.")


def test_however_many_they_took_care_of_all_are_handed_on(world: World) -> None:
    """More than one step looks at: none stays with somebody who is gone."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    add_mentee(world, "Ada")
    writes(world, "Ada")
    with world.database.write() as session:
        first, sam = Store(session, 1).all(sa.select(Concern))[0], world.member("Sam").id
        for _number in range(45):
            session.add(Concern(program_id=1, account_id=first.account_id, from_id=first.from_id, text="More",
                                status=ConcernStatus.TAKEN, taken_by_id=sam, is_heard=True, at=first.at))  # fmt: skip
    world.person("Sam").types("leave").presses("Yes, leave").sees_last("You have left Compass")
    with world.database.read() as session:
        found = Store(session, 1).all(sa.select(Concern))
        assert {concern.taken_by_id for concern in found} == {None}
        assert len(found) == 46
