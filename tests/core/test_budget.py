"""At most so many prompts a week; what does not fit waits, and comes as one card from which each thing is opened."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot import shown
from bot.errors import Undeliverable
from bot.words import spans, unmarked
from storage import outbox
from storage.database import Database
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import Member, MemberStatus
from storage.places import Program
from tests.core import telling, trouble
from tests.core.small import Jar
from tests.core.stage import Stage


@pytest.fixture
def stage(sqlite_database: Database) -> Iterator[Stage]:
    made = Stage(sqlite_database, (*telling.FLOWS, trouble.flow))
    yield made
    made.close()


@pytest.fixture
def jar(stage: Stage) -> Jar:
    return stage.jar(stage.member("Ada"), stage.member("Lin"), places=50)


def prompts(stage: Stage, jar: Jar, number: int) -> None:
    stage.presses("Ada", f"trouble.prompt:{jar.id}:{number}")
    stage.settle()


def newest(stage: Stage) -> shown.Card:
    return stage.desk.sent[-1].card


def lines(stage: Stage) -> list[str]:
    """What stands on the newest card, part by part."""
    return [unmarked(section.text) for section in newest(stage).sections]


def opens(stage: Stage, number: int) -> shown.Card:
    """Lin opens a line of the newest card."""
    stage.presses("Lin", newest(stage).sections[number].choices[0].id)
    stage.settle()
    return newest(stage)


def letter_of(stage: Stage, card: shown.Card) -> Letter:
    return next(letter for letter in stage.letters() if letter.card == card.model_dump_json())


def test_two_prompts_a_week(stage: Stage, jar: Jar) -> None:
    """The first two come at once, also within one step; the third waits a week for its room, and comes as it was."""
    prompts(stage, jar, 3)
    assert stage.desk.to("lin") == ["Prompt 0", "Prompt 1"]
    stage.passes(days=6, hours=23)
    assert len(stage.desk.to("lin")) == 2
    stage.passes(hours=2)
    assert stage.desk.to("lin") == ["Prompt 0", "Prompt 1", "Prompt 2"]
    assert [choice.label for choice in newest(stage).choices] == ["Put one in", "Look"]
    assert stage.timers() == []


def test_the_budget_is_one_over_all_steps_and_for_each_person(stage: Stage, jar: Jar) -> None:
    """What counts is the person: two steps share a week's prompts, two people do not."""
    other = stage.jar(stage.get(Member, 1), stage.member("Kim"))
    for _step in range(3):
        prompts(stage, jar, 1)
        prompts(stage, other, 1)
    assert (len(stage.desk.to("lin")), len(stage.desk.to("kim"))) == (2, 2)


def test_other_kinds_cost_nothing(stage: Stage, jar: Jar) -> None:
    """Answers, what others cause, and what is urgent pass a budget that is used up, and use up none."""
    stage.presses("Ada", f"telling.tell_urgently:{jar.id}:")
    prompts(stage, jar, 2)
    for kind in ("answer", "personal"):
        stage.presses("Ada", f"telling.tell:{jar.id}:{kind}")
    stage.presses("Ada", f"telling.tell_urgently:{jar.id}:")
    stage.settle()
    assert stage.desk.to("lin") == ["urgent", "Prompt 0", "Prompt 1", "answer", "personal", "urgent"]


def test_a_program_sets_its_budget(stage: Stage, jar: Jar) -> None:
    """How many a week is a setting of the program."""
    stage.change(stage.get(Program, 1), prompts_a_week=4)
    prompts(stage, jar, 6)
    assert len(stage.desk.to("lin")) == 4


def test_what_was_held_comes_as_one_card_from_which_each_is_opened(stage: Stage, jar: Jar) -> None:
    """Three held cards make one, with a line and a button for each, on the first morning with room. What is
    opened comes as the card it always was, its buttons work, and the line says where it is."""
    prompts(stage, jar, 5)
    stage.passes(days=7, hours=19)
    assert len(stage.desk.to("lin")) == 2
    stage.passes(hours=2)
    digest = newest(stage)
    assert digest.text == "A few things wait for you. Take your time; nothing is late."
    assert digest.notice == "A few things wait for you."
    assert [choice.label for choice in digest.presses] == ["Open it"] * 3
    assert lines(stage) == ["Title 2", "Title 3", "Title 4"]
    opened = opens(stage, 1)
    assert (opened.title, opened.text) == ("Title 3", "Prompt 3")
    stage.presses("Lin", opened.choices[0].id)
    assert stage.get(Jar, jar.id).coins == 1
    changed = stage.desk.edits[-1][1].card
    assert [unmarked(section.text) for section in changed.sections] == [
        "Title 2", "Title 3 (opened; it stands further down)", "Title 4",
    ]  # fmt: skip
    assert [len(section.choices) for section in changed.sections] == [1, 0, 1]


