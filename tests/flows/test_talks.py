"""A time to talk: found for both, proposed, agreed on, moved, cancelled, and remembered."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from icalendar import Calendar
from sqlmodel import col

from bot.commands import nightly
from bot.steps import Turn
from bot.words import Voice, spans
from flows.talks import calendar_file
from storage.database import Store
from storage.mentoring.intros import IntroStatus
from storage.mentoring.pairs.talks import Talk, TalkStatus
from storage.mentoring.profiles import TagKind, set_tags
from storage.outbox import StoredFile
from storage.people import Member
from tests.flows.choices import cast, chooses, matched
from tests.flows.racing import all_at_once
from tests.flows.stories import change_member, change_rules, intro_of, is_to_come, presses_late
from tests.flows.test_my_data import files
from tests.world.beginnings import begins
from tests.world.world import Person, World

ROOM = "This is your room for an intro chat"
TUESDAY, WEDNESDAY = "Tue 8 Sep, 09:00 your time", "Wed 9 Sep, 13:00 your time"
THURSDAY = "Thu 10 Sep, 17:00 your time"


@begins
def agreed(world: World) -> tuple[Person, Person]:
    """Lin said yes to an intro chat with Ada."""
    return cast(world, "Ada", "Lin"), world.person("Lin")


@begins
def planned(world: World) -> tuple[Person, Person]:
    """The two have agreed on Wednesday."""
    ada, lin = agreed(world)
    ada.presses("Find a time", on=ROOM).presses(WEDNESDAY)
    lin.presses("Yes, that suits me")
    return ada, lin


def talk_of(world: World, mentee: str = "Ada") -> Talk:
    """Their newest one."""
    with world.database.read() as session:
        query = sa.select(Talk).where(col(Talk.mentee_id) == world.member(mentee).id).order_by(col(Talk.id).desc())
        found = session.scalars(query).first()
        assert found is not None, f"{mentee} looks for no time"
        return found


def file_of(world: World, name: str) -> tuple[str, Any]:
    """What a calendar reads in the newest file that somebody got: its method, and the one event."""
    with world.database.read() as session:
        query = sa.select(StoredFile).where(col(StoredFile.member_id) == world.member(name).id)
        stored = session.scalars(query.order_by(col(StoredFile.id).desc())).first()
        assert stored is not None, f"{name} has no file"
        whole = Calendar.from_ical(stored.content)
    (event,) = whole.walk("VEVENT")
    return str(whole["METHOD"]), event


def is_free(world: World, name: str, *parts: str) -> None:
    with world.database.write() as session:
        store = Store(session, 1)
        set_tags(store, world.member(name), TagKind.FREE, parts)


# --- finding one -----------------------------------------------------------------------------------------------------


def test_three_times_then_both_have_one(world: World) -> None:
    """A press shows three times, a press proposes one, a press agrees: both have it with a file and links for their
    calendar, and the card of the room says it to both."""
    ada, lin = agreed(world)
    ada.presses("Find a time", on=ROOM)
    ada.sees_last("Perhaps one of these suits you both.", TUESDAY, WEDNESDAY, "Thu 10 Sep, 17:00 your time")
    ada.presses(WEDNESDAY).sees_last(f"You proposed {WEDNESDAY} to Lin, for 20 minutes.")
    lin.sees_last(f"Ada proposes {WEDNESDAY}, for 20 minutes.", "It is a time only when you agree.")
    lin.presses("Yes, that suits me").sees(f"You talk with Ada on {WEDNESDAY}, for 20 minutes.", "Google")
    lin.sees("Your talk with Ada, for your calendar")
    ada.sees_last("Lin says that the time suits them.", f"You talk with Lin on {WEDNESDAY}")
    for person in (ada, lin):
        card = next(message for message in person.screen if ROOM in message)
        assert "You have a time: Wed 9 Sep, 13:00" in card
        assert "See our time" in card
        assert "please say hello first" not in card
    assert intro_of(world, "Ada").has_time
    (method, mine), (_method, theirs) = file_of(world, "Ada"), file_of(world, "Lin")
    assert (method, mine["STATUS"], str(mine["SUMMARY"])) == ("PUBLISH", "CONFIRMED", "Talk with Lin")
    assert mine["DTSTART"].dt == datetime.fromisoformat("2026-09-09T11:00:00+00:00")
    assert mine["DTEND"].dt == datetime.fromisoformat("2026-09-09T11:20:00+00:00")
    assert mine["UID"] == theirs["UID"]


def test_other_times_go_to_and_fro(world: World) -> None:
    """More times follow three by three; the other one proposes another of them, or comes back to the first."""
    ada, lin = agreed(world)
    ada.presses("Find a time", on=ROOM).presses("Other times")
    ada.sees_last("Tue 8 Sep, 13:00 your time", "Fri 11 Sep, 09:00 your time").presses("Fri 11 Sep, 09:00 your time")
    lin.presses("Other times").sees_last("What Ada proposed suits me").presses(TUESDAY)
    ada.sees_last(f"Lin proposes {TUESDAY}")
    ada.presses("Other times").presses("What Lin proposed suits me").sees(f"You talk with Lin on {TUESDAY}")
    lin.sees_last("Ada says that the time suits them.")


def test_each_in_their_own_zone(world: World) -> None:
    """Both read the same moment in the time of where they live, and it is day for both."""
    ada, lin = agreed(world)
    change_member(world, "Lin", zone="America/New_York")
    ada.presses("Find a time", on=ROOM).presses("Tue 8 Sep, 15:00 your time")
    lin.sees_last("Ada proposes Tue 8 Sep, 09:00 your time").presses("Yes, that suits me")
    assert file_of(world, "Lin")[1]["DTSTART"].dt == datetime.fromisoformat("2026-09-08T13:00:00+00:00")


def test_what_somebody_said_about_their_week_counts(world: World) -> None:
    """Only parts that both named are shown, and who named none can do it there; where nothing fits, it is said."""
    ada, lin = agreed(world)
    is_free(world, "Lin", "thu_evening", "sat_morning")
    ada.commands("/mentor asks").presses("Find a time")
    ada.sees_last("I do not know when you are free", "Thu 10 Sep, 17:00 your time")
    ada.presses("Say when I am free").fills({"Mornings": ["Saturday"]})
    ada.sees_last("Sat 12 Sep, 09:00 your time", "Sat 19 Sep, 09:00 your time")
    is_free(world, "Lin", "thu_evening")
    lin.presses("Find a time", on=ROOM).sees_last("I find no time in the next four weeks", "Type a time of our own")


def test_two_without_a_room(world: World) -> None:
    """Looking for a time begins on the card that says how they reach each other, too."""
    ada, lin = agreed(world)
    ada.commands("/mentor asks").presses("Find a time").presses(TUESDAY)
    lin.commands("/mentor talks").sees_last("Your talks", f"Ada proposes {TUESDAY}").presses("Answer Ada")
    lin.presses("Yes, that suits me").commands("/mentor talks").sees_last(f"You talk with Ada on {TUESDAY}")
    ada.types("hello").sees_last(f"You talk with Lin on {TUESDAY}")


# --- typed -----------------------------------------------------------------------------------------------------------


def test_a_time_of_their_own(world: World) -> None:
    """Day, time, length and place are typed, in the zone of whoever types; the place is shown as it was written."""
    ada, lin = agreed(world)
    ada.commands("/mentor asks").presses("Find a time").presses("Type a time of our own")
    ada.fills(
        {"Day": "2026-09-12", "Time": "11:15", "How many minutes": "45", "Where": "https://meet.example.org/ada-lin"}
    )
    ada.sees_last("You proposed Sat 12 Sep, 11:15 your time to Lin, for 45 minutes.")
    lin.sees_last("https://meet.example.org/ada-lin").presses("Yes, that suits me")
    event = file_of(world, "Lin")[1]
    assert str(event["LOCATION"]) == "https://meet.example.org/ada-lin"
    assert (event["DTEND"].dt - event["DTSTART"].dt).total_seconds() == 45 * 60


def test_odd_places(world: World) -> None:
    """What stands in a place is read again by a calendar as it was written, and the links stay ours."""
    place = "Zoë’s “café”; 2nd floor, left\\n ~ <b|x> **x** Room:12 (https://meet.example.org/a?b=c_d)"
    ada, lin = agreed(world)
    ada.commands("/mentor asks").presses("Find a time").presses("Type a time of our own")
    ada.fills({"Day": "2026-09-12", "Time": "11:15", "Where": place})
    lin.sees_last(place).presses("Yes, that suits me")
    assert str(file_of(world, "Ada")[1]["LOCATION"]) == place
    with world.database.read() as session:
        store = Store(session, 1)
        talk, reader = store.get(Talk, talk_of(world).id), store.get(Member, world.member("Ada").id)
        assert talk
        assert reader
        said = Voice().say(calendar_file.line(talk, reader, Turn(now=world.moment, store=store)))
    addresses = [urlsplit(span.link) for span in spans(said) if span.link]
    assert [address.hostname for address in addresses] == ["calendar.google.com", "outlook.office.com"]
    assert parse_qs(addresses[0].query)["dates"] == ["20260912T091500Z/20260912T093500Z"]


def test_what_cannot_be_is_said_beside_its_field(world: World) -> None:
    """Nothing is proposed before all of it is right; what was typed stays, and each of it can be mended."""
    ada, lin = agreed(world)
    before = lin.marks()
    right = {"Day": "2026-09-07", "Time": "18:00", "How many minutes": "30", "Where": "the cafeteria, 18:00 sharp"}
    wrong = [
        ("Day", "2026-09-05", "That day has passed."),
        ("Day", "2027-08-01", "more than half a year away"),
        ("Time", "15:30", "It is past that time today."),
        ("How many minutes", "241", "Four hours, which are 240 minutes"),
        ("How many minutes", "2", "five minutes at least"),
        ("Where", "http://meet.example.org", "begins with https://"),
        ("Where", "javascript:alert(1)", "begins with https://"),
        ("Where", "https://zoom.us@evil.example.org/j/1", "hides where it leads"),
        ("Where", "https://zооm.us/j/1", "can be mistaken"),
        ("Where", "https://xn--zom-7cd.us/j/1", "can be mistaken"),
        ("Where", "https://[/j/1", "I cannot read that link."),
    ]
    for field, typed, said in wrong:
        ada.commands("/mentor asks").presses("Find a time").presses("Type a time of our own")
        ada.fills(right | {field: typed}).problem(field, said)
        assert lin.since(before) == ""
    ada.fills({field: right[field]}).sees_last("You proposed Mon 7 Sep, 18:00 your time to Lin, for 30 minutes.")
    lin.sees_last("the cafeteria, 18:00 sharp")


def test_a_time_that_the_clocks_leave_out(world: World) -> None:
    """In the night in which they are put forward it is said that this time does not come."""
    ada, _lin = agreed(world)
    change_member(world, "Ada", zone="Australia/Sydney")
    ada.commands("/mentor asks").presses("Find a time").presses("Type a time of our own")
    ada.fills({"Day": "2026-10-04", "Time": "02:30"}).problem("Time", "that time is left out")


def test_at_night_it_asks_first(world: World) -> None:
    """A time in somebody's night is proposed only after a second word; the place is not lost."""
    ada, lin = agreed(world)
    before = lin.marks()
    ada.commands("/mentor asks").presses("Find a time").presses("Type a time of our own")
    ada.fills({"Day": "2026-09-09", "Time": "23:00", "Where": "by phone"})
    ada.sees_last("Wed 9 Sep, 23:00 your time is at night for both of you.", "all the same?")
    assert lin.since(before) == ""
    ada.presses("Yes, propose it")
    lin.sees_last("Ada proposes Wed 9 Sep, 23:00 your time", "by phone")
    change_member(world, "Lin", zone="America/Los_Angeles")
    lin.presses("Other times").presses("Type a time of our own").fills({"Day": "2026-09-09", "Time": "16:00"})
    lin.sees_last("Wed 9 Sep, 16:00 your time is at night where Ada lives.")


