"""Who gets a letter, when, and in which words."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from bot import words
from bot.incoming import Incoming, Via
from bot.words import unmarked
from storage.database import Database
from storage.outbox import LetterState
from storage.people import Account, Member, MemberAccount, MemberStatus
from storage.places import Place, Program, ProgramStatus, Room, RoomMember, RoomState
from tests.core import telling
from tests.core.small import Jar
from tests.core.stage import NOON, Stage

KINDS = ("answer", "personal", "prompt")


@pytest.fixture
def stage(sqlite_database: Database) -> Iterator[Stage]:
    made = Stage(sqlite_database, telling.FLOWS)
    yield made
    made.close()


@pytest.fixture
def jar(stage: Stage) -> Jar:
    return stage.jar(stage.member("Ada"), stage.member("Lin"))


def lin(stage: Stage) -> Member:
    return next(member for member in stage.all(Member) if member.name == "Lin")


def tell(stage: Stage, jar: Jar, *kinds: str) -> list[str]:
    """What arrives at Lin at once when Ada tells her things of these kinds."""
    mark = len(stage.desk.sent)
    for kind in kinds:
        stage.presses("Ada", f"telling.tell:{jar.id}:{kind}")
    stage.settle()
    return [letter.card.text for letter in stage.desk.sent[mark:] if letter.user == "lin"]


# --- whether ---------------------------------------------------------------------------------------------------------


def test_everybody_who_is_here_is_written_to(stage: Stage, jar: Jar) -> None:
    """Letters of all kinds reach an active member by day."""
    assert tell(stage, jar, *KINDS) == [*KINDS]


def test_only_an_answer_comes_where_somebody_acts(stage: Stage, jar: Jar) -> None:
    """Whoever has a second account, and does something there, gets what is no answer to that where they prefer it."""
    there = stage.account("Ada2")
    stage.add(MemberAccount(member_id=jar.owner_id, account_id=there.id, program_id=stage.program))
    stage.presses("Ada2", f"people.greet:{jar.owner_id}:")
    stage.settle()
    assert (stage.desk.to("ada"), stage.desk.to("ada2")) == (["Hello."], [])


def test_who_left_gets_goodbyes_alone(stage: Stage, jar: Jar) -> None:
    """After leaving only what answers one's own act still comes."""
    for status in (MemberStatus.LEFT, MemberStatus.REMOVED):
        stage.change(lin(stage), status=status)
        assert tell(stage, jar, *KINDS) == ["answer"]


def test_who_pauses_is_not_prompted(stage: Stage, jar: Jar) -> None:
    """In a pause nothing comes unasked, unless it is urgent."""
    stage.change(lin(stage), status=MemberStatus.PAUSED)
    assert tell(stage, jar, *KINDS) == ["answer", "personal"]
    stage.presses("Ada", f"telling.tell_urgently:{jar.id}:")
    assert tell(stage, jar) == ["urgent"]


def test_made_up_people_are_not_written_to(stage: Stage, jar: Jar) -> None:
    """Demo members have nobody behind them."""
    stage.change(lin(stage), is_demo=True)
    assert tell(stage, jar, *KINDS) == []
    assert stage.letters() == []


def test_an_account_that_is_gone_is_not_written_to(stage: Stage, jar: Jar) -> None:
    """Nothing is put for an account that its platform switched off."""
    stage.change(lin(stage).account, gone_at=NOON)
    assert tell(stage, jar, *KINDS) == []
    assert stage.letters() == []


def test_a_draft_is_silent(stage: Stage, jar: Jar) -> None:
    """Nothing is sent while the program is a draft, except answers, and what is for coordinators."""
    stage.change(stage.get(Program, 1), status=ProgramStatus.DRAFT)
    stage.presses("Ada", f"telling.tell_everywhere:{jar.id}:2")
    assert tell(stage, jar, *KINDS) == ["to an account", "answer"]
    assert [letter.channel for letter in stage.desk.sent if letter.channel] == []
    stage.change(lin(stage), is_coordinator=True)
    assert tell(stage, jar, *KINDS) == [*KINDS]


