"""One-time codes by which a member says, from one account, that another one is theirs as well."""

from datetime import datetime, timedelta
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.codes import spelling
from storage.columns import Rights, Table, keyring_of
from storage.database import Store
from storage.people import Member

VALID = timedelta(minutes=10)
USE = "linking"
"""Stands before a code when it is hashed, so that no other hash is ever the same."""


class LinkCode(Table, table=True):
    """A code that `member` asked for. Only its keyed hash is kept. Once another member of the program (`other`) has
    typed it, the row stands for the question which of the two profiles stays; the code opens nothing any more."""

    __tablename__ = "link_code"
    __rights__: ClassVar = Rights(of=("member_id", "other_id"), hides="code_hash expires_at", erase="delete")

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    other_id: int | None = Field(default=None, foreign_key="member.id")
    code_hash: str = Field(max_length=64)
    expires_at: datetime

    member: Member = Relationship(
        sa_relationship_kwargs={"foreign_keys": "LinkCode.member_id", "lazy": "joined", "innerjoin": True}
    )
    other: Member | None = Relationship(sa_relationship_kwargs={"foreign_keys": "LinkCode.other_id", "lazy": "joined"})


def new_code(store: Store, member: Member, now: datetime) -> str:
    """Makes a code and returns it, for the only time; an earlier one of the same member does not count any more."""
    over = sa.or_(col(LinkCode.member_id) == member.id, col(LinkCode.expires_at) <= now)
    store.session.execute(sa.delete(LinkCode).where(col(LinkCode.program_id) == store.program, over))
    code = spelling.new(spelling.SHORT)
    store.add(
        LinkCode(program_id=store.program, member_id=member.id or 0, code_hash=_hashes(store, code)[0],
                 expires_at=now + VALID)
    )  # fmt: skip
    return code


def opened_by(store: Store, code: str, now: datetime) -> LinkCode | None:
    """What this code opens in this program, if it was not used and is not too old."""
    return store.first(
        sa.select(LinkCode)
        .where(col(LinkCode.program_id) == store.program, col(LinkCode.code_hash).in_(_hashes(store, code)))
        .where(col(LinkCode.other_id).is_(None), col(LinkCode.expires_at) > now)
        .with_for_update(of=LinkCode)
    )


def _hashes(store: Store, code: str) -> list[str]:
    """Whoever has the rows could try out 38 bits, so the hash is keyed: one for each key, the first is written."""
    return keyring_of(store.session.get_bind().dialect).marks(f"{USE}\n{store.program}\n{spelling.plain(code)}")
