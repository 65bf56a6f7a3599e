"""Sending a wave, some people at a time, and one reminder to those who have not answered."""

from datetime import datetime, timedelta

from bot.calendar import instant_of, local
from bot.numbers import number
from bot.steps import PROMPT, Drop, Effects, Flow, Later, Tell, Turn, slot
from flows import library
from flows.pulses import card, closing, questions
from storage.mentoring.pulses import waves
from storage.mentoring.pulses.waves import Wave, WaveStatus

flow: Flow[Wave] = Flow("wave", about=Wave)
OPEN = WaveStatus.OPEN
AT_ONCE = 150
"""People in one taking of a step; for a reminder half as many, as it has two effects for each."""
REMINDED_AFTER = (4, 7)
"""A reminder comes on day 4 of 7; when it is open for longer or for shorter, as early in proportion."""


def begin(wave: Wave, closes_at: datetime, turn: Turn) -> Effects:
    """From now on it is open, and goes out. Its words stay as they are now."""
    wave.wording = library.pulse_as_text(questions.pulse_of(wave))
    wave.status, wave.opened_at, wave.closes_at, wave.invited = OPEN, turn.now, closes_at, 0
    yield Later(send, wave, turn.now, "0")
    yield Later(remind, wave, reminder_at(turn.now, closes_at, turn), "0")
    yield Later(closing.close, wave, closes_at)


def reminder_at(opened_at: datetime, closes_at: datetime, turn: Turn) -> datetime:
    """Some days after it went out, tomorrow at the earliest, at the same time of day."""
    (part, whole), zone = REMINDED_AFTER, turn.program.zone
    began, ends = local(opened_at, zone), local(closes_at, zone)
    days = max((ends.date() - began.date()).days * part // whole, 1)
    return instant_of(began.date() + timedelta(days=days), began.time(), zone)


@flow.step(when=OPEN)
def send(wave: Wave, turn: Turn) -> Effects:
    """`value` is the last member whom it went to. The card is the same for everybody; the postman makes it theirs.
    Once the program has ended it goes to nobody else."""
    if not turn.program.status.goes_on:
        return
    found = waves.people(turn.store, wave.audience, after=number(turn.value) or 0, most=AT_ONCE)
    waves.ask(turn.store, wave, found, local(turn.now, turn.program.zone).date())
    wave.invited += len(found)
    shown = card.letter(wave, turn)
    for member in found:
        yield Tell(member, shown, kind=PROMPT, slot=slot("pulse", wave), expires=wave.closes_at)
    if len(found) == AT_ONCE:
        yield Later(send, wave, turn.now, str(found[-1].id))


@flow.step(when=OPEN)
def remind(wave: Wave, turn: Turn) -> Effects:
    """Once, whoever has not answered; who has not had the first card yet gets this one in its place. Nobody once the
    program has ended."""
    if not turn.program.status.goes_on:
        return
    found = waves.silent(turn.store, wave, after=number(turn.value) or 0, most=AT_ONCE // 2)
    shown = card.letter(wave, turn, card.REMINDER)
    for member in found:
        yield Drop(member, slot("pulse", wave))
        yield Tell(member, shown, kind=PROMPT, slot=slot("pulse", wave), expires=wave.closes_at)
    if len(found) == AT_ONCE // 2:
        yield Later(remind, wave, turn.now, str(found[-1].id))
