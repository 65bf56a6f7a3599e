"""The gateway: sessions that outlive their sockets, so that a bot that comes back misses nothing."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.loopback.discord.gateway.streams import STREAMS, Stream
from tests.loopback.discord.world.records import Payload
from tests.loopback.discord.world.state import World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT = 0, 1, 2, 3, 4, 6, 7
MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 8, 9, 10, 11

GUILDS, GUILD_MEMBERS, PRESENCES, GUILD_MESSAGES = 1 << 0, 1 << 1, 1 << 8, 1 << 9
DIRECT_MESSAGES, MESSAGE_CONTENT, SCHEDULED_EVENTS = 1 << 12, 1 << 15, 1 << 16
PRIVILEGED = GUILD_MEMBERS | PRESENCES | MESSAGE_CONTENT

MOST_REPLAYED = 5000
_NOT_AUTHENTICATED, _AUTHENTICATION_FAILED, _ALREADY_AUTHENTICATED, _INVALID_SHARD, _DISALLOWED = (
    4003,
    4004,
    4005,
    4010,
    4014,
)


@dataclass(eq=False)
class Socket:
    """One websocket; what is put into `outbox` is written in order."""

    ws: web.WebSocketResponse
    request: web.Request
    stream: Stream
    resuming_url: bool
    outbox: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    session: Session | None = None

    def put(self, op: int, d: Any = None) -> None:
        self.outbox.put_nowait(json.dumps({"op": op, "d": d, "s": None, "t": None}))

    async def write(self) -> None:
        """Until cancelled or the other side is gone."""
        while True:
            text = await self.outbox.get()
            packed = self.stream.packed(text)
            try:
                await (self.ws.send_str(text) if packed is None else self.ws.send_bytes(packed))
            except ConnectionError:
                return

    def cut(self) -> None:
        """As when a cable is pulled: no close frame."""
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass(eq=False)
class Session:
    """What IDENTIFY began; `sent` keeps the newest events with their numbers for RESUME."""

    id: str
    intents: int
    shard: tuple[int, int]
    sequence: int = 0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=MOST_REPLAYED))
    socket: Socket | None = None

    def push(self, event: str, d: Payload) -> None:
        self.sequence += 1
        text = json.dumps({"op": DISPATCH, "t": event, "s": self.sequence, "d": d})
        self.sent.append((self.sequence, text))
        if self.socket is not None:
            self.socket.outbox.put_nowait(text)

    def wants(self, intents: int, guild_id: int | None) -> bool:
        """One of these intents (0: no intent needed), on the shard this belongs to."""
        shard = 0 if guild_id is None else (guild_id >> 22) % self.shard[1]
        return shard == self.shard[0] and (not intents or bool(self.intents & intents))


@dataclass
class Gateway:
    world: World
    heartbeat_seconds: float
    changed: Callable[[], None]
    url: str = ""
    sessions: dict[str, Session] = field(default_factory=dict)
    sockets: set[Socket] = field(default_factory=set)
    identifies: int = 0
    resumes: int = 0

    def dispatch(self, event: str, payload: Payload, *, guild_id: int | None = None) -> None:
        if guild_id is not None and not self.world.guilds[guild_id].has_bot:
            return
        for session in self.sessions.values():
            if session.wants(_intents(event, guild_id), guild_id):
                session.push(event, self._permitted(session, event, payload, guild_id))

    def _permitted(self, session: Session, event: str, payload: Payload, guild_id: int | None) -> Payload:
        """Without the intent a bot gets other people's guild messages empty, unless they mention it."""
        if not event.startswith("MESSAGE_") or guild_id is None or session.intents & MESSAGE_CONTENT:
            return payload
        bot = self.world.bot
        if payload.get("author", {}).get("id") == str(bot.id) or bot.mention in payload.get("content", ""):
            return payload
        emptied: Payload = {"content": "", "components": [], "embeds": [], "attachments": []}
        return payload | {key: value for key, value in emptied.items() if key in payload}

    async def accept(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(max_msg_size=0, heartbeat=None)
        await ws.prepare(request)
        stream = STREAMS[request.query.get("compress")]()
        socket = Socket(ws, request, stream, resuming_url=request.path.startswith("/resume"))
        self.sockets.add(socket)
        writer = asyncio.create_task(socket.write())
        socket.put(HELLO, {"heartbeat_interval": int(self.heartbeat_seconds * 1000), "_trace": []})
        try:
            await self._listen(socket)
        finally:
            self._leave(socket)
            writer.cancel()
        return ws

    async def _listen(self, socket: Socket) -> None:
        async for frame in socket.ws:
            if frame.type is not WSMsgType.TEXT:
                break
            sent = json.loads(frame.data)
            code = self._take(socket, sent["op"], sent.get("d"))
            self.changed()
            if code is not None:
                await socket.ws.close(code=code)
                break
        if socket.ws.close_code in (1000, 1001) and socket.session is not None:  # said goodbye: the session ends
            self.sessions.pop(socket.session.id, None)

    def _leave(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        if socket.session is not None and socket.session.socket is socket:
            socket.session.socket = None
        self.changed()

    def _take(self, socket: Socket, op: int, d: Any) -> int | None:
        """Does what the bot asks; a number is the close code it earned."""
        if op == HEARTBEAT:
            socket.put(HEARTBEAT_ACK)
        elif op == IDENTIFY:
            return self._identify(socket, d)
        elif op == RESUME:
            return self._resume(socket, d)
        elif socket.session is None:
            return _NOT_AUTHENTICATED
        elif op == MEMBERS:
            self._send_members(socket.session, d)
        elif op not in (PRESENCE, VOICE):
            self.world.problems.append(f"gateway: unknown opcode {op}")
        return None

    def _identify(self, socket: Socket, d: Payload) -> int | None:
        shard = tuple(d.get("shard") or (0, 1))
        if socket.session is not None:
            return _ALREADY_AUTHENTICATED
        if d["token"] != self.world.token:
            return _AUTHENTICATION_FAILED
        if d["intents"] & PRIVILEGED & ~self.world.intents_allowed:
            return _DISALLOWED
        if not 0 <= shard[0] < shard[1]:
            return _INVALID_SHARD
        session = Session(secrets.token_hex(16), d["intents"], (shard[0], shard[1]))
        self._connect(session, socket)
        self.sessions[session.id] = session
        self.identifies += 1
        mine = [one for one in self.world.guilds.values() if one.has_bot and session.wants(0, one.id)]
        session.push("READY", self._ready(session, [one.id for one in mine]))
        for guild in mine:
            session.push("GUILD_CREATE", self.guild_payload(guild.id, session.intents) | {"unavailable": False})
        return None

    def _connect(self, session: Session, socket: Socket) -> None:
        session.socket, socket.session = socket, session

    def _ready(self, session: Session, guild_ids: list[int]) -> Payload:
        world = self.world
        return {
            "v": 10,
            "user": world.bot.payload() | {"verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": str(guild_id), "unavailable": True} for guild_id in guild_ids],
            "session_id": session.id,
            "resume_gateway_url": f"{self.url}/resume/",
            "shard": list(session.shard),
            "application": {"id": str(world.application_id), "flags": application_flags(world.intents_allowed)},
            "private_channels": [],
        }

    def _resume(self, socket: Socket, d: Payload) -> int | None:
        session = self.sessions.get(d["session_id"])
        if d["token"] != self.world.token:
            return _AUTHENTICATION_FAILED
        if not socket.resuming_url:
            self.world.problems.append("gateway: RESUME did not go to resume_gateway_url")
        kept_from = session.sequence - len(session.sent) if session else 0
        if session is None or not kept_from <= (d["seq"] or 0) <= session.sequence:
            socket.put(INVALID_SESSION, False)
            return None
        self._connect(session, socket)
        self.resumes += 1
        for number, text in session.sent:
            if number > d["seq"]:
                socket.outbox.put_nowait(text)
        session.push("RESUMED", {"_trace": []})
        return None

    def guild_payload(self, guild_id: int, intents: int) -> Payload:
        """The whole guild as GUILD_CREATE tells it; members other than the bot need the intent."""
        world, guild = self.world, self.world.guilds[guild_id]
        everybody = guild.members.values() if intents & GUILD_MEMBERS else [guild.members[world.bot.id]]
        joined = [one for one in world.threads_of(guild) if world.bot.id in one.members and not one.archived]
        return guild.payload() | {
            "joined_at": guild.joined_at,
            "large": False,
            "member_count": len(guild.members),
            "members": [member.payload() for member in everybody],
            "channels": [one.payload() for one in world.channels_of(guild)],
            "threads": [one.payload() | {"member": one.member_payload(world.bot.id)} for one in joined],
            "guild_scheduled_events": list(guild.events.values()) if intents & SCHEDULED_EVENTS else [],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "soundboard_sounds": [],
        }

    def _send_members(self, session: Session, d: Payload) -> None:
        """Answers a request for members: by ids or a name's beginning for everyone, all of them with the intent."""
        guild = self.world.guilds.get(int(d["guild_id"]))
        members = list(guild.members.values()) if guild is not None and guild.has_bot else []
        if d.get("user_ids"):
            wanted = {int(user_id) for user_id in d["user_ids"]}
            members = [one for one in members if one.user.id in wanted]
        elif d.get("query"):
            members = [one for one in members if one.user.name.startswith(d["query"].lower())][: d["limit"]]
        elif not session.intents & GUILD_MEMBERS:
            self.world.problems.append("gateway: all members asked for without the members intent")
            members = []
        chunk: Payload = {
            "guild_id": str(d["guild_id"]),
            "members": [one.payload() for one in members],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
        }
        session.push("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": d["nonce"]} if d.get("nonce") else {}))


def application_flags(intents_allowed: int) -> int:
    """How an application's `flags` show which privileged intents are on (for under 100 guilds)."""
    shown = {PRESENCES: 1 << 13, GUILD_MEMBERS: 1 << 15, MESSAGE_CONTENT: 1 << 19}
    return sum(flag for intent, flag in shown.items() if intents_allowed & intent)


def _intents(event: str, guild_id: int | None) -> int:
    """Any of which a session must have asked for; 0 for what comes to all."""
    if event == "INTERACTION_CREATE":
        return 0
    if event.startswith("MESSAGE_"):
        return DIRECT_MESSAGES if guild_id is None else GUILD_MESSAGES
    if event.startswith("GUILD_MEMBER_"):
        return GUILD_MEMBERS
    if event.startswith("GUILD_SCHEDULED_EVENT"):
        return SCHEDULED_EVENTS
    return GUILDS
