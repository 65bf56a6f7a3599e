"""Forms as modals, and what comes back from them."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.answers.origin import Origin, Where
from adapters.slack.modal import problem_line, render_form
from adapters.slack.read import read
from bot.incoming import Incoming, Via
from bot.shown import Form, Kind, Question
from tests.adapters.slack.cards import PROFILE
from tests.adapters.slack.conftest import Refused
from tests.adapters.slack.strategies import forms
from tests.loopback.slack import payloads
from tests.loopback.slack.blocks.elements import filled, key_of, untouched
from tests.loopback.slack.blocks.finders import texts
from tests.loopback.slack.payloads import Scene

SCENE = Scene()
ORIGIN = Origin(Where.DIRECT, "U01ADA", "D01ADA", "1772452800.000100", response_url="https://hooks.example/1")


def open_form(form: Form, origin: Origin = ORIGIN) -> dict[str, Any]:
    return payloads.opened(render_form(form, origin.remember(form.id)), SCENE)


def inputs(view: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [block for block in view["blocks"] if block["type"] == "input"]


def send(view: dict[str, Any], state: dict[str, Any] | None = None) -> Incoming:
    untouched_state = {
        block["block_id"]: {block["element"]["action_id"]: untouched(block["element"])} for block in inputs(view)
    }
    found = read(payloads.view_submission(SCENE, view, state=untouched_state | (state or {})))
    assert found is not None
    return found


@given(forms())
def test_slack_takes_every_form(refused: Refused, form: Form) -> None:
    """Whatever can be a form can be a modal, with all its questions at once and its problems above them."""
    view = render_form(form, ORIGIN.remember(form.id))
    assert not refused("views.open", {"trigger_id": "1", "view": view})
    assert [block["label"]["text"] for block in inputs(view)] == [question.label for question in form.questions]
    said = texts(view["blocks"])
    for question in form.questions:
        if question.problem:
            assert problem_line(question.label, question.problem) in said


@given(forms(), st.data())
def test_what_is_filled_in_comes_back(form: Form, data: st.DataObject) -> None:
    """Every answer is read under its question's name, just as it was given; what is emptied comes back empty."""
    view, state, expected = open_form(form), {}, {}
    for question, block in zip(form.questions, inputs(view), strict=True):
        if question.kind is Kind.PICTURE:
            expected[question.name] = tuple[str, ...]()
            continue
        element = block["element"]
        answer = data.draw(answers_to(question))
        entry = filled(element, answer if question.kind is Kind.MANY else "".join(answer)) if answer else {
            "type": element["type"],
            key_of(element): [] if key_of(element).endswith("s") else None,
        }  # fmt: skip
        state[block["block_id"]] = {element["action_id"]: entry}
        expected[question.name] = tuple(answer)
    found = send(view, state)
    assert dict(found.answers or {}) == expected
    assert (found.via, f"{found.step}:{'' if found.about is None else found.about}:{found.value}") == (
        Via.FORM,
        form.id,
    )


def answers_to(question: Question) -> st.SearchStrategy[list[str]]:
    """Nothing, or something that Slack's client would take."""
    known = [option.value for option in question.options]
    given: dict[Kind, st.SearchStrategy[list[str]]] = {
        Kind.SHORT: st.just(["x"]),
        Kind.LONG: st.just(["x"]),
        Kind.ONE: st.sampled_from(known or [""]).map(lambda value: [value]),
        Kind.MANY: st.lists(
            st.sampled_from(known or [""]), min_size=1, max_size=question.most or 3, unique=True
        ),
        Kind.NUMBER: st.just([str(max(question.least, 0))]),
        Kind.DATE: st.just(["2026-10-05"]),
        Kind.TIME: st.just(["16:30"]),
        Kind.PICTURE: st.just([]),
    }  # fmt: skip
    return st.one_of(st.just([]), given[question.kind])


def test_a_form_starts_with_what_was_given() -> None:
    """A form that is sent without touching it says what it was opened with."""
    found = send(open_form(PROFILE))
    assert found.answers == {
        "name": ("Ada",),
        "bio": ("Hello\nthere",),
        "mode": ("video",),
        "topics": ("t1", "t3"),
        "places": ("2",),
        "start": ("2026-10-05",),
        "call": ("16:30",),
    }


