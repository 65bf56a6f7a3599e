"""What there is to read and to press in Discord's JSON, as people see it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.loopback.discord import components
from tests.loopback.discord.world.records import Message, Payload
from tests.world.surface import Filling

_LISTS = (components.STRING_SELECT, components.RADIO, components.CHECKBOXES)

_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_START = re.compile(r"^ *(#{1,3} +|-# +|>>> +|> +|[-*] +|\d+\. +)")
_ACTIVE = {
    "code": re.compile(r"`"),
    "bold": re.compile(r"\*\*"),
    "italic": re.compile(r"\*|_"),
    "strike": re.compile(r"~~"),
    "spoiler": re.compile(r"\|\|"),
    "pointed": re.compile(r"<(@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(:\w)?|/[^>]+:\d+|id:\w+|https?://[^>]+)>"),
    "everybody": re.compile(r"@(everyone|here)"),
    "link": re.compile(r"\[[^\]]*\]\([^)]*\)"),
    "address": re.compile(r"(https?|steam)://\S"),
    "emoji": re.compile(r":[\w+~-]+:"),
}
_MOMENT = re.compile(r"<t:(\d+):([tF])>")
_LABELLED = re.compile(r"\[([^\]]*)\]\(<[^>]*>\)")
_HIDDEN = "\ue000"
"""Stands for an escaped character while one looks for characters that are not."""


@dataclass(frozen=True)
class Line:
    """A line as people read it; `active` names what Discord would do with the rest of it."""

    text: str
    active: frozenset[str]
    start: str = ""


def _read_in_berlin(found: re.Match[str]) -> str:
    """An instant as somebody in Berlin sees it; Discord's own way of writing dates is not imitated."""
    local = datetime.fromtimestamp(int(found[1]), ZoneInfo("Europe/Berlin"))
    clock = f"{local:%H:%M}" if found[2] == "t" else f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"
    return f"{clock} (Berlin time)"


def read_markdown(content: str) -> list[Line]:
    """What stands there, line by line."""
    return [_line(line) for line in content.split("\n")]


def _line(raw: str) -> Line:
    kept: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kept.append(found[1])
        return _HIDDEN

    bare = _ESCAPE.sub(hide, raw)
    start = "".join(_starts(bare))
    bare = bare[len(start) :]
    active = frozenset(name for name, pattern in _ACTIVE.items() if pattern.search(bare))
    shown = (
        _MOMENT.sub(_read_in_berlin, _LABELLED.sub(r"\1", bare))
        .replace("**", "")
        .replace("*", "")
        .replace("\u200b", "")
    )
    for character in kept:
        shown = shown.replace(_HIDDEN, character, 1)
    return Line(shown, active - ({"italic"} if "*" not in bare.replace("**", "") and "_" not in bare else set()), start)


def _starts(bare: str) -> list[str]:
    """What begins a line, one inside the other: a heading in a list, a list in a quote."""
    found = []
    while match := _START.match(bare):
        found.append(match[0])
        bare = bare[match.end() :]
    return found


def plain(content: str) -> str:
    """The text without its marks; items of a list keep their dash."""
    return "\n".join(
        ("- " if line.start.strip().startswith("-") and "#" not in line.start else "") + line.text
        for line in read_markdown(content)
    )


# --- cards and forms -------------------------------------------------------------------------------------------------


def text_of(tree: Any) -> str:
    """All there is to read, with what can be pressed in brackets."""
    return "\n".join(_read(tree))


def _read(tree: Any) -> Iterator[str]:
    for part in components.parts(tree):
        if part["type"] == components.TEXT:
            yield plain(part["content"])
        elif part["type"] == components.GALLERY:
            yield from (f"({item['description']})" for item in part["items"] if item.get("description"))
        elif part["type"] == components.BUTTON:
            yield f"[{part['label']}]"
        elif part["type"] in components.SELECTS:
            yield f"{part['placeholder']}:"
            yield from (f"[{one['label']}]" for one in part.get("options") or [])


def labels_of(message: Message) -> Iterator[str]:
    for part in components.parts(message.components):
        if part["type"] == components.BUTTON:
            yield part["label"]
        yield from (one["label"] for one in part.get("options") or [])


def groups_of(message: Message, on: str) -> list[list[Payload]]:
    """The parts of a card as they stand together, those that hold `on` first, then what stands below all."""
    groups: list[list[Payload]] = [[]]
    inside = [part for top in message.components for part in top.get("components", [top])]
    lines = any(part["type"] == components.SEPARATOR for part in inside)
    for part in inside:
        if part["type"] == (components.SEPARATOR if lines else components.TEXT):
            groups.append([])
        groups[-1].append(part)
    holding = [group for group in groups if on and on in text_of(group) and any("components" in one for one in group)]
    return [*holding, groups[-1]] if holding else groups


def values_of(modal: Payload, filling: Filling) -> Iterator[tuple[str, Any]]:
    """What a person puts into each field that the page has and `filling` names."""
    there: Mapping[str, Payload] = {
        part["label"]: part["component"] for part in components.parts(modal) if part["type"] == components.LABEL
    }
    for label, given in filling.items():
        if (part := there.get(label)) is None:
            continue
        if isinstance(given, bytes):
            yield part["custom_id"], given
            continue
        words = [str(given)] if isinstance(given, str | int) else [str(one) for one in given]
        if part["type"] not in _LISTS:
            yield part["custom_id"], ", ".join(words)
            continue
        picked = [components.option(part, word) for word in words]
        yield part["custom_id"], picked[0] if part["type"] == components.RADIO and picked else picked
