"""Nobody learns another's verdict: worlds that differ in one hidden answer look the same to everybody else.

A story is played once for each thing that somebody may privately think. What all the others got must be the same to the
letter: screens, and the letters themselves with their words, notices, kinds and times; for coordinators also the list
of people as a file and the record of what was done. Who thinks nothing looks at their home card instead, because
coordinators do see when somebody was last here.
"""

from collections.abc import Callable
from typing import TypeAlias

import pytest
import sqlalchemy as sa
from sqlmodel import col

from storage.database import Database
from storage.mentoring.records import Act
from storage.outbox import Letter, StoredFile
from tests.flows.choices import cast, chooses, joins, meets, thinks
from tests.world.beginnings import Kept
from tests.world.databases import emptied
from tests.world.making import add_coordinator, make_world
from tests.world.plain import PlainSurface
from tests.world.world import World

Seen: TypeAlias = dict[str, object]
Story: TypeAlias = Callable[[World], None]

MENTORS_THOUGHTS = [(), ("Maybe",), ("No",), ("A good fit",), ("A good fit", "I'd rather decide then")]
MENTEES_THOUGHTS = [(), ("Maybe",), ("No",), ("A good fit",)]


def begin(world: World) -> None:
    """Ada met Lin and Mara; Ben, whose intro chat with Lin goes on, and Sam, who coordinates, look on."""
    add_coordinator(world)
    cast(world, "Ada", "Lin", "Mara")
    joins(world, "Ben", "Lin")
    meets(world, "Ada", "Lin", "Mara")


def coordinator_looks(world: World) -> None:
    """Sam opens everything that tells something about people."""
    sam = world.person("Sam")
    for name in ("Ada", "Lin"):
        sam.commands("/program").presses("People").presses(f"Look at {name}", on=name)
    sam.commands("/program").presses("What was done")
    sam.commands("/program list")


def seen_by(world: World, *names: str) -> Seen:
    """All that these people got, and when."""
    found: Seen = {name: world.person(name).screen for name in names}
    with world.database.read() as session:
        for name in names:
            letters = session.scalars(
                sa.select(Letter)
                .where(col(Letter.account_id) == world.member(name).account_id)
                .order_by(col(Letter.id))
            )
            found[f"letters to {name}"] = [
                (letter.created_at, letter.due_at, letter.kind, letter.slot, letter.state, letter.card)
                for letter in letters
            ]
        if "Sam" in names:
            found["files"] = [file.content for file in session.scalars(sa.select(StoredFile))]
            found["acts"] = [(act.what, act.detail, act.at) for act in session.scalars(sa.select(Act))]
    return found


@pytest.fixture(scope="module")
def a_day_later(on_sqlite: Database) -> Kept:
    """What all these stories begin with."""
    world = make_world(PlainSurface(presses=True), emptied(on_sqlite))
    try:
        begin(world)
        world.passes(days=1)
        return Kept(world)
    finally:
        world.rest()


def same_for(
    beginning: Kept,
    on_sqlite: Database,
    thoughts: list[tuple[str, ...]],
    who: tuple[str, str],
    rest: Story,
    eyes: list[str],
) -> None:
    """Plays the story once for each thought of `who` about the other, and compares what `eyes` saw."""
    first: Seen | None = None
    for thought in thoughts:
        world = beginning.back_into(make_world(PlainSurface(presses=True), on_sqlite, program=False))
        try:
            if thought:
                thinks(world, *who, *thought)
            else:
                world.person(who[0]).commands("/mentor")
            rest(world)
            seen = seen_by(world, *eyes)
        finally:
            world.rest()
        first = first or seen
        for name, what in seen.items():
            assert what == first[name], f"{name} can tell {thought} from {thoughts[0]}"


def mentor_says_no(world: World) -> None:
    coordinator_looks(world)
    world.passes(days=3)
    chooses(world, "Ada", "Lin")
    coordinator_looks(world)
    world.person("Lin").presses("I can't this time").presses("Yes, tell Ada kindly")
    coordinator_looks(world)


