"""One-time tokens on anonymous cards: each card that is sent has one of its own, and nobody notes whose it is.

A flow writes `PLACE` where the token belongs: in the value of a button (`value`), and in the text, for whoever types
(`code`). Letters are kept with that sign in them; the postman writes a new token there whenever it sends one. A token
says of itself that Kith made it, so none is kept: rows hold its ticket, a keyed hash, once something was answered.
"""

import base64
import re
import secrets

from bot import shown
from bot.words import Phrase, _
from storage.columns import KEYS, SEALS, TICKETS, Keyring

PLACE = "\ue000"
"""A sign that no person can write (`bot.words.clean`)."""
LENGTH, _OWN = 16, 9
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_CODE = re.compile(
    rf"([a-z_]{{1,20}})-([0-9]{{1,18}})-([{_LETTERS}]{{{LENGTH}}})(?:\s+(.*))?", re.DOTALL | re.IGNORECASE
)
_BETWEEN = "."
BY_CODE = _("Nobody notes which card is yours, so I cannot tell what this answers. Please press a button on it, or "
            "type the code that stands on it and your answer behind that.")  # fmt: skip


class Tokens:
    """Makes tokens and knows its own again."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def new(self) -> str:
        """45 bits by chance, and 35 that only a holder of the key can make for them."""
        own = "".join(secrets.choice(_LETTERS) for _letter in range(_OWN))
        return own + self._seals(own)[0]

    def ticket(self, token: str) -> str | None:
        """What rows know a token by; None where Kith made no such token."""
        seals, hashes = self._seals(token[:_OWN]), self._keyring.marks(token, TICKETS)
        return next((ticket for seal, ticket in zip(seals, hashes, strict=True) if token[_OWN:] == seal), None)

    def once(self, key: str) -> str:
        """What an incoming thing is known by when it comes a second time, where its own key would name somebody."""
        return f"anonymous:{self._keyring.marks(key, KEYS)[0]}"

    def _seals(self, own: str) -> list[str]:
        digests = (bytes.fromhex(digest) for digest in self._keyring.marks(own, SEALS))
        return [base64.b32encode(digest).decode().lower()[: LENGTH - _OWN] for digest in digests]

    def write(self, card: shown.Card) -> shown.Card:
        """The card with a new token, where there is a place for one."""
        return written(card, self.new()) if is_anonymous(card) else card


def is_anonymous(card: shown.Card) -> bool:
    return any(PLACE in choice.id for choice in card.presses)


def written(card: shown.Card, token: str) -> shown.Card:
    """The card with that token in each of its places."""
    return shown.Card.model_validate_json(card.model_dump_json().replace(PLACE, token))


def value(answer: str) -> str:
    """The value of a button on an anonymous card."""
    return f"{PLACE}{_BETWEEN}{answer}"


def is_carried_by(value: str) -> bool:
    """Whether the value of a press has the looks of one on an anonymous card, made by Kith or not."""
    token, between, _answer = value.partition(_BETWEEN)
    return bool(between) and len(token) == LENGTH and set(token) <= set(_LETTERS)


def read_value(value: str) -> tuple[str, str]:
    """The token and the answer in the value of a press."""
    token, _between, answer = value.partition(_BETWEEN)
    return token, answer


def code(flow: str, about: int | None) -> Phrase:
    """What is typed before an answer to such a card: it says which one it is."""
    return Phrase(f"{flow}-{about}-{PLACE}", {})


def read_code(text: str) -> tuple[str, int, str, str] | None:
    """Flow, record, token, and what is typed behind the code; None for any other line. A phone begins a line with a
    capital letter, so capitals are small ones here."""
    found = _CODE.fullmatch(text)
    return (found[1].lower(), int(found[2]), found[3].lower(), found[4] or "") if found else None
