"""How the text of one environment variable becomes a typed value.

Each reader raises ValueError with a sentence that continues "VARIABLE: …" and does not repeat the text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, PlainValidator, SecretStr, ValidationInfo
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SHORTEST_SECRET_KEY = 32
LOG_LEVELS = ("debug", "info", "warning", "error")
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


@dataclass(frozen=True)
class Coordinator:
    """An account that coordinates before any row says so; `team` is None on Discord, where a user has one id."""

    platform: Literal["slack", "discord"]
    team: str | None
    user: str

    def __str__(self) -> str:
        return ":".join(part for part in (self.platform, self.team, self.user) if part)


class Commands(NamedTuple):
    """The two slash commands, without the slash: `mentor` is for everybody, `program` for coordinators."""

    mentor: str
    program: str


def _coordinators(text: str) -> tuple[Coordinator, ...]:
    return tuple(_coordinator(place, part) for place, part in enumerate(_parts(text), 1))


def _coordinator(place: int, text: str) -> Coordinator:
    match text.split(":"):
        case ["slack", team, user] if re.fullmatch(r"[TE][A-Z0-9]+", team) and re.fullmatch(r"[UW][A-Z0-9]+", user):
            return Coordinator("slack", team, user)
        case ["discord", user] if re.fullmatch(r"[0-9]{1,20}", user):
            return Coordinator("discord", None, user)
    raise ValueError(f"account {place} is not written like slack:T…:U… or discord:123…; separate accounts by commas")


def _secret_keys(text: str) -> list[str]:
    keys = _parts(text)
    for place, key in enumerate(keys, 1):
        if len(key) < SHORTEST_SECRET_KEY:
            raise ValueError(f"key {place} has {len(key)} characters, and a key needs at least {SHORTEST_SECRET_KEY}")
    return keys


def _commands(text: str) -> Commands:
    names = _parts(text)
    if len(names) != 2 or names[0] == names[1]:
        raise ValueError("needs two different names with a comma between them, like mentor,program")
    for place, name in enumerate(names, 1):
        if not re.fullmatch(r"[a-z0-9_-]{1,32}", name):
            raise ValueError(f"name {place} must be 1 to 32 of the characters a-z, 0-9, _ and -, and no slash")
    return Commands(*names)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _database(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # ValueError: the port is no number
        raise ValueError("is not an address like sqlite:///data/kith.db or postgresql://…") from None
    if url.drivername == "sqlite":
        if url.host or not url.database or url.database == ":memory:":
            raise ValueError("names no file; a relative path comes after three slashes, as in sqlite:///data/kith.db")
        return url
    if url.drivername not in ("postgresql", "postgresql+psycopg"):
        raise ValueError("must begin with sqlite:/// or postgresql://, as Kith keeps its rows in nothing else")
    if "password" in url.query:
        raise ValueError(
            "has its password after the ?, where logs would show it; write postgresql://user:password@host"
        )
    return url.set(drivername="postgresql+psycopg")


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise ValueError("must be a number from 0 to 65535 (0: any port that is free)")
    return int(text)


def _host(text: str) -> str:
    if re.search(r"[\s/@]", text):
        raise ValueError("must be a host name or an address alone, like 127.0.0.1")
    return text


def _file(text: str) -> Path:
    if not text.isprintable() or text.endswith("/"):
        raise ValueError("must be the path of a file")
    return Path(text)


def _level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
    return text.lower()


def _yes_or_no(text: str) -> bool:
    if text.lower() not in YES + NO:
        raise ValueError("must be 1 or 0")
    return text.lower() in YES


def _web(text: str, others: ValidationInfo) -> str:
    return _address(text, "http", "https", others)


def _socket(text: str, others: ValidationInfo) -> str:
    return _address(text, "ws", "wss", others)


def _address(text: str, plain: str, encrypted: str, others: ValidationInfo) -> str:
    """The address without a slash at its end."""
    example = f"is not an address like {encrypted}://host/path"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:  # brackets without an address in them, or a port that is no number
        raise ValueError(example) from None
    if not host or parts.scheme not in (plain, encrypted) or re.search(r"\s", text):
        raise ValueError(example)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("must be host, port and path alone, without a user, ? or #")
    if parts.scheme == plain and not _is_loopback(host) and not others.data.get("allow_insecure_urls"):
        raise ValueError(
            f"would send tokens readably; write {encrypted}://, or KITH_ALLOW_INSECURE_URLS=1 on a network you trust"
        )
    return text.rstrip("/")


def is_public_address(text: str) -> bool:
    """Whether a platform can send to it: https, a host, and nothing in it that an address cannot have."""
    try:
        parts = urlsplit(text)
        there = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:  # brackets without an address in them
        return False
    return there and re.fullmatch(r"[A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%-]+", text) is not None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # some other name: nobody can say yet where it leads
        return False


def _token(*beginnings: str) -> Callable[[str], str]:
    """Only the beginning is looked at: it tells a token in the wrong place, and platforms change the rest."""

    def read(text: str) -> str:
        if re.search(r"\s", text):
            raise ValueError("has a space in it; give the token alone")
        if beginnings and not text.startswith(beginnings):
            raise ValueError(f"does not begin with {beginnings[0]}; is it another one of the app's tokens?")
        return text

    return read


def _with_slash(text: str) -> str:
    return text + "/"


Accounts = Annotated[tuple[Coordinator, ...], BeforeValidator(_coordinators)]
BotToken = Annotated[SecretStr, BeforeValidator(_token("xoxb-", "xoxe.xoxb-"))]
AppToken = Annotated[SecretStr, BeforeValidator(_token("xapp-"))]
Token = Annotated[SecretStr, BeforeValidator(_token())]
SecretKeys = Annotated[tuple[SecretStr, ...], BeforeValidator(_secret_keys)]
CommandNames = Annotated[Commands, BeforeValidator(_commands)]
Database = Annotated[URL, PlainValidator(_database), PlainSerializer(str)]
Web = Annotated[str, PlainValidator(_web)]
WebWithSlash = Annotated[str, PlainValidator(_web), AfterValidator(_with_slash)]
Socket = Annotated[str, PlainValidator(_socket)]
File = Annotated[Path, PlainValidator(_file)]
Host = Annotated[str, PlainValidator(_host)]
Port = Annotated[int, PlainValidator(_port)]
Level = Annotated[str, PlainValidator(_level)]
YesOrNo = Annotated[bool, PlainValidator(_yes_or_no)]
