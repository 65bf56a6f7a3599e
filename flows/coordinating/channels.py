"""A channel did not take a card that was to be posted there: whoever can mend that hears of it, and what would."""

from bot.steps import Effects, Flow, Turn
from flows.beginning import posting
from flows.socials.around import refused as social_refused
from storage.places import Place

flow: Flow[Place] = Flow("channels", about=Place)


@flow.step()
def refused(place: Place, turn: Turn) -> Effects:
    """It stands nowhere. `value` is its slot, by which the story knows it that has posted it."""
    yield from posting.refused(place, turn) if turn.value.startswith(posting.JOIN) else social_refused.tell(place, turn)
