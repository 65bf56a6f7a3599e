"""Having everything deleted."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col

from bot.commands import erased
from flows.rights.traces import Scrubber
from storage import schema
from storage.codes import claims
from storage.database import Store
from storage.mentoring.apart import kept_from
from storage.mentoring.intros import Intro
from storage.mentoring.records import Act
from storage.outbox import StoredFile, letters, set_timer
from storage.people import Account, Member, MemberStatus, former_names
from storage.places import Program
from storage.rights import erasure as under_way
from storage.rights.erasure import Erasure, Traces
from storage.rights.ledger import Erased
from tests.flows.choices import cast
from tests.flows.lives import OWN, ZOE, live
from tests.flows.stories import asks
from tests.flows.test_renamed import renamed
from tests.world.making import add_coordinator, add_member, add_mentee, add_mentor
from tests.world.world import START, Person, World


def dumped(world: World) -> Iterator[tuple[str, str]]:
    """Every row of every table as text, unlocked."""
    schema.load_tables()
    with world.database.read() as session:
        for table in SQLModel.metadata.sorted_tables:
            for row in session.execute(sa.select(table)).mappings():
                yield table.name, " ".join(_said(value) for value in row.values())


def _said(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, str) and value[:1] in ("{", "["):
        return json.dumps(json.loads(value), ensure_ascii=False)
    return str(value)


def erase(world: World, name: str) -> Person:
    person = world.person(name).commands("/mentor erase").presses("Yes, delete everything")
    world.passes(minutes=10)
    return person


def test_nothing_of_them_is_left_and_others_go_on(world: World) -> None:
    """After an erasure neither the id, nor the name, nor a word of the person is in any table; partners' records are
    there, read well, and everything on them works."""
    live(world)
    user = world.sender(ZOE).user
    before = [table for table, row in dumped(world) if ZOE in row or OWN in row or user in row]
    assert {"account", "member", "intro", "letter", "room", "concern", "act", "stored_file"} <= set(before)
    zoe = world.person(ZOE).commands("/mentor erase")
    zoe.sees_last("Delete everything I keep about you?", "Your match with Lin", "What stays, without your name")
    zoe.presses("Yes, delete everything").sees("I have begun")
    world.passes(minutes=10)
    zoe.sees_last("everything I kept about you is deleted")
    found = [(table, row) for table, row in dumped(world) if ZOE in row or OWN in row or user in row]
    assert found == []
    lin = world.person("Lin").sees(f"{ZOE} is not taking part any more, so your match has ended.")
    for command in ("", "asks", "verdicts", "match", "choose"):
        lin.commands(f"/mentor {command}".strip())
        world.person("Ben").commands(f"/mentor {command}".strip())
        assert "went wrong" not in lin.screen[-1]
        assert "went wrong" not in world.person("Ben").screen[-1]
    world.person("Ben").commands("/mentor find").presses("Ask for an intro chat", on="Lin").presses("Send it")
    lin.presses("Happy to", on="Ben")
    with world.database.read() as session:
        (match,) = session.execute(sa.text("SELECT status FROM match")).scalars()
        assert match == "ended_early"
        assert len(session.scalars(sa.select(Intro)).all()) == 4


def test_whoever_it_is_nothing_of_them_is_left(world: World) -> None:
    """One after the other, a mentee, two mentors and a coordinator are erased from one world: neither name nor id of
    any of them is in any table, and who is left sees cards that read well."""
    live(world)
    add_coordinator(world, "Olu")
    for name in ("Ben", "Lin", "Mara", "Sam"):
        user = world.sender(name).user
        erase(world, name)
        names = re.compile(rf"\b({name}|{user})\b")
        assert [(table, row) for table, row in dumped(world) if names.search(row)] == []
        zoe = world.person(ZOE)
        for command in ("", "asks", "verdicts", "match", "my-data"):
            zoe.commands(f"/mentor {command}".strip())
            assert "went wrong" not in zoe.screen[-1]
    world.person("Olu").commands("/program").presses("People").sees_last(ZOE)


def test_names_from_before_go_as_well(world: World) -> None:
    """Whoever was called otherwise is given that name with everything that is kept about them, and once they are
    erased none of their names is in any table; until then the old ones are kept where nobody reads them."""
    live(world)
    for new in ("Quirinius", "Quentin Quire"):
        renamed(world, ZOE, new)
        world.passes(minutes=1)
    renamed(world, ZOE, "Quentin Quire", world.surface.command(ZOE, "/mentor my-data"))
    with world.database.read() as session:
        (kept,) = session.scalars(sa.select(col(StoredFile.content)).where(col(StoredFile.name).like("my-data-%")))
        assert former_names(Store(session, 1), [world.member("Quentin Quire").account_id]) == [ZOE, "Quirinius"]
        locked = session.execute(sa.text("SELECT name FROM former_name")).scalars().all()
        assert len(locked) == 2
        assert not any(name in row for row in locked for name in (ZOE, "Quirinius"))
    with zipfile.ZipFile(io.BytesIO(kept)) as packed:
        given = json.loads(packed.read("my-data.json"))["kept"]["former_name"]
    assert [row["name"] for row in given] == [ZOE, "Quirinius"]
    renamed(world, ZOE, "Quentin Quire", world.surface.command(ZOE, "/mentor erase"))
    renamed(world, ZOE, "Quentin Quire", world.surface.press(ZOE, "Yes, delete everything", ""))
    if world.person(ZOE).screen[-1].startswith("Do you mean"):  # typed, it is asked about
        renamed(world, ZOE, "Quentin Quire", world.surface.press(ZOE, "Yes, do that", ""))
    world.passes(minutes=10)
    names = re.compile(rf"{ZOE}|Quirinius|Quentin|Quire")
    assert [(table, row) for table, row in dumped(world) if names.search(row)] == []


def test_a_sentence_still_begins_with_a_capital() -> None:
    """What stands for the name does, where it begins a sentence, and only there."""
    found = Scrubber(Traces([ZOE], []), Program(name="Compass", zone="UTC", created_at=START))
    said = f"{ZOE} said yes. {ZOE} is glad.\nYour match with {ZOE} is over."
    after = "Somebody who left said yes. Somebody who left is glad.\nYour match with somebody who left is over."
    assert found.text(said, is_theirs=True) == after


def test_coordinators_find_a_gap_and_no_name(world: World) -> None:
    """Coordinators see that somebody was deleted, and what was done before without a name; they read what is left of a
    message, and neither the list of people nor the file of it holds anybody for it."""
    live(world)
    erase(world, ZOE)
    sam = world.person("Sam").commands("/program acts")
    sam.sees_last("Kith deleted everything about somebody, as they wished", "somebody who left listed Mara")
    sam.commands("/program").presses("People")
    assert "somebody who left" not in sam.screen[-1]
    with world.database.read() as session:
        acts = session.scalars(sa.select(Act).where(col(Act.what) == "mentor_listed")).all()
        assert [act.detail for act in acts] == [""]
        gone = session.scalars(sa.select(Member).where(col(Member.status) == MemberStatus.ERASED)).one()
        assert (gone.name, gone.joined_at.day) == ("somebody who left", 1)


def test_who_comes_again_is_new(world: World) -> None:
    """After an erasure nothing is known of them: they join as anybody does, with nothing filled in, and those who kept
    them away are still safe from them."""
    live(world)
    erase(world, ZOE)
    zoe = world.person(ZOE).types("hello").presses("Join").sees("What brings you?")
    zoe.presses("I look for a mentor")
    with world.database.read() as session:
        store = Store(session, 1)
        new = session.scalars(sa.select(Member).where(col(Member.name) == ZOE)).one()
        assert new.joined_at > world.moment - timedelta(minutes=1)
        ben = session.scalars(sa.select(Member).where(col(Member.name) == "Ben")).one()
        assert ben.id in kept_from(store, new)
        assert session.scalars(sa.select(Account).where(col(Account.name) == ZOE)).one().id == new.account_id


def test_while_it_goes_on_nothing_new_begins(world: World) -> None:
    """Between the press and the last letter one can neither join again nor be erased twice, and there is no file
    of what is half gone; that letter comes once."""
    cast(world, "Ada", "Lin")
    ada = world.person("Ada").commands("/mentor erase").presses("Yes, delete everything")
    ada.commands("/mentor erase").sees_last("I am deleting everything about you just now")
    world.passes(minutes=1.2)
    ada.commands("/mentor my-data").sees_last("I am deleting everything about you just now")
    world.passes(minutes=10)
    assert sum("everything I kept about you is deleted" in shown for shown in ada.screen) == 1
    assert [table for table, row in dumped(world) if "Ada" in row] == []
    with world.database.read() as session:
        assert session.scalars(sa.select(Erasure)).all() == []
        assert len(session.scalars(sa.select(Erased)).all()) == 2  # the account and the member


def test_who_needs_help_meanwhile_is_heard(world: World) -> None:
    """What somebody writes to the coordinators while everything about them goes is read whole, and answered; and what
    goes has gone all the same."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor erase").presses("Yes, delete everything")
    world.passes(minutes=0.1)
    ada.commands("/mentor notright").presses("Tell the coordinators")
    ada.fills({"What happened, in your words": "Somebody waits for me."})
    world.passes(minutes=10)
    with world.database.read() as session:
        assert session.scalars(sa.select(Erasure)).all() == []
    world.person("Sam").presses("Read it").sees_last("Somebody waits for me.").presses("I take care of it")
    ada.sees_last("Sam takes care of what you wrote.")


