"""The home card in each role and state, help, and several programs."""

from datetime import timedelta

import pytest

from flows import FLOWS
from storage.database import Store
from storage.mentoring.newcomers import come_in
from storage.mentoring.rules import rules_of
from storage.people import Account, MemberStatus, member_of
from storage.places import Program, ProgramStatus
from tests.flows.joiners import becomes, offers, offers_no, signs_up
from tests.flows.stories import change_member, change_profile, change_rules, new_mentee_asks, presses_late
from tests.flows.test_second_places import a_second_place, code_for, connects
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import START, World


def test_a_mentee_sees_the_next_useful_press(world: World) -> None:
    """Finding mentors comes first; the profile, help, and the way out of trouble are on the same card."""
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor").sees_last("Hello Ada. This is Compass.")
    offers(ada, "Find a mentor", "Your profile", "Something is not right", "Help")


def test_open_asks_stand_on_both_homes(world: World) -> None:
    """Who waits for whom is on the home card of both sides."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin").types("hello").sees_last("You wait for an answer from Lin.")
    lin = world.person("Lin").types("hello").sees_last("Ada waits for your answer.", "You are listed among the mentors")
    offers(offers_no(lin, "Find a mentor"), "Answer now")


def test_a_mentor_sees_where_the_offer_stands(world: World) -> None:
    """Unfinished, waiting, and listed read differently, each with what can be done."""
    add_coordinator(world)
    lin = signs_up(world).types("hello").sees_last("is not finished")
    lin.presses("Go on as a mentor").presses("I promise")
    lin.types("hello").sees_last("Your offer is with the coordinators")
    world.person("Sam").presses("List Lin")
    lin.types("hello").sees_last("You are listed among the mentors", "3 places for intro chats are free")


def test_a_coordinator_finds_the_program_and_may_take_part(world: World) -> None:
    """Without a role of their own the program is what they see, and joining is offered, not urged."""
    add_coordinator(world)
    sam = offers_no(world.person("Sam").types("hello").sees_last("You coordinate Compass"), "Find a mentor")
    sam.presses("Take part myself").sees_last("What brings you?").presses("I look for a mentor").presses("Study skills")
    offers(sam.types("hello").sees_last("You coordinate Compass"), "Find a mentor", "See the program")


def test_a_coordinator_agrees_before_taking_part(world: World) -> None:
    """Who came in as a coordinator reads what joining means, and their consent is kept with its version; no other way
    leads around that."""
    add_coordinator(world)
    change_member(world, "Sam", consent="")
    presses_late(world, "Sam", f"joined.role:{world.member('Sam').id}:mentee")
    sam = world.person("Sam").sees_last("Join Compass", "you agree to this").sees_no("What would help you most now?")
    sam.types("hello").presses("Take part myself").sees_last("Join Compass", "you agree to this")
    assert (world.member("Sam").consent, world.member("Sam").is_mentee) == ("", False)
    sam.presses("Join").sees_last("What brings you?").presses("I look for a mentor")
    assert (world.member("Sam").consent, world.member("Sam").is_mentee) == ("1", True)


def test_a_coordinator_who_takes_part_where_everybody_is_both_is_both(world: World) -> None:
    """In a reciprocal program nobody is asked for a role, coordinators neither."""
    change_rules(world, reciprocal=True)
    add_coordinator(world)
    change_member(world, "Sam", consent="")
    sam = world.person("Sam").types("hello").presses("Take part myself").presses("Join")
    sam.sees_last("What would help you most now?").sees_no("What brings you?")
    assert (world.member("Sam").is_mentee, world.member("Sam").is_mentor) == (True, True)


def test_on_a_break_the_way_back_comes_first(world: World) -> None:
    """Until when stands above, and nothing else is urged."""
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("pause").presses("For a week")
    ada.types("hello").sees_last("You are on a break until Mon 14 Sep")
    offers(offers_no(ada, "Find a mentor"), "I am back").presses("I am back").sees("Hello Ada")
    offers(ada.types("hello"), "Find a mentor")


def test_an_ended_program_offers_nothing_new(world: World) -> None:
    """After the end the home card says so and keeps help within reach."""
    add_mentee(world, "Ada")
    becomes(world, ProgramStatus.ENDED)
    ada = world.person("Ada").types("hello").sees_last("It has ended. Thank you")
    offers(offers_no(ada, "Find a mentor"), "Something is not right")


def test_whatever_is_not_understood_leads_home(world: World) -> None:
    """No line is left without an answer."""
    add_mentee(world, "Ada")
    world.person("Ada").types("what now, little bot").sees_last("Hello Ada. This is Compass.")
    world.person("Ada").commands("/mentor nonsense").sees_last("Hello Ada. This is Compass.")


BRINGS = ("/program claim", "/program setup", "/program connect")
"""What a program begins with, or comes to another place with."""


def test_help_lists_every_command(world: World) -> None:
    """Each command is there in plain words for whoever has all roles; the way back from a break only on one, linking
    accounts where the program is in more than one place, and not what brings a program to a place that has one. Those
    are named at the end, so that there is no command that help does not know."""
    add_coordinator(world)
    change_member(world, "Sam", is_mentee=True, is_mentor=True)
    sam = world.person("Sam")
    commands = [step.command for flow in FLOWS for step in flow.steps if step.command]
    assert len(commands) > 12
    names = [f"/{'mentor' if c.group == 'everybody' else 'program'} {c.name}".strip() for c in commands]
    shown = sam.commands("/mentor help").screen[-1]
    assert {name for name in names if f"- {name}:" not in shown} == {"/mentor resume", "/mentor link", *BRINGS}
    assert [name for name in names if name not in shown] == []
    sam.sees_last("At other times there are also /mentor resume and /mentor link.").can_press("See the program")
    assert "more than one place" not in shown
    there = a_second_place(world, "Kim")
    connects(there, code_for(sam))
    shown = sam.commands("/mentor help").screen[-1]
    assert {name for name in names if f"- {name}:" not in shown} == {"/mentor resume", *BRINGS}
    shown = sam.commands("/mentor pause").presses("For a week").commands("/mentor help").screen[-1]
    assert {name for name in names if f"- {name}:" not in shown} == {"/mentor pause", *BRINGS}


def test_coordinators_have_a_help_of_their_own(world: World) -> None:
    """Behind their command, each of theirs has one line, and one press shows the rest; anybody else who asks there gets
    the help for everybody, as behind the other command."""
    add_coordinator(world)
    commands = [one for one in world.engine.offered() if one.command == "program"]
    sam = (
        world.person("Sam")
        .commands("/program help")
        .sees_last("What coordinators can say to me", "/program people: People and where each")
    )
    assert len(commands) > 8
    offered = [one for one in commands if one.name != "home" and f"/program {one.name}" not in BRINGS]
    assert all(f"- /program {one.name}: {one.hint}" in sam.screen[-1] for one in offered)
    assert not any(f"- {command}:" in sam.screen[-1] for command in BRINGS)
    sam.sees_last("At other times there are also /program")
    assert "/mentor" not in sam.screen[-1]
    sam.presses("Help for everybody").sees_last("What you can say to me", "/mentor profile", "/program people")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/program help").sees_last("What you can say to me", "/mentor find")
    assert "/program" not in ada.screen[-1]


def test_help_says_what_is_of_use(world: World) -> None:
    """A mentor reads nothing of finding and choosing, a mentee nothing of coordinating."""
    add_mentee(world, "Ada")
    add_mentor(world, "Lin")
    ada = world.person("Ada").types("help").sees_last("/mentor find: See who fits you", "/mentor choose", "stop")
    assert "/program" not in ada.screen[-1]
    lin = world.person("Lin").types("help").sees_last("/mentor asks", "/mentor match", "stop")
    assert not any(command in lin.screen[-1] for command in ("/mentor find", "/mentor choose", "/program"))


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        ("weather", False),
        ("How is it?", False),
        ("hello", True),
        ("Hi! Thank you so much", True),
        ("thank you for nothing", False),
    ],
)
def test_what_is_not_understood_is_said_to_be(world: World, line: str, understood: bool) -> None:
    """A line that means nothing here gets the home card with a word about that; a greeting gets the card alone."""
    add_mentee(world, "Ada")
    ada = world.person("Ada").types(line).sees_last("Hello Ada. This is Compass.")
    assert ("I did not understand that." in ada.screen[-1]) is not understood


@pytest.mark.parametrize("line", ["thanks", "Thank you!", "ok", "ok, thx!!", "How does this work?", "hello"])
def test_a_kind_word_is_never_misunderstood(world: World, line: str) -> None:
    """Also where a card waits for an answer."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").types(line).sees_no("I did not understand that.")


