"""Something that takes place, as the file that calendars read (RFC 5545)."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Event:
    """`uid` is the same for ever, and no other event's; `changes` counts how often it was changed. `is_off`: it does
    not take place, and the file takes it out of calendars that have it."""

    uid: str
    changes: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    is_off: bool = False


def ics(event: Event, now: datetime) -> bytes:
    """The file, as it stands now."""
    # It takes a quarter of a second and ten megabytes, which a process that nobody plans anything in does without.
    from icalendar import Calendar, vCalAddress
    from icalendar import Event as Entry

    entry = Entry()
    entry.add("uid", f"{event.uid}@kith.invalid")
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
