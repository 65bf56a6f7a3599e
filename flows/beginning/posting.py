"""The Join card: looked at, a channel picked, posted."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.errors import Refused
from bot.messages import Card, Choice, Menu, Style
from bot.steps import ANSWER, COORDINATOR, PERSONAL, Channel, Command, Effects, Flow, Group, Redraw, Replace, Tell, Turn
from bot.words import Link, Phrase, Text, _, lines, sentences
from bot.words import channel as named
from flows import words
from flows.beginning import basics, opening
from flows.coordinating import program as program_home
from flows.joining import way_in
from flows.settings import settings
from storage.mentoring import finding
from storage.mentoring.looking_after import ever_posted, posted_since
from storage.mentoring.looking_after import standing as cards_standing
from storage.mentoring.records import first_done, record, who_last
from storage.people import coordinators
from storage.places import Place, Program, ProgramStatus

flow: Flow[Program] = Flow("posting", about=Program)
here: Flow[Place] = Flow("posting_here", about=Place)
DRAFT = ProgramStatus.DRAFT
JOIN = "join:"
"""How the slot of every Join card in a channel begins; its number comes behind it, so that each of them is found."""
AGAIN = timedelta(minutes=10)
MOST_REDRAWN = 60
LONGEST_NAME = 40
_CHANNEL = re.compile(r"[A-Za-z0-9_-]{1,30}")


@flow.step(by=COORDINATOR, command=Command(Group.COORDINATORS, "post", _("Post the Join card in a channel")))
def preview(program: Program, turn: Turn) -> Effects:
    """The card as it will look, and the channels to pick from."""
    if program.status is ProgramStatus.ENDED:
        raise Refused(_("{program} has ended, so nobody can join any more.", program=program.name))
    if program.status is DRAFT:
        basics.refuse_unready(program, turn)
    place = turn.place
    if place is None or place.program_id != program.id:
        command = f"/{turn.commands[1]} post"
        yield Replace(Card(_("Please write “{command}” in the place itself, so that I can see its channels.",
                             command=command)))  # fmt: skip
        return
    looks = way_in.join_card(program, turn)
    yield Replace(
        replace(
            looks,
            text=lines(_("_This is how the card will look. Pick a channel, and you are asked once more._"), looks.text),
            choices=[Choice(_("Back"), program_home.show, program)],
            menu=Menu(_("Post it in …"), channel, place),
            foot=_("Below the card stands one button: “Join”. Only you see this preview.")
            if looks.choices
            else _("While nobody new can join, there is no button below the card. Only you see this preview."),
            notice=None,
        )
    )


@here.step(by=COORDINATOR)
def channel(place: Place, turn: Turn) -> Effects:
    """Asks once more, with what happens in the same moment."""
    program, where = turn.program, picked(turn)
    sure = sentences(
        _("The card goes to {channel}, where everybody can read it.", channel=named(where)),
        _("If I am not in that channel yet, add me to it first."),
    )
    back = [Choice(_("Another channel"), preview, program), Choice(_("Back"), program_home.show, program)]
    if program.status is not DRAFT:
        yield Replace(Card(sure, choices=[Choice(_("Post it"), post, place, where, Style.MAIN), *back]))
        return
    gathering = _("Post it and gather {mentors_word}", **words.of(turn))
    yield Replace(
        Card(
            lines(
                sure,
                opening.gathering_words(program, turn) if opening.is_ahead(program, turn) else None,
                _nobody_yet(turn),
            ),
            choices=[
                *([Choice(gathering, post_gathering, place, where, Style.MAIN)]
                  if opening.is_ahead(program, turn) else []),
                Choice(_("Post it and open now"), post_opening, place, where),
                *back,
            ],
        )
    )  # fmt: skip


def _nobody_yet(turn: Turn) -> Text | None:
    """Whoever opens with nobody to look at hears it before."""
    if finding.is_anybody_listed(turn.store):
        return None
    return _("Nobody is listed as {mentor_word} yet. Once it is open, {mentees_word} find nobody to ask until somebody "
             "is.", **words.of(turn))  # fmt: skip


@here.step(by=COORDINATOR)
def post(place: Place, turn: Turn) -> Effects:
    """Posts the card of a program that has begun."""
    if turn.program.status in (DRAFT, ProgramStatus.ENDED):
        raise Refused(_("That has changed meanwhile. “{command}” shows how it stands.",
                        command=f"/{turn.commands[1]} post"))  # fmt: skip
    yield from _post(place, turn)


@here.step(by=COORDINATOR)
def post_gathering(place: Place, turn: Turn) -> Effects:
    """Begins to gather mentors, and posts the card."""
    if turn.program.status is DRAFT:
        yield from opening.begin_gathering(turn.program, turn)
    yield from _post(place, turn)


@here.step(by=COORDINATOR)
def post_opening(place: Place, turn: Turn) -> Effects:
    """Opens the program, and posts the card."""
    if turn.program.status is DRAFT:
        yield from opening.open_now(turn.program, turn)
    yield from _post(place, turn)


def _post(place: Place, turn: Turn) -> Effects:
    program, where = turn.program, picked(turn)
    if posted_since(turn.store, place, where, JOIN, turn.now - AGAIN):
        raise Refused(_("The card stands there already. You can post it again in a while."))
    number = len(ever_posted(turn.store, JOIN)) + 1
    place.room_channel = place.room_channel or where
    record(turn.store, turn.me, "join_posted", turn.now)
    yield Tell(Channel(place, where), way_in.join_card(program, turn), kind=ANSWER, slot=f"{JOIN}{number}")
    yield Replace(program_home.card(program, turn, _("The Join card is posted in {channel}.", channel=named(where))))


def refused(place: Place, turn: Turn) -> Effects:
    """The card stands nowhere: whoever posted it hears what would mend that; where they coordinate no more, all do.
    `turn.value` is its slot."""
    where = next((channel for _at, channel, there in ever_posted(turn.store, JOIN) if there == turn.value), None)
    if where is None or turn.program.status is ProgramStatus.ENDED:
        return
    stands = any(one.id == place.id and channel == where for one, channel, _slot in standing(turn))
    if place.room_channel == where and not stands and first_done(turn.store, "rooms_under") is None:
        place.room_channel = ""  # taken from that card; no room could be opened there
    everybody, by = coordinators(turn.store), who_last(turn.store, "join_posted")
    for person in [one for one in everybody if by is not None and one.id == by.id] or everybody:
        yield Tell(person, _refused_card(place, where, turn), kind=PERSONAL)


def _refused_card(place: Place, where: str, turn: Turn) -> Card:
    command = f"/{turn.commands[1]} post"
    return Card(
        lines(
            _("The Join card could not be posted in {channel} of {place}: I am not let in there.", channel=named(where),
              place=place.name),
            _("To mend that, add me to the channel and let me write in it, and post it there again with “{command}”. "
              "Another channel is as good.", command=command),
        ),
        choices=[Choice(_("See the program"), program_home.show, turn.program)],
    )  # fmt: skip


def redraw(program: Program, turn: Turn) -> Effects:
    """Every Join card that was posted says how it stands now."""
    card = way_in.join_card(program, turn)
    for place, where, slot in standing(turn)[:MOST_REDRAWN]:
        yield Redraw(Channel(place, where), slot, card)


def standing(turn: Turn) -> list[tuple[Place, str, str]]:
    """The Join cards in the places that are the program's now: place, channel, slot; newest first."""
    return cards_standing(turn.store, JOIN)


def name_of(place: Place) -> str:
    """What a place is called where others are named beside it, also on a button."""
    return (place.name or place.key)[:LONGEST_NAME]


def channel_of(place: Place, id: str, turn: Turn) -> Link | Phrase:
    """A channel by its name for who reads it in that place; from elsewhere by its address, where the platform gives
    one."""
    if turn.place is not None and turn.place.id == place.id:
        return named(id)
    return Link(place.address.replace("{channel}", id)) if place.address else _("a channel there")


@here.step(by=COORDINATOR)
def rooms_under(place: Place, turn: Turn) -> Effects:
    """The channel under which rooms are opened, where a platform wants one."""
    place.room_channel = picked(turn)
    record(turn.store, turn.me, "rooms_under", turn.now, detail=place.name)
    news = _("Saved: rooms open under {channel} from now on.", channel=named(place.room_channel))
    yield Replace(settings.card(turn.program, turn, news))


def picked(turn: Turn) -> str:
    """The channel that somebody picked from a menu. Raises `Refused` where it cannot be one."""
    if not _CHANNEL.fullmatch(turn.value):
        raise Refused(_("Please pick a channel from the list."))
    return turn.value
