"""A program in several places: who is in it in one of them alone, and what becomes of them when it leaves."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.people import Account, AccountPlace, Member, MemberAccount, MemberStatus
from storage.places import FormerHome, Place, belongs_around, places_of


def all_places(store: Store) -> list[Place]:
    """Also those that Kith was taken out of."""
    return store.all(sa.select(Place).where(col(Place.program_id) == store.program).order_by(col(Place.id)))


def others_that_stay(store: Store, place: Place) -> list[Place]:
    """The places in which the program is still at home once it has left that one."""
    return [one for one in places_of(store) if one.id != place.id and one.leaves_at is None]


def only_there(store: Store, place: Place, most: int, after: int = 0) -> Sequence[Member]:
    """Members who are in that place and, with whatever account, in no other one of the program; in the order of their
    ids, from behind `after` on."""
    return store.all(
        sa.select(Member).where(*_only_there(store, place), col(Member.id) > after).order_by(col(Member.id)).limit(most)
    )


def is_only_there(store: Store, place: Place, member: Member) -> bool:
    return store.first(sa.select(Member).where(*_only_there(store, place), col(Member.id) == member.id)) is not None


def coordinated_only_there(store: Store, place: Place) -> bool:
    """Whether all who coordinate the program are in that place alone; those on a break count where nobody else does."""
    found = store.all(
        sa.select(Member)
        .where(col(Member.program_id) == store.program, col(Member.is_coordinator))
        .where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]))
    )
    hands = [one for one in found if one.status is MemberStatus.ACTIVE] or found
    return bool(hands) and all(is_only_there(store, place, one) for one in hands)


def written_to_there(store: Store, place: Place, most: int) -> Sequence[Member]:
    """Members whose letters go to an account that is in that place and in no other one of the program, while another
    account of theirs is in one."""
    others = _in_another(store, place)
    preferred = sa.select(AccountPlace).where(
        col(AccountPlace.account_id) == col(Member.account_id), col(AccountPlace.left_at).is_(None)
    )
    there = preferred.where(col(AccountPlace.place_id) == place.id)
    return store.all(
        sa.select(Member)
        .where(col(Member.program_id) == store.program, there.exists(), others.exists())
        .where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]))
        .where(~others.where(col(MemberAccount.account_id) == col(Member.account_id)).exists())
        .order_by(col(Member.id))
        .limit(most)
    )


def how_many_only_there(store: Store, place: Place) -> int:
    return store.number(sa.select(sa.func.count()).select_from(Member).where(*_only_there(store, place)))


def _only_there(store: Store, place: Place) -> list["sa.ColumnElement[bool]"]:
    return [
        col(Member.program_id) == store.program,
        col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]),
        _seen().where(col(AccountPlace.place_id) == place.id).exists(),
        ~_in_another(store, place).exists(),
    ]


def _seen() -> "sa.Select[MemberAccount]":
    """The accounts of the member of the query around it, with the places in which they are."""
    return (
        sa.select(MemberAccount)
        .join(AccountPlace, col(AccountPlace.account_id) == col(MemberAccount.account_id))
        .where(col(MemberAccount.member_id) == col(Member.id), col(AccountPlace.left_at).is_(None))
        .correlate(Member.__table__)  # type: ignore[attr-defined]  # SQLModel gives it to every table
    )


def _in_another(store: Store, place: Place) -> "sa.Select[MemberAccount]":
    """Those of them that are in another place of the program."""
    return (
        _seen()
        .join(Place, col(Place.id) == col(AccountPlace.place_id))
        .join(Account, col(Account.id) == col(MemberAccount.account_id))
        .where(col(Place.program_id) == store.program, col(Place.id) != place.id)
        .where(col(Place.gone_at).is_(None), col(Account.gone_at).is_(None))
    )


def is_left_behind(store: Store, account: Account) -> bool:
    """Whether the account is in a place that the program has left, and in none of those in which it is."""
    if belongs_around(store, account):
        return False
    left = (
        sa.select(FormerHome)
        .join(AccountPlace, col(AccountPlace.place_id) == col(FormerHome.place_id))
        .where(col(FormerHome.program_id) == store.program, col(AccountPlace.account_id) == account.id)
        .where(col(AccountPlace.left_at).is_(None))
    )
    return bool(store.session.scalar(sa.select(left.exists())))
