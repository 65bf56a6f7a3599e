"""Two people who are kept apart, or one who left: what is still to come about the other, or on its way, is not told."""

from bot.steps import Drop, Effects, Turn, slot
from flows.asking import later
from flows.finding import others
from flows.meeting import endings, meeting
from flows.parting import closing
from storage.mentoring import intros as rows
from storage.mentoring.matches import over_of_pair
from storage.mentoring.told import wait_for
from storage.people import Member


def keep_back(keeper: Member, other: Member, turn: Turn) -> Effects:
    """Takes back what is not sent yet and what was to come by itself. Only that something open has ended still reaches
    the one whom it was kept from. To be called before what is open is ended."""
    for mentee, mentor in ((keeper, other), (other, keeper)):
        for intro in rows.of_pair(turn.store, mentee, mentor):
            yield from later.comes_to_nothing(intro)
            yield Drop(mentee, meeting.yes_slot(intro))
            yield Drop(mentee, endings.full_slot(intro))
            yield Drop(keeper, slot("ended", intro))
        for match in over_of_pair(turn.store, mentee, mentor):
            yield from closing.not_asked(match)
            yield Drop(keeper, closing.slot_of(match))
            yield Drop(other, closing.slot_of(match))
        yield from others.look_anew(mentee, turn)
        yield from others.not_brought_up(mentee, mentor)


def keep_back_leaver(member: Member, turn: Turn) -> Effects:
    """Nobody reads any more that they could ask somebody who is not there."""
    yield from later.mentor_left(member, turn)
    for reader in wait_for(turn.store, others.naming(member)):
        yield from others.not_brought_up(reader, member)
