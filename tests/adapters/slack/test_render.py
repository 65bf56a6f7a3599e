"""Cards as Block Kit."""

import json
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base import plain_text
from adapters.slack.modal import render_form
from adapters.slack.read import read
from adapters.slack.render import Message, render_card, render_home, render_note
from bot.shown import Card, Choice, Fact, Form, Section, Style
from bot.words import escape
from tests.adapters.slack import cards as examples
from tests.adapters.slack.conftest import Refused
from tests.adapters.slack.strategies import TRICKS, cards
from tests.loopback.slack import payloads
from tests.loopback.slack.blocks.finders import elements
from tests.loopback.slack.payloads import Scene

GOLDEN = Path(__file__).parent / "golden"
SCENE = Scene()
CARDS = [name for name, card in vars(examples).items() if isinstance(card, Card)]
FORMS = [name for name, form in vars(examples).items() if isinstance(form, Form)]


def posted(message: Message) -> dict[str, Any]:
    return {"channel": "C1", "text": message.text, "blocks": message.blocks}


def test_a_channel_is_called_by_its_name(refused: Refused) -> None:
    """Slack shows the name that the channel has now, and leads to it."""
    drawn = render_card(Card(text="Posted in <channel:C1|#C1>."))
    assert not refused("chat.postMessage", posted(drawn))
    assert drawn.blocks[0]["elements"][0]["elements"][1] == {"type": "channel", "channel_id": "C1"}


def test_a_page_is_a_link_and_a_number_is_text(refused: Refused) -> None:
    """Slack links to pages; a number to call is read, and an address in somebody's words stays words."""
    drawn = render_card(Card(text=f"<https://a.example> <tel:110|1-1-0> {escape('<https://b.example>')}"))
    assert not refused("chat.postMessage", posted(drawn))
    section = drawn.blocks[0]["elements"][0]["elements"]
    assert [(part["type"], part["text"]) for part in section] == [
        ("link", "https://a.example"), ("text", " "), ("text", "1-1-0"), ("text", " <https://b.example>"),
    ]  # fmt: skip


def test_each_reader_sees_an_instant_in_their_own_zone(refused: Refused) -> None:
    """Slack writes it for whoever reads; where it cannot, the words stand there."""
    drawn = render_card(Card(text="At <time:1772548200:moment|Tue 3 Mar, 15:30 (Berlin time)>"))
    assert not refused("chat.postMessage", posted(drawn))
    assert drawn.blocks[0]["elements"][0]["elements"][1] == {
        "type": "date", "timestamp": 1772548200, "format": "{date_long_pretty}, {time}",
        "fallback": "Tue 3 Mar, 15:30 (Berlin time)",
    }  # fmt: skip


# --- as they were ----------------------------------------------------------------------------------------------------


