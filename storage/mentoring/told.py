"""Cards that a member was told in slots, on whichever account, and that can still be changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.outbox import SHOWN, LetterState, letters
from storage.people import Member

MOST = 20
_DIGEST = letters.alias()
_DIGEST_SENT_AT = (
    sa.select(sa.func.max(_DIGEST.c.sent_at))
    .where(_DIGEST.c.slot == letters.c.listed_in, _DIGEST.c.member_id == letters.c.member_id)
    .where(_DIGEST.c.edits.is_(None))
    .scalar_subquery()
)
_REACHED_AT = sa.case((letters.c.listed_in != "", _DIGEST_SENT_AT), else_=letters.c.sent_at)
"""What stands on a digest, or stood on it, has reached its reader with that, however often its lines changed since."""
_CARDS = (
    sa.select(
        letters.c.slot,
        letters.c.created_at,
        letters.c.card,
        letters.c.state,
        letters.c.claimed_at,
        letters.c.open,
        _REACHED_AT,
    )
    .where(letters.c.member_id == sa.bindparam("member"))
    .where(letters.c.edits.is_(None), letters.c.state != LetterState.DEAD)
    .order_by(letters.c.id.desc())
    .limit(MOST)
)
_TOLD = _CARDS.where(letters.c.slot.in_(sa.bindparam("slots", expanding=True)))
_TOLD_OF = _CARDS.where(letters.c.slot.like(sa.bindparam("beginning")))
_OPEN = _CARDS.where(letters.c.open, letters.c.slot.not_in(["", SHOWN]))
_REACHED = (
    sa.select(_REACHED_AT.label("at"))
    .where(letters.c.member_id == sa.bindparam("member"))
    .where(letters.c.slot.in_(sa.bindparam("slots", expanding=True)), letters.c.edits.is_(None))
    .subquery()
)
_STATE = (
    sa.select(letters.c.state)
    .where(letters.c.slot == sa.bindparam("slot"), letters.c.edits.is_(None))
    .order_by(letters.c.id.desc())
    .limit(1)
)
_FIRST_SENT = sa.select(_REACHED.c.at).where(_REACHED.c.at >= sa.bindparam("since")).order_by(_REACHED.c.at).limit(1)


@dataclass(frozen=True, slots=True)
class Told:
    """The newest letter in a slot, written `at`; `card` is what it says by now, as JSON. `unsent`: it waits in the
    outbox. `open`: there is something to press on it. `sent_at`: when it reached them. What stands as a line on a
    digest is on screen since that was sent, and waits with it until then."""

    slot: str
    at: datetime
    card: str
    unsent: bool
    open: bool
    sent_at: datetime | None


def first_sent(store: Store, member: Member, slots: Sequence[str], since: datetime) -> datetime | None:
    """When the first letter of these slots reached the member, from then on; None where none has."""
    found = store.rows(_FIRST_SENT, member=member.id, slots=list(slots), since=since)
    return found[0][0] if found else None


def state_in(store: Store, slot: str) -> LetterState | None:
    """How far the newest letter of that slot has come, whoever is to read it; None where there is none."""
    found = store.rows(_STATE, slot=slot)
    return found[0][0] if found else None


def told(store: Store, member: Member, slots: Sequence[str]) -> list[Told]:
    """The newest letter of each of these slots, as far as it can be changed; the newest first."""
    return _newest(store.rows(_TOLD, member=member.id, slots=list(slots)))


def told_of(store: Store, member: Member, names: Sequence[str]) -> list[Told]:
    """The same for every slot with one of these names, whichever record it belongs to."""
    found = []
    for name in names:
        found += _newest(store.rows(_TOLD_OF, member=member.id, beginning=f"{name}:%"))
    return found


def unsent_to(store: Store, member: Member) -> "Sequence[sa.Row[*tuple[Any, ...]]]":
    """(id, slot, card as JSON) of everything that waits for a member: in the outbox, or as a line on a digest."""
    waits = letters.c.state.in_([LetterState.PENDING, LetterState.HELD, LetterState.LISTED])
    theirs = sa.select(letters.c.id, letters.c.slot, letters.c.card).where(letters.c.member_id == member.id, waits)
    return store.rows(theirs.where(letters.c.edits.is_(None), letters.c.claimed_at.is_(None)))


def reached(store: Store, slot: str, members: Sequence[Member]) -> set[int]:
    """Those of them whom a letter in that slot has reached, or may have."""
    return _of_slot(
        store, slot, members, sa.or_(letters.c.state == LetterState.SENT, letters.c.claimed_at.is_not(None))
    )


def missed(store: Store, slot: str, members: Sequence[Member]) -> set[int]:
    """Those of them to whom there was a letter in that slot, and none of it has reached them. Where no copy is kept any
    more, one has."""
    return _of_slot(store, slot, members, sa.true()) - reached(store, slot, members)


def awaits(store: Store, slot: str, members: Sequence[Member]) -> set[int]:
    """Those of them for whom a letter in that slot waits in the outbox."""
    return _of_slot(store, slot, members, letters.c.state.in_([LetterState.PENDING, LetterState.HELD]))


def lasts_until(store: Store, slot: str, until: datetime) -> None:
    """What waits in that slot is of use until then."""
    waits = letters.c.state.in_([LetterState.PENDING, LetterState.HELD])
    theirs = sa.update(letters).where(letters.c.slot == slot, letters.c.program_id == store.program, waits)
    store.session.execute(theirs.where(letters.c.edits.is_(None)).values(expires_at=until))


def how_many_wait(store: Store, slot: str) -> int:
    """For how many members a letter in that slot waits in the outbox."""
    waits = letters.c.state.in_([LetterState.PENDING, LetterState.HELD])
    here = sa.and_(letters.c.slot == slot, letters.c.slot != sa.text("''"))  # in words that SQLite finds an index by
    query = sa.select(sa.func.count(letters.c.member_id.distinct())).where(here, waits)
    return store.number(query.where(letters.c.program_id == store.program, letters.c.edits.is_(None)))


def _of_slot(store: Store, slot: str, members: Sequence[Member], how: "sa.ColumnElement[bool]") -> set[int]:
    theirs = letters.c.member_id.in_([one.id for one in members])
    query = sa.select(letters.c.member_id).distinct().where(letters.c.slot == slot, letters.c.edits.is_(None), how)
    return {row[0] for row in store.rows(query.where(theirs))}


def wait_for(store: Store, slots: Sequence[str]) -> list[Member]:
    """The members for whom something waits in one of these slots: in the outbox, or on a digest."""
    waits = [LetterState.PENDING, LetterState.HELD, LetterState.LISTED]
    ids = sa.select(letters.c.member_id).where(letters.c.slot.in_(slots), letters.c.state.in_(waits))
    here = sa.select(Member).where(col(Member.program_id) == store.program, col(Member.id).in_(ids))
    return store.all(here.order_by(col(Member.id)))


def open_cards(store: Store, member: Member) -> list[Told]:
    """The newest card of every slot that there is something to press on; answers beside a slot count by themselves."""
    return _newest(store.rows(_OPEN, member=member.id))


def _newest(rows: "Sequence[sa.Row[*tuple[Any, ...]]]") -> list[Told]:
    found: dict[str, Told] = {}
    for slot, at, card, state, claimed_at, is_open, sent_at in rows:
        listed_unsent = state is LetterState.LISTED and sent_at is None
        unsent = (state in (LetterState.PENDING, LetterState.HELD) or listed_unsent) and claimed_at is None
        found.setdefault(slot, Told(slot, at, card, unsent, is_open, sent_at))
    return list(found.values())
