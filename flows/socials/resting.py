"""Guests of socials on a break: they keep their place, nothing comes by itself, and what is still open comes when they
are back."""

from bot.messages import Card
from bot.steps import Drop, Effects, Redraw, Tell, Turn, slot
from flows import telling
from flows.socials import answering, enjoying, filling, letters
from storage import outbox
from storage.mentoring.socials import guests as rows
from storage.mentoring.socials.guests import Came, Guest
from storage.mentoring.socials.socials import Picking
from storage.mentoring.told import told
from storage.people import Member


def on_a_break(member: Member, turn: Turn) -> Effects:
    """What they are asked after a social, and has not reached them, waits until they are back. A reminder that waits
    for their morning does not come; news does."""
    for guest in rows.asked_about(turn.store, member, answering.MOST_ASKED):
        yield Drop(member, slot("enjoyed", guest.social))
    for social in rows.said_yes_to(turn.store, member, turn.now):
        own, there = rows.guest_of(turn.store, social, member), slot("social", social)
        waits = any(one.unsent for one in told(turn.store, member, [there]))
        if own is not None and waits and not letters.waits(social, own, turn):
            yield Drop(member, there)
            yield Redraw(member, there, answering.standing_card(social, own, turn))


def came_back(member: Member, turn: Turn) -> Effects:
    """They may get a place that became free meanwhile, and what they were not asked, as long as they can answer."""
    yield from filling.came_back(member, turn)
    for guest in rows.asked_about(turn.store, member, answering.MOST_ASKED):
        if (card := _missed(guest, turn)) is not None:
            yield Tell(member, card, slot=slot("enjoyed", guest.social))


def _missed(guest: Guest, turn: Turn) -> Card | None:
    """The question whether they were there, or the list, where it has not reached them. What everybody is still to be
    asked comes with the others."""
    social = guest.social
    before = told(turn.store, guest.member, [slot("enjoyed", social)])
    if guest.came is None:
        is_ahead = outbox.stands(turn.store.session, enjoying.ask.id, social.id or 0, "0")
        return None if before or is_ahead else enjoying.open_question(social, guest, turn)
    if guest.came is not Came.NAMED or social.picking is not Picking.OPEN:
        return None
    has_list = any(telling.offers(one, enjoying.pick) for one in before)
    return None if has_list else enjoying.open_question(social, guest, turn)
