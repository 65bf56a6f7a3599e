"""Linking accounts: being the same person on two platforms."""

import re

import pytest
import sqlalchemy as sa
from sqlmodel import col

from storage.codes.linking import LinkCode
from storage.database import Store
from storage.mentoring.intros import IntroStatus
from storage.mentoring.standing import counts
from storage.people import Account, Member, MemberStatus, member_of
from storage.places import who_is_where
from storage.rights.people import person_of
from tests.flows.choices import cast, matched
from tests.flows.elsewhere import beside, platform_of
from tests.flows.joiners import joins
from tests.flows.stories import asks, change_member, intro_of, presses_late
from tests.flows.test_checkin_concerns import adds, reads
from tests.flows.test_safety import forges, writes
from tests.flows.test_short_questions import asks_one, takers
from tests.flows.test_socials import announced, comes, moves, picked_each_other
from tests.flows.test_suggesting import keeps_away
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World


def code_of(person: Person) -> str:
    """The code that they are shown, asked for by the command."""
    person.commands("/mentor link")
    found = re.search(r"/mentor link ([A-Z2-9]{4}-[A-Z2-9]{4})", person.screen[-1])
    assert found, person.screen[-1]
    return found[1]


def behind(world: World, name: str) -> int | None:
    """The member's id behind somebody's account on this platform."""
    sender = world.sender(name)
    with world.database.read() as session:
        store = Store(session, 1)
        account = who_is_where(store, sender.platform, sender.team, sender.user, "").account
        found = member_of(store, account.id if account else None, 1)
        return found.id if found else None


def test_one_more_account(world: World) -> None:
    """A code, typed with an account that nobody knows, makes it the same member; the first account hears of it and can
    undo it, letters come to one of them, which is picked by the place's name, and both can press everything."""
    there = beside(world)
    here_name, there_name = platform_of(world), platform_of(there)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada, ada_there = world.person("Ada"), there.person("Ada")
    code = code_of(ada)
    ada.sees_last("Type this there, within ten minutes", "Whoever types it becomes you here. Show it to nobody.")
    ada_there.commands(f"/mentor link {code.lower()}").sees(f"You are Ada here, too. You can press and type in both "
                                                            f"places, and I write to you on {here_name}.")  # fmt: skip
    ada.sees(f"Ada on {there_name} is linked with you now", "If that was not you, unlink it, and tell a coordinator.")
    assert behind(there, "Ada") == behind(world, "Ada")
    asks(there, "Ada", "Lin")
    ada_there.commands("/mentor link").presses(f"Write to me on {there_name}")
    ada_there.sees_last(f"Good. I write to you on {there_name} from now on.", f"{there_name} (I write to you here)")
    before = ada.marks()
    world.person("Lin").presses("Happy to")
    assert "Lin said yes" not in ada.since(before)
    ada_there.sees("Lin said yes")
    ada_there.commands("/mentor link").presses(f"Unlink {there_name}").sees_last("I write to you on the other one then")
    ada_there.presses("Yes, unlink it").sees_last(f"Done. {there_name} is not linked any more.")
    assert behind(there, "Ada") is None
    ada.commands("/mentor link").cannot_press(f"Unlink {here_name}")


def test_a_code_is_for_once_and_for_ten_minutes(world: World) -> None:
    """A wrong, used, replaced or old code is one clear sentence; five wrong ones in an hour end it, also for the right
    one; only a keyed hash is kept; one's own code, typed with the same account, is said to be that."""
    there = beside(world)
    add_mentee(world, "Ada")
    ada, ada_there, eve = world.person("Ada"), there.person("Ada"), there.person("Eve")
    first, second = code_of(ada), code_of(ada)
    with world.database.read() as session:
        kept = session.scalars(sa.select(LinkCode)).one()
        assert second not in kept.code_hash
        assert len(kept.code_hash) == 64
    old = "That code is not right, or it is older than ten minutes."
    ada_there.commands(f"/mentor link {first}").sees_last(old, "You have 4 more tries in this hour.")
    ada.commands(f"/mentor link {second}").sees("These two are linked already: that code is your own.")
    world.passes(minutes=11)
    ada_there.commands(f"/mentor link {second}").sees_last(old)
    third = code_of(ada)
    ada_there.commands("/mentor").presses("I am in already, with another account").fills({"The code": third})
    ada_there.sees("You are Ada here, too.")
    eve.commands(f"/mentor link {third}").sees_last(old)
    for _wrong in range(4):
        eve.commands("/mentor link ABCD-EFGH")
    eve.sees_last("You can try again in an hour.")
    eve.commands(f"/mentor link {code_of(ada)}").sees("That was tried too often. Please wait an hour.")
    assert behind(there, "Eve") is None


