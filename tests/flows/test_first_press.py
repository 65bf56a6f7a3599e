"""The thinnest whole: somebody joins, asks, and gets an answer."""

from tests.world.making import add_mentor
from tests.world.world import World


def test_a_mentee_joins_asks_and_a_mentor_says_yes(world: World) -> None:
    """From the first word to an accepted intro, every press goes through its platform's own payloads."""
    add_mentor(world, "Lin", ["study_skills"], bio="I failed my first exam.")
    ada, lin = world.person("Ada"), world.person("Lin")

    ada.types("hello").sees("Join Compass")
    ada.presses("Join").presses("I look for a mentor").presses("Study skills").presses("Show me mentors")
    ada.sees("Lin", "Helps with study skills", "I failed my first exam.")

    ada.presses("Ask for an intro chat", on="Lin").presses("Send it")
    lin.sees("Ada would like an intro chat with you.")

    lin.presses("Happy to")
    ada.sees("Lin said yes", "Hello Ada and Lin.")
    lin.sees("You said yes to Ada.")
