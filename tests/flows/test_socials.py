"""Socials: announced in a channel, answered with one press, moved, called off; and whom people enjoyed meeting."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from icalendar import Calendar, Component
from sqlmodel import col

from storage.database import Store
from storage.mentoring.apart import keep_apart
from storage.mentoring.newcomers import come_in
from storage.mentoring.socials.guests import Answer, Guest, Tick
from storage.mentoring.socials.socials import Social
from storage.outbox import StoredFile
from storage.people import Account, Member
from storage.places import Program
from tests.flows.stories import asks, presses_late
from tests.loopback.discord.world.refusals import NotPossible
from tests.loopback.slack.blocks.elements import Impossible
from tests.world.beginnings import begins
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World

GAMES = {"What is it called?": "Games night", "What is it about?": "Bring a *game*.", "Day": "2026-09-11",
         "Begins at": "18:00", "Ends at": "21:00", "Where": "Room 12"}  # fmt: skip


@begins
def announced(world: World, /, **filling: str) -> Person:
    """Sam has posted a games night for Friday in #general."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program socials").presses("Announce a social")
    sam.fills({**GAMES, **filling})
    return sam.presses("#general").presses("Post it")


def says_yes(world: World, name: str) -> Person:
    """On the card in the channel; whoever types finds it with a command."""
    person = world.person(name)
    if world.surface.platform == "plain":
        return person.commands("/mentor socials").presses("Look at Games night").presses("I am coming")
    return person.presses("I am coming", on="Games night")


@begins
def comes(world: World, *names: str) -> None:
    for name in names:
        add_mentee(world, name)
        says_yes(world, name)


