"""Pulses: three anonymous questions to many, answered tap by tap, and what comes of them."""

import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col

from flows import library
from flows.pulses.outcome import picture
from storage import outbox
from storage.mentoring.pulses.ballots import Ballot, PulseAnswer
from storage.mentoring.pulses.waves import Wave, WaveMember, WaveStatus
from storage.outbox import Letter, LetterState
from storage.outbox.file import StoredFile
from storage.places import Program, ProgramStatus
from tests.flows.choices import matched, say_yes
from tests.flows.stories import change_member, presses_late
from tests.world.beginnings import begins
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World

ROOT = Path(__file__).parents[2]
MENTEES = ("Ada", "Ben", "Cem", "Dua", "Eli", "Fay")
MENTORS = ("Lin", "Mia", "Noa", "Oda")
CLEAR, WELCOME, HELP = "How clear is it to you", "How welcome do you feel", "Do you know whom to turn to"


@begins
def crowd(world: World) -> Person:
    """Six mentees, four mentors, and a coordinator who is neither."""
    add_coordinator(world)
    for name in MENTEES:
        add_mentee(world, name)
    for name in MENTORS:
        add_mentor(world, name)
    return world.person("Sam")


@begins
def sends(world: World, questions: str = "How it begins", to: str = "") -> Person:
    """A coordinator sends a pulse to everybody it suits, or `to` others."""
    sam = crowd(world)
    sam.commands("/program pulse").presses(questions)
    if to:
        sam.presses(to)
    sam.presses("Send it")
    return sam


def answers(world: World, name: str, *labels: str) -> Person:
    person = world.person(name)
    for label in labels:
        person.presses(label)
    return person


def rows(world: World, kind: type[SQLModel]) -> int:
    with world.database.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(kind)) or 0


def status(world: World) -> WaveStatus:
    with world.database.read() as session:
        return session.scalars(sa.select(Wave)).one().status


def stands(world: World, how: ProgramStatus) -> None:
    with world.database.write() as session:
        session.execute(sa.update(Program).values(status=how))


def test_from_the_library_to_the_results(world: World) -> None:
    """A coordinator looks at a pulse and sends it; people answer tap by tap in one card; in the evening of the last day
    the coordinator has the results, as text and as a picture whose text says the same."""
    sam = crowd(world)
    sam.commands("/program pulse").sees_last("Three short questions", "Which questions?").presses("How it begins")
    sam.sees_last("This is what people get", CLEAR, WELCOME, HELP, "Everybody: 10 people", "Mon 14 Sep")
    world.person("Ada").sees_no("A pulse")
    sam.presses("Send it").sees_last("It is on its way.", "It is open until Mon 14 Sep, 20:00")
    ada = world.person("Ada").sees_last("A pulse: How it begins", "Question 1 of 3", CLEAR, "Anonymous")
    ada.sees_last(
        "yours count once all 3 questions are done.",
        "It is to close on Mon 14 Sep, 20:00 your time, unless that is changed.",
    )
    ada.presses("4").sees_last("Question 2 of 3", WELCOME).presses("5 – Very").sees_last(HELP).presses("Yes")
    ada.sees_last("Thank you, that counts.", CLEAR, "4", "5 – Very", "Yes")
    for name in (*MENTEES[1:], "Lin"):
        answers(world, name, "2", "1 – Not at all", "No")
    sam.presses("See how many have answered").sees_last("7 of 10 have answered.")
    mark = sam.marks()
    world.passes(days=7, hours=5)
    seen = sam.since(mark)
    assert "7 of 10 people answered." in seen
    assert "On average 2.3 of 5; 7 answers." in seen
    assert "1 – Not clear: 0 · 2: 6 · 3: 0 · 4: 1 · 5 – Very clear: 0" in seen
    assert "Yes: 1 · No: 6" in seen
    assert "Bars: How clear is it to you what you can do next here?" in seen
    assert (rows(world, Ballot), rows(world, WaveMember), rows(world, PulseAnswer)) == (0, 0, 21)
    sam.commands("/program pulse").presses("Results so far").presses("See results of Mon 14 Sep")
    sam.sees_last("On average 2.3 of 5").presses("Send me the picture").sees("Bars: How clear")


