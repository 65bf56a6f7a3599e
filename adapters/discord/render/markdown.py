"""Tiny markdown as Discord's, with everything that people wrote taken literally.

Discord reads a backslash before any punctuation as "this as it stands", so every character that could begin something
gets one: emphasis, code, spoilers, mentions, channels, custom emoji and times (all begin with ``<``), links, and, where
a line begins, headings, small print, quotes and lists.
"""

import re
from dataclasses import replace

from bot.words import MOMENT, Span, blocks

_ANYWHERE = re.compile(r"[\\*_~`|<>\[\]@]")
_LINK_OR_EMOJI = re.compile(r":(?=//|[\w+~-]+:)")
_LINE_START = re.compile(r"^(\s*)([#\-+])")
_NUMBER_START = re.compile(r"^(\s*\d+)([.)])")
_BETWEEN = "\u200b"
"""Between bold and italic that touch: their asterisks would run together."""


def escape(text: str, *, begins_line: bool = True) -> str:
    """Text as Discord shows it literally."""
    escaped = _LINK_OR_EMOJI.sub(r"\\:", _ANYWHERE.sub(r"\\\g<0>", text))
    if not begins_line:
        return escaped
    return _NUMBER_START.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", escaped))


def markdown(text: str) -> str:
    """Tiny markdown, line by line, as Discord's markdown."""
    return "\n".join(("- " if block.item else "") + _line(block.spans) for block in blocks(text))


def _line(spans: list[Span]) -> str:
    drawn, marked_before = "", False
    for span in _joined(spans):
        piece, marked = _span(span, begins_line=not drawn.strip())
        drawn += (_BETWEEN if marked and marked_before else "") + piece
        marked_before = marked and piece.endswith("*")
    return drawn


def _joined(spans: list[Span]) -> list[Span]:
    """The same with neighbours made one that are formatted alike, so that nothing hides between two."""
    found: list[Span] = []
    for span in spans:
        if not found or _leads(span) or _leads(found[-1]):
            found.append(span)
        elif (found[-1].bold, found[-1].italic) == (span.bold, span.italic):
            found[-1] = replace(span, text=found[-1].text + span.text)
        else:
            found.append(span)
    return found


def _leads(span: Span) -> str:
    """Where the span leads, as Discord points there: to a page, to a channel, or to an instant that each reader sees in
    their own zone; to nothing else."""
    if span.link.startswith("channel:"):
        return f"<#{span.link.removeprefix('channel:')}>"
    if span.link.startswith(MOMENT):
        seconds, style = span.link.removeprefix(MOMENT).split(":")
        return f"<t:{seconds}:{'t' if style == 'time' else 'F'}>"
    if not span.link.startswith("https://"):
        return ""
    return f"<{span.link}>" if span.text == span.link else f"[{escape(span.text)}](<{span.link}>)"


def _span(span: Span, *, begins_line: bool) -> tuple[str, bool]:
    """The span, and whether it carries marks. Space stays outside of them: Discord takes no mark beside space."""
    if leads := _leads(span):
        return leads, False
    inner = span.text.strip()
    marks = "*" * (2 * span.bold + span.italic)
    if not inner or not marks:
        return escape(span.text, begins_line=begins_line), False
    before, after = span.text.split(inner, 1)
    return f"{before}{marks}{escape(inner)}{marks}{after}", True


def fitted(text: str, most: int) -> str:
    """The same in at most `most` (at least 1) characters, shortened with an ellipsis where it must be."""
    drawn = markdown(text)
    while len(drawn) > most:
        text = _shortened(text, min(len(text) - 1, len(text) * most // len(drawn)))
        drawn = markdown(text)
    return drawn


def _shortened(text: str, length: int) -> str:
    """At most `length` characters with an ellipsis at the end, never cut inside an escape."""
    kept = text[: max(length - 1, 0)].rstrip()
    if (len(kept) - len(kept.rstrip("\\"))) % 2:
        kept = kept[:-1]
    return kept + "…"
