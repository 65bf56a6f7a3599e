"""A place is gone: Kith was taken out of a server or workspace."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from bot.messages import Card
from bot.steps import PLATFORM, Effects, Flow, Later, Tell, Turn
from bot.words import Day, _, lines
from flows.leaving import people
from storage.mentoring.records import record
from storage.people import AccountPlace, Member, MemberAccount, MemberStatus, coordinators
from storage.places import Place, account_here

flow: Flow[Place] = Flow("places", about=Place)
of_member: Flow[Member] = Flow("place_gone", about=Member, holds=("self",))
HERE = (MemberStatus.ACTIVE, MemberStatus.PAUSED)
GRACE = timedelta(days=7)
"""Taken out by mistake is the usual case: the people in it are let go only after that."""
AT_ONCE = 100


@flow.step(by=PLATFORM)
def gone(place: Place, turn: Turn) -> Effects:
    """Nothing more is sent there. Coordinators who can be reached elsewhere hear of it at once."""
    if place.gone_at is not None:
        return
    place.gone_at = turn.now
    if place.program_id is None:
        return
    record(turn.store, None, "place_gone", turn.now, detail=place.name)
    yield Later(let_go, place, due=turn.now + GRACE, value="0")
    yield Later(go_on_elsewhere, place, due=turn.now, value="0")
    for coordinator in coordinators(turn.store):
        yield Later(tell, coordinator, due=turn.now, value=str(place.id))


@flow.step()
def go_on_elsewhere(place: Place, turn: Turn) -> Effects:
    """Who is in the program with another account, too, is written to there, each in a step of their own, some in each
    taking; `value` is the last one looked at."""
    if place.gone_at is None or place.program_id is None:
        return
    some = _next(place, turn, at_least=2)
    for member in some:
        yield Later(goes_on, member, due=turn.now)
    if len(some) == AT_ONCE:
        yield Later(go_on_elsewhere, place, due=turn.now, value=str(some[-1].id))


def _next(place: Place, turn: Turn, *, at_least: int = 1) -> list[Member]:
    """The next members in that place after `value` who have that many accounts."""
    accounts = (
        sa.select(sa.func.count())
        .where(col(MemberAccount.member_id) == col(Member.id))
        .correlate(Member.__table__)  # type: ignore[attr-defined]  # the member of the query around it
        .scalar_subquery()
    )
    there = (
        sa.select(col(MemberAccount.member_id))
        .join(AccountPlace, col(AccountPlace.account_id) == col(MemberAccount.account_id))
        .where(col(AccountPlace.place_id) == place.id)
    )
    return turn.store.all(
        sa.select(Member)
        .where(col(Member.program_id) == turn.store.program, col(Member.id).in_(there))
        .where(col(Member.status).in_(HERE))
        .where(col(Member.id) > int(turn.value or 0), accounts >= at_least)
        .order_by(col(Member.id))
        .limit(AT_ONCE)
    )


@flow.step()
def let_go(place: Place, turn: Turn) -> Effects:
    """People who were only in that place leave, each in a step of their own, some in each taking; `value` is the last
    one looked at."""
    if place.gone_at is None or place.program_id is None or turn.now < place.gone_at + GRACE:
        return
    some = _next(place, turn)
    for member in some:
        yield Later(lets_go, member, due=turn.now)
    if len(some) == AT_ONCE:
        yield Later(let_go, place, due=turn.now, value=str(some[-1].id))


# --- one of its people, who is locked: nothing begins with them meanwhile --------------------------------------------


@of_member.step(when=HERE)
def tell(member: Member, turn: Turn) -> Effects:
    """A coordinator who can be reached elsewhere hears that the place (`value`) is gone."""
    place = turn.store.session.get(Place, int(turn.value))
    if place is None or place.gone_at is None or not member.is_coordinator or account_here(turn.store, member) is None:
        return
    yield from goes_on(member, turn)
    yield Tell(
        member,
        Card(
            lines(
                _("I was taken out of {place}, so I reach nobody there any more.", place=place.name or place.key),
                _("If that was a mistake, please add me again before {day}. Everything goes on then. After that, "
                  "people who are only there count as gone.", day=Day((turn.now + GRACE).date())),
            )
        ),
        urgent=True,
    )  # fmt: skip


@of_member.step(when=HERE)
def goes_on(member: Member, turn: Turn) -> Effects:
    """Letters to them go to an account that is in a place, where there is one."""
    other = account_here(turn.store, member)
    if other is not None and other.id != member.account_id:
        yield from people.go_on_with(other, member, turn)


@of_member.step(when=HERE)
def lets_go(member: Member, turn: Turn) -> Effects:
    """They leave, unless they are in a place of the program by now."""
    if account_here(turn.store, member) is None:
        yield from people.end_membership(member, turn, MemberStatus.LEFT)
        record(turn.store, None, "left_platform", turn.now, to=member)
    else:
        yield from goes_on(member, turn)
