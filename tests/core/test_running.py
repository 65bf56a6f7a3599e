"""One process at work: adapters feed the engine, letters go out, lost wake-ups are repaired, and it stops cleanly."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs
from time_machine import TimeMachineFixture

from bot import running as running_module
from bot.errors import OUT_OF_PLACE, Undeliverable, Unknown
from bot.incoming import LEFT, PLACE_GONE, Incoming, Reply, Via
from bot.parcels import Outgoing, Sent
from bot.running import Running
from storage import outbox
from storage.database import InUse
from storage.outbox import LetterState, Taken
from storage.people import Account
from storage.places import Place
from tests.core.desk import Reception
from tests.core.small import Jar
from tests.core.stage import Stage
from tests.core.test_programs import letter_row

LIMIT = 20


class Bench:
    """A stage that really runs."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.counter = Reception()
        self.running = Running(stage.database, stage.engine, stage.clock, [self.counter])

    @asynccontextmanager
    async def works(self) -> AsyncIterator[None]:
        ready = asyncio.Event()
        task = asyncio.create_task(self.running.run(ready.set))
        async with asyncio.timeout(LIMIT):
            await ready.wait()
        try:
            yield
        finally:
            task.cancel()
            async with asyncio.timeout(LIMIT):
                await asyncio.gather(task, return_exceptions=True)

    def press(self, name: str, id: str) -> Incoming:
        return Incoming.parse(id, via=Via.PRESS, by=self.stage.sender(name), key=self.stage.next_key())

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(LIMIT):
            while not condition():  # noqa: ASYNC110  # what is sent tells nobody
                await asyncio.sleep(0.005)


@pytest.fixture
def bench(any_stage: Stage) -> Iterator[Bench]:
    made = Bench(any_stage)
    yield made
    made.running.workers.close()


@pytest.fixture
def jar(bench: Bench) -> Jar:
    return bench.stage.jar(bench.stage.member("Ada"), bench.stage.member("Lin"))


async def test_what_an_adapter_hears_is_taken_and_its_letters_go_out(bench: Bench, jar: Jar) -> None:
    """A press comes in, the reply goes straight back, and the letter follows without anybody waiting for a sweep."""
    async with bench.works():
        reply = await bench.counter.hears(bench.press("Ada", f"jar.seal:{jar.id}:"))
        assert reply.card is not None
        await bench.until(lambda: bench.counter.to("lin") == ["The jar is sealed."])
    assert bench.running.ready == {"plain"}


async def test_adapters_are_told_which_commands_there_are(bench: Bench, jar: Jar) -> None:
    """Each subcommand with its group's name and its hint; the bare command is offered as its home."""
    async with bench.works():
        assert [(one.command, one.name, one.hint) for one in bench.counter.offered] == [
            ("mentor", "home", "Where you stand"), ("program", "home", "How the program stands"),
            ("mentor", "join", "Join"), ("mentor", "find", "Find a jar"), ("mentor", "show", "Show a jar"),
        ]  # fmt: skip


