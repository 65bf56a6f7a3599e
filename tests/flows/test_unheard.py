"""The weekly card about who was not heard: it comes however late, and says what nobody has been told."""

from storage.mentoring.pairs.checkins import CheckInStatus
from tests.flows.choices import cast, chooses, matched, meets
from tests.flows.stories import change_member, is_to_come
from tests.flows.test_checkins import statuses
from tests.flows.test_days_off_change import on
from tests.world.making import add_coordinator
from tests.world.world import World

ONE, BOTH = "One person did not answer their last check-in.", "2 people did not answer their last check-in."


def test_a_card_that_is_late_is_not_put_off(world: World) -> None:
    """Kith was away on the Monday morning of the card: it comes as soon as Kith is back, also where somebody else was
    not heard in the meantime; that one is on it, too."""
    add_coordinator(world)
    matched(world)
    world.until(on(14, hour=6))
    cast(world, "Ben", "Mia")
    for name in ("Ben", "Mia"):
        change_member(world, name, zone="Asia/Tokyo")
    meets(world, "Ben", "Mia")
    chooses(world, "Ben", "Mia")
    world.person("Mia").presses("Yes, gladly")
    world.until(on(27, hour=20))
    sam = world.person("Sam")
    mark = sam.marks()
    world.is_away(days=1)
    assert statuses(world, "Ben")[0] is CheckInStatus.UNHEARD
    world.passes(hours=12)
    assert sam.since(mark).count("4 people did not answer their last check-in.") == 1


def test_who_was_told_to_nobody_is_told_a_week_later(world: World) -> None:
    """The only coordinator was on a break on that Monday; afterwards they read it, once."""
    add_coordinator(world)
    matched(world)
    world.until(on(25, hour=8))
    sam = world.person("Sam").types("pause").presses("For a week")
    mark = sam.marks()
    world.until(on(2, month=10))
    assert "did not answer" not in sam.since(mark)
    world.until(on(5, month=10, hour=7))
    world.passes(minutes=30)
    assert sam.since(mark).count(BOTH) == 1
    assert not is_to_come(world, "unheard.tell")


def test_a_sentence_that_nobody_heard_of_is_counted_on_the_weekly_card(world: World) -> None:
    """What was added under "it is all right" reaches nobody by itself: the next weekly card counts it, with the way to
    read it, once, and only for who may see it."""
    for name in ("Sam", "Kim", "Tom"):
        add_coordinator(world, name)
    ada, lin = matched(world)
    world.passes(days=7)
    ada.presses("Not yet").presses("It is all right").presses("Add a sentence about Lin")
    ada.fills({"What would you like to add?": "Tom knows that Lin asks for money."})
    lin.presses("Yes, we met").presses("It goes well")
    sam, kim, tom = (world.person(name) for name in ("Sam", "Kim", "Tom"))
    marks = sam.marks(), kim.marks(), tom.marks()
    world.until(on(22))
    for person, mark in zip((sam, kim), marks, strict=False):
        assert person.since(mark).count("One sentence was added to a check-in, for you to read.") == 1
        assert "did not answer" not in person.since(mark)
        assert "money" not in person.since(mark)
    assert "sentence" not in tom.since(marks[2])
    sam.presses("Read what people added").sees_last("Ada, about Lin, Mon 14 Sep:", "Lin asks for money.")
    mark = sam.marks()
    world.until(on(28, hour=20))
    assert "sentence" not in sam.since(mark)


def test_a_sentence_that_a_message_brings_is_not_counted(world: World) -> None:
    """It is hard, and the coordinators have it; what is added later under another answer goes to those who have it."""
    add_coordinator(world)
    ada, lin = matched(world)
    world.passes(days=7)
    ada.presses("Not yet").presses("It is hard").presses("Add a sentence about Lin")
    ada.fills({"What would you like to add?": "It is odd."})
    lin.presses("Yes, we met").presses("It goes well")
    world.passes(hours=1)
    sam = world.person("Sam").presses("Read it").presses("I take care of it")
    mark = sam.marks()
    world.until(on(22))
    assert "was added" not in sam.since(mark)


def test_who_was_on_a_break_then_is_told_of_afterwards(world: World) -> None:
    """Ada was not heard, and on a break on the Monday of the card: she is new on the next one, and on no other."""
    add_coordinator(world)
    ada, _lin = matched(world)
    sam = world.person("Sam")
    world.until(on(25, hour=8))
    ada.types("pause").presses("For a week")
    mark = sam.marks()
    world.until(on(29))
    assert sam.since(mark).count(ONE) == 1
    ada.types("resume")
    world.until(on(5, month=10, hour=7))
    world.passes(minutes=30)
    assert sam.since(mark).count(BOTH) == 1
    assert not is_to_come(world, "unheard.tell")
