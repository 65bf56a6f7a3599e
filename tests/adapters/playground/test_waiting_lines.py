"""What waits, in words, and why; the morning; a place without a program."""

import re
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from adapters.playground.controlling import PlayControls
from adapters.playground.controls import WaitingLine
from adapters.playground.demo import bare_playground, fill_playground
from adapters.playground.people import People
from bot.words import Voice
from flows import FLOWS, library
from flows.ahead import WORDS, ahead
from flows.beginning import demo
from storage import outbox
from storage import playground as rows
from storage.codes import claims
from storage.database import Store
from storage.people import Account, Member, Rhythm
from storage.places import Place, Program
from tests.adapters.playground.test_people import act, card
from tests.adapters.playground.trial import Trial


def test_everything_that_a_timer_does_has_words() -> None:
    """Each step that Kith takes by itself is said in a sentence; the words of none are missing."""
    alone = {step.id for flow in FLOWS for step in flow.steps if not step.by}
    assert alone <= set(WORDS)
    assert alone
    names = {"name", "mentee", "mentor", "asker", "title", "one", "other"}  # what `ahead` fills in
    assert {name for _kind, words in WORDS.values() for name in re.findall(r"{(\w+)}", words.text)} <= names


async def test_a_timer_is_said_with_the_names_of_its_people(trial: Trial) -> None:
    """Whom it is about, and only in general words where that is gone."""

    def say(session: Session, step: str, record: int) -> str:
        return Voice().plain(ahead(session, step, record))

    named = sa.select(Member).where(col(Member.name) == "Lin Wei")
    lin = await trial.adapter.read(lambda session: session.scalars(named).one())
    said = await trial.adapter.read(say, "reminders.remind", lin.id or 0)
    assert said == "Reminder to Lin Wei about who waits for an answer"
    assert await trial.adapter.read(say, "reminders.remind", 99_999) == "Kith looks after something"
    assert await trial.adapter.read(say, "no.such", 1) == "Kith looks after something"


async def test_a_letter_that_waits_for_the_morning_says_so(trial: Trial) -> None:
    """At night a letter is listed with whom it is for, its first words and why it waits; in the morning it comes."""
    trial.clock.move(timedelta(hours=9))  # 23:30 in Berlin
    people = People(trial.adapter)
    await people.say("ada", act("say", conversation=rows.direct("ada"), text="/mentor whisper Lin"))
    (line,) = await trial.controls.waiting()
    assert (line.what, line.about, line.users) == ("Letter to Lin Wei", "Ada Mensah whispers.", ("lin",))
    assert line.why == "It is night for Lin Wei now."
    morning = await trial.controls.morning()
    assert morning == line.due == datetime(2026, 3, 4, 7, tzinfo=UTC)
    await trial.controls.move(morning - trial.controls.now())
    assert not await trial.controls.waiting()
    (said,) = await trial.adapter.read(rows.messages_in, rows.direct("lin"), "lin", 9)
    assert "whispers" in said.card
    assert await trial.controls.morning() - trial.controls.now() > timedelta(hours=23)


async def test_a_letter_that_waits_for_the_end_of_days_off_says_so(trial: Trial) -> None:
    """What comes unasked is listed with the days off as its reason, by day and by night; what somebody causes is sent
    on them, and waits for the morning alone."""

    def name_days_off(session: Session) -> None:
        for program in session.scalars(sa.select(Program)):
            program.rests = "2026-03-03/2026-03-05"

    await trial.adapter.write(name_days_off)
    people = People(trial.adapter)
    await people.say("ada", act("say", conversation=rows.direct("ada"), text="/mentor wonder Lin"))
    (line,) = await trial.controls.waiting()
    assert (line.what, line.about, line.users) == ("Letter to Lin Wei", "How is it going?", ("lin",))
    assert line.why == "Spring Mentoring has days off now, and nothing comes unasked."
    assert line.due == datetime(2026, 3, 6, 7, tzinfo=UTC)
    trial.clock.move(timedelta(hours=9))
    await people.say("ada", act("say", conversation=rows.direct("ada"), text="/mentor whisper Lin"))
    assert [line.why for line in await trial.controls.waiting()] == ["It is night for Lin Wei now.", line.why]
    await trial.controls.move(line.due - trial.controls.now())
    assert not await trial.controls.waiting()


