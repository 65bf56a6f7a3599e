"""Joining: from any entry to three mentors, in every state of a program, once and again."""

from datetime import date

import pytest

from bot.incoming import Incoming, Via
from bot.parcels import Outgoing
from bot.words import Voice
from flows.joining import way_in
from storage.database import Store
from storage.mentoring.profiles import Profile, TagKind, slugs_of, sought
from storage.people import Member, MemberStatus
from storage.places import Program, ProgramStatus
from tests.flows.joiners import becomes, joins, members, mentors_are_there, offers, offers_no, turn_of
from tests.flows.stories import change_member, change_rules, presses_late
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.slack import SlackSurface
from tests.world.world import Person, World

TOPICS = ("Study skills", "Programming", "Internships")


def sees_three(person: Person) -> None:
    text = person.screen[-1]
    assert text.count("places for intro chats are free") == 3, text


# --- from any entry --------------------------------------------------------------------------------------------------


def test_three_mentors_after_at_most_six_presses(world: World) -> None:
    """Who types nothing but hello sees three fitting mentors after six presses, even with three topics picked."""
    mentors_are_there(world)
    ada = world.person("Ada").types("hello")
    ada.sees_last("Join Compass", "Coordinators see where you stand", "By pressing Join you agree")
    ada.sees_last("What you tell me next is seen as said above").sees_no("seen by you alone")
    ada.sees_last("You can also join to help others, as one of the mentors.")
    ada.presses("Join").presses("I look for a mentor")
    for topic in TOPICS:
        ada.presses(topic)
    ada.presses("Show me mentors")
    sees_three(ada)
    assert ada.presses_made <= 6, ada.presses_made


def test_one_topic_is_enough(world: World) -> None:
    """With a single topic three mentors are there after four presses."""
    mentors_are_there(world)
    ada = joins(world).presses("Study skills").presses("Show me mentors")
    sees_three(ada)
    assert ada.presses_made == 4


def test_a_command_leads_to_the_same(world: World) -> None:
    """Whoever begins with the command comes the same way, with as many presses."""
    mentors_are_there(world)
    ada = world.person("Ada").commands("/mentor").presses("Join").presses("I look for a mentor")
    ada.presses("Study skills").presses("Show me mentors")
    sees_three(ada)
    assert ada.presses_made <= 6


def test_any_words_lead_to_the_join_card(world: World) -> None:
    """Whatever a stranger writes is answered with the way in, and with the way to help."""
    ada = world.person("Ada").types("what is this?").sees_last("Join Compass", "By pressing Join you agree to this.")
    ada.can_press("Something is not right").sees_no("shown to you alone")


def test_a_member_command_is_refused_before_joining(world: World) -> None:
    """Who is not in yet learns how to come in, and nothing is made for them."""
    world.person("Ada").commands("/mentor find").sees_last("You are not in Compass yet")
    assert not members(world)


def test_the_home_tab_leads_to_the_same(world: World) -> None:
    """Where a platform has a home tab, it shows the Join card, and joining from there is one press."""
    if isinstance(world.surface, SlackSurface):
        world.take("Ada", world.surface.open_home("Ada"))
        ada = world.person("Ada").sees("Join Compass").presses("Join").sees("What brings you?")
        ada.presses("I look for a mentor").sees("What would help you most now?")
        return
    reply = world.engine.handle(Incoming(via=Via.HOME, by=world.surface.sender("Ada"), key="home1"), world.clock.at)
    assert reply.card
    assert reply.card.title == "Join Compass"


def posted(world: World) -> None:
    """The Join card stands in a channel."""
    with world.database.read() as session:
        program = session.get(Program, 1)
        assert program
        turn = turn_of(world, Store(session, 1))
        card = way_in.join_card(program, turn).said(Voice(own=False))
    assert "The next cards are shown to you alone" in card.foot
    world.surface.deliver(Outgoing("posted", card, place=world.surface.sender("Ada").place, channel="#general"))


