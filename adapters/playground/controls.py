"""What the page can do beside being a platform: the clock, what waits in the outbox, and starting over. Whoever wires
the playground implements it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A letter or a timer that waits. `to` is whom it reaches (or what it belongs to), `kind` what it is ("personal
    letter", "timer"), `about` what it says or does, in a few words."""

    due: datetime
    to: str
    kind: str
    about: str = ""


class Controls(Protocol):
    def now(self) -> datetime:
        """The program clock, in the program's zone."""
        ...

    async def move(self, by: timedelta) -> None:
        """Pushes the clock forward, and returns when what fell due by that has been carried."""
        ...

    async def waiting(self) -> Sequence[WaitingLine]:
        """What waits, soonest first."""
        ...

    async def start_over(self) -> None:
        """Back to the program as it was at the first start. Everything that people did is gone."""
        ...
