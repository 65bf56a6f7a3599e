"""Signed requests: the same payloads, posted to the app's one address."""

import hashlib
import hmac
import json
import time
from typing import Literal
from urllib.parse import urlencode

import aiohttp

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.delivery.courier import Delivery, Outcome, Timing

Forgery = Literal["wrong", "old", "missing"]
OLD_SECONDS = 301


class SignedRequests:
    """Posts to `events_url`, signed with the app's secret, or forged while `forgeries` says how the next ones are."""

    def __init__(self, secret: str, events_url: str | None, timing: Timing) -> None:
        self.events_url = events_url
        self.forgeries: list[Forgery] = []
        self._secret = secret
        self._timing = timing
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def carry(self, delivery: Delivery, attempt: int, reason: str) -> Outcome:
        body, headers = _body(delivery)
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        forgery = self.forgeries.pop(0) if self.forgeries else None
        headers |= self._signature(body, forgery)
        if self.events_url is None:
            raise AssertionError("the loopback Slack has no events_url to deliver to")
        if self._session is None:
            self._session = aiohttp.ClientSession()
        limit = aiohttp.ClientTimeout(total=self._timing.ack_seconds)
        try:
            async with self._session.post(
                self.events_url, data=body, headers=headers, timeout=limit, allow_redirects=False
            ) as response:
                return await _outcome(response, final=forgery is not None)
        except TimeoutError:
            return Outcome(acknowledged=False, reason="http_timeout", final=forgery is not None)
        except aiohttp.ClientError:
            return Outcome(acknowledged=False, reason="connection_failed", final=forgery is not None)

    def _signature(self, body: bytes, forgery: Forgery | None) -> dict[str, str]:
        if forgery == "missing":
            return {}
        timestamp = str(int(time.time()) - (OLD_SECONDS if forgery == "old" else 0))
        secret = "somebody-else" if forgery == "wrong" else self._secret
        digest = hmac.new(secret.encode(), b":".join([b"v0", timestamp.encode(), body]), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def _body(delivery: Delivery) -> tuple[bytes, dict[str, str]]:
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload).encode(), {"Content-Type": "application/json"}
    form = delivery.payload if delivery.kind == "slash_commands" else {"payload": json.dumps(delivery.payload)}
    return urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"}


async def _outcome(response: aiohttp.ClientResponse, *, final: bool) -> Outcome:
    text = await response.text()
    body: Json = {}
    if response.content_type == "application/json" and text:
        body = json.loads(text)
    elif text:
        body = {"text": text}
    if 200 <= response.status < 300:
        return Outcome(acknowledged=True, body=body, status=response.status)
    final = final or response.headers.get("X-Slack-No-Retry") == "1"
    return Outcome(acknowledged=False, body=body, reason="http_error", status=response.status, final=final)
