"""Answering a pulse, tap by tap in one card. The step is anonymous: it knows a ticket, and not who has it."""

from bot.calendar import local
from bot.errors import Refused
from bot.messages import Card
from bot.steps import MEMBER, Apart, Effects, Flow, Replace, Turn
from bot.words import _
from flows.pulses import card, questions
from storage.mentoring.pulses import ballots, waves
from storage.mentoring.pulses.waves import Wave, WaveStatus

flow: Flow[Wave] = Flow("pulse", about=Wave)
OPEN = WaveStatus.OPEN
ANSWERED = _("You have answered these questions on another card, and that one counts. Nothing of this one is kept.")
NOT_ASKED = _(
    "These questions went to others, and you are not among those who were asked. Nothing of this card is kept."
)


@flow.shows
def present(wave: Wave, turn: Turn) -> Card:
    """For whoever comes when it is over."""
    return Card(
        _(
            "This pulse is closed. Thank you to everybody who answered. Where enough people did, the coordinators get "
            "the results, and no names."
        ),
        notice=card.notice(turn),
    )


@flow.stands("pulse")
def still_asks(wave: Wave, turn: Turn) -> Card | None:
    """What waits to be sent to somebody who has answered is over."""
    asked = waves.asked_of(turn.store, turn.me)
    return card.letter(wave, turn) if asked is not None and asked.answered_on is None else None


@flow.step(by=MEMBER, when=OPEN, anonymous=True)
def say(wave: Wave, turn: Turn) -> Effects:
    """`value` is the number of a question and the sign of an answer; without one, the card as it stands."""
    before = ballots.given(turn.store, wave, turn.ticket) or questions.empty(wave)
    if not turn.value:
        yield Replace(card.of(wave, before, turn))
        return
    number, sign = _read(wave, turn.value)
    if sign == card.CHANGE:
        yield Replace(card.question(wave, before, number, turn))
        return
    after = before[:number] + sign + before[number + 1 :]
    is_whole = questions.OPEN not in after
    ballots.keep(turn.store, wave, turn.ticket, after, is_whole=is_whole)
    if is_whole and questions.OPEN in before:
        yield Apart(note, wave, otherwise=take_back)
    yield Replace(card.of(wave, after, turn))


def _read(wave: Wave, value: str) -> tuple[int, str]:
    """Which question, counted from 0, and the sign of the answer. Refuses what no button ever said."""
    asked = questions.pulse_of(wave).questions
    number, sign = int(value[:1]) - 1 if value[:1].isdecimal() else -1, value[1:]
    if 0 <= number < len(asked):
        signs = [str(place) for place in range(1, len(asked[number].answers) + 1)]
        if sign in (*signs, questions.LEFT_OUT, card.CHANGE):
            return number, sign
    raise Refused(_("I do not know that answer. Please press one of the buttons."))


@flow.step()
def note(wave: Wave, turn: Turn) -> Effects:
    """That this member has answered, on which of the program's days, and nothing of what, also where it closes at this
    moment. Refuses where they had, or are not among those asked."""
    day = local(turn.now, turn.program.zone).date()
    if wave.status in waves.RUNS and not waves.note_answered(turn.store, wave, turn.me, day):
        raise Refused(ANSWERED if waves.was_asked(turn.store, wave, turn.me) else NOT_ASKED)
    yield from ()


@flow.step(when=waves.RUNS)
def take_back(wave: Wave, turn: Turn) -> Effects:
    """This ballot does not count: the same person has answered on another card, or was not asked. Where it has been
    counted by now, so that nobody finds it, that whom it went to is forgotten, too."""
    is_taken_back = ballots.take_back(turn.store, wave, turn.ticket)
    yield Replace(Card(turn.refused, notice=card.notice(turn)) if is_taken_back else present(wave, turn))
