"""Everything can be done by typing, and what is typed never does more than was meant."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.incoming import Incoming, Via
from storage.database import Database
from storage.people import Member, MemberStatus
from tests.core import telling, trouble
from tests.core.small import Jar, JarStatus
from tests.core.stage import NOON, Stage

HOME = "This is Compass. Hello, Lin."
WHICH = "Two cards wait for an answer. Which one do you mean?"


@pytest.fixture
def stage(sqlite_database: Database) -> Iterator[Stage]:
    made = Stage(sqlite_database, (*telling.FLOWS, trouble.flow))
    yield made
    made.close()


@pytest.fixture
def jar(stage: Stage) -> Jar:
    return stage.jar(stage.member("Ada"), stage.member("Lin"))


def offer(stage: Stage, jar: Jar) -> None:
    """Lin gets a card about the jar, unasked."""
    stage.presses("Ada", f"jar.offer:{jar.id}:")
    stage.settle()


def another(stage: Stage, jar: Jar) -> Jar:
    return stage.add(Jar(program_id=1, owner_id=jar.owner_id, helper_id=jar.helper_id, coins=2))


def coins(stage: Stage, *jars: Jar) -> list[int]:
    return [stage.get(Jar, jar.id).coins for jar in jars]


# --- open cards ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["1", " 1 ", "Put one in", "put one in", "PUT ONE IN", "\u200e1\x00"])
def test_a_number_or_a_label_is_that_press(stage: Stage, jar: Jar, line: str) -> None:
    """The first button by its number or by what it says, in any case, is pressed, and the answer comes by post."""
    offer(stage, jar)
    assert stage.types("Lin", line) == ["The jar holds one coin."]
    assert coins(stage, jar) == [1]


def test_what_a_command_showed_can_be_typed(stage: Stage, jar: Jar) -> None:
    """The answer to a command is no message; what its button says is that press all the same, while it is the newest
    thing, and not for ever. Its numbers are asked about, as it shows none."""
    for _twice in range(2):
        stage.commands("Lin", f"/mentor show {jar.id}")
    stage.passes(minutes=61)
    stage.types("Lin", "put one in")
    stage.commands("Lin", f"/mentor show {jar.id}")
    assert stage.types("Lin", "1") == ["Do you mean “Put one in”?"]
    assert coins(stage, jar) == [0]
    stage.commands("Lin", f"/mentor show {jar.id}")
    assert stage.types("Lin", "put one in") == ["The jar holds one coin."]
    assert stage.types("Lin", "put one in") == ["The jar holds 2 coins."]


def test_what_a_command_showed_takes_nothing_from_a_conversation(stage: Stage, jar: Jar) -> None:
    """Where a message has that button or that number too, Kith asks which one is meant; a number of a message that came
    afterwards is about that."""
    other = another(stage, jar)
    offer(stage, other)
    for line in ("1", "Put one in"):
        stage.commands("Lin", f"/mentor show {jar.id}")
        assert stage.types("Lin", line) == [WHICH]
    assert (coins(stage, jar), coins(stage, other)) == ([0], [2])
    stage.commands("Lin", f"/mentor show {jar.id}")
    stage.passes(minutes=1)
    offer(stage, other)
    assert stage.types("Lin", "1") == ["The jar holds 3 coins."]


def test_what_was_asked_about_is_done_with(stage: Stage, jar: Jar) -> None:
    """Once it was said which one was meant, the conversation goes on without what was shown before."""
    stage.presses("Ada", f"telling.ask_yes:{jar.id}:")
    stage.settle()
    stage.commands("Lin", f"/mentor show {jar.id}")
    assert stage.types("Lin", "1") == [WHICH]
    assert stage.types("Lin", "2") == ["You said yes."]
    stage.types("Lin", "Put one in")
    assert coins(stage, jar) == [0]


@pytest.mark.parametrize("line", ["yes", "no", "1", "tell somebody"])
def test_a_word_is_about_what_one_has_before_ones_eyes(stage: Stage, jar: Jar, line: str) -> None:
    """A yes, a no, a number or half a label after something else was shown is not taken for the card behind it, and
    Kith says which card it would be about."""
    stage.presses("Ada", f"telling.ask_yes:{jar.id}:")
    stage.settle()
    stage.commands("Lin", f"/mentor show {jar.id}")
    told = stage.types("Lin", line)
    assert told[0].startswith("Do you mean “" if line != "1" else WHICH)
    card = stage.desk.sent[-1].card
    assert "Shall I tell somebody?" in card.text + "".join(section.text for section in card.sections)
    assert coins(stage, jar) == [0]


def test_a_whole_label_is_about_the_card_that_has_it(stage: Stage, jar: Jar) -> None:
    """Whatever was shown since."""
    stage.presses("Ada", f"telling.ask_yes:{jar.id}:")
    stage.settle()
    stage.commands("Lin", f"/mentor show {jar.id}")
    assert stage.types("Lin", "Yes, tell somebody") == ["You said yes."]


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("step", ["small", "look"])
def test_a_press_on_what_is_no_message_shows_something_new(stage: Stage, jar: Jar, step: str, many: bool) -> None:
    """What came to stand there, or what one alone sees after a press in a room, is what can be typed from then on; what
    stood there before cannot."""
    other = another(stage, jar)
    stage.commands("Lin", f"/mentor show {other.id}")
    stage.presses("Lin", f"jar.{'put' if step == 'small' else step}:{jar.id}:", many=many, on="x" if many else "")
    before = coins(stage, jar)[0]
    stage.types("Lin", "put one in")
    assert coins(stage, jar, other) == [before + 1, 2]


def test_what_was_shown_lasts_beside_what_comes_unasked(stage: Stage, jar: Jar) -> None:
    """A yes to what was shown is not taken by a card that came a moment later by itself."""
    stage.commands("Lin", f"/mentor show {jar.id}")
    offer(stage, another(stage, jar))
    assert stage.types("Lin", "Put one in") == [WHICH]


def test_what_stands_aside_waits_for_no_answer(stage: Stage, jar: Jar) -> None:
    """A button that stands on a card for whoever needs it can be typed while the card is the newest; later a number is
    about the card that asks something, without a question which is meant. A bare number is never that button: nobody
    is asked for one there."""
    first = another(stage, jar)
    stage.presses("Ada", f"telling.tell_aside:{first.id}:")
    stage.settle()
    assert stage.types("Lin", "1") == ["Do you mean “Put one in”?"]
    assert stage.types("Lin", "yes") == ["The jar holds 3 coins."]
    stage.presses("Ada", f"telling.tell_aside:{first.id}:")
    offer(stage, jar)
    assert stage.types("Lin", "1") == ["The jar holds one coin."]
    assert coins(stage, jar, first) == [1, 3]


@pytest.mark.parametrize("line", ["0", "3", "1.5", "-1", "one", "Put", "Put one in now", "²"])
def test_what_is_no_button_presses_nothing(stage: Stage, jar: Jar, line: str) -> None:
    """Numbers and words that are on no card do nothing, and what they could be is said."""
    offer(stage, jar)
    (said,) = stage.types("Lin", line)
    assert said.startswith(("I did not understand that.", "Do you mean “Put one in”?"))
    assert coins(stage, jar) == [0]


def test_where_nothing_waits_words_lead_home(stage: Stage, jar: Jar) -> None:
    """With no card to answer, whatever means nothing else leads to where one stands."""
    assert stage.types("Lin", "what now") == [HOME]


def test_a_dialogue_goes_on_with_its_newest_card(stage: Stage, jar: Jar) -> None:
    """A number after an answer means the answer's buttons, not those of the card before it."""
    offer(stage, jar)
    for number in range(1, 4):
        stage.types("Lin", "1")
        assert coins(stage, jar) == [number]
    assert stage.types("Lin", "1") == ["The jar is full. Seal it, or take a bigger one."]


