"""A story small enough to know by heart: jars into which two people put coins. The tests of the core are told with it.

Its table is outside of Kith's own, so that no migration is measured against it.
"""

from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from bot.engine.taking import Homes
from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import (
    ANSWER,
    ANYONE,
    COORDINATOR,
    MEMBER,
    PERSONAL,
    PLATFORM,
    Command,
    Effects,
    Flow,
    Group,
    Later,
    Never,
    Redraw,
    Replace,
    Tell,
    Turn,
    slot,
)
from bot.words import _, n_
from storage.columns import Rights, Table, one_of
from storage.people import Account, Member, enrol
from storage.places import Place, Program


class JarStatus(StrEnum):
    OPEN = "open"
    SEALED = "sealed"


class Jar(Table, table=True):
    """A jar of one program with an owner, perhaps a helper, and places for so many coins."""

    metadata: ClassVar = sa.MetaData()
    __rights__: ClassVar = Rights()

    id: int | None = Field(default=None, primary_key=True)
    program_id: int
    owner_id: int
    helper_id: int | None = None
    status: JarStatus = Field(default=JarStatus.OPEN, sa_type=one_of(JarStatus, "status"))
    coins: int = 0
    places: int = 3
    note: str = ""


MINUTE = timedelta(minutes=1)

flow: Flow[Jar] = Flow("jar", about=Jar, holds=("owner", "helper"))
home: Flow[Program] = Flow("home", about=Program)
corner: Flow[Place] = Flow("corner", about=Place)
people: Flow[Member] = Flow("people", about=Member, holds=("self",))
own: Flow[Account] = Flow("own", about=Account)


@flow.shows
def jar_card(jar: Jar, turn: Turn) -> Card:
    choices = [Choice(_("Put one in"), put, jar), Choice(_("Seal it"), seal, jar, style=Style.GRAVE)]
    return Card(
        n_("The jar holds one coin.", "The jar holds {n} coins.", jar.coins),
        choices=choices if jar.status is JarStatus.OPEN else (),
        foot=_("{owner} owns it.", owner=str(jar.owner_id)),
    )


def the_helper(jar: Jar, turn: Turn) -> Member:
    found = turn.store.get(Member, jar.helper_id)
    assert found is not None
    return found


@flow.step(by=("owner", "helper"), when=JarStatus.OPEN, formerly=("drop_in", "old_jar.throw"))
def put(jar: Jar, turn: Turn) -> Effects:
    """One coin more, as long as there is a place for it."""
    if jar.coins >= jar.places:
        raise Refused(_("The jar is full. Seal it, or take a bigger one."))
    jar.coins += 1
    yield Replace(jar_card(jar, turn), slot("jar", jar))


@flow.step(by="owner", when=JarStatus.OPEN, ends=True)
def seal(jar: Jar, turn: Turn) -> Effects:
    jar.status = JarStatus.SEALED
    yield Replace(Card(_("You sealed the jar.")))
    yield Tell(the_helper(jar, turn), Card(_("The jar is sealed.")))
    yield Never(ring, jar)


@flow.step(by="owner")
def offer(jar: Jar, turn: Turn) -> Effects:
    """Shows the jar to the helper, in a card that can be drawn again."""
    yield Tell(the_helper(jar, turn), jar_card(jar, turn), slot=slot("jar", jar))


@flow.step(by="owner")
def draw_again(jar: Jar, turn: Turn) -> Effects:
    yield Redraw(the_helper(jar, turn), slot("jar", jar), jar_card(jar, turn))


@flow.step(by=MEMBER, looks=True)
def look(jar: Jar, turn: Turn) -> Effects:
    yield Replace(jar_card(jar, turn))


@flow.step(by=COORDINATOR, when=JarStatus.OPEN)
def empty(jar: Jar, turn: Turn) -> Effects:
    jar.coins = 0
    yield Replace(jar_card(jar, turn))


@flow.step(by="owner")
def wind_up(jar: Jar, turn: Turn) -> Effects:
    """The bell rings in so many minutes."""
    yield Later(ring, jar, due=turn.now + int(turn.value) * MINUTE)


@flow.step(by="owner")
def stop_bell(jar: Jar, turn: Turn) -> Effects:
    yield Never(ring, jar)


@flow.step(when=JarStatus.OPEN)
def ring(jar: Jar, turn: Turn) -> Effects:
    """Taken by a timer alone."""
    jar.note += "ring"
    yield Tell(the_helper(jar, turn), Card(_("The bell rings.")), kind=ANSWER)


# --- everywhere ------------------------------------------------------------------------------------------------------


@home.step(by=ANYONE, command=Command(Group.EVERYBODY, "", _("Where you stand")), words=("home",))
def show(program: Program, turn: Turn) -> Effects:
    name = turn.by.name if turn.by else "stranger"
    yield Replace(Card(_("This is {program}. Hello, {name}.", program=program.name, name=name)))


@home.step(by=COORDINATOR, command=Command(Group.COORDINATORS, "", _("How the program stands")))
def run(program: Program, turn: Turn) -> Effects:
    yield Replace(Card(_("You run {program}.", program=program.name)))


@home.step(by=ANYONE, command=Command(Group.EVERYBODY, "join", _("Join")))
def join(program: Program, turn: Turn) -> Effects:
    assert turn.account is not None
    if turn.by is None:
        enrol(turn.store, turn.account, turn.now, consent="1")
    yield Replace(Card(_("Welcome to {program}.", program=program.name)))


@home.step(by=MEMBER, command=Command(Group.EVERYBODY, "find", _("Find a jar")))
def find(program: Program, turn: Turn) -> Effects:
    yield Replace(Card(_("You look for “{words}”.", words=turn.text)))


@home.step(by=MEMBER, command=Command(Group.EVERYBODY, "show", _("Show a jar")))
def show_jar(program: Program, turn: Turn) -> Effects:
    jar = turn.store.get(Jar, int(turn.text))
    assert jar is not None
    yield Replace(jar_card(jar, turn))


@corner.step(by=ANYONE)
def welcome(place: Place, turn: Turn) -> Effects:
    yield Replace(Card(_("{place} has no program yet.", place=place.name)))


@people.step(by=PLATFORM)
def left(member: Member, turn: Turn) -> Effects:
    """An account left a place: its member is told, and counted out by name."""
    yield Tell(member, Card(_("Goodbye.")), kind=ANSWER)


@people.step(by="self")
def greet(member: Member, turn: Turn) -> Effects:
    yield Tell(member, Card(_("Hello.")), kind=PERSONAL)


@own.step(by=ANYONE, words=("help",))
def help_(account: Account, turn: Turn) -> Effects:
    yield Replace(Card(_("Type what you see on a button, or its number.")))


@own.step(by=ANYONE, hears=lambda text: "at the end of my rope" in text)
def hear_out(account: Account, turn: Turn) -> Effects:
    yield Replace(Card(_("You are not alone with this.")))


FLOWS = (flow, home, corner, people, own)
HOMES = Homes(program=show, place=welcome, greetings=frozenset({"hello"}))