# --- moving and cancelling -------------------------------------------------------------------------------------------


def test_moving(world: World) -> None:
    """Another time is proposed, and the old one stands until the other agrees; calendars are told that it is a newer
    state of the same talk."""
    ada, lin = planned(world)
    before = file_of(world, "Ada")[1]
    lin.presses("Move it").presses("Leave it as it is").sees(f"You talk with Ada on {WEDNESDAY}")
    lin.presses("Move it").sees(f"until they agree, {WEDNESDAY} stands").presses("Thu 10 Sep, 17:00 your time")
    ada.sees_last("Lin would like to move your talk to Thu 10 Sep, 17:00", f"Until you agree, {WEDNESDAY} stands.")
    assert talk_of(world).status is TalkStatus.MOVING
    ada.presses("Yes, that suits me")
    lin.sees_last("The new time suits Ada.", "You talk with Ada on Thu 10 Sep, 17:00 your time")
    lin.sees_no("Your talk with Ada, for your calendar.")
    for name in ("Ada", "Lin"):
        after = file_of(world, name)[1]
        assert after["UID"] == before["UID"]
        assert after["SEQUENCE"] > before["SEQUENCE"]
        assert after["DTSTART"].dt == datetime.fromisoformat("2026-09-10T15:00:00+00:00")