def test_who_left_in_the_night_gets_nothing_in_the_morning(stage: Stage, jar: Jar) -> None:
    """What waited for the morning is not sent to somebody who left; what prompts waits for the end of a break."""
    stage.clock.at = NOON.replace(hour=23)
    assert tell(stage, jar, "personal", "prompt") == []
    stage.change(lin(stage), status=MemberStatus.PAUSED)
    stage.passes(hours=12)
    assert stage.desk.to("lin") == ["personal"]
    assert [letter.kind for letter in stage.letters(LetterState.HELD)] == ["prompt"]
    stage.clock.at = NOON.replace(day=8, hour=23)
    assert tell(stage, jar, "personal") == []
    stage.change(lin(stage), status=MemberStatus.LEFT)
    stage.passes(hours=12)
    assert stage.desk.to("lin") == ["personal"]
    assert {letter.error for letter in stage.letters(LetterState.DEAD)} == {"left"}


def test_a_room_that_cannot_be_is_not_written_to(stage: Stage, jar: Jar) -> None:
    """A room that no place can hold gets no letter, which would wait for ever."""
    stage.add(Room(program_id=1, state=RoomState.IMPOSSIBLE, name="nowhere"))
    stage.presses("Ada", f"telling.tell_everywhere:{jar.id}:1")
    stage.settle()
    assert sorted(letter.channel or letter.user or letter.room for letter in stage.desk.sent) == ["ada", "general"]
    assert stage.letters(LetterState.PENDING) == []


# --- where -----------------------------------------------------------------------------------------------------------


def test_rooms_and_channels_are_spoken_to_in_the_programs_words(stage: Stage, jar: Jar) -> None:
    """A room is opened before its first letter and found again for the next; times in it name the program's zone."""
    stage.change(stage.get(Program, 1), zone="Europe/Berlin")
    room = stage.add(Room(program_id=1, place_id=1, name="jar talk"))
    for member in stage.all(Member):
        stage.add(RoomMember(room_id=room.id, member_id=member.id))
    for _twice in range(2):
        stage.presses("Ada", f"telling.tell_everywhere:{jar.id}:1")
    stage.settle()
    assert [(plan.place, plan.name, plan.users) for plan in stage.desk.rooms] == [("town", "jar talk", ("ada", "lin"))]
    assert [(letter.room, unmarked(letter.card.text)) for letter in stage.desk.sent if letter.room] == [
        ("room1", "In a room, at Mon 7 Sep, 14:00 (Berlin time).")
    ] * 2
    posts = [letter for letter in stage.desk.sent if letter.channel]
    assert [(post.place, post.channel) for post in posts] == [("town", "general")] * 2
    assert stage.get(Room, room.id).state is RoomState.OPEN


def test_a_place_that_is_gone_is_not_written_to(stage: Stage, jar: Jar) -> None:
    """A channel of a place that Kith was taken out of gets nothing, and the letter is dead, not waiting."""
    stage.change(stage.get(Place, 1), gone_at=NOON)
    stage.presses("Ada", f"telling.tell_everywhere:{jar.id}:1", place="")
    stage.settle()
    assert [letter.channel for letter in stage.desk.sent if letter.channel] == []
    assert [letter.error for letter in stage.letters(LetterState.DEAD)] == ["gone"]


# --- when ------------------------------------------------------------------------------------------------------------


def at_night(stage: Stage) -> None:
    stage.clock.at = NOON.replace(hour=23)


def test_the_night_is_quiet(stage: Stage, jar: Jar) -> None:
    """What others cause and what nobody asked for waits until eight in the morning; answers do not."""
    at_night(stage)
    assert tell(stage, jar, *KINDS) == ["answer"]
    stage.passes(hours=8, minutes=59)
    assert stage.desk.to("lin") == ["answer"]
    stage.passes(minutes=1)
    assert stage.desk.to("lin") == ["answer", "personal", "prompt"]


