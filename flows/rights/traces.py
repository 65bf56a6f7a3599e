"""Taking somebody's name and words out of what others have: cards, half-filled forms, notes."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError

from bot import shown
from bot.words import Voice, _, escape
from storage.places import Program
from storage.rights.erasure import Traces

LONG = 12
"""Words of this length are nobody else's; shorter ones are only taken out where the name is found, too."""
SURE = 24
"""Cards shorten what is long. What begins like this goes on like it, to the end of that part of the card."""
GAP = "…"
BEFORE_A_SENTENCE = re.compile(r"(?:\A|\n|[.!?]\s)[\s>*•“-]*\Z")


class Scrubber:
    """Finds somebody's traces in text. Whoever has a longer name with theirs in it, or the same one, keeps it."""

    def __init__(self, traces: Traces, program: Program) -> None:
        voice = Voice(program.language)
        self.name = voice.plain(_("somebody who left"))
        self.words = voice.plain(_("This was deleted, together with everything about whoever wrote it."))
        self._gone = voice.plain(_("This was about somebody whose data was deleted."))
        self._names = _names(traces.names, traces.others)
        self._sure_names = _names([name for name in traces.names if " " in name.strip()], traces.others)
        self._long = [_beginning(text) for text in traces.texts if len(text) >= LONG]
        self._short = [_whole(text) for text in traces.texts if len(text) < LONG]

    def card(self, kept: str) -> str:
        changed = _in_values(kept, self._part)
        if changed == kept:
            return kept
        changed = _in_values(changed, self._short_words)
        try:
            shown.Card.model_validate_json(changed)
        except ValidationError:  # what stands there now is longer than a button
            return shown.Card(text=escape(self._gone)).model_dump_json()
        return changed

    def _part(self, text: str) -> str:
        for beginning in self._long:
            text = beginning.sub(GAP, text)
        return self._without(self._names, text)

    def _short_words(self, text: str) -> str:
        for word in self._short:
            text = word.sub(GAP, text)
        return text

    def text(self, kept: str, *, is_theirs: bool) -> str:
        """What others wrote stays theirs, but for the name in it. One word alone may be a word of the language, so it
        is only taken for the name where the row is about this person."""
        names = self._names if is_theirs else self._sure_names
        return _in_values(kept, lambda text: self._without(names, text))

    def _without(self, names: "re.Pattern[str] | None", text: str) -> str:
        return names.sub(lambda found: self._name_in(found) if found[1] else found[0], text) if names else text

    def _name_in(self, found: "re.Match[str]") -> str:
        """What stands for the name, with a capital where it begins a sentence."""
        is_first = BEFORE_A_SENTENCE.search(found.string[: found.start()])
        return self.name[:1].upper() + self.name[1:] if is_first else self.name

    def is_in(self, content: bytes) -> bool:
        """Whether a file names them. One that holds files is looked into."""
        if self._names is None:
            return False
        if content[:2] != b"PK":
            return any(found[1] for found in self._names.finditer(content.decode(errors="replace")))
        with zipfile.ZipFile(io.BytesIO(content)) as files:
            return any(self.is_in(files.read(name)) for name in files.namelist())


def _in_values(kept: str, change: Callable[[str], str]) -> str:
    """Changes a text, or every text in JSON but the ids of steps."""
    if kept[:1] not in ("{", "["):
        return change(kept)
    try:
        found = json.loads(kept)
    except ValueError:
        return change(kept)
    changed = _each(found, change)
    return kept if changed == found else json.dumps(changed, ensure_ascii=False)


def _each(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str():
            return change(value)
        case list():
            return [_each(one, change) for one in value]
        case dict():
            return {name: one if name == "id" else _each(one, change) for name, one in value.items()}
        case _:
            return value


def _names(names: Sequence[str], others: Sequence[str]) -> "re.Pattern[str] | None":
    """Group 1 is a name that is theirs; what is another's is found first, and has no group."""
    theirs = [_written(name) for name in sorted(names, key=len, reverse=True) if name.strip()]
    if not theirs:
        return None
    longer = [_written(name) for name in others]
    return re.compile(rf"(?<!\w)(?:{'|'.join([*longer, rf'({chr(124).join(theirs)})'])})(?!\w)", re.IGNORECASE)


def _beginning(text: str) -> "re.Pattern[str]":
    if len(text) <= SURE:
        return re.compile(_written(text), re.IGNORECASE)
    return re.compile(_written(text[:SURE]) + r".*", re.IGNORECASE | re.DOTALL)


def _whole(text: str) -> "re.Pattern[str]":
    return re.compile(rf"(?<!\w){_written(text)}(?!\w)", re.IGNORECASE)


def _written(text: str) -> str:
    """However it is spaced, and whether or not it is escaped for the tiny markdown."""
    words = ("".join(rf"\\?{re.escape(letter)}" for letter in word) for word in text.split())
    return r"\s+".join(words)
