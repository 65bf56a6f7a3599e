"""The postman: nothing lost, nothing twice, in order, at the platform's pace."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from structlog.testing import capture_logs

from bot.errors import Undeliverable, Unknown
from bot.parcels import Outgoing, RoomPlan, Sent
from bot.words import unmarked
from storage import outbox
from storage.database import Database
from storage.outbox import LetterState
from storage.people import Account, AccountPlace, Member
from storage.places import Place, Program, ProgramStatus, Room, RoomMember, RoomState
from tests.core import telling, trouble
from tests.core.desk import Desk
from tests.core.small import Jar
from tests.core.stage import NOON, Stage

LOST = Unknown("the line went dead")


@pytest.fixture
def stage(database: Database) -> Iterator[Stage]:
    made = Stage(database, (*telling.FLOWS, trouble.flow))
    yield made
    made.close()


@pytest.fixture
def jar(stage: Stage) -> Jar:
    return stage.jar(stage.member("Ada"), stage.member("Lin"))


def write(stage: Stage, jar: Jar, number: int) -> list[str]:
    """So many letters to Lin; what they say."""
    stage.presses("Ada", f"trouble.flood:{jar.id}:{number}")
    return [str(one) for one in range(number)]


def states(stage: Stage) -> list[LetterState]:
    return [letter.state for letter in stage.letters()]


# --- doubt -----------------------------------------------------------------------------------------------------------


def test_a_letter_that_arrived_is_found_and_not_sent_again(stage: Stage, jar: Jar) -> None:
    """The line broke after it was sent: the next try looks first, finds it, and notes where it stands."""
    write(stage, jar, 1)
    stage.desk.trouble.append(LOST)
    stage.desk.arrives = True
    with capture_logs() as logs:
        stage.passes(minutes=1)
    assert stage.desk.texts == ["0"]
    assert len(stage.desk.looked) == 1
    assert [(letter.state, letter.reference) for letter in stage.letters()] == [(LetterState.SENT, "m1")]
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["letter_in_doubt"]


def test_a_letter_that_did_not_arrive_is_sent_again(stage: Stage, jar: Jar) -> None:
    """The line broke before: it is looked for, not found, and sent."""
    write(stage, jar, 1)
    stage.desk.trouble.extend([LOST, LOST])
    stage.passes(minutes=1)
    assert stage.desk.texts == ["0"]
    assert len(stage.desk.looked) == 2


def test_where_nobody_can_look_an_answer_is_sent_again(stage: Stage, jar: Jar) -> None:
    """Somebody waits for it: better twice than not at all."""
    write(stage, jar, 1)
    stage.desk.trouble.append(LOST)
    stage.desk.can_look = False
    stage.passes(minutes=1)
    assert stage.desk.texts == ["0"]
    assert states(stage) == [LetterState.SENT]


def test_where_nobody_can_look_a_prompt_is_not_sent_twice(stage: Stage, jar: Jar) -> None:
    """Nobody waits for it: it is dead, in doubt, and listed as that."""
    stage.presses("Ada", f"telling.tell:{jar.id}:prompt")
    stage.desk.trouble.append(LOST)
    stage.desk.arrives, stage.desk.can_look = True, False
    stage.passes(minutes=1)
    assert stage.desk.texts == ["prompt"]
    assert [(letter.state, letter.error) for letter in stage.letters()] == [(LetterState.DEAD, "in_doubt")]


def test_doubt_outlives_a_rate_limit(stage: Stage, jar: Jar) -> None:
    """A rate limit while looking for a letter does not make it known to be lost: it is looked for again."""
    write(stage, jar, 1)
    stage.desk.trouble.append(LOST)
    stage.desk.arrives = True
    refusals = [Undeliverable("rate", retry_after=30)]
    look = stage.desk.find

    async def busy(letter: Outgoing, since: datetime) -> str | None:
        if refusals:
            raise refusals.pop()
        return await look(letter, since)

    stage.desk.find = busy  # type: ignore[method-assign]
    stage.passes(minutes=5)
    assert refusals == []
    assert stage.desk.texts == ["0"]


def test_doubt_outlives_the_night(stage: Stage, jar: Jar) -> None:
    """A letter in doubt whose reader's night begins is looked for in the morning, not sent once more."""
    stage.clock.at = stage.clock.at.replace(hour=20, minute=59, second=59)
    stage.presses("Ada", f"telling.tell:{jar.id}:personal")
    stage.desk.trouble.append(LOST)
    stage.desk.arrives = True
    stage.passes(hours=12)
    assert stage.desk.texts == ["personal"]
    assert states(stage) == [LetterState.SENT]


