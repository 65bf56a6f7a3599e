"""Forms as Slack's modals. Pure.

A modal is opened whole, however many questions it has. Its `private_metadata` says which form it is and where it came
from, so that what follows from it can be shown there. The block of a question is called ``<name>~<version>``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from adapters.slack.render import Json, context, fresh, option, plain, rich_text
from bot.shown import Form, Kind, Option, Question

CALLBACK = "kith_form"
BETWEEN = "~"
ELEMENT = "answer"
"""The action_id of the one element in every block of a form."""
MOST_AT_A_GLANCE = 10
"""Options that can stand under each other; more of them go into a menu."""
MOST_IN_A_GROUP = 100
_MOST_TYPED = 3000
"""Characters in a text field, by Slack's own limit."""
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def render_form(form: Form, remembered: str) -> Json:
    """The form as a modal. `remembered` is kept by Slack and comes back when it is sent (at most 3,000 characters)."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": remembered,
        "title": plain(form.title),
        "submit": plain(form.submit),
        "blocks": list(_drawn(form)),
    }


def _drawn(form: Form) -> Iterator[Json]:
    version = fresh(form.model_dump_json())
    if form.text.strip():
        yield {**rich_text(form.text), "block_id": f"{BETWEEN}text{BETWEEN}{version}"}
    for question in form.questions:
        if question.problem:
            block_id = f"problem{BETWEEN}{question.name}{BETWEEN}{version}"
            yield {**context(problem_line(question.label, question.problem)), "block_id": block_id}
        yield _input(question, f"{question.name}{BETWEEN}{version}")


def problem_line(label: str, problem: str) -> str:
    """The sentence above a field that has to be mended; it names the field, for who hears it read out."""
    return f"{label}: {problem}"


def _input(question: Question, block_id: str) -> Json:
    hint = {"hint": plain(question.hint)} if question.hint.strip() else {}
    element = {**_ELEMENTS[question.kind](question), "action_id": ELEMENT}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(question.label),
        "element": element,
        "optional": not question.required,
        **hint,
    }


def _example(question: Question) -> Json:
    return {"placeholder": plain(question.example)} if question.example.strip() else {}


# --- one element for each kind of question ---------------------------------------------------------------------------


def _text(question: Question) -> Json:
    """A text field. How short an answer may be is left to what reads it: Slack counts spaces, Kith does not. What
    stands in it already is not cut, as far as Slack holds it: the engine says what is too long."""
    text = "\n".join(question.given)
    if question.kind is Kind.SHORT:
        text = " ".join(text.split())
    text = text[:_MOST_TYPED]
    most = max(question.most, len(text))
    element: Json = {"type": "plain_text_input", "max_length": most, **_example(question)}
    if question.kind is Kind.LONG:
        element["multiline"] = True
    if text:
        element["initial_value"] = text
    return element


def _number(question: Question) -> Json:
    element: Json = {"type": "number_input", "is_decimal_allowed": False, **_example(question)}
    element["min_value"] = str(question.least)
    if question.most >= max(question.least, 1):
        element["max_value"] = str(question.most)
    given = _first(question)
    if re.fullmatch(r"-?[0-9]{1,9}", given) and question.least <= int(given) <= int(element.get("max_value", given)):
        element["initial_value"] = str(int(given))
    return element


def _one(question: Question) -> Json:
    chosen = [one for one in question.options if one.value in question.given][:1]
    starts = {"initial_option": option(chosen[0])} if chosen else {}
    if len(question.options) <= MOST_AT_A_GLANCE:
        return {"type": "radio_buttons", "options": [option(one) for one in question.options], **starts}
    return {"type": "static_select", **_choice_of(question.options), **_example(question), **starts}


def _many(question: Question) -> Json:
    chosen = [one for one in question.options if one.value in question.given]
    chosen = chosen[: question.most] if question.most else chosen
    starts = {"initial_options": [option(one) for one in chosen]} if chosen else {}
    if len(question.options) <= MOST_AT_A_GLANCE:
        return {"type": "checkboxes", "options": [option(one) for one in question.options], **starts}
    most = {"max_selected_items": question.most} if question.most else {}
    return {"type": "multi_static_select", **_choice_of(question.options), **_example(question), **starts, **most}


def _choice_of(options: Sequence[Option]) -> Json:
    """The options of a menu; more than a hundred in groups that say from where to where they go."""
    if len(options) <= MOST_IN_A_GROUP:
        return {"options": [option(one) for one in options]}
    groups = [options[start : start + MOST_IN_A_GROUP] for start in range(0, len(options), MOST_IN_A_GROUP)]
    return {
        "option_groups": [
            {
                "label": plain(f"{group[0].label[:35]} – {group[-1].label[:35]}"),
                "options": [option(one) for one in group],
            }
            for group in groups
        ]
    }


def _date(question: Question) -> Json:
    element: Json = {"type": "datepicker", **_example(question)}
    given = _first(question)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        try:
            element["initial_date"] = date.fromisoformat(given).isoformat()
        except ValueError:
            return element  # a draft may hold what was typed: "31 February" is not for a calendar
    return element


def _time(question: Question) -> Json:
    clock = _CLOCK.match(_first(question))
    starts = {"initial_time": clock[0]} if clock else {}
    return {"type": "timepicker", **_example(question), **starts}


def _picture(_question: Question) -> Json:
    """A field for one file. Slack cannot show in it what was sent before; the hint says that it is kept."""
    return {"type": "file_input", "filetypes": ["png", "jpg", "jpeg", "gif"], "max_files": 1}


def _first(question: Question) -> str:
    return question.given[0] if question.given else ""


_ELEMENTS: dict[Kind, Callable[[Question], Json]] = {
    Kind.SHORT: _text,
    Kind.LONG: _text,
    Kind.ONE: _one,
    Kind.MANY: _many,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.PICTURE: _picture,
}
