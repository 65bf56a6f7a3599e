"""Steps that nothing kept can trace back to who took them."""

import re

import pytest

from bot import shown, tokens
from bot.engine.meant import ASKED
from bot.errors import WENT_WRONG, Refused, Unknown
from bot.incoming import Incoming, Via
from bot.messages import Card, Choice
from bot.steps import COORDINATOR, MEMBER, PROMPT, Apart, Effects, Flow, Later, Replace, Tell, Turn
from bot.words import Voice, _
from storage.columns import Keyring
from storage.outbox import SHOWN, Letter, Taken
from storage.people import Account, Member
from tests.core import filling
from tests.core.small import Jar, JarStatus
from tests.core.stage import NOON, Stage

poll: Flow[Jar] = Flow("poll", about=Jar)


def card(jar: Jar, text: str) -> Card:
    return Card(
        _("{text}", text=text),
        choices=[Choice(_("Red"), vote, jar, tokens.value("red"), aside=True),
                 Choice(_("Blue"), vote, jar, tokens.value("blue"), aside=True)],
        foot=_("Type {code} and a number.", code=tokens.code("poll", jar.id)),
    )  # fmt: skip


@poll.step(by=COORDINATOR)
def ask(jar: Jar, turn: Turn) -> Effects:
    """Asks everybody named in the value."""
    for number in turn.value.split(","):
        member = turn.store.get(Member, int(number))
        assert member is not None
        yield Tell(member, card(jar, "Which colour?"), kind=PROMPT)


@poll.step(by=MEMBER, when=JarStatus.OPEN, anonymous=True)
def vote(jar: Jar, turn: Turn) -> Effects:
    """Red, blue, and what else a test wants to see."""
    assert (turn.by, turn.account, turn.place) == (None, None, None)
    if turn.value == "breaks":
        raise RuntimeError("broken")
    if turn.value == "tells":
        yield Later(counted, jar, due=turn.now)
    if turn.value:
        jar.note += f"{turn.ticket[:8]}={turn.value}@{turn.now:%d.%m. %H:%M} "
        yield Apart(counted, jar, withdrawn)
    yield Replace(card(jar, f"You said {turn.value}." if turn.value else "Which colour?"))


@poll.step()
def counted(jar: Jar, turn: Turn) -> Effects:
    """Each of them once."""
    assert not turn.ticket
    jar.coins += 1
    if jar.coins > jar.places:
        raise Refused(_("That is enough."))
    turn.me.consent = f"{turn.now:%d.%m. %H:%M}"
    yield from ()


@poll.step()
def withdrawn(jar: Jar, turn: Turn) -> Effects:
    jar.note = " ".join(part for part in jar.note.split(" ") if not part.startswith(turn.ticket[:8]))
    yield Replace(Card(_("That is taken back.")))


@poll.step(by=MEMBER)
def apart(jar: Jar, turn: Turn) -> Effects:
    yield Apart(counted, jar, withdrawn)


FLOWS = (*filling.FLOWS, poll)


@pytest.fixture
def asked(any_stage: Stage) -> Stage:
    """Ada and Ben have been asked."""
    stage = any_stage
    sam, ada, ben = stage.member("Sam", is_coordinator=True), stage.member("Ada"), stage.member("Ben")
    stage.presses("Sam", f"poll.ask:{stage.jar(sam, places=9).id}:{ada.id},{ben.id}")
    stage.settle()
    return stage


def of(stage: Stage, name: str) -> shown.Card:
    """The newest card of somebody, as it arrived."""
    return next(letter.card for letter in reversed(stage.desk.sent) if letter.user == name.lower())


def note(stage: Stage) -> str:
    return stage.all(Jar)[0].note


def press(stage: Stage, name: str, answer: str, key: str = "") -> shown.Card:
    """Presses on the card that somebody got; gives what is shown."""
    token = tokens.read_value(of(stage, name).choices[0].id.split(":")[2])[0]
    reply = stage.presses(name, f"poll.vote:1:{token}.{answer}", key=key)
    assert reply.card or reply.notice
    return reply.card or reply.notice or shown.Card()


