"""Letters, timers, half-filled forms, files, and what has been taken already: the rows the engine and the postman
live on. Letters and timers are on every press's path, so they are written with Core statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from storage.columns import EncryptedText, Rights, Table, UTCDateTime, one_of

AnyRow: TypeAlias = "sa.Row[*tuple[Any, ...]]"

LEASE = timedelta(seconds=20)


class LetterState(StrEnum):
    PENDING = "pending"
    HELD = "held"
    SENT = "sent"
    DEAD = "dead"


class LetterKind(StrEnum):
    """Why a person gets a letter: they did something, somebody else did, or nobody did."""

    ANSWER = "answer"
    PERSONAL = "personal"
    PROMPT = "prompt"


class Letter(Table, table=True):
    """A card on its way to an account, a room or a channel. See docs/decisions for how it can never be lost.

    `due_at` is due time, lease and back-off in one. `attempts` fences settling: who claims it adds one, and settles
    only what still has that number. `claimed_at` is set while nobody knows whether a send arrived. `edits` names the
    letter that this one changes instead of being a new message. Held: waits for its reader's weekly digest.
    """

    __table_args__ = (
        sa.Index("ix_letter_due", "lane", "rank", "due_at", "id", sqlite_where=sa.text("state = 'pending'"),
                 postgresql_where=sa.text("state = 'pending'")),
        sa.Index("ix_letter_account", "account_id", "id"),
        sa.Index("ix_letter_slot", "slot", "id", sqlite_where=sa.text("slot <> ''"),
                 postgresql_where=sa.text("slot <> ''")),
        sa.Index("ix_letter_reference", "reference", sqlite_where=sa.text("reference <> ''"),
                 postgresql_where=sa.text("reference <> ''")),
        {"sqlite_autoincrement": True},
    )  # fmt: skip
    __rights__: ClassVar = Rights(of=("member_id", "account_id"), erase="delete")

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=140, unique=True)
    program_id: int | None = Field(default=None, foreign_key="program.id", index=True)
    lane: str = Field(max_length=60)
    rank: int = 1
    kind: LetterKind = Field(sa_type=one_of(LetterKind, "kind"))
    account_id: int | None = Field(default=None, foreign_key="account.id")
    member_id: int | None = Field(default=None, foreign_key="member.id")
    room_id: int | None = Field(default=None, foreign_key="room.id", index=True)
    place_id: int | None = Field(default=None, foreign_key="place.id")
    channel: str = Field(default="", max_length=40)
    card: str = Field(sa_type=EncryptedText)
    open: bool = False
    urgent: bool = False
    slot: str = Field(default="", max_length=60)
    edits: int | None = Field(default=None, foreign_key="letter.id")
    created_at: datetime
    due_at: datetime
    expires_at: datetime | None = None
    attempts: int = 0
    claimed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    state: LetterState = Field(default=LetterState.PENDING, sa_type=one_of(LetterState, "state"))
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reference: str = Field(default="", max_length=120)
    error: str = Field(default="", max_length=60)


class Timer(Table, table=True):
    """A step to take later. There is one for each (step, record, value)."""

    __table_args__ = (
        sa.UniqueConstraint("step", "about", "value"),
        sa.Index("ix_timer_due", "due_at", "id"),
        {"sqlite_autoincrement": True},
    )
    __rights__: ClassVar = Rights()

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    step: str = Field(max_length=60)
    about: int
    value: str = Field(default="", max_length=30)
    due_at: datetime
    attempts: int = 0
    error: str = Field(default="", max_length=60)


class Taken(Table, table=True):
    """The key of something that happened and has been taken; a second one with this key is a redelivery."""

    __rights__: ClassVar = Rights(erase="keep", why="holds platform event ids for a few days, no account and no text")

    key: str = Field(primary_key=True, max_length=120)
    at: datetime = Field(index=True)


class Draft(Table, table=True):
    """A half-filled form of one account. `answers` and `problems` are JSON. `page` is the question to go on with.

    `typed`: it is being filled in line by line.
    """

    __table_args__ = (sa.UniqueConstraint("account_id", "step", "about", "value"),)
    __rights__: ClassVar = Rights(of=("account_id",), erase="delete")

    id: int | None = Field(default=None, primary_key=True)
    program_id: int | None = Field(default=None, foreign_key="program.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    step: str = Field(max_length=60)
    about: int
    value: str = Field(default="", max_length=30)
    answers: str = Field(default="{}", sa_type=EncryptedText)
    problems: str = Field(default="{}", sa_type=EncryptedText)
    page: int = 0
    typed: bool = False
    touched_at: datetime


class StoredFile(Table, table=True):
    """The bytes of a file that goes with a card; deleted when it expires."""

    __tablename__ = "stored_file"
    __rights__: ClassVar = Rights(of=("member_id",), erase="delete")

    id: int | None = Field(default=None, primary_key=True)
    program_id: int | None = Field(default=None, foreign_key="program.id", index=True)
    member_id: int | None = Field(default=None, foreign_key="member.id")
    name: str = Field(max_length=100)
    media_type: str = Field(max_length=100)
    hash: str = Field(max_length=64)
    content: bytes
    expires_at: datetime


letters = Letter.__table__  # type: ignore[attr-defined]
timers = Timer.__table__  # type: ignore[attr-defined]
taken = Taken.__table__  # type: ignore[attr-defined]


def insert_for(session: Session, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that knows ON CONFLICT, in the dialect of this session."""
    return postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)


