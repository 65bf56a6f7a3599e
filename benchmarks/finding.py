"""Finding mentors among a thousand, ten thousand and a hundred thousand."""

import random
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import SQLModel

from benchmarks.stage import NOW, SECRET
from benchmarks.table import Figure, median, quantile
from bot.free_parts import PARTS
from flows import library
from flows.finding import fit
from storage import schema
from storage.database import Database, Store
from storage.mentoring import finding
from storage.mentoring.finding import Candidate, Wanted
from storage.mentoring.profiles import Listing, Profile, Tag, TagKind, Word
from storage.people import Account, Member, MemberAccount
from storage.places import Program, ProgramStatus

SIZES = (1_000, 10_000, 100_000)
LOOKS, WARM = 200, 20
BATCH = 5_000


def fill(store: Store, mentors: int, seed: int) -> None:
    """This many believable mentors, the same ones for the same seed."""
    chance = random.Random(seed)
    for start in range(1, mentors + 1, BATCH):
        numbers = range(start, min(start + BATCH, mentors + 1))
        people = [_mentor(number, chance) for number in numbers]
        for table, name in TABLES:
            store.session.execute(sa.insert(table), [row for one in people for row in one[name]])


TABLES: tuple[tuple[type[SQLModel], str], ...] = (
    (Account, "account"), (Member, "member"), (MemberAccount, "in"), (Profile, "profile"), (Tag, "tags"),
    (Word, "words"),
)  # fmt: skip


def _mentor(number: int, chance: random.Random) -> dict[str, list[dict[str, object]]]:
    """The rows of one mentor, by the names in `TABLES`."""
    known = library.profile()
    tags = {
        TagKind.TOPIC: chance.sample(sorted(library.topics()), 4),
        TagKind.LANGUAGE: ["en", *chance.sample(sorted(set(known.languages) - {"en"}), 1)],
        TagKind.INTEREST: chance.sample(sorted(known.interests), 3),
        TagKind.WAY: chance.sample(sorted(known.ways), 2),
        TagKind.FREE: chance.sample(PARTS, 4),
        TagKind.STYLE: [f"{pair}-{chance.choice(sorted(style.sides))}" for pair, style in known.styles.items()],
    }
    free, shown = chance.randint(0, 3), chance.randint(0, 40)
    place = shown - 1_000_000 * free
    own: dict[str, object] = {"program_id": 1, "member_id": number}
    name = f"Mentor {number}"
    member: dict[str, object] = {
        "id": number, "program_id": 1, "account_id": number, "name": name, "is_mentor": True, "is_mentee": False,
        "is_coordinator": False, "is_demo": False, "status": "active", "zone": chance.choice(("Europe/Berlin", "UTC")),
        "language": "", "consent": "1", "joined_at": NOW, "acted_at": NOW,
    }  # fmt: skip
    profile: dict[str, object] = {
        **own, "status": Listing.LISTED, "field": chance.choice(sorted(known.fields)), "places_mentees": 2,
        "places_intros": 3, "free": free, "shown": shown,
        "summary": " ".join(f"{kind}:{slug}" for kind, slugs in tags.items() for slug in slugs),
    }  # fmt: skip
    words = {f"word{chance.randint(0, 4000)}" for _word in range(8)}
    return {
        "account": [{"id": number, "platform": "measured", "team": "", "user": f"u{number}", "name": name}],
        "member": [member],
        "in": [{**own, "account_id": number}],
        "profile": [profile],
        "tags": [
            {**own, "kind": kind, "slug": slug, "shown": True, "place": place}
            for kind, slugs in tags.items() for slug in slugs
        ],
        "words": [{**own, "word": word} for word in words],
    }  # fmt: skip


def looks(chance: random.Random) -> list[tuple[str, Callable[[], Wanted]]]:
    """What people look for: by their topics, narrowed down, by words."""
    known = library.profile()
    topics, languages = sorted(library.topics()), sorted(known.languages)

    def narrowed() -> Wanted:
        return Wanted(must={TagKind.TOPIC: chance.choice(topics), TagKind.LANGUAGE: chance.choice(languages)})

    return [
        ("topics", lambda: Wanted(topics=tuple(chance.sample(topics, 3)))),
        ("topic and language", narrowed),
        ("words", lambda: Wanted(words=(f"word{chance.randint(0, 4000)}",))),
    ]


def _look(store: Store, mentee: Candidate, wanted: Wanted) -> int:
    """As the flow does it: candidates, their order, the first three and the last three."""
    found = fit.in_order(mentee, finding.candidates(store, wanted, {1}))
    finding.these(store, [one.member_id for one in found[:3]])
    finding.these(store, [one.member_id for one in found[-3:]])
    return len(found)


def times(database: Database) -> list[float]:
    """Milliseconds of each look."""
    chance, taken = random.Random(7), list[float]()
    with database.read() as session:
        store = Store(session, 1)
        mentee = finding.these(store, [1])[0]
        for number in range(LOOKS + WARM):
            for _name, wanted in looks(chance):
                begun = time.perf_counter()
                _look(store, mentee, wanted())
                if number >= WARM:
                    taken.append((time.perf_counter() - begun) * 1000)
    return taken


def one_size(url: str, mentors: int, seed: int) -> list[float]:
    database = Database(url, [SECRET])
    schema.upgrade(database)
    with database.write() as session:
        store = Store(session)
        store.add(Program(id=1, name="Measured", status=ProgramStatus.OPEN, created_at=NOW - timedelta(days=1)))
        store.program_id = 1
        fill(store, mentors, seed)
    with database.write() as session:
        session.execute(sa.text("ANALYZE"))
    found = times(database)
    database.close()
    return found


def measure(database_url: Callable[[int, Path], str], name: str, seed: int = 1) -> list[Figure]:
    """`database_url` gives an empty database for each size."""
    figures: list[Figure] = []
    smallest = 0.0
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            found = one_size(database_url(size, Path(folder)), size, seed)
        middle, slow = median(found), quantile(found, 0.99)
        smallest = smallest or middle
        ratio = middle / smallest
        last = size == SIZES[-1]
        figures.append(
            Figure(f"find, {size:,} mentors, {name}", middle, "ms", ratio, f"{SIZES[0]:,} mentors",
                   "at most 3" if last else "", ratio <= 3 if last else None)
        )  # fmt: skip
        figures.append(
            Figure(f"find, {size:,} mentors, {name}, 99th percentile", slow, "ms", aim="under 20 ms" if last else "",
                   met=slow < 20 if last else None)
        )  # fmt: skip
    return figures


def on_sqlite() -> list[Figure]:
    return measure(lambda _size, folder: f"sqlite:///{folder / 'find.db'}", "SQLite")
