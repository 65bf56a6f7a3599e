"""Forms as modals, one page at a time."""

import re
from typing import Any

from adapters.discord.render.markdown import fitted
from adapters.discord.render.parts import PARAGRAPH, SHORT, Part, Type, options, text
from bot import shown
from bot.shown import Kind

PAGE_MARK = "|"
"""Between the id of a form and the number of the first question of a page."""

_MOST_TITLE, _MOST_TYPED, _MOST_IN_LIST = 45, 4000, 10
_SHORT_ANSWER = 40
"""Room for a typed number, date or time; what does not fit is no such thing."""
_SEARCH_WORDS = 1000


def render_form(form: shown.Form) -> Part:
    """The modal of the page that begins at `form.start`."""
    page = form.questions[form.start : form.start + form.page_size]
    words = fitted(form.text, _MOST_TYPED)
    parts = [text(words)] if words.strip() else []
    parts += [_labelled(question) for question in page]
    return {"title": _title(form), "custom_id": f"{form.id}{PAGE_MARK}{form.start}", "components": parts}


def _title(form: shown.Form) -> str:
    pages = -(-len(form.questions) // form.page_size)
    title = form.title if form.title.strip() else "…"
    return title if pages == 1 else f"{title} ({form.start // form.page_size + 1}/{pages})"[:_MOST_TITLE]


def _labelled(question: shown.Question) -> Part:
    label = question.label if question.label.strip() else question.name
    part: Part = {"type": Type.LABEL, "label": label, "component": _field(question) | {"custom_id": question.name}}
    beside = question.problem.strip() or question.hint.strip()
    return part | ({"description": beside} if beside else {})


def _field(question: shown.Question) -> Part:
    if question.kind is Kind.PICTURE:
        return {"type": Type.UPLOAD, "min_values": int(question.required), "max_values": 1,
                "required": question.required}  # fmt: skip
    if question.searched or not question.options:
        return _typed(question)
    count = len(question.options)
    if question.kind is Kind.ONE:
        if 2 <= count <= _MOST_IN_LIST:
            return _picked(question, Type.RADIO, most=1)
        return _menu(question, least=1, most=1)
    most = min(question.most or count, count)
    least = min(max(question.least, 1), most)
    if count <= _MOST_IN_LIST:
        bounds = {"min_values": least if question.required else 0, "max_values": most}
        return _picked(question, Type.CHECKBOXES, most) | bounds
    return _menu(question, least, most)


def _picked(question: shown.Question, type: Type, most: int) -> Part:
    return {
        "type": type,
        "required": question.required,
        "options": options(question.options, question.given, most),
    }


def _menu(question: shown.Question, least: int, most: int) -> Part:
    menu = _picked(question, Type.MENU, most)
    menu |= {"min_values": least if question.required else 0, "max_values": most}
    return menu | ({"placeholder": question.example} if question.example.strip() else {})


def _typed(question: shown.Question) -> Part:
    """A field to write in. What stands in it already is never cut: the engine says what is too long."""
    given = _given(question)
    most = max(_room(question), len(given))
    field: dict[str, Any] = {
        "type": Type.TEXT_INPUT,
        "style": PARAGRAPH if question.kind is Kind.LONG else SHORT,
        "required": question.required,
        "max_length": min(most, _MOST_TYPED),
    }
    if question.kind in (Kind.SHORT, Kind.LONG) and question.required and question.least > 1:
        field |= {"min_length": min(question.least, question.most)} if not 0 < len(given) < question.least else {}
    if question.example.strip():
        field["placeholder"] = question.example
    return field | ({"value": given[:_MOST_TYPED]} if given else {})


def _room(question: shown.Question) -> int:
    if question.kind in (Kind.SHORT, Kind.LONG):
        return question.most
    return _SEARCH_WORDS if question.searched else _SHORT_ANSWER


def _given(question: shown.Question) -> str:
    """What stands in the field: options by their labels (a comma inside of one would part it)."""
    if question.searched:
        labels = {option.value: re.sub(r"[,;\s]+", " ", option.label).strip() for option in question.options}
        return ", ".join(labels.get(value, value) for value in question.given)
    given = "\n".join(question.given)
    return given if question.kind is Kind.LONG else " ".join(given.split())
