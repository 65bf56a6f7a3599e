"""Cards that a member was told in slots and that can still be changed."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from storage.database import Store
from storage.outbox import LetterState, letters
from storage.people import Member

MOST = 20


@dataclass(frozen=True, slots=True)
class Told:
    """The newest letter in a slot. `unsent`: it waits in the outbox. `open`: there is something to press on it."""

    slot: str
    unsent: bool
    open: bool


def told(store: Store, member: Member, slots: Sequence[str]) -> list[Told]:
    """The newest letter of each of these slots, as far as it can be changed; the newest first."""
    rows = store.session.execute(
        sa.select(letters.c.slot, letters.c.state, letters.c.claimed_at, letters.c.open)
        .where(letters.c.account_id == member.account_id, letters.c.member_id == member.id)
        .where(letters.c.slot.in_(slots), letters.c.edits.is_(None), letters.c.state != LetterState.DEAD)
        .order_by(letters.c.id.desc())
        .limit(MOST)
    ).all()
    found: dict[str, Told] = {}
    for slot, state, claimed_at, is_open in rows:
        found.setdefault(slot, Told(slot, state is not LetterState.SENT and claimed_at is None, is_open))
    return list(found.values())
