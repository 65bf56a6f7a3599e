"""A form filled in by typing: one question after the other, with nothing that a form can do missing."""

import json
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.engine import Engine
from storage.outbox import Draft
from storage.people import Account, Member
from tests.core import filling, small
from tests.core.small import Jar, JarStatus
from tests.core.stage import Stage

FLOWS = filling.FLOWS


@pytest.fixture
def jar(any_stage: Stage) -> Jar:
    return any_stage.jar(any_stage.member("Ada"), any_stage.member("Lin"))


LINES = ("Honey", "skip", "2", "Red, light blue", "berg 13", "12", "2026-09-01", "8:30", "Blue", "skip", "Bye")


def asked(stage: Stage) -> str:
    """The question that Ada was asked last."""
    return [letter for letter in stage.desk.sent if letter.user == "ada"][-1].card.title


def begin(stage: Stage, jar: Jar, label: str = "Describe it") -> None:
    """The newest card has the button, and its label is typed."""
    stage.presses("Ada", f"filling.invite:{jar.id}:")
    stage.settle()
    stage.types("Ada", label)


def kept(stage: Stage, jar: Jar) -> dict[str, str]:
    note = stage.get(Jar, jar.id).note
    return json.loads(note) if note else {}


def test_a_form_is_filled_in_line_by_line(any_stage: Stage, jar: Jar) -> None:
    """Each line answers one question; numbers, labels, words of them and "skip" all do; the last one takes the step."""
    begin(any_stage, jar)
    titles = [asked(any_stage)]
    for line in LINES[:-1]:
        any_stage.types("Ada", line)
        titles.append(asked(any_stage))
    assert titles == [f"{label} ({place}/11)" for place, label in enumerate(
        ["Name", "Story", "Colour", "Mixed with", "Town", "Size", "Since", "Opens at", "Lid", "Stickers",
         "A last word"], start=1)]  # fmt: skip
    assert any_stage.types("Ada", LINES[-1]) == ["The jar Honey is described."]
    assert kept(any_stage, jar) == {
        "name": "Honey", "story": "None", "colour": "blue", "mixed": "('red', 'light_blue')", "town": "t13",
        "size": "12", "since": "2026-09-01", "opens": "08:30:00", "lid": "blue", "stickers": "None", "word": "Bye",
    }  # fmt: skip
    assert any_stage.all(Draft) == []
    assert any_stage.get(Account, 1).typing is False


def test_the_first_question_says_how_it_is_done(any_stage: Stage, jar: Jar) -> None:
    """Who will see it, how to leave something out, how to stop; and the form itself is one press away."""
    begin(any_stage, jar)
    card = any_stage.desk.sent[-1].card
    assert "Only you will see this." in card.text
    assert "Type “cancel” to stop; what you wrote is kept." in card.text
    assert "skip" not in card.text
    assert [choice.id for choice in card.choices] == [f"filling.describe:{jar.id}:"]
    any_stage.types("Ada", "Honey")
    assert "Type “skip” to leave it out." in any_stage.desk.sent[-1].card.text


def test_options_are_numbered_where_they_fit(any_stage: Stage, jar: Jar) -> None:
    """A short list is shown with its numbers and what stands there; a long one is searched."""
    begin(any_stage, jar)
    for line in LINES[:2]:
        any_stage.types("Ada", line)
    colour = any_stage.desk.sent[-1].card.text
    assert "1. Red\n2. Blue\n3. Light blue" in colour
    assert "Now: Blue. Type “same” to keep it." in colour
    any_stage.types("Ada", "Same.")
    any_stage.types("Ada", "skip")
    assert "Ashby" not in any_stage.desk.sent[-1].card.text


def test_a_wrong_answer_is_asked_again(any_stage: Stage, jar: Jar) -> None:
    """What cannot be read gets its sentence and the same question; nothing before it is lost."""
    begin(any_stage, jar)
    for wrong in ("x", "y" * 41):
        any_stage.types("Ada", wrong)
        assert asked(any_stage) == "Name (1/11)"
    assert "That is 41 characters. Please keep it to 40." in any_stage.desk.sent[-1].card.text
    any_stage.types("Ada", "Honey")
    any_stage.types("Ada", "skip")
    any_stage.types("Ada", "green")
    assert asked(any_stage) == "Colour (3/11)"
    assert "I do not know “green”. Try another word for it." in any_stage.desk.sent[-1].card.text
    for line in LINES[2:]:
        any_stage.types("Ada", line)
    assert kept(any_stage, jar)["name"] == "Honey"


