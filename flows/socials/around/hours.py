"""When a social begins and ends, as it was filled in, and when its guests are asked about it afterwards."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from bot.answers import Answers
from bot.calendar import ONE_DAY, add_working_days, instant_of, local
from bot.errors import Invalid, Refused
from bot.steps import Turn
from bot.words import _
from flows import timing
from storage.mentoring.socials.socials import Social

LONGEST_AHEAD = timedelta(days=366)
DAY_MINUTES, LONGEST_NIGHT = 24 * 60, 12 * 60
"""What goes on past midnight lasts so many minutes at most: whatever lasts longer is a slip, such as 9:00 for 21:00."""
ASKS_AT = time(10)
NAMES_AFTER, PICKED_FOR = 2, 4
"""Days, without days off: after guests were asked whether they were there they get the names; from then on they can
pick for so long."""


def times(turn: Turn) -> tuple[datetime, datetime]:
    """When it begins and ends, as it was filled in. Raises `Invalid` where that cannot be."""
    found = _times(turn.answers, turn)
    if found is None:
        raise Refused(_("Please fill in the day and both times."))
    return found


def checks(turn: Turn) -> Callable[[Answers], object]:
    """What a form about a time says beside its fields, whatever else is wrong in it."""
    return lambda answers: _times(answers, turn)


def _times(answers: Answers, turn: Turn) -> tuple[datetime, datetime] | None:
    """None where one of the three could not be read; whether the end is after the beginning is seen without a day."""
    day, starts, ends = answers.day("day"), answers.clock("starts"), answers.clock("ends")
    nights = _nights(starts, ends) if starts is not None and ends is not None else 0
    if day is None or starts is None or ends is None:
        return None
    zone = turn.program.zone
    begin, end = instant_of(day, starts, zone), instant_of(day + nights * ONE_DAY, ends, zone)
    if begin <= turn.now:
        is_today = day == local(turn.now, zone).date()
        raise Invalid("starts" if is_today else "day", _("That is over already. Please give a time that is to come."))
    if begin > turn.now + LONGEST_AHEAD:
        raise Invalid("day", _("That is more than a year away. Please announce it later."))
    for field, at, clock in (("starts", begin, starts), ("ends", end, ends)):
        if local(at, zone).time() != clock:
            raise Invalid(field, _("The clocks are put forward then, and that time is left out. Please take another."))
    return begin, end


def _nights(starts: time, ends: time) -> int:
    """1 where it ends on the day after, else 0. What would go on for long past midnight has the end before the
    beginning."""
    if ends > starts:
        return 0
    if _minutes(ends) + DAY_MINUTES - _minutes(starts) > LONGEST_NIGHT:
        raise Invalid("ends", _("The end has to come after the beginning, at most 12 hours where it is past midnight."))
    return 1


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def asks_at(social: Social, zone: str) -> datetime:
    """The morning after it began, or, where it goes on until then, the next one."""
    day = local(social.starts_at, zone).date() + ONE_DAY
    first = instant_of(day, ASKS_AT, zone)
    return first if first > social.ends_at else instant_of(day + ONE_DAY, ASKS_AT, zone)


def names_at(social: Social, turn: Turn) -> datetime:
    """When they get the names at the soonest, as days off stand now."""
    return days_later(timing.past_rests(asks_at(social, turn.program.zone), turn), NAMES_AFTER, turn)


def picked_until(social: Social, turn: Turn) -> datetime:
    """Until when they can pick at least, as days off stand now."""
    return days_later(names_at(social, turn), PICKED_FOR, turn)


def days_later(since: datetime, days: int, turn: Turn) -> datetime:
    """At the same time of day; days off are not counted."""
    return add_working_days(since, days, turn.program.zone, frozenset(), timing.rests(turn))