def test_what_a_link_put_into_a_calendar(world: World) -> None:
    """A file puts right what a file made, and nothing else: whoever used a link reads, when a talk is moved or off,
    that the old entry is theirs to take out. Nobody reads it who has nothing to put right."""
    ada, lin = planned(world)
    for person in (ada, lin):
        person.sees_no("If you used a link")
    lin.presses("Move it").presses(THURSDAY)
    ada.presses("Yes, that suits me")
    for person in (ada, lin):
        person.sees(
            "this one puts the new time in its place. If you used a link, please take the old time out yourself."
        )
    lin.presses("Cancel the talk").fills({})
    for person in (ada, lin):
        person.sees("this one takes it out of your calendar. If you used a link, please take it out yourself.")


def test_leaving_it_as_it_was(world: World) -> None:
    """Either of the two can end the moving: the old time stands, and goes on to be remembered."""
    ada, lin = planned(world)
    lin.presses("Move it").presses("Thu 10 Sep, 17:00 your time")
    ada.presses("No, leave it as it was").sees_last(f"You talk with Lin on {WEDNESDAY}")
    lin.sees_last(f"Ada would rather keep {WEDNESDAY}.", f"You talk with Ada on {WEDNESDAY}")
    lin.presses("Move it").presses("Thu 10 Sep, 17:00 your time").presses("Leave it as it was")
    lin.sees_last("Done. You propose nothing to Ada now.", f"You talk with Ada on {WEDNESDAY}")
    ada.sees_last("Lin has taken the proposal back.", f"You talk with Lin on {WEDNESDAY}")
    assert talk_of(world).status is TalkStatus.PLANNED


