"""A channel did not take the card of a social: whoever announced it hears what would mend that."""

from bot.messages import Card, Choice
from bot.numbers import number
from bot.steps import PERSONAL, Effects, Tell, Turn
from bot.words import Phrase, _, lines, paragraphs
from bot.words import channel as named
from flows.socials import announcing, changing
from flows.socials import social as cards
from storage.mentoring.looking_after import ever_posted, standing
from storage.mentoring.socials.socials import Social, SocialStatus
from storage.people import Member, coordinators
from storage.places import Place


def tell(place: Place, turn: Turn) -> Effects:
    """A card that was to be posted in a channel of the place stands nowhere. `turn.value` is its slot."""
    social = _social(turn)
    if social is None or social.status is not SocialStatus.ANNOUNCED or turn.now >= social.starts_at:
        return
    where = next((channel for _at, channel, slot in ever_posted(turn.store, cards.slots(social)) if slot == turn.value),
                 None)  # fmt: skip
    for person in _who_hears(social, turn) if where else ():
        yield Tell(person, _card(social, place, where or "", turn), kind=PERSONAL)


def _social(turn: Turn) -> Social | None:
    """Whose card that was; None where it was the card of something else."""
    begins, _colon, _number = turn.value.partition(":")
    found = turn.store.get(Social, number(begins.removeprefix("social-")) or 0)
    return found if found is not None and turn.value.startswith(cards.slots(found)) else None


def _who_hears(social: Social, turn: Turn) -> list[Member]:
    """Whoever announced it, as long as they can do something about it; else all who can."""
    everybody = coordinators(turn.store)
    return [one for one in everybody if one.id == social.by_id] or everybody


def _card(social: Social, place: Place, where: str, turn: Turn) -> Card:
    return Card(
        paragraphs(
            lines(
                _("“{title}” could not be posted in {channel} of {place}: I am not let in there.", title=social.title,
                  channel=named(where), place=place.name),
                _nowhere(social, turn),
            ),
            _("To mend that, add me to the channel and let me write in it, and post “{title}” there again. Another "
              "channel is as good.", title=social.title),
        ),
        choices=[*announcing.to_post(social), Choice(_("Look at {title}", title=social.title), changing.look, social)],
    )  # fmt: skip


def _nowhere(social: Social, turn: Turn) -> Phrase | None:
    return None if standing(turn.store, cards.slots(social)) else _("It stands in no channel yet.")
