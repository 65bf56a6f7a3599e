"""What Discord refuses in messages, modals and commands, beyond what its OpenAPI document says.

Each function returns sentences, one for each thing that is wrong; an empty list is good.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.loopback.discord import components
from tests.loopback.discord.world.records import COMPONENTS_V2, Payload
from tests.loopback.discord.world.refusals import FORM_BODY, Refusal

TOP_OF_V2 = (
    components.ROW,
    components.SECTION,
    components.TEXT,
    components.GALLERY,
    components.FILE,
    components.SEPARATOR,
    components.CONTAINER,
)
ONLY_IN_MODALS = (
    components.LABEL,
    components.TEXT_INPUT,
    components.UPLOAD,
    components.RADIO,
    components.CHECKBOXES,
    components.CHECKBOX,
)
OPTION_COUNTS = {components.STRING_SELECT: (1, 25), components.RADIO: (2, 10), components.CHECKBOXES: (1, 10)}
MOST_PARTS, MOST_TEXT, MOST_CONTENT, MOST_FILES, MOST_EMBED_TEXT = 40, 4000, 2000, 10, 6000


def refuse_if(problems: list[str]) -> None:
    """What Discord answers to a form with these problems."""
    if problems:
        raise Refusal(FORM_BODY, problems)


def message_problems(body: Payload, flags: int) -> list[str]:
    """`flags` are those the message has after this body: an edited message stays components v2."""
    tree = body.get("components") or []
    v2 = bool(flags & COMPONENTS_V2)
    found = list(_text_problems(body)) + list(_tree_problems(tree))
    tops = [part["type"] for part in tree]
    if v2:
        found += [f"{key}: not allowed with components v2" for key in ("content", "embeds", "poll") if body.get(key)]
        found += [f"components: type {one} cannot stand at the top" for one in tops if one not in TOP_OF_V2]
    else:
        found += [f"components: type {one} needs components v2" for one in tops if one != components.ROW]
        if len(tree) > 5:
            found.append(f"components: {len(tree)} rows, at most 5")
    found += [
        f"components: type {part['type']} is for modals only"
        for part in components.parts(tree)
        if part["type"] in ONLY_IN_MODALS
    ]
    return found


def modal_problems(modal: Payload) -> list[str]:
    tree = modal.get("components") or []
    found = list(_size("title", modal.get("title"), 1, 45)) + list(_size("custom_id", modal.get("custom_id"), 1, 100))
    if not 1 <= len(tree) <= 5:
        found.append(f"components: {len(tree)} at the top of a modal, it takes 1 to 5")
    for part in tree:
        if part["type"] not in (components.ROW, components.TEXT, components.LABEL):
            found.append(f"components: type {part['type']} cannot stand at the top of a modal")
    if any(part["type"] == components.BUTTON for part in components.parts(tree)):
        found.append("components: a modal has no buttons")
    return found + list(_tree_problems(tree))


def command_problems(command: Payload) -> list[str]:
    """The 8000 characters of names, descriptions and values, and the counts on every level."""
    found: list[str] = []
    total = _command_text(command)
    if total > 8000:
        found.append(f"command {command.get('name')!r}: {total} characters in all, at most 8000")
    levels = [command]
    while levels:
        level = levels.pop()
        options = level.get("options") or []
        if len(options) > 25:
            found.append(f"command {level.get('name')!r}: {len(options)} options, at most 25")
        if len(level.get("choices") or []) > 25:
            found.append(f"command option {level.get('name')!r}: over 25 choices")
        found += _size(f"command {level.get('name')!r}: name", level.get("name"), 1, 32)
        if command.get("type", 1) == 1:
            found += _size(f"command {level.get('name')!r}: description", level.get("description"), 1, 100)
        levels += options
    return found


def _command_text(level: Payload) -> int:
    own = len(level.get("name") or "") + len(level.get("description") or "")
    choices = sum(len(one["name"]) + len(str(one["value"])) for one in level.get("choices") or [])
    return own + choices + sum(_command_text(one) for one in level.get("options") or [])


def _text_problems(body: Payload) -> Iterator[str]:
    yield from _size("content", body.get("content") or "", 0, MOST_CONTENT)
    if len(str(body.get("nonce") or "")) > 25:
        yield "nonce: over 25 characters"
    embeds = body.get("embeds") or []
    if len(embeds) > 10:
        yield f"embeds: {len(embeds)}, at most 10"
    if sum(len(text) for text in components.texts({"embeds": embeds})) > MOST_EMBED_TEXT:
        yield f"embeds: over {MOST_EMBED_TEXT} characters in all"
    if len(body.get("attachments") or []) > MOST_FILES:
        yield f"attachments: over {MOST_FILES}"


def _tree_problems(tree: list[Payload]) -> Iterator[str]:
    every = list(components.parts(tree))
    if len(every) > MOST_PARTS:
        yield f"components: {len(every)} in all, at most {MOST_PARTS}"
    shown = sum(len(part.get("content") or "") for part in every if part["type"] == components.TEXT)
    if shown > MOST_TEXT:
        yield f"components: {shown} characters of text, at most {MOST_TEXT}"
    ids = Counter(part["custom_id"] for part in every if part.get("custom_id"))
    yield from (f"custom_id {one!r} is used {count} times" for one, count in ids.items() if count > 1)
    for part in every:
        for problem in _part_problems(part):
            yield f"component of type {part['type']}: {problem}"


def _part_problems(part: Payload) -> Iterator[str]:
    kind = part["type"]
    if kind == components.TEXT:
        yield from _size("content", part.get("content"), 1, MOST_TEXT)
    elif kind == components.ROW:
        yield from _row_problems(part)
    elif kind == components.BUTTON:
        yield from _button_problems(part)
    elif kind == components.LABEL:
        yield from _size("label", part.get("label"), 1, 45)
        yield from _size("description", part.get("description") or "", 0, 100)
        if part.get("component", {}).get("type") not in components.FIELDS:
            yield "a label holds one thing to fill in"
    elif kind == components.SECTION:
        if not 1 <= len(part.get("components") or []) <= 3:
            yield "a section takes 1 to 3 texts"
        if part.get("accessory", {}).get("type") not in (components.BUTTON, components.THUMBNAIL):
            yield "a section needs a button or a thumbnail beside it"
    elif kind == components.GALLERY:
        if not 1 <= len(part.get("items") or []) <= 10:
            yield "a gallery takes 1 to 10 pictures"
        for item in part.get("items") or []:
            yield from _size("description", item.get("description") or "", 0, 1024)
    elif kind == components.CONTAINER and not part.get("components"):
        yield "an empty container"
    if kind in components.FIELDS:
        yield from _field_problems(part)


def _row_problems(row: Payload) -> Iterator[str]:
    kinds = [part["type"] for part in row.get("components") or []]
    if not kinds:
        yield "an empty row"
    elif set(kinds) == {components.BUTTON}:
        if len(kinds) > 5:
            yield f"{len(kinds)} buttons in a row, at most 5"
    elif len(kinds) > 1 or kinds[0] not in (*components.SELECTS, components.TEXT_INPUT):
        yield f"a row takes up to 5 buttons or one menu, not types {kinds}"


def _button_problems(button: Payload) -> Iterator[str]:
    label = button.get("label") or ""
    yield from _size("label", label, 0, 80)
    if not label.strip() and not button.get("emoji") and button.get("style") != components.PREMIUM:
        yield "a button with nothing on it"
    if button.get("style") == components.LINK:
        yield from _size("url", button.get("url"), 1, 512)
    elif button.get("style") != components.PREMIUM:
        yield from _size("custom_id", button.get("custom_id"), 1, 100)


def _field_problems(part: Payload) -> Iterator[str]:
    yield from _size("custom_id", part.get("custom_id"), 1, 100)
    most = 100 if part["type"] == components.TEXT_INPUT else 150
    yield from _size("placeholder", part.get("placeholder") or "", 0, most)
    if part["type"] == components.TEXT_INPUT:
        yield from _size("value", part.get("value") or "", 0, part.get("max_length") or 4000)
        if not 0 <= (part.get("min_length") or 0) <= (part.get("max_length") or 4000) <= 4000:
            yield "min_length and max_length do not fit 0 to 4000"
    if part["type"] in OPTION_COUNTS:
        yield from _option_problems(part)


def _option_problems(part: Payload) -> Iterator[str]:
    options = part.get("options") or []
    low, high = OPTION_COUNTS[part["type"]]
    if not low <= len(options) <= high:
        yield f"{len(options)} options, it takes {low} to {high}"
    if len({one.get("value") for one in options}) != len(options):
        yield "two options have the same value"
    for one in options:
        yield from _size("option label", one.get("label"), 1, 100)
        yield from _size("option value", one.get("value"), 1, 100)
        yield from _size("option description", one.get("description") or "", 0, 100)
    default_most = len(options) if part["type"] == components.CHECKBOXES else 1
    least, most = part.get("min_values", 1), part.get("max_values", default_most)
    if not 0 <= least <= most <= max(len(options), 1):
        yield f"min_values {least} and max_values {most} do not fit {len(options)} options"
    if sum(bool(one.get("default")) for one in options) > most:
        yield "more options are preset than may be chosen"


def _size(name: str, text: Any, least: int, most: int) -> Iterator[str]:
    length = len(text.strip()) if isinstance(text, str) else 0
    if length < least:
        yield f"{name}: empty"
    elif isinstance(text, str) and len(text) > most:
        yield f"{name}: {len(text)} characters, at most {most}"
