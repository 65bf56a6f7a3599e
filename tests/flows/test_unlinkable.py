"""Whoever has all that is kept after a pulse cannot tell who answered what; these tests would notice if they could."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.commands import nightly
from bot.engine import anonymous
from bot.tokens import Tokens
from flows.pulses import closing, questions
from storage.database import Database
from storage.mentoring.pulses import ballots, waves
from storage.mentoring.pulses.ballots import PulseAnswer
from storage.mentoring.pulses.waves import Wave
from storage.people import Member
from storage.rows import Clearing
from tests.flows.unlinking import Truth, dump, links, suspects
from tests.world.databases import SECRET, Watched, make_tables, sqlite_database
from tests.world.making import add_coordinator, add_mentee, make_world
from tests.world.plain import PlainSurface
from tests.world.world import World

SLUGS = ("goal", "steps", "people")
AT_ONCE = 19
"""Ballots in one part, at most: one fewer than there are."""
NAMES = [f"{first}{last}" for first in ("Ada", "Ben", "Cem", "Dua") for last in ("lin", "mar", "nor", "ost", "pim")]


@pytest.fixture(params=["sqlite", "postgres"])
def kept(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world in a database of its own, whose files nobody else writes to. What is answered is rewritten in parts."""
    monkeypatch.setattr(closing, "AT_ONCE", AT_ONCE)
    if request.param == "sqlite":
        database = sqlite_database(tmp_path)
    else:
        database = Watched(request.getfixturevalue("postgres_url"), [SECRET])
        make_tables(database)
    world = make_world(PlainSurface(presses=True), database)
    yield world
    world.close()


def live(world: World) -> tuple[Truth, dict[str, set[str]]]:
    """Twenty people answer in the order of their ids, some minutes apart, one of them by typing; then it closes. Gives
    what each of them said, and what must be nowhere afterwards: tokens, and what is stored of ballots meanwhile."""
    add_coordinator(world)
    for name in NAMES:
        add_mentee(world, name)
    world.person("Sam").commands("/program pulse").presses("What it changes").presses("Send it")
    chance = random.Random(7)
    columns = [chance.sample([str(1 + place % 5) for place in range(len(NAMES))], len(NAMES)) for _slug in SLUGS]
    truth = {}
    for name, *said in zip(NAMES, *columns, strict=True):
        truth[world.member(name).id or 0] = said
        person = world.person(name)
        if name == NAMES[3]:
            code = re.search("pulse-1-[a-z2-7]{16}", "\n".join(person.screen))
            assert code
            person.types(f"{code[0]} {' '.join(said)}")
        else:
            for number in said:
                person.presses(next(label for label in person.buttons[::-1] if label.startswith(number)))
        world.passes(minutes=7)
    rows = dump(world.database)["ballot"]
    screens = "\n".join(text for name in NAMES for text in world.person(name).screen)
    secret = {"tokens": set(re.findall("pulse-1-([a-z2-7]{16})", screens))}
    secret["ballots"] = {text for row in rows for text in (row["ticket"], row["answers, locked"])}
    assert len(rows) == len(NAMES) <= len(secret["tokens"])
    world.passes(days=8)
    return truth, secret


def found(world: World, truth: Truth) -> list[str]:
    return links(dump(world.database), suspects(world.database, list(truth)), truth, SLUGS)


def test_nothing_leads_from_an_answer_to_anybody(kept: World, capsys: pytest.CaptureFixture[str]) -> None:
    """No equal value, no order and no time in any table, hidden columns included, read with the key; nothing that a few
    alone were shuffled with; no token anywhere, and of ballots nothing in the database's files, the write-ahead file
    and the log."""
    truth, secret = live(kept)
    with kept.database.read() as session:
        answers = session.execute(sa.select(col(PulseAnswer.question), col(PulseAnswer.answer))).all()
    given = [(slug, said[number]) for said in truth.values() for number, slug in enumerate(SLUGS)]
    assert sorted(given) == sorted((slug, answer) for slug, answer in answers)
    assert found(kept, truth) == []
    logged = capsys.readouterr()
    assert "pulse.say" not in logged.out + logged.err
    written = [*files_of(kept.database), (logged.out + logged.err).encode()]
    for text in [*secret["tokens"], *(secret["ballots"] if kept.database.is_sqlite else ())]:
        assert not any(text.encode() in content for content in written)


