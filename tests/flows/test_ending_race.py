"""A coordinator ends the program while others ask, say yes and choose: nothing begins that nobody closes any more."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.incoming import Incoming, Reply, Via
from storage import outbox
from storage.mentoring.intros import IntroStatus
from storage.mentoring.profiles import Profile
from storage.people import Member, MemberStatus
from storage.places import Place
from tests.flows.choices import cast, chooses, live_matches, match_of, meets, thinks
from tests.flows.racing import SECONDS, all_at_once, how_many_wait, until
from tests.flows.stories import intro_of, intros_of, new_mentee_asks
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World

END = "ending.end:1:"
on_postgres = pytest.mark.parametrize("crowded", ["postgres"], indirect=True)
"""On SQLite whoever writes is alone from the start, so there is nobody to cross."""


def press(world: World, person: str, id: str) -> Reply:
    """What comes of it by itself, later, is not waited for."""
    sender = world.surface.sender(person)
    return world.engine.handle(Incoming.parse(id, via=Via.PRESS, by=sender, key=f"{person} {id}"), world.clock.at)


@contextmanager
def under_way(world: World, person: str, id: str) -> "Iterator[Future[Reply]]":
    """A press that has seen the program as it was, and goes on when this block ends: it waits for its person's row."""
    row = sa.select(col(Member.id)).where(col(Member.name) == person).with_for_update(key_share=True)
    with ThreadPoolExecutor(1) as pool:
        with world.database.engine.begin() as connection:
            connection.execute(row)
            pressed = pool.submit(press, world, person, id)
            until(lambda: how_many_wait(world) == 1)
            yield pressed
        pressed.result(SECONDS)


@on_postgres
def test_an_ask_that_crosses_the_end_is_not_sent(crowded: World) -> None:
    """Whoever asks at the moment at which the program ends, and everything has been closed, reads that it has."""
    add_coordinator(crowded)
    add_mentor(crowded, "Lin")
    add_mentee(crowded, "Ada")
    with under_way(crowded, "Ada", f"asking.send:{crowded.member('Lin').id}:") as asked:
        press(crowded, "Sam", END)
        crowded.settle()
    assert "Compass has ended" in str(asked.result().card)
    assert intros_of(crowded, "Ada") == []


@on_postgres
def test_a_yes_that_crosses_the_end_opens_no_room(crowded: World) -> None:
    """A mentor who says yes at that moment reads that the program has ended, as after it."""
    add_coordinator(crowded)
    add_mentor(crowded, "Lin")
    new_mentee_asks(crowded, "Ada", "Lin")
    with under_way(crowded, "Lin", f"intro.accept:{intro_of(crowded, 'Ada').id}:") as said:
        press(crowded, "Sam", END)
    assert "Compass has ended, so no new intro chat begins." in str(said.result().notice)
    crowded.settle()
    found = intro_of(crowded, "Ada")
    assert (found.status, found.room_id) == (IntroStatus.CLOSED, None)


@on_postgres
def test_a_choice_that_crosses_the_end_begins_nothing(crowded: World) -> None:
    """With the mentor's yes in advance, too."""
    add_coordinator(crowded)
    cast(crowded, "Ada", "Lin")
    meets(crowded, "Ada", "Lin")
    thinks(crowded, "Lin", "Ada", "A good fit", "Yes, in advance")
    with under_way(crowded, "Ada", f"choosing.choose:{intro_of(crowded, 'Ada').id}:") as chosen:
        press(crowded, "Sam", END)
    assert "Compass has ended" in str(chosen.result().card)
    crowded.settle()
    assert live_matches(crowded) == []


@on_postgres
def test_a_confirmation_that_crosses_the_end_begins_nothing(crowded: World) -> None:
    """The mentor's yes to a choice is refused kindly, and both are told once."""
    add_coordinator(crowded)
    cast(crowded, "Ada", "Lin")
    meets(crowded, "Ada", "Lin")
    chooses(crowded, "Ada", "Lin")
    with under_way(crowded, "Lin", f"offer.confirm:{match_of(crowded, 'Ada').id}:") as said:
        press(crowded, "Sam", END)
    assert "so no new match begins" in str(said.result().notice)
    crowded.settle()
    assert live_matches(crowded) == []


