"""Having what is kept about oneself."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from flows.rights import labels
from storage import schema
from storage.outbox import StoredFile, clean_up
from storage.rights.tables import about_people
from tests.flows.lives import OTHERS, OWN, TOLD, ZOE, live
from tests.flows.stories import change_member
from tests.world.making import add_mentee
from tests.world.world import World


def files(world: World, name: str) -> tuple[str, Any]:
    """The newest file that was made for somebody: what is to be read, and what machines read."""
    with world.database.read() as session:
        stored = session.scalars(
            sa.select(StoredFile)
            .where(col(StoredFile.account_id) == world.member(name).account_id)
            .order_by(col(StoredFile.id).desc())
        ).first()
        assert stored is not None
        with zipfile.ZipFile(io.BytesIO(stored.content)) as file:
            return file.read("my-data.txt").decode(), json.loads(file.read("my-data.json"))


def test_all_that_is_mine_and_nothing_that_others_said_in_confidence(world: World) -> None:
    """The file holds every word that the person wrote, whom it was about by name, in plain words and in their own
    time; and no verdict, contact, reason or concern of anybody else."""
    live(world)
    change_member(world, ZOE, zone="America/Caracas")
    zoe = world.person(ZOE).commands("/mentor my-data")
    zoe.sees("I send it to you in private", "Here is what I keep about you")
    text, kept = files(world, ZOE)
    mine = ("note", "phone", "hope", "experience", "lab", "reason", "doubt", "concern", "draft", "words", "detail",
            "checkin", "closing", "question", "cafe")  # fmt: skip
    for part in (text, json.dumps(kept)):
        for own in mine:
            assert f"{OWN} {own}" in part, own
        assert f"{TOLD} answer" in part
        assert OTHERS not in part
    assert "Mentor: Lin" in text
    assert "Whom: Noor" in text  # whom she keeps away from
    assert "Whom: Ben" not in text  # who keeps away from her
    assert "Picked: Study skills" in text or "Topic: Study skills" in text
    assert "Mon 7 Sep, 10:" in text  # four in the afternoon in Berlin
    columns = {column for kind in kept["kept"].values() for row in kind for column in row if "_" in column}
    assert not [column for column in columns if column in text]
    assert kept["kept"]["intro"][0]["asked_at"].endswith("-04:00")
    assert {row["mentor_id"] for row in kept["kept"]["match"]} == {"Lin"}
    assert len(kept["kept"]["verdict"]) == 2


def test_once_a_day_and_gone_after_it(world: World) -> None:
    """A second one on the same day is refused with the time of the next; the file that was sent is deleted by then."""
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("my data")
    ada.sees("Here is what I keep about you")
    ada.commands("/mentor my-data").sees_last("I can make the next one from Tue 8 Sep, 16:00")
    world.passes(days=1, minutes=1)
    with world.database.write() as session:
        clean_up(session, world.moment)
        assert session.scalars(sa.select(StoredFile)).all() == []
    mark = ada.marks()
    ada.commands("/mentor my-data")
    assert "Here is what I keep about you" in ada.since(mark)


def test_a_file_that_never_arrived(world: World) -> None:
    """Who could not be reached does not have to wait for the next day, and of what nobody got nothing is kept; nor is
    anybody told that they have what they have not."""
    add_mentee(world, "Ada")
    user = world.surface.sender("Ada").user
    world.carrier.closed.add(user)
    ada = world.person("Ada").commands("/mentor my-data").sees_no("Here is what I keep about you")
    world.carrier.closed.discard(user)
    ada.commands("/mentor erase").presses("Send me the file first").sees("Here is what I keep about you")
    ada.sees_no("You got the file")
    with world.database.read() as session:
        assert len(session.scalars(sa.select(StoredFile)).all()) == 1
    ada.commands("/mentor my-data").sees_last("You got the file a moment ago", "I can make the next one from Tue 8 Sep")


@pytest.mark.parametrize("world", ["slack", "discord"], indirect=True)
def test_a_file_that_is_on_its_way(world: World) -> None:
    """Asked again before it has arrived, Kith says that it is to come."""
    add_mentee(world, "Ada")
    world.carrier.busy[world.surface.sender("Ada").user] = timedelta(hours=1)
    ada = world.person("Ada").commands("/mentor my-data").sees_no("Here is what I keep about you")
    ada.commands("/mentor my-data").sees_last("The file is on its way to you, in private. I can make the next one from")
    world.passes(hours=2)
    ada.sees("Here is what I keep about you").commands("/mentor my-data").sees_last("You got the file a moment ago")


def test_who_is_no_member_is_given_what_there_is(world: World) -> None:
    """Somebody who never joined, and somebody who left, get their file as well."""
    world.person("Eve").commands("/mentor my-data").sees("Here is what I keep about you")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor leave").presses("Yes, leave")
    ada.commands("/mentor my-data").sees("Here is what I keep about you")
    assert "Study skills" in files(world, "Ada")[0]


def test_a_file_in_the_rows_can_be_read_by_holders_of_the_key_alone(world: World) -> None:
    """What is encrypted in its own row is not readable in the copy of it."""
    live(world)
    world.person(ZOE).commands("/mentor my-data")
    with world.database.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT content FROM stored_file")).scalars().all()
    assert rows
    assert not [row for row in rows if bytes(row)[:2] == b"PK" or b"my-data" in bytes(row)]


def test_whatever_is_given_has_a_name() -> None:
    """Every kind of row and every column that anybody is given is called something in the file."""
    schema.load_tables()
    for one in about_people():
        sides = [one.rights.given([name]) for name in one.rights.of if one.rights.side(name).seen]
        given = {column for columns in sides for column in columns}
        names = given | ({*one.rights.of} if len(one.rights.of) > 1 and sides else set())
        if given:
            assert one.name in labels.KINDS
        for column in names - {"id", "account_id", "member_id"}:
            assert labels.label(one.name, column).text