def files_of(database: Database) -> list[bytes]:
    """What lies on the disk: SQLite's file and its write-ahead file; PostgreSQL's tables and its write-ahead log."""
    if database.path is not None:
        beside = [Path(f"{database.path}{ending}") for ending in ("", "-wal")]
        return [path.read_bytes() for path in beside if path.exists()]
    with psycopg.connect(database.url.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        for table in ("ballot", "wave_member"):
            [size] = connection.execute("SELECT pg_relation_size(%s)", [table]).fetchone() or [None]
            assert size == 0, f"{table} still has a file with something in it"
        connection.execute("CHECKPOINT")
        names = connection.execute("SELECT name FROM pg_ls_waldir()").fetchall()
        logs = [connection.execute("SELECT pg_read_binary_file('pg_wal/' || %s)", name).fetchone() for name in names]
        return [bytes(log[0]) for log in logs if log]


# --- leaks that must be found ----------------------------------------------------------------------------------------


def in_order_of_coming(patch: pytest.MonkeyPatch) -> None:
    """Tickets are numbers in the order of the first press, and nothing is shuffled."""
    seen: dict[str, str] = {}
    patch.setattr(Tokens, "ticket", lambda _self, token: seen.setdefault(token, f"{len(seen):064d}"))
    patch.setattr(ballots, "_CHANCE", _Unmoved())


class _Unmoved:
    def shuffle(self, rows: list[Any]) -> None:
        """Leaves everything as it came."""


def backwards(patch: pytest.MonkeyPatch) -> None:
    """The same from the end."""
    in_order_of_coming(patch)
    patch.setattr(ballots, "_CHANCE", _Turned())
    patch.setattr(closing, "AT_ONCE", 1000)


class _Turned:
    def shuffle(self, rows: list[Any]) -> None:
        rows.reverse()


def under_one_ticket(patch: pytest.MonkeyPatch) -> None:
    """An answer keeps some signs of its ticket, and so does the member."""
    rewrite, note = ballots.rewrite, waves.note_answered
    last = []

    def keep(*given: Any, **more: Any) -> None:
        last.append(given[2])
        kept_before(*given, **more)

    def mark(store: Any, wave: Wave, member: Member, day: Any) -> bool:
        member.consent = last[-1][:16]
        return note(store, wave, member, day)

    def with_ticket(store: Any, wave: Wave, tickets: Any, answers: Any) -> None:
        for ticket in tickets:
            store.add(PulseAnswer(program_id=1, wave_id=wave.id or 0, question=ticket[:16], answer="1"))
        rewrite(store, wave, tickets, answers)

    kept_before = ballots.keep
    patch.setattr(ballots, "keep", keep)
    patch.setattr(waves, "note_answered", mark)
    patch.setattr(ballots, "rewrite", with_ticket)
    patch.setattr(ballots, "drop_few", lambda *_given: None)


def side_by_side(patch: pytest.MonkeyPatch) -> None:
    """Each question is written down in the order of tickets: nobody is named, but the answers of one are together."""
    patch.setattr(ballots, "_CHANCE", _Unmoved())


def all_but_one(patch: pytest.MonkeyPatch) -> None:
    """As many ballots as one part may have are rewritten together, and the one that is left by itself."""
    patch.setattr(closing, "next_part", lambda left: min(left, AT_ONCE))


def in_one_transaction(patch: pytest.MonkeyPatch) -> None:
    """The answer is saved where it is noted who has answered (PostgreSQL tells)."""
    taken: list[Any] = []
    take = anonymous._Taking._by_whom

    def remember(taking: Any, effect: Any) -> None:
        taken[:] = [taking.ticket]
        take(taking, effect)

    def saved(store: Any, wave: Wave, member: Member, day: Any) -> bool:
        for slug, answer in questions.answers_of(wave, ballots.given(store, wave, taken[0])):
            store.add(PulseAnswer(program_id=1, wave_id=wave.id or 0, question=slug, answer=answer))
        member.told_open = True
        return note(store, wave, member, day)

    note = waves.note_answered
    patch.setattr(anonymous._Taking, "_by_whom", remember)
    patch.setattr(waves, "note_answered", saved)
    patch.setattr(ballots, "rewrite", lambda store, wave, _tickets, _answers: ballots.drop(store, wave))
    patch.setattr(closing, "AT_ONCE", 1000)


@pytest.mark.parametrize(
    ("kept", "leak", "kind"),
    [
        ("sqlite", in_order_of_coming, "order"),
        ("postgres", backwards, "order"),
        ("sqlite", under_one_ticket, "equal"),
        ("sqlite", side_by_side, "together"),
        ("postgres", all_but_one, "few together"),
        ("postgres", in_one_transaction, "equal: transaction"),
    ],
    indirect=["kept"],
)
def test_a_leak_would_be_found(
    kept: World, monkeypatch: pytest.MonkeyPatch, leak: Callable[[pytest.MonkeyPatch], None], kind: str
) -> None:
    """Broken in any of these ways, the test above finds the way from answers to people."""
    leak(monkeypatch)
    truth, _secret = live(kept)
    ways = found(kept, truth)
    assert any(way.startswith(kind) for way in ways), ways


@pytest.mark.parametrize("kept", ["sqlite"], indirect=True)
def test_what_is_deleted_stays_in_the_files_otherwise(kept: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without clearing away, ballots would still lie in the write-ahead file, or in the table's file."""
    monkeypatch.setattr(Database, "_clear_away", lambda _self, _tables: None)
    _truth, secret = live(kept)
    with pytest.raises(AssertionError):
        assert not any(text.encode() in content for content in files_of(kept.database) for text in secret["ballots"])


def left_of(world: World, secret: dict[str, set[str]]) -> set[str]:
    """What still lies in the files of ballots."""
    return {text for content in files_of(world.database) for text in secret["ballots"] if text.encode() in content}


@pytest.mark.parametrize("kept", ["sqlite"], indirect=True)
def test_whoever_reads_at_that_moment_only_puts_it_off(kept: World) -> None:
    """While somebody reads for long, what was deleted stays in the files; as soon as they are done it goes."""
    with kept.database.read() as session:
        session.execute(sa.text("SELECT count(*) FROM member")).all()
        _truth, secret = live(kept)
        assert not kept.database.clear_again()
        assert left_of(kept, secret)
    assert kept.database.clear_again()
    assert left_of(kept, secret) == set()


@pytest.mark.parametrize("kept", ["sqlite"], indirect=True)
@pytest.mark.parametrize("by", ["night", "start"])
def test_what_a_crash_left_is_cleared_later(kept: World, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    """If Kith died right before clearing, the next night or the next start does it."""
    with monkeypatch.context() as crash:
        crash.setattr(Database, "_clear_away", lambda _self, _tables: None)
        _truth, secret = live(kept)
    assert left_of(kept, secret)
    if by == "night":
        nightly.plan(kept.database, kept.moment)
        kept.passes(days=1)
    else:
        Clearing(kept.database.engine).clear()
    assert left_of(kept, secret) == set()
