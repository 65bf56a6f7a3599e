"""After an intro chat: when each side is asked whether they met, and what a private answer is."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage.mentoring.intros import Fit, IntroStatus, Side
from storage.places import Program
from tests.flows.choices import cast, chooses, joins, meets, say_yes, thinks, verdict_of
from tests.flows.stories import change_member, free_of, intro_of, intros_of, presses_late
from tests.world.making import add_mentor
from tests.world.world import World

A_WEEK_LATER = datetime(2026, 9, 14, 14, 1, tzinfo=UTC)
"""After the yes, with a minute for who types it."""


# --- did you meet? ---------------------------------------------------------------------------------------------------


def test_each_side_is_asked_a_week_after_the_yes(world: World) -> None:
    """Nobody is asked before a week has passed; then both are, alone, and each reads who learns the answer."""
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin")
    world.until(A_WEEK_LATER - timedelta(minutes=2))
    ada.sees_no("get to meet")
    world.passes(minutes=2)
    ada.sees_last("A question for you", "Did you and Lin get to meet?", "Lin learns whether you met, and nothing else.")
    lin.sees_last("Did you and Ada get to meet?")


def test_each_is_asked_at_their_own_hour(world: World) -> None:
    """Who is far away is asked when it is day for them, not when it is day for the other side."""
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin")
    change_member(world, "Lin", zone="Pacific/Auckland")
    world.until(A_WEEK_LATER)
    ada.sees("Did you and Lin get to meet?")
    lin.sees_no("get to meet")
    world.passes(hours=6)
    lin.sees("Did you and Ada get to meet?")


def test_several_intros_are_asked_on_one_card(world: World) -> None:
    """Intros that are due within a day come on one card, each with its own answers, and none is lost by answering
    another."""
    ada = cast(world, "Ada", "Lin")
    world.passes(hours=20)
    add_mentor(world, "Mara")
    say_yes(world, "Ada", "Mara")
    before = ada.marks()
    world.until(A_WEEK_LATER)
    world.passes(days=2)
    assert ada.since(before).count("A few questions for you") == 1
    ada.sees("Did you and Lin get to meet?", "Did you and Mara get to meet?")

    ada.presses("Yes, we met, Lin")
    ada.sees("How was it with Lin?").can_press("Yes, we met, Mara")
    ada.presses("Maybe, Lin").sees("Did you and Mara get to meet?").presses("It won't happen")
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED
    ada.sees("As far as I know, you and Mara did not get to meet. That happens")


def test_not_yet_is_asked_again_and_not_for_ever(world: World) -> None:
    """“Not yet” puts the question off for both by some days; after the second time there is no third."""
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin")
    for _time in range(2):
        world.passes(days=8)
        before = lin.marks()
        ada.presses("Not yet, ask me again").sees("I ask both of you again in a few days")
        lin.cannot_press("Yes, we met")
        world.passes(days=6)
        assert lin.since(before).count("Did you and Ada get to meet?") == 1
    ada.cannot_press("Not yet, ask me again").sees("If I hear nothing, it closes by itself after a while, kindly.")
    presses_late(world, "Ada", f"verdict.not_yet:{intro_of(world, 'Ada').id}:")
    assert intro_of(world, "Ada").not_yet == 2


def test_not_yet_of_both_sides_counts_once(world: World) -> None:
    """Both may say “not yet” to the same question; it is put off once."""
    cast(world, "Ada", "Lin")
    world.passes(days=8)
    intro = intro_of(world, "Ada").id
    presses_late(world, "Ada", f"verdict.not_yet:{intro}:")
    presses_late(world, "Lin", f"verdict.not_yet:{intro}:")
    assert intro_of(world, "Ada").not_yet == 1


def test_not_yet_to_a_question_that_was_asked_early(world: World) -> None:
    """A question that came a little early, together with another one, can be put off like any other."""
    ada = cast(world, "Ada", "Lin")
    world.passes(hours=20)
    add_mentor(world, "Mara")
    say_yes(world, "Ada", "Mara")
    world.until(A_WEEK_LATER)
    ada.sees_last("Did you and Lin get to meet?", "Did you and Mara get to meet?").presses("Not yet, Mara")
    ada.sees("I ask both of you again in a few days").cannot_press("Not yet, Mara").can_press("Yes, we met")
    assert [intro.not_yet for intro in intros_of(world, "Ada")] == [0, 1]
    before = ada.marks()
    world.passes(days=8)
    assert "Did you and Mara get to meet?" in ada.since(before)


@pytest.mark.parametrize(("who", "other"), [("Ada", "Lin"), ("Lin", "Ada")])
def test_it_wont_happen_closes_kindly_for_both(world: World, who: str, other: str) -> None:
    """Whoever says so, both read the same kind words without a reason or a name to blame; a mentee sees others."""
    cast(world, "Ada", "Lin")
    add_mentor(world, "Mara")
    world.passes(days=8)
    world.person(who).presses("It won't happen")
    for one, partner in ((who, other), (other, who)):
        person = world.person(one)
        person.sees(f"As far as I know, you and {partner} did not get to meet. That happens, and the intro")
        person.cannot_press("It won't happen").cannot_press("Yes, we met")
    world.person("Ada").can_press("See more mentors")
    assert free_of(world, "Lin") == 3


def test_nobody_answers(world: World) -> None:
    """Asked three times in all, in other words when asked again, and the last time with what comes of no answer; then
    the intro chat closes kindly for both and takes nobody's place any more."""
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin")
    before = lin.marks()
    world.passes(days=18)
    said, again, last = lin.since(before), "Have you and Ada met by now?", "If I hear nothing, it closes by itself"
    assert [said.count(words) for words in ("Did you and Ada get to meet?", again, last)] == [1, 2, 1]
    assert f"{again} {last}" in lin.sees_last(last).screen[-1]
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    world.passes(days=4)
    assert intro_of(world, "Ada").status is IntroStatus.CLOSED
    for person in (ada, lin):
        person.sees("did not get to meet. That happens").cannot_press("Yes, we met")
    assert free_of(world, "Lin") == 3


