"""One member with an account on each of two platforms."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from bot.engine import rhythm
from bot.incoming import LEFT, PLACE_GONE, Incoming, Via
from storage.mentoring.intros import IntroStatus
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import MemberStatus
from storage.places import Place, Program
from tests.flows.elsewhere import beside, has_account, platform_of, prefers
from tests.flows.stories import asks, change_member, intro_of
from tests.world.making import add_mentee, add_mentor
from tests.world.world import World


def two(world: World) -> World:
    """Ada, a mentee, is in both places; Lin, a mentor, only in the first."""
    there = beside(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    has_account(there, "Ada")
    return there


def leaves(world: World, name: str) -> None:
    """The platform of that world says that somebody is gone from its place."""
    reply = world.engine.handle(
        Incoming(via=Via.EVENT, step=LEFT, by=world.sender(name), key=f"left {name} {platform_of(world)}"), world.moment
    )
    assert reply.card is None
    world.settle()


def test_both_press_and_each_letter_comes_once(world: World) -> None:
    """What is begun on one account goes on with the other; an answer comes where somebody acts, what others cause comes
    to the preferred account alone, and a card that was told on either of them is kept true."""
    there = two(world)
    ada, ada_there = world.person("Ada"), there.person("Ada")
    asks(there, "Ada", "Lin")
    assert intro_of(world, "Ada").status is IntroStatus.ASKED
    world.person("Lin").presses("Happy to")
    ada.sees("Lin said yes")
    ada_there.sees_no("Lin said yes")
    before = ada.marks()
    ada_there.commands("/mentor my-data").sees("Here is what I keep about you")
    assert "Here is what I keep about you" not in ada.since(before)
    ada.commands("/mentor my-data").sees("You got the file a moment ago")


def test_what_was_told_on_the_former_account_stays_true(world: World) -> None:
    """A mentor's ask that was told on one account is redrawn there when it is taken back, although letters go to the
    other account by then."""
    there = two(world)
    has_account(there, "Lin")
    ada, lin = asks(world, "Ada", "Lin"), world.person("Lin")
    lin.can_press("Happy to")
    prefers(there, "Lin")
    ada.presses("Withdraw the ask to Lin").presses("Yes, withdraw it")
    assert intro_of(world, "Ada").status is IntroStatus.WITHDRAWN
    lin.cannot_press("Happy to")
    asks(world, "Ada", "Lin")
    lin.cannot_press("Happy to")
    there.person("Lin").can_press("Happy to")


def test_closed_messages_on_one_go_to_the_other(world: World) -> None:
    """Where a platform takes no letter for the preferred account, that very letter comes on the other one, once, with
    everything after it; with no other account it is lost, as before."""
    there = two(world)
    asks(world, "Ada", "Lin")
    world.carrier.closed.add(world.sender("Ada").user)
    world.person("Lin").presses("Happy to")
    ada_there = there.person("Ada").sees("Lin said yes", f"I cannot reach you on {platform_of(world)} any more")
    assert sum("Lin said yes" in message for message in ada_there.screen) == 1
    with world.database.read() as session:
        lost = session.scalars(sa.select(Letter).where(col(Letter.state) == LetterState.DEAD)).all()
        assert not [letter.error for letter in lost if letter.edits is None]


def test_what_waits_for_the_morning_moves_along(world: World) -> None:
    """A letter that waits for the morning comes on the other account, once, when the first one is gone by then."""
    there = two(world)
    ada = asks(world, "Ada", "Lin")
    change_member(world, "Ada", acted_at=world.moment - timedelta(days=1))
    world.passes(hours=7.5)
    before = ada.marks()
    world.person("Lin").presses("Happy to")
    assert "Lin said yes" not in ada.since(before)
    leaves(world, "Ada")
    there.person("Ada").sees_no("Lin said yes")
    world.passes(hours=12)
    assert sum("Lin said yes" in message for message in there.person("Ada").screen) == 1
    assert "Lin said yes" not in ada.since(before)


def test_a_room_wherever_both_are(world: World) -> None:
    """Two who share a place with any of their accounts get a room there, even where one of them prefers another."""
    there = beside(world)
    add_mentee(world, "Ada")
    add_mentor(there, "Noor")
    with world.database.write() as session:  # the maker of members puts everybody into the first place
        session.execute(sa.text("UPDATE account_place SET place_id = 2 WHERE account_id = 2"))
    has_account(there, "Ada")
    asks(world, "Ada", "Noor")
    there.person("Noor").presses("Happy to").sees("This is your room for an intro chat")
    there.person("Ada").sees("This is your room for an intro chat")
    with world.database.read() as session:
        place = session.get(Place, 2)
        assert place is not None
        assert place.platform == there.surface.platform


def test_the_week_has_one_budget(world: World) -> None:
    """What came unasked on one account counts against the same week as what comes on the other."""
    there = two(world)
    prefers(there, "Ada")
    ada = world.member("Ada")
    with world.database.write() as session:
        program = session.get(Program, 1)
        assert program is not None
        for number in range(program.prompts_a_week):
            assert rhythm.week_of(session, ada, program, world.moment).has_room(needed=False)
            session.add(
                Letter(
                    key=f"prompt {number}", program_id=1, lane="x", kind=LetterKind.PROMPT, card="{}", account_id=2,
                    member_id=ada.id, created_at=world.moment, due_at=world.moment, state=LetterState.SENT,
                )
            )  # fmt: skip
            session.flush()
        assert ada.account_id != 2
        assert not rhythm.week_of(session, ada, program, world.moment).has_room(needed=False)


def test_kith_is_taken_out_of_one_place(world: World) -> None:
    """Who is in another place, too, goes on there at once; who is only in this one is let go after a week, as ever."""
    there = two(world)
    world.engine.handle(
        Incoming(via=Via.EVENT, step=PLACE_GONE, by=world.sender("Kith"), key="taken out"), world.moment
    )
    world.settle()
    there.person("Ada").sees(f"I cannot reach you on {platform_of(world)} any more")
    world.passes(days=8)
    assert world.member("Ada").status is MemberStatus.ACTIVE
    assert world.member("Lin").status is MemberStatus.LEFT
