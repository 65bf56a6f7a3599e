"""Check-ins: each side of a match is asked alone how it goes, in two presses."""

import sqlalchemy as sa
from sqlmodel import col

from bot.messages import Card
from bot.words import Voice, _
from storage.mentoring.pairs.checkins import CheckIn, CheckInStatus
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import MemberStatus
from storage.places import Program
from tests.flows.choices import cast, chooses, joins, matched, meets
from tests.flows.stories import change_member, presses_late
from tests.flows.test_days_off_change import on, rests
from tests.world.making import add_coordinator, add_mentor
from tests.world.world import Person, World

FIRST = "Have you and Lin met since your match began?"


def statuses(world: World, name: str) -> list[CheckInStatus]:
    """How the check-ins of somebody stand, oldest first."""
    with world.database.read() as session:
        query = sa.select(CheckIn).where(col(CheckIn.reader_id) == world.member(name).id).order_by(col(CheckIn.number))
        return [one.status for one in session.scalars(query)]


def test_each_side_is_asked_in_their_own_morning(world: World) -> None:
    """A week after a match began each side is asked alone, at ten where they live; two presses answer it, and then the
    next day is named."""
    ada, lin = matched(world)
    change_member(world, "Lin", zone="America/New_York")
    world.passes(days=6, hours=20)
    ada.sees("Have you and Lin met since your match began?", "Lin never sees what you answer.")
    lin.sees_no("met since your match began?")
    world.passes(hours=4)
    lin.sees("Have you and Ada met since your match began?")
    ada.presses("Yes, we met").sees_last("Good to hear.", "How does it go with Lin?")
    ada.presses("It goes well").sees_last(
        "Kept. About Lin you said: you have met, and it goes well.", "The next check-in is on"
    )
    lin.presses("Not yet").sees_last("How does it go with Ada?").presses("It is all right")
    lin.sees_last("About Ada you said: you have not met yet, and it is all right.")
    assert statuses(world, "Ada") == [CheckInStatus.ANSWERED, CheckInStatus.PLANNED]


def test_the_rhythm(world: World) -> None:
    """After a week, after three, and then every four weeks, whether or not anything was heard; the day counts from the
    last time that somebody said that they had met."""
    ada, _lin = matched(world)
    world.passes(days=7)
    ada.presses("Yes, we met").presses("It goes well").sees_last("The next check-in is on Mon 28 Sep.")
    world.passes(days=14)
    ada.sees("Have you and Lin met since Mon 14 Sep?")
    world.passes(days=27)
    assert statuses(world, "Ada") == [CheckInStatus.ANSWERED, CheckInStatus.UNHEARD, CheckInStatus.PLANNED]
    world.passes(days=1)
    ada.presses("Yes, we met").presses("It goes well").sees_last("The next check-in is on Mon 23 Nov.")


def test_typed_answers(world: World) -> None:
    """The words on the buttons can be typed, and the command shows what waits. A line that answers nothing hears where
    help is."""
    ada, _lin = matched(world)
    world.passes(days=7)
    ada.types("I feel so alone here, what am I to do").sees_last("“something is not right” who can help.")
    ada.types("yes, we met").sees_last("How does it go with Lin?").types("it is all right")
    ada.sees_last("you have met, and it is all right")
    ada.types("checkin").sees_last("What you said lately", "About Lin: you have met, and it is all right.")


def test_later_asks_again(world: World) -> None:
    """Later means three days later, twice at most; meanwhile it can be answered at any time. A press on an old card
    promises nothing that does not come."""
    ada, _lin = matched(world)
    world.passes(days=7)
    ada.presses("Ask me later").sees_last("That is fine. I ask you again on Thu 17 Sep.")
    before = ada.marks()
    world.passes(days=3, hours=1)
    assert FIRST in ada.since(before)
    ada.presses("Ask me later")
    world.passes(days=4)
    ada.sees_last(FIRST)
    assert "Ask me later" not in ada.screen[-1]
    presses_late(world, "Ada", f"checkins.later:{world.member('Ada').id}:")
    ada.sees_last("You can answer here whenever it suits you.", FIRST)
    assert "I ask you again" not in ada.screen[-1]
    ada.presses("Not yet").presses("It goes well").sees_last("Kept.")
    presses_late(world, "Ada", f"checkins.later:{world.member('Ada').id}:")
    ada.sees_last("Nothing waits for your answer now.")


