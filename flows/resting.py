"""Days on which a program rests: nothing comes unasked, and no time to answer runs out."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.calendar import Span, kept, local, spans_of
from bot.errors import Invalid
from bot.messages import Kind, Question
from bot.steps import Turn
from bot.typed_dates import Unreadable, parse_date
from bot.words import Day, Listing, Text, Voice, _, listing
from storage.places import Program

MOST, LONGEST = 12, timedelta(days=100)
_LINES = re.compile(r"[;\n]+")
_BETWEEN = re.compile(r"\s+(?:to|until|till|-|–|—)\s+", re.IGNORECASE)
NAME = "rests"


def question(program: Program) -> Question:
    return Question(
        NAME, Kind.LONG, _("Days off"), required=False, most=600,
        hint=_("One in a line, such as 24 Dec to 6 Jan. Nothing comes unasked then, and no time to answer runs out."),
        given="\n".join(_typed(span) for span in spans_of(program.rests)),
    )  # fmt: skip


def _typed(span: Span) -> str:
    days = [f"{day.day} {day:%b} {day.year}" for day in dict.fromkeys((span.first, span.last))]
    return " to ".join(days)


def take(program: Program, turn: Turn) -> None:
    """Writes what was filled in into the program. What is over is not kept."""
    today = local(turn.now, program.zone).date()
    spans = [span for span in _spans(turn.answers.text(NAME), today) if span.last >= today]
    if len(spans) > MOST:
        raise Invalid(NAME, _("Please name at most {n} of them; later ones have time.", n=MOST))
    program.rests = kept(sorted(spans, key=lambda span: span.first))


def _spans(typed: str, today: date) -> Iterator[Span]:
    for line in filter(None, (one.strip() for one in _LINES.split(typed))):
        ends = _BETWEEN.split(line)
        try:
            first = parse_date(ends[0], today)
            last = parse_date(ends[-1], first)
        except Unreadable as unread:
            raise Invalid(NAME, unread.sentence) from unread
        if len(ends) > 2 or last < first:
            raise Invalid(NAME, _("Please write the first day, “to”, and the last day, which is not before it."))
        if last - first > LONGEST:
            raise Invalid(NAME, _("That is more than {n} days. You can also close the program.", n=LONGEST.days))
        yield Span(first, last)


def line(program: Program) -> Text:
    """What is set, for the settings."""
    spans = spans_of(program.rests)
    if not spans:
        return _("**Days off:** none.")
    return _("**Days off:** {days}. Nothing comes unasked then, and no time to answer runs out.", days=_days(spans))


def _days(spans: tuple[Span, ...]) -> Listing:
    return listing(
        _("{first} to {last}", first=Day(span.first), last=Day(span.last)) if span.first < span.last
        else _("{day}", day=Day(span.first))
        for span in spans
    )  # fmt: skip


def in_words(program: Program) -> str:
    """For the record of what was done."""
    return Voice().plain(line(program)).replace("*", "")
