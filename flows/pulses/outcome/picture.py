"""Results as a picture: bars with their numbers beside them. Pure: the same numbers give the same picture.

What draws is loaded here, where something is drawn, and nowhere else; a running Kith does without it until then. See
docs/decisions/pictures.md.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, MOST_HIGH, EDGE, LABELS = 1200, 2400, 56, 330
"""Points: the picture, its margins, and the column in which answers are named."""
BAR, GAP = 34, 14
INK, QUIET, FULL, GROUND, PAPER = "#1f2933", "#5a6672", "#2f6f8f", "#e4eaee", "#ffffff"


@dataclass(frozen=True, slots=True)
class Chart:
    """One question with its answers; `note` says in words what it comes to."""

    title: str
    note: str
    bars: Sequence[tuple[str, int]]


class _Pen:
    """Where the next line goes."""

    def __init__(self, draw: "ImageDraw", fonts: "dict[str, FreeTypeFont]") -> None:
        self.draw, self.fonts, self.y = draw, fonts, EDGE

    def text(self, words: str, font: str, ink: str, after: int) -> None:
        for line in _folded(words, self.fonts[font], WIDTH - 2 * EDGE):
            self.draw.text((EDGE, self.y), line, font=self.fonts[font], fill=ink)
            self.y += int(self.fonts[font].size * 1.35)
        self.y += after

    def bar(self, label: str, number: int, of: int) -> None:
        small, left = self.fonts["small"], EDGE + LABELS
        [first, *_rest] = _folded(label, small, LABELS - 20, most=1)
        self.draw.text((EDGE, self.y + BAR / 2), first, font=small, fill=INK, anchor="lm")
        room = WIDTH - EDGE - left - 150
        self.draw.rounded_rectangle((left, self.y, left + room, self.y + BAR), radius=6, fill=GROUND)
        if number:
            self.draw.rounded_rectangle((left, self.y, left + max(room * number / of, 8), self.y + BAR), 6, fill=FULL)
        share = f"{number}  ({round(100 * number / of)} %)"
        self.draw.text((left + room + 18, self.y + BAR / 2), share, font=small, fill=INK, anchor="lm")
        self.y += BAR + GAP


def draw(title: str, note: str, charts: Sequence[Chart]) -> bytes:
    """A PNG, as high as it has to be."""
    from importlib.resources import files

    from PIL import Image, ImageDraw, ImageFont

    font = files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf"
    content = font.read_bytes()
    sizes = {"title": (40, 700), "question": (28, 600), "small": (24, 400)}
    fonts = {}
    for name, (size, weight) in sizes.items():
        fonts[name] = ImageFont.truetype(io.BytesIO(content), size)
        fonts[name].set_variation_by_axes([weight, 100])
    image = Image.new("RGB", (WIDTH, MOST_HIGH), PAPER)
    high = _drawn(_Pen(ImageDraw.Draw(image), fonts), title, note, charts)
    out = io.BytesIO()
    image.crop((0, 0, WIDTH, min(high, MOST_HIGH))).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _drawn(pen: _Pen, title: str, note: str, charts: Sequence[Chart]) -> int:
    """Draws everything; gives the height that it takes."""
    pen.text(title, "title", INK, 4)
    pen.text(note, "small", QUIET, 30)
    for chart in charts:
        pen.text(chart.title, "question", INK, 2)
        pen.text(chart.note, "small", QUIET, 14)
        most = sum(number for _label, number in chart.bars)
        for label, number in chart.bars:
            pen.bar(label, number, most)
        pen.y += 32
    return pen.y


def _folded(words: str, font: "FreeTypeFont", width: int, most: int = 4) -> list[str]:
    """In lines of at most that width; what does not fit into the last one ends in dots."""
    lines, line = list[str](), ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            lines.append(line)
            longer = word
        line = longer
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    if font.getlength(lines[-1]) > width:
        last = lines.pop()
        while last and font.getlength(f"{last}…") > width:
            last = last[:-1]
        lines.append(f"{last.rstrip()}…")
    return lines
