"""Breaks, leaving, and being taken out: by a member's own word, by the platform's, by a coordinator's."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.incoming import LEFT, PLACE_GONE, Incoming, Via
from bot.messages import Card
from bot.words import Voice, _
from storage.database import Store
from storage.mentoring.intros import Intro, IntroStatus, Round
from storage.mentoring.matches import Match, MatchStatus
from storage.mentoring.pairs.talks import Talk, TalkStatus
from storage.mentoring.profiles import Tag
from storage.mentoring.records import Act
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import Account, AccountPlace, Member, MemberAccount, MemberStatus
from storage.places import Place
from tests.flows.choices import matched
from tests.flows.stories import asks, change_member, intros_of, new_mentee_asks, presses_late
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World


def reports(world: World, step: str, name: str, again: str = "") -> None:
    """What the platform says by itself; about a place it names an account that nobody knows, or none."""
    sender = world.surface.sender(name)
    if step == PLACE_GONE:
        sender = replace(sender, user=again)
    world.engine.handle(Incoming(via=Via.EVENT, step=step, by=sender, key=f"event-{name}-{again}"), world.clock.at)
    world.settle()


def acts(world: World) -> list[str]:
    with world.database.read() as session:
        return list(session.scalars(sa.select(col(Act.what)).order_by(col(Act.id))))


# --- leaving with much ahead -----------------------------------------------------------------------------------------


def has_talks(world: World, mentor: str, most: int) -> None:
    """A mentor with as many intro chats as a program can allow, and a talk planned in each."""
    lin, now = add_mentor(world, mentor, intros=most).id or 0, world.moment
    mentees = [add_mentee(world, f"Mentee {number}").id or 0 for number in range(most)]
    with world.database.write() as session:
        store = Store(session, 1)
        for number, mentee in enumerate(mentees):
            round_ = store.add(Round(program_id=1, mentee_id=mentee, opened_at=now))
            intro = store.add(
                Intro(program_id=1, mentee_id=mentee, mentor_id=lin, round_id=round_.id or 0, asked_at=now,
                      status=IntroStatus.ACCEPTED, answered_at=now)
            )  # fmt: skip
            store.add(
                Talk(program_id=1, mentee_id=mentee, mentor_id=lin, intro_id=intro.id, minutes=20,
                     status=TalkStatus.PLANNED, starts_at=now + timedelta(days=2, hours=number))
            )  # fmt: skip


@pytest.mark.parametrize(
    ("press", "sees"), [("breaks.pause:{id}:4", "You are on a break"), ("people.leave:{id}:", "You have left Compass.")]
)
def test_nobody_is_kept_by_having_much_ahead(world: World, press: str, sees: str) -> None:
    """A mentor with as many talks ahead of them as a program can allow takes a break, or leaves, with one press."""
    has_talks(world, "Lin", 12)
    presses_late(world, "Lin", press.format(id=world.member("Lin").id))
    world.person("Lin").sees(sees).sees_no("Something went wrong")


# --- breaks ----------------------------------------------------------------------------------------------------------


def test_a_mentor_on_a_break_closes_what_waits_and_each_mentee_sees_others(world: World) -> None:
    """Open asks end at once with a kind word and other mentors; agreed intros go on; nobody finds the mentor."""
    add_mentor(world, "Lin")
    add_mentor(world, "Mara")
    add_mentee(world, "Ada")
    add_mentee(world, "Ben")
    asks(world, "Ben", "Lin")
    lin = world.person("Lin").presses("Happy to", on="Ben")
    asks(world, "Ada", "Lin")
    lin.types("pause").sees_last("Until when?", "told kindly").presses("Until I come back")
    lin.sees_last("You are on a break until you come back.")
    world.person("Ada").sees("Lin is taking a break", "Mara")
    assert intros_of(world, "Ada")[0].status is IntroStatus.CLOSED
    assert intros_of(world, "Ben")[0].status is IntroStatus.ACCEPTED
    world.person("Ada").commands("/mentor find")
    assert "Lin" not in world.person("Ada").screen[-1]


def test_nothing_happens_before_it_is_said_until_when(world: World) -> None:
    """Asking for a break is not a break yet."""
    add_mentor(world, "Lin")
    world.person("Lin").commands("/mentor pause")
    assert world.member("Lin").status is MemberStatus.ACTIVE


def test_a_break_of_two_weeks_ends_by_itself(world: World) -> None:
    """On the morning it was set to end, with a word of welcome."""
    add_mentor(world, "Lin")
    lin = world.person("Lin").commands("/mentor pause").presses("For two weeks").sees_last("until Mon 21 Sep")
    world.passes(days=13)
    assert world.member("Lin").status is MemberStatus.PAUSED
    world.passes(days=1)
    lin.sees("Welcome back")
    assert world.member("Lin").status is MemberStatus.ACTIVE


def test_the_card_of_a_break_that_is_over_says_so(world: World) -> None:
    """When a break has ended by itself there is nothing left to end; a press on a card of it shows where they stand."""
    add_mentor(world, "Lin")
    lin = world.person("Lin").types("pause").presses("For a week").sees("You are on a break until")
    world.passes(days=8)
    lin.sees("Your break is over.").sees_no("You are on a break until").cannot_press("I am back")
    lin.commands("/mentor pause").presses("For a week")
    world.passes(days=8)
    presses_late(world, "Lin", f"breaks.resume:{world.member('Lin').id}:")
    lin.sees_last("You are not on a break.", "You are listed among the mentors.")


def test_nothing_speaks_of_a_break_that_is_over(world: World) -> None:
    """Who comes back finds no card that says they are away, is asked about none by a line that means nothing, and does
    not read as news that the program is open."""
    add_mentor(world, "Lin")
    for name, back in (("Ada", "/mentor resume"), ("Ben", "I am back")):
        add_mentee(world, name)
        person = world.person(name).types("pause").presses("For a week")
        world.passes(minutes=5)
        person.types("hello").sees_last("You are on a break until Mon 14 Sep.")
        person.commands(back) if back.startswith("/") else person.presses(back)
        person.sees("Welcome back.")
        world.passes(minutes=5)
        person.sees("Next: look at a few mentors").sees_no("You are on a break", "is open. You can look")
        person.types("can you help me with my exam").types("so I am back with you all").sees_no("You are on a break")


def test_a_break_until_a_day(world: World) -> None:
    """A day that has passed is answered beside the field; a good one is taken."""
    add_mentor(world, "Lin")
    lin = world.person("Lin").commands("/mentor pause").presses("Until a date")
    lin.fills({"I am back on": "2026-09-01"}).problem("I am back on", "a day after this one")
    lin.fills({"I am back on": "2026-10-01"}).sees_last("until Thu 1 Oct")
    world.passes(days=25)
    assert world.member("Lin").status is MemberStatus.ACTIVE


def test_coming_back_early(world: World) -> None:
    """The break ends with one word, and its timer does not end a later one."""
    add_mentor(world, "Lin")
    lin = world.person("Lin").commands("/mentor pause").presses("For a week")
    lin.types("resume")
    assert world.member("Lin").status is MemberStatus.ACTIVE
    lin.types("pause").presses("Until I come back")
    world.passes(days=10)
    assert world.member("Lin").status is MemberStatus.PAUSED
    lin.types("pause").sees_last("You are on a break until you come back.").presses("I am back")
    assert world.member("Lin").status is MemberStatus.ACTIVE
    lin.types("resume").sees_last("You are not on a break.")


def test_what_waited_for_its_turn_comes_when_a_break_ends(world: World) -> None:
    """A question that the weekly budget held back is not put off for a further week by a break that is over."""
    lin = add_mentor(world, "Lin")
    person = world.person("Lin").commands("/mentor pause").presses("Until I come back")
    with world.database.write() as session:
        card = Card(_("Do you still like it here?")).said(Voice())
        session.add(
            Letter(
                key="held", program_id=lin.program_id, lane=lin.account.lane, rank=1, kind=LetterKind.PROMPT,
                account_id=lin.account_id, member_id=lin.id, card=card.model_dump_json(), created_at=world.clock.now(),
                due_at=world.clock.now(), state=LetterState.HELD,
            )
        )  # fmt: skip
    world.passes(days=10)
    person.types("resume")
    world.passes(hours=1)
    person.sees("Do you still like it here?")


def test_a_mentor_is_found_by_topic_again_after_a_break(world: World) -> None:
    """Also when the break ended an open ask; nobody on a break, nor gone, takes up room among those who are found."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    lin = world.person("Lin").commands("/mentor pause").presses("Until I come back")
    assert places_in_lists(world, "Lin") == {None}
    lin.presses("I am back")
    add_mentee(world, "Ben")
    ben = world.person("Ben").commands("/mentor find").presses("Narrow down")
    ben.fills({"Topic": "Study skills"}).sees_last("Lin").can_press("Ask for an intro chat")
    lin.commands("/mentor leave").presses("Yes, leave")
    assert places_in_lists(world, "Lin") == {None}
    lin.presses("Join again").presses("Join").sees("Good to have you back.")
    assert None not in places_in_lists(world, "Lin")


