"""What was told and not sent yet can be taken back: nobody hears of what came to nothing first."""

import pytest
import sqlalchemy as sa

from bot.parcels import Outgoing
from storage.outbox import LetterState
from storage.places import Program
from tests.core import telling
from tests.core.small import Jar
from tests.core.stage import Stage

FEW, MORE = "The jar holds one coin.", "The jar holds 2 coins."

FLOWS = telling.FLOWS


@pytest.fixture
def jar(any_stage: Stage) -> Jar:
    return any_stage.jar(any_stage.member("Ada"), any_stage.member("Lin"), coins=1)


def test_an_unsent_card_is_taken_back(any_stage: Stage, jar: Jar) -> None:
    """A card that still lies in the outbox is never sent, and drawing it again brings nothing back."""
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.presses("Ada", f"telling.take_back:{jar.id}:")
    any_stage.presses("Ada", f"jar.draw_again:{jar.id}:")
    any_stage.settle()
    assert any_stage.desk.to("lin") == []
    assert [(letter.state, letter.error) for letter in any_stage.letters()] == [(LetterState.DEAD, "dropped")]


def test_a_card_can_be_told_after_one_was_taken_back(any_stage: Stage, jar: Jar) -> None:
    """The slot is free: the next card in it is sent, and drawn again where it stands."""
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.presses("Ada", f"telling.take_back:{jar.id}:")
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    any_stage.presses("Ada", f"jar.put:{jar.id}:")
    any_stage.presses("Ada", f"jar.draw_again:{jar.id}:")
    any_stage.settle()
    assert any_stage.desk.to("lin") == [FEW]
    assert [letter.card.text for _reference, letter in any_stage.desk.edits] == [MORE]


def test_a_sent_card_stays(any_stage: Stage, jar: Jar) -> None:
    """Who has read it reads on; the card can still be changed."""
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    any_stage.presses("Ada", f"telling.take_back:{jar.id}:")
    any_stage.presses("Ada", f"jar.put:{jar.id}:")
    any_stage.presses("Ada", f"jar.draw_again:{jar.id}:")
    any_stage.settle()
    assert any_stage.desk.to("lin") == [FEW]
    assert [letter.card.text for _reference, letter in any_stage.desk.edits] == [MORE]


def test_a_card_that_is_being_sent_stays(any_stage: Stage, jar: Jar) -> None:
    """What is on its way may have arrived, so it counts as sent."""
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")

    def meanwhile(letter: Outgoing) -> None:
        any_stage.desk.during = lambda _letter: None
        any_stage.presses("Ada", f"telling.take_back:{jar.id}:")

    any_stage.desk.during = meanwhile
    any_stage.settle()
    assert any_stage.desk.to("lin") == [FEW]
    assert [letter.state for letter in any_stage.letters()] == [LetterState.SENT]


def test_everything_that_waits_in_the_slot_is_taken_back(any_stage: Stage, jar: Jar) -> None:
    """Also what is held for the week's one card."""
    with any_stage.database.write() as session:
        session.execute(sa.update(Program).values(prompts_a_week=1))
    any_stage.presses("Ada", f"telling.prompt_in_slot:{jar.id}:")
    assert {letter.state for letter in any_stage.letters()} == {LetterState.PENDING, LetterState.HELD}
    any_stage.presses("Ada", f"telling.take_back:{jar.id}:")
    any_stage.passes(days=15)
    assert any_stage.desk.to("lin") == []


def test_told_and_taken_back_in_one_step(any_stage: Stage, jar: Jar) -> None:
    """A step may think better of it; what it told in another slot is sent."""
    any_stage.presses("Ada", f"telling.think_better:{jar.id}:")
    any_stage.settle()
    assert any_stage.desk.to("lin") == ["second"]