def test_one_reminder_and_then_nothing(world: World) -> None:
    """Whoever does not answer is asked once more after three days, and then left alone until the next one; the answer
    still counts when it comes."""
    ada, _lin = matched(world)
    before = ada.marks()
    world.passes(days=13)
    assert ada.since(before).count(FIRST) == 2
    world.passes(days=3)
    assert statuses(world, "Ada") == [CheckInStatus.UNHEARD, CheckInStatus.PLANNED]
    assert ada.since(before).count(FIRST) == 2
    ada.presses("Yes, we met").presses("It goes well").sees_last("Kept.")
    assert statuses(world, "Ada") == [CheckInStatus.ANSWERED, CheckInStatus.PLANNED]


def test_half_an_answer_is_asked_no_more_and_can_be_completed(world: World) -> None:
    """Who said whether they have met, and no more, is left alone after a week; how it goes can still be said then, and
    what is hard reaches the coordinators."""
    add_coordinator(world)
    ada, _lin = matched(world)
    world.passes(days=7)
    ada.presses("Not yet").sees_last("How does it go with Lin?")
    world.passes(days=11)
    assert statuses(world, "Ada") == [CheckInStatus.ANSWERED, CheckInStatus.PLANNED]
    ada.types("checkin").sees_last("How does it go with Lin?").presses("It is hard")
    ada.sees_last("you have not met yet, and it is hard", "it is with Sam")
    world.passes(minutes=11)
    world.person("Sam").sees("Somebody says in a check-in that it is hard.")


def test_an_answer_that_comes_late_counts_for_the_next_question(world: World) -> None:
    """Half of it was said when nothing had been heard: the next question asks alone, and from that time on."""
    ada, _lin = matched(world)
    world.passes(days=16)
    ada.presses("Yes, we met").sees_last("How does it go with Lin?")
    assert statuses(world, "Ada") == [CheckInStatus.ASKED, CheckInStatus.PLANNED]
    world.passes(days=5)
    ada.sees_last("A question for you", "Have you and Lin met since Mon 14 Sep?")
    assert statuses(world, "Ada") == [CheckInStatus.ANSWERED, CheckInStatus.ASKED]
    ada.presses("Yes, we met").presses("It goes well").sees_last("Kept.")
    world.passes(days=28)
    ada.sees_last("Have you and Lin met since Mon 28 Sep?")


def test_what_was_changed_counts_for_the_next_question(world: World) -> None:
    """Whoever says afterwards that they have met is asked about the time since then."""
    ada, _lin = matched(world)
    world.passes(days=7)
    ada.presses("Not yet").presses("It goes well").presses("Change my answer about Lin").presses("We have met")
    world.passes(days=14)
    ada.sees_last("Have you and Lin met since Mon 14 Sep?")


def test_an_answer_can_be_changed_for_three_days(world: World) -> None:
    """Then it stands, and says so kindly."""
    ada, _lin = matched(world)
    world.passes(days=7)
    ada.presses("Not yet").presses("It is all right")
    ada.presses("Change my answer about Lin").sees_last(
        "About Lin you said: you have not met yet, and it is all right."
    )
    ada.presses("We have met").sees_last("you have met, and it is all right")
    ada.presses("Change my answer about Lin").presses("It goes well").sees_last("you have met, and it goes well")
    world.passes(days=3, hours=1)
    ada.presses("Change my answer about Lin").sees_last("You answered on Mon 14 Sep, and that stands by now.")


