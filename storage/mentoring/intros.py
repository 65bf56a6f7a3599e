"""Intro chats, the rounds they belong to, and what both sides privately thought."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.columns import EncryptedText, LockedAnswer, Part, Rights, Table, UTCDateTime, one_of
from storage.database import PROGRAM, Store
from storage.mentoring.matches import LIVE, Match
from storage.mentoring.profiles import Profile, is_in_order, place_in_order
from storage.mentoring.rules import rules_of
from storage.people import Member
from storage.places import Room
from storage.rows import Lookup


class RoundStatus(StrEnum):
    OPEN = "open"
    CHOSEN = "chosen"
    CLOSED = "closed"


class Round(Table, table=True):
    """A mentee's set of open intros, until they choose or stop. There is one open round per mentee.

    `back_at`: when somebody in it last came back from a break; the days to choose count from then on.
    """

    __table_args__ = (
        sa.Index("ix_round_open", "mentee_id", unique=True, sqlite_where=sa.text("status = 'open'"),
                 postgresql_where=sa.text("status = 'open'")),
    )  # fmt: skip
    __rights__: ClassVar = Rights(
        of=("mentee_id",), gives="status opened_at closed_at back_at", erase="anonymise",
        why="mentors' intros belong to it",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    mentee_id: int = Field(foreign_key="member.id")
    status: RoundStatus = Field(default=RoundStatus.OPEN, sa_type=one_of(RoundStatus, "status"))
    opened_at: datetime
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    back_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    mentee: Member = Relationship(sa_relationship_kwargs={"viewonly": True})


class IntroStatus(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    MET = "met"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CLOSED = "closed"


OPEN = (IntroStatus.ASKED, IntroStatus.ACCEPTED, IntroStatus.MET)
"""Statuses in which an intro goes on."""


class Intro(Table, table=True):
    """A short intro chat of one mentee and one mentor.

    `note` is what the mentee wrote. `answer_by`: until when the mentor can answer, as both were told; that is
    `answer_days` working days after `answer_from`. `reason` is why it ended: a slug of the library's reasons, or a
    short word of ours. `again_from`: since when, at the earliest, the mentee may ask this mentor anew, as both were
    told when it ended. `has_time`: one of them said that a time is found. `no_time_since`: from when they have none,
    until somebody is named who might write first. `ask_from`: when both may be asked whether they met; `not_yet` counts
    how often that was put off. `holds_place` False: they met a while ago, and while the mentee takes their time to
    choose, it takes none of the mentor's places for intros. `*_contact` is how to reach a side where no room is
    possible, in its own words; `*_shares` is whether it agreed to show them (None: not said yet).
    """

    __table_args__ = (
        sa.Index("ix_intro_open_pair", "mentee_id", "mentor_id", unique=True,
                 sqlite_where=sa.text("status in ('asked', 'accepted', 'met')"),
                 postgresql_where=sa.text("status in ('asked', 'accepted', 'met')")),
        sa.Index("ix_intro_mentor_status", "mentor_id", "status"),
        sa.Index("ix_intro_mentee_status", "mentee_id", "status"),
    )  # fmt: skip
    __rights__: ClassVar = Rights(
        of=("mentee_id", "mentor_id"), erase="anonymise", why="it is the partner's too",
        gives="status asked_at answer_by answered_at met_at closed_at again_from has_time no_time_since ask_from "
              "not_yet",
        sides={"mentee_id": Part("note mentee_contact mentee_shares"),
               "mentor_id": Part("own_reason mentor_contact mentor_shares")},
        hides="round_id room_id reason answer_from answer_days holds_place",
        words="note own_reason mentee_contact mentor_contact",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    mentee_id: int = Field(foreign_key="member.id")
    mentor_id: int = Field(foreign_key="member.id")
    room_id: int | None = Field(default=None, foreign_key="room.id")
    status: IntroStatus = Field(default=IntroStatus.ASKED, sa_type=one_of(IntroStatus, "status"))
    note: str = Field(default="", sa_type=EncryptedText)
    reason: str = Field(default="", sa_type=EncryptedText)
    own_reason: str = Field(default="", sa_type=EncryptedText)
    asked_at: datetime
    answer_by: datetime | None = Field(default=None, sa_type=UTCDateTime)
    answer_from: datetime | None = Field(default=None, sa_type=UTCDateTime)
    answer_days: int = 0
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    met_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    again_from: datetime | None = Field(default=None, sa_type=UTCDateTime)
    has_time: bool = False
    no_time_since: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ask_from: datetime | None = Field(default=None, sa_type=UTCDateTime)
    not_yet: int = 0
    holds_place: bool = True
    mentee_contact: str = Field(default="", sa_type=EncryptedText)
    mentor_contact: str = Field(default="", sa_type=EncryptedText)
    mentee_shares: bool | None = None
    mentor_shares: bool | None = None

    mentee: Member = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Intro.mentee_id"})
    mentor: Member = Relationship(sa_relationship_kwargs={"viewonly": True, "foreign_keys": "Intro.mentor_id"})
    round: Round = Relationship(sa_relationship_kwargs={"viewonly": True})
    room: Room | None = Relationship()

    @property
    def people(self) -> tuple[Member, Member]:
        return self.mentee, self.mentor

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def other(self, member: Member) -> Member:
        return self.mentor if member.id == self.mentee_id else self.mentee


class Side(StrEnum):
    MENTEE = "mentee"
    MENTOR = "mentor"


class Fit(StrEnum):
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Verdict(Table, table=True):
    """What one side privately thought after an intro. Nobody but its writer ever sees it, nor can read it in the rows.

    `would_say_yes`: a mentor's word in advance about being chosen.
    """

    __rights__: ClassVar = Rights(
        of=("member_id",), gives="intro_id side fit reason would_say_yes given_at", words="reason", erase="delete"
    )

    intro_id: int = Field(foreign_key="intro.id", primary_key=True)
    side: Side = Field(primary_key=True, sa_type=one_of(Side, "side"))
    member_id: int = Field(foreign_key="member.id", index=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    fit: Fit = Field(sa_type=LockedAnswer(Fit))
    reason: str = Field(default="", sa_type=EncryptedText)
    would_say_yes: bool | None = Field(default=None, sa_type=LockedAnswer(bool), nullable=False)
    given_at: datetime


_MENTEE: "sa.BindParameter[int]" = sa.bindparam("mentee")
_MENTOR: "sa.BindParameter[int]" = sa.bindparam("mentor")
_INTROS = sa.select(Intro).where(col(Intro.program_id) == PROGRAM).order_by(col(Intro.id))
_OF_ROUND = Lookup(_INTROS.where(col(Intro.round_id) == sa.bindparam("round")))
_OPEN_OF_MENTEE = Lookup(_INTROS.where(col(Intro.mentee_id) == _MENTEE, col(Intro.status).in_(OPEN)))
_OF_MENTOR = _INTROS.where(col(Intro.mentor_id) == _MENTOR, col(Intro.status).in_(OPEN))
_OPEN_OF_MENTOR = Lookup(_OF_MENTOR)
_IS_OF = sa.or_(col(Intro.mentee_id) == sa.bindparam("member"), col(Intro.mentor_id) == sa.bindparam("member"))
_OPEN_OF_MEMBER = Lookup(_INTROS.where(_IS_OF, col(Intro.status).in_(OPEN)))
_TAKING_PLACES = _OF_MENTOR.where(col(Intro.holds_place))
_WAITING_FOR = Lookup(_INTROS.where(col(Intro.mentor_id) == _MENTOR, col(Intro.status) == IntroStatus.ASKED))
_WAITING_AFTER = _INTROS.where(col(Intro.status) == IntroStatus.ASKED, col(Intro.id) > sa.bindparam("last"))
_ACCEPTED_AFTER = _INTROS.where(col(Intro.status) == IntroStatus.ACCEPTED, col(Intro.id) > sa.bindparam("last"))
_OPEN_ROUNDS = sa.select(Round).where(col(Round.program_id) == PROGRAM, col(Round.status) == RoundStatus.OPEN)
_OPEN_ROUND = Lookup(_OPEN_ROUNDS.where(col(Round.mentee_id) == _MENTEE))
_ROUNDS_AFTER = _OPEN_ROUNDS.where(col(Round.id) > sa.bindparam("last")).order_by(col(Round.id))
_OF_PAIR = (
    _INTROS.where(col(Intro.mentee_id) == _MENTEE, col(Intro.mentor_id) == _MENTOR)
    .order_by(None)
    .order_by(col(Intro.id).desc())
)
_NEWEST_OF_PAIR = Lookup(_OF_PAIR.limit(1))
_PLACES_TAKEN = _TAKING_PLACES.with_only_columns(sa.func.count()).order_by(None)
_MENTEES_NOW = (
    sa.select(sa.func.count())
    .select_from(Match)
    .where(col(Match.program_id) == PROGRAM, col(Match.mentor_id) == _MENTOR, col(Match.status).in_(LIVE))
)


def open_round(store: Store, mentee: Member) -> Round | None:
    return store.first(_OPEN_ROUND, mentee=mentee.id)


def of_round(store: Store, round_: Round) -> list[Intro]:
    """All intros of a round, oldest first."""
    return store.all(_OF_ROUND, round=round_.id)


def open_of_mentee(store: Store, mentee: Member) -> list[Intro]:
    return store.all(_OPEN_OF_MENTEE, mentee=mentee.id)


def ended_of_mentee(store: Store, mentee: Member, since: datetime, now: datetime) -> list[Intro]:
    """What ended for a mentee since then, or may be asked again only after now; newest first."""
    return store.all(
        sa.select(Intro)
        .where(col(Intro.program_id) == store.program, col(Intro.mentee_id) == mentee.id)
        .where(col(Intro.status).not_in(OPEN))
        .where(sa.or_(col(Intro.closed_at) > since, col(Intro.again_from) > now))
        .order_by(col(Intro.id).desc())
    )


def declined_by(store: Store, mentor: Member, since: datetime) -> list[Intro]:
    """What a mentor said no to since then, for whatever reason; newest first."""
    return store.all(
        sa.select(Intro)
        .where(col(Intro.program_id) == store.program, col(Intro.mentor_id) == mentor.id)
        .where(col(Intro.status) == IntroStatus.DECLINED, col(Intro.closed_at) > since)
        .order_by(col(Intro.id).desc())
    )


def open_of_mentor(store: Store, mentor: Member) -> list[Intro]:
    return store.all(_OPEN_OF_MENTOR, mentor=mentor.id)


def open_of_member(store: Store, member: Member) -> list[Intro]:
    """The open intros that somebody has on either side, oldest first."""
    return store.all(_OPEN_OF_MEMBER, member=member.id)


def taking_places(store: Store, mentor: Member) -> list[Intro]:
    """The open intros that take one of a mentor's places for intros, oldest first."""
    return store.all(_TAKING_PLACES, mentor=mentor.id)


