"""One's talks: what stands, and what waits for an answer."""

from bot.messages import Card, Choice, Section, Style
from bot.numbers import number
from bot.steps import Command, Effects, Flow, Group, Redraw, Replace, Turn, slot
from bot.words import Phrase, When, _
from flows import home, namesakes, paging
from flows.safety import safety
from flows.talks import about, talks
from storage.mentoring.intros import IntroStatus, open_of_member
from storage.mentoring.matches import GOES_ON, live_of
from storage.mentoring.pairs import talks as rows
from storage.mentoring.pairs.talks import STANDS, Talk, TalkStatus
from storage.people import Member

flow: Flow[Member] = Flow("talks", about=Member, holds=("self",))
A_PAGE = 6


@flow.step(
    by="self", looks=True,
    words=("talks", "my talks", "our time", "our talk", "find a time", "move my talk", "move our talk",
           "cancel my talk", "cancel our talk"),
    command=Command(Group.EVERYBODY, "talks", _("Your talks: when they are, and moving or cancelling one")),
)  # fmt: skip
def mine(member: Member, turn: Turn) -> Effects:
    """Every talk that stands, the next one first; then what is proposed, and with whom a time can be found. `value` is
    the page."""
    yield Replace(card(member, turn, number(turn.value) or 0), slot("talks", member))


def redraw(talk: Talk, turn: Turn) -> Effects:
    """Something about the talk has changed: the lists of both that are on screen say it."""
    turn.store.session.flush()
    for person in talk.people:
        yield Redraw(person, slot("talks", person), card(person, turn))


def card(member: Member, turn: Turn, page: int = 0) -> Card:
    found = _listed(member, turn)
    each = [(talk.other(member), Section(_line(talk, member), [_see(talk, member)])) for talk in found]
    without = _without_time(member, found, turn)
    all_ = [*each, *without]
    shown, more = all_[page * A_PAGE : (page + 1) * A_PAGE], len(all_) > (page + 1) * A_PAGE
    none = _("You have nothing to find a time for now. That comes with an intro chat or a match.")
    return Card(
        None if found else _("No talk is planned.") if without else none,
        title=_("Your talks"),
        sections=namesakes.headed(shown, turn),
        choices=[
            *paging.turns(mine, member, page, more=more),
            Choice(_("See where I stand"), home.show, turn.program),
            safety.choice(turn.program),
        ],
    )


def _without_time(member: Member, found: list[Talk], turn: Turn) -> list[tuple[Member, Section]]:
    """Those with whom no talk is planned or proposed, as far as is known."""
    there = {(talk.mentee_id, talk.mentor_id) for talk in found}
    open_to: list[about.Parent] = [match for match in live_of(turn.store, member) if match.status in GOES_ON]
    open_to += [
        intro for intro in open_of_member(turn.store, member)
        if intro.status is IntroStatus.ACCEPTED and not intro.has_time
    ]  # fmt: skip
    return [
        (one.other(member), Section(
            _("No time with {other} yet, as far as I know.", other=one.other(member).name),
            [about.choice_with(one, one.other(member))],
        ))
        for one in open_to if (one.mentee_id, one.mentor_id) not in there
    ]  # fmt: skip


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
