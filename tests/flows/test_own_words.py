"""A program calls its roles as it likes: everybody in it is spoken to in those words, with no article in front."""

import re

import pytest

from tests.flows.choices import chooses, meets
from tests.flows.joiners import BIO
from tests.flows.stories import asks, change_rules
from tests.flows.test_setup import claimed
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World

USUAL = re.compile(r"\bment(or|ee)s?\b", re.IGNORECASE)
COMMAND = re.compile(r"/mentor\b")
ARTICLE = re.compile(r"\b[Aa]n? (ally|allies|explorers?)\b")


def own_words(world: World) -> None:
    change_rules(world, mentor_word="ally", mentors_word="allies", mentee_word="explorer", mentees_word="explorers")


def read_no_usual_word(*people: Person) -> None:
    """Nothing on their screens calls anybody mentor or mentee, or puts an article before the own word."""
    for person in people:
        for shown in person.screen:
            found = USUAL.search(COMMAND.sub("", shown)) or ARTICLE.search(shown)
            assert not found, f"{person.name} reads “{found[0]}”:\n{shown}"


def test_who_joins_reads_the_own_words(world: World) -> None:
    """From the Join card to the first list, and through a sign-up with a coordinator's look."""
    own_words(world)
    add_coordinator(world)
    add_mentor(world, "Mara")
    ada = world.person("Ada").types("hello").presses("Join").presses("I look for allies")
    ada.presses("Study skills").presses("Show me allies").sees_last(
        "Allies for you", "One ally shares a topic with you."
    )
    ada.types("hello").can_press("Find allies")
    ada.commands("/mentor profile").presses("Help as ally too").types("hello").presses("Go on as ally")
    lin = (
        world.person("Lin")
        .types("hello")
        .presses("Join")
        .presses("I want to help others (ally)")
        .presses("Study skills")
    )
    lin.presses("Next: places and a few lines")
    lin.fills(
        {"Places for explorers": "2 people", "Places for intro chats": "3 at a time", "A few lines about you": BIO}
    )
    lin.presses("I promise")
    sam = world.person("Sam").sees("One person offers to help as ally").commands("/program")
    sam.sees_last("One ally waits for your look.", "Explorers: ", "Allies: ").presses("Look at them")
    sam.presses("List Lin").commands("/program people").commands("/program acts")
    lin.sees("You are listed among the allies of Compass now. Explorers can see you and ask you. Thank you").types(
        "hello"
    )
    read_no_usual_word(ada, lin, sam)


def test_asking_and_choosing_in_the_own_words(world: World) -> None:
    """The ask, its answers and ends, choosing and the match."""
    own_words(world)
    for name in ("Lin", "Mara", "Noor"):
        add_mentor(world, name, mentees=1)
    ada = world.person("Ada").types("hello").presses("Join").presses("I look for allies").presses("Study skills")
    ada.presses("Show me allies")
    asks(world, "Ada", "Lin").can_press("Ask another ally")
    asks(world, "Ada", "Mara")
    asks(world, "Ada", "Noor")
    lin, mara, noor = world.person("Lin"), world.person("Mara"), world.person("Noor")
    lin.presses("Happy to")
    mara.presses("Not now").presses("My next weeks are full")
    noor.commands("/mentor pause").presses("Until I come back")
    ada.sees("Noor is taking a break").can_press("See more allies")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    lin.sees("Ada chose you as their ally.").presses("Yes, gladly")
    ada.commands("/mentor match").sees_last("Lin is your ally from today on.").commands("/mentor choose").types("help")
    lin.commands("/mentor match").sees_last("Ada is your explorer from today on.").commands("/mentor asks")
    read_no_usual_word(ada, lin, mara, noor)


def test_settings_and_what_was_changed_are_in_the_own_words(world: World) -> None:
    """The fields, what was saved, and the record of it."""
    own_words(world)
    add_coordinator(world)
    sam = world.person("Sam").commands("/program settings").presses("Change the limits")
    sam.fills({"Waiting asks of one explorer": 2, "Most asks and intros of one ally": 2})
    sam.sees("Saved:", "Most asks and intros of one ally: 3 → 2")
    sam.commands("/program acts").sees_last("Waiting asks of one explorer: 3 → 2; Most asks and intros of one ally")
    sam.commands("/program settings").presses("Change how long choosing takes")
    label = "Allies have to confirm within (working days)"
    sam.fills({label: 4}).sees(f"{label}: 3 → 4")


def test_own_words_come_for_one_and_for_several(empty_world: World) -> None:
    """Set-up asks for both; one without the other, or one word for both roles, is said beside the field, and nothing is
    lost."""
    sam = claimed(empty_world).presses("Set up a program")
    sam.fills({"What is the program called?": "Compass", "Your own word for “mentor”": "ally"})
    sam.problem("… and for “mentors”", "Please fill in both")
    sam.fills({"… and for “mentors”": "allies"}).sees_last("Name: Compass. Mentors are called allies.")
    sam.presses("Change the name").fills({"… and for “mentees”": "explorers"})
    sam.problem("Your own word for “mentee”", "Please fill in both")
    sam.fills({"Your own word for “mentee”": "Ally"}).problem("Your own word for “mentee”", "the word for the others")


@pytest.mark.parametrize("line", ["find a mentor", "find mentors", "find an ally", "Find allies"])
def test_what_people_are_called_is_no_word_to_look_for(world: World, line: str) -> None:
    """Who types what the button says gets the list, whichever word they use for whom they look for; any other word is
    looked for all the same."""
    own_words(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("help").types(line).sees_last("Allies for you", "Lin").sees_no("Narrowed down to")
    ada.types("find climbing allies").sees_last("Narrowed down to: “climbing”.")
