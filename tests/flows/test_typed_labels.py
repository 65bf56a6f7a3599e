"""A word that is a button on the card one looks at is that button, whatever else it may mean."""

import pytest

from storage.mentoring.intros import IntroStatus
from storage.people import MemberStatus
from tests.flows.choices import cast, meets
from tests.flows.stories import change_member, intro_of, new_mentee_asks
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.slack import SlackSurface
from tests.world.world import Person, World


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


def asked_earlier(world: World) -> Person:
    """Lin, who also coordinates, has Ada's ask before them for some hours."""
    add_mentor(world, "Lin")
    change_member(world, "Lin", is_coordinator=True)
    new_mentee_asks(world, "Ada", "Lin")
    world.passes(hours=3)
    return world.person("Lin")


@pytest.mark.parametrize("line", ["yes", "no"])
def test_yes_and_no_after_a_press_are_not_about_a_person(world: World, line: str) -> None:
    """Where the answer to a command was pressed on and asks something now, an older ask is neither accepted nor
    declined by a word: it is about what is asked now, or Kith asks which is meant."""
    lin = asked_earlier(world)
    lin.commands("/program").presses("Close it to new people").sees_last("Shall Compass close to new people?")
    mark = lin.marks()
    lin.types(line)
    assert "You said yes to Ada" not in lin.since(mark)
    assert "What may Ada read?" not in lin.since(mark)
    assert intro_of(world, "Ada").status is IntroStatus.ASKED


def test_no_to_what_has_no_no_is_asked_about(world: World) -> None:
    """Who thinks better of leaving and says no has not declined anybody."""
    lin = asked_earlier(world).commands("/mentor leave").sees_last("Leave Compass?")
    lin.types("no").sees_last("Do you mean “Not now”?", "It stands here: Ada would like an intro chat")
    lin.types("stay").types("no thanks")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED


def test_who_is_about_to_leave_can_say_so_whatever_comes_in_between(world: World) -> None:
    """Somebody's ask arrives while the question stands: its yes and no stay what they are, and a bare yes is nobody's
    until Kith knows whose."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    lin = world.person("Lin").types("leave").sees_last("Leave Compass?")
    world.person("Ada").types("find").presses("Ask for an intro chat", on="Lin").presses("Send it")
    lin.sees_last("Ada would like an intro chat").types("yes").sees_last("Two cards wait for an answer.")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED
    lin.types("leave").sees_last("Leave Compass?")
    new_mentee_asks(world, "Eve", "Lin")
    lin.types("stay").sees_last("Hello Lin.")
    assert world.member("Lin").status is MemberStatus.ACTIVE


@pytest.mark.parametrize("line", ["1", "2"])
def test_a_number_after_a_command_answers_nobody(world: World, line: str) -> None:
    """It is asked about, whichever card has such a number."""
    lin = asked_earlier(world).commands("/mentor asks").sees_last("Your asks and intro chats")
    mark = lin.marks()
    lin.types(line)
    assert "You said yes to Ada" not in lin.since(mark)
    assert "What may Ada read?" not in lin.since(mark)
    assert intro_of(world, "Ada").status is IntroStatus.ASKED


def test_what_a_press_showed_can_be_typed(world: World) -> None:
    """What stood there before cannot: the label is about the one person who is shown now."""
    add_coordinator(world)
    add_coordinator(world, "Kim")
    add_mentee(world, "Ada")
    sam = world.person("Sam").commands("/program people").presses("Look at Ada").types("Pause")
    sam.sees_no("How long would you like to take a break?")
    assert world.member("Ada").status is MemberStatus.PAUSED
    sam.commands("/program people").presses("Look at Ada").presses("Back to the list").presses("Look at Kim")
    sam.types("Pause")
    assert world.member("Kim").status is MemberStatus.PAUSED


def test_more_about_one_mentor_is_about_that_one(world: World) -> None:
    """A press that only looks is noted too."""
    for name in ("Lin", "Mara"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").presses("More about Mara")
    ada.types("Ask for an intro chat").sees_last("This would go to Mara")


def test_a_form_that_was_sent_shows_what_comes_next(world: World) -> None:
    """The answer to a form from such a card is what can be typed."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    add_mentee(world, "Ben")
    sam = world.person("Sam").commands("/program people").presses("Find by name")
    sam.fills({"Name, or a part of it": "Ben"}).sees_last("Look at Ben")
    sam.types("Find somebody else").sees_last("Name, or a part of it")


@pytest.mark.parametrize("world", ["slack"], indirect=True)
def test_the_home_tab_is_nothing_that_one_types_to(world: World) -> None:
    """Who has looked at it and comes back to the conversation has its cards before them: a number is theirs, at
    once."""
    assert isinstance(world.surface, SlackSurface)
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    world.take("Lin", world.surface.open_home("Lin"))
    world.person("Lin").types("1").sees("You said yes to Ada.")
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
