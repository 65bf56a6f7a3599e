"""Payloads as what happened."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.answers.origin import Origin, Where, origin_of
from adapters.slack.payloads import said
from adapters.slack.read import UNREADABLE, Malformed, read
from adapters.slack.render import render_card
from bot.incoming import CALLED, LEFT, PLACE_GONE, Incoming, Sender, Via
from tests.adapters.slack.cards import ASKED, MENTORS, PROFILE, WHERE
from tests.adapters.slack.strategies import TRICKS
from tests.adapters.slack.test_modal import open_form
from tests.loopback.slack import payloads
from tests.loopback.slack.payloads import Scene

Json = dict[str, Any]
SCENE = Scene()
ADA = Sender("slack", team="T01CAMPUS", user="U01ADA", place="T01CAMPUS")
TS = "1772452800.000100"


def pressed(card: Any = ASKED, action: Json | None = None, channel: str = "D01ADA", **more: Any) -> Json:
    blocks = payloads.with_ids(render_card(card).blocks)
    return payloads.block_actions(
        SCENE,
        action or payloads.press(blocks, "intro.accept:42:"),
        message={"ts": TS, "blocks": blocks},
        channel_id=channel,
        **more,
    )


def event(event: Json, event_id: str = "Ev01") -> Json:
    return payloads.event_callback(SCENE, event, event_id=event_id)


def line(text: str) -> Incoming | None:
    return read(event(payloads.line_typed(SCENE, text, channel_id="D01ADA", ts=TS)))


def taken(payload: Json) -> Incoming:
    found = read(payload)
    assert found is not None
    return found


# --- presses ---------------------------------------------------------------------------------------------------------


def test_a_press_says_who_takes_which_step() -> None:
    """The button's id, the person, and the message that they pressed it on."""
    found = taken(pressed())
    assert (found.via, found.step, found.about, found.value, found.by) == (Via.PRESS, "intro.accept", 42, "", ADA)
    assert (found.on, found.seen_by_many, found.answers) == (f"D01ADA/{TS}", False, None)


@pytest.mark.parametrize(
    ("channel", "name", "ephemeral", "on", "seen_by_many", "where"),
    [
        ("D01ADA", "directmessage", False, f"D01ADA/{TS}", False, Where.DIRECT),
        ("D01ADA", "directmessage", True, "", False, Where.EPHEMERAL),
        ("G02", "mpdm-ada--lin--kith-1", False, f"G02/{TS}", True, Where.ROOM),
        ("C03", "mpdm-ada--lin--kith-1", False, f"C03/{TS}", True, Where.ROOM),
        ("C01GENERAL", "general", False, "", True, Where.CHANNEL),
        ("G04", "privategroup", False, "", True, Where.CHANNEL),
        ("C01GENERAL", "general", True, "", False, Where.EPHEMERAL),
    ],
)
def test_a_press_says_who_sees_the_card(
    channel: str, name: str, *, ephemeral: bool, on: str, seen_by_many: bool, where: Where
) -> None:
    """Direct messages and ephemeral ones are their reader's own; rooms and channels are everybody's."""
    payload = pressed(channel=channel, channel_name=name, ephemeral=ephemeral)
    found = taken(payload)
    assert (found.on, found.seen_by_many) == (on, seen_by_many)
    assert origin_of(payload).where is where


def test_a_pick_is_a_press_with_a_value() -> None:
    """An option of a menu and a channel come back as the value of the menu's step."""
    blocks = payloads.with_ids(render_card(MENTORS).blocks)
    found = taken(pressed(MENTORS, payloads.choose(blocks, "search.topic:9:", "career")))
    assert (found.step, found.about, found.value) == ("search.topic", 9, "career")
    blocks = payloads.with_ids(render_card(WHERE).blocks)
    found = taken(pressed(WHERE, payloads.choose(blocks, "setup.post:1:", "C01GENERAL")))
    assert (found.step, found.value) == ("setup.post", "C01GENERAL")


def test_a_key_is_the_same_for_the_same_press_and_another_for_another() -> None:
    """Person, message and moment make a press what it is."""
    keys = {
        taken(pressed()).key,
        taken(pressed(action_ts="1772452801.5")).key,
        taken(pressed() | {"user": {"id": "U01LIN"}}).key,
    }
    assert len(keys) == 3
    assert taken(pressed()).key in keys


@pytest.mark.parametrize(
    "forged",
    ["", "x", "intro.accept", "intro.accept:42", "intro.accept:x:", "intro.accept:42:a:b", "I.A:1:", "a" * 300],
)
def test_a_forged_id_is_a_step_that_nobody_has(forged: str) -> None:
    """Whoever forges a button gets the engine's polite sentence, and nothing else."""
    payload = pressed()
    payload["actions"][0]["action_id"] = forged
    if not forged:
        with pytest.raises(Malformed):
            read(payload)
        return
    found = taken(payload)
    assert (found.step, found.about, found.by) == (UNREADABLE, None, ADA)