def test_the_urgent_does_not_wait(stage: Stage, jar: Jar) -> None:
    """Safety and what happens within a day come at any hour."""
    at_night(stage)
    stage.presses("Ada", f"telling.tell_urgently:{jar.id}:")
    assert tell(stage, jar) == ["urgent"]


def test_who_acted_a_moment_ago_is_awake(stage: Stage, jar: Jar) -> None:
    """Within fifteen minutes of a press of one's own, what others cause comes at night too; prompts still wait."""
    at_night(stage)
    stage.presses("Lin", f"jar.put:{jar.id}:")
    stage.clock.move(timedelta(minutes=14))
    assert tell(stage, jar, "personal", "prompt") == ["personal"]
    stage.clock.move(timedelta(minutes=2))
    assert tell(stage, jar, "personal") == []


def test_acting_counts_for_the_letter_that_the_act_causes(stage: Stage, jar: Jar) -> None:
    """A first press at night is answered at once, although one was asleep a second before."""
    at_night(stage)
    stage.presses("Ada", f"telling.tell_oneself:{jar.id}:")
    stage.settle()
    assert stage.desk.to("ada") == ["to yourself"]


def test_the_morning_is_the_readers(stage: Stage, jar: Jar) -> None:
    """Quiet hours are the reader's own: night in Berlin is day in Tokyo."""
    stage.change(lin(stage), zone="Asia/Tokyo")
    stage.clock.at = NOON.replace(hour=22)  # seven in the morning in Tokyo
    assert tell(stage, jar, "personal") == []
    stage.passes(hours=1)
    assert stage.desk.to("lin") == ["personal"]
    stage.clock.at = NOON.replace(day=8, hour=2)
    assert tell(stage, jar, "personal") == ["personal"]


def test_moving_elsewhere_overnight_moves_the_morning(stage: Stage, jar: Jar) -> None:
    """The postman looks again: a letter that was due in the morning of one zone waits for that of the new one."""
    at_night(stage)
    tell(stage, jar, "personal")
    stage.change(lin(stage), zone="America/New_York")
    stage.passes(hours=9)
    assert stage.desk.to("lin") == []
    stage.passes(hours=4)
    assert stage.desk.to("lin") == ["personal"]


@pytest.mark.parametrize(
    ("evening", "morning"),
    [
        # the clock goes back at 3:00 on 25 October 2026, and forward at 2:00 on 29 March 2026
        (datetime(2026, 10, 24, 20, 30, tzinfo=UTC), datetime(2026, 10, 25, 7, 0, tzinfo=UTC)),
        (datetime(2026, 3, 28, 21, 30, tzinfo=UTC), datetime(2026, 3, 29, 6, 0, tzinfo=UTC)),
    ],
)
def test_the_morning_after_the_clock_was_moved(stage: Stage, jar: Jar, evening: datetime, morning: datetime) -> None:
    """Eight in the morning is eight on the wall, an hour later or earlier than yesterday."""
    stage.change(lin(stage), zone="Europe/Berlin", acted_at=evening - timedelta(days=1))
    stage.clock.at = evening
    assert tell(stage, jar, "personal") == []
    assert [letter.due_at for letter in stage.letters()] == [morning]


def test_a_program_has_its_own_quiet_hours(stage: Stage, jar: Jar) -> None:
    """Quiet hours are a setting; with two equal ends it is never quiet."""
    stage.change(stage.get(Program, 1), quiet_from=time(11), quiet_until=time(13))
    assert tell(stage, jar, "personal") == []
    stage.change(stage.get(Program, 1), quiet_from=time(8), quiet_until=time(8))
    at_night(stage)
    assert "personal" in tell(stage, jar, "personal")


