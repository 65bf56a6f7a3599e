"""What a step yields is saved together or not at all, once, in order."""

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.incoming import Incoming, Via
from storage import outbox
from storage.outbox import SHOWN, Letter, LetterState
from tests.core import trouble
from tests.core.small import Jar, JarStatus
from tests.core.stage import NOON, Stage

FLOWS = trouble.FLOWS


@pytest.fixture
def jar(any_stage: Stage) -> Jar:
    return any_stage.jar(any_stage.member("Ada"), any_stage.member("Lin"))


def test_a_step_that_breaks_leaves_nothing_behind(any_stage: Stage, jar: Jar) -> None:
    """Rows, letters and timers of a step that raises are undone together, and the person hears one apology."""
    with capture_logs() as logs:
        reply = any_stage.presses("Ada", f"trouble.break:{jar.id}:")
    assert reply.notice is not None
    assert "Something went wrong on our side" in reply.notice.text
    assert (reply.card, reply.form, reply.wake) == (None, None, frozenset())
    assert any_stage.all(Jar) == [jar]
    assert any_stage.letters() == []
    assert any_stage.timers() == []
    failed = [line for line in logs if line["log_level"] == "error"]
    assert [(line["event"], line["step"], line["about"]) for line in failed] == [
        ("step_failed", "trouble.break", jar.id)
    ]


def test_what_broke_can_be_pressed_again(any_stage: Stage, jar: Jar) -> None:
    """A failure does not use the press up: the same thing delivered again is tried again."""
    with capture_logs():
        any_stage.presses("Ada", f"trouble.break:{jar.id}:", key="twice")
        again = any_stage.presses("Ada", f"trouble.break:{jar.id}:", key="twice")
    assert again.notice is not None
    any_stage.presses("Ada", f"jar.put:{jar.id}:", key="twice")
    assert any_stage.get(Jar, jar.id).coins == 1


def test_a_step_that_breaks_under_a_typed_line_is_apologised_for_by_letter(any_stage: Stage, jar: Jar) -> None:
    """Who typed hears of it by post, once, also when the line is delivered again."""
    any_stage.presses("Ada", f"trouble.trap:{jar.id}:")
    any_stage.settle()
    with capture_logs() as logs:
        assert any_stage.types("Ada", "Break it", key="line") == [
            "Something went wrong on our side, and nothing was changed. Please try again in a moment."
        ]
        assert any_stage.types("Ada", "Break it", key="line") == []
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["step_failed"]
    assert any_stage.get(Jar, jar.id).coins == 0


def test_a_refusal_after_effects_undoes_them(any_stage: Stage, jar: Jar) -> None:
    """A step may refuse at its end: what it did until then is undone."""
    reply = any_stage.presses("Ada", f"trouble.refuse_late:{jar.id}:")
    assert reply.notice is not None
    assert reply.notice.text == "On second thoughts, no."
    assert any_stage.get(Jar, jar.id).coins == 0
    assert any_stage.letters() == []


def test_a_thousand_effects_are_the_most(any_stage: Stage, jar: Jar) -> None:
    """A thousand effects are saved, a thousand and one are a bug, and then nothing is saved."""
    any_stage.presses("Ada", f"trouble.flood:{jar.id}:1000")
    assert len(any_stage.letters()) == 1000
    with capture_logs() as logs:
        reply = any_stage.presses("Ada", f"trouble.flood:{jar.id}:1001")
    assert reply.notice is not None
    assert logs[0]["event"] == "step_failed"
    assert len(any_stage.letters()) == 1000
    assert any_stage.get(Jar, jar.id).coins == 1


def test_letters_are_keyed_by_their_place_and_sent_in_order(any_stage: Stage, jar: Jar) -> None:
    """The key of a letter is the key of what came in and its place in the step, and they arrive in that order."""
    any_stage.presses("Ada", f"trouble.flood:{jar.id}:12", key="T1:C2 U3\t9.5")
    keys = [letter.key for letter in any_stage.letters()]
    assert keys == [f"T1:C2_U3_9.5:{number}" for number in range(12)]
    any_stage.settle()
    assert any_stage.desk.to("lin") == [str(number) for number in range(12)]


def test_a_key_that_was_used_before_is_a_bug(any_stage: Stage, jar: Jar) -> None:
    """Two letters never have one key: the second step is undone whole and logged."""
    any_stage.presses("Ada", f"trouble.flood:{jar.id}:1", key="same")
    with any_stage.database.write() as session:
        session.execute(sa.delete(outbox.taken))
    with capture_logs() as logs:
        reply = any_stage.presses("Ada", f"trouble.flood:{jar.id}:3", key="same")
    assert reply.notice is not None
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["step_failed"]
    assert [letter.key for letter in any_stage.letters()] == ["same:0"]
    assert any_stage.get(Jar, jar.id).coins == 1


