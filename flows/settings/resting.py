"""Days on which a program rests: nothing comes unasked, and no time to answer runs out."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from bot.calendar import ONE_DAY, WEEKEND, Span, joined, kept, local, spans_of
from bot.errors import Invalid
from bot.messages import Kind, Question
from bot.steps import Effects, Flow, Later, Step, Turn
from bot.typed_dates import Unreadable, parse_date
from bot.words import Day, Listing, Text, Voice, _, listing
from flows.asking import waiting
from flows.matching import offers, rounds
from flows.pulses import closing
from flows.verdicts import verdicts
from storage import outbox
from storage.mentoring import intros, matches
from storage.mentoring.intros import Intro, Round
from storage.mentoring.matches import Match
from storage.places import Program

flow: Flow[Program] = Flow("resting", about=Program)
MOST, LONGEST = 12, timedelta(days=100)
MOST_KEPT, KEPT = 24, timedelta(days=366)
"""Days off that are over and are still remembered: the newest, and for how long."""
MOST_SAID = 40
"""Characters of a line that are said back."""
AT_ONCE = 150
"""Asks or choices that are set to be moved in one taking of a step."""
_LINES = re.compile(r"[;\n]+")
_BETWEEN = re.compile(r"\s+(?:to|until|till|-|–|—)\s+", re.IGNORECASE)
NAME = "rests"


def question(program: Program, turn: Turn) -> Question:
    return Question(
        NAME, Kind.LONG, _("Days off"), required=False, most=600,
        hint=_("One in a line, such as 24 Dec to 6 Jan. Nothing comes unasked then, and no time to answer runs out."),
        given="\n".join(_typed(span) for span in _to_come(program, turn)),
    )  # fmt: skip


def _today(program: Program, turn: Turn) -> date:
    return local(turn.now, program.zone).date()


def _to_come(program: Program, turn: Turn) -> tuple[Span, ...]:
    """What is set and not over yet."""
    return tuple(span for span in spans_of(program.rests) if span.last >= _today(program, turn))


def _typed(span: Span) -> str:
    days = [f"{day.day} {day:%b} {day.year}" for day in dict.fromkeys((span.first, span.last))]
    return " to ".join(days)


def take(program: Program, turn: Turn) -> Effects:
    """Writes what was filled in into the program; what waits for an answer follows it. Days off that are over stay for
    a while, because the time to answer is counted across them."""
    before, today = program.rests, _today(program, turn)
    named, over = list(_spans(turn.answers.text(NAME), today)), _over(program, today)
    if len(named) > MOST:
        raise Invalid(NAME, _("Please name at most {n} of them; later ones have time.", n=MOST))
    for span in named:
        if span.last < today and not any(span.first in one and span.last in one for one in over):
            raise Invalid(NAME, _("{day} is over already. Please name days that are still to come.",
                                  day=Day(span.last)))  # fmt: skip
    found = joined([*named, *over])
    if any(span.last >= today and span.last - span.first > LONGEST for span in joined(found, WEEKEND)):
        raise Invalid(NAME, _("That is more than {n} days in a row. You can also close the program.", n=LONGEST.days))
    program.rests = kept(found)
    if program.rests != before:
        yield Later(move_asks, program, turn.now, "0")
        yield Later(move_offers, program, turn.now, "0")
        yield Later(move_questions, program, turn.now, "0")
        yield Later(move_rounds, program, turn.now, "0")
        yield from closing.days_off_changed(before, turn)
        outbox.look_again(turn.store.session, program.id, turn.now)


def _over(program: Program, today: date) -> list[Span]:
    """The days off that have been, up to yesterday."""
    found = [
        Span(span.first, min(span.last, today - ONE_DAY)) for span in spans_of(program.rests) if span.first < today
    ]
    return [span for span in found if span.last > today - KEPT][-MOST_KEPT:]


def _spans(typed: str, today: date) -> Iterator[Span]:
    typed_lines = [line for one in _LINES.split(typed) if (line := one.strip())]
    for line in typed_lines:
        ends = _BETWEEN.split(line)
        try:
            first = parse_date(ends[0], today)
            last = parse_date(ends[-1], today, since=first) if len(ends) > 1 else first
        except Unreadable as unread:
            which = _("I could not read “{line}”. Write it like 24 Dec to 6 Jan.", line=line[:MOST_SAID])
            raise Invalid(NAME, which if len(typed_lines) > 1 else unread.sentence) from unread
        if len(ends) > 2 or last < first:
            raise Invalid(NAME, _("Please write the first day, “to”, and the last day, which is not before it."))
        yield Span(first, last)


# --- what waits for an answer ----------------------------------------------------------------------------------------


@flow.step()
def move_asks(program: Program, turn: Turn) -> Effects:
    """Every ask that waits has its times worked out anew, each in a step of its own: that one locks its people. `value`
    is the last one that was set to it."""
    found = intros.waiting_after(turn.store, int(turn.value), AT_ONCE)
    yield from _moves(found, waiting.move, move_asks, program, turn)


@flow.step()
def move_offers(program: Program, turn: Turn) -> Effects:
    """The same for every choice that waits for its mentor."""
    found = matches.offered_after(turn.store, int(turn.value), AT_ONCE)
    yield from _moves(found, offers.move, move_offers, program, turn)


@flow.step()
def move_questions(program: Program, turn: Turn) -> Effects:
    """The same for every intro whose people are going to be asked whether they met."""
    found = intros.accepted_after(turn.store, int(turn.value), AT_ONCE)
    yield from _moves(found, verdicts.move, move_questions, program, turn)


@flow.step()
def move_rounds(program: Program, turn: Turn) -> Effects:
    """The same for every mentee who may have somebody to choose."""
    found = intros.rounds_after(turn.store, int(turn.value), AT_ONCE)
    yield from _moves(found, rounds.move, move_rounds, program, turn)


def _moves(
    found: Sequence[Intro | Match | Round], move: Step[Any], again: Step[Any], program: Program, turn: Turn
) -> Effects:
    for one in found:
        yield Later(move, one, turn.now)
    if len(found) == AT_ONCE:
        yield Later(again, program, turn.now, str(found[-1].id))


# --- in words --------------------------------------------------------------------------------------------------------


def line(program: Program, turn: Turn) -> Text:
    """What is set, for the settings."""
    spans = _to_come(program, turn)
    if not spans:
        return _("**Days off:** none.")
    return _("**Days off:** {days}. Nothing comes unasked then, and no time to answer runs out.", days=_days(spans))


def ahead(program: Program, turn: Turn) -> Listing | None:
    """The days off that are set and not over yet; None where none are."""
    spans = _to_come(program, turn)
    return _days(spans) if spans else None


def _days(spans: tuple[Span, ...]) -> Listing:
    return listing(
        _("{first} to {last}", first=Day(span.first), last=Day(span.last)) if span.first < span.last
        else _("{day}", day=Day(span.first))
        for span in spans
    )  # fmt: skip


def in_words(program: Program, turn: Turn) -> str:
    """For the record of what was done."""
    return Voice().plain(line(program, turn)).replace("*", "")
