"""A talk for somebody's own calendar: a file, and two links that open a calendar in their browser with it filled in.

Why it is made so stands in docs/decisions/talks.md.
"""

import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import sqlalchemy as sa
from sqlmodel import col

from bot.ics import Event, ics
from bot.messages import Card, File
from bot.steps import ANSWER, Effects, Redraw, Tell, Turn, slot
from bot.words import Link, Phrase, Voice, _
from storage.mentoring.pairs.talks import Talk, TalkStatus
from storage.mentoring.told import told
from storage.outbox import StoredFile
from storage.people import Member

MEDIA_TYPE = "text/calendar"
KEPT = timedelta(days=2)
"""For how long a file is kept after the talk it is about, as the letter with it may have to wait."""
MOST_IN_LINK = 150
"""Characters that a place may have in a link; a longer one stands in the file and on the card alone."""


def sent(talk: Talk, reader: Member, turn: Turn) -> Effects:
    """For whoever has just agreed or cancelled, and reads on a card what came of it: the file beside that, as what goes
    straight back holds none."""
    yield from outdated(talk, reader, turn)
    yield Tell(reader, _letter(talk, reader, turn), kind=ANSWER, slot=_slot(talk))


def outdated(talk: Talk, reader: Member, turn: Turn) -> Effects:
    """A letter with nothing but a file says that it is not the newest one any more, which may come in the morning."""
    old = _("Your talk with {other} has changed since, so this file is out of date.", other=talk.other(reader).name)
    yield Redraw(reader, _slot(talk), Card(old))


def is_sent(talk: Talk, reader: Member, turn: Turn) -> bool:
    """Whether this reader got a file for what they did themselves."""
    return bool(told(turn.store, reader, [_slot(talk)]))


def _slot(talk: Talk) -> str:
    return slot("talk_file", talk)


def _letter(talk: Talk, reader: Member, turn: Turn) -> Card:
    file = made(talk, reader, turn)
    if talk.status is TalkStatus.CANCELLED:
        text = _("This takes your talk with {other} out of your calendar.", other=talk.other(reader).name)
    else:
        text = _("Your talk with {other}, for your calendar.", other=talk.other(reader).name)
    return Card(text, files=[file])


def made(talk: Talk, reader: Member, turn: Turn) -> File:
    """The newest file of a talk for one of the two; the one before it is gone."""
    name, was_before = f"talk-{talk.id}.ics", _kept(talk, reader, turn)
    if was_before is not None:
        turn.store.delete(was_before)
    content = calendar(talk, reader, turn)
    stored = turn.store.add(
        StoredFile(
            program_id=turn.store.program, member_id=reader.id, name=name, media_type=MEDIA_TYPE,
            hash=hashlib.sha256(content).hexdigest(), content=content,
            expires_at=max(talk.ends_at or turn.now, turn.now) + KEPT,
        )
    )  # fmt: skip
    alt = _("Your talk with {other}, for your calendar", other=talk.other(reader).name)
    return File(stored.id or 0, stored.name, stored.media_type, alt)


def _kept(talk: Talk, reader: Member, turn: Turn) -> StoredFile | None:
    return turn.store.first(
        sa.select(StoredFile)
        .where(col(StoredFile.program_id) == turn.store.program, col(StoredFile.member_id) == reader.id)
        .where(col(StoredFile.name) == f"talk-{talk.id}.ics")
    )


# --- the file --------------------------------------------------------------------------------------------------------


def calendar(talk: Talk, reader: Member, turn: Turn) -> bytes:
    """What calendars read: the same talk each time (UID), in its newest state (SEQUENCE)."""
    starts, is_off = _starts(talk, turn), talk.status is TalkStatus.CANCELLED
    event = Event(
        str(_uid(talk, turn)), talk.changes, starts, starts + timedelta(minutes=talk.minutes),
        _title(talk, reader, turn), talk.place, is_off=is_off,
    )  # fmt: skip
    return ics(event, turn.now)


def _uid(talk: Talk, turn: Turn) -> uuid.UUID:
    """The same for both and for ever, and no other talk's, in this deployment or elsewhere."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"kith {turn.program.created_at.isoformat()} {turn.program.id} {talk.id}")


def _starts(talk: Talk, turn: Turn) -> datetime:
    return (talk.starts_at or turn.now).astimezone(UTC)


def _title(talk: Talk, reader: Member, turn: Turn) -> str:
    voice = Voice(reader.language or turn.program.language, reader.zone or turn.program.zone)
    return voice.plain(_("Talk with {other}", other=talk.other(reader).name))


# --- the links -------------------------------------------------------------------------------------------------------


def line(talk: Talk, reader: Member, turn: Turn) -> Phrase:
    """The two links. Nobody is called on before somebody presses one, and then by their own browser."""
    title, place = _quoted(_title(talk, reader, turn)), _quoted(talk.place)
    start, end = _starts(talk, turn), _starts(talk, turn) + timedelta(minutes=talk.minutes)
    where = f"&location={place}" if 0 < len(place) <= MOST_IN_LINK else ""
    google = (
        f"https://calendar.google.com/calendar/render?action=TEMPLATE&text={title}"
        f"&dates={start:%Y%m%dT%H%M%SZ}/{end:%Y%m%dT%H%M%SZ}{where}"
    )
    outlook = (
        "https://outlook.office.com/calendar/0/deeplink/compose?path=/calendar/action/compose&rru=addevent"
        f"&subject={title}&startdt={start:%Y-%m-%dT%H:%M:%SZ}&enddt={end:%Y-%m-%dT%H:%M:%SZ}{where}"
    )
    return _("For your calendar: {google}, {outlook}, or the file from me.",
             google=Link(google, "Google"), outlook=Link(outlook, "Outlook"))  # fmt: skip


def _quoted(text: str) -> str:
    """In letters that a link of ours may have."""
    return quote(text, safe="").replace("~", "%7E")