def same_as_golden(name: str, drawn: object) -> None:
    """Compares with the golden file, or with GOLDEN=write in the environment makes it."""
    path = GOLDEN / f"{name.lower()}.json"
    text = json.dumps(drawn, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{path.name} differs; GOLDEN=write takes it as it is now"


@pytest.mark.parametrize("name", CARDS)
def test_a_known_card_is_drawn_as_before(name: str, refused: Refused) -> None:
    """What members know how to read changes only where somebody looked at the change."""
    drawn = render_card(getattr(examples, name))
    assert not refused("chat.postMessage", posted(drawn))
    same_as_golden(name, {"text": drawn.text, "blocks": drawn.blocks})


@pytest.mark.parametrize("name", FORMS)
def test_a_known_form_is_drawn_as_before(name: str, refused: Refused) -> None:
    """The same for forms."""
    view = render_form(getattr(examples, name), remembered="{}")
    assert not refused("views.open", {"trigger_id": "1", "view": view})
    same_as_golden(name, view)


# --- any card --------------------------------------------------------------------------------------------------------


@given(cards())
def test_slack_takes_every_card(refused: Refused, card: Card) -> None:
    """Whatever can be a card can be a message, a Home tab and a note in a modal."""
    assert not refused("chat.postMessage", posted(render_card(card)))
    assert not refused("views.publish", {"user_id": "U1", "view": render_home(card)})
    assert not refused("views.open", {"trigger_id": "1", "view": render_note(card)})


@given(cards())
def test_every_press_comes_back_as_its_id(card: Card) -> None:
    """What is pressed on a drawn card is read as the very id that the card had, picked values included."""
    blocks = payloads.with_ids(render_card(card).blocks)
    for choice in card.presses:
        assert press(blocks, payloads.press(blocks, choice.id)) == choice.id
    if card.menu and card.menu.channels:
        action = payloads.choose(blocks, card.menu.id, "C01GENERAL")
        assert press(blocks, action) == f"{card.menu.id.rsplit(':', 1)[0]}:C01GENERAL"
    elif card.menu:
        for option in card.menu.options:
            action = payloads.choose(blocks, card.menu.id, option.value)
            assert press(blocks, action) == f"{card.menu.id.rsplit(':', 1)[0]}:{option.value}"


def press(blocks: list[dict[str, Any]], action: dict[str, Any]) -> str:
    payload = payloads.block_actions(SCENE, action, message={"ts": "1.2", "blocks": blocks}, channel_id="D1")
    found = read(payload)
    assert found is not None
    about = "" if found.about is None else found.about
    return f"{found.step}:{about}:{found.value}"


@given(cards())
def test_nothing_is_left_out(card: Card) -> None:
    """Every label, fact and line of a card can be read in what is drawn."""
    said = json.dumps(render_card(card).blocks, ensure_ascii=False)
    shown = [option.label for option in card.menu.options] if card.menu else []
    shown += [choice.label for choice in card.presses] + [fact.label for fact in card.facts]
    for text in shown:
        assert json.dumps(text, ensure_ascii=False)[1:-1] in said


def test_block_ids_are_fresh_for_every_version() -> None:
    """A changed card shares no block_id with what it was, or Slack would keep what was picked on it."""
    before = {block["block_id"] for block in render_card(examples.ASKED).blocks}
    after = {block["block_id"] for block in render_card(examples.ANSWERED).blocks}
    assert before
    assert after
    assert not before & after


def test_the_main_button_comes_first_and_grave_ones_are_marked() -> None:
    """Styles are shown, and the main button is where the eye and the tab key begin."""
    buttons = [element for _, element in elements(render_card(examples.ASKED).blocks)]
    assert [button["text"]["text"] for button in buttons] == ["Happy to", "Ask me again in two weeks", "Not now"]
    assert [button.get("style") for button in buttons] == ["primary", None, None]
    grave = [element for _, element in elements(render_card(examples.PRIVATE).blocks)][1]
    assert grave["style"] == "danger"


def test_a_notification_says_only_the_neutral_words() -> None:
    """Where a card is not for other eyes, the notification has the words that were chosen for it."""
    assert render_card(examples.PRIVATE).text == "A short question from Kith"


# --- what people wrote -----------------------------------------------------------------------------------------------


def _marked(tree: object) -> bool:
    """Whether anything in it would be parsed as Slack's markdown, or for emoji codes."""
    match tree:
        case {"type": "mrkdwn" | "markdown"} | {"type": "plain_text", "emoji": True}:
            return True
        case dict():
            return any(_marked(value) for value in tree.values())
        case list():
            return any(_marked(value) for value in tree)
        case _:
            return False


@given(st.lists(st.sampled_from(TRICKS), min_size=1, max_size=5).map(" ".join), st.sampled_from(Style))
def test_what_people_write_stays_words(text: str, style: Style) -> None:
    """No mention, link, emoji or formatting comes out of what somebody wrote, wherever on a card it stands."""
    card = Card(
        title=text[:150],
        text=escape(text),
        facts=(Fact(label=text[:75], text=escape(text)[:300]),),
        sections=(Section(text=escape(text)),),
        choices=(Choice(id="home.show::", label=text[:75], style=style),),
        foot=escape(text)[:300],
    )
    drawn = render_card(card)
    assert not _marked(drawn.blocks)
    assert "<" not in drawn.text
    body = next(block for block in drawn.blocks if block["type"] == "rich_text")
    kinds = {element["type"] for part in body["elements"] for element in part["elements"]}
    assert kinds == {"text"}
    assert all("style" not in element for part in body["elements"] for element in part["elements"])
    assert "".join(element["text"] for part in body["elements"] for element in part["elements"]) == text


@given(cards())
def test_formatting_is_style_and_never_signs(card: Card) -> None:
    """The text of a card is drawn letter by letter, without the marks that formatted it."""
    body = next((block for block in render_card(card).blocks if block["type"] == "rich_text"), None)
    if body is None or not card.text.strip():
        return
    lines: list[str] = []
    for part in body["elements"]:
        items = part["elements"] if part["type"] == "rich_text_list" else [part]
        for item in items:
            text = "".join(element["text"] for element in item["elements"])
            lines.append(f"- {text}" if part["type"] == "rich_text_list" else text)
    assert [line.strip() for line in "\n".join(lines).split("\n")] == [
        line.strip() for line in plain_text(card.text).split("\n")
    ]


def test_two_lists_stay_apart() -> None:
    """Paragraphs and lists follow each other as they were written."""
    body = render_card(Card(text="One\nTwo\n- a\n- b\nThree")).blocks[0]
    kinds = [part["type"] for part in body["elements"]]
    assert kinds == ["rich_text_section", "rich_text_list", "rich_text_section"]
    assert all(before != after for before, after in pairwise(kinds))
