"""What is hard in a match, after the coordinators have it: closed, changed, and what was added to it."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.apart import keep_apart
from storage.mentoring.pairs.named import WordsNamed
from storage.mentoring.rules import rules_of
from storage.people import Member
from storage.rights import keeping
from tests.flows.choices import matched
from tests.flows.stories import change_member, presses_late
from tests.world.making import add_coordinator
from tests.world.world import Person, World

SAYS = "Somebody says in a check-in that it is hard."
ADDS = "What would you like to add?"


def told(world: World) -> tuple[Person, Person]:
    """Ada said that it is hard, and Sam has heard so."""
    add_coordinator(world)
    ada, _lin = matched(world)
    world.passes(days=7)
    ada.presses("Not yet").presses("It is hard")
    world.passes(minutes=11)
    return ada, world.person("Sam").sees_last(SAYS)


def test_what_gets_worse_after_it_was_closed_is_a_new_message(world: World) -> None:
    """The coordinators have closed it; a sentence added then reaches them like the first time, and the person reads
    when. What was closed stays as it was read; the same sentence kept once more is nothing new."""
    ada, sam = told(world)
    sam.presses("Read it").presses("Close it with a note").fills({"What was done": "Talked to both."})
    world.passes(days=1)
    ada.types("checkin").presses("Add a sentence about Lin").fills({ADDS: "It got worse since yesterday."})
    ada.sees_last("Kept.", "it is with Sam, so that somebody can help")
    before = sam.marks()
    world.passes(minutes=11)
    assert SAYS in sam.since(before)
    sam.presses("Read it").sees_last("Said in a check-in", "It got worse since yesterday.", "nobody takes care of it")
    sam.presses("Close it with a note").fills({"What was done": "Talked once more."})
    presses_late(world, "Sam", "concern.read:1:")
    sam.sees_last("They added no words to it.", "Talked to both.")
    ada.types("checkin").presses("Change the sentence about Lin").fills({ADDS: "It got worse since yesterday."})
    ada.sees_last("I have told Sam that it is hard.")
    ada.types("checkin").presses("Change the sentence about Lin").fills({ADDS: ""}).sees_last(
        "There is no sentence kept any more."
    )
    before = sam.marks()
    world.passes(hours=2)
    assert SAYS not in sam.since(before)


def test_what_becomes_hard_again_after_it_was_closed_is_a_new_message(world: World) -> None:
    """Whoever said that it goes well, and then that it is hard, is heard again; nobody reads that somebody was told who
    was not."""
    ada, sam = told(world)
    sam.presses("Read it").presses("Close it with a note").fills({"What was done": "Talked to both."})
    ada.types("checkin").presses("Change my answer about Lin").presses("It goes well").sees_last("Kept.")
    ada.sees_no("this change can be seen there")
    ada.presses("Change my answer about Lin").presses("It is hard").sees_last("it is with Sam")
    before = sam.marks()
    world.passes(minutes=11)
    assert SAYS in sam.since(before)
    sam.presses("Read it").sees_last("nobody takes care of it")


def test_a_change_says_who_has_the_message_all_the_same(world: World) -> None:
    """It goes well by now, but a coordinator has read that it is hard: the person learns that they see the change."""
    ada, sam = told(world)
    ada.presses("Change my answer about Lin").presses("It goes well")
    ada.sees_last("and it goes well.", "What you said before is with Sam, and this change can be seen there, too.")
    sam.presses("Read it").sees_last("they have not met yet, and it goes well")


def reads(world: World, name: str) -> str:
    """What people added, as this coordinator finds it."""
    return world.person(name).commands("/program checkins").presses("What people added").screen[-1]


def adds(world: World, going: str, sentence: str) -> Person:
    """Ada has said how it goes, and adds a sentence."""
    world.passes(days=7)
    ada = world.person("Ada").presses("Yes, we met").presses(going).presses("Add a sentence about Lin")
    return ada.fills({ADDS: sentence})


def test_whom_a_sentence_names_does_not_read_it(world: World) -> None:
    """Whether it is hard or goes well: neither as a message nor in the list, whatever they are called later; Ada reads
    who can. A sentence that names them no more is theirs to read."""
    add_coordinator(world)
    add_coordinator(world, "Kim")
    change_member(world, "Kim", name="Tom")
    matched(world)
    ada = adds(world, "It is hard", "Tom tells Lin what I wrote to the coordinators.")
    ada.sees_last("Kept. Sam can read it.", "it is with Sam, so")
    world.passes(minutes=11)
    change_member(world, "Tom", name="Kim")
    world.person("Kim").sees_no(SAYS)
    assert "Tom tells" in reads(world, "Sam")
    assert "Nobody has added a sentence" in reads(world, "Kim")
    ada.types("checkin").presses("Change my answer about Lin").presses("It goes well")
    assert "Tom tells" not in reads(world, "Kim")
    ada.types("checkin").presses("Change the sentence about Lin").fills({ADDS: "All is well by now."})
    ada.sees_last("Kept. The coordinators can read it.")
    assert "All is well by now." in reads(world, "Kim")


def test_whom_the_writer_keeps_away_does_not_read_it(world: World) -> None:
    """A coordinator whom Ada keeps away finds no sentence of hers; where there is no other, she reads that."""
    add_coordinator(world, "Tom")
    matched(world)
    with world.database.write() as session:
        store = Store(session, 1)
        ada, tom = (store.get(Member, world.member(name).id) for name in ("Ada", "Tom"))
        assert ada is not None
        assert tom is not None
        keep_apart(store, ada, tom)
    adds(world, "It goes well", "A private sentence.").sees_last("Kept. No coordinator can read it now.")
    assert "private" not in reads(world, "Tom")
    add_coordinator(world)
    assert "private" in reads(world, "Sam")


def test_what_is_said_at_the_end_does_not_reach_whom_it_names(world: World) -> None:
    """The form at the end of a match holds to the same: Tom finds nothing of what names him, Sam all of it; and the
    way back into the list is to write it without the name."""
    add_coordinator(world)
    add_coordinator(world, "Tom")
    ada, _lin = matched(world)
    ada.commands("/mentor match").presses("End the match with Lin").presses("It does not fit")
    said = {"Did the match help you?": "Not really", "Would you take part again?": "Perhaps"}
    ada.presses("Say how it was").fills({**said, "What should the coordinators know?": "Tom knew, and did nothing."})
    ada.sees_last("Thank you. Sam can read it.")
    sam, tom = (world.person(name).commands("/program endings") for name in ("Sam", "Tom"))
    sam.sees_last("Tom knew, and did nothing.")
    tom.sees_last("Nobody has said anything about the end of a match yet.")
    ada.presses("Change what I said about it").fills({"What should the coordinators know?": "It did not fit."})
    ada.sees_last("Thank you. The coordinators can read it, so that")
    tom.commands("/program endings").sees_last("It did not fit.")


def named(world: World) -> list[int]:
    """In which words somebody is named: the numbers of check-ins, and 0 at the end."""
    with world.database.read() as session:
        return list(session.scalars(sa.select(col(WordsNamed.number)).order_by(col(WordsNamed.number))))


def test_who_was_named_goes_with_the_words(world: World) -> None:
    """Once the words are not kept any more, nothing says whom they named."""
    add_coordinator(world)
    matched(world)
    ada = adds(world, "It goes well", "Sam said that, too.").commands("/mentor match")
    ada.presses("End the match with Lin").presses("It does not fit").presses("Say how it was")
    ada.fills({"Did the match help you?": "Not really", "Would you take part again?": "Perhaps",
               "What should the coordinators know?": "Sam knows."})  # fmt: skip
    assert named(world) == [0, 1]
    with world.database.write() as session:
        store = Store(session, 1)
        while keeping.tidy(store, rules_of(store), world.moment + timedelta(days=800)):
            pass
    assert named(world) == []
