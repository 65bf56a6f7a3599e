"""Asking one question: a topic and a sentence, no profile. It counts against no limit, and nothing is asked later."""

from datetime import timedelta

from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Form, Kind, Option, Question, Section, Style
from bot.steps import MEMBER, Command, Effects, Flow, Group, Later, Replace, Turn
from bot.words import Phrase, Text, _, lines, sentences, term
from flows import home, library, telling, words
from flows.asking import asking as intro_asks
from flows.asking import limits
from flows.safety import safety
from flows.short_questions import answering, passing
from storage.mentoring.apart import kept_from
from storage.mentoring.short_questions import ShortQuestion, ShortStatus, asked_since, open_of, topics_taken
from storage.people import Member
from storage.places import Program, ProgramStatus, status_held

flow: Flow[Program] = Flow("one_question", about=Program)
asked: Flow[ShortQuestion] = Flow("short_question", about=ShortQuestion, holds=("asker", "taker"))
A_DAY, MOST_A_DAY = timedelta(days=1), 3
MOST_TEXT = 600
KEPT = timedelta(days=14)
"""An answered question closes by itself after that."""


def told(question: ShortQuestion) -> telling.Asked:
    """The asker's cards of it."""
    return telling.Asked("short_question", question, question.asker)


# --- asking ----------------------------------------------------------------------------------------------------------


@flow.step(
    by=MEMBER, looks=True, words=("ask a question", "ask one question", "question", "i have a question"),
    command=Command(Group.EVERYBODY, "ask", _("Ask one question, without a profile")),
)  # fmt: skip
def begin(program: Program, turn: Turn) -> Effects:
    """The topics that somebody answers questions about."""
    _takes_questions(turn)
    taken = topics_taken(turn.store)
    found = [topic for slug, topic in library.topics().items() if slug in taken]
    if not found:
        yield Replace(_nobody_card(turn))
        return
    common = [topic for topic in found if topic.common] or found
    yield Replace(
        Card(
            lines(
                _("What is it about? You write a sentence or two, and up to three {mentors_word} get it.",
                  **words.of(turn)),
                _("It needs no profile, counts against nothing, and I ask you nothing afterwards."),
            ),
            title=_("Ask one question"),
            choices=[*(Choice(term(topic.label), ask, program, topic.slug) for topic in common[:10]),
                     *([Choice(_("Another topic"), ask_about, program)] if len(found) > len(common[:10]) else []),
                     safety.choice(program)],
        )
    )  # fmt: skip


def _takes_questions(turn: Turn) -> None:
    """Raises `Refused` where nobody would get it."""
    if turn.program.is_to_open or turn.program.status is ProgramStatus.ENDED:
        raise Refused(_("Questions can be asked while {program} is open.", program=turn.program.name))


def _nobody_card(turn: Turn) -> Card:
    nobody = _("Nobody takes short questions at the moment. You can ask for an intro chat instead.")
    return Card(nobody, choices=[Choice(_("See where I stand"), home.show, turn.program), safety.choice(turn.program)])


def _questions(turn: Turn) -> list[Question]:
    return [
        Question("text", Kind.LONG, _("Your question"), least=5, most=MOST_TEXT,
                 hint=_("The {mentors_word} who get it read this, and nobody else.", **words.of(turn))),
        Question("named", Kind.ONE, _("May they see your name?"), given="no",
                 options=[Option("no", _("No, ask without my name")), Option("yes", _("Yes, they may"))]),
    ]  # fmt: skip


def form(program: Program, turn: Turn) -> Form:
    _takes_questions(turn)
    return Form(_("Your question"), _questions(turn), submit=_("Ask it"))


def any_form(program: Program, turn: Turn) -> Form:
    _takes_questions(turn)
    taken = topics_taken(turn.store)
    options = [Option(slug, term(topic.label)) for slug, topic in library.topics().items() if slug in taken]
    if not options:
        raise Refused(_("Nobody takes short questions at the moment. You can ask for an intro chat instead."))
    about = Question("topic", Kind.ONE, _("What is it about?"), options=options)
    return Form(_("Your question"), [about, *_questions(turn)], submit=_("Ask it"))


@flow.step(by=MEMBER, form=form, shared=True)
def ask(program: Program, turn: Turn) -> Effects:
    """A question about the topic of the turn's value."""
    if turn.value not in library.topics():
        raise Refused(_("I do not know that topic any more. Please pick another one."))
    yield from _ask(turn.value, turn)


@flow.step(by=MEMBER, form=any_form, shared=True)
def ask_about(program: Program, turn: Turn) -> Effects:
    """The same with any topic."""
    yield from _ask(turn.answers.text("topic"), turn)


