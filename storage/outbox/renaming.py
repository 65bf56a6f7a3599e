"""What waits for a step that got another name."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from storage.outbox.draft import Draft
from storage.outbox.timer import timers


def rename_steps(session: Session, names: Mapping[str, str]) -> None:
    """Timers and half-filled forms of steps that got another name (old → new) go on under it. What stands under the new
    name already is newer, and stays."""
    kept = ((timers, ("about", "value")), (Draft.__table__, ("account_id", "about", "value")))  # type: ignore[attr-defined]
    for old, new in names.items():
        for table, same in kept:
            newer = table.alias()
            stands = sa.exists().where(newer.c.step == new, *(newer.c[name] == table.c[name] for name in same))
            session.execute(sa.delete(table).where(table.c.step == old, stands))
            session.execute(sa.update(table).where(table.c.step == old).values(step=new))