def interrupted(stage: Stage, jar: Jar) -> None:
    """Lin typed something, its answer has buttons, and then a question came unasked."""
    stage.types("Lin", f"show {jar.id}")
    stage.presses("Ada", f"telling.ask_yes:{another(stage, jar).id}:")
    stage.settle()


@pytest.mark.parametrize(("line", "said"), [("put one in", "The jar holds one coin."), ("1", "You said yes.")])
def test_an_answer_can_be_typed_to_beside_what_comes_unasked(stage: Stage, jar: Jar, line: str, said: str) -> None:
    """What stands on its button is that press, and a number is about the newest card."""
    interrupted(stage, jar)
    assert stage.types("Lin", line) == [said]


def test_a_word_that_fits_an_answer_and_what_came_unasked_is_asked_about(stage: Stage, jar: Jar) -> None:
    """A yes to what one had begun is none to a card that came a moment later by itself."""
    stage.presses("Ada", f"telling.ask_yes:{jar.id}:")
    stage.settle()
    assert stage.types("Lin", "let me think it over") == ["Do you mean “Let me think”?"]
    stage.presses("Ada", f"telling.ask_yes:{another(stage, jar).id}:")
    stage.settle()
    assert stage.types("Lin", "yes") == [WHICH]


def test_an_answer_behind_another_card_lasts_an_hour(stage: Stage, jar: Jar) -> None:
    """Nobody remembers then what they had begun."""
    interrupted(stage, jar)
    stage.clock.at += timedelta(hours=1)
    assert stage.types("Lin", "put one in")[0].startswith("I did not understand that.")
    assert coins(stage, jar) == [0]


