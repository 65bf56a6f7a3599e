"""Typed lines that sound like danger (suicide, self-harm, abuse, violence), or like being harassed. In every language
that has a list.

A list is data (``crisis.<language>.toml``; how it matches is written in the English one). Nobody's language is guessed:
every list looks at every line. A false alarm shows somebody help lines; a miss shows nothing, so in doubt it matches.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import product
from typing import TypeVar

from flows.library.reading import Table, plain, read, squeezed

LANGUAGES = ("en", "de", "es", "fr")


class CrisisKind(StrEnum):
    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    ABUSE = "abuse"
    VIOLENCE = "violence"
    HARASSMENT = "harassment"
    """Not all right, and yet not danger: somebody is harassed or bullied."""


@dataclass(frozen=True, slots=True)
class CrisisList:
    """A list as it is written, with "a/b" spelt out."""

    language: str
    fillers: tuple[str, ...]
    harmless: tuple[str, ...]
    measures: tuple[str, ...]
    spellings: tuple[tuple[str, str], ...]
    phrases: tuple[tuple[CrisisKind, str], ...]
    near_misses: tuple[str, ...]
    examples: tuple[str, ...]
    harassed: tuple[str, ...]


def is_crisis(text: str) -> bool:
    """Whether a typed line suggests that somebody is in danger."""
    return bool(crisis_kinds(text) - {CrisisKind.HARASSMENT})


def is_cry(text: str) -> bool:
    """Whether a typed line suggests that somebody is in danger, or harassed."""
    return bool(crisis_kinds(text))


def crisis_kinds(text: str) -> frozenset[CrisisKind]:
    """What a typed line suggests; empty for nearly every line."""
    # the whole line, since marks may stand anywhere ("I… want to die"), and each part, since words of two parts may
    # make something harmless together
    parts = {text, *re.split(r"[.!?…,;:()\n]+|\s[-–—]+\s", text)}
    return frozenset(kind for matcher in _matchers() for part in parts for kind in matcher.kinds(part))


@cache
def crisis_lists() -> tuple[CrisisList, ...]:
    return tuple(_list(language) for language in LANGUAGES)


class _Matcher:
    """One list, made ready. Every matcher knows the harmless pieces of all languages, squeezed, since words travel."""

    def __init__(self, own: CrisisList, harmless: Iterable[str]) -> None:
        spelt = {f" {squeezed(typed)} ": f" {squeezed(meant)} " for typed, meant in own.spellings}
        self._meant = {typed: meant for typed, meant in spelt.items() if typed != meant}
        self._misspelt = _any_of(self._meant)
        measures = "|".join(re.escape(squeezed(word)) for word in own.measures)
        self._measured = re.compile(rf" \d+ (?:{measures})(?= )") if measures else None
        # what a person types is spelt out first, so fillers and phrases are too
        self._fillers = _any_of(self._spelt(f" {squeezed(filler)} ") for filler in own.fillers)
        self._harmless = _by_first_word((self._compared(piece), None) for piece in harmless)
        self._phrases = _by_first_word((self._compared(squeezed(phrase)), kind) for kind, phrase in own.phrases)

    def kinds(self, text: str) -> Iterator[CrisisKind]:
        words = self._compared(squeezed(text))
        # the longest first, so that a piece of a harmless piece leaves nothing behind
        for piece, _ in sorted(_starting(self._harmless, words), key=lambda found: (-len(found[0]), found[0])):
            while piece in words:  # two in a row share the space between them
                words = words.replace(piece, " | ")
        yield from (kind for phrase, kind in _starting(self._phrases, words) if phrase in words)

    def _compared(self, words: str) -> str:
        """Squeezed words as they are compared, each with a space on both sides."""
        words = f" {words} "
        if self._measured is not None:
            words = self._measured.sub(" |", words)
        return self._fillers.sub("", self._spelt(words))

    def _spelt(self, words: str) -> str:
        return self._misspelt.sub(lambda found: self._meant[f"{found[0]} "].rstrip(), words)


Kept = TypeVar("Kept")


def _by_first_word(pieces: Iterable[tuple[str, Kept]]) -> dict[str, list[tuple[str, Kept]]]:
    """A line holds few words and a list many phrases: only those that can begin in the line are looked for."""
    found: dict[str, list[tuple[str, Kept]]] = {}
    for words, kept in pieces:
        found.setdefault(words.split()[0], []).append((words, kept))
    return found


def _starting(pieces: dict[str, list[tuple[str, Kept]]], words: str) -> Iterator[tuple[str, Kept]]:
    for word in set(words.split()):
        yield from pieces.get(word, ())


def _any_of(pieces: Iterable[str]) -> re.Pattern[str]:
    """Matches a piece with the space before it; the one behind it is left, as it also stands before the next word."""
    longest_first = sorted({piece.rstrip() for piece in pieces}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, longest_first))})(?= )")


@cache
def _matchers() -> tuple[_Matcher, ...]:
    harmless = [squeezed(piece) for known in crisis_lists() for piece in known.harmless]
    return tuple(_Matcher(known, harmless) for known in crisis_lists())


def _list(language: str) -> CrisisList:
    file = read(f"crisis.{language}")
    spellings, phrases, lines = file.table("spellings"), file.table("phrases"), file.table("lines")
    found = CrisisList(
        language=language,
        fillers=file.texts("fillers"),
        harmless=_spelt_out(file, file.texts("harmless")),
        measures=file.texts("measures"),
        spellings=tuple((typed, spellings.text(typed)) for typed in spellings),
        phrases=tuple((kind, one) for kind in CrisisKind for one in _spelt_out(phrases, phrases.texts(kind))),
        near_misses=lines.texts("near_misses"),
        examples=lines.texts("examples"),
        harassed=lines.texts("harassed"),
    )
    for table in (phrases, lines, file):
        table.done()
    return found


def _spelt_out(table: Table, pieces: Iterable[str]) -> tuple[str, ...]:
    """Each phrase with its alternatives: "a/b c" is "a c" and "b c"."""
    found = tuple(" ".join(words) for piece in pieces for words in product(*(w.split("/") for w in piece.split())))
    for phrase in found:
        if not plain(phrase):
            raise table.wrong(f"{phrase!r} has no words")
    return found
