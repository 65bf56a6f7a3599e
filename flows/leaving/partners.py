"""A break of one of a match: the other one reads that it is so, without a reason, and is not asked meanwhile how it
goes with somebody who is away. Where it goes on for weeks, they hear now and then what they can do."""

from datetime import datetime, timedelta

from bot.messages import Card, Choice
from bot.numbers import number
from bot.steps import PROMPT, Effects, Flow, Later, Never, Turn
from bot.words import Phrase, When, _, lines, sentences
from flows import telling, timing
from flows.checkins import asking as checkins
from flows.matching import matches
from flows.parting import parting
from flows.safety import safety
from storage.mentoring.apart import kept_from
from storage.mentoring.matches import GOES_ON, Match, live_of
from storage.people import Member, MemberStatus
from storage.places import ProgramStatus

flow: Flow[Match] = Flow("partner_break", about=Match, holds=("mentee", "mentor"))
LONG, AGAIN = 28, 56
"""Days of a break after which the other one hears that it goes on, the first time and from then on."""
SOON = timedelta(days=7)
"""Of a break that is over within that time nobody hears once more."""


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
            yield from _looks_again(match, member, LONG, turn)


def _going_on(member: Member, turn: Turn) -> list[Match]:
    return [match for match in live_of(turn.store, member) if match.status in GOES_ON]


def _tell(match: Match, partner: Member, turn: Turn) -> Effects:
    """However often a break is begun and ended, it rings once a day at most; after that the newest card says it."""
    yield from telling.changed(told(match, partner), _card(match, partner, turn), None, turn)


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
        yield Never(still_away, match, str(member.id))
        if telling.is_told(told(match, partner), turn):
            over = _("{name}'s break is over. Your match goes on.", name=member.name)
            yield from telling.over(told(match, partner), Card(over), turn)
        if partner.status is not MemberStatus.PAUSED:
            yield from checkins.other_back(match, partner, turn)
        elif partner.id not in away:
            yield from _tell(match, member, turn)
            yield from _looks_again(match, partner, LONG, turn)


# --- it goes on for weeks --------------------------------------------------------------------------------------------


def _looks_again(match: Match, member: Member, days: int, turn: Turn) -> Effects:
    due = timing.counted_days(turn.now, days, match.other(member), turn)
    if _lasts(member, due):
        yield Later(still_away, match, due, str(member.id))


def _lasts(member: Member, since: datetime) -> bool:
    return member.paused_until is None or since + SOON <= member.paused_until


@flow.step(when=GOES_ON)
def still_away(match: Match, turn: Turn) -> Effects:
    """The other one hears that they can wait, or end the match; now and then, as long as it lasts. `value`: whose break
    it is. Whoever is on one, too, hears of it from when they are back."""
    member = next((one for one in match.people if one.id == number(turn.value)), None)
    if member is None or member.status is not MemberStatus.PAUSED:
        return
    partner = match.other(member)
    if partner.status is not MemberStatus.ACTIVE or partner.id in kept_from(turn.store, member):
        return
    if not _lasts(member, turn.now):
        return
    if (due := timing.working_moment(turn.now, partner, turn)) > turn.now:
        yield Later(still_away, match, due, turn.value)
        return
    yield from telling.anew(told(match, partner), _long_card(match, member, turn), PROMPT, turn)
    yield from _looks_again(match, member, AGAIN, turn)


def _long_card(match: Match, member: Member, turn: Turn) -> Card:
    if member.paused_until is None:
        news = _("{name} is still on a break, and no day is set for its end.", name=member.name)
    else:
        news = _("{name} is on a break until {day}.", name=member.name, day=When(member.paused_until, "day"))
    may_look = member.id == match.mentor_id and turn.program.status is not ProgramStatus.ENDED
    again = _("You could look for somebody else at once then.") if may_look else None
    return Card(
        lines(
            news,
            _("You can wait: your match goes on, and there is nothing to do."),
            sentences(_("You can also end it. {name} reads that it ended, and never why.", name=member.name), again),
        ),
        choices=[
            Choice(_("See your match"), matches.show, match),
            Choice(_("End the match with {other}", other=member.name), parting.why, match),
            safety.choice(turn.program),
        ],
        foot=_("Both are all right."),
        notice=_("A note from {program}", program=turn.program.name),
    )  # fmt: skip


def ended(match: Match, reader: Member, news: Phrase, turn: Turn) -> Effects:
    """The match is over: no card says any more that it goes on."""
    yield Never(still_away, match, str(reader.id))
    if telling.is_told(told(match, reader), turn):
        yield from telling.over(told(match, reader), Card(news), turn)
