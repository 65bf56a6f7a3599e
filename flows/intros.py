"""An intro chat, from the ask to the meeting."""

from bot.messages import Card, Choice, Style
from bot.steps import Effects, Flow, Replace, Tell, Turn
from bot.words import Said, _, lines
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, IntroStatus
from storage.places import RoomState, room_for

flow: Flow[Intro] = Flow("intro", about=Intro, holds=("mentee", "mentor"))


def asked_card(intro: Intro) -> Card:
    return Card(
        lines(
            _("{mentee} would like an intro chat with you.", mentee=intro.mentee.name),
            Said(intro.note),
        ),
        choices=[
            Choice(_("Happy to"), accept, intro, style=Style.MAIN),
            Choice(_("Not now"), decline, intro),
        ],
        foot=_("Only {mentee} sees your answer.", mentee=intro.mentee.name),
    )


@flow.shows
def present(intro: Intro, turn: Turn) -> Card:
    match intro.status:
        case IntroStatus.ASKED if turn.by and turn.by.id == intro.mentor_id:
            return asked_card(intro)
        case IntroStatus.ACCEPTED:
            return Card(_("{mentee} and {mentor} are having an intro chat.", mentee=intro.mentee.name,
                          mentor=intro.mentor.name))  # fmt: skip
        case _:
            return Card(_("This ask is closed."))


@flow.step(by="mentor", when=IntroStatus.ASKED)
def accept(intro: Intro, turn: Turn) -> Effects:
    """The mentor says yes: a room opens."""
    intro.status, intro.answered_at = IntroStatus.ACCEPTED, turn.now
    intro.room = room_for(turn.store, [intro.mentee, intro.mentor], f"{intro.mentee.name} and {intro.mentor.name}")
    yield Replace(Card(_("You said yes to {mentee}.", mentee=intro.mentee.name)))
    yield Tell(intro.mentee, Card(_("{mentor} said yes to an intro chat.", mentor=intro.mentor.name)))
    if intro.room.state is not RoomState.IMPOSSIBLE:
        yield Tell(intro.room, Card(_("Hello {mentee} and {mentor}.", mentee=intro.mentee.name,
                                      mentor=intro.mentor.name)))  # fmt: skip


@flow.step(by="mentor", when=IntroStatus.ASKED)
def decline(intro: Intro, turn: Turn) -> Effects:
    intro.status, intro.answered_at = IntroStatus.DECLINED, turn.now
    rows.recount(turn.store, intro.mentor)
    yield Replace(Card(_("That is fine. {mentee} hears a kind word.", mentee=intro.mentee.name)))
    yield Tell(intro.mentee, Card(_("{mentor} cannot right now.", mentor=intro.mentor.name)))