def test_a_question_that_waits_for_the_digest_is_not_lost(world: World) -> None:
    """Where the week's prompts are used up, the question comes later, and the intro is not closed before it came."""
    ada = cast(world, "Ada", "Lin")
    with world.database.write() as session:
        session.execute(sa.update(Program).values(prompts_a_week=0))
    world.passes(days=13)
    ada.sees_no("get to meet").can_press("Something is not right")
    ada.commands("/mentor verdicts").presses("Answer what waits").sees_last("Have you and Lin met by now?")
    with world.database.write() as session:
        session.execute(sa.update(Program).values(prompts_a_week=2))
    world.passes(days=3)
    ada.sees("Have you and Lin met by now?")
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED


def test_something_is_not_right_is_on_every_question(world: World) -> None:
    """Each card that asks leads to help: one question, several, and an answer that is being changed; and so does what
    stands there after an answer."""
    ada = cast(world, "Ada", "Lin")
    world.passes(days=7)
    ada.sees_last("Did you and Lin get to meet?", "[Something is not right]")
    ada.presses("Yes, we met").sees_last("How was it with Lin?", "[Something is not right]")
    ada.presses("Maybe").sees_last("Kept, for you alone.", "[Something is not right]")
    ada.presses("Change my answer about Lin").sees("How was it with Lin?")
    changing = next(message for message in ada.screen if "How was it with Lin?" in message)
    assert "[Something is not right]" in changing
    add_mentor(world, "Mara")
    add_mentor(world, "Kim")
    say_yes(world, "Ada", "Mara", "Kim")
    world.passes(days=8)
    ada.sees_last("A few questions for you", "[Something is not right]")


def test_one_yes_is_enough(world: World) -> None:
    """When one says that they met, both have met: the other is asked how it was at once, and hears who said it."""
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin")
    world.passes(days=8)
    lin.presses("Yes, we met").sees("How was it with Ada?")
    ada.sees_last("Lin says that the two of you have met.", "How was it with Lin?")
    ada.cannot_press("Yes, we met")
    assert intro_of(world, "Ada").status is IntroStatus.MET


def test_a_question_is_answered_at_night(world: World) -> None:
    """While the new card waits for the morning, the one on screen asks the same and keeps its buttons."""
    ada = cast(world, "Ada", "Lin")
    world.until(A_WEEK_LATER)
    lin = world.person("Lin").can_press("Yes, we met")
    world.passes(hours=6)
    before = lin.marks()
    ada.presses("Yes, we met")
    assert lin.since(before) == ""
    lin.sees_last("How was it with Ada?").sees_no("newer card").can_press("Maybe")
    world.passes(hours=11)
    lin.sees_last("Ada says that the two of you have met.", "How was it with Ada?")


def test_saying_so_oneself_is_no_prompt(world: World) -> None:
    """After the own “We already met” the question comes at once, in the own conversation and not in the room, even
    where the week's prompts are used up."""
    ada = cast(world, "Ada", "Lin")
    with world.database.write() as session:
        session.execute(sa.update(Program).values(prompts_a_week=0))
    meets(world, "Ada", "Lin")
    ada.sees_last("How was it with Lin?", "Only you see this answer: not Lin, not the coordinators.")
    world.person("Lin").sees_last("Ada says that the two of you have met.", "How was it with Ada?")