def test_nobody_is_asked_three_times_about_one_match(world: World) -> None:
    """Two matches that began three days apart: the reminder about the second does not ask about the first again, which
    had its own by then. It is behind a press."""
    _ada, lin = matched(world)
    world.passes(days=3)
    joins(world, "Ben", "Lin")
    meets(world, "Ben", "Lin")
    chooses(world, "Ben", "Lin")
    lin.presses("Yes, gladly")
    asked = {"Ada": 0, "Ben": 0}
    for _day in range(13):
        mark = lin.marks()
        world.passes(days=1)
        for name in asked:
            asked[name] += f"Have you and {name} met" in lin.since(mark)
    assert asked == {"Ada": 2, "Ben": 2}
    lin.sees_last("Have you and Ben met").presses("Everything that waits").sees_last("Have you and Ben met")


def test_several_matches_are_one_card(world: World) -> None:
    """A mentor with two mentees is asked about both at once, and answers one after the other."""
    ada, lin = matched(world)
    world.passes(days=1)
    joins(world, "Ben", "Lin")
    meets(world, "Ben", "Lin")
    chooses(world, "Ben", "Lin")
    lin.presses("Yes, gladly")
    before = lin.marks()
    world.passes(days=7)
    assert lin.since(before).count("A few questions for you") == 1
    lin.presses("Yes, we met, Ada").presses("It goes well, Ada").sees_last("About Ada you said", "Have you and Ben met")
    lin.presses("Not yet").presses("It is all right").sees_last("About Ben you said")
    ada.sees(FIRST)


def test_what_is_hard_reaches_a_coordinator(world: World) -> None:
    """Ten minutes later the coordinators have it, with the sentence that was added, as something that can be taken and
    closed with a note; the other side learns nothing, and whoever said it hears what becomes of it."""
    add_coordinator(world)
    ada, lin = matched(world)
    sam = world.person("Sam")
    before = lin.marks()
    world.passes(days=7)
    ada.presses("Not yet").presses("It is hard").sees_last("it is with Sam, so that somebody can help")
    ada.presses("Add a sentence about Lin").fills({"What would you like to add?": "We cannot find a time."})
    ada.sees_last("Kept. The coordinators can read it.")
    sam.sees_no("Somebody says")
    world.passes(minutes=11)
    sam.sees("Somebody says in a check-in that it is hard.").presses("Read it")
    sam.sees_last(
        "Said in a check-in", "We cannot find a time.", "Ada", "with Lin", "they have not met yet, and it is hard"
    )
    ada.sees("Sam has read what you said about your match.")
    sam.presses("I take care of it")
    ada.sees("Sam takes care of what you said about your match.")
    sam.presses("Close it with a note").fills({"What was done": "Talked to both."})
    ada.sees("Sam says that what you said about your match is dealt with.")
    assert "cannot find" not in lin.since(before)
    assert lin.since(before).count("it is hard") == 1  # where it is said who learns that, if Lin should say so


def test_what_was_pressed_by_mistake_is_taken_back(world: World) -> None:
    """Within the ten minutes nobody learns of it."""
    add_coordinator(world)
    ada, _lin = matched(world)
    world.passes(days=7)
    ada.presses("Yes, we met").presses("It is hard").presses("Change my answer about Lin").presses("It goes well")
    world.passes(hours=2)
    world.person("Sam").sees_no("Somebody says")


def test_the_time_that_is_named_is_the_time_at_which_it_goes(world: World) -> None:
    """Whoever changes only whether they have met has ten minutes again, as the card says."""
    add_coordinator(world)
    ada, _lin = matched(world)
    sam = world.person("Sam")
    world.passes(days=7)
    ada.presses("Not yet").presses("It is hard")
    world.passes(minutes=6)
    ada.presses("Change my answer about Lin").presses("We have met").sees_last("From 16:16 your time on it is with Sam")
    world.passes(minutes=9)
    sam.sees_no("Somebody says")
    world.passes(minutes=2)
    sam.sees("Somebody says in a check-in that it is hard.")
    ada.presses("Change my answer about Lin").presses("We have not met yet")
    ada.sees_last("I have told Sam that it is hard. Lin does not learn of it.")


