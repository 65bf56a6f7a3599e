"""The quick look into Discord's own document: it objects to whatever a slow one objects to."""

import json
import os
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.loopback.discord.rest.contracts import DOCUMENT, quick_validator

CARD = {
    "flags": 1 << 15,
    "components": [
        {"type": 17, "components": [
            {"type": 10, "content": "Two mentors for you"},
            {"type": 9, "components": [{"type": 10, "content": "Lin"}],
             "accessory": {"type": 2, "style": 1, "label": "Ask", "custom_id": "a"}},
            {"type": 14, "divider": True, "spacing": 2},
            {"type": 12, "items": [{"media": {"url": "attachment://x.png"}, "description": "A picture"}]},
            {"type": 1, "components": [{"type": 3, "custom_id": "b", "placeholder": "Pick", "options": [
                {"label": "One", "value": "1"}]}]},
            {"type": 1, "components": [{"type": 2, "style": 5, "label": "Look", "url": "https://example.org"}]},
        ]},
    ],
    "allowed_mentions": {"parse": []},
    "message_reference": None,
}  # fmt: skip
FORM = {
    "type": 9,
    "data": {
        "custom_id": "m", "title": "A form", "components": [
            {"type": 18, "label": "Why", "component": {"type": 4, "custom_id": "c", "style": 2, "max_length": 800}},
            {"type": 18, "label": "Who", "component": {"type": 21, "custom_id": "d", "options": [
                {"label": "One", "value": "1"}, {"label": "Two", "value": "2", "default": True}]}},
        ],
    },
}  # fmt: skip


BODIES: dict[str, Any] = {"MessageCreateRequest": CARD, "ModalInteractionCallbackRequest": FORM}


def places(part: Any) -> Iterator[tuple[Any, Any]]:
    """Everything that can be changed in it: what holds it, and its key or number."""
    for key, inner in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield part, key
        yield from places(inner)


@pytest.mark.skipif(not os.environ.get("KITH_CONTRACTS"), reason="KITH_CONTRACTS names no folder with Discord's types")
@given(st.sampled_from(sorted(BODIES)), st.integers(0, 2), st.data())
def test_a_quick_look_finds_the_same(kind: str, changes: int, data: st.DataObject) -> None:
    """Whatever is changed in a card or a form, jsonschema's own validator takes it where the quick one does; and both
    take it unchanged."""
    body = deepcopy(BODIES[kind])
    for _change in range(changes):
        part, key = data.draw(st.sampled_from(list(places(body))))
        part[key] = data.draw(st.sampled_from([None, True, 1, 2.0, 3, 99, "", "x", "x" * 4001, [], {}, {"type": 2}]))
    at = {"$ref": f"urn:discord#/components/schemas/{kind}"}
    slow, quick = (one(at, registry=_registry()).is_valid(body) for one in (Draft202012Validator, _quick()))
    assert slow == quick
    assert quick or changes


@cache
def _document() -> Any:
    return json.loads((Path(os.environ["KITH_CONTRACTS"]) / DOCUMENT).read_text())


@cache
def _quick() -> Any:
    return quick_validator(_document())


@cache
def _registry() -> Any:
    return Registry().with_resource("urn:discord", DRAFT202012.create_resource(_document()))