# --- taken once ------------------------------------------------------------------------------------------------------


def first_time(session: Session, key: str, now: datetime) -> bool:
    """Notes the key; False where it was noted before."""
    statement = insert_for(session, taken).values(key=key, at=now).on_conflict_do_nothing().returning(taken.c.key)
    return session.execute(statement).first() is not None


# --- timers ----------------------------------------------------------------------------------------------------------


def set_timer(session: Session, program_id: int, step: str, about: int, value: str, due_at: datetime) -> None:
    """Sets the one timer of (step, record, value), or moves it if it stands."""
    statement = insert_for(session, timers).values(
        program_id=program_id, step=step, about=about, value=value, due_at=due_at, attempts=0, error=""
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["step", "about", "value"], set_={"due_at": due_at, "attempts": 0, "error": ""}
        )
    )


def remove_timer(session: Session, step: str, about: int, value: str) -> None:
    session.execute(sa.delete(timers).where(timers.c.step == step, timers.c.about == about, timers.c.value == value))


def due_timers(session: Session, program_id: int, now: datetime, most: int) -> "Sequence[AnyRow]":
    """(id, step, about, value, due_at) of what is due in a program, oldest first."""
    return session.execute(
        sa.select(timers.c.id, timers.c.step, timers.c.about, timers.c.value, timers.c.due_at)
        .where(timers.c.program_id == program_id, timers.c.due_at <= now)
        .order_by(timers.c.due_at, timers.c.id)
        .limit(most)
    ).all()


def settle_timer(session: Session, timer_id: int, due_at: datetime) -> bool:
    """Takes the timer away in the transaction of its step; False where it was moved or settled meanwhile."""
    found = session.execute(
        sa.delete(timers).where(timers.c.id == timer_id, timers.c.due_at == due_at).returning(timers.c.id)
    )
    return found.first() is not None


def put_off_timer(session: Session, timer_id: int, due_at: datetime, error: str) -> None:
    """After a step that failed: the timer stays, a little later."""
    session.execute(
        sa.update(timers)
        .where(timers.c.id == timer_id)
        .values(due_at=due_at, attempts=timers.c.attempts + 1, error=error[:60])
    )


# --- letters ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that one postman holds until the lease ends, or until it is settled with this number of attempts."""

    id: int
    key: str
    lane: str
    rank: int
    kind: LetterKind
    program_id: int | None
    account_id: int | None
    member_id: int | None
    room_id: int | None
    place_id: int | None
    channel: str
    card: str
    urgent: bool
    edits: int | None
    created_at: datetime
    expires_at: datetime | None
    attempts: int
    in_doubt: bool


_CLAIMED = [
    letters.c[name]
    for name in ("id", "key", "lane", "rank", "kind", "program_id", "account_id", "member_id", "room_id", "place_id",
                 "channel", "card", "urgent", "edits", "created_at", "expires_at", "attempts", "claimed_at")
]  # fmt: skip


