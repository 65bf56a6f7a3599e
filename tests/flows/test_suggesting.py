"""A coordinator suggests two people to each other: neither is named before both say yes."""

import pytest
import sqlalchemy as sa

from bot.incoming import Incoming, Via
from storage.database import Store
from storage.mentoring.apart import keep_apart
from storage.mentoring.pairs.introductions import Introduction
from storage.people import Member
from storage.rights.giving import given_to
from storage.rights.people import person_of
from tests.flows.choices import cast
from tests.flows.racing import all_taken
from tests.flows.stories import change_member
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World

WHO = "Who would be good for them?"
ALREADY = "A coordinator has suggested them to each other already."


def suggests(world: World, to: str, who: str) -> Person:
    sam = world.person("Sam").commands("/program").presses("People").presses(f"Look at {to}")
    return sam.presses(f"Suggest somebody to {to}").fills({"Who would be good for them?": who})


def keeps_away(world: World, name: str, other_name: str) -> None:
    with world.database.write() as session:
        one, other = (session.get(Member, world.member(each).id) for each in (name, other_name))
        assert one
        assert other
        keep_apart(Store(session, 1), one, other)


def test_both_say_yes(world: World) -> None:
    """Each reads who thinks so and what they share, and no name; with two yeses an intro chat begins, and the
    coordinator hears of it."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada, lin = world.person("Ada"), world.person("Lin")
    suggests(world, "Ada", "Lin").sees_last("I have asked both.")
    ada.sees("Sam, who coordinates Compass, thinks that you and a mentor here could get on well.", "You share:")
    lin.sees("thinks that you and somebody here could get on well.").sees_no("Ada")
    ada.sees_no("Lin").presses("Yes, gladly").sees_last("Kept. If the other one says yes, too")
    lin.presses("Yes, gladly").sees("Ada said yes, too.")
    ada.sees("Lin said yes, too.", "Hello Ada and Lin. This is your room for an intro chat")
    world.person("Sam").sees("Ada and Lin, whom you suggested to each other, both said yes.")


def test_a_no_names_nobody(world: World) -> None:
    """Neither the other one nor the coordinator learns who did not want to."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    suggests(world, "Ada", "Lin")
    ada, lin, sam = world.person("Ada"), world.person("Lin"), world.person("Sam")
    lin.presses("Rather not")
    ada.presses("Yes, gladly")
    before, marks = sam.marks(), ada.marks()
    world.passes(days=14)
    assert sam.since(before) == ""
    assert "Lin" not in ada.since(marks)


def test_what_speaks_against_it(world: World) -> None:
    """Two who know each other already are not asked, nor two who are being asked, nor somebody too often."""
    add_coordinator(world)
    cast(world, "Ada", "Lin")
    for name in ("Mo", "Kim", "Yui"):
        add_mentor(world, name)
    sam = suggests(world, "Ada", "Lin").problem("Who would be good for them?", "These two know each other already.")
    sam.fills({"Who would be good for them?": "Mo"}).sees_last("I have asked both.")
    suggests(world, "Ada", "Mo").problem(WHO, ALREADY)
    sam.fills({"Who would be good for them?": "Kim"}).sees_last("I have asked both.")
    suggests(world, "Ada", "Yui").problem("Who would be good for them?", "Ada has had suggestions enough this week.")


def test_what_is_kept_names_nobody(world: World) -> None:
    """The file of somebody's data says that they were asked, and not about whom."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    suggests(world, "Ada", "Lin")
    with world.database.read() as session:
        person = person_of(Store(session), world.member("Ada").account)
        given = [one for one in given_to(Store(session), person) if one.table == "introduction"]
    assert [dict(one.others) for one in given] == [{}]
    assert "Lin" not in str(given)


def test_whoever_is_kept_away_meanwhile(world: World) -> None:
    """Two yeses do nothing then, and read as if the other one had not answered."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    suggests(world, "Ada", "Lin")
    ada, lin = world.person("Ada"), world.person("Lin")
    ada.presses("Yes, gladly")
    keeps_away(world, "Ada", "Lin")
    lin.presses("Yes, gladly").sees_last("Kept. If the other one says yes, too")
    ada.sees_no("Lin")