def test_cancelling(world: World) -> None:
    """One press; the other reads it, both get what takes it out of their calendar, and another time can be found."""
    ada, lin = planned(world)
    lin.presses("Cancel the talk").fills({}).sees(f"Done. Your talk with Ada on {WEDNESDAY} is off, and I tell Ada.")
    ada.sees_last(f"Lin cannot talk on {WEDNESDAY} after all, so it is off.", "takes it out of your calendar")
    for name in ("Ada", "Lin"):
        method, event = file_of(world, name)
        assert (method, event["STATUS"]) == ("CANCEL", "CANCELLED")
    lin.sees_no("Your talk with Ada, for your calendar.")
    assert not intro_of(world, "Ada").has_time
    assert "You have a time" not in next(message for message in ada.screen if ROOM in message)
    ada.presses("Find a time").presses(TUESDAY)
    lin.sees_last(f"Ada proposes {TUESDAY}")
    before = ada.marks()
    world.passes(hours=30)
    assert "A reminder" not in ada.since(before)


def test_a_time_found_on_the_card_of_a_talk_that_is_off(world: World) -> None:
    """The card on which somebody proposed it says no more that it waits for an answer when both have agreed."""
    ada, lin = planned(world)
    lin.presses("Cancel the talk").fills({})
    ada.presses("Find a time", on="so it is off").presses(TUESDAY).sees(f"You proposed {TUESDAY}")
    lin.presses("Yes, that suits me")
    ada.sees_no(f"You proposed {TUESDAY}").sees_last(f"You talk with Lin on {TUESDAY}")


def test_one_card_of_a_talk_is_true(world: World) -> None:
    """However often it is moved and called off, one card of a talk can be pressed; each older one says in a line what
    happened then. When it is over, none is left, and nothing speaks of it as if it lay ahead."""
    ada, lin = agreed(world)
    ada.types("asks").presses("Find a time").presses("Type a time of our own").fills(
        {"Day": "2026-09-09", "Time": "13:00"}
    )
    lin.presses("Yes, that suits me")
    lin.presses("Move it").presses(THURSDAY)
    ada.presses("Yes, that suits me").presses("Cancel the talk").fills({})
    lin.sees_last("Ada cannot talk on Thu 10 Sep", "[Find a time]").presses("Find a time", on="Ada cannot talk on")
    lin.presses(TUESDAY)
    ada.presses("Yes, that suits me")
    for person, other in ((ada, "Lin"), (lin, "Ada")):
        person.sees_no("newer card").sees(f"Your talk with {other} on {THURSDAY} is off.")
        own = [message for message in person.screen if ROOM not in message]
        assert len({message for message in own if "[Move it]" in message}) == 1
        assert not any("[Find a time]" in message or "[Take it back]" in message for message in own)
    lin.sees(f"You and Ada agreed on {TUESDAY}. It goes on further down.")
    ada.commands("/mentor").sees_last(f"You talk with Lin on {TUESDAY}.", "You have an intro chat with Lin.")
    world.until(datetime.fromisoformat("2026-09-08T09:00:00+00:00"))
    for person, other in ((ada, "Lin"), (lin, "Ada")):
        person.sees(f"Your talk with {other} on Tue 8 Sep is over.")
        person.cannot_press("Move it").cannot_press("Find a time").can_press("Yes, we met")
        person.commands("/mentor").sees_last(f"Your intro chat with {other} was to be by now. Did you meet?")
        person.commands("/mentor asks").sees_last(f"Your time with {other} is over.")
    ada.sees("The time that you had is over.")


def test_a_word_with_it(world: World) -> None:
    """Nothing is off before that has been said; whoever cancels can add a word, which the other one reads."""
    ada, lin = planned(world)
    ada.presses("Cancel the talk")
    lin.sees_no("so it is off")
    assert talk_of(world).status is TalkStatus.PLANNED
    ada.fills({"A word to them, if you like": "I have a cold. Sorry!"}).sees("and I tell Lin.")
    lin.sees_last("Ada cannot talk on", "“I have a cold. Sorry!”", "Find a time")