def test_announced_and_answered(world: World) -> None:
    """Looked at before it is posted; one press answers, for the presser alone, and the card in the channel counts
    up."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program socials").sees_last("Nothing is announced at the moment.")
    sam.presses("Announce a social").fills({**GAMES, "Places": "2"})
    sam.sees_last("This is how it will look", "Games night", "Bring a *game*.", "Room 12")
    sam.presses("Change it").fills({"Where": "Room 13"}).sees_last("This is how it will look", "Bring a *game*.")
    sam.presses("Change it").fills({"Where": "Room 12"}).sees_last("Room 12")
    sam.presses("#general").sees_last("where everybody can read it").presses("Post it").sees_last("Coming: 0")
    world.channel_has("general", "Fri 11 Sep, 18:00")
    world.channel_has("general", "nobody yet")
    comes(world, "Ada")
    ada = world.person("Ada").sees("You are coming. I remind you the day before and an hour before.")
    ada.sees("You are coming. This is for your calendar.")
    world.channel_has("general", "one is coming, one place left")
    if world.surface.platform == "plain":
        sam.sees_last("Coming: 1")
    sam.presses("Count again").sees_last("Coming: 1")
    if world.surface.platform != "plain":
        says_yes(world, "Ada").sees_last("You are coming.")
    world.channel_has("general", "one is coming, one place left")
    ada.commands("/mentor socials").sees_last("Games night, Fri 11 Sep, 18:00 your time. You are coming.")
    ada.commands("/mentor").sees_last("Games night, Fri 11 Sep, 18:00 your time.").can_press("Look at Games night")


def test_the_waiting_list(world: World) -> None:
    """Whoever is too late waits, in their order, and gets a place when one is free."""
    announced(world, Places="1")
    comes(world, "Ada", "Ben", "Cleo")
    world.channel_has("general", "the one place is taken, 2 wait")
    ada, ben, cleo = (world.person(name) for name in ("Ada", "Ben", "Cleo"))
    ben.sees_last("All places are taken, so you are on the waiting list.")
    ada.presses("I cannot come after all").sees_last("your place is free for somebody else")
    ben.sees("A place is free for you: you are coming.")
    cleo.sees_no("A place is free for you")
    world.channel_has("general", "the one place is taken, one waits")
    ada.presses("I am coming after all").sees_last("you are on the waiting list")
    ben.commands("/mentor leave").presses("Yes, leave")
    cleo.sees("A place is free for you: you are coming.")


def test_who_waits_in_vain_hears_so(world: World) -> None:
    """Once it has begun, whoever still waits reads that no place became free, on a break on the card that is there;
    whoever comes reads nothing of it."""
    sam = announced(world, Places="1")
    comes(world, "Ada", "Ben", "Cleo")
    moves(sam, **{"Begins at": "19:00"})
    cleo = world.person("Cleo").commands("/mentor pause").presses("Until I come back")
    mark = cleo.marks()
    world.until(world.moment.replace(day=11, hour=16, minute=30))
    ada, ben = world.person("Ada"), world.person("Ben").sees_no("No place became free")
    world.until(world.moment.replace(day=11, hour=17, minute=5))
    ben.sees_last("No place became free for you this time. I am sorry.").sees_no("You are still on the waiting list.")
    ada.sees_no("No place became free")
    cleo.sees("No place became free for you this time.").sees_no("You are still on the waiting list.")
    assert cleo.since(mark) == ""
    before = ben.marks()
    world.passes(days=5)
    assert "No place" not in ben.since(before)


def test_fewer_places_than_guests(world: World) -> None:
    """Nobody loses their place, so the card in the channel says how many come."""
    sam = announced(world)
    comes(world, "Ada", "Ben", "Cleo")
    sam.commands("/program socials").presses("Look at Games night").presses("Change the places").fills({"Places": "2"})
    world.channel_has("general", "3 are coming, all places are taken; there is a waiting list")
    comes(world, "Dora")
    world.channel_has("general", "3 are coming, all places are taken, one waits")


def test_a_no_stands_on_the_letter_too(world: World) -> None:
    """Wherever somebody says that they cannot come, the letter that said they would come says so, and that their own
    calendar does not know of it. A yes after that comes as a new letter, and the older one points to it."""
    announced(world)
    comes(world, "Ada")
    ada = world.person("Ada").sees("You are coming. This is for your calendar.")
    ada.commands("/mentor socials").presses("Look at Games night").presses("I cannot come after all")
    ada.sees_last("Thank you for saying so. If it stands in your calendar, please take it out there.")
    ada.sees_no("This is for your calendar.")
    ada.commands("/mentor socials").presses("Look at Games night").presses("I am coming")
    ada.sees("You are coming. This is for your calendar.", "There is a newer card further down.")
    world.until(world.moment.replace(day=11, hour=15, minute=30))
    ada.sees("It begins at 18:00 your time, and you said yes.").presses("I cannot come after all")
    ada.sees_no("It begins at 18:00 your time, and you said yes.", "This is for your calendar.")


def test_who_waits_and_rests_is_passed_over(world: World) -> None:
    """Whoever is on a break keeps their turn on the waiting list, and gets a place that is free when they are back."""
    announced(world, Places="1")
    comes(world, "Ada", "Ben", "Cleo")
    ben = world.person("Ben").commands("/mentor pause").presses("Until I come back")
    world.person("Ada").presses("I cannot come after all")
    world.person("Cleo").sees("A place is free for you: you are coming.")
    world.person("Cleo").presses("I cannot come after all")
    ben.sees_no("A place is free for you")
    world.channel_has("general", "nobody yet, one place left")
    ben.presses("I am back").sees("A place is free for you: you are coming.")


def test_once_it_has_begun_a_place_goes_to_nobody(world: World) -> None:
    """Whoever gives their place back then does not read that it is free for somebody else: nobody moves up any more.
    But who waited can take it themselves, as anybody can."""
    announced(world, Places="1")
    comes(world, "Ada", "Ben")
    world.passes(days=4, hours=4)
    ada = world.person("Ada").commands("/mentor socials").presses("Look at Games night")
    ada.presses("I cannot come after all").sees_last("Thank you for saying so.")
    ada.sees_no("free for somebody else")
    ben = world.person("Ben").sees_no("A place is free for you").commands("/mentor socials")
    ben.presses("Look at Games night").sees_last("It has begun, and there is a place by now. Would you like to come?")
    ben.presses("I am coming").sees("You are coming. This is for your calendar.")
    world.channel_has("general", "the one place is taken")
    sam = world.person("Sam").commands("/program socials").presses("Look at Games night").sees_last("Coming: 1")
    assert "Waiting" not in sam.screen[-1]


def test_many_move_up_at_once(world: World) -> None:
    """A coordinator makes room for all who wait, however many they are; whoever comes now goes behind them."""
    sam = announced(world, Places="1")
    comes(world, "Ada")
    crowd(world, 219)
    sam.commands("/program socials").presses("Look at Games night").presses("Change the places")
    sam.fills({"Places": ""}).sees_last("Saved.")
    world.settle()
    comes(world, "Ben")
    world.channel_has("general", "221 are coming")
    ben = world.person("Ben").presses("I cannot come after all").sees_last("Thank you for saying so.")
    assert "your place is free" not in ben.screen[-1]


def crowd(world: World, many: int) -> None:
    """So many who joined wait for a place."""
    with world.database.write() as session:
        store = Store(session, 1)
        social = session.scalars(sa.select(Social)).one()
        for number in range(many):
            account = store.add(Account(platform="plain", team="x", user=f"x{number}", name=f"Guest {number}"))
            member = come_in(store, account, world.moment, consent="1")
            store.add(Guest(program_id=1, social_id=social.id or 0, member_id=member.id or 0, answer=Answer.WAITING,
                            rank=number + 1, at=world.moment))  # fmt: skip
        social.waiting = many


def test_only_what_still_comes_is_promised(world: World) -> None:
    """No reminder is promised whose time is over, and no place once it has begun."""
    announced(world, Places="2")
    for name in ("Ada", "Ben", "Cleo", "Dora"):
        add_mentee(world, name)
    world.passes(days=3, hours=4)
    says_yes(world, "Ada").sees("I remind you an hour before.").sees_no("the day before and an hour before")
    world.passes(hours=21, minutes=30)
    says_yes(world, "Ben").sees("You are coming.").sees_no("I remind you")
    says_yes(world, "Cleo").sees_last("you are on the waiting list. I tell you as soon as a place is free.")
    world.passes(hours=1)
    world.person("Cleo").commands("/mentor socials").sees_last("It has begun, and no place became free for you.")
    dora = world.person("Dora").commands("/mentor socials").presses("Look at Games night").presses("I am coming")
    dora.sees_last("All places of Games night are taken, and it has begun already.")


def test_reminders_and_their_end(world: World) -> None:
    """A day and an hour before, to those who said yes; none of them afterwards. From its end on every card says that it
    is over, and no answer is taken any more."""
    announced(world)
    comes(world, "Ada", "Ben")
    ada, ben = world.person("Ada"), world.person("Ben")
    ben.presses("I cannot come after all")
    world.passes(days=3, hours=3)
    ada.sees("A small reminder: you said yes to this.")
    world.passes(hours=23)
    ada.sees("It begins at 18:00 your time, and you said yes.")
    ben.sees_no("reminder", "It begins at")
    world.passes(hours=4, minutes=5)
    for guest in (ada, ben):
        guest.sees("Games night is over.")
    ada.sees_no("It begins at 18:00 your time, and you said yes.")
    world.channel_has("general", "This is over.")
    if world.surface.platform == "slack":  # what its reader alone was shown there stays
        ada.presses("I cannot come after all").sees("Games night is over.")


def test_what_has_begun_is_not_changed_any_more(world: World) -> None:
    """The card of each coordinator who looked at it offers it no more, and says at its end how many had said yes;
    nobody is offered a place that is not there."""
    sam = announced(world, Places="1")
    comes(world, "Ada", "Ben")
    add_coordinator(world, "Rae")
    for looks in (sam, world.person("Rae")):
        looks.types("program socials").presses("Look at Games night").sees_last("Coming: 1", "[Call it off]")
    world.until(world.moment.replace(day=11, hour=16, minute=5))
    for looked in (sam, world.person("Rae")):
        assert "Call it off" not in looked.sees_last("Coming: 1").screen[-1]
    world.channel_has("general", "the one place is taken")
    assert "I am coming" not in world.surface.channel("general")[-1]
    world.until(world.moment.replace(day=11, hour=19, minute=5))
    for looked in (sam, world.person("Rae")):
        looked.sees_last("Said yes: 1")
    presses_late(world, "Sam", "social_changes.move:1:")
    sam.sees("That has changed since this card was sent.")


def test_the_file_for_a_calendar(world: World) -> None:
    """One event for ever, in one file for everybody: what was moved replaces it, what is called off takes it out."""
    sam = announced(world)
    comes(world, "Ada", "Ben")
    every = files(world)
    assert [one["STATUS"] for one in every] == ["CONFIRMED"]
    sam.commands("/program socials").presses("Look at Games night").presses("Move it").fills({"Begins at": "19:00"})
    every += files(world)
    sam.commands("/program socials").presses("Look at Games night").presses("Call it off").presses("Yes, call it off")
    every += files(world)
    assert [str(one["STATUS"]) for one in every] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert len({str(one["UID"]) for one in every}) == 1
    assert [str(one["SEQUENCE"]) for one in every] == ["0", "1", "2"]
    assert str(every[1].decoded("dtstart")) == "2026-09-11 17:00:00+00:00"


def files(world: World) -> "list[Component]":
    """The events in the calendar files that are kept, oldest first."""
    with world.database.read() as session:
        found = session.scalars(sa.select(StoredFile).order_by(col(StoredFile.id)))
        made = [Calendar.from_ical(one.content) for one in found if one.media_type == "text/calendar"]
    return [event for calendar in made for event in calendar.walk("VEVENT")]


def test_a_slip_in_its_words_is_mended(world: World) -> None:
    """Its card in the channel, those of guests and what comes later say it; nobody gets a letter about it."""
    sam = announced(world, Places="1")
    comes(world, "Ada", "Ben")
    ada, ben = world.person("Ada"), world.person("Ben")
    marks = ada.marks(), ben.marks()
    sam.commands("/program socials").presses("Look at Games night").presses("Mend the words")
    sam.fills({"What is it called?": "Board *games*", "What is it about?": "Bring a friend."})
    sam.sees_last("Board *games*", "Saved. The cards say so, and nobody gets a letter about it.")
    assert (ada.since(marks[0]), ben.since(marks[1])) == ("", "")
    world.channel_has("general", "Bring a friend.")
    ada.sees("Board *games*\nYou are coming.")
    ben.commands("/mentor socials").presses("Look at Board *games*").sees_last("Bring a friend.")
    world.until(datetime(2026, 9, 11, 15, 30, tzinfo=UTC))
    ada.sees_last("Board *games*", "Bring a friend.")
    sam.commands("/program acts").sees_last("mended the words of a social")


def test_a_letter_that_waits_says_the_mended_words(world: World) -> None:
    """Who sleeps reads in the morning that it was moved, or that there is a place, with the words that hold by then."""
    sam = announced(world, Places="1")
    comes(world, "Ada", "Ben")
    world.until(datetime(2026, 9, 8, 22, tzinfo=UTC))
    ada, ben = world.person("Ada"), world.person("Ben")
    marks = ada.marks(), ben.marks()
    moves(sam, Where="Room 13")
    world.passes(minutes=40)
    sam.commands("/program socials").presses("Look at Games night").presses("Change the places").fills({"Places": "2"})
    sam.presses("Mend the words").fills({"What is it called?": "Board games", "What is it about?": "Bring *snacks*."})
    ada.sees("Board games\nYou are coming.")
    assert (ada.since(marks[0]), ben.since(marks[1])) == ("", "")
    world.until(datetime(2026, 9, 9, 9, tzinfo=UTC))
    ada.sees_last("Board games", "This has changed: please look", "Bring *snacks*.", "Room 13")
    ben.sees_last("Board games", "A place is free for you: you are coming.", "Bring *snacks*.")
    assert "Bring a *game*." not in ada.since(marks[0]) + ben.since(marks[1])
    assert (ada.since(marks[0]).count("When:"), ben.since(marks[1]).count("When:")) == (1, 1)


def test_moved_and_called_off(world: World) -> None:
    """Everybody who comes or waits is told, the channel's card says so, and the reminders follow. Another coordinator
    who has looked at it sees it, too, and is not offered to call it off once more."""
    sam = announced(world, Places="1")
    add_coordinator(world, "Rae")
    rae = world.person("Rae").types("program socials").presses("Look at Games night").sees_last("[Call it off]")
    comes(world, "Ada", "Ben")
    ada, ben = world.person("Ada"), world.person("Ben")
    sam.commands("/program socials").sees_last("one is coming, one waits").presses("Look at Games night")
    sam.presses("Move it").fills({"Day": "2026-09-14", "Where": "https://meet.example/games"})
    sam.sees_last("Moved to Mon 14 Sep, 18:00 your time.")
    ada.sees("This has changed: please look at the time and the place.", "https://meet.example/games")
    ben.sees("This has changed. You are still on the waiting list.")
    rae.sees_last("Mon 14 Sep, 18:00", "[Call it off]")
    world.channel_has("general", "Mon 14 Sep, 18:00")
    world.passes(days=4)
    ada.sees_no("reminder")
    sam.commands("/program socials").presses("Look at Games night").presses("Change the places").fills({"Places": "2"})
    ben.sees("A place is free for you")
    sam.commands("/program socials").presses("Look at Games night").presses("Call it off")
    sam.sees_last("The 2 who come or wait are told. Whoever sleeps hears it in the morning").presses("Yes, call it off")
    sam.sees_last("Called off.", "Said yes: 2")
    assert "Places" not in sam.screen[-1]
    assert "Call it off" not in rae.sees_last("Said yes: 2").screen[-1]
    ada.sees("“Games night” does not take place.", "this one takes it out of your calendar.")
    world.channel_has("general", "Games night does not take place.")
    world.passes(days=5)
    ada.sees_no("reminder", "Were you at")


def test_called_off_for_whoever_waits(world: World) -> None:
    """Whoever waited for a place hears that it is off, and nothing of a calendar: they never had a file."""
    sam = announced(world, Places="1")
    comes(world, "Ada", "Ben")
    ada, ben = world.person("Ada"), world.person("Ben")
    sam.commands("/program socials").presses("Look at Games night").presses("Call it off").presses("Yes, call it off")
    ada.sees("this one takes it out of your calendar.")
    ben.sees("“Games night” does not take place. I am sorry.").sees_no("your calendar")


def test_leaving_says_that_a_place_ends(world: World) -> None:
    """Who leaves reads before that what is open between them and others ends, and what they said yes to, too."""
    announced(world)
    comes(world, "Ada")
    add_mentor(world, "Lin")
    asks(world, "Ada", "Lin").commands("/mentor leave")
    world.person("Ada").sees_last("- Your ask to Lin", "This ends, too:", "- Your yes to “Games night”")
    world.person("Ada").presses("Yes, leave")
    world.channel_has("general", "nobody yet")


def moves(sam: Person, **filling: str) -> None:
    sam.commands("/program socials").presses("Look at Games night").presses("Move it").fills(filling)


def test_changes_in_a_row_come_as_one_letter(world: World) -> None:
    """Guests hear of a change at once; what changes in the half hour after that comes as one letter, as it is then."""
    sam = announced(world)
    comes(world, "Ada")
    ada = world.person("Ada")
    before = ada.marks()
    for number in range(1, 5):
        moves(sam, Where=f"Room {number}")
    world.passes(minutes=10)
    assert ada.since(before).count("This has changed") == 1
    ada.sees("Room 1").sees_no("Room 4")
    world.passes(hours=3)
    ada.sees_last("Room 4")
    assert ada.since(before).count("This has changed") == 1
    older = [card for card in ada.screen if "There is a newer card further down." in card]
    assert older
    assert not any("Bring a" in card or "[" in card for card in older), "there is nothing to press, or to read twice"


def test_who_sleeps_is_woken_only_where_the_morning_is_too_late(world: World) -> None:
    """Another room can wait for the morning, however often it is changed, and is told once; a beginning that they would
    read of too late cannot."""
    sam = announced(world)
    comes(world, "Ada")
    world.until(world.moment.replace(day=9, hour=23))
    ada = world.person("Ada")
    before = ada.marks()
    for number in range(1, 4):
        moves(sam, Where=f"Room {number}")
        world.passes(minutes=40)
    assert "This has changed" not in ada.since(before)
    world.passes(hours=8)
    assert ada.since(before).count("This has changed") == 1
    ada.sees_last("Room 3")
    world.until(world.moment.replace(day=10, hour=23))
    before = ada.marks()
    moves(sam, **{"Begins at": "09:00"})
    assert ada.since(before).count("This has changed") == 1


def listed(world: World) -> list[tuple[object, ...]]:
    """What stands in the list of events of a place that has one."""
    found = getattr(world.surface, "events", {}).values()
    return [(one["name"], one["location"], str(one["start_time"]), one.get("is_off", False)) for one in found]


def test_in_the_list_of_events_of_a_place(world: World) -> None:
    """Where a platform keeps one, a social stands there once, however often it is posted, and moves and is called off
    with it; elsewhere nothing is shown."""
    sam = announced(world)
    has_one = world.surface.platform == "discord"
    first = [("Games night", "Room 12", "2026-09-11 16:00:00+00:00", False)]
    assert listed(world) == (first if has_one else [])
    if world.surface.platform != "plain":
        sam.commands("/program socials").presses("Look at Games night").presses("Post it in another channel")
        sam.presses("#mentoring").presses("Post it")
    comes(world, "Ada")
    assert listed(world) == (first if has_one else [])
    sam.commands("/program socials").presses("Look at Games night").presses("Move it").fills({"Where": "The garden"})
    assert listed(world) == ([("Games night", "The garden", first[0][2], False)] if has_one else [])
    sam.commands("/program socials").presses("Look at Games night").presses("Call it off").presses("Yes, call it off")
    assert listed(world) == ([("Games night", "The garden", first[0][2], True)] if has_one else [])


def test_a_place_that_lists_no_events_of_kith(world: World) -> None:
    """The social goes on without, and whoever announced it is told once what would change that."""
    world.carrier.lists_nothing = True
    sam = announced(world)
    world.channel_has("general", "Games night")
    if world.surface.platform != "discord":
        sam.sees_no("list of events")
        return
    sam.sees("I could not put it into the list of events of Makers", "allow my role to “Create Events”")
    before = sam.marks()
    sam.commands("/program socials").presses("Announce a social").fills({**GAMES, "What is it called?": "Tea"})
    sam.presses("#general").presses("Post it")
    assert "list of events" not in sam.since(before)
    assert listed(world) == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("Day", "2026-09-06", "over already"),
        ("Begins at", "21:30", "after the beginning"),
        ("Day", "2028-01-01", "more than a year away"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(world: World, field: str, value: str, said: str) -> None:
    """Nothing is kept of it before it can be."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program socials").presses("Announce a social").fills({**GAMES, field: value})
    sam.problem({"Begins at": "Ends at"}.get(field, field), said)
    sam.commands("/program socials").sees_last("Nothing is announced at the moment.")