def in_room(stage: Stage, jar: Jar, name: str = "Ada") -> list[str]:
    """A room of Ada and Lin is written to by an act of one of them; what came there."""
    if not stage.all(Room):
        room = stage.add(Room(program_id=1, place_id=1, name="jar talk"))
        for member in stage.all(Member):
            stage.add(RoomMember(room_id=room.id, member_id=member.id))
    stage.presses(name, f"telling.tell_rooms:{jar.id}:")
    stage.settle()
    return [letter.room for letter in stage.desk.sent if letter.room]


def test_a_room_is_quiet_while_one_of_its_members_sleeps(stage: Stage, jar: Jar) -> None:
    """It is day for who wrote and night for the other one: the room is opened and written to in that one's morning."""
    stage.change(lin(stage), zone="Asia/Tokyo")
    stage.change(stage.get(Member, 1), zone="America/New_York")
    stage.clock.at = NOON.replace(hour=18)  # three at night in Tokyo, early afternoon in New York
    assert in_room(stage, jar) == []
    assert stage.desk.rooms == []
    stage.passes(hours=4, minutes=59)
    assert stage.desk.rooms == []
    stage.passes(minutes=1)
    assert [letter.room for letter in stage.desk.sent if letter.room] == ["room1"]


def test_a_room_whose_members_are_all_awake_is_written_to(stage: Stage, jar: Jar) -> None:
    """Who did something a moment ago is awake, whatever the hour; a room of two such people is not quiet."""
    stage.clock.at = NOON.replace(hour=18)
    stage.change(lin(stage), zone="Asia/Tokyo", acted_at=stage.clock.at - timedelta(minutes=10))
    assert in_room(stage, jar) == ["room1"]


def test_a_room_waits_for_an_hour_that_suits_both(stage: Stage, jar: Jar) -> None:
    """The morning of one may be the night of the other."""
    stage.change(lin(stage), zone="Asia/Tokyo")
    stage.change(stage.get(Member, 1), zone="America/Los_Angeles")
    stage.clock.at = NOON.replace(hour=18)  # 3:00 in Tokyo, 11:00 in Los Angeles
    in_room(stage, jar)
    assert [letter.due_at for letter in stage.letters()] == [NOON.replace(hour=23)]  # 8:00 and 16:00
    stage.clock.at = NOON.replace(day=9, hour=5)  # 14:00 in Tokyo, 22:00 in Los Angeles
    assert in_room(stage, jar, "Lin") == ["room1"]
    stage.passes(hours=17, minutes=59)  # in the morning of Los Angeles it is night in Tokyo
    assert len([letter for letter in stage.desk.sent if letter.room]) == 1
    stage.passes(minutes=1)
    assert len([letter for letter in stage.desk.sent if letter.room]) == 2


def test_a_room_of_people_who_are_never_awake_together(stage: Stage, jar: Jar) -> None:
    """Where no hour suits everybody, the room is written to all the same, within two days and when one of them wakes
    up."""
    stage.change(stage.get(Program, 1), quiet_from=time(19), quiet_until=time(8))
    stage.change(lin(stage), zone="Pacific/Auckland")  # twelve hours ahead
    stage.clock.at = NOON.replace(hour=10)
    in_room(stage, jar)
    stage.passes(days=2)
    (letter,) = stage.letters()
    assert letter.sent_at is not None
    assert letter.sent_at.hour in (8, 20)


def test_what_came_too_late_is_not_sent(stage: Stage, jar: Jar) -> None:
    """A letter that is of no use after an hour is dead in the morning."""
    at_night(stage)
    stage.presses("Ada", f"telling.tell_briefly:{jar.id}:")
    stage.passes(hours=12)
    assert stage.desk.to("lin") == []
    assert [(letter.state, letter.error) for letter in stage.letters()] == [(LetterState.DEAD, "expired")]


# --- in which words --------------------------------------------------------------------------------------------------


