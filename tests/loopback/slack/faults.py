"""Faults on demand: what goes wrong with the next requests, per method."""

from dataclasses import dataclass
from typing import Literal


@dataclass
class Fault:
    """`left` requests more, or without end if None."""

    kind: Literal["rate_limit", "fail", "drop"]
    left: int | None
    error: str = ""
    status: int = 200
    retry_after: int = 0


class Faults:
    """The faults that stand; `*` as method means every one. The first that fits is used up first."""

    def __init__(self) -> None:
        self._standing: dict[str, list[Fault]] = {}
        self._delays: dict[str, float] = {}

    def add(self, method: str, fault: Fault) -> None:
        self._standing.setdefault(method, []).append(fault)

    def slow(self, method: str, seconds: float) -> None:
        self._delays[method] = seconds

    def delay(self, method: str) -> float:
        """Seconds to wait before this request is looked at."""
        return self._delays.get(method, self._delays.get("*", 0.0))

    def take(self, method: str) -> Fault | None:
        """The fault that this request meets."""
        for name in (method, "*"):
            standing = self._standing.get(name, [])
            if standing:
                fault = standing[0]
                if fault.left is not None:
                    fault.left -= 1
                    if fault.left <= 0:
                        standing.pop(0)
                return fault
        return None

    def clear(self) -> None:
        self._standing.clear()
        self._delays.clear()
