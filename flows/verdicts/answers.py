"""What stays on screen of an answer about an intro chat, and of a question that nobody has to answer any more."""

from collections.abc import Sequence

from bot import shown
from bot.messages import Card, Choice
from bot.steps import Effects, Redraw, Replace, Turn
from bot.words import Text
from flows import telling
from flows.meeting import endings
from flows.verdicts import own_verdict, question_card, questions
from storage.mentoring.intros import Intro
from storage.mentoring.told import Told
from storage.outbox import answers_in
from storage.people import Member

ABOUT_INTROS, ABOUT_CHOICES = ("verdict", "own_verdict", "choosing"), ("choice", "offer")
"""Flows whose presses stand on cards that began as a question."""
ANSWERS = ("verdict.we_met", "verdict.not_yet", "verdict.wont_happen", "verdict.not_met", "own_verdict.give",
           "own_verdict.in_advance")  # fmt: skip
"""Steps that answer one."""


def answered(turn: Turn, news: Text, also: Sequence[Choice] = (), about: Intro | None = None) -> Effects:
    """After an answer: what just happened and what still waits, where it was pressed and where it was asked. What was
    said before `about` another intro stays where it stands."""
    card, newest = question_card.card(turn.me, turn, news, also), telling.cards(questions.asked(turn.me), turn)[:1]
    if about is None:
        yield telling.answer(questions.asked(turn.me), card, turn)
    else:
        yield answer(about, card, turn)
    if about is not None and any(is_answered(one) and not _speaks_of(one.card, about) for one in newest):
        for one in _kept(turn.me, about, turn):
            yield Redraw(turn.me, one.slot, card)
    else:
        yield from telling.redraw(questions.asked(turn.me), card, turn, keeps=is_answered)
    yield from questions.plan(turn.me, turn)


def changed(member: Member, intro: Intro, news: Text, turn: Turn) -> Effects:
    """What is asked about an intro is different now. A card that speaks of it shows what still waits; where nothing
    does, it says what happened (`news`), or is not sent at all."""
    shown_last = telling.shown_last(questions.asked(member), turn)
    kept = [one for one in _kept(member, intro, turn) if one not in shown_last]
    for one in kept:
        yield Redraw(member, one.slot, question_card.closed(news, turn))
    beside = {answers_in(one.slot) for one in kept}
    if not any(one.slot not in beside and _speaks_of(one.card, intro) for one in shown_last):
        return
    if questions.about_now(member, turn):
        yield from telling.redraw(questions.asked(member), question_card.card(member, turn), turn, keeps=is_answered)
    else:
        yield from telling.over(questions.asked(member), question_card.closed(news, turn), turn, keeps=is_answered)


def answer(intro: Intro, card: Card, turn: Turn) -> Replace:
    """What goes straight back to somebody who acts on a question about an intro: kept true with what they said of it,
    where that stands by itself."""
    kept = _kept(turn.me, intro, turn)
    return Replace(card, kept[0].slot) if kept else telling.answer(questions.asked(turn.me), card, turn)


def _kept(member: Member, intro: Intro, turn: Turn) -> list[Told]:
    """The cards with what a member said of an intro."""
    found = telling.cards(questions.asked(member), turn)
    return [one for one in found if is_answered(one) and _speaks_of(one.card, intro)]


def is_answered(one: Told) -> bool:
    """Whether a card asks nothing any more, and says what its reader answered."""
    steps = {press.id.split(":")[0] for press in shown.Card.model_validate_json(one.card).presses}
    return own_verdict.change.id in steps and steps.isdisjoint(ANSWERS)


def _speaks_of(card: str, intro: Intro) -> bool:
    """Whether a card has an answer about this intro; or, where a match came of it, about the choice."""
    for press in shown.Card.model_validate_json(card).presses:
        flow_name, about = press.id.split(":")[0].split(".")[0], press.id.split(":")[1]
        if flow_name in ABOUT_INTROS and about == str(intro.id):
            return True
        if flow_name in ABOUT_CHOICES and intro.reason == endings.MATCHED:
            return True
    return False
