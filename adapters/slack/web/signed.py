"""Signed requests: Slack calls Kith over https. An ASGI application in front of Bolt."""

import hmac
import json
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

import structlog
from slack_bolt.adapter.asgi.http_response import AsgiHttpResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from yarl import query_to_pairs

log = structlog.get_logger(__name__)

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_BYTES = 1_000_000
SAID_AGAIN = 60.0
"""Seconds in which one line says that requests are refused: anybody can send them."""
_TIMESTAMP = re.compile("[0-9]{1,12}")


class SignedRequests:
    """Answers at whatever path it is served. Of a request at most a megabyte is held, to check who signed it; nothing
    in it is looked at before it is known to be Slack's."""

    def __init__(self, signing_secret: str) -> None:
        self._verifier = SignatureVerifier(signing_secret) if signing_secret else None
        self._app: AsyncApp | None = None
        self._said_at = float("-inf")

    @property
    def is_open(self) -> bool:
        return self._app is not None

    def serve(self, app: AsyncApp | None) -> None:
        """Hands requests to this app from now on; without one, Slack is told to come again."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] != "POST":
            await _refuse(send, 405)
            return
        body = await _body(receive)
        if body is None:
            await _refuse(send, 413)
        elif not self._signed(scope, body):
            await _refuse(send, 401)
        elif self._app is None:
            await _refuse(send, 503)
        else:
            await self._dispatch(self._app, body, send)

    def _signed(self, scope: Scope, body: bytes) -> bool:
        """Whether Slack signed it. The library fails on headers and bytes that Slack would not send."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        timestamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        if self._verifier is None or not _TIMESTAMP.fullmatch(timestamp) or not signature.isascii():
            return False
        try:
            if self._verifier.is_valid(body, timestamp, signature):
                return True
            right = self._verifier.generate_signature(timestamp=timestamp, body=body) or ""
        except UnicodeDecodeError:
            return False
        self._say_refused(timestamp, knows_secret=hmac.compare_digest(right, signature))
        return False

    def _say_refused(self, timestamp: str, *, knows_secret: bool) -> None:
        """Where the secret or the clock is wrong all that Slack sends is refused, and nobody else would say so."""
        if time.monotonic() - self._said_at < SAID_AGAIN:
            return
        self._said_at = time.monotonic()
        off = abs(round(time.time()) - int(timestamp))
        mend = f"the clock here is {off} s off, or it came late" if knows_secret else "SLACK_SIGNING_SECRET"
        log.warning("slack_request_refused", why="clock" if knows_secret else "signature", mend=mend)

    async def _dispatch(self, app: AsyncApp, body: bytes, send: Send) -> None:
        try:
            request = _request(body)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:  # nothing that Slack sends
            log.warning("slack_request_unreadable", why=type(error).__name__)
            await _refuse(send, 400)
            return
        answer = await app.async_dispatch(request)
        response = AsgiHttpResponse(answer.status, answer.headers, answer.body)
        await send(response.get_response_start())
        await send(response.get_response_body())


def _request(body: bytes) -> AsyncBoltRequest:
    """The payload of a form, the form itself (a command), or JSON (an event), for Bolt. It would take the form apart
    byte by byte in Python, and takes what was read already under the name of the mode in which it comes read."""
    text = body.decode()
    if text.startswith("{"):
        return AsyncBoltRequest(body=_object(text), mode="socket_mode")
    fields = dict(query_to_pairs(text))
    return AsyncBoltRequest(body=_object(fields["payload"]) if "payload" in fields else fields, mode="socket_mode")


def _object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError("no payload")
    return found


async def _body(receive: Receive) -> bytes | None:
    """The whole body, None where it is larger than anything that Slack sends or the caller went away."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body"):
            return bytes(body)


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
