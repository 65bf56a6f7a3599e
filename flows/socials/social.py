"""The card of a social: in channels, where it counts up, and for each guest alone."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from bot.messages import Card, Choice, Fact, File, Style
from bot.steps import Channel, Effects, Redraw, Turn, slot
from bot.words import Link, Phrase, Said, Text, When, _, n_, paragraphs
from flows.safety import safety
from flows.socials import answering
from flows.socials.around import calendar_file
from storage.mentoring.looking_after import standing
from storage.mentoring.socials.socials import Social, SocialStatus
from storage.people import Member, coordinators

MOST_REDRAWN = 20
PICTURE = "picture.jpg"
"""What the file is called that `bot.pictures` makes."""
_ADDRESS = re.compile(r"https://[\w.-]+(?::\d{1,5})?(?:/[\w./:?=&%+#*-]*)?", re.ASCII)


def slots(social: Social) -> str:
    """How the slot of every card of it in a channel begins; its number comes behind it."""
    return f"social-{social.id}:"


def counted(social: Social) -> str:
    """The slot of the card that tells whoever announced it how many come."""
    return slot("social_counts", social)


def in_channel(social: Social, *, begun: bool = False) -> Card:
    """As everybody in a channel sees it. Once it has begun nobody waits for a place any more."""
    if social.status is SocialStatus.CANCELLED:
        return Card(_("**{title}** does not take place.", title=social.title))
    is_on = social.status is not SocialStatus.OVER
    is_open = not (begun and social.is_full)
    choices = [
        *([Choice(_("I am coming"), answering.yes, social, style=Style.MAIN)] if is_open else []),
        Choice(_("I cannot come"), answering.no, social),
    ]
    return Card(
        Said(social.text) if social.text else None,
        title=_("{title}", title=social.title),
        facts=[*facts(social), Fact(_("So far"), _places(social, begun)) if is_on else _said_yes(social)],
        choices=choices if is_on else (),
        files=pictures(social),
        foot=_("Only you see what I answer. Who comes is not shown here.") if is_on else _("This is over."),
    )


def pictures(social: Social) -> list[File]:
    """The picture that it was announced with, if it has one and that is still kept."""
    if social.picture_id is None:
        return []
    return [File(social.picture_id, PICTURE, "image/jpeg", Said(social.picture_alt))]


def facts(social: Social) -> list[Fact]:
    return [
        Fact(
            _("When"), _("{from_} to {until}", from_=When(social.starts_at, "from"), until=When(social.ends_at, "time"))
        ),
        Fact(_("Where"), where(social)),
    ]


def where(social: Social) -> Phrase:
    """A place in words, or an address of a page that can be pressed. It stands there whole, and a coordinator has seen
    it in the preview."""
    if is_address(social.where):
        return _("{where}", where=Link(social.where))
    return _("{where}", where=social.where)


def is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text)) and "." in urlsplit(text).netloc


def _said_yes(social: Social) -> Fact:
    """Once it is over: how many had said so; who was there is not known."""
    return Fact(_("Said yes"), _("{n}", n=social.coming))


def _places(social: Social, begun: bool) -> Phrase:
    coming = n_("one is coming", "{n} are coming", social.coming) if social.coming else _("nobody yet")
    if social.places is None:
        return coming
    left = social.places - social.coming
    if left > 0:
        return _("{coming}, {left}", coming=coming, left=n_("one place left", "{n} places left", left))
    taken = n_("the one place is taken", "all {n} taken", social.places)
    if left < 0:  # there were more when they said yes
        taken = _("{coming}, all places are taken", coming=coming)
    if begun:
        return taken
    if social.waiting:
        return _("{taken}, {waiting}", taken=taken, waiting=n_("one waits", "{n} wait", social.waiting))
    return _("{taken}; there is a waiting list", taken=taken)


def for_guest(social: Social, turn: Turn, news: Text, *choices: Choice) -> Card:
    """For one guest alone."""
    return Card(
        paragraphs(news, Said(social.text) if social.text else None),
        title=_("{title}", title=social.title),
        facts=facts(social),
        choices=[*choices, safety.choice(turn.program)],
    )


def letter(social: Social, turn: Turn, news: Text, *choices: Choice) -> Card:
    """The same as a letter, with the file for their calendar."""
    return replace(for_guest(social, turn, news, *choices), files=[calendar_file.of(social, turn)])


def redraw(social: Social, turn: Turn) -> Effects:
    """Every card of it in a channel of the program's places says how it stands now, and so does the card of whoever
    announced it."""
    from flows.socials import changing  # both look at each other

    announcer = turn.store.get(Member, social.by_id) if social.by_id else None
    if announcer is not None and announcer.is_coordinator:
        yield Redraw(announcer, counted(social), changing.card(social, turn))
    yield from _redraw_posted(social, turn)


def redraw_for_all(social: Social, turn: Turn) -> Effects:
    """The same for every coordinator who looked at it: something else can be done about it now."""
    from flows.socials import changing  # both look at each other

    for one in coordinators(turn.store):
        yield Redraw(one, counted(social), changing.card(social, turn))
    yield from _redraw_posted(social, turn)


def _redraw_posted(social: Social, turn: Turn) -> Effects:
    """Every card of it in a channel of the program's places says how it stands now."""
    card = in_channel(social, begun=social.starts_at <= turn.now)
    for place, channel, there in standing(turn.store, slots(social))[:MOST_REDRAWN]:
        yield Redraw(Channel(place, channel), there, card)
