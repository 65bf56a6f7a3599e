"""Payloads, read. Most of what is read is proved where it is drawn; here is who, where, and what is no payload."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.read import left, place_gone, read_interaction, read_message
from bot.incoming import LEFT, PLACE_GONE, Via
from tests.loopback.discord import payloads
from tests.loopback.discord.world.permissions import EVERYBODY, Permission
from tests.loopback.discord.world.records import DIRECT, EPHEMERAL, PRIVATE_THREAD, Channel, Member, Message, User

ADA, KITH = User(11, "ada", "Ada L.", locale="de"), User(12, "kith", bot=True)
GUILD = 77
MAKERS = (str(GUILD), "Makers")
THREAD = Channel(21, PRIVATE_THREAD, "Ada and Lin · 4", GUILD, parent_id=20, owner_id=12)
ALONE = Channel(22, DIRECT, recipient=ADA)
BUTTON = {"type": 2, "style": 1, "label": "Happy to", "custom_id": "intros.accept:4:"}


def pressed(channel: Channel, *, flags: int = 0, manages: bool = False, **changed: Any) -> dict[str, Any]:
    """Ada's press on a card in that channel."""
    message = Message(31, channel, KITH, components=[{"type": 1, "components": [BUTTON]}], flags=flags)
    if channel.kind == DIRECT:
        scene = payloads.direct(ADA, application_id=12, channel_id=channel.id)
    else:
        held = EVERYBODY | (Permission.MANAGE_GUILD if manages else Permission.NONE)
        scene = payloads.in_guild(
            Member(ADA), application_id=12, guild_id=GUILD, channel=channel, permissions=int(held)
        )
    content = payloads.press(message.payload(), str(BUTTON["custom_id"]))
    return payloads.interaction(scene, payloads.PRESS, content, id=99, token="t", message=message.payload()) | changed


def test_a_press_in_a_direct_message() -> None:
    """It names the card, the person as they are called, their language, and the one guild they share with Kith."""
    incoming = read_interaction(pressed(ALONE), MAKERS)
    assert incoming is not None
    assert (incoming.step, incoming.about, incoming.value) == ("intros.accept", 4, "")
    assert (incoming.on, incoming.seen_by_many, incoming.key) == ("22:31", False, "discord:99")
    assert incoming.by is not None
    assert (incoming.by.platform, incoming.by.team, incoming.by.user) == ("discord", "", "11")
    assert (incoming.by.place, incoming.by.place_name) == ("77", "Makers")
    assert incoming.by.place_address == "https://discord.com/channels/77/{channel}"
    assert (incoming.by.name, incoming.by.language, incoming.by.manages) == ("Ada L.", "de", False)


def test_a_press_in_a_room_is_seen_by_many() -> None:
    """Everybody in a thread sees its cards, so an answer does not take their place."""
    incoming = read_interaction(pressed(THREAD, manages=True), MAKERS)
    assert incoming is not None
    assert (incoming.on, incoming.seen_by_many) == ("", True)
    assert incoming.by is not None
    assert (incoming.by.place, incoming.by.place_name, incoming.by.manages) == ("77", "Makers", True)


def test_a_press_on_a_card_that_one_person_sees() -> None:
    """In a channel, but ephemeral: only the presser sees it, and nothing else can ever change it."""
    incoming = read_interaction(pressed(THREAD, flags=EPHEMERAL), MAKERS)
    assert incoming is not None
    assert (incoming.on, incoming.seen_by_many) == ("", False)


def test_a_conversation_that_kith_was_called_into_is_no_direct_message() -> None:
    """Between two people there is a message without a guild that both see."""
    incoming = read_interaction(pressed(ALONE, context=2))
    assert incoming is not None
    assert (incoming.on, incoming.seen_by_many) == ("", True)


def test_a_guild_that_is_not_where_it_was_done_lends_no_name() -> None:
    """A name is only believed for the guild it belongs to."""
    incoming = read_interaction(pressed(THREAD), ("78", "Others"))
    assert incoming is not None
    assert incoming.by is not None
    assert (incoming.by.place, incoming.by.place_name) == ("77", "")


@pytest.mark.parametrize(
    "changed",
    [
        {"data": {"component_type": 2, "custom_id": "no id of ours"}},
        {"data": {"component_type": 2, "custom_id": "intros.accept:4:\ud800"}},
        {"data": {"component_type": 2, "custom_id": "intros.accept:" + "9" * 30 + ":"}},
        {"data": {"component_type": 3, "custom_id": "intros.accept:4:", "values": ["a"]}},
        {"data": {"component_type": 3, "custom_id": "intros.accept:4:|", "values": ["a", "b"]}},
        {"data": {"component_type": 3, "custom_id": "intros.accept:4:|", "values": ["a b"]}},
        {"data": {"component_type": 8, "custom_id": "intros.accept:4:|", "values": ["general"]}},
        {"data": {"component_type": 5, "custom_id": "intros.accept:4:|", "values": ["11"]}},
        {"data": None},
        {"message": None},
        {"type": 5},
        *({"type": 5, "data": {"custom_id": f"intros.accept:4:{page}", "components": []}}
          for page in ("", "|", "|x", "|-1", "|\u0663", "|100")),
        {"type": 1},
        {"type": 4},
        {"id": "ninety-nine"},
        {"user": {"id": "11", "bot": True}},
        {"user": {"id": "\u0661"}},
        {"user": "ada"},
    ],
)  # fmt: skip
def test_what_is_forged_says_nothing(changed: dict[str, Any]) -> None:
    """A press that no card of ours can have sent is no press."""
    assert read_interaction(pressed(ALONE) | changed) is None