def places_taken(store: Store, mentor: Member) -> int:
    """How many of a mentor's places for intros are taken."""
    return store.number(_PLACES_TAKEN, mentor=mentor.id)


def waiting_for(store: Store, mentor: Member) -> list[Intro]:
    """The asks that a mentor has not answered, oldest first."""
    return store.all(_WAITING_FOR, mentor=mentor.id)


def waiting_after(store: Store, last: int, most: int) -> list[Intro]:
    """The asks of the whole program that nobody has answered, oldest first, behind the one with that id."""
    return store.all(_WAITING_AFTER.limit(most), last=last)


def accepted_after(store: Store, last: int, most: int) -> list[Intro]:
    """The intros of the whole program whose people have not met yet, oldest first, behind the one with that id."""
    return store.all(_ACCEPTED_AFTER.limit(most), last=last)


def rounds_after(store: Store, last: int, most: int) -> list[Round]:
    """The open rounds of the whole program, oldest first, behind the one with that id."""
    return store.all(_ROUNDS_AFTER.limit(most), last=last)


def of_pair(store: Store, mentee: Member, mentor: Member) -> list[Intro]:
    """Every intro of these two, newest first."""
    return store.all(_OF_PAIR, mentee=mentee.id, mentor=mentor.id)


def in_room(store: Store, room: Room) -> list[Intro]:
    """Every intro whose room this is, oldest first."""
    return store.all(
        sa.select(Intro)
        .where(col(Intro.program_id) == store.program, col(Intro.room_id) == room.id)
        .order_by(col(Intro.id))
    )


