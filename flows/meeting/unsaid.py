"""Two people who are kept apart: what is still to come about the other, or on its way, reaches neither of them."""

from bot import shown
from bot.steps import Drop, Effects, Turn, slot
from flows.asking import later
from flows.finding import others
from flows.meeting import meeting
from storage.mentoring import intros as rows
from storage.mentoring.told import unsent
from storage.people import Member

NAMING = ("wish", "place")
"""Slots of letters that bring one mentor to a mentee's mind."""


def keep_back(keeper: Member, other: Member, turn: Turn) -> Effects:
    """Takes back what is not sent yet and what was to come by itself. Only that something open has ended still reaches
    the one whom it was kept from. To be called before what is open is ended."""
    for mentee, mentor in ((keeper, other), (other, keeper)):
        for intro in rows.of_pair(turn.store, mentee, mentor):
            yield from later.comes_to_nothing(intro)
            yield Drop(mentee, meeting.yes_slot(intro))
            yield Drop(mentee, slot("full", intro))
            yield Drop(keeper, slot("ended", intro))
        yield from others.look_anew(mentee, turn)
        yield from _not_brought_up(mentee, mentor, turn)


def _not_brought_up(mentee: Member, mentor: Member, turn: Turn) -> Effects:
    for name in NAMING:
        waiting = unsent(turn.store, mentee, [slot(name, mentee)])
        if any(_leads_to(one.card, mentor) for one in waiting):
            yield Drop(mentee, slot(name, mentee))


def _leads_to(card: str, mentor: Member) -> bool:
    return any(
        press.id.startswith("asking.offer:") and press.id.split(":")[1] == str(mentor.id)
        for press in shown.Card.model_validate_json(card).presses
    )
