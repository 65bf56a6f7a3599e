"""The coordinators' home: how it stands, what waits, and what becomes of the program."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.incoming import Incoming, Via
from bot.words import Voice
from flows import FLOWS
from flows.coordinating.sufficing import places_line
from storage.database import Store
from storage.mentoring.intros import IntroStatus
from storage.mentoring.looking_after import Places
from storage.mentoring.matches import Match, MatchStatus
from storage.mentoring.profiles import Listing
from storage.mentoring.rules import Rules
from storage.outbox import StoredFile
from storage.people import Member
from storage.places import Place, Program, ProgramStatus
from tests.flows.choices import cast, meets, thinks
from tests.flows.stories import asks, change_member, change_profile, change_rules, intros_of, new_mentee_asks
from tests.flows.test_erasing import erase
from tests.world.databases import sqlite_database
from tests.world.making import add_coordinator, add_member, add_mentee, add_mentor, make_world
from tests.world.plain import PlainSurface
from tests.world.world import World


def becomes(world: World, status: ProgramStatus, starts_on: date | None = None) -> None:
    with world.database.write() as session:
        program = session.get(Program, 1)
        assert program
        program.status, program.starts_on = status, starts_on or program.starts_on or date(2026, 9, 1)
        if program.status in (ProgramStatus.DRAFT, ProgramStatus.GATHERING):
            program.opened_at = None


def test_home_counts_where_everybody_stands(world: World) -> None:
    """Each member is in one state for each of their roles, and the states add up to everybody."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentor(world, "Mara", intros=1)
    add_mentor(world, "Noor")
    change_profile(world, "Noor", status=Listing.WAITING)
    add_mentee(world, "Ada")
    add_mentee(world, "Ben")
    add_mentee(world, "Cleo", [])
    asks(world, "Ben", "Mara")
    sam = world.person("Sam").commands("/program")
    sam.sees_last("1 just joined, 1 looking, and 1 waiting for an answer")
    sam.sees_last("1 waiting for a coordinator, 1 listed with free places, and 1 listed and full")
    sam.sees_last("One mentor waits for your look.")


def test_home_is_for_coordinators(world: World) -> None:
    """Members and strangers get a polite sentence, for the command and for every step behind it."""
    add_mentee(world, "Ada")
    world.person("Ada").commands("/program").sees_last("That is for the coordinators of Compass")
    world.person("Eve").commands("/program").sees_last("That is for the coordinators of Compass")
    mine = ("opening", "ending", "settings", "basics", "roster", "hanging", "acts", "exporting", "concerns", "posting")
    steps = [step for flow in FLOWS if flow.name in mine for step in flow.steps if step.by]
    assert len(steps) > 20
    for step in steps:
        incoming = Incoming(
            via=Via.PRESS, step=step.id, about=1, by=world.surface.sender("Ada"), key=f"forged-{step.id}"
        )
        reply = world.engine.handle(incoming, world.clock.at)
        assert reply.notice is not None, step.id
        assert "coordinators" in reply.notice.text, step.id
        assert reply.card is None or "Settings" not in str(reply.card), step.id