def test_the_list_of_talks_stays_true(world: World) -> None:
    """A list on screen says the new time when a talk is moved, and nothing of one that is off."""
    ada, lin = planned(world)
    ada.types("talks").sees_last("Your talks", f"You talk with Lin on {WEDNESDAY}.")
    lin.presses("Move it").presses("Thu 10 Sep, 17:00 your time")
    ada.presses("Yes, that suits me").sees("You talk with Lin on Thu 10 Sep, 17:00 your time.")
    ada.sees_no(f"You talk with Lin on {WEDNESDAY}.")
    lin.presses("Cancel the talk").fills({})
    ada.sees("No talk is planned.")


def test_who_agreed_hears_that_it_is_off(world: World) -> None:
    """Whoever agreed by their own press, before any letter about it had reached them, reads it when it is off."""
    ada, lin = agreed(world)
    world.passes(hours=6)
    ada.presses("Find a time", on=ROOM).presses("Thu 10 Sep, 17:00 your time")
    lin.commands("/mentor talks").presses("Answer Ada").presses("Yes, that suits me").sees("for your calendar")
    world.passes(hours=1)
    ada.commands("/mentor talks").presses("See the talk with Lin").presses("Cancel the talk").fills({})
    lin.sees_no("There is a newer card further down.").sees("has changed since, so this file is out of date")
    world.passes(hours=11)
    lin.sees("Ada cannot talk on Thu 10 Sep, 17:00 your time after all, so it is off.")
    assert file_of(world, "Lin")[0] == "CANCEL"


def test_what_is_near_does_not_wait_behind_a_held_letter(world: World) -> None:
    """Who agreed at night, while the letter about it waits for their morning, hears that same night that a talk of the
    next morning is off."""
    ada, lin = agreed(world)
    world.passes(hours=6)
    ada.commands("/mentor asks").presses("Find a time").presses("Type a time of our own")
    ada.fills({"Day": "2026-09-08", "Time": "09:00"})
    lin.commands("/mentor talks").presses("Answer Ada").presses("Yes, that suits me")
    world.passes(hours=1)
    before = lin.marks()
    ada.commands("/mentor talks").presses("See the talk with Lin").presses("Cancel the talk").fills({})
    assert "so it is off" in lin.since(before)
    before = lin.marks()
    world.passes(hours=12)
    assert lin.since(before) == ""


def test_a_button_about_another_time(world: World) -> None:
    """A card that shows an older time cancels nothing and takes nothing back: how it stands is shown first. What both
    have agreed on is no less a time when one of them says that they have one."""
    ada, lin = agreed(world)
    ada.presses("Find a time", on=ROOM).presses(WEDNESDAY)
    talk = talk_of(world)
    ada.presses("Propose another one").presses("Thu 10 Sep, 17:00 your time")
    presses_late(world, "Ada", f"talk.take_back:{talk.id}:{talk.changes}")
    ada.sees_last("Something has changed meanwhile, so I did nothing.", "You proposed Thu 10 Sep, 17:00 your time")
    lin.presses("Yes, that suits me")
    planned = talk_of(world)
    presses_late(world, "Ada", f"meeting.found_time:{intro_of(world, 'Ada').id}:")
    ada.sees_last("You have both agreed on Thu 10 Sep, 17:00 your time, and that stands.")
    assert talk_of(world).status is TalkStatus.PLANNED
    assert is_to_come(world, "talk_time.remind")
    lin.presses("Move it").presses(WEDNESDAY)
    ada.presses("Yes, that suits me")
    presses_late(world, "Lin", f"talk.cancel:{talk.id}:{planned.changes}")
    lin.sees("Something has changed meanwhile, so I did nothing.", f"You talk with Ada on {WEDNESDAY}")
    assert talk_of(world).status is TalkStatus.PLANNED


def test_what_changes_within_a_day_wakes(world: World) -> None:
    """Who is to talk tomorrow reads tonight that it is to be moved; what is further off can wait for the morning."""
    ada, lin = agreed(world)
    ada.presses("Find a time", on=ROOM).presses(TUESDAY)
    lin.presses("Yes, that suits me")
    world.passes(hours=6)
    before = ada.marks()
    lin.commands("/mentor talks").presses("See the talk with Ada").presses("Move it").presses(WEDNESDAY)
    assert f"Lin would like to move your talk to {WEDNESDAY}" in ada.since(before)
    ada.presses("Yes, that suits me")
    world.passes(hours=1)
    before = ada.marks()
    lin.commands("/mentor talks").presses("See the talk with Ada").presses("Cancel the talk").fills({})
    assert "so it is off" not in ada.since(before)
    world.passes(hours=10)
    assert "so it is off" in ada.since(before)


def test_taking_a_proposal_back(world: World) -> None:
    """Nothing is proposed any more; the other's card says so without ringing. Proposed anew, it rings once a day at
    most."""
    ada, lin = agreed(world)
    ada.presses("Find a time", on=ROOM).presses(WEDNESDAY)
    before = lin.marks()
    ada.presses("Take it back").sees_last("Done. You propose nothing to Lin now.")
    lin.sees("Ada has taken the proposal back.").cannot_press("Yes, that suits me")
    ada.presses("Find a time").presses("Thu 10 Sep, 17:00 your time")
    assert lin.since(before) == "", "the card changes where it stands"
    lin.sees("Ada proposes Thu 10 Sep, 17:00").can_press("Yes, that suits me")
    world.passes(days=1, hours=1)
    assert "Ada proposes Thu 10 Sep, 17:00" in lin.since(before)


