"""What Discord said before, so that it need not be asked again each time."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Holds each answer for so many seconds, and the newest `most` of them."""

    def __init__(self, seconds: float, most: int = 5000, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._most, self._now = seconds, most, now
        self._known: dict[K, tuple[float, V]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: K) -> V | None:
        until, value = self._known.get(key, (float("-inf"), None))
        return value if until > self._now() else None

    def put(self, key: K, value: V) -> None:
        self._known.pop(key, None)
        self._known[key] = self._now() + self._seconds, value
        if len(self._known) > self._most:
            del self._known[next(iter(self._known))]

    def forget(self, key: K) -> None:
        self._known.pop(key, None)

    def clear(self) -> None:
        self._known.clear()
