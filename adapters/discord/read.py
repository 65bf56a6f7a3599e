"""Discord's payloads, read: what a person did there becomes an `Incoming`, or None where it says nothing to us.

Nothing in a payload is trusted to have any shape; ids are only checked to look like ids. Keys are Discord's own ids, so
a redelivery is recognised.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from adapters.discord.render.cards import MENU_MARK
from adapters.discord.render.forms import PAGE_MARK
from adapters.discord.render.parts import EPHEMERAL, Type
from bot.incoming import CALLED, LEFT, PLACE_GONE, Enclosed, Incoming, Sender, Via
from bot.words import clean

PLATFORM = "discord"

_COMMAND, _PRESS, _SUBMIT = 2, 3, 5
_CHAT_INPUT, _SUBCOMMAND, _SUBCOMMAND_GROUP, _TEXT_OPTION = 1, 1, 2, 3
_ORDINARY, _REPLY, _PRIVATE_THREAD = 0, 19, 12
_BETWEEN_PEOPLE = 2
"""The context of a conversation between users that Kith was called into; it is never alone with anybody there."""
_ADMINISTRATOR, _MANAGE_GUILD = 1 << 3, 1 << 5
_SNOWFLAKE = re.compile(r"\d{1,20}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_PICKED = re.compile(r"[^:\s]{1,30}")
_LANGUAGE = re.compile(r"([a-z]{2})(-[A-Za-z0-9]{2,4})?")

Payload = Mapping[str, Any]


Guild = tuple[str, str]
"""The id and the name of a guild. Discord names neither in a direct message, and no names of guilds at all."""
NOWHERE: Guild = ("", "")


def ending(id: str) -> str:
    """How the name of a thread of ours ends: with the id of its room, or of the one person that it is for."""
    return f" · {id}"


def read_interaction(payload: Payload, guild: Guild = NOWHERE) -> Incoming | None:
    """A press, a pick from a menu, a sent form or a command. `guild` is where it was done; for a direct message, the
    one guild that this person shares with Kith."""
    by, key, data = _sender(payload, guild), _id(payload.get("id")), _map(payload.get("data"))
    if by is None or not key:
        return None
    match payload.get("type"):
        case kind if kind == _PRESS:
            return _pressed(payload, data, by, _key(key))
        case kind if kind == _SUBMIT:
            return _submitted(payload, data, by, _key(key))
        case kind if kind == _COMMAND and data.get("type") == _CHAT_INPUT:
            text = " ".join(_said(data)).strip()
            return Incoming(via=Via.COMMAND, by=by, text=text, key=_key(key)) if text else None
    return None


def read_message(payload: Payload, guild: Guild = NOWHERE) -> Incoming | None:
    """A line that a person wrote to Kith alone; `guild` as in `read_interaction`."""
    author, key = _map(payload.get("author")), _id(payload.get("id"))
    user, text = _id(author.get("id")), payload.get("content")
    machine = author.get("bot") or author.get("system") or payload.get("webhook_id")
    if not key or not user or machine or payload.get("guild_id") or not isinstance(text, str):
        return None
    if payload.get("type", _ORDINARY) not in (_ORDINARY, _REPLY):
        return None
    by = Sender(PLATFORM, "", user, place=guild[0], place_name=guild[1], place_address=_address(guild[0]),
                name=_name(author))  # fmt: skip
    sent = _list(payload.get("attachments"))
    files = {"": _enclosed(sent[0])} if sent else {}
    return Incoming(via=Via.LINE, by=by, text=text, files=files, key=_key(key))


def left(guild: int, user: int, at: float) -> Incoming:
    """Somebody left a guild. Discord gives this no id; a second report of it changes nothing."""
    by = Sender(PLATFORM, "", str(user), place=str(guild))
    return Incoming(via=Via.EVENT, step=LEFT, by=by, key=f"{PLATFORM}:left:{guild}:{user}:{at:.3f}")


def called(guild: int, user: int, name: str) -> Incoming:
    """Somebody in a guild is called so now."""
    return Incoming(via=Via.EVENT, step=CALLED, by=Sender(PLATFORM, "", str(user), place=str(guild), name=name), key="")


def place_gone(guild: int, kith: int, at: float) -> Incoming:
    """Kith was taken out of a guild; the account is its own."""
    by = Sender(PLATFORM, "", str(kith), place=str(guild))
    return Incoming(via=Via.EVENT, step=PLACE_GONE, by=by, key=f"{PLATFORM}:gone:{guild}:{at:.3f}")


# --- presses ---------------------------------------------------------------------------------------------------------


def _pressed(payload: Payload, data: Payload, by: Sender, key: str) -> Incoming | None:
    own, kind, values = data.get("custom_id"), data.get("component_type"), _texts(data.get("values"))
    if not isinstance(own, str) or not payload.get("message"):
        return None
    if kind == Type.BUTTON:
        return _parsed(own, payload, via=Via.PRESS, by=by, key=key)
    if kind not in (Type.MENU, Type.CHANNEL_MENU) or not own.endswith(MENU_MARK) or len(values) != 1:
        return None
    shape = _PICKED if kind == Type.MENU else _SNOWFLAKE
    if not shape.fullmatch(values[0]):
        return None
    return _parsed(own.removesuffix(MENU_MARK), payload, via=Via.PRESS, by=by, key=key, value=values[0])


def _submitted(payload: Payload, data: Payload, by: Sender, key: str) -> Incoming | None:
    whole, parts = data.get("custom_id"), data.get("components")
    if not isinstance(whole, str) or not isinstance(parts, list):
        return None
    own, mark, start = whole.rpartition(PAGE_MARK)
    if not mark or not re.fullmatch(r"[0-9]{1,2}", start):
        return None
    answers = dict(_answers(parts))
    found = _parsed(own, payload, via=Via.FORM, by=by, key=key, answers=answers, page=int(start))
    return replace(found, files=_files(parts, _map(_map(data.get("resolved")).get("attachments")))) if found else None


def _parsed(id: str, payload: Payload, **read: Any) -> Incoming | None:
    message = _map(payload.get("message"))
    ephemeral = bool(_number(message.get("flags")) & EPHEMERAL)
    alone = not payload.get("guild_id") and payload.get("context") != _BETWEEN_PEOPLE
    alone = alone or _is_own_thread(payload, message, read["by"])
    channel, number = _id(message.get("channel_id")) or _id(payload.get("channel_id")), _id(message.get("id"))
    on = f"{channel}:{number}" if channel and number and alone and not ephemeral else ""
    if not id.isprintable():
        return None
    try:
        return Incoming.parse(id, on=on, seen_by_many=bool(message) and not (alone or ephemeral), **read)
    except ValueError:
        return None


def _is_own_thread(payload: Payload, message: Payload, by: Sender) -> bool:
    """Whether this is the thread that stands in for closed direct messages: made by whoever wrote the pressed message,
    which only Kith can be, and named after the person. Nobody else was let in when it was opened."""
    channel, author = _map(payload.get("channel")), _id(_map(message.get("author")).get("id"))
    private = channel.get("type") == _PRIVATE_THREAD and bool(author) and channel.get("owner_id") == author
    return private and str(channel.get("name", "")).endswith(ending(by.user))


def _answers(parts: list[Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What stands in each field, by question."""
    for field in _fields(parts):
        if isinstance(name := field.get("custom_id"), str) and _NAME.fullmatch(name):
            value = field.get("value")
            yield name, (value,) if isinstance(value, str) else _texts(field.get("values"))


