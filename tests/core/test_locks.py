"""On PostgreSQL, where people are served side by side: who waits for whom, and what a wait may not break."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.errors import Invalid
from bot.incoming import Reply
from bot.messages import Card, Form, Kind, Question
from bot.steps import MEMBER, Effects, Flow, Later, Replace, Tell, Turn
from bot.words import _
from storage.database import Database
from storage.people import Member
from storage.places import Program
from tests.core import filling, small
from tests.core.small import Jar, JarStatus
from tests.core.stage import Stage

SECONDS = 20.0
slow: Flow[Program] = Flow("slow", about=Program)
jars: Flow[Jar] = Flow("slow_jar", about=Jar, holds=("owner", "helper"))


class Gate:
    """A step that is inside here stays until it is let out."""

    def __init__(self) -> None:
        self.inside, self.out = Event(), Event()

    def stay(self) -> None:
        self.inside.set()
        assert self.out.wait(SECONDS)


gate = Gate()


@slow.step(by=MEMBER, shared=True)
def look_long(program: Program, turn: Turn) -> Effects:
    """Looks for a long time at what everybody shares."""
    gate.stay()
    yield Replace(Card(_("Here is what I found.")))


@slow.step(by=MEMBER)
def change_long(program: Program, turn: Turn) -> Effects:
    """Changes the program, and takes long."""
    program.prompts_a_week += 1
    turn.store.session.flush()
    gate.stay()
    yield Replace(Card(_("Changed.")))


@slow.step(by=MEMBER, shared=True)
def look_short(program: Program, turn: Turn) -> Effects:
    yield Replace(Card(_("Seen.")))


@jars.step(by="owner")
def break_(jar: Jar, turn: Turn) -> Effects:
    """The jar is no more."""
    turn.store.delete(jar)
    gate.stay()
    yield Replace(Card(_("Broken.")))


@jars.step(by="helper")
def remind(jar: Jar, turn: Turn) -> Effects:
    """A letter and a timer, each of which names the program and a member."""
    yield Tell(small.the_helper(jar, turn), Card(_("Remember the jar.")))
    yield Later(small.ring, jar, due=turn.now + small.MINUTE)


def note_form(jar: Jar, turn: Turn) -> Form:
    return Form(_("A note"), [Question("note", Kind.SHORT, _("What is it for"), most=80)], submit=_("Keep it"))


@jars.step(by="helper", when=JarStatus.OPEN, form=note_form)
def label(jar: Jar, turn: Turn) -> Effects:
    """Takes long to find that the note cannot be taken."""
    gate.stay()
    raise Invalid("note", _("Please use other words."))
    yield


@pytest.fixture
def stage(postgres_database: Database) -> Iterator[Stage]:
    global gate
    gate = Gate()
    made = Stage(postgres_database, (*small.FLOWS, slow, jars))
    yield made
    made.close()


@pytest.fixture
def jar(stage: Stage) -> Jar:
    return stage.jar(stage.member("Ada"), stage.member("Lin"))


@contextmanager
def inside(act: Callable[[], Reply]) -> Iterator["tuple[ThreadPoolExecutor, Future[Reply]]"]:
    """While somebody's step is under way; it ends with the block."""
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(act)
        try:
            assert gate.inside.wait(SECONDS)
            yield pool, first
        finally:
            gate.out.set()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        Event().wait(0.01)


def somebody_waits(stage: Stage) -> bool:
    """Whether a transaction of this database waits for another one's row."""
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with stage.database.engine.connect() as connection:
        return bool(connection.scalar(waiting))


@pytest.mark.parametrize("step", ["slow.look_long", "slow.change_long"])
def test_a_long_step_about_the_program_holds_up_nobody_elses_letters(stage: Stage, jar: Jar, step: str) -> None:
    """While somebody looks through the whole program, or changes it, another one's letters and timers are saved."""
    jar = stage.jar(stage.get(Member, 2), stage.member("Kim"))
    with inside(lambda: stage.presses("Ada", f"{step}:{stage.program}:")) as (pool, first):
        pool.submit(stage.presses, "Kim", f"slow_jar.remind:{jar.id}:").result(timeout=SECONDS / 2)
        assert not first.done()
        assert len(stage.letters()) == len(stage.timers()) == 1


def test_many_look_at_the_same_time(stage: Stage, jar: Jar) -> None:
    """What a step shares with others is not kept from them: a second search does not wait for the first one's end."""
    with inside(lambda: stage.presses("Ada", f"slow.look_long:{stage.program}:")) as (pool, first):
        reply = pool.submit(stage.presses, "Lin", f"slow.look_short:{stage.program}:").result(timeout=SECONDS / 2)
        assert not first.done()
        assert reply.card is not None


def test_what_is_taken_away_meanwhile_is_said_plainly(stage: Stage, jar: Jar) -> None:
    """Who presses a button while the record behind it is being deleted hears that it is gone, not of a fault of
    ours."""
    with capture_logs() as logs, inside(lambda: stage.presses("Ada", f"slow_jar.break:{jar.id}:")) as (pool, _first):
        second = pool.submit(stage.presses, "Lin", f"jar.put:{jar.id}:")
        until(lambda: somebody_waits(stage))
        gate.out.set()
        reply = second.result(timeout=SECONDS)
    assert reply.notice is not None
    assert reply.notice.text == "That is not there any more."
    assert [line for line in logs if line["log_level"] == "error"] == []


def test_a_form_that_is_refused_while_its_record_changes(stage: Stage, jar: Jar) -> None:
    """Between the step that could not take an answer and the keeping of what was filled in, somebody else seals the
    jar: the person hears how it stands, not of a fault of ours."""
    filled = lambda: stage.sends("Lin", f"slow_jar.label:{jar.id}:", {"note": "sweets"})  # noqa: E731
    with capture_logs() as logs, inside(filled) as (pool, first):
        sealing = pool.submit(stage.presses, "Ada", f"jar.seal:{jar.id}:")
        until(lambda: somebody_waits(stage))
        gate.out.set()
        assert sealing.result(timeout=SECONDS).card is not None
        reply = first.result(timeout=SECONDS)
    assert reply.notice is not None
    assert reply.notice.text.startswith("That has changed since")
    assert [line for line in logs if line["log_level"] == "error"] == []


def test_a_look_opens_a_form(postgres_database: Database) -> None:
    """Who only looks may be led to a form: it opens without holding anything, which who looks could not."""
    stage = Stage(postgres_database, filling.FLOWS)
    jar = stage.jar(stage.member("Ada"), stage.member("Lin"))
    reply = stage.presses("Ada", f"filling.word:{jar.id}:")
    assert reply.form is not None
    assert (reply.notice, reply.form.title) == (None, "One word")
    stage.close()