def test_an_answer_lasts_until_there_is_another_one(stage: Stage, jar: Jar) -> None:
    """What was said before it is no question any more, also where something came unasked in between."""
    interrupted(stage, jar)
    other = another(stage, jar)
    stage.types("Lin", f"show {other.id}")
    assert stage.types("Lin", "put one in") == ["The jar holds 3 coins."]
    assert coins(stage, jar, other) == [0, 3]


def test_two_open_cards_are_asked_about(stage: Stage, jar: Jar) -> None:
    """Where two cards wait and the line fits both, Kith asks which, and the answer is the press."""
    other = another(stage, jar)
    offer(stage, jar)
    offer(stage, other)
    assert stage.types("Lin", "Put one in") == [WHICH]
    question = stage.desk.sent[-1].card
    assert [section.text for section in question.sections] == ["1. The jar holds 2 coins.", "2. The jar holds 0 coins."]
    assert stage.types("Lin", "2") == ["The jar holds one coin."]
    assert coins(stage, jar, other) == [1, 2]


def test_a_label_that_stands_twice_on_a_card_is_asked_about(stage: Stage, jar: Jar) -> None:
    """Two parts with the same button are told apart by what is written above them."""
    other = another(stage, jar)
    stage.presses("Ada", f"telling.tell_both:{jar.id}:{other.id}")
    stage.settle()
    assert stage.types("Lin", "Put one in") == [
        "That stands there more than once. Which one do you mean? Type its number."
    ]
    question = stage.desk.sent[-1].card
    assert [section.text for section in question.sections] == ["1. A jar with 0 coins", "2. A jar with 2 coins"]
    assert stage.types("Lin", "2") == ["The jar holds 3 coins."]
    assert coins(stage, jar, other) == [0, 3]


def test_a_number_on_a_card_that_has_just_changed_is_asked_about(stage: Stage, jar: Jar) -> None:
    """It may have stood before something else a moment ago; after a while, and with a label, it is the press."""
    for line, wanted in (("1", "Do you mean “Put one in”?"), ("Put one in", "The jar holds one coin.")):
        offer(stage, jar)
        stage.presses("Ada", f"jar.draw_again:{jar.id}:")
        stage.settle()
        assert stage.types("Lin", line) == [wanted]
    offer(stage, jar)
    stage.presses("Ada", f"jar.draw_again:{jar.id}:")
    stage.settle()
    stage.clock.at += timedelta(minutes=2)
    assert stage.types("Lin", "1") == ["The jar holds 2 coins."]


def test_a_number_that_is_typed_before_the_card_can_be_read_is_asked_about(stage: Stage, jar: Jar) -> None:
    """Two numbers in a row are about the card that was there before: the second may mean something else by then."""
    offer(stage, jar)
    assert stage.types("Lin", "1") == ["The jar holds one coin."]
    assert stage.types("Lin", "1", at_once=True) == ["Do you mean “Put one in”?"]
    assert stage.types("Lin", "yes", at_once=True) == ["The jar holds 2 coins."]
    assert stage.types("Lin", "1") == ["The jar holds 3 coins."]
    assert coins(stage, jar) == [3]


@pytest.mark.parametrize(
    ("line", "said"),
    [("yes", "yes"), ("Yes, please!", "yes"), ("ja", "yes"), ("no", "no"), ("No thanks.", "no"), ("nein", "no"),
     ("tell somebody", "yes"), ("YES TELL SOMEBODY", "yes"), ("sure", "yes")],
)  # fmt: skip
def test_yes_and_no_answer_a_card_that_asks_so(stage: Stage, jar: Jar, line: str, said: str) -> None:
    """Where one button begins with yes, or with no, the word alone is that button; so are words that only one has."""
    stage.presses("Ada", f"telling.ask_yes:{jar.id}:")
    stage.settle()
    assert stage.types("Lin", line) == [f"You said {said}."]


