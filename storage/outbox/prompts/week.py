"""A member's prompts of the last seven days, and those that wait: asked for every prompt that is written or sent."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.columns import is_among
from storage.outbox.letter import LetterKind, LetterState, letters
from storage.rows import Ready


class Prompt(NamedTuple):
    """`due_at`: when it was sent, or is to be. What is urgent is none of them."""

    id: int
    state: LetterState
    due_at: datetime
    needed: bool
    alone: bool
    slot: str
    expires_at: datetime | None


# What is the same each time stands in the text: every value that is handed over is turned first, for each letter anew.
_PROMPT = sa.text("letter.kind = 'prompt' AND NOT letter.urgent AND letter.edits IS NULL")
_OF_MEMBER = sa.and_(letters.c.member_id == sa.bindparam("of_member"), _PROMPT)
_PROMPTS = Ready(
    sa.select(
        letters.c.id,
        letters.c.state,
        letters.c.due_at,
        letters.c.needed,
        letters.c.alone,
        letters.c.slot,
        letters.c.expires_at,
    )
    .where(_OF_MEMBER)
    .where(
        sa.or_(
            sa.text("letter.state IN ('pending', 'held')"),
            sa.and_(sa.text("letter.state = 'sent'"), letters.c.due_at > sa.bindparam("since")),
        )
    )
    .order_by(letters.c.id)
)
_HELD = Ready(
    sa.select(sa.func.count())
    .select_from(letters)
    .where(_OF_MEMBER, letters.c.state == LetterState.HELD, letters.c.alone.is_(False))
    .where(sa.or_(letters.c.expires_at.is_(None), letters.c.expires_at > sa.bindparam("now_is")))
)


def prompts_of(session: Session, member_id: int, since: datetime) -> list[Prompt]:
    """What was sent to a member since then, what is about to be, and what is held; oldest first."""
    return [Prompt(*row) for row in _PROMPTS.all(session, {"of_member": member_id, "since": since})]


def prompts_of_many(session: Session, member_ids: Sequence[int], since: datetime) -> dict[int, list[Prompt]]:
    """The same for many, by member; those who have none are not among them. What is held is left out."""
    got = sa.or_(
        letters.c.state == LetterState.PENDING,
        sa.and_(letters.c.state == LetterState.SENT, letters.c.due_at > since),
    )
    query = (
        sa.select(letters.c.member_id, *(letters.c[name] for name in Prompt._fields))
        .where(is_among(letters.c.member_id, "ids"), _PROMPT, got)
        .order_by(letters.c.id)
    )
    found: dict[int, list[Prompt]] = defaultdict(list)
    for member_id, *facts in session.execute(query, {"ids": member_ids}):
        found[member_id].append(Prompt(*facts))
    return found


def how_many_held(session: Session, member_id: int, now: datetime) -> int:
    """How many things wait for a member that could stand in a digest."""
    return int(_HELD.all(session, {"of_member": member_id, "now_is": now})[0][0])


def look_again(session: Session, program_id: int | None, now: datetime) -> None:
    """The mornings of a program have changed: what comes unasked and waits for one is due now. Whoever is about to
    send it sees whether it has to wait for another one."""
    session.execute(
        sa.update(letters)
        .where(letters.c.program_id == program_id, letters.c.kind == LetterKind.PROMPT, letters.c.due_at > now)
        .where(letters.c.state == LetterState.PENDING, letters.c.claimed_at.is_(None), letters.c.failures == 0)
        .values(due_at=now)
    )
