"""Asking a mentor for an intro chat."""

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import MEMBER, Effects, Flow, Replace, Tell, Turn, slot
from bot.words import Said, _, lines
from flows import intros
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, Round
from storage.mentoring.profiles import may_meet
from storage.people import Member

flow: Flow[Member] = Flow("asking", about=Member, holds=("self",))


@flow.step(by=MEMBER)
def offer(mentor: Member, turn: Turn) -> Effects:
    """Shows what would be sent. Sending it unchanged is fine."""
    yield Replace(
        Card(
            lines(_("This goes to {mentor}:", mentor=mentor.name), Said(draft(mentor, turn))),
            choices=[Choice(_("Send it"), send, mentor, style=Style.MAIN)],
        )
    )


def draft(mentor: Member, turn: Turn) -> str:
    return f"Hello {mentor.name}, I would like to hear how you found your way. Do you have 20 minutes for a chat?"


@flow.step(by=MEMBER)
def send(mentor: Member, turn: Turn) -> Effects:
    """Asks the mentor."""
    mentee = turn.me
    if not may_meet(turn.store, mentee, mentor):
        raise Refused(_("That is not possible. There are others who would be glad to hear from you."))
    round_ = rows.open_round(turn.store, mentee) or turn.store.add(
        Round(program_id=turn.store.program, mentee_id=mentee.id or 0, opened_at=turn.now)
    )
    intro = turn.store.add(
        Intro(
            program_id=turn.store.program, round_id=round_.id or 0, mentee_id=mentee.id or 0, mentor_id=mentor.id or 0,
            note=draft(mentor, turn), asked_at=turn.now,
        )
    )  # fmt: skip
    rows.recount(turn.store, mentor)
    yield Replace(Card(_("Sent. {mentor} will answer in a few days.", mentor=mentor.name)))
    yield Tell(mentor, intros.asked_card(intro), slot=slot("ask", intro))
