"""A talk for somebody's own calendar: a file, and two links that open a calendar in their browser with it filled in.

Why it is made so stands in docs/decisions/talks.md.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from bot import ics
from bot.messages import Card, File
from bot.steps import ANSWER, Effects, Redraw, Tell, Turn, slot
from bot.words import Link, Phrase, Voice, _, lines
from storage.mentoring.pairs.talks import Talk, TalkStatus
from storage.mentoring.told import told
from storage.people import Member

MOST_IN_LINK = 150
"""Characters that a place may have in a link; a longer one stands in the file and on the card alone."""


def sent(talk: Talk, reader: Member, turn: Turn, *, moved: bool = False) -> Effects:
    """For whoever has just agreed or cancelled, and reads on a card what came of it: the file beside that, as what goes
    straight back holds none. `moved`: another time stood before."""
    yield from outdated(talk, reader, turn)
    yield Tell(reader, _letter(talk, reader, turn, moved=moved), kind=ANSWER, slot=_slot(talk))


def outdated(talk: Talk, reader: Member, turn: Turn) -> Effects:
    """A letter with nothing but a file says that it is not the newest one any more, which may come in the morning."""
    old = _("Your talk with {other} has changed since, so this file is out of date.", other=talk.other(reader).name)
    yield Redraw(reader, _slot(talk), Card(old))


def is_sent(talk: Talk, reader: Member, turn: Turn) -> bool:
    """Whether this reader got a file for what they did themselves."""
    return bool(told(turn.store, reader, [_slot(talk)]))


def _slot(talk: Talk) -> str:
    return slot("talk_file", talk)


def _letter(talk: Talk, reader: Member, turn: Turn, *, moved: bool) -> Card:
    file, other = made(talk, reader, turn), talk.other(reader).name
    if talk.status is TalkStatus.CANCELLED:
        return Card(lines(_("Your talk with {other} is off.", other=other), taken_out()), files=[file])
    instead = put_right() if moved else None
    return Card(lines(_("Your talk with {other}, for your calendar.", other=other), instead), files=[file])


def taken_out() -> Phrase:
    """Of a talk that is off. What a link made knows nothing of any file."""
    return _(
        "If you used a file from me, this one takes it out of your calendar. If you used a link, please take it "
        "out yourself."
    )


def put_right() -> Phrase:
    """Of a talk that has been moved."""
    return _(
        "If you used a file from me before, this one puts the new time in its place. If you used a link, please "
        "take the old time out yourself."
    )


def made(talk: Talk, reader: Member, turn: Turn) -> File:
    """The newest file of a talk for one of the two; the one before it is gone."""
    starts, is_off = _starts(talk, turn), talk.status is TalkStatus.CANCELLED
    ends, title = starts + timedelta(minutes=talk.minutes), _title(talk, reader, turn)
    event = ics.Event(talk.changes, starts, ends, title, talk.place, is_off=is_off)
    alt = _("Your talk with {other}, for your calendar", other=talk.other(reader).name)
    return ics.kept(talk, event, alt, turn, reader)


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
