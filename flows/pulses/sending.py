"""Sending a wave: whether it may go out, and then some people at a time, with one reminder to those who have not
answered."""

import hashlib
from datetime import date, datetime, time, timedelta

from bot.calendar import instant_of, local
from bot.errors import Refused
from bot.numbers import number
from bot.steps import PROMPT, Drop, Effects, Flow, Later, Tell, Turn, slot
from bot.words import _
from flows import library
from flows.pulses import card, closing, questions
from storage.mentoring.pulses import waves
from storage.mentoring.pulses.waves import Wave, WaveStatus

flow: Flow[Wave] = Flow("wave", about=Wave)
OPEN = WaveStatus.OPEN
AT_ONCE = 150
"""People in one taking of a step; for a reminder half as many, as it has two effects for each."""
DAYS = 7
CLOSES = time(20)
"""On the last day, in the program's zone."""
ONE_AT_A_TIME = _("One pulse is open already. Please wait until it is closed, so that nobody gets two at a time.")
UNKNOWN = _("I do not know these questions any more. Please pick others.")
REMINDED_AFTER = (4, 7)
"""A reminder comes on day 4 of 7; when it is open for longer or for shorter, as early in proportion."""


def last_day(wave: Wave, turn: Turn) -> date:
    """The day that was chosen, or a week from now."""
    return wave.last_day or this_day(turn) + timedelta(days=DAYS)


def this_day(turn: Turn) -> date:
    return local(turn.now, turn.program.zone).date()


def sign(wave: Wave, turn: Turn) -> str:
    """Another one for other questions or words, other people, another last day."""
    asked = library.pulse_as_text(questions.pulse_of(wave))
    said = "\0".join((asked, wave.audience, last_day(wave, turn).isoformat(), wave.said))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def refuse_unready(wave: Wave, turn: Turn) -> None:
    """Refuses what cannot go out as it is prepared."""
    refuse_where_nobody_gets_letters(turn)
    if not questions.is_known(wave):
        raise Refused(UNKNOWN)
    if waves.running(turn.store) is not None:
        raise Refused(ONE_AT_A_TIME)
    many = waves.how_many(turn.store, wave.audience)
    if many < questions.LEAST:
        raise Refused(_("That would go to {people}. Results are shown from {least} answers on, so there could be none. "
                        "Please pick a larger audience.", people=questions.people(many),
                        least=questions.LEAST))  # fmt: skip
    if last_day(wave, turn) <= this_day(turn):
        raise Refused(_("The last day has passed meanwhile. Please choose another one."))


def refuse_where_nobody_gets_letters(turn: Turn) -> None:
    if not turn.program.status.goes_on:
        raise Refused(_("Nobody gets letters now: the program is a draft, or has ended."))


def begin(wave: Wave, turn: Turn) -> Effects:
    """From now on it is open, and goes out. Its words stay as they are now."""
    closes_at = instant_of(last_day(wave, turn), CLOSES, turn.program.zone)
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
    waves.ask(turn.store, wave, found, this_day(turn))
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
