"""Answering: the mentor's card, yes, and a kind no."""

import pytest

from storage.mentoring.intros import IntroStatus
from tests.flows.choices import cast, chooses, meets
from tests.flows.stories import (
    asks,
    change_profile,
    change_rules,
    free_of,
    intro_of,
    likes,
    new_mentee_asks,
    presses_late,
)
from tests.world.making import add_mentee, add_mentor
from tests.world.world import World


def test_the_mentors_card_says_who_why_what_and_how_free(world: World) -> None:
    """The mentor sees who asks, what the two share, the words, their own places, and who reads the answer."""
    add_mentor(world, "Lin", ["study_skills"])
    add_mentee(world, "Ada", ["study_skills"])
    change_profile(world, "Ada", field="law")
    change_profile(world, "Ada", hope="Sleep before exams")
    for name in ("Ada", "Lin"):
        likes(world, name, "chess")
    asks(world, "Ada", "Lin")

    lin = world.person("Lin").sees_last(
        "Ada would like an intro chat with you.", "Hello Lin, I am Ada.", "Law", "You share study skills and chess.",
        "Sleep before exams", "1 of 3 for intro chats and 0 of 2 for mentees are taken", "Ada reads your answer",
    )  # fmt: skip
    lin.can_press("Happy to").can_press("Not now").can_press("Ask me again in two weeks")


def test_yes(world: World) -> None:
    """One press: the two have a room, each hears of it, and the card has no buttons left."""
    add_mentor(world, "Lin")
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")
    lin.presses("Happy to")
    lin.sees("You said yes to Ada.\nYou find the room for the two of you among your conversations.")
    lin.cannot_press("Happy to")
    ada.sees("Lin said yes to an intro chat.", "Hello Ada and Lin. This is your room")
    ada.sees("Your room is open: you find it among your conversations.").sees_no("You find the room")


def test_a_yes_at_night(world: World) -> None:
    """The room comes in the morning, and the card of whoever is awake says so."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    world.passes(hours=8)
    world.person("Lin").presses("Happy to")
    world.person("Lin").sees("The room for the two of you is among your conversations as soon as it is day for both.")
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED


def test_a_kind_no(world: World) -> None:
    """The mentor picks a reason, the mentee reads it in kind words with three others, and the place is free."""
    add_mentor(world, "Lin")
    for name in ("Kim", "Bo", "Yusuf"):
        add_mentor(world, name)
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")

    lin.presses("Not now").sees_last("What may Ada read?")
    ada.sees_no("deadline")
    lin.presses("I have exams or a deadline")

    lin.sees_last("You said not now to Ada. They read:", "Lin has a big deadline coming up")
    ada.sees_last("These mentors have time now:", "Kim", "Bo", "Yusuf")
    ada.presses("Ask for an intro chat", on="Bo").sees_last("This would go to Bo:")
    ada.sees("An answer from Lin\nLin has a big deadline coming up")
    assert (free_of(world, "Lin"), intro_of(world, "Ada").status) == (3, IntroStatus.DECLINED)


def test_a_no_is_read_once(world: World) -> None:
    """The reason stands in the letter alone; where the ask was sent or looked at, it only says that there is an
    answer."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("find").presses("Ask for an intro chat").presses("Send it")
    world.person("Lin").presses("Not now").presses("I have exams or a deadline")
    assert sum("Lin has a big deadline coming up" in message for message in ada.screen) == 1
    ada.sees("Lin has answered. My note about it stands further down.").cannot_press("Withdraw the ask to Lin")


def test_an_ask_that_nobody_answers_ends_once(world: World) -> None:
    """The end of an ask stands in the letter alone, and no answer is spoken of."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("find").presses("Ask for an intro chat").presses("Send it")
    world.passes(days=14)
    assert sum("Lin did not get to your ask in time" in message for message in ada.screen) == 1
    ada.sees("Your ask to Lin does not wait any more.").sees_no("has answered")


def test_thinking_again(world: World) -> None:
    """Who looked at the reasons can still say yes."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Not now").presses("Back").presses("Happy to")
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED


def test_grading_stays_private(world: World) -> None:
    """“I grade this person” reads and is kept exactly like a reason that anybody could have given."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    ada, told = world.person("Ada"), []
    for mentor, reason in (("Lin", "I grade this person"), ("Kim", "It is not a good time for me")):
        asks(world, "Ada", mentor)
        world.person(mentor).presses("Not now").presses(reason)
        answer = next(card for card in ada.screen if card.startswith(f"An answer from {mentor}"))
        told.append(answer.replace(mentor, "X"))
        assert intro_of(world, "Ada").reason == "not_the_time"
    assert told[0] == told[1]
    ada.sees_no("grade")


def test_own_words(world: World) -> None:
    """A no in own words arrives as it was written, and has a least length that is said kindly."""
    add_mentor(world, "Lin")
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")
    lin.presses("Not now").presses("Say it in my own words")
    lin.fills({"What Ada reads": "no" + "\u200f" * 20}).problem("What Ada reads", "10 characters at least")
    lin.fills({"What Ada reads": "I move house this month. Ask Kim, she knows more!"})
    ada.sees("Lin cannot have an intro chat with you now, and writes:\n“I move house this month. Ask Kim")


def test_withdrawn_while_answering(world: World) -> None:
    """A mentor who was still choosing or writing reads that the ask is gone, and nobody hears a no."""
    add_mentor(world, "Lin")
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")
    lin.presses("Not now").presses("Say it in my own words")
    ada.presses("Withdraw the ask to Lin").presses("Yes, withdraw it")
    before = ada.marks()

    lin.fills({"What Ada reads": "I move house this month, sorry."})
    lin.sees("Ada has withdrawn the ask. There is nothing for you to do.")
    intro = intro_of(world, "Ada").id
    for late in (f"declining.because:{intro}:exams", f"intro.accept:{intro}:", f"later.later:{intro}:"):
        presses_late(world, "Lin", late)

    assert intro_of(world, "Ada").status is IntroStatus.WITHDRAWN
    assert ada.since(before) == ""


@pytest.mark.parametrize(
    "step", ["intro.accept:{}:", "declining.not_now:{}:", "declining.because:{}:exams", "later.later:{}:"]
)
def test_only_the_mentor_answers(world: World, step: str) -> None:
    """Neither the mentee nor anybody else can answer an ask."""
    add_mentor(world, "Lin")
    add_mentee(world, "Eve")
    new_mentee_asks(world, "Ada", "Lin")
    for person in ("Ada", "Eve"):
        presses_late(world, person, step.format(intro_of(world, "Ada").id))
        world.person(person).sees("That is not yours to answer.")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED


def test_answering_twice(world: World) -> None:
    """After a yes, a second yes or a no on an old card changes nothing and says how it stands."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    lin = world.person("Lin").presses("Happy to")
    intro = intro_of(world, "Ada").id
    for late in (f"intro.accept:{intro}:", f"declining.because:{intro}:exams"):
        presses_late(world, "Lin", late)
        lin.sees("That has changed since this card was sent.", "Intro chat with Ada")
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED


def test_an_unknown_reason(world: World) -> None:
    """A forged or old reason is refused, and the ask stays."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    presses_late(world, "Lin", f"declining.because:{intro_of(world, 'Ada').id}:nonsense")
    world.person("Lin").sees("I do not know that reason any more.")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED


# --- several at once -------------------------------------------------------------------------------------------------


def test_several_asks_are_one_card(world: World) -> None:
    """A second ask makes one card of both; the earlier card points to it and has no buttons."""
    add_mentor(world, "Lin")
    lin = world.person("Lin")
    new_mentee_asks(world, "Ada", "Lin")
    new_mentee_asks(world, "Eve", "Lin")

    lin.sees("You find this in my newer card below")
    lin.sees_last("2 people would like an intro chat with you.", "Ada", "Eve", "Hello Lin, I am Eve.")
    lin.sees_last("Eve · answer until Mon 14 Sep")
    lin.cannot_press("Happy to")
    lin.presses("Happy to meet Eve")
    lin.sees("You said yes to Eve.", "Ada would like an intro chat with you.")
    lin.presses("Happy to")
    assert {intro_of(world, name).status for name in ("Ada", "Eve")} == {IntroStatus.ACCEPTED}


def test_looking_at_one_does_not_hide_the_others(world: World) -> None:
    """From one ask, or from the reasons for a no, there is a way back to everybody who waits."""
    add_mentor(world, "Lin")
    lin = world.person("Lin")
    for name in ("Ada", "Eve"):
        new_mentee_asks(world, name, "Lin")
    lin.presses("Not now, Eve").presses("Back").sees_last("2 people would like an intro chat with you.")
    lin.commands("/mentor asks").presses("Answer Ada").sees_last("Ada would like an intro chat with you.")
    lin.presses("Back to all").sees_last("2 people would like an intro chat with you.")


def test_not_now_to_all(world: World) -> None:
    """One reason for everybody who waits; each of them reads it alone."""
    add_mentor(world, "Lin")
    lin = world.person("Lin")
    for name in ("Ada", "Eve"):
        new_mentee_asks(world, name, "Lin")
    lin.presses("Not now to all, kindly").sees_last("What may Ada and Eve read?")
    lin.cannot_press("I grade this person")
    lin.presses("My next weeks are full").sees_last("You said not now to Ada and Eve.")
    for name, other in (("Ada", "Eve"), ("Eve", "Ada")):
        world.person(name).sees("Lin's next weeks are full").sees_no(other)
        assert intro_of(world, name).status is IntroStatus.DECLINED
    assert free_of(world, "Lin") == 3


def test_not_now_to_all_is_said_to_nobody_who_asked_later(world: World) -> None:
    """Only those who stood on the card read the no; whoever asked since is shown after it."""
    change_rules(world, intros_per_mentor=9)
    add_mentor(world, "Lin", intros=9)
    lin = world.person("Lin")
    for name in ("Ada", "Eve"):
        new_mentee_asks(world, name, "Lin")
    newest = intro_of(world, "Eve").id
    bo = new_mentee_asks(world, "Bo", "Lin")
    mark = bo.marks()
    presses_late(world, "Lin", f"door.not_now_to_all:{world.member('Lin').id}:{newest}")
    lin.sees_last("What may Ada and Eve read?")
    presses_late(world, "Lin", f"door.because:{world.member('Lin').id}:weeks_full.{newest}")
    lin.sees("You said not now to Ada and Eve.", "Bo would like an intro chat with you.")
    assert [intro_of(world, name).status for name in ("Ada", "Eve", "Bo")] == [
        IntroStatus.DECLINED, IntroStatus.DECLINED, IntroStatus.ASKED,
    ]  # fmt: skip
    assert bo.since(mark) == ""


def test_not_now_to_all_is_about_those_who_are_shown(world: World) -> None:
    """Whoever did not fit on the card any more was not part of “all”, and follows."""
    change_rules(world, intros_per_mentor=9)
    add_mentor(world, "Lin", intros=9)
    lin = world.person("Lin")
    names = [f"Mentee{number}" for number in range(7)]
    for name in names:
        new_mentee_asks(world, name, "Lin")
    lin.presses("Not now to all, kindly").presses("My next weeks are full")
    lin.sees("2 people would like an intro chat with you.", "Happy to meet Mentee6")
    assert [intro_of(world, name).status for name in names] == [IntroStatus.DECLINED] * 5 + [IntroStatus.ASKED] * 2


def test_a_button_of_before_asks_again(world: World) -> None:
    """A reason from a card that does not say whom it was about names them first."""
    add_mentor(world, "Lin")
    lin = world.person("Lin")
    for name in ("Ada", "Eve"):
        new_mentee_asks(world, name, "Lin")
    presses_late(world, "Lin", f"door.because:{world.member('Lin').id}:weeks_full")
    lin.sees_last("What may Ada and Eve read?")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED
    lin.presses("My next weeks are full").sees_last("You said not now to Ada and Eve.")


def test_a_second_no_shows_others_than_the_first(world: World) -> None:
    """The three beside a second answer are not those of the first, and the older card does not offer them twice."""
    for name in ("Lin", "Mara", "Kim", "Bo", "Yusuf", "Tom", "Yara", "Zoe"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    for name in ("Lin", "Mara"):
        asks(world, "Ada", name)
    ada = world.person("Ada")
    named = []
    for name in ("Lin", "Mara"):
        mark = ada.marks()
        world.person(name).presses("Not now").presses("My next weeks are full")
        found = next(card for card in ada.since(mark).split("\n---\n") if "have time now" in card)
        named.append({one for one in ("Kim", "Bo", "Yusuf", "Tom", "Yara", "Zoe") if f"More about {one}" in found})
    assert [len(names) for names in named] == [3, 3]
    assert not named[0] & named[1]
    ada.sees("There is a newer card further down.")


def test_a_match_takes_the_asks_off_older_cards(world: World) -> None:
    """Whoever has found somebody is not asked by an old card to go on looking."""
    add_mentor(world, "Kim")
    add_mentor(world, "Tom")
    ada = cast(world, "Ada", "Lin")
    asks(world, "Ada", "Kim")
    world.person("Kim").presses("Not now").presses("My next weeks are full")
    ada.sees("These mentors have time now:")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    world.person("Lin").presses("Yes, gladly")
    ada.sees("You and Lin are a match now.").sees_no("These mentors have time now:")


def test_one_of_several_is_withdrawn(world: World) -> None:
    """The card goes on with those who are left."""
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    new_mentee_asks(world, "Eve", "Lin")
    ada.presses("Withdraw the ask to Lin").presses("Yes, withdraw it")
    lin = world.person("Lin").sees_last("Ada has withdrawn the ask.", "Eve would like an intro chat with you.")
    lin.presses("Happy to")
    assert intro_of(world, "Eve").status is IntroStatus.ACCEPTED


def test_many_asks_with_long_words_fit_on_one_card(world: World) -> None:
    """However many wait and however much they write, there is one card, with the first five and the way to read on."""
    change_rules(world, intros_per_mentor=9)
    add_mentor(world, "Lin", intros=9)
    lin = world.person("Lin")
    for number in range(7):
        add_mentee(world, f"Mentee{number}")
        mentee = world.person(f"Mentee{number}").commands("/mentor find")
        mentee.presses("Ask for an intro chat", on="Lin").presses("Change it")
        mentee.fills({"What Lin reads": f"I am number {number}. " + "A very long story it is. " * 30})
    lin.sees_last(
        "7 people would like an intro chat with you.", "2 more follow when you have answered here.", "Mentee4"
    )
    assert "Mentee5" not in lin.screen[-1]
    lin.presses("Read all of Mentee3's words").sees_last("I am number 3.").presses("Happy to")
    lin.sees("You said yes to Mentee3.", "6 people would like an intro chat with you.", "Mentee5")


# --- places ----------------------------------------------------------------------------------------------------------


def test_fewer_places_than_before(world: World) -> None:
    """A mentor who lowered their places cannot say yes beyond them, and reads what to do."""
    add_mentor(world, "Lin")
    for name in ("Ada", "Eve"):
        new_mentee_asks(world, name, "Lin")
    change_profile(world, "Lin", places_intros=1)
    lin = world.person("Lin").presses("Happy to meet Ada").presses("Happy to")
    lin.sees("You have as many intro chats as you have places for.")
    assert [intro_of(world, name).status for name in ("Ada", "Eve")] == [IntroStatus.ACCEPTED, IntroStatus.ASKED]


def test_no_place_for_a_mentee_any_more(world: World) -> None:
    """A yes that could not lead anywhere is refused kindly."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    change_profile(world, "Lin", places_mentees=0)
    world.person("Lin").presses("Happy to").sees("Your places for mentees are all taken")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED


def test_what_was_shown_to_somebody_who_typed_stays_true(world: World) -> None:
    """Whoever goes to what waits from a card that they typed for reads there, too, when it waits no more."""
    add_mentor(world, "Lin")
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")
    lin.types("hello").presses("Answer now").can_press("Happy to")
    ada.commands("/mentor asks").presses("Withdraw the ask to Lin").presses("Yes, withdraw it")
    lin.sees_last("Ada has withdrawn the ask.").cannot_press("Happy to")
