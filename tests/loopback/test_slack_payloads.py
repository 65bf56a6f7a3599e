"""The pure parts of the loopback Slack: finding by words, filling in, payloads, and what Slack would refuse."""

import os
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.payload_utils import is_block_actions, is_slash_command, is_view_submission

from tests.loopback.slack import Impossible, Scene, find_action, find_input, labels, payloads, texts
from tests.loopback.slack.blocks.elements import filled, state_values, untouched
from tests.loopback.slack.blocks.limits import message_problems, view_problems
from tests.loopback.slack.checks import Checks, contracts
from tests.loopback.slack_trial_app import MENTORS, PROFILE, button, plain, section

Json = dict[str, Any]
SCENE = Scene()


def options(*names: str) -> list[Json]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


def form(element: Json, **block: Any) -> Json:
    field = {
        "type": "input",
        "block_id": "b",
        "label": plain("Field"),
        "element": {"action_id": "a", **element},
        **block,
    }
    return {"type": "modal", "callback_id": "c", "title": plain("Form"), "submit": plain("Send"), "blocks": [field]}


# --- finding


def test_one_of_several_buttons_is_found_by_what_stands_near() -> None:
    """A label that stands twice needs a text near it: in its block, or above its row of buttons."""
    assert find_action(MENTORS, "Ask for an intro chat", near="Lin")["action_id"] == "intro.ask:1"
    with pytest.raises(AssertionError, match="2 buttons"):
        find_action(MENTORS, "Ask for an intro chat")
    rows = [
        section("Lin asked you"),
        {"type": "actions", "elements": [button("Yes", "yes:1", "7")]},
        section("Mei asked you"),
        {"type": "actions", "elements": [button("Yes", "yes:2")]},
    ]
    assert find_action(rows, "Yes", near="Mei")["action_id"] == "yes:2"
    assert find_action(rows, "Yes", near="Lin")["value"] == "7"


def test_missing_label_says_what_there_is() -> None:
    """The error of a search in vain lists the labels."""
    with pytest.raises(AssertionError, match="Ask for an intro chat"):
        find_action(MENTORS, "Withdraw")


def test_option_is_found_by_its_label() -> None:
    """Finding an option gives the choice of it, alone or as one of several."""
    menu = {"type": "static_select", "action_id": "m", "options": options("Career", "Study")}
    boxes = {"type": "checkboxes", "action_id": "c", "options": options("Mornings")}
    blocks = [{"type": "actions", "block_id": "row", "elements": [menu, boxes]}]
    assert labels(blocks) == ["Career", "Study", "Mornings"]
    assert find_action(blocks, "Study")["selected_option"]["value"] == "study"
    assert find_action(blocks, "Mornings")["selected_options"] == options("Mornings")


def test_all_that_can_be_read_is_read() -> None:
    """Texts come in reading order, with alternative texts and without what a press would open."""
    asks = {**button("Stop", "stop"), "confirm": {"title": plain("Sure?"), "text": plain("Really stop?")}}
    image = {"type": "image", "image_url": "http://127.0.0.1/a.png", "alt_text": "A chart", "title": plain("Week 3")}
    assert texts([section("Hello", accessory=asks), image]) == ["Hello", "Stop", "A chart", "Week 3"]


def test_buttons_in_cards_are_found() -> None:
    """Cards in a carousel and blocks in a container are looked into."""
    card = {"type": "card", "title": plain("Lin"), "actions": [button("Ask", "ask:1")]}
    carousel = {
        "type": "carousel",
        "elements": [card, {**card, "title": plain("Mei"), "actions": [button("Ask", "ask:2")]}],
    }
    blocks = [{"type": "container", "title": plain("Mentors"), "child_blocks": [section("Two"), carousel]}]
    assert find_action(blocks, "Ask", near="Mei")["action_id"] == "ask:2"


# --- filling in


