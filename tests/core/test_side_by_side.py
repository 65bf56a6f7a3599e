"""A lane whose readers are written to side by side: who waits, and who does not."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.errors import Undeliverable, Unknown
from bot.parcels import Outgoing, Sent
from storage import outbox
from storage.database import Database
from storage.outbox import LetterState
from storage.people import Member
from tests.core import telling, trouble
from tests.core.desk import Desk
from tests.core.small import Jar
from tests.core.stage import Stage

LIMIT = 20
FULL = Undeliverable("slow_down", retry_after=60, everywhere=False)


@pytest.fixture(params=[1, 20], ids=["in_order", "side_by_side"])
def stage(request: pytest.FixtureRequest, database: Database) -> Iterator[Stage]:
    made = Stage(database, (*telling.FLOWS, trouble.flow), writers=2)
    made.desk.at_once = request.param
    yield made
    made.close()


@pytest.fixture
def to_lin(stage: Stage) -> Jar:
    return stage.jar(stage.member("Ada"), stage.member("Lin"))


@pytest.fixture
def to_kim(stage: Stage, to_lin: Jar) -> Jar:
    return stage.jar(stage.get(Member, to_lin.owner_id), stage.member("Kim"))


async def comes(happened: Callable[[], bool]) -> None:
    """Another thread, or the desk, makes it so, and tells nobody."""
    async with asyncio.timeout(LIMIT):
        while not happened():  # noqa: ASYNC110  # see above
            await asyncio.sleep(0.005)


def write(stage: Stage, jar: Jar, number: int) -> list[str]:
    stage.presses("Ada", f"trouble.flood:{jar.id}:{number}")
    return [str(one) for one in range(number)]


class Refusing(Desk):
    """Has had too much of one reader."""

    full = "lin"

    async def send(self, letter: Outgoing) -> Sent:
        self.trouble.append(FULL if letter.user == self.full else None)
        return await super().send(letter)


def test_one_reader_waits_alone(stage: Stage, to_lin: Jar, to_kim: Jar) -> None:
    """What one reader has had too much of holds up nobody else, also nobody who is written to later; the reader's own
    letters all wait, those written meanwhile too, and then come in their order."""
    desk = Refusing(at_once=stage.desk.at_once)
    stage.postman.carriers = {"plain": desk}
    write(stage, to_lin, 3)
    expected = write(stage, to_kim, 3)
    stage.settle()
    assert (desk.to("lin"), desk.to("kim")) == ([], expected)
    tried = len(desk.trouble)
    stage.passes(seconds=30)
    write(stage, to_kim, 1)
    write(stage, to_lin, 4)
    stage.settle()
    assert (desk.to("lin"), desk.to("kim")) == ([], [*expected, "0"])
    assert len(desk.trouble) == tried
    desk.full = ""
    stage.passes(seconds=31)
    assert desk.to("lin") == ["0", "1", "2", "0", "1", "2", "3"]


def test_a_held_lane_is_held_for_new_letters_too(stage: Stage, to_lin: Jar) -> None:
    """A letter written after a rate limit neither earns the next one nor overtakes those that wait."""
    write(stage, to_lin, 12)
    stage.desk.trouble.extend([None, None, Undeliverable("rate", retry_after=60)])
    stage.settle()
    assert stage.desk.texts == ["0", "1"]
    stage.passes(seconds=30)
    stage.presses("Ada", f"telling.tell:{to_lin.id}:answer")
    stage.settle()
    assert stage.desk.texts == ["0", "1"]
    stage.passes(seconds=31)
    assert stage.desk.texts == [*(str(number) for number in range(12)), "answer"]


def test_waiting_is_no_failure(stage: Stage, to_lin: Jar) -> None:
    """However often a platform asked for time, the first try that really goes wrong is followed after two seconds."""
    write(stage, to_lin, 1)
    stage.desk.trouble.extend([*[Undeliverable("rate", retry_after=1)] * 12, Unknown("the line went dead")])
    moments: list[datetime] = []
    stage.desk.during = lambda _letter: moments.append(stage.clock.at)
    with capture_logs():
        stage.passes(minutes=5)
    assert stage.desk.texts == ["0"]
    assert moments[-1] - moments[-2] == timedelta(seconds=2)


def test_an_extension_that_is_under_way_shortens_nothing(
    stage: Stage, to_lin: Jar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A send that ends while its lease is being extended is settled after that, with the back-off it should have."""
    monkeypatch.setattr(outbox, "LEASE", timedelta(milliseconds=20))
    write(stage, to_lin, 1)
    extending, settled = Event(), Event()
    original, settle = outbox.extend, outbox.settle_later

    def slow(*args: Any) -> bool:
        extending.set()
        settled.wait(timeout=0.5)
        return original(*args)

    def note(*args: Any, **kept: Any) -> bool:
        found = settle(*args, **kept)
        args[0].commit()
        settled.set()
        return found

    async def broken(letter: Outgoing) -> Sent:
        await comes(extending.is_set)
        raise Unknown("the line went dead")

    monkeypatch.setattr(outbox, "extend", slow)
    monkeypatch.setattr(outbox, "settle_later", note)
    stage.desk.send = broken  # type: ignore[method-assign]
    with capture_logs():
        stage.settle()
        stage.workers.close()  # whatever was begun has ended
    assert settled.is_set()
    assert stage.letters()[0].due_at - stage.clock.at == timedelta(seconds=2)


