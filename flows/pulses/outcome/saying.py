"""You said, we did: what coordinators make of the answers, told to those who were asked."""

from bot.messages import Card, Choice, Form, Kind, Question, Style
from bot.numbers import number
from bot.steps import COORDINATOR, PROMPT, Effects, Flow, Later, Replace, Tell, Turn, slot
from bot.words import Said, When, _
from flows.pulses import preparing, questions
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
    return Form(
        _("You said, we did"),
        [Question("did", Kind.LONG, _("What people said, and what you do"), most=preparing.MOST_SAID, given=wave.did,
                  hint=_("Short and honest is best. What you cannot do belongs there, too."))],
        submit=_("Look at it"),
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=CLOSED, form=_form)
def write(wave: Wave, turn: Turn) -> Effects:
    """Shows what people will read, and how many of them."""
    wave.did = turn.answers.text("did")
    many = waves.how_many(turn.store, wave.audience)
    shown = letter(wave, turn)
    yield Replace(
        Card(
            shown.text,
            title=shown.title,
            choices=[
                Choice(_("Send it"), send, wave, style=Style.MAIN),
                Choice(_("Change it"), write, wave),
                Choice(_("Keep it for the next pulse"), results.show, wave),
            ],
            foot=_("It goes to: {audience} ({n}). Whoever was asked then and is not one of them now does not get it.",
                   audience=questions.audience(wave.audience, turn), n=many),
        )
    )  # fmt: skip


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
    """Once; a second press finds it sent."""
    if wave.did_at is None and wave.did:
        wave.did_at = turn.now
        record(turn.store, turn.me, "pulse_told", turn.now)
        yield Later(tell, wave, turn.now, "0")
    yield Replace(Card(_("It is on its way. Where it is night, it waits for the morning.")))


@flow.step(when=CLOSED)
def tell(wave: Wave, turn: Turn) -> Effects:
    """Some people at a time; `value` is the last one."""
    found = waves.people(turn.store, wave.audience, after=number(turn.value) or 0, most=AT_ONCE)
    for member in found:
        yield Tell(member, letter(wave, turn), kind=PROMPT, slot=slot("wedid", wave))
    if len(found) == AT_ONCE:
        yield Later(tell, wave, turn.now, str(found[-1].id))
