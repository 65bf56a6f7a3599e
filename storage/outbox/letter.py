"""Letters: cards on their way. On every press's path, so written with Core statements."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from storage.columns import EncryptedText, Rights, Table, UTCDateTime, one_of
from storage.outbox.once import INSERTS
from storage.people import MemberAccount
from storage.rows import Ready, given

AnyRow: TypeAlias = "sa.Row[*tuple[Any, ...]]"
DROPPED = "dropped"
"""Why a letter was not sent: what it said came to nothing first."""
LEASE = timedelta(seconds=20)
"""How long a claimed letter is held, unless that is extended."""
SHOWN = "shown"
"""The slot of what was shown for a moment and is no message: the answer to a command, which only its reader sees. It is
kept as a letter that was sent, so that what is typed next can be about it; nothing can change it."""
MOST_ANSWERS = 6
"""Answers that are changed with the card that was told in a slot; what is older mends itself when it is pressed."""
_LOOKED_THROUGH = 50


DONE = sa.text("state NOT IN ('pending', 'held')")
"""Said in the same words where it is asked and in the index, so that the index is used."""


class LetterState(StrEnum):
    PENDING = "pending"
    HELD = "held"
    LISTED = "listed"
    SENT = "sent"
    DEAD = "dead"


class LetterKind(StrEnum):
    """Why a person gets a letter: they did something, somebody else did, or nobody did."""

    ANSWER = "answer"
    PERSONAL = "personal"
    PROMPT = "prompt"


class Letter(Table, table=True):
    """A card on its way to an account, a room or a channel. See docs/decisions for how it can never be lost.

    `due_at` is due time, lease and back-off in one. `attempts` fences settling: who claims it adds one, and settles
    only what still has that number. `failures` counts the tries that went wrong. `claimed_at` is set while nobody knows
    whether a send arrived. `edits` names the letter that this one changes, to what is remembered of it by then, instead
    of being a new message. Held: waits for room in its reader's week, or for the end of their break. Listed: stands as
    a line on the digest in the slot `listed_in`, where it can be opened. `needed`: somebody waits for the reader's
    word. `alone`: it never stands in a digest.
    """

    __table_args__ = (
        sa.Index("ix_letter_due", "lane", "rank", "due_at", "id", sqlite_where=sa.text("state = 'pending'"),
                 postgresql_where=sa.text("state = 'pending'")),
        sa.Index("ix_letter_account", "account_id", "id"),
        sa.Index("ix_letter_slot", "slot", "id", sqlite_where=sa.text("slot <> ''"),
                 postgresql_where=sa.text("slot <> ''")),
        sa.Index("ix_letter_room_id", "room_id", sqlite_where=sa.text("room_id IS NOT NULL"),
                 postgresql_where=sa.text("room_id IS NOT NULL")),
        sa.Index("ix_letter_edits", "edits", sqlite_where=sa.text("edits IS NOT NULL"),
                 postgresql_where=sa.text("edits IS NOT NULL")),
        sa.Index("ix_letter_done", "created_at", sqlite_where=DONE, postgresql_where=DONE),
        sa.Index("ix_letter_reference", "reference", sqlite_where=sa.text("reference <> ''"),
                 postgresql_where=sa.text("reference <> ''")),
        sa.Index("ix_letter_held", "expires_at", sqlite_where=sa.text("state = 'held'"),
                 postgresql_where=sa.text("state = 'held'")),
        sa.Index("ix_letter_listed_in", "listed_in", sqlite_where=sa.text("listed_in <> ''"),
                 postgresql_where=sa.text("listed_in <> ''")),
        {"sqlite_autoincrement": True},
    )  # fmt: skip
    __rights__: ClassVar = Rights(
        of=("member_id", "account_id"), gives="card created_at due_at", only="state IN ('pending', 'held', 'listed')",
        hides="key lane rank kind room_id place_id channel open urgent needed alone slot listed_in edits expires_at "
              "attempts failures claimed_at state sent_at reference error",
        words="card", erase="delete",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=140, unique=True)
    program_id: int | None = Field(default=None, foreign_key="program.id", index=True)
    lane: str = Field(max_length=60)
    rank: int = 1
    kind: LetterKind = Field(sa_type=one_of(LetterKind, "kind"))
    account_id: int | None = Field(default=None, foreign_key="account.id")
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    room_id: int | None = Field(default=None, foreign_key="room.id")
    place_id: int | None = Field(default=None, foreign_key="place.id")
    channel: str = Field(default="", max_length=40)
    card: str = Field(sa_type=EncryptedText)
    open: bool = False
    urgent: bool = False
    needed: bool = False
    alone: bool = False
    slot: str = Field(default="", max_length=60)
    listed_in: str = Field(default="", max_length=60)
    edits: int | None = Field(default=None, foreign_key="letter.id")
    created_at: datetime
    due_at: datetime
    expires_at: datetime | None = None
    attempts: int = 0
    failures: int = 0
    claimed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    state: LetterState = Field(default=LetterState.PENDING, sa_type=one_of(LetterState, "state"))
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reference: str = Field(default="", max_length=120)
    error: str = Field(default="", max_length=60)


letters = Letter.__table__  # type: ignore[attr-defined]


# Asked at every press, so they are made once. A parameter must not be named like a column that is set.
_ID = letters.c.id == sa.bindparam("of_id")
_OF_ACCOUNT = letters.c.account_id == sa.bindparam("of_account")
_READ_BY = {
    "member": sa.or_(
        letters.c.member_id == sa.bindparam("of_member"),
        letters.c.account_id.in_(
            sa.select(col(MemberAccount.account_id)).where(col(MemberAccount.member_id) == sa.bindparam("of_member"))
        ),
    ),
    "account": _OF_ACCOUNT,
    "room": letters.c.room_id == sa.bindparam("of_room"),
    "channel": sa.and_(letters.c.place_id == sa.bindparam("of_place"), letters.c.channel == sa.bindparam("of_channel")),
}
_IN_SLOT = sa.and_(letters.c.slot == sa.bindparam("of_slot"), letters.c.edits.is_(None))
_SHOWN_FOR_SLOT = sa.and_(
    letters.c.slot.in_([sa.bindparam("of_slot"), sa.bindparam("of_answers")]), letters.c.edits.is_(None)
)
_GIVEN = given(letters, without=("id", "claimed_at"))
_PUT = Ready(sa.insert(letters).values(_GIVEN))
_PUT_SHOWN = Ready({name: insert(letters).values(_GIVEN).on_conflict_do_nothing() for name, insert in INSERTS.items()})
_NEWEST = {
    reader: sa.select(
        letters.c.id,
        letters.c.state,
        letters.c.claimed_at,
        letters.c.lane,
        letters.c.program_id,
        letters.c.account_id,
        letters.c.slot,
        letters.c.listed_in,
    )
    .where(_SHOWN_FOR_SLOT, there, letters.c.state != LetterState.DEAD)
    .order_by(letters.c.id.desc())
    .limit(_LOOKED_THROUGH)
    .with_for_update()
    for reader, there in _READ_BY.items()
}
_DROP = {
    reader: sa.update(letters)
    .where(_IN_SLOT, there, letters.c.claimed_at.is_(None))
    .where(letters.c.state.in_([LetterState.PENDING, LetterState.HELD, LetterState.LISTED]))
    .values(state=LetterState.DEAD, error=DROPPED, open=False)
    .returning(letters.c.listed_in)
    for reader, there in _READ_BY.items()
}
_REDRAW = Ready(sa.update(letters).where(_ID).values(card=sa.bindparam("says"), open=sa.bindparam("may_press")))
_MOVE = Ready(
    sa.update(letters)
    .where(_ID, sa.or_(letters.c.slot == "", letters.c.slot.startswith("+")))
    .values(slot=sa.bindparam("to_slot"))
)
_FORGET_SHOWN = Ready(sa.delete(letters).where(_OF_ACCOUNT, letters.c.slot == sa.bindparam("of_slot")))
_CLOSE = Ready(sa.update(letters).where(_ID).values(open=False))
_PENDING_EDIT = (
    sa.select(letters.c.id)
    .where(letters.c.edits == sa.bindparam("of_id"))
    .where(letters.c.state == LetterState.PENDING, letters.c.claimed_at.is_(None))
    .limit(1)
    .with_for_update()
)
_CHANGED = (
    sa.select(letters.c.id)
    .where(letters.c.edits == sa.bindparam("of_id"))
    .where(sa.or_(letters.c.state == LetterState.PENDING, letters.c.sent_at > sa.bindparam("since")))
    .limit(1)
)
_REFERRED_TO = Ready(
    sa.select(letters.c.id)
    .where(letters.c.reference == sa.bindparam("of_reference"), letters.c.lane == sa.bindparam("of_lane"))
    .where(letters.c.edits.is_(None))
    .limit(1)
)
_OPEN_CARDS = (
    sa.select(
        letters.c.id,
        letters.c.kind,
        letters.c.card,
        letters.c.reference,
        letters.c.open,
        letters.c.slot,
        letters.c.sent_at,
    )
    .where(_OF_ACCOUNT, letters.c.edits.is_(None))
    .where(
        sa.or_(
            letters.c.state == LetterState.SENT,
            sa.and_(letters.c.state == LetterState.PENDING, letters.c.due_at <= sa.bindparam("until")),
        )
    )
    .order_by(sa.func.coalesce(letters.c.sent_at, letters.c.due_at).desc(), letters.c.id.desc())
    .limit(sa.bindparam("most"))
)


def answers_in(slot: str) -> str:
    """Where an answer is kept that shows what a slot shows: changed with it, but never taken for what was told."""
    return f"+{slot}" if slot else ""


def put_letters(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Adds letters; a key that was used before is a bug and raises."""
    if rows:
        _PUT.run_each(session, rows)