def test_an_end_before_the_beginning_is_said_with_the_rest(world: World) -> None:
    """What does not fit together is said in the same answer as what is wrong with a field by itself."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program socials").presses("Announce a social")
    if world.surface.platform == "plain":
        return  # a typed form asks for one field after the other
    sam.fills({**GAMES, "Ends at": "17:00", "Places": "0"})
    sam.problem("Places", "1").problem("Ends at", "after the beginning")


def test_a_time_that_the_clocks_leave_out(world: World) -> None:
    """In the night in which the clocks are put forward, nothing begins or ends at a time that nobody's clock shows."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program socials").presses("Announce a social")
    sam.fills({**GAMES, "Day": "2027-03-28", "Begins at": "02:30", "Ends at": "03:15"})
    sam.problem("Begins at", "that time is left out")
    sam.fills({"Begins at": "01:30", "Ends at": "02:15"}).problem("Ends at", "that time is left out")
    sam.fills({"Ends at": "03:15"}).sees_last("Sun 28 Mar, 01:30 to 03:15")


def test_an_end_past_midnight(world: World) -> None:
    """What ends at midnight or later ends on the next day, and is asked about on the morning after it began. What would
    last for longer than any night is a slip, and is said beside the field."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program socials").presses("Announce a social")
    sam.fills({**GAMES, "Begins at": "20:00", "Ends at": "09:00"}).problem("Ends at", "after the beginning")
    sam.fills({"Ends at": "00:00"}).sees_last("Fri 11 Sep, 20:00 to 00:00")
    sam.presses("Change it").fills({"Ends at": "01:30"}).sees_last("Fri 11 Sep, 20:00 to 01:30")
    sam.presses("#general").presses("Post it")
    comes(world, "Ada", "Ben", "Cleo")
    world.until(world.moment.replace(day=11, hour=23, minute=0))
    world.person("Ada").commands("/mentor socials").sees_last("Games night", "You are coming.")
    world.until(world.moment.replace(day=12, hour=8, minute=30))
    world.person("Ada").sees("Were you at “Games night”?")


def test_a_draft_whose_day_has_passed(world: World) -> None:
    """It cannot be posted, and leads to what can: another day."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program socials").presses("Announce a social").fills(GAMES)
    sam.presses("#general")
    world.until(world.moment.replace(day=12, hour=10))
    sam.presses("Post it").sees_last("Its time has passed, and it was not posted.")
    sam.commands("/program socials").presses("Look at Games night").sees_last("Its time has passed")
    sam.cannot_press("#general").presses("Change it").fills({"Day": "2026-09-18"}).sees_last("Fri 18 Sep")
    sam.presses("#general").presses("Post it").sees_last("Posted in")


