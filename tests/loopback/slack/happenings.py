"""What happens on the loopback Slack and reaches the app as an event, and what Slack itself does with deliveries."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Literal, TypeVar

from tests.loopback.slack import payloads
from tests.loopback.slack.blocks import Json
from tests.loopback.slack.blocks.elements import Impossible
from tests.loopback.slack.delivery.courier import Ack, Delivery
from tests.loopback.slack.payloads import Scene
from tests.loopback.slack.sights import Sights, Who
from tests.loopback.slack.world.records import Channel, Refusal, Team, User

T = TypeVar("T")


class Happenings(Sights):
    """Every event is a payload for the app and comes back as an `Ack`; acts no person could do are `Impossible`."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._pool = ThreadPoolExecutor(8, thread_name_prefix="meanwhile")

    # --- people

    def open_home(self, who: Who) -> Ack:
        """Open the app's Home tab."""

        def build(user: User, scene: Scene) -> Json:
            channel, view = self._place(user, None), self._screens.homes.get(user.id)
            return payloads.home_opened(scene, channel_id=channel.id, view=view, ts=self._world.tick())

        return self._event(who, build)

    def type_line(self, who: Who, text: str) -> Ack:
        """Type a line to the app in its direct message."""

        def build(user: User, scene: Scene) -> Json:
            channel = self._place(user, None)
            event = payloads.line_typed(scene, text, channel_id=channel.id, ts=self._world.tick())
            message = self._world.add_message(channel, user.id, event["text"], event["blocks"])
            return {**event, "ts": message.ts, "event_ts": message.ts}

        return self._event(who, build)

    def event(self, event: Json, *, who: Who | None = None, team: Team | None = None) -> Ack:
        """Any event, in the workspace of this person or in this one; event_ts is added."""
        home = team or self.team
        actor = who or self._world.users[home.bot_user_id]
        return self._event(actor, lambda user, scene: {**event, "event_ts": self._world.tick()})

    def join(self, name: str, *, team: Team | None = None, **fields: Any) -> Ack:
        """Somebody new comes into the workspace (team_join)."""
        user = self.add_user(name, team=team, **fields)
        return self._event(user, lambda user, scene: {"type": "team_join", "user": user.to_slack(locale=True)})

    def deactivate(self, who: Who) -> Ack:
        """The account of this person is closed (user_change with deleted); they leave every channel."""

        def build(user: User, scene: Scene) -> Json:
            live = self._world.users[user.id]
            live.deleted, live.updated = True, int(self._world.now())
            for channel in self._world.channels.values():
                if user.id in channel.members and channel.kind in ("public", "private"):
                    channel.members.remove(user.id)
            return {"type": "user_change", "user": live.to_slack(locale=True), "cache_ts": live.updated}

        return self._event(who, build)

    def change_profile(self, who: Who, **fields: Any) -> Ack:
        """This person's account changes: name, tz, locale … (user_change)."""

        def build(user: User, scene: Scene) -> Json:
            live = self._world.users[user.id]
            for name, value in fields.items():
                setattr(live, name, value)
            return {"type": "user_change", "user": live.to_slack(locale=True), "cache_ts": int(self._world.now())}

        return self._event(who, build)

    def enter(self, who: Who, channel: str) -> Ack:
        """Come into a channel; the app hears of it if it is there (member_joined_channel)."""
        return self._moves(who, channel, "member_joined_channel")

    def leave(self, who: Who, channel: str = "mentoring") -> Ack:
        """Go out of a channel; the app hears of it if it is there (member_left_channel)."""
        return self._moves(who, channel, "member_left_channel")

    def _moves(self, who: Who, named: str, kind: str) -> Ack:
        def build(user: User, scene: Scene) -> Json:
            channel = self._world.channel(named, user.team_id)
            if scene.bot_user_id not in channel.members:
                raise Impossible(f"the app is not in {named}, so it hears nothing of it")
            joins = kind == "member_joined_channel"
            if joins == (user.id in channel.members):
                raise Impossible(f"{user.name} {'is already' if joins else 'is not'} in {named}")
            (channel.members.append if joins else channel.members.remove)(user.id)
            letter = {"public": "C", "private": "G"}[channel.kind]
            ids = {"user": user.id, "channel": channel.id, "team": user.team_id}
            return {"type": kind, **ids, "channel_type": letter}

        return self._event(who, build)

    def uninstall(
        self,
        team: Team | None = None,
        order: Sequence[Literal["app_uninstalled", "tokens_revoked"]] = ("tokens_revoked", "app_uninstalled"),
    ) -> Ack:
        """The app is removed: its token works no more, and then the two events come, in any order. The ack is the
        first that was not acknowledged, else the last."""
        home = team or self.team
        self._loop.call(lambda: setattr(self._world.teams[home.id], "installed", False))
        tokens: Json = {"tokens": {"oauth": [], "bot": [home.bot_user_id]}}
        acks = [self.event({"type": kind, **(tokens if kind == "tokens_revoked" else {})}, team=home) for kind in order]
        return next((ack for ack in acks if not ack.acknowledged), acks[-1])

    # --- what Slack does

    def redeliver(self, ack: Ack, *, new_event_id: bool = False) -> Ack:
        """The same payload once more, an event as its first retry; `new_event_id` as Slack sometimes sends it."""

        def build() -> Delivery:
            payload = ack.delivery.payload
            if new_event_id:
                payload = {**payload, "event_id": self._world.new_id("Ev")}
            return Delivery(ack.delivery.kind, payload)

        return self._deliver(build, attempt=1, reason="http_timeout")

    def interaction(self, payload: Json) -> Ack:
        """Any interaction payload, forged ones too."""
        return self._deliver(lambda: Delivery("interactive", payload))

    def meanwhile(self, act: Callable[[], T]) -> Future[T]:
        """Start an act and go on; its result comes from the future."""
        return self._pool.submit(act)

    def __exit__(self, *error: Any) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        super().__exit__(*error)

    # --- inside

    def _place(self, user: User, channel: str | None) -> Channel:
        if channel is None:
            return self._world.talk_of(self._world.teams[user.team_id], [user.id])
        place = self._world.channel(channel, user.team_id)
        if user.id not in place.members:
            raise Impossible(f"{user.name} is not in {channel}")
        return place

    def _event(self, who: Who, build: Callable[[User, Scene], Json]) -> Ack:
        def envelope() -> Delivery:
            user = self._named(who)
            scene = self._world.scene(user)
            event_id, now = self._world.new_id("Ev"), int(self._world.now())
            payload = payloads.event_callback(scene, build(user, scene), event_id=event_id, event_time=now)
            return Delivery("events_api", payload)

        return self._deliver(envelope)

    def _deliver(self, build: Callable[[], Delivery], attempt: int = 0, reason: str = "") -> Ack:
        longest = (self.timing.ack_seconds + 1) * (1 + len(self.timing.retry_delays)) + sum(self.timing.retry_delays)
        try:
            delivery = self._loop.call(build)
        except Refusal as refusal:
            raise Impossible(refusal.error) from refusal
        return self._loop.run(self._courier.deliver(delivery, attempt, reason), longest + 5)
