"""Joining: from any entry to three mentors, in every state of a program, once and again."""


from tests.world.making import add_mentor
from tests.world.world import Person, World


def _mentors(world: World) -> None:
    for name in ("Lin", "Mara", "Tomas", "Yusuf"):
        add_mentor(world, name, ["study_skills"])


def _sees_three(person: Person) -> None:
    text = person.screen[-1]
    assert text.count("places for intro chats are free") == 3, text


def test_three_mentors_after_at_most_six_presses(world: World) -> None:
    """A mentee who types nothing but hello sees three fitting mentors after six presses, with three topics picked."""
    _mentors(world)
    ada = world.person("Ada")

    ada.types("hello").sees_last("Join Compass", "Coordinators see where you stand")
    ada.presses("Join").presses("I look for a mentor")
    ada.presses("Study skills").presses("Programming").presses("Internships")
    ada.presses("Show me mentors")

    _sees_three(ada)
    assert ada.presses_made <= 6, ada.presses_made


def test_one_topic_is_enough(world: World) -> None:
    """With a single topic three mentors are there after four presses."""
    _mentors(world)
    ada = world.person("Ada")
    ada.types("hello").presses("Join").presses("I look for a mentor").presses("Study skills").presses("Show me mentors")
    _sees_three(ada)
    assert ada.presses_made == 4
