"""A room that its platform refused to open: whoever was to meet there hears of it, and is asked how to be reached."""

from bot.steps import Effects, Flow, Later, Turn
from flows.matching import contacts
from flows.meeting import reaching
from storage.mentoring import intros as rows
from storage.mentoring import matches as match_rows
from storage.places import Room

flow: Flow[Room] = Flow("rooms", about=Room)


@flow.step()
def impossible(room: Room, turn: Turn) -> Effects:
    """Each intro and match goes on in a step of its own, which locks the two."""
    for intro in rows.in_room(turn.store, room):
        if intro.is_open:
            yield Later(reaching.instead, intro, turn.now)
    for match in match_rows.in_room(turn.store, room):
        if match.status in match_rows.GOES_ON:
            yield Later(contacts.instead, match, turn.now)
