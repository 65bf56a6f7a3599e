"""Who may set up a program where nobody looks after one: accounts that were appointed in the settings, and holders of a
one-time code."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, col

from storage.codes import spelling
from storage.columns import Rights, Table, UTCDateTime
from storage.database import Store
from storage.mentoring.walks import Walk
from storage.people import Account, Member, MemberStatus
from storage.places import Place, Program, ProgramStatus
from storage.rights.ledger import is_noted

VALID = timedelta(days=1)


class Appointed(Table, table=True):
    """An account that is a coordinator from the start, as the settings say; written anew at every start."""

    __rights__: ClassVar = Rights(why="named by the operator in the settings of the process; goes when it goes there")

    platform: str = Field(primary_key=True, max_length=20)
    team: str = Field(primary_key=True, max_length=40)
    user: str = Field(primary_key=True, max_length=40)


class Claim(Table, table=True):
    """A one-time code that whoever runs Kith was given: when it started without any coordinator, or by
    `kith claim-code`. Only its hash is kept."""

    __rights__: ClassVar = Rights(
        of=("account_id",), gives="used_at place_id", hides="code_hash expires_at", erase="anonymise",
        why="tells that the code was used, not by whom",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    place_id: int | None = Field(default=None, foreign_key="place.id")


def appoint(store: Store, accounts: Iterable[tuple[str, str, str]]) -> int:
    """Makes these (platform, team, user) the only accounts that are appointed, without those who were erased and have
    not come again; gives how many these are."""
    store.session.execute(sa.delete(Appointed))
    erased = 0
    for platform, team, user in dict.fromkeys(accounts):
        if _is_gone(store, platform, team, user):
            erased += 1
        else:
            store.session.add(Appointed(platform=platform, team=team, user=user))
    store.session.flush()
    return erased


def _is_gone(store: Store, platform: str, team: str, user: str) -> bool:
    account = sa.select(Account).where(
        col(Account.platform) == platform, col(Account.team) == team, col(Account.user) == user
    )
    return store.first(account) is None and is_noted(store.session, platform, team, user)


def is_appointed(store: Store, account: Account) -> bool:
    return store.session.get(Appointed, (account.platform, account.team, account.user)) is not None


def wants_claim(store: Store) -> bool:
    """Whether nobody at all looks after anything here, so that a code is due."""
    return not _any(store, sa.select(Appointed)) and not _any(store, _coordinators())


def new_claim(store: Store, now: datetime) -> str:
    """Makes a code and returns it, for the only time; codes that were not used before it do not count any more."""
    code = spelling.new(spelling.LONG)
    store.session.execute(sa.delete(Claim).where(col(Claim.used_at).is_(None)))
    store.add(Claim(code_hash=spelling.hash_of(code), expires_at=now + VALID))
    return code


def claim_with(store: Store, code: str, now: datetime) -> Claim | None:
    """The claim that this code opens, if it was not used and is not too old."""
    return store.first(
        sa.select(Claim)
        .where(
            col(Claim.code_hash) == spelling.hash_of(code), col(Claim.used_at).is_(None), col(Claim.expires_at) > now
        )
        .with_for_update()
    )


def is_good(store: Store, code: str, now: datetime) -> bool:
    """Whether this code can still be used."""
    unused = sa.select(Claim).where(col(Claim.code_hash) == spelling.hash_of(code), col(Claim.used_at).is_(None))
    return _any(store, unused.where(col(Claim.expires_at) > now))


def was_used(store: Store) -> bool:
    return _any(store, sa.select(Claim).where(col(Claim.used_at).is_not(None)))


def use(claim: Claim, account: Account, place: Place, now: datetime) -> None:
    claim.used_at, claim.account_id, claim.place_id = now, account.id, place.id


def has_claimed(store: Store, account: Account, place: Place) -> bool:
    return _any(store, sa.select(Claim).where(col(Claim.account_id) == account.id, col(Claim.place_id) == place.id))


def anybody_else_decides(store: Store) -> bool:
    """Whether somebody was appointed, a code was ever printed, or some program has a coordinator."""
    return any(_any(store, query) for query in (sa.select(Appointed), sa.select(Claim), _coordinators()))


def _coordinators() -> "sa.Select[Member]":
    return (
        sa.select(Member)
        .where(col(Member.is_coordinator), col(Member.is_demo).is_(False))
        .where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]))
    )


def _any(store: Store, query: "sa.Select[Appointed] | sa.Select[Claim] | sa.Select[Member]") -> bool:
    return bool(store.session.scalar(sa.select(query.exists())))


def hold_program(store: Store) -> None:
    """Until this transaction is over, nobody else becomes a coordinator of a program that has none, or stops being one:
    one by one. On SQLite a transaction that writes holds everything from its start."""
    held = sa.select(Program).where(col(Program.id) == store.program).with_for_update(key_share=True)
    store.first(held.execution_options(populate_existing=True))


def is_coordinated(store: Store) -> bool:
    """Whether somebody coordinates the program, be it on a break."""
    return _any(store, _coordinators().where(col(Member.program_id) == store.program))


def uncoordinated(store: Store) -> list[Program]:
    """Every program that goes on, and that nobody coordinates any more; not the copies that somebody walks through."""
    copies = sa.select(col(Walk.program_id))
    theirs = _coordinators().where(col(Member.program_id) == col(Program.id))
    return store.all(
        sa.select(Program)
        .where(col(Program.status) != ProgramStatus.ENDED, col(Program.id).not_in(copies), ~theirs.exists())
        .order_by(col(Program.id))
    )