def test_every_way_leads_there(world: World) -> None:
    """By typing it, from the file of one's data, from the card of leaving and after it, and for who was removed."""
    add_coordinator(world, "Sam")
    for name in ("Ada", "Ben", "Cleo", "Dora", "Eli"):
        add_mentee(world, name)
    world.person("Ada").types("delete my data")
    world.person("Ben").commands("/mentor my-data").presses("Delete everything about me")
    world.person("Cleo").commands("/mentor leave").presses("Delete everything about me")
    world.person("Dora").commands("/mentor leave").presses("Yes, leave").presses("Delete everything about me")
    sam = world.person("Sam").commands("/program").presses("People").presses("Look at Eli", on="Eli")
    sam.presses("Remove").fills({"Why? For the record only": "Was rude"})
    world.person("Eli").commands("/mentor erase")
    people = [world.person(name) for name in ("Ada", "Ben", "Cleo", "Dora", "Eli")]
    for person in people:
        person.sees("Delete everything I keep about you?").presses("Yes, delete everything")
    world.passes(minutes=15)
    for person in people:
        person.sees_last("everything I kept about you is deleted")
    assert [table for table, row in dumped(world) if re.search(r"\b(Ada|Ben|Cleo|Dora|Eli)\b|rude", row)] == []


def test_an_erasure_that_waits_for_its_letter_holds_up_no_other(world: World) -> None:
    """What a backup brings back is erased at once, also where it holds the erasure of somebody else whose last letter
    is still to be sent; that one goes on when letters are sent again."""
    for name in ("Ada", "Ben"):
        add_mentee(world, name)
    ada, ben = (world.member(name).account_id for name in ("Ada", "Ben"))
    row = {
        "lane": "nowhere", "rank": 0, "kind": "answer", "card": '{"text": "Done"}', "open": False, "urgent": False,
        "slot": "", "channel": "", "created_at": world.moment, "due_at": world.moment, "attempts": 0, "failures": 0,
        "state": "pending", "reference": "", "error": "", "program_id": 1, "account_id": ada, "key": "the last one",
    }  # fmt: skip
    with world.database.write() as session:
        store = Store(session, 1)
        found = under_way.begin(store, session.get_one(Account, ada), world.moment)
        found.told = True
        session.execute(sa.insert(letters), [row])
        set_timer(session, 1, "erasure.finish", found.id or 0, "", world.moment)
        session.get_one(Account, ben).program_id = 1
        set_timer(session, 1, "erased_account.once_more", ben, "", world.moment)
    erased.finish(world.database, world.engine, world.moment)
    with world.database.read() as session:
        assert session.get(Account, ben) is None
        assert session.get(Account, ada) is not None


