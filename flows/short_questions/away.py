"""Whoever has somebody's question leaves, or takes a break: that counts as "not now", and nobody waits for them."""

from bot.messages import Card, Choice
from bot.steps import Effects, Later, Turn
from bot.words import _
from flows import telling
from flows.safety import hearing
from flows.short_questions import answering, for_asker, passing
from storage.mentoring.short_questions import ShortQuestion, addressed, waiting_for
from storage.people import Member


def left(member: Member, turn: Turn) -> Effects:
    """Also what they asked themselves is over."""
    yield from for_asker.gone(member, turn)
    for question in waiting_for(turn.store, member):
        card = Card(_("This question needs no answer from you any more. Thank you all the same."))
        yield from telling.over(passing.asked(question, member), card, turn)
        yield from _not_now(question, member, turn)


def on_a_break(member: Member, turn: Turn) -> Effects:
    """They can still answer, if they like."""
    for question in waiting_for(turn.store, member):
        card = Card(
            _("You are on a break, so this question does not wait for you."),
            choices=[Choice(_("Answer it after all"), answering.answer, question)],
        )
        yield from telling.over(passing.asked(question, member), card, turn)
        yield from _not_now(question, member, turn)


def _not_now(question: ShortQuestion, member: Member, turn: Turn) -> Effects:
    """Where nobody else has it, it goes on to others at once, or is over."""
    everybody = addressed(turn.store, question)
    for one in everybody:
        one.declined = one.declined or one.member_id == member.id
    turn.store.session.flush()
    if question.with_coordinators:
        able = hearing.who_hears(turn.store, question.asker)
        if not able:
            yield Later(passing.give_up, question, turn.now)
        elif not {one.id for one in able} & {one.member_id for one in everybody}:
            yield from passing.tell(question, able, turn)
    elif all(one.declined for one in everybody):
        yield Later(passing.go_on, question, turn.now)
