"""A topic that nobody helps with: it is said, mentees can wait for somebody, and hear of them however they come."""

import sqlalchemy as sa

from storage.database import Store
from storage.mentoring.searches import Wish
from storage.places import ProgramStatus
from tests.flows.choices import cast, chooses, matched, meets
from tests.flows.joiners import becomes, offers_no, signs_up
from tests.flows.stories import asks, change_member, presses_late
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World

MONEY = "Money and funding"
THERE = "Lin helps with money and funding now. You wanted to hear of that."


def wishes(world: World, name: str = "Ada") -> Person:
    """A mentee who waits for somebody who helps with money."""
    add_mentee(world, name, ["money"])
    return world.person(name).commands("/mentor find").presses(f"Tell me when one joins: {MONEY}")


def wished(world: World) -> int:
    with world.database.read() as session:
        return Store(session, 1).number(sa.select(sa.func.count()).select_from(Wish))


def picks_money(world: World, name: str = "Lin") -> Person:
    """A listed mentor adds the topic."""
    return world.person(name).commands("/mentor profile").presses("Change what you help with").presses(MONEY)


def test_nobody_helps_with_what_they_look_for(world: World) -> None:
    """Without any filter it is said plainly, with the nearest, a way to wait, and a word to the coordinators."""
    add_coordinator(world, "Sam")
    for number in range(4):
        add_mentor(world, f"Mentor{number}", ["programming"])
    add_mentee(world, "Ada", ["money"])
    ada, sam = world.person("Ada").commands("/mentor find"), world.person("Sam")
    ada.sees_last("Nobody helps with money and funding at the moment.", "These come nearest:", "Mentor0")
    ada.sees_no("may fit you")
    ada.can_press("Three others").can_press(f"Tell me when one joins: {MONEY}")
    sam.sees("Somebody looked for help with money and funding").sees_no("Ada").sees_no("I do not say who looked.")
    ada.presses(f"Tell me when one joins: {MONEY}").presses("Back to the list")
    ada.presses(f"Do not tell me when one joins: {MONEY}").sees_last("I do not tell you any more when somebody joins")
    ada.presses("Back to the list").can_press(f"Tell me when one joins: {MONEY}")
    assert wished(world) == 0


def test_who_looked_is_one_of_several(world: World) -> None:
    """Only where there are enough mentees coordinators read that it is not said who looked: of one they know it."""
    add_coordinator(world, "Sam")
    add_mentor(world, "Lin", ["programming"])
    for number in range(4):
        add_mentee(world, f"Mentee{number}")
    add_mentee(world, "Ada", ["money"])
    world.person("Ada").commands("/mentor find")
    world.person("Sam").sees("Somebody looked for help with money and funding", "I do not say who looked.")


def test_somebody_who_is_asked_already_helps_with_it(world: World) -> None:
    """A mentor whom the mentee has asked counts as there: nothing is called missing, and no coordinator hears it."""
    add_coordinator(world, "Sam")
    add_mentor(world, "Lin", ["money"])
    add_mentee(world, "Ada", ["money"])
    ada = asks(world, "Ada", "Lin").commands("/mentor find")
    ada.sees_last("There is nobody else at the moment", "[Tell me when one joins: Money and funding]")
    ada.sees_last("[See where I stand]")
    add_mentor(world, "Mara", ["programming"])
    ada.commands("/mentor find").sees_last("One mentor may fit you.", "Mara").sees_no("Nobody helps with")
    world.person("Sam").sees_no("nobody fitted")


def test_before_the_program_opens_one_can_only_look(world: World) -> None:
    """Who hears of a mentor before anybody can be asked looks at them, and is not offered to ask."""
    add_mentor(world, "Lin", ["programming"])
    ada = wishes(world)
    becomes(world, ProgramStatus.GATHERING)
    picks_money(world)
    world.passes(hours=1)
    offers_no(ada.sees_last(THERE), "Ask for an intro chat")
    ada.presses("More about Lin").sees_last("Lin")


def test_a_mentor_adds_the_topic(world: World) -> None:
    """Who waits hears of a listed mentor who takes the topic up, but not of a press that was taken back."""
    add_mentor(world, "Lin", ["programming"])
    ada = wishes(world)
    lin = picks_money(world)
    lin.presses(f"✓ {MONEY}")
    world.passes(hours=1)
    ada.sees_no(THERE)
    lin.presses(MONEY)
    world.passes(hours=1)
    ada.sees_last(THERE).presses("Ask for an intro chat").sees_last("This would go to Lin:")
    assert wished(world) == 0