def test_skip_leaves_out_only_what_may_be_left_out(any_stage: Stage, jar: Jar) -> None:
    """For a question that needs an answer "skip" is an answer like any other."""
    begin(any_stage, jar, "Say a word")
    assert any_stage.types("Ada", "skip") == ["You said skip."]


def test_same_keeps_what_stands_there(any_stage: Stage, jar: Jar) -> None:
    """ "same" is the answer that the form starts with; where there is none it is a word."""
    any_stage.change(jar, note="before")
    begin(any_stage, jar, "Say a word")
    assert any_stage.types("Ada", "same") == ["You said before."]
    any_stage.change(jar, note="")
    begin(any_stage, jar, "Say a word")
    assert any_stage.types("Ada", "“Same”") == ["You said “Same”."]


def test_cancel_stops_and_keeps(any_stage: Stage, jar: Jar) -> None:
    """After "cancel" a line is no answer any more; coming back goes on where it was, with what was written."""
    begin(any_stage, jar)
    any_stage.types("Ada", "Honey")
    assert any_stage.types("Ada", "Cancel!") == [
        "Stopped, and nothing of it has been sent. What you wrote is kept for you alone."
    ]
    assert any_stage.types("Ada", "hello") == ["This is Compass. Hello, Ada."]
    reply = any_stage.presses("Ada", f"filling.describe:{jar.id}:")
    assert reply.form is not None
    assert (reply.form.start, reply.form.questions[0].given) == (1, ("Honey",))
    begin(any_stage, jar)
    assert asked(any_stage) == "Story (2/11)"


def test_who_stopped_goes_on_with_one_press(any_stage: Stage, jar: Jar) -> None:
    """The card that says so has the way back, and what stands above the form is said again."""
    begin(any_stage, jar)
    any_stage.types("Ada", "Honey")
    any_stage.types("Ada", "cancel")
    (said,) = any_stage.types("Ada", "go on with it")
    assert asked(any_stage) == "Story (2/11)"
    assert "Only you will see this." in said


def test_back_shows_the_question_before(any_stage: Stage, jar: Jar) -> None:
    """With what was answered, to be kept or changed; before the first question there is nothing."""
    begin(any_stage, jar)
    any_stage.types("Ada", "Honey")
    (said,) = any_stage.types("Ada", "back")
    assert asked(any_stage) == "Name (1/11)"
    assert "Now: Honey. Type “same” to keep it." in said
    any_stage.types("Ada", "Marmalade")
    for line in LINES[1:]:
        any_stage.types("Ada", line)
    assert kept(any_stage, jar)["name"] == "Marmalade"


def test_after_a_while_a_form_begins_anew(any_stage: Stage, jar: Jar) -> None:
    """Nobody remembers what they wrote an hour ago: they see it, question by question, before it goes anywhere."""
    begin(any_stage, jar)
    any_stage.types("Ada", "Honey")
    any_stage.clock.at += timedelta(hours=2)
    begin(any_stage, jar)
    assert asked(any_stage) == "Name (1/11)"
    assert "Now: Honey. Type “same” to keep it." in any_stage.desk.sent[-1].card.text


KEPT = "What you began to write is kept, and nothing of it has been sent."
LAPSED = (
    "You were filling in a form a while ago. What you type now is no answer to it any more. Nothing of it has been "
    "sent, and what you wrote is kept."
)
WHICH = "Two cards wait for an answer. Which one do you mean?"


def test_what_comes_late_is_no_answer(any_stage: Stage, jar: Jar) -> None:
    """An hour after the last line a line is none of the form's; that is said, and one word leads back to it."""
    begin(any_stage, jar)
    any_stage.types("Ada", "Honey")
    before = any_stage.all(Draft)[0].answers
    any_stage.clock.at += timedelta(minutes=61)
    assert any_stage.types("Ada", "It stood in the attic") == [LAPSED]
    any_stage.types("Ada", "It stood in the attic")
    assert any_stage.all(Draft)[0].answers == before
    any_stage.types("Ada", "Go on with it")
    assert "Now: Honey. Type “same” to keep it." in any_stage.desk.sent[-1].card.text


def test_what_comes_late_means_what_it_always_means(any_stage: Stage, jar: Jar) -> None:
    """It is said that the form is not gone on with, and the line leads where it would lead without one."""
    begin(any_stage, jar, "Say a word")
    any_stage.clock.at += timedelta(minutes=61)
    assert any_stage.types("Ada", "hello") == [LAPSED, "This is Compass. Hello, Ada."]
    assert any_stage.types("Ada", "hello") == ["This is Compass. Hello, Ada."]
    assert any_stage.get(Jar, jar.id).note == ""