def test_what_hangs_is_named_with_the_person_who_could_move_it(world: World) -> None:
    """An ask that waits for more than half its time, and an intro nobody has a time for; younger ones are not."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentor(world, "Mara")
    new_mentee_asks(world, "Ada", "Lin")
    new_mentee_asks(world, "Ben", "Mara")
    world.person("Mara").presses("Happy to")
    sam = world.person("Sam").commands("/program").sees_no("See what hangs")
    world.passes(days=3)
    sam.commands("/program").sees_last("One ask waits long for an answer.")
    sam.presses("See what hangs").sees("Ada asked Lin on Mon 7 Sep").presses("Look at Lin").sees("Ada asked Lin")
    sam.presses("Make coordinator").presses("No").presses("Make coordinator").presses("Yes, make coordinator")
    sam.presses("Back to what hangs").sees_last("What hangs", "Ada asked Lin on Mon 7 Sep")
    world.passes(days=3)
    sam.commands("/program").sees_last("One intro has no time yet.")
    world.person("Mara").commands("/mentor pause").presses("For a week")
    assert "no time yet" not in sam.commands("/program").screen[-1], "it waits for the end of a break"


def test_a_program_is_closed_opened_again_and_ended(world: World) -> None:
    """Each asks once more; the posted card and the home card say how it stands."""
    add_coordinator(world)
    becomes(world, ProgramStatus.OPEN)
    sam = world.person("Sam").commands("/program").presses("Close it to new people").sees("Nobody new can join then")
    world.person("Eve").types("hello").sees("Join Compass")
    sam.presses("Yes, close it").sees("Closed to new people")
    sam.presses("Open it").presses("Yes, open it now").sees("Open: people can join")
    sam.cannot_press("End it").presses("Settings")
    sam.presses("End the program").sees("This cannot be taken back")
    sam.presses("No, keep it").sees("Open: people can join")
    sam.commands("/program settings").presses("End the program").presses("Yes, end it for good").sees("Ended.")
    by = world.surface.sender("Sam")
    reply = world.engine.handle(
        Incoming(via=Via.PRESS, step="opening.open", about=1, by=by, key="late"), world.clock.at
    )
    assert reply.notice is not None
    assert "has changed since this card was sent" in reply.notice.text


def test_ending_closes_what_is_open_kindly(world: World) -> None:
    """Both sides of every open ask and intro are told; matches stay."""
    add_coordinator(world)
    becomes(world, ProgramStatus.OPEN)
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ben", "Lin")
    world.person("Lin").presses("Happy to", on="Ben")
    new_mentee_asks(world, "Ada", "Lin")
    with world.database.write() as session:
        mentee, mentor = world.member("Ada").id or 0, world.member("Lin").id or 0
        session.add(
            Match(
                program_id=1, mentee_id=mentee, mentor_id=mentor, status=MatchStatus.ACTIVE, offered_at=world.clock.at
            )
        )
    world.person("Sam").commands("/program settings").presses("End the program").presses("Yes, end it for good")
    world.settle()
    assert intros_of(world, "Ada")[0].status is IntroStatus.CLOSED
    assert intros_of(world, "Ben")[0].status is IntroStatus.CLOSED
    world.person("Ben").sees("Compass has ended, so the intro chat with Lin is closed.")
    world.person("Lin").sees("Compass has ended, so the intro chat with Ben is closed.")
    with world.database.read() as session:
        assert [match.status for match in Store(session, 1).all(sa.select(Match))] == [MatchStatus.ACTIVE]


def test_a_press_on_an_old_card_says_how_it_stands(world: World) -> None:
    """Closing what is closed already changes nothing and shows the home as it is."""
    add_coordinator(world)
    becomes(world, ProgramStatus.CLOSED)
    for step in ("close", "ask_close", "tell_open"):
        by = world.surface.sender("Sam")
        incoming = Incoming(via=Via.PRESS, step=f"opening.{step}", about=1, by=by, key=f"old-{step}")
        reply = world.engine.handle(incoming, world.clock.at)
        assert reply.notice is not None


def test_mentees_who_came_early_hear_when_it_opens(world: World) -> None:
    """One word to each of them that they can look now; none to mentors, and none to who left meanwhile."""
    add_coordinator(world)
    becomes(world, ProgramStatus.GATHERING)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    add_mentee(world, "Ben")
    world.person("Ben").types("leave").presses("Yes, leave")
    sam = world.person("Sam").commands("/program").presses("Open it").presses("Yes, open it now")
    sam.sees("Open: people can join")
    world.person("Ada").sees("Compass is open. You can look at mentors now").presses("See mentors").sees("Lin")
    world.person("Lin").sees_no("Compass is open.")
    world.person("Ben").sees_no("Compass is open.")


def test_many_mentees_are_all_told_and_each_once(tmp_path: Path) -> None:
    """More people than one step may tell are told in several takings."""
    world = make_world(PlainSurface(), sqlite_database(tmp_path))
    add_coordinator(world)
    becomes(world, ProgramStatus.GATHERING)
    add_mentor(world, "Lin")
    for number in range(120):
        add_mentee(world, f"Mentee{number}", [])
    world.person("Sam").commands("/program").presses("Open it").presses("Yes, open it now")
    for number in (0, 49, 50, 99, 119):
        told = [text for text in world.person(f"Mentee{number}").screen if "Compass is open." in text]
        assert len(told) == 1, number
    world.close()


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Places(mentors=30, for_mentees=60, for_asks=90, each=3, looking=30), None),
        (Places(mentors=0, for_mentees=0, for_asks=0, each=None, looking=0), None),
        (
            Places(mentors=10, for_mentees=30, for_asks=30, each=3, looking=30),
            "10 mentors × 3 = 30 places for the asks of 30 mentees. With 3 asks each, recruit 20, or set asks to 1.",
        ),
        (
            Places(mentors=10, for_mentees=20, for_asks=70, each=7, looking=30),
            (
                "10 mentors × 7 = 70 places for the asks of 30 mentees. "
                "With 3 asks each, recruit 7; with asks set to 2, recruit 5."
            ),
        ),
        (
            Places(mentors=10, for_mentees=20, for_asks=95, each=None, looking=30),
            "20 places are left, for 30 mentees. Recruit 5 more mentors.",
        ),
        (
            Places(mentors=1, for_mentees=1, for_asks=9, each=None, looking=2),
            "One place is left, for 2 mentees. Recruit one more mentor.",
        ),
        (
            Places(mentors=0, for_mentees=0, for_asks=0, each=None, looking=1),
            "No mentor has a free place, and one mentee looks for somebody. Recruit one more mentor.",
        ),
        (
            Places(mentors=0, for_mentees=0, for_asks=0, each=None, looking=4),
            "No mentor has a free place, and 4 mentees look for somebody. Recruit 4 more mentors.",
        ),
        (
            Places(mentors=1, for_mentees=1, for_asks=1, each=1, looking=1),
            "1 mentor × 1 = 1 place for the asks of 1 mentee. With 3 asks each, recruit 2, or set asks to 1.",
        ),
        (
            Places(mentors=2, for_mentees=9, for_asks=8, each=4, looking=3),
            "2 mentors × 4 = 8 places for the asks of 3 mentees. With 3 asks each, recruit 1, or set asks to 2.",
        ),
        (
            Places(mentors=1, for_mentees=2, for_asks=9, each=9, looking=5),
            "1 mentor × 9 = 9 places for the asks of 5 mentees. Recruit 2 more mentors.",
        ),
        (
            Places(mentors=2, for_mentees=9, for_asks=5, each=None, looking=9),
            "2 mentors have 5 places for the asks of 9 mentees. With 3 asks each, recruit 11.",
        ),
    ],
)
def test_what_is_missing_is_said_in_numbers_that_hold(found: Places, said: str | None) -> None:
    """Recruiting as many as it says, with usual places, or setting asks as it says, makes places suffice."""
    line = places_line(found, Rules(program_id=1))
    assert (Voice().plain(line) if line else None) == said


def test_the_places_line_counts_real_rows(world: World) -> None:
    """Mentors who wait for approval, take no asks or have no place for a mentee left do not count, matched mentees
    neither; and nobody counts for more than the program allows."""
    add_coordinator(world)
    add_mentor(world, "Lin", mentees=1, intros=2)
    add_mentor(world, "Mara", mentees=1, intros=2)
    add_mentor(world, "Noor")
    change_profile(world, "Noor", status=Listing.WAITING)
    for name in ("Ada", "Ben", "Cleo"):
        add_mentee(world, name)
    sam = world.person("Sam").commands("/program")
    sam.sees_last("2 mentors × 2 = 4 places for the asks of 3 mentees.", "recruit 3; with asks set to 1, recruit 1")
    with world.database.write() as session:
        mentee, mentor = world.member("Ada").id or 0, world.member("Lin").id or 0
        session.add(
            Match(
                program_id=1, mentee_id=mentee, mentor_id=mentor, status=MatchStatus.ACTIVE, offered_at=world.clock.at
            )
        )
    sam.commands("/program").sees_last("1 mentor × 2 = 2 places for the asks of 2 mentees.")
    change_rules(world, intros_per_mentor=1)
    sam.commands("/program").sees_last("1 mentor × 1 = 1 place for the asks of 2 mentees.")
    world.person("Mara").commands("/mentor profile").sees_last("Places: 1 for mentees, 1 for intro chats")
    change_profile(world, "Mara", door_open=False)
    sam.commands("/program").sees_last("No mentor has a free place, and 2 mentees look for somebody.")


def test_the_list_of_people_comes_as_a_harmless_file(world: World) -> None:
    """To the coordinator alone, with no verdict in it although two have given theirs, and with nothing that a
    spreadsheet would run."""
    add_coordinator(world)
    cast(world, "Ben", "Mara")
    meets(world, "Ben", "Mara")
    thinks(world, "Ben", "Mara", "Maybe")
    thinks(world, "Mara", "Ben", "A good fit", "Yes, in advance")
    add_mentor(world, "Lin")
    add_member(world, "=1+1")
    new_mentee_asks(world, "Ada", "Lin")
    sam = world.person("Sam").commands("/program list").sees("Here is the list of people in Compass. 6 people.")
    with world.database.read() as session:
        file = session.scalars(sa.select(StoredFile)).one()
    rows = file.content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("name,mentee,mentor,coordinator,asks waiting")
    assert "'=1+1,,,,0,0,0,2026-09-06,2026-09-06" in rows
    assert "Ada,asking,,,1,0,0,2026-09-06,2026-09-07" in rows
    assert "Lin,,free,,1,0,0,2026-09-06,2026-09-06" in rows
    assert "Ben,meeting,,,0,1,0,2026-09-06,2026-09-07" in rows
    assert "Mara,,free,,0,1,0,2026-09-06,2026-09-07" in rows
    assert {cell for row in rows[1:] for cell in row.split(",") if not cell[:1].isdigit()} <= {
        "", "yes", "asking", "meeting", "free", "Ada", "Ben", "Lin", "Mara", "Sam", "'=1+1",
    }  # fmt: skip
    assert file.name == "people-2026-09-07.csv"
    sam.commands("/program acts").sees_last("Sam downloaded the list of people")


def test_limits_of_a_program_change_what_is_possible(world: World) -> None:
    """A smaller number of places for asks holds for every mentor at once."""
    add_coordinator(world)
    add_mentor(world, "Lin", intros=3)
    sam = world.person("Sam").commands("/program settings").presses("Change the limits")
    sam.fills({"Most asks and intros of one mentor": 1}).sees("Saved:", "Most asks and intros of one mentor: 3 → 1")
    new_mentee_asks(world, "Ada", "Lin")
    sam.commands("/program").sees_last("1 listed and full")
    sam.commands("/program acts").sees_last("Sam changed settings (Most asks and intros of one mentor: 3 → 1)")


@pytest.mark.parametrize(
    ("group", "given", "field", "sentence"),
    [
        ("Change how long asks wait", {"First reminder after (working days)": 5},
         "Second reminder after (working days)", "more than “First reminder after (working days)”"),
        ("Change the limits", {"Open intros of one mentee, asks included": 2},
         "Open intros of one mentee, asks included", "cannot be less"),
        ("Change the limits", {"Waiting asks of one mentee": 99},
         "Waiting asks of one mentee", "A number from 1 to 10"),
        ("Change how long choosing takes", {"A round closes after (days)": 4},
         "A round closes after (days)", "more than"),
    ],
)  # fmt: skip
def test_numbers_that_make_no_sense_are_refused_beside_their_field(
    world: World, group: str, given: dict[str, int], field: str, sentence: str
) -> None:
    """Nothing is changed then, and what else was filled in stays."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program settings").presses(group)
    sam.fills(given).problem(field, sentence)
    with world.database.read() as session:
        rules = session.get(Rules, 1)
        assert rules
        assert (rules.asks_per_mentee, rules.intros_per_mentee, rules.first_reminder_days, rules.round_days) == (
            3,
            4,
            1,
            10,
        )


