"""Which accounts a member has, and how one comes to them or goes from them."""

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.apart import keep_for_all, recognise
from storage.outbox import forget_account
from storage.people import Account, AccountPlace, Member, MemberAccount
from storage.places import Place, account_here, prefer


def accounts_of(store: Store, member: Member) -> list[Account]:
    """All of them, the preferred one first."""
    return store.all(
        sa.select(Account)
        .join(MemberAccount, col(MemberAccount.account_id) == col(Account.id))
        .where(col(MemberAccount.member_id) == member.id, col(MemberAccount.program_id) == store.program)
        .order_by(col(Account.id) != member.account_id, col(Account.id))
    )


def place_names(store: Store, accounts: list[Account]) -> dict[int, str]:
    """What the first place of this program is called that each of these accounts is in, by the account's id."""
    found = store.rows(
        sa.select(col(AccountPlace.account_id), col(Place.name))
        .join(Place, col(Place.id) == col(AccountPlace.place_id))
        .where(col(Place.program_id) == store.program, col(AccountPlace.left_at).is_(None))
        .where(col(AccountPlace.account_id).in_([account.id for account in accounts]))
        .order_by(col(Place.id).desc())
    )
    return {number: name for number, name in found}  # noqa: C416  # a row is no pair to the type checker


def link(store: Store, member: Member, account: Account) -> None:
    """The account, which nobody in the program has, is one more of the member's."""
    store.add(MemberAccount(member_id=member.id, account_id=account.id, program_id=store.program))
    recognise(store, account)
    keep_for_all(store, member)


def unlink(store: Store, member: Member, account: Account) -> None:
    """The account is the member's no more. Letters go to another one of theirs, of which there has to be one; what was
    told on it stays there as it is. Whom the person keeps away, or who keeps them away, goes along with both."""
    keep_for_all(store, member)
    if member.account_id == account.id:
        other = account_here(store, member, but=account.id)
        others = [one for one in accounts_of(store, member) if one.id != account.id]
        prefer(store, member, other or others[0])
    store.session.execute(
        sa.delete(MemberAccount).where(
            col(MemberAccount.member_id) == member.id, col(MemberAccount.account_id) == account.id
        )
    )
    forget_account(store.session, member.id or 0, account.id or 0)


def move_all(store: Store, emptied: Member, kept: Member) -> None:
    """All accounts of one member are from now on another one's, who is the same person; the emptied one says so."""
    store.session.execute(
        sa.update(MemberAccount)
        .where(col(MemberAccount.member_id) == emptied.id, col(MemberAccount.program_id) == store.program)
        .values(member_id=kept.id)
    )
    before = store.all(sa.select(Member).where(col(Member.into_id) == emptied.id))
    for one in (emptied, *before):
        one.into_id = kept.id
    store.session.flush()
    keep_for_all(store, kept)
