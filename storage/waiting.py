"""What waits in the outbox, for people to look at."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from storage.outbox import Letter, LetterKind, LetterState, Timer
from storage.people import Account, Member
from storage.places import Program, Room


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """A letter to one person, to a room's people or to a channel. `edits`: it changes a card that is there already;
    `held`: until there is room in its reader's week; `unasked`: nobody did anything that it answers. `card` is what it
    says, as JSON."""

    id: int
    due_at: datetime
    created_at: datetime
    card: str
    people: tuple[tuple[str, str, str], ...]
    """The readers: account's user, name, zone."""
    room: str = ""
    channel: str = ""
    edits: bool = False
    held: bool = False
    unasked: bool = False
    program_id: int | None = None
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class WaitingTimer:
    due_at: datetime
    step: str
    record: int


def waiting(session: Session, most: int) -> list[WaitingLetter | WaitingTimer]:
    """The next letters and timers, soonest first."""
    letters = session.scalars(
        sa.select(Letter)
        .where(col(Letter.state).in_([LetterState.PENDING, LetterState.HELD]))
        .order_by(col(Letter.due_at), col(Letter.id))
        .limit(most)
    )
    timers = session.scalars(sa.select(Timer).order_by(col(Timer.due_at), col(Timer.id)).limit(most))
    found: list[WaitingLetter | WaitingTimer] = [_letter(session, letter) for letter in letters]
    found += [WaitingTimer(timer.due_at, timer.step, timer.about) for timer in timers]
    return sorted(found, key=lambda one: one.due_at)[:most]


def _letter(session: Session, letter: Letter) -> WaitingLetter:
    member = session.get(Member, letter.member_id) if letter.member_id else None
    account = session.get(Account, letter.account_id) if letter.account_id else None
    room = session.get(Room, letter.room_id) if letter.room_id else None
    program = session.get(Program, letter.program_id) if letter.program_id else None
    readers = [_reader(one.account, one, program) for one in room.members] if room else []
    if account:
        readers.append(_reader(account, member, program))
    return WaitingLetter(
        id=letter.id or 0, due_at=letter.due_at, created_at=letter.created_at, card=letter.card, people=tuple(readers),
        room=room.name if room else "", channel=letter.channel, edits=letter.edits is not None,
        held=letter.state is LetterState.HELD, unasked=letter.kind is LetterKind.PROMPT and not letter.urgent,
        program_id=letter.program_id, member_id=letter.member_id,
    )  # fmt: skip


def _reader(account: Account, member: Member | None, program: Program | None) -> tuple[str, str, str]:
    name, zone = (member.name, member.zone) if member else (account.name, "")
    return account.user, name, zone or account.zone or (program.zone if program else "UTC")