@on_postgres
def test_nobody_waits_until_everybody_has_heard_of_the_opening(crowded: World) -> None:
    """Those who came early are told one after another; whoever asks meanwhile neither waits for that, nor keeps it
    from going on."""
    add_mentor(crowded, "Lin")
    for name in ("Abe", "Ada"):
        add_mentee(crowded, name)
    with crowded.database.write() as session:
        outbox.set_timer(session, 1, "opening.tell_open", 1, "", crowded.clock.at)
    row = sa.select(col(Member.id)).where(col(Member.name) == "Abe").with_for_update(key_share=True)
    with ThreadPoolExecutor(2) as pool:
        with crowded.database.engine.begin() as connection:
            connection.execute(row)
            telling = pool.submit(crowded.settle)
            until(lambda: how_many_wait(crowded) == 1)
            asked = pool.submit(press, crowded, "Ada", f"asking.send:{crowded.member('Lin').id}:")
            until(lambda: asked.done() or how_many_wait(crowded) == 2)
            assert asked.done()
        telling.result(SECONDS)
    crowded.settle()
    for name in ("Abe", "Ada"):
        crowded.person(name).sees("Compass is open.")


@on_postgres
def test_a_no_that_crosses_the_end_is_said_once(crowded: World) -> None:
    """What a press is just ending is not ended once more with the program."""
    add_coordinator(crowded)
    add_mentor(crowded, "Lin")
    ada = new_mentee_asks(crowded, "Ada", "Lin")
    mark, lin = ada.marks(), crowded.member("Lin").id
    counted = sa.select(col(Profile.member_id)).where(col(Profile.member_id) == lin).with_for_update()
    with ThreadPoolExecutor(2) as pool:
        with crowded.database.engine.begin() as connection:
            connection.execute(counted)
            said = pool.submit(press, crowded, "Lin", f"declining.because:{intro_of(crowded, 'Ada').id}:exams")
            until(lambda: how_many_wait(crowded) == 1)
            press(crowded, "Sam", END)
            closing = pool.submit(crowded.settle)
            until(lambda: how_many_wait(crowded) == 2)
        said.result(SECONDS)
        closing.result(SECONDS)
    assert intro_of(crowded, "Ada").status is IntroStatus.DECLINED
    assert "An answer from Lin" in ada.since(mark)
    assert "has ended" not in ada.since(mark)


def test_everything_that_began_before_the_end_is_closed(crowded: World) -> None:
    """Asks, yeses and the end at the very same moment: afterwards nothing is open."""
    add_coordinator(crowded)
    for name in ("Lin", "Kim"):
        add_mentor(crowded, name)
    for name in ("Ada", "Bo"):
        new_mentee_asks(crowded, name, "Lin")
    add_mentee(crowded, "Eve")
    kim = crowded.member("Kim").id
    yeses = [("Lin", f"intro.accept:{intro_of(crowded, name).id}:") for name in ("Ada", "Bo")]
    asked = [(name, f"asking.send:{kim}:") for name in ("Ada", "Bo", "Eve")]
    all_at_once(crowded, [*asked, ("Sam", END), *yeses])
    for name in ("Ada", "Bo", "Eve"):
        assert not [intro for intro in intros_of(crowded, name) if intro.is_open]


def test_a_yes_after_the_end_is_refused(world: World) -> None:
    """As long as the ask has not been closed yet, a press on its card reads why nothing comes of it."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    press(world, "Sam", END)
    said = press(world, "Lin", f"intro.accept:{intro_of(world, 'Ada').id}:")
    assert "Compass has ended, so no new intro chat begins." in str(said.notice)
    assert intro_of(world, "Ada").status is IntroStatus.ASKED


@on_postgres
def test_whoever_is_let_go_with_a_place_is_seen_as_they_are_then(crowded: World) -> None:
    """A place is gone, and somebody in it is removed at the moment at which they are let go: they stay removed."""
    add_mentee(crowded, "Ada")
    with crowded.database.write() as session:
        place = session.get(Place, 1)
        assert place
        place.gone_at = crowded.moment - timedelta(days=7)
        outbox.set_timer(session, 1, "places.let_go", 1, "0", crowded.clock.at)
    remove = sa.update(Member).where(col(Member.name) == "Ada").values(status=MemberStatus.REMOVED)
    with ThreadPoolExecutor(1) as pool:
        with crowded.database.engine.begin() as connection:
            connection.execute(remove)
            letting_go = pool.submit(crowded.settle)
            until(lambda: how_many_wait(crowded) == 1)
        letting_go.result(SECONDS)
    assert crowded.member("Ada").status is MemberStatus.REMOVED
