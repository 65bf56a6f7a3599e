"""Names change: of people on their platforms, and of steps between releases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.incoming import CALLED, RENAMED, Incoming, Via
from bot.messages import Card, Form, Kind, Question
from bot.steps import Effects, Flow, Later, Never, Replace, Turn
from bot.words import _
from storage import outbox
from storage.database import Database
from storage.outbox import Draft
from storage.people import Account, Member
from storage.places import Program, ProgramStatus
from tests.core import small
from tests.core.small import Jar
from tests.core.stage import NOON, Stage

people: Flow[Member] = Flow("people", about=Member)
bell: Flow[Jar] = Flow("bell", about=Jar, holds=("owner", "helper"))


@people.step()
def renamed(member: Member, turn: Turn) -> Effects:
    heard.append(member.name)
    yield from ()


heard: list[str] = []


def wish_form(jar: Jar, turn: Turn) -> Form:
    return Form(_("A wish"), [Question(f"q{number}", Kind.SHORT, _("Say more"), most=80) for number in range(6)],
                submit=_("Wish"))  # fmt: skip


@bell.step(formerly=("ring", "old_bell.toll"))
def strike(jar: Jar, turn: Turn) -> Effects:
    jar.note += "strike"
    yield from ()


@bell.step(by="owner")
def hush(jar: Jar, turn: Turn) -> Effects:
    yield Never(strike, jar)


@bell.step(by="owner")
def put_off(jar: Jar, turn: Turn) -> Effects:
    yield Later(strike, jar, due=turn.now + timedelta(hours=2))


@bell.step(by="owner", form=wish_form, formerly=("hope",))
def wish(jar: Jar, turn: Turn) -> Effects:
    yield Replace(Card(_("You wished for {what}.", what=turn.answers.text("q0"))))


@pytest.fixture
def stage(database: Database) -> Iterator[Stage]:
    heard.clear()
    made = Stage(database, (*small.FLOWS, people, bell))
    yield made
    made.close()


@pytest.fixture
def jar(stage: Stage) -> Jar:
    return stage.jar(stage.member("Ada"), stage.member("Lin"))


# --- of people -------------------------------------------------------------------------------------------------------


def test_what_a_platform_reports_of_somebody_does_not_bring_them_back(stage: Stage, jar: Jar) -> None:
    """A new name says nothing of whether letters arrive again; that is known when they do something."""
    ada = stage.account("Ada")
    stage.change(ada, silent_since=NOON, gone_at=NOON)
    by = replace(stage.sender("Ada"), name="Ada Lovelace")
    stage.take(Incoming(via=Via.EVENT, step=CALLED, by=by))
    found = stage.get(Account, ada.id)
    assert (found.name, found.silent_since, found.gone_at) == ("Ada Lovelace", NOON, NOON)
    acts_as(stage, "Ada", "Ada Lovelace")
    found = stage.get(Account, ada.id)
    assert (found.silent_since, found.gone_at) == (None, None)


def acts_as(stage: Stage, user: str, name: str) -> None:
    """Somebody does something, and the platform says what they are called."""
    by = replace(stage.sender(user), name=name)
    stage.take(Incoming(via=Via.COMMAND, by=by, text="mentor", key=stage.next_key()))


def test_a_new_name_is_their_name_in_every_program(stage: Stage) -> None:
    """Whoever changed their name on the platform is called so from their next act on, in all their programs; and what
    is made from names is told of it, once for each."""
    harbor = stage.add(Program(name="Harbor", status=ProgramStatus.OPEN, created_at=NOON)).id
    stage.member("Ada")
    stage.member("Ada", program=harbor)
    stage.member("Lin")
    acts_as(stage, "Ada", "Alan")
    assert [member.name for member in stage.all(Member)] == ["Alan", "Alan", "Lin"]
    assert [timer.step for timer in stage.timers()] == [RENAMED, RENAMED]
    stage.settle()
    acts_as(stage, "Ada", "Alan")
    stage.settle()
    assert heard == ["Alan", "Alan"]


def test_a_name_of_their_own_stays(stage: Stage) -> None:
    """Who is called otherwise here than on the platform keeps that, whatever the platform says."""
    ada = stage.member("Ada")
    stage.change(ada, name="Countess")
    acts_as(stage, "Ada", "Alan")
    assert (stage.get(Member, ada.id).name, stage.get(Account, ada.account_id).name) == ("Countess", "Alan")
    assert stage.timers() == []


# --- of steps --------------------------------------------------------------------------------------------------------


def set_long_ago(stage: Stage, step: str, jar: Jar, hours: float = 1) -> None:
    with stage.database.write() as session:
        outbox.set_timer(session, 1, step, jar.id or 0, "", stage.clock.at + timedelta(hours=hours))


@pytest.mark.parametrize("old", ["bell.ring", "old_bell.toll"])
def test_a_timer_follows_its_step_to_a_new_name(stage: Stage, jar: Jar, old: str) -> None:
    """What an older version set for later can be moved and removed by this one, and happens once."""
    set_long_ago(stage, old, jar)
    stage.engine.adopt()
    stage.presses("Ada", f"bell.put_off:{jar.id}:")
    assert [(timer.step, timer.due_at) for timer in stage.timers()] == [("bell.strike", NOON + timedelta(hours=2))]
    stage.passes(hours=3)
    assert stage.get(Jar, jar.id).note == "strike"
    set_long_ago(stage, old, jar)
    stage.engine.adopt()
    stage.presses("Ada", f"bell.hush:{jar.id}:")
    assert stage.timers() == []


def test_the_newer_of_two_timers_stays(stage: Stage, jar: Jar) -> None:
    """Where both versions set it, what this one set holds."""
    set_long_ago(stage, "bell.ring", jar)
    set_long_ago(stage, "bell.strike", jar, hours=5)
    stage.engine.adopt()
    assert [(timer.step, timer.due_at) for timer in stage.timers()] == [("bell.strike", NOON + timedelta(hours=5))]


def test_a_half_filled_form_follows_its_step(stage: Stage, jar: Jar) -> None:
    """Pages that were filled in under the old name are there under the new one."""
    with stage.database.write() as session:
        session.add(
            Draft(program_id=1, account_id=1, step="bell.hope", about=jar.id or 0, answers='{"q0": ["rain"]}', page=5,
                  touched_at=NOON)
        )  # fmt: skip
    stage.engine.adopt()
    form = stage.presses("Ada", f"bell.hope:{jar.id}:").form
    assert form is not None
    assert (form.questions[0].given, form.start) == (("rain",), 5)


def test_a_timer_of_a_step_that_nobody_knows_is_kept(stage: Stage, jar: Jar) -> None:
    """After a step back to an older version, what the newer one set for later waits for it, and the log says so."""
    set_long_ago(stage, "bell.of_tomorrow", jar, hours=0)
    with capture_logs() as logs:
        stage.settle()
        stage.passes(hours=3)
    (timer,) = stage.timers()
    assert (timer.step, timer.error) == ("bell.of_tomorrow", "UnknownStep")
    assert timer.attempts > 1
    assert {line["step"] for line in logs if line["event"] == "step_failed"} == {"bell.of_tomorrow"}
