"""Races for places: several people press at the very same moment, in real threads, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.intros import OPEN, Intro, IntroStatus
from storage.mentoring.profiles import Profile
from tests.flows.racing import all_at_once, how_many_wait, until
from tests.flows.stories import asks, change_profile, change_rules, free_of, intro_of, new_mentee_asks
from tests.flows.test_ending_race import on_postgres, press
from tests.world.making import add_mentee, add_mentor
from tests.world.world import World

ROUNDS = 3


def open_intros(world: World) -> list[Intro]:
    with world.database.read() as session:
        return Store(session, 1).all(sa.select(Intro).where(col(Intro.status).in_(OPEN)))


def test_the_last_place_of_a_mentor(crowded: World) -> None:
    """Of four mentees who ask for the last place at once exactly one gets it."""
    add_mentor(crowded, "Lin", intros=1)
    names = ["Ada", "Eve", "Bo", "Kim"]
    for name in names:
        add_mentee(crowded, name)
    lin = crowded.member("Lin").id
    all_at_once(crowded, [(name, f"asking.send:{lin}:") for name in names])
    assert len(open_intros(crowded)) == 1
    assert free_of(crowded, "Lin") == 0


def test_the_last_place_of_a_mentee(crowded: World) -> None:
    """A mentee who presses four times at once, on four mentors, has as many asks as the program allows."""
    change_rules(crowded, asks_per_mentee=1)
    names = ["Lin", "Kim", "Bo", "Yusuf"]
    for name in names:
        add_mentor(crowded, name)
    add_mentee(crowded, "Ada")
    all_at_once(crowded, [("Ada", f"asking.send:{crowded.member(name).id}:") for name in names])
    assert len(open_intros(crowded)) == 1


def test_the_same_ask_twice(crowded: World) -> None:
    """Pressing “Send it” on two devices at once asks once."""
    add_mentor(crowded, "Lin")
    add_mentee(crowded, "Ada")
    all_at_once(crowded, [("Ada", f"asking.send:{crowded.member('Lin').id}:")] * 2)
    assert len(open_intros(crowded)) == 1


def test_two_yeses_for_one_place(crowded: World) -> None:
    """A mentor who lowered their places and says yes twice at once has said yes once."""
    add_mentor(crowded, "Lin")
    for name in ("Ada", "Eve"):
        new_mentee_asks(crowded, name, "Lin")
    change_profile(crowded, "Lin", places_intros=1)
    all_at_once(crowded, [("Lin", f"intro.accept:{intro_of(crowded, name).id}:") for name in ("Ada", "Eve")])
    assert sorted(intro.status for intro in open_intros(crowded)) == [IntroStatus.ACCEPTED, IntroStatus.ASKED]


def test_yes_against_withdraw(crowded: World) -> None:
    """One of them wins, the other reads how it stands, and rows, places and letters agree."""
    add_mentor(crowded, "Lin")
    add_mentee(crowded, "Ada")
    for _round in range(ROUNDS):
        asks(crowded, "Ada", "Lin")
        intro = intro_of(crowded, "Ada")
        all_at_once(crowded, [("Lin", f"intro.accept:{intro.id}:"), ("Ada", f"withdrawing.withdraw:{intro.id}:")])
        after = intro_of(crowded, "Ada")
        if after.status is IntroStatus.ACCEPTED:
            assert after.room_id
            assert free_of(crowded, "Lin") == 2
            return
        assert after.status is IntroStatus.WITHDRAWN
        assert after.room_id is None
        assert free_of(crowded, "Lin") == 3
        crowded.passes(days=15)


def test_no_to_all_against_a_withdrawal_and_a_new_ask(crowded: World) -> None:
    """While a mentor says no to everybody on a card, one of them withdraws and one more asks: everybody ends in one
    clear state, and the no is not for who asked since."""
    add_mentor(crowded, "Lin")
    for name in ("Ada", "Eve"):
        new_mentee_asks(crowded, name, "Lin")
    add_mentee(crowded, "Bo")
    lin = crowded.member("Lin").id
    all_at_once(
        crowded,
        [
            ("Lin", f"door.because:{lin}:exams.{intro_of(crowded, 'Eve').id}"),
            ("Ada", f"withdrawing.withdraw:{intro_of(crowded, 'Ada').id}:"),
            ("Bo", f"asking.send:{lin}:"),
        ],
    )
    assert intro_of(crowded, "Ada").status in (IntroStatus.DECLINED, IntroStatus.WITHDRAWN)
    assert intro_of(crowded, "Eve").status is IntroStatus.DECLINED
    assert intro_of(crowded, "Bo").status is IntroStatus.ASKED
    assert free_of(crowded, "Lin") == 3 - len(open_intros(crowded))


@on_postgres
@pytest.mark.parametrize("first", ["Ada", "Bo"])
def test_a_break_against_an_ask_of_somebody_else(crowded: World, first: str) -> None:
    """A mentee's break closes their ask while somebody else asks the same mentor: the places are counted one after the
    other, whoever is first, and the mentor has the ask that is left before them."""
    add_mentor(crowded, "Lin")
    add_mentee(crowded, "Bo")
    new_mentee_asks(crowded, "Ada", "Lin")
    lin, ada = crowded.member("Lin").id, crowded.member("Ada").id
    presses = {"Ada": f"breaks.pause:{ada}:1", "Bo": f"asking.send:{lin}:"}
    row = sa.select(col(Profile.member_id)).where(col(Profile.member_id) == lin).with_for_update()
    with ThreadPoolExecutor(2) as pool, crowded.database.engine.begin() as connection:
        connection.execute(row)
        for number, name in enumerate(sorted(presses, key=lambda one: one != first), start=1):
            pool.submit(press, crowded, name, presses[name])
            until(lambda waiting=number: how_many_wait(crowded) == waiting)  # type: ignore[misc]  # a default
    crowded.settle()
    assert free_of(crowded, "Lin") == 2
    crowded.person("Lin").sees_last("Bo would like an intro chat with you.").sees_no("Ada would like")


def test_closing_the_door_against_an_ask(crowded: World) -> None:
    """An ask gets in before the door closes, or is refused; the door is closed afterwards either way."""
    add_mentor(crowded, "Lin")
    add_mentee(crowded, "Ada")
    lin = crowded.member("Lin").id
    replies = all_at_once(crowded, [("Lin", f"door.close_door:{lin}:"), ("Ada", f"asking.send:{lin}:")])
    assert bool(open_intros(crowded)) == ("Sent." in str(replies[1].card))
    assert free_of(crowded, "Lin") == 0
