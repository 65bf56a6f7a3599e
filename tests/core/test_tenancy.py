"""No step of any flow can reach from one program into another: every step there is, with forged ids of every kind."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel
from structlog.testing import capture_logs

from bot.engine.taking import Homes
from bot.incoming import Incoming
from bot.steps import Flow
from storage import schema
from storage.database import Database
from storage.people import Account, Member
from storage.places import Place, Program, ProgramStatus
from tests.core import filling, small, telling, trouble
from tests.core.databases import SECRET
from tests.core.forging import SECRET_WORD, fill, presses, rows_of, steps_of
from tests.core.small import Jar
from tests.core.stage import NOON, Stage

ACTORS = ("Ada", "Lin", "Sam")
"""A member with one role, one with the other, and a coordinator, all of them of the first program."""
SMALL = (*telling.FLOWS, trouble.flow, filling.flow)


def two_programs(database: Database, flows: Sequence[Flow[Any]], homes: Homes) -> tuple[Stage, int]:
    """Three people in Compass, and Harbor with people and a row of everything that flows are about."""
    stage = Stage(database, flows, homes)
    stage.member("Ada", is_mentee=True)
    stage.member("Lin", is_mentor=True)
    stage.member("Sam", is_coordinator=True)
    harbor = stage.add(
        Program(name=f"Harbor {SECRET_WORD}", status=ProgramStatus.OPEN, created_at=NOON, quiet_from=NOON.time(),
                quiet_until=NOON.time())
    )  # fmt: skip
    stage.add(Place(platform="plain", key="port", name=SECRET_WORD, program_id=harbor.id))
    for number in range(4):
        stage.member(
            f"{SECRET_WORD}{number}", program=harbor.id, is_mentee=True, is_mentor=True, is_coordinator=number == 3
        )
    return stage, harbor.id or 0


def forged_ids(stage: Stage, flows: Sequence[Flow[Any]], harbor: int) -> dict[type[SQLModel], int]:
    """One record of the other program for each kind that flows are about."""
    members = [member.id or 0 for member in stage.all(Member) if member.program_id == harbor]
    found: dict[type[SQLModel], int] = {Program: harbor, Member: members[0], Place: 2}
    with stage.database.write() as session:
        for kind in {flow.about for flow in flows} - {Program, Member, Place, Account, Jar}:
            found[kind] = fill(session, kind, harbor, members)
    if Jar in {flow.about for flow in flows}:
        found[Jar] = stage.add(
            Jar(program_id=harbor, owner_id=members[0], helper_id=members[1], note=SECRET_WORD)
        ).id or 0  # fmt: skip
    return found


def shown_to(stage: Stage, incoming: Incoming) -> str:
    """Everything that comes straight back."""
    reply = stage.take(incoming)
    return repr((reply.card, reply.notice, reply.form, reply.problems))


def letters_shown(stage: Stage, harbor: int) -> str:
    """Every card that was written to somebody outside of the other program."""
    insiders = {member.account_id for member in stage.all(Member) if member.program_id == harbor}
    return "\n".join(letter.card for letter in stage.letters() if letter.account_id not in insiders)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Database]:
    """Every table there is."""
    schema.load_tables()
    database = Database(f"sqlite:///{tmp_path / 'kith.db'}", [SECRET])
    SQLModel.metadata.create_all(database.engine)
    Jar.metadata.create_all(database.engine)
    yield database
    database.close()


def flows_of(which: str) -> tuple[Sequence[Flow[Any]], Homes]:
    if which == "small":
        return SMALL, small.HOMES
    import flows

    return flows.FLOWS, flows.HOMES


@pytest.mark.parametrize("which", ["small", "program"])
def test_no_step_reaches_into_another_program(world: Database, which: str) -> None:
    """Every step that is not open to anyone, by each kind of member of the first program, about each record of the
    second: refused without naming anything of it, no row of it changed, no letter about it, and nothing breaks."""
    flows, homes = flows_of(which)
    stage, harbor = two_programs(world, flows, homes)
    ids = forged_ids(stage, flows, harbor)
    before, closed = rows_of(stage, harbor), steps_of(flows)[0]
    assert len(closed) >= 20
    with capture_logs() as logs:
        for flow in flows:
            about = ids.get(flow.about)
            if about is None:
                continue
            for step in (step for step in flow.steps if step in closed):
                for incoming in (one for actor in ACTORS for one in presses(step, about, actor, stage, "1")):
                    shown = shown_to(stage, incoming)
                    assert SECRET_WORD not in shown, f"{step.id} tells {incoming.by}: {shown}"
            assert rows_of(stage, harbor) == before, f"a step of {flow.name} changed the other program"
    stage.settle()
    assert SECRET_WORD not in letters_shown(stage, harbor)
    assert [(line["step"], line["exc_info"]) for line in logs if line["log_level"] == "error"] == []
    stage.close()


@pytest.mark.parametrize("which", ["small", "program"])
def test_what_is_open_to_anyone_tells_nobodys_name(world: Database, which: str) -> None:
    """Steps that strangers may take about another program show its people to nobody, and change none of them."""
    flows, homes = flows_of(which)
    stage, harbor = two_programs(world, flows, homes)
    stage.change(stage.get(Program, harbor), name="Harbor")
    stage.change(stage.get(Place, 2), name="Port")
    ids = forged_ids(stage, flows, harbor)
    people = [member for member in stage.all(Member) if member.program_id == harbor]
    for step in steps_of(flows)[1]:
        about = ids.get(step.flow.about)
        if about is None:
            continue
        for actor in ACTORS:
            for incoming in presses(step, about, actor, stage, ""):
                shown = shown_to(stage, incoming)
                assert SECRET_WORD not in shown, f"{step.id} tells {actor}: {shown}"
    assert SECRET_WORD not in letters_shown(stage, harbor)
    for member in people:
        assert stage.get(Member, member.id) == member
    stage.close()