async def test_whoever_is_not_alone_any_more_stops(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks again and again: a database that is away is waited for, another process at work ends this one."""
    monkeypatch.setattr(running_module, "MAKE_SURE", timedelta(milliseconds=5))
    findings: list[Exception | None] = [None, RuntimeError("the database is away"), None, InUse("another process")]

    def look() -> None:
        if found := findings.pop(0):
            raise found

    running = Running(bench.stage.database, bench.stage.engine, bench.stage.clock, [bench.counter], hold_alone=look)
    with capture_logs() as logs, pytest.raises(ExceptionGroup) as stopped:
        async with asyncio.timeout(LIMIT):
            await running.run()
    running.workers.close()
    assert stopped.group_contains(InUse)
    assert findings == []
    assert "not_sure_to_be_alone" in {line["event"] for line in logs}


async def test_a_lost_wake_up_is_repaired_by_the_sweep(bench: Bench, jar: Jar) -> None:
    """Letters and timers that fell due while nobody was woken are found."""
    bench.stage.presses("Ada", f"jar.offer:{jar.id}:")
    bench.stage.presses("Ada", f"jar.wind_up:{jar.id}:5")
    async with bench.works():
        await bench.running.sweep()
        await bench.until(lambda: len(bench.counter.sent) == 1)
        bench.stage.clock.move(timedelta(minutes=6))
        await bench.running.sweep()
        await bench.until(lambda: bench.counter.to("lin")[-1] == "The bell rings.")
    assert bench.stage.timers() == []


async def test_the_ticker_sweeps_by_itself(bench: Bench, jar: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to ask for a sweep."""
    monkeypatch.setattr(running_module, "SWEEP", timedelta(milliseconds=20))
    bench.stage.presses("Ada", f"jar.offer:{jar.id}:")
    async with bench.works():
        await bench.until(lambda: len(bench.counter.sent) == 1)


async def test_the_ticker_goes_on_when_the_clock_is_set_back(
    bench: Bench, jar: Jar, monkeypatch: pytest.MonkeyPatch, time_machine: TimeMachineFixture
) -> None:
    """What was to be done at a time that comes once more by then is not put off until it does."""
    for name in ("SWEEP", "MAKE_SURE"):
        monkeypatch.setattr(running_module, name, timedelta(milliseconds=20))
    time_machine.move_to(datetime.now(UTC) + timedelta(days=1))
    async with bench.works():
        time_machine.shift(timedelta(days=-1))
        bench.stage.presses("Ada", f"jar.offer:{jar.id}:")
        await bench.until(lambda: len(bench.counter.sent) == 1)


async def test_only_lanes_that_can_be_worked_are_woken(bench: Bench, jar: Jar) -> None:
    """Letters for a platform that is not connected wait, and are not tried."""
    bench.stage.change(bench.stage.account("Lin"), platform="elsewhere")
    bench.stage.presses("Ada", f"jar.offer:{jar.id}:")
    assert await bench.running.postman.due_lanes() == []
    await bench.running.postman.drain("elsewhere")
    assert [letter.attempts for letter in bench.stage.letters()] == [0]


async def test_who_left_while_nobody_listened_is_noticed(bench: Bench, jar: Jar) -> None:
    """Each platform is asked, and whoever is missing is reported as if it had said so; nobody else is."""
    bench.counter.gone = {"town": {"ada"}}
    await bench.running.reconcile()
    assert [letter.account_id for letter in bench.stage.letters()] == [1]


async def test_who_left_comes_back_and_leaves_again(bench: Bench, jar: Jar) -> None:
    """A second absence is another one, and not taken for the first."""
    bench.counter.gone = {"town": {"ada"}}
    with capture_logs() as logs:
        for _absence in range(2):
            await bench.running.reconcile()
            bench.stage.clock.move(timedelta(days=9))
            await bench.running.clean_up()
    assert len(bench.stage.letters()) == 2
    assert [line for line in logs if line["log_level"] == "error"] == []


async def test_one_who_cannot_be_taken_out_holds_up_nobody(bench: Bench, jar: Jar) -> None:
    """A report that fails is logged, and the next one is taken."""
    bench.counter.gone = {"town": {"ada", "lin"}}
    handle = bench.running.handle

    async def fails_for_ada(incoming: Incoming) -> Reply:
        if incoming.by and incoming.by.user == "ada":
            raise RuntimeError("it broke")
        return await handle(incoming)

    bench.running.handle = fails_for_ada  # type: ignore[method-assign]
    await bench.running.reconcile()
    assert [letter.account_id for letter in bench.stage.letters()] == [2]


async def test_a_platform_that_cannot_tell_takes_nobody_out(bench: Bench, jar: Jar) -> None:
    """Where the platform gives no answer nobody counts as gone, and the next platform is asked."""

    async def broken(place: str, users: Sequence[str]) -> set[str]:
        raise Unknown("the line went dead")

    bench.counter.missing = broken  # type: ignore[method-assign]
    with capture_logs() as logs:
        await bench.running.reconcile()
    assert bench.stage.letters() == []
    assert [line["event"] for line in logs] == ["reconcile_failed"]


async def test_only_those_who_are_thought_to_be_there_are_asked_about(bench: Bench, jar: Jar) -> None:
    """Members and who only looked around; not places that are gone or have no program, and not accounts that are
    gone."""
    asked: list[tuple[str, tuple[str, ...]]] = []

    async def note(place: str, users: Sequence[str]) -> set[str]:
        asked.append((place, tuple(users)))
        return set()

    bench.counter.missing = note  # type: ignore[method-assign]
    bench.stage.commands("Zoe", "mentor")
    bench.stage.commands("Zoe", "mentor", place="elsewhere")
    bench.stage.change(bench.stage.account("Lin"), gone_at=bench.stage.clock.at)
    await bench.running.reconcile()
    bench.stage.change(bench.stage.get(Place, 1), gone_at=bench.stage.clock.at)
    await bench.running.reconcile()
    assert asked == [("town", ("ada", "zoe"))]


async def test_a_place_that_kith_was_taken_out_of_is_noticed(bench: Bench, jar: Jar) -> None:
    """Where the platform says that Kith is not in the place any more, that is taken as if it had been reported, and
    nobody in it counts as gone for that."""

    async def out(place: str, users: Sequence[str]) -> set[str]:
        raise Undeliverable(OUT_OF_PLACE)

    taken: list[Incoming] = []

    async def note(incoming: Incoming) -> Reply:
        taken.append(incoming)
        return Reply()

    bench.counter.missing = out  # type: ignore[method-assign]
    bench.running.handle = note  # type: ignore[method-assign]
    await bench.running.reconcile()
    assert [(one.via, one.step, one.by and one.by.place) for one in taken] == [(Via.EVENT, PLACE_GONE, "town")]


async def test_the_first_looks_are_soon_after_the_start(
    bench: Bench, jar: Jar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who left while Kith was down is noticed without waiting half an hour, and the house is kept even where Kith is
    started anew every day."""
    monkeypatch.setattr(running_module, "FIRST_LOOK", timedelta(milliseconds=20))
    monkeypatch.setattr(running_module, "FIRST_CLEANING", timedelta(milliseconds=20))
    bench.counter.gone = {"town": {"ada"}}
    bench.stage.presses("Ada", f"jar.put:{jar.id}:")
    bench.stage.clock.move(timedelta(days=8))
    async with bench.works():
        await bench.until(lambda: bench.counter.to("ada") == ["Goodbye."])
        await bench.until(lambda: "key1" not in taken_keys(bench))


async def test_what_an_adapter_reports_and_fails_is_raised(bench: Bench, jar: Jar) -> None:
    """An event that cannot be taken reaches the adapter, which then does not acknowledge it."""
    bench.counter.gone = {}
    incoming = Incoming(via=Via.EVENT, step=LEFT, by=bench.stage.sender("Ada"), key="E1")
    with bench.stage.database.write() as session:
        session.execute(outbox.letters.insert().values(letter_row("E1:1:0")))
    with capture_logs(), pytest.raises(Exception, match=r"(?i)unique"):
        await bench.running.handle(incoming)
    assert bench.stage.all(Account)[0].gone_at is None


def taken_keys(bench: Bench) -> set[str]:
    with bench.stage.database.read() as session:
        return set(session.scalars(sa.select(outbox.taken.c.key)))


async def test_house_is_kept(bench: Bench, jar: Jar) -> None:
    """What was taken long ago is forgotten."""
    bench.stage.presses("Ada", f"jar.put:{jar.id}:")
    with bench.stage.database.read() as session:
        assert session.query(Taken).count() == 1
    bench.stage.clock.move(timedelta(days=8))
    await bench.running.clean_up()
    with bench.stage.database.read() as session:
        assert session.query(Taken).count() == 0


async def test_all_that_is_old_goes_at_once(bench: Bench, jar: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old letters go some at a time, and one after the other until none is left."""
    monkeypatch.setattr(outbox, "AT_ONCE", 1)
    for _letter in range(3):
        bench.stage.presses("Ada", f"jar.offer:{jar.id}:")
    for letter in bench.stage.letters():
        bench.stage.change(letter, state=LetterState.DEAD)
    bench.stage.clock.move(timedelta(days=91))
    await bench.running.clean_up()
    assert bench.stage.letters() == []


async def test_it_stops_cleanly(bench: Bench, jar: Jar) -> None:
    """When it is told to stop, adapters end, no task is left behind, and what was not sent is still in the outbox."""
    before = asyncio.all_tasks()
    async with bench.works():
        pass
    bench.stage.presses("Ada", f"jar.offer:{jar.id}:")
    assert bench.counter.stopped
    assert asyncio.all_tasks() == before
    assert [letter.state for letter in bench.stage.letters()] == [LetterState.PENDING]


async def test_what_is_being_sent_is_sent_before_adapters_let_go(
    bench: Bench, jar: Jar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When Kith stops, the connection that an open send goes by stands until it has come to its end."""
    begun, go, stood = asyncio.Event(), asyncio.Event(), list[bool]()

    async def send(_letter: Outgoing) -> Sent:
        begun.set()
        await go.wait()
        stood.append(not bench.counter.stopped)
        return Sent("m1")

    monkeypatch.setattr(bench.counter, "send", send)
    task = asyncio.create_task(bench.running.run())
    bench.stage.presses("Ada", f"jar.offer:{jar.id}:")
    await bench.running.sweep()
    async with asyncio.timeout(LIMIT):
        await begun.wait()
        task.cancel()
        for _turn in range(20):
            await asyncio.sleep(0)
        go.set()
        await asyncio.gather(task, return_exceptions=True)
    assert stood == [True]
    assert bench.counter.stopped
    assert [letter.state for letter in bench.stage.letters()] == [LetterState.SENT]


async def test_a_sweep_that_is_cut_off_is_no_error(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing in the log looks like a failure because Kith was stopped in the middle of a chore."""
    monkeypatch.setattr(running_module, "SWEEP", timedelta(milliseconds=10))
    begun = asyncio.Event()

    async def sweeps_for_ever() -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(bench.running, "sweep", sweeps_for_ever)
    async with bench.works(), asyncio.timeout(LIMIT):
        await begun.wait()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_an_adapter_that_cannot_go_on_ends_everything(bench: Bench, jar: Jar) -> None:
    """Its error is raised, and the others are stopped."""
    other = Reception("other")
    bench.running.adapters = {"other": other, "plain": bench.counter}
    bench.counter.fails = RuntimeError("wrong token")
    with pytest.raises(ExceptionGroup) as raised:
        async with asyncio.timeout(LIMIT):
            await bench.running.run()
    assert [str(error) for error in raised.value.exceptions] == ["wrong token"]


async def test_nothing_is_ready_before_everything_is(bench: Bench, jar: Jar) -> None:
    """With two platforms, both have to be connected."""
    told: list[set[str]] = []
    other = Reception("other")
    bench.running.adapters = {"plain": bench.counter, "other": other}
    task = asyncio.create_task(bench.running.run(lambda: told.append(set(bench.running.ready))))
    await bench.until(lambda: bool(told))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert told == [{"plain", "other"}]