def test_who_says_nothing_is_asked_once_more(world: World) -> None:
    """Two days after they met, a mentor who has not said how it was gets one more card, and no third; a mentee is
    reminded to choose instead."""
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada, lin = world.person("Ada"), world.person("Lin")
    before, adas = lin.marks(), ada.marks()
    world.passes(days=9)
    assert lin.since(before).count("How was it with Ada?") == 1
    assert "How was it with Lin?" not in ada.since(adas)
    assert "Whenever you are ready, you can choose." in ada.since(adas)


# --- the private answer ----------------------------------------------------------------------------------------------


def test_a_verdict_with_a_private_reason(world: World) -> None:
    """An answer and its reason are kept for their writer, can be read again and changed, and an emptied reason is
    gone."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.presses("Maybe").sees("Kept, for you alone. About Lin you said: maybe.")
    ada.presses("Add a private reason about Lin").fills({"What made you say so?": "Kind, and *always* late."})
    ada.sees("Kept, for you alone.")
    ada.commands("/mentor verdicts").sees_last("You said: maybe.", "Kind, and *always* late.", "Only you see this")
    ada.presses("Change my answer about Lin").presses("A good fit")
    verdict = verdict_of(world, intro_of(world, "Ada"), Side.MENTEE)
    assert verdict is not None
    assert (verdict.fit, verdict.reason, verdict.would_say_yes) == (Fit.YES, "Kind, and *always* late.", None)


def test_what_was_said_of_one_stays_beside_another(world: World) -> None:
    """An answer about one intro is not taken off the screen by the question about another, can still be changed there,
    and goes when its intro is over."""
    ada = cast(world, "Ada", "Lin", "Mara")
    meets(world, "Ada", "Lin")
    ada.presses("Maybe")
    meets(world, "Ada", "Mara")
    ada.presses("A good fit")
    ada.sees("About Lin you said: maybe.", "About Mara you said: a good fit.").sees_no("There is a newer card")
    ada.presses("Change my answer about Lin").presses("No")
    ada.sees("About Lin you said: no.", "About Mara you said: a good fit.").sees_no("you said: maybe")
    world.person("Lin").commands("/mentor asks").presses("I can't go on with Ada").presses("Yes, tell Ada kindly")
    ada.cannot_press("Change my answer about Lin").can_press("Change my answer about Mara")


def test_answers_stand_once_the_choice_is_made(world: World) -> None:
    """Until they are chosen a mentor can change the answer, whatever happens elsewhere; from then on it stands."""
    ada = cast(world, "Ada", "Lin", "Mara")
    meets(world, "Ada", "Lin", "Mara")
    thinks(world, "Lin", "Ada", "Maybe")
    thinks(world, "Mara", "Ada", "Maybe")
    chooses(world, "Ada", "Lin")
    thinks(world, "Mara", "Ada", "No").sees("About Ada you said: no.")
    presses_late(world, "Lin", f"own_verdict.give:{intros_of(world, 'Ada')[0].id}:no")
    lin = world.person("Lin").sees("There is a choice already, so this answer stands as it is.")
    verdict = verdict_of(world, intros_of(world, "Ada")[0], Side.MENTOR)
    assert verdict is not None
    assert verdict.fit is Fit.MAYBE
    lin.presses("Yes, gladly", on="Ada chose you")
    presses_late(world, "Mara", f"own_verdict.give:{intros_of(world, 'Ada')[1].id}:yes")
    world.person("Mara").sees("That has changed since this card was sent.")
    ada.commands("/mentor verdicts").sees_last("You find here what you say about your intro chats")
    ada.presses("See where I stand").sees_last("Hello Ada.")


def test_a_verdict_is_locked_in_the_rows(world: World) -> None:
    """Who reads the database file reads neither the answer nor the reason, and cannot tell one answer from another by
    its length, or whether a mentor was asked for a word in advance."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.presses("No").presses("Add a private reason about Lin").fills({"What made you say so?": "We talked past us."})
    thinks(world, "Lin", "Ada", "A good fit", "Yes, in advance")
    with world.database.read() as session:
        kept = session.execute(sa.text("select reason, fit, would_say_yes from verdict")).all()
    assert len(kept) == 2
    assert not [word for row in kept for word in row if "talked" in word or word in ("yes", "no", "maybe")]
    assert len({len(word) for row in kept for word in (row.fit, row.would_say_yes)}) == 1