def test_what_stood_on_a_digest_that_did_not_arrive_waits_again(stage: Stage, jar: Jar) -> None:
    """Nobody has seen it: it is not lost, is not tried again at once, and comes with another digest."""
    prompts(stage, jar, 5)
    stage.passes(days=7, hours=19)
    stage.desk.trouble.append(Undeliverable("dm_closed"))
    stage.passes(hours=10)
    assert len(stage.desk.to("lin")) == 2
    assert len(stage.letters(LetterState.HELD)) == 3
    assert not stage.letters(LetterState.LISTED)
    stage.passes(days=8)
    assert lines(stage) == ["Title 2", "Title 3", "Title 4"]
    assert opens(stage, 1).text == "Prompt 3"


def test_a_button_that_every_held_card_has_is_on_each(stage: Stage, jar: Jar) -> None:
    """The same press on several held cards takes nothing from any of them."""
    prompts(stage, jar, 4)
    stage.passes(days=8)
    digest = newest(stage)
    for number, section in enumerate(digest.sections, start=2):
        stage.presses("Lin", section.choices[0].id)
        stage.settle()
        assert [choice.label for choice in newest(stage).choices] == ["Put one in", "Look"], number


def test_more_than_eight_make_another_digest_later(stage: Stage, jar: Jar) -> None:
    """A digest holds eight; what is left is one press away or comes with the next one, and nothing comes twice."""
    prompts(stage, jar, 17)
    stage.passes(days=8)
    assert lines(stage) == [f"Title {n}" for n in range(2, 10)]
    assert newest(stage).text.endswith("7 more are there whenever you like.")
    assert len(newest(stage).presses) == 9
    mark = len(stage.desk.sent)
    stage.passes(days=6, hours=18)
    assert len(stage.desk.sent) == mark
    stage.passes(days=1)
    assert len(stage.desk.sent) == mark + 1
    assert lines(stage) == [f"Title {n}" for n in range(10, 17)]
    assert stage.letters(LetterState.HELD) == []
    assert stage.timers() == []


def test_what_is_left_is_seen_at_once(stage: Stage, jar: Jar) -> None:
    """Who wants to see the others gets them on a second card, which costs nothing of the week, and no later one."""
    prompts(stage, jar, 17)
    stage.passes(days=8)
    stage.presses("Lin", newest(stage).choices[0].id)
    stage.settle()
    assert lines(stage) == [f"Title {n}" for n in range(10, 17)]
    assert newest(stage).choices == ()
    mark = len(stage.desk.sent)
    prompts(stage, jar, 1)
    assert stage.desk.texts[mark:] == ["Prompt 0"]
    refused = stage.presses("Lin", f"digest.see:{stage.get(Member, 2).id}:")
    assert refused.notice is not None
    assert unmarked(refused.notice.text) == "Nothing else waits for you now. What did has come since, or is over."
    stage.passes(days=30)
    assert len(stage.desk.sent) == mark + 1


def test_a_large_card_in_a_digest_is_opened_as_it_was(stage: Stage, jar: Jar) -> None:
    """A held card with a menu, facts or parts of its own comes whole, and can be opened once."""
    stage.change(stage.get(Program, 1), prompts_a_week=1)
    stage.presses("Ada", f"telling.prompt_large:{jar.id}:")
    stage.settle()
    original = newest(stage)
    prompts(stage, jar, 1)
    stage.presses("Ada", f"telling.prompt_large:{jar.id}:")
    stage.passes(days=8)
    assert lines(stage) == ["Title 0", "Counting_coins"]
    opener = newest(stage).presses[-1]
    assert opens(stage, 1) == original
    refused = stage.presses("Lin", opener.id)
    assert refused.notice is not None
    assert unmarked(refused.notice.text) == "You have opened that already. It stands further down."


def test_a_card_that_is_opened_goes_out_at_once(stage: Stage, jar: Jar) -> None:
    """Its lane is woken with the press, and it is told in its slot again, so that it is drawn anew like any other."""
    prompts(stage, jar, 2)
    for _twice in range(2):
        stage.presses("Ada", f"telling.prompt_large:{jar.id}:")
    stage.change(stage.letters(LetterState.HELD)[0], slot="counting")
    stage.passes(days=8)
    reply = stage.presses("Lin", newest(stage).presses[0].id)
    assert reply.wake == {"plain"}
    answers = [letter for letter in stage.letters() if letter.kind is LetterKind.ANSWER and not letter.edits]
    assert [letter.slot for letter in answers] == ["counting"]


def test_a_card_whose_time_has_passed_is_not_opened(stage: Stage, jar: Jar) -> None:
    """Who presses too late reads why nothing comes, and the line has no button any more; until then it opens, and
    arrives however late it is."""
    prompts(stage, jar, 2)
    for _three in range(3):
        stage.presses("Ada", f"telling.prompt_large:{jar.id}:")
    until = stage.clock.at + timedelta(days=9)
    for letter in stage.letters(LetterState.HELD):
        stage.change(letter, expires_at=until)
    stage.passes(days=8)
    assert lines(stage)[0] == "Counting_coins (until Wed 16 Sep, 12:00 your time)"
    openers = [choice for choice in newest(stage).presses if choice.label == "Open it"]
    mark = len(stage.desk.sent)
    stage.presses("Lin", openers[0].id)
    stage.clock.at = until
    stage.settle()
    assert len(stage.desk.sent) == mark + 1
    stage.presses("Lin", openers[1].id)
    stage.settle()
    assert unmarked(newest(stage).text).startswith("The time for that has passed. There is nothing left to do.")
    listing = stage.desk.edits[-1][1].card
    said = [unmarked(section.text) for section in listing.sections]
    assert said[1:] == 2 * ["Counting_coins (this is over)"]


