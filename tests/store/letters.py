"""Letters as rows, for the tests of the outbox."""

from datetime import datetime
from typing import Any

from storage import outbox
from storage.database import Database
from storage.outbox import Claimed, Letter, LetterKind, LetterState
from tests.core.stage import NOON

LANE = "slack:T1"


def put(database: Database, *keys: str, **values: Any) -> None:
    """Pending letters with these keys, in this order."""
    row: dict[str, Any] = {
        "lane": LANE, "rank": 0, "kind": LetterKind.ANSWER, "card": '{"text":"x"}', "open": False, "created_at": NOON,
        "due_at": NOON, "slot": "", "state": LetterState.PENDING, "account_id": None, "channel": "", "urgent": False,
        "attempts": 0, "failures": 0, "reference": "", "error": "",
    }  # fmt: skip
    with database.write() as session:
        outbox.put_letters(session, [row | values | {"key": key} for key in keys])


def claim(database: Database, now: datetime = NOON, most: int = 5, lane: str = LANE) -> list[Claimed]:
    with database.write() as session:
        return outbox.claim(session, lane, now, most)


def letter(database: Database, key: str) -> Letter:
    with database.read() as session:
        found = session.query(Letter).filter_by(key=key).one()
        session.expunge(found)
        return found
