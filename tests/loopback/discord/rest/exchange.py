"""One request from arrival to answer: read, struck by faults, checked, done, recorded."""

from __future__ import annotations

import asyncio
import json
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.loopback.discord.rest import applications, channels, guilds, interactions, threads
from tests.loopback.discord.rest.calls import Call, Sent
from tests.loopback.discord.rest.contracts import Check
from tests.loopback.discord.rest.faults import Faults, rate_limited
from tests.loopback.discord.world.records import Payload, Upload
from tests.loopback.discord.world.refusals import EMPTY_MESSAGE, FORM_BODY, Refusal
from tests.loopback.discord.world.state import World

PREFIX = "/api/v10"
ALL_ROUTES = tuple(module.routes for module in (applications, channels, threads, guilds, interactions))


@dataclass
class Exchange:
    """`changed` is called when a request is done, so that whoever waits for something looks again."""

    world: World
    faults: Faults
    check: Check | None
    changed: Callable[[], None]
    gateway_url: str = ""
    calls: list[Call] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    async def take(self, request: web.Request) -> web.StreamResponse:
        sent = await read(request)
        slow = self.faults.take("slow", sent.route)
        if slow is not None:
            await asyncio.sleep(slow.seconds)
        status, answer, headers = self._done(sent, request.headers.get("Authorization"))
        cut = self.faults.take("drop_response", sent.route) is not None
        self._record(sent, 0 if cut else status, answer)
        if cut and request.transport is not None:
            request.transport.abort()
        if answer is None:
            return web.Response(status=status, headers=headers)
        # Exactly "application/json": with a charset behind it discord.py takes the body for plain text.
        body = json.dumps(answer).encode()
        return web.Response(status=status, body=body, headers=headers, content_type="application/json")

    def _done(self, sent: Sent, authorization: str | None) -> tuple[int, Any, dict[str, str]]:
        limited = self.faults.take("rate_limit", sent.route)
        limited = limited or self.faults.over_ceiling(sent.route, time.monotonic())
        if limited is not None:
            body, headers = rate_limited(limited)
            return 429, body, headers
        failing = self.faults.take("fail", sent.route)
        if failing is not None:
            return failing.status, {"message": "made to fail", "code": failing.code}, {}
        status, answer = self._answer(sent, authorization)
        return status, answer, {}

    def _answer(self, sent: Sent, authorization: str | None) -> tuple[int, Any]:
        self._check_contract(sent)
        try:
            answer = self._route(sent, authorization)
        except Refusal as refusal:
            if refusal.code in (FORM_BODY, EMPTY_MESSAGE):
                self.world.problems += [f"{sent.route}: {one}" for one in refusal.details or [refusal.sentence]]
            return refusal.status, refusal.payload()
        except (AttributeError, LookupError, TypeError, ValueError):  # a body no client library would send
            self.world.problems.append(f"{sent.route}: {traceback.format_exc()}")
            return 400, Refusal(FORM_BODY).payload()
        return (204, None) if answer is None else (200, answer)

    def _route(self, sent: Sent, authorization: str | None) -> Any:
        if sent.path == "/gateway":
            return {"url": self.gateway_url}
        without_token = sent.path.startswith(("/interactions/", "/webhooks/"))
        if not without_token and authorization != f"Bot {self.world.token}":
            raise Refusal(401)
        if sent.path == "/gateway/bot":
            left = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
            return {"url": self.gateway_url, "shards": 1, "session_start_limit": left}
        for routes in ALL_ROUTES:
            found = routes.find(sent.method, sent.path)
            if found is not None:
                route, parts = found
                return route(self.world, sent, **parts)
        self.world.problems.append(f"{sent.route}: no such route here")
        raise Refusal(0)

    def _check_contract(self, sent: Sent) -> None:
        if self.check is not None and sent.body is not None:
            for problem in self.check(sent.method, sent.path, sent.body):
                self.world.problems.append(f"{sent.route}: contract: {problem}")

    def _record(self, sent: Sent, status: int, answer: Any) -> None:
        at = time.monotonic() - self.started
        self.calls.append(Call(sent.method, sent.path, sent.query, sent.body, sent.files, status, answer, at))
        self.changed()


async def read(request: web.Request) -> Sent:
    """JSON, or a multipart form with `payload_json` and `files[n]`."""
    path = request.path.removeprefix(PREFIX)
    query = dict(request.query)
    if request.content_type.startswith("multipart/"):
        body, files = await _multipart(request)
        return Sent(request.method, path, query, body, files)
    text = await request.read()
    return Sent(request.method, path, query, json.loads(text) if text else None)


async def _multipart(request: web.Request) -> tuple[Payload | None, dict[int, Upload]]:
    body, files = None, {}
    reader = await request.multipart()
    async for part in reader:
        if not isinstance(part, BodyPartReader):  # a form within the form: nobody sends that
            continue
        content = bytes(await part.read())
        if part.name == "payload_json":
            body = json.loads(content)
        elif part.name and part.name.startswith("files["):
            number = int(part.name.removeprefix("files[").removesuffix("]"))
            files[number] = Upload(part.filename or f"file-{number}", content)
    return body, files
