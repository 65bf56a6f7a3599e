"""One's talks: what stands, and what waits for an answer."""

from bot.messages import Card, Choice, Section, Style
from bot.steps import Command, Effects, Flow, Group, Replace, Turn
from bot.words import Phrase, When, _
from flows import namesakes
from flows.matching import matches
from flows.safety import safety
from flows.talks import talks
from storage.mentoring.pairs import talks as rows
from storage.mentoring.pairs.talks import STANDS, Talk, TalkStatus
from storage.people import Member

flow: Flow[Member] = Flow("talks", about=Member, holds=("self",))
MOST_LISTED = 6


@flow.step(
    by="self", looks=True, words=("talks", "my talks", "our time"),
    command=Command(Group.EVERYBODY, "talks", _("Your talks: when they are, and moving or cancelling one")),
)  # fmt: skip
def mine(member: Member, turn: Turn) -> Effects:
    """Every talk that stands, the next one first; then what is proposed."""
    found = _listed(member, turn)
    each = [(talk.other(member), Section(_line(talk, member), [_see(talk, member)])) for talk in found[:MOST_LISTED]]
    yield Replace(
        Card(
            None if found else _("No talk is planned. “Find a time” stands on the card of each intro chat and match."),
            title=_("Your talks"),
            sections=namesakes.headed(each, turn),
            choices=[Choice(_("See your match"), matches.mine, member), safety.choice(turn.program)],
        )
    )


def _listed(member: Member, turn: Turn) -> list[Talk]:
    proposed = [talk for talk in rows.open_of(turn.store, member) if talk.status is TalkStatus.PROPOSED]
    return [*rows.standing_of(turn.store, member), *proposed]


def _see(talk: Talk, member: Member) -> Choice:
    other = talk.other(member).name
    if talk.status in STANDS or talk.wish_by is talk.side(member):
        return Choice(_("See the talk with {other}", other=other), talks.show, talk)
    return Choice(_("Answer {other}", other=other), talks.show, talk, style=Style.MAIN)


def _line(talk: Talk, member: Member) -> Phrase:
    other = talk.other(member).name
    if talk.starts_at is not None:
        return _("You talk with {other} on {when}.", other=other, when=When(talk.starts_at))
    when = When(talk.wish_at) if talk.wish_at else None
    if talk.wish_by is talk.side(member):
        return _("You proposed {when} to {other}.", when=when, other=other)
    return _("{other} proposes {when}.", other=other, when=when)


def lines_for_home(member: Member, turn: Turn) -> list[Section]:
    """The next talk, or else a time that waits for an answer; nothing where there is neither."""
    found = [talk for talk in _listed(member, turn) if talk.starts_at or talk.wish_by is not talk.side(member)]
    return [Section(_line(talk, member), [_see(talk, member)]) for talk in found[:1]]
