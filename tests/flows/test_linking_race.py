"""Linking while somebody leaves, and one code typed with many accounts at once: in real threads, on both databases."""

import sqlalchemy as sa
from sqlmodel import col

from bot.incoming import Incoming, Via
from storage.codes.linking import LinkCode, new_code
from storage.database import Store
from storage.people import Member, MemberAccount, MemberStatus
from tests.flows.racing import all_at_once, all_taken
from tests.world.making import add_mentee
from tests.world.world import World


def code_for(world: World, name: str) -> str:
    with world.database.write() as session:
        store = Store(session, 1)
        member = store.get(Member, world.member(name).id)
        assert member is not None
        return new_code(store, member, world.moment)


def accounts(world: World, name: str) -> int:
    with world.database.read() as session:
        mine = sa.select(sa.func.count()).select_from(MemberAccount)
        return session.scalar(mine.where(col(MemberAccount.member_id) == world.member(name).id)) or 0


def test_keeping_a_profile_while_its_owner_leaves(crowded: World) -> None:
    """Whichever comes first, nobody who is in the program is left without an account, and no account is two people."""
    add_mentee(crowded, "Ada")
    add_mentee(crowded, "Bea")
    code = code_for(crowded, "Ada")
    crowded.person("Bea").types(f"link {code}").sees("Which one shall I keep?")
    with crowded.database.read() as session:
        asked = session.scalars(sa.select(LinkCode)).one().id
    all_at_once(
        crowded, [("Bea", f"merging.keep:{asked}:member"), ("Ada", f"people.leave:{crowded.member('Ada').id}:")]
    )
    assert crowded.member("Ada").status is MemberStatus.LEFT
    is_one = accounts(crowded, "Ada") == 2
    assert accounts(crowded, "Bea") == (0 if is_one else 1)
    assert crowded.member("Bea").status is (MemberStatus.LEFT if is_one else MemberStatus.ACTIVE)


def test_many_wrong_codes_at_once(crowded: World) -> None:
    """Five are looked at in an hour, also where they all come at the same moment."""
    add_mentee(crowded, "Ada")
    found = [
        Incoming(via=Via.COMMAND, text=f"mentor link AAAA-BBB{one}", by=crowded.surface.sender("Zed"), key=f"try{one}")
        for one in "ABCDEFGHJKLMNPQR"
    ]
    said = [str(reply) for reply in all_taken(crowded, found)]
    assert sum("not right" in one for one in said) == 5
    assert sum("too often" in one for one in said) == len(found) - 5


def test_one_code_and_many_accounts(crowded: World) -> None:
    """A code that is typed with ten accounts at the same moment makes one of them the member's; the others read that it
    is not right any more, and are nobody here."""
    add_mentee(crowded, "Ada")
    code = code_for(crowded, "Ada")
    names = [f"Person {number}" for number in range(10)]
    replies = all_at_once(crowded, [(name, f"/mentor link {code}") for name in names])
    said = [str(reply.card) for reply in replies]
    assert sum("You are Ada here, too." in card for card in said) == 1
    assert sum("That code is not right" in card for card in said) == len(names) - 1
    assert accounts(crowded, "Ada") == 2
