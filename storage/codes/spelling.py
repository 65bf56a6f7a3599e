"""How a one-time code is written, and how it is found again however somebody typed it."""

import hashlib
import secrets

LETTERS = "23456789BCDFGHJMNPQRSTVWXYZ"
"""Those that are not mistaken for one another when they are read aloud or typed over. Without vowels, and without K,
they make no word: “KMSS” is one that somebody in need may type."""
EACH = 4
LONG = 4
"""Groups of letters in a code that is copied: 76 bits."""
SHORT = 2
"""In one that is typed over: 38 bits."""


def new(groups: int) -> str:
    """A code that nobody chose."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(EACH)) for _group in range(groups))


def plain(code: str) -> str:
    """The same for every way to type it: capitals or not, with or without what stands between the groups."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def hash_of(code: str) -> str:
    """Of a long code. Of 76 bits that nobody chose, a plain hash says nothing."""
    return hashlib.sha256(plain(code).encode()).hexdigest()
