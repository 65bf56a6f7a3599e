"""Check-ins: each side of a match is asked now and then whether the two have met, and how it goes."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Field, Relationship, col

from storage.columns import EncryptedText, LockedAnswer, Rights, Table, UTCDateTime, one_of
from storage.database import PROGRAM, Store
from storage.mentoring.matches import GOES_ON, Match
from storage.mentoring.pairs.handovers import written_before
from storage.mentoring.pairs.named import may_read, of_others
from storage.mentoring.records import Concern
from storage.people import Account, Member, MemberStatus


class CheckInStatus(StrEnum):
    PLANNED = "planned"
    ASKED = "asked"
    ANSWERED = "answered"
    UNHEARD = "unheard"
    CLOSED = "closed"


OPEN = (CheckInStatus.PLANNED, CheckInStatus.ASKED, CheckInStatus.UNHEARD)


class Going(StrEnum):
    """How a match goes, as one side sees it."""

    WELL = "well"
    FINE = "fine"
    HARD = "hard"


class CheckIn(Table, table=True):
    """One short question to one side of a match; the other side never sees what became of it.

    `ask_at`: when it is put before its reader next, the first time or again; None where that is not planned. `since`:
    the day from which on "have you met" counts, known when it is asked; None where nothing was said before. `put_off`:
    how often the reader wanted to be asked later. `met` and `going` are the two answers, `note` a sentence that
    coordinators can read. `told_at`: when the coordinators were told that nothing was heard, or of the sentence.
    `concern_id`: what the coordinators got, where it is hard.
    """

    __table_args__ = (
        sa.UniqueConstraint("match_id", "reader_id", "number"),
        sa.Index("ix_checkin_reader_status", "reader_id", "status"),
        sa.Index("ix_checkin_program_status", "program_id", "status"),
    )
    __rights__: ClassVar = Rights(
        of=("reader_id",), gives="match_id number status asked_at answered_at met going note",
        hides="ask_at since told_at put_off concern_id", words="note", erase="delete",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id")
    match_id: int = Field(foreign_key="match.id")
    reader_id: int = Field(foreign_key="member.id")
    number: int
    status: CheckInStatus = Field(default=CheckInStatus.PLANNED, sa_type=one_of(CheckInStatus, "status"))
    ask_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    since: datetime | None = Field(default=None, sa_type=UTCDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    put_off: int = 0
    met: bool | None = None
    going: Going | None = Field(default=None, sa_type=LockedAnswer(Going), nullable=False)
    note: str = Field(default="", sa_type=EncryptedText)
    concern_id: int | None = Field(default=None, foreign_key="concern.id")

    match: Match = Relationship(sa_relationship_kwargs={"viewonly": True})
    reader: Member = Relationship(sa_relationship_kwargs={"viewonly": True})

    @property
    def other(self) -> Member:
        """The other one of the match."""
        return self.match.other(self.reader)


_CHECKINS = sa.select(CheckIn).where(col(CheckIn.program_id) == PROGRAM).order_by(col(CheckIn.id))
_OF_READER = _CHECKINS.where(
    col(CheckIn.reader_id) == sa.bindparam("reader"),
    col(CheckIn.status).in_(sa.bindparam("statuses", expanding=True)),
)
_NEWEST = (
    _CHECKINS.where(col(CheckIn.match_id) == sa.bindparam("match"), col(CheckIn.reader_id) == sa.bindparam("reader"))
    .order_by(None)
    .order_by(col(CheckIn.number).desc())
    .limit(1)
)
_LATEST = _NEWEST.where(col(CheckIn.status).in_(sa.bindparam("statuses", expanding=True)))
_BEFORE = _NEWEST.where(col(CheckIn.number) < sa.bindparam("number"))
_OF_MATCH = _CHECKINS.where(col(CheckIn.match_id) == sa.bindparam("match"), col(CheckIn.status).in_(OPEN))
_ANSWERED = _CHECKINS.where(
    col(CheckIn.reader_id) == sa.bindparam("reader"), col(CheckIn.status) == CheckInStatus.ANSWERED,
    col(CheckIn.answered_at) > sa.bindparam("since"),
)  # fmt: skip


def of_reader(store: Store, reader: Member, statuses: Iterable[CheckInStatus]) -> list[CheckIn]:
    """The check-ins of one person that stand so, oldest first."""
    return store.all(_OF_READER, reader=reader.id, statuses=list(statuses))


def answered_since(store: Store, reader: Member, since: datetime) -> list[CheckIn]:
    """What one person answered after that, oldest first."""
    return store.all(_ANSWERED, reader=reader.id, since=since)


def newest(store: Store, match_id: int, reader_id: int) -> CheckIn | None:
    """The latest check-in of one side of a match, planned or not."""
    return store.first(_NEWEST, match=match_id, reader=reader_id)


def latest(store: Store, match_id: int, reader_id: int, statuses: Iterable[CheckInStatus]) -> CheckIn | None:
    """The latest check-in of one side of a match that stands so."""
    return store.first(_LATEST, match=match_id, reader=reader_id, statuses=list(statuses))


def before(store: Store, checkin: CheckIn) -> CheckIn | None:
    """The check-in before that one, of the same side."""
    return store.first(_BEFORE, match=checkin.match_id, reader=checkin.reader_id, number=checkin.number)


def open_of_match(store: Store, match: Match) -> list[CheckIn]:
    """What is planned, asked or unheard of a match, on both sides."""
    return store.all(_OF_MATCH, match=match.id)


def behind(store: Store, concern: Concern) -> CheckIn | None:
    """The check-in that a message to the coordinators came from; None where it came from none."""
    return store.first(
        sa.select(CheckIn)
        .where(col(CheckIn.program_id) == store.program, col(CheckIn.concern_id) == concern.id)
        .order_by(col(CheckIn.id).desc())
        .limit(1)
    )


# --- for coordinators ------------------------------------------------------------------------------------------------

_later = aliased(CheckIn)
_NOTHING_SINCE = ~sa.exists().where(
    col(_later.match_id) == col(CheckIn.match_id),
    col(_later.reader_id) == col(CheckIn.reader_id),
    col(_later.number) > col(CheckIn.number),
    col(_later.status).in_([CheckInStatus.ANSWERED, CheckInStatus.UNHEARD]),
)


def _unheard(store: Store, coordinator: Member) -> "sa.Select[CheckIn]":
    """Sides of matches that go on whose latest check-in was not answered, as far as they are there and letters reach
    them; none of a coordinator's own matches."""
    return (
        sa.select(CheckIn)
        .join(Match, col(Match.id) == col(CheckIn.match_id))
        .join(Member, col(Member.id) == col(CheckIn.reader_id))
        .join(Account, col(Account.id) == col(Member.account_id))
        .where(col(CheckIn.program_id) == store.program, col(CheckIn.status) == CheckInStatus.UNHEARD)
        .where(col(Member.status) == MemberStatus.ACTIVE)
        .where(col(Account.gone_at).is_(None), col(Account.silent_since).is_(None))
        .where(col(Match.status).in_(GOES_ON), _NOTHING_SINCE)
        .where(of_others(coordinator))
    )


