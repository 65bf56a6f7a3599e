"""`make load`: a large program on this machine alone, with many people pressing at once, until the time is over.

SEED (default: one made up, and printed) and SECONDS (default 60) choose which and for how long. MENTORS and MENTEES
(default 2,000 and 8,000) say how large it is. Everything is real but the platform, which takes every letter at once and
is nothing but memory: no traffic leaves the process. Exit code 1 where a press failed.
"""

import asyncio
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from benchmarks import finding
from benchmarks.letters import NoPlatform
from benchmarks.stage import NOW, SECRET
from benchmarks.table import quantile
from bot.clock import StoppedClock
from bot.engine import Engine
from bot.incoming import Incoming, Reply, Sender, Via
from bot.log import configure
from bot.running import Running
from flows import FLOWS, HOMES, library
from storage import schema
from storage.database import Database, Store
from storage.mentoring.profiles import Profile, Tag, TagKind
from storage.people import Account, Member, MemberAccount
from storage.places import Place, Program, ProgramStatus

PLATFORM, PLACE = "measured", "P1"
AT_ONCE = 16
BATCH = 2_000


@dataclass
class Seen:
    """What was measured: milliseconds of each press, as its presser waited."""

    waits: list[float] = field(default_factory=list)
    failed: int = 0


def main() -> None:
    seed = int(os.environ.get("SEED") or random.randrange(1_000_000))
    seconds = float(os.environ.get("SECONDS") or 60)
    mentors, mentees = int(os.environ.get("MENTORS") or 2_000), int(os.environ.get("MENTEES") or 8_000)
    print(f"SEED={seed} SECONDS={seconds:g} MENTORS={mentors} MENTEES={mentees}", flush=True)
    configure("error")
    with tempfile.TemporaryDirectory() as folder:
        database = _filled(f"sqlite:///{Path(folder) / 'load.db'}", mentors, mentees, seed)
        before = _resident()
        seen, carried, spent = asyncio.run(_pressed(database, mentors + mentees, seed, seconds))
        database.close()
    print(f"{len(seen.waits)} presses, {len(seen.waits) / spent:.0f} a second, {AT_ONCE} people at once")
    print(f"waited: median {quantile(seen.waits, 0.5):.1f} ms, 99th percentile {quantile(seen.waits, 0.99):.1f} ms, "
          f"longest {max(seen.waits):.0f} ms")  # fmt: skip
    print(f"{carried} letters carried, {carried / spent:.0f} a second; memory grew by {_resident() - before:.0f} MB")
    print("Every press was answered." if not seen.failed else f"{seen.failed} presses failed.")
    sys.exit(1 if seen.failed else 0)


def _filled(url: str, mentors: int, mentees: int, seed: int) -> Database:
    """An open program with this many listed mentors, and mentees after them."""
    database = Database(url, [SECRET])
    schema.upgrade(database)
    with database.write() as session:
        store = Store(session)
        store.add(Program(id=1, name="Measured", status=ProgramStatus.OPEN, created_at=NOW, opened_at=NOW))
        store.add(Place(platform=PLATFORM, key=PLACE, program_id=1))
        store.program_id = 1
        finding.fill(store, mentors, seed)
        for start in range(mentors + 1, mentors + mentees + 1, BATCH):
            _add_mentees(store, range(start, min(start + BATCH, mentors + mentees + 1)), random.Random(seed))
    with database.write() as session:
        session.execute(sa.text("ANALYZE"))
    return database


def _add_mentees(store: Store, numbers: range, chance: random.Random) -> None:
    topics = sorted(library.topics())
    own: list[dict[str, object]] = [{"program_id": 1, "member_id": number} for number in numbers]
    rows: dict[type, list[dict[str, object]]] = {
        Account: [
            {"id": n, "platform": PLATFORM, "team": "", "user": f"u{n}", "name": f"Mentee {n}"} for n in numbers
        ],
        Member: [
            {"id": n, "program_id": 1, "account_id": n, "name": f"Mentee {n}", "is_mentee": True, "is_mentor": False,
             "is_coordinator": False, "is_demo": False, "status": "active", "zone": "UTC", "consent": "1",
             "joined_at": NOW, "acted_at": NOW}
            for n in numbers
        ],
        MemberAccount: [one | {"account_id": one["member_id"]} for one in own],
        Profile: [dict(one) for one in own],
        Tag: [
            one | {"kind": TagKind.TOPIC, "slug": slug, "shown": True}
            for one in own for slug in chance.sample(topics, 3)
        ],
    }  # fmt: skip
    for table, values in rows.items():
        store.session.execute(sa.insert(table), values)


async def _pressed(database: Database, people: int, seed: int, seconds: float) -> tuple[Seen, int, float]:
    """Lets `AT_ONCE` people at a time press on; returns what was seen, the letters carried, and the seconds it took."""
    platform, seen = NoPlatform(20), Seen()
    running = Running(database, Engine(database, FLOWS, HOMES), StoppedClock(NOW), [])
    running.postman.carriers = {PLATFORM: platform}
    begun = time.monotonic()
    carrying = asyncio.create_task(running.lanes.run(running.postman.drain))
    await asyncio.gather(
        *(_person(running, seen, people, random.Random(seed + n), begun + seconds) for n in range(AT_ONCE))
    )
    spent = time.monotonic() - begun
    carrying.cancel()
    await asyncio.gather(carrying, return_exceptions=True)
    running.workers.close()
    return seen, platform.sent, spent


async def _person(running: Running, seen: Seen, people: int, chance: random.Random, end: float) -> None:
    """One after another of the people: looks for mentors, and presses whatever the answer offers, a few times."""
    number = 0
    while time.monotonic() < end:
        sender = Sender(PLATFORM, "", f"u{chance.randint(1, people)}", place=PLACE)
        reply = await _take(running, seen, Incoming(Via.COMMAND, by=sender, text="mentor find", key=_key(chance)))
        for _press in range(chance.randint(1, 6)):
            number += 1
            ids = [press for card in (reply.card, reply.notice) if card for press, _value, _label in card.numbered]
            if not ids:
                break
            press = Incoming.parse(chance.choice(ids), via=Via.PRESS, by=sender, key=_key(chance))
            reply = await _take(running, seen, press)


def _key(chance: random.Random) -> str:
    return f"load-{chance.getrandbits(80):x}"


async def _take(running: Running, seen: Seen, incoming: Incoming) -> Reply:
    begun = time.perf_counter()
    reply = await running.handle(incoming)
    seen.waits.append((time.perf_counter() - begun) * 1000)
    seen.failed += bool(reply.notice and "went wrong" in reply.notice.text)
    return reply


def _resident() -> float:
    """Megabytes that this process holds."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