def test_a_coordinator_in_the_match_does_not_hear_of_it(world: World) -> None:
    """What is hard with a mentor who coordinates, too, goes to the others; where there is none, it is said, with whom
    else there is."""
    ada, _lin = matched(world)
    change_member(world, "Lin", is_coordinator=True)
    world.passes(days=7)
    ada.presses("Yes, we met").presses("It is hard")
    ada.sees_last("There is no coordinator now who could hear of it.", "Student services, room 12")
    world.passes(hours=1)
    world.person("Lin").sees_no("Somebody says in a check-in")


def test_nobody_is_promised_who_does_not_get_it(world: World) -> None:
    """A coordinator whom nothing tells apart from the other one of the match does not hear what is hard with them, and
    the card does not say so, either."""
    ada, _lin = matched(world)
    add_coordinator(world)
    add_mentor(world, "Lin Two")
    change_member(world, "Lin", is_coordinator=True)
    change_member(world, "Lin Two", name="Lin", is_coordinator=True)
    world.passes(days=7)
    ada.presses("Yes, we met").presses("It is hard").sees_last("it is with Sam, so that somebody can help")
    world.passes(minutes=11)
    world.person("Sam").sees("Somebody says in a check-in that it is hard.")
    world.person("Lin Two").sees_no("Somebody says in a check-in")


def test_who_was_not_heard_is_said_once_a_week(world: World) -> None:
    """One card on Monday for all of them, which does not say that they have not met; whoever answers is off the list,
    and a second week brings nothing without anything new."""
    add_coordinator(world)
    ada, _lin = matched(world)
    sam = world.person("Sam")
    world.passes(days=15)
    sam.sees_no("did not answer")
    world.passes(days=6)
    sam.sees("2 people did not answer their last check-in.", "They may well have met all the same")
    sam.presses("See who").sees_last("Ada, about Lin; asked on Mon 14 Sep.", "Lin, about Ada; asked on Mon 14 Sep.")
    sam.presses("Look at Lin").presses("Back to the check-ins").sees_last("Ada, about Lin; asked on Mon 14 Sep.")
    sam.presses("Look at Ada").sees_last("Ada")
    ada.presses("Yes, we met").presses("It goes well")
    sam.commands("/program checkins").sees_last("Lin, about Ada;")
    assert "about Lin;" not in sam.screen[-1]
    sam.sees_no("not met")


def test_the_weekly_card_does_not_wait_for_another_week(world: World) -> None:
    """Who is not heard early on a Monday stands on that morning's card, and somebody else later that day does not put
    it off."""
    add_coordinator(world)
    cast(world, "Ada", "Lin")
    change_member(world, "Lin", zone="Asia/Tokyo")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    world.person("Lin").presses("Yes, gladly")
    world.until(on(21, hour=6))
    assert statuses(world, "Lin") == [CheckInStatus.UNHEARD, CheckInStatus.PLANNED]
    assert statuses(world, "Ada") == [CheckInStatus.ASKED]
    sam = world.person("Sam").sees_no("did not answer")
    world.passes(hours=3)
    sam.sees("One person did not answer their last check-in.")
    world.passes(days=7)
    sam.sees("2 people did not answer their last check-in.")


def test_nobody_is_unheard_who_is_away(world: World) -> None:
    """Neither somebody who has begun a break, however long it is, nor one whom letters do not reach is on the card of
    those who were not heard; after the break there is time to answer."""
    add_coordinator(world)
    ada, _lin = matched(world)
    world.carrier.closed.add(world.surface.sender("Lin").user)
    world.passes(days=8)
    change_member(world, "Ada", status=MemberStatus.PAUSED)
    world.passes(days=50)
    sam = world.person("Sam").sees_no("did not answer").commands("/program checkins")
    sam.sees_last("Nobody is left unheard.")
    assert statuses(world, "Ada") == [CheckInStatus.ASKED]
    assert statuses(world, "Lin") == [CheckInStatus.ASKED]
    ada.commands("/mentor").presses("I am back")
    world.passes(days=6)
    assert statuses(world, "Ada") == [CheckInStatus.ASKED]
    ada.types("checkin").presses("Yes, we met").presses("It goes well").sees_last("Kept.")
    world.passes(days=3)
    assert statuses(world, "Lin")[0] is CheckInStatus.CLOSED


