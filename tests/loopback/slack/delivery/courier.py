"""One payload on its way to the app: carried, waited for, and for events carried again."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from tests.loopback.slack.blocks import Json

Envelope = Literal["events_api", "interactive", "slash_commands"]


@dataclass(frozen=True)
class Delivery:
    """A payload and the kind of envelope it travels in."""

    kind: Envelope
    payload: Json

    @property
    def accepts_response(self) -> bool:
        """Whether Slack reads what the acknowledgement says."""
        if self.kind == "interactive":
            return self.payload["type"] in ("view_submission", "block_suggestion")
        return self.kind == "slash_commands"


@dataclass(frozen=True)
class Ack:
    """How the app took a payload. `body` is what it said, `status` the HTTP status if it came over HTTP, `error` why
    Slack takes it as not acknowledged, `seconds` the time over all `attempts`."""

    acknowledged: bool
    body: Json
    seconds: float
    attempts: int
    delivery: Delivery
    status: int | None = None
    error: str = ""


@dataclass(frozen=True)
class Outcome:
    """One attempt. `reason` is Slack's word for a failure; after `final` there is no further attempt."""

    acknowledged: bool
    body: Json = field(default_factory=dict)
    reason: str = ""
    status: int | None = None
    final: bool = False


class Carrier(Protocol):
    """A way to the app."""

    async def carry(self, delivery: Delivery, attempt: int, reason: str) -> Outcome:
        """Bring it and wait for the acknowledgement; `attempt` is 0 for the first."""


@dataclass
class Timing:
    """How long Slack waits for an acknowledgement, and how long before each further attempt of an event, in seconds.

    Slack itself waits 3 seconds and tries again at once, after a minute and after five.
    """

    ack_seconds: float = 3.0
    retry_delays: tuple[float, ...] = (0.0, 1.0, 2.0)


class Courier:
    """Delivers; `taken` is told what was acknowledged with what, `failed` what was not; `acks` keeps every end."""

    def __init__(
        self,
        carrier: Carrier,
        timing: Timing,
        taken: Callable[[Delivery, Json], None],
        failed: Callable[[Delivery, str], None],
    ) -> None:
        self._carrier = carrier
        self._timing = timing
        self._taken = taken
        self._failed = failed
        self.acks: list[Ack] = []

    async def deliver(self, delivery: Delivery, attempt: int = 0, reason: str = "") -> Ack:
        """Events are tried again until the app acknowledges them or Slack gives up; interactions are not."""
        began = time.monotonic()
        first = attempt
        outcome = await self._carrier.carry(delivery, attempt, reason)
        if delivery.kind == "events_api":
            for delay in self._timing.retry_delays[attempt:]:
                if outcome.acknowledged or outcome.final:
                    break
                await asyncio.sleep(delay)
                attempt += 1
                outcome = await self._carrier.carry(delivery, attempt, outcome.reason)
        if outcome.acknowledged:
            self._taken(delivery, outcome.body)
        else:
            self._failed(delivery, outcome.reason)
        seconds = time.monotonic() - began
        attempts = attempt - first + 1
        ack = Ack(outcome.acknowledged, outcome.body, seconds, attempts, delivery, outcome.status, outcome.reason)
        self.acks.append(ack)
        return ack
