"""Claiming and settling letters: how a postman can die at any moment and lose none. Fenced by `attempts`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.outbox.hold import ADDRESSEE, not_held
from storage.outbox.letter import LEASE, LetterKind, LetterState, letters
from storage.rows import Ready
from storage.rows.ready import Row


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that one postman holds until the lease ends, or until it is settled with this number of attempts.

    `due_at`: when it fell due, which is its place among the others. `failures`: tries that went wrong so far.
    """

    id: int
    key: str
    lane: str
    rank: int
    kind: LetterKind
    program_id: int | None
    account_id: int | None
    member_id: int | None
    room_id: int | None
    place_id: int | None
    channel: str
    slot: str
    card: str
    urgent: bool
    needed: bool
    edits: int | None
    created_at: datetime
    due_at: datetime
    expires_at: datetime | None
    attempts: int
    failures: int
    in_doubt: bool

    @property
    def addressee(self) -> str:
        """Whoever reads it; what goes to one of them stays in order."""
        return f"{self.account_id or ''}:{self.room_id or ''}:{self.place_id or ''}:{self.channel}"

    @property
    def is_event(self) -> bool:
        """Whether it goes into a place's own list of events: to nobody, and to no channel."""
        return self.account_id is None and self.room_id is None and not self.channel


_NAMES = (
    "id", "key", "lane", "rank", "kind", "program_id", "account_id", "member_id", "room_id", "place_id", "channel",
    "slot", "card", "urgent", "needed", "edits", "created_at", "due_at", "expires_at", "attempts", "failures",
    "claimed_at",
)  # fmt: skip
_CLAIMED = [letters.c[name] for name in _NAMES]


# Asked for every letter, so they are made once. A parameter must not be named like a column that is set.
_NOW = sa.bindparam("now", type_=letters.c.due_at.type)
_UNTIL: "sa.BindParameter[datetime]" = sa.bindparam("until")
_WHY: "sa.BindParameter[str]" = sa.bindparam("why")
_DUE = (
    sa.select(*_CLAIMED)
    .where(letters.c.state == LetterState.PENDING, letters.c.lane == sa.bindparam("of_lane"))
    .where(letters.c.due_at <= _NOW, not_held(_NOW))
    .order_by(letters.c.rank, letters.c.due_at, letters.c.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True, of=letters)
)
_DUE_BUT = _DUE.where(ADDRESSEE.not_in(sa.bindparam("but_not", expanding=True)))
_TAKE = sa.update(letters).values(due_at=_UNTIL, attempts=letters.c.attempts + 1)
_TAKE_FOUND = _TAKE.where(letters.c.id.in_(sa.bindparam("found", expanding=True)))


def _taken(due: "sa.Select[*tuple[Any, ...]]") -> "sa.sql.dml.ReturningUpdate[*tuple[Any, ...]]":
    """Takes what is due, and gives it as it was: one journey to PostgreSQL. SQLite could not say what was there."""
    found = due.cte("found")
    return _TAKE.where(letters.c.id == found.c.id).returning(*found.c)


_FOUND, _FOUND_BUT = Ready({"sqlite": _DUE, "postgresql": _taken(_DUE)}), _taken(_DUE_BUT)
_OURS = (
    sa.update(letters)
    .where(letters.c.id == sa.bindparam("of_id"), letters.c.attempts == sa.bindparam("fence"))
    .where(letters.c.state == LetterState.PENDING)
    .returning(letters.c.id)
)
"""Changes the letter as long as nobody else has claimed it."""
_BEGIN = Ready(
    _OURS.values(claimed_at=sa.func.coalesce(letters.c.claimed_at, _NOW), due_at=_UNTIL).returning(letters.c.card)
)
_EXTEND = Ready(_OURS.values(due_at=_UNTIL))
_SENT = Ready(
    _OURS.values(state=LetterState.SENT, sent_at=_NOW, reference=sa.bindparam("refers"), claimed_at=None, error="")
)
_DEAD = Ready(_OURS.values(state=LetterState.DEAD, open=False, error=_WHY))
_GONE = Ready(
    sa.delete(letters)
    .where(letters.c.id == sa.bindparam("of_id"), letters.c.attempts == sa.bindparam("fence"))
    .where(letters.c.state == LetterState.PENDING)
    .returning(letters.c.id)
)
_ELSEWHERE = Ready(
    _OURS.values(
        account_id=sa.bindparam("to_account"), lane=sa.bindparam("to_lane"), due_at=_NOW, claimed_at=None, error=""
    )
)
_HELD = Ready(_OURS.values(state=LetterState.HELD, claimed_at=None, error=""))
_LATER = {
    (in_doubt, failed): Ready(
        _OURS.values(due_at=_UNTIL, error=_WHY)
        .values({} if in_doubt else {"claimed_at": None})
        .values({"failures": letters.c.failures + 1} if failed else {})
    )
    for in_doubt in (False, True)
    for failed in (False, True)
}


