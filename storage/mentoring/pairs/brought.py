"""Whom Kith has brought somebody together with, by whatever way, so that each read the other's name."""

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import col

from storage.database import Store
from storage.mentoring.intros import Intro
from storage.mentoring.matches import Match
from storage.mentoring.pairs.introductions import Introduction, IntroductionStatus
from storage.mentoring.short_questions import Addressed, ShortQuestion
from storage.people import Member, MemberStatus

MOST = 100
"""People at most, and as many pairs of each kind that are looked at."""


def brought_together(store: Store, member: Member) -> list[Member]:
    """Everybody this member asked, was asked by, met or was matched with, was introduced to or asked about by name, and
    whose short question they had by name, or who took theirs; also under a profile that they gave up when they linked
    accounts. Each kind begins with the latest.

    Never anybody whose name they have not read: a suggestion names nobody before both said yes, and a question may come
    without one. Nor does it depend on who keeps whom away.
    """
    former = store.all(sa.select(Member).where(col(Member.into_id) == member.id))
    own = {one.id or 0 for one in (member, *former)}
    found = [*_of_pairs(store, own), *_of_introductions(store, own), *_of_questions(store, own)]
    others = [person for person in found if person.status is not MemberStatus.ERASED and person.id not in own]
    return list({person.id: person for person in others}.values())[:MOST]


def _latest(store: Store, query: Any, of: Any, *people: Any) -> list[Any]:  # Any: SQLModel's fields as SQLAlchemy's
    return store.all(
        query.options(*map(joinedload, people))
        .where(col(of.program_id) == store.program)
        .order_by(col(of.id).desc())
        .limit(MOST)
    )


def _of_pairs(store: Store, own: Collection[int]) -> Iterable[Member]:
    for of in (Match, Intro):
        mine = sa.or_(col(of.mentee_id).in_(own), col(of.mentor_id).in_(own))
        for one in _latest(store, sa.select(of).where(mine), of, of.mentee, of.mentor):
            yield one.mentor if one.mentee_id in own else one.mentee


def _of_introductions(store: Store, own: Collection[int]) -> Iterable[Member]:
    """After a social the cards that ask name the other; a suggestion by a coordinator does when both said yes."""
    named = sa.or_(
        col(Introduction.status) == IntroductionStatus.AGREED,
        sa.and_(col(Introduction.by_id).is_(None), col(Introduction.status) != IntroductionStatus.UNASKED),
    )
    mine = sa.or_(col(Introduction.one_id).in_(own), col(Introduction.other_id).in_(own))
    query = sa.select(Introduction).where(named, mine)
    for one in _latest(store, query, Introduction, Introduction.one, Introduction.other):
        yield one.other if one.one_id in own else one.one


def _of_questions(store: Store, own: Collection[int]) -> Iterable[Member]:
    """Who took theirs stands on the answer; who asked, only where they said that they may be named."""
    taken = sa.select(ShortQuestion).where(
        col(ShortQuestion.asker_id).in_(own), col(ShortQuestion.taker_id).is_not(None)
    )
    for one in _latest(store, taken, ShortQuestion, ShortQuestion.taker):
        yield one.taker
    had = sa.select(col(Addressed.question_id)).where(col(Addressed.member_id).in_(own))
    asked = sa.select(ShortQuestion).where(col(ShortQuestion.id).in_(had), col(ShortQuestion.names_asker))
    for one in _latest(store, asked, ShortQuestion, ShortQuestion.asker):
        yield one.asker