def test_a_bug_while_sending_keeps_the_letter(stage: Stage, jar: Jar) -> None:
    """Anything unexpected is logged once a try and tried again later, looking first."""
    write(stage, jar, 1)
    stage.desk.trouble.extend([ValueError("a bug"), ValueError("a bug")])
    with capture_logs() as logs:
        stage.passes(minutes=1)
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["letter_failed", "letter_failed"]
    assert stage.desk.texts == ["0"]
    assert len(stage.desk.looked) == 2


def test_tries_come_further_and_further_apart(stage: Stage, jar: Jar) -> None:
    """Each wait is twice the one before, up to an hour, and a platform that is gone for days loses nothing."""
    write(stage, jar, 1)
    moments: list[datetime] = []
    stage.desk.during = lambda _letter: moments.append(stage.clock.at)
    stage.desk.trouble.extend([LOST] * 20)
    stage.passes(days=1)
    waits = [later - earlier for earlier, later in pairwise(moments)]
    assert waits[:4] == [timedelta(seconds=seconds) for seconds in (2, 4, 8, 16)]
    assert waits[-1] == timedelta(hours=1)
    assert stage.desk.texts == ["0"]


# --- refusals --------------------------------------------------------------------------------------------------------


def test_a_rate_limit_holds_the_whole_lane_in_order(stage: Stage, jar: Jar) -> None:
    """Nothing more is sent before the time is over, and then everything in its order, with no letter left behind."""
    expected = write(stage, jar, 12)
    stage.desk.trouble.extend([None, None, Undeliverable("rate", retry_after=7)])
    stage.settle()
    assert stage.desk.texts == expected[:2]
    stage.passes(seconds=6)
    assert stage.desk.texts == expected[:2]
    stage.passes(seconds=1)
    assert stage.desk.texts == expected
    assert stage.desk.looked == []


@pytest.mark.parametrize("seconds", [1e9, float("inf"), float("nan")])
def test_no_number_silences_a_lane_for_days(stage: Stage, jar: Jar, seconds: float) -> None:
    """After an hour it is tried again, whatever wait came with a refusal, as from a proxy that is broken."""
    expected = write(stage, jar, 2)
    stage.desk.trouble.append(Undeliverable("rate", retry_after=seconds))
    stage.settle()
    stage.passes(seconds=3600)
    assert stage.desk.texts == expected


def test_another_lane_goes_on(stage: Stage, jar: Jar) -> None:
    """A limit of one platform is nobody else's."""
    other = Desk(platform="other")
    stage.postman.carriers = {"plain": stage.desk, "other": other}
    kim = stage.member("Kim")
    stage.change(kim.account, platform="other")
    second = stage.jar(stage.get(Member, 1), kim)
    write(stage, jar, 2)
    write(stage, second, 2)
    stage.desk.trouble.append(Undeliverable("rate", retry_after=60))
    stage.settle()
    assert (stage.desk.texts, other.texts) == ([], ["0", "1"])


def test_what_is_refused_for_good_is_dead_and_the_rest_goes_on(stage: Stage, jar: Jar) -> None:
    """One letter that can never be delivered does not hold up the next one, and its reason is kept."""
    write(stage, jar, 3)
    stage.desk.trouble.extend([None, Undeliverable("missing")])
    with capture_logs():
        stage.settle()
    assert stage.desk.texts == ["0", "2"]
    assert [letter.error for letter in stage.letters(LetterState.DEAD)] == ["missing"]
    assert stage.get(Account, 2).silent_since is None


