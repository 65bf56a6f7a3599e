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
GRACE = timedelta(days=7)
"""Taken out by mistake is the usual case: the people in it are let go only after that."""


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
        if account_here(turn.store, coordinator) is None:
            continue
        yield from _moved(coordinator, turn)
        yield Tell(
            coordinator,
            Card(
                lines(
                    _("I was taken out of {place}, so I reach nobody there any more.", place=place.name or place.key),
                    _("If that was a mistake, please add me again before {day}. Everything goes on then. After that, "
                      "people who are only there count as gone.", day=Day((turn.now + GRACE).date())),
                )
            ),
            urgent=True,
        )  # fmt: skip


@flow.step()
def go_on_elsewhere(place: Place, turn: Turn) -> Effects:
    """Who is in the program with another account, too, is written to there, one in each taking; `value` is the last one
    looked at."""
    if place.gone_at is None or place.program_id is None:
        return
    member = _next(place, turn, at_least=2)
    if member is None:
        return
    yield from _moved(member, turn)
    yield Later(go_on_elsewhere, place, due=turn.now, value=str(member.id))


def _moved(member: Member, turn: Turn) -> Effects:
    """Letters to the member go to an account that is in a place, where there is one."""
    other = account_here(turn.store, member)
    if other is not None and other.id != member.account_id:
        yield from people.go_on_with(other, member, turn)


def _next(place: Place, turn: Turn, *, at_least: int = 1) -> Member | None:
    """The next member in that place after `value` who has that many accounts."""
    accounts = (
        sa.select(sa.func.count())
        .select_from(MemberAccount)
        .where(col(MemberAccount.member_id) == col(Member.id))
        .correlate(Member.__table__)  # type: ignore[attr-defined]  # the member of the query around it
        .scalar_subquery()
    )
    return turn.store.first(
        sa.select(Member)
        .join(MemberAccount, col(MemberAccount.member_id) == col(Member.id))
        .join(AccountPlace, col(AccountPlace.account_id) == col(MemberAccount.account_id))
        .where(col(Member.program_id) == turn.store.program, col(AccountPlace.place_id) == place.id)
        .where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]))
        .where(col(Member.id) > int(turn.value or 0), accounts >= at_least)
        .order_by(col(Member.id))
    )


@flow.step()
def let_go(place: Place, turn: Turn) -> Effects:
    """People who were only in that place leave, one in each taking; `value` is the last one looked at."""
    if place.gone_at is None or place.program_id is None or turn.now < place.gone_at + GRACE:
        return
    member = _next(place, turn)
    if member is None:
        return
    if account_here(turn.store, member) is None:
        yield from people.end_membership(member, turn, MemberStatus.LEFT)
        record(turn.store, None, "left_platform", turn.now, to=member)
    yield from _moved(member, turn)
    yield Later(let_go, place, due=turn.now, value=str(member.id))
