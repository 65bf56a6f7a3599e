"""Where everybody stands: one word for each member in each role, made from rows by the database.

Nothing here looks at verdicts: these words are what coordinators see.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.intros import Intro, IntroStatus
from storage.mentoring.matches import LIVE, Match, MatchStatus
from storage.mentoring.profiles import Listing, Profile, Tag, TagKind
from storage.mentoring.spelling import folded
from storage.people import Account, Member, MemberAccount, MemberStatus

MOST_CALLED = 500
MOST_NAMESAKES = 50
"""As many of one name at most."""


class MenteeStanding(StrEnum):
    """Joining: picked nothing yet. Looking: nothing is open. Chosen: waits for the mentor's yes."""

    JOINING = "joining"
    LOOKING = "looking"
    ASKING = "asking"
    MEETING = "meeting"
    CHOSEN = "chosen"
    MATCHED = "matched"
    PAUSED = "paused"
    LEFT = "left"
    REMOVED = "removed"


class MentorStanding(StrEnum):
    """Joining: has not finished signing up. Waiting: for a coordinator. Free, full: listed, and able to take asks."""

    JOINING = "joining"
    WAITING = "waiting"
    CHANGES = "changes"
    DECLINED = "declined"
    FREE = "free"
    FULL = "full"
    PAUSED = "paused"
    LEFT = "left"
    REMOVED = "removed"


_GONE = ((MemberStatus.REMOVED, "removed"), (MemberStatus.LEFT, "left"), (MemberStatus.PAUSED, "paused"))


def _intro(*statuses: IntroStatus) -> "sa.Exists":
    return (
        sa.exists()
        .where(col(Intro.mentee_id) == col(Member.id), col(Intro.status).in_(statuses))
        .correlate(Member.__table__)  # type: ignore[attr-defined]
    )


def _match(*statuses: MatchStatus) -> "sa.Exists":
    return (
        sa.exists()
        .where(col(Match.mentee_id) == col(Member.id), col(Match.status).in_(statuses))
        .correlate(Member.__table__)  # type: ignore[attr-defined]
    )


def as_mentee() -> "sa.ColumnElement[str]":
    """The mentee's word, empty for who is none."""
    topics = (
        sa.exists()
        .where(col(Tag.member_id) == col(Member.id), col(Tag.kind).in_([TagKind.TOPIC, TagKind.LOOKS_FOR]))
        .correlate(Member.__table__)  # type: ignore[attr-defined]
    )
    standing = MenteeStanding
    return sa.case(
        (col(Member.is_mentee).is_(False), ""),
        *((col(Member.status) == status, word) for status, word in _GONE),
        (_match(MatchStatus.ACTIVE, MatchStatus.PAUSED), standing.MATCHED.value),
        (_match(MatchStatus.OFFERED), standing.CHOSEN.value),
        (_intro(IntroStatus.ACCEPTED, IntroStatus.MET), standing.MEETING.value),
        (_intro(IntroStatus.ASKED), standing.ASKING.value),
        (topics, standing.LOOKING.value),
        else_=standing.JOINING.value,
    )


def as_mentor() -> "sa.ColumnElement[str]":
    """The mentor's word, empty for who is none. Needs `Profile` beside `Member` in the query."""
    standing = MentorStanding
    return sa.case(
        (col(Member.is_mentor).is_(False), ""),
        *((col(Member.status) == status, word) for status, word in _GONE),
        (col(Profile.status) == Listing.WAITING, standing.WAITING.value),
        (col(Profile.status) == Listing.CHANGES, standing.CHANGES.value),
        (col(Profile.status) == Listing.DECLINED, standing.DECLINED.value),
        (sa.and_(col(Profile.status) == Listing.LISTED, col(Profile.free) > 0), standing.FREE.value),
        (col(Profile.status) == Listing.LISTED, standing.FULL.value),
        else_=standing.JOINING.value,
    )