def test_joining_from_a_channel_is_answered_in_private(world: World) -> None:
    """The card that many see stays as it is; what follows is seen by the one who pressed, all the way to mentors."""
    mentors_are_there(world)
    posted(world)
    before = world.surface.channel("#general")
    ada, ben = world.person("Ada"), world.person("Ben")
    _press_in_channel(world, ada)
    ada.sees_last("Good to have you here, Ada")
    ada.presses("I look for a mentor").presses("Study skills").presses("Show me mentors")
    sees_three(ada)
    assert ada.presses_made <= 6
    assert world.surface.channel("#general") == before
    ben.sees_no("Good to have you here", "Mentors for you")
    _press_in_channel(world, ben)
    ben.sees_last("Good to have you here, Ben")


def _press_in_channel(world: World, person: Person) -> None:
    if world.surface.platform != "plain":
        person.presses("Join")
        return
    person.presses_made += 1
    sender = world.surface.sender(person.name)
    key = f"channel {person.name} {person.presses_made}"
    world.take(
        person.name, Incoming.parse("joining.join:1:", via=Via.PRESS, by=sender, key=key, on="m1", seen_by_many=True)
    )


def test_a_member_who_presses_join_in_a_channel_sees_their_home(world: World) -> None:
    """Pressing Join again changes nothing and leads to where they stand."""
    add_mentee(world, "Ada")
    posted(world)
    ada = world.person("Ada")
    _press_in_channel(world, ada)
    ada.sees_last("Hello Ada").can_press("Find a mentor")


# --- what joining keeps ----------------------------------------------------------------------------------------------


def test_consent_is_recorded_with_its_version(world: World) -> None:
    """The version of what stood above the button is kept, and nothing before it was pressed."""
    change_rules(world, consent_version="2026-07")
    ada = world.person("Ada").types("hello")
    with pytest.raises(AssertionError, match="no member called Ada"):
        world.member("Ada")
    ada.presses("Join")
    member = world.member("Ada")
    assert (member.consent, member.joined_at) == ("2026-07", world.clock.at)


def test_pressing_join_twice_joins_once(world: World) -> None:
    """A second press of the same button leads on from where the first one led."""
    ada = joins(world)
    presses_late(world, "Ada", "joining.join:1:")
    ada.sees("What would help you most now?")
    ada.presses("Study skills")
    presses_late(world, "Ada", "joining.join:1:")
    ada.sees_last("Hello Ada")
    assert len(members(world)) == 1


def test_half_way_is_kept(world: World) -> None:
    """Who stops after Join, or after the role, goes on there the next time."""
    ada = world.person("Ada").types("hello").presses("Join")
    world.passes(days=3)
    ada.types("hello").presses("Go on with joining").sees_last("What brings you?")
    ada.presses("I look for a mentor")
    world.passes(days=3)
    ada.types("hello").presses("Pick what would help you").sees_last("What would help you most now?")


def test_somebody_else_cannot_pick_for_them(world: World) -> None:
    """A forged press on another member's role or topics changes nothing."""
    joins(world)
    add_mentee(world, "Eve")
    ada = world.member("Ada").id
    presses_late(world, "Eve", f"joined.role:{ada}:mentor")
    presses_late(world, "Eve", f"topics.seek_press:{ada}:money")
    world.person("Eve").sees("That is not yours to answer")
    with world.database.read() as session:
        store = Store(session, 1)
        found = store.get(Member, ada)
        assert found
        assert found.is_mentee
        assert not found.is_mentor
        assert not slugs_of(store, found, TagKind.TOPIC)


# --- topics ----------------------------------------------------------------------------------------------------------


