"""A small program to try the playground with: every kind of card, form, letter and room, on the real engine."""

import struct
import zlib
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from adapters.playground import mount
from adapters.playground.adapter import PLACE, PLATFORM, PlaygroundAdapter
from adapters.playground.controlling import PlayControls
from bot.clock import MovableClock
from bot.engine import Engine
from bot.engine.taking import Homes
from bot.lanes import OwnLanes
from bot.running import Running
from flows import words
from storage import playground, schema
from storage.database import Database, Store
from storage.outbox import StoredFile
from storage.people import Account, enrol, saw_in_place
from storage.places import Place, Program, ProgramStatus
from tests.adapters.playground import trial_flows

PEOPLE = (
    ("ada", "Ada Mensah", "Africa/Accra", "Mentee · Biology, first year"),
    ("lin", "Lin Wei", "Europe/Berlin", "Mentor · Computer science"),
    ("tomas", "Tomás Quiroga", "America/Bogota", "Mentor · Economics"),
    ("noor", "Noor van Dijk", "Europe/Amsterdam", "Coordinator"),
)
PLAN = b"week,goal\n1,meet\n"
START = datetime(2026, 3, 3, 13, 30, tzinfo=UTC)


def picture() -> bytes:
    """A chart with two bars, as PNG."""
    width, height, paper = 320, 160, b"\xf8\xf7\xf3"
    bars = (range(60, 130), b"\x1d\x6b\x5c", 60), (range(190, 260), b"\x82\xd3\xb9", 25)

    def point(x: int, y: int) -> bytes:
        return next((colour for columns, colour, top in bars if x in columns and y >= top), paper)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    lines = b"".join(b"\0" + b"".join(point(x, y) for x in range(width)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(lines)), chunk(b"IEND", b""))
    )


def fill(session: Session, _now: datetime) -> None:
    """Four members, a channel, and two files."""
    store = Store(session)
    program = store.add(
        Program(name="Spring Mentoring", status=ProgramStatus.OPEN, zone="Europe/Berlin", created_at=START)
    )
    store.program_id = program.id
    place = store.add(Place(platform=PLATFORM, key=PLACE, program_id=program.id, room_channel="general"))
    playground.add_channel(session, "general")
    for user, name, zone, about in PEOPLE:
        playground.arrive(session, name, zone, user=user, about=about, manages=user == "noor")
        account = store.add(Account(platform=PLATFORM, user=user, name=name, zone=zone, program_id=program.id))
        enrol(store, account, START, consent="1")
        saw_in_place(store, account, place.id)
    for name, media_type, content in (
        ("chart.png", "image/png", picture()),
        ("plan.csv", "text/csv", PLAN),
    ):
        store.add(
            StoredFile(
                program_id=program.id, name=name, media_type=media_type, hash="", content=content,
                expires_at=START + timedelta(days=900),
            )
        )  # fmt: skip


def with_tables(url: str) -> Database:
    database = Database(url, ["a key for the trial"])
    schema.load_tables()
    SQLModel.metadata.create_all(database.engine)
    return database


class Trial:
    """The whole of it on one database with every table, wired as the real playground is."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock, self.lanes = MovableClock(), OwnLanes()
        engine = Engine(self.database, trial_flows.FLOWS, Homes(trial_flows.home, trial_flows.welcome))
        self.running = Running(self.database, engine, self.clock, [], self.lanes)
        self.adapter = PlaygroundAdapter(self.database, self.clock, self.running.workers, words.roles)
        self.running.adapters = {self.adapter.platform: self.adapter}
        self.running.postman.carriers = self.running.adapters
        self.controls = PlayControls(self.running, self.lanes, self.clock, fill)
        self.again()

    def again(self) -> None:
        """As at the first start, at the same moment of program time."""
        with self.database.write() as session:
            for table in reversed(SQLModel.metadata.sorted_tables):
                session.execute(table.delete())
        self.controls.begin()
        self.clock.ahead = START - datetime.now(UTC)

    def page(self) -> FastAPI:
        web = FastAPI(openapi_url=None)

        @web.post("/trial/again")
        async def again() -> None:
            await self.lanes.settle()
            await self.running.workers.write(self.again)
            self.adapter.changed()

        mount(web, self.adapter, self.controls, opening=[person[0] for person in PEOPLE])
        return web

    def close(self) -> None:
        self.running.close()
