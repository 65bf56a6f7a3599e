"""Who was erased, so that nothing brings them back: known again by a mark that tells nobody who it was."""

from datetime import datetime
from pathlib import Path
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from storage.columns import Rights, Table, UTCDateTime, keyring_of
from storage.people import Account, Member
from storage.rights.filed import append


class Erased(Table, table=True):
    """An account or a member that was erased, by a keyed hash. `filed_at`: when it was written to the file beside the
    data, which outlives the database (see docs/decisions/erasing.md)."""

    __rights__: ClassVar = Rights(why="a keyed hash, by which a restored backup knows whom to erase again")

    mark: str = Field(primary_key=True, max_length=64)
    at: datetime
    filed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


def marks_of(session: Session, platform: str, team: str, user: str) -> list[str]:
    """The marks of an account, one for each key; the first is written, all of them count."""
    return keyring_of(session.get_bind().dialect).marks(f"{platform}\n{team}\n{user}")


def mark_of(session: Session, account: Account) -> str:
    return marks_of(session, account.platform, account.team, account.user)[0]


def member_marks(session: Session, member: Member) -> list[str]:
    """The same of a member. A database that was put back may give a number anew; a moment does not come again."""
    who = f"member\n{member.program_id}\n{member.id}\n{member.joined_at.isoformat()}"
    return keyring_of(session.get_bind().dialect).marks(who)


def note(session: Session, who: Account | Member, now: datetime) -> None:
    """From now on they count as erased, as of this moment."""
    mark = mark_of(session, who) if isinstance(who, Account) else member_marks(session, who)[0]
    found = session.get(Erased, mark)
    if found is None:
        session.add(Erased(mark=mark, at=now))
    else:
        found.at, found.filed_at = now, None
    session.flush()


def is_noted(session: Session, platform: str, team: str, user: str) -> bool:
    """Whether an account was erased at some time."""
    marks = marks_of(session, platform, team, user)
    return session.scalar(sa.select(sa.exists().where(col(Erased.mark).in_(marks)))) is True


def to_file(session: Session) -> list[Erased]:
    """What the file beside the data does not say yet, oldest first."""
    return list(session.scalars(sa.select(Erased).where(col(Erased.filed_at).is_(None)).order_by(col(Erased.at))))


def file_now(session: Session, path: Path, now: datetime) -> int:
    """Writes to the file what it does not say yet; gives how many these are."""
    entries = to_file(session)
    if entries:
        append(path, [(one.mark, one.at) for one in entries])
    for one in entries:
        one.filed_at = now
    return len(entries)
