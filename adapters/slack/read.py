"""What Slack sends, read into what happened. Pure.

Whatever arrives, `read` gives a value or raises `Malformed`. Ids are never trusted: the engine's guards decide.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import blake2s

from adapters.slack.answers.origin import Origin, Where, pressed_at, question_of, sent_from
from adapters.slack.payloads import Malformed, Payload, mapping, said, text_at
from bot.incoming import CALLED, LEFT, PLACE_GONE, Enclosed, Incoming, Sender, Via

__all__ = ["PLATFORM", "UNREADABLE", "Malformed", "read"]

PLATFORM = "slack"
SLACKBOT = "USLACKBOT"
UNREADABLE = "slack.unreadable"
"""The step of a button or form whose id is none of ours: no flow has it, so the engine says so in a polite sentence."""


def read(payload: Payload) -> Incoming | None:
    """What this payload says that somebody did, None where that is nothing to Kith. Raises `Malformed`."""
    match payload.get("type"):
        case "block_actions":
            return _press(payload)
        case "view_submission":
            return _submission(payload)
        case "event_callback":
            return _event(payload)
        case None if "command" in payload:
            return _command(payload)
        case _:
            return None


# --- presses and forms -----------------------------------------------------------------------------------------------


def _press(payload: Payload) -> Incoming | None:
    action, origin, by = _first_action(payload), pressed_at(payload), _sender(payload)
    if origin.view:  # a modal is its presser's own, wherever it was opened from
        origin = replace(origin, where=Where.EPHEMERAL)
    at = text_at(payload, "container", "message_ts", default="") or text_at(payload, "container", "view_id")
    key = f"{PLATFORM}:{by.team}:{by.user}:{at}:{text_at(action, 'action_ts')}"
    if action.get("type") == "button":
        return _taken(text_at(action, "action_id"), Via.PRESS, by, key, origin)
    picked = _picked(action)
    if not picked:
        return None
    return _taken(text_at(action, "action_id"), Via.PRESS, by, key, origin, value=picked)


def _first_action(payload: Payload) -> Payload:
    actions = payload.get("actions")
    if not isinstance(actions, list) or not actions or not isinstance(actions[0], Mapping):
        raise Malformed("no actions")
    return actions[0]


def _picked(action: Payload) -> str:
    """What was picked from a menu, empty where the pick was taken back."""
    for names in (("selected_option", "value"), ("selected_conversation",), ("selected_channel",)):
        if found := text_at(action, *names, default=""):
            return found
    return ""


def _submission(payload: Payload) -> Incoming:
    (form, origin), by = sent_from(payload), _sender(payload)
    answers = dict(_answers(mapping(payload, "view", "state", "values")))
    # The trigger is part of the key: a form that was sent back with a problem comes again with the same id and hash.
    trigger = text_at(payload, "trigger_id", default="") or json.dumps(answers, sort_keys=True)
    sent = blake2s(trigger.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    view, version = text_at(payload, "view", "id"), text_at(payload, "view", "hash", default="")
    key = f"{PLATFORM}:{by.team}:{view}:{version}:{sent}"
    files = dict(_files(mapping(payload, "view", "state", "values")))
    return replace(_taken(form, Via.FORM, by, key, origin), answers=answers, files=files)


def _answers(values: Payload) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What was filled in, by question. Nothing is an answer too: a field can be emptied."""
    for block, elements in values.items():
        name = question_of(block)
        if not name or not isinstance(elements, Mapping):
            continue
        for entry in elements.values():
            if isinstance(entry, Mapping):
                yield name, tuple(_filled_in(entry))


def _files(values: Payload) -> Iterator[tuple[str, Enclosed]]:
    """The first file of each field that has one, by question."""
    for block, elements in values.items():
        name = question_of(block)
        if name and isinstance(elements, Mapping):
            for entry in elements.values():
                yield from ((name, file) for file in _enclosed(entry))