def test_quiet_hours_leave_time_to_write(world: World) -> None:
    """A day that is quiet for more than eighteen hours is refused."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program settings").presses("Change quiet hours and days off")
    sam.fills({"Quiet from": "09:00", "Quiet until": "08:00"}).problem("Quiet until", "less than six hours")
    sam.fills({"Quiet until": "16:00", "Unasked letters a week, at most": "1"})
    sam.sees("Saved:\nQuiet hours: from 09:00 to 16:00, where the reader is. Nobody gets more than one letter a week")


def test_people_can_be_filtered_found_and_paged(world: World) -> None:
    """By state, by a part of the name, and page by page in a stable order."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    for name in ("Ada", "Ben", "Cleo", "Dan", "Eli", "Fay", "Gil"):
        add_mentee(world, name)
    asks(world, "Ben", "Lin")
    sam = world.person("Sam").commands("/program people")
    sam.sees_last("Everybody, page 1 of 2", "9 people.", "Ada", "Lin").presses("Next page")
    sam.sees("page 2 of 2", "Sam: coordinator").presses("Show only some").presses("Mentees: waiting for an answer")
    sam.sees("Mentees: waiting for an answer, page 1 of 1", "One person.", "Ben: mentee, waiting")
    sam.presses("Find by name").fills({"Name, or a part of it": "L"}).sees("Cleo", "Eli", "Lin")
    sam.presses("Find somebody else").fills({"Name, or a part of it": "100%"}).sees("Nobody here is called that.")


