"""What a typed line names on one card: its number, what a button says, or words that only one of them has."""

import re
from collections.abc import Callable
from typing import TypeAlias

from bot import shown

YES = frozenset({"yes", "yeah", "yep", "y", "sure", "ok", "okay", "ja", "oui", "sí", "si"})
NO = frozenset({"no", "nope", "n", "nein", "non"})
YES_BUTTONS, NO_BUTTONS = YES | {"happy"}, NO | {"not"}
DENIES = frozenset({"not", "no", "never", "nobody", "nothing", "dont", "nicht", "kein", "keine", "pas", "nunca"})
LONGEST_ANSWER = 8
POLITE = frozenset({"please", "thanks", "thank", "you", "bitte", "danke", "merci", "gracias"})
"""Answers in a word, whatever the language of the buttons, and what is said beside them."""
_CHANNEL = re.compile(r"<#([A-Za-z0-9_-]{1,30})(?:\|[^>]*)?>")
Reading: TypeAlias = Callable[[shown.Card, str], list[tuple[str, str, str]]]
"""What a line stands for on a card: (id, picked value, label) of each."""


def read(card: shown.Card, text: str) -> list[tuple[str, str, str]]:
    """What on the card the text stands for: what has that number, else all that says just that."""
    if card.menu and card.menu.channels and (channel := _CHANNEL.fullmatch(text)):
        return [(card.menu.id, channel[1], text)]
    by_number = [option for number, option in enumerate(card.numbered, start=1) if text == str(number)]
    exactly = [option for option in card.numbered if text.casefold() == option[2].casefold()]
    return by_number or exactly or _nearly(card, words(text))


def _nearly(card: shown.Card, said: str) -> list[tuple[str, str, str]]:
    """The one button that begins with the yes or no that was said, or that has all of these words in this order."""
    first = YES_BUTTONS if said in YES else NO_BUTTONS if said in NO else frozenset()
    if first:
        found = [option for option in card.numbered if words(option[2]).split(" ", 1)[0] in first]
    else:
        found = [option for option in card.numbered if " " in said and f" {said} " in f" {words(option[2])} "]
    return found if len(found) == 1 else []


def within(card: shown.Card, text: str) -> list[tuple[str, str, str]]:
    """The one button whose words are all in a short line that denies nothing."""
    said = words(text)
    each = said.split()
    if not 0 < len(each) <= LONGEST_ANSWER or any(word in DENIES or word.endswith("n't") for word in each):
        return []
    found = [option for option in card.numbered if f" {words(option[2])} " in f" {said} "]
    return found if len(found) == 1 else []


def words(text: str) -> str:
    """The words alone, without marks and without a please."""
    each = re.sub(r"[^\w']+", " ", text.casefold()).split()
    return " ".join(word for word in each if word not in POLITE)