def put_letters(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Adds letters; a key that was used before is a bug and raises."""
    if rows:
        session.execute(sa.insert(letters), rows)


def claim(session: Session, lane: str, now: datetime, most: int = 5) -> list[Claimed]:
    """Takes what is due in a lane for the time of a lease, people who wait first."""
    due = (
        sa.select(*_CLAIMED)
        .where(letters.c.state == LetterState.PENDING, letters.c.lane == lane, letters.c.due_at <= now)
        .order_by(letters.c.rank, letters.c.due_at, letters.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    found = session.execute(due).all()
    if found:
        session.execute(
            sa.update(letters)
            .where(letters.c.id.in_([row.id for row in found]))
            .values(due_at=now + LEASE, attempts=letters.c.attempts + 1)
        )
    return [_claimed(row) for row in found]


def _claimed(row: "AnyRow") -> Claimed:
    values = dict(zip(row._fields, row, strict=True))
    in_doubt = values.pop("claimed_at") is not None
    return Claimed(**values | {"attempts": row.attempts + 1, "in_doubt": in_doubt})


def begin(session: Session, letter: Claimed, now: datetime) -> bool:
    """Notes that a send is about to start, so that a crash leaves the letter in doubt; False where another holds it."""
    return _fenced(session, letter, claimed_at=sa.func.coalesce(letters.c.claimed_at, now), due_at=now + LEASE)


def extend(session: Session, letter: Claimed, now: datetime) -> bool:
    """Holds a letter longer, while its send is still open."""
    return _fenced(session, letter, due_at=now + LEASE)


def settle_sent(session: Session, letter: Claimed, reference: str, now: datetime) -> bool:
    return _fenced(session, letter, state=LetterState.SENT, sent_at=now, reference=reference, claimed_at=None, error="")


def settle_dead(session: Session, letter: Claimed, error: str) -> bool:
    return _fenced(session, letter, state=LetterState.DEAD, open=False, error=error[:60])


def settle_later(session: Session, letter: Claimed, due_at: datetime, error: str, *, in_doubt: bool = False) -> bool:
    """Puts a letter back. Where the platform refused it, it is known not to have arrived."""
    doubt = {} if in_doubt else {"claimed_at": None}
    return _fenced(session, letter, due_at=due_at, error=error[:60], **doubt)


def _fenced(session: Session, letter: Claimed, **values: Any) -> bool:
    done = session.execute(
        sa.update(letters)
        .where(letters.c.id == letter.id, letters.c.attempts == letter.attempts)
        .where(letters.c.state == LetterState.PENDING)
        .values(**values)
        .returning(letters.c.id)
    )
    return done.first() is not None


def hold_lane(session: Session, lane: str, until: datetime, now: datetime) -> None:
    """After a rate limit: nothing of the lane is due before `until`."""
    session.execute(
        sa.update(letters)
        .where(letters.c.state == LetterState.PENDING, letters.c.lane == lane, letters.c.due_at < until)
        .where(letters.c.due_at <= now + LEASE)
        .values(due_at=until)
    )


def due_lanes(session: Session, now: datetime) -> list[str]:
    """Every lane with something to do: those of letters, and ``program:<id>`` for timers."""
    waiting = session.scalars(
        sa.select(letters.c.lane).where(letters.c.state == LetterState.PENDING, letters.c.due_at <= now).distinct()
    ).all()
    programs = session.scalars(sa.select(timers.c.program_id).where(timers.c.due_at <= now).distinct()).all()
    return [*waiting, *(f"program:{program}" for program in programs)]


def next_due(session: Session) -> datetime | None:
    """When the next letter or timer falls due; None where nothing waits."""
    soonest = [
        session.scalar(sa.select(sa.func.min(letters.c.due_at)).where(letters.c.state == LetterState.PENDING)),
        session.scalar(sa.select(sa.func.min(timers.c.due_at))),
    ]
    return min((moment for moment in soonest if moment is not None), default=None)


def newest_in_slot(
    session: Session, slot: str, account_id: int | None, room_id: int | None, place_id: int | None, channel: str | None
) -> "AnyRow | None":
    """The newest letter told in that slot to an account, a room or a channel: (id, state, claimed_at, lane,
    program_id)."""
    columns = letters.c
    if account_id:
        there = columns.account_id == account_id
    elif room_id:
        there = columns.room_id == room_id
    else:
        there = sa.and_(columns.place_id == place_id, columns.channel == channel)
    return session.execute(
        sa.select(columns.id, columns.state, columns.claimed_at, columns.lane, columns.program_id)
        .where(columns.slot == slot, columns.edits.is_(None), there)
        .order_by(columns.id.desc())
        .limit(1)
    ).first()


def redraw_letter(session: Session, letter_id: int, card: str, *, open: bool) -> None:
    """Changes what a letter says, or what is remembered of a sent one (so that typed answers fit what is seen)."""
    session.execute(sa.update(letters).where(letters.c.id == letter_id).values(card=card, open=open))


def close_letter(session: Session, letter_id: int) -> None:
    """What is typed from now on is not about this card."""
    session.execute(sa.update(letters).where(letters.c.id == letter_id).values(open=False))


def pending_edit(session: Session, letter_id: int) -> int | None:
    """The id of an edit of this letter that has not begun to be sent."""
    return session.scalar(
        sa.select(letters.c.id)
        .where(letters.c.edits == letter_id, letters.c.state == LetterState.PENDING, letters.c.claimed_at.is_(None))
        .limit(1)
    )


def letter_with_reference(session: Session, lane: str, reference: str) -> int | None:
    return session.scalar(
        sa.select(letters.c.id)
        .where(letters.c.reference == reference, letters.c.lane == lane, letters.c.edits.is_(None))
        .limit(1)
    )


def open_cards(session: Session, account_id: int, most: int = 8) -> "Sequence[AnyRow]":
    """(id, kind, card, reference) of the newest letters to an account, newest first; the card still locked in JSON."""
    return session.execute(
        sa.select(letters.c.id, letters.c.kind, letters.c.card, letters.c.reference, letters.c.open, letters.c.slot)
        .where(letters.c.account_id == account_id, letters.c.edits.is_(None))
        .where(letters.c.state.in_([LetterState.SENT, LetterState.PENDING]))
        .order_by(letters.c.id.desc())
        .limit(most)
    ).all()


def drop_letters_to(session: Session, member_id: int) -> None:
    """Nothing more is sent to somebody who left."""
    session.execute(
        sa.update(letters)
        .where(letters.c.member_id == member_id)
        .where(letters.c.state.in_([LetterState.PENDING, LetterState.HELD]))
        .values(state=LetterState.DEAD, error="left", open=False)
    )


# --- half-filled forms -----------------------------------------------------------------------------------------------


def draft_of(session: Session, account_id: int, step: str, about: int, value: str) -> Draft | None:
    return session.scalars(
        sa.select(Draft).where(
            col(Draft.account_id) == account_id, col(Draft.step) == step, col(Draft.about) == about,
            col(Draft.value) == value,
        )
    ).first()  # fmt: skip


def typed_draft(session: Session, account_id: int) -> Draft | None:
    """The form this account is filling in line by line, if any."""
    return session.scalars(
        sa.select(Draft)
        .where(col(Draft.account_id) == account_id, col(Draft.typed))
        .order_by(col(Draft.touched_at).desc())
        .limit(1)
    ).first()


def stop_typing(session: Session, account_id: int) -> None:
    """Nothing is being filled in line by line any more; what was filled in is kept."""
    drafts = Draft.__table__  # type: ignore[attr-defined]
    session.execute(sa.update(drafts).where(drafts.c.account_id == account_id, drafts.c.typed).values(typed=False))


# --- old rows --------------------------------------------------------------------------------------------------------


def clean_up(session: Session, now: datetime) -> None:
    """Takes away what is kept only for a while: redelivery keys (a week), drafts (30 days), files that expired, and the
    words of letters that were sent or died 90 days ago."""
    session.execute(sa.delete(taken).where(taken.c.at < now - timedelta(days=7)))
    session.execute(sa.delete(Draft).where(col(Draft.touched_at) < now - timedelta(days=30)))
    session.execute(sa.delete(StoredFile).where(col(StoredFile.expires_at) < now))
    session.execute(
        sa.delete(letters)
        .where(letters.c.state.in_([LetterState.SENT, LetterState.DEAD]))
        .where(letters.c.created_at < now - timedelta(days=90))
    )
