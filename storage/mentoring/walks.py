"""Walks: a coordinator tries the program as a mentee, in a copy of it that is a program of its own and goes away."""

from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col

from storage.columns import Rights, Table
from storage.database import Store
from storage.outbox import SHOWN, letters
from storage.people import Account, Member, member_of
from storage.places import Program, RoomMember

PLATFORM = "demo"
"""The platform of accounts that nobody has; no letter is ever sent there."""


class Walk(Table, table=True):
    """`program_id` is the copy, `of_id` the program that was copied, `account_id` who walks."""

    __rights__: ClassVar = Rights(of=("account_id",), gives="of_id", erase="delete")

    program_id: int = Field(foreign_key="program.id", primary_key=True)
    of_id: int = Field(foreign_key="program.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)


def walk_of(store: Store, account: Account) -> Walk | None:
    """The walk of this account through the store's program, if it is under way."""
    return store.first(sa.select(Walk).where(col(Walk.of_id) == store.program, col(Walk.account_id) == account.id))


def walked(store: Store) -> Program | None:
    """The program of which the store's program is a copy to walk through; None where it is none."""
    walk = store.session.get(Walk, store.program)
    return store.session.get(Program, walk.of_id) if walk is not None else None


def walker(store: Store) -> Member | None:
    """Who walks through the store's program, once they have joined it; never somebody else who found a way in."""
    walk = store.session.get(Walk, store.program)
    return member_of(store, walk.account_id, store.program) if walk is not None else None


def open_slots(store: Store, account: Account) -> list[str]:
    """The slots of the copy's cards on which this account can still press something."""
    rows = store.session.execute(
        sa.select(letters.c.slot)
        .where(letters.c.program_id == store.program, letters.c.account_id == account.id)
        .where(letters.c.slot.not_in(["", SHOWN]))
        .where(letters.c.open, letters.c.edits.is_(None))
        .distinct()
    )
    return sorted(rows.scalars())


def demo_account(store: Store, name: str, slug: str) -> Account:
    return store.add(Account(platform=PLATFORM, team=str(store.program), user=slug, name=name))


def forget(store: Store, walk: Walk) -> None:
    """Takes the copy away, with everything in it. Nobody's account points to it any more."""
    session, copy = store.session, walk.program_id
    rooms = sa.select(_table("room").c.id).where(_table("room").c.program_id == copy)
    members = RoomMember.__table__  # type: ignore[attr-defined]
    session.execute(
        sa.update(_table("account")).where(_table("account").c.program_id == copy).values(program_id=walk.of_id)
    )
    session.execute(sa.delete(members).where(members.c.room_id.in_(rooms)))
    for table in reversed(SQLModel.metadata.sorted_tables):
        if "program_id" in table.columns and table.name not in ("account", "place"):
            session.execute(sa.delete(table).where(table.c.program_id == copy))
    accounts, apart = _table("account"), _table("apart")
    invented = accounts.c.platform == PLATFORM, accounts.c.team == str(copy)
    session.execute(sa.delete(apart).where(apart.c.from_id.in_(sa.select(accounts.c.id).where(*invented))))
    session.execute(sa.delete(accounts).where(*invented))
    session.execute(sa.delete(_table("program")).where(_table("program").c.id == copy))
    session.expire_all()


def copy_of(store: Store, walk: Walk) -> Program | None:
    return store.session.get(Program, walk.program_id)


def _table(name: str) -> sa.Table:
    return SQLModel.metadata.tables[name]
