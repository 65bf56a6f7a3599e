"""What gets two people talking: icebreakers, questions for an intro chat, and kind words for a no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from string import Formatter

from flows.library.options import profile, topics
from flows.library.reading import LABEL, SENTENCE, BadLibrary, Table, by_slug, read


class About(StrEnum):
    """What two people can share. Its value is the name of the place in an icebreaker's text."""

    TOPIC = "topic"
    INTEREST = "interest"
    LANGUAGE = "language"
    EXPERIENCE = "experience"
    FIELD = "field"


class By(StrEnum):
    MENTEE = "mentee"
    MENTOR = "mentor"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Icebreaker:
    """A line for a room. `about` is None for any two people; with `about` and no `slug` the text names the shared
    thing in braces (``{topic}``), to be filled with its phrase or, for a language, its name."""

    text: str = field(metadata=SENTENCE)
    about: About | None = None
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask in an intro chat, to find out whether it fits; `by` says who may like to ask it."""

    text: str = field(metadata=SENTENCE)
    by: By


@dataclass(frozen=True, slots=True)
class Decline:
    """A reason for "Not now": the mentor presses `label`, the mentee reads `told`, which may name ``{mentor}``.

    A `private` reason is told in the same words as one that is not, so that nobody can tell them apart.
    """

    slug: str
    label: str = field(metadata=SENTENCE)
    told: str = field(metadata=SENTENCE)
    private: bool


@dataclass(frozen=True, slots=True)
class Talking:
    icebreakers: tuple[Icebreaker, ...]
    questions: tuple[Question, ...]
    declines: Mapping[str, Decline]


@cache
def all_talking() -> Talking:
    file = read("icebreakers")
    found = Talking(
        tuple(map(_icebreaker, file.tables("icebreakers"))),
        tuple(map(_question, file.tables("questions"))),
        by_slug(map(_decline, file.tables("declines")), "declines"),
    )
    file.done()
    open_reasons = {reason.told for reason in found.declines.values() if not reason.private}
    for reason in found.declines.values():
        if reason.private and reason.told not in open_reasons:
            raise BadLibrary(f"icebreakers.toml: the words of {reason.slug} give it away")
    return found


def icebreakers() -> tuple[Icebreaker, ...]:
    """All of them, in the order of the file."""
    return all_talking().icebreakers


@cache
def icebreakers_about(about: About | None, slug: str = "") -> tuple[Icebreaker, ...]:
    """The icebreakers for one shared thing: those made for it first, then those that name any of its kind.

    Without `about`, those that suit any two people.
    """
    fitting = [line for line in icebreakers() if line.about == about and line.slug in ("", slug)]
    return tuple(sorted(fitting, key=lambda line: not line.slug))


def questions() -> tuple[Question, ...]:
    """Good things to ask in an intro chat."""
    return all_talking().questions


def declines() -> Mapping[str, Decline]:
    """The reasons for "Not now", in the order in which they are offered."""
    return all_talking().declines


def _icebreaker(row: Table) -> Icebreaker:
    about = About(row.text("about")) if "about" in row else None
    found = Icebreaker(row.text("text", 160), about, row.slug() if "slug" in row else "")
    named = {name for _, name, _, _ in Formatter().parse(found.text) if name is not None}
    if named != ({about.value} if about and not found.slug else set()):
        raise row.wrong(f"the text names {named or 'nothing'}")
    if found.slug and (about is None or found.slug not in _slugs(about)):
        raise row.wrong(f"there is no {about} {found.slug}")
    row.done()
    return found


def _slugs(about: About) -> Mapping[str, object]:
    match about:
        case About.TOPIC:
            return topics()
        case About.INTEREST:
            return profile().interests
        case About.LANGUAGE:
            return profile().languages
        case About.EXPERIENCE:
            return profile().experiences
        case About.FIELD:
            return profile().fields


def _question(row: Table) -> Question:
    found = Question(row.text("text", 160), By(row.text("by")))
    row.done()
    return found


def _decline(row: Table) -> Decline:
    found = Decline(row.slug(), row.text("label", LABEL), row.text("told", 160), row.flag("private"))
    row.done()
    return found
