"""A social in the list of events that a place keeps itself, where its platform has one: made when it is announced
there, changed when it moves, called off with it. Who comes is still said on Kith's own card."""

from bot.messages import Card, Choice, Event
from bot.numbers import number
from bot.steps import ANSWER, PERSONAL, Effects, Events, Flow, Redraw, Tell, Turn, slot
from bot.words import Said, _, lines
from flows.socials import changing
from flows.socials import social as cards
from storage.mentoring.looking_after import ever_posted
from storage.mentoring.socials.socials import Social, SocialStatus
from storage.mentoring.told import told
from storage.people import Member
from storage.places import Place

flow: Flow[Place] = Flow("events", about=Place)
SLOT = "event-"


def put(social: Social, place: Place) -> Effects:
    """Into the place's list. Once it has begun there is nothing to announce any more."""
    yield Tell(Events(place), _entry(social), kind=ANSWER, slot=_slot(social), expires=social.starts_at)


def redraw(social: Social, turn: Turn) -> Effects:
    """The list of every place that is the program's says how it stands now."""
    for place in _places(social, turn):
        if place.program_id == turn.store.program:
            yield Redraw(Events(place), _slot(social), _entry(social))


def take_down(social: Social, place: Place, turn: Turn) -> Effects:
    """The program has left the place: its list has it no more."""
    if not is_new(social, place, turn):
        yield Redraw(Events(place), _slot(social), _entry(social, is_off=True))


def is_new(social: Social, place: Place, turn: Turn) -> bool:
    """Whether it has not been posted in a channel of the place yet, also where that was refused."""
    return all(one.id != place.id for one in _places(social, turn))


def _places(social: Social, turn: Turn) -> list[Place]:
    found = {place.id: place for place, _channel, _slot in ever_posted(turn.store, cards.slots(social))}
    return list(found.values())


def _slot(social: Social) -> str:
    return f"{SLOT}{social.id}"


def _entry(social: Social, *, is_off: bool = False) -> Card:
    off = is_off or social.status is SocialStatus.CANCELLED
    how = _("To have a place, press “I am coming” on the card that I posted.")
    event = Event(
        _("{title}", title=social.title), social.where, social.starts_at, social.ends_at,
        text=lines(Said(social.text) if social.text else None, how), is_off=off,
    )  # fmt: skip
    return Card(title=_("{title}", title=social.title), files=cards.pictures(social), event=event)


@flow.step()
def impossible(place: Place, turn: Turn) -> Effects:
    """The place did not let Kith do that: whoever announced the social hears once what would mend it. `value` is the
    slot of what was told."""
    social = turn.store.get(Social, number(turn.value.removeprefix(SLOT)) or 0)
    who = turn.store.get(Member, social.by_id) if social and social.by_id else None
    if social is None or who is None:
        return
    kept = slot("no-events", place)
    if told(turn.store, who, [kept]):
        return
    yield Tell(who, _card(social, place), kind=PERSONAL, slot=kept)


def _card(social: Social, place: Place) -> Card:
    return Card(
        lines(
            _("“{title}” is announced. I could not put it into the list of events of {place}, because I am not allowed "
              "to.", title=social.title, place=place.name),
            _("To change that for the next one, allow my role to “Create Events”: server settings, Roles, Kith. "
              "Everything else works without it, so nothing has to be done."),
        ),
        choices=[Choice(_("Look at {title}", title=social.title), changing.look, social)],
    )  # fmt: skip
