"""Wrong codes that an account tried; they count together, whatever they were meant to open."""

from datetime import datetime, timedelta
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, col

from storage.columns import Rights, Table
from storage.database import Store
from storage.people import Account

TRIES = 5
TRY_AGAIN = timedelta(hours=1)


class ClaimTry(Table, table=True):
    """A wrong code that somebody tried; kept for an hour."""

    __tablename__ = "claim_try"
    __rights__: ClassVar = Rights(of=("account_id",), gives="at", erase="delete")

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    at: datetime


def tries_left(store: Store, account: Account, now: datetime) -> int:
    """How many wrong codes this account may still try within the hour. Older tries are forgotten. The account is held,
    so that of many codes tried at once each is counted before the next is looked at."""
    held = sa.select(col(Account.id)).where(col(Account.id) == account.id).with_for_update(key_share=True)
    store.session.execute(held)
    forget(store, now)
    done = sa.select(sa.func.count()).select_from(ClaimTry).where(col(ClaimTry.account_id) == account.id)
    return max(0, TRIES - store.number(done))


def forget(store: Store, now: datetime) -> int:
    """Takes away tries from more than an hour ago; gives how many these are."""
    old = sa.select(col(ClaimTry.id)).where(col(ClaimTry.at) <= now - TRY_AGAIN)
    found = store.session.scalars(old).all()
    if found:
        store.session.execute(sa.delete(ClaimTry).where(col(ClaimTry.id).in_(found)))
    return len(found)


def note_try(store: Store, account: Account, now: datetime) -> None:
    store.add(ClaimTry(account_id=account.id or 0, at=now))