@pytest.mark.parametrize("line", ["maybe", "somebody", "let", "yes and no", "do not tell somebody", "12"])
def test_what_answers_nothing_leaves_the_question_open(stage: Stage, jar: Jar, line: str) -> None:
    """One word of a button is too little. What is not understood is said to be, and the buttons can still be typed."""
    stage.presses("Ada", f"telling.ask_yes:{jar.id}:")
    stage.settle()
    for _again in range(2):
        (said,) = stage.types("Lin", line)
        assert said.startswith("I did not understand that.")
    assert stage.types("Lin", "1") == ["You said yes."]


@pytest.mark.parametrize("line", ["no", "No, leave it", "2", "nein", "no thanks", "no, I have exams"])
def test_what_is_asked_about_can_be_denied(stage: Stage, jar: Jar, line: str) -> None:
    """Then nothing is done, and the card that the line was not about stands as it stood."""
    offer(stage, jar)
    stage.types("Lin", "Put one in now")
    assert stage.desk.sent[-1].card.text == "Do you mean “Put one in”?"
    assert stage.types("Lin", line) == ["All right, I leave it."]
    assert coins(stage, jar) == [0]
    assert stage.types("Lin", "put one in") == ["The jar holds one coin."]


def test_what_is_asked_about_is_not_asked_about_again(stage: Stage, jar: Jar) -> None:
    """A yes with more words behind it answers the question. A no to a card that came after it does nothing before it is
    said which was meant."""
    offer(stage, jar)
    stage.types("Lin", "Put one in now")
    assert stage.types("Lin", "yes, I would like that") == ["The jar holds one coin."]
    stage.types("Lin", "Put one in now")
    stage.presses("Ada", f"telling.ask_yes:{another(stage, jar).id}:")
    stage.settle()
    assert stage.types("Lin", "no")[0].startswith("Do you mean “No, that is all right”?")
    assert stage.types("Lin", "no, neither") == ["All right, I leave it."]


def test_a_question_that_was_answered_asks_no_more(stage: Stage, jar: Jar) -> None:
    """Once it was answered in words, its buttons are gone: nobody can leave what is done."""
    offer(stage, jar)
    stage.types("Lin", "Put one in now")
    assert [choice.label for choice in stage.desk.sent[-1].card.choices] == ["Yes, do that", "No, leave it"]
    stage.types("Lin", "yes")
    stage.settle()
    (changed,) = [edit for _reference, edit in stage.desk.edits if edit.card.text.startswith("Do you mean")]
    assert changed.card.presses == ()


def test_what_is_not_understood_names_what_would_be(stage: Stage, jar: Jar) -> None:
    """The buttons may be far above by then, so their words are said; what stands aside is not."""
    offer(stage, jar)
    assert "for instance “Put one in”" in stage.types("Lin", "what a day")[0]


def test_neither_of_two_cards_can_be_meant(stage: Stage, jar: Jar) -> None:
    """Who is asked which of them they mean can say no too."""
    other = another(stage, jar)
    offer(stage, jar)
    offer(stage, other)
    assert stage.types("Lin", "Put one in") == [WHICH]
    assert stage.types("Lin", "no") == ["All right, I leave it."]
    assert coins(stage, jar, other) == [0, 2]


def test_nothing_speaks_of_numbers_that_nobody_sees(stage: Stage, jar: Jar) -> None:
    """Where a line was not understood, what works is said: cards have no numbers on them."""
    offer(stage, jar)
    (said,) = stage.types("Lin", "what a day")
    assert "number" not in said


def test_a_sentence_around_a_button_is_asked_about(stage: Stage, jar: Jar) -> None:
    """Whoever says more than the button says is asked whether that is meant."""
    stage.presses("Ada", f"telling.ask_yes:{jar.id}:")
    stage.settle()
    assert stage.types("Lin", "well, let me think about it") == ["Do you mean “Let me think”?"]
    assert stage.types("Lin", "yes") == ["You said later."]


