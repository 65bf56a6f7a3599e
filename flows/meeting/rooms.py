"""What becomes of a room that was announced: it is open, and the cards say so; or its platform refused to open it, and
whoever was to meet there is asked how to be reached."""

from bot.steps import Effects, Flow, Later, Redraw, Turn
from flows.matching import contacts
from flows.meeting import meeting, reaching
from storage.mentoring import intros as rows
from storage.mentoring import matches as match_rows
from storage.places import Room

flow: Flow[Room] = Flow("rooms", about=Room)


@flow.step()
def opened(room: Room, turn: Turn) -> Effects:
    """The card that announced it says where it is."""
    for intro in rows.in_room(turn.store, room):
        if intro.is_open:
            yield Redraw(intro.mentee, meeting.yes_slot(intro), meeting.yes_card(intro))


@flow.step()
def impossible(room: Room, turn: Turn) -> Effects:
    """Each intro and match goes on in a step of its own, which locks the two."""
    for intro in rows.in_room(turn.store, room):
        if intro.is_open:
            yield Later(reaching.instead, intro, turn.now)
    for match in match_rows.in_room(turn.store, room):
        if match.status in match_rows.GOES_ON:
            yield Later(contacts.instead, match, turn.now)
