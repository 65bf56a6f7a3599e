"""When each side of a match is asked how it goes: a week after it began, after three, and then every four weeks, in the
middle of their own morning. Every time is counted from the beginning of the match, not from the last answer."""

from datetime import date, datetime, time, timedelta

from bot import calendar
from bot.steps import Effects, Never, Turn
from flows import telling, timing
from flows.checkins import asking, checkins
from flows.safety import hearing
from storage.mentoring.matches import GOES_ON, Match
from storage.mentoring.pairs import checkins as rows
from storage.mentoring.pairs.checkins import CheckIn, CheckInStatus
from storage.mentoring.rules import rules_of
from storage.people import Member

ASKS_AT = time(10)
LEAST_BETWEEN, LEAST_AFTER = timedelta(days=7), timedelta(days=3)
"""Nobody is asked sooner again about the same match than so long after it was asked, and after it was answered. Days of
their own calendar, as no clock rings on the very moment, and some days have another length."""


def begin(match: Match, turn: Turn) -> Effects:
    """A match has begun: the first check-in of each side is planned."""
    for person in match.people:
        yield from _plan(match, person, 1, turn)


def after(checkin: CheckIn, turn: Turn) -> Effects:
    """A check-in was answered, or nothing was heard: the next one is planned, once."""
    match, reader = checkin.match, checkin.reader
    last = rows.newest(turn.store, checkin.match_id, checkin.reader_id)
    if match.status not in GOES_ON or (last is not None and last.number > checkin.number):
        return
    number, earliest = checkin.number + 1, _earliest_after(checkin, turn)
    while timing.day_of(_due(match, number, reader, turn), reader, turn) < earliest:
        number += 1
    yield from _plan(match, reader, number, turn)


def _earliest_after(checkin: CheckIn, turn: Turn) -> date:
    """The first day on which the same is asked again."""
    reader, asked_at, answered_at = checkin.reader, checkin.asked_at or turn.now, checkin.answered_at
    days = [timing.day_of(turn.now, reader, turn), timing.day_of(asked_at, reader, turn) + LEAST_BETWEEN]
    return max(*days, *([timing.day_of(answered_at, reader, turn) + LEAST_AFTER] if answered_at else []))


def _plan(match: Match, reader: Member, number: int, turn: Turn) -> Effects:
    if reader.is_demo or match.other(reader).is_demo:
        return
    turn.store.add(
        CheckIn(
            program_id=turn.store.program, match_id=match.id or 0, reader_id=reader.id or 0, number=number,
            ask_at=_due(match, number, reader, turn),
        )
    )  # fmt: skip
    yield from asking.plan(reader, turn)


def _due(match: Match, number: int, reader: Member, turn: Turn) -> datetime:
    rules, zone = rules_of(turn.store), timing.zone_of(reader, turn)
    days = rules.checkin_first_days
    if number > 1:
        days = rules.checkin_second_days + (number - 2) * rules.checkin_every_days
    day = timing.day_of(match.active_at or match.offered_at, reader, turn) + timedelta(days=days)
    return timing.working_moment(calendar.instant_of(day, ASKS_AT, zone), reader, turn)


def lives_elsewhere(reader: Member, was: str, turn: Turn) -> Effects:
    """Somebody told me another zone than it `was`: what is planned comes on the same day, at the same hour there."""
    for checkin in rows.of_reader(turn.store, reader, [CheckInStatus.PLANNED]):
        if checkin.ask_at is not None:
            day = calendar.local(checkin.ask_at, was).date()
            there = calendar.instant_of(day, ASKS_AT, timing.zone_of(reader, turn))
            checkin.ask_at = timing.working_moment(there, reader, turn)
    yield from asking.plan(reader, turn)


def since(checkin: CheckIn, turn: Turn) -> datetime | None:
    """From when on "have you met" counts: when this side last said that they had, as that stands now."""
    before = rows.before(turn.store, checkin)
    if before is None:
        return None
    return before.answered_at or before.asked_at if before.met else before.since


def over(match: Match, turn: Turn) -> Effects:
    """The match has ended: nobody is asked about it any more. What was said to be hard stays with the coordinators."""
    people = list[Member]()
    for checkin in rows.open_of_match(turn.store, match):
        checkin.status, checkin.ask_at = CheckInStatus.CLOSED, None
        yield Never(checkins.lapse, checkin)
        people.append(checkin.reader)
    turn.store.session.flush()
    for person in {one.id: one for one in people}.values():
        yield from asking.changed(person, match, turn)
        yield from asking.plan(person, turn)


def next_day(checkin: CheckIn, turn: Turn) -> datetime | None:
    """When this side is asked next; None where that is not planned, or not known as the other one is on a break."""
    if asking.is_other_away(checkin):
        return None
    last = rows.newest(turn.store, checkin.match_id, checkin.reader_id)
    return last.ask_at if last is not None and last.status is CheckInStatus.PLANNED else None


def lapses_at(checkin: CheckIn, turn: Turn) -> datetime:
    """Until when an answer is waited for after it was put before them."""
    return timing.over_after(turn.now, checkins.WAITS, checkin.reader, turn)


def waits_for(reader: Member, turn: Turn) -> bool:
    """Whether they could hardly have answered yet."""
    return telling.is_fresh(asking.asked(reader), turn)


def has_got(checkin: CheckIn, turn: Turn) -> bool:
    """Whether the question is on their screen, and letters reach them."""
    asked_at, cards = checkin.asked_at or turn.now, telling.cards(asking.asked(checkin.reader), turn)
    was_sent = any(one.sent_at is not None and one.sent_at >= asked_at for one in cards)
    return was_sent and hearing.can_be_reached(checkin.reader)