def small_catalog() -> GNUTranslations:
    """Two sentences of a German catalog."""
    catalog = Catalog(locale="de", charset="utf-8")
    catalog.add("You have {n} coins at {when}.", "Du hast {n} Münzen, {when}.")
    catalog.add("{moment} your time", "{moment} bei dir")
    catalog.add("Look", "Ansehen")
    catalog.add("Something went wrong on our side, and nothing was changed. Please try again in a moment.", "Oje.")
    written = BytesIO()
    write_mo(written, catalog)
    written.seek(0)
    return GNUTranslations(written)


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = small_catalog()
    monkeypatch.setattr(words, "_catalog", lambda language: catalog if language == "de" else NullTranslations())


@pytest.mark.usefixtures("german")
def test_everybody_reads_their_own_language_and_time(stage: Stage, jar: Jar) -> None:
    """One card of a step reaches a German in Berlin and an American in New York each in their words and hours."""
    stage.change(lin(stage), language="de", zone="Europe/Berlin")
    stage.change(stage.account("Ada"), language="en-US")
    stage.change(stage.get(Member, 1), zone="America/New_York", language="en-US")
    reply = stage.presses("Ada", f"telling.say_when:{jar.id}:")
    assert reply.card is not None
    assert reply.card.text == "You have 1,200 coins at Mon 7 Sep, 08:00 your time."
    stage.settle()
    assert stage.desk.to("lin") == ["Du hast 1.200 Münzen, Mo. 7 Sept., 14:00 bei dir."]
    assert [choice.label for choice in stage.desk.sent[-1].card.choices] == ["Ansehen"]


def test_a_language_that_kith_does_not_speak_is_read_in_english(stage: Stage, jar: Jar) -> None:
    """Without a catalog, or with a language that nobody knows, the whole sentence is English, dates included."""
    for language in ("fr", "tlh", "../..", "xx-YY", "e", "zh-TW"):
        stage.change(lin(stage), language=language)
        stage.presses("Ada", f"telling.say_when:{jar.id}:")
        stage.settle()
        assert stage.desk.to("lin")[-1] == "You have 1,200 coins at Mon 7 Sep, 12:00 your time."


def test_without_a_zone_of_their_own_people_live_in_the_programs(stage: Stage, jar: Jar) -> None:
    """Member, then program, then UTC."""
    stage.change(stage.get(Program, 1), zone="Asia/Kathmandu")
    stage.presses("Ada", f"telling.say_when:{jar.id}:")
    stage.settle()
    assert stage.desk.to("lin") == ["You have 1,200 coins at Mon 7 Sep, 17:45 your time."]


def test_what_a_platform_says_about_an_account_is_refreshed(stage: Stage, jar: Jar) -> None:
    """Name, zone and language follow the platform; what is no zone or no name leaves them as they are."""
    sender = stage.sender("Ada")
    for name, zone, language in (("Ada L.", "Europe/Oslo", "no"), ("", "Mars/Crater", "")):
        changed = type(sender)("plain", "", "ada", "town", "Town", name=name, zone=zone, language=language)
        stage.take(Incoming.parse(f"jar.put:{jar.id}:", via=Via.PRESS, by=changed, key=stage.next_key()))
        account = stage.get(Account, 1)
        assert (account.name, account.zone, account.language) == ("Ada L.", "Europe/Oslo", "no")


def test_a_name_full_of_tricks_is_one_plain_line(stage: Stage) -> None:
    """Control characters, line breaks and too much of everything are gone from a name before it is kept."""
    for name in ("\u202eEve\n\n**\x00 ", "x" * 500, "\x01\x02"):
        sender = type(stage.sender("Eve"))("plain", "", f"eve{len(name)}", "town", "Town", name=name)
        stage.take(Incoming(via=Via.COMMAND, by=sender, text="join", key=stage.next_key()))
    names = [member.name for member in stage.all(Member)]
    assert names == ["Eve **", "x" * 80, "eve2"]
