"""Forms as modals."""

from typing import Any

from hypothesis import given

from adapters.discord.read import read_interaction
from adapters.discord.render import render_form
from bot import shown
from bot.answers import find_option
from bot.incoming import Incoming, Via
from bot.shown import Kind
from tests.adapters.discord.drawing import forms, golden
from tests.loopback.discord import components, payloads
from tests.loopback.discord.rest.contracts import contract_check
from tests.loopback.discord.world.limits import modal_problems
from tests.loopback.discord.world.records import User

ADA = User(600000000000000001, "ada", "Ada")
CHECK = contract_check()


def submitted(modal: dict[str, Any], values: dict[str, Any]) -> Incoming:
    """What arrives when the page is filled in and sent."""
    scene = payloads.direct(ADA, application_id=2, channel_id=3)
    payload = payloads.interaction(scene, payloads.SUBMIT, payloads.submit(modal, values), id=5, token="t")
    incoming = read_interaction(payload)
    assert incoming is not None
    assert incoming.via is Via.FORM
    return incoming


@given(forms())
def test_every_page_can_be_shown(form: shown.Form) -> None:
    """Any page of any form is within Discord's limits, at whatever question it begins."""
    modal = render_form(form)
    assert modal_problems(modal) == []
    assert not CHECK or CHECK("POST", "/interactions/1/t/callback", {"type": 9, "data": modal}) == []


@given(forms())
def test_a_page_says_which_questions_it_answers(form: shown.Form) -> None:
    """A sent page names the form, the question it began with, and exactly the questions that were on it."""
    page = form.questions[form.start : form.start + form.page_size]
    modal = render_form(form)
    values: dict[str, Any] = {}
    for part in components.parts(modal):
        if part["type"] == components.TEXT_INPUT:
            values[part["custom_id"]] = "x" * max(1, part.get("min_length", 1))
        elif part["type"] == components.UPLOAD:
            values[part["custom_id"]] = ["5"]
        elif part["type"] == components.RADIO:
            values[part["custom_id"]] = part["options"][0]["value"]
        elif "options" in part:
            least = max(1, part["min_values"])
            values[part["custom_id"]] = [one["value"] for one in part["options"][:least]]
    incoming = submitted(modal, values)
    assert f"{incoming.step}:{'' if incoming.about is None else incoming.about}:{incoming.value}" == form.id
    assert incoming.page == form.start
    assert incoming.answers is not None
    assert list(incoming.answers) == [question.name for question in page]
    for question in page:
        value = values[question.name]
        assert incoming.answers[question.name] == ((value,) if isinstance(value, str) else tuple(value))


@given(forms())
def test_what_was_filled_in_stands_there_again(form: shown.Form) -> None:
    """A page that is sent untouched gives back what it was opened with; nothing typed is cut or changed."""
    modal = render_form(form)
    for part, question in zip(_fields(modal), form.questions[form.start : form.start + form.page_size], strict=True):
        if part["type"] == components.TEXT_INPUT and not question.options and len("".join(question.given)) < 4000:
            assert part.get("value", "").split() == " ".join(question.given).split()
        elif part["type"] in (components.RADIO, components.CHECKBOXES, components.STRING_SELECT):
            picked = [one["value"] for one in part["options"] if one.get("default")]
            known = [one.value for one in question.options if one.value in question.given]
            assert picked == known[: part.get("max_values", 1)]


def _fields(modal: dict[str, Any]) -> list[dict[str, Any]]:
    return [part["component"] for part in modal["components"] if part["type"] == components.LABEL]


def test_a_searched_question_is_filled_in_with_words_that_are_found_again() -> None:
    """More options than a list holds are typed; what was picked stands there by name, and is read as the same."""
    cities = ("Berlin, Germany", "Accra", "Oslo; Norway", *(f"City {number}" for number in range(30)))
    offered = tuple(shown.Option(value=f"c{number}", label=name) for number, name in enumerate(cities))
    question = shown.Question(
        name="city", kind=Kind.MANY, label="Cities", options=offered, given=("c0", "c2"), required=False
    )
    form = shown.Form(id="a.b:1:", title="Cities", submit="Save", questions=(question,))
    (field,) = _fields(render_form(form))
    assert field["value"] == "Berlin Germany, Oslo Norway"
    assert [find_option(question, words.strip()) for words in field["value"].split(",")] == ["c0", "c2"]


def test_the_text_of_a_form_stands_on_every_page() -> None:
    """Whole and first, also where there are as many questions as a page holds without it: what is asked says who sees
    the answers."""
    asked = tuple(shown.Question(name=f"q{n}", kind=Kind.SHORT, label=f"Question {n}", most=9) for n in range(5))
    form = shown.Form(
        id="a.b:1:",
        title="You",
        submit="Save",
        text="Only **Lin** sees it. " + "And nobody else. " * 10,
        questions=asked,
    )
    first = render_form(form)
    second = render_form(form.model_copy(update={"start": 4}))
    for page, labels in ((first, [f"Question {n}" for n in range(4)]), (second, ["Question 4"])):
        (head, *fields) = page["components"]
        assert head == {"type": components.TEXT, "content": form.text}
        assert [one["label"] for one in fields] == labels
    assert (first["title"], second["title"]) == ("You (1/2)", "You (2/2)")


def test_the_pages_of_a_mentor() -> None:
    """Every kind of field, the problem beside one of them, and the number of the page in the title."""
    level = tuple(shown.Option(value=str(n), label=f"Year {n}", hint="or so" if n == 1 else "") for n in range(1, 4))
    many = tuple(shown.Option(value=f"t{n}", label=f"Topic {n}") for n in range(1, 13))
    asked = (
        shown.Question(name="bio", kind=Kind.LONG, label="A few lines", most=600, least=20, hint="What helped you?"),
        shown.Question(name="year", kind=Kind.ONE, label="Your year", options=level, given=("2",)),
        shown.Question(name="ways", kind=Kind.MANY, label="Ways to meet", options=level, most=2, required=False),
        shown.Question(name="topics", kind=Kind.MANY, label="Topics", options=many, most=5, given=("t3", "t1")),
        shown.Question(
            name="places", kind=Kind.NUMBER, label="Places", least=1, most=9, given=("0",), problem="At least one."
        ),
        shown.Question(name="from", kind=Kind.DATE, label="From when?", example="2026-10-05", required=False),
    )
    form = shown.Form(id="mentors.profile:4:", title="You as a mentor", submit="Save", questions=asked)
    golden("mentor_page_1", render_form(form))
    golden("mentor_page_2", render_form(form.model_copy(update={"start": 5})))
