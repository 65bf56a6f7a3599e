"""Where people are: cities, time zones, countries, and the help lines there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from flows.library.reading import DESCRIPTION, LABEL, SENTENCE, Table, plain, read


class Purpose(StrEnum):
    """What a line is for, first of all."""

    CRISIS = "crisis"
    LISTENING = "listening"
    ABUSE = "abuse"
    STUDENTS = "students"
    YOUNG = "young"


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somebody to turn to. `call`, `text` and `web` are numbers and an address, or empty; one at least is there.

    `text_word` is what to send to `text`, where a word is wanted. `hours` and `note` are sentences or empty; `always`
    means day and night, every day. `name` and `source` (the owner's site) are not translated.
    """

    name: str
    purpose: Purpose
    call: str
    text: str
    text_word: str
    web: str
    always: bool
    hours: str = field(metadata=SENTENCE)
    note: str = field(metadata=SENTENCE)
    source: str


@dataclass(frozen=True, slots=True)
class Country:
    """`code` is ISO 3166. `emergency` are numbers for everything; `police` and `ambulance` are numbers of their own or
    empty. At least one of the three is there; `lines` may be empty."""

    code: str
    name: str = field(metadata=SENTENCE)
    emergency: tuple[str, ...]
    police: str
    ambulance: str
    lines: tuple[HelpLine, ...]


@dataclass(frozen=True, slots=True)
class City:
    """`name` as it is written there; `also` are other names people type."""

    name: str
    country: str
    zone: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Help:
    checked: date
    international: HelpLine
    countries: Mapping[str, Country]


@dataclass(frozen=True, slots=True)
class Zones:
    countries: Mapping[str, str]
    aliases: Mapping[str, str]
    cities: tuple[City, ...]


@cache
def all_help() -> Help:
    file = read("help_lines")
    table = file.table("countries")
    found = Help(
        checked=file.day("checked"),
        international=_line(file.table("international")),
        countries=MappingProxyType({code: _country(code, table.table(code)) for code in table}),
    )
    file.done()
    return found


def countries() -> Mapping[str, Country]:
    """The countries whose emergency number is known, by ISO 3166 code."""
    return all_help().countries


def help_lines(country: str | None) -> tuple[HelpLine, ...]:
    """Whom to turn to, nearest first: the lines of the country, then the international entry, which is always there."""
    known = countries().get(country or "")
    return (*(known.lines if known else ()), all_help().international)


def help_lines_checked() -> date:
    """The day on which the lines were last gone through."""
    return all_help().checked


@cache
def all_zones() -> Zones:
    file = read("zones")
    table, aliases = file.table("countries"), file.table("aliases")
    found = Zones(
        countries={zone: code for code in table for zone in table.texts(code)},
        aliases={old: aliases.text(old) for old in aliases},
        cities=tuple(map(_city, file.tables("cities"))),
    )
    file.done()
    return found


def current_zone(zone: str) -> str:
    """The name in use for a zone that goes by an old one (``Asia/Calcutta``); every other name as it is."""
    return all_zones().aliases.get(zone, zone)


def country_of_zone(zone: str) -> str | None:
    """The ISO 3166 code of the country a zone lies in, or None where that is not known (``UTC``)."""
    return all_zones().countries.get(current_zone(zone))


def cities() -> tuple[City, ...]:
    """The cities that "Which city are you in?" knows, continent by continent."""
    return all_zones().cities


def find_cities(typed: str, most: int = 25) -> tuple[City, ...]:
    """The cities that somebody may mean who typed this, whole names first, then beginnings of names, then of words."""
    wanted = plain(typed)
    if not wanted:
        return ()
    ranked = sorted((rank, n) for n, names in enumerate(_names()) if (rank := _rank(wanted, names)) is not None)
    return tuple(cities()[n] for _, n in ranked[:most])


@cache
def _names() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(plain, (city.name, *city.also))) for city in cities())


def _rank(wanted: str, names: tuple[str, ...]) -> int | None:
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    return 2 if any(f" {wanted}" in name for name in names) else None


def _country(code: str, row: Table) -> Country:
    found = Country(
        code=code,
        name=row.text("name", LABEL),
        emergency=row.texts("emergency"),
        police=row.maybe("police"),
        ambulance=row.maybe("ambulance"),
        lines=tuple(map(_line, row.tables("lines"))),
    )
    if not (found.emergency or found.police or found.ambulance):
        raise row.wrong("there is no emergency number")
    row.done()
    return found


def _line(row: Table) -> HelpLine:
    found = HelpLine(
        name=row.text("name", LABEL),
        purpose=Purpose(row.text("for")),
        call=row.maybe("call"),
        text=row.maybe("text"),
        text_word=row.maybe("text_word"),
        web=row.maybe("web"),
        always=row.flag("always"),
        hours=row.maybe("hours", DESCRIPTION),
        note=row.maybe("note", DESCRIPTION),
        source=row.text("source"),
    )
    if not (found.call or found.text or found.web):
        raise row.wrong("there is no way to reach it")
    if found.always and found.hours:
        raise row.wrong("always there, and yet with hours")
    row.done()
    return found


def _city(row: Table) -> City:
    found = City(row.text("city", LABEL), row.text("country"), row.text("zone"), row.texts("also"))
    row.done()
    return found
