"""Once a day, in the program's morning: who could use a word gets one. After an outage it is looked at once, not for
each day that was missed."""

from bot.numbers import number
from bot.steps import Effects, Flow, Later, Turn
from flows import timing
from flows.asking import limits
from flows.nudging import few, idle, unasked
from storage.mentoring import nudging as rows
from storage.places import GOES_ON, Program, ProgramStatus

flow: Flow[Program] = Flow("daily", about=Program)
ASKS = (ProgramStatus.OPEN, ProgramStatus.CLOSED)
"""Closed to new people, whoever is in can still ask."""
AT_ONCE = 40
"""Members who are written to in one taking of a step."""


def plan(program: Program, turn: Turn) -> Effects:
    """The next working morning of the program."""
    yield Later(look, program, timing.morning_after(turn.now, 1, turn))


@flow.step(when=GOES_ON, shared=True)
def look(program: Program, turn: Turn) -> Effects:
    """Each of the stories looks through its people in steps of its own."""
    if limits.takes_asks(program):
        yield Later(mentees, program, turn.now, "0")
        yield Later(mentors, program, turn.now, "0")
    yield from few.look(program, turn)
    yield from plan(program, turn)


@flow.step(when=ASKS, shared=True)
def mentees(program: Program, turn: Turn) -> Effects:
    """Mentees who joined and have not asked anybody. `value` is the last one who was looked at."""
    found = unasked.find(program, number(turn.value) or 0, AT_ONCE, turn)
    for member in found:
        yield from unasked.nudge(member, turn)
    if len(found) == AT_ONCE:
        yield Later(mentees, program, turn.now, str(max(one.id or 0 for one in found)))


@flow.step(when=ASKS, shared=True)
def mentors(program: Program, turn: Turn) -> Effects:
    """Mentors whom nobody asked for two weeks. `value` is the last one who was looked at."""
    last = number(turn.value) or 0
    if not last:
        rows.note_who_can_be_asked(turn.store, turn.now)
    found = idle.find(program, last, AT_ONCE, turn)
    yield from idle.tell(found, turn)
    if len(found) == AT_ONCE:
        yield Later(mentors, program, turn.now, str(max(one.member_id for one in found)))
