"""Something that takes place, as the file that calendars read (RFC 5545): how it is made, and how it is kept."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from bot.messages import File
from bot.steps import Record, Turn
from bot.words import Text
from storage.database import PROGRAM
from storage.outbox import StoredFile
from storage.people import Member

MEDIA_TYPE = "text/calendar"
KEPT = timedelta(days=2)
"""For how long a file is kept after what it is about, as the letter with it may have to wait."""
_KEPT = sa.select(StoredFile).where(
    col(StoredFile.program_id) == PROGRAM,
    col(StoredFile.member_id).is_not_distinct_from(sa.bindparam("member", type_=sa.Integer)),
    col(StoredFile.name).like(sa.bindparam("beginning")),
)


@dataclass(frozen=True, slots=True)
class Event:
    """`changes` counts how often it was changed; calendars keep the file with the larger number. `is_off`: it does not
    take place, and the file takes it out of calendars that have it."""

    changes: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    is_off: bool = False


def kept(about: Record, event: Event, alt: Text, turn: Turn, reader: Member | None = None) -> File:
    """The newest file about a record, for one reader or the same for everybody; those before it are gone. It is made
    once, however many get it."""
    kind, member = type(about).__name__.lower(), reader.id if reader else None
    name, stored = f"{kind}-{about.id}-{event.changes}.ics", None
    for one in turn.store.all(_KEPT, member=member, beginning=f"{kind}-{about.id}-%"):
        if one.name == name:
            stored = one
        else:
            turn.store.delete(one)
    stored = stored or turn.store.add(_made(name, member, event, _uid(kind, about, turn), turn))
    return File(stored.id or 0, f"{kind}.ics", stored.media_type, alt)


def _uid(kind: str, about: Record, turn: Turn) -> uuid.UUID:
    """The same for everybody and for ever, and nothing else's, in this deployment or elsewhere."""
    program = turn.program
    return uuid.uuid5(uuid.NAMESPACE_OID, f"kith {program.created_at.isoformat()} {program.id} {kind} {about.id}")


def _made(name: str, member: int | None, event: Event, uid: uuid.UUID, turn: Turn) -> StoredFile:
    content = ics(event, uid, turn.now)
    return StoredFile(
        program_id=turn.store.program, member_id=member, name=name, media_type=MEDIA_TYPE,
        hash=hashlib.sha256(content).hexdigest(), content=content, expires_at=max(event.ends_at, turn.now) + KEPT,
    )  # fmt: skip


def ics(event: Event, uid: uuid.UUID, now: datetime) -> bytes:
    """What calendars read: the same event each time (`uid`), as it stands now."""
    # It takes a quarter of a second and ten megabytes, which a process that nobody plans anything in does without.
    from icalendar import Calendar, vCalAddress
    from icalendar import Event as Entry

    entry = Entry()
    entry.add("uid", f"{uid}@kith.invalid")
    entry.add("sequence", event.changes)
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    entry.add("dtend", event.ends_at.astimezone(UTC))
    entry.add("summary", event.title)
    entry.add("status", "CANCELLED" if event.is_off else "CONFIRMED")
    entry.add("class", "PRIVATE")
    # It has to name somebody, and nobody can be written to by mail here.
    entry.add("organizer", vCalAddress("invalid:nomail"))
    if event.place:
        entry.add("location", event.place)
    whole = Calendar()
    whole.add("prodid", "-//Kith//Kith//EN")
    whole.add("version", "2.0")
    whole.add("method", "CANCEL" if event.is_off else "PUBLISH")
    whole.add_component(entry)
    return bytes(whole.to_ical())
