"""Forms are opened, sent whole or page by page, mended in place, and lose nothing."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot import shown
from bot.engine import Engine
from bot.incoming import Reply
from bot.messages import Card
from bot.steps import ANSWER, Effects, Flow, Replace, Tell, Turn
from bot.words import _
from storage.database import Database
from storage.outbox import Draft, StoredFile
from storage.people import Account, Member
from tests.core import filling, small
from tests.core.small import Jar, JarStatus
from tests.core.stage import NOON, Stage

own: Flow[Account] = Flow("own_forms", about=Account)
confiding: Flow[Jar] = Flow("confiding", about=Jar, holds=("owner", "helper"))


@own.step()
def left(account: Account, turn: Turn) -> Effects:
    yield Tell(account, Card(_("You began something.")), kind=ANSWER)


@confiding.step(by="owner", form=filling.long_form, if_left=left)
def confide(jar: Jar, turn: Turn) -> Effects:
    yield Replace(Card(_("Thank you.")))


@pytest.fixture
def stage(sqlite_database: Database) -> Iterator[Stage]:
    made = Stage(sqlite_database, (*filling.FLOWS, own, confiding))
    yield made
    made.close()


@pytest.fixture
def jar(stage: Stage) -> Jar:
    return stage.jar(stage.member("Ada"), stage.member("Lin"))


FIRST = {"name": "Honey", "story": "", "colour": "red", "mixed": ["red", "blue"]}
SECOND = {"town": "t3", "size": "12", "since": "2026-09-01", "opens": "8:30"}
THIRD = {"lid": "blue", "stickers": "3", "word": "Bye"}
WHOLE: dict[str, Any] = {**FIRST, **SECOND, **THIRD}
READ = {
    "name": "Honey", "story": "None", "colour": "red", "mixed": "('red', 'blue')", "town": "t3", "size": "12",
    "since": "2026-09-01", "opens": "08:30:00", "lid": "blue", "stickers": "3", "word": "Bye",
}  # fmt: skip


def form(stage: Stage, jar: Jar) -> shown.Form:
    """The form as a press opens it."""
    reply = stage.presses("Ada", f"filling.describe:{jar.id}:")
    assert reply.form is not None
    return reply.form


def given(shown_form: shown.Form) -> dict[str, tuple[str, ...]]:
    return {question.name: question.given for question in shown_form.questions if question.given}


def sends(stage: Stage, jar: Jar, answers: dict[str, Any], page: int | None = None) -> Reply:
    return stage.sends("Ada", f"filling.describe:{jar.id}:", answers, page=page)


def kept(stage: Stage, jar: Jar) -> dict[str, str]:
    note = stage.get(Jar, jar.id).note
    return json.loads(note) if note else {}


def test_a_press_opens_the_form(stage: Stage, jar: Jar) -> None:
    """A step with a form is not taken by a press: its form opens, in the reader's words, with what is known."""
    opened = form(stage, jar)
    assert (opened.id, opened.title, opened.submit) == (f"filling.describe:{jar.id}:", "About the jar", "Save")
    assert len(opened.questions) == 11
    assert given(opened) == {"colour": ("blue",)}
    assert opened.start == 0
    assert stage.all(Draft) == []
    assert kept(stage, jar) == {}


def test_a_form_sent_whole_takes_the_step(stage: Stage, jar: Jar) -> None:
    """All fields at once are read as what they are, and no draft is left."""
    reply = sends(stage, jar, WHOLE)
    assert reply.card is not None
    assert reply.card.text == "The jar Honey is described."
    assert kept(stage, jar) == READ
    assert stage.all(Draft) == []


def test_a_form_sent_page_by_page_loses_nothing(stage: Stage, jar: Jar) -> None:
    """Each page is kept, a card leads to the next, and after the last one all answers of all pages arrive."""
    first = sends(stage, jar, FIRST, page=0)
    assert first.card is not None
    assert first.card.text == "Saved. 4 of 11 questions are done."
    assert [(choice.label, choice.id) for choice in first.card.choices] == [("Continue", f"filling.describe:{jar.id}:")]
    assert kept(stage, jar) == {}
    assert form(stage, jar).start == 4
    second = sends(stage, jar, SECOND, page=4)
    assert second.card is not None
    assert second.card.text == "Saved. 8 of 11 questions are done."
    assert form(stage, jar).start == 8
    last = sends(stage, jar, THIRD, page=8)
    assert last.card is not None
    assert last.card.text == "The jar Honey is described."
    assert kept(stage, jar) == READ
    assert stage.all(Draft) == []
    assert given(form(stage, jar)) == {"colour": ("blue",)}


