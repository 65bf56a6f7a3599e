"""Wrong codes: answered, not refused, so that the try is counted; after a few the right one does not help either."""

from bot.errors import Refused
from bot.messages import Card
from bot.steps import Turn
from bot.words import Text, _, lines, n_
from storage.codes import tries
from storage.people import Account


def refuse_too_many(account: Account, turn: Turn) -> None:
    """Raises `Refused` for somebody who has tried too many within the hour."""
    if tries.tries_left(turn.store, account, turn.now) == 0:
        raise Refused(_("That was tried too often. Please wait an hour."))


def wrong(account: Account, why: Text, turn: Turn) -> Card:
    """Notes the try, and says how many are left."""
    tries.note_try(turn.store, account, turn.now)
    left = tries.tries_left(turn.store, account, turn.now)
    return Card(
        lines(
            why,
            n_("You have one more try in this hour.", "You have {n} more tries in this hour.", left)
            if left else _("You can try again in an hour."),
        )
    )  # fmt: skip