@pytest.mark.parametrize("reason", ["dm_closed", "gone"])
def test_an_account_that_cannot_be_reached_is_marked(stage: Stage, jar: Jar, reason: str) -> None:
    """Closed direct messages and accounts that are gone are remembered, from the first time on."""
    for _time in range(2):
        write(stage, jar, 1)
        stage.desk.trouble.append(Undeliverable(reason))
        with capture_logs():
            stage.settle()
        stage.clock.move(timedelta(minutes=1))
    assert states(stage) == [LetterState.DEAD, LetterState.DEAD]
    assert stage.get(Account, 2).silent_since == NOON
    assert stage.get(Account, 1).silent_since is None


def test_a_letter_that_went_elsewhere_was_delivered(stage: Stage, jar: Jar) -> None:
    """Where a private thread stood in for closed direct messages the letter is sent, and its reader can be reached."""

    async def instead(letter: Outgoing) -> Sent:
        stage.desk.sent.append(letter)
        return Sent("thread", instead=True)

    stage.desk.send = instead  # type: ignore[method-assign]
    stage.change(stage.get(Place, 1), room_channel="rooms")
    write(stage, jar, 1)
    stage.settle()
    assert states(stage) == [LetterState.SENT]
    assert stage.get(Account, 2).silent_since is None
    assert list(stage.desk.sent[0].fallback) == [("town", "rooms")]
    assert "direct messages are closed" in unmarked(stage.desk.sent[0].hint)


def test_a_thread_stands_in_only_in_the_places_of_the_program(stage: Stage, jar: Jar) -> None:
    """What one program writes goes into no other one's place, where others may look into threads; what belongs to no
    program goes into none."""
    other = stage.add(Program(name="Sextant", status=ProgramStatus.OPEN, created_at=stage.clock.at))
    village = stage.add(
        Place(platform="plain", key="village", name="Village", program_id=other.id, room_channel="theirs")
    )
    stage.add(AccountPlace(account_id=2, place_id=village.id))
    write(stage, jar, 1)
    stage.settle()
    stage.change(stage.get(Place, stage.place), room_channel="ours")
    write(stage, jar, 1)
    stage.settle()
    write(stage, jar, 1)
    stage.change(stage.letters()[-1], program_id=None)
    stage.settle()
    assert [list(letter.fallback) for letter in stage.desk.sent] == [[], [("town", "ours")], []]


# --- order, pace, rooms ----------------------------------------------------------------------------------------------


def test_one_after_the_other(stage: Stage, jar: Jar) -> None:
    """A lane that is strictly in order has one letter on its way at a time, and settles it before the next begins."""
    expected = write(stage, jar, 7)
    seen: list[list[LetterState]] = []
    stage.desk.during = lambda _letter: seen.append(states(stage))
    stage.settle()
    assert stage.desk.texts == expected
    assert [one.count(LetterState.SENT) for one in seen] == list(range(7))


def test_people_who_wait_come_first(stage: Stage, jar: Jar) -> None:
    """An answer overtakes prompts that were due before it."""
    stage.presses("Ada", f"telling.tell:{jar.id}:prompt")
    stage.presses("Ada", f"telling.tell:{jar.id}:answer")
    stage.settle()
    assert stage.desk.texts == ["answer", "prompt"]


class Busy(Desk):
    """Sends end only when as many as possible are on their way."""

    def __init__(self, at_once: int, expected: int) -> None:
        super().__init__(at_once=at_once)
        self.open_now = self.most = 0
        self.expected = expected
        self.enough = asyncio.Event()

    async def send(self, letter: Outgoing) -> Sent:
        self.open_now += 1
        self.most = max(self.most, self.open_now)
        if self.open_now >= self.expected:
            self.enough.set()
        async with asyncio.timeout(20):
            await self.enough.wait()
        self.open_now -= 1
        return await super().send(letter)


def test_twenty_at_once(stage: Stage) -> None:
    """Where a platform takes many, up to twenty people are written to at the same time, and no more."""
    ada = stage.member("Ada")
    for number in range(25):
        write(stage, stage.jar(ada, stage.member(f"P{number}")), 1)
    busy = Busy(20, expected=20)
    stage.postman.carriers = {"plain": busy}
    stage.settle()
    assert busy.most == 20
    assert len(busy.sent) == 25
    assert set(states(stage)) == {LetterState.SENT}


