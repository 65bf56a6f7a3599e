"""Short surveys: three questions each, and what can be answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache

from pydantic import TypeAdapter

from flows.library.options import Option
from flows.library.reading import DESCRIPTION, LABEL, SENTENCE, SHORT_LABEL, BadLibrary, Table, by_slug, read

QUESTIONS = 3
HIGHEST = 5
"""Scales go from 1 to this."""


class PulseKind(StrEnum):
    SCALE = "scale"
    YES_NO = "yes_no"
    ONE_OF = "one_of"


@dataclass(frozen=True, slots=True)
class PulseQuestion:
    """One question. A scale has words for its ends, one of several its options; yes and no need neither."""

    slug: str
    kind: PulseKind
    text: str = field(metadata=SENTENCE)
    low: str = field(default="", metadata=SENTENCE)
    high: str = field(default="", metadata=SENTENCE)
    options: tuple[Option, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """What stands for each answer in rows, in the order in which they are offered."""
        match self.kind:
            case PulseKind.SCALE:
                return tuple(str(number) for number in range(1, HIGHEST + 1))
            case PulseKind.YES_NO:
                return ("yes", "no")
            case PulseKind.ONE_OF:
                return tuple(option.slug for option in self.options)


@dataclass(frozen=True, slots=True)
class Pulse:
    """`suits` is the slug of the audience that it is made for; it can be sent to others."""

    slug: str
    version: int
    suits: str
    name: str = field(metadata=SENTENCE)
    what: str = field(metadata=SENTENCE)
    questions: tuple[PulseQuestion, ...]


@cache
def pulses() -> Mapping[str, Pulse]:
    """All of them, in the order in which they are offered."""
    file = read("pulses")
    found = by_slug(map(_pulse, file.tables("pulses")), "pulses.toml")
    file.done()
    return found


def pulse_as_text(pulse: Pulse) -> str:
    """All of it in its present words, to be kept in a row."""
    return _text().dump_json(pulse).decode()


@lru_cache(maxsize=16)
def pulse_of_text(text: str) -> Pulse:
    return _text().validate_json(text)


@cache
def _text() -> TypeAdapter[Pulse]:
    return TypeAdapter(Pulse)


def _pulse(row: Table) -> Pulse:
    questions = tuple(by_slug(map(_question, row.tables("questions")), row.place).values())
    if len(questions) != QUESTIONS:
        raise row.wrong(f"it has {len(questions)} questions, and {QUESTIONS} are asked")
    found = Pulse(
        row.slug(),
        row.number("version"),
        row.slug("for"),
        row.text("name", SHORT_LABEL),
        row.text("what", DESCRIPTION),
        questions,
    )
    row.done()
    return found


def _question(row: Table) -> PulseQuestion:
    kind, options = PulseKind(row.text("kind")), tuple(map(_option, row.tables("options")))
    if (kind is PulseKind.ONE_OF) != (2 <= len(options) <= HIGHEST):
        raise row.wrong(f"{kind} with {len(options)} options")
    found = PulseQuestion(row.slug(), kind, row.text("text", 160), row.maybe("low", 30), row.maybe("high", 30), options)
    if (kind is PulseKind.SCALE) != bool(found.low and found.high):
        raise BadLibrary(f"{row.place}: a scale has words for both ends, and nothing else has")
    row.done()
    return found


def _option(row: Table) -> Option:
    label = row.text("label", LABEL)
    found = Option(row.slug(), label, label)
    row.done()
    return found
