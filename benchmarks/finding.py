"""Finding mentors among a thousand, ten thousand and a hundred thousand, by every filter there is."""

import gc
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from benchmarks.stage import ADA, NOW, SECRET, TEAM
from benchmarks.table import Figure, median, quantile
from bot.engine import Engine
from bot.free_parts import PARTS
from bot.incoming import Incoming, Sender, Via
from flows import FLOWS, HOMES, library
from flows.finding import fit
from storage import schema
from storage.database import Database, Store
from storage.mentoring import finding
from storage.mentoring.finding import MOST, Candidate, Wanted
from storage.mentoring.profiles import Listing, Profile, Tag, TagKind, Word, plain, set_tags, sketch
from storage.people import Account, Member, MemberAccount, enrol, saw_in_place
from storage.places import Place, Program, ProgramStatus
from tests.servers.postgres import running

SIZES = (1_000, 10_000, 100_000)
LOOKS, WARM = 200, 10
"""Looks by each filter, and before them."""
BATCH = 5_000
RARE, ONE_OF = "oceanography", 500
"""A field that one mentor of so many has; all others are of the library's."""
LABS = 40
AS_MANY = 0.9
"""Ways of looking that find this part of the most that is looked at closely, even among the fewest mentors: what they
cost among more is not the cost of finding more."""


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
    subject = RARE if number % ONE_OF == 0 else chance.choice(sorted(known.fields))
    group = f"Lab {number % LABS}" if number % 10 else ""
    place = shown - 1_000_000 * free
    summary = " ".join(f"{kind}:{slug}" for kind, slugs in tags.items() for slug in slugs)
    drawn = sketch(summary, subject, plain(group))
    own: dict[str, object] = {"program_id": 1, "member_id": number}
    name = f"Mentor {number}"
    member: dict[str, object] = {
        "id": number, "program_id": 1, "account_id": number, "name": name, "is_mentor": True, "is_mentee": False,
        "is_coordinator": False, "is_demo": False, "status": "active", "zone": chance.choice(("Europe/Berlin", "UTC")),
        "language": "", "consent": "1", "joined_at": NOW, "acted_at": NOW,
    }  # fmt: skip
    profile: dict[str, object] = {
        **own, "status": Listing.LISTED, "field": subject, "places_mentees": 2, "places_intros": 3, "free": free,
        "shown": shown, "place": place, "group_name": group, "group_key": plain(group), "bio": "A few lines. " * 20,
        "summary": summary, "sketch": drawn,
    }  # fmt: skip
    words = {f"word{chance.randint(0, 4000)}" for _word in range(8)}
    return {
        "account": [{"id": number, "platform": "measured", "team": "", "user": f"u{number}", "name": name}],
        "member": [member],
        "in": [{**own, "account_id": number}],
        "profile": [profile],
        "tags": [
            {**own, "kind": kind, "slug": slug, "shown": True, "place": place, "sketch": drawn}
            for kind, slugs in tags.items() for slug in slugs
        ],
        "words": [{**own, "word": word} for word in words],
    }  # fmt: skip


def looks(chance: random.Random) -> Mapping[str, Callable[[], Wanted]]:
    """What people look for, by the name of the filter; another one each time."""
    known = library.profile()
    topics, languages, fields = sorted(library.topics()), sorted(known.languages), sorted(known.fields)
    ways = sorted(known.ways)

    def own_topics() -> tuple[str, ...]:
        return tuple(chance.sample(topics, 3))

    def topic_and(**more: str) -> dict[TagKind, str]:
        return {TagKind.TOPIC: chance.choice(topics), **{TagKind(kind): slug for kind, slug in more.items()}}

    return {
        "nothing": Wanted,
        "own topics": lambda: Wanted(own_topics()),
        "topic": lambda: Wanted(own_topics(), topic_and()),
        "topic and language": lambda: Wanted(must=topic_and(language=chance.choice(languages))),
        "word": lambda: Wanted(words=(f"word{chance.randint(0, 4000)}",)),
        "beginning of a word": lambda: Wanted(words=(f"word{chance.randint(1, 39)}",)),
        "common field": lambda: Wanted(own_topics(), field=chance.choice(fields)),
        "rare field": lambda: Wanted(own_topics(), field=RARE),
        "field of nobody": lambda: Wanted(own_topics(), field="astrology"),
        "not my group": lambda: Wanted(own_topics(), not_group=f"lab {chance.randint(1, LABS - 1)}"),
        "way to meet": lambda: Wanted(own_topics(), {TagKind.WAY: chance.choice(ways)}),
        "free part of the week": lambda: Wanted(own_topics(), {TagKind.FREE: chance.choice(PARTS)}),
        "topic and field": lambda: Wanted(own_topics(), topic_and(), field=chance.choice(fields)),
        "everything": lambda: Wanted(
            own_topics(), topic_and(language="en", way=chance.choice(ways), free=chance.choice(PARTS)),
            chance.choice(fields), ("word",), "lab 7",
        ),
    }  # fmt: skip