def test_it_can_be_resumed_left_out_and_changed(world: World) -> None:
    """A half answered card goes on where it was; a question can be left out; what was answered can be changed until the
    end, and counts once."""
    sends(world)
    answers(world, "Ada", "3")
    world.passes(days=2)
    ada = world.person("Ada").sees_last("Question 2 of 3").presses("Leave this one out").presses("Yes")
    ada.sees_last("left out", "Change answer 2").presses("Change answer 2").sees_last(WELCOME).presses("4")
    ada.sees_last("Thank you, that counts.", "4").presses("Change answer 1").presses("5 – Very clear")
    ada.sees_last("5 – Very clear")
    assert rows(world, Ballot) == 1
    world.person("Sam").commands("/program pulse").sees_last("1 of 10 have answered.")


def test_one_reminder_on_the_fourth_day(world: World) -> None:
    """Only those who have not answered are reminded, once; their new card has a token of its own, and of two cards of
    one person one counts."""
    sends(world)
    answers(world, "Ada", "1 – Not clear", "2", "No")
    answers(world, "Ben", "1 – Not clear", "2")
    code = re.search("pulse-1-[a-z2-7]{16}", world.person("Ben").screen[-1])
    marks = {name: world.person(name).marks() for name in ("Ada", "Ben", "Lin")}
    world.passes(days=3, hours=23)
    assert "A reminder" not in world.person("Ben").since(marks["Ben"])
    world.passes(hours=2)
    assert "A reminder" not in world.person("Ada").since(marks["Ada"])
    assert "A reminder, and the only one" in world.person("Lin").since(marks["Lin"])
    ben = world.person("Ben").sees_last("A reminder", "Question 1 of 3")
    ben.presses("4").presses("4").presses("Yes").sees_last("Thank you, that counts.")
    assert code
    ben.types(f"{code[0]} no").sees_last("on another card, and that one counts")
    world.person("Sam").commands("/program pulse").sees_last("2 of 10 have answered.")
    world.passes(days=2, hours=20)
    assert world.person("Lin").since(marks["Lin"]).count("A reminder") == 1


def test_fewer_than_five_are_shown_to_nobody(world: World) -> None:
    """Four answers are deleted uncounted; of five, a question that only four answered is not shown and not kept."""
    sam = sends(world)
    for name in MENTEES[:4]:
        answers(world, name, "2", "3", "Yes")
    answers(world, "Eli", "2", "3")
    world.passes(days=8)
    sam.sees("4 of 10 people answered.", "There are none this time").sees_no("On average")
    assert (rows(world, Ballot), rows(world, PulseAnswer)) == (0, 0)
    sam.commands("/program pulse").presses("How it begins").presses("Send it")
    for name in MENTEES[:4]:
        answers(world, name, "2", "3", "Yes")
    answers(world, "Eli", "2", "3", "Leave this one out")
    world.passes(days=8)
    sam.sees("5 of 10 people answered.", "On average 2 of 5; 5 answers.", "Fewer than 5 answered this one")
    assert rows(world, PulseAnswer) == 10


def test_a_small_audience_is_spoken_of_first(world: World) -> None:
    """Before a wave to fewer than ten Kith says so; to fewer than five it does not go at all."""
    sam = crowd(world)
    sam.commands("/program pulse").presses("How it begins").presses("Mentees").sees_last("Mentees: 6 people")
    sam.presses("Send it").sees_last("This goes to only 6 people.")
    assert status(world) is WaveStatus.DRAFT
    sam.presses("Back").presses("Mentors").presses("Send it").sees("That would go to 4 people.", "a larger audience")
    sam.commands("/program pulse").presses("Mentees").presses("Send it").presses("Send it to these 6")
    world.person("Ada").sees_last("A pulse: How it begins")
    world.person("Lin").sees_no("A pulse")