@pytest.mark.parametrize(
    ("element", "choice", "entry"),
    [
        ({"type": "plain_text_input"}, "Ada", {"value": "Ada"}),
        ({"type": "plain_text_input"}, "", {"value": None}),
        ({"type": "number_input", "is_decimal_allowed": False}, 3, {"value": "3"}),
        ({"type": "static_select", "options": options("A", "B")}, "B", {"selected_option": options("B")[0]}),
        ({"type": "static_select", "options": options("A", "B")}, "b", {"selected_option": options("B")[0]}),
        ({"type": "radio_buttons", "options": options("A")}, None, {"selected_option": None}),
        ({"type": "checkboxes", "options": options("A", "B")}, ["A", "B"], {"selected_options": options("A", "B")}),
        ({"type": "multi_static_select", "options": options("A")}, [], {"selected_options": []}),
        ({"type": "datepicker"}, "2026-03-03", {"selected_date": "2026-03-03"}),
        ({"type": "timepicker"}, "16:30", {"selected_time": "16:30"}),
        ({"type": "datetimepicker"}, 1772452800, {"selected_date_time": 1772452800}),
        ({"type": "conversations_select"}, "C1", {"selected_conversation": "C1"}),
        ({"type": "multi_users_select"}, ["U1"], {"selected_users": ["U1"]}),
        ({"type": "file_input"}, [{"id": "F1"}], {"files": [{"id": "F1"}]}),
    ],
)
def test_every_element_holds_its_value_in_its_own_shape(element: Json, choice: Any, entry: Json) -> None:
    """What a person gives comes out under the key that Slack uses for that element."""
    assert filled(element, choice) == {"type": element["type"], **entry}


@pytest.mark.parametrize(
    ("element", "choice"),
    [
        ({"type": "plain_text_input", "max_length": 3}, "four"),
        ({"type": "plain_text_input", "min_length": 3}, "no"),
        ({"type": "plain_text_input"}, "two\nlines"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "5"}, 5.5),
        ({"type": "static_select", "options": options("A")}, "B"),
        ({"type": "checkboxes", "options": options("A")}, "A"),
        ({"type": "multi_static_select", "options": options("A", "B"), "max_selected_items": 1}, ["A", "B"]),
        ({"type": "timepicker"}, "25:00"),
        ({"type": "email_text_input"}, "nobody"),
        ({"type": "file_input", "max_files": 1}, [{"id": "F1"}, {"id": "F2"}]),
        ({"type": "button"}, "x"),
    ],
)
def test_what_the_client_would_not_take_is_impossible(element: Json, choice: Any) -> None:
    """A test cannot fill in what a person could not."""
    with pytest.raises(Impossible):
        filled(element, choice)


def test_untouched_elements_hold_what_they_start_with() -> None:
    """Initial values are in the state before anybody touches them."""
    start = {"type": "static_select", "options": options("A"), "initial_option": options("A")[0]}
    assert untouched(start)["selected_option"]["value"] == "a"
    assert untouched({"type": "checkboxes", "options": options("A")})["selected_options"] == []
    assert untouched({"type": "plain_text_input", "initial_value": "x"})["value"] == "x"


def test_required_and_unknown_inputs() -> None:
    """A form is not sent with a required input empty, nor with an input it does not have."""
    blocks = PROFILE["blocks"]
    assert state_values(blocks)["name"]["value"]["value"] is None
    with pytest.raises(Impossible, match="Your name"):
        state_values(blocks, {"hours": "1"}, complete=True)
    with pytest.raises(Impossible, match="hobby"):
        state_values(blocks, {"name": "Ada", "hobby": "chess"})
    assert state_values(blocks, {"Your name": "Ada"}, complete=True)["hours"]["value"]["selected_option"] is None


# --- payloads


def test_blocks_get_the_ids_that_slack_gives() -> None:
    """Ids that are missing are added, in a copy; those that are there stay."""
    named = payloads.with_ids([section("x"), {**section("y"), "block_id": "mine"}])
    assert named[0]["block_id"]
    assert named[1]["block_id"] == "mine"
    assert "block_id" not in MENTORS[0]


def test_press_in_a_message() -> None:
    """A press found in rendered blocks becomes a payload with the ids of the message as Slack holds it."""
    action = find_action(MENTORS, "Ask for an intro chat", near="Lin")
    message = {"ts": "17.000001", "blocks": MENTORS}
    payload = payloads.block_actions(SCENE, action, message=message, channel_id="D1")
    assert is_block_actions(payload)
    pressed = payload["actions"][0]
    assert pressed["block_id"] == payload["message"]["blocks"][0]["block_id"]
    assert (pressed["type"], pressed["action_ts"]) == ("button", payloads.ACTION_TS)
    assert AsyncBoltRequest(mode="socket_mode", body=payload).context.user_id == SCENE.user_id
    private = payloads.block_actions(SCENE, action, message=message, channel_id="D1", ephemeral=True)
    assert "message" not in private
    assert private["container"]["is_ephemeral"] is True