def test_nobody_answers(world: World) -> None:
    """A proposed time that passes is over without a word; the cards of both say it, and lead to others. What its reader
    alone was shown promises nothing that would not come."""
    ada, lin = agreed(world)
    ada.presses("Find a time", on=ROOM).presses(TUESDAY)
    ada.sees_last("If Lin answers before then, I tell you; without an answer nothing is agreed.")
    ada.types("talks").presses("See the talk with Lin")
    marks = ada.marks(), lin.marks()
    world.passes(hours=18)
    assert [person.since(before) for person, before in zip((ada, lin), marks, strict=True)] == ["", ""]
    ada.sees_last(f"{TUESDAY} has passed, and Lin did not get to answer.").can_press("Find a time")
    assert "Take it back" not in ada.screen[-1]
    lin.sees(f"{TUESDAY}, which Ada proposed, has passed.").can_press("Find a time").cannot_press("Yes, that suits me")
    ada.commands("/mentor talks").sees_last("No talk is planned.", "No time with Lin yet", "Find a time with Lin")
    assert talk_of(world).status is TalkStatus.LOOKING


# --- remembered ------------------------------------------------------------------------------------------------------


def test_reminders_and_the_question_afterwards(world: World) -> None:
    """Both are reminded a day and an hour before. After its end each is asked whether they met, not sooner, and nothing
    is assumed."""
    ada, lin = agreed(world)
    ada.commands("/mentor asks").presses("Find a time").presses("Type a time of our own").fills(
        {"Day": "2026-09-21", "Time": "13:00"}
    )
    lin.presses("Yes, that suits me")
    marks = ada.marks(), lin.marks()
    world.until(datetime.fromisoformat("2026-09-20T10:59:00+00:00"))
    for person, before in zip((ada, lin), marks, strict=True):
        assert person.since(before) == "", "no question after a week, where the talk is later"
    world.passes(minutes=2)
    for person, before in zip((ada, lin), marks, strict=True):
        assert "A reminder:" in person.since(before)
    world.passes(hours=23)
    for person, before in zip((ada, lin), marks, strict=True):
        assert "A reminder, shortly before:" in person.since(before)
        person.sees_no("Did you get to meet").can_press("Move it")
    world.passes(hours=2)
    assert talk_of(world).status is TalkStatus.OVER
    assert intro_of(world, "Ada").status is IntroStatus.ACCEPTED
    ada.sees("Your talk with Lin on Mon 21 Sep is over.").can_press("Yes, we met").cannot_press("Move it")
    ada.presses("Yes, we met")
    assert intro_of(world, "Ada").status is IntroStatus.MET


def test_reminders_at_night(world: World) -> None:
    """Who agreed on a time at night is reminded at night, whatever the quiet hours."""
    ada, lin = agreed(world)
    ada.commands("/mentor asks").presses("Find a time").presses("Type a time of our own").fills(
        {"Day": "2026-09-09", "Time": "23:30"}
    )
    ada.presses("Yes, propose it")
    lin.presses("Yes, that suits me")
    world.until(datetime.fromisoformat("2026-09-09T20:31:00+00:00"))
    for person in (ada, lin):
        person.sees_last("A reminder, shortly before:", "Wed 9 Sep, 23:30 your time")


def test_a_time_elsewhere_is_as_good(world: World) -> None:
    """“We have a time” ends the looking, on the card with the times too; nobody is reminded of anything, and the usual
    question comes at its usual time."""
    ada, lin = agreed(world)
    ada.presses("Find a time", on=ROOM).presses(WEDNESDAY)
    lin.presses("Other times").presses("We have a time").sees_last("Good to hear. Ada sees it too.")
    ada.commands("/mentor talks").sees_last("You have nothing to find a time for now.")
    marks = ada.marks(), lin.marks()
    world.passes(days=6, hours=23)
    assert [person.since(before) for person, before in zip((ada, lin), marks, strict=True)] == ["", ""]
    world.passes(hours=2)
    ada.can_press("Yes, we met")


def test_met_before_the_time(world: World) -> None:
    """Whoever met earlier has nothing in their calendar any more."""
    ada, lin = planned(world)
    lin.presses("We already met", on=ROOM)
    ada.sees(f"You and Lin have met already, so your talk on {WEDNESDAY} is off.")
    assert file_of(world, "Lin")[0] == "CANCEL"
    assert not is_to_come(world, "talk_time.remind")


# --- what it was for -------------------------------------------------------------------------------------------------


