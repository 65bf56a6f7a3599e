"""Who could use a word: named queries for what is looked at once a day."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.intros import OPEN, Intro, IntroStatus
from storage.mentoring.matches import LIVE, Match
from storage.mentoring.profiles import Listing, Profile, Tag, TagKind
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


def not_begun(store: Store, since: datetime, nudged: int, last: int, most: int) -> list[Member]:
    """Mentees who joined before that, never asked anybody, and were nudged so often; behind the one with that id."""
    asked = sa.exists().where(col(Intro.mentee_id) == col(Member.id))
    return store.all(
        _looking(store)
        .where(col(Member.joined_at) <= since, col(Member.nudged) == nudged, ~asked, col(Member.id) > last)
        .limit(most)
    )


def not_asked(store: Store, since: datetime, last: int, most: int) -> list[Profile]:
    """Listed mentors with a free place whom nobody asked, and who were not written to about it, since then."""
    asked = sa.exists().where(col(Intro.mentor_id) == col(Profile.member_id), col(Intro.asked_at) > since)
    return store.all(
        sa.select(Profile)
        .join(Member, col(Member.id) == col(Profile.member_id))
        .where(col(Profile.program_id) == store.program, col(Profile.status) == Listing.LISTED, col(Profile.free) > 0)
        .where(col(Member.status) == MemberStatus.ACTIVE, col(Member.is_demo).is_(False))
        .where(col(Member.joined_at) <= since, ~asked, col(Profile.member_id) > last)
        .where(sa.or_(col(Profile.idle_told_at).is_(None), col(Profile.idle_told_at) <= since))
        .order_by(col(Profile.member_id))
        .limit(most)
    )


def sought(store: Store, without: Collection[str], most: int) -> list[str]:
    """The topics that most mentees without a match look for, but these."""
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
        .limit(most + len(without))
    )  # fmt: skip
    return [row[0] for row in found if row[0] not in without][:most]


def in_vain(store: Store, mentees: Collection[int]) -> set[int]:
    """Those of them whose last asks, two or more, all ended without a yes."""
    if not mentees:
        return set()
    last_yes = (
        sa.select(col(Intro.mentee_id), sa.func.max(col(Intro.id)).label("id"))
        .where(col(Intro.mentee_id).in_(mentees), col(Intro.status).not_in([*_ENDED_IN_VAIN, IntroStatus.ASKED]))
        .group_by(col(Intro.mentee_id))
        .subquery()
    )
    found = store.rows(
        sa.select(col(Intro.mentee_id))
        .outerjoin(last_yes, last_yes.c.mentee_id == col(Intro.mentee_id))
        .where(col(Intro.program_id) == store.program, col(Intro.mentee_id).in_(mentees))
        .where(col(Intro.status).in_(_ENDED_IN_VAIN), col(Intro.id) > sa.func.coalesce(last_yes.c.id, 0))
        .group_by(col(Intro.mentee_id))
        .having(sa.func.count() >= IN_VAIN)
    )
    return {row[0] for row in found}


def asked_in_vain(store: Store, most: int) -> list[Member]:
    """Mentees who look for somebody, have nothing open, and whose last asks all ended without a yes."""
    is_open = sa.exists().where(col(Intro.mentee_id) == col(Member.id), col(Intro.status).in_(OPEN))
    ended = sa.exists().where(col(Intro.mentee_id) == col(Member.id), col(Intro.status).in_(_ENDED_IN_VAIN))
    found = store.all(_looking(store).where(~is_open, ended).limit(200))
    those = in_vain(store, [one.id or 0 for one in found])
    return [one for one in found if one.id in those][:most]
