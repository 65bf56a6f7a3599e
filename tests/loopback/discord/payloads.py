"""The interactions Discord sends when people act, as pure functions: JSON in, JSON out, no server needed.

A `Scene` says who acts and where. `command`, `press`, `select` and `submit` raise `NotPossible` for what a client
would not let a person do: press a button that is not there or greyed out, leave a required field empty, …
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.loopback.discord import components
from tests.loopback.discord.world.permissions import EVERYTHING, Permission
from tests.loopback.discord.world.records import DIRECT, TEXT_CHANNEL, Channel, Member, Payload, User, stamp
from tests.loopback.discord.world.refusals import NotPossible

COMMAND, PRESS, COMPLETE, SUBMIT = 2, 3, 4, 5
IN_GUILD, IN_BOT_DM = 0, 1
SUBCOMMAND, GROUP, TEXT, WHOLE, YES_OR_NO, PERSON, PLACE, ROLE, NUMBER, FILE = 1, 2, 3, 4, 5, 6, 7, 8, 10, 11
MOST_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Scene:
    """Who acts and where, in Discord's JSON. Without `guild` and `member` it is a direct conversation."""

    application_id: int
    user: Payload
    channel: Payload
    guild: Payload | None = None
    member: Payload | None = None
    locale: str = "en-US"
    app_permissions: int = int(EVERYTHING)


def direct(user: User, *, application_id: int, channel_id: int) -> Scene:
    """A person alone with the bot."""
    channel = Channel(channel_id, DIRECT, recipient=user).payload()
    return Scene(application_id, user.payload(), channel, locale=user.locale)


def in_guild(
    member: Member,
    *,
    application_id: int,
    guild_id: int,
    channel: Channel | int,
    permissions: int = int(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES),
    app_permissions: int = int(EVERYTHING),
    guild_locale: str = "en-US",
) -> Scene:
    """A person in a guild's channel, with the permissions they hold there; a channel given by id is a text channel."""
    place = channel if isinstance(channel, Channel) else Channel(channel, TEXT_CHANNEL, "channel", guild_id)
    return Scene(
        application_id,
        member.user.payload(),
        {**place.payload(), "permissions": str(permissions)},
        {"id": str(guild_id), "locale": guild_locale, "features": []},
        {**member.payload(with_user=False), "permissions": str(permissions)},
        member.user.locale,
        app_permissions,
    )


def interaction(
    scene: Scene, kind: int, content: Payload, *, id: int, token: str, message: Payload | None = None
) -> Payload:
    """An INTERACTION_CREATE: `kind` as in Discord's table, `content` its `data`."""
    payload: Payload = {
        "id": str(id),
        "application_id": str(scene.application_id),
        "type": kind,
        "token": token,
        "version": 1,
        "data": content,
        "channel": scene.channel,
        "channel_id": scene.channel["id"],
        "locale": scene.locale,
        "app_permissions": str(scene.app_permissions),
        "attachment_size_limit": MOST_BYTES,
        "entitlements": [],
    }
    if message is not None:
        payload["message"] = message
    if scene.guild is None:
        return payload | {
            "user": scene.user,
            "context": IN_BOT_DM,
            "authorizing_integration_owners": {"0": "0"},
        }
    return payload | {
        "guild": scene.guild,
        "guild_id": scene.guild["id"],
        "guild_locale": scene.guild["locale"],
        "member": {**(scene.member or {}), "user": scene.user},
        "context": IN_GUILD,
        "authorizing_integration_owners": {"0": scene.guild["id"]},
    }


def line(scene: Scene, text: str, *, id: int) -> Payload:
    """A MESSAGE_CREATE: what a person typed there."""
    payload: Payload = {
        "id": str(id),
        "type": 0,
        "channel_id": scene.channel["id"],
        "channel_type": scene.channel["type"],
        "author": scene.user,
        "content": text,
        "timestamp": stamp(),
        "edited_timestamp": None,
        "flags": 0,
        "tts": False,
        "pinned": False,
        "mention_everyone": False,
        **{key: [] for key in ("attachments", "components", "embeds", "mentions", "mention_roles")},
    }
    return payload if scene.guild is None else payload | {"guild_id": scene.guild["id"], "member": scene.member}


def command(
    registered: Payload,
    path: Sequence[str],
    options: Mapping[str, Any],
    *,
    resolved: Payload | None = None,
    focused: str | None = None,
) -> Payload:
    """The `data` of a slash command: `path` walks subcommands of the registered command, `options` are raw values.

    With `focused` it is the half-typed command that asks for completions of that option.
    """
    level = registered
    for name in path:
        level = _sub(level, name)
    known = {one["name"]: one for one in level.get("options") or [] if one["type"] not in (SUBCOMMAND, GROUP)}
    inside = [one["name"] for one in level.get("options") or [] if one["type"] in (SUBCOMMAND, GROUP)]
    if inside:
        raise NotPossible(f"/{registered['name']} {' '.join(path)} needs one of {inside}")
    if unknown := set(options) - set(known):
        raise NotPossible(f"/{registered['name']} has no option {sorted(unknown)}; it has {sorted(known)}")
    missing = [name for name, one in known.items() if one.get("required") and name not in options]
    if missing and focused is None:
        raise NotPossible(f"/{registered['name']} {' '.join(path)} needs {missing}")
    given: list[Payload] = [_option(known[name], value, name == focused) for name, value in options.items()]
    kinds = _kinds(registered, path)
    for name, kind in reversed(list(zip(path, kinds, strict=True))):
        given = [{"name": name, "type": kind, "options": given}]
    content: Payload = {"id": registered["id"], "name": registered["name"], "type": 1, "options": given}
    if registered.get("guild_id"):
        content["guild_id"] = registered["guild_id"]
    return content | ({"resolved": resolved} if resolved else {})