def newest_in_slot(session: Session, slot: str, **address: Any) -> "list[AnyRow]":
    """The newest letter told in that slot to a member (on any of their accounts), an account, a room or a channel, and
    the newest answers in it since: (id, state, claimed_at, lane, program_id, account_id, slot, listed_in), the newest
    first. What came to nothing is passed over: the one before it is what its reader has. They are locked, so that no
    sending can begin between this look and a change. Of a slot for answers alone (`answers_in`): its newest."""
    reader, values = _reader(**address)
    values |= {"of_slot": slot, "of_answers": answers_in(slot)}
    found = list(session.connection().execute(_NEWEST[reader], values))
    if slot.startswith("+"):
        return found[:MOST_ANSWERS]
    told = next((number for number, row in enumerate(found) if row.slot == slot), len(found))
    return [*found[:told][:MOST_ANSWERS], *found[told : told + 1]]


def _reader(
    member_id: int | None = None,
    account_id: int | None = None,
    room_id: int | None = None,
    place_id: int | None = None,
    channel: str | None = None,
) -> tuple[str, dict[str, object]]:
    """Who reads it: an entry of `_READ_BY`, and its values."""
    if member_id:
        return "member", {"of_member": member_id}
    if account_id:
        return "account", {"of_account": account_id}
    if room_id:
        return "room", {"of_room": room_id}
    return "channel", {"of_place": place_id, "of_channel": channel}