@pytest.mark.parametrize(
    ("line", "about"),
    [("ok that works for me", "Yes, tell somebody"), ("no sorry, I can't", "No, that is all right"), ("no problem", ""),
     ("yes, but not now", ""), ("no, ok then", "")],
)  # fmt: skip
def test_a_line_that_begins_with_yes_or_no_is_asked_about(stage: Stage, jar: Jar, line: str, about: str) -> None:
    """People say more than a word; what else they say may turn it around, and then nothing is guessed."""
    stage.presses("Ada", f"telling.ask_yes:{jar.id}:")
    stage.settle()
    (said,) = stage.types("Lin", line)
    assert said == f"Do you mean “{about}”?" if about else said.startswith("I did not understand that.")


def test_a_card_whose_story_is_over_is_not_offered(stage: Stage, jar: Jar) -> None:
    """A sentence is not asked about a button that cannot be pressed any more, a word is not taken for one of another
    card without a question, and whoever says just what it says reads how it stands."""
    other = another(stage, jar)
    offer(stage, other)
    offer(stage, jar)
    with stage.database.write() as session:
        found = session.get(Jar, jar.id)
        assert found
        found.status = JarStatus.SEALED
    asked = "Do you mean “Put one in”?\nIt stands here: The jar holds 2 coins."
    assert stage.types("Lin", "Put one in now") == [asked]
    assert stage.types("Lin", "put one in") == [asked]
    with stage.database.write() as session:
        found = session.get(Jar, other.id)
        assert found
        found.status = JarStatus.SEALED
    assert stage.types("Lin", "Put one in now") == [HOME]
    said = stage.types("Lin", "put one in")
    assert said[0].startswith("That has changed since this card was sent.")


def test_a_greeting_leads_home_whatever_is_open(stage: Stage, jar: Jar) -> None:
    """As it is no answer to anything."""
    offer(stage, jar)
    assert stage.types("Lin", "Hello!") == [HOME]


def test_a_change_that_is_on_its_way_is_asked_about(stage: Stage, jar: Jar) -> None:
    """The reader still sees the card as it was before."""
    offer(stage, jar)
    stage.presses("Ada", f"jar.draw_again:{jar.id}:")
    stage.clock.at += timedelta(minutes=10)
    assert stage.types("Lin", "1")[-1:] == ["Do you mean “Put one in”?"]


def test_yes_on_two_cards_is_asked_about(stage: Stage, jar: Jar) -> None:
    """A yes to one question is none to another."""
    other = another(stage, jar)
    for one in (jar, other):
        stage.presses("Ada", f"telling.ask_yes:{one.id}:")
    stage.settle()
    assert stage.types("Lin", "yes") == [WHICH]


def test_the_same_button_on_two_cards_is_not_asked_about(stage: Stage, jar: Jar) -> None:
    """Two cards with the very same press leave nothing to ask."""
    offer(stage, jar)
    offer(stage, jar)
    assert stage.types("Lin", "Put one in") == ["The jar holds one coin."]


def test_cards_of_parts_alone_can_be_asked_about(stage: Stage, jar: Jar) -> None:
    """A card without title and text is named by how its first part begins."""
    other = another(stage, jar)
    for one in (jar, other):
        stage.presses("Ada", f"telling.prompt_bare:{one.id}:")
    stage.settle()
    assert stage.types("Lin", "Look") == [WHICH]
    assert [section.text for section in stage.desk.sent[-1].card.sections] == ["1. Bare", "2. Bare"]


def test_a_menu_is_picked_from_by_typing(stage: Stage, jar: Jar) -> None:
    """Options of a menu are numbered after the parts of the card, and can be typed."""
    stage.presses("Ada", f"telling.prompt_large:{jar.id}:")
    stage.settle()
    assert stage.types("Lin", "2 coins") == ["The jar holds one coin."]
    stage.presses("Ada", f"telling.prompt_large:{jar.id}:")
    stage.settle()
    assert stage.types("Lin", "1") == ["The jar holds one coin."]
    assert coins(stage, jar) == [1]


def test_a_step_that_ends_something_asks_once_more(stage: Stage, jar: Jar) -> None:
    """A mistyped number seals nothing: it is asked about, and "yes" does it."""
    stage.change(jar, owner_id=2, helper_id=1)
    stage.presses("Lin", f"jar.offer:{jar.id}:")
    stage.change(jar, owner_id=1, helper_id=2)
    stage.presses("Ada", f"jar.offer:{jar.id}:")
    stage.settle()
    stage.change(jar, owner_id=2, helper_id=1)
    assert stage.types("Lin", "2") == ["Do you mean “Seal it”?"]
    assert stage.get(Jar, jar.id).status is JarStatus.OPEN
    assert stage.types("Lin", "yes, do that") == ["You sealed the jar."]
    assert stage.get(Jar, jar.id).status is JarStatus.SEALED


