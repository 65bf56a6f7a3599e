"""A social for somebody's own calendar: one file, the same for everybody, in its newest state."""

import hashlib
import uuid
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from bot.ics import Event, ics
from bot.messages import File
from bot.steps import Turn
from bot.words import _
from storage.mentoring.socials.socials import Social, SocialStatus
from storage.outbox import StoredFile

KEPT = timedelta(days=2)
"""For how long it is kept after the social, as the letter with it may have to wait."""


def of(social: Social, turn: Turn) -> File:
    """The newest file; the one before it is gone. It is made once, however many guests get it."""
    name = f"social-{social.id}-{social.changes}{'-off' if _is_off(social) else ''}.ics"
    found = turn.store.first(
        sa.select(StoredFile).where(col(StoredFile.program_id) == turn.store.program, col(StoredFile.name) == name)
    )
    stored = found or _made(social, name, turn)
    return File(stored.id or 0, "social.ics", stored.media_type, _("“{title}”, for your calendar", title=social.title))


def _is_off(social: Social) -> bool:
    return social.status is SocialStatus.CANCELLED


def _made(social: Social, name: str, turn: Turn) -> StoredFile:
    made = f"kith {turn.program.created_at.isoformat()} {turn.program.id} social {social.id}"
    event = Event(
        str(uuid.uuid5(uuid.NAMESPACE_OID, made)), social.changes + _is_off(social), social.starts_at, social.ends_at,
        social.title, social.where, is_off=_is_off(social),
    )  # fmt: skip
    content = ics(event, turn.now)
    return turn.store.add(
        StoredFile(
            program_id=turn.store.program, name=name, media_type="text/calendar",
            hash=hashlib.sha256(content).hexdigest(), content=content,
            expires_at=max(social.ends_at, turn.now) + KEPT,
        )
    )  # fmt: skip
