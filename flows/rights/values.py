"""Single values, as a person reads them."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from bot import shown
from bot.words import Day, Phrase, Voice, When, _, term, unmarked
from flows import library
from flows.coordinating import acts
from storage.mentoring.profiles import TagKind

YES, NO = _("yes"), _("no")
IN_WORDS: Mapping[tuple[str, str], str] = {("profile", "field"): "field", ("profile", "stage"): "stage",
                                           ("wish", "topic"): "topic"}  # fmt: skip
"""Columns that hold a slug of the library, and of which part of it."""


def said(kind: str, column: str, value: Any, row: Mapping[str, Any], voice: Voice) -> str:
    """One value in words; empty where there is none."""
    match value:
        case None | "":
            return ""
        case bool():
            return voice.plain(YES if value else NO)
        case datetime():
            return voice.plain(_("{when}", when=When(value)))
        case date():
            return voice.plain(_("{day}", day=Day(value)))
        case StrEnum():
            return value.replace("_", " ")
        case str():
            return _text(kind, column, value, row, voice)
        case _:
            return str(value)


def _text(kind: str, column: str, value: str, row: Mapping[str, Any], voice: Voice) -> str:
    match kind, column:
        case "letter", "card":
            return card_words(value)
        case "draft", "answers":
            return "; ".join(part for given in json.loads(value).values() for part in given if part)
        case "search", "filters":
            return ", ".join(_named("topic", one, voice) for one in json.loads(value).values())
        case "tag", "slug":
            return _named(str(row["kind"]), value, voice)
        case "act", "what":
            known = acts.WORDS.get(value)
            return _act(known, row, voice) if known else value.replace("_", " ")
        case _:
            part = IN_WORDS.get((kind, column))
            return _named(part, value, voice) if part else value


def _act(known: Phrase, row: Mapping[str, Any], voice: Voice) -> str:
    whom = row.get("to_id")
    places = {
        "person": _("{name}", name=whom) if whom else _("you"),
        "mentor_word": _("mentor"), "mentors_word": _("mentors"),
        "mentee_word": _("mentee"), "mentees_word": _("mentees"),
    }  # fmt: skip
    return voice.plain(Phrase(known.text, places))


def _named(part: str, slug: str, voice: Voice) -> str:
    found = _library().get(part, {}).get(slug) or _library()["any"].get(slug)
    return voice.plain(term(found)) if found else slug.replace("_", " ")


@cache
def _library() -> Mapping[str, Mapping[str, str]]:
    """What is picked from, by the kind of a tag: slug → label."""
    known = library.profile()
    styles = {f"{pair.slug}-{side.slug}": side.card for pair in known.styles.values() for side in pair.sides.values()}
    topics = _labels(library.topics().values())
    found = {
        TagKind.TOPIC: topics,
        TagKind.LOOKS_FOR: topics,
        TagKind.LANGUAGE: _labels(known.languages.values()),
        TagKind.INTEREST: _labels(known.interests.values()),
        TagKind.WAY: _labels(known.ways.values()),
        TagKind.FREE: _labels(known.free.values()),
        TagKind.SUPPORT: _labels(known.supports.values()),
        TagKind.STYLE: styles,
        TagKind.EXPERIENCE: _labels(known.experiences.values()),
        "field": _labels(known.fields.values()),
        "stage": _labels(known.stages.values()),
    }
    return {**{str(kind): labels for kind, labels in found.items()},
            "any": {slug: label for labels in found.values() for slug, label in labels.items()}}  # fmt: skip


def _labels(options: Iterable[Any]) -> dict[str, str]:
    return {option.slug: option.label for option in options}


def card_words(kept: str) -> str:
    """What a card says, in plain lines; where it is not for other eyes, only what its notification says."""
    card = shown.Card.model_validate_json(kept)
    if card.notice:
        return card.notice
    parts = [card.title, card.text, *(f"{fact.label}: {fact.text}" for fact in card.facts),
             *(section.text for section in card.sections), card.foot]  # fmt: skip
    return "\n".join(unmarked(part) for part in parts if part)
