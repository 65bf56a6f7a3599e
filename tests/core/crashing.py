"""Kills a working process for real, again and again, and looks whether anything was lost or happened twice.

`python -m tests.core.crashing ADDRESS SEED RUNS` prints one line of JSON: how often it killed, and every problem found.
This process does nothing but fork: each child works on the database until `kill -9` meets it at a chosen point, before
or after a commit, or before or after the platform got something.
"""

import asyncio
import json
import os
import random
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from bot.clock import StoppedClock
from bot.engine import Engine
from bot.errors import Unknown
from bot.parcels import Outgoing, RoomPlan, Sent
from bot.postman import Postman
from bot.workers import Workers
from storage import outbox
from storage.database import Database
from storage.outbox import LetterState
from tests.core import small
from tests.core.crash_flow import BLIND, COINS, FLOWS, PRESSES, furnish, press
from tests.core.databases import SECRET, create_tables
from tests.core.small import Jar
from tests.core.stage import NOON

MOST_KILLS = 12
A_WHILE = timedelta(minutes=10)
"""Between a crash and the next start."""


# --- the platform, and the points at which one can die ----------------------------------------------------------------


class Points:
    """Counts the points that this process passes, and ends it at the chosen one."""

    def __init__(self, last: int | None) -> None:
        self.left = last

    def pass_one(self, *_what: object) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class FilePlatform:
    """A platform whose messages are lines of a file, which outlive whoever wrote them."""

    platform = "plain"
    at_once = 1
    lists_events = False

    def __init__(self, path: Path, points: Points) -> None:
        self.path = path
        self.points = points

    def _write(self, **line: object) -> int:
        self.points.pass_one()
        with self.path.open("ab", buffering=0) as file:
            file.write(json.dumps(line).encode() + b"\n")
        self.points.pass_one()
        return len(read_lines(self.path))

    async def send(self, letter: Outgoing) -> Sent:
        to = letter.user or letter.room or letter.channel
        number = self._write(what="send", key=letter.key, to=to, text=letter.card.text)
        return Sent(f"m{number}")

    async def edit(self, letter: Outgoing, reference: str) -> None:
        self._write(what="edit", reference=reference, text=letter.card.text)

    async def find(self, letter: Outgoing, since: datetime) -> str | None:
        if letter.channel == BLIND:
            raise Unknown("nobody can look in there")
        for number, line in enumerate(read_lines(self.path), start=1):
            if line["what"] == "send" and line["key"] == letter.key:
                return f"m{number}"
        return None

    async def open(self, room: RoomPlan) -> str:
        if not any(line["what"] == "open" for line in read_lines(self.path)):
            self._write(what="open")
        return f"room{room.id}"

    async def missing(self, place: str, users: Sequence[str]) -> set[str]:
        return set()


def read_lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


# --- one child --------------------------------------------------------------------------------------------------------


def work(url: str, folder: Path, dies_at: int | None, now: datetime) -> None:
    """Takes every press that was not acknowledged, and carries everything until nothing is left."""
    points = Points(dies_at)
    if dies_at is not None:
        event.listen(Session, "before_commit", points.pass_one)
        event.listen(Session, "after_commit", points.pass_one)
    database, clock = Database(url, [SECRET]), StoppedClock(now)
    engine = Engine(database, FLOWS, small.HOMES)
    acknowledged = read_lines(folder / "acknowledged")
    for number in range(len(PRESSES)):
        if number < len(acknowledged):
            continue
        reply = engine.handle(press(number), clock.at)
        assert reply.notice is None, reply.notice
        with (folder / "acknowledged").open("ab", buffering=0) as file:
            file.write(b"{}\n")
    workers = Workers(writers=1, readers=1)
    postman = Postman(
        database, engine, clock, {"plain": FilePlatform(folder / "platform", points)}, workers, lambda _lane: None
    )
    asyncio.run(carry(database, postman, clock))
    workers.close()
    database.close()


async def carry(database: Database, postman: Postman, clock: StoppedClock) -> None:
    while True:
        while lanes := await postman.due_lanes():
            for lane in lanes:
                await postman.drain(lane)
        with database.read() as session:
            due = outbox.next_due(session)
        if due is None:
            return
        clock.at = max(due, clock.at)


def child(task: Callable[[], None]) -> int:
    """Runs it in a process of its own; its exit code, or minus the signal that ended it."""
    number = os.fork()
    if number == 0:
        try:
            task()
            os._exit(0)
        except BaseException:  # noqa: BLE001  # whatever it is, this process must not go on as its parent would
            traceback.print_exc()
            os._exit(1)
    _number, status = os.waitpid(number, 0)
    return os.waitstatus_to_exitcode(status)


# --- many of them -----------------------------------------------------------------------------------------------------


@dataclass
class Found:
    kills: int = 0
    problems: list[str] = field(default_factory=list)