def test_whoever_has_not_joined_is_told_how(world: World) -> None:
    """Kith writes to nobody who has not joined, so a place on a list needs that first: one press on Join from here."""
    announced(world)
    if world.surface.platform != "plain":
        says_yes(world, "Eve").sees_last("To come to Games night, please join first.").presses("Join")
        says_yes(world, "Eve").sees_last("You are coming.")
        return
    world.channel_has("general", "nobody yet")


def there(world: World, name: str, answer: str = "Yes, put me on the list") -> Person:
    return world.person(name).presses(answer, on="Were you at “Games night”?")


def picks(world: World, name: str, *others: str) -> None:
    world.person(name).presses("Pick from the list").fills({"Whom did you enjoy meeting?": others})


def rests(world: World, days: str) -> None:
    sam = world.person("Sam").commands("/program settings").presses("Change quiet hours and days off")
    sam.fills({"Days off": days})


def test_whether_they_were_there_is_not_asked_on_days_off(world: World) -> None:
    """It comes on the first morning after them; that the social is over stands on the cards at once."""
    announced(world)
    comes(world, "Ada", "Ben", "Cleo")
    rests(world, "12 Sep to 20 Sep")
    world.until(datetime(2026, 9, 12, 6, tzinfo=UTC))
    ada = world.person("Ada")
    mark = ada.marks()
    world.until(datetime(2026, 9, 20, 20, tzinfo=UTC))
    assert ada.since(mark) == ""
    world.until(datetime(2026, 9, 21, 12, tzinfo=UTC))
    assert ada.since(mark).count("Were you at “Games night”?") == 1
    for name in ("Ada", "Ben", "Cleo"):
        there(world, name)
    world.until(datetime(2026, 9, 23, 12, tzinfo=UTC))
    ada.sees_last("Whom did you enjoy meeting at “Games night”?")


