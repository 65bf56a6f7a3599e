"""A form with every kind of question, over three pages, and a short one."""

import json

from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Form, Kind, Option, Question
from bot.steps import ANSWER, Ask, Effects, Flow, Replace, Tell, Turn
from bot.words import Said, _
from tests.core import small
from tests.core.small import Jar, JarStatus

flow: Flow[Jar] = Flow("filling", about=Jar, holds=("owner", "helper"))
flow.shows(small.jar_card)

COLOURS = [Option("red", _("Red")), Option("blue", _("Blue")), Option("light_blue", _("Light blue"))]
TOWNS = [Option(f"t{number}", Said(f"{name} {number}")) for number, name in enumerate(["Ashby", "Berg"] * 15)]


def long_form(jar: Jar, turn: Turn) -> Form:
    return Form(
        _("About the jar"),
        text=_("Only you will see this."),
        submit=_("Save"),
        questions=[
            Question("name", Kind.SHORT, _("Name"), most=40, least=2, example=_("My jar")),
            Question("story", Kind.LONG, _("Story"), most=200, required=False),
            Question("colour", Kind.ONE, _("Colour"), options=COLOURS, given="blue"),
            Question("mixed", Kind.MANY, _("Mixed with"), options=COLOURS, required=False, most=2),
            Question("town", Kind.ONE, _("Town"), options=TOWNS, hint=_("Where it stands")),
            Question("size", Kind.NUMBER, _("Size"), least=1, most=99),
            Question("since", Kind.DATE, _("Since")),
            Question("opens", Kind.TIME, _("Opens at"), required=False),
            Question("lid", Kind.ONE, _("Lid"), options=COLOURS[:2]),
            Question("stickers", Kind.NUMBER, _("Stickers"), required=False, most=9),
            Question("word", Kind.SHORT, _("A last word"), most=20, required=False),
        ],
    )


@flow.step(by="owner", when=JarStatus.OPEN, form=long_form)
def describe(jar: Jar, turn: Turn) -> Effects:
    if turn.answers.text("name") == "Nameless":
        raise Invalid("name", _("A jar needs a name of its own."))
    if turn.answers.number("stickers") == 7:
        raise Refused(_("Seven stickers bring bad luck."))
    jar.note = json.dumps({name: str(answer) for name, answer in turn.answers.items()})
    yield Replace(Card(_("The jar {name} is described.", name=turn.answers.text("name"))))


def short_form(jar: Jar, turn: Turn) -> Form:
    word = Question("word", Kind.SHORT, _("Word"), most=20, given=jar.note)
    return Form(_("One word"), questions=[word], submit=_("Say it"))


@flow.step(by="owner", looks=True)
def word(jar: Jar, turn: Turn) -> Effects:
    """Only looks whether there is a word, and asks for one."""
    yield Ask(say, jar)


@flow.step(by="owner", form=short_form)
def say(jar: Jar, turn: Turn) -> Effects:
    """One word; `value` goes before it."""
    if turn.answers.text("word").startswith("boom"):
        raise RuntimeError("it blew up")
    jar.note = turn.value + turn.answers.text("word")
    yield Replace(Card(_("You said {word}.", word=jar.note)))


@flow.step(by="owner")
def lead(jar: Jar, turn: Turn) -> Effects:
    """Leads to the form of another step."""
    yield Ask(say, jar, value="led-")


@flow.step(by="owner")
def invite(jar: Jar, turn: Turn) -> Effects:
    """A card from which both forms open."""
    choices = [Choice(_("Describe it"), describe, jar), Choice(_("Say a word"), say, jar)]
    yield Tell(turn.me, Card(_("Tell about your jar."), choices=choices), kind=ANSWER)


FLOWS = (*small.FLOWS, flow)
