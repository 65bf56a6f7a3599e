"""Two people who are kept apart: what is on its way to one of them about the other stays unsaid, and nothing else."""

from storage.database import Store
from storage.mentoring.apart import keep_apart
from storage.mentoring.intros import Round, RoundStatus
from storage.mentoring.searches import Wish
from storage.people import Member
from tests.flows.choices import cast, joins, matched, meets
from tests.flows.stories import asks, change_member, intro_of, new_mentee_asks
from tests.flows.test_keeping_apart import keeps_away, prompts
from tests.world.making import add_mentee, add_mentor
from tests.world.world import Person, World


def falls_asleep(world: World, name: str) -> None:
    change_member(world, name, zone="Pacific/Auckland")
    world.passes(hours=1)


def knows(world: World, mentee: str, mentor: str) -> Person:
    """They asked, and took it back, in a round that is over."""
    person = asks(world, mentee, mentor).presses(f"Withdraw the ask to {mentor}").presses("Yes, withdraw it")
    with world.database.write() as session:
        round_ = session.get(Round, intro_of(world, mentee).round_id)
        assert round_
        round_.status = RoundStatus.CLOSED
    return person


def said_after(world: World, person: str, other: str) -> str:
    """What somebody reads in the days after they have kept the other away."""
    mark = world.person(person).marks()
    keeps_away(world, person, other)
    answer = world.person(person).screen[mark:]
    world.passes(days=3)
    return "\n".join(one for one in world.person(person).screen[mark:] if one not in answer)


def test_news_of_a_place_with_somebody_else_arrives(world: World) -> None:
    """Of two mentors who became free overnight, only the one who is kept away is left out."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name, intros=1)
    add_mentee(world, "Bo")
    knows(world, "Bo", "Lin")
    for mentee, mentor in (("Ada", "Lin"), ("Eve", "Kim")):
        new_mentee_asks(world, mentee, mentor)
        world.person("Bo").commands("/mentor find").presses("Tell me when free", on=mentor)
    falls_asleep(world, "Bo")
    for mentee, mentor in (("Ada", "Lin"), ("Eve", "Kim")):
        world.person(mentee).commands("/mentor asks").presses(f"Withdraw the ask to {mentor}")
        world.person(mentee).presses("Yes, withdraw it")
    said = said_after(world, "Bo", "Lin")
    assert "Kim has a free place now." in said
    assert "Lin" not in said


def test_a_wish_that_came_true_by_somebody_else_is_told(world: World) -> None:
    """Of two mentors who took a topic up overnight, only the one who is kept away is left out."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name, ["programming"])
    ada = add_mentee(world, "Ada", ["money"])
    knows(world, "Ada", "Lin")
    with world.database.write() as session:
        for topic in ("money", "exam_stress"):
            session.add(Wish(member_id=ada.id or 0, topic=topic, program_id=1, at=world.moment))
    falls_asleep(world, "Ada")
    for name, topic in (("Lin", "Money and funding"), ("Kim", "Exams and exam stress")):
        world.person(name).commands("/mentor profile").presses("Change what you help with").presses(topic)
    world.passes(hours=1)
    said = said_after(world, "Ada", "Lin")
    assert "Kim helps with exams and exam stress now." in said
    assert "Lin" not in said


def test_others_are_named_without_them(world: World) -> None:
    """A card with others to ask, which waits for the morning, does not name who is kept away meanwhile."""
    for name in ("Lin", "Kim", "Joe"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    knows(world, "Ada", "Lin")
    asks(world, "Ada", "Kim")
    falls_asleep(world, "Ada")
    world.person("Kim").presses("Not now").presses("My next weeks are full")
    said = said_after(world, "Ada", "Lin")
    assert "Joe" in said
    assert "Lin" not in said


def test_that_somebody_is_full_now_is_not_told(world: World) -> None:
    """Who keeps a mentor away overnight does not read in the morning that they have no place."""
    cast(world, "Ada", "Lin", places=1)
    joins(world, "Ben", "Lin")
    meets(world, "Ben", "Lin")
    ben = world.person("Ben").commands("/mentor choose").presses("Choose Lin").presses("Yes, choose Lin")
    falls_asleep(world, "Ada")
    world.person("Lin").presses("Yes, gladly")
    ben.sees("Ben and Lin, your match has begun.")
    assert "Lin" not in said_after(world, "Ada", "Lin")


def test_that_the_other_ended_it_is_not_told(world: World) -> None:
    """Who keeps somebody away overnight does not read in the morning that the other had called it off."""
    cast(world, "Ada", "Lin")
    falls_asleep(world, "Ada")
    lin = world.person("Lin").commands("/mentor asks")
    lin.presses("Call it off with Ada")
    lin.presses(next(label for label in lin.buttons[::-1] if label.startswith("Yes")))
    assert "Lin" not in said_after(world, "Ada", "Lin")


def test_nothing_comes_back_between_two_who_are_kept_apart_elsewhere(world: World) -> None:
    """“Ask me again in two weeks” is over, too, where it was in another program that one keeps the other away."""
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Ask me again in two weeks")
    with world.database.write() as session:
        people = [session.get(Member, world.member(name).id) for name in ("Ada", "Lin")]
        assert people[0]
        assert people[1]
        keep_apart(Store(session, 1), people[0], people[1])
    mark = ada.marks()
    world.passes(days=40)
    assert "Lin" not in ada.since(mark)


def test_nor_does_what_comes_in_its_place(world: World) -> None:
    """That it does not work out yet, which waits for the week's digest, is not sent once one keeps the other away."""
    add_mentor(world, "Lin", intros=1)
    ada = new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Ask me again in two weeks")
    world.passes(days=11)
    new_mentee_asks(world, "Eve", "Lin")
    world.person("Lin").presses("Happy to")
    prompts(world, 0)
    world.passes(days=4)
    ada.sees_no("wanted to hear from you again")
    keeps_away(world, "Ada", "Lin")
    prompts(world, 2)
    mark = ada.marks()
    world.passes(days=20)
    assert "Lin" not in ada.since(mark)


def test_how_the_match_was_is_not_asked_by_itself(world: World) -> None:
    """Where one keeps the other away, neither of them gets the questions about their match, whether it ends with that
    or had ended before; the card of its end still has them."""
    ada, lin = matched(world)
    mark = lin.marks()
    assert "Lin" not in said_after(world, "Ada", "Lin")
    world.passes(days=5)
    ada.sees_no("How was it?")
    lin.sees_no("How was it?")
    assert "Say how it was" in lin.since(mark)


def test_nor_what_waited_to_be_asked_of_it(world: World) -> None:
    """The questions about a match that had ended wait for the week's digest, and are not sent any more."""
    ada, lin = matched(world)
    ada.commands("/mentor match").presses("End the match with Lin").presses("We lost touch")
    prompts(world, 0)
    world.passes(days=4)
    keeps_away(world, "Ada", "Lin")
    prompts(world, 2)
    world.passes(days=20)
    ada.sees_no("How was it?")
    lin.sees_no("How was it?")
