"""What people see on the loopback Slack, what the app asked of it, and waiting for either."""

import copy
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.core import Core
from tests.loopback.slack.delivery.courier import Ack, Delivery
from tests.loopback.slack.world.records import Call, Channel, File, Message, Team, User

T = TypeVar("T")
Who = User | str  # a person, their id, or their name in the first workspace that has it


class Sights(Core):
    """Looking never changes anything; what comes back is a copy."""

    def user(self, who: Who, *, team: Team | None = None) -> User:
        """A person as they are now."""
        named = who.id if isinstance(who, User) else who
        return self._loop.call(lambda: replace(self._world.user(named, team.id if team else None)))

    def channel(self, named: str, *, team: Team | None = None) -> Channel:
        """A channel by id or name, as it is now."""
        return self._loop.call(lambda: copy.deepcopy(self._world.channel(named, team.id if team else None)))

    def talk(self, who: Who, *others: Who) -> Channel:
        """The direct (or group direct) message of the app with these people; opened if there is none."""

        def find() -> Channel:
            people = [self._named(one) for one in (who, *others)]
            return copy.deepcopy(self._world.talk_of(self._world.teams[people[0].team_id], [one.id for one in people]))

        return self._loop.call(find)

    def shown(self, who: Who, *, channel: str | None = None) -> list[Message]:
        """Every message this person can see now, ephemeral ones included, newest last; of one channel if named."""

        return self._loop.call(lambda: copy.deepcopy(self._seen(who, channel)))

    def _seen(self, who: Who, channel: str | None) -> list[Message]:
        user = self._named(who)
        place = self._world.channel(channel, user.team_id).id if channel else None
        return [message for message in self._world.shown(user.id) if place in (None, message.channel)]

    def modal(self, who: Who) -> Json | None:
        """The modal in front of this person, as Slack holds it; None if none is open."""
        return self._loop.call(lambda: copy.deepcopy(self._screens.top(self._named(who).id)))

    def home(self, who: Who) -> Json | None:
        """The Home tab drawn for this person; None if none was."""
        return self._loop.call(lambda: copy.deepcopy(self._screens.homes.get(self._named(who).id)))

    def errors(self, view: Json) -> dict[str, str]:
        """The errors a form shows, by block_id; under "" what Slack's client says about the whole form."""
        return self._loop.call(lambda: dict(self._screens.errors.get(view["id"], {})))

    def file(self, file_id: str) -> File:
        """A file with its content, complete or not."""
        return self._loop.call(lambda: copy.deepcopy(self._world.files[file_id]))

    @property
    def calls(self) -> list[Call]:
        """Every request of the app so far, refused and dropped ones included; `response_url` and `upload` are methods
        here too."""
        return self._loop.call(lambda: copy.deepcopy(self._server.calls))

    def called(self, method: str) -> list[Call]:
        """The requests for one method."""
        return self._loop.call(lambda: copy.deepcopy([call for call in self._server.calls if call.method == method]))

    @property
    def acks(self) -> list[Ack]:
        """How every delivery so far has ended, those of echoes included."""
        return self._loop.call(lambda: list(self._courier.acks))

    @property
    def connections(self) -> int:
        """How many Socket Mode connections stand."""
        return self._loop.call(lambda: self._sockets.connections)

    @property
    def connections_opened(self) -> int:
        """How many Socket Mode connections there have been in all."""
        return self._loop.call(lambda: self._sockets.opened)

    @property
    def connections_refused(self) -> int:
        """How many times a Socket Mode connection was refused because of `refuse_sockets`."""
        return self._loop.call(lambda: self._sockets.refused)

    # --- waiting

    def wait_for(self, predicate: Callable[[], T | None], seconds: float = 10.0, what: str = "it") -> T:
        """The first true value of `predicate`; AssertionError with what was seen after the deadline.

        A predicate that finds nothing may say so by AssertionError or LookupError as well.
        """
        deadline, cause = time.monotonic() + seconds, None
        while True:
            try:
                if found := predicate():
                    return found
            except (AssertionError, LookupError) as not_yet:
                cause = not_yet
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"waited {seconds} s for {what}, in vain\n{self.describe()}") from cause
            with self._changes:  # the short limit is for predicates about things outside this Slack
                self._changes.wait(min(left, 0.05))

    def sees(self, who: Who, words: str, seconds: float = 10.0, *, channel: str | None = None) -> Message:
        """The newest message this person can see with these words in it, once there is one."""

        def newest() -> Message | None:
            found = (message for message in reversed(self._seen(who, channel)) if words in message.words)
            return copy.deepcopy(next(found, None))

        name = who.name if isinstance(who, User) else who
        return self.wait_for(lambda: self._loop.call(newest), seconds, f"{name} to see {words!r}")

    def asked_to_fill_in(self, who: Who, title: str, seconds: float = 10.0) -> Json:
        """The modal with this title in front of this person, once it is there."""

        def look() -> Json | None:
            view = self.modal(who)
            return view if view and view["title"]["text"] == title else None

        name = who.name if isinstance(who, User) else who
        return self.wait_for(look, seconds, f"a form {title!r} in front of {name}")

    def wait_connected(self, connections: int = 1, seconds: float = 10.0) -> None:
        """The app is there: so many sockets stand, or its address answers Slack's challenge."""
        if self.mode == "socket":
            self.wait_for(lambda: self.connections >= connections, seconds, f"{connections} connections")
        else:
            self.wait_for(self._answers_challenge, seconds, "the address to answer the challenge")

    def _answers_challenge(self) -> bool:
        challenge = {"type": "url_verification", "token": "verification-token", "challenge": "3eZbrw1aBm2rZgRNFdxV2595"}
        outcome = self._loop.run(self._signed.carry(Delivery("events_api", challenge), 0, ""))
        return outcome.acknowledged and challenge["challenge"] in outcome.body.values()

    def describe(self) -> str:
        """All there is to see, in a few lines per person."""

        def say() -> list[str]:
            lines = [f"{len(self._server.calls)} calls, the last of them:"]
            lines += [f"  {call.method} -> {call.outcome or 'under way'}" for call in self._server.calls[-10:]]
            for user in self._world.users.values():
                for message in self._world.shown(user.id)[-5:]:
                    where = f"{self._world.channels[message.channel].name}{' (only they)' if message.only_for else ''}"
                    lines.append(f"{user.name} sees in {where}: {message.words[:200]!r}")
                if view := self._screens.top(user.id):
                    errors = self._screens.errors.get(view["id"], "no errors")
                    lines.append(f"{user.name} has the form {view['title']['text']!r} open, {errors}")
            return [*lines, *(f"problem: {problem}" for problem in self._checks.problems)]

        return "\n".join(self._loop.call(say))

    def _named(self, who: Who) -> User:
        return self._world.user(who.id if isinstance(who, User) else who)
