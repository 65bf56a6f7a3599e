"""Numbers in what a button brings back: anybody can send anything there."""

LARGEST_ID = 2**31 - 1
"""PostgreSQL refuses to even look for a larger one."""


def number(value: str) -> int | None:
    """The number that was written, in plain digits; None where it is none, or larger than any id."""
    if not (value.isascii() and value.isdecimal() and len(value) <= len(str(LARGEST_ID))):
        return None
    found = int(value)
    return found if found <= LARGEST_ID else None