def test_a_mentor_with_nothing_open_leaves_the_lists_on_a_break(world: World) -> None:
    """Whoever cannot be asked is not among those who are looked through, whether anything was open or not."""
    add_mentor(world, "Lin")
    lin = world.person("Lin").commands("/mentor pause").presses("Until I come back")
    assert places_in_lists(world, "Lin") == {None}
    lin.presses("I am back")
    assert None not in places_in_lists(world, "Lin")


def places_in_lists(world: World, name: str) -> set[int | None]:
    with world.database.read() as session:
        return set(session.scalars(sa.select(col(Tag.place)).where(col(Tag.member_id) == world.member(name).id)))


def test_home_says_how_a_break_stands(world: World) -> None:
    """A mentor on a break does not read that mentees see them, and who set the break is said."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    lin = world.person("Lin").commands("/mentor").sees_last("Mentees can see you")
    lin.types("pause").presses("For two weeks")
    lin.commands("/mentor").sees_last("on a break until Mon 21 Sep", "Mentees do not see you while you are on a break")
    assert "Mentees can see you" not in lin.screen[-1]
    lin.can_press("I am back").presses("I am back").sees_last("Mentees can see you")
    world.person("Sam").commands("/program people").presses("Look at Lin").presses("Pause")
    lin.commands("/mentor").sees_last("a break that a coordinator set", "only they can end it")
    assert "until you come back" not in lin.screen[-1]
    assert "[I am back]" not in lin.screen[-1]


def test_the_only_coordinator_is_told_before_a_break(world: World) -> None:
    """It says that nobody else gets messages meanwhile; with a second coordinator who can be reached it does not."""
    warning = "no other coordinator gets what people write"
    add_coordinator(world, "Sam")
    world.person("Sam").types("pause").sees_last("Until when?", warning)
    add_coordinator(world, "Kim")
    sam = world.person("Sam").types("pause").sees_last("Until when?")
    assert warning not in sam.screen[-1]
    add_mentor(world, "Lin")
    lin = world.person("Lin").types("pause").sees_last("Until when?")
    assert warning not in lin.screen[-1]


def test_who_is_on_a_break_is_the_only_coordinator_too(world: World) -> None:
    """A coordinator on a break who leaves is warned only where no other one is there."""
    add_coordinator(world, "Sam")
    add_coordinator(world, "Kim")
    sam = world.person("Sam").types("pause").presses("For a week").types("leave").sees_last("Leave Compass?")
    assert "only coordinator" not in sam.screen[-1]
    world.person("Kim").types("leave").presses("Yes, leave")
    sam.types("leave").sees_last("You are its only coordinator")


def test_a_mentee_on_a_break_takes_waiting_asks_back(world: World) -> None:
    """The mentor's card loses its buttons, so that nobody answers in vain."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    world.person("Ada").commands("/mentor pause").sees_last("taken back").presses("For a week")
    world.person("Lin").cannot_press("Happy to")


