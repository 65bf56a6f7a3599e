"""The home card: where everybody stands, and what they can do next. Whatever is not understood leads here."""

from bot.messages import Card, Choice, Style
from bot.steps import ANYONE, Command, Effects, Flow, Group, Replace, Turn
from bot.words import _
from flows import joining, mentors
from storage.people import Member
from storage.places import Program

flow: Flow[Program] = Flow("home", about=Program)


@flow.step(
    by=ANYONE,
    words=("help", "home", "menu", "hello", "hi", "?"),
    command=Command(Group.EVERYBODY, "", _("Where you stand, and what you can do next")),
)
def show(program: Program, turn: Turn) -> Effects:
    """Members see their home; everybody else the way in."""
    if turn.by is None or not turn.by.is_here:
        yield Replace(joining.join_card(program, turn))
    else:
        yield Replace(home_card(turn.by, turn))


@flow.shows
def present(program: Program, turn: Turn) -> Card:
    return home_card(turn.by, turn) if turn.by else joining.join_card(program, turn)


def home_card(member: Member, turn: Turn) -> Card:
    choices = []
    if member.is_mentee:
        choices.append(Choice(_("Find a mentor"), mentors.find, turn.program, style=Style.MAIN))
    return Card(
        _("Hello {name}. This is {program}.", name=member.name, program=turn.program.name),
        choices=choices,
    )