def test_who_is_kept_apart_shows_nowhere(world: World) -> None:
    """The coordinator's list and answers are those about any two, also the second time and in the week's number, and
    nobody is asked. A week later nothing of it is left, and in nobody's file it ever was."""
    add_coordinator(world)
    for name in ("Lin", "Mo", "Kim"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    keeps_away(world, "Ada", "Lin")
    ada, lin = world.person("Ada"), world.person("Lin")
    before, marks = ada.marks(), lin.marks()
    suggests(world, "Ada", "Lin").sees_last("I have asked both.")
    assert ada.since(before) == lin.since(marks) == ""
    sam = suggests(world, "Ada", "Lin").problem(WHO, ALREADY)
    sam.fills({WHO: "Mo"}).sees_last("I have asked both.")
    suggests(world, "Ada", "Kim").problem(WHO, "Ada has had suggestions enough this week.")
    with world.database.read() as session:
        person = person_of(Store(session), world.member("Lin").account)
        assert not [one for one in given_to(Store(session), person) if one.table == "introduction"]
    world.passes(days=12)
    assert lin.since(marks) == ""
    with world.database.read() as session:
        assert [one.other_id for one in session.scalars(sa.select(Introduction))] == [world.member("Mo").id]


@pytest.mark.parametrize(
    ("on_a_break", "answers"),
    [(("Lin", "Mo"), None), (("Ada", "Ben"), "Yes, gladly"), (("Ada", "Ben"), "Rather not")],
)
def test_a_break_does_not_show_it_either(world: World, on_a_break: tuple[str, str], answers: str | None) -> None:
    """After a break of one of them the coordinator reads the same about two who are kept apart as about two who are
    not, for as long as these are being asked, whether one of these has answered before the break or not."""
    add_coordinator(world)
    for name in ("Lin", "Mo"):
        add_mentor(world, name)
    for name in ("Ada", "Ben"):
        add_mentee(world, name)
    keeps_away(world, "Mo", "Ben")
    for to, who in (("Ada", "Lin"), ("Ben", "Mo")):
        suggests(world, to, who).sees_last("I have asked both.")
    ben = world.person("Ben")
    before = ben.marks()
    if answers is not None:
        world.person("Ada").presses(answers)
    world.passes(days=1)
    for name in on_a_break:
        world.person(name).types("pause").presses("For two weeks")
    for days in (15, 4):
        world.passes(days=days)
        for to, who in (("Ada", "Lin"), ("Ben", "Mo")):
            suggests(world, to, who).problem(WHO, ALREADY)
    world.passes(days=8)
    for to, who in (("Ada", "Lin"), ("Ben", "Mo")):
        suggests(world, to, who).sees_last("I have asked both.")
    assert "Would you like to meet?" not in ben.since(before)


def test_oneself(world: World) -> None:
    """Nobody suggests themselves, and nobody to themselves: who is not asked then would learn who keeps them away."""
    add_coordinator(world, "Kim")
    add_mentor(world, "Sam")
    change_member(world, "Sam", is_coordinator=True)
    add_mentee(world, "Ada")
    ada, sam = (world.member(name).id for name in ("Ada", "Sam"))
    step, by = "suggesting.suggest", world.sender("Sam")
    sent = Incoming.parse(f"{step}:{ada}:", via=Via.FORM, by=by, key="sent", answers={"who": (f"m{sam}",)})
    assert "I have asked both." not in str(world.engine.handle(sent, world.moment))
    pressed = Incoming.parse(f"{step}:{sam}:", via=Via.PRESS, by=by, key="pressed")
    assert "This is about yourself." in str(world.engine.handle(pressed, world.moment))


def test_who_picked_each_other_shows_nowhere(world: World) -> None:
    """Where two are being asked because each picked the other after a social, the coordinator reads what is said about
    any two, and the two are not asked a second time."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    with world.database.write() as session:
        ada_id, lin_id = (world.member(name).id or 0 for name in ("Ada", "Lin"))
        session.add(Introduction(program_id=1, one_id=ada_id, other_id=lin_id, at=world.clock.at))
    ada, lin = world.person("Ada"), world.person("Lin")
    before, marks = ada.marks(), lin.marks()
    suggests(world, "Ada", "Lin").sees_last("I have asked both.")
    suggests(world, "Ada", "Lin").problem(WHO, ALREADY)
    assert ada.since(before) == lin.since(marks) == ""


def test_two_coordinators_think_of_the_same_two(crowded: World) -> None:
    """At the same moment, one of each: the two are asked once."""
    for name in ("Sam", "Kim"):
        add_coordinator(crowded, name)
    add_mentor(crowded, "Lin")
    add_mentee(crowded, "Ada")
    ada, lin = (crowded.member(name).id for name in ("Ada", "Lin"))
    sent = [
        Incoming.parse(f"suggesting.suggest:{about}:", via=Via.FORM, by=crowded.surface.sender(by), key=f"race {by}",
                       answers={"who": (f"m{other}",)})
        for by, about, other in (("Sam", ada, lin), ("Kim", lin, ada))
    ]  # fmt: skip
    said = [str(reply) for reply in all_taken(crowded, sent)]
    assert sum("I have asked both." in one for one in said) == 1
    assert sum(ALREADY in one for one in said) == 1
    with crowded.database.read() as session:
        assert len(session.scalars(sa.select(Introduction)).all()) == 1
