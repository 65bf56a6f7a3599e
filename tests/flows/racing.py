"""Several people press at the very same moment."""

import threading
import time
from collections.abc import Callable

import sqlalchemy as sa

from bot.incoming import Incoming, Reply, Via
from tests.world.world import World

SECONDS = 20.0


def all_at_once(world: World, presses: list[tuple[str, str]]) -> list[Reply]:
    """Everybody presses their button (person, id), or gives their command (“/mentor …”), in a thread of their own,
    started together."""
    found = list[Incoming]()
    for number, (person, press) in enumerate(presses):
        by, key = world.surface.sender(person), f"race {number} {press} {person}"
        if press.startswith("/"):
            found.append(Incoming(via=Via.COMMAND, text=press.removeprefix("/"), by=by, key=key))
        else:
            found.append(Incoming.parse(press, via=Via.PRESS, by=by, key=key))
    return all_taken(world, found)


def all_taken(world: World, found: list[Incoming]) -> list[Reply]:
    """The same with whatever comes in."""
    ready, replies = threading.Barrier(len(found)), dict[int, Reply]()

    def take(number: int, incoming: Incoming) -> None:
        ready.wait(timeout=20)
        replies[number] = world.engine.handle(incoming, world.clock.at)

    threads = [threading.Thread(target=take, args=(number, one)) for number, one in enumerate(found)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    world.settle()
    assert len(replies) == len(found), "every press is answered"
    said = " ".join(str(reply) for reply in replies.values())
    assert "Something went wrong" not in said, said
    return [replies[number] for number in range(len(found))]


def until(holds: Callable[[], bool]) -> None:
    """Waits for it; fails after a while."""
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def how_many_wait(world: World) -> int:
    """How many transactions stand and wait for a lock, on PostgreSQL."""
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with world.database.engine.connect() as connection:
        return int(connection.scalar(waiting) or 0)