def test_a_lease_that_cannot_be_extended_is_told(stage: Stage, to_lin: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log has it, and what was sent meanwhile is noted as sent all the same."""
    monkeypatch.setattr(outbox, "LEASE", timedelta(milliseconds=20))
    write(stage, to_lin, 1)
    tried, original = asyncio.Event(), stage.desk.send

    def fails(*_args: Any) -> bool:
        tried.set()
        raise RuntimeError("no database")

    async def slow(letter: Outgoing) -> Sent:
        await comes(tried.is_set)
        return await original(letter)

    monkeypatch.setattr(outbox, "extend", fails)
    stage.desk.send = slow  # type: ignore[method-assign]
    with capture_logs() as logs:
        stage.settle()
    assert "lease_not_extended" in {line["event"] for line in logs}
    assert [letter.state for letter in stage.letters()] == [LetterState.SENT]


@pytest.mark.parametrize("stage", [20], indirect=True)
def test_a_slow_send_holds_up_nobody_else(stage: Stage, to_lin: Jar, to_kim: Jar) -> None:
    """While one letter takes its time, others go out, also one that is written only then."""
    write(stage, to_lin, 2)
    write(stage, to_kim, 30)
    original = stage.desk.send

    async def slow_for_lin(letter: Outgoing) -> Sent:
        if letter.user == "lin" and not stage.desk.to("lin"):
            await comes(lambda: len(stage.desk.to("kim")) >= 30)
            stage.presses("Ada", f"telling.tell:{to_kim.id}:answer")
            await comes(lambda: len(stage.desk.to("kim")) >= 31)
        return await original(letter)

    stage.desk.send = slow_for_lin  # type: ignore[method-assign]
    stage.settle()
    assert stage.desk.to("kim") == [*(str(number) for number in range(30)), "answer"]
    assert stage.desk.to("lin") == ["0", "1"]


@pytest.mark.parametrize("stage", [20], indirect=True)
def test_a_letter_that_cannot_be_settled_stops_no_other(
    stage: Stage, to_lin: Jar, to_kim: Jar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the database fails for one of them the rest is carried to its end, and the failure is raised then."""
    write(stage, to_lin, 1)
    write(stage, to_kim, 1)
    original = outbox.settle_sent

    def fails(session: Any, letter: outbox.Claimed, *rest: Any) -> bool:
        if letter.member_id == to_kim.helper_id:
            raise RuntimeError("no database")
        return original(session, letter, *rest)

    monkeypatch.setattr(outbox, "settle_sent", fails)
    with pytest.raises(RuntimeError, match="no database"):
        stage.settle()
    states = {letter.member_id: letter.state for letter in stage.letters()}
    assert states == {2: LetterState.SENT, 3: LetterState.PENDING}


@pytest.mark.parametrize("stage", [20], indirect=True)
def test_a_claim_that_fails_cuts_nobody_off(stage: Stage, to_lin: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the database goes away while letters are being sent, these are sent to their end."""
    write(stage, to_lin, 1)
    claim, send, failed = outbox.claim, stage.desk.send, Event()

    def once(*how: Any) -> list[outbox.Claimed]:
        if found := claim(*how):
            return found
        failed.set()
        raise RuntimeError("no database")

    async def slowly(letter: Outgoing) -> Sent:
        await comes(failed.is_set)
        for _turn in range(1000):
            await asyncio.sleep(0)
        return await send(letter)

    monkeypatch.setattr(outbox, "claim", once)
    stage.desk.send = slowly  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="no database"):
        stage.settle()
    assert [letter.state for letter in stage.letters()] == [LetterState.SENT]
