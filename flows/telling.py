"""What became of the newest letter in a slot."""

from bot.steps import Turn
from storage import outbox
from storage.outbox import LetterState
from storage.people import Member


def unsent(member: Member, slot: str, turn: Turn) -> bool:
    """Whether it still waits in the outbox: for the member's morning, or for their week's digest."""
    found = outbox.newest_in_slot(turn.store.session, slot, member.account_id, None, None, None)
    return found is not None and found.state in (LetterState.PENDING, LetterState.HELD) and found.claimed_at is None


def on_screen(member: Member, slot: str, turn: Turn) -> bool:
    """Whether there is one that can be changed, sent or not."""
    found = outbox.newest_in_slot(turn.store.session, slot, member.account_id, None, None, None)
    return found is not None and found.state is not LetterState.DEAD
