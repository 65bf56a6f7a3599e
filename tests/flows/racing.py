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
    ready, replies = threading.Barrier(len(presses)), dict[int, Reply]()

    def press(number: int, person: str, id: str) -> None:
        by, key = world.surface.sender(person), f"race {number} {id} {person}"
        if id.startswith("/"):
            incoming = Incoming(via=Via.COMMAND, text=id.removeprefix("/"), by=by, key=key)
        else:
            incoming = Incoming.parse(id, via=Via.PRESS, by=by, key=key)
        ready.wait(timeout=20)
        replies[number] = world.engine.handle(incoming, world.clock.at)

    threads = [threading.Thread(target=press, args=(number, *one)) for number, one in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    world.settle()
    assert len(replies) == len(presses), "every press is answered"
    said = " ".join(str(reply) for reply in replies.values())
    assert "Something went wrong" not in said, said
    return [replies[number] for number in range(len(presses))]


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
