"""Kith, or a platform, was not there for a while: nobody is held to a time that they did not have."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.steps import Turn
from bot.words import _
from flows import telling, timing
from storage.mentoring.told import first_sent, told
from storage.people import Member

LATE = timedelta(days=1)
"""What happens so long after its time was held up, and not by a night."""
NEWS = _("I could not be reached for a while, so there is more time to answer.")


def begins_anew(member: Member, slots: Sequence[str], since: datetime, until: datetime, turn: Turn) -> datetime | None:
    """From when the time to answer counts, where it was not what it should have been: what was asked at `since` has not
    reached the member yet, or reached them late, or Kith was not there when it was over (`until`). None where they had
    it, or where nothing ever reaches them; how long that may take, days off do not use up."""
    if was_away(until, turn):
        return turn.now
    heard = first_sent(turn.store, member, slots, since)
    if heard is None:
        found = told(turn.store, member, slots)
        waits = bool(found) and found[0].unsent and turn.now < timing.counted(since, telling.LONGEST_WAIT, member, turn)
        return turn.now if waits else None
    return heard if heard > since + LATE else None


def put_off(until: datetime, due: datetime, turn: Turn) -> datetime:
    """Until when there is time, where the end is put off to `due` out of regard for somebody: until then, but where the
    end was missed, which is still to be seen at `due`."""
    return until if was_away(until, turn) else due


def was_away(until: datetime, turn: Turn) -> bool:
    """Whether that moment is noticed long after it was."""
    return turn.now > until + LATE