def test_a_form_with_a_text_has_smaller_pages(stage: Stage, jar: Jar) -> None:
    """What is said above the questions needs the room of one: who sees the answers is read on every page."""
    opened = form(stage, jar)
    assert (opened.text, opened.page_size) == ("Only you will see this.", 4)
    assert opened.model_copy(update={"text": ""}).page_size == 5


def test_a_form_is_resumed_after_a_restart(stage: Stage, jar: Jar) -> None:
    """A half-filled form is a row: another engine opens it where it was left, filled in."""
    sends(stage, jar, FIRST, page=0)
    stage.engine = Engine(stage.database, filling.FLOWS, small.HOMES)
    opened = form(stage, jar)
    assert opened.start == 4
    assert given(opened)["mixed"] == ("red", "blue")
    sends(stage, jar, SECOND, page=4)
    sends(stage, jar, THIRD, page=8)
    assert kept(stage, jar) == READ


def test_an_unfinished_form_does_not_start_over_its_own_way(stage: Stage, jar: Jar) -> None:
    """A first page that is sent again replaces what it said before, and what other pages said stays."""
    sends(stage, jar, FIRST, page=0)
    sends(stage, jar, SECOND, page=4)
    sends(stage, jar, {**FIRST, "name": "Jam", "mixed": []}, page=0)
    sends(stage, jar, SECOND, page=4)
    sends(stage, jar, THIRD, page=8)
    assert kept(stage, jar) == READ | {"name": "Jam", "mixed": "()"}


def test_problems_stand_beside_their_fields(stage: Stage, jar: Jar) -> None:
    """Every field that cannot be taken has a sentence, the card leads back, and nothing is taken."""
    reply = sends(stage, jar, WHOLE | {"name": "x", "town": "Nowhere", "since": "soon", "size": "100", "lid": []})
    assert reply.problems == {
        "name": "Please write a little more: 2 characters at least.",
        "town": "I do not know “Nowhere”. Try another word for it.",
        "size": "A number from 1 to 99, please.",
        "since": "I could not read that date. Write it like 2026-09-07 or 7 Sep.",
        "lid": "Please pick one.",
    }
    assert reply.card is not None
    assert [choice.label for choice in reply.card.choices] == ["Mend it"]
    assert len(reply.card.sections) == 5
    assert kept(stage, jar) == {}


def test_mend_it_reopens_the_form_filled_in(stage: Stage, jar: Jar) -> None:
    """*Mend it* opens the page of the first problem, everything as it was written, the problem beside its field."""
    sends(stage, jar, FIRST, page=0)
    reply = sends(stage, jar, SECOND | {"size": "many"}, page=4)
    assert reply.card is not None
    mended = stage.presses("Ada", reply.card.choices[0].id)
    assert mended.form is not None
    assert mended.form.start == 4
    by_name = {question.name: question for question in mended.form.questions}
    assert by_name["size"].problem == "Please write a number."
    assert [question.name for question in mended.form.questions if question.problem] == ["size"]
    assert by_name["size"].given == ("many",)
    assert by_name["opens"].given == ("8:30",)
    assert by_name["name"].given == ("Honey",)
    sends(stage, jar, SECOND, page=4)
    assert [question.problem for question in form(stage, jar).questions] == [""] * 11


def test_what_the_step_refuses_keeps_everything(stage: Stage, jar: Jar) -> None:
    """An answer that the step itself cannot take: the sentence beside its field, all other answers kept."""
    reply = sends(stage, jar, WHOLE | {"name": "Nameless"})
    assert reply.problems == {"name": "A jar needs a name of its own."}
    opened = form(stage, jar)
    assert opened.start == 0
    assert given(opened)["word"] == ("Bye",)
    assert opened.questions[0].problem == "A jar needs a name of its own."
    assert sends(stage, jar, WHOLE).problems == {}
    assert kept(stage, jar) == READ