def test_where_few_have_joined_no_larger_audience_is_asked_for(world: World) -> None:
    """There is none: with everybody it is time that helps."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    sam = world.person("Sam").commands("/program pulse").presses("How it begins").presses("Send it")
    sam.sees("That would go to one person.", "wait until more people have joined").sees_no("larger audience")


def test_one_at_a_time_and_closed_at_once(world: World) -> None:
    """While one pulse is open no other can be sent; a coordinator can close it before its day, reads before that where
    there would be no results, and whoever comes after that is told kindly."""
    sam, few = sends(world), "With fewer than 5 answers no results are shown, and what was answered is deleted."
    for name in MENTEES[:4]:
        answers(world, name, "2", "3", "Yes")
    sam.commands("/program pulse").presses("Close it now").sees_last("4 of 10", few).presses("No, leave it")
    for name in (MENTEES[4], "Lin"):
        answers(world, name, "2", "3", "Yes")
    sam.commands("/program pulse").presses("Close it now")
    assert few not in sam.sees_last("Nobody can answer after that.").screen[-1]
    sam.presses("Yes, close it").sees_last("In a moment you read what came of it.")
    sam.types("/program pulse").sees_last("It is closed, and being counted.")
    world.passes(minutes=1)
    sam.sees("6 of 10 people answered.")
    mia = world.person("Mia").presses("4")
    assert "Where enough people did, the coordinators get the results" in mia.since(0)
    mia.types("pulse").sees_last("No questions wait for you now.")
    sam.commands("/program pulse").sees_last("Which questions?")


def test_the_last_day(world: World) -> None:
    """Tomorrow at the earliest, sixty days ahead at most; a reminder comes in proportion."""
    sam = crowd(world)
    sam.commands("/program pulse").presses("How it begins").presses("Change the last day")
    sam.fills({"Open until": "2026-09-07"}).problem("Open until", "from tomorrow on")
    sam.fills({"Open until": "2026-12-24"}).problem("Open until", "At most 60 days")
    sam.fills({"Open until": "2026-09-21"}).sees_last("Mon 21 Sep").presses("Send it")
    mark = world.person("Ada").marks()
    world.passes(days=7)
    assert "A reminder" not in world.person("Ada").since(mark)
    world.passes(days=1, hours=1)
    assert "A reminder" in world.person("Ada").since(mark)


def test_one_that_closes_tomorrow_is_reminded_of_tomorrow(world: World) -> None:
    """Nobody gets the reminder together with the questions."""
    sam = crowd(world)
    sam.commands("/program pulse").presses("How it begins").presses("Change the last day")
    sam.fills({"Open until": "2026-09-08"}).presses("Send it")
    ada = world.person("Ada").sees_last("Question 1 of 3")
    world.passes(hours=12)
    ada.sees_no("A reminder")
    world.passes(hours=13)
    ada.sees_last("A reminder, and the only one")


def test_you_said_we_did(world: World) -> None:
    """What the coordinators make of it stands above the next questions, or goes to the same audience as a card."""
    sam = sends(world)
    world.passes(days=8)
    sam.presses("Say what you do now").fills(
        {"What people said, and what you do": "You want evenings. We open Tuesdays."}
    )
    sam.sees_last("You want evenings. We open Tuesdays.", "Everybody (10)").presses("Send it")
    sam.sees_last("It is on its way.").presses("Back to the results").sees_last("people answered.")
    world.person("Ada").sees_last("You said, we did", "You want evenings.", "From the coordinators of Compass")
    world.passes(days=7)
    sam.commands("/program pulse").presses("Results so far").presses("See results of Mon 14 Sep")
    assert "Say what you do now" not in sam.screen[-1]
    assert sum("You want evenings." in text for text in world.person("Ada").screen) == 1
    sam.commands("/program pulse").presses("Belonging").presses("Add “you said, we did”")
    sam.fills({"What came of the last answers": "More *stars*."}).sees_last("More *stars*.").presses("Send it")
    world.person("Ada").sees_last("You said, we did", "More *stars*.", "Question 1 of 3")


def goes_on_soon(world: World, step: str) -> None:
    """A part of what goes to many is still to be written to, as after a standstill."""
    with world.database.write() as session:
        wave = session.scalars(sa.select(Wave)).one()
        session.scalars(sa.select(Program)).one().prompts_a_week = 20
        if step == "wave.send":
            session.execute(sa.delete(WaveMember))
        due = world.clock.now() + timedelta(hours=1)
        outbox.set_timer(session, wave.program_id, step, wave.id or 0, "0", due)


@pytest.mark.parametrize("step", ["wave.send", "wave.remind", "wavesaid.tell"])
def test_what_goes_to_many_looks_again_for_each_part_of_them(world: World, step: str) -> None:
    """Who left before their turn came gets nothing, and once the program has ended nobody does."""
    sam = sends(world)
    if step == "wavesaid.tell":
        world.passes(days=8)
        sam.presses("Say what you do now").fills({"What people said, and what you do": "We open Tuesdays."})
        sam.presses("Send it")
    world.person("Eli").types("leave").presses("Yes, leave")
    for status_then, told in ((ProgramStatus.OPEN, 1), (ProgramStatus.ENDED, 0)):
        goes_on_soon(world, step)
        stands(world, status_then)
        marks = {name: world.person(name).marks() for name in ("Ada", "Eli")}
        world.passes(hours=2)
        assert len(world.person("Ada").screen) == marks["Ada"] + told
        assert len(world.person("Eli").screen) == marks["Eli"]


def test_a_week_of_pulses_keeps_nobody_waiting(world: World) -> None:
    """Whether two met after the talk that they had agreed on is asked in time, though a pulse and what became of it
    took the two places of their week."""
    sam = crowd(world)
    say_yes(world, "Ada", "Lin")
    ada, lin = world.person("Ada"), world.person("Lin")
    ada.presses("Find a time", on="This is your room").presses("Wed 9 Sep, 13:00 your time")
    lin.presses("Yes, that suits me")
    sam.commands("/program pulse").presses("How it begins").presses("Send it")
    sam.commands("/program pulse").presses("Close it now").presses("Yes, close it")
    world.passes(minutes=1)
    sam.presses("Say what you do now")
    sam.fills({"What people said, and what you do": "We open Tuesdays."}).presses("Send it")
    ada.sees_last("We open Tuesdays.")
    marks = ada.marks(), lin.marks()
    world.until(datetime(2026, 9, 9, 12, tzinfo=UTC))
    for person, before in zip((ada, lin), marks, strict=True):
        assert "get to meet?" in person.since(before)


def test_what_was_done_goes_out_as_it_was_looked_at(world: World) -> None:
    """Nobody sends words that somebody else has written meanwhile; what went out is not changed any more, and nothing
    goes out when the program has ended."""
    sam = sends(world)
    add_coordinator(world, "Tom")
    world.passes(days=8)
    label = "What people said, and what you do"
    sam.presses("Say what you do now").fills({label: "We open Tuesdays."})
    wave = "wavesaid.{}:1:"
    first = hashlib.sha256(b"We open Tuesdays.").hexdigest()[:12]
    tom = world.person("Tom").presses("Say what you do now").fills({label: "We open on Mondays."})
    presses_late(world, "Sam", wave.format("send") + first)
    sam.sees_last("The words have changed since.", "We open on Mondays.")
    stands(world, ProgramStatus.ENDED)
    sam.presses("Send it").sees("Nobody gets letters now")
    stands(world, ProgramStatus.OPEN)
    tom.presses("Send it").sees_last("It is on its way.")
    world.person("Ada").sees_last("We open on Mondays.").sees_no("Tuesdays")
    presses_late(world, "Sam", wave.format("send") + first)
    sam.sees_last("That went out on Tue 15 Sep")
    presses_late(world, "Sam", wave.format("write"))
    sam.sees_last("That went out on Tue 15 Sep")


def test_questions_stay_as_they_were_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wave keeps its words when the library has others, and when it has none of them any more; what is prepared then
    has to be picked anew."""
    known = dict(library.pulses())
    pulse = known["starting"]
    other = replace(pulse.questions[0], slug="other", text="What is the weather like?")
    sam = sends(world)
    for name in MENTEES[:4]:
        answers(world, name, "2", "3", "Yes")
    known["starting"] = replace(pulse, questions=(other, *pulse.questions[1:]))
    monkeypatch.setattr(library, "pulses", lambda: known)
    eli = answers(world, "Eli", "2", "3", "Yes")
    eli.sees_last(CLEAR, "Thank you, that counts.")
    world.passes(days=8)
    sam.sees("5 of 10 people answered.", CLEAR, "On average 2 of 5; 5 answers.").sees_no("weather")
    sam.commands("/program pulse").presses("How it begins").sees_last("What is the weather like?")
    del known["starting"]
    sam.presses("Send it").sees("I do not know these questions any more.")
    sam.commands("/program pulse").sees_last("Which questions?")
    sam.presses("Results so far").presses("See results of Mon 14 Sep").sees_last(CLEAR, "On average 2 of 5")