async def test_a_letter_that_a_week_has_no_room_for_says_when_it_comes(trial: Trial) -> None:
    """It is listed with the moment at which it comes, by itself or with others on one card; for whoever wants only what
    needs them, with none."""
    people = People(trial.adapter)

    async def wonders(times: int) -> list[WaitingLine]:
        for _time in range(times):
            await people.say("ada", act("say", conversation=rows.direct("ada"), text="/mentor wonder Lin"))
        return [line for line in await trial.controls.waiting() if line.users]

    async def heard() -> int:
        return len(await trial.adapter.read(rows.messages_in, rows.direct("lin"), "lin", 9))

    (alone,) = await wonders(3)
    assert alone.why == "This week has brought enough unasked. It waits until there is room."
    first, second = await wonders(1)
    assert first.why == second.why == "It waits for the one card a week that brings what was too much before."
    assert first.due == second.due
    assert first.due
    assert await heard() == 2
    await trial.controls.move(first.due - trial.controls.now() - timedelta(minutes=1))
    assert await heard() == 2
    await trial.controls.move(timedelta(minutes=1))
    assert await heard() == 3

    def wants_little(session: Session) -> None:
        session.execute(sa.update(Member).where(col(Member.name) == "Lin Wei").values(rhythm=Rhythm.NEEDED))

    await trial.adapter.write(wants_little)
    (line,) = await wonders(1)
    assert (line.due, line.why) == (None, "Lin Wei wants only what needs them. It waits until they look.")


async def test_without_a_program_there_is_a_code_until_it_is_used(trial: Trial) -> None:
    """Starting over without a program leaves one person and a code that lets them set one up; it is renewed when it
    grows too old, gone when it was used, and gone with the next start."""
    controls: PlayControls = trial.controls
    controls.bare = lambda session, _now: bare_playground(session, library.demo().coordinators["sam"])
    assert not await controls.code()
    await controls.start_over(bare=True)
    code = await controls.code()
    assert re.fullmatch(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}", code)
    everybody = await trial.adapter.read(rows.everybody)
    assert [person.name for person in everybody] == ["Sam Okafor"]
    await controls.move(timedelta(days=2))
    newer = await controls.code()
    assert newer not in ("", code)

    def use(session: Session) -> None:
        store = Store(session)
        claim = claims.claim_with(store, newer, trial.clock.now())
        place = store.first(sa.select(Place))
        assert claim
        assert place
        account = store.add(Account(platform="playground", user="sam", name="Sam Okafor"))
        claims.use(claim, account, place, trial.clock.now())

    await trial.adapter.write(use)
    assert not await controls.code()
    await controls.move(timedelta(days=2))
    assert not await controls.code()
    await controls.start_over()
    assert not await controls.code()
    assert len(await trial.adapter.read(rows.everybody)) == 4


async def test_the_join_card_is_there_from_the_start(trial: Trial) -> None:
    """The demo begins with the way in, in #welcome, in the slot in which it is drawn anew like any that was posted."""
    trial.controls.refill = lambda session, now: fill_playground(session, now, demo.fill, demo.post_join_card)
    await trial.controls.start_over()
    await trial.lanes.settle()
    (posted,) = await trial.adapter.read(rows.messages_in, rows.in_channel("welcome"), "ada", 9)
    assert [choice.label for choice in card(posted).presses] == ["Join"]

    def redraw(session: Session) -> str:
        place = Store(session).first(sa.select(Place))
        found = outbox.newest_in_slot(session, "join:1", place_id=place.id, channel="welcome") if place else []
        return str(found[0].state) if found else ""

    assert await trial.adapter.write(redraw) == "sent"