def test_a_break_of_somebody_else_cannot_be_ended(world: World) -> None:
    """The buttons of a break are their owner's."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    world.person("Lin").commands("/mentor pause").presses("For a week")
    sender = world.surface.sender("Ada")
    incoming = Incoming(via=Via.PRESS, step="breaks.resume", about=world.member("Lin").id, by=sender, key="forged")
    reply = world.engine.handle(incoming, world.clock.at)
    assert reply.notice is not None
    assert "not yours" in reply.notice.text
    assert world.member("Lin").status is MemberStatus.PAUSED


# --- leaving ---------------------------------------------------------------------------------------------------------


def test_leaving_asks_once_more_and_then_closes_everything(world: World) -> None:
    """Asks, intros and matches end in one step, partners are told kindly, and no letter follows."""
    matched(world, "Ben", "Lin")
    add_mentee(world, "Ada")
    asks(world, "Ada", "Lin")
    person = (
        world.person("Lin")
        .types("leave")
        .sees_last("Leave Compass?", "done nothing here for 365 days", "has all of it deleted")
    )
    person.sees_last("told kindly, without a reason:", "- Your match with Ben", "- What Ada asked you")
    assert "intro chat" not in person.screen[-1]
    assert "told kindly" not in world.person("Ben").types("hello").screen[-1]
    assert world.member("Lin").status is MemberStatus.ACTIVE
    person.presses("Yes, leave").sees("You have left Compass.", "it is there for you to come back to")
    assert world.member("Lin").status is MemberStatus.LEFT
    assert intros_of(world, "Ada")[0].status is IntroStatus.CLOSED
    world.person("Ada").sees("Lin is not taking part any more")
    world.person("Ben").sees("Lin is not taking part any more")
    mark = person.marks()
    world.passes(days=20)
    assert person.since(mark) == ""


def test_a_break_says_what_it_means_and_can_be_thought_better_of(world: World) -> None:
    """Before and after: who can still ask, what becomes of intro chats and the match, and that nobody is told why."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    add_mentee(world, "Ben")
    with world.database.write() as session:
        ben, lin = world.member("Ben").id or 0, world.member("Lin").id or 0
        session.add(
            Match(program_id=1, mentee_id=ben, mentor_id=lin, status=MatchStatus.ACTIVE, offered_at=world.clock.at)
        )
    meant = ("Nobody can ask you meanwhile", "Your match with Ben goes on. I tell them that you are away")
    person = world.person("Lin").commands("/mentor pause").sees_last(*meant, "Nobody sees why")
    person.presses("No break").sees_last("Hello Lin")
    assert world.member("Lin").status is MemberStatus.ACTIVE
    person.commands("/mentor pause").presses("For a week").sees_last("You are on a break until Mon 14 Sep", *meant)
    person.presses("See where I stand").sees_last("Hello Lin", "You are on a break until Mon 14 Sep")
    mentee = world.person("Ada").commands("/mentor pause").sees_last("I do not write to you by myself meanwhile.")
    assert "match" not in mentee.screen[-1]
    world.person("Ben").sees("Lin is taking a break until Mon 14 Sep.")


