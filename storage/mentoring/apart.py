"""Who may meet whom. Two people are kept apart as the accounts they are, so that it holds in every program."""

from collections.abc import Collection, Sequence
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Field, col

from storage.columns import Part, Rights, Table
from storage.database import PROGRAM, Store
from storage.people import Account, Member, MemberAccount, MemberStatus
from storage.rights.ledger import mark_of, marks_of
from storage.rights.people import person_of
from storage.rows import Lookup


class Apart(Table, table=True):
    """Somebody (`account_id`) said in confidence that they and the other (`from_id`) must never be brought together.

    It belongs to no program. Where either has several accounts there is a row for each two of them. Only who said it
    is given the row: to the other it would tell what nobody tells them.
    """

    __rights__: ClassVar = Rights(
        of=("account_id", "from_id"), sides={"from_id": Part(seen=False)}, erase="delete",
        why="whom it was kept from must not learn that it was said",
    )  # fmt: skip

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    from_id: int = Field(foreign_key="account.id", primary_key=True, index=True)


class ApartErased(Table, table=True):
    """Somebody keeps away an account that was erased. Should it come again, which is known by its mark, they are kept
    apart as before: being erased ends no one else's safety."""

    __tablename__ = "apart_erased"
    __rights__: ClassVar = Rights(of=("account_id",), hides="mark", erase="delete")

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    mark: str = Field(primary_key=True, max_length=64, index=True)


_OWN, _KNOWN, _SAME = aliased(MemberAccount), aliased(MemberAccount), aliased(MemberAccount)
_ACCOUNTS = (
    sa.select(col(_SAME.account_id))
    .select_from(_OWN)
    .join(_KNOWN, col(_KNOWN.account_id) == col(_OWN.account_id))
    .join(_SAME, col(_SAME.member_id) == col(_KNOWN.member_id))
    .where(col(_OWN.member_id) == sa.bindparam("member"))
    .distinct()
)
"""The accounts of a member, and those that are one member with any of them, in whatever program."""
_SAID = col(Apart.account_id) == col(_SAME.account_id)
_AWAY = Lookup(
    _ACCOUNTS.with_only_columns(_SAID, col(Apart.account_id), col(Apart.from_id)).join(
        Apart, sa.or_(_SAID, col(Apart.from_id) == col(_SAME.account_id))
    )
)
_ALSO = (
    sa.select(col(_SAME.account_id))
    .join(_KNOWN, col(_KNOWN.member_id) == col(_SAME.member_id))
    .where(col(_KNOWN.account_id).in_(sa.bindparam("accounts", expanding=True)))
)
_MEMBERS = sa.select(col(_OWN.member_id)).where(col(_OWN.program_id) == PROGRAM, col(_OWN.account_id).in_(_ALSO))
_GIVEN_UP = sa.select(col(Member.id)).where(
    col(Member.program_id) == PROGRAM, col(Member.into_id).in_(sa.bindparam("members", expanding=True))
)


def kept_from(store: Store, member: Member) -> set[int]:
    """Whom of this program this member must not meet, whoever of the two said so, and in which program. With everybody
    the profiles that they gave up, under which they wrote or are written about; the same holds for this member's."""
    return _members(store, [away if said else by for said, by, away in _away(store, member)])


def kept_by(store: Store, member: Member) -> set[int]:
    """Whom of this program this member has kept away themselves."""
    return _members(store, [away for said, _by, away in _away(store, member) if said])


def _away(store: Store, member: Member) -> Sequence[tuple[bool, int, int]]:
    return _AWAY.all(store.session, {"member": member.into_id or member.id})


def _members(store: Store, accounts: list[int]) -> set[int]:
    """Asked apart from the first look, which nearly always finds nothing: in one query SQLite begins at the wrong end,
    with everybody in the program."""
    found = {row[0] for row in store.rows(_MEMBERS, accounts=accounts)} if accounts else set[int]()
    return found | {row[0] for row in store.rows(_GIVEN_UP, members=[*found])} if found else found


def keep_apart(store: Store, keeper: Member, other: Member) -> None:
    """From now on these two must not meet, here or in any other program, as one of them said. Nobody is kept from
    themselves, under whichever profile."""
    own = _accounts(store, keeper)
    _keep(store, own, _accounts(store, other) - own)


def keep_for_all(store: Store, member: Member) -> None:
    """Whom one account of this person keeps away, and who keeps one away, is so of each of them. Called whenever
    accounts become one person, and before one of them goes: nobody is met again because a link between two is gone."""
    own = _accounts(store, member)
    said = sa.select(col(Apart.from_id)).where(col(Apart.account_id).in_(own), col(Apart.from_id).not_in(own))
    heard = sa.select(col(Apart.account_id)).where(col(Apart.from_id).in_(own), col(Apart.account_id).not_in(own))
    away, keepers = ({*store.session.scalars(look)} for look in (said, heard))
    _keep(store, own, away)
    _keep(store, keepers, own)
    erased = sa.select(col(ApartErased.mark)).where(col(ApartErased.account_id).in_(own))
    _keep_marks(store, own, {*store.session.scalars(erased)})


def _keep(store: Store, keepers: Collection[int], aways: Collection[int]) -> None:
    for account in sorted(keepers):
        for away in sorted(aways):
            if store.session.get(Apart, (account, away)) is None:
                store.session.add(Apart(account_id=account, from_id=away))
    store.session.flush()


def _keep_marks(store: Store, keepers: Collection[int], marks: Collection[str]) -> None:
    for account in sorted(keepers):
        for mark in sorted(marks):
            if store.session.get(ApartErased, (account, mark)) is None:
                store.session.add(ApartErased(account_id=account, mark=mark))
    store.session.flush()


def keep_apart_from_erased(store: Store, erased: Account) -> None:
    """Before an account goes: who keeps it away goes on doing so."""
    mark = mark_of(store.session, erased)
    keepers = store.session.scalars(sa.select(col(Apart.account_id)).where(col(Apart.from_id) == erased.id)).all()
    _keep_marks(store, keepers, [mark])


def recognise(store: Store, account: Account) -> None:
    """Somebody new came in. Who kept them away before they were erased does so again."""
    marks = marks_of(store.session, account.platform, account.team, account.user)
    known = store.all(sa.select(ApartErased).where(col(ApartErased.mark).in_(marks)))
    _keep(store, {kept.account_id for kept in known}, [account.id or 0])
    for kept in known:
        store.session.delete(kept)
    store.session.flush()


def together(store: Store, a: Member, b: Member) -> list[tuple[Member, Member]]:
    """The two as the members that they are, in each program that has both of them."""
    theirs = [
        store.all(
            sa.select(Member)
            .join(MemberAccount, col(MemberAccount.member_id) == col(Member.id))
            .where(col(MemberAccount.account_id).in_(_accounts(store, one)))
            .distinct()
            .order_by(col(Member.id))
        )
        for one in (a, b)
    ]
    return [(one, other) for one in theirs[0] for other in theirs[1] if one.program_id == other.program_id]


def _accounts(store: Store, member: Member) -> frozenset[int]:
    """All of the person behind a member, also one whose profile was given up; none of somebody who was erased."""
    return frozenset() if member.status is MemberStatus.ERASED else person_of(store, member.account).accounts


def may_meet(store: Store, a: Member, b: Member) -> bool:
    """Used by every list of people, and once more before anything is asked."""
    return a.id != b.id and a.program_id == b.program_id and a.is_here and b.is_here and b.id not in kept_from(store, a)
