"""Five either/or taps on how somebody likes to talk: one press a card, in order, each may be left open."""

from collections.abc import Iterable

from bot.errors import Refused
from bot.messages import Card, Choice
from bot.steps import Effects, Flow, Replace, Turn
from bot.words import _, term
from flows import home, library
from flows.joining import offering
from flows.profiles import profile_offer
from storage.mentoring.profiles import TagKind, set_tags, slugs_of
from storage.people import Member

flow: Flow[Member] = Flow("style", about=Member, holds=("self",))


def tag(pair: str, side: str) -> str:
    """How a side of a pair is kept."""
    return f"{pair}-{side}"


def next_pair(tags: Iterable[str]) -> str | None:
    """The first pair without an answer."""
    answered = {one.split("-", 1)[0] for one in tags}
    return next((pair for pair in library.profile().styles if pair not in answered), None)


def card(pair: str, member: Member, turn: Turn) -> Card:
    """One pair; what was picked before says so."""
    pairs, mine = list(library.profile().styles), slugs_of(turn.store, member, TagKind.STYLE)
    style = library.profile().styles[pair]
    sides = [
        Choice(
            term(side.label), tap, member, tag(pair, side.slug), picked=tag(pair, side.slug) in mine,
        )
        for side in style.sides.values()
    ]  # fmt: skip
    return Card(
        _("{situation}: what is closer to you?", situation=term(style.label)),
        title=_("How you like to talk, {n} of {all}", n=pairs.index(pair) + 1, all=len(pairs)),
        choices=[
            *sides,
            Choice(_("Either is fine"), leave_open, member, pair),
            Choice(_("Enough for now"), stop, member),
        ],
        foot=_("Others read what you both like, and where you differ."),
    )


def first_card(member: Member, turn: Turn) -> Card:
    """Where it was left, or from the start."""
    pair = next_pair(slugs_of(turn.store, member, TagKind.STYLE)) or next(iter(library.profile().styles))
    return card(pair, member, turn)


@flow.step(by="self", looks=True)
def begin(member: Member, turn: Turn) -> Effects:
    yield Replace(first_card(member, turn))


@flow.step(by="self")
def tap(member: Member, turn: Turn) -> Effects:
    """Keeps one side, and shows the next pair."""
    pair, _dash, side = turn.value.partition("-")
    known = library.profile().styles.get(pair)
    if known is None or side not in known.sides:
        raise Refused(_("I do not know that one any more. Please look at your profile again."))
    yield from _keep(pair, [turn.value], member, turn)


@flow.step(by="self")
def leave_open(member: Member, turn: Turn) -> Effects:
    """No preference here, and on to the next pair."""
    if turn.value not in library.profile().styles:
        raise Refused(_("I do not know that one any more. Please look at your profile again."))
    yield from _keep(turn.value, [], member, turn)


def _keep(pair: str, tags: list[str], member: Member, turn: Turn) -> Effects:
    others = [one for one in slugs_of(turn.store, member, TagKind.STYLE) if one.split("-", 1)[0] != pair]
    set_tags(turn.store, member, TagKind.STYLE, [*others, *tags])
    pairs = list(library.profile().styles)
    if pair != pairs[-1]:
        yield Replace(card(pairs[pairs.index(pair) + 1], member, turn))
        return
    yield from offering.changed(member, turn)
    profile_offer.ask_no_more("style", member, turn)
    yield Replace(profile_offer.saved_card(member, turn, "style"))


@flow.step(by="self")
def stop(member: Member, turn: Turn) -> Effects:
    """Leaves the rest for another time."""
    yield Replace(home.home_card(member, turn))
