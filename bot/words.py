"""Phrases: sentences that wait for their reader.

A flow writes ``_("You said yes to {mentee}.", mentee=name)``; nobody knows yet in which language and zone it will be
read. `Voice` turns a phrase into text for one reader, when a letter or a reply is saved. Values that come from people
are escaped there, once, so no flow and no renderer has to think of it.

Text is a tiny markdown: ``**bold**``, ``_italic_``, ``<https://…>``, ``<tel:…|label>``, lines that begin with ``- ``,
and a backslash before a character that is to be read as itself. `spans` takes it apart again for the renderers.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import Literal, TypeAlias

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal

from bot import calendar


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of ours with named places for values; `many` and `count` where it has a plural."""

    text: str
    values: "Mapping[str, Value]"
    many: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Joined:
    """Phrases one under the other (`between` is a newline, or two) or in one line."""

    parts: "tuple[Text, ...]"
    between: str = "\n"


@dataclass(frozen=True, slots=True)
class Said:
    """Words that a person wrote, as a whole text: shown as they stand, with nothing in them taken as formatting."""

    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Tiny markdown that was said before (a card that waited), passed on as it is. Never for people's words."""

    text: str


@dataclass(frozen=True, slots=True)
class When:
    """An instant, read in the reader's zone: "Tue 3 Mar, 16:30 your time". Where many read, each sees it in their own
    zone on platforms that can show it so, and elsewhere in the program's. The style `from` is for the first of two
    instants: the zone is named behind the second."""

    instant: datetime
    style: Literal["moment", "day", "time", "from"] = "moment"


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, which is the same day in every zone."""

    day: date


@dataclass(frozen=True, slots=True)
class Link:
    """An address of ours (``https://…``, ``tel:…``, ``channel:…``) that can be pressed where the platform allows it;
    never a person's. `label` is what is read instead of the address."""

    address: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Several values in one sentence: "a, b and c"."""

    items: "tuple[Value, ...]"


Value: TypeAlias = str | int | float | Phrase | When | Listing | Day | Link | None
"""What can stand in a place of a phrase. A `str` is a person's words: escaped, on one line."""
Text: TypeAlias = Phrase | Joined | Said | Marked
"""Anything a card can say."""


def _(text: str, /, **values: Value) -> Phrase:
    """A phrase. The text is also the key in the translation catalogs, so it is always a literal."""
    return Phrase(text, values)


def n_(one: str, many: str, n: int, /, **values: Value) -> Phrase:
    """A phrase with a plural; ``{n}`` is the number."""
    return Phrase(one, {"n": n, **values}, many, n)


def term(text: str) -> Phrase:
    """A phrase from a data file (a topic, a language), whose text is collected for translation elsewhere."""
    return Phrase(text, {})


def channel(id: str) -> Link:
    """A channel of the reader's place, by the name that it has there."""
    return Link(f"channel:{id}", f"#{id}")


def listing(items: Iterable[Value]) -> Listing:
    return Listing(tuple(items))


def lines(*parts: Text | None) -> Joined:
    """Texts one under the other; what is None is left out."""
    return Joined(tuple(part for part in parts if part is not None))


def paragraphs(*parts: Text | None) -> Joined:
    """Texts one under the other, with a line left free between them; what is None is left out."""
    return Joined(tuple(part for part in parts if part is not None), "\n\n")


def sentences(*parts: Text | None) -> Joined:
    """Texts one after the other in one paragraph; what is None is left out."""
    return Joined(tuple(part for part in parts if part is not None), " ")


# --- what people write -------------------------------------------------------------------------------------------

_DIRECTION = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF])
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and patterns that are drawn as nothing: Hangul fillers, the empty Braille cell."""
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def clean(text: str) -> str:
    """What a person wrote, without what cannot be read: control characters, direction marks, lone surrogates, runs of
    more than two line breaks. Emoji sequences stay whole. Where nothing of it can be seen, it is empty. Idempotent."""
    if text.isascii() and text.isprintable():  # most of what comes in, and nothing in it is hidden
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = unicodedata.normalize("NFC", text.translate(_DIRECTION))
    kept = "".join(
        " " if c == "\t" else c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")
    )
    kept = "\n".join(line.rstrip(" \u00a0") for line in kept.split("\n"))
    kept = unicodedata.normalize("NFC", re.sub(r"\n{3,}", "\n\n", kept)).strip()
    return kept if any(_is_seen(c) for c in kept) else ""


def _is_seen(character: str) -> bool:
    """Whether it shows on its own: no space, no joiner, no mark without a letter, no letter that is blank."""
    category = unicodedata.category(character)
    return category[0] not in "ZC" and category not in ("Mn", "Me") and character not in _BLANK


def _isolated(text: str) -> str:
    """Keeps a right-to-left value from turning the sentence around it (first strong isolate … pop)."""
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


def escape(text: str) -> str:
    """Makes any text safe inside the tiny markdown: `spans` gives it back unformatted."""
    return re.sub(r"([\\*_\-<])", r"\\\1", text)


# --- a reader ----------------------------------------------------------------------------------------------------


@cache
def _catalog(language: str) -> NullTranslations:
    """The sentences in `language`; in English, or where there is no catalog, as they stand."""
    if not re.fullmatch(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*", language):
        return NullTranslations()
    path = files("bot") / "locale" / language / "LC_MESSAGES" / "kith.mo"
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as opened:
        return GNUTranslations(opened)


def _locale(language: str) -> Locale:
    """How to write dates and numbers: as in the sentences around them, so in English where there is no catalog."""
    if not language.startswith("en") and type(_catalog(language)) is NullTranslations:
        return Locale("en")
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@cache
def _zone_name(zone: str, locale: Locale) -> str:
    return get_timezone_location(zone, locale=locale, return_city=True) if "/" in zone else zone


@dataclass(frozen=True, slots=True)
class Voice:
    """How one reader is spoken to. `own` is False for rooms and channels, where "your time" would be wrong."""

    language: str = "en"
    zone: str = "UTC"
    own: bool = True

    def say(self, text: Text) -> str:
        """The text in tiny markdown, with every value escaped."""
        return self._text(text)

    def plain(self, text: Text) -> str:
        """The text for places that hold no formatting (titles, labels): nothing is escaped, and markup is taken out."""
        return unmarked(self._text(text)).replace("\n", " ")

    def _text(self, text: Text) -> str:
        match text:
            case Said(words):
                return escape(_isolated(clean(words)))
            case Marked(marked):
                return marked
            case Joined(parts, between):
                return between.join(self._text(part) for part in parts)
            case Phrase(one, values, many, count):
                catalog = _catalog(self.language)
                # The catalogs' own header stands under the empty text.
                found = catalog.ngettext(one, many, count) if many else one and catalog.gettext(one)
                return found.format_map({name: self._value(value) for name, value in values.items()})

    def _value(self, value: Value) -> str:
        match value:
            case None:
                return ""
            case str():
                return escape(_isolated(clean(value).replace("\n", " ")))
            case int() | float():
                return str(format_decimal(value, locale=_locale(self.language)))
            case When():
                return self._moment(value)
            case Day(day):
                return escape(format_date(day, "EEE d MMM y", locale=_locale(self.language)))
            case Link(address, label):
                return f"<{address}|{label}>" if label else f"<{address}>"
            case Listing(items):
                return format_list([self._value(item) for item in items], locale=_locale(self.language))
            case Phrase():
                return self._text(value)

    def _moment(self, when: When) -> str:
        if self.own or when.style == "day":
            return escape(self._when(when))
        return f"<{MOMENT}{int(when.instant.timestamp())}:{when.style}|{self._when(when)}>"

    def _when(self, when: When) -> str:
        local, locale = calendar.local(when.instant, self.zone), _locale(self.language)
        if when.style == "day":
            return format_date(local.date(), "EEE d MMM", locale=locale)
        if when.style == "time":
            clock = format_time(local, "HH:mm", tzinfo=local.tzinfo, locale=locale)
        else:
            clock = format_datetime(local, "EEE d MMM, HH:mm", tzinfo=local.tzinfo, locale=locale)
        if when.style == "from":
            return clock
        gettext = _catalog(self.language).gettext
        if self.own:
            return gettext("{moment} your time").format(moment=clock)
        return gettext("{moment} ({place} time)").format(moment=clock, place=_zone_name(self.zone, locale))


# --- taking the tiny markdown apart ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text as it is to be read, and how."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


MOMENT = "time:"
"""How an instant begins that every reader sees in their own zone: its seconds since 1970 come behind it, and its style
(``time:1772548200:moment``). Its label says it in the program's zone."""
_LINK = r"<((?:https://|tel:|channel:|time:)[\w./:?=&%+#*-]+)(?:\|([^<>|\\\n]+))?>"
_TOKEN = re.compile(rf"\\(.)|(\*\*)|(_)|{_LINK}|([^\\*_<]+|.)", re.ASCII | re.DOTALL)


def spans(text: str) -> list[Span]:
    """One line (or lines) of tiny markdown as runs. Never fails: a mark without its partner marks up to the end."""
    found: list[Span] = []
    run, bold, italic = "", False, False

    def close() -> None:
        nonlocal run
        if run:
            found.append(Span(run, bold, italic))
        run = ""

    for escaped, double, underscore, address, label, literal in _TOKEN.findall(text):
        if double:
            close()
            bold = not bold
        elif underscore:
            close()
            italic = not italic
        elif address:
            close()
            found.append(Span(label or address, bold, italic, address))
        else:
            run += escaped or literal
    close()
    return found


def unmarked(text: str) -> str:
    """Tiny markdown as plain text."""
    return "".join(span.text for span in spans(text))


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph line, or an item of a list."""

    spans: list[Span]
    item: bool = False


def blocks(text: str) -> list[Block]:
    """Tiny markdown line by line; an unescaped ``- `` at the start makes an item."""
    return [
        Block(spans(line[2:]), item=True) if line.startswith("- ") else Block(spans(line)) for line in text.split("\n")
    ]