def test_who_does_not_want_to_after_all_says_anything_else(stage: Stage, jar: Jar) -> None:
    """Without the yes nothing is sealed."""
    stage.change(jar, owner_id=2)
    stage.presses("Lin", f"jar.offer:{jar.id}:")
    stage.settle()
    stage.types("Lin", "2")
    stage.types("Lin", "no, wait")
    assert stage.get(Jar, jar.id).status is JarStatus.OPEN


def test_a_card_that_was_not_seen_yet_is_not_meant(stage: Stage, jar: Jar) -> None:
    """A card that waits for the morning does not take the numbers that are typed at night."""
    offer(stage, jar)
    stage.clock.at = NOON.replace(hour=23)
    other = another(stage, jar)
    offer(stage, other)
    assert stage.types("Lin", "1") == ["The jar holds one coin."]
    assert coins(stage, jar, other) == [1, 2]


def test_the_newest_card_is_the_one_seen_last(stage: Stage, jar: Jar) -> None:
    """A card that was written in the night and came in the morning is newer than what was answered in between."""
    stage.clock.at = NOON.replace(hour=23)
    other = another(stage, jar)
    offer(stage, other)
    stage.types("Lin", "home")
    stage.passes(hours=12)
    assert stage.desk.to("lin") == [HOME, "The jar holds 2 coins."]
    assert stage.types("Lin", "1") == ["The jar holds 3 coins."]


def test_a_press_that_is_stale_shows_how_it_stands(stage: Stage, jar: Jar) -> None:
    """A typed press on a card that is no longer true gets the sentence and the card as it is now, by post."""
    offer(stage, jar)
    stage.change(jar, status=JarStatus.SEALED)
    told = stage.types("Lin", "Put one in")
    assert told == [
        "That has changed since this card was sent. Nothing was done, and the card shows how it stands now.",
        "The jar holds 0 coins.",
    ]
    assert stage.types("Lin", "Put one in") == [HOME]


# --- words and commands ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["help", "Help", "HELP!", "help.", "  help  ", "help..."])
def test_help_always_works(stage: Stage, jar: Jar, line: str) -> None:
    """However it is spelled, and whatever cards are open."""
    offer(stage, jar)
    assert stage.types("Lin", line) == ["Type what you see on a button, or its number."]


def test_a_button_that_says_a_word_is_pressed(stage: Stage, jar: Jar) -> None:
    """A word that is exactly what a button of the newest open card says is that press; on any other card, and for the
    words that always work, it is the word."""
    stage.presses("Ada", f"telling.prompt_words:{jar.id}:")
    stage.settle()
    assert stage.types("Lin", "Home") == ["The jar holds one coin."]
    assert stage.types("Lin", "home") == [HOME]
    stage.presses("Ada", f"telling.prompt_words:{jar.id}:")
    stage.settle()
    assert stage.types("Lin", "Help") == ["Type what you see on a button, or its number."]
    offer(stage, jar)
    assert stage.types("Lin", "home") == [HOME]
    assert coins(stage, jar) == [1]


@pytest.mark.parametrize(
    "line",
    ["find red jars", "Find red jars", "mentor find red jars", "/mentor find red jars", "MENTOR Find  red jars",
     "/find red jars", "  /mentor   find   red jars"],
)  # fmt: skip
def test_a_command_in_all_its_spellings(stage: Stage, jar: Jar, line: str) -> None:
    """With and without slash and name, in any case, in a command and in a typed line, the rest arrives as one."""
    assert stage.types("Lin", line) == ["You look for “red jars”."]
    reply = stage.commands("Lin", line)
    assert reply.card is not None
    assert reply.card.text == "You look for “red jars”."


def test_a_sentence_that_begins_like_a_command_is_a_sentence(stage: Stage, jar: Jar) -> None:
    """Without the slash more than a few words are talk, and lead home."""
    assert stage.types("Lin", "find me somebody who can do that") == [HOME]
    assert stage.types("Lin", "/find me somebody who can do that") == ["You look for “me somebody who can do that”."]
    assert stage.types("Lin", "finding") == [HOME]


