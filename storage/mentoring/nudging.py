"""Who could use a word: named queries for what is looked at once a day."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import col

from storage.database import Store
from storage.mentoring.intros import OPEN, Intro, IntroStatus
from storage.mentoring.matches import LIVE, Match
from storage.mentoring.pairs.introductions import Introduction, IntroductionStatus
from storage.mentoring.profiles import Profile, Tag, TagKind
from storage.mentoring.searches import Search
from storage.mentoring.short_questions import ShortQuestion
from storage.people import Member, MemberStatus

IN_VAIN = 2
"""Asks without a yes, one after the other, after which somebody goes before others."""
_ENDED_IN_VAIN = (IntroStatus.DECLINED, IntroStatus.EXPIRED)


def _looking(store: Store) -> "sa.Select[Member]":
    """Active mentees who have no match."""
    matched = sa.exists().where(col(Match.mentee_id) == col(Member.id), col(Match.status).in_(LIVE))
    return (
        sa.select(Member)
        .where(col(Member.program_id) == store.program, col(Member.status) == MemberStatus.ACTIVE)
        .where(col(Member.is_mentee), col(Member.is_demo).is_(False), ~matched)
        .order_by(col(Member.id))
    )


_IS_SUGGESTED = (
    sa.select(col(Introduction.id))
    .where(col(Introduction.status) == IntroductionStatus.OPEN, col(Introduction.by_id).is_not(None))
    .where(sa.or_(col(Introduction.one_id) == col(Member.id), col(Introduction.other_id) == col(Member.id)))
    .correlate(Member)
    .exists()
)
"""Whether a member is being asked what they think of somebody whom a coordinator suggests."""


_CAME_FOR_A_QUESTION = sa.and_(
    sa.exists().where(col(ShortQuestion.asker_id) == col(Member.id)),
    ~sa.exists().where(col(Tag.member_id) == col(Member.id), col(Tag.kind).in_([TagKind.TOPIC, TagKind.LOOKS_FOR])),
    ~sa.exists().where(col(Search.member_id) == col(Member.id)),
)
"""Whether a member asked a short question, and neither said what they look for nor looked for somebody."""


def is_suggested(store: Store, member: Member) -> bool:
    """Whether a coordinator has suggested somebody to them, and one of the two has not answered."""
    here = sa.select(col(Member.id)).where(col(Member.program_id) == store.program, col(Member.id) == member.id)
    return bool(store.rows(here.where(_IS_SUGGESTED)))


def not_begun(store: Store, since: datetime, last_before: datetime, nudged: int, last: int, most: int) -> list[Member]:
    """Mentees who joined before `since`, never asked anybody, and were nudged so often, the last time before
    `last_before`; behind the one with the id `last`. Not those who came for a short question. The second word offers a
    suggestion, so nobody for whom one waits gets it meanwhile."""
    asked = sa.exists().where(col(Intro.mentee_id) == col(Member.id))
    rested = sa.or_(col(Member.nudged_at).is_(None), col(Member.nudged_at) <= last_before)
    query = _looking(store).where(col(Member.joined_at) <= since, col(Member.nudged) == nudged, rested, ~asked)
    query = query.where(~_CAME_FOR_A_QUESTION)
    return store.all((query.where(~_IS_SUGGESTED) if nudged else query).where(col(Member.id) > last).limit(most))


_CAN_BE_ASKED = (col(Profile.place).is_not(None), col(Profile.free) > 0)
"""Listed, here, not on a break, and with a place left: see `storage.mentoring.profiles.place_in_order`."""


def note_who_can_be_asked(store: Store, now: datetime) -> None:
    """From now on, those who could not be asked when this was noted last."""
    store.session.execute(
        sa.update(Profile)
        .where(col(Profile.program_id) == store.program, col(Profile.askable_since).is_(None), *_CAN_BE_ASKED)
        .values(askable_since=now)
    )


def not_asked(store: Store, since: datetime, last: int, most: int) -> list[Profile]:
    """Mentors who can be asked since then, whom nobody asked, of whom no match began or ended, and who were not written
    to about it, since then."""
    asked = sa.exists().where(col(Intro.mentor_id) == col(Profile.member_id), col(Intro.asked_at) > since)
    moved = sa.or_(col(Match.active_at) > since, col(Match.ended_at) > since)
    matched = sa.exists().where(col(Match.mentor_id) == col(Profile.member_id), moved)
    return store.all(
        sa.select(Profile)
        .options(joinedload(Profile.member))  # type: ignore[arg-type]  # SQLModel's word for it
        .join(Member, col(Member.id) == col(Profile.member_id))
        .where(col(Profile.program_id) == store.program, *_CAN_BE_ASKED, col(Profile.askable_since) <= since)
        .where(col(Member.is_demo).is_(False), ~asked, ~matched, col(Profile.member_id) > last)
        .where(sa.or_(col(Profile.idle_told_at).is_(None), col(Profile.idle_told_at) <= since))
        .order_by(col(Profile.member_id))
        .limit(most)
    )


def sought(store: Store) -> list[str]:
    """The topics that mentees without a match look for, those that most of them do first."""
    mentees = _looking(store).with_only_columns(col(Member.id)).order_by(None)
    many = sa.func.count(sa.distinct(col(Tag.member_id)))
    found = store.rows(
        sa.select(col(Tag.slug), many)
        .join(Member, col(Member.id) == col(Tag.member_id))
        .where(col(Tag.member_id).in_(mentees))
        .where(sa.or_(col(Tag.kind) == TagKind.LOOKS_FOR,
                      sa.and_(col(Tag.kind) == TagKind.TOPIC, col(Member.is_mentor).is_(False))))
        .group_by(col(Tag.slug))
        .order_by(many.desc(), col(Tag.slug))
    )  # fmt: skip
    return [row[0] for row in found]


def in_vain(store: Store, mentees: Collection[int]) -> set[int]:
    """Those of them of whose asks two or more were declined or expired since somebody last said yes. An ask that was
    withdrawn, or closed before it was answered, is neither."""
    if not mentees:
        return set()
    last_yes = (
        sa.select(col(Intro.mentee_id), sa.func.max(col(Intro.answered_at)).label("at"))
        .where(col(Intro.mentee_id).in_(mentees), col(Intro.status) != IntroStatus.DECLINED)
        .group_by(col(Intro.mentee_id))
        .subquery()
    )
    found = store.rows(
        sa.select(col(Intro.mentee_id))
        .outerjoin(last_yes, last_yes.c.mentee_id == col(Intro.mentee_id))
        .where(col(Intro.program_id) == store.program, col(Intro.mentee_id).in_(mentees))
        .where(col(Intro.status).in_(_ENDED_IN_VAIN))
        .where(sa.or_(last_yes.c.at.is_(None), col(Intro.closed_at) > last_yes.c.at))
        .group_by(col(Intro.mentee_id))
        .having(sa.func.count() >= IN_VAIN)
    )
    return {row[0] for row in found}


def asked_in_vain(store: Store, most: int) -> list[Member]:
    """Mentees who look for somebody, have nothing open, and have asked in vain."""
    is_open = sa.exists().where(col(Intro.mentee_id) == col(Member.id), col(Intro.status).in_(OPEN))
    ended = sa.exists().where(col(Intro.mentee_id) == col(Member.id), col(Intro.status).in_(_ENDED_IN_VAIN))
    found = store.all(_looking(store).where(~is_open, ended).limit(200))
    those = in_vain(store, [one.id or 0 for one in found])
    return [one for one in found if one.id in those][:most]