def test_days_off_that_are_named_afterwards_leave_the_days_to_pick(world: World) -> None:
    """The list does not come on them, and nobody's days to pick run out on them."""
    announced(world)
    comes(world, "Ada", "Ben", "Cleo")
    world.until(datetime(2026, 9, 12, 12, tzinfo=UTC))
    for name in ("Ada", "Ben", "Cleo"):
        there(world, name)
    ada = world.person("Ada")
    rests(world, "14 Sep to 15 Sep")
    world.until(datetime(2026, 9, 15, 20, tzinfo=UTC))
    ada.sees_no("Whom did you enjoy meeting")
    world.until(datetime(2026, 9, 16, 12, tzinfo=UTC))
    ada.sees_last("Whom did you enjoy meeting")
    rests(world, "14 Sep to 15 Sep; 17 Sep to 23 Sep")
    world.until(datetime(2026, 9, 26, tzinfo=UTC))
    picks(world, "Ada", "Ben")
    world.until(datetime(2026, 9, 28, tzinfo=UTC))
    ada.sees("The time to pick from the list of “Games night” is over.")


@begins
def picked_each_other(world: World) -> None:
    """Ada, Ben and Cleo were at the games night and may be named; Ada and Ben picked each other."""
    announced(world)
    comes(world, "Ada", "Ben", "Cleo")
    world.passes(days=4, hours=20)
    for name in ("Ada", "Ben", "Cleo"):
        there(world, name)
    world.passes(days=2, hours=2)
    picks(world, "Ada", "Ben")
    picks(world, "Ben", "Ada")


