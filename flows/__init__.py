"""The program, one story per file. `FLOWS` is the explicit list that the engine is given."""

from typing import Any

from bot.engine.taking import Homes
from bot.steps import Flow
from flows import asking, home, intros, joining, mentors, people, setup

FLOWS: tuple[Flow[Any], ...] = (
    home.flow,
    joining.flow,
    joining.own,
    mentors.flow,
    mentors.list_flow,
    asking.flow,
    intros.flow,
    people.flow,
    setup.flow,
)

HOMES = Homes(program=home.show, place=setup.welcome)

__all__ = ["FLOWS", "HOMES"]
