"""Who gets a question: up to three mentors at a time, then three others, then the coordinators."""

from collections.abc import Sequence
from datetime import timedelta

from bot.messages import Card
from bot.steps import PERSONAL, Effects, Flow, Later, Never, Tell, Turn
from bot.words import Phrase, Text, _
from flows import telling, timing
from flows.safety import hearing, safety
from flows.short_questions import answering, for_asker
from storage import outbox
from storage.mentoring.apart import kept_from
from storage.mentoring.short_questions import (
    Addressed,
    ShortQuestion,
    ShortStatus,
    addressed,
    had_enough,
    open_between,
    takers,
    topics_taken,
    with_coordinators,
)
from storage.people import Member

flow: Flow[ShortQuestion] = Flow("short_question_goes", about=ShortQuestion, holds=("asker",))
AT_ONCE, WAVES = 3, 2
A_DAY, MOST_A_DAY = timedelta(days=1), 3
"""How many questions one mentor gets in that time, at most, whoever asks and takes back."""
HOURS, DAYS = 24, 14
"""Until others are asked, and until it is over with the coordinators."""
MOST_BROUGHT = 40
"""As many questions come to somebody who begins to coordinate."""


def asked(question: ShortQuestion, person: Member) -> telling.Asked:
    return telling.Asked("short_question_for", question, person)


def on(question: ShortQuestion, turn: Turn) -> Effects:
    """To the next few who could answer it; where there is nobody left, to the coordinators, once. Where none of them is
    there either, it is over."""
    apart, enough = kept_from(turn.store, question.asker), had_enough(turn.store, turn.now - A_DAY, MOST_A_DAY)
    found = takers(turn.store, question, apart | enough, AT_ONCE) if question.waves < WAVES else []
    if not found and question.waves == 0 and takers(turn.store, question, enough, 1):
        # Only somebody kept apart from the asker takes questions about it. It goes on as if they had it and did not
        # answer: neither the asker nor a coordinator is to see that it is otherwise.
        question.waves += 1
        yield from waits(question, turn)
        return
    if not found:
        question.with_coordinators = True
        found = hearing.who_hears(turn.store, question.asker)
    question.waves += 1
    if not found:
        yield from over(question, turn, _("This question is closed."))
        question.status = ShortStatus.UNANSWERED
        return
    yield from tell(question, found, turn)
    yield from waits(question, turn)


def why(question: ShortQuestion, turn: Turn) -> Phrase:
    """Why those who take questions about it have no answer: there is none, they had as many as they take in a day, or
    none has answered. The first two are told apart by who there is when the card is drawn."""
    if not question.went_straight_on:
        return _("Nobody has found the time yet.")
    if question.topic in topics_taken(turn.store, question.asker):
        return _("Nobody who takes questions about this had room for one more that day.")
    return _("Nobody takes questions about this at the moment.")


def tell(question: ShortQuestion, people: Sequence[Member], turn: Turn) -> Effects:
    """They get it, too; whoever has had it before is asked once more."""
    known = {one.member_id: one for one in addressed(turn.store, question)}
    for person in people:
        before = known.get(person.id or 0)
        if before is None:
            turn.store.add(
                Addressed(question_id=question.id or 0, member_id=person.id or 0, program_id=turn.store.program,
                          at=turn.now, as_coordinator=question.with_coordinators)
            )  # fmt: skip
        else:
            before.declined = False
        yield Tell(person, answering.asking_card(question, person, turn), slot=asked(question, person).slots[0])


def can_hear(coordinator: Member, turn: Turn) -> Effects:
    """Somebody coordinates from now on, or can be reached again: what waits for a coordinator's answer comes to them,
    but for what they have, or had no time for as a coordinator."""
    if not hearing.hears(coordinator):
        return
    out = {coordinator.id, *kept_from(turn.store, coordinator)}
    for question in with_coordinators(turn.store, MOST_BROUGHT):
        known = {one.member_id: one for one in addressed(turn.store, question)}
        before = known.get(coordinator.id or 0)
        has_it = before is not None and (before.as_coordinator or not before.declined)
        if question.asker_id not in out and not has_it:
            yield from tell(question, [coordinator], turn)


def waits(question: ShortQuestion, turn: Turn) -> Effects:
    """Until others are asked, or until it is over."""
    if question.with_coordinators:
        yield Never(go_on, question)
        yield Later(give_up, question, timing.after_days(turn.now, DAYS, question.asker, turn))
    else:
        yield Later(go_on, question, timing.after_hours(turn.now, HOURS, question.asker, turn))


@flow.step(when=ShortStatus.OPEN)
def go_on(question: ShortQuestion, turn: Turn) -> Effects:
    """Nobody has answered for a day: others are asked, too, and the first ones still can."""
    if question.with_coordinators:
        return
    yield from on(question, turn)
    if question.with_coordinators:
        yield from telling.anew(for_asker.told(question), for_asker.card(question, turn), PERSONAL, turn)


@flow.step(when=ShortStatus.OPEN)
def give_up(question: ShortQuestion, turn: Turn) -> Effects:
    """The coordinators have not answered either: it does not stay open for ever, and the asker hears it."""
    yield from over(question, turn, _("This question is closed."))
    question.status = ShortStatus.UNANSWERED
    yield from telling.anew(for_asker.told(question), for_asker.card(question, turn), PERSONAL, turn)


def not_between(asker: Member, other: Member, turn: Turn) -> Effects:
    """The two are kept apart, as `turn.me` said: what waits for the other's answer reads as if somebody else had given
    one. Where the other said it and has not read who asked, only a day later: they must not see whose it was."""
    for one in open_between(turn.store, asker, other):
        if other.id == turn.me.id and not one.question.names_asker:
            yield Later(not_theirs, one.question, turn.now + A_DAY, str(other.id))
        else:
            yield from _taken_away(one, turn)


def is_to_go(question: ShortQuestion, person: Member, turn: Turn) -> bool:
    """Whether it is going to be taken from them by and by. Until then it looks as before; only an answer is not
    taken."""
    return outbox.stands(turn.store.session, not_theirs.id, question.id or 0, str(person.id))


def _taken_away(one: Addressed, turn: Turn) -> Effects:
    one.declined = True
    yield from telling.over(asked(one.question, one.member), Card(answering.TAKEN), turn)


@flow.step(when=ShortStatus.OPEN)
def not_theirs(question: ShortQuestion, turn: Turn) -> Effects:
    """Somebody (`value`) keeps the asker away since a day."""
    for one in addressed(turn.store, question):
        if str(one.member_id) == turn.value:
            yield from _taken_away(one, turn)


def over(question: ShortQuestion, turn: Turn, news: Text, *, but: Member | None = None) -> Effects:
    """Nobody has to answer it any more."""
    yield Never(go_on, question)
    yield Never(give_up, question)
    for one in addressed(turn.store, question):
        if but is None or one.member_id != but.id:
            yield from telling.over(asked(question, one.member), Card(news), turn)


def program_ended(question: ShortQuestion, turn: Turn) -> Effects:
    """Nobody has to answer it any more, and the asker hears it."""
    ended = _("{program} has ended, so this question needs no answer any more. Thank you.", program=turn.program.name)
    yield from over(question, turn, ended)
    question.status = ShortStatus.CLOSED
    news = _("{program} has ended before somebody could answer your question. I am sorry.", program=turn.program.name)
    yield from telling.anew(for_asker.told(question), Card(news, choices=[safety.choice(turn.program)]), PERSONAL, turn)