def _people(store: Store, *columns: Any) -> "sa.Select[Any]":
    return (
        sa.select(*columns)
        .outerjoin(Profile, col(Profile.member_id) == col(Member.id))
        .where(col(Member.program_id) == store.program, col(Member.is_demo).is_(False))
        .where(col(Member.status) != MemberStatus.ERASED, col(Member.into_id).is_(None))
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many stand where. Somebody with both roles is in both."""

    mentees: dict[MenteeStanding, int]
    mentors: dict[MentorStanding, int]

    @property
    def mentors_listed(self) -> int:
        return self.mentors.get(MentorStanding.FREE, 0) + self.mentors.get(MentorStanding.FULL, 0)

    @property
    def mentees_signed_up(self) -> int:
        """Those who are in the program."""
        return sum(n for word, n in self.mentees.items() if word not in (MenteeStanding.LEFT, MenteeStanding.REMOVED))

    @property
    def mentors_signed_up(self) -> int:
        """Those who are in it and have said what they offer, listed or not."""
        out = (MentorStanding.JOINING, MentorStanding.DECLINED, MentorStanding.LEFT, MentorStanding.REMOVED)
        return sum(n for word, n in self.mentors.items() if word not in out)


def counts(store: Store) -> Counts:
    """Everybody of the program, demo people left out."""
    mentee, mentor = as_mentee().label("mentee"), as_mentor().label("mentor")
    each = _people(store, mentee, mentor).subquery()
    rows = store.rows(sa.select(each.c.mentee, each.c.mentor, sa.func.count()).group_by(each.c.mentee, each.c.mentor))
    found = Counts({}, {})
    for as_one, as_other, n in rows:
        if as_one:
            found.mentees[MenteeStanding(as_one)] = found.mentees.get(MenteeStanding(as_one), 0) + n
        if as_other:
            found.mentors[MentorStanding(as_other)] = found.mentors.get(MentorStanding(as_other), 0) + n
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """One member, and where they stand in the roles they have."""

    member: Member
    mentee: MenteeStanding | None
    mentor: MentorStanding | None


def people(
    store: Store,
    *,
    mentee: MenteeStanding | None = None,
    mentor: MentorStanding | None = None,
    name: str = "",
    skip: int = 0,
    most: int,
) -> list[Standing]:
    """By name. `name` is a part of it, in any case."""
    query = _people(store, Member, as_mentee().label("mentee"), as_mentor().label("mentor"))
    query = query.where(*_who_stands(mentee, mentor))
    if name:
        query = query.where(col(Member.id).in_(_called(store, name)))
    rows = store.rows(query.order_by(sa.func.lower(col(Member.name)), col(Member.id)).offset(skip).limit(most))
    return [
        Standing(row[0], MenteeStanding(row[1]) if row[1] else None, MentorStanding(row[2]) if row[2] else None)
        for row in rows
    ]


def how_many(store: Store, *, mentee: MenteeStanding | None = None, mentor: MentorStanding | None = None) -> int:
    """How many `people` there are without a name to look for."""
    return store.number(_people(store, sa.func.count(col(Member.id))).where(*_who_stands(mentee, mentor)))


def _who_stands(mentee: MenteeStanding | None, mentor: MentorStanding | None) -> list[sa.ColumnElement[bool]]:
    found = [] if mentee is None else [as_mentee() == mentee.value]
    return found if mentor is None else [*found, as_mentor() == mentor.value]


def others_here(store: Store, member: Member) -> list[Member]:
    """Everybody else who takes part at the moment, by name."""
    return store.all(
        sa.select(Member)
        .where(col(Member.program_id) == store.program, col(Member.status) == MemberStatus.ACTIVE)
        .where(sa.or_(col(Member.is_mentee), col(Member.is_mentor)), col(Member.id) != member.id)
        .where(col(Member.is_demo).is_(False))
        .order_by(col(Member.name), col(Member.id))
    )


def everybody_here(store: Store) -> list[Member]:
    """Everybody who is in the program at the moment, coordinators first, then by name."""
    return store.all(
        sa.select(Member)
        .where(col(Member.program_id) == store.program, col(Member.status) == MemberStatus.ACTIVE)
        .where(col(Member.is_demo).is_(False))
        .order_by(col(Member.is_coordinator).desc(), col(Member.name), col(Member.id))
    )


def _called(store: Store, part: str) -> list[int]:
    """Members with that in their name, whatever the case and the accents. Databases differ in both, so it is done
    here, over names alone."""
    rows = store.rows(sa.select(col(Member.id), col(Member.name)).where(col(Member.program_id) == store.program))
    return [number or 0 for number, name in rows if folded(part) in folded(name)][:MOST_CALLED]


def exactly_called(store: Store, name: str, but: Member) -> list[Member]:
    """Members with just that name, whatever the case, the accents and the marks around its words; also who has left, as
    they may come again. None whose profile was given up for another one."""
    spelt = _spelt(name)
    rows = store.rows(_ever_here(store, but).with_only_columns(col(Member.id), col(Member.name)))
    ids = [number for number, called in rows if _spelt(called) == spelt]
    return store.all(sa.select(Member).where(col(Member.id).in_(ids)).order_by(col(Member.id)).limit(MOST_NAMESAKES))


def with_accounts(store: Store, users: Collection[str], but: Member) -> list[Member]:
    """Members who are one of these accounts, by its id on its platform; also who has left, as above."""
    theirs = (
        sa.select(col(MemberAccount.member_id))
        .join(Account, col(Account.id) == col(MemberAccount.account_id))
        .where(col(Account.user).in_(users))
    )
    return store.all(_ever_here(store, but).where(col(Member.id).in_(theirs)).order_by(col(Member.id)))


def _ever_here(store: Store, but: Member) -> "sa.Select[Member]":
    return (
        sa.select(Member)
        .where(col(Member.program_id) == store.program, col(Member.status) != MemberStatus.ERASED)
        .where(col(Member.id) != but.id, col(Member.into_id).is_(None))
    )


def _spelt(name: str) -> list[str]:
    """Its words as they are compared; of a name without any, what it is made of."""
    return re.findall(r"\w+", folded(name)) or name.split()


def standing_of(store: Store, member: Member) -> Standing:
    query = _people(store, as_mentee().label("mentee"), as_mentor().label("mentor"))
    mentee, mentor = store.rows(query.where(col(Member.id) == member.id))[0]
    return Standing(member, MenteeStanding(mentee) if mentee else None, MentorStanding(mentor) if mentor else None)


@dataclass(frozen=True, slots=True)
class Listed:
    """One member, as a list of everybody needs them. `mentee` and `mentor` are empty for roles they do not have."""

    name: str
    mentee: str
    mentor: str
    is_coordinator: bool
    asks: int
    intros: int
    matches: int
    joined_at: datetime
    acted_at: datetime


def everybody(store: Store) -> list[Listed]:
    """All members by name, without loading one of them."""
    asks = _open_by_member(store, IntroStatus.ASKED)
    intros = _open_by_member(store, IntroStatus.ACCEPTED, IntroStatus.MET)
    matches = _by_member(store, sa.select(Match).where(col(Match.status).in_(LIVE)).subquery())
    rows = store.rows(
        _people(
            store, col(Member.id), col(Member.name), as_mentee(), as_mentor(), col(Member.is_coordinator),
            col(Member.joined_at), col(Member.acted_at),
        ).order_by(sa.func.lower(col(Member.name)), col(Member.id))
    )  # fmt: skip
    return [
        Listed(
            name=name, mentee=mentee, mentor=mentor, is_coordinator=coordinates, asks=asks.get(number, 0),
            intros=intros.get(number, 0), matches=matches.get(number, 0), joined_at=joined, acted_at=acted,
        )
        for number, name, mentee, mentor, coordinates, joined, acted in rows
    ]  # fmt: skip


def _open_by_member(store: Store, *statuses: IntroStatus) -> dict[int, int]:
    return _by_member(store, sa.select(Intro).where(col(Intro.status).in_(statuses)).subquery())


def _by_member(store: Store, pairs: "sa.Subquery") -> dict[int, int]:
    """How many of these rows of a mentee and a mentor each member has, on either side."""
    found: dict[int, int] = {}
    for side in (pairs.c.mentee_id, pairs.c.mentor_id):
        query = sa.select(side, sa.func.count()).where(pairs.c.program_id == store.program).group_by(side)
        for member, number in store.rows(query):
            found[member] = found.get(member, 0) + number
    return found