@pytest.mark.parametrize("value", ["a:b", "a b", "x" * 41, "\n", "\ud83d", "a\x00"])
def test_a_forged_pick_is_a_step_that_nobody_has(value: str) -> None:
    """A value that no option ever had is not handed on."""
    blocks = payloads.with_ids(render_card(MENTORS).blocks)
    action = payloads.choose(blocks, "search.topic:9:", "career")
    action["selected_option"] = {"text": {"type": "plain_text", "text": "x"}, "value": value}
    assert taken(pressed(MENTORS, action)).step == UNREADABLE


def test_a_pick_taken_back_is_nothing() -> None:
    """Slack tells of a menu that was emptied; there is nothing to do."""
    blocks = payloads.with_ids(render_card(MENTORS).blocks)
    action = {**payloads.choose(blocks, "search.topic:9:", "career"), "selected_option": None}
    assert read(pressed(MENTORS, action)) is None


def test_a_press_on_the_home_tab_and_in_a_modal_is_ones_own() -> None:
    """Nobody else sees these, wherever a modal was opened from, and neither is a message."""
    home = payloads.opened({"type": "home", "blocks": render_card(ASKED).blocks}, SCENE)
    payload = payloads.block_actions_in_view(SCENE, payloads.press(home["blocks"], "intro.accept:42:"), view=home)
    assert (lambda found: (found.step, found.on, found.seen_by_many))(taken(payload)) == ("intro.accept", "", False)
    assert origin_of(payload).where is Where.HOME
    remembered = Origin(Where.CHANNEL, "U01ADA", "C01GENERAL", TS).remember("a.b:1:")
    blocks = render_card(ASKED).blocks
    modal = payloads.opened({"type": "modal", "blocks": blocks, "private_metadata": remembered}, SCENE)
    payload = payloads.block_actions_in_view(SCENE, payloads.press(modal["blocks"], "intro.accept:42:"), view=modal)
    assert (lambda found: (found.step, found.on, found.seen_by_many))(taken(payload)) == ("intro.accept", "", False)
    assert (lambda origin: (origin.where, origin.view))(origin_of(payload)) == (Where.CHANNEL, modal["id"])


# --- words -----------------------------------------------------------------------------------------------------------


def test_a_command_is_its_name_and_its_words() -> None:
    """The two commands differ by name alone; what stands behind them is passed on."""
    payload = payloads.slash_command(SCENE, "/mentor", "find statistics", channel_id="C01GENERAL")
    found = taken(payload)
    assert (found.via, found.text, found.by, found.step) == (Via.COMMAND, "mentor find statistics", ADA, "")
    assert taken(payloads.slash_command(SCENE, "/program", channel_id="D1")).text == "program"
    assert origin_of(payload).response_url == payload["response_url"]


