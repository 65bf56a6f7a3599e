"""Reading: the files of this folder as typed tables, and what people type as plain words."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from importlib.resources import files
from types import MappingProxyType
from typing import Protocol, TypeVar

from storage.mentoring.spelling import LATIN

SENTENCE: Mapping[str, bool] = MappingProxyType({"sentence": True})
"""The metadata of a dataclass field that holds a sentence to be translated; `spoken` collects these."""

LABEL, SHORT_LABEL, DESCRIPTION, SLUG = 75, 40, 75, 30
"""Most characters, by what the platforms show: a button or an option, one that shares its row, the line under an
option, and the value that a button carries."""


class BadLibrary(ValueError):
    """A file breaks the rules written at its top; the message names the place and what is wrong there."""


class Sluggish(Protocol):
    @property
    def slug(self) -> str: ...


Named = TypeVar("Named", bound=Sluggish)


class Table:
    """One table of a file. A key is read with its type, and `done` refuses keys that nobody read."""

    def __init__(self, place: str, content: Mapping[str, object]) -> None:
        self.place = place
        self._left = dict(content)

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def wrong(self, what: str) -> BadLibrary:
        return BadLibrary(f"{self.place}: {what}")

    def text(self, key: str, most: int = 500) -> str:
        """Text that is there: not empty, nothing at its ends, at most `most` characters."""
        text = self._take(key, str)
        if not text or text != text.strip():
            raise self.wrong(f"{key} is empty or begins or ends with a space")
        if len(text) > most:
            raise self.wrong(f"{key} has {len(text)} characters, and {most} are the most")
        return text

    def maybe(self, key: str, most: int = 500) -> str:
        """As `text`, or nothing where the key is absent."""
        return self.text(key, most) if key in self else ""

    def slug(self, key: str = "slug") -> str:
        slug = self.text(key, SLUG)
        if not re.fullmatch("[a-z0-9_]+", slug):
            raise self.wrong(f"{key} {slug!r} holds other characters than a to z, digits and _")
        return slug

    def flag(self, key: str, absent: bool = False) -> bool:
        return self._take(key, bool) if key in self else absent

    def number(self, key: str) -> int:
        return self._take(key, int)

    def day(self, key: str) -> date:
        return self._take(key, date)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is absent."""
        found = self._take(key, list) if key in self else []
        if not all(isinstance(text, str) for text in found):
            raise self.wrong(f"{key} holds something that is no text")
        return tuple(found)

    def table(self, key: str) -> "Table":
        return Table(f"{self.place}, {key}", self._take(key, dict) if key in self else {})

    def tables(self, key: str) -> "tuple[Table, ...]":
        """A list of tables; empty where the key is absent. Each is placed by its slug or its number from 1."""
        found = self._take(key, list) if key in self else []
        return tuple(Table(f"{self.place}, {key} {row.get('slug', n)}", row) for n, row in enumerate(found, start=1))

    def __iter__(self) -> Iterator[str]:
        """The keys that are left, which may be read meanwhile."""
        return iter(tuple(self._left))

    def done(self) -> None:
        if self._left:
            raise self.wrong(f"nobody reads {', '.join(self._left)}")

    _Kind = TypeVar("_Kind")

    def _take(self, key: str, kind: type[_Kind]) -> _Kind:
        if key not in self._left:
            raise self.wrong(f"{key} is missing")
        found = self._left.pop(key)
        if not isinstance(found, kind):
            raise self.wrong(f"{key} should be {kind.__name__} and is {type(found).__name__}")
        return found


def read(name: str) -> Table:
    """The file `name`.toml of this folder."""
    text = (files("flows.library") / f"{name}.toml").read_text(encoding="utf-8")
    return Table(f"{name}.toml", tomllib.loads(text))


def by_slug(found: Iterable[Named], place: str) -> Mapping[str, Named]:
    """What was found, by its slug and in the order of the file. BadLibrary if a slug stands twice."""
    named: dict[str, Named] = {}
    for one in found:
        if one.slug in named:
            raise BadLibrary(f"{place}: the slug {one.slug} stands twice")
        named[one.slug] = one
    return MappingProxyType(named)


def spoken(thing: object) -> Iterator[str]:
    """Every sentence to be translated in dataclasses, tuples and mappings, however deep."""
    if isinstance(thing, Mapping):
        yield from spoken(tuple(thing.values()))
    elif isinstance(thing, tuple):
        for part in thing:
            yield from spoken(part)
    elif is_dataclass(thing):
        for held in fields(thing):
            value = getattr(thing, held.name)
            if not held.metadata.get("sentence"):
                yield from spoken(value)
            elif value:
                yield value


def plain(text: str) -> str:
    """The words of a line: lower case, without accents, apostrophes and invisible characters, one space between them.

    What separates words (punctuation, line ends, emoji) counts as a space. Idempotent.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    if not decomposed.isascii():
        decomposed = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf"))
    return " ".join(_BETWEEN_WORDS.split(decomposed.translate(_NO_APOSTROPHES))).strip()


APOSTROPHES = frozenset("'’‘`´ʼ＇′ˈ")
_NO_APOSTROPHES = dict.fromkeys(map(ord, APOSTROPHES))
_BETWEEN_WORDS = re.compile(r"[\W_]+")


# --- letters as a person reads them, whatever signs they are made of: so that nothing is missed as it was disguised,
# and nobody because their name was -----------------------------------------------------------------------------------


def read_as_latin(text: str, *, spaced_out: int = 4) -> str:
    """Plain words: signs inside a word and letters of other alphabets as the Latin letters they look like, and at least
    so many letters that were `spaced_out` put together."""
    latin = unicodedata.normalize("NFKD", text).translate(LATIN)
    read = re.sub(r"(?<=[^\W\d_])[!1|0345@$](?=[^\W\d_])", lambda found: _LOOKS_LIKE[found[0]], latin)
    run = rf"\b(?:[^\W\d_] ){{{spaced_out - 1},}}[^\W\d_]\b"
    return re.sub(run, lambda found: found[0].replace(" ", ""), plain(read))


def squeezed(text: str) -> str:
    """The same with every run of one letter as one letter."""
    return re.sub(r"([^\W\d_])\1+", r"\1", read_as_latin(text))


_LOOKS_LIKE = {"!": "i", "1": "i", "|": "i", "0": "o", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s"}
