"""What can go wrong in a way that somebody is told about. Anything else is our bug: rolled back, logged, apologised."""

from bot.words import Text, _

WENT_WRONG = _("Something went wrong on our side, and nothing was changed. Please try again in a moment.")
OLD_BUTTON = _("That button is from an older time and does nothing any more.")


class Refused(Exception):
    """The person cannot do that now. The sentence is for them: what holds, and what to do instead.

    `stale` says that the card they pressed is no longer true and should be drawn again as it is now.
    """

    def __init__(self, sentence: Text, *, stale: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.stale = stale


class Invalid(Exception):
    """An answer that cannot be taken: the field's name and a sentence of at most 100 characters beside it."""

    def __init__(self, field: str, sentence: Text) -> None:
        super().__init__(field, sentence)
        self.problems: dict[str, Text] = {field: sentence}


class UnknownStep(Exception):
    """A timer for a step that this version does not have: set by a newer one, or renamed without `formerly`."""


OUT_OF_PLACE = "out_of_place"
"""Why somebody cannot be looked for in a place: Kith is not in it any more."""


class Undeliverable(Exception):
    """The platform said no to a letter.

    `retry_after` in seconds: try again then, and leave the lane alone until then (a rate limit), or, where it is not
    about `everywhere`, only whom this letter goes to. None: never.
    `reason` is a short stable word that coordinators see the sentence of ("dm_closed", "gone", "token", "missing").
    """

    def __init__(self, reason: str, *, retry_after: float | None = None, everywhere: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.everywhere = everywhere


class Unknown(Exception):
    """Nobody knows whether the letter arrived: the connection broke after it was sent. It stays in doubt."""
