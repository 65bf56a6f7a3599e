"""What Slack sends, built by pure functions: the same payloads with and without a loopback Slack running.

A `Scene` says who acts and where; everything else is an argument. Blocks may come straight from a renderer: ids that
Slack would give are given by `with_ids`, and `opened` makes of a view what Slack answers and sends back later.
"""

import copy
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.blocks.elements import Choice, Choices, filled, state_values
from tests.loopback.slack.blocks.finders import element_named, elements, every_block

ACTION_TS = "1772452800.000001"
TRIGGER_ID = "1772452800001.2.8f1d0c"
RESPONSE_URL = "http://127.0.0.1:9/response/none"


@dataclass(frozen=True)
class Scene:
    """Who acts, in which workspace, towards which app."""

    user_id: str = "U01ADA"
    user_name: str = "ada"
    team_id: str = "T01CAMPUS"
    team_domain: str = "campus"
    app_id: str = "A01KITH"
    bot_id: str = "B01KITH"
    bot_user_id: str = "U01KITH"

    @property
    def _common(self) -> Json:
        return {
            "user": {
                "id": self.user_id,
                "username": self.user_name,
                "name": self.user_name,
                "team_id": self.team_id,
            },
            "api_app_id": self.app_id,
            "token": "verification-token",
            "team": {"id": self.team_id, "domain": self.team_domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }


def with_ids(blocks: Sequence[Json], salt: str = "") -> list[Json]:
    """A copy of the blocks with the block_ids and action_ids that Slack adds where there are none."""
    named: list[Json] = copy.deepcopy(list(blocks))
    for number, block in enumerate(every_block(named)):
        block.setdefault("block_id", _id(f"{salt}/{number}"))
    for number, (_, element) in enumerate(elements(named)):
        element.setdefault("action_id", _id(f"{salt}//{number}"))
    return named


def _id(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()[:5]


def opened(
    view: Json,
    scene: Scene,
    *,
    view_id: str = "V01FORM",
    root_view_id: str | None = None,
    previous: str | None = None,
    after: str = "",
) -> Json:
    """The view as Slack keeps it, sends it and answers with it; `after` is the hash of the version it replaces."""
    blocks = with_ids(view["blocks"], view_id)
    whole: Json = {
        "id": view_id,
        "team_id": scene.team_id,
        "type": view["type"],
        "blocks": blocks,
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "external_id": view.get("external_id", ""),
        "state": {"values": state_values(blocks)},
        "title": view.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "close": view.get("close"),
        "submit": view.get("submit"),
        "clear_on_close": view.get("clear_on_close", False),
        "notify_on_close": view.get("notify_on_close", False),
        "previous_view_id": previous,
        "root_view_id": root_view_id or view_id,
        "app_id": scene.app_id,
        "app_installed_team_id": scene.team_id,
        "bot_id": scene.bot_id,
    }
    return whole | {"hash": f"1772452800.{_id(after + repr(whole))}"}


def press(blocks: Sequence[Json], action_id: str) -> Json:
    """The `actions` entry of a pressed button."""
    block, element = element_named(blocks, action_id)
    kept: Json = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    return {"action_id": action_id, "block_id": block.get("block_id"), "type": element["type"], **kept}


def choose(blocks: Sequence[Json], action_id: str, choice: Choice) -> Json:
    """The `actions` entry of a choice in a select, radio buttons, checkboxes, a picker or an overflow menu."""
    block, element = element_named(blocks, action_id)
    ids: Json = {"action_id": action_id, "block_id": block.get("block_id")}
    if element["type"] == "overflow":
        return {**ids, **filled({**element, "type": "static_select"}, choice), "type": "overflow"}
    return {**ids, **filled(element, choice)}


def block_actions(
    scene: Scene,
    action: Json,
    *,
    message: Json,
    channel_id: str,
    channel_name: str = "directmessage",
    ephemeral: bool = False,
    choices: Choices | None = None,
    state: Json | None = None,
    trigger_id: str = TRIGGER_ID,
    response_url: str = RESPONSE_URL,
    action_ts: str = ACTION_TS,
) -> Json:
    """A press or choice on a message: `message` has at least `ts` and `blocks`; `action` as `find_action` gives it.

    `state` replaces the `state.values` that the blocks and `choices` give. An ephemeral message is not sent along.
    """
    blocks = with_ids(message["blocks"], message["ts"])
    container = {"type": "message", "message_ts": message["ts"], "channel_id": channel_id, "is_ephemeral": ephemeral}
    whole = {"type": "message", "user": scene.bot_user_id, "bot_id": scene.bot_id, "text": "", "team": scene.team_id}
    payload: Json = {
        "type": "block_actions",
        **scene._common,
        "container": container,
        "trigger_id": trigger_id,
        "channel": {"id": channel_id, "name": channel_name},
        "state": {"values": state_values(blocks, choices) if state is None else state},
        "response_url": response_url,
        "actions": [_numbered(action, blocks, action_ts)],
    }
    return payload if ephemeral else payload | {"message": {**whole, **message, "blocks": blocks}}


def block_actions_in_view(
    scene: Scene, action: Json, *, view: Json, trigger_id: str = TRIGGER_ID, action_ts: str = ACTION_TS
) -> Json:
    """A press or choice in a modal or on the Home tab; `view` as `opened` gives it. There is no response_url."""
    return {
        "type": "block_actions",
        **scene._common,
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": trigger_id,
        "view": view,
        "actions": [_numbered(action, view["blocks"], action_ts)],
    }


def block_of(blocks: Sequence[Json], action_id: str) -> str:
    """The id of the block in which this action stands."""
    return str(element_named(blocks, action_id)[0]["block_id"])


def _numbered(action: Json, blocks: Sequence[Json], action_ts: str) -> Json:
    """The action with the block_id that Slack gave, if it was found before the blocks had one."""
    block_id = action.get("block_id") or block_of(blocks, action["action_id"])
    return {**action, "block_id": block_id, "action_ts": action_ts}


def view_submission(
    scene: Scene, view: Json, choices: Choices | None = None, *, trigger_id: str = TRIGGER_ID, state: Json | None = None
) -> Json:
    """A sent form: `choices` by block_id or by the label of the input; refuses what the client would not send."""
    values = state_values(view["blocks"], choices, complete=True) if state is None else state
    return {
        "type": "view_submission",
        **scene._common,
        "trigger_id": trigger_id,
        "view": {**view, "state": {"values": values}},
        "response_urls": [],
    }


def view_closed(scene: Scene, view: Json, *, cleared: bool = False) -> Json:
    """A closed form; `cleared` if the whole stack went with it."""
    return {"type": "view_closed", **scene._common, "view": view, "is_cleared": cleared}


def block_suggestion(scene: Scene, blocks: Sequence[Json], action_id: str, typed: str, *, source: Json) -> Json:
    """What an external select asks for while somebody types; `source` is {"view": …} or {"message": …, …}."""
    block, _ = element_named(blocks, action_id)
    if "view" in source:
        container = {"type": "view", "view_id": source["view"]["id"]}
    else:
        container = {"type": "message", "message_ts": source["message"]["ts"], "is_ephemeral": False}
    return {
        "type": "block_suggestion",
        **scene._common,
        "container": container,
        "action_id": action_id,
        "block_id": block["block_id"],
        "value": typed,
        **source,
    }


def slash_command(
    scene: Scene,
    command: str,
    text: str = "",
    *,
    channel_id: str,
    channel_name: str = "directmessage",
    trigger_id: str = TRIGGER_ID,
    response_url: str = RESPONSE_URL,
) -> Json:
    """A typed command; all values are strings, as in the form that Slack posts."""
    return {
        "token": "verification-token",
        "team_id": scene.team_id,
        "team_domain": scene.team_domain,
        "channel_id": channel_id,
        "channel_name": channel_name,
        "user_id": scene.user_id,
        "user_name": scene.user_name,
        "command": command,
        "text": text,
        "api_app_id": scene.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def event_callback(scene: Scene, event: Json, *, event_id: str = "Ev01", event_time: int = 1772452800) -> Json:
    """The envelope around an event."""
    authorization = {
        "enterprise_id": None,
        "team_id": scene.team_id,
        "user_id": scene.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": "verification-token",
        "team_id": scene.team_id,
        "context_team_id": scene.team_id,
        "context_enterprise_id": None,
        "api_app_id": scene.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": event_time,
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def line_typed(scene: Scene, text: str, *, channel_id: str, ts: str = ACTION_TS) -> Json:
    """The event of a line typed to the bot; Slack encodes &, < and > in `text`."""
    encoded = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    said = {"type": "text", "text": text}
    return {
        "type": "message",
        "user": scene.user_id,
        "ts": ts,
        "client_msg_id": f"{_id(ts)}-{_id(text)}",
        "text": encoded,
        "team": scene.team_id,
        "blocks": [
            {"type": "rich_text", "block_id": _id(ts), "elements": [{"type": "rich_text_section", "elements": [said]}]}
        ],
        "channel": channel_id,
        "event_ts": ts,
        "channel_type": "im",
    }


def home_opened(scene: Scene, *, channel_id: str, view: Json | None = None, ts: str = ACTION_TS) -> Json:
    """The event of an opened Home tab, with the view that stands there."""
    event: Json = {"type": "app_home_opened", "user": scene.user_id, "channel": channel_id, "tab": "home"}
    return event | {"event_ts": ts} | ({"view": view} if view else {})