@pytest.mark.parametrize(
    ("line", "card"),
    [
        ("break", "Take a break. Until when?"),
        ("I would like to take a break.", "Take a break. Until when?"),
        ("How do I leave?", "Leave Compass?"),
        ("end match", "You have no match yet."),
    ],
)
def test_its_own_words_lead_to_breaks_and_ends(world: World, line: str, card: str) -> None:
    """Who says plainly that they want a break, to leave, or to end a match is led there; nothing is done yet."""
    add_mentee(world, "Ada")
    world.person("Ada").types(line).sees_last(card)
    assert world.member("Ada").status is MemberStatus.ACTIVE


def test_help_has_the_buttons_for_a_break_and_for_leaving(world: World) -> None:
    """Nobody has to know a word for either; on a break there is no second one to take."""
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("help").presses("Take a break").presses("For a week")
    assert "[Take a break]" not in ada.types("help").screen[-1]
    ada.presses("Leave the program").sees_last("Leave Compass?")


def test_stop_works_in_the_middle_of_a_form(world: World) -> None:
    """The word is never taken for an answer."""
    add_mentor(world, "Lin")
    world.person("Lin").commands("/mentor pause").presses("Until a date")
    world.person("Lin").types("stop").sees("Leave Compass?")


def test_staying_after_all(world: World) -> None:
    """The question can be answered with no, or with a break instead."""
    add_mentor(world, "Lin")
    lin = world.person("Lin").types("leave").presses("Stay")
    assert world.member("Lin").status is MemberStatus.ACTIVE
    lin.types("leave").presses("Take a break instead").sees_last("Until when?")