def _look(store: Store, mentee: Candidate, wanted: Wanted) -> int:
    """As the flow does it: candidates, their order, the first three and the last three."""
    found = fit.in_order(mentee, finding.candidates(store, wanted, {1}))
    finding.these(store, [one.member_id for one in found[:3]])
    finding.these(store, [one.member_id for one in found[-3:]])
    return len(found)


@dataclass
class Times:
    """Milliseconds of CPU of each look by one filter, the server's with our own, and how many mentors were found on
    average."""

    taken: list[float] = field(default_factory=list)
    found: float = 0


def _clock(store: Store) -> Callable[[], float]:
    """Milliseconds of CPU that this thread and, where there is one, the server's process for it have used."""
    if store.session.get_bind().dialect.name == "sqlite":
        return lambda: time.thread_time() * 1000
    server = Path(f"/proc/{store.number(sa.select(sa.func.pg_backend_pid()))}/schedstat")
    return lambda: time.thread_time() * 1000 + int(server.read_text().split()[0]) / 1_000_000


def _times(stores: Mapping[int, Store]) -> dict[int, dict[str, Times]]:
    """By size and way of looking. The sizes take turns, so that a machine that slows down slows all of them."""
    chances = {size: random.Random(7) for size in stores}
    measured = {size: defaultdict[str, Times](Times) for size in stores}
    clocks = {size: _clock(store) for size, store in stores.items()}
    mentees = {size: finding.these(store, [1])[0] for size, store in stores.items()}
    gc.freeze()  # as `kith run` does
    for number in range(LOOKS + WARM):
        for size, store in stores.items():
            for name, another in looks(chances[size]).items():
                wanted = another()
                begun = clocks[size]()
                found = _look(store, mentees[size], wanted)
                if number >= WARM:
                    measured[size][name].taken.append(clocks[size]() - begun)
                    measured[size][name].found += found / LOOKS
    return {size: dict(one) for size, one in measured.items()}


def _presses(databases: Mapping[int, Database]) -> dict[int, list[float]]:
    """Milliseconds of CPU of each press on *find* by a mentee with three topics: the step with all that it does."""
    for database in databases.values():
        with database.write() as session:
            store = Store(session, 1)
            place = store.add(Place(platform="slack", key=TEAM, program_id=1))
            account = store.add(Account(platform="slack", team=TEAM, user=ADA, name="Ada"))
            saw_in_place(store, account, place.id)
            set_tags(store, enrol(store, account, NOW, consent="1"), TagKind.TOPIC, sorted(library.topics())[:3])
    engines = {size: Engine(database, FLOWS, HOMES) for size, database in databases.items()}
    taken: dict[int, list[float]] = {size: [] for size in databases}
    by = Sender("slack", TEAM, ADA, place=TEAM, name="Ada")
    for number in range(LOOKS + WARM):
        for size, engine in engines.items():
            begun = time.process_time()
            engine.handle(Incoming.parse("mentors.find:1:", via=Via.PRESS, by=by, key=f"p{number}"), NOW)
            if number >= WARM:
                taken[size].append((time.process_time() - begun) * 1000)
    return taken


