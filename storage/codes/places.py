"""One-time codes by which coordinators say that their program may come into one more place."""

from datetime import datetime, timedelta
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.codes import spelling
from storage.columns import Rights, Table
from storage.database import Store
from storage.people import Account, Member
from storage.places import Place, Program

VALID = timedelta(days=1)


class PlaceCode(Table, table=True):
    """A code that `member`, a coordinator, asked for. Only its hash is kept. Once `account` has typed it in `place`,
    the row stands for the question whether it is meant; the code opens nothing anywhere else any more."""

    __tablename__ = "place_code"
    __rights__: ClassVar = Rights(
        of=("member_id", "account_id"), hides="code_hash expires_at place_id", erase="delete",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    code_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime
    place_id: int | None = Field(default=None, foreign_key="place.id")
    account_id: int | None = Field(default=None, foreign_key="account.id")

    member: Member = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True})


def new_code(store: Store, member: Member, now: datetime) -> str:
    """Makes a code and returns it, for the only time; an earlier one of the same coordinator counts no more."""
    over = sa.or_(col(PlaceCode.member_id) == member.id, col(PlaceCode.expires_at) <= now)
    store.session.execute(sa.delete(PlaceCode).where(col(PlaceCode.program_id) == store.program, over))
    code = spelling.new(spelling.LONG)
    store.add(
        PlaceCode(program_id=store.program, member_id=member.id or 0, code_hash=spelling.hash_of(code),
                  expires_at=now + VALID)
    )  # fmt: skip
    return code


def opened_by(store: Store, code: str, place: Place, account: Account, now: datetime) -> PlaceCode | None:
    """What this code opens in that place for whoever typed it, if it was not used and is not too old. No program is
    asked for: the place does not know it yet."""
    free = col(PlaceCode.place_id).is_(None)
    own = sa.and_(col(PlaceCode.place_id) == place.id, col(PlaceCode.account_id) == account.id)
    query = sa.select(PlaceCode).where(col(PlaceCode.code_hash) == spelling.hash_of(code), sa.or_(free, own))
    return _held(store, query, now)


def asked_of(store: Store, id: int | None, place: Place, account: Account, now: datetime) -> PlaceCode | None:
    """The code whose question stands before this account in that place."""
    query = sa.select(PlaceCode).where(
        col(PlaceCode.id) == id, col(PlaceCode.place_id) == place.id, col(PlaceCode.account_id) == account.id
    )
    return _held(store, query, now)


def _held(store: Store, query: "sa.Select[PlaceCode]", now: datetime) -> PlaceCode | None:
    found = store.first(
        query.where(col(PlaceCode.expires_at) > now)
        .with_for_update(of=PlaceCode)
        .execution_options(populate_existing=True)
    )
    return found if found is not None and found.member.is_here and found.member.is_coordinator else None


def program_of(store: Store, code: PlaceCode) -> Program | None:
    return store.session.get(Program, code.program_id)
