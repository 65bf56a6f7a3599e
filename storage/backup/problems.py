"""What keeps a backup from being made or restored."""

from storage import Problem


class CannotBackUp(Problem):
    """A backup cannot be made or restored; the sentence says why, and what to do."""