def _ask(topic: str, turn: Turn) -> Effects:
    status_held(turn.store)  # the program does not end before the question is there
    _takes_questions(turn)
    if asked_since(turn.store, turn.me, turn.now - A_DAY) >= MOST_A_DAY:
        raise Invalid("text", _("You have asked {n} questions today. Please ask the next one tomorrow.", n=MOST_A_DAY))
    question = turn.store.add(
        ShortQuestion(
            program_id=turn.store.program, asker_id=turn.me.id or 0, topic=topic, text=turn.answers.text("text"),
            names_asker=turn.answers.text("named") == "yes", at=turn.now,
        )
    )  # fmt: skip
    question.asker = turn.me
    yield from passing.on(question, turn)
    yield Replace(waits_card(question, turn), told(question).slots[0])


# --- how it stands ---------------------------------------------------------------------------------------------------


@asked.shows
def present(question: ShortQuestion, turn: Turn) -> Card:
    if turn.me.id != question.asker_id:
        return answering.present(question, turn)
    if question.status is ShortStatus.OPEN:
        return waits_card(question, turn)
    return answer_card(question, turn) if question.status is ShortStatus.ANSWERED else closed_card(turn)


def waits_card(question: ShortQuestion, turn: Turn) -> Card:
    return Card(
        lines(_with_whom(question, turn), _("You asked:"), words.quoted(question.text)),
        choices=[Choice(_("I do not need it any more"), withdraw, question), safety.choice(turn.program)],
    )


def _with_whom(question: ShortQuestion, turn: Turn) -> Text:
    if question.with_coordinators:
        return _("Nobody has found the time yet, so the coordinators have your question now. I bring you their answer.")
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
        lines(
            _("{name} answers your question:", name=name) if taker else _("This is the answer to your question:"),
            words.quoted(question.answer),
            _("You asked:"),
            words.quoted(question.text),
        ),
        choices=[
            Choice(_("Thanks, that was all"), thanks, question, style=Style.MAIN),
            *more,
            safety.choice(turn.program),
        ],
    )


def _can_ask(asker: Member, taker: Member, turn: Turn) -> bool:
    if not (asker.is_mentee and taker.is_mentor) or taker.id in kept_from(turn.store, asker):
        return False
    return limits.mentor_cannot(taker, asker, turn) is None


def closed_card(turn: Turn) -> Card:
    return Card(
        _("That question is closed."),
        choices=[Choice(_("Ask another question"), begin, turn.program),
                 Choice(_("See where I stand"), home.show, turn.program)],
    )  # fmt: skip


@asked.step(by="asker", looks=True)
def show(question: ShortQuestion, turn: Turn) -> Effects:
    yield telling.answer(told(question), present(question, turn), turn)


@asked.step(by="asker", when=ShortStatus.OPEN, ends=True)
def withdraw(question: ShortQuestion, turn: Turn) -> Effects:
    """They do not need it any more; nobody has to answer."""
    yield from passing.over(question, turn, _("This question has been taken back. Thank you all the same."))
    question.status = ShortStatus.CLOSED
    yield telling.answer(told(question), closed_card(turn), turn)
    yield from telling.redraw(told(question), closed_card(turn), turn)


def gone(member: Member, turn: Turn) -> Effects:
    """Somebody left: nobody has to answer what they asked."""
    for question in open_of(turn.store, member):
        if question.asker_id == member.id and question.status is ShortStatus.OPEN:
            yield from passing.over(question, turn, _("This question has been taken back. Thank you all the same."))
            question.status = ShortStatus.CLOSED


@asked.step(by="asker", when=ShortStatus.ANSWERED)
def thanks(question: ShortQuestion, turn: Turn) -> Effects:
    """That was all; whoever answered reads that it helped."""
    question.status = ShortStatus.CLOSED
    yield from answering.thanked(question, turn)
    yield telling.answer(told(question), closed_card(turn), turn)
    yield from telling.redraw(told(question), closed_card(turn), turn)


@asked.step(when=ShortStatus.ANSWERED)
def close(question: ShortQuestion, turn: Turn) -> Effects:
    """By itself, without a word."""
    question.status = ShortStatus.CLOSED
    yield from telling.over(told(question), closed_card(turn), turn)


def lines_for_home(member: Member, turn: Turn) -> list[Section]:
    """The oldest question that is under way, on either side."""
    found = open_of(turn.store, member)
    if not found:
        return []
    look = show if found[0].asker_id == member.id else answering.show
    return [Section(_line(found[0], member), [Choice(_("Look at it"), look, found[0])])]


def _line(question: ShortQuestion, member: Member) -> Phrase:
    if question.asker_id != member.id:
        return _("Somebody has a question that you could answer.")
    if question.status is ShortStatus.ANSWERED:
        return _("Your question has an answer.")
    return _("Your question is with some who could answer it.")


def closes_later(question: ShortQuestion, turn: Turn) -> Effects:
    yield Later(close, question, turn.now + KEPT)