def test_each_card_has_a_token_that_is_kept_nowhere(asked: Stage) -> None:
    """What is sent has a token of its own in every button and in the code; the letter that is kept has none."""
    ada, ben = of(asked, "Ada"), of(asked, "Ben")
    tokens_of = [{re.split("[:.]", choice.id)[3] for choice in one.choices} for one in (ada, ben)]
    assert [len(found) for found in tokens_of] == [1, 1]
    assert tokens_of[0] != tokens_of[1]
    assert tokens_of[0].pop() in ada.foot
    kept = [letter.card for letter in asked.letters()]
    assert kept[0] == kept[1]
    assert all(token not in kept[0] for found in tokens_of for token in found)


@pytest.mark.parametrize("behind", ["", " and a number" * 30])
def test_a_long_foot_leaves_room_for_the_code(behind: str) -> None:
    """However long the words of a card are in some language, it can be sent with the code on it."""
    for before in range(260, 301):
        foot = _("{words} {code}{behind}", words="x" * before, code=tokens.code("poll", 1), behind=behind)
        long = Card(_("{text}", text="y" * 5000), foot=foot, choices=[])
        card = tokens.written(long.said(Voice()), "t" * tokens.LENGTH)
        assert len(card.foot) <= 300
        assert before > 270 or "t" * tokens.LENGTH in card.foot


def test_a_press_leaves_nothing_of_who_pressed(asked: Stage) -> None:
    """The answer hangs on a ticket, to the day; what is noted of the press is a hash of its key, to the day; the
    account, its member and its letters stay as they were."""
    before = [row.model_dump() for kind in (Account, Letter) for row in asked.all(kind)]
    acted = [member.acted_at for member in asked.all(Member)]
    shows = press(asked, "Ada", "red", key="plain:ada:press")
    assert shows.text == "You said red."
    assert tokens.PLACE not in shows.model_dump_json()
    assert [row.model_dump() for kind in (Account, Letter) for row in asked.all(kind)] == before
    assert [member.acted_at for member in asked.all(Member)] == acted
    assert re.fullmatch("[0-9a-f]{8}=red@07.09. 00:00 ", note(asked))
    with asked.database.read() as session:
        taken = [one for one in session.query(Taken) if one.key.startswith("anonymous:")]
    assert [one.at for one in taken] == [NOON.replace(hour=0)]
    assert "ada" not in taken[0].key
    assert not [letter for letter in asked.all(Letter) if letter.slot == SHOWN]


def test_the_same_card_has_the_same_ticket(asked: Stage) -> None:
    """Answers from one card belong together, those from two do not, and a press that comes twice is taken once."""
    press(asked, "Ada", "red")
    press(asked, "Ben", "red")
    press(asked, "Ada", "blue", key="again")
    press(asked, "Ada", "blue", key="again")
    first, second, third = (part.split("=")[0] for part in note(asked).split(" ") if "=" in part)
    assert first == third != second


def test_what_concerns_the_person_is_done_apart(asked: Stage) -> None:
    """It is taken by whoever pressed, and knows which day it is; where it refuses, the answer is taken back."""
    press(asked, "Ada", "red")
    assert asked.get(Member, 2).consent == "07.09. 00:00"
    asked.change(asked.all(Jar)[0], places=1)
    assert press(asked, "Ben", "blue").text == "That is taken back."
    assert "blue" not in note(asked)
    assert asked.all(Jar)[0].coins == 1


def test_it_can_be_typed_with_the_code(asked: Stage) -> None:
    """Behind the code stands a number, or what a button says, or several; the answer comes straight back, and no letter
    is written. Without the code nothing is taken, and it says why."""
    code = re.search("poll-1-[a-z2-7]+", of(asked, "Ada").foot)
    assert code
    for text, said in (("2", "You said blue."), ("Red", "You said red."), ("1 blue", "You said blue.")):
        reply = asked.take(Incoming(Via.LINE, by=asked.sender("Ada"), text=f"{code[0]} {text}", key=asked.next_key()))
        assert reply.card
        assert reply.card.text == said
    assert len(asked.letters()) == 2
    wrong = asked.take(Incoming(Via.LINE, by=asked.sender("Ada"), text=f"{code[0]} green", key=asked.next_key()))
    assert wrong.notice
    assert "I did not understand “green”." in wrong.notice.text
    before = note(asked)
    assert "Nobody notes which card is yours" in asked.types("Ada", "2")[0]
    assert note(asked) == before


