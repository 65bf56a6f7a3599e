"""Letters to the guests of a social: reminders, and what has changed; to some at a time."""

from datetime import datetime, timedelta

from bot import calendar
from bot.messages import Card, Choice
from bot.numbers import number
from bot.steps import PERSONAL, Drop, Effects, Flow, Later, Never, Redraw, Tell, Turn, slot
from bot.words import Phrase, When, _, lines
from flows.safety import safety
from flows.socials import answering, enjoying, filling, letters
from flows.socials import social as cards
from flows.socials.around import calendar_file, ended
from flows.talks import planning as talks
from storage.mentoring.socials.guests import Answer, Came, Guest, guests_after
from storage.mentoring.socials.socials import Picking, Social, SocialStatus
from storage.people import MemberStatus
from storage.places import ProgramStatus

flow: Flow[Social] = Flow("social_news", about=Social)
ANNOUNCED, CANCELLED = SocialStatus.ANNOUNCED, SocialStatus.CANCELLED
DAY_BEFORE, HOUR_BEFORE = timedelta(days=1), timedelta(hours=1)
FRESH = timedelta(hours=1)
"""After an outage, the first reminder is left out where it would come so shortly before the second."""
AT_ONCE = 60
"""Guests who are written to in one taking of a step."""
SETTLES = timedelta(minutes=30)
"""After guests were told of a change, the next one waits for so long: what changes meanwhile comes as one letter."""


def plan(social: Social, turn: Turn) -> Effects:
    """Sets the reminders and what comes afterwards, anew where it was moved."""
    for step, due in ((day_before, _a_day_before(social, turn)), (hour_before, social.starts_at - HOUR_BEFORE)):
        yield Later(step, social, due, "0") if due > turn.now else Never(step, social, "0")
    yield Later(filling.in_vain, social, social.starts_at, "0")
    yield from ended.plan(social)
    yield from enjoying.plan(social, turn)


def _a_day_before(social: Social, turn: Turn) -> datetime:
    """A day before; where a night would put that off to the day itself, before that night."""
    program, due = turn.program, social.starts_at - DAY_BEFORE
    hours, day = calendar.Hours(program.quiet_from, program.quiet_until), calendar.local(social.starts_at, program.zone)
    read_at = calendar.local(calendar.next_waking(due, program.zone, hours), program.zone)
    if read_at.date() < day.date():
        return due
    return calendar.instant_of(day.date() - DAY_BEFORE, program.quiet_from, program.zone) - HOUR_BEFORE


def promise(social: Social, turn: Turn) -> Phrase | None:
    """Which reminders a guest still gets; None where it is too late for any, or where they are on a break."""
    if turn.me.status is not MemberStatus.ACTIVE:
        return None
    return _promised(social, turn, _("I remind you the day before and an hour before."),
                     _("I remind you an hour before."))  # fmt: skip


def promise_to_all(social: Social, turn: Turn) -> Phrase | None:
    """The same for whoever announces it."""
    return _promised(social, turn, _("I remind everybody who says yes the day before and an hour before."),
                     _("I remind everybody who says yes an hour before."))  # fmt: skip


def _promised(social: Social, turn: Turn, both: Phrase, last: Phrase) -> Phrase | None:
    if _a_day_before(social, turn) > turn.now:
        return both
    return last if social.starts_at - turn.now > HOUR_BEFORE else None


def forget(social: Social) -> Effects:
    yield Never(day_before, social, "0")
    yield Never(hour_before, social, "0")
    yield Never(filling.in_vain, social, "0")
    yield from ended.forget(social)
    yield from enjoying.forget(social)


@flow.step(when=ANNOUNCED)
def day_before(social: Social, turn: Turn) -> Effects:
    """A day before: everybody who comes and is not on a break. `value` is the last one who was reminded."""
    if turn.now < social.starts_at - HOUR_BEFORE - FRESH:  # else what comes an hour before is close enough
        yield from _remind(social, _("A small reminder: you said yes to this."), turn, urgent=False)


@flow.step(when=ANNOUNCED)
def hour_before(social: Social, turn: Turn) -> Effects:
    """An hour before, at whatever hour that is."""
    news = _("It begins at {time}, and you said yes.", time=When(social.starts_at, "time"))
    yield from _remind(social, news, turn, urgent=True)