def empty(url: str) -> None:
    """A database as it was before anything happened."""
    database = Database(url, [SECRET])
    create_tables(database)
    with database.engine.begin() as connection:
        there = set(sa.inspect(connection).get_table_names())
        tables = [
            table for table in (*Jar.metadata.sorted_tables, *SQLModel.metadata.sorted_tables) if table.name in there
        ]
        if database.is_sqlite:
            assert all(connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0 for table in tables)
        else:
            names = ", ".join(f'"{table.name}"' for table in tables)
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    furnish(database)
    database.close()


def run(address: str, deaths: Sequence[int]) -> Found:
    """From the beginning to the end, dying at these points one after the other (as far as they are reached)."""
    found = Found()
    with TemporaryDirectory(prefix="kith-crash-") as name:
        folder = Path(name)
        url = address or f"sqlite:///{folder / 'kith.db'}"
        empty(url)
        now = NOON
        for dies_at in (*deaths, None):
            code = child(lambda dies_at=dies_at, now=now: work(url, folder, dies_at, now))  # type: ignore[misc]
            if code == 0:
                break
            if code != -signal.SIGKILL:
                found.problems.append(f"a child ended with {code}")
                return found
            found.kills += 1
            now += A_WHILE
        database = Database(url, [SECRET])
        found.problems += problems(database, read_lines(folder / "platform"))
        database.close()
    return found


def problems(database: Database, lines: list[dict[str, str]]) -> list[str]:
    """Everything that is not as it would be had nobody died."""
    with database.read() as session:
        jar = session.get_one(Jar, 1)
        columns = [outbox.letters.c[name] for name in ("key", "state", "error", "channel", "rank", "edits")]
        rows = session.execute(sa.select(*columns)).all()
        timers = session.scalar(sa.select(sa.func.count()).select_from(outbox.timers))
    sent = Counter(line["key"] for line in lines if line["what"] == "send")
    found = [] if jar.coins == COINS else [f"{jar.coins} coins"]
    found += [] if sorted(jar.note) == sorted("".join(f"[{n + 1}]" for n in range(COINS))) else [f"chimes {jar.note}"]
    found += [f"{timers} timers are left"] if timers else []
    # What a press brought again was answered with went straight back: it is noted, and no letter.
    letters = [row for row in rows if row.edits is None and not row.key.startswith(outbox.SHOWN)]
    expected = 1 + COINS * 5
    found += [] if len(letters) == expected else [f"{len(letters)} letters instead of {expected}"]
    for row in letters:
        found += _judge(row.key, row.state, row.error, sent[row.key], blind=row.channel == BLIND, rank=row.rank)
    found += [f"{key} was sent and is no letter" for key in sent if key not in {row.key for row in letters}]
    opened = [line for line in lines if line["what"] == "open"]
    found += [] if len(opened) == 1 else [f"{len(opened)} rooms were opened"]
    return found + _screen(lines)


def _judge(key: str, state: LetterState, error: str, times: int, *, blind: bool, rank: int) -> list[str]:
    """Exactly once where one can look; else at least once for who waits, and at most once for who does not."""
    if blind and rank:
        known = state is LetterState.SENT and times == 1
        listed = state is LetterState.DEAD and error == "in_doubt" and times <= 1
        return [] if known or listed else [f"prompt {key}: {state} {error}, sent {times} times"]
    right = times >= 1 if blind else times == 1
    return [] if right and state is LetterState.SENT else [f"letter {key}: {state} {error}, sent {times} times"]


def _screen(lines: list[dict[str, str]]) -> list[str]:
    """The card that is drawn again with every coin shows the last one."""
    shown = next((f"m{n}", line["text"]) for n, line in enumerate(lines, start=1) if line.get("key") == "press0:0")
    edits = [line["text"] for line in lines if line["what"] == "edit" and line["reference"] == shown[0]]
    last = [shown[1], *edits][-1]
    return [] if last == f"The jar holds {COINS} coins." else [f"the card says: {last}"]


def seeded(address: str, seed: int) -> Found:
    """Several deaths at points chosen by chance."""
    chance = random.Random(seed)
    return run(address, [chance.randint(1, 40) for _death in range(chance.randint(1, MOST_KILLS))])


def everywhere(address: str) -> Found:
    """One death at every point that a whole run passes, each in a run of its own."""
    found = Found()
    for point in range(1, 1000):
        one = run(address, [point])
        found.problems += [f"point {point}: {problem}" for problem in one.problems]
        if not one.kills:
            return found
        found.kills += 1
    raise AssertionError("a run without an end")


def prepare() -> None:
    """What the postman warns of is expected here; and what every child would load, it finds loaded."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with TemporaryDirectory(prefix="kith-crash-") as folder:
        url = f"sqlite:///{folder}/kith.db"
        empty(url)
        work(url, Path(folder), None, NOON)


def main() -> None:
    address, seed, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    prepare()
    found = {"brought again": run(address, [2])}  # taken, and not acknowledged
    if runs == 0:
        found["everywhere"] = everywhere(address)
    found |= {f"seed {seed + number}": seeded(address, seed + number) for number in range(runs)}
    problems_found = [f"{name}: {text}" for name, one in found.items() for text in one.problems]
    print(json.dumps({"kills": sum(one.kills for one in found.values()), "problems": problems_found}))


if __name__ == "__main__":
    main()
