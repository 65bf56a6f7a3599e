"""Asking: the ready words, changing them, and what a mentee can see and take back."""

import pytest

from storage.mentoring.intros import IntroStatus
from tests.flows.choices import cast, meets
from tests.flows.stories import (
    asks,
    change_member,
    change_profile,
    change_rules,
    free_of,
    intro_of,
    intros_of,
    likes,
    new_mentee_asks,
    presses_late,
)
from tests.world.making import add_mentee, add_mentor
from tests.world.world import Person, World


def test_the_ready_words_name_what_the_two_share(world: World) -> None:
    """The draft is made from the topics the mentor helps with and one more thing both like, and goes as it stands."""
    add_mentor(world, "Lin", ["study_skills", "programming"])
    add_mentee(world, "Ada", ["study_skills", "money"])
    for name in ("Ada", "Lin"):
        likes(world, name, "hiking")
    ada, lin = world.person("Ada"), world.person("Lin")

    ada.commands("/mentor find").presses("Ask for an intro chat", on="Lin")
    ada.sees_last("Hello Lin, I am Ada.", "you help with study skills", "We both like hiking", "20 minutes")
    ada.presses("Send it")

    ada.sees_last("Sent. Lin can answer until Mon 14 Sep", "2 more mentors")
    lin.sees_last("Ada would like an intro chat with you.", "Hello Lin, I am Ada.", "We both like hiking")
    lin.sees_last("You can answer until Mon 14 Sep,")
    assert "We both like hiking" in intro_of(world, "Ada").note


def test_words_without_anything_shared_still_make_a_whole_letter(world: World) -> None:
    """Where nothing is shared, the draft speaks of what the mentee looks for."""
    add_mentor(world, "Lin", ["writing"])
    add_mentee(world, "Ada", ["money"])
    ada = world.person("Ada").commands("/mentor find").presses("Ask for an intro chat", on="Lin")
    ada.sees_last("I look for somebody to talk to about money")


def test_the_words_can_be_changed(world: World) -> None:
    """Own words start from the draft, have a least length that is said kindly, and arrive as they were written."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada, lin = world.person("Ada"), world.person("Lin")
    ada.commands("/mentor find").presses("Ask for an intro chat", on="Lin").presses("Change it")

    if world.surface.platform == "plain":  # elsewhere it stands in the form, which no message shows
        ada.sees_last("20 to 800 characters.")
    # Marks that nobody sees get past a platform's own count, but not past ours.
    ada.fills({"What Lin reads": "Too short." + "\u200f" * 20}).problem("What Lin reads", "20 characters at least")
    lin.sees_no("would like an intro chat")
    ada.fills({"What Lin reads": "Hello Lin, how did you survive your first winter here?"})

    lin.sees("how did you survive your first winter here?")
    lin.sees_no("Hello Lin, I am Ada.")


def test_pressing_twice_asks_once(world: World) -> None:
    """A second press on the same button finds the ask that is there already, and nothing is sent again."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada, lin = world.person("Ada"), world.person("Lin")
    asks(world, "Ada", "Lin")
    before = lin.marks()

    presses_late(world, "Ada", f"asking.send:{world.member('Lin').id}:")

    ada.sees("You asked Lin on Mon 7 Sep")
    assert len(intros_of(world, "Ada")) == 1
    assert lin.since(before) == ""


def test_an_ask_can_be_withdrawn(world: World) -> None:
    """Withdrawing asks once more, takes the buttons off the mentor's card, and frees the place."""
    add_mentor(world, "Lin")
    ada, lin = world.person("Ada"), world.person("Lin")
    add_mentee(world, "Ada")
    asks(world, "Ada", "Lin")

    ada.presses("Withdraw the ask to Lin").sees_last("Withdraw your ask to Lin?")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED
    ada.presses("Yes, withdraw it")

    ada.sees_last("Done. Lin has nothing to answer any more")
    lin.sees("Ada has withdrawn the ask. There is nothing for you to do.")
    lin.cannot_press("Happy to").cannot_press("Not now")
    assert intro_of(world, "Ada").status is IntroStatus.WITHDRAWN
    assert free_of(world, "Lin") == 3


def test_keeping_an_ask(world: World) -> None:
    """Who does not confirm keeps the ask."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    asks(world, "Ada", "Lin").presses("Withdraw the ask to Lin").presses("Keep it")
    world.person("Ada").sees_last("You asked Lin on Mon 7 Sep. They can answer until Mon 14 Sep,")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED


def test_the_list_of_what_is_open(world: World) -> None:
    """`asks` shows a mentee their asks with a way to withdraw each, and a mentor what waits for them."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    asks(world, "Ada", "Lin")
    asks(world, "Ada", "Kim")
    ada, lin = world.person("Ada"), world.person("Lin")

    lin.commands("/mentor asks").sees_last("Ada asked you on Mon 7 Sep, and waits for your answer.")
    lin.presses("Answer Ada").sees_last("Ada would like an intro chat with you.").presses("Happy to")
    ada.commands("/mentor asks")
    ada.sees_last("Intro chat with Lin, since Mon 7 Sep", "You asked Kim on Mon 7 Sep")
    ada.presses("Withdraw the ask to Kim").presses("Yes, withdraw it")
    ada.commands("/mentor asks").sees_last("Intro chat with Lin")
    assert "Kim" not in ada.screen[-1]