def test_picked_topics_say_so_in_words(world: World) -> None:
    """What is picked is named below the buttons and marked on its own, so that no other one moves, and a second press
    takes it off. The way on stands in one place from the start, and says what is missing."""
    ada = joins(world)
    first = [line for line in ada.screen[-1].split("\n") if line.startswith("[")]
    ada.presses("Study skills").sees_last("Picked: study skills")
    assert ada.screen[-1].index("Picked:") > ada.screen[-1].index("[Show me mentors]")
    assert [line.replace("✓ ", "") for line in ada.screen[-1].split("\n") if line.startswith("[")] == first
    offers(ada, "✓ Study skills", "Show me mentors").presses("✓ Study skills")
    offers(offers_no(ada, "✓ Study skills"), "Study skills").presses("Show me mentors")
    # Said below the card, where the button is: the top of such a tall card may be out of sight.
    ada.sees_last("Pick one first, so that I know whom to show you.")
    assert "What would help you most now?" not in ada.screen[-1]
    ada.presses("Study skills").sees("Picked: study skills").can_press("✓ Study skills")


def test_five_topics_are_the_most(world: World) -> None:
    """A sixth topic is refused kindly, with what to do instead."""
    ada = joins(world)
    for topic in (*TOPICS, "Settling in", "Choosing courses"):
        ada.presses(topic)
    ada.presses("Money and funding").sees("5 topics are the most. Take one off first")
    ada.cannot_press("✓ Money and funding")


def test_all_topics_are_in_reach_without_typing(world: World) -> None:
    """A topic that is not among the usual ones is found in its group, and stays named below."""
    ada = (
        joins(world)
        .presses("More topics")
        .presses("Research and further study …")
        .sees_last("Topics in “Research and further study”")
    )
    offers(ada.presses("Graduate school"), "✓ Graduate school", "Show me mentors").presses("Back to the usual topics")
    offers(ada.sees_last("Picked: graduate school"), "Show me mentors")


def test_topics_can_be_typed(world: World) -> None:
    """Several topics at once, by words of them; one that nobody knows is said beside the field."""
    ada = joins(world).presses("More topics").presses("Find a topic by typing")
    if world.surface.platform != "slack":
        ada.fills({"Topics": "graduate school, quidditch"}).problem("Topics", "I do not know “quidditch”")
        ada.fills({"Topics": "graduate school, a term abroad"})
    else:
        ada.fills({"Topics": ["Graduate school", "A term abroad"]})
    ada.sees("Picked: graduate school · a term abroad")


# --- roles -----------------------------------------------------------------------------------------------------------


def test_a_wrong_role_is_corrected_by_pressing_the_other(world: World) -> None:
    """As long as nothing is told, another role takes the place of the first one."""
    joins(world, role="I want to be a mentor")
    presses_late(world, "Ada", f"joined.role:{world.member('Ada').id}:mentee")
    member = world.member("Ada")
    assert (member.is_mentee, member.is_mentor) == (True, False)


def test_both_roles_keep_their_topics_apart(world: World) -> None:
    """What somebody looks for is never shown as what they help with."""
    ada = joins(world, role="Both").presses("Study skills").presses("Show me mentors")
    ada.commands("/mentor").presses("Go on as a mentor").presses("Programming")
    with world.database.read() as session:
        store = Store(session, 1)
        member = store.get(Member, world.member("Ada").id)
        profile = session.get(Profile, world.member("Ada").id)
        assert member
        assert profile
        assert sought(store, member) == ["study_skills"]
        assert slugs_of(store, member, TagKind.TOPIC) == ["programming"]
        assert "study_skills" not in profile.summary


def test_after_both_the_first_list_leads_to_the_other_half(world: World) -> None:
    """Who wants both sees three mentors, and the way to go on as one; who only looks for somebody does not."""
    mentors_are_there(world)
    ada = joins(world, role="Both").presses("Study skills").presses("Show me mentors")
    sees_three(offers(ada, "Go on as a mentor"))
    ada.presses("Go on as a mentor").sees_last("What are you glad to help with?")
    offers_no(joins(world, "Ben").presses("Study skills").presses("Show me mentors"), "Go on as a mentor")


