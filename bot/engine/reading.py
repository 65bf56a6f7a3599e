"""What a typed line names on one card: its number, what a button says, or words that only one of them has."""

import re
from collections.abc import Callable
from typing import TypeAlias

from bot import shown

YES = frozenset({"yes", "yeah", "yep", "y", "sure", "ok", "okay", "ja", "oui", "sí", "si"})
NO = frozenset({"no", "nope", "n", "nein", "non"})
YES_BUTTONS, NO_BUTTONS = YES | {"happy"}, NO | {"not"}
IDLE_NO = frozenset({"problem", "worries", "one", "idea", "doubt"})
"""Behind a no these say something else."""
DENIES = frozenset({"not", "no", "never", "nobody", "nothing", "dont", "nicht", "kein", "keine", "pas", "nunca"})
LONGEST_ANSWER = 8
POLITE = frozenset({"please", "pls", "plz", "thanks", "thx", "thank", "you", "bitte", "danke", "merci", "gracias"})
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
    if said in YES | NO:
        return _yes_or_no(card, said)
    found = [option for option in card.numbered if " " in said and f" {said} " in f" {words(option[2])} "]
    return found if len(found) == 1 else []


def _yes_or_no(card: shown.Card, word: str) -> list[tuple[str, str, str]]:
    first = YES_BUTTONS if word in YES else NO_BUTTONS
    found = [option for option in card.numbered if words(option[2]).split(" ", 1)[0] in first]
    return found if len(found) == 1 else []


def within(card: shown.Card, text: str) -> list[tuple[str, str, str]]:
    """The one button whose words are all in a short line that denies nothing beside them; else the one button that
    begins with the yes or no with which such a line begins, where no more is said for or against."""
    said = words(text)
    each = said.split()
    if not 0 < len(each) <= LONGEST_ANSWER:
        return []
    found = [option for option in card.numbered if f" {words(option[2])} " in f" {said} "]
    if found:
        beside = f" {said} ".replace(f" {words(found[0][2])} ", " ", 1).split()
        return found if len(found) == 1 and not _denies(beside) else []
    if each[0] in YES and not _denies(each):
        return _yes_or_no(card, each[0])
    return _yes_or_no(card, each[0]) if each[0] in NO and YES.isdisjoint(each) and IDLE_NO.isdisjoint(each) else []


def _denies(each: list[str]) -> bool:
    return any(word in DENIES or word.endswith("n't") for word in each)


def words(text: str) -> str:
    """The words alone, without marks and without a please."""
    each = re.sub(r"[^\w']+", " ", text.casefold()).split()
    return " ".join(word for word in each if word not in POLITE)