def test_one_person_reads_in_order_also_where_many_are_sent_at_once(stage: Stage, jar: Jar) -> None:
    """Two letters to one person are never on their way together; two people do not wait for each other."""
    expected = write(stage, jar, 6)
    write(stage, stage.jar(stage.get(Member, 1), stage.member("Kim")), 6)
    busy = Busy(20, expected=2)
    stage.postman.carriers = {"plain": busy}
    stage.settle()
    assert busy.most == 2
    assert [busy.to("lin"), busy.to("kim")] == [expected, expected]


def test_a_room_is_opened_once(stage: Stage, jar: Jar) -> None:
    """Before its first letter and never again, also where many letters go at once."""
    room = stage.add(Room(program_id=1, place_id=1, name="a room"))
    for member in (1, 2):
        stage.add(RoomMember(room_id=room.id, member_id=member))
    stage.desk.at_once = 20
    for _time in range(3):
        stage.presses("Ada", f"telling.tell_everywhere:{jar.id}:1")
    stage.settle()
    assert len(stage.desk.rooms) == 1
    assert len([letter for letter in stage.desk.sent if letter.room == "room1"]) == 3


@pytest.mark.parametrize("why", [Undeliverable("rate", retry_after=5), LOST, ValueError("a bug")])
def test_a_room_that_cannot_be_opened_now_is_opened_later(stage: Stage, jar: Jar, why: Exception) -> None:
    """Its letters wait for it and arrive, once."""
    room = stage.add(Room(program_id=1, place_id=1, name="a room"))
    stage.add(RoomMember(room_id=room.id, member_id=1))
    original, troubles = stage.desk.open, [why]

    async def trouble_first(room: RoomPlan) -> str:
        if troubles:
            raise troubles.pop()
        return await original(room)

    stage.desk.open = trouble_first  # type: ignore[method-assign]
    stage.presses("Ada", f"telling.tell_everywhere:{jar.id}:1")
    with capture_logs():
        stage.passes(minutes=1)
    assert stage.get(Room, room.id).state is RoomState.OPEN
    assert len([letter for letter in stage.desk.sent if letter.room == "room1"]) == 1


def test_a_slow_send_keeps_its_letter(stage: Stage, jar: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a send is open its lease is extended again and again, so that nobody else sends it meanwhile."""
    monkeypatch.setattr(outbox, "LEASE", timedelta(milliseconds=20))
    write(stage, jar, 1)
    original = stage.desk.send
    held: list[datetime] = []

    async def slow(letter: Outgoing) -> Sent:
        async with asyncio.timeout(20):
            for _extension in range(3):
                stage.clock.move(timedelta(seconds=15))
                due = stage.clock.at + timedelta(seconds=20)
                while stage.letters()[0].due_at < due:  # noqa: ASYNC110  # a row tells nobody that it changed
                    await asyncio.sleep(0.005)
                held.append(due)
        assert outbox_is_empty(stage)
        return await original(letter)

    stage.desk.send = slow  # type: ignore[method-assign]
    stage.settle()
    assert len(held) == 3
    assert stage.desk.texts == ["0"]
    assert [letter.attempts for letter in stage.letters()] == [1]


def outbox_is_empty(stage: Stage) -> bool:
    with stage.database.read() as session:
        return outbox.due_lanes(session, stage.clock.at) == []


def test_who_lost_the_lease_sends_nothing(stage: Stage, jar: Jar) -> None:
    """A postman that stood still until somebody else took its letters over notices before it sends."""
    expected = write(stage, jar, 3)

    def meanwhile(_letter: Outgoing) -> None:
        stage.desk.during = lambda _letter: None
        with stage.database.write() as session:
            taken = outbox.claim(session, "plain", stage.clock.at + timedelta(seconds=25))
            for letter in taken[1:]:
                outbox.settle_sent(session, letter, f"elsewhere{letter.id}", stage.clock.at)

    stage.desk.during = meanwhile
    stage.settle()
    assert stage.desk.texts == expected[:1]
    assert [letter.reference for letter in stage.letters()][1:] == ["elsewhere2", "elsewhere3"]
