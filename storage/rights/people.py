"""Who a person is, in rows: all their accounts, and what they are a member of with any of them."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.people import Account, Member, MemberAccount

MEMBER, ACCOUNT = "member", "account"
"""Tables whose rows are people: what a column points to that names one."""


@dataclass(frozen=True, slots=True)
class Person:
    """The ids of a person's accounts, and of the members that they are in any program."""

    accounts: frozenset[int]
    members: frozenset[int]

    def ids(self, table: str) -> Collection[int]:
        return self.members if table == MEMBER else self.accounts


def person_of(store: Store, account: Account) -> Person:
    """Everybody that this account is: with the other accounts of the same members, in whatever program."""
    accounts, members = {account.id or 0}, set[int]()
    while True:
        rows = store.session.execute(
            sa.select(col(MemberAccount.account_id), col(MemberAccount.member_id)).where(
                sa.or_(col(MemberAccount.account_id).in_(accounts), col(MemberAccount.member_id).in_(members))
            )
        ).all()
        merged = store.session.scalars(sa.select(col(Member.id)).where(col(Member.into_id).in_(members)))
        found = accounts | {row[0] or 0 for row in rows}, members | {row[1] or 0 for row in rows} | {*merged}
        if found == (accounts, members):
            return Person(frozenset(accounts), frozenset(members))
        accounts, members = found
