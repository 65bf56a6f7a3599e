"""A word that is a button on the card one looks at is that button, whatever else it may mean."""

from storage.people import MemberStatus
from tests.flows.choices import cast, meets
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World


def test_back_goes_back(world: World) -> None:
    """Who types “Back” is brought back to where the card came from, not told that they are on no break."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.types("choose").presses("Choose Lin").types("Back").sees_last("Whom you can choose")
    ada.sees_no("You are not on a break")


def test_pause_on_somebodys_card_is_about_them(world: World) -> None:
    """A coordinator who types what a button on a person's card says does that, and begins no break of their own."""
    add_coordinator(world)
    add_coordinator(world, "Kim")
    add_mentee(world, "Ada")
    sam = world.person("Sam").types("/program people").presses("Look at Ada").types("Pause")
    sam.sees_no("How long would you like to take a break?")
    assert world.member("Sam").status is MemberStatus.ACTIVE
    assert world.member("Ada").status is MemberStatus.PAUSED


def test_what_a_command_showed_can_be_typed(world: World) -> None:
    """After a command whose answer is no message, its buttons are understood as if they stood in the conversation."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor").sees_last("Hello Ada.")
    ada.types("Your profile").sees_last("Your profile", "You look for help with: study skills")
    ada.commands("/mentor").types("find a mentor").sees_last("Mentors for you", "Lin")