@pytest.mark.parametrize("kept", ["here", "there"])
def test_two_profiles_become_one(world: World, kept: str) -> None:
    """Whoever is in the program twice is asked which profile stays, and reads what ends with the other one; the partner
    of that is told kindly, places are free again, nobody counts twice, and both accounts are the one that stayed."""
    there = beside(world)
    names = {"here": platform_of(world), "there": platform_of(there)}
    add_mentor(world, "Lin")
    add_mentor(world, "Noor")
    add_mentee(world, "Ada")
    add_mentee(there, "Bea")
    ada, bea = asks(world, "Ada", "Lin"), asks(there, "Bea", "Noor")
    bea.commands(f"/mentor link {code_of(ada)}")
    bea.sees_last("You are in Compass twice", "Which one shall I keep?", "Your ask to Lin", "Your ask to Noor")
    bea.sees_last("Nobody is told that you were here twice. Coordinators can find it among what was done.")
    bea.presses(f"Keep the one on {names[kept]}").sees_last("You are one person now", f"on {names[kept]}")
    stays, goes = ("Ada", "Bea") if kept == "here" else ("Bea", "Ada")
    if kept == "there":
        ada.sees(f"You are one person with Bea on {names[kept]} now, so your profile here was given up.")
        ada.sees("If that was not you, unlink it, and tell a coordinator.").can_press("See my accounts")
    assert intro_of(world, stays).status is IntroStatus.ASKED
    assert intro_of(world, goes).status is not IntroStatus.ASKED
    freed, held = ("Noor", "Lin") if kept == "here" else ("Lin", "Noor")
    world.person(freed).cannot_press("Happy to")
    assert behind(world, "Ada") == behind(there, "Bea") == world.member(stays).id
    assert world.member(goes).status is MemberStatus.LEFT
    with world.database.read() as session:
        store = Store(session, 1)
        assert sum(counts(store).mentees.values()) == 1
        account = store.get(Member, world.member(stays).id)
        assert account is not None
        assert len(person_of(store, account.account).members) == 2
    gone = there if goes == "Bea" else world
    presses_late(gone, goes, f"people.ask_leave:{world.member(goes).id}:")
    gone.person(goes).sees("That was with a profile that you gave up when you linked your accounts.")
    add_coordinator(world, "Sam")
    world.person("Sam").commands("/program acts").sees_last(f"{stays} was here twice, and is one person now")
    sam = world.person("Sam").commands("/program people")
    assert stays in sam.screen[-1]
    assert goes not in sam.screen[-1]
    world.person(held).presses("Happy to")
    (ada if kept == "here" else bea).sees(f"{held} said yes")
    (bea if kept == "here" else ada).sees_no(f"{held} said yes")


def test_what_is_their_own_goes_along(world: World) -> None:
    """A yes to a social and a short question are the kept profile's from then on: it says so before, nobody reads that
    either is taken back, and the cards they stand on work and are kept true."""
    there = beside(world)
    takers(world, "Lin")
    announced(world)
    comes(world, "Ada")
    ada = asks_one(world, "Ada")
    joins(there, "Bea")
    bea = there.person("Bea").commands(f"/mentor link {code_of(ada)}")
    bea.sees_last("This goes along:", "- Your yes to “Games night”", "- Your short question about study skills")
    bea.presses(f"Keep the one on {platform_of(there)}")
    world.person("Lin").sees_no("taken back").presses("Answer it").fills({"Your answer": "From ten to four."})
    bea.sees("Lin answers your question:", "From ten to four.")
    moves(world.person("Sam"), **{"Begins at": "19:00"})
    bea.sees("This has changed: please look at the time and the place.")
    ada.sees("There is a newer card further down.").sees_no("This has changed")
    world.channel_has("#general", "one is coming")
    bea.commands("/mentor socials").sees_last("You are coming.").presses("Look at Games night")
    bea.presses("I cannot come after all")
    world.channel_has("#general", "nobody yet")


def test_whom_they_enjoyed_meeting_goes_along(world: World) -> None:
    """Two picked each other after a social, and one of them goes on with another profile: both are asked."""
    there = beside(world)
    picked_each_other(world)
    joins(there, "Bea")
    bea = there.person("Bea").commands(f"/mentor link {code_of(world.person('Ada'))}")
    bea.presses(f"Keep the one on {platform_of(there)}")
    world.passes(days=5)
    bea.sees("At “Games night” you and Ben enjoyed meeting each other.")
    world.person("Ben").sees("At “Games night” you and Bea enjoyed meeting each other.")