def test_a_typed_line_arrives_as_it_was_typed() -> None:
    """The signs that Slack encodes are themselves again, and links are their address."""
    found = line("5 < 6 && 7 > 6, <b>")
    assert found
    assert (found.via, found.text, found.by) == (Via.LINE, "5 < 6 && 7 > 6, <b>", ADA)
    assert found.key == f"slack:T01CAMPUS:D01ADA:U01ADA:{TS}"


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"),
        ("<http://example.org|example.org>", "example.org"),
        ("<mailto:ada@example.org|ada@example.org>", "ada@example.org"),
        ("<!channel> and <!here|here>", "@channel and @here"),
        ("<!subteam^S01|@mentors>", "@mentors"),
        ("<#C1|general>", "<#C1|general>"),
        ("<#C1>", "<#C1>"),
        ("<@U1>", "<@U1>"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_what_slack_writes_for_signs(sent: str, typed: str) -> None:
    """Channels and people stay as Slack names them, everything else is what the person saw."""
    assert said(sent) == typed


@given(st.one_of(st.sampled_from(TRICKS), st.text(st.characters(exclude_categories=["Cs"]), min_size=1)))
def test_any_line_comes_back(text: str) -> None:
    """Whatever is typed reaches the engine unchanged; Slack's own signs for mentions are not what somebody typed."""
    found = line(text)
    assert (found.text if found else "") == (text if text.strip() else "")


@pytest.mark.parametrize(
    "change",
    [
        {"bot_id": "B01OTHER"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"user": "USLACKBOT"},
        {"channel_type": "channel"},
        {"channel_type": "mpim"},
        {"channel_type": "group"},
        {"text": "  "},
    ],
)
def test_what_was_not_typed_to_kith_is_nothing(change: Json) -> None:
    """Bots, changes to old lines, and conversations between people are not listened to."""
    typed = payloads.line_typed(SCENE, "hello", channel_id="D01ADA", ts=TS)
    assert read(event(typed)) is not None
    assert read(event({**typed, **change})) is None


# --- events ----------------------------------------------------------------------------------------------------------


def test_the_home_tab_opens() -> None:
    """Looking at the Home tab asks for it; looking at the messages does not."""
    opened = payloads.home_opened(SCENE, channel_id="D01ADA")
    found = taken(event(opened))
    assert (found.via, found.by, found.key) == (Via.HOME, ADA, "slack:Ev01")
    assert read(event({**opened, "tab": "messages"})) is None


def test_who_is_switched_off_has_left() -> None:
    """Only a closed account has left the workspace; after any other change the account may be called otherwise."""
    user = {"id": "U01ADA", "deleted": True, "team_id": "T01CAMPUS"}
    found = taken(event({"type": "user_change", "user": user}, "Ev07"))
    assert (found.via, found.step, found.by, found.key) == (Via.EVENT, LEFT, ADA, "slack:Ev07")
    found = taken(event({"type": "user_change", "user": user | {"deleted": False}}))
    assert (found.via, found.step, found.by) == (Via.EVENT, CALLED, ADA)


@pytest.mark.parametrize(
    "gone", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U01KITH"]}}]
)
def test_a_place_that_kith_was_taken_out_of(gone: Json) -> None:
    """Both of Slack's events say that the workspace is gone."""
    found = taken(event(gone))
    assert found.by
    assert (found.via, found.step, found.by.place) == (Via.EVENT, PLACE_GONE, "T01CAMPUS")


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "view_closed"},
        {"type": "shortcut", "callback_id": "x"},
        {"type": "block_suggestion"},
        {"type": "something_new"},
        event({"type": "team_join", "user": {"id": "U1"}}),
        event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}),
        {},
    ],
)
def test_what_kith_does_not_listen_to_is_nothing(payload: Json) -> None:
    """It is neither an error nor anything to take."""
    assert read(payload) is None


# --- anything at all -------------------------------------------------------------------------------------------------

REAL: list[Json] = [
    pressed(),
    pressed(ephemeral=True),
    payloads.slash_command(SCENE, "/mentor", "find", channel_id="C1"),
    payloads.view_submission(SCENE, open_form(PROFILE)),
    event(payloads.line_typed(SCENE, "hello", channel_id="D1")),
    event(payloads.home_opened(SCENE, channel_id="D1")),
    event({"type": "user_change", "user": {"id": "U1", "deleted": True}}),
    event({"type": "tokens_revoked", "tokens": {"bot": ["U1"]}}),
    payloads.block_actions_in_view(
        SCENE,
        payloads.press(open_form(PROFILE)["blocks"] + render_card(ASKED).blocks, "intro.accept:42:"),
        view={**open_form(PROFILE), "blocks": payloads.with_ids(render_card(ASKED).blocks)},
    ),
]
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.sampled_from(TRICKS)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


def paths(tree: object, so_far: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a payload."""
    inner: list[tuple[Any, object]] = []
    if isinstance(tree, dict):
        inner = list(tree.items())
    elif isinstance(tree, list):
        inner = list(enumerate(tree))
    return [so_far, *(path for key, value in inner for path in paths(value, (*so_far, key)))]


@pytest.mark.fuzz
@given(st.data())
def test_a_broken_payload_is_read_or_refused(data: st.DataObject) -> None:
    """With anything anywhere in it, or anything missing, a payload gives something, nothing, or `Malformed`."""
    payload = copy.deepcopy(data.draw(st.sampled_from(REAL)))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([path for path in paths(payload) if path]))
        inside: Any = payload
        for key in path[:-1]:
            inside = inside[key]
        if data.draw(st.booleans()) and isinstance(inside, dict):
            del inside[path[-1]]
        else:
            inside[path[-1]] = data.draw(anything)
    try:
        found = read(payload)
        if found is not None:
            origin_of(payload)
    except Malformed:
        return
    if found is not None:
        assert found.by is not None
        assert found.key.startswith("slack:") or found.step == CALLED  # of a name the newest one counts


@pytest.mark.fuzz
@given(st.dictionaries(st.sampled_from(["type", "command", "event", "view", "actions", "user", "team"]), anything))
def test_no_payload_breaks_reading(payload: Json) -> None:
    """Even what looks like nothing that Slack ever sent."""
    try:
        found = read(payload)
    except Malformed:
        return
    assert found is None or isinstance(found, Incoming)
