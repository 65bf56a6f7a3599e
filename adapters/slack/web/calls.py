"""Asking Slack something, and what its answers mean."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.base import CannotConnect
from bot.errors import Undeliverable, Unknown

T = TypeVar("T")
log = structlog.get_logger(__name__)

SLACK_API = "https://slack.com/api/"
PATIENCE = aiohttp.ClientTimeout(total=30, sock_connect=10)
LONGEST_WAIT = 60.0
TRY_AGAIN = 10.0
"""Seconds until Slack is asked again where it could not be reached."""
_RATE_LIMITED = 429
_USUAL_WAIT = 30.0
_UNSURE = frozenset({"fatal_error", "internal_error"})
"""Errors of which Slack says itself that a part of the call may have been done."""

GONE = frozenset({"user_not_found", "user_disabled", "users_not_found", "cannot_dm_bot"})
NO_TOKEN = frozenset({
    "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "no_permission_for_team",
    "team_access_not_granted", "app_missing", "app_uninstalled",
})  # fmt: skip
MISSING = frozenset({"channel_not_found", "is_archived", "channel_is_archived", "mpim_not_found"})
NOT_ALLOWED = frozenset({
    "not_in_channel", "missing_scope", "no_permission", "restricted_action", "restricted_action_read_only_channel",
    "messages_tab_disabled", "not_allowed_token_type", "access_denied", "ekm_access_denied", "org_login_required",
    "user_not_visible", "too_many_users", "team_access_revoked", "file_uploads_disabled", "accesslimited",
})  # fmt: skip


class Refusal(Exception):
    """Slack's no: its own word for it. `retry_after` in seconds where it was only too much at once."""

    def __init__(self, code: str, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


class Unreached(Exception):
    """Slack could not be reached; certainly nothing was done."""


async def answered(call: Awaitable[T]) -> T:
    """What a call of the library gives. Raises `Refusal`, `Unreached`, or `Unknown` where it may have been done all the
    same."""
    try:
        return await call
    except SlackApiError as error:
        raise _refusal(error) from error
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise Unreached(type(error).__name__) from error
    except (aiohttp.ClientError, OSError, TimeoutError, SlackClientError) as error:
        raise Unknown(type(error).__name__) from error
    except (AttributeError, ValueError) as error:
        # Something between Kith and Slack has answered, such as a proxy, and the library stumbled over it.
        raise Unknown(f"no answer of Slack's: {type(error).__name__}") from error


def _refusal(error: SlackApiError) -> Refusal | Unknown:
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    data = getattr(response, "data", None)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status == _RATE_LIMITED or code in ("ratelimited", "rate_limited"):
        return Refusal("ratelimited", _seconds(getattr(response, "headers", {}).get("Retry-After")))
    if not code or code in _UNSURE or status >= 500:
        return Unknown(code or f"status {status}")
    return Refusal(code)


def _seconds(header: str | None) -> float:
    try:
        return max(float(header or _USUAL_WAIT), 1.0)
    except ValueError:
        return _USUAL_WAIT


def scopes_of(response: AsyncSlackResponse) -> set[str]:
    """What the token of this call may do; empty where Slack does not say."""
    named = str(response.headers.get("x-oauth-scopes") or "").split(",")
    return {scope.strip() for scope in named} - {""}


async def patiently(ask: Callable[[], Awaitable[T]], refused: Callable[[str], str]) -> T:
    """What a call gives, asked again until Slack can be reached. Raises `CannotConnect` with the sentence of `refused`
    where Slack says no to it."""
    wait = 1.0
    while True:
        try:
            return await answered(ask())
        except Refusal as refusal:
            if refusal.retry_after is None:
                raise CannotConnect(refused(refusal.code)) from refusal
            wait = refusal.retry_after
        except (Unreached, Unknown) as unreached:
            log.warning("slack_unreachable", why=str(unreached))
        await asyncio.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)


async def delivered(
    call: Awaitable[AsyncSlackResponse], *, to_person: bool = False, repeatable: bool = True
) -> AsyncSlackResponse:
    """Slack's answer to what carries a letter. Raises `Undeliverable`, and `Unknown` only where the call is not
    `repeatable`: done twice, it would be seen twice."""
    try:
        return await answered(call)
    except Refusal as refusal:
        raise undeliverable(refusal, to_person=to_person) from refusal
    except Unreached as unreached:
        raise Undeliverable("unreachable", retry_after=TRY_AGAIN) from unreached
    except Unknown as unknown:
        if repeatable:
            raise Undeliverable("unreachable", retry_after=TRY_AGAIN) from unknown
        raise


def undeliverable(refusal: Refusal, *, to_person: bool) -> Undeliverable:
    """What Slack's no means for a letter."""
    code = refusal.code
    if refusal.retry_after is not None:
        return Undeliverable("slow_down", retry_after=refusal.retry_after)
    if code in GONE or (to_person and code in MISSING):
        return Undeliverable("gone")
    if code in NO_TOKEN:
        return Undeliverable("token")
    if code in MISSING:
        return Undeliverable("missing")
    if code in NOT_ALLOWED:
        return Undeliverable("not_allowed")
    log.error("slack_refused_letter", reason=code)  # what Kith sends should never be refused for what it is
    return Undeliverable("refused")