def between(store: Store, mentee: Member, mentor: Member) -> Intro | None:
    """The newest intro of these two, open or not."""
    return store.first(_NEWEST_OF_PAIR, mentee=mentee.id, mentor=mentor.id)


def met_before(store: Store, mentee: Member, mentor: Member) -> datetime | None:
    """When these two last met for an intro that is over."""
    return next((one.met_at for one in of_pair(store, mentee, mentor) if one.met_at and not one.is_open), None)


def verdict_of(store: Store, intro: Intro, side: Side) -> Verdict | None:
    found = store.session.get(Verdict, (intro.id, side))
    return found if found is not None and found.program_id == store.program else None


def mentees_now(store: Store, mentor: Member) -> int:
    """Places for mentees that are taken: matches offered, active or paused."""
    return store.number(_MENTEES_NOW, mentor=mentor.id)


def places_for_intros(store: Store, profile: Profile) -> int:
    """How many asks and intros a mentor takes at once: their own word, within the program's."""
    return min(profile.places_intros, rules_of(store).intros_per_mentor)


def places_for_mentees(store: Store, profile: Profile) -> int:
    """How many mentees a mentor takes at once: their own word, within the program's."""
    return min(profile.places_mentees, rules_of(store).mentees_per_mentor)


def free_places(store: Store, mentor: Member, profile: Profile) -> int:
    """How many more asks this mentor can take now. None, where the door is closed or all places for mentees are
    taken."""
    if not profile.door_open or mentees_now(store, mentor) >= places_for_mentees(store, profile):
        return 0
    return max(0, places_for_intros(store, profile) - places_taken(store, mentor))


def recount(store: Store, mentor: Member) -> int:
    """Brings `Profile.free` up to date and returns it."""
    profile = store.get(Profile, mentor.id)
    if profile is None:
        return 0
    _hold(store, profile)
    profile.free = free_places(store, mentor, profile)
    if not is_in_order(profile):
        place_in_order(store, profile)
    return profile.free


def _hold(store: Store, profile: Profile) -> None:
    """Nobody else counts this mentor's places before this transaction is over: somebody who leaves, or takes a break,
    changes the places of mentors whom their step has not locked. On SQLite who writes is alone."""
    if store.session.get_bind().dialect.name != "sqlite":
        store.session.flush()
        store.session.refresh(profile, with_for_update={"of": Profile, "key_share": True})
