"""What people type for a date or a time, and what they are told when it cannot be read."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.typed_dates import MONTHS, Unreadable, parse_date, parse_time
from bot.words import Voice

TODAY = date(2026, 10, 1)  # a Thursday
FIFTH = date(2026, 10, 5)  # a Monday


@pytest.mark.parametrize(
    "typed",
    [
        "2026-10-05", "2026/10/5", "2026.10.05", "5.10.2026", "05.10.26", "5. 10. 2026", "5.10.", "5.10", "5 Oct",
        "5 october", "5th of October", "the 5th of October, 2026", "5. Oct. 2026", "5oct", "Oct 5", "OCT. 5TH, 2026",
        "October 5 26", "Mon 5 Oct", "monday, october 5", "  5\u00a0 Oct \n", "october the 5th",
        "\uff15\uff0e\uff11\uff10\uff0e\uff12\uff10\uff12\uff16",  # full-width digits
        "\u0665.\u0661\u0660.\u0662\u0660\u0662\u0666",  # Arabic digits
    ],
)  # fmt: skip
def test_many_ways_to_write_a_day_are_read(typed: str) -> None:
    """What can only be the fifth of October 2026 is read as that."""
    assert parse_date(typed, TODAY) == FIFTH


@pytest.mark.parametrize(
    ("typed", "coming"),
    [
        ("today", TODAY),
        ("Tomorrow", date(2026, 10, 2)),
        ("yesterday", date(2026, 9, 30)),
        ("1 Oct", TODAY),
        ("30 Sep", date(2027, 9, 30)),
        ("2 Oct", date(2026, 10, 2)),
        ("29 Feb", date(2028, 2, 29)),
        ("13/10", date(2026, 10, 13)),
        ("10/13", date(2026, 10, 13)),
        ("10-10-2026", date(2026, 10, 10)),
        ("12/31/26", date(2026, 12, 31)),
    ],
)
def test_a_day_without_a_year_is_the_next_one(typed: str, coming: date) -> None:
    """A plan means the next such day, today included; a written year is kept."""
    assert parse_date(typed, TODAY) == coming


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("5/10", "That could be 5 Oct or 10 May. Please write the month in letters."),
        ("05-10-2026", "That could be 5 Oct or 10 May. Please write the month in letters."),
        ("31 Feb", "There is no such day in the calendar. Please check the day and the month."),
        ("29.2.2027", "There is no such day in the calendar. Please check the day and the month."),
        ("0/5", "There is no such day in the calendar. Please check the day and the month."),
        ("13/13/2026", "There is no such day in the calendar. Please check the day and the month."),
        ("5.10.0026", "That year is very far away. Write the date like 2026-10-01."),
        ("9999-12-31", "That year is very far away. Write the date like 2026-10-01."),
        ("Tue 5 Oct", "5 Oct 2026 is a Monday. Please check the weekday."),
        ("soon", "I could not read that date. Write it like 2026-10-01 or 1 Oct."),
        ("", "I could not read that date. Write it like 2026-10-01 or 1 Oct."),
        ("5 Ju", "I could not read that date. Write it like 2026-10-01 or 1 Oct."),
        ("Foo 5 Oct", "I could not read that date. Write it like 2026-10-01 or 1 Oct."),
        ("2026-10/05", "I could not read that date. Write it like 2026-10-01 or 1 Oct."),
        ("5.102026", "I could not read that date. Write it like 2026-10-01 or 1 Oct."),
        ("1" * 5000, "I could not read that date. Write it like 2026-10-01 or 1 Oct."),
    ],
)
def test_a_date_that_cannot_be_read_is_asked_again(typed: str, sentence: str) -> None:
    """Nothing is guessed: the sentence says what is wrong, or how to write it."""
    with pytest.raises(Unreadable) as refused:
        parse_date(typed, TODAY)
    assert Voice().plain(refused.value.sentence) == sentence


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("16:30", time(16, 30)),
        ("16.30", time(16, 30)),
        ("16h30", time(16, 30)),
        ("1630", time(16, 30)),
        ("16:30:00", time(16, 30)),
        ("4:30 pm", time(16, 30)),
        ("4.30PM", time(16, 30)),
        ("4:30 p.m.", time(16, 30)),
        ("4pm", time(16)),
        ("16h", time(16)),
        ("16", time(16)),
        ("04:00", time(4)),
        ("12 am", time(0)),
        ("12:15 pm", time(12, 15)),
        ("noon", time(12)),
        ("Midnight", time(0)),
        (" \uff19:\uff13\uff10 ", time(9, 30)),
    ],
)
def test_many_ways_to_write_a_time_are_read(typed: str, expected: time) -> None:
    """Twelve or twenty-four hours, with a colon, a dot, an h or nothing between."""
    assert parse_time(typed) == expected


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("4", "Is that 4 am or 4 pm? Write it like 16:30 or 4:30 pm."),
        ("24:00", "The clock goes from 0:00 to 23:59. Write it like 16:30 or 4:30 pm."),
        ("12:60", "The clock goes from 0:00 to 23:59. Write it like 16:30 or 4:30 pm."),
        ("13 pm", "With am or pm the hour goes from 1 to 12. Write it like 16:30 or 4:30 pm."),
        ("0:30 am", "With am or pm the hour goes from 1 to 12. Write it like 16:30 or 4:30 pm."),
        ("after lunch", "I could not read that time. Write it like 16:30 or 4:30 pm."),
        ("", "I could not read that time. Write it like 16:30 or 4:30 pm."),
        ("9:5", "I could not read that time. Write it like 16:30 or 4:30 pm."),
        ("-4:30", "I could not read that time. Write it like 16:30 or 4:30 pm."),
        ("4" * 5000, "I could not read that time. Write it like 16:30 or 4:30 pm."),
    ],
)
def test_a_time_that_cannot_be_read_is_asked_again(typed: str, sentence: str) -> None:
    """Nothing is guessed: the sentence says what is wrong, or how to write it."""
    with pytest.raises(Unreadable) as refused:
        parse_time(typed)
    assert Voice().plain(refused.value.sentence) == sentence


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)), st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_every_day_can_be_typed(day: date, today: date) -> None:
    """Each day, written in each way that names its year, is read as itself, whatever day it is today."""
    month = MONTHS[day.month - 1]
    for typed in (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {month[:3]} {day.year}",
        f"{month.title()} {day.day}, {day.year}",
        f"{day:%a} {day.day} {month[:3]} {day.year}",
    ):
        assert parse_date(typed, today) == day


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)), st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_a_day_without_a_year_is_ahead(day: date, today: date) -> None:
    """The day found has the day and month typed, is not over, and no nearer one has."""
    found = parse_date(f"{day.day} {MONTHS[day.month - 1]}", today)
    assert (found.day, found.month) == (day.day, day.month)
    assert found >= today
    assert (found - today).days <= (366 if (day.day, day.month) != (29, 2) else 4 * 366)


@given(st.times())
def test_every_minute_can_be_typed(at: time) -> None:
    """Each minute, on the 24-hour and on the 12-hour clock, is read as itself."""
    minute = at.replace(second=0, microsecond=0)
    for typed in (f"{at:%H:%M}", f"{at:%H%M}", f"{at:%H.%M}", f"{at:%I:%M %p}", f"{at:%I:%M%p}".lower()):
        assert parse_time(typed) == minute


pieces = st.sampled_from(
    ["5", "10", "2026", "31", "0", ".", "/", "-", " ", ":", "oct", "mon", "pm", "th", "h", ",", "²", "٥"]
)


@given(st.text() | st.lists(pieces, max_size=9).map("".join), st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_whatever_is_typed_the_answer_is_one_short_sentence(typed: str, today: date) -> None:
    """Any text is either read or refused with one sentence of at most 100 characters, which repeats none of it."""
    for read in (lambda: parse_date(typed, today), lambda: parse_time(typed)):
        try:
            found = read()
        except Unreadable as refused:
            sentence = Voice().plain(refused.sentence)
            assert 20 <= len(sentence) <= 100
            assert sentence.isascii()
            assert sentence.endswith(".")
        else:
            assert isinstance(found, date | time)


@pytest.mark.parametrize(
    ("typed", "day"), [("tomorrow", date(2026, 9, 8)), ("6 Jan", date(2027, 1, 6)), ("2026-09-10", date(2026, 9, 10))]
)
def test_a_day_that_follows_another(typed: str, day: date) -> None:
    """Without a year it is the next one from that other day on; a word such as “tomorrow” is about today."""
    assert parse_date(typed, date(2026, 9, 7), since=date(2026, 12, 24)) == day
