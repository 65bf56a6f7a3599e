"""What waits, in words: who gets what, and why not yet."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from adapters.playground.controls import WaitingLine
from adapters.playground.markup.tags import said
from bot import shown
from bot.calendar import Hours, is_quiet, local, spans_of
from bot.engine.rhythm import Week, week_of
from bot.words import Listing, Phrase, _, listing, unmarked
from storage import waiting as rows
from storage.people import Member
from storage.places import Program
from storage.waiting import WaitingLetter

Ahead = Callable[[Session, str, int], Phrase]
"""What a timer will do, from its step and its record."""
MOST = 60
MOST_WORDS = 90
"""Characters of what a letter says."""


def waiting_lines(session: Session, ahead: Ahead, now: datetime, zone: ZoneInfo) -> list[WaitingLine]:
    """Soonest first, with their times in `zone`."""
    lines: list[WaitingLine] = []
    weeks: dict[int, Week] = {}
    for one in rows.waiting(session, MOST):
        if isinstance(one, WaitingLetter):
            due, why = _held(session, one, weeks, now) if one.held else (one.due_at, _why(session, one, now))
            users = tuple(user for user, _name, _zone in one.people) if why else ()
            lines.append(WaitingLine(due and due.astimezone(zone), said(_to(one)), _says(one), why, users))
        else:
            lines.append(WaitingLine(one.due_at.astimezone(zone), said(ahead(session, one.step, one.record))))
    return sorted(lines, key=lambda line: (line.due is None, line.due or now))


def _held(
    session: Session, letter: WaitingLetter, weeks: dict[int, Week], now: datetime
) -> tuple[datetime | None, str]:
    """When what did not fit into its reader's week comes, as things stand, and why not before."""
    member = session.get(Member, letter.member_id)
    program = session.get(Program, letter.program_id)
    if member is None or program is None:
        return letter.due_at, ""
    if letter.member_id not in weeks:
        weeks[letter.member_id or 0] = week_of(session, member, program, now)
    week = weeks[letter.member_id or 0]
    for room, one in week.by_itself():
        if one.id == letter.id:
            return room, said(_("This week has brought enough unasked. It waits until there is room."))
    if any(one.id == letter.id for one in week.in_digest()):
        return week.digest_at(), said(_("It waits for the one card a week that brings what was too much before."))
    return None, said(_("{name} wants only what needs them. It waits until they look.", name=member.name))


def _to(letter: WaitingLetter) -> Phrase:
    if letter.edits:
        return _("A card changes for {people}", people=_names(letter)) if letter.people else _("A card changes")
    if letter.room:
        return _("Letter to the room of {people}", people=_names(letter))
    if letter.channel:
        return _("Post in #{name}", name=letter.channel)
    return _("Letter to {people}", people=_names(letter))


def _names(letter: WaitingLetter) -> Listing:
    return listing([name for _user, name, _zone in letter.people])


def _says(letter: WaitingLetter) -> str:
    """Its first words."""
    card = shown.Card.model_validate_json(letter.card)
    words = card.title or next((line for line in unmarked(card.text).split("\n") if line.strip()), "")
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS].rpartition(' ')[0]} …"


def _why(session: Session, letter: WaitingLetter, now: datetime) -> str:
    """Why it has not gone yet; nothing where it is about to go."""
    program = session.get(Program, letter.program_id) if letter.program_id else None
    if program is None or letter.due_at <= now:
        return ""
    hours = Hours(program.quiet_from, program.quiet_until)
    rests = spans_of(program.rests) if letter.unasked else ()
    if any(local(now, zone).date() in span for _user, _name, zone in letter.people for span in rests):
        return said(_("{program} has days off now, and nothing comes unasked.", program=program.name))
    asleep = [name for _user, name, zone in letter.people if is_quiet(now, zone, hours)]
    return said(_("It is night for {people} now.", people=listing(asleep))) if asleep else ""