def test_a_person_is_shown_with_partners_and_never_with_verdicts(world: World) -> None:
    """Who asked whom and who meets whom; what they think of each other is nowhere, although both have said it."""
    add_coordinator(world)
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    thinks(world, "Ada", "Lin", "Maybe").presses("Add a private reason about Lin")
    ada.fills({"What made you say so?": "Too quiet for me."})
    thinks(world, "Lin", "Ada", "A good fit", "Yes, in advance").sees("If Ada chooses you and you have a free place")
    sam = world.person("Sam").commands("/program people").presses("Look at Ada")
    sam.sees("Ada and Lin have an intro chat", "Joined: Sun 6 Sep")
    sam.presses("Back to the list").presses("Show only some").presses("Mentors: listed with free places")
    sam.presses("Look at Lin").sees("Ada and Lin have an intro chat")
    sam.presses("Back to the list").sees_last("Mentors: listed with free places, page 1 of 1")
    sam.commands("/program acts").commands("/program list").commands("/program")
    with world.database.read() as session:
        file = session.scalars(sa.select(StoredFile)).one().content.decode("utf-8-sig")
    for word in ("good fit", "maybe", "Maybe", "quiet for me", "in advance"):
        sam.sees_no(word)
        assert word not in file


def test_a_list_from_before_leads_to_who_somebody_is_by_now(world: World) -> None:
    """Who was erased since is not there any more, and who goes on with another profile is looked at there."""
    add_coordinator(world)
    for name in ("Ada", "Lin", "Mei"):
        add_mentee(world, name)
    sam = world.person("Sam").commands("/program people")
    change_member(world, "Lin", into_id=world.member("Mei").id)
    sam.presses("Look at Lin").sees_last("Mei\n", "mentee, looking")
    sam.commands("/program people")
    erase(world, "Ada")
    sam.presses("Look at Ada").sees_last("That person is not in Compass any more.")
    sam.presses("Back to the list").sees_last("Everybody, page 1 of 1")