def test_later_sets_one_timer_and_moves_it(any_stage: Stage, jar: Jar) -> None:
    """However often the bell is wound up, it rings once, at the last moment that was set."""
    for minutes in (5, 60, 10):
        any_stage.presses("Ada", f"jar.wind_up:{jar.id}:{minutes}")
    assert len(any_stage.timers()) == 1
    any_stage.passes(minutes=9)
    assert any_stage.get(Jar, jar.id).note == ""
    any_stage.passes(minutes=2)
    assert any_stage.get(Jar, jar.id).note == "ring"
    any_stage.passes(days=2)
    assert any_stage.get(Jar, jar.id).note == "ring"
    assert any_stage.desk.to("lin") == ["The bell rings."]
    assert any_stage.timers() == []


def test_never_takes_the_timer_away(any_stage: Stage, jar: Jar) -> None:
    """A bell that was stopped does not ring, and stopping one that does not stand is nothing."""
    any_stage.presses("Ada", f"jar.stop_bell:{jar.id}:")
    any_stage.presses("Ada", f"jar.wind_up:{jar.id}:5")
    any_stage.presses("Ada", f"jar.stop_bell:{jar.id}:")
    assert any_stage.timers() == []
    any_stage.presses("Ada", f"trouble.wind_and_unwind:{jar.id}:")
    assert any_stage.timers() == []
    any_stage.passes(days=1)
    assert any_stage.get(Jar, jar.id).note == ""


def test_a_timer_in_a_wrong_status_goes_away_quietly(any_stage: Stage, jar: Jar) -> None:
    """A timer whose time has passed is settled without its step, and nobody hears of it."""
    any_stage.presses("Ada", f"jar.wind_up:{jar.id}:5")
    any_stage.change(jar, status=JarStatus.SEALED)
    any_stage.passes(minutes=6)
    assert any_stage.timers() == []
    assert any_stage.get(Jar, jar.id).note == ""
    assert any_stage.letters() == []


def test_a_timer_that_was_moved_meanwhile_is_not_taken(any_stage: Stage, jar: Jar) -> None:
    """Who picked a timer up and comes late finds that it stands elsewhere, and leaves it."""
    any_stage.presses("Ada", f"jar.wind_up:{jar.id}:5")
    old = any_stage.timers()[0]
    any_stage.presses("Ada", f"jar.wind_up:{jar.id}:60")
    key = f"timer:{old.id}@{old.due_at.isoformat()}"
    any_stage.take(Incoming(via=Via.TIMER, step="jar.ring", about=jar.id, key=key))
    assert any_stage.get(Jar, jar.id).note == ""
    assert [timer.due_at > old.due_at for timer in any_stage.timers()] == [True]


def test_a_broken_timer_is_kept_and_tried_again(any_stage: Stage, jar: Jar) -> None:
    """A timer whose step raises stays, each time a little later, with one log line a try; mended, it is taken once."""
    any_stage.presses("Ada", f"trouble.wind_broken:{jar.id}:")
    with capture_logs() as logs:
        any_stage.passes(minutes=5)
    tries = [line for line in logs if line["log_level"] == "error"]
    assert 2 <= len(tries) <= 10
    assert all((line["event"], line["step"]) == ("step_failed", "trouble.ring_broken") for line in tries)
    assert all(line["about"] == jar.id for line in tries)
    assert len(any_stage.timers()) == 1
    any_stage.change(jar, coins=1)
    any_stage.passes(hours=2)
    assert any_stage.get(Jar, jar.id).note == "rung"
    assert any_stage.desk.to("lin") == ["The bell was mended."]
    assert any_stage.timers() == []


def test_a_timer_that_is_refused_is_undone_and_logged(any_stage: Stage, jar: Jar) -> None:
    """Nobody reads the refusal of a timer's step, so the log says which step of which record it was, and no name."""
    any_stage.presses("Ada", f"trouble.wind_refused:{jar.id}:")
    with capture_logs() as logs:
        any_stage.passes(minutes=1)
    [line] = [line for line in logs if line["log_level"] == "warning"]
    assert line == {
        "event": "timer_refused", "log_level": "warning", "step": "trouble.refuse_late", "about": jar.id
    }  # fmt: skip
    assert any_stage.get(Jar, jar.id).coins == 0
    assert any_stage.letters() == []
    assert any_stage.timers() == []


