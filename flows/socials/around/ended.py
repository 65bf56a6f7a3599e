"""A social begins, and it is over: the cards of it say so, and offer nothing that nobody can do any more."""

from bot.numbers import number
from bot.steps import Drop, Effects, Flow, Later, Never, Redraw, Turn, slot
from flows.socials import answering, enjoying
from flows.socials import social as cards
from storage.mentoring.socials.guests import Answer, guests_after
from storage.mentoring.socials.socials import Picking, Social, SocialStatus

flow: Flow[Social] = Flow("social_ends", about=Social)
ANNOUNCED, OVER = SocialStatus.ANNOUNCED, SocialStatus.OVER
AT_ONCE = 150
"""Guests whose cards are changed in one taking of a step."""


def plan(social: Social) -> Effects:
    """Sets both moments, anew where it was moved."""
    yield Later(begun, social, social.starts_at, "0")
    yield Later(over, social, social.ends_at, "0")


def forget(social: Social) -> Effects:
    yield from [Never(begun, social, "0"), Never(over, social, "0")]


@flow.step(when=ANNOUNCED)
def begun(social: Social, turn: Turn) -> Effects:
    """It cannot be moved or called off any more, and nobody gets onto the waiting list."""
    yield from cards.redraw_for_all(social, turn)


@flow.step(when=(ANNOUNCED, OVER))
def over(social: Social, turn: Turn) -> Effects:
    """Nobody answers it any more. `value` is the last guest whose card says so; what was not sent is not sent now. Who
    waited in vain has heard so."""
    if social.status is ANNOUNCED:
        social.status = OVER
        if social.coming < enjoying.LEAST_NAMED and social.picking is Picking.AHEAD:
            social.picking = Picking.TOO_FEW
        yield from cards.redraw_for_all(social, turn)
    some = guests_after(turn.store, social, number(turn.value) or 0, AT_ONCE, Answer.YES, Answer.NO)
    for guest in some:
        yield Drop(guest.member, slot("social", social))
        yield Redraw(guest.member, slot("social", social), answering.present(social, turn))
    if len(some) == AT_ONCE:
        yield Later(over, social, turn.now, str(some[-1].id))