def test_the_bare_command_leads_to_its_home(stage: Stage, jar: Jar) -> None:
    """Each of the two commands has a home, also behind words that it does not know."""
    stage.member("Sam", is_coordinator=True)
    for line in ("mentor", "/mentor", "Mentor what?", "mentor fnid"):
        reply = stage.commands("Lin", line)
        assert reply.card is not None
        assert reply.card.text == HOME
    for line in ("program", "/Program", "program xyz"):
        reply = stage.commands("Sam", line)
        assert reply.card is not None
        assert reply.card.text == "You run Compass."
    refused = stage.commands("Lin", "program")
    assert refused.notice is not None
    assert "coordinators of Compass" in refused.notice.text


def test_unknown_words_lead_home(stage: Stage, jar: Jar) -> None:
    """Whatever was meant, the home card has the way on it."""
    assert stage.types("Lin", "what a day") == [HOME]
    assert stage.types("Zoe", "hello?") == ["This is Compass. Hello, stranger."]


def test_a_cry_for_help_is_heard_first(stage: Stage, jar: Jar) -> None:
    """It is answered before cards, commands and words, whoever says it, and also in a command."""
    offer(stage, jar)
    said = "find me, I am at the end of my rope"
    for name in ("Lin", "Zoe"):
        assert stage.types(name, said) == ["You are not alone with this."]
    reply = stage.commands("Lin", said)
    assert reply.card is not None
    assert reply.card.text == "You are not alone with this."


def test_what_is_typed_obeys_the_guards(stage: Stage, jar: Jar) -> None:
    """A removed member's line is refused by letter; a typed press is no way around the rules."""
    offer(stage, jar)
    stage.change(stage.get(Member, 2), status=MemberStatus.REMOVED)
    assert "not in Compass any more" in stage.types("Lin", "1")[0]
    assert coins(stage, jar) == [0]


def test_an_answer_to_a_line_cannot_be_lost(stage: Stage, jar: Jar) -> None:
    """What answers a typed line is a letter of the first rank, also for an account that is no member."""
    stage.take(Incoming(via=Via.LINE, by=stage.sender("Zoe"), text="help", key="k"))
    letters = stage.letters()
    assert [(letter.rank, letter.member_id, letter.account_id) for letter in letters] == [(0, None, 3)]


def test_a_refused_line_that_comes_again_is_answered_once(stage: Stage, jar: Jar) -> None:
    """Nothing was changed by it, and the sentence that said so is not said a second time."""
    offer(stage, jar)
    stage.change(jar, coins=3)
    assert "full" in stage.types("Lin", "1", key="same")[0]
    with capture_logs() as logs:
        assert stage.types("Lin", "1", key="same") == []
    assert logs == []


def test_a_typed_line_that_breaks_is_apologised_for(stage: Stage, jar: Jar) -> None:
    """A bug behind a button is the same whether it is pressed or typed."""
    stage.presses("Ada", f"trouble.trap:{jar.id}:")
    stage.settle()
    with capture_logs():
        assert stage.types("Ada", "1")[0].startswith("Something went wrong on our side")


ODD = ("", " ", "\x00", "\u202e\u2066", "\ud800", "1\n2", "**1**", "@everyone", "<!channel>", "<@U1>", "{name}", "%s",
       "\\", "/", "//", "/mentor", "1" * 5000, "👩‍👩‍👧‍👦", "ﷺ", "\u0661", "'; DROP TABLE letter; --")  # fmt: skip


@pytest.mark.parametrize("line", ODD, ids=range(len(ODD)))
def test_odd_lines_get_one_answer(stage: Stage, jar: Jar, line: str) -> None:
    """Whatever is typed is answered once, and never by an apology."""
    offer(stage, jar)
    with capture_logs() as logs:
        told = stage.types("Lin", line)
    assert len(told) == 1
    assert "went wrong" not in told[0]
    assert not [entry for entry in logs if entry["log_level"] == "error"]
    assert coins(stage, jar) == [0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_any_line_gets_an_answer(stage: Stage, line: str) -> None:
    """No text at all makes the engine stumble, typed or behind a command."""
    with capture_logs() as logs:
        assert stage.types("Ada", line)
        reply = stage.commands("Ada", line)
    assert reply.card or reply.notice or reply.form
    assert not [entry for entry in logs if entry["log_level"] == "error"]