def drop_unsent(session: Session, slot: str, **address: Any) -> list[str]:
    """Takes out every letter told in that slot whose sending has not begun, and gives the slots of the digests on which
    one stood. `address`: as for `newest_in_slot`."""
    reader, values = _reader(**address)
    found = session.connection().scalars(_DROP[reader], {"of_slot": slot, **values}).all()
    return sorted({listed_in for listed_in in found if listed_in})


def drop_letter(session: Session, letter_id: int) -> None:
    """The same for one that was told in no slot."""
    waits = letters.c.state.in_([LetterState.PENDING, LetterState.HELD])
    theirs = sa.update(letters).where(letters.c.id == letter_id, waits, letters.c.claimed_at.is_(None))
    session.execute(theirs.values(state=LetterState.DEAD, error=DROPPED, open=False))


def redraw_letter(session: Session, letter_id: int, card: str, *, open: bool) -> None:
    """Changes what a letter says, or what is remembered of a sent one (so that typed answers fit what is seen)."""
    _REDRAW.run(session, {"of_id": letter_id, "says": card, "may_press": open})


def move_letter(session: Session, letter_id: int, slot: str) -> None:
    """An answer shows something else from now on: what `slot` shows, or nothing that changes. What was told in a slot
    of its own stays there."""
    _MOVE.run(session, {"of_id": letter_id, "to_slot": answers_in(slot)})