def test_a_long_list(world: World) -> None:
    """However much somebody has open in both roles, the list fits on one card and says that there is more."""
    change_rules(world, intros_per_mentor=9)
    for name in ("Lin", "Kim"):
        add_mentor(world, name, intros=9)
    change_member(world, "Lin", is_mentee=True)
    asks(world, "Lin", "Kim")
    lin = world.person("Lin")
    for number in range(7):
        new_mentee_asks(world, f"Mentee{number}", "Lin")
        presses_late(world, "Lin", f"intro.accept:{intro_of(world, f'Mentee{number}').id}:")
    lin.commands("/mentor asks").sees_last("You asked Kim", "Intro chat with Mentee4", "You have 2 more")
    lin.presses("We already met", on="Mentee4")
    assert intro_of(world, "Mentee4").status is IntroStatus.MET


def test_an_empty_list(world: World) -> None:
    """Who has nothing open reads so, with the way to find a mentor."""
    add_mentee(world, "Ada")
    world.person("Ada").commands("/mentor asks").sees_last("You have no open asks").can_press("Find a mentor")


@pytest.mark.parametrize("step", ["withdrawing.withdraw", "withdrawing.withdraw_sure"])
def test_nobody_else_can_withdraw(world: World, step: str) -> None:
    """An ask is withdrawn by its mentee alone."""
    add_mentor(world, "Lin")
    for name in ("Ada", "Eve"):
        add_mentee(world, name)
    asks(world, "Ada", "Lin")
    for stranger in ("Eve", "Lin"):
        presses_late(world, stranger, f"{step}:{intro_of(world, 'Ada').id}:")
        world.person(stranger).sees("That is not yours to answer.")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED


def test_the_home_card_says_what_is_open(world: World) -> None:
    """A mentee reads for whom they wait and with whom they meet, a mentor who waits for them, with the way there."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    for name in ("Lin", "Kim"):
        asks(world, "Ada", name)
    ada, lin = world.person("Ada"), world.person("Lin")

    lin.commands("/mentor").sees_last("Ada waits for your answer.").presses("Answer now")
    lin.sees_last("Ada would like an intro chat with you.").presses("Happy to")
    ada.commands("/mentor").sees_last("You wait for an answer from Kim.", "You have an intro chat with Lin.")
    ada.presses("Your asks").sees_last("You asked Kim on Mon 7 Sep.", "Intro chat with Lin")
    lin.commands("/mentor").sees_last("You have an intro chat with Ada.")


def lists_what_is_open(person: Person, label: str) -> int:
    """They type their way to the list; where it lies on their screen."""
    person.types("home").presses(label).sees_last("Your asks and intro chats")
    return len(person.screen) - 1


def test_the_list_of_what_is_open_stays_true(world: World) -> None:
    """Where it lies in the conversation it follows what was taken back, an answer, a time that was found, a meeting."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    for name in ("Lin", "Kim"):
        asks(world, "Ada", name)
    ada, lin, kim = (world.person(name) for name in ("Ada", "Lin", "Kim"))
    hers, kims = lists_what_is_open(ada, "Your asks"), lists_what_is_open(kim, "Your intro chats")
    assert "Ada asked you on Mon 7 Sep" in kim.screen[kims]

    ada.commands("/mentor asks").presses("Withdraw the ask to Kim").presses("Yes, withdraw it")
    assert "Ada" not in kim.screen[kims]
    assert "Kim" not in ada.screen[hers]
    lin.presses("Happy to")
    assert "Intro chat with Lin, since Mon 7 Sep." in ada.screen[hers]
    assert "Withdraw" not in ada.screen[hers]
    lin.presses("We have a time", on="Ada and Lin. This is your room")
    assert "You have a time with Lin." in ada.screen[hers]
    lin.presses("We already met", on="Ada and Lin. This is your room")
    assert "You and Lin have met." in ada.screen[hers]


def test_the_list_of_what_is_open_says_a_yes_with_the_letter_about_it(world: World) -> None:
    """At night it says nothing that its reader has not been told."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = asks(world, "Ada", "Lin")
    hers = lists_what_is_open(ada, "Your asks")
    change_member(world, "Ada", zone="America/Los_Angeles")  # seven in the morning
    world.passes(minutes=20)
    world.person("Lin").presses("Happy to")
    assert "You asked Lin" in ada.screen[hers]
    world.passes(hours=1)
    assert "Intro chat with Lin" in ada.screen[hers]


def test_the_home_card_says_that_a_door_is_closed(world: World) -> None:
    """A mentor who closed the door is reminded of it at home, and can open it there."""
    add_mentor(world, "Lin")
    change_profile(world, "Lin", door_open=False)
    lin = world.person("Lin").commands("/mentor").sees_last("Your door is closed: nobody new can ask you.")
    lin.presses("Open my door").sees_last("Your door is open")
    lin.commands("/mentor")
    assert "Your door is closed" not in lin.screen[-1]


def test_somebody_who_was_met_is_asked_as_known(world: World) -> None:
    """After an intro chat that came to nothing, neither the ready words nor the mentor's card act as if the two had
    never met."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.commands("/mentor choose").presses("None of them").presses("Yes, none of them")
    ada.commands("/mentor find").presses("Ask for an intro chat", on="Lin")
    ada.sees_last("Hello Lin, this is Ada. We had an intro chat before, and I would be glad to talk with you again.")
    ada.presses("Send it")
    lin = world.person("Lin").sees_last("You had an intro chat before, on Mon 7 Sep.")
    assert "Why it may fit" not in lin.screen[-1]
