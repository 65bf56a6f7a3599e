"""No card on a screen lies for long: a card that was told in a slot is changed wherever it is by then."""

import pytest

from bot.errors import Undeliverable, Unknown
from bot.parcels import Outgoing
from storage.outbox import LetterState
from storage.places import Place
from tests.core import telling
from tests.core.small import Jar
from tests.core.stage import NOON, Stage

FEW, MORE = "The jar holds one coin.", "The jar holds 2 coins."

FLOWS = telling.FLOWS


@pytest.fixture
def jar(any_stage: Stage) -> Jar:
    return any_stage.jar(any_stage.member("Ada"), any_stage.member("Lin"), coins=1)


def another_coin(stage: Stage, jar: Jar) -> None:
    stage.presses("Ada", f"jar.put:{jar.id}:")
    stage.presses("Ada", f"jar.draw_again:{jar.id}:")


def screen(stage: Stage) -> list[str]:
    """What Lin reads now: letters as they were edited since."""
    shown = {f"m{number}": letter for number, letter in enumerate(stage.desk.sent, start=1)}
    shown |= dict(stage.desk.edits)
    return [letter.card.text for letter in shown.values() if letter.user == "lin"]


def test_an_unsent_card_is_replaced(any_stage: Stage, jar: Jar) -> None:
    """A card that still lies in the outbox goes out as it is now, and once."""
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    another_coin(any_stage, jar)
    any_stage.settle()
    assert any_stage.desk.to("lin") == [MORE]
    assert any_stage.desk.edits == []


def test_a_sent_card_is_edited(any_stage: Stage, jar: Jar) -> None:
    """A card that was sent is changed where it stands."""
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    another_coin(any_stage, jar)
    any_stage.settle()
    assert any_stage.desk.to("lin") == [FEW]
    assert [(reference, letter.card.text) for reference, letter in any_stage.desk.edits] == [("m1", MORE)]


def test_many_changes_before_the_edit_is_sent_are_one_edit(any_stage: Stage, jar: Jar) -> None:
    """Only how it stands at last is drawn."""
    any_stage.change(jar, places=9)
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    for _coin in range(4):
        another_coin(any_stage, jar)
    any_stage.settle()
    assert [letter.card.text for _reference, letter in any_stage.desk.edits] == ["The jar holds 5 coins."]


def test_a_card_that_changes_while_it_is_sent_is_edited_after(any_stage: Stage, jar: Jar) -> None:
    """What is on its way arrives as it was and is then drawn again; the edit never overtakes its letter."""
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")

    def meanwhile(letter: Outgoing) -> None:
        any_stage.desk.during = lambda _letter: None
        another_coin(any_stage, jar)

    any_stage.desk.during = meanwhile
    any_stage.settle()
    any_stage.passes(minutes=1)
    assert any_stage.desk.to("lin") == [FEW]
    assert screen(any_stage) == [MORE]


def test_a_card_that_changes_after_it_was_claimed_goes_out_as_it_is(any_stage: Stage, jar: Jar) -> None:
    """A letter that the postman holds but has not begun to send is sent with what it says now, and at once: its lane is
    woken for it."""
    any_stage.presses("Ada", f"telling.tell:{jar.id}:answer")
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")

    def meanwhile(letter: Outgoing) -> None:
        any_stage.desk.during = lambda _letter: None
        another_coin(any_stage, jar)

    any_stage.desk.during = meanwhile
    any_stage.settle()
    any_stage.passes(minutes=1)
    assert screen(any_stage) == ["answer", MORE]
    assert any_stage.letters()[-1].lane in any_stage.woken


def test_a_card_that_changes_while_it_is_edited_is_edited_again(any_stage: Stage, jar: Jar) -> None:
    """A change that comes while an edit is on its way is drawn after it."""
    any_stage.change(jar, places=9)
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    another_coin(any_stage, jar)

    def meanwhile(letter: Outgoing) -> None:
        any_stage.desk.during = lambda _letter: None
        another_coin(any_stage, jar)

    any_stage.desk.during = meanwhile
    any_stage.settle()
    any_stage.passes(minutes=1)
    assert screen(any_stage) == ["The jar holds 3 coins."]