def test_somebody_elses_held_card_cannot_be_opened(stage: Stage, jar: Jar) -> None:
    """Neither with a forged letter number nor by somebody else's button."""
    kim = stage.member("Kim")
    prompts(stage, jar, 2)
    for _twice in range(2):
        stage.presses("Ada", f"telling.prompt_large:{jar.id}:")
    stage.passes(days=8)
    opener = newest(stage).presses[0]
    number = opener.id.rsplit(":", 1)[1]
    mark = len(stage.desk.sent)
    for name, button in (("Kim", opener.id), ("Kim", f"digest.open:{kim.id}:{number}"), ("Lin", "digest.open:2:999"),
                     ("Lin", "digest.open:2:x"), ("Lin", "digest.open:2:")):  # fmt: skip
        reply = stage.presses(name, button)
        assert reply.notice is not None, button
    stage.settle()
    assert len(stage.desk.sent) == mark


@pytest.mark.parametrize(
    "note", ["snake_case_name", "**shout**", "back\\slash\\", "- item\n- item", "*_*_\\*" * 30, "\\" * 200, "_" * 400],
)  # fmt: skip
def test_peoples_words_stay_plain_in_a_digest(stage: Stage, jar: Jar, note: str) -> None:
    """Titles, words and labels that people wrote are read in a digest as they are read in the card itself."""
    stage.change(jar, note=note)
    stage.change(stage.get(Program, 1), prompts_a_week=0)
    stage.presses("Ada", f"telling.prompt_named:{jar.id}:")
    prompts(stage, jar, 1)
    held = shown.Card.model_validate_json(stage.letters(LetterState.HELD)[0].card)
    stage.change(stage.get(Program, 1), prompts_a_week=1)
    stage.passes(days=8)
    line = lines(stage)[0]
    assert held.title.startswith(line.removesuffix("…"))
    assert len(line) >= min(len(held.title), 100)
    assert [span.text for span in spans(newest(stage).sections[0].text) if span.bold] == []
    assert opens(stage, 0) == held


def test_a_card_of_parts_alone_can_be_held(stage: Stage, jar: Jar) -> None:
    """A held card without title and text shows how its first part begins."""
    prompts(stage, jar, 3)
    stage.presses("Ada", f"telling.prompt_bare:{jar.id}:")
    stage.passes(days=8)
    assert lines(stage)[1] == "Bare"


def test_one_held_card_keeps_its_neutral_notice(stage: Stage, jar: Jar) -> None:
    """A card that is not for other eyes stays so when it comes later."""
    prompts(stage, jar, 2)
    stage.presses("Ada", f"telling.prompt_large:{jar.id}:")
    stage.passes(days=7, hours=1)
    assert newest(stage).notice == "A question for you"
    assert newest(stage).menu is not None


def test_a_pause_keeps_what_was_held(stage: Stage, jar: Jar) -> None:
    """Held prompts stay held through a pause and come after it."""
    prompts(stage, jar, 4)
    stage.change(stage.get(Member, 2), status=MemberStatus.PAUSED)
    stage.passes(days=8)
    assert len(stage.desk.to("lin")) == 2
    stage.change(stage.get(Member, 2), status=MemberStatus.ACTIVE)
    stage.passes(days=8)
    assert len(newest(stage).sections) == 2


def test_a_budget_of_none_holds_everything_and_costs_nothing(stage: Stage, jar: Jar) -> None:
    """With no prompts a week nothing is sent and nothing piles up into digests of digests."""
    stage.change(stage.get(Program, 1), prompts_a_week=0)
    prompts(stage, jar, 3)
    stage.passes(days=30)
    assert stage.desk.sent == []
    assert len(stage.letters(LetterState.HELD)) == 3


def test_what_expired_while_it_was_held_is_left_out(stage: Stage, jar: Jar) -> None:
    """A held card that is of no use any more does not come."""
    prompts(stage, jar, 5)
    held = stage.letters(LetterState.HELD)
    for letter in held[:2]:
        stage.change(letter, expires_at=stage.clock.at)
    stage.passes(days=8)
    assert stage.desk.to("lin")[-1] == "Prompt 4"
    with stage.database.write() as session:
        outbox.clean_up(session, stage.clock.at)
    assert [letter.error for letter in stage.letters(LetterState.DEAD)] == ["expired", "expired"]


def test_who_left_gets_no_digest(stage: Stage, jar: Jar) -> None:
    """Held letters of somebody who left stay unsent."""
    prompts(stage, jar, 5)
    stage.change(stage.get(Member, 2), status=MemberStatus.LEFT)
    stage.passes(days=15)
    assert len(stage.desk.to("lin")) == 2