def with_a_jar(stage: Stage) -> Jar:
    """Ada was offered a jar; the anonymous card comes after it."""
    jar = stage.jar(stage.all(Member)[0], stage.all(Member)[1])
    stage.presses("Sam", f"jar.offer:{jar.id}:")
    stage.settle()
    stage.presses("Sam", f"poll.ask:1:{stage.all(Member)[1].id}", key="later")
    stage.settle()
    return jar


@pytest.mark.parametrize("line", ["1", "2", "7", "3.", "yes", "no", "Red"])
def test_what_may_answer_it_is_about_no_other_card(asked: Stage, line: str) -> None:
    """A bare number, a yes, a no and its labels do nothing to a card behind it, and nothing is kept of what was typed:
    no question asks back which button had that number. What works is said."""
    jar = with_a_jar(asked)
    (said,) = asked.types("Ada", line)
    assert "Nobody notes which card is yours" in said
    assert "If it is about another card, type what the button there says." in said
    assert asked.get(Jar, jar.id).coins == 0
    assert not [letter for letter in asked.all(Letter) if letter.slot == ASKED]
    assert asked.types("Ada", "put one in") == ["The jar holds one coin."]


@pytest.mark.parametrize("line", ["1", "4"])
def test_in_a_form_it_is_asked_about(asked: Stage, line: str) -> None:
    """What is typed after the card came is not the form's answer either; the form is one word away, and what is asked
    back is the same whatever was typed."""
    jar = asked.jar(asked.all(Member)[1], asked.all(Member)[0])
    asked.presses("Ada", f"filling.invite:{jar.id}:")
    asked.settle()
    asked.types("Ada", "Say a word")
    asked.presses("Sam", f"poll.ask:1:{asked.all(Member)[1].id}", key="later")
    asked.settle()
    (said,) = asked.types("Ada", line)
    assert said.endswith("Or do you want to go on with what you were filling in?")
    assert asked.types("Ada", "Go on with it")
    assert asked.types("Ada", line) == [f"You said {line}."]


def test_a_newer_card_has_its_own_numbers(asked: Stage) -> None:
    """What waits after the anonymous card is answered as ever; a number that it does not have is about neither."""
    jar = with_a_jar(asked)
    newer = asked.jar(asked.all(Member)[0], asked.all(Member)[1])
    asked.presses("Sam", f"jar.offer:{newer.id}:", key="newer")
    asked.settle()
    assert "Nobody notes which card is yours" in asked.types("Ada", "7")[0]
    asked.types("Ada", "1")
    asked.types("Ada", "1")
    assert asked.get(Jar, jar.id).coins == 0


def test_when_it_is_over_numbers_are_about_other_cards_again(asked: Stage) -> None:
    """But not without a question: its card may still be before somebody's eyes."""
    jar = with_a_jar(asked)
    asked.change(asked.all(Jar)[0], status=JarStatus.SEALED)
    assert asked.types("Ada", "1")[0].startswith("Do you mean “Put one in”?")
    assert asked.types("Ada", "yes") == ["The jar holds one coin."]
    assert asked.get(Jar, jar.id).coins == 1


def test_what_is_not_understood_says_how_it_is_answered(asked: Stage) -> None:
    """By then another question may stand on it, whose labels nobody knows here."""
    assert "or type the code that stands there" in asked.types("Ada", "Just right")[0]


def test_a_cry_is_heard_behind_a_code(asked: Stage) -> None:
    """What must never wait does not wait there either."""
    code = re.search("poll-1-[a-z2-7]+", of(asked, "Ada").foot)
    assert code
    assert asked.types("Ada", f"{code[0]} I am at the end of my rope") == ["You are not alone with this."]