def _enclosed(holder: object) -> list[Enclosed]:
    """The first of the files that something came with. It is not here yet: `Listener` gets it."""
    files = holder.get("files") if isinstance(holder, Mapping) else None
    first = files[0] if isinstance(files, list) and files else None
    if not isinstance(first, Mapping):
        return []
    size = first.get("size")
    return [Enclosed(size if isinstance(size, int) else 0, text_at(first, "url_private", default=""))]


def _filled_in(entry: Payload) -> Iterator[str]:
    for key in ("value", "selected_date", "selected_time"):
        if found := text_at(entry, key, default=""):
            yield found
    chosen = entry.get("selected_options")
    for option in (entry.get("selected_option"), *(chosen if isinstance(chosen, list) else ())):
        if found := text_at(option, "value", default=""):
            yield found


def _taken(id: str, via: Via, by: Sender, key: str, origin: Origin, value: str = "") -> Incoming:
    try:
        return Incoming.parse(
            id, via=via, by=by, key=key, value=value, on=origin.reference, seen_by_many=origin.seen_by_many
        )
    except ValueError:
        return _unreadable(via, by, key, origin)


def _unreadable(via: Via, by: Sender, key: str, origin: Origin) -> Incoming:
    return Incoming(via, UNREADABLE, by=by, key=key, on=origin.reference, seen_by_many=origin.seen_by_many)


# --- commands, lines and events --------------------------------------------------------------------------------------


def _command(payload: Payload) -> Incoming:
    by = _account(text_at(payload, "team_id"), text_at(payload, "user_id"))
    name = text_at(payload, "command").removeprefix("/")
    text = f"{name} {said(text_at(payload, 'text', default=''))}".strip()
    return Incoming(Via.COMMAND, by=by, text=text, key=f"{PLATFORM}:{text_at(payload, 'trigger_id')}")


def _event(payload: Payload) -> Incoming | None:
    event, team = mapping(payload, "event"), text_at(payload, "team_id")
    key = f"{PLATFORM}:{text_at(payload, 'event_id')}"
    match event.get("type"):
        case "message":
            return _line(event, team)
        case "app_home_opened" if event.get("tab") == "home":
            return Incoming(Via.HOME, by=_account(team, text_at(event, "user")), key=key)
        case "user_change" if mapping(event, "user").get("deleted") is True:
            return Incoming(Via.EVENT, LEFT, by=_account(team, text_at(event, "user", "id")), key=key)
        case "user_change":
            return Incoming(Via.EVENT, CALLED, by=_account(team, text_at(event, "user", "id")), key="")
        case "app_uninstalled":
            return Incoming(Via.EVENT, PLACE_GONE, by=_account(team, ""), key=key)
        case "tokens_revoked" if mapping(event, "tokens").get("bot"):
            return Incoming(Via.EVENT, PLACE_GONE, by=_account(team, ""), key=key)
        case _:
            return None


def _line(event: Payload, team: str) -> Incoming | None:
    """A line typed to Kith. Changes to old lines, and what bots say, are nothing to it."""
    if event.get("channel_type") != "im" or event.get("subtype") not in (None, "file_share") or event.get("bot_id"):
        return None
    user, text = text_at(event, "user"), said(text_at(event, "text", default=""))
    sent = _enclosed(event)
    files = {"": sent[0]} if sent else {}
    if user == SLACKBOT or not (text.strip() or files):
        return None
    key = f"{PLATFORM}:{team}:{text_at(event, 'channel')}:{user}:{text_at(event, 'ts')}"
    return Incoming(Via.LINE, by=_account(team, user), text=text, files=files, key=key)


def _sender(payload: Payload) -> Sender:
    """Who pressed or sent something. The workspace is missing where an app is installed for a whole organisation."""
    team = text_at(payload, "team", "id", default="") or text_at(payload, "user", "team_id")
    return _account(team, text_at(payload, "user", "id"))


def _account(team: str, user: str) -> Sender:
    return Sender(PLATFORM, team=team, user=user, place=team)
