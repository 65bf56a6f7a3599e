"""Cards as components v2: one container, read from top to bottom."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from adapters.discord.render.markdown import escape, fitted
from adapters.discord.render.parts import TEXT_CHANNEL, Part, Type, options, rows, text
from bot import shown

MENU_MARK = "|"
"""Behind the id of a menu, so that a menu and a button of one card can take the same step."""

_MOST_TEXT = 4000
_MOST_PARTS = 39
"""Discord's 40, less one for the line that explains a thread which stands in for direct messages."""
_MOST_ALT = 1024

Words: TypeAlias = Callable[[int], str]
"""A text of the card in at most so many characters."""


def render_card(card: shown.Card, *, mark: int = 0, hint: str = "", files: bool = True) -> list[Part]:
    """The components of a message.

    `mark` is kept on the message as the container's own number (0: none), `hint` is tiny markdown above the card.
    With `files`, the files of the card are sent along under `attachment_names`; without, their descriptions are read.
    """
    words = _words(card, hint, files)
    texts = _fit(words)
    inside = _inside(card, texts, files)
    inside += [text("\u200b")] if not inside else []
    container: Part = {"type": Type.CONTAINER, "components": inside} | ({"id": mark} if mark else {})
    return [text(texts["hint"]), container] if texts["hint"].strip() else [container]


def _words(card: shown.Card, hint: str, files: bool) -> dict[str, Words]:
    """Every text that counts against the limit of a message, by where it stands."""
    found: dict[str, Words] = {
        "hint": partial(fitted, hint),
        "title": partial(_title, card.title),
        "text": partial(fitted, card.text),
        "foot": partial(_small, card.foot),
    }
    for number, fact in enumerate(card.facts):
        found[f"fact {number}"] = partial(_fact, fact)
    for number, section in enumerate(card.sections):
        found[f"section {number}"] = partial(fitted, section.text)
    if not files:
        for number, file in enumerate(card.files):
            found[f"file {number}"] = partial(_described, file)
    return found


def _title(title: str, most: int) -> str:
    line = " ".join(title.split())
    return "### " + _plain(line, most - 4) if line else ""


def _fact(fact: shown.Fact, most: int) -> str:
    label = _plain(fact.label.strip(), most // 3)
    return f"**{label}:** " + fitted(fact.text, max(most - len(label) - 6, 1)).replace("\n", " ")


def _small(foot: str, most: int) -> str:
    """Small print, line by line; a line without words stays an empty line."""
    room = max(most - 3 * (foot.count("\n") + 1), 1)
    return "\n".join(f"-# {line}" if line.strip() else "" for line in fitted(foot, room).split("\n"))


def _described(file: shown.File, most: int) -> str:
    return f"({_plain(file.alt or file.name, most - 2)})"


def _plain(words: str, most: int) -> str:
    """Words without formatting, escaped, in at most `most` characters."""
    while len(drawn := escape(words)) > max(most, 1):
        keep = min(len(words) - 2, len(words) * most // len(drawn) - 1)
        words = words[: max(keep, 0)] + "…"
    return drawn


def _fit(words: dict[str, Words]) -> dict[str, str]:
    """All texts within Discord's limit; where they are too long together, the longest are shortened."""
    texts = {name: word(_MOST_TEXT) for name, word in words.items()}
    room = _MOST_TEXT - len(texts)
    if sum(map(len, texts.values())) <= room:
        return texts
    most = _level(sorted(map(len, texts.values())), room)
    return {name: word(most) if len(texts[name]) > most else texts[name] for name, word in words.items()}


def _level(lengths: Sequence[int], room: int) -> int:
    """The greatest length to which all can be cut so that together they need at most `room`."""
    for position, length in enumerate(lengths):
        share = room // (len(lengths) - position)
        if length > share:
            return share
        room -= length
    return lengths[-1]


def _inside(card: shown.Card, texts: dict[str, str], files: bool) -> list[Part]:
    inside = list(_said(texts["title"], texts["text"]))
    inside += _said(*(texts[f"fact {number}"] for number in range(len(card.facts))))
    sections = [_section(section, texts[f"section {number}"]) for number, section in enumerate(card.sections)]
    end = _end(card, texts, files)
    groups = [group for group in (inside, *sections, end) if group] if sections else [inside + end]
    between = [{"type": Type.SEPARATOR}] if 1 + sum(map(_count, groups)) + len(groups) - 1 <= _MOST_PARTS else []
    drawn = list(groups[0])
    for group in groups[1:]:
        drawn += between + group
    return drawn


def _section(section: shown.Section, words: str) -> list[Part]:
    return [*_said(words), *rows(section.choices)]


def _end(card: shown.Card, texts: dict[str, str], files: bool) -> list[Part]:
    """What comes after the sections: pictures and files, the menu, the buttons, the small print."""
    end = list(_attached(card.files)) if files else list(_said(*(texts[f"file {n}"] for n in range(len(card.files)))))
    if card.menu:
        end.append({"type": Type.ROW, "components": [_menu(card.menu)]})
    return [*end, *rows(card.choices), *_said(texts["foot"])]


def _said(*texts: str) -> Iterator[Part]:
    """One text of several below each other; none where there is nothing to read."""
    words = "\n".join(words for words in texts if words.strip())
    if words:
        yield text(words)


def _menu(menu: shown.Menu) -> Part:
    named: Part = {"custom_id": menu.id + MENU_MARK, "placeholder": menu.label}
    if menu.channels:
        return {"type": Type.CHANNEL_MENU, "channel_types": [TEXT_CHANNEL]} | named
    return {"type": Type.MENU, "options": options(menu.options, most=0)} | named


def _count(parts: Sequence[Part]) -> int:
    return sum(1 + len(part.get("components", ())) for part in parts)


# --- files -----------------------------------------------------------------------------------------------------------


def attachment_names(files: Sequence[shown.File]) -> list[str]:
    """Names under which Discord keeps files as they are: plain letters, digits, dots, dashes; each one once."""
    names: list[str] = []
    for number, file in enumerate(files, start=1):
        last = re.split(r"[/\\]", file.name)[-1]
        plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
        stem, dot, ending = plain.rpartition(".")
        stem, ending = (_tidy(stem or ending), _tidy(ending) if stem else "")
        stem = re.sub("^(SPOILER_)+", "", stem) or f"file-{number}"
        name = stem + (dot if ending else "") + ending
        while name in names:
            name = f"{number}-{name}"
        names.append(name)
    return names


def _tidy(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-_")


def _attached(files: Sequence[shown.File]) -> Iterator[Part]:
    """Pictures in one gallery, everything else as a file to open."""
    named = list(zip(files, attachment_names(files), strict=True))
    pictures = [_picture(file, name) for file, name in named if file.is_image]
    if pictures:
        yield {"type": Type.GALLERY, "items": pictures}
    for file, name in named:
        if not file.is_image:
            yield {"type": Type.FILE, "file": {"url": f"attachment://{name}"}}


def _picture(file: shown.File, name: str) -> Part:
    alt = file.alt.strip()[:_MOST_ALT]
    return {"media": {"url": f"attachment://{name}"}} | ({"description": alt} if alt else {})