def test_in_a_reciprocal_program_nobody_picks_a_role(world: World) -> None:
    """Everybody is both: the topics come right after Join, mentors after at most six presses, then what they offer."""
    change_rules(world, reciprocal=True)
    mentors_are_there(world)
    ada = world.person("Ada").types("hello").sees_last("everybody helps and is helped").presses("Join")
    ada.sees_last("What would help you most now?").cannot_press("I want to be a mentor")
    for topic in TOPICS:
        ada.presses(topic)
    ada.presses("Show me mentors")
    sees_three(ada)
    assert ada.presses_made <= 6
    ada.types("hello").sees_last("Others can learn from you, too").presses("Say what you can offer")
    ada.sees_last("What are you glad to help with?")
    member = world.member("Ada")
    assert member.is_mentee
    assert member.is_mentor


def test_words_of_the_program_are_used(world: World) -> None:
    """Where a program calls its mentors otherwise, joining does too."""
    change_rules(world, mentor_word="peer guide")
    change_rules(world, mentors_word="peer guides")
    ada = world.person("Ada").types("hello").sees_last("find peer guides").presses("Join")
    ada.can_press("I look for peer guides").can_press("I want to help others (peer guide)")


# --- states of a program ---------------------------------------------------------------------------------------------


def test_before_it_opens_people_hear_when_and_how_many(world: World) -> None:
    """In a gathering program mentees join, pick topics, and are told the date and how many mentors there are so far."""
    mentors_are_there(world)
    becomes(world, ProgramStatus.GATHERING, date(2026, 10, 5))
    ada = world.person("Ada").types("hello").sees_last("Compass opens on Mon 5 Oct 2026", "4 mentors are here so far")
    ada.presses("Join").presses("I look for a mentor").presses("Study skills").presses("Done")
    ada.sees_last("You are in, Ada", "Compass opens on Mon 5 Oct 2026", "4 mentors are here so far")
    ada.sees_no("places for intro chats are free")
    ada.types("hello").sees_last("Compass opens on Mon 5 Oct 2026")


def test_before_it_opens_nobody_is_offered_to_ask(world: World) -> None:
    """Before the first day mentees look around, and the list and an old button say from when on they can ask; a mentor
    reads the same day."""
    mentors_are_there(world)
    becomes(world, ProgramStatus.GATHERING, date(2026, 10, 5))
    ada = world.person("Ada").types("hello").presses("Join").presses("I look for a mentor").presses("Study skills")
    ada.presses("Done").types("find").sees_last("Compass is not open yet. From Mon 5 Oct 2026 on you can ask mentors")
    offers_no(ada, "Ask for an intro chat")
    assert "You can ask several" not in ada.screen[-1]
    presses_late(world, "Ada", f"asking.offer:{world.member('Lin').id}:")
    ada.sees_last("Compass is not open yet.").presses("Back to the list").sees_last("Lin").can_press("More about Lin")
    lin = world.person("Lin").commands("/mentor")
    lin.sees_last("You are listed among the mentors. Mentees can see you, and ask you from Mon 5 Oct 2026 on.")
    becomes(world, ProgramStatus.GATHERING)
    lin.commands("/mentor").sees_last("Mentees can see you, and ask you as soon as Compass opens.")
    becomes(world, ProgramStatus.OPEN)
    lin.commands("/mentor").sees_last("Mentees can see you and ask you.")
    ada.types("find").can_press("Ask for an intro chat")


def test_a_draft_takes_nobody(world: World) -> None:
    """Before anything is set up strangers are told so, and even an old button makes no member; nothing is promised to
    who is not kept."""
    becomes(world, ProgramStatus.DRAFT, date(2026, 10, 5))
    ada = world.person("Ada").types("hello").cannot_press("Join")
    ada.sees_last("Compass is being prepared.", "Its first day is Mon 5 Oct 2026.", "Nobody can join yet")
    presses_late(world, "Ada", "joining.join:1:")
    ada.sees_last("Compass is being prepared.").sees_no("I tell you when")
    assert not members(world)