def _remind(social: Social, news: Phrase, turn: Turn, *, urgent: bool) -> Effects:
    """Whoever waits for news of it needs no reminder beside it, as that says when and where; in the last hour the
    reminder comes instead, with the file."""
    if turn.now >= social.starts_at:  # held up for longer than it was ahead
        return
    some = guests_after(turn.store, social, number(turn.value) or 0, AT_ONCE, Answer.YES)
    for guest in some:
        if guest.member.status is not MemberStatus.ACTIVE:
            continue
        cannot, name = Choice(_("I cannot come after all"), answering.no, social), slot("social", social)
        card = cards.for_guest(social, turn, news, cannot)
        if letters.waits(social, guest, turn):
            if not urgent:
                continue
            card = cards.letter(social, turn, _unread(social), cannot)
        yield Drop(guest.member, name)
        yield Redraw(guest.member, name, letters.before(social, guest, turn, comes_now=urgent))
        yield Tell(guest.member, card, kind=PERSONAL, slot=name, urgent=urgent,
                   expires=social.starts_at if urgent else social.starts_at - HOUR_BEFORE)  # fmt: skip
    if len(some) == AT_ONCE:
        again = hour_before if urgent else day_before
        yield Later(again, social, turn.now, str(some[-1].id))


def _unread(social: Social) -> Phrase:
    return _("It begins at {time}, and you have a place. Please look at the time and the place: there is news that had "
             "not reached you. If you cannot come any more, please say so.",
             time=When(social.starts_at, "time"))  # fmt: skip


@flow.step(when=SocialStatus.OVER)
def put_away(social: Social, turn: Turn) -> Effects:
    """The time for picking is over, or nobody can pick: no card offers it any more, and none asks who was there.
    `value` is the last guest whose card that was."""
    some = guests_after(turn.store, social, number(turn.value) or 0, AT_ONCE, Answer.YES)
    for guest in some:
        if guest.came is Came.NAMED:
            yield Redraw(guest.member, slot("enjoyed", social), no_list(social, turn))
        else:
            yield Drop(guest.member, slot("enjoyed", social))
            yield Redraw(guest.member, slot("enjoyed", social), answering.present(social, turn))
    if len(some) == AT_ONCE:
        yield Later(put_away, social, turn.now, str(some[-1].id))


def no_list(social: Social, turn: Turn) -> Card:
    """For whoever is on the list: nobody picks from it any more, or there is none."""
    if social.picking is Picking.TOO_FEW:
        return Card(enjoying.too_few(social), choices=[safety.choice(turn.program)])
    if turn.program.status is ProgramStatus.ENDED:
        return Card(_("{program} has ended, and nobody picks from the list of “{title}” any more. What was picked is "
                      "forgotten.", program=turn.program.name, title=social.title))  # fmt: skip
    return Card(_("The time to pick from the list of “{title}” is over. Those who picked each other have heard of it.",
                  title=social.title))  # fmt: skip


# --- changes ---------------------------------------------------------------------------------------------------------


def tell_change(social: Social, turn: Turn) -> Effects:
    """Everybody who comes or waits hears that it was moved or called off: at once, or, where they have just heard of
    another change, a little later and of all that changed meanwhile."""
    due = turn.now
    if social.told_at is not None and social.status is ANNOUNCED:
        later = social.told_at + SETTLES
        due = later if turn.now < later < letters.begins(social) - HOUR_BEFORE else turn.now
    yield Later(change, social, due, "0")


@flow.step(when=(ANNOUNCED, CANCELLED))
def change(social: Social, turn: Turn) -> Effects:
    """As it stands now, to everybody who comes or waits. `value` is the last one who was told."""
    some = guests_after(turn.store, social, number(turn.value) or 0, AT_ONCE, Answer.YES, Answer.WAITING)
    social.told_at = turn.now
    before = social.known_start or social.starts_at
    for guest in some:
        yield from letters.news(social, guest, _change_card(social, guest, turn), turn)
        yield from talks.says_anew(guest.member, letters.begins(social), max(social.ends_at, before + DAY_BEFORE), turn)
    if len(some) == AT_ONCE:
        yield Later(change, social, turn.now, str(some[-1].id))
    else:
        social.known_start = None


def _change_card(social: Social, guest: Guest, turn: Turn) -> Card:
    if social.status is CANCELLED:
        off = _("“{title}” does not take place. I am sorry.", title=social.title)
        if guest.answer is Answer.WAITING:  # nobody gets a file before they have a place
            return Card(off, choices=[safety.choice(turn.program)])
        takes_out = _("If you used the file from me, this one takes it out of your calendar.")
        return Card(
            lines(off, takes_out), choices=[safety.choice(turn.program)], files=[calendar_file.of(social, turn)]
        )
    if guest.answer is Answer.WAITING:
        news = _("This has changed. You are still on the waiting list.")
        return cards.for_guest(social, turn, news, Choice(_("I cannot come after all"), answering.no, social))
    news = _("This has changed: please look at the time and the place. You have a place.")
    return cards.letter(social, turn, news, Choice(_("I cannot come after all"), answering.no, social))
