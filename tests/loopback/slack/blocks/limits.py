"""What Slack would refuse in blocks, messages and views, as far as sizes, counts and places go. Pure.

The numbers are Slack's published ones; option values stay under 75 although 150 may be allowed, because older
documents say 75, and a message's text stays under 12,000 characters because Slack counts a total it does not publish.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.blocks.finders import elements, every_block, options, texts

MESSAGE_BLOCKS, VIEW_BLOCKS, MESSAGE_CHARACTERS, TEXT_CHARACTERS = 50, 100, 12_000, 40_000

# block or element type -> path of a text -> most characters
LENGTHS: dict[str, dict[str, int]] = {
    "section": {"text.text": 3000},
    "header": {"text.text": 150},
    "image": {"image_url": 3000, "alt_text": 2000, "title.text": 2000},
    "input": {"label.text": 2000, "hint.text": 2000},
    "markdown": {"text": 12_000},
    "alert": {"text.text": 200},
    "card": {"title.text": 150, "subtitle.text": 150, "body.text": 200},
    "container": {"title.text": 150, "subtitle.text": 150},
    "data_visualization": {"title": 50},
    "button": {"text.text": 75, "value": 2000, "url": 3000, "accessibility_label": 75},
}
# block or element type -> list in it -> fewest, most
COUNTS: dict[str, dict[str, tuple[int, int]]] = {
    "section": {"fields": (1, 10)},
    "context": {"elements": (1, 10)},
    "actions": {"elements": (1, 25)},
    "context_actions": {"elements": (1, 5)},
    "card": {"actions": (1, 3)},
    "carousel": {"elements": (1, 10)},
    "container": {"child_blocks": (1, 10)},
    "table": {"rows": (1, 100)},
    "data_table": {"rows": (2, 101)},
    "static_select": {"options": (1, 100), "option_groups": (1, 100)},
    "multi_static_select": {"options": (1, 100), "option_groups": (1, 100)},
    "radio_buttons": {"options": (1, 10)},
    "checkboxes": {"options": (1, 10)},
    "overflow": {"options": (1, 5)},
}
CONFIRM = {"title.text": 100, "text.text": 300, "confirm.text": 30, "deny.text": 30}
# block type -> where it may stand; the others may stand anywhere
PLACES = {
    "alert": ("modal",),
    "carousel": ("message", "home"),
    "container": ("message",),
    "context_actions": ("message",),
    "markdown": ("message",),
    "table": ("message",),
}
MODAL_ONLY_ELEMENTS = ("file_input",)


def message_problems(arguments: Json) -> list[str]:
    """What Slack would refuse in the text, blocks and metadata of a message."""
    text, blocks = arguments.get("text") or "", arguments.get("blocks") or []
    found = list(_blocks(blocks, "message", MESSAGE_BLOCKS))
    if len(text) > TEXT_CHARACTERS:
        found.append(f"text: {len(text)} characters, at most {TEXT_CHARACTERS}")
    if (said := sum(map(len, texts(blocks)))) > MESSAGE_CHARACTERS:
        found.append(f"blocks: {said} characters of text, at most {MESSAGE_CHARACTERS}")
    if blocks and not text:
        found.append("text: missing; it is what notifications and screen readers read")
    if sum(block.get("type") in ("table", "data_table") for block in every_block(blocks)) > 1:
        found.append("blocks: more than one table")
    metadata = arguments.get("metadata")
    if metadata and not (
        isinstance(metadata, dict) and metadata.get("event_type") and isinstance(metadata.get("event_payload"), dict)
    ):
        found.append("metadata: needs event_type and an object event_payload")
    return found


def view_problems(view: Json) -> list[str]:
    """What Slack would refuse in a modal or a Home tab."""
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [f"view: type {kind!r}"]
    found = list(_blocks(view.get("blocks", []), kind, VIEW_BLOCKS))
    for path, most in {"title.text": 24, "submit.text": 24, "close.text": 24}.items():
        found += _length(view, path, most, "view")
    for path, most in {"private_metadata": 3000, "callback_id": 255, "external_id": 255}.items():
        found += _length(view, path, most, "view", least=0)
    if kind == "modal" and not view.get("title"):
        found.append("view: a modal needs a title")
    if kind == "home" and (view.get("submit") or view.get("close")):
        found.append("view: a Home tab has neither submit nor close")
    has_input = any(block.get("type") == "input" for block in view.get("blocks", []))
    if kind == "modal" and has_input and not view.get("submit"):
        found.append("view: inputs need a submit button")
    if sum(bool(element.get("focus_on_load")) for _, element in elements(view.get("blocks", []))) > 1:
        found.append("view: focus_on_load more than once")
    return found


def _blocks(blocks: Sequence[Json], place: str, most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"blocks: {len(blocks)}, at most {most}"
    for number, block in enumerate(every_block(blocks)):
        kind, where = str(block.get("type")), f"blocks/{number} ({block.get('type')})"
        if place not in PLACES.get(kind, (place,)):
            yield f"{where}: not allowed in a {place}"
        yield from _length(block, "block_id", 255, where)
        yield from _sizes(block, where)
        if kind == "section" and not block.get("text") and not block.get("fields"):
            yield f"{where}: neither text nor fields"
        for field in block.get("fields") or []:
            yield from _length(field, "text", 2000, where)
        if kind == "header" and block.get("text", {}).get("type") != "plain_text":
            yield f"{where}: plain_text only"
        if kind == "table" and any(len(row) > 20 for row in block["rows"]):
            yield f"{where}: more than 20 columns"
        for _, element in elements([block]):
            yield from _element(element, place, f"{where} {element.get('action_id')}")
        # `value` in every input of a form is fine; in a message an id must name its button
        if place != "message":
            yield from _twice("action_id", [element.get("action_id") for _, element in elements([block])])
    yield from _twice("block_id", [block.get("block_id") for block in every_block(blocks)])
    if place == "message":
        yield from _twice("action_id", [element.get("action_id") for _, element in elements(blocks)])


def _element(element: Json, place: str, where: str) -> Iterator[str]:
    kind = str(element.get("type"))
    if kind in MODAL_ONLY_ELEMENTS and place != "modal":
        yield f"{where}: {kind} only in a modal"
    yield from _length(element, "action_id", 255, where)
    yield from _length(element, "placeholder.text", 150, where)
    yield from _sizes(element, where)
    if kind == "button" and element.get("style", "primary") not in ("primary", "danger"):
        yield f"{where}: style {element['style']!r}"
    if kind == "number_input" and not isinstance(element.get("is_decimal_allowed"), bool):
        yield f"{where}: is_decimal_allowed is needed"
    if kind == "plain_text_input" and not 0 <= element.get("min_length", 0) <= element.get("max_length", 3000) <= 3000:
        yield f"{where}: min_length and max_length within 0 to 3000"
    for group in element.get("option_groups") or []:
        yield from _length(group, "label.text", 75, where)
        if not 1 <= len(group.get("options", [])) <= 100:
            yield f"{where}: a group of {len(group.get('options', []))} options"
    yield from _options(element, where)
    for path, most in CONFIRM.items():
        yield from _length(element.get("confirm") or {}, path, most, f"{where} confirm")


def _options(element: Json, where: str) -> Iterator[str]:
    there = options(element)
    for option in there:
        yield from _length(option, "text.text", 75, f"{where} option")
        yield from _length(option, "value", 75, f"{where} option")
        yield from _length(option, "description.text", 75, f"{where} option")
    if str(element.get("type")).endswith("external_select"):
        return
    single = [element["initial_option"]] if "initial_option" in element else []
    chosen = [*element.get("initial_options", []), *single]
    for option in chosen:
        if option not in there:
            yield f"{where}: starts with {option.get('value')!r}, which is none of its options"


def _sizes(part: Json, where: str) -> Iterator[str]:
    kind = str(part.get("type"))
    for path, most in LENGTHS.get(kind, {}).items():
        yield from _length(part, path, most, where)
    for key, (least, most) in COUNTS.get(kind, {}).items():
        if key in part and not least <= len(part[key]) <= most:
            yield f"{where}: {len(part[key])} {key}, {least} to {most} are allowed"


def _length(part: Json, path: str, most: int, where: str, least: int = 1) -> Iterator[str]:
    value: object = part
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    if value is not None and not (isinstance(value, str) and least <= len(value) <= most):
        size = f"{len(value)} characters" if isinstance(value, str) else f"{type(value).__name__}"
        yield f"{where}: {path} has {size}, {least} to {most} characters are allowed"


def _twice(name: str, values: Sequence[object]) -> Iterator[str]:
    for value, times in Counter(value for value in values if value is not None).items():
        if times > 1:
            yield f"{name} {value!r} {times} times"
