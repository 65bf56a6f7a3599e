"""Letters to the guests of a social: reminders, and what has changed; to some at a time."""

from datetime import timedelta

from bot.messages import Card, Choice
from bot.numbers import number
from bot.steps import PERSONAL, Effects, Flow, Later, Never, Tell, Turn, slot
from bot.words import Phrase, _
from flows.safety import safety
from flows.socials import answering, enjoying
from flows.socials import social as cards
from flows.socials.around import calendar_file
from storage.mentoring.socials.guests import Answer, Guest, guests_after
from storage.mentoring.socials.socials import Social, SocialStatus

flow: Flow[Social] = Flow("social_news", about=Social)
ANNOUNCED, CANCELLED = SocialStatus.ANNOUNCED, SocialStatus.CANCELLED
DAY_BEFORE, HOUR_BEFORE = timedelta(days=1), timedelta(hours=1)
AT_ONCE = 150
"""Guests who are written to in one taking of a step."""


def plan(social: Social, turn: Turn) -> Effects:
    """Sets the reminders and what comes afterwards, anew where it was moved."""
    for step, before in ((day_before, DAY_BEFORE), (hour_before, HOUR_BEFORE)):
        due = social.starts_at - before
        yield Later(step, social, due, "0") if due > turn.now else Never(step, social, "0")
    yield from enjoying.plan(social, turn)


def promise(social: Social, turn: Turn) -> Phrase | None:
    """Which reminders a guest still gets; None where it is too late for any."""
    return _promised(social, turn, _("I remind you the day before and an hour before."),
                     _("I remind you an hour before."))  # fmt: skip


def promise_to_all(social: Social, turn: Turn) -> Phrase | None:
    """The same for whoever announces it."""
    return _promised(social, turn, _("I remind everybody who says yes the day before and an hour before."),
                     _("I remind everybody who says yes an hour before."))  # fmt: skip


def _promised(social: Social, turn: Turn, both: Phrase, last: Phrase) -> Phrase | None:
    ahead = social.starts_at - turn.now
    return both if ahead > DAY_BEFORE else last if ahead > HOUR_BEFORE else None


def forget(social: Social) -> Effects:
    yield Never(day_before, social, "0")
    yield Never(hour_before, social, "0")
    yield from enjoying.forget(social)


@flow.step(when=ANNOUNCED)
def day_before(social: Social, turn: Turn) -> Effects:
    """A day before: everybody who comes. `value` is the last one who was reminded."""
    yield from _remind(social, _("A small reminder: this is tomorrow."), turn, urgent=False)


@flow.step(when=ANNOUNCED)
def hour_before(social: Social, turn: Turn) -> Effects:
    """An hour before, at whatever hour that is."""
    yield from _remind(social, _("It begins in an hour."), turn, urgent=True)


def _remind(social: Social, news: Phrase, turn: Turn, *, urgent: bool) -> Effects:
    if turn.now >= social.starts_at:  # held up for longer than it was ahead
        return
    some = guests_after(turn.store, social, number(turn.value) or 0, AT_ONCE, Answer.YES)
    for guest in some:
        card = cards.for_guest(social, turn, news, Choice(_("I cannot come after all"), answering.no, social))
        yield Tell(guest.member, card, kind=PERSONAL, slot=slot("social", social), urgent=urgent,
                   expires=social.starts_at)  # fmt: skip
    if len(some) == AT_ONCE:
        again = hour_before if urgent else day_before
        yield Later(again, social, turn.now, str(some[-1].id))


# --- changes ---------------------------------------------------------------------------------------------------------


def tell_change(social: Social, turn: Turn) -> Effects:
    """Everybody who comes or waits hears that it was moved or called off."""
    yield Later(change, social, turn.now, "0")


@flow.step(when=(ANNOUNCED, CANCELLED))
def change(social: Social, turn: Turn) -> Effects:
    """As it stands now. `value` is the last one who was told."""
    some = guests_after(turn.store, social, number(turn.value) or 0, AT_ONCE, Answer.YES, Answer.WAITING)
    is_soon = social.starts_at - turn.now < DAY_BEFORE
    for guest in some:
        yield Tell(guest.member, _change_card(social, guest, turn), slot=slot("social", social), urgent=is_soon)
    if len(some) == AT_ONCE:
        yield Later(change, social, turn.now, str(some[-1].id))


def _change_card(social: Social, guest: Guest, turn: Turn) -> Card:
    if social.status is CANCELLED:
        off = _("“{title}” does not take place. I am sorry.", title=social.title)
        return Card(off, choices=[safety.choice(turn.program)], files=[calendar_file.of(social, turn)])
    if guest.answer is Answer.WAITING:
        news = _("This has changed. You are still on the waiting list.")
        return cards.for_guest(social, turn, news, Choice(_("I cannot come after all"), answering.no, social))
    news = _("This has changed: please look at the time and the place. You still have your place.")
    return cards.letter(social, turn, news, Choice(_("I cannot come after all"), answering.no, social))