@pytest.mark.parametrize("value", ["aaaaaaaaaaaaaaaa.red", f"{tokens.PLACE}.red", "red", ""])
def test_a_made_up_token_is_refused(asked: Stage, value: str) -> None:
    """Only what Kith made opens a card, and nothing is taken with anything else."""
    reply = asked.presses("Ada", f"poll.vote:1:{value}")
    assert reply.notice
    assert "Nobody notes which card is yours" in reply.notice.text
    assert note(asked) == ""


def test_the_guards_decide_first(asked: Stage) -> None:
    """Whoever is not in the program, and whoever comes when it is over, is told so."""
    asked.account("Eve")
    token = tokens.read_value(of(asked, "Ada").choices[0].id.split(":")[2])[0]
    stranger = asked.presses("Eve", f"poll.vote:1:{token}.red")
    assert stranger.notice
    assert "You are not in Compass yet." in stranger.notice.text
    asked.change(asked.all(Jar)[0], status=JarStatus.SEALED)
    assert "That has changed since" in press(asked, "Ada", "red").text
    assert note(asked) == ""


def test_a_failure_is_logged_without_a_name(asked: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """An error of ours says which step it was, and where; nothing of who pressed what. The person is apologised to."""
    for answer in ("breaks", "tells"):
        assert press(asked, "Ada", answer, key="plain:ada:1").text == Voice().say(WENT_WRONG)
    assert note(asked) == ""
    logged = capsys.readouterr().out
    assert re.search(r"step_failed +about=1 error=RuntimeError step=poll.vote where=vote:[0-9]+", logged)
    assert "ada" not in logged.casefold()
    assert "breaks" not in logged


def test_only_an_anonymous_step_does_something_apart(asked: Stage) -> None:
    """Elsewhere it is a bug, and nothing is saved."""
    reply = asked.presses("Ada", "poll.apart:1:")
    assert reply.notice
    assert reply.notice.text == Voice().say(WENT_WRONG)


def test_an_anonymous_step_is_about_nobody() -> None:
    """It cannot be about a record that holds people, or be reached by words of its own."""
    with pytest.raises(ValueError, match="about nobody"):
        Flow("own_jar", about=Jar, holds=("owner",)).step(by="owner", anonymous=True)(vote.run)


def test_tokens_outlive_a_change_of_keys() -> None:
    """After a new key was put first, a token that an old one made is known, by the same ticket; without that key it is
    not, and no two tokens are the same."""
    old = tokens.Tokens(Keyring(["the first secret of all"]))
    token = old.new()
    both = tokens.Tokens(Keyring(["the second secret", "the first secret of all"]))
    assert both.ticket(token) == old.ticket(token)
    assert tokens.Tokens(Keyring(["the second secret"])).ticket(token) is None
    assert len({old.new() for _number in range(500)}) == 500


def test_it_never_stands_in_a_digest(asked: Stage) -> None:
    """Held by the weekly budget, an anonymous card comes as it is when there is room, because a press that opens it
    would tell who is about to answer; sent, it has a token."""
    for number in range(3):
        asked.presses("Sam", f"poll.ask:1:{asked.all(Member)[1].id}", key=f"more{number}")
    asked.settle()
    mark = len(asked.desk.sent)
    refused = asked.presses("Ada", f"digest.see:{asked.all(Member)[1].id}:")
    assert refused.notice is not None
    asked.passes(days=8)
    assert asked.desk.texts[mark:] == ["Which colour?"] * 2
    assert press(asked, "Ada", "red").text == "You said red."


def test_sent_again_it_has_a_token_of_its_own(asked: Stage) -> None:
    """A letter that may have arrived and is sent again has another token; what was kept of the first one is nothing."""
    asked.desk.trouble.append(Unknown("lost"))
    asked.desk.arrives = False
    seen: list[str] = []
    asked.desk.during = lambda letter: seen.append(letter.card.choices[0].id)
    asked.presses("Sam", f"poll.ask:1:{asked.all(Member)[1].id}", key="doubt")
    asked.settle()
    asked.passes(minutes=5)
    assert len(seen) == 2
    assert seen[0] != seen[1]
