"""The end of a wave: what was answered is rewritten in shuffled order, and that who answered is forgotten."""

import math
from datetime import timedelta

from bot.steps import PERSONAL, Drop, Effects, Flow, Later, Never, Tell, Turn, slot
from flows.pulses import questions, sending
from flows.pulses.outcome import results
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