def test_an_old_edit_does_not_undo_a_new_one(any_stage: Stage, jar: Jar) -> None:
    """An edit that has to be tried again later draws the card as it is by then."""
    any_stage.change(jar, places=9)
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    any_stage.desk.trouble.append(Unknown("the line went dead"))
    another_coin(any_stage, jar)
    any_stage.settle()
    another_coin(any_stage, jar)
    any_stage.passes(minutes=1)
    assert screen(any_stage) == ["The jar holds 3 coins."]
    assert any_stage.letters(LetterState.PENDING) == []


def test_a_card_in_doubt_is_edited_once_it_is_found(any_stage: Stage, jar: Jar) -> None:
    """A change to a letter that may have arrived waits until that is known, and is drawn then."""
    any_stage.desk.trouble.append(Unknown("the line went dead"))
    any_stage.desk.arrives = True
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    another_coin(any_stage, jar)
    any_stage.passes(minutes=2)
    assert any_stage.desk.to("lin") == [FEW]
    assert screen(any_stage) == [MORE]


def test_a_card_that_never_arrived_is_left(any_stage: Stage, jar: Jar) -> None:
    """A change to a letter that is dead does nothing."""
    any_stage.desk.trouble.append(Undeliverable("gone"))
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    another_coin(any_stage, jar)
    any_stage.passes(minutes=1)
    assert any_stage.desk.edits == []
    assert any_stage.letters(LetterState.PENDING) == []


def test_a_change_of_a_card_that_dies_meanwhile_is_left(any_stage: Stage, jar: Jar) -> None:
    """An edit whose letter turns out undeliverable ends with it, and does not wait for ever."""
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")

    def meanwhile(letter: Outgoing) -> None:
        any_stage.desk.during = lambda _letter: None
        another_coin(any_stage, jar)

    any_stage.desk.trouble.append(Undeliverable("gone"))
    any_stage.desk.during = meanwhile
    any_stage.passes(minutes=5)
    assert any_stage.desk.edits == []
    assert any_stage.letters(LetterState.PENDING) == []


def test_nothing_told_is_nothing_drawn(any_stage: Stage, jar: Jar) -> None:
    """A slot in which nothing was told is left alone."""
    any_stage.presses("Ada", f"jar.draw_again:{jar.id}:")
    any_stage.settle()
    assert any_stage.letters() == []


def test_the_newest_card_of_a_slot_is_drawn(any_stage: Stage, jar: Jar) -> None:
    """Of two cards in one slot the later one is the one that lives."""
    for _twice in range(2):
        any_stage.presses("Ada", f"jar.offer:{jar.id}:")
        any_stage.settle()
    another_coin(any_stage, jar)
    any_stage.settle()
    assert [reference for reference, _letter in any_stage.desk.edits] == ["m2"]


def test_two_readers_of_one_slot_have_a_card_each(any_stage: Stage, jar: Jar) -> None:
    """A slot belongs to its reader: drawing Lin's card leaves Kim's."""
    kim = any_stage.member("Kim")
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.change(jar, helper_id=kim.id)
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    any_stage.change(jar, helper_id=jar.helper_id)
    another_coin(any_stage, jar)
    any_stage.settle()
    assert [letter.user for _reference, letter in any_stage.desk.edits] == ["lin"]


def test_told_and_drawn_in_one_step(any_stage: Stage, jar: Jar) -> None:
    """A step may draw what it has just told."""
    any_stage.presses("Ada", f"telling.tell_and_draw:{jar.id}:")
    any_stage.settle()
    assert any_stage.desk.to("lin") == ["second"]


def test_a_channels_card_is_drawn_in_its_channel(any_stage: Stage, jar: Jar) -> None:
    """A post is found by place and channel, also where the same slot was posted in another one."""
    for channel in ("general", "coins"):
        any_stage.presses("Ada", f"telling.post:{jar.id}:{channel}")
    any_stage.settle()
    any_stage.presses("Ada", f"jar.put:{jar.id}:")
    any_stage.presses("Ada", f"telling.draw_post:{jar.id}:general")
    any_stage.settle()
    assert [(reference, letter.channel) for reference, letter in any_stage.desk.edits] == [("m1", "general")]