def test_two_who_enjoyed_meeting_are_asked_both(world: World) -> None:
    """Two who picked each other are asked alone whether they would like to meet; with two yeses they get to. Who picked
    somebody who did not pick them never learns of it, and nor does the other."""
    announced(world)
    add_mentor(world, "Lin")
    says_yes(world, "Lin")
    comes(world, "Ada", "Ben", "Cleo")
    world.passes(days=4, hours=20)
    for name in ("Ada", "Lin", "Ben"):
        there(world, name).sees_last("you hear from me who else is on the list.")
    there(world, "Cleo", "Yes, but no list").sees_last("You are on no list.")
    world.passes(days=2, hours=2)
    world.person("Cleo").sees_no("Whom did you enjoy")
    picks(world, "Ada", "Lin", "Ben")
    picks(world, "Lin", "Ada")
    picks(world, "Ben", "Lin")
    world.passes(days=5)
    ada, lin, ben = (world.person(name) for name in ("Ada", "Lin", "Ben"))
    ada.sees("At “Games night” you and Lin enjoyed meeting each other.", "Would you like to meet Lin again?")
    ben.sees_no("enjoyed meeting each other")
    before = lin.marks()
    ada.presses("Yes, gladly").sees_last("Kept. If the other one says yes, too, I bring you together")
    assert lin.since(before) == ""
    lin.presses("Yes, gladly").sees("Ada said yes, too.")
    ada.sees("Lin said yes, too.", "Hello Ada and Lin. This is your room for an intro chat")


