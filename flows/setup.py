"""A program begins: in a place that has none yet."""

from bot.messages import Card
from bot.steps import ANYONE, Effects, Flow, Replace, Turn
from bot.words import _
from storage.places import Place

flow: Flow[Place] = Flow("setup", about=Place)


@flow.step(by=ANYONE, looks=True)
def welcome(place: Place, turn: Turn) -> Effects:
    """What a place without a program shows."""
    yield Replace(Card(_("There is no mentoring program here yet.")))
