"""A place that the program has left: what was announced there cannot be answered there any more."""

from bot.messages import Card
from bot.numbers import number
from bot.steps import Channel, Effects, Flow, Later, Redraw, Turn
from bot.words import _
from flows.socials import social as cards
from flows.socials.around import listing
from storage.mentoring.looking_after import posted
from storage.mentoring.socials import socials
from storage.mentoring.socials.socials import Social, SocialStatus
from storage.places import Place

flow: Flow[Social] = Flow("social_places", about=Social)
MOST = 100


def left(place: Place, turn: Turn) -> Effects:
    """Each social that is still to come is taken down there in a step of its own, as there may be many."""
    for social in socials.to_come(turn.store, turn.now, MOST):
        yield Later(take_down, social, turn.now, str(place.id))


@flow.step(when=SocialStatus.ANNOUNCED)
def take_down(social: Social, turn: Turn) -> Effects:
    """Its cards in the place say so, and lead nowhere; the place's list has it no more. `value` is the place."""
    place = turn.store.session.get(Place, number(turn.value) or 0)
    if place is None or place.program_id == turn.store.program:
        return
    over = Card(_("{program} is not in this place any more, so nobody can say here that they are coming.",
                  program=turn.program.name), title=_("{title}", title=social.title))  # fmt: skip
    for where, channel, slot in posted(turn.store, cards.slots(social)):
        if where.id == place.id:
            yield Redraw(Channel(where, channel), slot, over)
    yield from listing.take_down(social, place, turn)
