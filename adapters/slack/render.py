"""Cards as Slack's Block Kit. Pure.

Nothing that a person wrote is ever parsed: text with formatting goes into `rich_text` blocks, whose elements are
literal, and everything else into `plain_text` without emoji codes. `mrkdwn` is not used at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from itertools import groupby
from typing import Any, TypeAlias

from adapters.base import notice, plain_text
from bot.shown import Card, Choice, Fact, Menu, Option, Style
from bot.words import MOMENT, Block, Span, blocks, spans

Json: TypeAlias = dict[str, Any]

NAME = "Kith"
_STYLES = {Style.MAIN: "primary", Style.GRAVE: "danger"}


@dataclass(frozen=True, slots=True)
class Message:
    """A message: its blocks, and the `text` of its notification, in which Slack finds nothing to parse."""

    blocks: list[Json]
    text: str


def render_card(card: Card, *, files: bool = True) -> Message:
    """A card as a message. The action_id of everything that can be pressed is its id. Without `files` they do not come
    beside it, and what they show is read in it."""
    return Message(card_blocks(card, files=files), escaped(notice(card)).strip() or NAME)


def render_home(card: Card) -> Json:
    """A card as the Home tab."""
    return {"type": "home", "blocks": card_blocks(card, files=False)}


def render_note(card: Card) -> Json:
    """A card as a modal that has nothing to send; what can be pressed on it works as on a message."""
    return {"type": "modal", "title": plain(NAME), "blocks": card_blocks(card, files=False)}


def card_blocks(card: Card, *, files: bool = True) -> list[Json]:
    """The blocks from top to bottom, each with a block_id that no other version of the card has."""
    drawn = list(_drawn(card, files=files))
    salt = fresh(card.model_dump_json(exclude={"event"}))
    for number, block in enumerate(drawn):
        block["block_id"] = f"{salt}-{number}"
    return drawn


def _drawn(card: Card, *, files: bool) -> Iterator[Json]:
    if card.title.strip():
        yield {"type": "header", "text": plain(card.title)}
    if card.text.strip():
        yield rich_text(card.text)
    if card.facts:
        yield _facts(card.facts)
    for section in card.sections:
        yield rich_text(section.text)
        if section.choices:
            yield _buttons(section.choices)
    if not files:
        yield from (context(f"({file.alt})") for file in card.files if file.is_image and file.alt.strip())
    if card.menu:
        yield _menu(card.menu)
    if card.choices:
        yield _buttons(card.choices)
    if card.foot.strip():
        yield context(plain_text(card.foot))


def _buttons(choices: Sequence[Choice]) -> Json:
    """Buttons in one row, the main one first."""
    ordered = sorted(choices, key=lambda choice: choice.style is not Style.MAIN)
    return {"type": "actions", "elements": [_button(choice) for choice in ordered]}


def _button(choice: Choice) -> Json:
    style = {"style": _STYLES[choice.style]} if choice.style in _STYLES else {}
    return {"type": "button", "action_id": choice.id, "text": plain(choice.marked), **style}


def _menu(menu: Menu) -> Json:
    """A menu beside its label, which stays to be read when something has been picked."""
    if menu.channels:
        element: Json = {"type": "conversations_select", "filter": {"include": ["public", "private"]}}
    else:
        element = {"type": "static_select", "options": [option(one) for one in menu.options]}
    return {"type": "section", "text": plain(menu.label), "accessory": {**element, "action_id": menu.id}}


def option(one: Option) -> Json:
    """An option of a menu or a list, with its hint as a description."""
    hint = {"description": plain(one.hint)} if one.hint.strip() else {}
    return {"text": plain(one.label), "value": one.value, **hint}


# --- text ------------------------------------------------------------------------------------------------------------


def plain(text: str) -> Json:
    """A text object that Slack shows as it stands."""
    return {"type": "plain_text", "text": text, "emoji": False}


def context(text: str) -> Json:
    """A small line."""
    return {"type": "context", "elements": [plain(text)]}


def rich_text(text: str) -> Json:
    """Tiny markdown as one block; lines that are items become a list."""
    return {"type": "rich_text", "elements": list(_parts(blocks(text)))}


def _parts(lines: Sequence[Block]) -> Iterator[Json]:
    for is_item, run in groupby(lines, key=lambda line: line.item):
        if is_item:
            yield {"type": "rich_text_list", "style": "bullet", "elements": [_section([line.spans]) for line in run]}
        else:
            yield _section([line.spans for line in run])


def _section(lines: Sequence[Sequence[Span]]) -> Json:
    """Lines under each other. Slack takes no section without a character in it."""
    elements: list[Json] = []
    for number, line in enumerate(lines):
        if number:
            elements.append({"type": "text", "text": "\n"})
        elements += [_literal(span) for span in line]
    return {"type": "rich_text_section", "elements": elements or [{"type": "text", "text": " "}]}


def _literal(span: Span) -> Json:
    """Text as it stands, or a link to a page or to a channel; Slack links to nothing else."""
    style = {name: True for name in ("bold", "italic") if getattr(span, name)}
    styled = {"style": style} if style else {}
    if span.link.startswith("https://"):
        return {"type": "link", "url": span.link, "text": span.text, **styled}
    if span.link.startswith("channel:"):
        return {"type": "channel", "channel_id": span.link.removeprefix("channel:"), **styled}
    if span.link.startswith(MOMENT):
        return _moment(span) | styled
    return {"type": "text", "text": span.text, **styled}


def _moment(span: Span) -> Json:
    """An instant that Slack shows to each reader in their own zone."""
    seconds, style = span.link.removeprefix(MOMENT).split(":")
    shown = "{time}" if style == "time" else "{date_long_pretty}, {time}"
    return {"type": "date", "timestamp": int(seconds), "format": shown, "fallback": span.text}


def _facts(facts: Sequence[Fact]) -> Json:
    lines = [[Span(f"{fact.label}: ", bold=True), *spans(fact.text)] for fact in facts]
    return {"type": "rich_text", "elements": [_section(lines)]}


def escaped(text: str) -> str:
    """Text for the one field that Slack always parses: no mention and no link can be in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fresh(version: str) -> str:
    """A short name for this version of something: another version, another name."""
    return blake2s(version.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
