"""A program comes into a second place, on the other platform, and leaves it again."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.incoming import PLACE_GONE, Incoming, Via
from storage.database import Store
from storage.people import Account, MemberAccount, MemberStatus
from storage.places import Place, Program, ProgramStatus
from tests.flows.elsewhere import BESIDE, platform_of
from tests.flows.joiners import becomes, joins, offers_no
from tests.flows.racing import all_at_once
from tests.flows.stories import asks, change_member
from tests.flows.test_linking import behind, code_of
from tests.flows.test_socials import GAMES, comes, listed
from tests.world.making import add_coordinator, add_mentor
from tests.world.world import Person, World


def a_second_place(world: World, *managers: str) -> World:
    """Another platform, where nobody has done anything, and who manages the place there."""
    there = world.beside(BESIDE[world.surface.platform]())
    there.surface.managers.update(managers)
    return there


def code_for(sam: Person) -> str:
    """The code that a coordinator gets for one more place."""
    sam.commands("/program places").presses("Bring it to another place")
    found = re.search(r"/program connect ((?:[A-Z2-9]{4}-){3}[A-Z2-9]{4})", sam.screen[-1])
    assert found, sam.screen[-1]
    return found[1]


def name_of(world: World) -> str:
    return world.sender("Sam").place_name


def picks_channel(person: Person) -> None:
    """Where the platform wants a channel that rooms open under."""
    if person.world.surface.platform == "discord":
        person.sees_last("Which channel shall that be?").presses("#general")


def connects(there: World, code: str, name: str = "Kim") -> Person:
    kim = there.person(name).commands(f"/program connect {code}").presses("Yes, connect it")
    picks_channel(kim)
    return kim


def place(world: World, of: World) -> Place:
    with world.database.read() as session:
        return session.scalars(sa.select(Place).where(Place.platform == of.surface.platform)).one()  # type: ignore[arg-type]


def test_a_program_comes_to_a_second_place(world: World) -> None:
    """A coordinator's code, typed by who manages the other place, brings the program there after one more question;
    the coordinator links an account there and posts the Join card as in the first place; who joins there finds mentors
    of the first place; and who has an account in both gets each letter once."""
    there = a_second_place(world, "Kim")
    here_name, there_name = name_of(world), name_of(there)
    add_coordinator(world)
    add_mentor(world, "Lin")
    sam = world.person("Sam")
    code = code_for(sam)
    sam.sees_last("It has to be typed by somebody who manages that place, or by you.", "It works once.")
    kim = there.person("Kim").commands(f"/program connect {code.lower().replace('-', ' ')}")
    kim.sees_last(f"Shall {there_name} become a place of Compass?", "People here can join it then.",
                  "Its coordinators, Sam, see who is in it")  # fmt: skip
    kim.presses("Yes, connect it")
    picks_channel(kim)
    kim.sees_last("Next, a coordinator posts the Join card here", "Do you coordinate Compass with another account?")
    kim.commands("/program people").sees_last("You are not in Compass yet.")
    sam.sees(f"Compass is in {there_name} now, too. Kim connected it there, with a coordinator's code.")
    sam.commands("/program places").sees_last(here_name, there_name, platform_of(there), "No Join card yet")
    link = code_of(sam)
    sam_there = there.person("Sam").commands(f"/mentor link {link}").sees("You are Sam here, too.")
    sam_there.commands("/program post").sees_last("This is how the card will look").presses("#general")
    sam_there.presses("Post it").sees_last("The Join card is posted in")
    there.channel_has("#general", "Join Compass")
    sam_there.commands("/program places").sees_last("The Join card stands in")
    joins(there)
    ada, ada_there = world.person("Ada"), asks(there, "Ada", "Lin")
    ada.commands(f"/mentor link {code_of(ada_there)}").sees("You are Ada here, too.")
    marks = ada.marks(), ada_there.marks()
    world.person("Lin").presses("Happy to")
    news = ada.since(marks[0]) + ada_there.since(marks[1])
    assert news.count("Lin said yes") == 1, news
    sam.commands("/program acts").sees_last("Sam brought the program to another place")


def test_a_code_for_a_place_is_for_once_and_for_a_day(world: World) -> None:
    """A wrong, replaced, used or old code is one clear sentence, and wrong ones count together with those of other
    commands; a right one in the wrong hands stays good, and only a hash of it is kept."""
    there = a_second_place(world, "Kim")
    add_coordinator(world)
    sam, kim, eve = world.person("Sam"), there.person("Kim"), there.person("Eve")
    old = "That code is not right, or it was used, or it is older than a day."
    kim.commands("/program connect").sees_last("Please write the code behind it")
    first, second = code_for(sam), code_for(sam)
    with world.database.read() as session:
        kept = session.execute(sa.text("SELECT code_hash FROM place_code")).scalars().all()
    assert len(kept) == 1
    assert second not in kept[0]
    kim.commands(f"/program connect {first}").sees_last(old, "You have 4 more tries in this hour.")
    kim.commands("/program claim ABCD-EFGH-JKMN-PQRS").sees_last("You have 3 more tries in this hour.")
    eve.commands(f"/program connect {second}").sees_last("The code is right. Somebody who manages", "stays good")
    eve.cannot_press("Yes, connect it")
    kim.commands(f"/program connect {second}").presses("No, leave it as it is").sees_last("Nothing has changed.")
    kim.commands(f"/program connect {second}").sees_last(old)
    assert place(world, there).program_id is None
    third = code_for(sam)
    world.passes(days=1, minutes=1)
    kim.commands(f"/program connect {third}").sees_last(old)
    fourth = code_for(sam)
    kim.commands(f"/program connect {fourth}").can_press("Yes, connect it")
    change_member(world, "Sam", is_coordinator=False)
    kim.presses("Yes, connect it").sees("That question is not open any more.")
    assert place(world, there).program_id is None


def test_who_may_say_so_for_a_place(world: World) -> None:
    """The very coordinator whose code it is may, also without managing the place and while they walk through a copy;
    another member may not; and somebody else than who was asked cannot press the answer, nor pick another channel."""
    there, member = a_second_place(world, "Kim"), add_coordinator(world)
    sam = world.person("Sam")
    with world.database.write() as session:
        store, by = Store(session, 1), there.sender("Sam")
        account = store.add(Account(platform=by.platform, team=by.team, user=by.user, name="Sam"))
        store.add(MemberAccount(member_id=member.id, account_id=account.id, program_id=1))
    sam.commands("/program walk").sees("The walk begins in my newest messages to you.")
    code = code_for(sam)
    there.person("Lin").commands(f"/program connect {code}").sees_last("Somebody who manages")
    sam_there = there.person("Sam").commands(f"/program connect {code}").sees_last("Shall")
    asked = f"connecting.confirm:{place(world, there).id}:1"
    reply = there.engine.handle(Incoming.parse(asked, via=Via.PRESS, by=there.sender("Kim"), key="x"), world.moment)
    assert "That question is not open any more." in str(reply)
    sam_there.presses("Yes, connect it")
    picks_channel(sam_there)
    sam_there.sees_last("is a place of Compass now" if there.surface.platform == "slack" else "Rooms open under")
    sam_there.sees_last("This is how the card will look")
    assert place(world, there).program_id == 1
    before = place(world, there).room_channel
    pick = f"connecting.rooms_under:{place(world, there).id}:"
    kim = replace(there.sender("Kim"), manages=True)
    reply = there.engine.handle(Incoming.parse(pick, via=Via.PRESS, by=kim, key="y", value="C0THER"), world.moment)
    assert "That is for who manages" in str(reply)
    assert place(world, there).room_channel == before


def test_where_a_program_cannot_come(world: World) -> None:
    """Not where it is already, not where another one goes on; where one has ended it can, and an ended one comes
    nowhere; a draft comes, and goes on being set up there."""
    there = a_second_place(world, "Kim")
    add_coordinator(world)
    sam, kim = world.person("Sam"), there.person("Kim")
    world.surface.managers.add("Sam")
    sam.commands(f"/program connect {code_for(sam)}").sees(f"Compass is in {name_of(world)} already.")
    kim.commands("/program help")
    with world.database.write() as session:
        store = Store(session)
        store.add(Program(name="Harbor", status=ProgramStatus.OPEN, created_at=world.moment))
        session.execute(sa.text("UPDATE place SET program_id = 2 WHERE id = 2"))
    code = code_for(sam)
    kim.commands(f"/program connect {code}").sees("There is another program here, Harbor.")
    with world.database.write() as session:
        session.execute(sa.text("UPDATE program SET status = 'ended' WHERE id = 2"))
    kim.commands(f"/program connect {code}").can_press("Yes, connect it")
    becomes(world, ProgramStatus.ENDED)
    kim.presses("Yes, connect it").sees("That program has ended, so it comes into no other place.")
    offers_no(sam.commands("/program places"), "Bring it to another place")
    becomes(world, ProgramStatus.DRAFT)
    connects(there, code).sees_last("Next, a coordinator posts the Join card here")
    assert place(world, there).program_id == 1


def test_a_program_leaves_a_place_in_a_week(world: World) -> None:
    """Those who are only there hear of it at once and have a week to link an account; who has not leaves the program,
    with those they have something open with told kindly; who is in another place goes on there; the Join card says that
    it is over, and nobody joins there any more. The only place cannot be left."""
    there = a_second_place(world, "Kim")
    add_coordinator(world)
    add_mentor(world, "Lin")
    sam, lin = world.person("Sam"), world.person("Lin")
    sam.commands("/program places").presses(f"Leave {name_of(world)}").sees(
        "It is the only place that Compass stays in."
    )
    connects(there, code_for(sam))
    there.person("Sam").commands(f"/mentor link {code_of(sam)}").commands("/program post").presses("#general")
    there.person("Sam").presses("Post it")
    joins(there)
    joins(there, "Bea")
    ada, bea = there.person("Ada"), there.person("Bea")
    bea.commands("/mentor help").sees_last("Compass is in more than one place.", "“/mentor link” makes you one person")
    bea.commands("/mentor link")
    sam.commands("/program places").presses(f"Leave {name_of(there)}")
    sam.sees_last("2 people are in it there alone.", f"with an account in {name_of(world)}")
    sam.presses("Leave it in a week, and tell them").sees_last(f"Compass leaves {name_of(there)} on")
    ada.sees(f"Compass leaves {name_of(there)} on", "Until then everything goes on as before.").can_press(
        "Link an account"
    )
    world.person("Bea").commands(f"/mentor link {code_of(bea)}").sees("You are Bea here, too.")
    world.passes(days=6)
    asks(there, "Ada", "Lin")
    lin.sees("Ada would like")
    world.passes(days=1, hours=18)
    assert world.member("Ada").status is MemberStatus.LEFT
    assert world.member("Bea").status is MemberStatus.ACTIVE
    assert place(world, there).program_id is None
    ada.sees(f"Compass has left {name_of(there)}, and with it your time in it has ended.")
    lin.sees("Ada is not taking part any more, so the ask is closed.")
    world.person("Bea").sees(f"Compass has left {name_of(there)}, so I write to you here from now on.")
    there.channel_has("#general", f"Compass is not in {name_of(there)} any more")
    ada.commands("/mentor").sees_last(f"Compass is not here any more. You can join it in {name_of(world)}.")
    there.person("New").commands("/mentor").sees_last("There is no mentoring program here yet.")
    sam.sees(f"Compass has left {name_of(there)}.")
    connects(there, code_for(sam))
    assert place(world, there).program_id == 1


def test_what_is_announced_there_goes_along(world: World) -> None:
    """A social that stands in a channel of the place that is left says so, without buttons; what changes later changes
    where the program still is."""
    there = a_second_place(world, "Kim")
    add_coordinator(world)
    sam = world.person("Sam")
    connects(there, code_for(sam))
    sam_there = there.person("Sam").commands(f"/mentor link {code_of(sam)}")
    sam_there.commands("/program socials").presses("Announce a social").fills(GAMES).presses("#general")
    sam_there.presses("Post it").sees_last("Posted in")
    sam.commands("/program socials").presses("Look at Games night").presses("Post it in another channel")
    sam.presses("#general").presses("Post it")
    world.channel_has("#general", "nobody yet")
    sam.commands("/program places").presses(f"Leave {name_of(there)}").presses("Leave it at once")
    world.settle()
    there.channel_has("#general", "Compass is not in this place any more, so nobody can say here that they are coming.")
    assert [entry[-1] for entry in listed(there)] == [True] * (there.surface.platform == "discord")
    comes(world, "Ada")
    world.channel_has("#general", "one is coming")
    assert not any("is coming" in shown for shown in there.surface.channel("#general"))


def test_leaving_is_taken_back_or_comes_at_once(world: World) -> None:
    """Taken back, nothing has changed, and who had not heard of it yet hears nothing; at once, nobody has a week. Who
    manages the place may say so there, anybody else not; the place of all coordinators cannot be left."""
    there = a_second_place(world, "Kim")
    add_coordinator(world)
    sam, kim = world.person("Sam"), connects(there, code_for(world.person("Sam")))
    joins(there)
    ada = there.person("Ada")
    sam.commands("/program places").presses(f"Leave {name_of(world)}")
    sam.sees("All who coordinate Compass are in that place alone.")
    ada.commands("/program places").sees_last("That is for the coordinators of Compass.")
    kim.commands("/program places").sees_last("You manage it, so you can have the program leave it.")
    kim.presses(f"Leave {name_of(there)}").presses("Leave it in a week, and tell them")
    ada.sees(f"Compass leaves {name_of(there)} on")
    kim.presses(f"Stay in {name_of(there)}").sees_last(f"Compass stays in {name_of(there)}.")
    ada.sees(f"Compass stays in {name_of(there)} after all.")
    world.passes(days=9)
    assert place(world, there).program_id == 1
    assert world.member("Ada").status is MemberStatus.ACTIVE
    before = ada.marks()
    change_member(world, "Ada", acted_at=world.moment - timedelta(days=1))
    world.passes(hours=8)
    sam.commands("/program places").presses(f"Leave {name_of(there)}").presses("Leave it in a week, and tell them")
    sam.presses(f"Stay in {name_of(there)}")
    world.passes(hours=12)
    assert name_of(there) not in ada.since(before)
    sam.commands("/program places").presses(f"Leave {name_of(there)}").presses("Leave it at once")
    assert place(world, there).program_id is None
    assert world.member("Ada").status is MemberStatus.LEFT


def test_the_other_place_is_gone_meanwhile(world: World) -> None:
    """A program never ends up nowhere: where Kith is taken out of the other place within the week, it stays."""
    there = a_second_place(world, "Kim")
    add_coordinator(world)
    sam = world.person("Sam")
    connects(there, code_for(sam))
    there.person("Sam").commands(f"/mentor link {code_of(sam)}")
    sam.commands("/program places").presses(f"Leave {name_of(there)}").presses("Leave it at once")
    assert place(world, there).program_id is None
    connects(there, code_for(sam))
    joins(there)
    sam.commands("/program places").presses(f"Leave {name_of(there)}").presses("Leave it in a week, and tell them")
    gone = Incoming(via=Via.EVENT, step=PLACE_GONE, by=world.sender("Kith"), key="taken out")
    world.engine.handle(gone, world.moment)
    world.passes(days=8)
    assert place(world, there).program_id == 1
    there.person("Sam").sees(f"Compass stays in {name_of(there)}: it is the only place it has by now.")
    assert world.member("Ada").status is MemberStatus.ACTIVE


def test_the_other_coordinators_are_gone_meanwhile(world: World) -> None:
    """A program is never in nobody's hands by this: where those who coordinate it elsewhere have left within the week,
    it stays, and who was told that it leaves hears so. Once somebody else coordinates it, it can be left."""
    there = a_second_place(world, "Kim")
    add_coordinator(world)
    sam = world.person("Sam")
    connects(there, code_for(sam))
    joins(there)
    joins(there, "Max")
    change_member(world, "Max", is_coordinator=True)
    sam.commands("/program places").presses(f"Leave {name_of(there)}").presses("Leave it in a week, and tell them")
    there.person("Ada").sees(f"Compass leaves {name_of(there)} on")
    sam.commands("/mentor leave").presses("Yes, leave")
    world.passes(days=8)
    assert place(world, there).program_id == 1
    assert {world.member(name).status for name in ("Max", "Ada")} == {MemberStatus.ACTIVE}
    for name in ("Max", "Ada"):
        there.person(name).sees(f"Compass stays in {name_of(there)} after all. Nothing changes for you.")
    max_ = there.person("Max").sees(
        f"Compass stays in {name_of(there)} for now. All who coordinate Compass are in that"
    )
    add_coordinator(world, "Noor")
    max_.commands("/program places").presses(f"Leave {name_of(there)}").presses("Leave it at once")
    assert place(world, there).program_id is None


@pytest.mark.parametrize("codes", ["one", "two"])
def test_two_press_at_once(crowded: World, codes: str) -> None:
    """One code typed by two at the same moment, or two codes of two coordinators in the same place: the place is
    connected once, and the other one hears why not."""
    there = a_second_place(crowded, "Kim", "Bo")
    add_coordinator(crowded)
    add_coordinator(crowded, "Max")
    first = code_for(crowded.person("Sam"))
    second = first if codes == "one" else code_for(crowded.person("Max"))
    said = all_at_once(there, [("Kim", f"/program connect {first}"), ("Bo", f"/program connect {second}")])
    asked = [number for number, reply in enumerate(said) if "Shall" in str(reply)]
    assert len(asked) == (1 if codes == "one" else 2)
    number = place(crowded, there).id
    with crowded.database.read() as session:
        rows = session.execute(sa.text("SELECT id, account_id FROM place_code WHERE place_id IS NOT NULL")).all()
        users = {row[0]: row[1] for row in session.execute(sa.text('SELECT id, "user" FROM account'))}
    names = {there.sender(name).user: name for name in ("Kim", "Bo")}
    presses = [(names[users[account]], f"connecting.confirm:{number}:{code}") for code, account in rows]
    replies = all_at_once(there, presses * 2 if codes == "one" else presses)
    assert sum("is a place of Compass now" in str(reply) for reply in replies) == 1
    assert place(crowded, there).program_id == 1
    assert behind(there, "Kim") is None