def test_what_the_step_refuses_after_pages_keeps_everything(stage: Stage, jar: Jar) -> None:
    """Also where the pages were sent one by one, and the problem lies on the first of them."""
    sends(stage, jar, FIRST | {"name": "Nameless"}, page=0)
    sends(stage, jar, SECOND, page=4)
    reply = sends(stage, jar, THIRD, page=8)
    assert list(reply.problems) == ["name"]
    opened = form(stage, jar)
    assert opened.start == 0
    assert given(opened)["size"] == ("12",)
    assert given(opened)["word"] == ("Bye",)


def test_a_refusal_keeps_what_was_filled_in_before(stage: Stage, jar: Jar) -> None:
    """When the whole step is refused, the pages sent before are still there to come back to."""
    sends(stage, jar, FIRST, page=0)
    sends(stage, jar, SECOND, page=4)
    reply = sends(stage, jar, THIRD | {"stickers": "7"}, page=8)
    assert reply.notice is not None
    assert reply.notice.text == "Seven stickers bring bad luck."
    assert given(form(stage, jar))["name"] == ("Honey",)


def test_a_bug_keeps_what_was_filled_in_before(stage: Stage, jar: Jar) -> None:
    """After an apology the form can be opened and sent again."""
    with capture_logs():
        reply = stage.sends("Ada", f"filling.say:{jar.id}:", {"word": "boom"}, key="same")
        assert reply.notice is not None
    stage.sends("Ada", f"filling.say:{jar.id}:", {"word": "calm"}, key="same")
    assert stage.get(Jar, jar.id).note == "calm"


def test_a_form_sent_twice_is_taken_once(stage: Stage, jar: Jar) -> None:
    """A redelivered form does not say it twice."""
    for word in ("one", "two"):
        stage.sends("Ada", f"filling.say:{jar.id}:", {"word": word}, key="same")
    assert stage.get(Jar, jar.id).note == "one"


def test_what_was_begun_is_asked_about_as_long_as_something_is_left(stage: Stage, jar: Jar) -> None:
    """Whoever sends one form, and has begun the same about something else, is still asked about that; else not."""
    other = stage.jar(stage.get(Member, jar.owner_id), stage.get(Member, jar.helper_id))
    for begun in ([other], []):
        for one in begun:
            stage.sends("Ada", f"confiding.confide:{one.id}:", FIRST, page=0)
        stage.sends("Ada", f"confiding.confide:{jar.id}:", FIRST, page=0)
        stage.sends("Ada", f"confiding.confide:{jar.id}:", WHOLE)
        stage.passes(minutes=11)
        with stage.database.write() as session:
            session.execute(sa.delete(Draft))
    assert stage.desk.to("ada") == ["You began something."]


def test_a_cry_in_a_form_is_answered_once(stage: Stage, jar: Jar) -> None:
    """Also where the platform brings the form a second time."""
    with capture_logs() as logs:
        for _twice in range(2):
            stage.sends("Ada", f"filling.say:{jar.id}:", {"word": "at the end of my rope"}, key="same")
            stage.settle()
    assert stage.desk.to("ada") == ["You are not alone with this."]
    assert logs == []


def test_a_form_that_is_too_late_is_refused(stage: Stage, jar: Jar) -> None:
    """The guards look again when the form is sent: in the meantime the jar was sealed."""
    form(stage, jar)
    stage.change(jar, status=JarStatus.SEALED)
    reply = sends(stage, jar, WHOLE)
    assert reply.notice is not None
    assert "has changed since" in reply.notice.text
    assert kept(stage, jar) == {}


def test_somebody_elses_form_neither_opens_nor_is_taken(stage: Stage, jar: Jar) -> None:
    """A forged id opens no form of others, shows nothing that they filled in, and sends nothing in their name."""
    sends(stage, jar, FIRST, page=0)
    for reply in (
        stage.presses("Lin", f"filling.describe:{jar.id}:"),
        stage.sends("Lin", f"filling.describe:{jar.id}:", WHOLE),
    ):
        assert reply.form is None
        assert reply.notice is not None
        assert "Honey" not in repr(reply)
    assert kept(stage, jar) == {}
    assert len(stage.all(Draft)) == 1


