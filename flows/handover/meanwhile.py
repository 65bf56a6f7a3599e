"""A program has been offered to somebody, and one of the two leaves or takes a break before there is an answer; or
somebody has taken it over, and all who had a message are gone."""

from bot.messages import Card, Choice
from bot.steps import Effects, Turn
from bot.words import Text, Value, _, listing
from flows import telling
from flows.handover import handover, offering
from flows.leaving import break_words
from flows.safety import bringing, hearing
from storage.mentoring.pairs.handovers import Handover, HandoverStatus, open_of
from storage.mentoring.records import Concern
from storage.people import Member, MemberStatus


def gone(member: Member, turn: Turn) -> Effects:
    """The offer is over, and the other one hears why."""
    for one in open_of(turn.store, member):
        one.status = HandoverStatus.TAKEN_BACK
        if one.taker_id == member.id:
            news = _("{name} is not in {program} any more, so your offer is over. Nothing has changed.",
                     name=member.name, program=turn.program.name)  # fmt: skip
            choices = [Choice(_("Ask somebody else"), offering.begin, turn.program)]
            yield from handover.tells_giver(one, Card(news, choices=choices), turn)
        else:
            over = Card(handover.coordinates_no_more(one, turn))
            yield from telling.over(handover.asked(one, one.taker), over, turn)
        yield from telling.over(handover.asked(one, member), Card(handover.OVER), turn)


def break_line(one: Handover) -> Text | None:
    """For the card that asks somebody who is on a break: on it they would hear nothing."""
    if one.taker.paused_by_coordinator:
        return break_words.how_long(one.taker)
    return _("Your break ends with it.") if one.taker.status is MemberStatus.PAUSED else None


def break_changed(member: Member, turn: Turn) -> Effects:
    """A break of theirs has begun or is over: the card that asks them says what a yes means now."""
    for one in open_of(turn.store, member):
        about = handover.asked(one, member)
        if one.taker_id == member.id and telling.is_told(about, turn):
            yield from telling.redraw(about, handover.asking_card(one, turn), turn)


def goes_on_with(concern: Concern, turn: Turn) -> Effects:
    """Whoever took the program over without that message has it from now on, as nobody else is left."""
    found = hearing.came_to(concern, turn)
    to = [person for person in found if not telling.is_told(bringing.asked(concern, person), turn)]
    yield from bringing.to_each(concern, to, turn)
    if to:
        known: dict[str, Value] = {"what": bringing.said(concern), "names": listing(person.name for person in to)}
        news = _("Whoever had {what} cannot go on with it, so I have sent it to {names}.", **known)
        yield from bringing.tell_writer(concern, news)