def test_every_line_counts(any_stage: Stage, jar: Jar) -> None:
    """Whoever goes back, or was asked again, is in the middle of it."""
    begin(any_stage, jar)
    any_stage.types("Ada", "Honey")
    for line in ("back", "x", "Marmalade"):
        any_stage.clock.at += timedelta(minutes=50)
        any_stage.types("Ada", line)
    assert asked(any_stage) == "Story (2/11)"


@pytest.mark.parametrize("line", ["/mentor find", "mentor find", "/find", " /mentor find"])
def test_a_command_is_no_answer(any_stage: Stage, jar: Jar, line: str) -> None:
    """It leads away, and what was filled in is kept."""
    begin(any_stage, jar)
    any_stage.types("Ada", "Honey")
    assert any_stage.types("Ada", line) == [KEPT, "You look for “”."]
    assert any_stage.get(Account, 1).typing is False


@pytest.mark.parametrize("line", ["mentor", "mentors find me", "mentor fnid", "find"])
def test_a_word_of_a_command_can_be_an_answer(any_stage: Stage, jar: Jar, line: str) -> None:
    """Where it is no command as it stands."""
    begin(any_stage, jar, "Say a word")
    assert any_stage.types("Ada", line) == [f"You said {line}."]


@pytest.mark.parametrize("line", ["Put one in", "1"])
def test_a_card_that_came_after_the_question_is_asked_about(any_stage: Stage, jar: Jar, line: str) -> None:
    """What one of its buttons says is neither pressed nor taken for the answer before Kith knows which is meant."""
    other = any_stage.jar(any_stage.member("Kim"), any_stage.get(Member, jar.owner_id))
    begin(any_stage, jar, "Say a word")
    any_stage.clock.at += timedelta(minutes=1)
    any_stage.presses("Kim", f"jar.offer:{other.id}:")
    any_stage.settle()
    any_stage.clock.at += timedelta(minutes=1)
    assert any_stage.types("Ada", line) == [WHICH]
    card = any_stage.desk.sent[-1].card
    assert [part.text for part in card.sections] == ["1. The jar holds 0 coins.", "2. Word"]
    any_stage.types("Ada", "2")
    assert asked(any_stage) == "Word"
    assert any_stage.types("Ada", line) == [f"You said {line}."]
    assert any_stage.get(Jar, other.id).coins == 0


def test_a_form_whose_story_is_over_is_not_offered(any_stage: Stage, jar: Jar) -> None:
    """What a newer card says is not asked about where the form could not be sent any more; nor is the form quoted."""
    other = any_stage.jar(any_stage.member("Kim"), any_stage.get(Member, jar.owner_id))
    begin(any_stage, jar)
    any_stage.types("Ada", "Honey")
    any_stage.presses("Kim", f"jar.offer:{other.id}:")
    any_stage.settle()
    with any_stage.database.write() as session:
        found = session.get(Jar, jar.id)
        assert found
        found.status = JarStatus.SEALED
    assert any_stage.types("Ada", "put one in") == [KEPT, "The jar holds one coin."]
    assert any_stage.get(Jar, other.id).coins == 1


def test_the_card_that_came_after_the_question_can_be_meant(any_stage: Stage, jar: Jar) -> None:
    """Then it is pressed, and the form is left as it is; any other line is the answer all the while."""
    other = any_stage.jar(any_stage.member("Kim"), any_stage.get(Member, jar.owner_id))
    begin(any_stage, jar)
    any_stage.types("Ada", "Honey")
    any_stage.presses("Kim", f"jar.offer:{other.id}:")
    any_stage.settle()
    assert any_stage.types("Ada", "put one in") == [WHICH]
    any_stage.types("Ada", "It stood in the attic")
    assert asked(any_stage) == "Colour (3/11)"
    any_stage.presses("Kim", f"jar.offer:{other.id}:")
    any_stage.settle()
    any_stage.types("Ada", "put one in")
    assert any_stage.types("Ada", "put one in") == [KEPT, "The jar holds one coin."]
    assert any_stage.get(Jar, other.id).coins == 1
    assert any_stage.get(Account, 1).typing is False


def test_help_in_between_leaves_the_form(any_stage: Stage, jar: Jar) -> None:
    """After words that always work, what is typed is no answer to a form any more; what was filled in is kept."""
    begin(any_stage, jar)
    any_stage.types("Ada", "Honey")
    before = any_stage.all(Draft)[0].answers
    assert "Honey" in before
    assert any_stage.types("Ada", "help") == [
        "What you began to write is kept, and nothing of it has been sent.",
        "Type what you see on a button, or its number.",
    ]
    any_stage.types("Ada", LINES[1])
    assert any_stage.all(Draft)[0].answers == before