def _fence(letter: Claimed) -> dict[str, object]:
    return {"of_id": letter.id, "fence": letter.attempts}


def claim(session: Session, lane: str, now: datetime, most: int = 5, but_not: Collection[str] = ()) -> list[Claimed]:
    """Takes what is due in a lane for the time of a lease, people who wait first. Nothing that a rate limit holds, and
    nothing to the addressees in `but_not`. On PostgreSQL it is a single statement."""
    values: dict[str, object] = {"of_lane": lane, "now": now, "most": most}
    if but_not:
        values["but_not"] = list(but_not)
    connection, until = session.connection(), now + LEASE
    if connection.dialect.name == "postgresql":
        values["until"] = until
        taken = connection.execute(_FOUND_BUT, values).all() if but_not else _FOUND.all(session, values)
        return sorted(map(_claimed, taken), key=lambda one: (one.rank, one.due_at, one.id))
    found = connection.execute(_DUE_BUT, values).all() if but_not else _FOUND.all(session, values)
    if found:
        connection.execute(_TAKE_FOUND, {"found": [row[0] for row in found], "until": until})
    return [_claimed(row) for row in found]


def _claimed(row: Row) -> Claimed:
    values = dict(zip(_NAMES, row, strict=True))
    in_doubt = values.pop("claimed_at") is not None
    return Claimed(**values | {"attempts": values["attempts"] + 1, "in_doubt": in_doubt})


def begin(session: Session, letter: Claimed, now: datetime) -> str | None:
    """Notes that a send is about to start, so that a crash leaves the letter in doubt.

    Gives the card as it is now: it may have been redrawn since it was claimed. None where another holds it.
    """
    found = _BEGIN.all(session, {**_fence(letter), "now": now, "until": now + LEASE})
    return found[0][1] if found else None


def extend(session: Session, letter: Claimed, now: datetime) -> bool:
    """Holds a letter longer, while its send is still open."""
    return _done(session, letter, _EXTEND, until=now + LEASE)


def settle_sent(session: Session, letter: Claimed, reference: str, now: datetime) -> bool:
    return _done(session, letter, _SENT, now=now, refers=reference)


def settle_dead(session: Session, letter: Claimed, error: str) -> bool:
    return _done(session, letter, _DEAD, why=error[:60])


def settle_gone(session: Session, letter: Claimed) -> bool:
    """It is not sent, and nothing says that it was to be."""
    return _done(session, letter, _GONE)


def settle_elsewhere(session: Session, letter: Claimed, account_id: int, lane: str, now: datetime) -> bool:
    """It is known not to have arrived, and goes to another account of the same member."""
    return _done(session, letter, _ELSEWHERE, to_account=account_id, to_lane=lane, now=now)


def settle_held(session: Session, letter: Claimed) -> bool:
    """It has not been sent, and waits for room in its reader's week, or for the end of their break."""
    return _done(session, letter, _HELD)


def settle_later(
    session: Session, letter: Claimed, due_at: datetime, error: str, *, in_doubt: bool = False, failed: bool = False
) -> bool:
    """Puts a letter back. With `in_doubt` it stays as doubtful as it was; else it is known not to have arrived.
    `failed` counts as a failure."""
    return _done(session, letter, _LATER[in_doubt, failed], until=due_at, why=error[:60])


def _done(session: Session, letter: Claimed, statement: Ready, **values: object) -> bool:
    return len(statement.all(session, {**_fence(letter), **values})) == 1
