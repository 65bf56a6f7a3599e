"""How Discord says no, in the words that the postman knows."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord
import structlog

from bot.errors import Undeliverable, Unknown

log = structlog.get_logger(__name__)

UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MEMBER, UNKNOWN_MESSAGE, UNKNOWN_USER = 10003, 10004, 10007, 10008, 10013
MISSING_ACCESS = 50001
THREAD_IS_ARCHIVED = 50083
TOO_LATE = frozenset({10015, 10062, 40060, 50027})
"""An interaction can no longer be answered: unknown by now, its token worn out, or answered by somebody else."""

_REASONS = {
    UNKNOWN_CHANNEL: "missing",
    UNKNOWN_GUILD: "gone",
    UNKNOWN_MEMBER: "gone",
    UNKNOWN_MESSAGE: "missing",
    UNKNOWN_USER: "gone",
    MISSING_ACCESS: "not_allowed",
    50007: "dm_closed",
    50013: "not_allowed",
    50278: "gone",
    THREAD_IS_ARCHIVED: "not_allowed",
    160006: "too_many_threads",
}
_SOON: dict[int, float] = {40003: 60.0, 20026: 3600.0, 20028: 60.0, 20029: 60.0}
"""Refusals for having been too quick (opening conversations, writing in a channel or a guild), with a pause in seconds.
Each is about where one letter goes; others may go on."""
_A_MINUTE = 60.0
_UNREACHABLE = 10.0


@contextmanager
def refusals() -> Iterator[None]:
    """Raises `Undeliverable` where Discord said no, `Unknown` where nobody knows what it did."""
    try:
        yield
    except discord.RateLimited as limited:
        # Further away than discord.py waits. That is a limit of one route, in all likelihood of one channel.
        raise Undeliverable("slow_down", retry_after=limited.retry_after, everywhere=False) from limited
    except discord.LoginFailure as refused:
        raise Undeliverable("token") from refused
    except discord.HTTPException as refused:
        raise _said(refused) from refused
    except aiohttp.ClientConnectorError as unreachable:
        raise Undeliverable("unreachable", retry_after=_UNREACHABLE) from unreachable
    except (aiohttp.ClientError, OSError) as broken:
        raise Unknown(f"the connection broke: {type(broken).__name__}") from broken


def _said(refused: discord.HTTPException) -> Undeliverable | Unknown:
    if refused.status == 429:
        return Undeliverable("slow_down", retry_after=_retry_after(refused), everywhere=_is_global(refused))
    if refused.status >= 500:
        return Unknown(f"Discord answered {refused.status}")
    if refused.status == 401:
        return Undeliverable("token")
    if refused.code in _SOON:
        return Undeliverable("slow_down", retry_after=_SOON[refused.code], everywhere=False)
    if refused.code in _REASONS:
        return Undeliverable(_REASONS[refused.code])
    log.error("discord_refused", status=refused.status, code=refused.code, text=refused.text[:500])
    return Undeliverable("refused")


def _is_global(refused: discord.HTTPException) -> bool:
    """Whether a 429 is for the whole application; without `Via` it is a ban of its address."""
    headers = refused.response.headers
    return "Via" not in headers or headers.get("X-RateLimit-Scope") == "global"


def _retry_after(refused: discord.HTTPException) -> float:
    """Seconds; what Discord names, else a minute (a ban by its proxy names none)."""
    try:
        return max(float(refused.response.headers.get("Retry-After", "")), 1.0)
    except ValueError:
        return _A_MINUTE