def test_a_no_is_never_told(world: World) -> None:
    """Whoever said yes hears the same in the end as if nothing had been answered."""
    picked_each_other(world)
    world.passes(days=5)
    ada, ben = world.person("Ada"), world.person("Ben")
    ada.presses("Rather not").sees_last("That is fine. Nobody learns of it.")
    ben.presses("Yes, gladly").sees_last("Kept. If the other one says yes, too")
    before = ben.marks()
    world.passes(days=12)
    assert "not" not in ben.since(before)
    ben.commands("/mentor").sees_no("Hello Ada and Ben")


def test_two_of_a_kind_get_a_room(world: World) -> None:
    """Two mentees who would both like to meet get a room, and are asked nothing about it afterwards."""
    picked_each_other(world)
    world.passes(days=5)
    world.person("Ada").presses("Yes, gladly")
    world.person("Ben").presses("Yes, gladly")
    world.person("Ada").sees("Both of you would like to meet, so this room is for the two of you.")
    before = world.person("Ada").marks()
    world.passes(days=20)
    assert "meet" not in world.person("Ada").since(before)


def test_too_few_on_the_list_make_no_list(world: World) -> None:
    """With fewer than three a pick would be known by its outcome. Nobody is offered a place on it any more, nor
    promised a list, be it on a break."""
    announced(world)
    comes(world, "Ada", "Ben", "Cleo", "Dora")
    world.passes(days=4, hours=20)
    for name in ("Ada", "Ben"):
        there(world, name).sees_last("you hear from me who else is on the list.")
    there(world, "Cleo", "Yes, but no list")
    ben = world.person("Ben").commands("/mentor pause").presses("Until I come back")
    world.passes(days=2, hours=2)
    ben.sees("so there is none this time").sees_no("you hear from me who else")
    for name in ("Cleo", "Dora"):
        assert not {"Put me on the list after all", "Yes, put me on the list"} & {*world.person(name).buttons}
    ada = world.person("Ada").sees_no("Whom did you enjoy")
    ada.sees("Only a few put themselves on the list of “Games night”, so there is none this time")


