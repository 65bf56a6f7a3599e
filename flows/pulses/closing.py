"""The end of a wave: what was answered is rewritten in shuffled order, and that who answered is forgotten."""

import math
from datetime import datetime, timedelta

from bot.calendar import ONE_DAY, local, spans_of
from bot.numbers import number
from bot.steps import PERSONAL, Drop, Effects, Flow, Later, Never, Redraw, Tell, Turn, slot
from flows import timing
from flows.pulses import card, questions, sending
from flows.pulses.outcome import results
from storage import outbox
from storage.mentoring import told
from storage.mentoring.pulses import ballots, waves
from storage.mentoring.pulses.waves import Wave, WaveStatus
from storage.people import coordinators

flow: Flow[Wave] = Flow("waveend", about=Wave)
AT_ONCE = 150
"""Ballots or people in one taking of a step, at most."""
SETTLES = timedelta(seconds=10)
"""Whatever was pressed before the end is done with by then."""
OPEN, COUNTING = WaveStatus.OPEN, WaveStatus.COUNTING


@flow.step(when=OPEN)
def close(wave: Wave, turn: Turn) -> Effects:
    """From now on nobody can answer. A second answer of somebody can still be taken back."""
    wave.status, wave.closed_at, wave.answered = COUNTING, turn.now, 0
    yield Never(sending.remind, wave, "0")
    yield Never(close, wave)
    yield Later(count, wave, turn.now + SETTLES)


# --- its end moves ---------------------------------------------------------------------------------------------------


def days_off_changed(before: str, turn: Turn) -> Effects:
    """Other days off than `before` are named: what is open has as many days left as it had. It never closes sooner, as
    cards have named the day."""
    wave = waves.running_held(turn.store)
    if wave is None or wave.status is not OPEN or wave.closes_at is None or _is_closing(wave, turn):
        return
    zone = turn.program.zone
    yesterday, last = sending.this_day(turn) - ONE_DAY, local(wave.closes_at, zone).date()
    ahead = (yesterday + each * ONE_DAY for each in range(1, (last - yesterday).days + 1))
    left = sum(not any(day in span for span in spans_of(before)) for day in ahead)
    closes_at = sending.closes_on(sending.days_after(yesterday, left, turn), turn)
    if closes_at > wave.closes_at:
        wave.closes_at = closes_at
        told.lasts_until(turn.store, slot("pulse", wave), closes_at)
        yield Later(close, wave, closes_at)
        yield from _remind_anew(wave, closes_at, turn)
        yield Later(name_end, wave, turn.now, "0")


def _is_closing(wave: Wave, turn: Turn) -> bool:
    """Whether somebody has just closed it."""
    return outbox.is_due(turn.store.session, close.id, wave.id or 0, "", turn.now)


def _remind_anew(wave: Wave, closes_at: datetime, turn: Turn) -> Effects:
    """Its end moves to then, and with it the reminder, if that has not been."""
    if outbox.is_due(turn.store.session, sending.remind.id, wave.id or 0, "0", closes_at):
        first, rests = sending.awake(turn)
        due = sending.reminder_at(first if rests else wave.opened_at or turn.now, closes_at, turn)
        yield Later(sending.remind, wave, timing.past_rests(due, turn), "0")


@flow.step(when=OPEN)
def name_end(wave: Wave, turn: Turn) -> Effects:
    """What waits to be sent names the new end, whether its reader has answered or not. `value`: the last one."""
    place, last = slot("pulse", wave), number(turn.value) or 0
    some = [one for one in told.wait_for(turn.store, [place]) if (one.id or 0) > last][:AT_ONCE]
    had = told.reached(turn.store, place, some)
    first, again = card.letter(wave, turn), card.letter(wave, turn, card.REMINDER)
    for member in some:
        yield Redraw(member, place, again if member.id in had else first)
    if len(some) == AT_ONCE:
        yield Later(name_end, wave, turn.now, str(some[-1].id))


# --- it is counted ---------------------------------------------------------------------------------------------------


@flow.step(when=COUNTING)
def count(wave: Wave, turn: Turn) -> Effects:
    """Some ballots at a time, in the order of their tickets, become single answers in no order. What is too little to
    be shown does not."""
    left = ballots.how_many_whole(turn.store, wave)
    if not wave.answered and left < questions.LEAST:
        wave.answered = left
        ballots.drop(turn.store, wave)
        yield Later(forget, wave, turn.now)
        return
    found = ballots.next_whole(turn.store, wave, next_part(left))
    single = [pair for _ticket, said in found for pair in questions.answers_of(wave, said)]
    ballots.rewrite(turn.store, wave, [ticket for ticket, _said in found], single)
    wave.answered += len(found)
    if len(found) < left:
        yield Later(count, wave, turn.now)
        return
    ballots.drop(turn.store, wave)
    ballots.drop_few(turn.store, wave, questions.LEAST)
    yield Later(forget, wave, turn.now)


def next_part(left: int) -> int:
    """How many of so many ballots are shuffled together next: parts of one size, as a single ballot that was left over
    would be shuffled with itself, and its answers stay together."""
    parts = max(math.ceil(left / AT_ONCE), 1)
    return math.ceil(left / parts)


@flow.step(when=COUNTING)
def forget(wave: Wave, turn: Turn) -> Effects:
    """Some people at a time: that they were asked and whether they answered goes, and a card that never reached them.
    Whom no card has reached was not asked. Then the coordinators have the results."""
    found = waves.asked_people(turn.store, wave, AT_ONCE)
    wave.invited -= len(told.missed(turn.store, slot("pulse", wave), found))
    waves.forget(turn.store, wave, found)
    for member in found:
        yield Drop(member, slot("pulse", wave))
    if len(found) == AT_ONCE:
        yield Later(forget, wave, turn.now)
        return
    turn.store.clear_away("ballot", "wave_member")
    wave.status = WaveStatus.CLOSED
    yield Later(tell, wave, turn.now)


@flow.step(when=WaveStatus.CLOSED)
def tell(wave: Wave, turn: Turn) -> Effects:
    """The coordinators have the results, with the picture."""
    shown = results.card(wave, turn, results.picture_of(wave, turn))
    for person in coordinators(turn.store):
        yield Tell(person, shown, kind=PERSONAL, slot=slot("results", wave))
