"""Rendered cards, forms and files in the shape that discord.py sends.

The library keeps every view that it sends, to call it back; ours are finished from the start, because presses are
routed by their ids alone. They have to be made where the event loop runs.
"""

import io
from collections.abc import Sequence
from typing import Any

import discord

from adapters.discord.render import Part, attachment_names, render_card, render_form
from bot import shown
from bot.parcels import FileContent, Outgoing


class CardView(discord.ui.LayoutView):
    """Components as they were rendered."""

    def __init__(self, parts: list[Part]) -> None:
        super().__init__(timeout=None)
        self.parts = parts
        self.stop()

    def to_components(self) -> list[dict[str, Any]]:
        return self.parts

    def has_components_v2(self) -> bool:
        return True


class FormView(discord.ui.Modal):
    """A modal as it was rendered."""

    def __init__(self, form: shown.Form) -> None:
        modal = render_form(form)
        super().__init__(title=modal["title"], custom_id=modal["custom_id"], timeout=None)
        self.parts: list[Part] = modal["components"]
        self.stop()

    def to_components(self) -> list[dict[str, Any]]:
        return self.parts


def straight_back(card: shown.Card) -> CardView:
    """A card that answers at once: the bytes of its files come only by letter, so their descriptions are read here."""
    return CardView(render_card(card, files=False))


def of_letter(letter: Outgoing, *, mark: int = 0, hint: str = "") -> CardView:
    """A letter's card with the files that are there; if all have expired, with their descriptions."""
    there = tuple(content.file for content in letter.files)
    card = letter.card.model_copy(update={"files": there}) if there else letter.card
    return CardView(render_card(card, mark=mark, hint=hint, files=bool(there)))


def files_of(contents: Sequence[FileContent]) -> list[discord.File]:
    """Fresh each time: discord.py reads a file once."""
    names = attachment_names([content.file for content in contents])
    return [
        discord.File(io.BytesIO(content.content), filename=name, description=content.file.alt.strip()[:1024] or None)
        for content, name in zip(contents, names, strict=True)
    ]
