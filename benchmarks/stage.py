"""A small database and a step for measuring: one press that changes a row and puts two letters."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.engine import Engine
from bot.engine.taking import Homes
from bot.incoming import Incoming, Sender, Via
from bot.messages import Card
from bot.steps import ANYONE, Effects, Flow, Replace, Tell, Turn
from bot.words import _
from storage import schema
from storage.database import Database, Store
from storage.mentoring.intros import Intro, Round
from storage.people import Account, Member, enrol, saw_in_place
from storage.places import Place, Program, ProgramStatus

NOW = datetime(2026, 9, 7, 14, tzinfo=UTC)
SECRET = "a secret for measuring, 32 characters"
TEAM, LIN, ADA = "T0MEASURE", "U0LIN", "U0ADA"

flow: Flow[Intro] = Flow("measured", about=Intro, holds=("mentee", "mentor"))
nowhere: Flow[Place] = Flow("nowhere", about=Place)
somewhere: Flow[Program] = Flow("somewhere", about=Program)


@flow.step(by="mentor")
def press(intro: Intro, turn: Turn) -> Effects:
    """Changes one column and tells both sides."""
    intro.has_time = not intro.has_time
    yield Tell(intro.mentee, Card(_("{name} pressed.", name=intro.mentor.name)))
    yield Tell(intro.mentor, Card(_("{name} was told.", name=intro.mentee.name)))


@nowhere.step(by=ANYONE)
def no_program(place: Place, turn: Turn) -> Effects:
    yield Replace(Card(_("Nothing here.")))


@somewhere.step(by=ANYONE)
def home(program: Program, turn: Turn) -> Effects:
    yield Replace(Card(_("Home.")))


@dataclass(frozen=True)
class Stage:
    database: Database
    engine: Engine
    intro: int

    team: str
    mentor: str

    def incoming(self, key: str) -> Incoming:
        """The mentor's press."""
        sender = Sender("slack", self.team, self.mentor, place=self.team, name="Lin")
        return Incoming(via=Via.PRESS, step=press.id, about=self.intro, by=sender, key=key)


def make(folder: Path, team: str = TEAM, mentor_user: str = LIN) -> Stage:
    """A migrated SQLite file with one intro in it."""
    database = Database(f"sqlite:///{folder / 'measured.db'}", [SECRET])
    schema.upgrade(database)
    with database.write() as session:
        store = Store(session)
        program = store.add(Program(name="Measured", status=ProgramStatus.OPEN, created_at=NOW))
        store.program_id = program.id
        place = store.add(Place(platform="slack", key=team, program_id=program.id))
        mentor, mentee = (_member(store, user, name, place) for user, name in ((mentor_user, "Lin"), (ADA, "Ada")))
        round_ = store.add(Round(program_id=store.program, mentee_id=mentee.id or 0, opened_at=NOW))
        intro = store.add(
            Intro(
                program_id=store.program, round_id=round_.id or 0, mentee_id=mentee.id or 0,
                mentor_id=mentor.id or 0, asked_at=NOW,
            )
        )  # fmt: skip
        number = intro.id or 0
    homes = Homes(program=home, place=no_program)
    return Stage(database, Engine(database, [flow, nowhere, somewhere], homes), number, team, mentor_user)


def _member(store: Store, user: str, name: str, place: Place) -> Member:
    account = store.add(Account(platform="slack", team=place.key, user=user, name=name))
    saw_in_place(store, account, place.id)
    return enrol(store, account, NOW, consent="1")
