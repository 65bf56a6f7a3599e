"""The loopback Slack as a whole: its thread, its server, its workspace, and its faults."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Literal, Self

from aiohttp import web

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.checks import Checks
from tests.loopback.slack.delivery.acks import Acks
from tests.loopback.slack.delivery.courier import Courier, Delivery, Timing
from tests.loopback.slack.delivery.signed import Forgery, SignedRequests
from tests.loopback.slack.delivery.sockets import Sockets
from tests.loopback.slack.faults import Fault, Faults
from tests.loopback.slack.loop import OwnLoop
from tests.loopback.slack.payloads import event_callback
from tests.loopback.slack.web.asked import Inside
from tests.loopback.slack.web.server import MOST_BYTES, Server
from tests.loopback.slack.world.passes import Passes
from tests.loopback.slack.world.records import BOT_SCOPES, Channel, File, Team, User
from tests.loopback.slack.world.screens import Screens
from tests.loopback.slack.world.world import World

Mode = Literal["socket", "http"]
APP_TOKEN = "xapp-1-A01KITH-1-loopback"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


class Core:
    """A Slack with one workspace, Campus: ada, lin and mei, the admin sam, #general and #mentoring, and the app.

    Everything public may be called from any thread that runs no event loop, and ends by a deadline. Leaving the
    context raises AssertionError if the app sent anything Slack would refuse; `strict=False` leaves that to the test.
    `echoes` sends the app the events of its own messages in direct messages, as Slack does to those who subscribe.
    """

    def __init__(
        self,
        mode: Mode = "socket",
        events_url: str | None = None,
        *,
        timing: Timing | None = None,
        scopes: Iterable[str] = BOT_SCOPES,
        strict: bool = True,
        echoes: bool = False,
    ) -> None:
        self.mode, self.timing, self.strict, self.echoes = mode, timing or Timing(), strict, echoes
        self.app_token, self.signing_secret = APP_TOKEN, SIGNING_SECRET
        self._loop = OwnLoop("loopback-slack")
        self._changes = threading.Condition()
        self._world = World(self._changed)
        self._screens = Screens(self._changed, self._world.new_id)
        self._faults, self._checks = Faults(), Checks()
        self._inside = Inside(self._world, self._screens, Passes(), self._checks, self.app_token, echo=self._echo)
        self._sockets = Sockets(self._inside, self.timing)
        self._signed = SignedRequests(self.signing_secret, events_url, self.timing)
        acks = Acks(self._inside)
        carrier = self._sockets if mode == "socket" else self._signed
        self._courier = Courier(carrier, self.timing, acks.taken, acks.failed)
        self._server = Server(self._inside, self._faults, self._sockets.connections_open)
        self._runner: web.AppRunner | None = None
        self.team = self._world.add_team("Campus", scopes)
        self._settle(self.team)

    def _settle(self, team: Team) -> None:
        ada = self._world.add_user(team.id, "ada", tz="Europe/Berlin", locale="de-DE")
        lin = self._world.add_user(team.id, "lin", tz="America/New_York")
        mei = self._world.add_user(team.id, "mei", tz="Asia/Singapore")
        sam = self._world.add_user(team.id, "sam", is_admin=True)
        everybody = [ada.id, lin.id, mei.id, sam.id]
        self._world.add_channel(team.id, "general", "public", everybody)
        self._world.add_channel(team.id, "mentoring", "public", [*everybody, team.bot_user_id])

    # --- opening and closing

    def __enter__(self) -> Self:
        self._loop.start()
        self._loop.run(self._serve())
        return self

    async def _serve(self) -> None:
        application = web.Application(client_max_size=MOST_BYTES)
        application.add_routes([*self._server.routes(), web.get("/link/", self._sockets.serve)])
        self._runner = web.AppRunner(application, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self._inside.url = f"http://{host}:{port}"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.run(self._close())
        self._loop.stop()
        if self.strict and error is None:
            self.assert_no_problems()

    async def _close(self) -> None:
        self._sockets.drop()
        await self._signed.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def assert_no_problems(self) -> None:
        """AssertionError with everything that Slack would have refused or ignored so far."""
        if self.problems:
            raise AssertionError("\n".join(["Slack would not have taken this:", *self.problems]))

    # --- where it is, and what the app needs to know

    @property
    def url(self) -> str:
        return self._inside.url

    @property
    def api_url(self) -> str:
        """The `base_url` of a web client."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        return self.team.bot_token

    @property
    def problems(self) -> list[str]:
        """Everything so far that Slack would have refused, ignored, or shown badly."""
        return list(self._checks.problems)

    def deliver_to(self, events_url: str) -> None:
        """Where signed requests go from now on."""
        self._signed.events_url = events_url

    # --- making the world larger

    def add_team(self, name: str, *, scopes: Iterable[str] = BOT_SCOPES) -> Team:
        """Another workspace with the app in it, and people and channels like those of the first."""

        def add() -> Team:
            team = self._world.add_team(name, scopes)
            self._settle(team)
            return team

        return self._loop.call(add)

    def add_user(self, name: str, *, team: Team | None = None, **fields: Any) -> User:
        """A further person, without an event; `fields` are those of `User`."""
        return self._loop.call(lambda: replace(self._world.add_user((team or self.team).id, name, **fields)))

    def add_channel(
        self, name: str, members: Sequence[str], *, private: bool = False, team: Team | None = None
    ) -> Channel:
        """A channel with these people (by id or name); name the app `kith` to have it in."""

        def add() -> Channel:
            home = team or self.team
            ids = [self._world.user(who, home.id).id for who in members]
            return replace(self._world.add_channel(home.id, name, "private" if private else "public", ids))

        return self._loop.call(add)

    def add_file(self, who: str, name: str, content: bytes, media_type: str = "application/octet-stream") -> Json:
        """A file of a person's, as a file_input carries it; the app may download its `url_private` with its token."""

        def add() -> Json:
            user, file_id = self._world.user(who), self._world.new_id("F", name.rpartition(".")[0])
            file = File(file_id, user.team_id, name, user.id, len(content), content, media_type=media_type)
            file.url, file.complete = f"{self.url}/files/{file_id}/{name}", True
            self._world.files[file_id] = file
            return file.to_slack()

        return self._loop.call(add)

    def pass_time(self, seconds: float) -> None:
        """Set this Slack's clock ahead: trigger ids and response urls age, messages get later times."""
        self._loop.call(lambda: setattr(self._world, "ahead", self._world.ahead + seconds))

    # --- faults

    def rate_limit(self, method: str, times: int | None = 1, retry_after: int = 1) -> None:
        """The next calls of a method get 429 with Retry-After (seconds); `*` means every method, None without end."""
        self._loop.call(lambda: self._faults.add(method, Fault("rate_limit", times, retry_after=retry_after)))

    def fail(self, method: str, error: str, times: int | None = 1, *, status: int = 200) -> None:
        """The next calls of a method say `error` and do nothing."""
        self._loop.call(lambda: self._faults.add(method, Fault("fail", times, error=error, status=status)))

    def drop_response(self, method: str, times: int | None = 1) -> None:
        """The next calls of a method take effect, and the connection is cut before they are answered."""
        self._loop.call(lambda: self._faults.add(method, Fault("drop", times)))

    def slow(self, method: str, seconds: float) -> None:
        """Every call of a method waits so long before it is looked at; 0 ends it."""
        self._loop.call(lambda: self._faults.slow(method, seconds))

    def heal(self) -> None:
        """No fault stands any more."""
        self._loop.call(self._faults.clear)
        self.refuse_sockets(0)

    def forge(self, *how: Forgery) -> None:
        """The next deliveries over HTTP carry a wrong, an old or no signature, one after the other, once each."""
        self._loop.call(lambda: self._signed.forgeries.extend(how))

    def drop_sockets(self) -> int:
        """Cut every Socket Mode connection without a word; how many there were."""
        return self._loop.call(self._sockets.drop)

    def disconnect(self, reason: Literal["refresh_requested", "warning", "link_disabled"] = "refresh_requested") -> int:
        """Send a `disconnect` message on every connection, which the app has to follow; how many there were."""
        return self._loop.run(self._sockets.ask_to_reconnect(reason))

    def refuse_sockets(self, seconds: float) -> None:
        """Answer new Socket Mode connections with 503 for so long; 0 ends it."""
        self._loop.call(lambda: setattr(self._sockets, "refused_until", self._world.now() + seconds))

    # --- inside

    def _changed(self) -> None:
        with self._changes:
            self._changes.notify_all()

    def _echo(self, team: Team, channel: Channel, event: Json) -> None:
        if not self.echoes or channel.kind != "im":
            return
        scene = self._world.scene(self._world.users[team.bot_user_id])
        whole = {**event, "channel": channel.id, "channel_type": "im", "event_ts": event["ts"]}
        payload = event_callback(scene, whole, event_id=self._world.new_id("Ev"), event_time=int(self._world.now()))
        self._loop.spawn(self._courier.deliver(Delivery("events_api", payload)))
