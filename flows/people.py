"""Leaving: by the platform's word, or by a member's own."""

from bot.steps import PLATFORM, Effects, Flow, Turn
from storage import outbox
from storage.mentoring import intros as rows
from storage.mentoring.intros import IntroStatus
from storage.people import Member, MemberStatus, left_place

flow: Flow[Member] = Flow("people", about=Member, holds=("self",))


@flow.step(by=PLATFORM)
def left(member: Member, turn: Turn) -> Effects:
    """The account left a place or was switched off: if it is nowhere any more, everything open of it closes."""
    place = turn.place.id if turn.place else None
    if not left_place(turn.store, member.account, place, turn.now):
        return
    member.account.gone_at = turn.now
    member.status = MemberStatus.LEFT
    for intro in [*rows.open_of_mentee(turn.store, member), *rows.open_of_mentor(turn.store, member)]:
        intro.status, intro.closed_at = IntroStatus.CLOSED, turn.now
    outbox.drop_letters_to(turn.store.session, member.id or 0)
    yield from ()
