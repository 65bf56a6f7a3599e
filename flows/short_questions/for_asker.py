"""A question for whoever asked it: whom it is with, the answer, and its end."""

from datetime import timedelta

from bot.messages import Card, Choice, Section, Style
from bot.steps import Effects, Flow, Later, Turn
from bot.words import Phrase, Text, _, lines, sentences
from flows import home, telling, words
from flows.asking import asking as intro_asks
from flows.asking import limits
from flows.safety import safety
from flows.short_questions import answering, asking, passing
from storage.mentoring.apart import kept_from
from storage.mentoring.short_questions import ShortQuestion, ShortStatus, open_of
from storage.people import Member, MemberStatus

flow: Flow[ShortQuestion] = Flow("short_question", about=ShortQuestion, holds=("asker", "taker"))
KEPT = timedelta(days=14)
"""An answered question closes by itself after that."""


def told(question: ShortQuestion) -> telling.Asked:
    """The asker's cards of it."""
    return telling.Asked("short_question", question, question.asker)


@flow.shows
def present(question: ShortQuestion, turn: Turn) -> Card:
    if turn.me.id != question.asker_id:
        return answering.present(question, turn)
    return card(question, turn)


def card(question: ShortQuestion, turn: Turn) -> Card:
    if question.status is ShortStatus.OPEN:
        return waits_card(question, turn)
    return answer_card(question, turn) if question.status is ShortStatus.ANSWERED else closed_card(question, turn)


def waits_card(question: ShortQuestion, turn: Turn, news: Text | None = None) -> Card:
    return Card(
        lines(news or _with_whom(question, turn), _("You asked:"), words.quoted(question.text)),
        choices=[Choice(_("I do not need it any more"), withdraw, question), safety.choice(turn.program)],
    )


def _with_whom(question: ShortQuestion, turn: Turn) -> Text:
    if question.with_coordinators:
        now = _("The coordinators have your question now. I bring you their answer.")
        return sentences(passing.why(question, turn), now)
    return sentences(
        _("Some {mentors_word} have your question.", **words.of(turn)),
        _("The first to answer takes it. Where nobody does within a day, I ask others."),
    )


def answer_card(question: ShortQuestion, turn: Turn) -> Card:
    """The answer, and what can follow; nothing has to."""
    taker = question.taker
    name = taker.name if taker else ""
    can_ask = taker is not None and _can_ask(question.asker, taker, turn)
    more = [Choice(_("Ask {mentor} for an intro chat", mentor=name), intro_asks.offer, taker)] if can_ask else []
    return Card(
        _answer(question),
        choices=[
            Choice(_("Thanks, that was all"), thanks, question, style=Style.MAIN),
            *more,
            safety.choice(turn.program),
        ],
    )


def _answer(question: ShortQuestion) -> Text:
    """What came of it, above the question."""
    taker = question.taker if question.taker is not None and question.taker.name else None
    if question.answer:
        found: Text = lines(
            _("{name} answers your question:", name=taker.name) if taker else _("This is the answer to your question:"),
            words.quoted(question.answer),
        )
    elif taker is not None and taker.is_here:
        found = _("{name} would like to talk with you about your question, in a room of your own.", name=taker.name)
    else:
        found = _("Whoever answered you is not here any more, and their answer has gone with them.")
    return lines(found, _("You asked:"), words.quoted(question.text))


def _can_ask(asker: Member, taker: Member, turn: Turn) -> bool:
    if not (asker.is_mentee and taker.is_mentor) or taker.id in kept_from(turn.store, asker):
        return False
    return limits.mentor_cannot(taker, asker, turn) is None


def closed_card(question: ShortQuestion, turn: Turn) -> Card:
    """An answer stays readable."""
    text: Text = _("That question is closed.")
    if question.answer:
        text = _answer(question)
    elif question.status is ShortStatus.UNANSWERED:
        text = lines(
            sentences(passing.why(question, turn), _("I am sorry; please ask again another day.")),
            _("You asked:"),
            words.quoted(question.text),
        )
    return Card(
        text,
        choices=[Choice(_("Ask another question"), asking.begin, turn.program),
                 Choice(_("See where I stand"), home.show, turn.program)],
    )  # fmt: skip


@flow.step(by="asker", looks=True)
def show(question: ShortQuestion, turn: Turn) -> Effects:
    yield telling.answer(told(question), present(question, turn), turn)


@flow.step(by="asker", when=ShortStatus.OPEN, ends=True)
def withdraw(question: ShortQuestion, turn: Turn) -> Effects:
    """They do not need it any more; nobody has to answer."""
    yield from passing.over(question, turn, _("This question has been taken back. Thank you all the same."))
    question.status = ShortStatus.CLOSED
    yield telling.answer(told(question), closed_card(question, turn), turn)
    yield from telling.redraw(told(question), closed_card(question, turn), turn)


def gone(member: Member, turn: Turn) -> Effects:
    """Somebody left: nobody has to answer what they asked."""
    for question in open_of(turn.store, member):
        if question.asker_id == member.id and question.status is ShortStatus.OPEN:
            yield from passing.over(question, turn, _("This question has been taken back. Thank you all the same."))
            question.status = ShortStatus.CLOSED


@flow.step(by="asker", when=ShortStatus.ANSWERED)
def thanks(question: ShortQuestion, turn: Turn) -> Effects:
    """That was all; whoever answered reads that it helped."""
    question.status = ShortStatus.CLOSED
    yield from answering.thanked(question, turn)
    yield telling.answer(told(question), closed_card(question, turn), turn)
    yield from telling.redraw(told(question), closed_card(question, turn), turn)


@flow.step(when=ShortStatus.ANSWERED)
def close(question: ShortQuestion, turn: Turn) -> Effects:
    """By itself, without a word."""
    question.status = ShortStatus.CLOSED
    yield from telling.over(told(question), closed_card(question, turn), turn)


def lines_for_home(member: Member, turn: Turn) -> list[Section]:
    """The oldest question that is under way, on either side."""
    found = open_of(turn.store, member)
    if not found:
        return []
    look = show if found[0].asker_id == member.id else answering.show
    return [Section(_line(found[0], member), [Choice(_("Look at it"), look, found[0])])]


def choices_for_home(member: Member, turn: Turn) -> list[Choice]:
    """The way to ask one. Whoever only helps others finds it under Help."""
    helps_only = (member.is_mentor or member.is_coordinator) and not member.is_mentee
    if helps_only or member.status is not MemberStatus.ACTIVE:
        return []
    return asking.choices(member, turn, _("Ask one question"))


def _line(question: ShortQuestion, member: Member) -> Phrase:
    if question.asker_id != member.id:
        return _("Somebody has a question that you could answer.")
    if question.status is ShortStatus.ANSWERED:
        if question.answer:
            return _("Your question has an answer.")
        return _("Somebody would like to talk with you about your question.")
    if question.with_coordinators:
        return _("Your question is with the coordinators.")
    return _("Your question is with some who could answer it.")


def closes_later(question: ShortQuestion, turn: Turn) -> Effects:
    yield Later(close, question, turn.now + KEPT)
