"""Where to turn, and where people are: help lines, countries, zones, cities."""

import re
from datetime import date
from zoneinfo import available_timezones

import pytest

from flows import library
from flows.library.places import all_zones
from flows.library.reading import read


@pytest.mark.parametrize(
    ("country", "emergency"),
    [("CA", "911"), ("GB", "999"), ("DE", "112"), ("AU", "000"), ("IN", "112"), ("NG", "112"), ("JP", "110")],
)
def test_a_country_has_an_emergency_number(country: str, emergency: str) -> None:
    """The number that people there know is among the ones shown."""
    known = library.countries()[country]
    assert emergency in (*known.emergency, known.police)


def test_help_lines_can_be_dialled_and_opened() -> None:
    """Every number is made of digits, every address is https, every line has its owner's site and a way to reach it."""
    lines = [line for code in [None, *library.countries()] for line in library.help_lines(code)]
    assert len(library.countries()) >= 40
    for line in lines:
        for number in (line.call, line.text):
            assert re.fullmatch(r"|\*?\d[\d -]{1,18}", number), line
        assert re.fullmatch(r"|https://[a-z0-9.-]+\.[a-z]{2,}(/[\w./-]*)?", line.web), line
        assert re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}(/[a-z]+)?", line.source), line
        assert line.call or line.text or line.web
        assert line.text or not line.text_word
    for known in library.countries().values():
        assert re.fullmatch("[A-Z]{2}", known.code)
        numbers = [number for number in (*known.emergency, known.police, known.ambulance) if number]
        assert numbers
        assert all(re.fullmatch(r"\d{2,5}", number) for number in numbers)


def test_a_country_with_lines_begins_with_somebody_for_a_crisis_or_for_a_talk() -> None:
    """The first line is for whoever is in danger, or where there is no such line for whoever needs a listener."""
    for known in library.countries().values():
        purposes = [line.purpose for line in known.lines]
        if library.Purpose.CRISIS in purposes:
            assert purposes[0] in (library.Purpose.CRISIS, library.Purpose.LISTENING), known.code


def test_there_is_always_somewhere_to_turn() -> None:
    """The country's own lines come first and the international entry last; an unknown country has that one alone."""
    here, nowhere = library.help_lines("CA"), library.help_lines(None)
    assert here[0].call == "988"
    assert [line.source for line in nowhere] == ["findahelpline.com"]
    assert here[-1] == nowhere[0]
    assert library.help_lines("XX") == nowhere
    assert len(library.help_lines("EE")) == 1
    assert library.help_lines_checked() >= date(2026, 11, 21)


def test_zones_and_cities_are_real() -> None:
    """Every zone is one of the time zone database; a city's zone lies in its country; no two cities read alike."""
    real = available_timezones()
    cities = library.cities()
    assert len(cities) >= 150
    assert len({city.name for city in cities}) == len(cities)
    for city in cities:
        assert city.zone in real, city
        assert library.country_of_zone(city.zone) == city.country, city
    assert {zone for zone in real if library.country_of_zone(zone) == "CA"} >= {"America/Toronto", "America/Halifax"}


def test_a_zone_lies_in_one_country_that_is_known() -> None:
    """Whatever country has help lines can be found from a zone, and no zone lies in two countries."""
    table = read("zones").table("countries")
    zones = [zone for code in table for zone in table.texts(code)]
    assert len(set(zones)) == len(zones)
    assert set(zones) <= available_timezones()
    assert set(all_zones().countries.values()) >= set(library.countries())


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("America/Indiana/Indianapolis", "US"),
        ("Asia/Calcutta", "IN"),
        ("Europe/Kiev", "UA"),
        ("US/Pacific", "US"),
        ("UTC", None),
        ("Mars/Olympus", None),
    ],
)
def test_a_zone_tells_the_country(zone: str, country: str | None) -> None:
    """Names in use and names out of use lead to the country; what is nowhere leads nowhere."""
    assert library.country_of_zone(zone) == country


def test_an_old_name_of_a_zone_is_led_to_the_new_one() -> None:
    """Every old name leads to a zone that is known, and a name in use stays as it is."""
    assert library.current_zone("Asia/Calcutta") == "Asia/Kolkata"
    assert library.current_zone("Asia/Kolkata") == "Asia/Kolkata"
    assert set(all_zones().aliases.values()) <= set(all_zones().countries)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("munich", "München"),
        ("MÜNCHEN ", "München"),
        ("munchen", "München"),
        ("nyc", "New York"),
        ("tor", "Toronto"),
        ("hanoi", "Hà Nội"),
        ("st johns", "St. John's"),
        ("janeiro", "Rio de Janeiro"),
    ],
)
def test_a_city_is_found_by_typing(typed: str, first: str) -> None:
    """Case, accents, other names and beginnings of words lead to the city."""
    assert library.find_cities(typed)[0].name == first


def test_a_whole_name_comes_before_beginnings() -> None:
    """Who types "San" sees cities that begin so, at most as many as asked for; who types nothing sees none."""
    assert [city.name for city in library.find_cities("santiago")] == ["Santiago"]
    assert library.find_cities("cork")[0].name == "Cork"
    assert len(library.find_cities("san", most=3)) == 3
    assert library.find_cities(" .,") == ()
    assert library.find_cities("xyzzy") == ()