def unasked(world: World, name: str, state: LetterState) -> None:
    """Something else came to them unasked, or waits for room."""
    with world.database.write() as session:
        member, now = world.member(name), world.clock.now()
        card = Card(_("Something else about {state}.", state=state)).said(Voice())
        session.add(
            Letter(
                key=f"{state} {now}", program_id=member.program_id, lane=member.account.lane, kind=LetterKind.PROMPT,
                account_id=member.account_id, member_id=member.id, card=card.model_dump_json(), created_at=now,
                due_at=now, state=state, sent_at=now if state is LetterState.SENT else None,
            )
        )  # fmt: skip


def test_nobody_is_unheard_whom_a_digest_has_not_reached(world: World) -> None:
    """A question on a digest that did not arrive has not been asked: it comes once letters arrive again, and only then
    the days to answer it count."""
    add_coordinator(world)
    ada, _lin = matched(world)
    world.passes(days=6)
    with world.database.write() as session:
        session.scalars(sa.select(Program)).one().prompts_a_week = 1
    for state in (LetterState.SENT, LetterState.HELD):
        unasked(world, "Ada", state)
    world.carrier.closed.add(world.surface.sender("Ada").user)
    world.passes(days=14)
    ada.sees_no("A few things wait for you", FIRST)
    world.carrier.closed.clear()
    ada.types("thanks")
    world.passes(hours=20)
    ada.sees_last("A few things wait for you", "A question for you")
    world.passes(days=5)
    assert statuses(world, "Ada") == [CheckInStatus.ASKED]
    world.passes(days=6)
    assert statuses(world, "Ada")[0] is CheckInStatus.UNHEARD


def waits_for_room(world: World) -> Person:
    """Ada's check-in is held until there is room in her week: on the 18th."""
    ada, _lin = matched(world)
    world.until(on(11))
    with world.database.write() as session:
        session.scalars(sa.select(Program)).one().prompts_a_week = 1
    unasked(world, "Ada", LetterState.SENT)
    world.until(on(15))
    return ada.sees_no(FIRST).types("hello").sees_last("I would like to know how it goes.")


def test_what_was_answered_before_it_came_does_not_come(world: World) -> None:
    """The question waited for room in the week and was answered from the home card: nothing about it comes later, and
    what comes on the day that was named is the next question."""
    ada = waits_for_room(world)
    ada.presses("Tell me").presses("Yes, we met").presses("It goes well").sees_last(
        "The next check-in is on Mon 28 Sep."
    )
    before = ada.marks()
    world.until(on(27))
    assert "About Lin you said" not in ada.since(before)
    world.until(on(28))
    assert "About Lin you said" not in ada.since(before)
    ada.sees_last("Have you and Lin met since Tue 15 Sep?")


def test_half_an_answer_before_it_came_leaves_the_other_half(world: World) -> None:
    """What comes when there is room asks what is left, and says nothing of what was done days before."""
    ada = waits_for_room(world)
    ada.presses("Tell me").presses("Yes, we met").sees_last("Good to hear.", "How does it go with Lin?")
    before = ada.marks()
    world.until(on(19))
    assert "How does it go with Lin?" in ada.since(before)
    assert "Good to hear." not in ada.since(before)


