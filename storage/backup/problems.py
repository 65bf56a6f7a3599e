"""What keeps a backup from being made or restored."""


class CannotBackUp(Exception):
    """A backup cannot be made or restored; the sentence says why, and what to do."""
