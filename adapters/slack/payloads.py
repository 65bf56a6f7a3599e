"""Reading what arrives piece by piece: every piece is there and of its kind, or it is `Malformed`. Pure."""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

Payload: TypeAlias = Mapping[str, Any]

_LINK = re.compile(r"<((?:https?|mailto|tel):[^|>\s]+)(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!(?:subteam\^[A-Z0-9]+\|)?@?([^|>]+)(?:\|[^>]*)?>")


class Malformed(ValueError):
    """This is nothing that Slack sends; nothing was done."""


def mapping(payload: object, *path: str) -> Payload:
    """What stands at this path, if it is an object. Raises `Malformed`."""
    found = _walk(payload, path)
    if not isinstance(found, dict):
        raise Malformed(f"no {'.'.join(path)}")
    return found


def text_at(payload: object, *path: str, default: str | None = None) -> str:
    """The text at this path. Without a default it has to be there, and to say something."""
    found = _walk(payload, path)
    if isinstance(found, str) and found:
        return found
    if default is None:
        raise Malformed(f"no {'.'.join(path)}")
    return default


def _walk(payload: object, path: tuple[str, ...]) -> object:
    found = payload
    for name in path:
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found


def said(text: str) -> str:
    """What was typed. Slack writes links as ``<url|label>`` and the signs that it uses itself as entities; people and
    channels stay as Slack names them (``<#C1|general>``)."""
    text = _LINK.sub(lambda link: link[2] or link[1].removeprefix("mailto:").removeprefix("tel:"), text)
    text = _SPECIAL.sub(lambda special: f"@{special[1]}", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