def test_a_wish_outlasts_a_break(world: World) -> None:
    """Nobody is written to on a break; back again, they hear of who is there by now."""
    add_mentor(world, "Lin", ["programming"])
    ada = wishes(world).commands("/mentor pause").presses("For a week")
    picks_money(world)
    world.passes(days=6)
    ada.sees_no(THERE)
    world.passes(days=2)
    ada.sees(THERE)
    assert wished(world) == 0


def test_a_mentor_on_a_break_adds_the_topic(world: World) -> None:
    """Who waits hears of it when the mentor is back."""
    add_mentor(world, "Lin", ["programming"])
    ada = wishes(world)
    lin = world.person("Lin").commands("/mentor pause").presses("Until I come back")
    picks_money(world)
    world.passes(hours=1)
    ada.sees_no(THERE)
    lin.commands("/mentor resume")
    ada.sees(THERE)


def test_however_many_wait(world: World) -> None:
    """More than one step tells: each of them hears once."""
    add_mentor(world, "Lin", ["programming"])
    for number in range(60):
        member = add_mentee(world, f"Mentee{number}", ["money"])
        with world.database.write() as session:
            Store(session, 1).add(Wish(member_id=member.id or 0, topic="money", program_id=1, at=world.moment))
    picks_money(world)
    world.passes(hours=1)
    for number in (0, 49, 50, 59):
        assert sum(THERE in message for message in world.person(f"Mentee{number}").screen) == 1
    assert wished(world) == 0


def test_a_match_ends_the_waiting(world: World) -> None:
    """Whoever has found somebody hears of nobody else, also of what was on its way in the night."""
    ada, _lin = matched(world)
    with world.database.write() as session:
        ada_id = world.member("Ada").id or 0
        Store(session, 1).add(Wish(member_id=ada_id, topic="money", program_id=1, at=world.moment))
    add_mentor(world, "Mara", ["programming"])
    picks_money(world, "Mara")
    world.passes(hours=1)
    ada.sees_no("helps with money and funding now.")


def test_what_was_on_its_way_is_not_needed_after_a_match(world: World) -> None:
    """A mentee who sleeps when somebody joins, and has a match by morning, does not hear of them."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    add_mentor(world, "Mara", ["programming"])
    presses_late(world, "Ada", "wishes.wish:1:money")
    chooses(world, "Ada", "Lin")
    change_member(world, "Ada", zone="Pacific/Auckland")
    world.passes(minutes=30)
    picks_money(world, "Mara")
    world.passes(minutes=30)
    world.person("Lin").presses("Yes, gladly", on="Ada chose you")
    assert wished(world) == 0
    world.passes(days=2)
    ada.sees("your match has begun").sees_no("helps with money and funding now.")


def test_coordinators_see_what_is_missing(world: World) -> None:
    """The program's card names the topics that mentees wait for, and how many do; not who."""
    add_coordinator(world, "Sam")
    add_mentor(world, "Lin", ["programming"])
    sam = world.person("Sam").commands("/program")
    sam.sees_no("Nobody helps yet with what some wait for")
    for name in ("Ada", "Eve"):
        wishes(world, name)
    sam.commands("/program").sees_last("Nobody helps yet with what some wait for: money and funding (2).").sees_no(
        "Ada", "Eve"
    )
    wishes(world, "Bo").commands("/mentor leave").presses("Yes, leave")
    sam.commands("/program").sees_last("money and funding (2).")


def test_coordinators_do_not_read_that_nobody_helps_once_somebody_does(world: World) -> None:
    """What waits to be sent is taken back when a mentor with the topic is listed, and what was sent says so; a mentor
    who looks around is no reason to write that nobody offers what they offer themselves."""
    add_coordinator(world)
    add_mentor(world, "Quin", ["writing"])
    add_mentee(world, "Ada", ["programming"])
    add_mentee(world, "Ben", ["study_skills"])
    world.person("Quin").commands("/mentor find").sees_last("There are no mentors to show yet.")
    world.person("Ben").commands("/mentor find").sees_last("Nobody helps with study skills at the moment.")
    sam = world.person("Sam").sees("Somebody looked for help with study skills, and nobody who is listed helps with it")
    sam.sees_no("Somebody looked for help with essays")
    lin = signs_up(world, "Lin").presses("I promise").presses("See where I stand")
    world.passes(hours=9)
    world.person("Ada").commands("/mentor find").sees_last("Nobody helps with programming at the moment.")
    sam.presses("List Lin")
    lin.commands("/mentor profile").presses("Change what you help with").presses("Programming")
    world.passes(days=1)
    sam.sees_no("nobody who is listed").sees("Somebody looked for help with study skills. By now there is somebody")
    sam.sees_no("help with programming")