def test_the_only_coordinator_is_told_before_leaving(world: World) -> None:
    """It says that nobody looks after the program then; with a second coordinator, that the others do. What is deleted
    one day is a profile, which who only coordinates has not."""
    add_coordinator(world, "Sam")
    world.person("Sam").types("leave").sees_last("You are its only coordinator")
    add_coordinator(world, "Kim")
    kim = world.person("Kim").types("leave")
    kim.sees_last("Leave Compass?", "you do not coordinate it any more; the others do.")
    assert not {word for word in ("only coordinator", "profile") if word in kim.screen[-1]}
    add_mentor(world, "Lin")
    world.person("Lin").types("leave").sees_last("I delete your profile when")


def test_leaving_twice_says_how_it_stands(world: World) -> None:
    """A second press on the same button changes nothing and is answered."""
    add_mentor(world, "Lin")
    lin = world.person("Lin").types("leave").presses("Yes, leave")
    number = world.member("Lin").id
    again = Incoming(via=Via.PRESS, step="people.leave", about=number, by=world.surface.sender("Lin"), key="again")
    reply = world.engine.handle(again, world.clock.at)
    assert reply.notice is not None
    assert acts(world).count("left") == 1
    assert lin.screen


# --- the platform's word ---------------------------------------------------------------------------------------------


def test_somebody_who_is_gone_from_the_platform_has_left(world: World) -> None:
    """Everything open is closed, partners are told, and waiting letters are dropped."""
    add_mentor(world, "Lin")
    add_mentor(world, "Mara")
    new_mentee_asks(world, "Ada", "Lin")
    reports(world, LEFT, "Lin")
    assert world.member("Lin").status is MemberStatus.LEFT
    world.person("Ada").sees("Lin is not taking part any more", "Mara")
    with world.database.read() as session:
        waiting = sa.select(Letter).where(
            col(Letter.member_id) == world.member("Lin").id, col(Letter.state) == LetterState.PENDING
        )
        assert not session.scalars(waiting).all()


def test_leaving_one_of_two_places_is_not_leaving(world: World) -> None:
    """Who can still be met in another place of the program stays; in a place of another program they do not count."""
    add_mentor(world, "Lin")
    with world.database.write() as session:
        lin = session.get(Member, world.member("Lin").id)
        assert lin
        other = Place(platform=lin.account.platform, key="elsewhere", name="Elsewhere", program_id=1)
        session.add(other)
        session.flush()
        session.add(AccountPlace(account_id=lin.account_id, place_id=other.id))
        second = other.id
    reports(world, LEFT, "Lin")
    assert world.member("Lin").status is MemberStatus.ACTIVE
    with world.database.write() as session:
        place = session.get(Place, second)
        assert place
        place.program_id = None
    reports(world, LEFT, "Lin", "again")
    assert world.member("Lin").status is MemberStatus.LEFT
    with world.database.read() as session:
        account = session.get(Account, world.member("Lin").account_id)
        assert account
        assert account.gone_at is None


def test_a_second_account_takes_the_letters(world: World) -> None:
    """A member with another account that is still there stays, and is written to there."""
    add_mentor(world, "Lin")
    with world.database.write() as session:
        store = Store(session, 1)
        sender = world.surface.sender("Linda")
        account = store.add(Account(platform=sender.platform, team=sender.team, user=sender.user, name="Linda"))
        store.add(MemberAccount(member_id=world.member("Lin").id, account_id=account.id, program_id=1))
        store.add(AccountPlace(account_id=account.id, place_id=1))
    reports(world, LEFT, "Lin")
    assert world.member("Lin").status is MemberStatus.ACTIVE
    new_mentee_asks(world, "Ada", "Lin")
    world.person("Linda").sees("Ada would like")


