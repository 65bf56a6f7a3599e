"""Two members who turn out to be one person: one invitation to a pulse, and one answer."""

from bot.steps import PROMPT, Effects, Tell, Turn, slot
from flows.pulses import card
from storage.linking import going_along
from storage.mentoring.pulses import waves
from storage.mentoring.pulses.waves import WaveStatus
from storage.mentoring.told import told
from storage.people import Member


def becomes_one(emptied: Member, kept: Member, turn: Turn) -> Effects:
    """Before the emptied one's letters are dropped: whoever stays is asked in their place, or as well, and has answered
    where one of the two has. A card that still waits to be sent goes to whoever stays, and one that has come counts
    as theirs."""
    wave = waves.running_held(turn.store)
    if wave is None:
        return
    waits = any(one.unsent for one in told(turn.store, emptied, [slot("pulse", wave)]))
    if not waits:
        going_along.take_cards(turn.store, emptied, kept, [slot("pulse", wave)])
    is_new = waves.pass_on(turn.store, wave, emptied, kept)
    asked = waves.asked_of(turn.store, kept)
    if is_new and waits and wave.status is WaveStatus.OPEN and asked is not None and asked.answered_on is None:
        yield Tell(kept, card.letter(wave, turn), kind=PROMPT, slot=slot("pulse", wave), expires=wave.closes_at)