def test_an_unknown_command_is_said_to_be(world: World) -> None:
    """The same behind a slash."""
    add_mentee(world, "Ada")
    world.person("Ada").commands("/mentor wether").sees_last("I did not understand that.", "Hello Ada")


def test_home_says_what_comes_next(world: World) -> None:
    """Who has nothing under way yet reads what to do; who waits for somebody reads that instead."""
    add_mentor(world, "Lin")
    add_mentee(world, "Eve", [])
    eve = world.person("Eve").types("hello").sees_last("Next: say what would help you")
    offers(eve, "Pick what would help you")
    add_mentee(world, "Ben")
    world.person("Ben").types("hello").sees_last("Next: look at a few mentors, and ask some of them")
    ada = new_mentee_asks(world, "Ada", "Lin").types("hello").sees_last("You wait for an answer from Lin.")
    assert "Next:" not in ada.screen[-1]


def test_help_answers_strangers_too(world: World) -> None:
    """Who has not joined reads what can be said, and nothing of coordinators."""
    eve = world.person("Eve").types("help").sees_last("What you can say to me")
    assert not any(command in eve.screen[-1] for command in ("/program", "/mentor find", "stop"))


def test_help_after_leaving_lists_what_still_works(world: World) -> None:
    """Who has left, and who was removed, read how to get their data and have it deleted; the card of leaving says when
    their profile goes, as the program's settings have it."""
    change_rules(world, keep_left_days=200)
    for name in ("Ada", "Ben"):
        add_mentee(world, name)
    ada = world.person("Ada").commands("/mentor leave").presses("Yes, leave")
    ada.sees_last("done nothing here for 200 days", "“/mentor my-data” sends you everything", "“/mentor erase” has all")
    ada.types("help").sees_last("/mentor my-data: ", "/mentor erase: ", "/mentor notright: ")
    assert not any(command in ada.screen[-1] for command in ("/program", "/mentor find", "stop"))
    change_member(world, "Ben", status=MemberStatus.REMOVED)
    world.person("Ben").types("help").sees_last("“/mentor my-data” sends you everything", "“/mentor erase” has all")
    world.person("Eve").types("help").sees_last("/mentor my-data: ", "/mentor erase: ")


