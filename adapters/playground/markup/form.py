"""A form as a dialog: one field for each question, its problem beside it."""

from adapters.playground.markup.tags import Markup, hidden, icon, joined, rich, said, tag
from bot import shown
from bot.shown import Kind
from bot.words import _

MOST_RADIOS = 10
MOST_ROWS = 10
CHARACTERS = 38
"""In one row of a text field, where the page is narrow."""
MANY_OPTIONS = 12
"""More options than this get a field to narrow them down."""


def render_form(form: shown.Form, conversation: str, message: int) -> Markup:
    """The inside of the dialog. `message` is the card it came from in that conversation, 0 where words opened it."""
    return joined(
        sheet_head(form.title),
        tag(
            "form",
            tag("div", rich(form.text), class_="sheet-text") if form.text else None,
            *(_question(question, form.id) for question in form.questions),
            tag(
                "div",
                tag("button", said(_("Not now")), type="button", class_="button plain", data_close=True),
                tag("button", form.submit, type="submit", class_="button main"),
                class_="sheet-foot",
            ),
            novalidate=True, data_do="submit", data_id=form.id, data_message=message, data_conversation=conversation,
        ),
    )  # fmt: skip


def sheet_head(title: str) -> Markup:
    return tag(
        "header",
        tag("h2", title),
        tag("button", icon("close"), hidden(said(_("Close"))), type="button", class_="icon-button", data_close=True),
        class_="sheet-head",
    )


def _question(question: shown.Question, form: str) -> Markup:
    """A question with its label, its hint, and the place of its problem, all tied to the field."""
    base = f"{form}-{question.name}".replace(":", "-").replace(".", "-")
    grouped = question.kind is Kind.MANY or (question.kind is Kind.ONE and not _is_select(question))
    described = f"{base}-hint {base}-problem" if question.hint else f"{base}-problem"
    optional = None if question.required else tag("span", said(_("optional")), class_="optional")
    label = joined(question.label, optional)
    hint = tag("p", question.hint, class_="hint", id=f"{base}-hint") if question.hint else None
    problem = tag("p", question.problem, class_="problem", id=f"{base}-problem")
    if grouped:
        return tag(
            "fieldset", tag("legend", label), hint, _options(question, base), problem,
            class_="question", data_question=question.name, aria_describedby=described,
            aria_invalid="true" if question.problem else None,
        )  # fmt: skip
    field = _field(question, base, described)
    return tag(
        "div", tag("label", label, for_=base), hint, field, problem, class_="question", data_question=question.name
    )


def _is_select(question: shown.Question) -> bool:
    return question.kind is Kind.ONE and len(question.options) > MOST_RADIOS and not question.searched


def _field(question: shown.Question, base: str, described: str) -> Markup:
    given = question.given[0] if question.given else ""
    common: dict[str, str | bool | None] = {
        "name": question.name, "id": base, "aria_describedby": described,
        "aria_invalid": "true" if question.problem else None, "aria_required": "true" if question.required else None,
        "autocomplete": "off",
    }  # fmt: skip
    match question.kind:
        case Kind.LONG:
            text = "\n".join(question.given)
            rows = min(MOST_ROWS, max(4, sum(1 + len(line) // CHARACTERS for line in text.split("\n")) + 1))
            return tag("textarea", text, rows=rows, placeholder=question.example or None, **common)
        case Kind.ONE:
            return _select(question, given, common)
        case Kind.DATE:
            return tag("input", type="date", value=given, **common)
        case Kind.TIME:
            return tag("input", type="time", value=given, **common)
        case Kind.PICTURE:
            return tag("input", type="file", accept="image/png,image/jpeg,image/gif", **common)
        case Kind.NUMBER:
            example = question.example or None
            return tag("input", type="text", inputmode="numeric", value=given, placeholder=example, **common)
        case _:
            return tag("input", type="text", value=given, placeholder=question.example or None, **common)


def _select(question: shown.Question, given: str, common: "dict[str, str | bool | None]") -> Markup:
    none = _("Pick one …") if question.required else _("Leave it open")
    nothing = tag("option", said(none), value="", selected=not given)
    options = [
        tag("option", _with_hint(option), value=option.value, selected=given in (option.value, option.label))
        for option in question.options
    ]
    return tag("select", nothing, *options, **common)


def _with_hint(option: shown.Option) -> str:
    return f"{option.label} – {option.hint}" if option.hint else option.label


def _options(question: shown.Question, base: str) -> Markup:
    """Radio buttons or check boxes; a long list scrolls, and can be narrowed down by typing."""
    kind = "checkbox" if question.kind is Kind.MANY else "radio"
    items = [
        tag(
            "label",
            tag(
                "input", type=kind, name=question.name, value=option.value,
                checked=option.value in question.given or option.label in question.given,
            ),
            tag("span", option.label, tag("small", option.hint) if option.hint else None),
            class_="option", data_words=f"{option.label} {option.hint}",
        )
        for option in question.options
    ]  # fmt: skip
    long = len(question.options) > MANY_OPTIONS
    if kind == "radio" and not question.required:
        nothing = tag("input", type="radio", name=question.name, value="", checked=not question.given)
        items.insert(0, tag("label", nothing, tag("span", said(_("Leave it open"))), class_="option", data_words=""))
    filtering = tag(
        "input", type="search", class_="filter", data_filter=f"{base}-options", autocomplete="off",
        placeholder=said(_("Type to narrow down …")),
        aria_label=said(_("Narrow down: {label}", label=question.label)),
    )  # fmt: skip
    return joined(
        filtering if long else None,
        tag("div", *items, class_="options" + (" long" if long else ""), id=f"{base}-options"),
        tag("p", said(_("Nothing fits that. Try one word of it.")), class_="nothing", data_nobody=f"{base}-options",
            hidden=True) if long else None,
    )  # fmt: skip
