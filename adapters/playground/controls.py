"""What the page can do beside being a platform: the clock, what waits in the outbox, and starting over. Whoever wires
the playground implements it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A letter or something that Kith will do. `due` is when, as things stand, or None: not before its reader looks.
    `what` says it in a few words, `about` what a letter says, `why` what holds it back. `users` are the people whom a
    letter that is held back is for."""

    due: datetime | None
    what: str
    about: str = ""
    why: str = ""
    users: tuple[str, ...] = ()


class Controls(Protocol):
    def now(self) -> datetime:
        """The program clock, in the program's zone."""
        ...

    async def move(self, by: timedelta) -> None:
        """Pushes the clock forward, and returns when what fell due by that has been carried."""
        ...

    async def morning(self) -> datetime:
        """When quiet hours end next, in the program's zone; later than now."""
        ...

    async def waiting(self) -> Sequence[WaitingLine]:
        """What waits, soonest first."""
        ...

    async def start_over(self, *, bare: bool = False) -> None:
        """Back to the program as it was at the first start, or (`bare`) to one person in a place without a program.
        Everything that people did is gone."""
        ...

    async def code(self) -> str:
        """The one-time code for setting up a program, as long as it waits to be used; else nothing."""
        ...
