"""The adapter against a Discord on the loopback interface, with a scripted engine behind it."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

from adapters.base import CannotConnect
from adapters.discord.adapter import DiscordAdapter
from bot import shown
from bot.engine.typed import Offered
from bot.incoming import Incoming, Reply
from bot.parcels import FileContent, Outgoing
from tests.loopback.discord import Channel, Guild, LoopbackDiscord, User

T = TypeVar("T")
OFFERED = (
    Offered("mentor", "find", "See mentors who fit"),
    Offered("program", "home", "How the program stands"),
)
PATIENCE = 0.3
"""Seconds, so that a test of slow handling is quick."""


def card(text: str, *labels: str, about: int = 4) -> shown.Card:
    """A card with a button for each label, whose id says the same."""
    choices = tuple(
        shown.Choice(id=f"trial.{label.lower().replace(' ', '_')}:{about}:", label=label) for label in labels
    )
    return shown.Card(text=text, choices=choices)


@dataclass
class Engine:
    """Answers as it is told, and remembers what came. While `gate` is there, it waits for it."""

    heard: list[Incoming] = field(default_factory=list)
    answer: Callable[[Incoming], Reply] = lambda _incoming: Reply()
    gate: threading.Event | None = None

    async def handle(self, incoming: Incoming) -> Reply:
        self.heard.append(incoming)
        if self.gate is not None:
            await asyncio.to_thread(self.gate.wait, 10)
        return self.answer(incoming)


class Running:
    """The adapter in a thread and event loop of its own for as long as the `with` lasts."""

    def __init__(self, adapter: DiscordAdapter, engine: Engine, offered: Sequence[Offered] = OFFERED) -> None:
        self.adapter, self.engine, self.offered = adapter, engine, offered
        self.failure: BaseException | None = None
        self.ready = threading.Event()
        self.stopping = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="kith-on-discord", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self.ready.wait(10), self.failure
        assert self.failure is None, self.failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop)
        self._thread.join(15)
        assert not self._thread.is_alive()

    def _stop(self) -> None:
        assert self._task is not None
        self._task.cancel()
        self.stopping.set()

    def do(self, work: Coroutine[Any, Any, T], seconds: float = 20.0) -> T:
        """Runs a coroutine on the adapter's loop and gives back what it gives."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def _run(self) -> None:
        async def run() -> None:
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
            await self.adapter.run(self.engine.handle, self.offered, self.ready.set)

        try:
            asyncio.run(run())
        except asyncio.CancelledError:
            pass
        except CannotConnect as refused:
            self.failure = refused
        finally:
            self.ready.set()


@dataclass
class Stage:
    discord: LoopbackDiscord
    engine: Engine
    kith: Running
    guild: Guild
    channel: Channel
    ada: User
    lin: User

    def letter(self, key: str = "k", *, to: User | None = None, what: shown.Card | None = None) -> Outgoing:
        """A letter to Ada, or to somebody else, who may be found in the stage's channel."""
        place, parent = str(self.guild.id), str(self.channel.id)
        return Outgoing(
            key=key,
            card=what or card("Hello.", "Happy to"),
            user=str((to or self.ada).id),
            fallback=[(place, parent)],
            hint="Your direct messages are closed.",
        )

    def heard(self, count: int = 1) -> list[Incoming]:
        """What reached the engine, once it is that much."""
        return self.discord.wait_for(lambda: self.engine.heard if len(self.engine.heard) >= count else [])


def adapter_for(discord: LoopbackDiscord) -> DiscordAdapter:
    return DiscordAdapter(discord.token, api_url=discord.api_url, gateway_url=discord.gateway_url, patience=PATIENCE)


@contextmanager
def stage() -> Iterator[Stage]:
    """A guild with one channel, Ada and Lin in it, and Kith connected. Discord must have had nothing to object to."""
    with LoopbackDiscord() as discord:
        guild = discord.add_guild("Makers")
        channel = discord.add_channel(guild, "general")
        ada, lin = discord.add_user("ada", guild, locale="de"), discord.add_user("lin", guild)
        engine = Engine()
        with Running(adapter_for(discord), engine) as kith:
            yield Stage(discord, engine, kith, guild, channel, ada, lin)
        assert discord.problems == []


def picture() -> FileContent:
    """A picture of one pixel."""
    file = shown.File(id=1, name="weeks.png", media_type="image/png", alt="Bars that rise")
    return FileContent(file, b"\x89PNG\r\n\x1a\n")