def test_a_list_with_a_forged_filter_is_refused(world: World) -> None:
    """A value that no button carries is answered politely."""
    add_coordinator(world)
    for value in ("all", "all.-1", "e-nothing.0", "x.999999999", "", "all.²", f"all.{10**20}"):
        by = world.surface.sender("Sam")
        incoming = Incoming(via=Via.PRESS, step="roster.show", about=1, by=by, value=value, key=f"forged-{value}")
        reply = world.engine.handle(incoming, world.clock.at)
        assert reply.notice is not None
        assert "cannot read that list" in reply.notice.text


def test_early_comers_are_told_the_date_and_how_many_mentors_there_are(world: World) -> None:
    """Before the program is open, who looks in reads when it opens and how many mentors are there so far."""
    becomes(world, ProgramStatus.GATHERING, date(2026, 10, 5))
    add_mentor(world, "Lin")
    add_mentor(world, "Mara")
    world.person("Ada").types("hello").sees_last("Compass opens on Mon 5 Oct 2026.", "2 mentors are here so far.")


def test_a_name_behind_the_command_finds_who_is_called_that(world: World) -> None:
    """`/program people Mara` shows Mara and not the first page of everybody."""
    add_coordinator(world)
    add_mentor(world, "Mara")
    add_mentor(world, "Lin")
    sam = world.person("Sam").commands("/program people mara").sees_last("One person with “mara” in the name", "Mara")
    assert "Lin" not in sam.screen[-1]
    sam.commands("/program people").sees_last("Everybody, page 1 of 1", "Lin", "Mara")
    sam.commands("/program people @Mara").sees_last("One person with “Mara” in the name")
    mention = f"<@{world.sender('Mara').user}>"
    sam.commands(f"/program people {mention}").sees_last("mentor, listed with free places", "Back to the list")
    sam.commands(f"/mentor find {mention}").sees_last("Mara", "Glad to help with: study skills")


