"""A guest's newest letter about a social, and what stands in place of those before it."""

from datetime import datetime, timedelta

from bot import shown
from bot.messages import Card
from bot.steps import Drop, Effects, Redraw, Tell, Turn, slot
from bot.words import Marked, _
from flows import timing
from flows.socials import answering
from flows.socials import social as cards
from storage.mentoring.socials.guests import Answer, Guest
from storage.mentoring.socials.socials import Social, SocialStatus
from storage.mentoring.told import told

IN_TIME = timedelta(hours=3)
"""How long before it begins news is still heard of in time. Whoever would hear of it later is woken."""


def news(social: Social, guest: Guest, card: Card, turn: Turn, expires: datetime | None = None) -> Effects:
    """In place of what somebody who sleeps has not read yet. Nobody is woken who hears of it in time in the morning, or
    who does not come."""
    morning, name = timing.reaches_at(guest.member, turn), slot("social", social)
    is_late = guest.answer is Answer.YES and morning > begins(social) - IN_TIME
    yield Drop(guest.member, name)
    yield Redraw(guest.member, name, before(social, guest, turn, comes_now=is_late))
    yield Tell(guest.member, card, slot=name, urgent=is_late, expires=expires)


def says_anew(social: Social, guest: Guest, turn: Turn) -> Effects:
    """Its words were mended: the guest's newest card says them. What has not reached its reader keeps its news, which
    is the first thing on it, and comes when it would have come."""
    newest = told(turn.store, guest.member, [slot("social", social)])
    if not newest or not newest[0].unsent:
        yield Redraw(guest.member, slot("social", social), answering.standing_card(social, guest, turn))
        return
    was = shown.Card.model_validate_json(newest[0].card)
    draw = cards.letter if was.files else cards.for_guest
    card = draw(social, turn, Marked(was.text.partition("\n\n")[0]), *answering.choices(social, guest))
    yield from news(social, guest, card, turn, expires=social.ends_at)


def answered(social: Social, guest: Guest, card: Card, turn: Turn) -> Effects:
    """What the guest said last stands on their newest letter, wherever they said it; what waits is not sent. Whoever
    answers for the first time has none."""
    if guest.id is None:
        return
    yield Drop(turn.me, slot("social", social))
    yield Redraw(turn.me, slot("social", social), card)


def begins(social: Social) -> datetime:
    """When the first of its guests would set out: by what they know, or by what holds now."""
    return min(social.starts_at, social.known_start or social.starts_at)


def waits(social: Social, guest: Guest, turn: Turn) -> bool:
    """Whether news that has not reached the guest waits to be sent. Only news has the file for their calendar."""
    found = told(turn.store, guest.member, [slot("social", social)])
    return any(one.unsent and shown.Card.model_validate_json(one.card).files for one in found)


def before(social: Social, guest: Guest, turn: Turn, *, comes_now: bool) -> Card:
    """In place of the card that a letter follows: one that waits for its reader's morning is not further down yet."""
    if comes_now or timing.reaches_at(guest.member, turn) <= turn.now:
        return older(social, turn)
    return answering.standing_card(social, guest, turn)


def older(social: Social, turn: Turn) -> Card:
    """In place of a card that a newer one follows: when and where, with nothing to answer."""
    if social.status is SocialStatus.CANCELLED:
        return answering.present(social, turn)
    return Card(
        _("There is a newer card further down."), title=_("{title}", title=social.title), facts=cards.facts(social)
    )
