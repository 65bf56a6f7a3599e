"""A yes and a no to a social, at few guests and at many."""

import tempfile
import time
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from benchmarks.stage import ADA, NOW, SECRET, TEAM, make
from benchmarks.table import Figure, median
from bot.engine import Engine
from bot.incoming import Incoming, Sender, Via
from flows import FLOWS, HOMES
from storage.database import Database, Store
from storage.mentoring.socials.guests import Answer, Guest
from storage.mentoring.socials.socials import Social, SocialStatus
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import Account, Member, MemberAccount

FEW, MANY = 10, 10_000
PRESSES, ROUNDS, WARM = 60, 7, 20


def measure() -> list[Figure]:
    """CPU of a press, half of them a yes and half a no, turn by turn at both socials in one database."""
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder)).database.close()
        database = Database(f"sqlite:///{Path(folder) / 'measured.db'}", [SECRET])
        _fill(database)
        engine = Engine(database, FLOWS, HOMES)
        found: dict[int, list[float]] = {1: [], 2: []}
        for round_ in range(ROUNDS):
            for social, taken in found.items():
                taken.append(_presses(engine, social, round_))
        with database.read() as session:
            coming = session.scalars(sa.select(col(Social.coming)).order_by(col(Social.id))).all()
        database.close()
    if list(coming) != [FEW, MANY]:
        raise RuntimeError(f"{coming} guests after as many noes as yeses")
    few, many = (median(taken) for taken in found.values())
    ratio = median([b / a for a, b in zip(*found.values(), strict=True)])
    return [
        Figure(f"a social: a press at {FEW} guests", few, "ms CPU"),
        Figure(
            f"a social: a press at {MANY:,} guests", many, "ms CPU", ratio, f"at {FEW}", "at most 1.2", ratio <= 1.2
        ),
    ]


def _presses(engine: Engine, social: int, round_: int) -> float:
    """Milliseconds of CPU for one press."""
    by = Sender("slack", TEAM, ADA, place=TEAM, name="Ada")
    begun = 0.0
    for number in range(WARM + PRESSES):
        if number == WARM:
            begun = time.process_time()
        step = "no" if number % 2 else "yes"
        key = f"s{social}-{round_}-{number}"
        engine.handle(Incoming.parse(f"social.{step}:{social}:", via=Via.PRESS, by=by, key=key, seen_by_many=True), NOW)
    return (time.process_time() - begun) / PRESSES * 1000


def _fill(database: Database) -> None:
    """Two socials that stand in a channel, with as many guests as their names say."""
    people, begins = range(100, 100 + MANY), NOW + timedelta(days=30)
    with database.write() as session:
        store = Store(session, 1)
        session.execute(
            sa.insert(Account),
            [{"id": n, "platform": "slack", "team": TEAM, "user": f"U{n}", "name": f"Person {n}"} for n in people],
        )
        session.execute(
            sa.insert(Member),
            [{"id": n, "program_id": 1, "account_id": n, "name": f"Person {n}", "is_mentee": True, "joined_at": NOW,
              "acted_at": NOW} for n in people],
        )  # fmt: skip
        session.execute(sa.insert(MemberAccount), [{"member_id": n, "account_id": n, "program_id": 1} for n in people])
        for guests in (FEW, MANY):
            social = store.add(
                Social(
                    program_id=1, title=f"For {guests}", where="Here", starts_at=begins, coming=guests,
                    ends_at=begins + timedelta(hours=2), status=SocialStatus.ANNOUNCED,
                )
            )  # fmt: skip
            session.execute(
                sa.insert(Guest),
                [{"program_id": 1, "social_id": social.id, "member_id": n, "answer": Answer.YES, "rank": 0, "at": NOW}
                 for n in people[:guests]],
            )  # fmt: skip
            store.add(
                Letter(
                    key=f"card{social.id}", program_id=1, lane=f"slack:{TEAM}", kind=LetterKind.ANSWER, place_id=1,
                    channel="C1", card='{"text":"x"}', slot=f"social-{social.id}:1", created_at=NOW, due_at=NOW,
                    state=LetterState.SENT, sent_at=NOW, reference="C1/1",
                )
            )  # fmt: skip