def test_a_mentors_good_fit_is_followed_by_one_question(world: World) -> None:
    """Only after a good fit a mentor is asked, with the name, whether being chosen is a yes; answering the same again
    does not ask again."""
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    lin = world.person("Lin")
    lin.presses("Maybe")
    lin.sees_no("is that a yes?")
    lin.presses("Change my answer about Ada").presses("A good fit").sees("If Ada chooses you, is that a yes?")
    lin.presses("I'd rather decide then").sees("Kept. If Ada chooses you, I ask you then.")
    verdict = verdict_of(world, intro_of(world, "Ada"), Side.MENTOR)
    assert verdict is not None
    assert verdict.would_say_yes is False
    before = lin.marks()
    thinks(world, "Lin", "Ada", "A good fit")
    assert "is that a yes?" not in lin.since(before)


def test_a_word_in_advance_can_be_taken_back(world: World) -> None:
    """A yes in advance ends with a changed verdict, and can be taken back on its own."""
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    lin = thinks(world, "Lin", "Ada", "A good fit", "Yes, in advance")
    intro = intro_of(world, "Ada")

    def word() -> bool | None:
        verdict = verdict_of(world, intro, Side.MENTOR)
        assert verdict is not None
        return verdict.would_say_yes

    assert word() is True
    lin.presses("Change my answer about Ada").presses("Rather decide when I am chosen")
    assert word() is False
    lin.commands("/mentor verdicts").sees_last("If they choose you: you decide then.")
    lin.presses("Change my answer about Ada").presses("Say yes in advance")
    assert word() is True
    lin.presses("Change my answer about Ada").presses("No")
    assert word() is None


def test_a_mentee_is_not_asked_for_a_word_in_advance(world: World) -> None:
    """Choosing is the mentee's; a good fit of theirs leads to the card for that."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.presses("A good fit").sees_no("is that a yes?")
    ada.presses("See whom you can choose").sees_last("Whom you can choose", "Choose Lin")


@pytest.mark.parametrize(
    "press",
    [
        "own_verdict.give:{}:yes",
        "own_verdict.in_advance:{}:yes",
        "own_verdict.change:{}:",
        "own_verdict.reason:{}:",
        "verdict.we_met:{}:",
        "verdict.wont_happen:{}:",
        "choosing.choose:{}:",
    ],
)
def test_other_people_have_no_say(world: World, press: str) -> None:
    """Nobody but the two of an intro can answer for it, or read what was answered."""
    cast(world, "Ada", "Lin")
    ben = joins(world, "Ben", "Lin")
    meets(world, "Ada", "Lin")
    thinks(world, "Ada", "Lin", "No")
    before = ben.marks()
    presses_late(world, "Ben", press.format(intro_of(world, "Ada").id))
    assert "That is not yours to answer." in ben.since(before)
    assert "You said" not in ben.since(before)


def test_a_mentee_gives_no_word_in_advance(world: World) -> None:
    """The word in advance is the mentor's; a forged press of the mentee changes nothing."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    thinks(world, "Lin", "Ada", "A good fit")
    presses_late(world, "Ada", f"own_verdict.in_advance:{intro_of(world, 'Ada').id}:yes")
    ada.sees("That is not yours to answer.")


@pytest.mark.parametrize("value", ["", "great", "1"])
def test_an_unknown_answer(world: World, value: str) -> None:
    """A forged answer is refused politely and kept nowhere."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    presses_late(world, "Ada", f"own_verdict.give:{intro_of(world, 'Ada').id}:{value}")
    ada.sees("I do not know that answer any more.")
    assert verdict_of(world, intro_of(world, "Ada"), Side.MENTEE) is None


def test_no_verdict_before_they_met(world: World) -> None:
    """A press from the future is answered with how it stands."""
    cast(world, "Ada", "Lin")
    presses_late(world, "Ada", f"own_verdict.give:{intro_of(world, 'Ada').id}:yes")
    assert verdict_of(world, intro_of(world, "Ada"), Side.MENTEE) is None
    world.person("Ada").sees("That has changed since this card was sent.")


@pytest.mark.parametrize("asked", [True, False])
def test_a_word_in_advance_does_not_outlive_the_choice(world: World, asked: bool) -> None:
    """What answers a mentor in their own conversation, on the card that asked or on one they typed for, says that the
    match has begun once it has, and offers no change of an answer."""
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    lin = world.person("Lin")
    if not asked:
        lin.types("verdicts").presses("Say how it was with Ada")
    lin.presses("A good fit").presses("Yes, in advance")
    lin.sees("your match begins at once").can_press("Change my answer about Ada")
    chooses(world, "Ada", "Lin")
    lin.sees("Ada chose you, and your match has begun.").sees_no("your match begins at once")
    lin.cannot_press("Change my answer about Ada").cannot_press("A good fit")