def test_drafts_are_one_for_each_value(stage: Stage, jar: Jar) -> None:
    """The same form with another value in its id is another form."""
    stage.sends("Ada", f"filling.say:{jar.id}:a", {"word": "x" * 21})
    reply = stage.presses("Ada", f"filling.say:{jar.id}:b")
    assert reply.form is not None
    assert given(reply.form) == {}
    stage.sends("Ada", f"filling.say:{jar.id}:b", {"word": "ok"})
    assert stage.get(Jar, jar.id).note == "bok"
    assert len(stage.all(Draft)) == 1


def test_one_step_leads_to_the_form_of_another(stage: Stage, jar: Jar) -> None:
    """*Ask* opens a form through the press that is open, with the value that it gives."""
    reply = stage.presses("Ada", f"filling.lead:{jar.id}:")
    assert reply.form is not None
    assert reply.form.id == f"filling.say:{jar.id}:led-"


def test_pages_that_never_were(stage: Stage, jar: Jar) -> None:
    """A page number that no form has neither breaks nor skips anything: every question is still asked."""
    for page in (11, 1000):
        reply = sends(stage, jar, {"word": "Bye"}, page=page)
        assert set(reply.problems) == {"name", "colour", "town", "size", "since", "lid"}
    assert kept(stage, jar) == {}


def test_fields_that_the_form_does_not_have_are_ignored(stage: Stage, jar: Jar) -> None:
    """Made-up fields change nothing, and missing ones are asked for."""
    reply = stage.sends("Ada", f"filling.say:{jar.id}:", {"coins": "9", "status": "sealed"})
    assert set(reply.problems) == {"word"}
    stage.sends("Ada", f"filling.say:{jar.id}:", {"word": "hi", "coins": "9"})
    assert (stage.get(Jar, jar.id).coins, stage.get(Jar, jar.id).note) == (0, "hi")


def test_a_searched_list_is_read_by_words(stage: Stage, jar: Jar) -> None:
    """More options than a list holds are found by typing; what fits several is asked back with them."""
    assert [question.name for question in form(stage, jar).questions if question.searched] == ["town"]
    assert sends(stage, jar, WHOLE | {"town": "berg 13"}).problems == {}
    assert kept(stage, jar)["town"] == "t13"
    several = sends(stage, jar, WHOLE | {"town": "ashby"})
    assert several.problems == {"town": "Which one: Ashby 0, Ashby 2, and Ashby 4?"}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "x" * 41, "That is 41 characters. Please keep it to 40."),
        ("name", "\u200e\x00 ", "Please fill this in."),
        ("colour", "", "Please pick one."),
        ("mixed", ["red", "blue", "light_blue"], "Please pick 2 at most."),
        ("colour", "green", "I do not know “green”. Try another word for it."),
        ("colour", "²", "I do not know “²”. Try another word for it."),
        ("colour", "①", "I do not know “①”. Try another word for it."),
        ("colour", "9" * 5000, f"I do not know “{'9' * 30}”. Try another word for it."),
        ("colour", ["red", "blue"], "Please pick one."),
        ("size", "１２３", "A number from 1 to 99, please."),
        ("size", "1e3", "Please write a number."),
        ("size", "9" * 400, "Please write a number."),
        ("since", "31.2.2026", "There is no such day in the calendar. Please check the day and the month."),
        ("since", "5/10", "That could be 5 Oct or 10 May. Please write the month in letters."),
        ("opens", "25:00", "The clock goes from 0:00 to 23:59. Write it like 16:30 or 4:30 pm."),
        ("opens", "4", "Is that 4 am or 4 pm? Write it like 16:30 or 4:30 pm."),
        ("stickers", "-1", "A number from 0 to 9, please."),
    ],
)  # fmt: skip
def test_odd_answers_are_refused_clearly(stage: Stage, jar: Jar, field: str, typed: Any, sentence: str) -> None:
    """What a question cannot take is refused in one sentence of at most a hundred characters."""
    reply = sends(stage, jar, WHOLE | {field: typed})
    assert reply.problems == {field: sentence}
    assert len(sentence) <= 100


