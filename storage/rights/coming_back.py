"""A database that was put back has people in it again who were erased: who they are, and what is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from storage.database import Store
from storage.linking.accounts import unlink
from storage.people import Account, Member, MemberAccount
from storage.rights.ledger import Erased, marks_of, member_marks


def take_over(session: Session, known: Mapping[str, datetime]) -> list[Account]:
    """Adds what a file says and the rows do not. A database that does not know of an erasure is older than that, so
    whoever it was is in it again: gives their accounts, from which and from whose members goes what was not theirs any
    more when they were erased."""
    new = set[str]()
    for mark, at in known.items():
        found = session.get(Erased, mark)
        if found is None:
            session.add(Erased(mark=mark, at=at, filed_at=at))
        elif found.at < at:
            found.at = found.filed_at = at
        else:
            continue
        new.add(mark)
    session.flush()
    return _back_again(session, new) if new else []


@dataclass(frozen=True, slots=True)
class _Found:
    """A member in the backup: whether it was erased, and which accounts it had then."""

    member: Member
    is_erased: bool
    accounts: list[Account]


def _back_again(session: Session, marks: set[str]) -> list[Account]:
    """Whose marks these are. What was linked in the backup and not any more when it was erased comes apart again."""
    everybody = session.scalars(sa.select(Account).order_by(col(Account.id)))
    erased = {one.id: one for one in everybody if not marks.isdisjoint(_marks(session, one))}
    found = _members(session, marks)
    for one in found:
        if one.is_erased and all(account.id not in erased for account in one.accounts):
            erased |= {account.id: account for account in one.accounts}  # they had another account by then
    for one in found:
        others = [account for account in one.accounts if (account.id in erased) is not one.is_erased]
        for account in others if len(others) < len(one.accounts) else ():
            unlink(Store(session, one.member.program_id), one.member, account)
    return list(erased.values())


def _members(session: Session, marks: set[str]) -> list[_Found]:
    rows = session.execute(
        sa.select(Member, Account)
        .join(MemberAccount, col(MemberAccount.member_id) == col(Member.id))
        .join(Account, col(Account.id) == col(MemberAccount.account_id))
        .order_by(col(Member.id), col(Account.id))
    ).all()
    found = list[_Found]()
    for member, account in rows:
        if not found or found[-1].member is not member:
            found.append(_Found(member, not marks.isdisjoint(member_marks(session, member)), []))
        found[-1].accounts.append(account)
    return found


def _marks(session: Session, account: Account) -> list[str]:
    return marks_of(session, account.platform, account.team, account.user)