def test_too_few_guests_are_asked_nothing(world: World) -> None:
    """Two guests can make no list, so they are not asked; their newest card says that it is over, with nothing to
    answer."""
    announced(world)
    comes(world, "Ada", "Ben")
    ada = world.person("Ada")
    world.passes(days=4, hours=2, minutes=30)
    ada.sees_last("It begins at 18:00 your time, and you said yes.", "[I cannot come after all]").sees(
        "There is a newer card further down."
    )
    before = ada.marks()
    world.passes(hours=18)
    ada.sees_last("Games night is over.").sees_no("It begins at 18:00 your time, and you said yes.")
    world.channel_has("general", "Said yes: 2")
    world.passes(days=3)
    assert ada.since(before) == ""
    ada.commands("/mentor socials").sees_last("Nothing is announced at the moment.")


def after_it(world: World, *names: str) -> None:
    """These were at the games night, and are asked the next morning."""
    announced(world)
    comes(world, *names)
    world.passes(days=4, hours=20)


def test_late_answers_get_the_list_at_once(world: World) -> None:
    """Whoever says only after the names went out that they were there can pick at once; once it is over they read so,
    and picks that nobody would read are not taken."""
    after_it(world, "Ada", "Ben", "Cleo", "Dora", "Eli")
    for name in ("Ada", "Ben", "Cleo"):
        there(world, name)
    world.passes(days=2, hours=2)
    there(world, "Dora").sees_last("You are on the list. Whom did you enjoy meeting at “Games night”?")
    picks(world, "Dora", "Ada")
    picks(world, "Ada", "Dora")
    ben = world.person("Ben").presses("Pick from the list")
    world.passes(days=4)
    world.person("Ada").sees("At “Games night” you and Dora enjoyed meeting each other.")
    ben.sees("The time to pick from the list of “Games night” is over.").cannot_press("Pick from the list")
    if world.surface.platform != "plain":  # where no form stays open for days
        ben.fills({"Whom did you enjoy meeting?": ["Ada"]}).sees_last("The time for picking is over, so")
    world.person("Eli").sees_last("Games night is over.").cannot_press("Yes, put me on the list")
    presses_late(world, "Eli", "enjoyed.came:1:named")
    world.person("Eli").sees_last("The time for picking is over, so there is no list any more.")
    with world.database.read() as session:
        assert session.scalars(sa.select(Tick)).all() == []


def test_names_come_whatever_else_is_prompted(world: World) -> None:
    """Whoever came is asked the next day and gets the list in time, though no prompt is left for the week; and the
    question stands under what is on."""
    with world.database.write() as session:
        program = session.get(Program, 1)
        assert program
        program.prompts_a_week = 0
    after_it(world, "Ada", "Ben", "Cleo")
    for name in ("Ada", "Ben"):
        there(world, name)
    cleo = world.person("Cleo").commands("/mentor socials").sees_last("Games night is over. Were you there?")
    cleo.presses("Say whether you were at Games night").presses("Yes, put me on the list")
    world.passes(days=2, hours=2)
    picks(world, "Ada", "Ben")
    world.person("Ben").commands("/mentor socials").presses("See the list of Games night")
    picks(world, "Ben", "Ada")
    world.passes(days=4)
    world.person("Ada").sees("you and Ben enjoyed meeting each other.")
    world.person("Ben").commands("/mentor socials").sees_last("Nothing is announced at the moment.")


def test_after_an_outage_there_is_time_to_pick(world: World) -> None:
    """The time for picking begins when the names go out, however late that is."""
    after_it(world, "Ada", "Ben", "Cleo")
    for name in ("Ada", "Ben", "Cleo"):
        there(world, name)
    world.is_away(days=7)
    picks(world, "Ada", "Ben")
    picks(world, "Ben", "Ada")
    world.passes(days=4)
    world.person("Ben").sees("you and Ada enjoyed meeting each other.")


def test_whom_somebody_keeps_away_is_not_on_their_list(world: World) -> None:
    """Neither of the two finds the other's name."""
    announced(world)
    comes(world, "Ada", "Ben", "Cleo")
    with world.database.write() as session:
        one, other = (session.get(Member, world.member(name).id) for name in ("Ada", "Ben"))
        assert one
        assert other
        keep_apart(Store(session, 1), one, other)
    world.passes(days=4, hours=20)
    for name in ("Ada", "Ben", "Cleo"):
        there(world, name)
    world.passes(days=2, hours=2)
    ben = world.person("Ben").presses("Pick from the list")
    if world.surface.platform == "plain":
        ben.sees_last("Cleo").types("Ada").sees_last("Whom did you enjoy meeting?")
    else:
        with pytest.raises((Impossible, NotPossible), match=r"'Ada'.*'Cleo'"):
            ben.fills({"Whom did you enjoy meeting?": ["Ada"]})