def test_odd_text_is_cleaned_and_kept(stage: Stage, jar: Jar) -> None:
    """Control characters and direction marks are gone, everything else arrives as it was written."""
    sends(stage, jar, WHOLE | {"name": "\u202eJam\x00\n👩‍👩‍👧 @everyone", "story": "**a**\r\n\r\n\r\n\r\n<!channel>"})
    assert kept(stage, jar)["name"] == "Jam 👩‍👩‍👧 @everyone"
    assert kept(stage, jar)["story"] == "**a**\n\n<!channel>"


def test_half_a_character_is_never_kept(stage: Stage, jar: Jar) -> None:
    """What no file and no database can hold is gone from a form that is only half filled in, too."""
    assert set(sends(stage, jar, {**FIRST, "name": "Jam\ud800", "colour": "\udfff"}, page=0).problems) == {"colour"}
    (draft,) = stage.all(Draft)
    assert json.loads(draft.answers)["name"] == ["Jam"]
    assert json.loads(draft.answers)["colour"] == [""]


def test_a_card_without_its_file_is_sent_all_the_same(stage: Stage, jar: Jar) -> None:
    """A file that was cleaned away does not keep its card."""
    with_file = shown.Card(text="A chart", files=(shown.File(id=1, name="chart.png", media_type="image/png"),))
    stored = stage.add(StoredFile(name="chart.png", media_type="image/png", hash="x", content=b"png", expires_at=NOON))
    for _twice in range(2):
        stage.presses("Ada", f"filling.invite:{jar.id}:")
        stage.change(stage.letters()[-1], card=with_file.model_dump_json())
        stage.settle()
        with stage.database.write() as session:
            found = session.get(StoredFile, stored.id)
            if found is not None:
                session.delete(found)
    assert [[file.content for file in letter.files] for letter in stage.desk.sent] == [[b"png"], []]


BACK = "This is what you had written:"


def refused(reply: Reply) -> str:
    assert reply.notice is not None
    return reply.notice.text


def test_what_a_refused_form_said_is_given_back(stage: Stage, jar: Jar) -> None:
    """Whatever was written, on whichever page and in whichever script, to whoever wrote it; no option, number or day.
    An address is worth as much as a sentence."""
    address = "https://a.example/x"
    told = {**WHOLE, "name": "\u871c\u7cd6", "story": "A *long* story", "word": address, "stickers": "7"}
    words = f"{BACK}\n\u871c\u7cd6\nA \\*long\\* story\n{address}"
    assert refused(sends(stage, jar, told)) == f"Seven stickers bring bad luck.\n{words}"
    sends(stage, jar, {**FIRST, "story": "A *long* story"}, page=0)
    sends(stage, jar, SECOND, page=5)
    last = sends(stage, jar, {**THIRD, "stickers": "7", "word": "Good bye"}, page=10)
    assert refused(last).endswith(f"{BACK}\nA \\*long\\* story\nGood bye")
    assert kept(stage, jar) == {}


def test_a_page_that_cannot_go_on_is_given_back(stage: Stage, jar: Jar) -> None:
    """Between two pages the jar was sealed: the press that goes on brings back what the first page said; to nobody
    else."""
    sends(stage, jar, {**FIRST, "story": "A long story"}, page=0)
    stage.change(jar, status=JarStatus.SEALED)
    assert "A long story" in refused(stage.presses("Ada", f"filling.describe:{jar.id}:"))
    assert BACK not in refused(stage.presses("Lin", f"filling.describe:{jar.id}:"))


def test_what_is_long_is_given_back_once(stage: Stage, jar: Jar) -> None:
    """What one card does not hold follows by letter; a form that the platform brings twice makes it no second one."""
    stage.change(jar, status=JarStatus.SEALED)
    told = {"story": " ".join([*["long"] * 600, "end"])}
    replies = [stage.sends("Ada", f"filling.describe:{jar.id}:", told, key="same") for _twice in range(2)]
    stage.passes(minutes=1)
    assert all(BACK in refused(reply) for reply in replies)
    assert [text.rpartition(" ")[2] for text in stage.desk.to("ada")] == ["end"]


def test_what_breaks_loses_no_words(stage: Stage, jar: Jar) -> None:
    """A step that fails on our side gives back what was written."""
    with capture_logs():
        reply = stage.sends("Ada", f"filling.say:{jar.id}:", {"word": "boom goes the jar"})
    assert refused(reply).endswith(f"{BACK}\nboom goes the jar")
