"""What goes wrong on demand. A fault holds for the requests whose "METHOD /path" contains its `route_part`."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from tests.loopback.discord.world.records import Payload

Kind = Literal["rate_limit", "fail", "drop_response", "slow"]


@dataclass
class Fault:
    kind: Kind
    route_part: str
    times: int | None
    """How often it still happens; None is until `clear_faults`."""
    seconds: float = 0.0
    """For "rate_limit" what `retry_after` says, for "slow" how long the request lies before it is done."""
    status: int = 0
    code: int = 0
    everywhere: bool = False
    """A rate limit of the whole bot, not of a route."""


@dataclass
class Faults:
    waiting: list[Fault] = field(default_factory=list)
    ceiling: int | None = None
    """Requests a second that Discord takes from one bot; interaction answers do not count."""
    _recent: deque[float] = field(default_factory=deque)

    def take(self, kind: Kind, route: str) -> Fault | None:
        """The first fault of this kind for this route, used up by one."""
        for fault in self.waiting:
            if fault.kind == kind and fault.route_part in route and fault.times != 0:
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    def over_ceiling(self, route: str, now: float) -> Fault | None:
        """Counts this request; a fault if there were too many in the last second."""
        if self.ceiling is None or "/interactions/" in route or "/webhooks/" in route:
            return None
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self.ceiling:
            wait = max(self._recent[0] + 1 - now, 0.001)
            return Fault("rate_limit", route, 0, seconds=wait, everywhere=True)
        self._recent.append(now)
        return None


def rate_limited(fault: Fault) -> tuple[Payload, dict[str, str]]:
    """Body and headers of a 429: without `Via` a client takes it for a ban, without `retry_after` it cannot wait."""
    scope = "global" if fault.everywhere else "user"
    headers = {"Via": "1.1 google", "Retry-After": str(max(1, round(fault.seconds))), "X-RateLimit-Scope": scope}
    if fault.everywhere:
        headers["X-RateLimit-Global"] = "true"
    body: Payload = {
        "message": "You are being rate limited.",
        "retry_after": fault.seconds,
        "global": fault.everywhere,
    }
    return body, headers
