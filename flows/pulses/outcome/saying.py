"""You said, we did: what coordinators make of the answers, told to those who were asked."""

import hashlib

from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Question, Style
from bot.numbers import number
from bot.steps import COORDINATOR, PROMPT, Effects, Flow, Later, Replace, Tell, Turn, slot
from bot.words import Said, Text, When, _, lines
from flows.pulses import preparing, questions, sending
from flows.pulses.outcome import results
from storage.mentoring.pulses import waves
from storage.mentoring.pulses.waves import Wave, WaveStatus
from storage.mentoring.records import record

flow: Flow[Wave] = Flow("wavesaid", about=Wave)
CLOSED = WaveStatus.CLOSED
AT_ONCE = 150
"""People in one taking of a step."""


def ways(wave: Wave) -> list[Choice]:
    """The way to say something, as long as nothing has been said."""
    return [Choice(_("Say what you do now"), write, wave)] if wave.did_at is None else []


def _form(wave: Wave, turn: Turn) -> Form:
    _refuse_sent(wave)
    return Form(
        _("You said, we did"),
        [Question("did", Kind.LONG, _("What people said, and what you do"), most=preparing.MOST_SAID, given=wave.did,
                  hint=_("Short and honest is best. What you cannot do belongs there, too."))],
        submit=_("Look at it"),
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=CLOSED, form=_form)
def write(wave: Wave, turn: Turn) -> Effects:
    """Shows what people will read, and how many of them."""
    _refuse_sent(wave)
    wave.did = turn.answers.text("did")
    yield Replace(_preview(wave, turn))


def _refuse_sent(wave: Wave) -> None:
    if wave.did_at is not None:
        raise Refused(_("That went out on {day}, in the words that people have by now.", day=When(wave.did_at, "day")))


def _preview(wave: Wave, turn: Turn, news: Text | None = None) -> Card:
    """What people will read. The button to send it stands for these words, and for no others."""
    many = waves.how_many(turn.store, wave.audience)
    shown = letter(wave, turn)
    return Card(
        lines(news, shown.text) if news else shown.text,
        title=shown.title,
        choices=[
            Choice(_("Send it"), send, wave, _sign(wave.did), Style.MAIN),
            Choice(_("Change it"), write, wave),
            Choice(_("Keep it for the next pulse"), results.show, wave),
        ],
        foot=_("It goes to: {audience} ({n}). Whoever was asked then and is not one of them now does not get it.",
               audience=questions.audience(wave.audience, turn), n=many),
    )  # fmt: skip


def _sign(words: str) -> str:
    """Another one for other words."""
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def letter(wave: Wave, turn: Turn) -> Card:
    return Card(
        Said(wave.did),
        title=_("You said, we did"),
        foot=_("From the coordinators of {program}, after the short questions of {day}.", program=turn.program.name,
               day=When(wave.closed_at, "day") if wave.closed_at else None),
        notice=_("A note from {program}", program=turn.program.name),
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=CLOSED)
def send(wave: Wave, turn: Turn) -> Effects:
    """Once. `value` stands for the words that were looked at; where there are others by now, they are shown first."""
    _refuse_sent(wave)
    sending.refuse_where_nobody_gets_letters(turn)
    if turn.value != _sign(wave.did):
        yield Replace(_preview(wave, turn, _("_The words have changed since. Please look at them once more._")))
        return
    wave.did_at = turn.now
    record(turn.store, turn.me, "pulse_told", turn.now)
    yield Later(tell, wave, turn.now, "0")
    sent = _("It is on its way. Where it is night, it waits for the morning.")
    yield Replace(Card(sent, choices=[Choice(_("Back to the results"), results.show, wave)]))


@flow.step(when=CLOSED)
def tell(wave: Wave, turn: Turn) -> Effects:
    """Some people at a time, as they are by then; `value` is the last one. Nobody once the program has ended."""
    if not turn.program.status.goes_on:
        return
    found = waves.people(turn.store, wave.audience, after=number(turn.value) or 0, most=AT_ONCE)
    for member in found:
        yield Tell(member, letter(wave, turn), kind=PROMPT, slot=slot("wedid", wave))
    if len(found) == AT_ONCE:
        yield Later(tell, wave, turn.now, str(found[-1].id))
