"""Two of a match without a room: how each of them is reached, in their own words, seen when both have agreed.

What they said for their intro chat holds on, and can be said, changed and taken back as long as the match goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import Refused
from bot.messages import Card, Choice, Fact, Form, Style
from bot.steps import PERSONAL, Effects, Flow, Later, Turn
from bot.words import Said, Text, _, lines
from flows import telling
from flows.matching import matches
from flows.meeting import reaching
from storage.mentoring.intros import Intro, Side
from storage.mentoring.matches import GOES_ON, Match
from storage.people import Member
from storage.places import RoomState

flow: Flow[Match] = Flow("contact", about=Match, holds=("mentee", "mentor"))


@flow.shows
def present(match: Match, turn: Turn) -> Card:
    return matches.present(match, turn)


def has_room(match: Match) -> bool:
    return match.room is not None and match.room.state is not RoomState.IMPOSSIBLE


def _said_in(match: Match, turn: Turn) -> Intro | None:
    """The intro that keeps how the two are reached; None where they have a room."""
    return None if has_room(match) else turn.store.get(Intro, match.intro_id)


def forget(match: Match, turn: Turn) -> None:
    """What they wrote was for this match."""
    if (intro := turn.store.get(Intro, match.intro_id)) is not None:
        reaching.forget(intro)


# --- on the card of the match ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """What the card of a match has about reaching each other."""

    text: Text | None = None
    facts: Sequence[Fact] = ()
    choices: Sequence[Choice] = ()
    foot: Text | None = None


def part(match: Match, reader: Member, turn: Turn) -> Part:
    """Empty where the two have a room."""
    intro, other = _said_in(match, turn), match.other(reader)
    if intro is None:
        return Part()
    if other.is_demo:
        return Part(_("In the program itself you two have a room. {other} is invented, so there is none here.",
                      other=other.name))  # fmt: skip
    mine, theirs = reaching.shares(intro, reader), reaching.shares(intro, other)
    if mine is None:
        return Part(
            lines(reaching.why_no_room(intro), _("May {other} know how to reach you?", other=other.name)),
            choices=[
                Choice(_("Yes, I write it down"), share, match, style=Style.MAIN),
                Choice(_("No, rather not"), keep, match),
            ],
            foot=reaching.who_sees(other),
        )
    if not mine:
        return Part(reaching.half_way(intro, reader), choices=[Choice(_("Say how to reach me"), share, match)])
    choices = [Choice(_("Change how I am reached"), share, match), Choice(_("Take it back"), keep, match)]
    if not theirs:
        return Part(reaching.half_way(intro, reader), choices=choices)
    facts = [
        Fact(_("How to reach {other}", other=other.name), Said(reaching.contact(intro, other))),
        Fact(_("How {other} reaches you", other=other.name), Said(reaching.contact(intro, reader))),
    ]
    return Part(facts=facts, choices=choices)


# --- what each says --------------------------------------------------------------------------------------------------


def share_form(match: Match, turn: Turn) -> Form:
    return reaching.share_form(_without_room(match, turn), turn)


def _without_room(match: Match, turn: Turn) -> Intro:
    intro = _said_in(match, turn)
    if intro is None:
        raise Refused(_("You two have a room; you find it among your conversations."), stale=True)
    return intro


@flow.step(by=("mentee", "mentor"), when=GOES_ON, form=share_form)
def share(match: Match, turn: Turn) -> Effects:
    """One agrees, in their own words."""
    yield from _say(match, turn, turn.answers.text("contact"), agreed=True)


@flow.step(by=("mentee", "mentor"), when=GOES_ON)
def keep(match: Match, turn: Turn) -> Effects:
    """One would rather not; what they wrote before is forgotten."""
    yield from _say(match, turn, "", agreed=False)


def _say(match: Match, turn: Turn, words: str, *, agreed: bool) -> Effects:
    """Whoever did it sees it at once. The other's cards follow; they get a new one where it is theirs to answer, or
    where it changes what they can do: at once for the first answer, for what is changed afterwards at most once a
    day."""
    intro, other = _without_room(match, turn), match.other(turn.me)
    before, theirs = reaching.shares(intro, turn.me), reaching.shares(intro, other)
    reaching.say(intro, turn.me, words, agreed=agreed)
    mine = matches.card(match, turn.me, turn)
    yield telling.answer(matches.told(match, turn.me), mine, turn)
    yield from matches.redraw(match, turn.me, mine, turn)
    yield from matches.redraw(match, other, matches.card(match, other, turn), turn)
    if not (theirs or (theirs is None and agreed and not before)):
        return
    asked, shown = matches.told(match, other), _changed_card(match, intro, other, turn)
    if before is None:
        yield from telling.anew(asked, shown, PERSONAL, turn)
    else:
        again = Later(tell_change, match, turn.now, reaching.side(intro, other))
        yield from telling.changed(asked, shown, again, turn)


def _changed_card(match: Match, intro: Intro, reader: Member, turn: Turn) -> Card:
    if reaching.shares(intro, reader) is not None:
        return matches.card(match, reader, turn)
    news = _("{name} has said how to be reached, and you see it as soon as you have said it, too.",
             name=match.other(reader).name)  # fmt: skip
    return matches.card(match, reader, turn, news)


@flow.step(when=GOES_ON)
def tell_change(match: Match, turn: Turn) -> Effects:
    """What one of them changed soon after the other's newest card, in a card of its own; not where one came since, or
    where it is not the other's to know any more."""
    intro, reader = _said_in(match, turn), match.mentee if turn.value == Side.MENTEE else match.mentor
    if intro is None or telling.rings_from(matches.told(match, reader), turn) > turn.now:
        return
    mine, theirs = reaching.shares(intro, reader), reaching.shares(intro, match.other(reader))
    if mine or (mine is None and theirs):
        shown = _changed_card(match, intro, reader, turn)
        yield from telling.anew(matches.told(match, reader), shown, PERSONAL, turn)


@flow.step(when=GOES_ON)
def instead(match: Match, turn: Turn) -> Effects:
    """The room that was announced could not be opened."""
    for person in match.people:
        shown = matches.card(match, person, turn)
        yield from telling.anew(matches.told(match, person), shown, PERSONAL, turn)
