"""The places of a program: where its Join card stands, under which channel rooms open, and the way to one more."""

from bot.errors import Refused
from bot.messages import Card, Choice, Section, Style
from bot.steps import ANYONE, COORDINATOR, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Day, Text, _, lines, listing, n_
from flows.beginning import posting
from flows.coordinating import program as program_home
from flows.elsewhere import departing
from storage import homes
from storage.codes import places as codes
from storage.places import Place, Program, ProgramStatus

flow: Flow[Program] = Flow("homes", about=Program)
SHOWN = 8
CHANNELS = 5
"""Channels of one place that are named."""


@flow.step(
    by=ANYONE, looks=True,
    command=Command(Group.COORDINATORS, "places", _("The places it is in, and one more")),
)  # fmt: skip
def show(program: Program, turn: Turn) -> Effects:
    """All of them for coordinators; for who manages the place they are in, that one."""
    if turn.by is not None and turn.by.is_coordinator and turn.by.is_here:
        yield Replace(card(program, turn))
        return
    here = turn.place
    if here is None or here.program_id != program.id or not departing.may(here, turn):
        raise Refused(_("That is for the coordinators of {program}.", program=program.name))
    yield Replace(
        Card(
            _("{place} is a place of {program}. You manage it, so you can have the program leave it.",
              place=posting.name_of(here), program=program.name),
            choices=[departing.choice(here)],
        )
    )  # fmt: skip


def card(program: Program, turn: Turn, news: Text | None = None) -> Card:
    """Every place with how it stands there."""
    found = homes.all_places(turn.store)
    more = len(found) - SHOWN
    brings = Choice(_("Bring it to another place"), code, program, style=Style.MAIN)
    has_ended = program.status is ProgramStatus.ENDED
    return Card(
        lines(
            news,
            _("{program} can be in one workspace and in several servers at once. It is the same one in all of them: "
              "people see each other, and who has an account in two is one person there by “{link}”.",
              program=program.name, link=f"/{turn.commands[0]} link"),
            n_("One more is not shown here.", "{n} more are not shown here.", more) if more > 0 else None,
        ),
        title=_("The places of {program}", program=program.name),
        sections=[_section(place, turn) for place in found[:SHOWN]],
        choices=[*([] if has_ended else [brings]), Choice(_("Back"), program_home.show, program)],
    )  # fmt: skip


def _section(place: Place, turn: Turn) -> Section:
    name = _("**{place}** on {platform}", place=posting.name_of(place), platform=place.platform.capitalize())
    if place.gone_at is not None:
        gone = _("I was taken out of it on {day}. Whoever manages it can add me again.", day=Day(place.gone_at.date()))
        return Section(lines(name, gone), [departing.choice(place)])
    leaving = _("The program leaves it on {day}.", day=Day(place.leaves_at.date())) if place.leaves_at else None
    return Section(
        lines(name, _join_line(place, turn), _rooms_line(place, turn), leaving),
        [departing.stay_choice(place) if place.leaves_at else departing.choice(place)],
    )


def _join_line(place: Place, turn: Turn) -> Text:
    """Where the Join card stands there."""
    channels = dict.fromkeys(channel for where, channel, _slot in posting.standing(turn) if where.id == place.id)
    if not channels:
        return _("No Join card yet: “{command}”, typed there, posts it.", command=f"/{turn.commands[1]} post")
    named = listing(posting.channel_of(place, channel, turn) for channel in list(channels)[:CHANNELS])
    return _("The Join card stands in {channels}.", channels=named)


def _rooms_line(place: Place, turn: Turn) -> Text | None:
    if place.lacks_rooms:
        return _("Rooms for two: no channel is picked yet. “{command}”, typed there, has the list.",
                 command=f"/{turn.commands[1]} settings")  # fmt: skip
    if not place.room_channel:
        return None
    return _("Rooms for two open under {channel}.", channel=posting.channel_of(place, place.room_channel, turn))


@flow.step(by=COORDINATOR)
def code(program: Program, turn: Turn) -> Effects:
    """The program's consent to one more place, as a code that is typed there."""
    if program.status is ProgramStatus.ENDED:
        raise Refused(_("{program} has ended, so it comes into no other place.", program=program.name))
    made = codes.new_code(turn.store, turn.me, turn.now)
    yield Replace(
        Card(
            lines(
                _("Whoever manages the other place adds me to it first. I can be in any number of servers, but in one "
                  "workspace only. Then type this there, within a day:"),
                _("**{command}**", command=f"/{turn.commands[1]} connect {made}"),
                _("It has to be typed by somebody who manages that place, or by you. They are asked once more, and do "
                  "not become a coordinator by it."),
            ),
            title=_("Bring {program} to another place", program=program.name),
            choices=[Choice(_("See the places"), show, program)],
            foot=_("It works once. Give it to nobody but whoever should type it; all coordinators hear when it was "
                   "used."),
        )
    )  # fmt: skip