def test_no_more_is_ticked_than_may_be_picked() -> None:
    """What was picked before the limit was lowered would make Slack refuse the whole form."""
    options = [{"value": f"v{n}", "label": f"Label {n}"} for n in range(12)]
    asked = {"name": "q", "kind": "many", "label": "Q", "options": options, "most": 2, "given": ("v3", "v1", "v2", "x")}
    form = Form(id="a.b:1:", title="T", submit="S", questions=(Question.model_validate(asked),))
    element = inputs(open_form(form))[0]["element"]
    assert (element["max_selected_items"], [one["value"] for one in element["initial_options"]]) == (2, ["v1", "v2"])


def test_what_stands_in_a_field_is_not_cut() -> None:
    """What was written before the limit was lowered, or elsewhere, comes back whole, as far as Slack holds it."""
    asked = {"name": "q", "kind": "long", "label": "Q", "most": 20, "given": ("word " * 700,)}
    form = Form(id="a.b:1:", title="T", submit="S", questions=(Question.model_validate(asked),))
    element = inputs(open_form(form))[0]["element"]
    assert (element["max_length"], len(element["initial_value"])) == (3000, 3000)


def test_a_form_takes_the_element_that_fits_its_options() -> None:
    """Few options can all be read at once; many are a menu, and hundreds a menu in groups."""
    kinds = []
    for number in (3, 10, 11, 100, 101):
        options = [{"value": f"v{n}", "label": f"Label {n}"} for n in range(number)]
        for kind in (Kind.ONE, Kind.MANY):
            question = Question.model_validate({"name": "q", "kind": kind, "label": "Q", "options": options})
            form = Form(id="a.b:1:", title="T", submit="S", questions=(question,))
            element = inputs(open_form(form))[0]["element"]
            kinds.append((number, element["type"], len(element.get("option_groups", []))))
    assert kinds == [
        (3, "radio_buttons", 0), (3, "checkboxes", 0), (10, "radio_buttons", 0), (10, "checkboxes", 0),
        (11, "static_select", 0), (11, "multi_static_select", 0), (100, "static_select", 0),
        (100, "multi_static_select", 0), (101, "static_select", 2), (101, "multi_static_select", 2),
    ]  # fmt: skip


def test_a_reopened_form_has_other_blocks() -> None:
    """Slack keeps what was typed into a block of the same name, so a form that starts differently has other names."""
    again = PROFILE.model_copy(update={"text": "Almost there."})
    before, after = ({block["block_id"] for block in open_form(form)["blocks"]} for form in (PROFILE, again))
    assert not before & after


def test_a_form_remembers_where_it_came_from() -> None:
    """What follows from a form belongs to the card that it was opened from."""
    direct = send(open_form(PROFILE))
    assert (direct.on, direct.seen_by_many) == ("D01ADA/1772452800.000100", False)
    channel = Origin(Where.CHANNEL, "U01ADA", "C01GENERAL", "1772452800.000100")
    assert (lambda found: (found.on, found.seen_by_many))(send(open_form(PROFILE, channel))) == ("", True)


def test_what_a_form_remembers_fits() -> None:
    """Slack keeps at most 3,000 characters with a form."""
    longest = Origin(Where.EPHEMERAL, "U" * 20, "C" * 20, "1" * 30, response_url="https://" + "x" * 500)
    assert len(longest.remember("a" * 90)) < 3000


def test_the_same_form_sent_again_is_another_sending() -> None:
    """A form that was sent back with a problem keeps its id and hash at Slack; what is sent next is still new, and the
    same payload brought twice is not."""
    view = open_form(PROFILE)
    first, again, second = (
        read(payloads.view_submission(SCENE, view, trigger_id=trigger)) for trigger in ("1.a", "1.a", "2.b")
    )
    assert first
    assert again
    assert second
    assert first.key == again.key
    assert first.key != second.key


def test_a_form_that_cannot_be_told_is_politely_none_of_ours() -> None:
    """Without a readable memory of what it was, a form is nothing that the engine knows."""
    for memory in (
        "",
        "[",
        "[" * 2900,
        "null",
        json.dumps({"where": "moon"}),
        json.dumps({"where": "direct", "form": "x"}),
    ):
        view = open_form(PROFILE) | {"private_metadata": memory}
        assert send(view).step == "slack.unreadable"