def test_many_rows_go_some_at_a_time(world: World) -> None:
    """However much there is, no transaction takes more than 200 rows, and in the end all are gone."""
    add_mentee(world, "Ada")
    ada = world.member("Ada")
    row = {
        "lane": "slack:T", "rank": 0, "kind": "answer", "card": '{"text": "Dear Ada"}', "open": False, "urgent": False,
        "slot": "", "channel": "", "created_at": world.moment, "due_at": world.moment, "attempts": 0, "failures": 0,
        "state": "sent", "reference": "", "error": "", "program_id": 1, "account_id": ada.account_id,
    }  # fmt: skip
    with world.database.write() as session:
        session.execute(sa.insert(letters), [row | {"key": f"old {number}"} for number in range(450)])
    world.person("Ada").commands("/mentor erase").presses("Yes, delete everything")
    left = []
    for _minute in range(4):
        with world.database.read() as session:
            left.append(session.scalar(sa.select(sa.func.count()).where(letters.c.key.like("old %"))))
        if left[-1] == 0:
            break
        world.passes(minutes=1)
    assert left[-1] == 0
    world.passes(minutes=10)
    assert [table for table, row in dumped(world) if "Ada" in row] == []


def test_the_only_coordinator_hands_over_first(world: World) -> None:
    """Nobody is left without a coordinator: the only one is told what to do first, and can be erased after it."""
    add_coordinator(world, "Sam")
    add_mentee(world, "Ada")
    sam = world.person("Sam").commands("/mentor erase")
    sam.sees_last("You are the only coordinator of Compass").cannot_press("Yes, delete everything")
    sam.presses("Hand the program over").sees_last("Hand Compass over")
    add_coordinator(world, "Olu")
    erase(world, "Sam").sees_last("everything I kept about you is deleted")