def unheard(store: Store, coordinator: Member, *, skip: int = 0, most: int) -> list[CheckIn]:
    """The same, those that were asked longest ago first."""
    query = _unheard(store, coordinator).order_by(col(CheckIn.asked_at), col(CheckIn.id))
    return store.all(query.offset(skip).limit(most))


def how_many_unheard(store: Store, coordinator: Member, *, untold: bool = False) -> int:
    """How many there are; `untold`: of which the coordinators have not been told yet."""
    query = _unheard(store, coordinator)
    if untold:
        query = query.where(col(CheckIn.told_at).is_(None))
    return store.number(query.with_only_columns(sa.func.count()))


def note_told(store: Store, coordinator: Member, now: datetime) -> None:
    """This coordinator has been told of all that was not heard and that was added until now, as far as they see it."""
    for found in (_unheard(store, coordinator), _noted(store, coordinator)):
        told = found.where(col(CheckIn.told_at).is_(None)).with_only_columns(col(CheckIn.id))
        store.session.execute(
            sa.update(CheckIn)
            .where(col(CheckIn.program_id) == store.program, col(CheckIn.id).in_(told))
            .values(told_at=now)
        )


def is_any_untold(store: Store, since: datetime) -> bool:
    """Whether there is anybody not heard, or a sentence in an answer after that, of whom or of which no coordinator has
    been told, seen by one of them now or not."""
    query = (
        sa.select(sa.func.count())
        .select_from(CheckIn)
        .join(Match, col(Match.id) == col(CheckIn.match_id))
        .where(col(CheckIn.program_id) == store.program, col(CheckIn.status) == CheckInStatus.UNHEARD)
        .where(col(CheckIn.told_at).is_(None), col(Match.status).in_(GOES_ON), _NOTHING_SINCE)
    )
    added = (
        sa.select(sa.func.count())
        .select_from(CheckIn)
        .where(col(CheckIn.program_id) == store.program, col(CheckIn.status) == CheckInStatus.ANSWERED)
        .where(col(CheckIn.note) != "", col(CheckIn.answered_at) > since, col(CheckIn.told_at).is_(None))
    )
    return store.number(query) > 0 or store.number(added) > 0