def _filled(url: str, mentors: int, seed: int) -> Database:
    database = Database(url, [SECRET])
    schema.upgrade(database)
    with database.write() as session:
        store = Store(session)
        store.add(Program(id=1, name="Measured", status=ProgramStatus.OPEN, created_at=NOW - timedelta(days=1)))
        store.program_id = 1
        fill(store, mentors, seed)
    if not database.is_sqlite:  # what a server does by itself sooner or later
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    return database


def _measured(urls: Mapping[int, str], seed: int) -> tuple[dict[int, dict[str, Times]], dict[int, list[float]]]:
    """By size: each way of looking; and presses on SQLite, where all of their work is our own."""
    with ExitStack() as stack:
        databases = {size: stack.enter_context(closing(_filled(url, size, seed))) for size, url in urls.items()}
        with ExitStack() as reading:
            stores = {size: Store(reading.enter_context(one.read()), 1) for size, one in databases.items()}
            measured = _times(stores)
        ours = {size: database for size, database in databases.items() if database.is_sqlite}
        return measured, _presses(ours)


def measure(fresh: Callable[[], AbstractContextManager[str]], name: str, seed: int = 1) -> list[Figure]:
    """`fresh` gives the address of an empty database, for each size."""
    with ExitStack() as stack:
        sizes, pressed = _measured({size: stack.enter_context(fresh()) for size in SIZES}, seed)
    small, large = sizes[SIZES[0]], sizes[SIZES[-1]]
    alike = [way for way, one in small.items() if one.found >= MOST * AS_MANY]
    figures = list[Figure]()
    for size, measured in sizes.items():
        for which, ways in (("", list(small)), (", a few hundred found", alike)):
            each, base = _taken(measured, ways), _taken(small, ways)
            figures += _figures(f"find, {size:,} mentors, {name}{which}", each, base, aimed=size == SIZES[-1])
        if pressed:
            figures += _figures(
                f"find, {size:,} mentors, {name}, pressed", pressed[size], pressed[SIZES[0]], aimed=size == SIZES[-1]
            )
    for by, one in large.items():
        found = f"{one.found:.0f} found, {small[by].found:.0f} of {SIZES[0]:,}"
        figures += _figures(f"find by {by}, {SIZES[-1]:,} mentors, {name} ({found})", one.taken, small[by].taken)
    return figures


def _taken(measured: Mapping[str, Times], ways: Sequence[str]) -> list[float]:
    return [taken for way in ways for taken in measured[way].taken]


def _figures(name: str, taken: Sequence[float], base: Sequence[float], *, aimed: bool = False) -> list[Figure]:
    """A look in the middle, and on average, with their ratios to the smallest size, and the 99th percentile. What the
    same looks cost together is in the average, so the aim is its; the middle is a look in another way in each size."""
    compared, aim, slow = f"{SIZES[0]:,} mentors", "at most 3" if aimed else "", quantile(list(taken), 0.99)
    middle, average = median(list(taken)), sum(taken) / len(taken)
    of_middle, of_average = middle / median(list(base)), average / (sum(base) / len(base))
    return [
        Figure(name, middle, "ms CPU", of_middle, compared),
        Figure(f"{name}, on average", average, "ms CPU", of_average, compared, aim, of_average <= 3 if aimed else None),
        Figure(f"{name}, 99th percentile", slow, "ms CPU", aim="under 20 ms", met=slow < 20),
    ]  # fmt: skip


@contextmanager
def _file() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'find.db'}"


def on_sqlite() -> list[Figure]:
    return measure(_file, "SQLite")


AS_USUAL = {"options": "-c plan_cache_mode=auto -c jit=on"}
"""A server plans as it does unless somebody tells it otherwise, and not as the tests' server does."""


def on_postgresql() -> list[Figure]:
    """On a server of the tests; nothing, where there is none."""
    try:
        with running() as server:

            @contextmanager
            def fresh() -> Iterator[str]:
                url = server.new_database()
                yield sa.make_url(url).update_query_dict(AS_USUAL).render_as_string(hide_password=False)
                server.drop(url)

            return measure(fresh, "PostgreSQL")
    except pytest.skip.Exception as lacking:
        print(lacking, file=sys.stderr)
        return []
