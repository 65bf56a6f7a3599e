"""Discord's components as plain JSON, with the numbers of its own table."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, TypeAlias

from bot import shown

Part: TypeAlias = dict[str, Any]
"""A component as it is sent."""

COMPONENTS_V2 = 1 << 15
"""The flag of a message that is made of components alone."""
EPHEMERAL = 1 << 6
"""The flag of a message that only one person sees, until their client forgets it."""


class Type(IntEnum):
    ROW = 1
    BUTTON = 2
    MENU = 3
    TEXT_INPUT = 4
    CHANNEL_MENU = 8
    TEXT = 10
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    UPLOAD = 19
    RADIO = 21
    CHECKBOXES = 22


TEXT_CHANNEL = 0
SHORT, PARAGRAPH = 1, 2
_STYLES = {shown.Style.MAIN: 1, shown.Style.PLAIN: 2, shown.Style.GRAVE: 4}
_IN_A_ROW = 5


def text(content: str) -> Part:
    return {"type": Type.TEXT, "content": content}


def rows(choices: Sequence[shown.Choice]) -> list[Part]:
    """Buttons, five in a row."""
    return [
        {"type": Type.ROW, "components": [_button(choice) for choice in choices[start : start + _IN_A_ROW]]}
        for start in range(0, len(choices), _IN_A_ROW)
    ]


def _button(choice: shown.Choice) -> Part:
    label = choice.marked if choice.label.strip() else "…"
    return {"type": Type.BUTTON, "style": _STYLES[choice.style], "label": label, "custom_id": choice.id}


def options(offered: Sequence[shown.Option], given: Sequence[str] = (), most: int = 1) -> list[Part]:
    """Options of a menu or a list; the first `most` of `given` are picked already."""
    picked = [option.value for option in offered if option.value in given][:most]
    return [_option(option, option.value in picked) for option in offered]


def _option(option: shown.Option, picked: bool) -> Part:
    part: Part = {"label": option.label if option.label.strip() else option.value, "value": option.value}
    if option.hint.strip():
        part["description"] = option.hint
    return part | ({"default": True} if picked else {})
