"""A backup was put back that is older than an erasure: whoever was erased goes again, and nobody else."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from bot.commands import erased
from storage.database import Store
from storage.linking.accounts import accounts_of, link
from storage.people import Account, Member
from storage.rights import coming_back
from storage.rights.ledger import mark_of, member_marks
from tests.flows.elsewhere import beside, has_account, platform_of
from tests.flows.test_erasing import dumped, erase
from tests.flows.test_keeping_apart import another_program, comes, in_program
from tests.flows.test_linking import behind, code_of
from tests.world.beginnings import Rows, rows_of
from tests.world.making import add_coordinator, add_mentee
from tests.world.world import World

PutBack: TypeAlias = Callable[[Rows], int]


@pytest.fixture
def put_back(world: World, tmp_path: Path) -> PutBack:
    """The world's rows are as they were then, all but what the file beside the data says of erasures, which happen
    again. Gives how many accounts that were."""

    def back(backup: Rows) -> int:
        file = tmp_path / "kith.erased"
        erased.to_file(world.database, file, world.moment)
        backup.back_into(world.database)
        count = erased.take_over(world.database, erased.read([file]), world.moment)
        erased.finish(world.database, world.engine, world.moment)
        assert erased.take_over(world.database, erased.read([file]), world.moment) == 0
        return count

    return back


def tables_with(world: World, name: str) -> list[str]:
    return [table for table, row in dumped(world) if name in row]


def test_an_account_that_was_another_persons(world: World, put_back: PutBack) -> None:
    """Ada linked somebody's account by mistake and unlinked it after the backup. That one was erased since; Ada never
    asked for it."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    there = beside(world)
    there.person("Eve").commands(f"/mentor link {code_of(world.person('Ada'))}")
    backup = rows_of(world.database)
    world.person("Ada").commands("/mentor link").presses(f"Unlink {platform_of(there)}").presses("Yes, unlink it")
    there.person("Eve").commands("/mentor").presses("Join")
    erase(there, "Eve")
    assert put_back(backup) == 1
    assert tables_with(world, there.sender("Eve").user) == tables_with(world, "Eve") == []
    assert behind(world, "Ada") == world.member("Ada").id
    world.person("Ada").commands("/mentor rhythm")


def test_an_account_that_was_theirs_no_more(world: World, put_back: PutBack) -> None:
    """Ada gave an account up after the backup, and was erased with the one that she kept. So she is again, and who has
    the other one now keeps it."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    there = beside(world)
    has_account(there, "Ada")
    backup = rows_of(world.database)
    member = world.member("Ada").id
    there.person("Ada").commands("/mentor link").presses(f"Unlink {platform_of(world)}").presses("Yes, unlink it")
    erase(there, "Ada")
    assert put_back(backup) == 1
    assert tables_with(world, "Ada") == ["account"]
    assert behind(world, "Ada") is None
    with world.database.read() as session:
        assert session.get_one(Member, member).name != "Ada"


def test_an_account_that_the_backup_does_not_know(world: World, put_back: PutBack) -> None:
    """After the backup Ada linked a second account, gave the first one up, and was erased. The backup has nothing but
    the first one, so it goes with her."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    backup = rows_of(world.database)
    there = beside(world)
    has_account(there, "Ada")
    there.person("Ada").commands("/mentor link").presses(f"Unlink {platform_of(world)}").presses("Yes, unlink it")
    erase(there, "Ada")
    assert put_back(backup) == 1
    assert tables_with(world, "Ada") == []


def test_a_number_that_was_given_anew_is_nobody_else(world: World) -> None:
    """A ledger that turns up late erases nobody who was given the number of somebody whom it speaks of."""
    erased_one = add_mentee(world, "Ada")
    with world.database.write() as session:
        marks = member_marks(session, session.get_one(Member, erased_one.id))
        session.get_one(Member, erased_one.id).joined_at = world.moment
    with world.database.write() as session:
        assert coming_back.take_over(session, {marks[0]: world.moment}) == []


def test_a_member_of_another_program_stays(world: World) -> None:
    """In a second program Ada's account was one of two of a member, and not any more when she was erased. That one
    goes on with its other account."""
    add_mentee(world, "Ada")
    second = another_program(world, after=True)
    comes(world, "Ada", second)
    with world.database.write() as session:
        store = Store(session, second)
        other = store.add(Account(platform="elsewhere", user="3", name="Bo"))
        there = session.get_one(Member, in_program(world, "Ada", second))
        link(store, there, other)
        here = session.get_one(Member, in_program(world, "Ada", 1))
        known = [mark_of(session, here.account), member_marks(session, here)[0]]
    with world.database.write() as session:
        found = coming_back.take_over(session, dict.fromkeys(known, world.moment))
        assert [one.id for one in found] == [here.account_id]
    with world.database.read() as session:
        store = Store(session, second)
        assert accounts_of(store, session.get_one(Member, there.id)) == [session.get_one(Account, other.id)]
