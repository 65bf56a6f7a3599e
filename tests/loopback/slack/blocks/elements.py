"""What a person puts into an element, in the shape `state.values` carries it. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.blocks.finders import elements, options

# What a person gives: text, a number, an option's label or value, an id, or several of these; None for nothing.
# An option of an external select is given whole.
Choice = str | int | float | None | Json | Sequence[str] | Sequence[Json]
Choices = Mapping[str, Choice | Mapping[str, Choice]]

# element type -> (key in state.values, key of what it starts with)
KEYS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}


class Impossible(AssertionError):
    """No person could do this in Slack's client: the test asks for something the client would not send."""


def key_of(element: Json) -> str:
    """The key under which this element's value travels."""
    if element.get("type") not in KEYS:
        raise Impossible(f"nothing can be put into a {element.get('type')}")
    return KEYS[str(element["type"])][0]


def untouched(element: Json) -> Json:
    """The state entry of an element nobody has touched."""
    key = key_of(element)
    return {"type": element["type"], key: element.get(KEYS[str(element["type"])][1], [] if key.endswith("s") else None)}


def filled(element: Json, choice: Choice) -> Json:
    """The state entry after a person's choice; options go by their label or their value."""
    key, empty = key_of(element), untouched({"type": element["type"]})
    if choice is None or choice == "" or choice == []:
        return empty
    match key:
        case "value":
            said = _number(element, choice) if element["type"] == "number_input" else _text(element, str(choice))
            return {**empty, key: said}
        case "selected_option":
            return {**empty, key: _option(element, choice)}
        case "selected_options":
            return {**empty, key: [_option(element, one) for one in _several(element, choice)]}
        case "selected_date" | "selected_time" | "selected_date_time":
            return {**empty, key: _moment(element, choice)}
        case _:
            return {**empty, key: _several(element, choice) if key.endswith("s") else choice}


def _text(element: Json, text: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if not least <= len(text) <= most:
        raise Impossible(f"{len(text)} characters where {least} to {most} are allowed")
    if "\n" in text and element["type"] == "plain_text_input" and not element.get("multiline"):
        raise Impossible("a line break in a field of one line")
    if element["type"] == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise Impossible(f"{text!r} is no e-mail address")
    return text


def _number(element: Json, choice: Choice) -> str:
    said = str(choice)
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, said):
        raise Impossible(f"{said!r} is no number this field takes")
    least, most = float(element.get("min_value", "-inf")), float(element.get("max_value", "inf"))
    if not least <= float(said) <= most:
        raise Impossible(f"{said} is not between {least} and {most}")
    return said


def _option(element: Json, choice: object) -> Json:
    if element["type"].endswith("external_select"):
        if isinstance(choice, dict):
            return choice
        raise Impossible("an option of an external select comes from `suggest`, whole")
    there = options(element)
    for option in there:
        if choice in (option["text"]["text"], option.get("value")):
            return option
    raise Impossible(f"no option {choice!r}; there are {[option['text']['text'] for option in there]}")


def _several(element: Json, choice: Choice) -> list[str] | list[Json]:
    if isinstance(choice, str) or not isinstance(choice, Sequence):
        raise Impossible(f"a {element['type']} takes several, so give a list, not {choice!r}")
    most = element.get("max_files", 10) if element["type"] == "file_input" else element.get("max_selected_items", 100)
    if len(choice) > most:
        raise Impossible(f"{len(choice)} chosen where at most {most} can be")
    return list(choice)  # type: ignore[return-value]  # a caller's list holds strings or objects, not both


def _moment(element: Json, choice: Choice) -> str | int:
    if element["type"] == "datetimepicker":
        return int(str(choice))
    if element["type"] == "datepicker":
        return date.fromisoformat(str(choice)).isoformat()
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(choice)):
        raise Impossible(f"{choice!r} is no time as HH:MM")
    return str(choice)


def state_values(blocks: Sequence[Json], choices: Choices | None = None, *, complete: bool = False) -> Json:
    """`state.values`: block_id -> action_id -> entry, for all that can hold something.

    `choices` go by block_id or by the label of an input; a block with several elements takes a mapping by action_id.
    `complete` holds what the client holds before it submits: required inputs are filled in.
    """
    asked = dict(choices or {})
    values: Json = {}
    for block, element in elements(blocks):
        if element.get("type") not in KEYS:
            continue
        given, choice = _given(asked, block, element)
        entry = filled(element, choice) if given else untouched(element)
        if complete and block["type"] == "input" and not block.get("optional") and not entry[key_of(element)]:
            raise Impossible(f"{block['label']['text']!r} must be filled in before this can be sent")
        values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    known = {name for block, element in elements(blocks) if element.get("type") in KEYS for name in _names(block)}
    if strangers := set(asked) - known:
        raise Impossible(f"nothing here is called {sorted(strangers)}; there are {sorted(known)}")
    return values


def _names(block: Json) -> Iterator[str]:
    yield block["block_id"]
    if block["type"] == "input":
        yield block["label"]["text"]


def _given(asked: Choices, block: Json, element: Json) -> tuple[bool, Choice]:
    for name in _names(block):
        if name in asked:
            choice = asked[name]
            if not isinstance(choice, Mapping) or "text" in choice:
                return True, choice  # type: ignore[return-value]  # a mapping with a text is an option
            if element["action_id"] in choice:
                return True, choice[element["action_id"]]
    return False, None