@pytest.mark.parametrize("kept", ["here", "there"])
def test_two_places_become_one(world: World, kept: str) -> None:
    """Who had a place with the one and waited with the other has the place, and nobody waits; the other place is free
    for somebody else."""
    there = beside(world)
    announced(world, Places="1")
    comes(world, "Ada")
    joins(there, "Bea")
    there.person("Bea").commands("/mentor socials").presses("Look at Games night").presses("I am coming")
    world.channel_has("#general", "the one place is taken, one waits")
    there.person("Bea").commands(f"/mentor link {code_of(world.person('Ada'))}")
    there.person("Bea").presses(f"Keep the one on {platform_of(there if kept == 'there' else world)}")
    world.channel_has("#general", "the one place is taken; there is a waiting list")
    there.person("Bea").commands("/mentor socials").sees_last("You are coming.")


def test_nobody_gets_round_what_a_coordinator_decided(world: World) -> None:
    """An account that a coordinator paused or removed is not made a part of another profile, in either direction; who
    left by themselves comes back as the one they link with, once."""
    there = beside(world)
    add_mentee(world, "Ada")
    add_mentee(there, "Eve")
    ada, eve = world.person("Ada"), there.person("Eve")
    change_member(world, "Eve", status=MemberStatus.PAUSED, paused_by_coordinator=True)
    eve.commands(f"/mentor link {code_of(ada)}").sees("A coordinator has set a break for one of your two accounts")
    change_member(world, "Eve", status=MemberStatus.REMOVED)
    eve.commands(f"/mentor link {code_of(ada)}").sees("You are not in Compass any more.")
    change_member(world, "Eve", status=MemberStatus.LEFT)
    eve.commands(f"/mentor link {code_of(ada)}").sees("A coordinator has set a break for one of your two accounts")
    assert behind(there, "Eve") == world.member("Eve").id
    change_member(world, "Eve", paused_by_coordinator=False)
    eve.commands(f"/mentor link {code_of(ada)}").sees("You are Ada here, too.")
    assert behind(there, "Eve") == world.member("Ada").id


def test_nobody_joins_anew_on_a_break_that_a_coordinator_set(world: World) -> None:
    """While it lasts no account is unlinked, not by a button from before either; after it everything is as it was."""
    there = beside(world)
    add_mentee(world, "Ada")
    ada, ada_there = world.person("Ada"), there.person("Ada")
    ada_there.commands(f"/mentor link {code_of(ada)}")
    ada_there.commands("/mentor link").presses(f"Unlink {platform_of(there)}")
    change_member(world, "Ada", status=MemberStatus.PAUSED, paused_by_coordinator=True)
    ada_there.presses("Yes, unlink it").sees_last("until it is over your accounts stay linked")
    ada_there.commands("/mentor link").cannot_press(f"Unlink {platform_of(there)}")
    assert behind(there, "Ada") == world.member("Ada").id
    change_member(world, "Ada", status=MemberStatus.PAUSED, paused_by_coordinator=False)
    ada_there.commands("/mentor link").presses(f"Unlink {platform_of(there)}").presses("Yes, unlink it")
    assert behind(there, "Ada") is None


def test_both_stay_if_they_want(world: World) -> None:
    """The question is answered with neither, or not at all after ten minutes; the coordinator's role goes along."""
    there = beside(world)
    add_coordinator(world, "Sam")
    add_mentee(there, "Sami")
    sam, sami = world.person("Sam"), there.person("Sami")
    sami.commands(f"/mentor link {code_of(sam)}").presses("Leave both as they are").sees_last("Both stay as they are.")
    sami.commands(f"/mentor link {code_of(sam)}")
    world.passes(minutes=11)
    sami.presses(f"Keep the one on {platform_of(there)}").sees("That took longer than ten minutes")
    assert behind(world, "Sam") != behind(there, "Sami")
    sami.commands(f"/mentor link {code_of(sam)}").presses(f"Keep the one on {platform_of(there)}")
    assert world.member("Sami").is_coordinator
    sam.commands("/program").sees("Compass")


def test_erased_whole(world: World) -> None:
    """My data and being erased are about all accounts and about the profile that was given up."""
    there = beside(world)
    add_mentee(world, "Ada")
    add_mentee(there, "Bea")
    ada, bea = world.person("Ada"), there.person("Bea")
    bea.commands(f"/mentor link {code_of(ada)}").presses(f"Keep the one on {platform_of(there)}")
    user, former = world.sender("Ada").user, there.sender("Bea").user
    ada.commands("/mentor erase").presses("Yes, delete everything")
    world.passes(minutes=10)
    with world.database.read() as session:
        assert not list(session.scalars(sa.select(Account).where(col(Account.user).in_([user, former]))))
        assert {*session.scalars(sa.select(col(Member.status)))} == {MemberStatus.ERASED}
        assert not {*session.scalars(sa.select(col(Member.name)))} & {"Ada", "Bea"}


