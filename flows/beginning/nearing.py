"""Some days before a program opens by itself, coordinators hear what it still lacks."""

from datetime import timedelta

from bot.messages import Card, Choice
from bot.steps import Effects, Flow, Later, Never, Tell, Turn
from bot.words import Day, Text, _, lines
from flows.beginning import opening
from flows.coordinating import program as program_home
from flows.coordinating import sufficing
from storage.people import coordinators
from storage.places import Program, ProgramStatus

flow: Flow[Program] = Flow("nearing", about=Program)
BEFORE = timedelta(days=3)


def plan(program: Program, turn: Turn) -> Effects:
    """After the status or the dates changed: when it is looked at once more, if it opens by itself."""
    morning = opening.first_morning(program)
    if program.status is ProgramStatus.GATHERING and morning is not None and morning - BEFORE > turn.now:
        yield Later(look, program, due=morning - BEFORE)
    else:
        yield Never(look, program)


@flow.step(when=ProgramStatus.GATHERING)
def look(program: Program, turn: Turn) -> Effects:
    """Coordinators hear of it where nobody can be asked yet, or places do not suffice."""
    missing = sufficing.missing_line(turn)
    if program.starts_on is None or missing is None:
        return
    opens = _("{program} opens by itself on {day}.", program=program.name, day=Day(program.starts_on))
    for coordinator in coordinators(turn.store):
        yield Tell(coordinator, card(lines(opens, missing), turn))


def card(text: Text, turn: Turn) -> Card:
    """How it stands on those days, with the way to the program."""
    return Card(text, choices=[Choice(_("See the program"), program_home.show, turn.program)])
