"""The steps of the trial program."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Fact, File, Form, Kind, Menu, Option, Question, Section, Style
from bot.steps import (
    ANYONE,
    COORDINATOR,
    MEMBER,
    PLATFORM,
    Ask,
    Channel,
    Command,
    Effects,
    Flow,
    Group,
    Later,
    Redraw,
    Replace,
    Tell,
    Turn,
)
from bot.words import Said, _, lines
from storage.outbox import LetterKind
from storage.people import Member
from storage.places import Place, Program, places_of, room_for

flow: Flow[Program] = Flow("trial", about=Program)
people: Flow[Member] = Flow("people", about=Member, holds=("self",))
places: Flow[Place] = Flow("places", about=Place)


@flow.step(by=ANYONE, command=Command(Group.EVERYBODY, "", _("Your home")))
def home(program: Program, turn: Turn) -> Effects:
    """Everything that a card can hold."""
    yield Replace(
        Card(
            lines(
                _("Three mentors fit what you told. You can ask **several at the same time**; "
                  "nobody sees whom else you asked."),
                _("- Ask for a short chat\n- Say afterwards how it fitted, _privately_\n- Then choose"),
            ),
            title=_("Mentors for you, {name}", name=turn.account.name if turn.account else ""),
            facts=[
                Fact(_("Topics"), _("Study skills, thesis, career")),
                Fact(_("Languages"), _("English, Twi")),
            ],
            sections=[
                Section(
                    _("**{name}** · Computer science\nYou both like planning ahead, and both are first in the "
                      "family to study. 2 places free.", name="Lin Wei"),
                    [Choice(_("Ask for a chat"), greet, program, "lin", Style.MAIN),
                     Choice(_("Save for later"), greet, program, "save-lin")],
                ),
                Section(
                    _("**{name}** · Economics\nYou share running and Spanish.", name="Tomás Quiroga"),
                    [Choice(_("Ask for a chat"), greet, program, "tomas", Style.MAIN)],
                ),
            ],
            menu=Menu(_("Narrow down by topic"), picked, program,
                      [Option("study", _("Study skills")), Option("career", _("Career"), _("first job, leaving"))]),
            choices=[
                Choice(_("Tell about me"), tell, program, style=Style.MAIN),
                Choice(_("Something is not right"), refuse, program),
                Choice(_("Leave the program"), refuse, program, "leave", Style.GRAVE),
            ],
            foot=_("Only you see this. Mentors see your first name when you ask."),
        )
    )  # fmt: skip


@flow.step(by=ANYONE)
def greet(program: Program, turn: Turn) -> Effects:
    yield Replace(Card(_("You asked {who}.", who=turn.value), title=_("Asked"),
                       choices=[Choice(_("Back to the mentors"), home, program)]))  # fmt: skip


@flow.step(by=ANYONE)
def picked(program: Program, turn: Turn) -> Effects:
    yield Replace(Card(_("You picked {what}.", what=turn.value), choices=[Choice(_("Back"), home, program)]))


@flow.step(by=ANYONE, command=Command(Group.EVERYBODY, "tick", _("Pick a topic")))
def tick(program: Program, turn: Turn) -> Effects:
    """Two buttons, one of which can be picked."""
    study = Choice(_("Study skills"), tick, program, "study", picked=bool(turn.value))
    yield Replace(Card(_("What helps?"), choices=[study, Choice(_("Career"), home, program)]))


@flow.step(by=ANYONE, command=Command(Group.EVERYBODY, "count", _("Count many things")))
def count(program: Program, turn: Turn) -> Effects:
    """A tall card that answers at its top, far from its buttons."""
    things = [Fact(_("Thing {n}", n=n), _("here")) for n in range(1, 11)]
    yield Replace(Card(_("Counted, as you asked.") if turn.value else None, title=_("Many things"), facts=things,
                       choices=[Choice(_("Count again"), count, program, "again"),
                                Choice(_("Be quiet"), count, program)]))  # fmt: skip


@flow.step(by=ANYONE)
def refuse(program: Program, turn: Turn) -> Effects:
    yield from ()
    raise Refused(_("That is not possible just now. Try again tomorrow."))


# --- letters, channels, rooms ----------------------------------------------------------------------------------------


def _member(turn: Turn, user: str) -> Member:
    query = sa.select(Member).where(col(Member.name).like(f"{user}%"))
    found = turn.store.first(query)
    assert found
    return found


@flow.step(by=MEMBER, command=Command(Group.EVERYBODY, "post", _("Post in the channel")))
def post(program: Program, turn: Turn) -> Effects:
    card = Card(_("Who wants a mentor this spring?"), title=_("Spring Mentoring"),
                choices=[Choice(_("Join"), join, program, style=Style.MAIN)])  # fmt: skip
    yield Tell(Channel(places_of(turn.store)[0], "general"), card, slot="post")
    yield Replace(Card(_("Posted.")))


@flow.step(by=ANYONE)
def join(program: Program, turn: Turn) -> Effects:
    yield Replace(Card(_("Welcome, {name}.", name=turn.account.name if turn.account else "")))


@flow.step(by=MEMBER, command=Command(Group.EVERYBODY, "repost", _("Change the post")))
def repost(program: Program, turn: Turn) -> Effects:
    yield Redraw(Channel(places_of(turn.store)[0], "general"), "post", Card(_("Joining is closed.")))
    yield Replace(Card(_("Changed.")))


@flow.step(by=MEMBER, command=Command(Group.EVERYBODY, "write", _("Write to somebody")))
def write(program: Program, turn: Turn) -> Effects:
    yield Tell(_member(turn, turn.text or "Lin"), Card(Said(f"{turn.me.name} says hello.")), urgent=True)
    yield Replace(Card(_("Sent.")))


@flow.step(by=MEMBER, command=Command(Group.EVERYBODY, "whisper", _("Write to somebody, but not at night")))
def whisper(program: Program, turn: Turn) -> Effects:
    yield Tell(_member(turn, turn.text or "Lin"), Card(Said(f"{turn.me.name} whispers.")))
    yield Replace(Card(_("Sent.")))


@flow.step(by=MEMBER, command=Command(Group.EVERYBODY, "wonder", _("Have somebody asked, as if nobody had done it")))
def wonder(program: Program, turn: Turn) -> Effects:
    yield Tell(_member(turn, turn.text or "Lin"), Card(_("How is it going?")), kind=LetterKind.PROMPT)
    yield Replace(Card(_("Sent.")))


@flow.step(by=MEMBER, command=Command(Group.EVERYBODY, "meet", _("Open a room with somebody")))
def meet(program: Program, turn: Turn) -> Effects:
    room = room_for(turn.store, [turn.me, _member(turn, turn.text or "Lin")], "Two who talk")
    card = Card(_("Here you can talk."), title=_("Hello, both"), choices=[Choice(_("We have a time"), join, program)])
    yield Tell(room, card)
    yield Replace(Card(_("The room is open.")))


@flow.step(by=MEMBER, command=Command(Group.EVERYBODY, "files", _("Send me files")))
def send_files(program: Program, turn: Turn) -> Effects:
    files = [File(1, "chart.png", "image/png", _("A chart with two columns")), File(2, "plan.csv", "text/csv")]
    yield Tell(turn.me, Card(_("Here are your files."), files=files), kind=LetterKind.ANSWER)


@flow.step(by=MEMBER, command=Command(Group.EVERYBODY, "remind", _("Remind me tomorrow")))
def remind(program: Program, turn: Turn) -> Effects:
    yield Later(reminder, program, due=turn.now + timedelta(hours=20), value=str(turn.me.id))
    yield Replace(Card(_("I will.")))


@flow.step()
def reminder(program: Program, turn: Turn) -> Effects:
    yield Tell(turn.store.get(Member, int(turn.value)) or _member(turn, "Ada"), Card(_("This is your reminder.")),
               urgent=True)  # fmt: skip


@flow.step(by=COORDINATOR, command=Command(Group.COORDINATORS, "", _("The program")))
def program_home(program: Program, turn: Turn) -> Effects:
    yield Replace(Card(_("For coordinators.")))


# --- a form ----------------------------------------------------------------------------------------------------------


def about_me(_program: Program, turn: Turn) -> Form:
    """A question of every kind."""
    few = [Option(slug, _("{slug}", slug=slug.title())) for slug in ("thinking", "advice", "listening")]
    many = [Option(f"t{number}", _("Topic {number}", number=number)) for number in range(1, 31)]
    years = [Option(str(year), _("Year {year}", year=year)) for year in range(1, 13)]
    return Form(
        _("About you"),
        [
            Question("name", Kind.SHORT, _("What should we call you?"), most=40),
            Question("hope", Kind.LONG, _("What should be different in three months?"), most=200, required=False,
                     hint=_("Two or three lines are plenty."), example=_("I would like to …")),
            Question("help", Kind.ONE, _("What helps you most?"), options=few),
            Question("year", Kind.ONE, _("Your year"), options=years, required=False),
            Question("topics", Kind.MANY, _("Topics"), options=many, most=3, hint=_("Up to three.")),
            Question("hours", Kind.NUMBER, _("Hours a month"), least=1, most=20),
            Question("start", Kind.DATE, _("From when on?"), required=False),
            Question("time", Kind.TIME, _("A good time"), required=False),
        ],
        _("Save"),
        text=_("Mentors see this when you ask them. _Nothing_ here is sent to anybody now."),
    )  # fmt: skip


@flow.step(by=ANYONE, form=about_me, command=Command(Group.EVERYBODY, "about", _("Tell about yourself")))
def tell(program: Program, turn: Turn) -> Effects:
    if turn.answers.number("hours") == 13:
        raise Invalid("hours", _("Not thirteen, please."))
    yield Replace(
        Card(
            _("Thank you, {name}. Topics: {topics}.", name=turn.answers.text("name"),
              topics=", ".join(turn.answers.many("topics"))),
            title=_("Saved"),
            choices=[Choice(_("Change it"), tell, program)],
        )
    )  # fmt: skip


@flow.step(by=ANYONE, command=Command(Group.EVERYBODY, "again", _("The same form, from another step")))
def ask_again(program: Program, turn: Turn) -> Effects:
    yield Ask(tell, program)


# --- leaving, and places without a program ---------------------------------------------------------------------------


@people.step(by=PLATFORM)
def left(member: Member, turn: Turn) -> Effects:
    member.account.gone_at = turn.now
    yield Tell(_member(turn, "Noor"), Card(_("{name} has left.", name=member.name)), urgent=True)


@places.step(by=ANYONE)
def welcome(place: Place, turn: Turn) -> Effects:
    yield Replace(Card(_("No program yet.")))


FLOWS: tuple[Flow[Any], ...] = (flow, people, places)
