"""Reading a rendered card or form the way a person does: by what is written on it.

Everything here is pure and takes plain JSON: a message or a modal (a dict with `components`), or components.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.loopback.discord.world.records import Payload
from tests.loopback.discord.world.refusals import NotPossible

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = range(1, 9)
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 17, 18, 19, 21, 22, 23

SELECTS = (STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT)
FIELDS = (TEXT_INPUT, *SELECTS, UPLOAD, RADIO, CHECKBOXES, CHECKBOX)
LINK, PREMIUM = 5, 6


def parts(tree: Any) -> Iterator[Payload]:
    """Every component, parents before children, in reading order."""
    if isinstance(tree, Mapping) and ("type" not in tree or "channel_id" in tree):  # a whole message or modal
        tree = tree.get("components") or []
    for part in tree if isinstance(tree, list) else [tree]:
        yield part
        for key in ("components", "component", "accessory"):
            if part.get(key):
                yield from parts(part[key])


def texts(card: Payload) -> list[str]:
    """What there is to read, from top to bottom: words, embeds, picture descriptions; not what buttons say."""
    found = [card["content"]] if card.get("content") else []
    for embed in card.get("embeds") or []:
        found += [embed[key] for key in ("title", "description") if embed.get(key)]
        found += [f"{one['name']}: {one['value']}" for one in embed.get("fields") or []]
    for part in parts(card):
        if part["type"] == TEXT:
            found.append(part["content"])
        elif part["type"] == LABEL:
            found += [part[key] for key in ("label", "description") if part.get(key)]
        elif part["type"] == GALLERY:
            found += [item["description"] for item in part["items"] if item.get("description")]
        elif part["type"] == THUMBNAIL and part.get("description"):
            found.append(part["description"])
    return found


def labels(card: Any) -> list[str]:
    """What the buttons say, in order."""
    return [part.get("label") or "" for part in parts(card) if part["type"] == BUTTON]


def button(card: Any, label: str) -> Payload:
    """The one button that says exactly `label`."""
    return _only([part for part in parts(card) if part["type"] == BUTTON and part.get("label") == label], card, label)


def menu(card: Any, placeholder: str | None = None) -> Payload:
    """The one menu of a card, or the one with this placeholder."""
    menus = [part for part in parts(card) if part["type"] in SELECTS]
    return _only([one for one in menus if placeholder in (None, one.get("placeholder"))], card, placeholder or "a menu")


def field(modal: Any, label: str) -> Payload:
    """The one thing to fill in under this label."""
    found = [part["component"] for part in parts(modal) if part["type"] == LABEL and part["label"] == label]
    found += [part for part in parts(modal) if part["type"] == TEXT_INPUT and part.get("label") == label]
    return _only(found, modal, label)


def narrowed(card: Any, text: str) -> Any:
    """The smallest part of the card that holds both this text and something to press: a section, a container, …"""
    holding = [one for one in [card, *parts(card)] if text in "\n".join(_words(one)) and _pressable(one)]
    if not holding:
        raise NotPossible(f"nothing to press beside {text!r} in {_words(card)}")
    return min(holding, key=lambda one: sum(1 for _ in parts(one)))


def _words(card: Any) -> list[str]:
    return texts({"components": card} if isinstance(card, list) else card)


def _pressable(card: Any) -> bool:
    return any(one["type"] in (BUTTON, *SELECTS) for one in parts(card))


def by_id(card: Any, custom_id: str) -> Payload:
    return _only([part for part in parts(card) if part.get("custom_id") == custom_id], card, custom_id)


def option(component: Payload, label: str) -> str:
    """The value of the option that says `label`."""
    found = [one["value"] for one in component.get("options") or [] if one["label"] == label]
    if len(found) != 1:
        offered = [one["label"] for one in component.get("options") or []]
        raise NotPossible(f"{len(found)} options say {label!r}; offered: {offered}")
    return str(found[0])


def filled(modal: Any, answers: Mapping[str, Any]) -> dict[str, Any]:
    """From label → what a person fills in (text, an option's label, several of them) to custom_id → values."""
    values: dict[str, Any] = {}
    for label, answer in answers.items():
        component = field(modal, label)
        if "options" in component:
            chosen = [answer] if isinstance(answer, str) else list(answer)
            values[component["custom_id"]] = [option(component, one) for one in chosen]
        else:
            values[component["custom_id"]] = answer
    return values


def _only(found: list[Payload], card: Any, wanted: str) -> Payload:
    if len(found) != 1:
        seen = labels(card) + [part["label"] for part in parts(card) if part["type"] == LABEL]
        raise NotPossible(f"{len(found)} things are {wanted!r} here; there are {seen} and the words {_words(card)}")
    return found[0]
