"""What becomes of a room that was announced: it is open, and the cards say so; or its platform refused to open it, and
whoever was to meet there is asked how to be reached."""

from bot.messages import Card
from bot.steps import Effects, Flow, Later, Redraw, Turn
from flows.asking import asking
from flows.introducing import agreeing
from flows.matching import contacts, matches
from flows.meeting import endings, meeting, reaching
from flows.short_questions import answering
from storage.mentoring import intros as rows
from storage.mentoring import matches as match_rows
from storage.mentoring import short_questions
from storage.mentoring.matches import Match
from storage.mentoring.pairs import introductions as introduction_rows
from storage.people import Member
from storage.places import Room

flow: Flow[Room] = Flow("rooms", about=Room)


@flow.step()
def opened(room: Room, turn: Turn) -> Effects:
    """The cards that announced it say where it is."""
    for intro in rows.in_room(turn.store, room):
        if intro.is_open or intro.reason == endings.MATCHED:
            yield Redraw(intro.mentee, meeting.yes_slot(intro), meeting.yes_card(intro, turn))
            yield from asking.redraw(intro, Card(meeting.said_yes(intro)), turn)
    for match in match_rows.in_room(turn.store, room):
        if match.status in match_rows.GOES_ON:
            for person in match.people:
                yield from _says_it(match, person, turn)


def _says_it(match: Match, person: Member, turn: Turn) -> Effects:
    """The card with the news of a match."""
    yield from matches.redraw(match, person, matches.card(match, person, turn, matches.news(match, person)), turn)


@flow.step()
def impossible(room: Room, turn: Turn) -> Effects:
    """Each of what was to happen there goes on in a step of its own, which locks the two."""
    for intro in rows.in_room(turn.store, room):
        if intro.is_open:
            yield Later(reaching.instead, intro, turn.now)
    for match in match_rows.in_room(turn.store, room):
        if match.status in match_rows.GOES_ON:
            yield Later(contacts.instead, match, turn.now)
    for introduction in introduction_rows.in_room(turn.store, room):
        yield Later(agreeing.instead, introduction, turn.now)
    for question in short_questions.in_room(turn.store, room):
        yield Later(answering.instead, question, turn.now)
