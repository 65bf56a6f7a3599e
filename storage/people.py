"""Accounts on platforms, and the members of a program behind them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.columns import EncryptedText, Rights, Table, UTCDateTime, is_among, one_of
from storage.database import PROGRAM, Store
from storage.rows import Lookup


class Account(Table, table=True):
    """A person on a platform. (platform, team, user) never change; names, zones and languages are refreshed.

    `team` is the Slack workspace; on Discord it is empty. `silent_since`: letters cannot reach it (closed DMs).
    `typing`: it is filling in a form line by line (`storage.outbox.draft` says which).
    """

    __table_args__ = (sa.UniqueConstraint("platform", "team", "user"),)
    __rights__: ClassVar = Rights(
        of=("id",), gives="platform team user name zone language gone_at silent_since", hides="typing",
        erase="anonymise", why="partners' records name it until it is erased",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    platform: str = Field(max_length=20)
    team: str = Field(default="", max_length=40)
    user: str = Field(max_length=40)
    name: str = Field(default="", max_length=80)
    zone: str = Field(default="", max_length=60)
    language: str = Field(default="", max_length=10)
    program_id: int | None = Field(default=None, foreign_key="program.id")
    gone_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    silent_since: datetime | None = Field(default=None, sa_type=UTCDateTime)
    typing: bool = False

    @property
    def lane(self) -> str:
        return f"{self.platform}:{self.team}" if self.platform == "slack" else self.platform


class AccountPlace(Table, table=True):
    """An account was seen in a place."""

    __tablename__ = "account_place"
    __rights__: ClassVar = Rights(of=("account_id",), gives="place_id left_at", erase="delete")

    account_id: int | None = Field(default=None, foreign_key="account.id", primary_key=True)
    place_id: int | None = Field(default=None, foreign_key="place.id", primary_key=True, index=True)
    left_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class FormerName(Table, table=True):
    """What an account was called before. The name stands in letters and notes from that time, where it is looked for
    when somebody is erased; nobody is shown it."""

    __tablename__ = "former_name"
    __rights__: ClassVar = Rights(of=("account_id",), gives="name until", erase="delete")

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    name: str = Field(sa_type=EncryptedText)
    until: datetime


class MemberStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"
    REMOVED = "removed"
    ERASED = "erased"


class Rhythm(StrEnum):
    """What of all that comes unasked a member wants: all of it, little of it, or what somebody waits for."""

    AS_IT_COMES = "as_it_comes"
    FEWER = "fewer"
    NEEDED = "needed"


class Member(Table, table=True):
    """A person in a program who pressed *Join*: roles, how to address them, and where letters go (`account`).

    `nudged`: how often they were written to because they had joined and asked nobody, the
    last time at `nudged_at`.
    `into_id`: they turned out to be the same person as that member, who has their accounts since.
    `acted_at` is when they last did something, to the nearest few minutes. `told_open`: they came before the program
    opened, and were told that it has.
    """

    __table_args__ = (sa.Index("ix_member_program_status", "program_id", "status"),)
    __rights__: ClassVar = Rights(
        of=("id", "account_id", "into_id"), erase="anonymise", why="partners' records keep that there was somebody",
        gives="name is_mentee is_mentor is_coordinator status paused_until paused_by_coordinator zone language consent "
              "joined_at acted_at rhythm",
        hides="is_demo told_open nudged nudged_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id")
    account_id: int = Field(foreign_key="account.id", index=True)
    name: str = Field(max_length=80)
    is_mentee: bool = False
    is_mentor: bool = False
    is_coordinator: bool = False
    is_demo: bool = False
    status: MemberStatus = Field(default=MemberStatus.ACTIVE, sa_type=one_of(MemberStatus, "status"))
    paused_until: datetime | None = None
    paused_by_coordinator: bool = False
    zone: str = Field(default="", max_length=60)
    language: str = Field(default="", max_length=10)
    consent: str = Field(default="", max_length=20)
    rhythm: Rhythm = Field(default=Rhythm.AS_IT_COMES, sa_type=one_of(Rhythm, "rhythm"))
    told_open: bool = False
    nudged: int = 0
    nudged_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    into_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    joined_at: datetime
    acted_at: datetime

    account: Account = Relationship(sa_relationship_kwargs={"lazy": "joined", "innerjoin": True, "viewonly": True})

    @property
    def self_id(self) -> int | None:
        """Lets a flow about members say that only they themselves may take a step."""
        return self.id

    @property
    def is_here(self) -> bool:
        return self.status in (MemberStatus.ACTIVE, MemberStatus.PAUSED)


class MemberAccount(Table, table=True):
    """Which accounts are one member. An account is in a program once."""

    __tablename__ = "member_account"
    __table_args__ = (sa.UniqueConstraint("program_id", "account_id"),)
    __rights__: ClassVar = Rights(of=("member_id", "account_id"), erase="delete")

    member_id: int | None = Field(default=None, foreign_key="member.id", primary_key=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", primary_key=True, index=True)
    program_id: int = Field(foreign_key="program.id")


_MEMBER = Lookup(
    sa.select(Member)
    .join(MemberAccount, col(MemberAccount.member_id) == col(Member.id))
    .where(col(MemberAccount.account_id) == sa.bindparam("account"))
    .where(col(MemberAccount.program_id) == sa.bindparam("program"))
)


def former_names(store: Store, accounts: Collection[int]) -> list[str]:
    """What these accounts were called before, the oldest first, each name once."""
    look = sa.select(FormerName).where(col(FormerName.account_id).in_(accounts)).order_by(col(FormerName.id))
    return list(dict.fromkeys(former.name for former in store.all(look)))


def call(store: Store, account: Account, name: str, now: datetime) -> None:
    """The platform calls the account so from now on; what it was called until then is remembered."""
    if account.name and account.name not in former_names(store, [account.id or 0]):
        store.add(FormerName(account_id=account.id or 0, name=account.name, until=now))
    account.name = name


def member_of(store: Store, account_id: int | None, program_id: int | None) -> Member | None:
    """The member behind an account in a program, here or gone."""
    found = _MEMBER.first(store.session, {"account": account_id, "program": program_id})
    return found[0] if found else None


_MEMBERSHIPS = (
    sa.select(Member)
    .join(MemberAccount, col(MemberAccount.member_id) == col(Member.id))
    .where(col(MemberAccount.account_id) == sa.bindparam("account"))
    .where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]))
    .order_by(col(Member.id))
)


def memberships(store: Store, account_id: int | None) -> list[Member]:
    """Everything an account is a member of and has not left."""
    return store.all(_MEMBERSHIPS, account=account_id)


def enrol(store: Store, account: Account, now: datetime, *, consent: str) -> Member:
    """Makes the account a member of this program, with no role yet."""
    member = store.add(
        Member(
            program_id=store.program,
            account_id=account.id or 0,
            name=account.name,
            zone=account.zone,
            language=account.language,
            consent=consent,
            joined_at=now,
            acted_at=now,
        )
    )
    member.account = account
    store.add(MemberAccount(member_id=member.id, account_id=account.id, program_id=store.program))
    return member


_THESE = sa.select(Member).where(col(Member.program_id) == PROGRAM, is_among(col(Member.id), "ids"))  # type: ignore[arg-type]  # a row has its id


def load_members(store: Store, ids: Sequence[int]) -> list[Member]:
    """These members, all at once; whoever asks for one of them by id afterwards asks nobody."""
    return store.all(_THESE, ids=ids)


_COORDINATORS = Lookup(
    sa.select(Member)
    .where(col(Member.program_id) == PROGRAM, col(Member.is_coordinator), col(Member.status) == MemberStatus.ACTIVE)
    .order_by(col(Member.id))
)


def coordinators(store: Store) -> list[Member]:
    return store.all(_COORDINATORS)


def saw_in_place(store: Store, account: Account, place_id: int | None) -> None:
    """Remembers that the account is in that place."""
    found = store.session.get(AccountPlace, (account.id, place_id))
    if found is None:
        store.add(AccountPlace(account_id=account.id, place_id=place_id))
    elif found.left_at:
        found.left_at = None


def left_places(store: Store, account: Account, place_id: int | None, now: datetime) -> bool:
    """Remembers that the account left that place (None: all of them); True where it is in none any more."""
    there = sa.select(AccountPlace).where(
        col(AccountPlace.account_id) == account.id, col(AccountPlace.left_at).is_(None)
    )
    still = 0
    for seen in store.all(there):
        if place_id in (None, seen.place_id):
            seen.left_at = now
        else:
            still += 1
    store.session.flush()
    return still == 0