def test_whom_the_settings_appoint_is_not_appointed_again(world: World) -> None:
    """An account that was erased is not made a coordinator by the settings at the next start, unless it came again."""
    add_coordinator(world, "Sam")
    sender = world.sender("Sam")
    named = [(sender.platform, sender.team, sender.user)]
    with world.database.write() as session:
        claims.appoint(Store(session), named)
    erase(world, "Sam")
    assert [table for table, row in dumped(world) if sender.user in row] == []
    with world.database.write() as session:
        assert claims.appoint(Store(session), named) == 1
    assert [table for table, row in dumped(world) if sender.user in row] == []
    world.person("Sam").types("hello")
    with world.database.write() as session:
        assert claims.appoint(Store(session), named) == 0
        again = session.scalars(sa.select(Account).where(col(Account.user) == sender.user)).one()
        assert claims.is_appointed(Store(session), again)


def test_namesakes_keep_their_names(world: World) -> None:
    """Somebody else of the same name, or with that name in a longer one, is called in every card as before."""
    add_mentor(world, "Lin")
    for name in ("Ada", "Ada Lovelace"):
        add_mentee(world, name)
        asks(world, name, "Lin")
    erase(world, "Ada")
    rows = [row for table, row in dumped(world) if table == "letter" and "Ada Lovelace" in row]
    assert rows
    assert not [row for _table, row in dumped(world) if "who left Lovelace" in row]
    world.person("Lin").presses("Happy to", on="Ada Lovelace").sees_last("Ada Lovelace")


@pytest.mark.parametrize("name", ["Ana_Maria *", "Zoë–Anne", "Renée O'Neil"])
def test_odd_names_go_as_well(world: World, name: str) -> None:
    """A name that is written with escapes in a card or in JSON is found there, too."""
    add_mentor(world, "Lin")
    add_mentee(world, name)
    asks(world, name, "Lin")
    world.person("Lin").presses("Happy to", on=name.split("_")[0])
    erase(world, name)
    assert [table for table, row in dumped(world) if name in row] == []


def test_a_walk_through_the_program_goes_with_them(world: World) -> None:
    """A coordinator who tries the program out is erased with the copy that they walk through."""
    add_coordinator(world, "Olu")
    add_coordinator(world, "Sam")
    world.person("Sam").commands("/program walk").presses("Join").presses("I look for a mentor")
    erase(world, "Sam").sees_last("everything I kept about you is deleted")
    assert [table for table, row in dumped(world) if "Sam" in row] == []
    with world.database.read() as session:
        assert session.scalars(sa.select(col(Program.id))).all() == [1]


def test_who_never_joined_is_forgotten_too(world: World) -> None:
    """Somebody who only said hello has an account, and it goes."""
    add_member(world, "Ada")
    erase(world, "Eve").sees_last("everything I kept about you is deleted")
    assert [table for table, row in dumped(world) if "Eve" in row] == []
