"""Others whom a mentee could ask, while they sleep: no card on screen points to one that is not there."""

from tests.flows.choices import meets, thinks
from tests.flows.stories import asks, change_member, intros_of, new_mentee_asks, presses_late
from tests.world.making import add_mentee, add_mentor
from tests.world.world import Person, World

THREE = "These mentors have time now:"
NEWER = "There is a newer card further down."


def says_no(world: World, mentor: str) -> None:
    world.person(mentor).presses("Not now").presses("My next weeks are full")


def falls_asleep(world: World, name: str) -> None:
    change_member(world, name, zone="Pacific/Auckland")
    world.passes(hours=1)


def asks_several(world: World, *mentors: str) -> Person:
    """Ada asks each of these; there are others whom she could ask."""
    for name in (*mentors, "Eve", "Joe", "Max", "Tom"):
        add_mentor(world, name)
    ada = new_mentee_asks(world, "Ada", mentors[0])
    for name in mentors[1:]:
        asks(world, "Ada", name)
    return ada


def shown(person: Person, text: str) -> int:
    return sum(text in message for message in person.screen)


def test_after_a_second_no_those_who_fit_are_named_again(world: World) -> None:
    """The newer card takes the place of the older one: where nobody else helps with what is sought, it names those who
    do again."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    for name in ("Eve", "Joe", "Max"):
        add_mentor(world, name, ["study_skills"])
    for name in ("Tom", "Uma", "Vic"):
        add_mentor(world, name, ["programming"])
    add_mentee(world, "Ada", ["study_skills"])
    ada = asks(world, "Ada", "Lin")
    asks(world, "Ada", "Kim")
    for name in ("Lin", "Kim"):
        says_no(world, name)
        ada.sees_last(THREE, "Eve", "Joe", "Max")


def test_a_second_no_at_night_leaves_the_card_on_screen(world: World) -> None:
    """Until the new card is there in the morning, the old one goes on naming others."""
    ada = asks_several(world, "Lin", "Kim")
    says_no(world, "Lin")
    falls_asleep(world, "Ada")
    says_no(world, "Kim")
    assert (shown(ada, THREE), shown(ada, NEWER)) == (1, 0)
    world.passes(days=1)
    assert (shown(ada, THREE), shown(ada, NEWER)) == (2, 0)


def test_a_third_no_by_day_leaves_one_card(world: World) -> None:
    """However many cards name others, only the newest does after the next one."""
    ada = asks_several(world, "Lin", "Kim", "Bo")
    says_no(world, "Lin")
    falls_asleep(world, "Ada")
    says_no(world, "Kim")
    world.passes(days=1, hours=6)
    ada.types("hello")
    says_no(world, "Bo")
    assert (shown(ada, THREE), shown(ada, NEWER)) == (1, 2)


def test_a_match_at_night_takes_the_asks_off_every_card(world: World) -> None:
    """What waits for the morning is not sent, and the card on screen says why nobody is named any more."""
    ada = asks_several(world, "Lin", "Kim", "Bo")
    world.person("Bo").presses("Happy to")
    meets(world, "Ada", "Bo")
    thinks(world, "Bo", "Ada", "A good fit", "Yes, in advance")
    says_no(world, "Lin")
    falls_asleep(world, "Ada")
    says_no(world, "Kim")
    chosen = next(intro for intro in intros_of(world, "Ada") if intro.mentor_id == world.member("Bo").id)
    presses_late(world, "Ada", f"choosing.choose:{chosen.id}:")
    world.passes(days=2)
    ada.sees("You and Bo are a match now. When you look for somebody again")
    assert (shown(ada, THREE), shown(ada, NEWER)) == (0, 0)
