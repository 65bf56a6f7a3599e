"""The HTTP side of the loopback Slack: every request is recorded, meets its faults, and is answered."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.faults import Fault, Faults
from tests.loopback.slack.web import chat, conversations, files, people, views
from tests.loopback.slack.web.asked import Asked, Inside, Method
from tests.loopback.slack.web.respond import respond
from tests.loopback.slack.world.records import Call, Refusal, Team

METHODS: dict[str, Method] = {
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **views.METHODS,
}
# Arguments that travel as JSON text in a form.
OBJECTS = ("blocks", "view", "metadata", "attachments", "files")
MOST_BYTES = 20 * 1024 * 1024


class Server:
    """Routes of the Web API, of uploads and downloads, and of response urls."""

    def __init__(self, inside: Inside, faults: Faults, connections_open: Callable[[], Json]) -> None:
        self.inside = inside
        self.faults = faults
        self.calls: list[Call] = []
        self._connections_open = connections_open

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/{method}", self._api),
            web.post("/api/{method}", self._api),
            web.post("/upload/v1/{file_id}", self._upload),
            web.get("/files/{file_id}/{name}", self._download),
            web.post("/response/{name}", self._respond),
        ]

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, arguments = request.match_info["method"], await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(arguments.pop("token", ""))
        arguments.pop("token", None)
        team = next((team for team in self.inside.world.teams.values() if team.bot_token == token), None)

        async def answer() -> web.StreamResponse:
            said = self._call(method, arguments, token, team)
            headers = {"x-oauth-scopes": ", ".join(sorted(team.scopes))} if team else {}
            return web.json_response({"ok": True, **said}, headers=headers)

        return await self._recorded(
            request, Call(method, arguments, self.inside.world.now(), team.id if team else None), answer
        )

    def _call(self, method: str, arguments: Json, token: str, team: Team | None) -> Json:
        if method == "apps.connections.open":
            if token != self.inside.app_token:
                raise Refusal("invalid_auth" if token else "not_authed")
            return self._connections_open()
        if method not in METHODS:
            raise Refusal("unknown_method", req_method=method)
        if team is None:
            raise Refusal("invalid_auth" if token else "not_authed")
        if not team.installed:
            raise Refusal("account_inactive")
        return METHODS[method](Asked(self.inside, method, arguments, team))

    async def _recorded(
        self, request: web.Request, call: Call, answer: Callable[[], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Note the call, let it meet its fault, answer it; the outcome is noted before the answer leaves."""
        self.calls.append(call)
        fault = self.faults.take(call.method)
        await asyncio.sleep(self.faults.delay(call.method))
        try:
            if fault is not None and fault.kind != "drop":
                return _refused(call, fault)
            response = await answer()
            call.outcome = "ok"
        except Refusal as refusal:
            call.outcome = refusal.error
            response = web.json_response({"ok": False, "error": refusal.error, **refusal.fields}, status=_status(call))
        except asyncio.CancelledError:
            call.outcome = "cancelled"
            raise
        finally:
            if not call.outcome:
                self.inside.checks.note(call.method, f"the loopback Slack broke on {call.arguments}")
            self.inside.world.changed()
        if fault is not None:
            call.outcome = "dropped"
            if request.transport is not None:
                request.transport.abort()
        return response

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = self.inside.world.files.get(request.match_info["file_id"])
        content = await _posted_bytes(request)
        arguments = {"file_id": request.match_info["file_id"], "bytes": len(content)}

        async def answer() -> web.StreamResponse:
            if file is None or file.content is not None:
                raise Refusal("file_not_found")
            if len(content) != file.length:
                announced = f"{file.length} bytes of {file.name!r} were announced"
                self.inside.checks.note("upload", f"{len(content)} bytes came, {announced}")
            file.content = content
            return web.Response(text=f"OK - {len(content)}")

        return await self._recorded(request, Call("upload", arguments, self.inside.world.now()), answer)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file = self.inside.world.files.get(request.match_info["file_id"])
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        tokens = {team.bot_token for team in self.inside.world.teams.values() if team.installed}
        if file is None or file.content is None or token not in tokens:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type=file.media_type)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        said = await _arguments(request)

        async def answer() -> web.StreamResponse:
            pass_ = self.inside.passes.use(request.match_info["name"], self.inside.world.now())
            respond(self.inside, "response_url", pass_, said)
            return web.Response(text="ok")

        return await self._recorded(request, Call("response_url", said, self.inside.world.now()), answer)


def _refused(call: Call, fault: Fault) -> web.StreamResponse:
    if fault.kind == "rate_limit":
        call.outcome = "ratelimited"
        headers = {"Retry-After": str(fault.retry_after)}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    call.outcome = fault.error
    return web.json_response({"ok": False, "error": fault.error}, status=fault.status)


def _status(call: Call) -> int:
    """Methods refuse with 200; the other addresses say it with the status."""
    if "." in call.method:
        return 200
    return 404 if call.outcome in ("expired_url", "used_url", "file_not_found") else 400


async def _arguments(request: web.Request) -> Json:
    """Query, form or JSON as one object; what travels as JSON text is read."""
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        text = await request.text()
        arguments |= json.loads(text) if text else {}
    elif request.method == "POST":
        arguments |= await request.post()
    for name in OBJECTS:
        if isinstance(arguments.get(name), str) and arguments[name][:1] in ("[", "{"):
            try:
                arguments[name] = json.loads(arguments[name])
            except json.JSONDecodeError:
                continue  # the method says what it thinks of text where an object belongs
    return arguments


async def _posted_bytes(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""
