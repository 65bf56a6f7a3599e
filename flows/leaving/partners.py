"""A break of one of a match: the other one reads that it is so, without a reason, and is not asked meanwhile how it
goes with somebody who is away."""

from bot.messages import Card, Choice
from bot.steps import PERSONAL, Effects, Turn
from bot.words import Phrase, When, _
from flows import telling
from flows.checkins import asking as checkins
from flows.matching import matches
from flows.safety import safety
from storage.mentoring.apart import kept_from
from storage.mentoring.matches import GOES_ON, Match, live_of
from storage.people import Member, MemberStatus


def told(match: Match, partner: Member) -> telling.Asked:
    return telling.Asked("partner_break", match, partner)


def on_a_break(member: Member, turn: Turn) -> Effects:
    """Whoever set the break: the partners are told that it is so. Nobody who is on a break, too, nor is kept apart."""
    away = kept_from(turn.store, member)
    for match in _going_on(member, turn):
        partner = match.other(member)
        if partner.id not in away and partner.status is not MemberStatus.PAUSED:
            yield from _tell(match, partner, turn)
            yield from checkins.other_away(match, partner, turn)


def _going_on(member: Member, turn: Turn) -> list[Match]:
    return [match for match in live_of(turn.store, member) if match.status in GOES_ON]


def _tell(match: Match, partner: Member, turn: Turn) -> Effects:
    """However often a break is begun and ended, it rings once a day at most; after that the newest card says it."""
    about, card = told(match, partner), _card(match, partner, turn)
    if telling.rings_from(about, turn) > turn.now and not telling.is_unsent(about, turn):
        yield from telling.redraw(about, card, turn)
    else:
        yield from telling.anew(about, card, PERSONAL, turn)


def _card(match: Match, partner: Member, turn: Turn) -> Card:
    return Card(
        _news(match.other(partner)),
        choices=[Choice(_("See your match"), matches.show, match), safety.choice(turn.program)],
        notice=_("A note from {program}", program=turn.program.name),
    )


def _news(member: Member) -> Phrase:
    """Until when, where there is a day; never why, nor who set it."""
    if member.paused_until is None:
        return _("{name} is taking a break. Your match goes on, and I ask you how it goes when {name} is back.",
                 name=member.name)  # fmt: skip
    return _("{name} is taking a break until {day}. Your match goes on, and I ask you how it goes when {name} is back.",
             name=member.name, day=When(member.paused_until, "day"))  # fmt: skip


def came_back(member: Member, turn: Turn) -> Effects:
    """What the partners were told is over, and they are asked what waited for it. Whose partner is on a break by now
    reads of that."""
    away = kept_from(turn.store, member)
    for match in _going_on(member, turn):
        partner = match.other(member)
        if telling.is_told(told(match, partner), turn):
            over = _("{name}'s break is over. Your match goes on.", name=member.name)
            yield from telling.over(told(match, partner), Card(over), turn)
        if partner.status is not MemberStatus.PAUSED:
            yield from checkins.other_back(match, partner, turn)
        elif partner.id not in away:
            yield from _tell(match, member, turn)


def ended(match: Match, reader: Member, news: Phrase, turn: Turn) -> Effects:
    """The match is over: no card says any more that it goes on."""
    if telling.is_told(told(match, reader), turn):
        yield from telling.over(told(match, reader), Card(news), turn)