def test_choice_in_an_overflow_menu() -> None:
    """An overflow menu sends the option and keeps nothing in the state."""
    menu = {"type": "overflow", "action_id": "more", "options": options("Pause", "Leave")}
    message = {"ts": "17.000001", "blocks": [section("You", accessory=menu)]}
    action = payloads.choose(message["blocks"], "more", "Leave")  # type: ignore[arg-type]
    payload = payloads.block_actions(SCENE, action, message=message, channel_id="D1")
    assert (payload["actions"][0]["type"], payload["actions"][0]["selected_option"]["value"]) == ("overflow", "leave")
    assert payload["state"] == {"values": {}}


def test_sent_form() -> None:
    """A submission carries the whole view with its state; another version has another hash."""
    view = payloads.opened(PROFILE, SCENE, view_id="V7")
    payload = payloads.view_submission(SCENE, view, {"name": "Ada", "hours": "2"})
    assert is_view_submission(payload)
    assert payload["view"]["state"]["values"]["hours"]["value"]["selected_option"]["text"]["text"] == "2 hours"
    assert payload["view"]["callback_id"] == "profile"
    assert payloads.opened(PROFILE, SCENE, view_id="V7", after=view["hash"])["hash"] != view["hash"]
    assert find_input(view, "Your name")["block_id"] == "name"


def test_commands_and_lines() -> None:
    """A command is a flat form of strings; a typed line comes encoded, as message.im."""
    command = payloads.slash_command(SCENE, "/mentor", "find", channel_id="C1")
    assert is_slash_command(command)
    assert all(isinstance(value, str) for value in command.values())
    line = payloads.event_callback(SCENE, payloads.line_typed(SCENE, "a < b", channel_id="D1"))
    assert (line["event"]["text"], line["event"]["channel_type"]) == ("a &lt; b", "im")


# --- what Slack would refuse