def _sub(level: Payload, name: str) -> Payload:
    inside = [one for one in level.get("options") or [] if one["type"] in (SUBCOMMAND, GROUP)]
    for one in inside:
        if one["name"] == name:
            return dict(one)
    raise NotPossible(f"/{level['name']} has no {name!r}; it has {[one['name'] for one in inside]}")


def _kinds(registered: Payload, path: Sequence[str]) -> list[int]:
    kinds, level = [], registered
    for name in path:
        level = _sub(level, name)
        kinds.append(int(level["type"]))
    return kinds


def _option(known: Payload, value: Any, focused: bool) -> Payload:
    choices = [one["value"] for one in known.get("choices") or []]
    if choices and value not in choices:
        raise NotPossible(f"option {known['name']!r} offers {choices}, not {value!r}")
    if known["type"] == TEXT and not focused:
        low, high = known.get("min_length", 0), known.get("max_length", 6000)
        if not low <= len(value) <= high:
            raise NotPossible(f"option {known['name']!r} takes {low} to {high} characters, not {len(value)}")
    if known["type"] in (WHOLE, NUMBER) and not focused:
        low, high = known.get("min_value", value), known.get("max_value", value)
        if not low <= value <= high:
            raise NotPossible(f"option {known['name']!r} takes {low} to {high}, not {value}")
    return {"name": known["name"], "type": known["type"], "value": value} | ({"focused": True} if focused else {})


def press(card: Any, custom_id: str) -> Payload:
    """The `data` of a pressed button of this card."""
    component = components.by_id(card, custom_id)
    if component["type"] != components.BUTTON or component.get("disabled"):
        raise NotPossible(f"{custom_id!r} cannot be pressed: {component}")
    return {"component_type": components.BUTTON, "custom_id": custom_id, "id": component.get("id", 0)}


def select(card: Any, custom_id: str, values: Sequence[str], *, resolved: Payload | None = None) -> Payload:
    """The `data` of a menu of this card with these values (ids, for menus of people, roles and channels)."""
    component = components.by_id(card, custom_id)
    if component["type"] not in components.SELECTS or component.get("disabled"):
        raise NotPossible(f"{custom_id!r} is no open menu: {component}")
    _check_chosen(component, values, at_least=component.get("min_values", 1))
    content: Payload = {
        "component_type": component["type"],
        "custom_id": custom_id,
        "id": component.get("id", 0),
        "values": list(values),
    }
    return content | ({"resolved": resolved or {}} if component["type"] != components.STRING_SELECT else {})


def submit(modal: Payload, values: Mapping[str, Any], *, resolved: Payload | None = None) -> Payload:
    """The `data` of a sent modal. `values` by custom_id: text, bool, one value, or several.

    What is left out keeps what the bot filled in, as when a person does not touch the field.
    """
    fields = {part["custom_id"] for part in components.parts(modal) if part["type"] in components.FIELDS}
    if unknown := set(values) - fields:
        raise NotPossible(f"this modal has no {sorted(unknown)}; it has {sorted(fields)}")
    sent = [_sent(part, values) for part in modal["components"]]
    content: Payload = {"custom_id": modal["custom_id"], "components": sent}
    return content | ({"resolved": resolved} if resolved else {})


def _sent(part: Payload, values: Mapping[str, Any]) -> Payload:
    base = {"type": part["type"], "id": part.get("id", 0)}
    if part["type"] == components.LABEL:
        return {**base, "component": _sent(part["component"], values)}
    if part["type"] == components.ROW:
        return {**base, "components": [_sent(one, values) for one in part["components"]]}
    if part["type"] == components.TEXT:
        return base
    base["custom_id"] = part["custom_id"]
    given = values.get(part["custom_id"], _untouched(part))
    if part["type"] == components.TEXT_INPUT:
        return {**base, "value": _typed(part, given)}
    if part["type"] == components.CHECKBOX:
        return {**base, "value": bool(given)}
    chosen = [] if given is None else [given] if isinstance(given, str) else list(given)
    required = part.get("required", True)
    _check_chosen(part, chosen, at_least=part.get("min_values", 1) if required or chosen else 0)
    if part["type"] == components.RADIO:
        return {**base, "value": chosen[0] if chosen else None}
    return {**base, "values": chosen}


def _untouched(part: Payload) -> Any:
    if part["type"] == components.TEXT_INPUT:
        return part.get("value") or ""
    if part["type"] == components.CHECKBOX:
        return part.get("default", False)
    if "options" in part:
        return [one["value"] for one in part["options"] if one.get("default")]
    return [str(one["id"]) for one in part.get("default_values") or []]


def _typed(part: Payload, text: str) -> str:
    name, low, high = part["custom_id"], part.get("min_length") or 0, part.get("max_length") or 4000
    if part.get("required", True) and not text.strip():
        raise NotPossible(f"field {name!r} must be filled in")
    if text and not low <= len(text) <= high:
        raise NotPossible(f"field {name!r} takes {low} to {high} characters, not {len(text)}")
    return text


def _check_chosen(component: Payload, values: Iterable[str], *, at_least: int) -> None:
    chosen, name = list(values), component["custom_id"]
    offered = [one["value"] for one in component.get("options") or []]
    if offered and not set(chosen) <= set(offered):
        raise NotPossible(f"{name!r} offers {offered}, not {chosen}")
    at_most = component.get("max_values", len(offered) if component["type"] == components.CHECKBOXES else 1)
    if not at_least <= len(chosen) <= at_most or len(set(chosen)) != len(chosen):
        raise NotPossible(f"{name!r} takes {at_least} to {at_most} different values, not {chosen}")