def test_a_mention_does_not_tell_who_takes_part(world: World) -> None:
    """Whoever looks for somebody who is no mentor reads the same, be they in the program or not."""
    for name in ("Ada", "Ben"):
        add_mentee(world, name)
    for user in (world.sender("Ben").user, "U0NOBODY"):
        world.person("Ada").commands(f"/mentor find <@{user}>").sees_last("That mentor is not here at the moment.")


def test_a_command_that_means_nothing_is_said_to(world: World) -> None:
    """A slip of the fingers is not answered as if nothing had been typed."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program seting").sees_last("I did not understand that. “/program help”")
    sam.commands("/program")
    assert "I did not understand" not in sam.screen[-1]


def test_names_are_found_whatever_their_accents(world: World) -> None:
    """Who types a plain letter finds the one with an accent, in any case."""
    add_coordinator(world)
    add_mentee(world, "Änne")
    sam = world.person("Sam").commands("/program people").presses("Find by name")
    sam.fills({"Name, or a part of it": "ANN"}).sees("One person with")
    sam.presses("Look at Änne").sees("mentee, looking")


def test_the_channel_that_rooms_open_under_can_be_picked(world: World) -> None:
    """Where a platform wants a channel for rooms and none is picked, the home card says so; the settings pick it."""
    add_coordinator(world)
    with world.database.write() as session:
        place = session.get(Place, 1)
        assert place
        place.room_channel = ""
        lacks = place.lacks_rooms
    sam = world.person("Sam").commands("/program")
    assert ("Intro chats get no room yet" in sam.screen[-1]) is lacks
    sam.presses("Settings").presses("#general").sees("Saved: rooms open under ", "Settings of Compass")
    with world.database.read() as session:
        place = session.get(Place, 1)
        assert place
        assert place.room_channel
        assert not place.lacks_rooms
    sam.commands("/program acts").sees_last("Sam picked the channel that rooms open under")


def test_people_with_the_oddest_names_can_be_looked_after(world: World) -> None:
    """Names as long as they may be and made of marks alone break no card of the coordinators."""
    names = ("Ada", "Ben", "Cleo", "Dan", "Eli", "Lin")
    add_coordinator(world)
    add_mentor(world, "Lin", intros=9)
    change_rules(world, intros_per_mentor=9)
    for name in names[:-1]:
        new_mentee_asks(world, name, "Lin")
    odd = {name: "_" * 79 + name[0] for name in names}
    with world.database.write() as session:
        for member in session.scalars(sa.select(Member).where(col(Member.name).in_(names))):
            member.name = odd[member.name]
    world.passes(days=4)
    sam = world.person("Sam").commands("/program").presses("See what hangs").sees("What hangs", "One more follows when")
    sam.commands("/program people").sees_last("page 1")
    for name in odd.values():
        member, by = world.member(name), world.surface.sender("Sam")
        look = Incoming(via=Via.PRESS, step="person.show", about=member.id, by=by, key=f"look{member.id}")
        card = world.engine.handle(look, world.clock.at).card
        assert card is not None
        assert card.title == name
        make = Incoming(via=Via.PRESS, step="people_acts.make", about=member.id, by=by, key=f"make{member.id}")
        assert world.engine.handle(make, world.clock.at).card is not None
    sam.commands("/program acts").sees_last("What was done").sees_no("Something went wrong")