def test_a_cry_in_between_is_heard(any_stage: Stage, jar: Jar) -> None:
    """What must not wait is answered in the middle of a form, and is no answer to it."""
    begin(any_stage, jar)
    assert any_stage.types("Ada", "I am at the end of my rope") == ["You are not alone with this."]
    assert "rope" not in any_stage.all(Draft)[0].answers


def test_a_typed_form_survives_a_restart(any_stage: Stage, jar: Jar) -> None:
    """Where one is in a form is a row: another engine takes the next line."""
    begin(any_stage, jar)
    for line in LINES[:6]:
        any_stage.types("Ada", line)
    any_stage.engine = any_stage.postman.engine = Engine(any_stage.database, filling.FLOWS, small.HOMES)
    for line in LINES[6:]:
        any_stage.types("Ada", line)
    assert kept(any_stage, jar)["word"] == "Bye"


def test_what_the_step_refuses_is_asked_again_and_answered(any_stage: Stage, jar: Jar) -> None:
    """An answer that only the step can judge comes back with its sentence, and the next line mends it."""
    begin(any_stage, jar)
    any_stage.types("Ada", "Nameless")
    for line in LINES[1:]:
        any_stage.types("Ada", line)
    assert asked(any_stage) == "Name (1/11)"
    assert "A jar needs a name of its own." in any_stage.desk.sent[-1].card.text
    any_stage.types("Ada", "Honey")
    for _question in range(10):
        any_stage.types("Ada", "same" if "“same”" in any_stage.desk.sent[-1].card.text else "skip")
    assert kept(any_stage, jar)["name"] == "Honey"
    assert kept(any_stage, jar)["size"] == "12"
    assert kept(any_stage, jar)["word"] == "Bye"


def test_pressing_something_else_stops_the_typing(any_stage: Stage, jar: Jar) -> None:
    """After another press a line is not an answer to the form that was left."""
    begin(any_stage, jar)
    any_stage.types("Ada", "Honey")
    any_stage.presses("Ada", f"jar.put:{jar.id}:")
    assert any_stage.types("Ada", "hello") == ["This is Compass. Hello, Ada."]


def test_a_form_begun_by_pressing_is_gone_on_with_by_typing(any_stage: Stage, jar: Jar) -> None:
    """Pages that were sent count: typing begins with the question after them."""
    any_stage.sends("Ada", f"filling.describe:{jar.id}:", {
        "name": "Honey", "colour": "red", "mixed": [], "story": ""}, page=0)  # fmt: skip
    begin(any_stage, jar)
    assert asked(any_stage) == "Town (5/11)"
    for line in LINES[4:]:
        any_stage.types("Ada", line)
    assert kept(any_stage, jar)["colour"] == "red"


def test_a_form_that_is_no_longer_possible_says_so_once(any_stage: Stage, jar: Jar) -> None:
    """Sealed in the meantime: the next answer is refused with how it stands, and the line after it is free."""
    begin(any_stage, jar)
    any_stage.change(jar, status=JarStatus.SEALED)
    told = any_stage.types("Ada", "Honey")
    assert told[0].startswith("That has changed since this card was sent. Nothing was done, and the card shows")
    assert told[1:] == ["The jar holds 0 coins."]
    assert any_stage.types("Ada", "hello") == ["This is Compass. Hello, Ada."]


def test_a_bug_in_a_typed_form_is_apologised_for(any_stage: Stage, jar: Jar) -> None:
    """The step broke: one apology by post, and the same word can be sent again in another way."""
    begin(any_stage, jar, "Say a word")
    with capture_logs():
        told = any_stage.types("Ada", "boom")
    assert [text[:20] for text in told] == ["Something went wrong"]
    assert any_stage.get(Jar, jar.id).note == ""
    assert any_stage.types("Ada", "calm") == ["You said calm."]


def test_two_forms_at_once_do_not_mix(any_stage: Stage, jar: Jar) -> None:
    """The form that was begun last takes the lines; the other keeps what it has."""
    begin(any_stage, jar)
    any_stage.types("Ada", "Honey")
    begin(any_stage, jar, "Say a word")
    assert any_stage.types("Ada", "peace") == ["You said peace."]
    drafts = any_stage.all(Draft)
    assert [(draft.step, json.loads(draft.answers)) for draft in drafts] == [("filling.describe", {"name": ["Honey"]})]
