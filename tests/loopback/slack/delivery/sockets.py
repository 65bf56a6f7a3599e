"""Socket Mode: several connections of one app, each payload on one of them, acknowledged on any."""

import asyncio
import json
import secrets

from aiohttp import WSMsgType, web

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.delivery.courier import Delivery, Outcome, Timing
from tests.loopback.slack.web.asked import Inside
from tests.loopback.slack.world.world import APP_ID

MOST_CONNECTIONS = 10


class Sockets:
    """The websocket side. A ticket from apps.connections.open opens one connection."""

    def __init__(self, inside: Inside, timing: Timing) -> None:
        self._inside = inside
        self._timing = timing
        self._tickets: set[str] = set()
        self._open: list[tuple[web.WebSocketResponse, asyncio.Transport]] = []
        self._turn = 0
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._seen: set[str] = set()
        self.opened = 0
        self.refused = 0
        self.refused_until = 0.0

    @property
    def connections(self) -> int:
        return len(self._open)

    def connections_open(self) -> Json:
        """The answer of apps.connections.open: an address that works for one connection."""
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return {"url": f"{self._inside.url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP_ID}"}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket, transport = request.query.get("ticket", ""), request.transport
        if self._inside.world.now() < self.refused_until:
            self.refused += 1
            return web.Response(status=503)
        if ticket not in self._tickets or transport is None:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self._open) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self._open.append((socket, transport))
        self.opened += 1
        try:
            await socket.send_json(self._hello())
            self._inside.world.changed()
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(json.loads(message.data))
        finally:
            self._open.remove((socket, transport))
            self._inside.world.changed()
        return socket

    def _hello(self) -> Json:
        debug = {"host": "applink-loopback", "build_number": 1, "approximate_connection_time": 18060}
        info = {"app_id": APP_ID}
        return {"type": "hello", "num_connections": len(self._open), "debug_info": debug, "connection_info": info}

    def _acknowledged(self, said: Json) -> None:
        envelope_id = str(said.get("envelope_id", ""))
        waiting = self._waiting.get(envelope_id)
        if waiting is not None and not waiting.done():
            waiting.set_result(said.get("payload") or {})
        elif envelope_id not in self._seen:
            self._inside.checks.note("socket", f"acknowledged an envelope that was never sent: {envelope_id!r}")

    async def carry(self, delivery: Delivery, attempt: int, reason: str) -> Outcome:
        if not self._open:
            return Outcome(acknowledged=False, reason="no_connection")
        self._turn += 1
        socket, _ = self._open[self._turn % len(self._open)]
        envelope_id = f"{secrets.token_hex(4)}-{secrets.token_hex(8)}"
        self._seen.add(envelope_id)
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": delivery.payload,
            "type": delivery.kind,
            "accepts_response_payload": delivery.accepts_response,
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        waiting = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._timing.ack_seconds):
                await socket.send_json(envelope)
                return Outcome(acknowledged=True, body=await waiting)
        except (TimeoutError, ConnectionError):
            return Outcome(acknowledged=False, reason="timeout")
        finally:
            del self._waiting[envelope_id]

    def drop(self) -> int:
        """Cut every connection without a word; how many there were."""
        for _, transport in self._open:
            transport.abort()
        return len(self._open)

    async def ask_to_reconnect(self, reason: str) -> int:
        """Send a `disconnect` message on every connection; how many there were."""
        there = list(self._open)
        for socket, _ in there:
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-loopback"}})
        return len(there)
