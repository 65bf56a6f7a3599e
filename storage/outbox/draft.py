"""Half-filled forms."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from storage.columns import EncryptedText, Rights, Table
from storage.rows import Lookup


class Draft(Table, table=True):
    """A half-filled form of one account. `answers` and `problems` are JSON. `page` is the question to go on with.

    `typed`: it is being filled in line by line. `set_aside` tells a line again that was not taken for an answer when it
    was typed first, without keeping it.
    """

    __table_args__ = (sa.UniqueConstraint("account_id", "step", "about", "value"),)
    __rights__: ClassVar = Rights(
        of=("account_id",), gives="answers touched_at", hides="step about value problems page typed set_aside",
        words="answers problems set_aside", erase="delete",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    program_id: int | None = Field(default=None, foreign_key="program.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    step: str = Field(max_length=60)
    about: int
    value: str = Field(default="", max_length=30)
    answers: str = Field(default="{}", sa_type=EncryptedText)
    problems: str = Field(default="{}", sa_type=EncryptedText)
    page: int = 0
    typed: bool = False
    set_aside: str = Field(default="", sa_type=EncryptedText)
    touched_at: datetime


_DRAFT_OF = Lookup(
    sa.select(Draft).where(
        *(col(column) == sa.bindparam(name)
          for name, column in (("account", Draft.account_id), ("step", Draft.step), ("about", Draft.about),
                               ("value", Draft.value)))
    )
)  # fmt: skip
_TYPED = Lookup(
    sa.select(Draft)
    .where(col(Draft.account_id) == sa.bindparam("account"), col(Draft.typed))
    .order_by(col(Draft.touched_at).desc())
    .limit(1)
)


def draft_of(session: Session, account_id: int, step: str, about: int, value: str) -> Draft | None:
    found = _DRAFT_OF.first(session, {"account": account_id, "step": step, "about": about, "value": value})
    return found[0] if found else None


def drafts_of(session: Session, account_id: int, step: str) -> list[Draft]:
    """What this account has begun to fill in for a step, about whatever record."""
    return list(session.scalars(
        sa.select(Draft).where(col(Draft.account_id) == account_id, col(Draft.step) == step).order_by(col(Draft.id))
    ))  # fmt: skip


def typed_draft(session: Session, account_id: int) -> Draft | None:
    """The form this account is filling in line by line, if any."""
    found = _TYPED.first(session, {"account": account_id})
    return found[0] if found else None


def stop_typing(session: Session, account_id: int) -> None:
    """Nothing is being filled in line by line any more; what was filled in is kept."""
    # Through the ORM, so that a draft that is loaded already hears of it.
    session.execute(
        sa.update(Draft).where(col(Draft.account_id) == account_id, col(Draft.typed)).values(typed=False, set_aside="")
    )
