"""Rows and the questions asked of them. Knows no flow, no card and no platform."""


class Problem(Exception):
    """Rows cannot be worked with, and a person can mend it; the sentence says what is wrong, or what to do."""