def close_letter(session: Session, letter_id: int) -> None:
    """What is typed from now on is not about this card."""
    _CLOSE.run(session, {"of_id": letter_id})


def pending_edit(session: Session, letter_id: int) -> int | None:
    """The id of an edit of this letter that has not begun to be sent, and cannot begin before this is done."""
    found: int | None = session.connection().scalar(_PENDING_EDIT, {"of_id": letter_id})
    return found


def changed_since(session: Session, letter_id: int, since: datetime) -> bool:
    """Whether its reader may still have seen it as it was before a change: the edit was shown after that moment, or is
    on its way."""
    return session.connection().scalar(_CHANGED, {"of_id": letter_id, "since": since}) is not None


def put_shown(session: Session, account_id: int, row: dict[str, Any]) -> None:
    """What was shown to an account for a moment, in the place of what was shown before. Of two at the same moment one
    stays."""
    _FORGET_SHOWN.run(session, {"of_account": account_id, "of_slot": SHOWN})
    _PUT_SHOWN.run(session, row)


def letter_with_reference(session: Session, lane: str, reference: str) -> int | None:
    found = _REFERRED_TO.all(session, {"of_lane": lane, "of_reference": reference})
    return found[0][0] if found else None


def open_cards(session: Session, account_id: int, now: datetime, most: int = 8) -> "Sequence[AnyRow]":
    """(id, kind, card, reference, open, slot, sent_at) of what an account was shown last, newest first; cards as JSON.

    What waits for the morning has not been seen yet; what is being sent just now may have been.
    """
    values = {"of_account": account_id, "until": now + LEASE, "most": most}
    return session.connection().execute(_OPEN_CARDS, values).all()


def drop_letters_to(session: Session, member_id: int) -> None:
    """Nothing more is sent to somebody who left."""
    session.execute(
        sa.update(letters)
        .where(letters.c.member_id == member_id)
        .where(letters.c.state.in_([LetterState.PENDING, LetterState.HELD, LetterState.LISTED]))
        .values(state=LetterState.DEAD, error="left", open=False)
    )


def readdress(session: Session, member_id: int, was: int, account_id: int, lane: str) -> None:
    """What waits to be sent to a member on one account (`was`) goes to another one of theirs. Whoever had claimed it
    meanwhile does not hold it any more; what may have arrived already, and what changes a card there, stays."""
    session.execute(
        sa.update(letters)
        .where(letters.c.member_id == member_id, letters.c.account_id == was)
        .where(letters.c.state.in_([LetterState.PENDING, LetterState.HELD]))
        .where(letters.c.claimed_at.is_(None), letters.c.edits.is_(None))
        .values(account_id=account_id, lane=lane, attempts=letters.c.attempts + 1)
    )


def forget_account(session: Session, member_id: int, account_id: int) -> None:
    """What a member was told on an account that is not theirs any more stays as it is."""
    session.execute(
        sa.update(letters)
        .where(letters.c.member_id == member_id, letters.c.account_id == account_id)
        .values(slot="", open=False)
    )
