"""Answers at the very same moment, in real threads, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from bot.incoming import Incoming, Via
from storage.mentoring.pulses.ballots import Ballot
from storage.mentoring.pulses.waves import Wave, WaveMember, WaveStatus
from tests.flows.racing import SECONDS, all_at_once, how_many_wait, until
from tests.flows.test_linking_race import code_for
from tests.world.making import add_coordinator, add_mentee
from tests.world.world import World

NAMES = ["Ada", "Ben", "Cem", "Dua", "Eli", "Fay", "Gil", "Hal", "Ivo", "Jan"]


def sends(world: World) -> None:
    add_coordinator(world)
    for name in NAMES:
        add_mentee(world, name)
    sam = world.person("Sam").commands("/program pulse")
    sam.presses("How it begins").presses("Send it")


def whole(world: World) -> tuple[int, int]:
    """How many ballots are whole, and how many people are noted to have answered."""
    with world.database.read() as session:
        ballots = session.scalar(sa.select(sa.func.count()).select_from(Ballot).where(Ballot.is_whole))  # type: ignore[arg-type]
        return ballots or 0, session.scalar(sa.select(sa.func.count(WaveMember.answered_on))) or 0  # type: ignore[arg-type]


def test_one_person_with_four_cards_counts_once(crowded: World) -> None:
    """Whoever gives the last answer on several cards at once has answered once."""
    sends(crowded)
    cards = [crowded.engine.tokens.new() for _number in range(4)]
    for token in cards:
        for answer in ("12", "24"):
            all_at_once(crowded, [("Ada", f"pulse.say:1:{token}.{answer}")])
    assert whole(crowded) == (0, 0)
    all_at_once(crowded, [("Ada", f"pulse.say:1:{token}.31") for token in cards])
    assert whole(crowded) == (1, 1)


def test_two_become_one_while_both_answer(crowded: World) -> None:
    """Whichever comes first, one of the two is left of those asked, is noted to have answered, and of their two answers
    none is lost that was noted."""
    sends(crowded)
    crowded.person("Ben").types(f"link {code_for(crowded, 'Ada')}").sees("Which one shall I keep?")
    cards = {name: crowded.engine.tokens.new() for name in ("Ada", "Ben")}
    for answer in ("12", "24"):
        all_at_once(crowded, [(name, f"pulse.say:1:{token}.{answer}") for name, token in cards.items()])
    last = [(name, f"pulse.say:1:{token}.31") for name, token in cards.items()]
    all_at_once(crowded, [("Ben", "merging.keep:1:member"), *last])
    ballots, noted = whole(crowded)
    assert (ballots in (1, 2), noted) == (True, 1)
    with crowded.database.read() as session:
        assert session.scalars(sa.select(Wave)).one().invited == len(NAMES) - 1
        assert session.scalar(sa.select(sa.func.count()).select_from(WaveMember)) == len(NAMES) - 1


def test_many_answer_at_once(crowded: World) -> None:
    """Ten people who press at the same moment, three times, are ten answers."""
    sends(crowded)
    cards = {name: crowded.engine.tokens.new() for name in NAMES}
    for answer in ("12", "24", "31"):
        all_at_once(crowded, [(name, f"pulse.say:1:{token}.{answer}") for name, token in cards.items()])
    assert whole(crowded) == (10, 10)


def test_a_double_press_is_one(crowded: World) -> None:
    """Two presses on one card at once, of the same answer or of two, leave one ballot."""
    sends(crowded)
    cards = {name: crowded.engine.tokens.new() for name in NAMES}
    for first, second in (("12", "13"), ("24", "24"), ("31", "31")):
        twice = [(name, f"pulse.say:1:{token}.{one}") for name, token in cards.items() for one in (first, second)]
        all_at_once(crowded, twice)
    assert whole(crowded) == (10, 10)


@pytest.mark.parametrize("crowded", ["postgres"], indirect=True)
def test_others_are_not_picked_while_it_goes_out(crowded: World) -> None:
    """Whoever picks other questions at the moment at which somebody sends changes nothing of what goes out. (On SQLite
    whoever writes is alone from the start.)"""
    add_coordinator(crowded)
    add_coordinator(crowded, "Tom")
    crowded.person("Sam").commands("/program pulse").presses("How it begins")
    pick = Incoming.parse("pulses.pick:1:belonging", via=Via.PRESS, by=crowded.sender("Tom"), key="pick")
    with ThreadPoolExecutor(1) as pool:
        with crowded.database.engine.begin() as sending:
            sending.execute(sa.update(Wave).values(status=WaveStatus.OPEN))
            picked = pool.submit(crowded.engine.handle, pick, crowded.clock.at)
            until(lambda: how_many_wait(crowded) == 1)
        assert "One pulse is open already." in str(picked.result(SECONDS).notice)
    with crowded.database.read() as session:
        [wave] = session.scalars(sa.select(Wave))
        assert (wave.status, wave.pulse) == (WaveStatus.OPEN, "starting")