def test_another_program_is_one_press_away(world: World) -> None:
    """Whoever is in several programs changes between them, and words are about the one pressed last."""
    add_mentee(world, "Ada")
    with world.database.write() as session:
        store = Store(session)
        other = store.add(Program(name="Harbour", status=ProgramStatus.OPEN, zone="UTC", created_at=START))
        store.program_id = other.id
        account = session.get(Account, 1)
        assert account
        come_in(store, account, START - timedelta(days=1), consent="1").is_mentee = True
        rules_of(store)
    ada = offers(world.person("Ada").types("hello"), "Another program").presses("Another program")
    ada.presses("Harbour").sees("This is Harbour.")
    with world.database.read() as session:
        store = Store(session, 2)
        assert member_of(store, 1, 2)
        account = session.get(Account, 1)
        assert account
        assert account.program_id == 2


def test_a_full_home_fits(world: World) -> None:
    """A coordinator who is mentor and mentee, with asks on both sides, still gets one card."""
    add_coordinator(world, "Sam")
    for name in ("Lin", "Mara", "Tomas"):
        add_mentor(world, name)
    add_mentor(world, "Kim")
    change_member(world, "Kim", is_coordinator=True)
    change_member(world, "Kim", is_mentee=True)
    change_profile(world, "Kim", door_open=True)
    new_mentee_asks(world, "Ada", "Kim")
    new_mentee_asks(world, "Ben", "Kim")
    kim = world.person("Kim").commands("/mentor").presses("Pick what would help you").presses("Study skills")
    kim.presses("Show me mentors").presses("Ask for an intro chat", on="Lin").presses("Send it")
    kim.types("hello").sees_last("Ada and Ben wait for your answer", "You wait for an answer from Lin")
    kim.sees_last("You coordinate Compass", "You are listed among the mentors")
