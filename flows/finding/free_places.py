"""A mentor has a place again: those who wait for one hear of it, a few at a time, for as long as it stays free."""

from datetime import timedelta

from bot.messages import Card, Choice, Style
from bot.steps import PERSONAL, Effects, Flow, Later, Tell, Turn, slot
from bot.words import _
from flows.asking import asking, limits
from flows.matching import choosing
from flows.meeting import intros
from storage.mentoring import intros as rows
from storage.mentoring import nudging, searches
from storage.mentoring.apart import may_meet
from storage.mentoring.intros import IntroStatus
from storage.mentoring.matches import live_of
from storage.mentoring.profiles import Listing, Profile, profile_of
from storage.mentoring.searches import MarkKind
from storage.people import Member, MemberStatus

flow: Flow[Member] = Flow("free_places", about=Member, holds=("self",))
TOLD_AT_ONCE = 3
"""How many of those who wait are told at once: enough that somebody takes the place, few enough to be fair."""
A_DAY = timedelta(days=1)
"""How long they have it to themselves before the next few are told."""


def tell(mentor: Member, turn: Turn, *, anew: bool) -> Effects:
    """Tells the first few who wait for this mentor and could use a place now, once each. The next few follow a day
    later, if it is still free. `anew`: it has become free just now."""
    profile = turn.store.session.get(Profile, mentor.id)
    if profile is None or not _can_be_told_of(mentor, profile, turn):
        return
    waiting = _in_order(
        [one for one in searches.waiting_for(turn.store, mentor) if _could_use(one, mentor, turn)], turn
    )
    if not waiting:
        return
    due = profile.free_told_at + A_DAY if profile.free_told_at else turn.now
    if due > turn.now and not anew:
        yield Later(tell_next, mentor, due)
        return
    profile.free_told_at = turn.now
    for mentee in waiting[:TOLD_AT_ONCE]:
        searches.unmark(turn.store, mentee, mentor, MarkKind.WHEN_FREE)
        yield Tell(mentee, _card(mentee, mentor, turn), kind=PERSONAL, slot=slot("place", mentor))
    if len(waiting) > TOLD_AT_ONCE:
        yield Later(tell_next, mentor, turn.now + A_DAY)


def _in_order(waiting: list[Member], turn: Turn) -> list[Member]:
    """First come first; but whoever asked twice and more in vain goes before the others."""
    first = nudging.in_vain(turn.store, [one.id or 0 for one in waiting])
    return sorted(waiting, key=lambda one: one.id not in first)


def _can_be_told_of(mentor: Member, profile: Profile, turn: Turn) -> bool:
    here = mentor.is_mentor and mentor.status is MemberStatus.ACTIVE and profile.status is Listing.LISTED
    return here and limits.takes_asks(turn.program)


def _could_use(mentee: Member, mentor: Member, turn: Turn) -> bool:
    """Whether the mentee is here, looks for somebody, and has a place with this mentor."""
    if mentee.status is not MemberStatus.ACTIVE or not mentee.is_mentee or not may_meet(turn.store, mentee, mentor):
        return False
    if any(match.mentee_id == mentee.id for match in live_of(turn.store, mentee)):
        return False
    return _has_place(mentee, mentor, turn)


def _has_place(mentee: Member, mentor: Member, turn: Turn) -> bool:
    """A place to ask for an intro chat; or, where the two have met, the place of a mentee to choose."""
    profile = profile_of(turn.store, mentor)
    if _have_met(mentee, mentor, turn):
        return rows.mentees_now(turn.store, mentor) < rows.places_for_mentees(turn.store, profile)
    return profile.free > 0


def _have_met(mentee: Member, mentor: Member, turn: Turn) -> bool:
    found = rows.between(turn.store, mentee, mentor)
    return found is not None and found.status is IntroStatus.MET


def _card(mentee: Member, mentor: Member, turn: Turn) -> Card:
    if _have_met(mentee, mentor, turn):
        return Card(
            _("{name} has a free place again.", name=mentor.name),
            choices=[Choice(_("See whom you can choose"), choosing.show, mentee, style=Style.MAIN)],
        )
    return Card(
        _("{name} has a free place now.", name=mentor.name),
        choices=[Choice(_("Ask for an intro chat"), asking.offer, mentor, style=Style.MAIN)],
    )


def card_at_once(mentor: Member, turn: Turn) -> Card | None:
    """For somebody who wants to be told when there is a place, and there is one: what they can do with it now."""
    if mentor.status is not MemberStatus.ACTIVE or not _has_place(turn.me, mentor, turn):
        return None
    if _have_met(turn.me, mentor, turn):
        return choosing.card(turn.me, turn)
    news = _("{name} has a free place now.", name=mentor.name)
    return limits.obstacle(mentor, turn) or asking.offer_card(mentor, turn, news)


@flow.step()
def tell_next(mentor: Member, turn: Turn) -> Effects:
    """Looks again whether there is a place for those who still wait."""
    yield from intros.recounted(mentor, turn)


def came_back(member: Member, turn: Turn) -> Effects:
    """After a break: a place that became free meanwhile is one for them, too."""
    for mentor_id in sorted(searches.marked(turn.store, member, MarkKind.WHEN_FREE)):
        mentor = turn.store.get(Member, mentor_id)
        if mentor is not None:
            yield Later(tell_next, mentor, turn.now)
