"""Where an answer goes."""

import pytest

from adapters.discord.render.answers import Answer, Change, Open, Whisper, answers
from bot import shown
from bot.incoming import Incoming, Reply, Sender, Via
from bot.shown import Kind

CARD, NOTICE = shown.Card(text="Done."), shown.Card(text="By the way.")
FORM = shown.Form(
    id="a.b:1:",
    title="You",
    submit="Save",
    questions=(shown.Question(name="bio", kind=Kind.SHORT, label="You", most=9),),
)
ADA = Sender("discord", "", "11")


@pytest.mark.parametrize(
    ("via", "many", "message", "late", "reply", "wanted"),
    [
        (Via.PRESS, False, True, False, Reply(card=CARD), [Change(CARD)]),
        (Via.PRESS, True, True, False, Reply(card=CARD), [Whisper(CARD)]),
        (Via.FORM, False, True, False, Reply(card=CARD), [Change(CARD)]),
        (Via.FORM, True, True, False, Reply(card=CARD), [Whisper(CARD)]),
        (Via.FORM, False, False, False, Reply(card=CARD), [Whisper(CARD)]),
        (Via.COMMAND, False, False, False, Reply(card=CARD), [Whisper(CARD)]),
        (Via.PRESS, False, True, False, Reply(card=CARD, notice=NOTICE), [Change(CARD), Whisper(NOTICE)]),
        (Via.PRESS, False, True, False, Reply(form=FORM), [Open(FORM)]),
        (Via.COMMAND, False, False, False, Reply(form=FORM), [Open(FORM)]),
        (Via.PRESS, False, True, False, Reply(card=CARD, form=FORM), [Open(FORM), Change(CARD)]),
        (Via.PRESS, False, True, True, Reply(form=FORM), [Whisper(FORM.card)]),
        (Via.FORM, False, True, False, Reply(form=FORM), [Whisper(FORM.card)]),
        (Via.PRESS, False, True, False, Reply(), []),
    ],
)
def test_where_an_answer_goes(
    via: Via, many: bool, message: bool, late: bool, reply: Reply, wanted: list[Answer]
) -> None:
    """In place where only the presser sees it, else for them alone; a form that cannot open sends a card before it."""
    incoming = Incoming(via=via, by=ADA, seen_by_many=many)
    assert answers(incoming, reply, message=message, late=late) == wanted