def mentor_says_yes(world: World) -> None:
    chooses(world, "Ada", "Lin")
    world.person("Lin").presses("Yes, gladly", on="Ada chose you")
    coordinator_looks(world)


def mentor_says_nothing(world: World) -> None:
    chooses(world, "Ada", "Lin")
    world.passes(days=5)
    world.person("Ada").commands("/mentor choose")
    coordinator_looks(world)


def nobody_chooses(world: World) -> None:
    coordinator_looks(world)
    world.passes(days=20)
    world.person("Ada").commands("/mentor match")
    coordinator_looks(world)


@pytest.mark.parametrize("rest", [mentor_says_no, mentor_says_yes, mentor_says_nothing, nobody_chooses])
def test_a_mentors_verdict_is_hidden(a_day_later: Kept, on_sqlite: Database, rest: Story) -> None:
    """Whatever Lin thinks, as long as she gave no yes in advance: Ada, Ben, Mara and the coordinator cannot tell."""
    same_for(a_day_later, on_sqlite, MENTORS_THOUGHTS, ("Lin", "Ada"), rest, ["Ada", "Ben", "Mara", "Sam"])


def test_a_yes_in_advance_is_hidden_until_it_is_used(a_day_later: Kept, on_sqlite: Database) -> None:
    """While Ada has not chosen Lin, nobody can tell that Lin would say yes; nor when Ada chooses Mara instead."""

    def chooses_mara(world: World) -> None:
        world.passes(days=3)
        chooses(world, "Ada", "Mara")
        world.person("Mara").presses("Yes, gladly")
        coordinator_looks(world)

    thoughts = [(), ("A good fit", "Yes, in advance")]
    same_for(a_day_later, on_sqlite, thoughts, ("Lin", "Ada"), chooses_mara, ["Ada", "Ben", "Mara", "Sam"])


def chooses_lin(world: World) -> None:
    world.passes(days=3)
    coordinator_looks(world)
    chooses(world, "Ada", "Lin")
    world.person("Lin").presses("Yes, gladly", on="Ada chose you")
    coordinator_looks(world)


def none_of_them(world: World) -> None:
    world.person("Ada").commands("/mentor choose").presses("None of them").presses("Yes, none of them")
    coordinator_looks(world)


@pytest.mark.parametrize("rest", [chooses_lin, none_of_them, nobody_chooses])
def test_a_mentees_verdict_is_hidden(a_day_later: Kept, on_sqlite: Database, rest: Story) -> None:
    """Whatever Ada thinks of Lin: Lin, Mara, Ben and the coordinator cannot tell, whatever she does in the end."""
    same_for(a_day_later, on_sqlite, MENTEES_THOUGHTS, ("Ada", "Lin"), rest, ["Lin", "Ben", "Mara", "Sam"])


def test_stopping_reads_like_an_end_by_itself(on_sqlite: Database) -> None:
    """“None of them” and a round that ran out are the same words for a mentor."""
    words = []
    for rest in (none_of_them, nobody_chooses):
        world = make_world(PlainSurface(presses=True), emptied(on_sqlite))
        try:
            begin(world)
            rest(world)
            words.append([text for text in world.person("Mara").screen if "is closed" in text])
        finally:
            world.rest()
    assert words[0] == words[1] != []


def test_the_cards_that_ask_are_neutral_on_a_locked_screen(on_sqlite: Database) -> None:
    """What a notification shows of a letter about verdicts names nobody and nothing."""
    world = make_world(PlainSurface(presses=True), emptied(on_sqlite))
    try:
        begin(world)
        world.passes(days=3)
        with world.database.read() as session:
            about = [
                letter for letter in session.scalars(sa.select(Letter)) if letter.slot.startswith(("quest", "choose"))
            ]
            assert len(about) > 4
            assert {_notice(letter) for letter in about} == {"A note from Compass"}
    finally:
        world.rest()


def _notice(letter: Letter) -> str:
    from adapters.base import notice
    from bot import shown

    return notice(shown.Card.model_validate_json(letter.card))
