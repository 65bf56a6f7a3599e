"""The file with everything that is kept about somebody: for machines, and to be read."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from bot.calendar import local
from bot.steps import Turn
from bot.words import Phrase, Voice, When, _
from flows import words
from flows.rights import keeping, labels, values
from storage.mentoring.rules import rules_of
from storage.rights.giving import Given


def zipped(given: Sequence[Given], voice: Voice, turn: Turn) -> bytes:
    """`my-data.txt` to be read, `my-data.json` for machines; times in the reader's zone in both."""
    parts = {"my-data.txt": readable(given, voice, turn), "my-data.json": for_machines(given, voice, turn)}
    made = io.BytesIO()
    moment = local(turn.now, voice.zone)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, text.encode())
    return made.getvalue()


# --- for machines ----------------------------------------------------------------------------------------------------


def for_machines(given: Sequence[Given], voice: Voice, turn: Turn) -> str:
    """Kind by kind, with the names that the columns have in the rows. Who else a row is about is there by name."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for row in given:
        plain = {name: _plain(row.table, name, value, voice) for name, value in row.values.items()}
        kinds.setdefault(row.table, []).append({"program": row.program} | plain | dict(row.others))
    whole = {"made_at": local(turn.now, voice.zone).isoformat(), "zone": voice.zone, "kept": kinds}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _plain(kind: str, column: str, value: Any, voice: Voice) -> Any:
    match value:
        case datetime():
            return local(value, voice.zone).isoformat()
        case date() | time():
            return value.isoformat()
        case StrEnum():
            return str(value)
        case str() if (kind, column) in (("draft", "answers"), ("search", "filters")):
            return json.loads(value)
        case str() if (kind, column) == ("letter", "card"):
            return values.card_words(value)
        case _:
            return value


# --- to be read ------------------------------------------------------------------------------------------------------


def readable(given: Sequence[Given], voice: Voice, turn: Turn) -> str:
    """The same in words: a heading for each kind, and what was left empty is left out."""
    title = voice.plain(_("What I keep about you"))
    lines = [title, "=" * len(title), "", *_preface(voice, turn)]
    programs = {row.program for row in given if row.program}
    for kind, heading in labels.KINDS.items():
        rows = [row for row in given if row.table == kind]
        if rows:
            head = voice.plain(_in_own_words(heading, turn))
            lines += ["", head, "-" * len(head)]
            for row in rows:
                lines += ["", *_row(row, voice, turn, several=len(programs) > 1)]
    kept = voice.plain(_("How long things are kept"))
    rest = [voice.plain(line) for line in keeping.each(rules_of(turn.store))]
    return "\n".join([*lines, "", kept, "-" * len(kept), "", *rest]) + "\n"


def _preface(voice: Voice, turn: Turn) -> Iterator[str]:
    said = (
        _("Made {when}. Times are in the zone {zone}.", when=When(turn.now), zone=voice.zone),
        _("What others said in confidence is not in it: what they think, how to reach them, what they reported."),
        _("What I have sent you stands in our conversation, so it is not written out here once more."),
    )  # fmt: skip
    yield from (voice.plain(line) for line in said)


def _row(row: Given, voice: Voice, turn: Turn, *, several: bool) -> Iterator[str]:
    if several and row.program:
        yield voice.plain(_("Program: {program}", program=row.program))
    whole = {**row.others, **row.values}
    for column, value in whole.items():
        said = values.said(row.table, column, value, whole, voice)
        if said:
            name = voice.plain(_in_own_words(labels.label(row.table, column), turn))
            yield f"{name}: {said}".replace("\n", "\n    ")


def _in_own_words(text: Phrase, turn: Turn) -> Phrase:
    known: Mapping[str, Phrase] = words.of(turn)
    return Phrase(text.text, known)