def test_what_was_put_off_before_it_came_comes_when_it_was_said(world: World) -> None:
    """The held card does not come some days before that, to say that it was put off; and what they wanted to be asked
    comes on the day that was named, however full the week is."""
    ada = waits_for_room(world)
    ada.presses("Tell me").presses("Ask me later").sees_last("I ask you again on Mon 21 Sep.")
    before = ada.marks()
    world.until(on(20))
    assert "Lin" not in ada.since(before)
    unasked(world, "Ada", LetterState.SENT)
    world.until(on(21, hour=12))
    assert FIRST in ada.since(before)
    world.until(on(25))
    assert "That is fine." not in ada.since(before)
    assert ada.since(before).count(FIRST) == 1


def test_a_question_that_a_break_kept_from_them_is_asked_after_it(world: World) -> None:
    """It was to come in the morning, and the break began in the night before."""
    add_coordinator(world)
    ada, _lin = matched(world)
    world.until(on(13, hour=22))
    with world.database.write() as session:
        session.scalars(sa.select(Program)).one().prompts_a_week = 1
    unasked(world, "Ada", LetterState.SENT)
    world.until(on(20, hour=22))
    world.passes(minutes=5)
    ada.sees_no(FIRST).commands("/mentor pause").presses("For a week")
    world.until(on(28, hour=12))
    assert statuses(world, "Ada") == [CheckInStatus.ASKED]
    ada.sees(FIRST)
    world.passes(days=12)
    assert statuses(world, "Ada")[0] is CheckInStatus.UNHEARD


def test_what_people_added_is_there_to_read(world: World) -> None:
    """Coordinators read the sentences with their names, and how many answered; an own match is left out of both."""
    add_coordinator(world)
    ada, _lin = matched(world)
    world.passes(days=7)
    ada.presses("Yes, we met").presses("It goes well").presses("Add a sentence about Lin")
    ada.fills({"What would you like to add?": "Lin is a *star*."})
    sam = world.person("Sam").commands("/program checkins").presses("What people added")
    sam.sees_last("Ada, about Lin, Mon 14 Sep:", "Lin is a *star*.")
    sam.presses("Back").sees_last("2 asked, 1 answered")
    change_member(world, "Lin", is_coordinator=True)
    lin = world.person("Lin").commands("/program checkins")
    assert "asked" not in lin.screen[-1]
    assert "star" not in lin.presses("What people added").screen[-1]


def test_nobody_is_asked_on_a_break_or_after_the_end(world: World) -> None:
    """After the break it is asked at once; after the end no card asks any more."""
    ada, lin = matched(world)
    ada.commands("/mentor pause").presses("For two weeks")
    world.passes(days=8)
    ada.sees_no(FIRST)
    lin.sees_no("Have you and Ada met since your match began?")
    world.passes(days=7)
    ada.sees(FIRST)
    lin.sees("Have you and Ada met since your match began?")
    ada.commands("/mentor match").presses("End the match with Lin").presses("We lost touch")
    lin.sees_no("Have you and Ada met since your match began?")
    ada.types("checkin").sees_last("You have none yet.")
    world.passes(days=40)
    assert statuses(world, "Ada") == [CheckInStatus.CLOSED]


def test_days_off_that_are_named_while_an_answer_is_waited_for(world: World) -> None:
    """Nobody is unheard because of days off; afterwards there are some working days to answer."""
    add_coordinator(world)
    matched(world)
    world.passes(days=7)
    rests(world, "16 Sep to 30 Sep")
    world.until(on(2, month=10))
    assert statuses(world, "Ada") == [CheckInStatus.ASKED]
    world.until(on(7, month=10))
    assert statuses(world, "Ada") == [CheckInStatus.UNHEARD, CheckInStatus.PLANNED]


def test_an_outage_makes_nobody_unheard(world: World) -> None:
    """What could not be brought in time is asked afterwards, with time to answer."""
    add_mentor(world, "Mo")
    ada, _lin = matched(world)
    world.is_away(days=18)
    ada.sees(FIRST)
    assert CheckInStatus.UNHEARD not in statuses(world, "Ada")
    ada.presses("Yes, we met").presses("It goes well").sees_last("The next check-in is on")
