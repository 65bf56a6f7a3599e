"""What an interaction hands out for a while: trigger ids and response urls."""

import secrets
from dataclasses import dataclass

from tests.loopback.slack.world.records import Refusal

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5


@dataclass
class Trigger:
    """Lets the app open one view for this person."""

    user_id: str
    team_id: str
    at: float
    in_modal: bool
    used: bool = False


@dataclass
class ResponsePass:
    """Lets the app answer where the interaction came from; `ts` is the message it came from, if it came from one."""

    user_id: str
    team_id: str
    channel_id: str
    at: float
    ts: str | None = None
    uses: int = 0


class Passes:
    """Both kinds, by their id."""

    def __init__(self) -> None:
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponsePass] = {}

    def trigger(self, user_id: str, team_id: str, at: float, *, in_modal: bool = False) -> str:
        name = f"{int(at * 1000)}.{len(self._triggers) + 1}.{secrets.token_hex(8)}"
        self._triggers[name] = Trigger(user_id, team_id, at, in_modal)
        return name

    def exchange(self, name: str, team_id: str, at: float) -> Trigger:
        """Use a trigger id up, as Slack does once and for three seconds."""
        trigger = self._triggers.get(name)
        if trigger is None or trigger.team_id != team_id:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if at - trigger.at > TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger

    def response(self, pass_: ResponsePass) -> str:
        name = secrets.token_urlsafe(12)
        self._responses[name] = pass_
        return name

    def use(self, name: str, at: float) -> ResponsePass:
        """Use a response url once; Refusal expired_url after 30 minutes, used_url after five uses."""
        pass_ = self._responses.get(name)
        if pass_ is None or at - pass_.at > RESPONSE_SECONDS:
            raise Refusal("expired_url")
        if pass_.uses >= RESPONSE_USES:
            raise Refusal("used_url")
        pass_.uses += 1
        return pass_