def test_within_a_match(world: World) -> None:
    """A match has its next talk on its cards, in the room too; nobody is asked after it, as the next check-in does
    that."""
    ada, lin = matched(world)
    lin.presses("Find a time", on="your match has begun").presses(WEDNESDAY)
    ada.presses("Yes, that suits me")
    lin.sees_last("Ada says that the time suits them.")
    ada.commands("/mentor match").sees_last(f"You have a time: {WEDNESDAY}").presses("See our time")
    ada.sees_last(f"You talk with Lin on {WEDNESDAY}")
    world.until(datetime.fromisoformat("2026-09-09T11:00:00+00:00"))
    marks = ada.marks(), lin.marks()
    world.passes(days=1)
    assert [person.since(before) for person, before in zip((ada, lin), marks, strict=True)] == ["", ""]
    ada.commands("/mentor match").presses("Find a time").sees_last("Perhaps one of these suits you both.")


def test_a_match_finds_a_time_elsewhere(world: World) -> None:
    """“We have a time” answers a proposal within a match, too, pressed or typed: both see that nothing is proposed any
    more. What both have agreed on here stands all the same."""
    ada, lin = matched(world)
    ada.commands("/mentor match").presses("Find a time").can_press("We have a time").presses(WEDNESDAY)
    before = ada.marks()
    lin.types("we have a time").sees_last("Good to hear. What was proposed is no question any more, and Ada sees it.")
    lin.cannot_press("Yes, that suits me")
    assert ada.since(before) == ""
    for person in (ada, lin):
        person.commands("/mentor talks").sees_last("No talk is planned.")
        person.commands("/mentor")
        assert "proposed" not in person.screen[-1]
    assert not is_to_come(world, "talk_time.lapse")
    lin.commands("/mentor talks").presses("Find a time with Ada").presses("We have a time")
    lin.sees_last("Good to hear. There is nothing else to do here.", "Find a time")
    ada.commands("/mentor talks").presses("Find a time with Lin").presses(TUESDAY)
    lin.commands("/mentor talks").presses("Answer Ada").presses("Yes, that suits me")
    presses_late(world, "Lin", f"match_time.found_time:{talk_of(world).match_id}:")
    lin.sees(f"You have both agreed on {TUESDAY}, and that stands.")
    assert talk_of(world).status is TalkStatus.PLANNED


def test_what_an_intro_planned_goes_on_in_the_match(world: World) -> None:
    """Who chooses before the talk has the same talk afterwards."""
    ada, lin = agreed(world)
    ada.presses("We already met", on=ROOM)
    with world.database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Talk)) == 0
    intro = intro_of(world, "Ada").id
    presses_late(world, "Ada", f"intro_time.find:{intro}:")
    ada.presses(WEDNESDAY)
    lin.presses("Yes, that suits me")
    chooses(world, "Ada", "Lin")
    lin.presses("Yes, gladly").commands("/mentor match").sees_last(f"You have a time: {WEDNESDAY}")
    lin.presses("See our time").presses("Cancel the talk").fills({})
    ada.sees_last(f"Lin cannot talk on {WEDNESDAY} after all").can_press("Find a time")