def test_two_that_were_closed_on_one_day(world: World) -> None:
    """Each has a button of its own, which says the time as well."""
    sam = sends(world)
    for again in (True, False):
        world.passes(minutes=5)
        sam.commands("/program pulse").presses("Close it now").presses("Yes, close it")
        world.passes(minutes=1)
        if again:
            sam.commands("/program pulse").presses("Belonging").presses("Send it")
    sam.commands("/program pulse").presses("Results so far")
    first, second = re.findall(r"\[(See results of Mon 7 Sep, [^]]+)\]", sam.screen[-1])
    assert first != second
    sam.presses(second).sees_last("A pulse: How it begins")


def test_the_first_results_can_be_reached_after_many(world: World) -> None:
    """Of eight pulses that are over, the first one's results are on the second page, and the way leads back."""
    sam = crowd(world)
    for name in ("What it changes", *["Belonging"] * 7):
        sam.commands("/program pulse").presses(name).presses("Send it")
        if name == "What it changes":
            for who in MENTEES:
                answers(world, who, "2", "3", "4")
        sam.commands("/program pulse").presses("Close it now").presses("Yes, close it")
        world.passes(days=1)
    sam.commands("/program pulse").presses("Results so far").sees_last("Mon 14 Sep", "Wed 9 Sep")
    assert "What it changes" not in sam.screen[-1]
    sam.presses("Next page").sees_last("What it changes", "Mon 7 Sep", "Tue 8 Sep", "6 of 10 people answered.")
    assert "Next page" not in sam.screen[-1]
    sam.presses("Page before").presses("Next page").presses("See results of Mon 7 Sep")
    sam.sees_last("A pulse: What it changes", "6 answers.")