def test_unlinked_from_elsewhere(world: World) -> None:
    """The account that is taken away hears it, with the way to help."""
    there = beside(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada, ada_there = world.person("Ada"), there.person("Ada")
    ada_there.commands(f"/mentor link {code_of(ada)}")
    ada_there.commands("/mentor link").presses(f"Unlink {platform_of(world)}").presses("Yes, unlink it")
    ada.sees(f"This account is not linked with Ada on {platform_of(there)} any more.")
    ada.sees("If that was not you, tell a coordinator.").presses("Something is not right")
    assert behind(world, "Ada") is None


@pytest.mark.parametrize("about", ["Lin", ""])
def test_what_was_written_about_a_former_profile(world: World, about: str) -> None:
    """Whoever was written about, or was named, and goes on with another profile, does not read it as a coordinator
    either; and whoever wrote it does not learn whose the profile was."""
    there = beside(world)
    add_coordinator(world)
    cast(world, "Ada", "Lin")
    ada = writes(world, "Ada", "Lin was odd.", about=about)
    joins(there, "Bea")
    before = world.person("Lin")
    there.person("Bea").commands(f"/mentor link {code_of(before)}").presses(f"Keep the one on {platform_of(there)}")
    sam = world.person("Sam").commands("/program").presses("People").presses("Look at Bea")
    sam.presses("Make coordinator").presses("Yes, make coordinator").commands("/mentor pause").presses("For a week")
    bea = there.person("Bea").commands("/program").sees_last("What was done")
    bea.sees_no("to the coordinators is open", "wrote to the coordinators")
    assert "There is nothing here for you." in repr(forges(there, "Bea", "concern.read", 1))
    ada.sees_last("At the moment there is no coordinator").sees_no("Bea")


def test_who_takes_care_of_a_message_links_accounts(world: World) -> None:
    """It stays with them, under the name that they go on with; nobody else is asked to take it."""
    there = beside(world)
    add_coordinator(world)
    add_coordinator(world, "Tess")
    eve, sam = writes(world, "Eve", "It was odd."), world.person("Sam")
    sam.presses("Read it").presses("I take care of it")
    joins(there, "Bea")
    mark = world.person("Tess").marks()
    there.person("Bea").commands(f"/mentor link {code_of(sam)}").presses(f"Keep the one on {platform_of(there)}")
    eve.sees_last("Bea takes care of what you wrote from now on.").sees_no("cannot go on")
    assert "message to the coordinators" not in world.person("Tess").since(mark)
    bea = there.person("Bea").commands("/program").presses("Read them").presses("Read it")
    bea.presses("Close it with a note").fills({"What was done": "Talked."}).sees_last("Talked.")


def test_what_was_said_of_a_match_under_a_former_profile(world: World) -> None:
    """A coordinator who was one of the two, under the profile that they gave up, reads nothing of what the other one
    said about it, neither in a check-in nor at the end."""
    there = beside(world)
    add_coordinator(world)
    matched(world)
    ada = adds(world, "It is all right", "He is slow to answer.")
    joins(there, "Bea")
    before = world.person("Lin")
    there.person("Bea").commands(f"/mentor link {code_of(before)}").presses(f"Keep the one on {platform_of(there)}")
    ada.presses("Say how it was").fills({"Did the match help you?": "Not really", "Would you take part again?": "Yes"})
    change_member(world, "Bea", is_coordinator=True)
    assert "He is slow" in reads(world, "Sam")
    assert "He is slow" not in reads(there, "Bea")
    world.person("Sam").commands("/program endings").sees_last("It helped: Not really.")
    there.person("Bea").commands("/program endings").sees_last("one ended early").sees_no("It helped")


def test_whom_a_writer_keeps_away_gets_nothing_by_linking(world: World) -> None:
    """What somebody wrote before they linked accounts stays hidden from a coordinator whom they keep away: no reminder
    brings it, and no list or number has it."""
    there = beside(world)
    add_coordinator(world)
    matched(world)
    add_coordinator(world, "Tom")
    keeps_away(world, "Ada", "Tom")
    writes(world, "Ada", "It was odd.")
    adds(world, "It is all right", "Slow.")
    joins(there, "Bea")
    before = world.person("Ada")
    there.person("Bea").commands(f"/mentor link {code_of(before)}").presses(f"Keep the one on {platform_of(there)}")
    world.passes(days=3)
    world.person("Sam").sees("wrote to the coordinators")
    tom = world.person("Tom").commands("/program").sees_last("What was done")
    tom.sees_no("wrote to the coordinators", "to the coordinators is open")
    for name in ("Sam", "Tom"):
        reads(world, name)
    world.person("Sam").sees("Slow.")
    tom.sees_no("Slow.")