@pytest.mark.parametrize("status", [ProgramStatus.CLOSED, ProgramStatus.ENDED])
def test_a_program_that_takes_nobody_new_says_so_kindly(world: World, status: ProgramStatus) -> None:
    """Strangers are not let in, and learn whom to ask where that helps; members still see where they stand."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ben")
    becomes(world, status)
    ada = world.person("Ada").types("hello").cannot_press("Join")
    if status is ProgramStatus.CLOSED:
        ada.sees_last("takes nobody new at the moment", "write to Sam")
        world.person("Ben").types("hello").sees_last("For you everything goes on")
    else:
        ada.sees_last("Compass has ended")
        world.person("Ben").types("hello").sees_last("It has ended. Thank you")
    presses_late(world, "Ada", "joining.join:1:")
    with pytest.raises(AssertionError, match="no member called Ada"):
        world.member("Ada")


def test_the_card_in_the_channel_follows_the_state(world: World) -> None:
    """What a channel reads is true in every state, and never counts what changes by the hour."""
    mentors_are_there(world)
    said = {}
    for status in ProgramStatus:
        becomes(world, status, date(2026, 10, 5))
        with world.database.read() as session:
            program = session.get(Program, 1)
            assert program
            said[status] = way_in.join_card(program, turn_of(world, Store(session, 1))).said(Voice(own=False))
    assert "opens on Mon 5 Oct 2026" in said[ProgramStatus.GATHERING].text
    assert not any("4 mentors" in card.text for card in said.values())
    assert [status for status, card in said.items() if card.choices] == [
        ProgramStatus.DRAFT, ProgramStatus.GATHERING, ProgramStatus.OPEN,
    ]  # fmt: skip


# --- coming back -----------------------------------------------------------------------------------------------------


def test_who_left_may_come_back(world: World) -> None:
    """Joining again agrees to the text of today and finds everything as it was, also while nobody new is taken."""
    mentors_are_there(world)
    ada = joins(world).presses("Study skills").presses("Show me mentors")
    ada.commands("/mentor leave").presses("Yes, leave").sees("You have left Compass")
    change_rules(world, consent_version="2")
    becomes(world, ProgramStatus.CLOSED)
    world.passes(days=30)
    ada.types("hello").sees_last("Join Compass").presses("Join").sees_last("Hello Ada").can_press("Find a mentor")
    member = world.member("Ada")
    assert (member.status, member.consent, member.joined_at) == (MemberStatus.ACTIVE, "2", world.clock.at)


def test_a_mentor_who_comes_back_can_be_found_again(world: World) -> None:
    """Their places are counted anew, so that lists show them as they are."""
    add_mentor(world, "Lin", ["study_skills"])
    add_mentee(world, "Ada", ["study_skills"])
    lin, ada = world.person("Lin"), world.person("Ada")
    lin.commands("/mentor leave").presses("Yes, leave")
    ada.commands("/mentor find").sees_last("There are no mentors to show yet")
    lin.types("hello").presses("Join").sees_last("You are listed among the mentors")
    ada.commands("/mentor find").sees_last("Lin", "3 places for intro chats are free")


def test_who_was_removed_does_not_come_back(world: World) -> None:
    """Removed is removed: Join answers politely and changes nothing."""
    add_mentee(world, "Ada")
    change_member(world, "Ada", status=MemberStatus.REMOVED)
    presses_late(world, "Ada", "joining.join:1:")
    world.person("Ada").sees_last("You are not in Compass any more")
    assert world.member("Ada").status is MemberStatus.REMOVED


def test_the_reader_sees_their_language_and_zone_from_the_platform(world: World) -> None:
    """What the platform tells about somebody is taken over when they join."""
    joins(world)
    sender = world.surface.sender("Ada")
    assert world.member("Ada").zone == sender.zone
