"""Whom a text names: a mention, or a word of somebody's name, as people write it in a hurry.

In doubt somebody is named: what is written about them must not come to them, and who wrote it can have it sent to them
all the same. Only words that everybody uses (“will”, “hope”) have to look like a name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from flows.library.reading import read, read_as_latin, squeezed
from storage.mentoring.spelling import folded, visible

LEAST = 3
"""Letters of a word that names somebody however it is written, or of a beginning that may be what they are called."""
_NO_SPACES = re.compile(r"[\u2e80-\U0003ffff]")
"""Characters of scripts that write words without spaces between them."""
_ASIDE = re.compile(r"[(\[{].*|[|/•·–—].*")
"""What stands behind or beside a name: pronouns, a role, a team."""
_DRAWN_OUT = re.compile(r"([^\W\d_])\1\1")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class _Known:
    """The words of ``names.toml``."""

    no_names: frozenset[str]
    everyday: frozenset[str]
    starts: frozenset[str]


class _Seen(NamedTuple):
    """How a word stands in a text: with a capital letter at all, and with one that no sentence begins with."""

    capital: bool
    inside: bool


def mentions(text: str) -> frozenset[str]:
    """The accounts that are mentioned in a text, by their ids there."""
    return frozenset(re.findall(r"<@!?([A-Za-z0-9]+)", text))


class Naming:
    """A text, ready to be asked whom it names."""

    def __init__(self, text: str) -> None:
        self._mentions = mentions(text)
        self._folded = folded(text)
        self._words: dict[str, _Seen] = {}
        for word, seen in _words(text):
            before = self._words.get(word, _Seen(capital=False, inside=False))
            self._words[word] = _Seen(before.capital or seen.capital, before.inside or seen.inside)
        read = read_as_latin(text, spaced_out=LEAST).split()
        self._odd = [
            word for word in read if len(word) >= LEAST and (word not in self._words or _DRAWN_OUT.search(word))
        ]
        self._nicknames = [
            word
            for word, seen in self._words.items()
            if len(word) >= LEAST and (seen.inside or (seen.capital and word not in _known().starts))
        ]

    def names(self, name: str, user: str = "") -> bool:
        """Whether it names somebody of this name, or mentions this account."""
        return (user != "" and user in self._mentions) or any(self._has(part) for part in _parts(name))

    def _has(self, part: str) -> bool:
        if _NO_SPACES.search(part):
            return part in self._folded
        seen = self._words.get(part) or self._words.get(f"{part}s")
        if seen is None:
            return any(part.startswith(word) for word in self._nicknames) or self._has_disguised(part)
        if part in _known().everyday:
            return seen.inside
        return seen.capital or len(part) >= LEAST

    def _has_disguised(self, part: str) -> bool:
        """Whether a word reads like it, in other signs or with a letter drawn out ("k1m", "K i m", "kiiim")."""
        name = squeezed(part)
        return any(len(word) >= len(part) and squeezed(word) == name for word in self._odd)


def _words(text: str) -> Iterator[tuple[str, _Seen]]:
    for found in re.finditer(r"[^\W\d_]+", text):
        before = text[max(found.start() - 4, 0) : found.start()].rstrip(" \t\"'“”‘’([*_~")
        begins = before == "" or before[-1] in ".!?…:;\n"
        capital = found[0][0].isupper()
        for spelt in {folded(found[0]), folded(found[0].casefold().translate(_UMLAUTS))}:
            yield spelt, _Seen(capital, capital and not begins)


def _parts(name: str) -> set[str]:
    """The words of a name by which somebody may be called, also of one like a platform makes them ("sam_miller99")."""
    name = visible(name)
    core = _ASIDE.sub("", name) or name
    split = re.sub(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])", " ", core)
    words = re.findall(r"[^\W\d_]+", split)
    spelt = {form for word in words for form in (folded(word), folded(word.casefold().translate(_UMLAUTS)))}
    return {word for word in spelt if word not in _known().no_names and (len(word) > 1 or _NO_SPACES.search(word))}


@cache
def _known() -> _Known:
    file = read("names")
    found = _Known(*(frozenset(file.texts(key)) for key in ("no_names", "everyday", "starts")))
    file.done()
    return found