@pytest.mark.parametrize("how", ["call off", "leave", "pause", "pause shortly"])
def test_who_cannot_come_after_all(world: World, how: str) -> None:
    """When an intro is called off, or somebody leaves or takes a break, both read that the talk is off and get what
    takes it out of their calendar; a break that is over by then changes nothing."""
    ada, lin = agreed(world)
    ada.commands("/mentor asks").presses("Find a time").presses("Type a time of our own").fills(
        {"Day": "2026-09-24", "Time": "13:00"}
    )
    lin.presses("Yes, that suits me")
    match how:
        case "call off":
            lin.commands("/mentor asks").presses("Call it off with Ada").presses("Yes, call it off")
        case "leave":
            lin.types("leave").presses("Yes, leave")
            lin.sees("any more, but for what takes your talks out of your calendar.")
        case "pause":
            lin.types("pause").sees_last("Talks that you have planned").presses("Until I come back")
        case "pause shortly":
            lin.types("pause").presses("For a week")
            assert talk_of(world).status is TalkStatus.PLANNED
            return
    ada.sees("Thu 24 Sep, 13:00 your time")
    for name in ("Ada", "Lin"):
        method, event = file_of(world, name)
        assert (method, event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert talk_of(world).status is TalkStatus.CANCELLED
    assert not is_to_come(world, "talk_time.remind")
    (ada.can_press if how == "pause" else ada.cannot_press)("Find a time")


def test_the_end_of_a_match_ends_its_talk(world: World) -> None:
    """Both read it, and neither can answer a card from before."""
    ada, lin = matched(world)
    lin.presses("Find a time", on="your match has begun").presses(WEDNESDAY)
    ada.presses("Yes, that suits me")
    ada.commands("/mentor match").presses("End the match with Lin").presses("We lost touch")
    lin.sees(f"Your talk with Ada on {WEDNESDAY} is off.").cannot_press("Move it").cannot_press("Find a time")
    assert file_of(world, "Ada")[0] == file_of(world, "Lin")[0] == "CANCEL"


# --- at the same moment ----------------------------------------------------------------------------------------------


def test_a_button_from_before(world: World) -> None:
    """What has changed since a card was sent is shown first, and nothing is agreed to unseen."""
    ada, lin = agreed(world)
    ada.presses("Find a time", on=ROOM).presses(WEDNESDAY)
    talk = talk_of(world)
    ada.presses("Propose another one").presses("Thu 10 Sep, 17:00 your time")
    presses_late(world, "Lin", f"talk.agree:{talk.id}:{talk.changes}")
    lin.sees_last("Ada was a little faster, so look at this first.", "Ada proposes Thu 10 Sep, 17:00")
    assert talk_of(world).status is TalkStatus.PROPOSED
    lin.presses("Yes, that suits me").presses("Move it").presses(TUESDAY)
    before = talk_of(world).changes
    lin.commands("/mentor talks").presses("See the talk with Ada").presses("Leave it as it was")
    lin.presses("Move it").presses(TUESDAY)
    presses_late(world, "Ada", f"talk.keep:{talk.id}:{before}")
    assert talk_of(world).status is TalkStatus.MOVING


def test_two_propose_at_the_same_moment(crowded: World) -> None:
    """One proposal wins, and the other one is shown it; the same time from both is a time."""
    ada, lin = agreed(crowded)
    for person in (ada, lin):
        person.presses("Find a time", on=ROOM)
    talk = talk_of(crowded)
    at = int(datetime.fromisoformat("2026-09-08T07:00:00+00:00").timestamp()) // 60
    later = at + 24 * 60
    replies = all_at_once(
        crowded,
        [("Ada", f"talk.propose:{talk.id}:{at}.30.0"), ("Lin", f"talk.propose:{talk.id}:{later}.30.0")],
    )
    said = [str(reply.card) for reply in replies]
    assert sum("You proposed" in text for text in said) == 1
    assert sum("was a little faster" in text for text in said) == 1
    after = talk_of(crowded)
    assert (after.status, after.changes) == (TalkStatus.PROPOSED, 1)


def test_both_propose_the_same(crowded: World) -> None:
    """Nobody has to answer what they said themselves."""
    ada, lin = agreed(crowded)
    for person in (ada, lin):
        person.presses("Find a time", on=ROOM)
    talk = talk_of(crowded)
    at = int(datetime.fromisoformat("2026-09-08T07:00:00+00:00").timestamp()) // 60
    all_at_once(crowded, [(name, f"talk.propose:{talk.id}:{at}.30.0") for name in ("Ada", "Lin")])
    assert talk_of(crowded).status is TalkStatus.PLANNED
    for name in ("Ada", "Lin"):
        assert file_of(crowded, name)[0] == "PUBLISH"


def test_agreeing_against_leaving(crowded: World) -> None:
    """Whichever came first, no talk stands with somebody who has left."""
    ada, _lin = agreed(crowded)
    ada.presses("Find a time", on=ROOM).presses(WEDNESDAY)
    talk = talk_of(crowded)
    all_at_once(
        crowded,
        [("Lin", f"talk.agree:{talk.id}:{talk.changes}"), ("Ada", f"people.leave:{crowded.member('Ada').id}:")],
    )
    assert talk_of(crowded).status is TalkStatus.CANCELLED


def test_what_is_kept_of_it(world: World) -> None:
    """Both find it in the file of their data; where it was goes after a while, that it was stays."""
    ada, lin = agreed(world)
    ada.commands("/mentor asks").presses("Find a time").presses("Type a time of our own")
    ada.fills({"Day": "2026-09-08", "Time": "11:15", "Where": "the blue sofa"})
    lin.presses("Yes, that suits me").commands("/mentor my-data")
    kept = files(world, "Lin")[0]
    assert "Talks and times for them" in kept
    assert "Begins: Tue 8 Sep, 11:15 your time" in kept
    assert "Where: the blue sofa" in kept
    change_rules(world, keep_words_days=20)
    nightly.plan(world.database, world.moment)
    world.passes(days=18)
    assert talk_of(world).place == "the blue sofa"
    with world.database.write() as session:  # what was typed or proposed and came to nothing stays behind
        session.execute(sa.update(Talk).values(wish_place="the green sofa", typed_place="the red sofa"))
    world.passes(days=4)
    talk = talk_of(world)
    assert (talk.status, talk.place, talk.wish_place, talk.typed_place) == (TalkStatus.OVER, "", "", "")
    with world.database.write() as session:  # one that never had a time in the end
        session.execute(sa.update(Talk).values(status=TalkStatus.CANCELLED, starts_at=None, place="the old sofa"))
    world.passes(days=1)
    assert talk_of(world).place == ""