GOOD_ELEMENTS: list[Json] = [
    {"type": "plain_text_input", "multiline": True, "max_length": 3000},
    {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "5"},
    {"type": "static_select", "options": options(*(f"o{n}" for n in range(100))), "placeholder": plain("Choose")},
    {"type": "multi_static_select", "options": options("A"), "initial_options": options("A"), "max_selected_items": 1},
    {"type": "radio_buttons", "options": options(*(f"o{n}" for n in range(10)))},
    {"type": "checkboxes", "options": options("A"), "initial_options": options("A")},
    {"type": "datepicker", "initial_date": "2026-03-03"},
    {"type": "timepicker", "initial_time": "16:30"},
    {"type": "conversations_select", "filter": {"include": ["public"]}},
    {"type": "file_input", "max_files": 1, "filetypes": ["pdf"]},
]
GOOD_MESSAGES: list[list[Json]] = [
    MENTORS,
    [{"type": "header", "text": plain("x" * 150)}, {"type": "divider"}, section("x" * 3000)],
    [{"type": "section", "fields": [{"type": "mrkdwn", "text": "f"}] * 10}],
    [{"type": "context", "elements": [{"type": "mrkdwn", "text": "c"}] * 10}],
    [{"type": "actions", "elements": [button("x" * 75, f"a{n}", "v") for n in range(25)]}],
    [{"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A chart"}],
    [{"type": "divider"}] * 50,
    [{"type": "markdown", "text": "**x**"}],
    [section("x", accessory={"type": "overflow", "action_id": "o", "options": options("A", "B")})],
]
BAD_MESSAGES: list[tuple[str, list[Json]]] = [
    ("51", [{"type": "divider"}] * 51),
    ("3001", [section("x" * 3001)]),
    ("0 characters", [section("")]),
    ("151", [{"type": "header", "text": plain("x" * 151)}]),
    ("plain_text only", [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]),
    ("11 fields", [{"type": "section", "fields": [plain("x")] * 11}]),
    ("2001", [{"type": "section", "fields": [plain("x" * 2001)]}]),
    ("11 elements", [{"type": "context", "elements": [plain("x")] * 11}]),
    ("26 elements", [{"type": "actions", "elements": [button("x", f"a{n}") for n in range(26)]}]),
    (
        "action_id 'a' 2",
        [{"type": "actions", "elements": [button("x", "a")]}, section("y", accessory=button("x", "a"))],
    ),
    ("block_id 'b' 2", [{**section("x"), "block_id": "b"}, {**section("y"), "block_id": "b"}]),
    ("2001 characters", [{"type": "actions", "elements": [button("x", "a", "v" * 2001)]}]),
    ("256", [{"type": "actions", "elements": [button("x", "a" * 256)]}]),
    ("style", [{"type": "actions", "elements": [{**button("x", "a"), "style": "green"}]}]),
    (
        "101 options",
        [section("x", accessory={"type": "static_select", "action_id": "s", "options": options("A") * 101})],
    ),
    (
        "76 characters",
        [section("x", accessory={"type": "static_select", "action_id": "s", "options": options("A" * 76)})],
    ),
    ("6 options", [section("x", accessory={"type": "overflow", "action_id": "s", "options": options(*"ABCDEF")})]),
    ("12000", [section("x" * 2900)] * 5),
    ("not allowed in a message", [{"type": "alert", "text": plain("x")}]),
    ("more than one table", [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2),
    ("malformed", [{"type": "input", "label": plain("x")}]),
]
BAD_VIEWS: list[tuple[str, Json]] = [
    ("25", {**form({"type": "datepicker"}), "title": plain("x" * 25)}),
    ("submit", {key: value for key, value in form({"type": "datepicker"}).items() if key != "submit"}),
    ("101", {**form({"type": "datepicker"}), "blocks": [{"type": "divider"}] * 101}),
    ("3001", {**form({"type": "datepicker"}), "private_metadata": "x" * 3001}),
    ("is_decimal_allowed", form({"type": "number_input"})),
    ("min_length", form({"type": "plain_text_input", "max_length": 3001})),
    ("11 options", form({"type": "radio_buttons", "options": options(*(f"o{n}" for n in range(11)))})),
    (
        "none of its options",
        form({"type": "radio_buttons", "options": options("A"), "initial_option": options("B")[0]}),
    ),
    ("2001", form({"type": "datepicker"}, label=plain("x" * 2001))),
    ("not allowed in a modal", {**form({"type": "datepicker"}), "blocks": [{"type": "table", "rows": [[]]}]}),
    ("only in a modal", {"type": "home", "blocks": form({"type": "file_input"})["blocks"]}),
    ("neither submit nor close", {"type": "home", "blocks": [section("x")], "submit": plain("x")}),
    ("type 'dialog'", {"type": "dialog", "blocks": []}),
]


@pytest.mark.parametrize("blocks", GOOD_MESSAGES)
def test_messages_within_the_limits_pass(blocks: list[Json]) -> None:
    """What is at a limit is not over it."""
    arguments = {"channel": "C1", "text": "x", "blocks": blocks}
    assert message_problems(arguments) == []
    assert contracts()("chat.postMessage", arguments) == []


@pytest.mark.parametrize("element", GOOD_ELEMENTS, ids=lambda element: str(element["type"]))
def test_forms_within_the_limits_pass(element: Json) -> None:
    """Every kind of element passes in a modal."""
    assert view_problems(form(element)) == []
    assert contracts()("views.open", {"trigger_id": "t", "view": form(element)}) == []


@pytest.mark.parametrize(("word", "blocks"), BAD_MESSAGES, ids=[word for word, _ in BAD_MESSAGES])
def test_messages_over_a_limit_are_named(word: str, blocks: list[Json]) -> None:
    """What is over a limit is said with the number or the word that names it."""
    checks = Checks()
    refused = checks.message("chat.postMessage", {"channel": "C1", "text": "x", "blocks": blocks})
    assert any(word in problem for problem in refused), refused
    assert len(checks.problems) == len(refused)


@pytest.mark.parametrize(("word", "view"), BAD_VIEWS, ids=[word for word, _ in BAD_VIEWS])
def test_views_over_a_limit_are_named(word: str, view: Json) -> None:
    """What is over a limit in a view is said with the number or the word that names it."""
    found = view_problems(view)
    assert any(word in problem for problem in found), found


@pytest.mark.skipif(not os.environ.get("KITH_CONTRACTS"), reason="KITH_CONTRACTS names no folder with Slack's types")
def test_published_types_are_asked() -> None:
    """A block of no known type is refused by Slack's own types, which the limits do not know."""
    assert contracts()("chat.postMessage", {"channel": "C1", "text": "x", "blocks": [{"type": "nonsense"}]})