def test_the_own_way_to_it(world: World) -> None:
    """The home card says that questions wait, and “pulse” brings the card again; who has answered is told so."""
    sends(world)
    ada = world.person("Ada").types("hello").sees_last("Three short anonymous questions wait for you.")
    ada.types("only what needs me").sees_last("How often I write", "Three short anonymous questions wait for you.")
    ada.presses("Answer them").sees("I send you the card once more.")
    answers(world, "Ada", "4", "4", "Yes").sees_last("Thank you, that counts.")
    ada.types("pulse").sees_last("You answered on Mon 7 Sep 2026; what, nobody can look up.")
    ada.types("hello").sees_last("Compass")
    assert "Three short anonymous questions" not in ada.screen[-1]


@pytest.mark.parametrize(("hour", "zone"), [(23, "America/Los_Angeles"), (1, "Asia/Tokyo")])
def test_the_day_of_an_answer_is_the_program_s(world: World, hour: int, zone: str) -> None:
    """Late and early on a day of the program, people read that they answered on that day, wherever they are; and in
    their own file nobody answered before they were asked."""
    crowd(world)
    change_member(world, "Ada", zone=zone)
    with world.database.write() as session:
        session.execute(sa.update(Program).values(zone=zone))
    world.until(datetime(2026, 9, 9, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC))
    world.person("Sam").commands("/program pulse").presses("How it begins").presses("Send it")
    ada = world.person("Ada").types("pulse")
    answers(world, "Ada", "4", "4", "Yes")
    ada.types("pulse").sees_last("You answered on Wed 9 Sep 2026")
    with world.database.read() as session:
        [asked] = [one for one in session.scalars(sa.select(WaveMember)) if one.answered_on]
    assert asked.asked_on == asked.answered_on


def test_typing_without_the_code_takes_nothing(world: World) -> None:
    """A bare number does not say whose card it is; the code on the card does, and takes several answers at once."""
    sends(world)
    ada = world.person("Ada").types("4").sees("Nobody notes which card is yours")
    assert rows(world, Ballot) == 0
    code = re.search("pulse-1-[a-z2-7]{16}", "\n".join(ada.screen))
    assert code
    ada.types(f"{code[0]} 4 2 yes").sees_last("Thank you, that counts.", "Change answer 1")
    ada.types(f"{code[0]} perhaps").sees("I did not understand “perhaps”.")
    assert rows(world, Ballot) == 1


def test_the_code_as_a_phone_writes_it(world: World) -> None:
    """A line that begins with a capital letter is read like any other."""
    sends(world)
    ada = world.person("Ada")
    code = re.search("pulse-1-[a-z2-7]{16}", ada.screen[-1])
    assert code
    ada.types(f"{code[0].capitalize()} 4 2 Yes").sees_last("Thank you, that counts.")


