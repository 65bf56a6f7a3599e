"""Places that become free: given up by somebody, or made by a coordinator, and given to those who wait for one."""

from bot.messages import Card
from bot.numbers import number
from bot.steps import Effects, Flow, Later, Redraw, Turn, slot
from bot.words import _
from flows.safety import safety
from flows.socials import answering, letters
from flows.socials import social as cards
from flows.talks import planning as talks
from storage.mentoring.socials import guests as rows
from storage.mentoring.socials.guests import Answer, Guest
from storage.mentoring.socials.socials import Social, SocialStatus
from storage.people import Member, MemberStatus

flow: Flow[Social] = Flow("filling", about=Social)
AT_ONCE = 50
"""Guests who get a place in one taking of a step."""


def give_up(social: Social, guest: Guest, turn: Turn) -> Effects:
    """The guest does not come, and does not wait any more."""
    if _had_a_place(social, guest):
        turn.store.session.flush()
        yield from fill(social, turn)


def _had_a_place(social: Social, guest: Guest) -> bool:
    """Counts the guest out, and says whether that makes a place free."""
    was, guest.answer = guest.answer, Answer.NO
    if was is Answer.WAITING:
        social.waiting -= 1
    elif was is Answer.YES:
        social.coming -= 1
    return was is Answer.YES


def next_one(social: Social, turn: Turn) -> Guest | None:
    """Who gets the next free place. Whoever is on a break stays in the order and is passed over meanwhile; once it has
    begun, nobody moves up any more."""
    return rows.first_waiting(turn.store, social) if turn.now < social.starts_at else None


def fill(social: Social, turn: Turn) -> Effects:
    """Free places go to those who wait, in their order, some at a time."""
    for _number in range(AT_ONCE):
        guest = None if social.is_full else next_one(social, turn)
        if guest is None:
            return
        guest.answer, social.coming, social.waiting = Answer.YES, social.coming + 1, social.waiting - 1
        news = _("A place is free for you: you are coming. Please look at the time and the place, and say so if you "
                 "cannot any more.")  # fmt: skip
        card = cards.letter(social, turn, news, *answering.choices(social, guest))
        yield from letters.news(social, guest, card, turn, expires=social.ends_at)
        turn.store.session.flush()
        yield from talks.says_anew(guest.member, social.starts_at, social.ends_at, turn)
    yield Later(more, social, turn.now)


@flow.step(when=SocialStatus.ANNOUNCED)
def more(social: Social, turn: Turn) -> Effects:
    """The next ones who wait; then its cards say how it stands."""
    yield from fill(social, turn)
    yield from cards.redraw(social, turn)


@flow.step(when=(SocialStatus.ANNOUNCED, SocialStatus.OVER))
def in_vain(social: Social, turn: Turn) -> Effects:
    """It has begun: whoever still waits hears that no place became free, and is not woken for it. `value` is the last
    one who was told."""
    some = rows.guests_after(turn.store, social, number(turn.value) or 0, AT_ONCE, Answer.WAITING)
    for guest in some:
        news = _("No place became free for you this time. I am sorry.")
        card = Card(news, title=_("{title}", title=social.title), choices=[safety.choice(turn.program)])
        if guest.member.status is MemberStatus.ACTIVE:
            yield from letters.news(social, guest, card, turn)
        else:
            yield Redraw(guest.member, slot("social", social), card)
    if len(some) == AT_ONCE:
        yield Later(in_vain, social, turn.now, str(some[-1].id))


def gone(member: Member, turn: Turn) -> Effects:
    """Somebody left: their places are free. Who gets them, and the cards of each social, follow in a step of its own,
    as there may be many of them, and leaving has to come to its end."""
    for guest in rows.going_to(turn.store, member, turn.now):
        _had_a_place(guest.social, guest)
        yield Later(more, guest.social, turn.now)


def came_back(member: Member, turn: Turn) -> Effects:
    """A place may have become free while they were on a break."""
    for guest in rows.going_to(turn.store, member, turn.now):
        if guest.answer is Answer.WAITING and not guest.social.is_full:
            yield Later(more, guest.social, turn.now)
