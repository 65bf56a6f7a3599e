"""When something is due for a person: in their own zone, awake, and never at the weekend or while the program rests."""

from datetime import date, datetime, time, timedelta
from typing import Protocol

from bot import calendar
from bot.calendar import Hours, Span
from bot.engine import rhythm
from bot.steps import PERSONAL, Turn
from storage.people import Member

LOOKS_AT = time(9)
"""When coordinators are asked to look at something."""
INTRO_MINUTES = 20
"""How long an intro chat takes, wherever that is said or proposed. Others take 15 to 30 minutes (coffee-roulette.org;
25 at Donut, says bondeo-offsites.com): what is short is said yes to, and two can always agree on more."""
TALK_MINUTES = 30
"""The same for a talk of a match."""
LEFT = 3
"""Working days that are left at least, of a time to answer that days off fall into."""


def zone_of(member: Member, turn: Turn) -> str:
    return member.zone or turn.program.zone


def day_of(moment: datetime, member: Member, turn: Turn) -> date:
    """The day that the moment falls on where the member is."""
    return calendar.local(moment, zone_of(member, turn)).date()


def rests(turn: Turn) -> tuple[Span, ...]:
    """The days on which the program rests."""
    return calendar.spans_of(turn.program.rests)


def is_resting(member: Member, turn: Turn) -> bool:
    """Whether it is one of those days where the member is."""
    return any(day_of(turn.now, member, turn) in span for span in rests(turn))


def past_rests(moment: datetime, turn: Turn) -> datetime:
    """The moment itself, or the same time of day on the program's first day after the days off that it falls on."""
    here = calendar.local(moment, turn.program.zone)
    for span in calendar.joined(rests(turn)):
        if here.date() in span:
            return calendar.instant_of(span.last + calendar.ONE_DAY, here.time(), turn.program.zone)
    return moment


def reaches_at(member: Member, turn: Turn) -> datetime:
    """When a letter that somebody causes now reaches the member: at once, or in their morning. Whoever did something a
    moment ago is awake, and somebody invented never sleeps."""
    return turn.now if member.is_demo else rhythm.waking([member], turn.program, PERSONAL, turn.now)


def working_moment(moment: datetime, member: Member, turn: Turn) -> datetime:
    """The moment itself, or the next one at which the member is awake and it is not the weekend for them."""
    program = turn.program
    hours = Hours(program.quiet_from, program.quiet_until)
    return calendar.next_working_moment(moment, zone_of(member, turn), hours, blackout=rests(turn))


def after_working_days(since: datetime, days: int, member: Member, turn: Turn) -> datetime:
    """That many of the member's working days later, at a moment when they are awake."""
    later = calendar.add_working_days(since, days, zone_of(member, turn), blackout=rests(turn))
    return working_moment(later, member, turn)


class Awaited(Protocol):
    """An ask or a choice: the mentor has some of their working days to answer it, and the mentee waits for it."""

    mentee: Member
    mentor: Member
    answer_by: datetime | None
    answer_from: datetime | None
    answer_days: int


def answer_counts_from(since: datetime, days: int, one: Awaited, turn: Turn) -> None:
    """Notes that there are so many days to answer from then on."""
    one.answer_from, one.answer_days, one.answer_by = since, days, time_to_answer(since, days, one, turn)


def time_to_answer(since: datetime, days: int, one: Awaited, turn: Turn) -> datetime:
    """So many of the mentor's working days later, and a working moment for the mentee, who waits for it."""
    return working_moment(after_working_days(since, days, one.mentor, turn), one.mentee, turn)


def answer_moved(one: Awaited, turn: Turn) -> bool:
    """Counts the time to answer anew after days off were named or taken back; whether that made a difference. Where it
    would be less than it was, a working day is left all the same."""
    until = one.answer_by
    if one.answer_from is None or until is None or until <= turn.now:
        return False
    least = min(until, time_to_answer(turn.now, 1, one, turn))
    one.answer_by = max(least, time_to_answer(one.answer_from, one.answer_days, one, turn))
    return one.answer_by != until


def after_hours(since: datetime, hours: int, member: Member, turn: Turn) -> datetime:
    """That many hours later, put off to the member's next working moment."""
    return working_moment(since + timedelta(hours=hours), member, turn)


def after_days(since: datetime, days: int, member: Member, turn: Turn) -> datetime:
    """That many days later at the same time of day, put off to the member's next working moment."""
    return working_moment(calendar.after_days(since, days, zone_of(member, turn)), member, turn)


def counted(since: datetime, days: int, member: Member, turn: Turn) -> datetime:
    """That many days later at the same time of day. Days on which the program rests are not counted."""
    return calendar.add_working_days(since, days, zone_of(member, turn), frozenset(), rests(turn))


def counted_days(since: datetime, days: int, member: Member, turn: Turn) -> datetime:
    """That many days later, days off not counted, at the member's next working moment."""
    return working_moment(counted(since, days, member, turn), member, turn)


def over_after(since: datetime, days: int, member: Member, turn: Turn) -> datetime:
    """When a time of so many days is over: days off are not counted, and after those that fall into it a few working
    days are left, as what waited for their end is read only then."""
    until, zone = counted_days(since, days, member, turn), zone_of(member, turn)
    for span in calendar.joined(rests(turn)):
        if day_of(since, member, turn) <= span.last and span.first <= day_of(until, member, turn):
            back = working_moment(calendar.instant_of(span.last + calendar.ONE_DAY, time.min, zone), member, turn)
            until = max(until, after_working_days(back, min(days, LEFT), member, turn))
    return until


def morning_after(since: datetime, days: int, turn: Turn) -> datetime:
    """The program's working morning that many days later."""
    program = turn.program
    day = calendar.local(since, program.zone).date() + timedelta(days=days)
    hours = Hours(program.quiet_from, program.quiet_until)
    moment = calendar.instant_of(day, LOOKS_AT, program.zone)
    return calendar.next_working_moment(moment, program.zone, hours, blackout=rests(turn))