def test_a_place_that_is_gone_lets_people_go_after_a_week(world: World) -> None:
    """At once nothing is closed, because it is often a mistake; after a week people who were only there have left."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    reports(world, PLACE_GONE, "Sam")
    assert world.member("Lin").status is MemberStatus.ACTIVE
    world.passes(days=6)
    assert world.member("Lin").status is MemberStatus.ACTIVE
    world.passes(days=2)
    assert {world.member(name).status for name in ("Sam", "Lin", "Ada")} == {MemberStatus.LEFT}


def test_a_place_that_came_back_keeps_its_people(world: World) -> None:
    """If anybody does something there again within the week, nobody is let go; a second report changes nothing."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    reports(world, PLACE_GONE, "Sam")
    reports(world, PLACE_GONE, "Sam", "kith")
    assert acts(world) == ["place_gone"]
    world.passes(days=3)
    world.person("Lin").commands("/mentor")
    world.passes(days=10)
    assert world.member("Lin").status is MemberStatus.ACTIVE


# --- a coordinator's word --------------------------------------------------------------------------------------------


def test_a_coordinator_removes_somebody(world: World) -> None:
    """They are told with the contact outside, what is open closes, and they cannot come back by themselves."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentor(world, "Mara")
    new_mentee_asks(world, "Ada", "Lin")
    sam = world.person("Sam").commands("/program people").presses("Look at Lin").presses("Remove")
    sam.fills({"Why? For the record only": "Wrote unkind things."})
    world.person("Lin").sees("ended your time in Compass", "Student services, room 12").sees_no("unkind")
    world.person("Ada").sees("Lin is not taking part any more")
    assert world.member("Lin").status is MemberStatus.REMOVED
    world.person("Lin").commands("/mentor find").sees_no("Mara")
    sam.commands("/program acts").sees_last("removed Lin", "Wrote unkind things.")


def test_a_break_that_a_coordinator_set_is_theirs_to_end(world: World) -> None:
    """The person is told, cannot end it, and is found again when the coordinator does."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    sam = world.person("Sam").commands("/program people").presses("Look at Lin").presses("Pause")
    lin = world.person("Lin").sees("Sam, who coordinates Compass, has set a break")
    lin.types("resume").sees_last("a break that a coordinator set", "only they can end it")
    assert world.member("Lin").status is MemberStatus.PAUSED
    sam.presses("End the break")
    lin.sees("Your break is over, says Sam.")
    assert world.member("Lin").status is MemberStatus.ACTIVE
    assert acts(world) == ["paused", "resumed"]