def test_a_change_that_cannot_be_made_now_is_made_later(any_stage: Stage, jar: Jar) -> None:
    """An edit that the platform refuses for a while, or whose fate is unknown, is made again until it is made."""
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    any_stage.desk.trouble.extend([Undeliverable("rate", retry_after=30), Unknown("the line went dead")])
    another_coin(any_stage, jar)
    any_stage.passes(minutes=5)
    assert screen(any_stage) == [MORE]
    assert any_stage.letters(LetterState.PENDING) == []


def test_the_answer_to_a_press_changes_what_can_be_typed(any_stage: Stage, jar: Jar) -> None:
    """After a press has changed the card in place, its old buttons are not answered by typing any more."""
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    any_stage.presses("Lin", f"jar.put:{jar.id}:", on="m1")
    any_stage.change(jar, coins=0)
    assert any_stage.types("Lin", "Put one in") == ["The jar holds one coin."]
    any_stage.presses("Ada", f"jar.seal:{jar.id}:")
    any_stage.settle()
    stale = any_stage.presses("Lin", f"jar.put:{jar.id}:", on="m1")
    assert stale.card is not None
    assert not stale.card.open
    mark = any_stage.get(Jar, jar.id).coins
    any_stage.types("Lin", "1")
    assert any_stage.get(Jar, jar.id).coins == mark


def test_the_answer_to_a_typed_line_is_drawn_too(any_stage: Stage, jar: Jar) -> None:
    """What answers a typed line shows what the slot shows, and is changed with the card that was told in it."""
    any_stage.change(jar, places=9)
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    assert any_stage.types("Lin", "Put one in") == [MORE]
    another_coin(any_stage, jar)
    any_stage.settle()
    assert screen(any_stage) == ["The jar holds 3 coins.", "The jar holds 3 coins."]
    any_stage.types("Lin", "Put one in")
    another_coin(any_stage, jar)
    any_stage.settle()
    assert screen(any_stage) == ["The jar holds 5 coins."] * 3


def test_an_answer_is_not_taken_for_what_was_told(any_stage: Stage, jar: Jar) -> None:
    """After a new card was told in the slot, an older answer with it is left as it is."""
    any_stage.change(jar, places=9)
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    any_stage.types("Lin", "Put one in")
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    another_coin(any_stage, jar)
    any_stage.settle()
    assert screen(any_stage) == [FEW, MORE, "The jar holds 3 coins."]


def test_a_card_that_shows_what_a_slot_shows_is_drawn_until_it_shows_something_else(any_stage: Stage, jar: Jar) -> None:
    """A press on a card that belongs to no slot makes it one of the slot whose card it shows now, and the next press
    ends that."""
    any_stage.change(jar, places=9)
    any_stage.presses("Ada", f"telling.tell_aside:{jar.id}:")
    any_stage.settle()
    any_stage.presses("Lin", f"jar.put:{jar.id}:", on="m1")
    another_coin(any_stage, jar)
    any_stage.settle()
    assert screen(any_stage) == ["The jar holds 3 coins."]
    any_stage.presses("Lin", f"telling.say_it:{jar.id}:no", on="m1")
    another_coin(any_stage, jar)
    any_stage.settle()
    assert screen(any_stage) == ["The jar holds 3 coins."]
    assert len(any_stage.desk.edits) == 1


def test_a_card_that_many_see_stays_as_it_is(any_stage: Stage, jar: Jar) -> None:
    """A press in a room answers its presser alone: what is remembered of the card does not change."""
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.settle()
    before = any_stage.letters()[0].card
    any_stage.presses("Lin", f"jar.put:{jar.id}:", on="m1", many=True)
    assert any_stage.letters()[0].card == before


def test_a_change_for_a_place_that_is_gone_is_dead(any_stage: Stage, jar: Jar) -> None:
    """An edit in a place that Kith was taken out of does not wait."""
    any_stage.presses("Ada", f"telling.post:{jar.id}:general")
    any_stage.settle()
    any_stage.presses("Ada", f"telling.draw_post:{jar.id}:general", place="")
    any_stage.change(any_stage.get(Place, 1), gone_at=NOON)
    any_stage.settle()
    assert any_stage.desk.edits == []
    assert any_stage.letters(LetterState.PENDING) == []
