"""Lists that are longer than a card: one page at a time, counted from 0."""

from collections.abc import Callable

from bot.messages import Choice, Pressable
from bot.steps import Record
from bot.words import _


def turns(step: Pressable, about: Record, page: int, *, more: bool, at: Callable[[int], str] = str) -> list[Choice]:
    """The buttons to the page after, if there is `more`, and to the one before; `at` makes the value of a page."""
    after = [Choice(_("Next page"), step, about, at(page + 1))] if more else []
    before = [Choice(_("Page before"), step, about, at(page - 1))] if page else []
    return [*after, *before]
