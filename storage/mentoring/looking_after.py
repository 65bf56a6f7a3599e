"""What coordinators look after: places, what hangs, and what could not be delivered."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from storage.columns import UTCDateTime
from storage.database import Store
from storage.mentoring.intros import Intro, IntroStatus
from storage.mentoring.matches import LIVE, Match
from storage.mentoring.profiles import Profile, listed_mentors
from storage.mentoring.rules import rules_of
from storage.outbox import Letter, LetterState
from storage.people import Account, Member, MemberStatus
from storage.places import Place

NO_FAILURES = ("opened", "overtaken", "left", "expired", "dropped", "nothing_to_edit", "")
"""Reasons why a letter was not sent that nobody has to do anything about."""


@dataclass(frozen=True, slots=True)
class Places:
    """What mentors offer and mentees look for.

    `mentors` are those whom anybody may see, whose door is open and who have a place for another mentee; `for_mentees`
    how many such places they have left together, `for_asks` how many asks and intros they take at once together, `each`
    how many every one of them takes, if it is the same for all: their own word, within the program's. `looking` mentees
    have no match.
    """

    mentors: int
    for_mentees: int
    for_asks: int
    each: int | None
    looking: int


def places(store: Store) -> Places:
    taken = (
        sa.select(col(Match.mentor_id).label("mentor_id"), sa.func.count().label("n"))
        .where(col(Match.program_id) == store.program, col(Match.status).in_(LIVE))
        .group_by(col(Match.mentor_id))
        .subquery()
    )
    rules = rules_of(store)
    listed = listed_mentors(store).where(col(Member.is_demo).is_(False), col(Profile.door_open)).subquery()
    left = _at_most(rules.mentees_per_mentor, listed.c.places_mentees) - sa.func.coalesce(taken.c.n, 0)
    asks = _at_most(rules.intros_per_mentor, listed.c.places_intros)
    row = store.rows(
        sa.select(
            sa.func.count(), sa.func.coalesce(sa.func.sum(left), 0), sa.func.coalesce(sa.func.sum(asks), 0),
            sa.func.min(asks), sa.func.max(asks),
        )
        .select_from(listed)
        .outerjoin(taken, taken.c.mentor_id == listed.c.member_id)
        .where(left > 0, asks > 0)
    )[0]  # fmt: skip
    mentors, for_mentees, for_asks, least, greatest = row
    live = sa.exists().where(col(Match.mentee_id) == col(Member.id), col(Match.status).in_(LIVE))
    looking = (
        sa.select(sa.func.count())
        .select_from(Member)
        .where(col(Member.program_id) == store.program, col(Member.is_mentee), col(Member.is_demo).is_(False))
        .where(col(Member.status) == MemberStatus.ACTIVE, ~live)
    )
    return Places(
        mentors=mentors, for_mentees=int(for_mentees), for_asks=int(for_asks),
        each=least if least == greatest else None, looking=store.number(looking),
    )  # fmt: skip


def _at_most(most: int, places: "sa.ColumnElement[int]") -> "sa.ColumnElement[int]":
    return sa.case((places > most, most), else_=places)


def hanging_asks(store: Store, before: datetime, most: int) -> list[Intro]:
    """Asks that have waited since before that moment, oldest first."""
    return store.all(
        sa.select(Intro)
        .where(col(Intro.program_id) == store.program, col(Intro.status) == IntroStatus.ASKED)
        .where(col(Intro.asked_at) < before)
        .order_by(col(Intro.asked_at), col(Intro.id))
        .limit(most)
    )


def hanging_intros(store: Store, before: datetime, most: int) -> list[Intro]:
    """Intros that were agreed before that moment, and that nobody has a time for, oldest first. Those that wait for
    somebody on a break do not hang."""
    away = sa.exists().where(
        col(Member.id).in_([col(Intro.mentee_id), col(Intro.mentor_id)]), col(Member.status) == MemberStatus.PAUSED
    )
    return store.all(
        sa.select(Intro)
        .where(col(Intro.program_id) == store.program, col(Intro.status) == IntroStatus.ACCEPTED)
        .where(col(Intro.has_time).is_(False), col(Intro.answered_at) < before, ~away)
        .order_by(col(Intro.answered_at), col(Intro.id))
        .limit(most)
    )


@dataclass(frozen=True, slots=True)
class Unreached:
    """A member whom letters do not reach: since when, and the word of why (as `bot.errors.Undeliverable` has it)."""

    member: Member
    why: str
    since: datetime


def unreached(store: Store, most: int) -> list[Unreached]:
    """Members who are here, and whose account says that letters do not reach it; the newest first."""
    since = sa.func.coalesce(col(Account.gone_at), col(Account.silent_since))
    rows = store.all(
        sa.select(Member)
        .join(Account, col(Account.id) == col(Member.account_id))
        .where(col(Member.program_id) == store.program, col(Member.is_demo).is_(False))
        .where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]), since.is_not(None))
        .order_by(since.desc(), col(Member.id))
        .limit(most)
    )
    found = []
    for member in rows:
        gone, silent = member.account.gone_at, member.account.silent_since
        if at := gone or silent:
            found.append(Unreached(member, "gone" if gone else "dm_closed", at))
    return found


def dead_letters(store: Store, since: datetime) -> dict[str, int]:
    """How many letters could not be delivered since then, by the word of why."""
    rows = store.rows(
        sa.select(col(Letter.error), sa.func.count())
        .where(col(Letter.program_id) == store.program, col(Letter.state) == LetterState.DEAD)
        .where(col(Letter.created_at) >= since, col(Letter.error).not_in(NO_FAILURES))
        .group_by(col(Letter.error))
        .order_by(sa.func.count().desc())
    )
    return {str(row[0]): int(row[1]) for row in rows}


def posted_since(store: Store, place: Place, channel: str, slot: str, since: datetime) -> bool:
    """Whether a card was put into a channel, in a slot that begins so, since then."""
    found = _posted(store, slot).where(
        col(Letter.place_id) == place.id,
        col(Letter.channel) == channel,
        col(Letter.created_at) > since,
        col(Letter.state) != LetterState.DEAD,
    )
    return bool(store.session.scalar(sa.select(found.exists())))


def posted(store: Store, slot: str) -> list[tuple[Place, str, str]]:
    """Every card that this program put into a channel in a slot that begins so: place, channel, slot; newest first.
    What the platform refused stands nowhere."""
    return _in_channels(store, _posted(store, slot).where(col(Letter.state) != LetterState.DEAD))


def standing(store: Store, slot: str) -> list[tuple[Place, str, str]]:
    """The same in the places that are the program's now."""
    return [one for one in posted(store, slot) if one[0].program_id == store.program]


def ever_posted(store: Store, slot: str) -> list[tuple[Place, str, str]]:
    """All that was posted, with what the platform refused."""
    return _in_channels(store, _posted(store, slot))


def _in_channels(store: Store, query: "sa.Select[Letter]") -> list[tuple[Place, str, str]]:
    found = store.rows(
        query.join(Place, col(Place.id) == col(Letter.place_id))
        .with_only_columns(Place, col(Letter.channel), col(Letter.slot))
        .order_by(col(Letter.id).desc())
    )
    return [(place, channel, one) for place, channel, one in found]


def first_posted(store: Store, slot: str) -> datetime | None:
    """When the first of these cards was put into a channel; None where none was."""
    first = sa.func.min(col(Letter.created_at))
    query = _posted(store, slot).where(col(Letter.state) != LetterState.DEAD)
    found: datetime | None = store.rows(query.with_only_columns(sa.type_coerce(first, UTCDateTime())))[0][0]
    return found


def _posted(store: Store, slot: str) -> "sa.Select[Letter]":
    return sa.select(Letter).where(
        col(Letter.program_id) == store.program, col(Letter.channel) != "", col(Letter.edits).is_(None),
        col(Letter.slot).startswith(slot, autoescape=True),
    )  # fmt: skip