def _noted(store: Store, coordinator: Member) -> "sa.Select[CheckIn]":
    """Check-ins that were answered with a sentence; none of a match that the coordinator is in, none that names them,
    none of somebody whom they are kept apart from, none that went as a message which they do not see."""
    unseen = written_before(store, coordinator)
    return (
        sa.select(CheckIn)
        .join(Match, col(Match.id) == col(CheckIn.match_id))
        .where(col(CheckIn.program_id) == store.program, col(CheckIn.status) == CheckInStatus.ANSWERED)
        .where(col(CheckIn.note) != "")
        .where(sa.or_(col(CheckIn.concern_id).is_(None), col(CheckIn.concern_id).not_in(unseen)))
        .where(may_read(store, coordinator, col(CheckIn.match_id), col(CheckIn.reader_id), col(CheckIn.number)))
        .where(of_others(coordinator))
    )


def notes_since(store: Store, coordinator: Member, since: datetime, *, skip: int = 0, most: int) -> list[CheckIn]:
    """Those that were answered after that, the newest first."""
    query = _noted(store, coordinator).where(col(CheckIn.answered_at) > since)
    return store.all(
        query.order_by(col(CheckIn.answered_at).desc(), col(CheckIn.id).desc()).offset(skip).limit(most)
    )  # fmt: skip


def how_many_noted(
    store: Store, coordinator: Member, since: datetime, *, told_since: datetime | None = None
) -> int:  # fmt: skip
    """How many were answered after that of which the coordinators have not been told yet, or from `told_since` on."""
    told = [col(CheckIn.told_at) >= told_since] if told_since is not None else []
    query = _noted(store, coordinator).where(col(CheckIn.answered_at) > since)
    query = query.where(sa.or_(col(CheckIn.told_at).is_(None), *told))
    return store.number(query.with_only_columns(sa.func.count()))


def counts_since(store: Store, coordinator: Member, since: datetime) -> dict[CheckInStatus, int]:
    """How many check-ins that were asked after that stand how; none of a match that the coordinator is in."""
    found = store.rows(
        sa.select(col(CheckIn.status), sa.func.count())
        .join(Match, col(Match.id) == col(CheckIn.match_id))
        .where(col(CheckIn.program_id) == store.program, col(CheckIn.asked_at) > since)
        .where(of_others(coordinator))
        .group_by(col(CheckIn.status))
    )
    return {row[0]: row[1] for row in found}
