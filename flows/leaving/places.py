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
    for coordinator in coordinators(turn.store):
        if account_here(turn.store, coordinator) is None:
            continue
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
def let_go(place: Place, turn: Turn) -> Effects:
    """People who were only in that place leave, one in each taking; `value` is the last one looked at."""
    if place.gone_at is None or turn.now < place.gone_at + GRACE:
        return
    member = turn.store.first(
        sa.select(Member)
        .join(MemberAccount, col(MemberAccount.member_id) == col(Member.id))
        .join(AccountPlace, col(AccountPlace.account_id) == col(MemberAccount.account_id))
        .where(col(Member.program_id) == turn.store.program, col(AccountPlace.place_id) == place.id)
        .where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]))
        .where(col(Member.id) > int(turn.value or 0))
        .order_by(col(Member.id))
    )
    if member is None:
        return
    other = account_here(turn.store, member)
    if other is None:
        yield from people.end_membership(member, turn, MemberStatus.LEFT)
        record(turn.store, None, "left_platform", turn.now, to=member)
    elif other.id != member.account_id:
        yield from people.go_on_with(other, member, turn)
    yield Later(let_go, place, due=turn.now, value=str(member.id))
