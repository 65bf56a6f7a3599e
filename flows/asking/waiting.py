"""While an ask waits: two reminders to the mentor, then a kind end. Never at the weekend, never at night."""

from datetime import datetime

from bot.steps import Effects, Flow, Later, Never, Turn
from bot.words import n_
from flows import missed, timing
from flows.asking import answering, asking
from flows.meeting import intros
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, IntroStatus
from storage.mentoring.profiles import profile_of
from storage.mentoring.rules import rules_of
from storage.people import Member

flow: Flow[Intro] = Flow("waiting", about=Intro, holds=("mentee", "mentor"))
reminders: Flow[Member] = Flow("reminders", about=Member, holds=("self",))


def begin(intro: Intro, turn: Turn) -> Effects:
    """Sets what follows from a new ask that nobody answers."""
    timing.answer_counts_from(intro.asked_at, rules_of(turn.store).expiry_days, intro, turn)
    yield Later(expire, intro, expires_at(intro, turn))
    yield from plan_reminder(intro.mentor, turn)


def expires_at(intro: Intro, turn: Turn) -> datetime:
    """When an ask that is not answered ends, as it was said when it was sent: a working moment for the mentor, and then
    one for the mentee."""
    return intro.answer_by or timing.time_to_answer(intro.asked_at, rules_of(turn.store).expiry_days, intro, turn)


@flow.step(when=IntroStatus.ASKED)
def expire(intro: Intro, turn: Turn) -> Effects:
    """Nobody answered: the mentee hears it kindly and sees others; the mentor's card blames nobody."""
    mentor, until = intro.mentor, expires_at(intro, turn)
    due = timing.working_moment(turn.now, intro.mentee, turn)
    if due > turn.now:
        intro.answer_by = missed.put_off(until, due, turn)
        yield Later(expire, intro, due)
        return
    begins = missed.begins_anew(mentor, [answering.slot_of(mentor)], intro.asked_at, until, turn)
    days = rules_of(turn.store).expiry_days
    if begins is not None and timing.time_to_answer(begins, days, intro, turn) > turn.now:
        was = intro.answer_by
        timing.answer_counts_from(begins, days, intro, turn)
        yield from _again(intro, was, turn)
        return
    yield from intros.close(intro, IntroStatus.EXPIRED, "", turn)


def _again(intro: Intro, was: datetime | None, turn: Turn) -> Effects:
    """The mentor did not have the time that they were given (until `was`): they have it now."""
    yield Later(expire, intro, expires_at(intro, turn))
    yield from asking.redraw(intro, asking.waits_card(intro, turn), turn)
    mentor, told = intro.mentor, profile_of(turn.store, intro.mentor).asks_told_at
    if was is None or not missed.was_away(was, turn):
        yield from answering.redraw(mentor, turn)
    elif told is None or told < turn.now - missed.LATE:
        yield from answering.tell_anew(mentor, turn, missed.NEWS, moved=True)
    else:
        yield from answering.redraw(mentor, turn, missed.NEWS)


@flow.step(when=IntroStatus.ASKED)
def move(intro: Intro, turn: Turn) -> Effects:
    """The days off have changed: the working days that are left come after them, and so do the reminders."""
    if timing.answer_moved(intro, turn):
        yield Later(expire, intro, expires_at(intro, turn))
        yield from asking.redraw(intro, asking.waits_card(intro, turn), turn)
        yield from answering.redraw(intro.mentor, turn)
    yield from plan_reminder(intro.mentor, turn)


# --- reminders -------------------------------------------------------------------------------------------------------


def plan_reminder(mentor: Member, turn: Turn) -> Effects:
    """Sets the mentor's one reminder to when it is due next, for all that waits."""
    due = next_reminder(mentor, turn)
    yield Later(remind, mentor, due) if due else Never(remind, mentor)


def next_reminder(mentor: Member, turn: Turn) -> datetime | None:
    """The next moment at which one of the asks has waited long enough, on a day on which the mentor has had no card
    about any of them."""
    rules = rules_of(turn.store)
    told = profile_of(turn.store, mentor).asks_told_at
    last = timing.day_of(told, mentor, turn) if told else None
    moments = (
        timing.after_working_days(intro.asked_at, days, mentor, turn)
        for intro in rows.waiting_for(turn.store, mentor)
        for days in (rules.first_reminder_days, rules.second_reminder_days)
    )
    ahead = (m for m in moments if m > turn.now and (last is None or timing.day_of(m, mentor, turn) > last))
    return min(ahead, default=None)


@reminders.step()
def remind(mentor: Member, turn: Turn) -> Effects:
    """One card for everything that waits. Somebody waits for it, so it does not count against the week's prompts."""
    due = timing.working_moment(turn.now, mentor, turn)
    waiting = rows.waiting_for(turn.store, mentor)
    if due > turn.now and waiting:
        yield Later(remind, mentor, due)
        return
    if waiting:
        news = n_(
            "A small reminder: one person still waits for your answer. A “Not now” is fine too.",
            "A small reminder: {n} people still wait for your answer. A “Not now” is fine too.",
            len(waiting),
        )
        yield from answering.tell_anew(mentor, turn, news, moved=True)
    yield from plan_reminder(mentor, turn)


@reminders.step()
def bring(mentor: Member, turn: Turn) -> Effects:
    """The morning after: what was asked while the mentor slept comes as a new card, where it still waits."""
    told = profile_of(turn.store, mentor).asks_told_at
    if any(told is None or intro.asked_at > told for intro in rows.waiting_for(turn.store, mentor)):
        yield from answering.tell_anew(mentor, turn, moved=True)
        yield from plan_reminder(mentor, turn)
