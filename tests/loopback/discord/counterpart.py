"""The loopback Discord: the other side of discord.py, for tests, on 127.0.0.1."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from tests.loopback.discord.acts import Acts
from tests.loopback.discord.gateway.sessions import GUILD_MEMBERS, MESSAGE_CONTENT, PRESENCES, RECONNECT
from tests.loopback.discord.rest.calls import Call
from tests.loopback.discord.rest.exchange import PREFIX
from tests.loopback.discord.rest.faults import Fault
from tests.loopback.discord.running import LOOK_AGAIN_SECONDS
from tests.loopback.discord.setting import Setting
from tests.loopback.discord.shown import Form, Shown, form, shown
from tests.loopback.discord.world.records import Channel, User

T = TypeVar("T")
INTENTS = {"members": GUILD_MEMBERS, "presences": PRESENCES, "message_content": MESSAGE_CONTENT}


class LoopbackDiscord(Setting, Acts):
    """REST and gateway of a small Discord, in a thread of its own; every method may be called from any other thread.

    A bot finds it through `api_url` (for `discord.http.Route.BASE`), `gateway_url` (for
    `DiscordWebSocket.DEFAULT_GATEWAY`) and `token`. `privileged` names the privileged intents switched on for the
    application. What the bot asked is in `calls`, what Discord would object to in `problems`.
    """

    def __init__(
        self,
        *,
        token: str = "loopback-token",
        privileged: tuple[str, ...] = ("members",),
        answer_within: float = 3.0,
        heartbeat_seconds: float = 41.25,
        requests_per_second: int | None = None,
    ) -> None:
        allowed = sum(INTENTS[name] for name in privileged)
        super().__init__(
            token=token,
            intents_allowed=allowed,
            answer_within=answer_within,
            heartbeat_seconds=heartbeat_seconds,
        )
        self._exchange.faults.ceiling = requests_per_second

    def __enter__(self) -> Self:
        self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    # --- what the bot needs to know

    @property
    def api_url(self) -> str:
        return self._world.files_url + PREFIX

    @property
    def gateway_url(self) -> str:
        return self._exchange.gateway_url

    @property
    def token(self) -> str:
        return self._world.token

    @property
    def application_id(self) -> int:
        return self._world.application_id

    # --- what the bot did

    @property
    def calls(self) -> list[Call]:
        """Every request so far, in the order in which they were answered."""
        return self._see(lambda: list(self._exchange.calls))

    def calls_to(self, route_part: str) -> list[Call]:
        """The requests whose "METHOD /path" contains this."""
        return [call for call in self.calls if route_part in call.route]

    @property
    def problems(self) -> list[str]:
        """What Discord would refuse or a reader would never see, and routes that do not exist here."""
        return self._see(lambda: list(self._world.problems))

    # --- what people see

    def shown(self, user: User) -> list[Shown]:
        """What others wrote to this person, oldest first: direct messages, ephemeral ones, threads they are in."""

        def look() -> list[Shown]:
            seen = [one for one in self._world.messages.values() if one.author is not user]
            return [
                shown(one)
                for one in sorted(seen, key=lambda one: one.id)
                if one.only_for == user.id
                or (one.only_for is None and (one.channel.recipient is user or user.id in one.channel.members))
            ]

        return self._see(look)

    def posted(self, channel: Channel) -> list[Shown]:
        """What everybody in a channel or thread sees, oldest first."""

        def look() -> list[Shown]:
            there = [one for one in self._world.messages.values() if one.channel is channel and one.only_for is None]
            return [shown(one) for one in sorted(there, key=lambda one: one.id)]

        return self._see(look)

    def modal(self, user: User) -> Form | None:
        """The form that lies open before this person."""

        def look() -> Form | None:
            opened = self._world.modals.get(user.id)
            return None if opened is None else form(opened.payload)

        return self._see(look)

    def threads(self, user: User) -> list[Channel]:
        """The threads this person is in, oldest first."""

        def look() -> list[Channel]:
            every = self._world.channels.values()
            return [one for one in every if one.is_thread and user.id in one.members]

        return self._see(look)

    def can_read(self, user: User, channel: Channel) -> bool:
        return self._see(lambda: self._world.sees(user, channel))

    def file(self, message: Shown, name: str) -> bytes:
        """The bytes of an attachment."""
        ids = {one["filename"]: int(one["id"]) for one in message.payload["attachments"]}
        assert name in ids, f"no {name} among {sorted(ids)}"
        return self._see(lambda: self._world.files[ids[name]].content)

    def wait_for(self, predicate: Callable[[], T], seconds: float = 10.0, what: str = "") -> T:
        """The first true answer of `predicate`, asked after everything that happens here and 20 times a second.

        Raises AssertionError, with what the bot last asked and what went wrong, when time is up.
        """
        found = self._until(predicate, seconds)
        if not found:
            last = "\n  ".join(str(call) for call in self.calls[-12:])
            raise AssertionError(
                f"{what or predicate}: not within {seconds} s (looked every {LOOK_AGAIN_SECONDS} s)\n"
                f"problems: {self.problems}\nlast calls:\n  {last}"
            )
        return found

    # --- the gateway

    @property
    def identifies(self) -> int:
        """How many sessions began."""
        return self._gateway.identifies

    @property
    def resumes(self) -> int:
        """How many times a session was taken up again."""
        return self._gateway.resumes

    @property
    def connected(self) -> bool:
        """Whether a bot is at the other end, identified or resumed."""
        return self._see(lambda: any(one.socket is not None for one in self._gateway.sessions.values()))

    def wait_until_connected(self, seconds: float = 10.0) -> None:
        self.wait_for(lambda: self.connected, seconds, "the bot connects to the gateway")

    def drop_sockets(self, *, forget: bool = False) -> None:
        """Cuts every gateway connection; with `forget` the sessions are gone too, and RESUME is refused."""

        def cut() -> None:
            for socket in list(self._gateway.sockets):
                if socket.session is not None:
                    socket.session.socket = None
                socket.cut()
            if forget:
                self._gateway.sessions.clear()

        self._do(cut)

    def ask_to_reconnect(self) -> None:
        """Opcode 7, as before Discord restarts a gateway."""

        def ask() -> None:
            for socket in self._gateway.sockets:
                socket.put(RECONNECT)

        self._do(ask)

    def pass_time(self, seconds: float) -> None:
        """Moves this Discord's own clock: interaction tokens run out after 15 minutes, nonces are forgotten after 5."""

        def move() -> None:
            self._world.skipped += seconds

        self._do(move)

    # --- faults; each holds for the requests whose "METHOD /path" contains `route_part`

    def rate_limit(
        self, route_part: str, times: int = 1, retry_after: float = 0.2, *, everywhere: bool = False
    ) -> None:
        """429, with what discord.py needs to wait and try again."""
        self._add(Fault("rate_limit", route_part, times, seconds=retry_after, everywhere=everywhere))

    def fail(self, route_part: str, status: int, code: int = 0, times: int = 1) -> None:
        """Nothing is done and this is answered."""
        self._add(Fault("fail", route_part, times, status=status, code=code))

    def drop_response(self, route_part: str, times: int = 1) -> None:
        """It is done, but the connection is cut before the answer."""
        self._add(Fault("drop_response", route_part, times))

    def slow(self, route_part: str, seconds: float, times: int | None = None) -> None:
        """It lies this long before it is done; for every request unless `times` says how many."""
        self._add(Fault("slow", route_part, times, seconds=seconds))

    def clear_faults(self) -> None:
        self._do(self._exchange.faults.waiting.clear)

    def _add(self, fault: Fault) -> None:
        self._do(lambda: self._exchange.faults.waiting.append(fault))