def test_a_break_that_is_set_and_ended_again_and_again(world: World) -> None:
    """Whoever it is about gets a few letters a day, whatever a coordinator does, and the newest says how it is."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    sam, ada = world.person("Sam"), world.person("Ada")
    before = ada.marks()
    for _time in range(3):
        sam.commands("/program people").presses("Look at Ada").presses("Pause").presses("End the break")
    assert len(ada.screen) - before == 2
    ada.sees_last("Your break is over, says Sam.")
    sam.commands("/program people").presses("Look at Ada").presses("Pause")
    assert len(ada.screen) - before == 2
    ada.sees_last("has set a break for you", "You can ask and choose again when you are back.").sees_no("ask you")
    world.passes(days=2)
    sam.commands("/program people").presses("Look at Ada").presses("End the break")
    assert len(ada.screen) - before == 3


def test_a_role_that_is_given_and_taken_again_and_again(world: World) -> None:
    """The same with the role of a coordinator; and who is asleep all the while hears nothing of it."""
    add_coordinator(world)
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    change_member(world, "Kim", zone="Pacific/Auckland")
    world.passes(hours=1)
    sam = world.person("Sam")
    for name in ("Lin", "Kim"):
        for _time in range(3):
            sam.commands("/program people").presses(f"Look at {name}")
            sam.presses("Make coordinator").presses("Yes, make coordinator")
            sam.presses("Take the coordinator role away").presses("Yes, take the role away")
    world.passes(hours=20)
    assert [len(world.person(name).screen) for name in ("Lin", "Kim")] == [2, 0]
    world.person("Lin").sees_last("You are not a coordinator of Compass any more.")


def test_leaving_does_not_undo_a_break_that_a_coordinator_set(world: World) -> None:
    """Who leaves during it and joins again is on that break still, and only a coordinator ends it."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    sam = world.person("Sam").commands("/program people").presses("Look at Lin").presses("Pause")
    lin = world.person("Lin").commands("/mentor leave").presses("Yes, leave").presses("Join again").presses("Join")
    lin.sees_last("a break that a coordinator set")
    assert world.member("Lin").status is MemberStatus.PAUSED
    lin.types("resume").sees_last("only they can end it")
    sam.commands("/program people").presses("Look at Lin").presses("End the break")
    lin.sees("Your break is over, says Sam.")
    assert world.member("Lin").status is MemberStatus.ACTIVE


def test_who_left_on_a_break_of_their_own_comes_back_without_it(world: World) -> None:
    """Only a coordinator's break outlasts leaving."""
    add_mentor(world, "Lin")
    lin = world.person("Lin").types("pause").presses("For a week").types("leave").presses("Yes, leave")
    lin.presses("Join again").presses("Join")
    assert world.member("Lin").status is MemberStatus.ACTIVE


def test_one_more_coordinator_and_one_less(world: World) -> None:
    """The role is given after one more question, and can be taken from others but not from oneself."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    sam = world.person("Sam").commands("/program people").presses("Look at Lin").presses("Make coordinator")
    assert not world.member("Lin").is_coordinator
    sam.presses("Yes, make coordinator")
    lin = world.person("Lin").sees("Sam made you a coordinator of Compass")
    lin.commands("/program people").presses("Look at Sam").presses("Take the coordinator role away")
    lin.presses("Yes, take the role away")
    world.person("Sam").sees("You are not a coordinator of Compass any more.")
    world.person("Sam").commands("/program").sees_last("That is for the coordinators of Compass")


def test_members_cannot_remove_each_other(world: World) -> None:
    """What coordinators can do is theirs alone, however the press comes in."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    sender = world.surface.sender("Ada")
    for step in ("pause", "remove", "make", "unmake", "ask_make"):
        incoming = Incoming(
            via=Via.PRESS, step=f"people_acts.{step}", about=world.member("Lin").id, by=sender, key=f"forged-{step}"
        )
        reply = world.engine.handle(incoming, world.clock.at)
        assert reply.notice is not None
        assert "coordinators" in reply.notice.text
        assert reply.form is None
    assert world.member("Lin").status is MemberStatus.ACTIVE


def test_a_second_press_on_pause_says_how_it_stands(world: World) -> None:
    """An old card of a coordinator is answered with the person as they are now."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    change_member(world, "Lin", status=MemberStatus.PAUSED)
    sender = world.surface.sender("Sam")
    incoming = Incoming(via=Via.PRESS, step="people_acts.pause", about=world.member("Lin").id, by=sender, key="old")
    reply = world.engine.handle(incoming, world.clock.at)
    assert reply.card is not None
    assert "on a break" in reply.card.text
    assert acts(world) == []


def test_closed_direct_messages_are_seen_by_coordinators_in_words(world: World) -> None:
    """Whom letters do not reach, and why, without any word that only we understand."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    world.carrier.closed.add(world.surface.sender("Lin").user)
    new_mentee_asks(world, "Ada", "Lin")
    sam = world.person("Sam").commands("/program").sees_last("Letters do not reach one person.")
    sam.presses("See what and why").sees("Lin: direct messages are closed", "- 1 × direct messages are closed")
    sam.sees_no("dm_closed")
