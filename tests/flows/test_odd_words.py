"""What people write about themselves and to each other, however odd, is shown as it stands and does nothing."""

import pytest

from storage.mentoring.intros import IntroStatus
from tests.flows.stories import asks, change_member, intro_of, new_mentee_asks
from tests.world.making import add_mentee, add_mentor
from tests.world.world import World

ODD = [
    "Hello @everyone and <!channel>, <@U0LIN> and <#C1|general>, look here.",
    "**not bold** _not italic_ ~not gone~ `not code` # not a title",
    "[a link](https://example.org) <https://example.org|press me>",
    "> not a quote\n- not a list\n1. nor this one\n||no secret||",
    "Ciao 👩‍👩‍👧‍👦, e\u0301t voil\u00e0: \U0001f1e9\U0001f1ea",
    "Backslash \\ and \\* and {mentor} and %s and &amp; and &lt;b&gt;",
]


@pytest.mark.parametrize("words", ODD)
def test_odd_words_arrive_as_they_stand(world: World, words: str) -> None:
    """No mention, link or formatting gets through a note, alone or on a card with several, and every line is there."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").presses("Ask for an intro chat", on="Lin").presses("Change it")
    ada.fills({"What Lin reads": words})
    lin = world.person("Lin")
    note = intro_of(world, "Ada").note
    for line in note.split("\n"):
        lin.sees_last(line)
    new_mentee_asks(world, "Eve", "Lin")
    for line in note.split("\n"):
        lin.sees_last(line)
    lin.presses("Happy to meet Ada")
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED


def test_what_cannot_be_read_is_taken_out(world: World) -> None:
    """Direction marks, control characters and piles of empty lines are gone before anybody reads a note."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").presses("Ask for an intro chat", on="Lin").presses("Change it")
    ada.fills({"What Lin reads": "Safe\u202e words\u2066 here\x07 for everybody\n\n\n\n\nand one more line"})
    assert intro_of(world, "Ada").note == "Safe words here for everybody\n\nand one more line"


@pytest.mark.parametrize("written", ["\u202e \u200f" * 10, "\u200b\u2060" * 10, "\u3164 \u2800" * 10])
def test_nothing_that_shows_is_no_note(world: World, written: str) -> None:
    """What is empty once it is cleaned, or shows nothing, is refused, and nothing is sent."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").presses("Ask for an intro chat", on="Lin").presses("Change it")
    ada.fills({"What Lin reads": written}).problem("What Lin reads", "Please fill this in.")
    world.person("Lin").sees_no("would like an intro chat")


def test_right_to_left_names_and_words(world: World) -> None:
    """Names and words that run from right to left leave the sentence around them in order."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    change_member(world, "Ada", name="\u05e0\u05d5\u05e2\u05d4")
    world.person("Ada").commands("/mentor find").presses("Ask for an intro chat", on="Lin").presses("Send it")
    world.person("Lin").sees("\u2068\u05e0\u05d5\u05e2\u05d4\u2069 would like an intro chat with you.")


@pytest.mark.parametrize("name", ["*Ada*", "A" * 80, "<!here>", "Ada\nLovelace", "_a_ - b"])
def test_odd_names(world: World, name: str) -> None:
    """A name of any kind fits on every button and card of an intro, and can be answered."""
    add_mentor(world, "Lin")
    for mentee in ("Ada", "Eve"):
        add_mentee(world, mentee)
    change_member(world, "Ada", name=name)
    for mentee in ("Ada", "Eve"):
        asks(world, mentee, "Lin").sees_last("Sent. Lin can answer")
    lin = world.person("Lin").presses("Not now to all, kindly").presses("My next weeks are full")
    lin.sees("You said not now to")