def test_a_command_reads_like_what_one_would_type() -> None:
    """Its name, the subcommand and the text behind it; nobody's message, so nothing stands to be changed."""
    option = {"name": "text", "type": 3, "value": "  Python \u0007 "}
    content = {"id": "1", "name": "mentor", "type": 1, "options": [{"name": "find", "type": 1, "options": [option]}]}
    scene = payloads.in_guild(Member(ADA), application_id=12, guild_id=GUILD, channel=20)
    incoming = read_interaction(payloads.interaction(scene, payloads.COMMAND, content, id=5, token="t"), MAKERS)
    assert incoming is not None
    assert (incoming.via, incoming.text, incoming.step) == (Via.COMMAND, "mentor find Python", "")
    assert (incoming.on, incoming.seen_by_many, incoming.key) == ("", False, "discord:5")


def test_a_line_to_kith_alone() -> None:
    """The words as they were typed, from the account that typed them."""
    said = Message(41, ALONE, ADA, content="  Hello\nthere ").payload()
    incoming = read_message(said, MAKERS)
    assert incoming is not None
    assert (incoming.via, incoming.text, incoming.key) == (Via.LINE, "  Hello\nthere ", "discord:41")
    assert incoming.by is not None
    assert (incoming.by.user, incoming.by.place, incoming.by.name) == ("11", "77", "Ada L.")


@pytest.mark.parametrize(
    "changed",
    [
        {"author": KITH.payload()},
        {"webhook_id": "5"},
        {"guild_id": "77"},
        {"type": 6},
        {"content": None},
        {"id": 41},
        {"author": None},
    ],
)
def test_what_is_no_line_to_kith(changed: dict[str, Any]) -> None:
    """Kith's own words, other bots, other places and the platform's own notices are not answered."""
    assert read_message(Message(41, ALONE, ADA, content="Hello").payload() | changed) is None


def test_events_name_whom_they_are_about() -> None:
    """Leaving twice are two events; Discord itself gives them no id."""
    first, second = left(77, 11, 1000.0), left(77, 11, 1000.5)
    assert (first.via, first.step) == (Via.EVENT, LEFT)
    assert first.by is not None
    assert (first.by.user, first.by.place) == ("11", "77")
    assert first.key != second.key
    gone = place_gone(77, 12, 1000.0)
    assert gone.step == PLACE_GONE
    assert gone.by is not None
    assert (gone.by.user, gone.by.place) == ("12", "77")


# --- anything at all -------------------------------------------------------------------------------------------------

KEYS = (
    "id", "type", "data", "message", "custom_id", "component_type", "values", "components", "component", "options",
    "name", "value", "member", "user", "permissions", "guild_id", "channel_id", "flags", "locale", "context", "content",
    "author", "bot", "global_name", "username", "webhook_id",
)  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20),
    st.sampled_from(("11", "a.b:1:", "a.b:1:|", "a.b:1:|0", "mentor", "en-US", "q1", 2, 3, 5, 8, 18)),
)  # fmt: skip
JSON = st.recursive(
    LEAVES,
    lambda inside: st.one_of(st.lists(inside, max_size=4), st.dictionaries(st.sampled_from(KEYS), inside, max_size=8)),
    max_leaves=25,
)
REAL = (
    pressed(ALONE),
    pressed(THREAD),
    Message(41, ALONE, ADA, content="Hello").payload(),
    {
        "id": "5", "type": 5, "user": ADA.payload(), "locale": "en-US",
        "data": {"custom_id": "a.b:1:|5", "components": [{"type": 18, "component": {"custom_id": "q1", "value": "x"}}]},
    },
    {
        "id": "5", "type": 2, "user": ADA.payload(),
        "data": {"name": "mentor", "type": 1, "options": [{"type": 1, "name": "find", "options": []}]},
    },
)  # fmt: skip


def _paths(payload: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = payload.items() if isinstance(payload, dict) else enumerate(payload) if isinstance(payload, list) else ()
    return [path for key, inside in items for path in [(*before, key), *_paths(inside, (*before, key))]]


@given(st.sampled_from(REAL), st.data())
def test_a_payload_with_anything_in_it_is_read_or_not_read(payload: dict[str, Any], data: st.DataObject) -> None:
    """Whatever stands anywhere in a payload, reading it gives an `Incoming` or None, and never breaks."""
    broken = json.loads(json.dumps(payload))
    for _ in range(data.draw(st.integers(1, 3))):
        *above, last = data.draw(st.sampled_from(_paths(broken)))
        inside = broken
        for key in above:
            inside = inside[key]
        inside[last] = data.draw(JSON)
    for incoming in (read_interaction(broken, MAKERS), read_message(broken, MAKERS)):
        assert incoming is None or (incoming.by is not None and incoming.by.user.isdigit() and incoming.key)


@given(st.dictionaries(st.sampled_from(KEYS), JSON))
def test_no_payload_at_all(payload: dict[str, Any]) -> None:
    """The same for what never was a payload."""
    for incoming in (read_interaction(payload), read_message(payload)):
        assert incoming is None or incoming.by is not None
