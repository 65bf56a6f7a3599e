"""Questions about an intro chat stay as long as they can be answered, and say what happened when they cannot."""

import pytest

from storage.mentoring.intros import Fit, IntroStatus, Side
from tests.flows.choices import cast, chooses, match_of, meets, say_yes, thinks, verdict_of
from tests.flows.stories import change_intro, intro_of, presses_late
from tests.world.making import add_mentor
from tests.world.world import World

NOT_YET = "says that you have not met yet. I ask both of you again in a few days."


def test_being_chosen_first_takes_no_answer_away(world: World) -> None:
    """A mentor who is chosen before they said how it was can still say it, once, and nobody else is told anything."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    lin = world.person("Lin").sees("How was it with Ada?")
    chooses(world, "Ada", "Lin")
    lin.sees("Ada chose you as their mentor.", "How was it with Ada?").can_press("Maybe")
    before = ada.marks()
    lin.presses("Maybe", on="How was it with Ada?").sees("Kept, for you alone. About Ada you said: maybe.")
    assert "is that a yes?" not in lin.screen[-1]
    verdict = verdict_of(world, intro_of(world, "Ada"), Side.MENTOR)
    assert verdict is not None
    assert verdict.fit is Fit.MAYBE
    assert ada.since(before) == ""
    presses_late(world, "Lin", f"own_verdict.give:{intro_of(world, 'Ada').id}:no")
    lin.sees("There is a choice already, so this answer stands as it is.")
    lin.presses("Yes, gladly", on="Ada chose you").sees("Your match has begun.")


def test_a_mentee_can_say_how_it_was_after_choosing(world: World) -> None:
    """Who chose before saying how it was finds the question where it was."""
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada = chooses(world, "Ada", "Lin").commands("/mentor verdicts").presses("Answer what waits")
    ada.sees_last("How was it with Lin?", "The choice does not depend on it.").presses("A good fit")
    ada.sees("Kept, for you alone. About Lin you said: a good fit.")


def test_a_match_answers_what_was_asked(world: World) -> None:
    """A question that is still on screen when the match begins says so, and nothing else is said about it."""
    ada = cast(world, "Ada", "Lin", "Mara")
    meets(world, "Ada", "Lin", "Mara")
    chooses(world, "Ada", "Lin")
    lin = world.person("Lin").presses("Yes, gladly", on="Ada chose you")
    for person, other in ((ada, "Lin"), (lin, "Ada")):
        person.sees(f"Answered: you and {other} are a match.").sees_no("How was it with", "Nothing waits")


def test_what_was_answered_stays_as_it_was(world: World) -> None:
    """A card on which an answer was given about another chat is not turned into something else."""
    cast(world, "Ada", "Lin", "Mara")
    meets(world, "Ada", "Lin")
    mara = world.person("Mara")
    world.passes(days=8)
    mara.presses("Not yet, ask me again").sees("I ask both of you again in a few days")
    chooses(world, "Ada", "Lin")
    world.person("Lin").presses("Yes, gladly", on="Ada chose you")
    mara.sees("I ask both of you again in a few days", "Ada has found somebody, so your intro chat is closed.")


def test_we_have_not_met_yet(world: World) -> None:
    """Whoever is told that they met can say that they have not: the intro goes on, the other one reads it, and both are
    asked again some days later."""
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin")
    meets(world, "Ada", "Lin")
    before = ada.marks()
    lin.sees_last("Ada says that the two of you have met.").presses("We have not met yet")
    lin.sees("I ask both of you again in a few days.").cannot_press("A good fit")
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    assert f"Lin {NOT_YET}" in ada.since(before)
    ada.cannot_press("A good fit").commands("/mentor choose").cannot_press("Choose Lin")
    world.passes(days=6)
    ada.sees_last("Did you and Lin get to meet?").presses("Yes, we met")
    lin.presses("A good fit")
    ada.commands("/mentor choose").can_press("Choose Lin")


def test_on_a_card_with_several_questions(world: World) -> None:
    """There the button says whom it is about."""
    add_mentor(world, "Mara")
    ada = cast(world, "Ada", "Lin")
    say_yes(world, "Ada", "Mara")
    meets(world, "Ada", "Lin", "Mara")
    ada.presses("We have not met yet, Lin").sees("How was it with Mara?")
    assert [intro.status for intro in (intro_of(world, "Ada"),)] == [IntroStatus.MET]


@pytest.mark.parametrize("when", ["answered", "chosen", "long ago"])
def test_it_cannot_be_taken_back_for_ever(world: World, when: str) -> None:
    """After an answer, after a choice, or once the mentor's place was given to others, they have met."""
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    if when == "answered":
        thinks(world, "Lin", "Ada", "Maybe")
    elif when == "chosen":
        chooses(world, "Ada", "Lin")
    else:
        change_intro(world, "Ada", holds_place=False)
    presses_late(world, "Lin", f"verdict.not_met:{intro_of(world, 'Ada').id}:")
    world.person("Lin").sees("I have it that the two of you met")
    assert intro_of(world, "Ada").status is IntroStatus.MET


def test_a_question_that_a_choice_has_overtaken_says_what_stays_true(world: World) -> None:
    """Where a mentor was asked for a word in advance and is chosen, the card says so, and stays true."""
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    lin = world.person("Lin").presses("A good fit").sees("If Ada chooses you, is that a yes?")
    chooses(world, "Ada", "Lin")
    lin.sees("Ada chose you. A new card asks you about that.").presses("Yes, gladly").sees_no(
        "You can answer on the card"
    )


def test_having_met_is_not_said_and_taken_back_over_and_over(world: World) -> None:
    """Each time is a letter to the other one; after a few the meeting stands, and coordinators can help."""
    cast(world, "Ada", "Lin")
    lin, intro = world.person("Lin"), intro_of(world, "Ada").id
    before = lin.marks()
    for _time in range(12):
        for step in ("we_met", "not_met"):
            presses_late(world, "Ada", f"verdict.{step}:{intro}:")
            world.passes(minutes=1)
    assert lin.marks() - before <= 7
    assert intro_of(world, "Ada").status is IntroStatus.MET
    world.person("Ada").sees("I have it that the two of you met")


def test_who_chose_has_met(world: World) -> None:
    """The match begins as it should after a meeting was taken back and took place."""
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    world.person("Lin").presses("We have not met yet")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    world.person("Lin").presses("Yes, gladly")
    assert match_of(world, "Ada").active_at is not None
