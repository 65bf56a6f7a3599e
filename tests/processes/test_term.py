"""What comes after a first match, as real processes: a talk, a question, a social, a pulse with its picture, a
check-in, a break, the end, a successor, and what people have a right to."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.pairs.checkins import CheckIn, CheckInStatus
from storage.outbox import Letter, LetterState
from storage.people import Member
from tests.processes.communities import CHANNEL, Community
from tests.processes.first_steps import asks, choose_each_other, claims_and_sets_up, offers
from tests.processes.people import Hands, looks_until


def test_a_term(community: Community) -> None:
    """Every story reaches people through the real libraries, with the files that belong to it, and goes on after a
    power cut; at the end nobody is called as who had everything deleted, and no letter is dead."""
    sam, lin, ada = (community.person(name) for name in ("Sam", "Lin", "Ada"))
    claims_and_sets_up(sam, community)
    offers(lin, sam)
    asks(ada, lin)
    lin.presses("Happy to")
    choose_each_other(ada, lin)
    _talk(ada, lin)
    _ask_one_question(ada, lin)
    _meet_in_a_group(sam, ada)
    others = [community.person(name) for name in ("Ben", "Cem", "Dua")]
    _answer_a_pulse(sam, ada, lin, *others)
    _check_in(community, sam, ada)
    _pause(ada, lin)
    _part(ada, lin)
    _hand_over(sam, lin)
    _leave(others[0])
    _go(community, ada)


def _talk(ada: Hands, lin: Hands) -> None:
    ada.commands("/mentor match")
    ada.presses("Find a time")
    ada.presses("Type a time of our own")
    soon = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    ada.fills({"Day": soon, "Time": "11:15", "How many minutes": "45", "Where": "Room 3"})
    lin.presses("Yes, that suits me")
    lin.sees("Your talk with Ada, for your calendar.")
    ada.sees("Lin says that the time suits them.")


def _ask_one_question(ada: Hands, lin: Hands) -> None:
    lin.commands("/mentor")
    lin.presses("Take short questions, too")
    ada.commands("/mentor ask")
    ada.presses("Study skills")
    ada.fills({"Your question": "Is the library open on Sundays?", "May they see your name?": "Yes, they may"})
    lin.presses("Answer it")
    lin.fills({"Your answer": "Yes, from ten."})
    ada.sees("Yes, from ten.")
    ada.presses("Thanks, that was all")


def _meet_in_a_group(sam: Hands, ada: Hands) -> None:
    sam.commands("/program socials")
    sam.presses("Announce a social")
    soon = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()
    sam.fills({"What is it called?": "Games night", "What is it about?": "Bring a game.", "Day": soon,
               "Begins at": "18:00", "Ends at": "21:00", "Where": "Room 12", "Places": "2"})  # fmt: skip
    sam.picks_channel(CHANNEL)
    sam.presses("Post it")
    ada.presses("I am coming")
    ada.sees("You are coming. This is for your calendar.")


def _answer_a_pulse(sam: Hands, ada: Hands, lin: Hands, *others: Hands) -> None:
    for other in others:
        other.types("hello")
        other.presses("Join")
        other.presses("I look for a mentor")
        other.presses("Study skills")
        other.presses("Show me mentors")
        other.sees("Lin")
    sam.commands("/program pulse")
    sam.presses("How it begins")
    sam.presses("Send it")
    sam.presses("Send it to these 5")
    for person in (ada, lin, *others):
        looks_until(person, "/mentor pulse", "Question 1 of 3")  # at night no letter comes by itself
        for answer in ("4", "5 – Very", "Yes"):
            person.presses(answer)
        person.sees("Thank you, that counts.")
    sam.presses("Close it now")
    sam.presses("Yes, close it")
    sam.sees("5 of 5 people answered.")
    sam.sees("Bars: How clear is it to you what you can do next here? On average 4 of 5; 5 answers.")


def _check_in(community: Community, sam: Hands, ada: Hands) -> None:
    """A week goes by while nobody is there; that it is hard reaches the coordinator once it cannot be taken back."""
    with community.without_power() as session:
        for checkin in session.scalars(sa.select(CheckIn)).unique():
            checkin.status, checkin.asked_at = CheckInStatus.ASKED, datetime.now(UTC)
    ada.commands("/mentor checkin")
    ada.presses("Yes, we met")
    ada.presses("It is hard")
    ada.sees("you have met, and it is hard")
    community.wait_for("hard.tell")
    sam.sees("quiet moment")
    sam.presses("Read it")
    sam.presses("I take care of it")
    ada.sees("Sam takes care of")


def _pause(ada: Hands, lin: Hands) -> None:
    lin.commands("/mentor pause")
    lin.presses("For a week")
    ada.sees("Lin is taking a break until")
    lin.presses("I am back")
    ada.sees("Lin's break is over.")


def _part(ada: Hands, lin: Hands) -> None:
    ada.commands("/mentor match")
    ada.presses("End the match with Lin")
    ada.presses("We did what we wanted to do")
    lin.presses("Say how it was")
    lin.fills({"Was it worth your time?": "Very much", "Would you take part again?": "Yes"})
    lin.sees("Thank you. The coordinators can read it")


def _hand_over(sam: Hands, lin: Hands) -> None:
    sam.commands("/program handover")
    sam.presses("Pick a successor")
    sam.fills({"To whom?": "Lin"})
    lin.presses("Yes, I take it")
    lin.sees("Compass is in your hands")
    sam.presses("Step down")
    sam.presses("Yes, step down")


def _leave(ben: Hands) -> None:
    ben.types("leave")
    ben.presses("Yes, leave")
    ben.sees("You have left Compass.")


def _go(community: Community, ada: Hands) -> None:
    ada.commands("/mentor my-data")
    ada.sees("Here is what I keep about you")
    ada.commands("/mentor erase")
    ada.presses("Yes, delete everything")
    ada.sees("I have begun.")
    community.wait_for("erasure.go_on")
    ada.sees("this message is the last one")
    assert community.bot.stop() == 0
    with community.database() as database, database.read() as session:
        assert "Ada" not in [member.name for member in Store(session).all(sa.select(Member))]
        assert not session.scalars(sa.select(Letter).where(col(Letter.state) == LetterState.DEAD)).all()
