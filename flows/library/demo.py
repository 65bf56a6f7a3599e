"""The demo program: invented people to look around among."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from flows.library.options import profile, topics
from flows.library.places import countries, country_of_zone
from flows.library.reading import LABEL, BadLibrary, Table, by_slug, read


class Standing(StrEnum):
    OPEN = "open"
    FULL = "full"
    PAUSED = "paused"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class DemoExperience:
    kind: str
    shown: bool


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody invented. All but `slug`, `name` and `zone` may be empty; `style` maps a pair to the side chosen."""

    slug: str
    name: str
    zone: str
    pronouns: str
    field: str
    stage: str
    languages: tuple[str, ...]
    hometown: str
    interests: tuple[str, ...]
    fun_fact: str
    topics: tuple[str, ...]
    support: tuple[str, ...]
    ways: tuple[str, ...]
    free: tuple[str, ...]
    style: Mapping[str, str]
    experiences: tuple[DemoExperience, ...]

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class DemoMentor:
    """`places` for mentees and for `intros` (open asks and intro chats), both from 1."""

    person: DemoPerson
    bio: str
    places: int
    intros: int
    standing: Standing

    @property
    def slug(self) -> str:
        return self.person.slug


@dataclass(frozen=True, slots=True)
class DemoMentee:
    """`hope`: what should be different in three months, or empty."""

    person: DemoPerson
    hope: str

    @property
    def slug(self) -> str:
        return self.person.slug


@dataclass(frozen=True, slots=True)
class DemoProgram:
    name: str
    college: str
    zone: str
    help_country: str
    about: str
    help_lines: str
    second_contact: str


@dataclass(frozen=True, slots=True)
class Demo:
    """Everybody by slug; no slug stands for two people."""

    program: DemoProgram
    coordinators: Mapping[str, DemoPerson]
    mentors: Mapping[str, DemoMentor]
    mentees: Mapping[str, DemoMentee]


@cache
def demo() -> Demo:
    """The demo program. Its words are what people wrote and a coordinator set, so nothing of it is translated."""
    file = read("demo")
    found = Demo(
        program=_program(file.table("program")),
        coordinators=by_slug(map(_coordinator, file.tables("coordinators")), "coordinators"),
        mentors=by_slug(map(_mentor, file.tables("mentors")), "mentors"),
        mentees=by_slug(map(_mentee, file.tables("mentees")), "mentees"),
    )
    file.done()
    known = [*found.coordinators, *found.mentors, *found.mentees]
    if len(set(known)) < len(known):
        raise BadLibrary("demo.toml: a slug stands for two people")
    return found


def _program(row: Table) -> DemoProgram:
    found = DemoProgram(
        name=row.text("name", LABEL),
        college=row.text("college", LABEL),
        zone=_zone(row),
        help_country=row.text("help_country"),
        about=row.text("about"),
        help_lines=row.text("help_lines"),
        second_contact=row.text("second_contact"),
    )
    if found.help_country not in countries():
        raise row.wrong(f"there is no help for {found.help_country}")
    row.done()
    return found


def _coordinator(row: Table) -> DemoPerson:
    found = _person(row)
    row.done()
    return found


def _mentor(row: Table) -> DemoMentor:
    found = DemoMentor(
        person=_person(row),
        bio=row.text("bio", 300),
        places=row.number("places"),
        intros=row.number("intros"),
        standing=Standing(row.maybe("standing") or Standing.OPEN),
    )
    if min(found.places, found.intros) < 1:
        raise row.wrong("there is no place")
    row.done()
    return found


def _mentee(row: Table) -> DemoMentee:
    found = DemoMentee(_person(row), row.maybe("hope", 200))
    row.done()
    return found


def _person(row: Table) -> DemoPerson:
    offered = profile()
    return DemoPerson(
        slug=row.slug(),
        name=row.text("name", LABEL),
        zone=_zone(row),
        pronouns=row.maybe("pronouns", LABEL),
        field=_known(row, "field", offered.fields),
        stage=_known(row, "stage", offered.stages),
        languages=_all_known(row, "languages", offered.languages),
        hometown=row.maybe("hometown", LABEL),
        interests=_all_known(row, "interests", offered.interests),
        fun_fact=row.maybe("fun_fact", 150),
        topics=_all_known(row, "topics", topics()),
        support=_all_known(row, "support", offered.supports),
        ways=_all_known(row, "ways", offered.ways),
        free=_all_known(row, "free", offered.free),
        style=_style(row.table("style")),
        experiences=tuple(map(_experience, row.tables("experiences"))),
    )


def _zone(row: Table) -> str:
    zone = row.text("zone")
    if country_of_zone(zone) is None:
        raise row.wrong(f"nobody knows where {zone} is")
    return zone


def _style(row: Table) -> Mapping[str, str]:
    chosen = {pair: _known(row, pair, profile().styles[pair].sides) for pair in row if pair in profile().styles}
    row.done()
    return MappingProxyType(chosen)


def _experience(row: Table) -> DemoExperience:
    kind = _known(row, "kind", profile().experiences)
    if not kind:
        raise row.wrong("kind is missing")
    found = DemoExperience(kind, row.flag("shown"))
    row.done()
    return found


def _known(row: Table, key: str, offered: Iterable[str]) -> str:
    slug = row.maybe(key)
    if slug and slug not in offered:
        raise row.wrong(f"{key}: there is no {slug}")
    return slug


def _all_known(row: Table, key: str, offered: Iterable[str]) -> tuple[str, ...]:
    slugs = row.texts(key)
    for slug in slugs:
        if slug not in offered:
            raise row.wrong(f"{key}: there is no {slug}")
    if len(set(slugs)) < len(slugs):
        raise row.wrong(f"{key} names something twice")
    return slugs
