"""An erasure that is under way."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, col

from storage.columns import EncryptedText, Rights, Table
from storage.database import Store
from storage.people import Account, Member, MemberStatus, former_names
from storage.rights.people import Person, person_of
from storage.rights.tables import about_people


class Erasure(Table, table=True):
    """Everything about a person is being taken away, some rows at a time; `stage` and `last` say how far it has come.

    `who` are the ids of their accounts, members and programs (JSON). `traces` are their names, those from before too,
    and what they wrote, as far as others may have been shown it (JSON): what is looked for in other people's rows.
    `again`: a backup that was restored brought them back, so nobody waits for word. It goes when it is done.
    """

    __rights__: ClassVar = Rights(
        of=("account_id",), gives="begun_at", hides="who traces stage last again told", erase="delete"
    )

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    who: str
    traces: str = Field(sa_type=EncryptedText)
    stage: int = 0
    last: int = 0
    again: bool = False
    told: bool = False
    begun_at: datetime

    @property
    def person(self) -> Person:
        found = json.loads(self.who)
        return Person(frozenset(found["accounts"]), frozenset(found["members"]))

    @property
    def programs(self) -> frozenset[int]:
        return frozenset(json.loads(self.who)["programs"])


@dataclass(frozen=True, slots=True)
class Traces:
    """By which somebody is found in other people's rows. `others` are longer names that hold one of `names`, and the
    same names of others: they stay."""

    names: Sequence[str]
    texts: Sequence[str]
    others: Sequence[str] = ()


UNSEEN = ("letter", "stored_file", "draft", "search", "verdict")
"""Tables with words that nobody but the person was ever shown, and copies of what stands elsewhere."""
LEAST = 4
"""Shorter words are nobody's alone."""


def begin(store: Store, account: Account, now: datetime, *, again: bool = False) -> Erasure:
    """Notes whom it is about, before anything goes."""
    person = person_of(store, account)
    members = store.all(sa.select(Member).where(col(Member.id).in_(person.members)).order_by(col(Member.id)))
    accounts = store.all(sa.select(Account).where(col(Account.id).in_(person.accounts)).order_by(col(Account.id)))
    programs = {store.program, *(member.program_id for member in members)}
    who = {"accounts": sorted(person.accounts), "members": sorted(person.members), "programs": sorted(programs)}
    before = former_names(store, person.accounts)
    called = [*(member.name for member in members), *(one.name for one in accounts), *before]
    names = [name for name in dict.fromkeys(called) if name]
    traces = {"names": names, "texts": _texts(store, person)}
    return store.add(
        Erasure(
            program_id=store.program, account_id=account.id or 0, who=json.dumps(who), traces=json.dumps(traces),
            begun_at=now, again=again,
        )
    )  # fmt: skip


def _texts(store: Store, person: Person) -> list[str]:
    """What they wrote that others may have been shown, the longest first."""
    found = set[str]()
    for one in about_people():
        if one.name in UNSEEN:
            continue
        for row in store.session.execute(sa.select(one.table).where(one.about(person))).mappings():
            own = [one.rights.side(name) for name in one.columns_of(row, person)]
            columns = {name for side in own for name in side.emptied}
            if one.rights.erase == "delete":
                columns |= set(one.rights.gives.split())
            found |= {str(row[name]).strip() for name in columns & set(one.rights.words.split()) if row[name]}
    return sorted((text for text in found if len(text) >= LEAST), key=len, reverse=True)


def traces_of(store: Store, erasure: Erasure) -> Traces:
    """What is looked for now; people come and go while it lasts."""
    kept = json.loads(erasure.traces)
    names: Collection[str] = kept["names"]
    alike = sa.or_(*(col(Member.name).icontains(name, autoescape=True) for name in names)) if names else sa.false()
    others = store.session.scalars(
        sa.select(col(Member.name))
        .where(col(Member.program_id).in_(erasure.programs), col(Member.id).not_in(erasure.person.members), alike)
        .distinct()
    ).all()
    return Traces(kept["names"], kept["texts"], sorted(others, key=len, reverse=True))


def of_account(store: Store, account: Account | None) -> Erasure | None:
    """The erasure that is under way for whoever has this account."""
    if account is None:
        return None
    running = store.all(sa.select(Erasure).order_by(col(Erasure.id)))
    return next((one for one in running if account.id in one.person.accounts), None)


def is_closed(store: Store, erasure: Erasure) -> bool:
    """Whether everything that was open is, in every program, so that rows can go."""
    here = sa.select(Member).where(col(Member.id).in_(erasure.person.members))
    return store.first(here.where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]))) is None