def _files(parts: list[Any], attachments: Payload) -> dict[str, Enclosed]:
    """The first file of each field that has one, by question. It is not here yet: `Listener` gets it."""
    found = dict[str, Enclosed]()
    for field in _fields(parts):
        name, ids = field.get("custom_id"), _texts(field.get("values"))
        if field.get("type") == Type.UPLOAD and isinstance(name, str) and _NAME.fullmatch(name) and ids:
            found[name] = _enclosed(_map(attachments.get(ids[0])))
    return found


def _enclosed(attachment: Payload) -> Enclosed:
    address = attachment.get("url")
    return Enclosed(_number(attachment.get("size")), address if isinstance(address, str) else "")


def _fields(parts: list[Any]) -> Iterator[Payload]:
    """Fields sit in labels, and in rows where a client is old."""
    for part in map(_map, parts):
        yield _map(part.get("component"))
        yield from _list(part.get("components"))


# --- commands --------------------------------------------------------------------------------------------------------


def _said(data: Payload) -> Iterator[str]:
    """The command as one would type it: its name, the subcommand, and the text behind it."""
    level: Payload = data
    for _depth in range(3):
        if isinstance(name := level.get("name"), str):
            yield name
        options = _list(level.get("options"))
        texts = (option.get("value") for option in options if option.get("type") == _TEXT_OPTION)
        yield from (clean(text) for text in texts if isinstance(text, str))
        subcommands = (option for option in options if option.get("type") in (_SUBCOMMAND, _SUBCOMMAND_GROUP))
        level = next(subcommands, {})


# --- who -------------------------------------------------------------------------------------------------------------


def _sender(payload: Payload, guild: Guild) -> Sender | None:
    member = _map(payload.get("member"))
    user = _map(member.get("user")) or _map(payload.get("user"))
    number, here = _id(user.get("id")), _id(payload.get("guild_id"))
    if not number or user.get("bot"):
        return None
    held = _number(member.get("permissions")) if here else 0
    place = here or guild[0]
    return Sender(
        PLATFORM, "", number, place=place, place_name=guild[1] if place == guild[0] else "",
        place_address=_address(place), name=_name(user),
        language=_language(payload.get("locale")), manages=bool(held & (_MANAGE_GUILD | _ADMINISTRATOR)),
    )  # fmt: skip


def _address(guild: str) -> str:
    """Where a channel of the guild is opened."""
    return f"https://discord.com/channels/{guild}/{{channel}}" if guild else ""


def _name(user: Payload) -> str:
    shown, unique = user.get("global_name"), user.get("username")
    return next((name for name in (shown, unique) if isinstance(name, str) and name.strip()), "")


def _language(locale: object) -> str:
    found = _LANGUAGE.fullmatch(locale) if isinstance(locale, str) else None
    return found[1] if found else ""


def _key(id: str) -> str:
    return f"{PLATFORM}:{id}"


# --- shapes ----------------------------------------------------------------------------------------------------------


def _map(value: object) -> Payload:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Payload]:
    return [_map(one) for one in value] if isinstance(value, list) else []


def _id(value: object) -> str:
    return value if isinstance(value, str) and value.isascii() and _SNOWFLAKE.fullmatch(value) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list | tuple) else ()


def _number(value: object) -> int:
    """A number, or one written as text (Discord's permissions); 0 for anything else."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,30}", value):
        return int(value)
    return value if isinstance(value, int) else 0