def test_a_broken_timer_holds_nobody_else_up(any_stage: Stage, jar: Jar) -> None:
    """The other timers of the program are taken at their time."""
    any_stage.presses("Ada", f"trouble.wind_broken:{jar.id}:")
    any_stage.presses("Ada", f"jar.wind_up:{jar.id}:2")
    with capture_logs():
        any_stage.passes(minutes=3)
    assert any_stage.get(Jar, jar.id).note == "ring"


@pytest.mark.parametrize("step", ["look_and_tell", "look_and_wind"])
def test_a_step_that_looks_may_not_write(any_stage: Stage, jar: Jar, step: str) -> None:
    """Telling and timing are refused to a step that says it only looks; that is our bug and logged as one."""
    with capture_logs() as logs:
        reply = any_stage.presses("Ada", f"trouble.{step}:{jar.id}:")
    assert reply.notice is not None
    assert "on our side" in reply.notice.text
    assert any_stage.letters() == []
    assert any_stage.timers() == []
    assert [line["step"] for line in logs if line["log_level"] == "error"] == [f"trouble.{step}"]


def test_what_a_looking_step_changes_is_not_saved(any_stage: Stage, jar: Jar) -> None:
    """A step that changes its record though it says that it only looks is our bug: logged, and the row stays."""
    any_stage.change(jar, coins=2)
    with capture_logs() as logs:
        reply = any_stage.presses("Ada", f"trouble.look_and_take:{jar.id}:")
    assert reply.notice is not None
    assert "nothing was changed" in reply.notice.text
    assert [line["event"] for line in logs] == ["step_failed"]
    assert any_stage.get(Jar, jar.id).coins == 2


def test_looking_leaves_no_trace(any_stage: Stage, jar: Jar) -> None:
    """A press that looks changes nothing and is not remembered; only what it showed is known, as what was read last."""
    for _twice in range(2):
        reply = any_stage.presses("Lin", f"jar.look:{jar.id}:", key="look")
        assert reply.card is not None
        assert reply.card.text == "The jar holds 0 coins."
    assert any_stage.get(type(any_stage.account("Lin")), 2).program_id is None
    assert any_stage.letters() == []
    assert [(letter.slot, letter.open) for letter in any_stage.all(Letter)] == [(SHOWN, True)]


def test_asking_for_another_steps_form_holds_its_rules(any_stage: Stage, jar: Jar) -> None:
    """A step that leads on to one that the person may not take is undone and refused."""
    reply = any_stage.presses("Lin", f"trouble.ask_for_too_much:{jar.id}:")
    assert reply.notice is not None
    assert "not yours" in reply.notice.text
    assert reply.form is None


def test_the_same_thing_twice_is_taken_once(any_stage: Stage, jar: Jar) -> None:
    """A redelivered press changes nothing, sends nothing, and shows the card as it is now."""
    any_stage.presses("Ada", f"jar.put:{jar.id}:", key="press")
    any_stage.presses("Lin", f"jar.put:{jar.id}:", key="another")
    again = any_stage.presses("Ada", f"jar.put:{jar.id}:", key="press")
    assert again.card is not None
    assert again.card.text == "The jar holds 2 coins."
    assert any_stage.get(Jar, jar.id).coins == 2
    any_stage.presses("Ada", f"jar.seal:{jar.id}:", key="seal")
    sealed = any_stage.presses("Ada", f"jar.seal:{jar.id}:", key="seal")
    assert sealed.notice is None
    assert sealed.card is not None
    assert not sealed.card.open
    assert len(any_stage.letters()) == 1


def test_a_typed_line_delivered_twice_is_answered_once(any_stage: Stage, jar: Jar) -> None:
    """Neither a line that was taken nor one that was refused is answered again when it is delivered again."""
    assert len(any_stage.types("Ada", "help", key="one")) == 1
    assert any_stage.types("Ada", "help", key="one") == []
    refused = any_stage.types("Zoe", "find something", key="two")
    assert len(refused) == 1
    with capture_logs() as logs:
        assert any_stage.types("Zoe", "find something", key="two") == []
    assert [line for line in logs if line["log_level"] == "error"] == []


def test_what_a_timer_tells_is_keyed_by_the_timer(any_stage: Stage, jar: Jar) -> None:
    """The letters of a timer's step carry the timer and its time, so that a bell that rings daily never clashes."""
    for _day in range(3):
        any_stage.presses("Ada", f"jar.wind_up:{jar.id}:5")
        any_stage.passes(minutes=6)
    keys = [letter.key for letter in any_stage.letters(LetterState.SENT)]
    assert len(keys) == len(set(keys)) == 3
    assert all(key.startswith("timer:") for key in keys)
    assert any_stage.letters()[0].created_at > NOON
