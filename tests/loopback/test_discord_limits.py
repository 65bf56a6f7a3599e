"""What the loopback Discord refuses as too long, too many or empty: just allowed, and one more."""

from typing import Any

import pytest

from tests.loopback.discord.world.limits import command_problems, message_problems, modal_problems
from tests.loopback.discord.world.records import COMPONENTS_V2


def button(**changed: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Yes", "custom_id": "yes"} | changed


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(parts)}


def menu(options: int, **changed: Any) -> dict[str, Any]:
    chosen = [{"label": f"{one}", "value": f"{one}"} for one in range(options)]
    return {"type": 3, "custom_id": "menu", "options": chosen} | changed


def words(text: str) -> dict[str, Any]:
    return {"type": 10, "content": text}


def asked(**changed: Any) -> dict[str, Any]:
    return {"type": 18, "label": "Name", "component": {"type": 4, "custom_id": "name", "style": 1}} | changed


def gallery(text: str) -> dict[str, Any]:
    return {"type": 12, "items": [{"media": {"url": "attachment://a.png"}, "description": text}]}


V2_AT_AND_OVER: list[tuple[Any, Any]] = [
    ([row(button(label="x" * 80))], [row(button(label="x" * 81))]),
    ([row(button(custom_id="x" * 100))], [row(button(custom_id="x" * 101))]),
    ([row(button(), button(custom_id="no"))], [row(button(), button())]),
    (
        [row(*[button(custom_id=f"{one}") for one in range(5)])],
        [row(*[button(custom_id=f"{one}") for one in range(6)])],
    ),
    ([row(button(emoji={"name": "x"}, label=""))], [row(button(label=""))]),
    ([row(menu(25))], [row(menu(26))]),
    ([row(menu(1))], [row(menu(0))]),
    ([row(menu(3, max_values=3))], [row(menu(3, max_values=4))]),
    ([row(menu(3, placeholder="x" * 150))], [row(menu(3, placeholder="x" * 151))]),
    ([words("x" * 4000)], [words("x" * 2000), words("x" * 2001)]),
    ([words("x")], [words(" ")]),
    ([words("x") for _ in range(40)], [words("x") for _ in range(41)]),
    ([gallery("x" * 1024)], [gallery("x" * 1025)]),
    ([{"type": 9, "components": [words("x")], "accessory": button()}], [{"type": 9, "components": [words("x")]}]),
    ([{"type": 17, "components": [words("x")]}], [{"type": 17, "components": []}]),
    ([row(button())], [button()]),
    ([row(button())], [asked()]),
]


@pytest.mark.parametrize(("at_limit", "over"), V2_AT_AND_OVER)
def test_limits_of_a_card(at_limit: list[Any], over: list[Any]) -> None:
    """What is just allowed passes, one more is named."""
    assert message_problems({"components": at_limit}, COMPONENTS_V2) == []
    assert message_problems({"components": over}, COMPONENTS_V2)


MODAL_AT_AND_OVER: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"title": "x" * 45}, {"title": "x" * 46}),
    ({"components": [words("x") for _ in range(5)]}, {"components": [words("x") for _ in range(6)]}),
    ({"components": [asked(label="x" * 45)]}, {"components": [asked(label="x" * 46)]}),
    ({"components": [asked(description="x" * 100)]}, {"components": [asked(description="x" * 101)]}),
    ({"components": [asked()]}, {"components": [asked(label=" ")]}),
    ({"components": [asked()]}, {"components": [row(button())]}),
    ({"components": [asked()]}, {"components": [asked(), asked()]}),
    (
        {"components": [asked(component=menu(10) | {"type": 21})]},
        {"components": [asked(component=menu(11) | {"type": 21})]},
    ),
    (
        {"components": [asked(component=menu(2) | {"type": 21})]},
        {"components": [asked(component=menu(1) | {"type": 21})]},
    ),
    (
        {"components": [asked(component=menu(10) | {"type": 22})]},
        {"components": [asked(component=menu(11) | {"type": 22})]},
    ),
]


@pytest.mark.parametrize(("at_limit", "over"), MODAL_AT_AND_OVER)
def test_limits_of_a_form(at_limit: dict[str, Any], over: dict[str, Any]) -> None:
    """What is just allowed passes, one more is named."""
    modal = {"custom_id": "form", "title": "A form", "components": [asked()]}
    assert modal_problems(modal | at_limit) == []
    assert modal_problems(modal | over)


def test_limits_of_words_and_commands() -> None:
    """2000 characters of content, 25 characters of nonce, 25 options and 8000 characters of a command."""
    assert message_problems({"content": "x" * 2000, "nonce": "x" * 25}, 0) == []
    assert message_problems({"content": "x" * 2001}, 0)
    assert message_problems({"content": "x", "nonce": "x" * 26}, 0)
    assert message_problems({"content": "x", "components": [words("x")]}, 0)
    assert message_problems({"content": "x", "components": [words("x")]}, COMPONENTS_V2)
    options = [{"type": 3, "name": f"o{one}", "description": "x" * 100} for one in range(26)]
    assert command_problems({"name": "mentor", "description": "x", "options": options[:25]}) == []
    assert command_problems({"name": "mentor", "description": "x", "options": options})
    choices = [{"name": "x" * 100, "value": "x" * 100} for _ in range(25)]
    long = [option | {"choices": choices} for option in options[:2]]
    assert command_problems({"name": "mentor", "description": "x", "options": long})
