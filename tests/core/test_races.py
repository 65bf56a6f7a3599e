"""Real threads through the engine: whatever happens at the same moment, the rules hold and nothing is lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.incoming import Incoming, Reply, Via
from bot.messages import Card
from bot.steps import MEMBER, Effects, Flow, Replace, Tell, Turn
from bot.words import _
from storage.database import Database
from storage.outbox import SHOWN, Letter, LetterState
from storage.people import Account, Member
from tests.core import small
from tests.core.small import Jar, JarStatus, the_helper
from tests.core.stage import Stage

flow: Flow[Jar] = Flow("race", about=Jar, holds=("owner", "helper"))


@flow.step(by=MEMBER)
def join_in(jar: Jar, turn: Turn) -> Effects:
    """Anybody may put a coin in, as long as there is a place."""
    yield from small.put(jar, turn)


@flow.step(by="owner")
def give_away(jar: Jar, turn: Turn) -> Effects:
    """Reads what the member has, of all jars, and adds one; the rows of other jars are not locked, the member is."""
    owned = turn.store.all(sa.select(Jar).where(sa.column("owner_id") == turn.me.id))
    if sum(one.coins for one in owned) >= 1:
        yield Replace(Card(_("One is enough.")))
        return
    jar.coins += 1
    yield Tell(the_helper(jar, turn), Card(_("Here is one.")))


@flow.step(by="owner")
def twice(jar: Jar, turn: Turn) -> Effects:
    """Fails the first time as PostgreSQL fails when two transactions cannot both be."""
    jar.coins += 1
    yield Tell(the_helper(jar, turn), Card(_("Once.")))
    if failures:
        raise sa.exc.OperationalError("UPDATE jar", {}, failures.pop())


failures: list[psycopg.Error] = []
FLOWS = (*small.FLOWS, flow)


@pytest.fixture
def stage(database: Database) -> Iterator[Stage]:
    made = Stage(database, FLOWS)
    yield made
    made.close()


@pytest.fixture
def jar(stage: Stage) -> Jar:
    return stage.jar(stage.member("Ada"), stage.member("Lin"))


def at_once(*acts: Callable[[], Reply]) -> list[Reply]:
    """All of these at the same moment."""
    start = Barrier(len(acts))

    def act(one: Callable[[], Reply]) -> Reply:
        start.wait(timeout=20)
        return one()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [task.result(timeout=60) for task in [pool.submit(act, one) for one in acts]]


def press(stage: Stage, name: str, id: str, key: str) -> Callable[[], Reply]:
    return lambda: stage.presses(name, id, key=key)


def test_no_press_is_lost(stage: Stage, jar: Jar) -> None:
    """Forty presses from four threads on one jar are forty coins."""
    stage.change(jar, places=100)
    names = ["Ada", "Lin"]

    def many(thread: int) -> None:
        for number in range(10):
            stage.presses(names[thread % 2], f"jar.put:{jar.id}:", key=f"{thread}-{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(many, range(4)))
    assert stage.get(Jar, jar.id).coins == 40


@pytest.mark.parametrize("round_", range(3))
def test_the_last_place_has_one_winner(stage: Stage, jar: Jar, round_: int) -> None:
    """Two who press for the last place at once: one has it, the other is told kindly, and it is not overfull."""
    kim, zoe = stage.member("Kim"), stage.member("Zoe")
    assert (kim.id, zoe.id) == (3, 4)
    stage.change(jar, coins=2)
    replies = at_once(
        press(stage, "Kim", f"race.join_in:{jar.id}:", "a"), press(stage, "Zoe", f"race.join_in:{jar.id}:", "b")
    )
    won = [reply for reply in replies if reply.card]
    lost = [reply for reply in replies if reply.notice]
    assert (len(won), len(lost)) == (1, 1)
    assert lost[0].notice is not None
    assert "full" in lost[0].notice.text
    assert stage.get(Jar, jar.id).coins == 3


def test_a_rule_over_several_records_of_one_member_holds(stage: Stage, jar: Jar) -> None:
    """The members whom a record holds are locked, so what is counted over all of theirs cannot change meanwhile."""
    other = stage.jar(stage.get(Member, 1), stage.get(Member, 2))
    at_once(
        press(stage, "Ada", f"race.give_away:{jar.id}:", "a"), press(stage, "Ada", f"race.give_away:{other.id}:", "b")
    )
    assert sum(one.coins for one in stage.all(Jar)) == 1
    assert len(stage.letters()) == 1


def test_sealing_against_putting(stage: Stage, jar: Jar) -> None:
    """A coin goes in before the jar is sealed or not at all."""
    replies = at_once(press(stage, "Ada", f"jar.seal:{jar.id}:", "a"), press(stage, "Lin", f"jar.put:{jar.id}:", "b"))
    after = stage.get(Jar, jar.id)
    assert after.status is JarStatus.SEALED
    putting = replies[1]
    assert after.coins == (0 if putting.notice else 1)


def test_the_same_press_twice_at_once_is_taken_once(stage: Stage, jar: Jar) -> None:
    """A delivery and its redelivery at the same moment are one press."""
    with capture_logs() as logs:
        at_once(*(press(stage, "Ada", f"jar.put:{jar.id}:", "same") for _time in range(4)))
    assert stage.get(Jar, jar.id).coins == 1
    assert [line for line in logs if line["log_level"] == "error"] == []


def test_a_new_person_who_presses_twice_at_once_is_one_account(stage: Stage) -> None:
    """Two first acts of somebody whom nobody knows make one account, one place and one member, without an apology."""
    with capture_logs() as logs:
        replies = at_once(*(
            lambda number=number: stage.take(
                Incoming(via=Via.COMMAND, by=stage.sender("Zoe", "town"), text="join", key=f"k{number}")
            )
            for number in range(4)
        ))  # fmt: skip
    assert all(reply.card and "Welcome" in reply.card.text for reply in replies)
    assert [account.name for account in stage.all(Account)] == ["Zoe"]
    assert [member.name for member in stage.all(Member)] == ["Zoe"]
    assert [line for line in logs if line["log_level"] == "error"] == []


def test_a_timer_taken_by_two_at_once_is_taken_once(stage: Stage, jar: Jar) -> None:
    """Two postmen who picked up the same timer: its step happens once, and so does its letter."""
    stage.presses("Ada", f"jar.wind_up:{jar.id}:0")
    timer = stage.timers()[0]
    incoming = Incoming(
        via=Via.TIMER, step=timer.step, about=timer.about, key=f"timer:{timer.id}@{timer.due_at.isoformat()}"
    )
    at_once(*(lambda: stage.take(incoming) for _time in range(3)))
    assert stage.get(Jar, jar.id).note == "ring"
    assert len(stage.letters(LetterState.PENDING)) == 1


@pytest.mark.parametrize("why", [psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected])
def test_two_that_cannot_both_be_are_taken_one_after_the_other(
    stage: Stage, jar: Jar, why: type[psycopg.Error]
) -> None:
    """When the database undoes a step because of another one, it is taken again, and nobody notices."""
    failures.append(why())
    with capture_logs() as logs:
        stage.presses("Ada", f"race.twice:{jar.id}:")
    assert stage.get(Jar, jar.id).coins == 1
    assert len(stage.letters()) == 1
    assert [line for line in logs if line["log_level"] == "error"] == []


def test_three_tries_are_enough(stage: Stage, jar: Jar) -> None:
    """A step that is undone every time is apologised for, once, and nothing is left of it."""
    failures.extend(psycopg.errors.SerializationFailure() for _try in range(3))
    with capture_logs() as logs:
        reply = stage.presses("Ada", f"race.twice:{jar.id}:")
    assert reply.notice is not None
    assert failures == []
    assert stage.get(Jar, jar.id).coins == 0
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["step_failed"]


def test_crosswise_steps_end(stage: Stage, jar: Jar) -> None:
    """Two jars whose owners help each other, pressed crosswise many times, never wait for each other for ever."""
    other = stage.jar(stage.get(Member, 2), stage.get(Member, 1), places=100)
    stage.change(jar, places=100)

    def many(name: str, which: Jar) -> None:
        for number in range(10):
            stage.presses(name, f"jar.put:{which.id}:", key=f"{name}{which.id}-{number}")

    with ThreadPoolExecutor(4) as pool:
        tasks = [pool.submit(many, name, which) for name in ("Ada", "Lin") for which in (jar, other)]
        for task in tasks:
            task.result(timeout=60)
    assert [one.coins for one in stage.all(Jar)] == [20, 20]


@pytest.mark.parametrize("step", ["jar.look", "jar.put"])
def test_what_is_shown_to_one_person_twice_at_once_is_shown(stage: Stage, jar: Jar, step: str) -> None:
    """Two presses of one person at the same moment, on something that is no message: both are answered, and one of the
    answers is remembered."""
    stage.change(jar, places=100)
    for round_ in range(10):
        presses = [press(stage, "Ada", f"{step}:{jar.id}:", f"{round_}-{number}") for number in range(4)]
        said = at_once(*presses)
        assert all(reply.card is not None and reply.card.choices for reply in said)
    with stage.database.read() as session:
        assert session.query(Letter).filter_by(slot=SHOWN).count() == 1
