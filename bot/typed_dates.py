"""Dates and times as people type them.

What can be read in one way only is read; what could be two days or two times is asked again, in a sentence for the
person who typed. Names of months and weekdays are English; dates in digits work for everybody.
"""

import re
import unicodedata
from datetime import date, time, timedelta

from bot.words import Phrase, _

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_ISO = re.compile(r"(?P<year>\d{4})([-./])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_DOTTED = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.?(?: ?(?<=[. ])(?P<year>\d{4}|\d{2}))?")
_SLASHED = re.compile(r"(?P<one>\d{1,2})([/-])(?P<other>\d{1,2})(?:\2(?P<year>\d{4}|\d{2}))?")
_WEEKDAY, _WRITTEN_DAY, _MONTH = r"(?:(?P<weekday>[a-z]+) )?", r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<month>[a-z]+)"
_WRITTEN_YEAR = r"(?: (?P<year>\d{4}|\d{2}))?"
_DAY_FIRST = re.compile(rf"{_WEEKDAY}{_WRITTEN_DAY} ?{_MONTH}{_WRITTEN_YEAR}")
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}{_MONTH} ?{_WRITTEN_DAY}{_WRITTEN_YEAR}")
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::\d{2})?)? ?(?P<half>am|pm|h)?")
_FOUR_DIGITS = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2}) ?(?P<half>am|pm|h)?")


class Unreadable(ValueError):
    """`sentence` says what is wrong with it or how to write it: at most 100 characters, nothing of what was typed."""

    def __init__(self, sentence: Phrase) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


def parse_date(text: str, today: date, since: date | None = None) -> date:
    """The day somebody typed on the day `today`. Raises `Unreadable`.

    Without a year it is the next such day from `since` on (without it: from today on), that day included. 5.10. is the
    fifth of October, 5/10 is not read, because it is May for some people. A year more than a hundred years away is
    taken for a slip.
    """
    typed = _plain(text)
    if typed in ("today", "tomorrow", "yesterday"):
        return today + timedelta(days=("yesterday", "today", "tomorrow").index(typed) - 1)
    return _in_the_calendar(typed, today if since is None else since)


def _in_the_calendar(typed: str, today: date) -> date:
    if found := _SLASHED.fullmatch(typed):
        return _slashed(int(found["one"]), int(found["other"]), found["year"], today)
    if found := _ISO.fullmatch(typed) or _DOTTED.fullmatch(typed):
        return _day(int(found["day"]), int(found["month"]), found["year"], today)
    words = " ".join(word for word in typed.replace(".", " ").split() if word not in ("the", "of"))
    for found in filter(None, (_DAY_FIRST.fullmatch(words), _MONTH_FIRST.fullmatch(words))):
        month, weekday = _number(found["month"], MONTHS), _number(found["weekday"] or "", WEEKDAYS)
        if month and (weekday or not found["weekday"]):  # Oct 5th is no weekday Oct in a month Th
            return _on_weekday(_day(int(found["day"]), month, found["year"], today), weekday)
    raise Unreadable(
        _("I could not read that date. Write it like {digits} or {words}.", digits=f"{today}", words=_spoken(today))
    )


def parse_time(text: str) -> time:
    """The time of day somebody typed, to the minute. A bare hour from 1 to 12 could mean two and is not read. Raises
    `Unreadable`."""
    typed = _plain(text)
    if typed in ("noon", "midday", "midnight"):
        return time(0 if typed == "midnight" else 12)
    typed = re.sub(r"([ap])\.? ?m\.?$", r"\1m", typed)
    found = _FOUR_DIGITS.fullmatch(typed) or _TIME.fullmatch(typed)
    if not found:
        raise Unreadable(_("I could not read that time. Write it like 16:30 or 4:30 pm."))
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if found["minute"] is None and half is None and 1 <= hour <= 12:
        raise Unreadable(_("Is that {hour} am or {hour} pm? Write it like 16:30 or 4:30 pm.", hour=hour))
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            raise Unreadable(_("With am or pm the hour goes from 1 to 12. Write it like 16:30 or 4:30 pm."))
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise Unreadable(_("The clock goes from 0:00 to 23:59. Write it like 16:30 or 4:30 pm."))
    return time(hour, minute)


def _plain(text: str) -> str:
    """The text in small letters and plain digits, with single spaces between and no commas."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace(",", " ").split())


def _number(word: str, names: tuple[str, ...]) -> int:
    """The place, from 1, of the name that the word shortens to three letters or more; 0 if there is none."""
    return next((place for place, name in enumerate(names, 1) if len(word) >= 3 and name.startswith(word)), 0)


def _slashed(one: int, other: int, year: str | None, today: date) -> date:
    """A date with slashes or hyphens: Europe writes the day first, America the month."""
    if other > 12:
        return _day(other, one, year, today)
    if one > 12 or one == other or 0 in (one, other):
        return _day(one, other, year, today)
    days = {"one": f"{one} {_short(other)}", "other": f"{other} {_short(one)}"}
    raise Unreadable(_("That could be {one} or {other}. Please write the month in letters.", **days))


def _day(day: int, month: int, year: str | None, today: date) -> date:
    if year is None:
        years = range(today.year, today.year + 9)  # 29 February comes again after eight years at the latest
    else:
        typed = int(year) + (2000 if len(year) == 2 else 0)
        if abs(typed - today.year) > 100:
            raise Unreadable(_("That year is very far away. Write the date like {digits}.", digits=f"{today}"))
        years = range(typed, typed + 1)
    for found in (_date(in_year, month, day) for in_year in years):
        if found and (year or found >= today):
            return found
    raise Unreadable(_("There is no such day in the calendar. Please check the day and the month."))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _on_weekday(day: date, weekday: int) -> date:
    if weekday and day.isoweekday() != weekday:
        told = {"day": f"{_spoken(day)} {day.year}", "weekday": WEEKDAYS[day.weekday()].title()}
        raise Unreadable(_("{day} is a {weekday}. Please check the weekday.", **told))
    return day


def _short(month: int) -> str:
    return MONTHS[month - 1][:3].title()


def _spoken(day: date) -> str:
    return f"{day.day} {_short(day.month)}"
