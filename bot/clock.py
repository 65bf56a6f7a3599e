"""The one clock that feeds the engine, the leases and the playground."""

from datetime import UTC, datetime, timedelta


class Clock:
    """The time, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock(Clock):
    """A clock that can be pushed forward, never back. `ahead` is how far it runs ahead of real time."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        return super().now() + self.ahead

    def move(self, by: timedelta) -> None:
        if by < timedelta():
            raise ValueError("time only moves forward")
        self.ahead += by


class StoppedClock(Clock):
    """A clock that stands still until it is moved, for scripts that have to come out the same every time."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by