def test_an_answer_that_no_button_says_is_refused_kindly(
    world: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever sends one reads that it is not known; nothing is kept of it, and it is no failure of Kith's."""
    sends(world)
    presses_late(world, "Ada", f"pulse.say:1:{world.engine.tokens.new()}.19")
    world.person("Ada").sees("I do not know that answer. Please press one of the buttons.").sees_no("went wrong")
    assert rows(world, Ballot) == 0
    assert "step_failed" not in capsys.readouterr().out + caplog.text


def test_a_draft_is_changed_and_thrown_away(world: World) -> None:
    """What is prepared stays until it is sent; it can become other questions, or nothing."""
    sam = crowd(world)
    sam.commands("/program pulse").presses("How it begins").presses("Pick other questions").presses("What it takes")
    sam.sees_last("A pulse: What it takes", "Mentors: 4 people")
    sam.commands("/program pulse").sees_last("A pulse: What it takes").presses("Throw it away")
    sam.sees_last("Which questions?")
    assert rows(world, Wave) == 0
    world.person("Ada").types("/program pulse").sees_no("Which questions?")


def test_audiences_are_as_people_stand(world: World) -> None:
    """People in a match, and mentees without one, are counted as they stand; whoever is on a break is left alone."""
    matched(world)
    for name in ("Ben", "Cem"):
        add_mentee(world, name)
    world.person("Cem").types("pause").presses("For a week")
    sam = world.person("Sam")
    add_coordinator(world)
    sam.commands("/program pulse").presses("How the two get on").sees_last("People in a match: 2 people")
    assert "Made for" not in sam.screen[-1]
    sam.presses("Mentees without a match").sees_last("Mentees without a match: one person")
    sam.presses("Everybody").sees_last("Everybody: 3 people", "Made for: People in a match. Others may not know")


def test_many_are_asked_some_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wave goes out, is reminded of, counted and forgotten in parts, and nobody is left out or asked twice."""
    for module in ("sending", "closing"):
        monkeypatch.setattr(f"flows.pulses.{module}.AT_ONCE", 4)
    sam = sends(world)
    for name in (*MENTEES, *MENTORS):
        assert sum("A pulse" in text for text in world.person(name).screen) == 1
    for name in MENTEES:
        answers(world, name, "2", "3", "Yes")
    world.passes(days=8)
    for name in MENTORS:
        assert sum("A reminder" in text for text in world.person(name).screen) == 1
    sam.sees("6 of 10 people answered.", "On average 2 of 5; 6 answers.")
    assert (rows(world, Ballot), rows(world, WaveMember), rows(world, PulseAnswer)) == (0, 0, 18)


def test_a_letter_that_was_not_sent_is_not_sent_later(world: World) -> None:
    """Who could not be reached before the end does not get questions that are over."""
    sam = crowd(world)
    world.carrier.closed.clear()
    world.passes(hours=9)
    sam.commands("/program pulse").presses("How it begins").presses("Send it")
    sam.commands("/program pulse").presses("Close it now").presses("Yes, close it")
    world.passes(days=1)
    world.person("Ada").sees_no("A pulse")
    with world.database.read() as session:
        states = set(session.scalars(sa.select(col(Letter.state)).where(col(Letter.slot) == "pulse:wave:1")))
    assert states == {LetterState.DEAD}


def test_the_picture_says_what_the_text_says() -> None:
    """It is a PNG that chats show, drawn from the numbers alone: others give another one, the same the same one."""
    chart = picture.Chart("How clear is it?", "On average 3", [("1 – Not clear, ähm", 2), ("Привет", 3)])
    first, second = picture.draw("A", "b", [chart]), picture.draw("A", "b", [chart])
    other = picture.draw("A", "b", [picture.Chart(chart.title, chart.note, [("1 – Not clear, ähm", 3), ("Привет", 2)])])
    assert first.startswith(b"\x89PNG\r\n")
    assert first == second != other
    assert len(first) < 200_000


def test_the_picture_is_kept_locked_for_a_week(world: World) -> None:
    """Its row holds a PNG with the results, and goes after a week."""
    sends(world)
    for name in MENTEES:
        answers(world, name, "2", "3", "Yes")
    world.passes(days=7, hours=5)
    with world.database.read() as session:
        [kept] = session.scalars(sa.select(StoredFile))
        assert kept.content.startswith(b"\x89PNG")
        assert (kept.name, kept.media_type) == ("pulse-starting-2026-09-14.png", "image/png")
        assert (kept.expires_at - world.moment).days == 6


def test_what_draws_is_loaded_where_something_is_drawn() -> None:
    """`kith run` does without the weight of a library for pictures until the first one is drawn."""
    modules = "bot.__main__, bot.serving, flows, adapters.slack.adapter, adapters.discord.adapter"
    loaded = f"import sys, {modules}; from flows.pulses.outcome import picture; before = 'PIL' in sys.modules; "
    drawn = "picture.draw('A', 'b', []); sys.exit(before or 'PIL' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded + drawn], cwd=ROOT, check=False).returncode == 0
