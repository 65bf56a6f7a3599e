"""HTML that cannot be smuggled into: text is escaped when it becomes part of a tag, and only tags are not."""

import re
from html import escape
from typing import Literal, TypeAlias

from bot.words import MOMENT, Phrase, Span, Voice, blocks

VOID = frozenset(("br", "img", "input", "path", "circle"))


class Markup(str):
    """Finished HTML."""

    __slots__ = ()


Content: TypeAlias = "str | Literal[False] | None"
Attribute: TypeAlias = "str | int | bool | None"


def tag(name: str, /, *content: Content, **attributes: Attribute) -> Markup:
    """An element. A `str` is text, `Markup` is HTML, None and False are nothing. An attribute that is True stands
    without a value, one that is None or False is left out; ``class_`` is ``class``, ``data_do`` is ``data-do``."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Markup(f"<{name}{written}>" + ("" if name in VOID else f"{joined(*content)}</{name}>"))


def joined(*content: Content) -> Markup:
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in content if part))


def said(phrase: Phrase) -> str:
    """A sentence of the page itself."""
    return Voice().plain(phrase)


def hidden(text: str) -> Markup:
    """For screen readers alone."""
    return tag("span", text, class_="unseen")


def rich(text: str) -> Markup:
    """Tiny markdown: paragraphs, lists, bold, italic and links. Empty for an empty text."""
    parts: list[Markup] = []
    items: list[Markup] = []
    paragraph: list[Markup] = []

    def close() -> None:
        if items:
            parts.append(tag("ul", *items))
        if paragraph:
            parts.append(tag("p", *(line if not n else joined(tag("br"), line) for n, line in enumerate(paragraph))))
        items.clear()
        paragraph.clear()

    for block in blocks(text) if text else []:
        line = joined(*map(_span, block.spans))
        if block.item != bool(items) or not line:
            close()
        if block.item:
            items.append(tag("li", line))
        elif line:
            paragraph.append(line)
    close()
    return joined(*parts)


_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\"'.,:;!?)\]])")


def linked(line: str) -> list[str]:
    """A line that somebody typed, as it stands, with the web addresses in it to be pressed."""
    return [_link(joined(part), part) if number % 2 else part for number, part in enumerate(_ADDRESS.split(line))]


def _link(inside: Markup, address: str) -> Markup:
    return tag("a", inside, href=address, target="_blank", rel="noopener noreferrer")


def _span(span: Span) -> Markup:
    marked = joined(span.text)
    if span.link and not span.link.startswith(("channel:", MOMENT)):
        marked = _link(marked, span.link)
    if span.italic:
        marked = tag("em", marked)
    return tag("strong", marked) if span.bold else marked


# --- small drawings --------------------------------------------------------------------------------------------------

_PATHS = {
    "eye-off": "M3 3l18 18M10.6 6.1A9.8 9.8 0 0 1 12 6c5 0 8.6 4.2 9.5 6a14 14 0 0 1-2.6 3.4M6.6 7.6A14.3 14.3 0 0 0 "
               "2.5 12c.9 1.8 4.5 6 9.5 6 1.6 0 3.1-.4 4.4-1.1M9.9 9.9a3 3 0 0 0 4.2 4.2",
    "down": "M6 9l6 6 6-6",
    "plus": "M12 5v14M5 12h14",
    "close": "M6 6l12 12M18 6L6 18",
    "dots": "M5 12h.01M12 12h.01M19 12h.01",
    "beside": "M4 5h16v14H4zM12 5v14",
    "clock": "M12 7v5l3.5 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
    "send": "M4.5 12h14M13 6l6 6-6 6",
    "file": "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5M12 11v6M9.5 14.5L12 17l2.5-2.5",
    "shade": "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
    "letters": "M4 6h16v12H4zM4 7l8 6 8-6",
    "again": "M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5",
}  # fmt: skip


def icon(name: str) -> Markup:
    """A drawing beside words that say the same."""
    return tag(
        "svg", tag("path", d=_PATHS[name]), class_=f"icon {name}", viewBox="0 0 24 24", aria_hidden="true",
        focusable="false",
    )  # fmt: skip
