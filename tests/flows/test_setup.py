"""The first five minutes of a coordinator."""

from dataclasses import replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col

from bot.incoming import Incoming, Via
from storage.codes.claims import appoint, new_claim, wants_claim
from storage.database import Store
from storage.outbox import Letter
from storage.places import Program, ProgramStatus
from tests.flows.joiners import becomes
from tests.flows.stories import presses_late
from tests.world.making import add_coordinator, add_mentor
from tests.world.world import Person, World


def code(world: World) -> str:
    with world.database.write() as session:
        return new_claim(Store(session), world.clock.at)


def claimed(world: World) -> Person:
    """Sam, who has just used the one-time code."""
    sam = world.person("Sam")
    return sam.commands(f"/program claim {code(world)}")


def named(world: World) -> Person:
    sam = claimed(world).presses("Set up a program")
    words = {"Your own word for “mentor”": "guide", "… and for “mentors”": "guides"}
    return sam.fills({"What is the program called?": "Compass"} | words)


def filled_in(world: World, first_day: str = "2026-10-05") -> Person:
    """Everything that four cards ask, answered."""
    sam = named(world).presses("Set the dates")
    sam.fills({"First day": first_day, "A big city whose clocks you use": "Berlin"})
    sam.presses("Add help and a contact").fills(
        {"Help lines, one in a line": "Nightline: 030 555 0199", "A contact outside the team": "Student services"}
    )
    return sam.presses("Yes, we look first")


def test_an_old_card_opens_no_second_program(empty_world: World) -> None:
    """Once there is a program, the card of the code says so at the press, before anything is filled in."""
    sam = named(empty_world)
    presses_late(empty_world, "Sam", "setup.begin:1:")
    sam.sees_last("There is a program here already.")
    assert not empty_world.surface.labels("Sam")


def test_a_coordinator_sets_up_a_program_in_four_cards(empty_world: World) -> None:
    """From the printed code to a draft that lacks nothing: name, dates, help, approval."""
    sam = filled_in(empty_world)
    sam.sees_last(
        "Compass", "guide", "5 Oct 2026", "by the clocks of Berlin", "Nightline", "Student services", "looks at each"
    )
    sam.can_press("See the Join card and post it")


def test_after_it_has_opened_no_card_offers_to_open_it(world: World) -> None:
    """A card of the setting up that still stands above says that it is done."""
    add_coordinator(world)
    becomes(world, ProgramStatus.DRAFT, date(2026, 10, 5))
    sam = world.person("Sam").types("program setup").can_press("Open without posting it")
    sam.types("program setup").presses("Open without posting it").presses("Yes, open it now")
    sam.cannot_press("Open without posting it").cannot_press("See the Join card and post it")
    sam.sees("Compass is set up, and not a draft any more.").can_press("See the program")


def test_a_stranger_is_told_how_it_begins(empty_world: World) -> None:
    """Without a code nobody gets further than the word that there is no program yet."""
    ada = empty_world.person("Ada").commands("/program setup")
    ada.sees_last(
        "There is no mentoring program here yet.", "ask whoever runs Kith (often the IT people) for a one-time code"
    ).cannot_press("Set up a program")
    for words in ("/mentor find", "/mentor help", "/program help", "/program"):
        ada.commands(words).sees_last("There is no mentoring program here yet.", "I am Kith")
        ada.sees_last("Ask whoever looks after this community", "/program claim CODE")
        ada.sees_last("a code with “/program places”", "type “/program connect CODE” here")


def test_help_is_no_dead_end_where_nothing_is_yet(empty_world: World) -> None:
    """Typed words, too, lead to what Kith is and what to do next; whoever may set a program up does it from there."""
    once = code(empty_world)
    ada, sam = empty_world.person("Ada"), empty_world.person("Sam")
    for words in ("help", "hello", "find"):
        ada.types(words).sees_last("There is no mentoring program here yet.", "I am Kith")
    sam.commands(f"/program claim {once}").sees_last("The code is right.")
    sam.commands("/mentor help").sees_last("I am Kith", "[Set up a program]")
    manager = replace(empty_world.surface.sender("Noor"), manages=True)
    command = Incoming(via=Via.COMMAND, by=manager, text="mentor help", key="one")
    reply = empty_world.engine.handle(command, empty_world.clock.at)
    assert reply.card is not None
    assert "You look after this place, so you could set one up." in reply.card.text


def test_a_code_is_good_for_one_use(empty_world: World) -> None:
    """Whoever comes second with the same code gets nothing; who types their own again reads that they need none."""
    once = code(empty_world)
    sam = empty_world.person("Sam").commands(f"/program claim {once}").sees_last("The code is right.")
    sam.can_press("Set up a program").commands(f"/program claim {once}").sees_last("already, and need no code.")
    sam.can_press("Set up a program")
    ada = empty_world.person("Ada").commands(f"/program claim {once}")
    ada.sees_last("That code is not right").cannot_press("Set up a program")


def test_a_code_is_read_however_it_is_typed(empty_world: World) -> None:
    """Small letters and spaces for dashes do not matter."""
    typed = code(empty_world).lower().replace("-", " ")
    empty_world.person("Sam").commands(f"/program claim {typed}").can_press("Set up a program")


def test_a_code_is_good_for_a_day(empty_world: World) -> None:
    """After a day a new one has to be printed."""
    old = code(empty_world)
    empty_world.passes(days=1, minutes=1)
    empty_world.person("Sam").commands(f"/program claim {old}").sees_last("That code is not right")


def test_a_newer_code_takes_the_place_of_the_older(empty_world: World) -> None:
    """Only the code that was printed last counts."""
    old, new = code(empty_world), code(empty_world)
    sam = empty_world.person("Sam").commands(f"/program claim {old}").sees_last("That code is not right")
    sam.commands(f"/program claim {new}").can_press("Set up a program")


def test_five_wrong_codes_are_the_most_in_an_hour(empty_world: World) -> None:
    """Then even the right one is refused, until the hour is over; others are not held up by it."""
    right = code(empty_world)
    ada = empty_world.person("Ada")
    for left in ("4 more tries", "3 more tries", "2 more tries", "one more try", "again in an hour"):
        ada.commands("/program claim AAAA-BBBB-CCCC-DDDD").sees_last(left)
    ada.commands(f"/program claim {right}").sees_last("too often").cannot_press("Set up a program")
    empty_world.passes(minutes=61)
    ada.commands(f"/program claim {right}").can_press("Set up a program")


def test_no_code_is_asked_of_who_was_appointed(empty_world: World) -> None:
    """An account that the settings name gets the first card at once, and no code is wanted then."""
    sender = empty_world.surface.sender("Sam")
    with empty_world.database.write() as session:
        assert wants_claim(Store(session))
        appoint(Store(session), [(sender.platform, sender.team, sender.user)])
        assert not wants_claim(Store(session))
    empty_world.person("Ada").commands("/program setup").cannot_press("Set up a program")
    sam = empty_world.person("Sam").commands("/program setup").fills({"What is the program called?": "Compass"})
    sam.sees_last("You are the coordinator of Compass now.", "Setting up Compass")


def test_setting_up_can_be_left_and_gone_on_with(empty_world: World) -> None:
    """What was filled in stays; the next thing that is missing is the first button."""
    sam = named(empty_world)
    empty_world.passes(days=3)
    sam.commands("/program setup").sees_last("Setting up Compass", "not set yet").presses("Set the dates")
    sam.fills({"First day": "2026-10-05", "A big city whose clocks you use": "Toronto"})
    sam.sees_last("by the clocks of Toronto").can_press("Add help and a contact")


def test_odd_dates_and_cities_are_said_beside_their_fields(empty_world: World) -> None:
    """A last day before the first, and a city nobody knows, are answered where they stand; the rest stays."""
    sam = named(empty_world).presses("Set the dates")
    sam.fills({"First day": "2026-10-05", "Last day": "2026-10-01", "A big city whose clocks you use": "Berlin"})
    sam.problem("Last day", "after the first one")
    sam.fills({"Last day": "2027-02-01"}).sees_last("5 Oct 2026", "1 Feb 2027")
    sam.presses("Change the dates").fills({"A big city whose clocks you use": "Nowhereville"})
    sam.problem("A big city whose clocks you use", "I do not know that city")


def test_a_second_program_in_the_same_place_is_refused(empty_world: World) -> None:
    """Two presses on the old button make one program."""
    sam = claimed(empty_world).presses("Set up a program")
    sam.fills({"What is the program called?": "Compass"})
    ada = empty_world.person("Ada").commands("/program setup")
    ada.sees_last("That is for the coordinators of Compass")
    with empty_world.database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Program)) == 1


def test_a_program_without_help_cannot_open(empty_world: World) -> None:
    """Without help lines, a contact outside and a first day nobody is let in, whichever way it is tried."""
    sam = named(empty_world)
    sam.cannot_press("See the Join card and post it")
    sam.commands("/program post").sees_last("help lines and a contact outside")


def test_help_lines_are_asked_for_as_a_card_shows_them(empty_world: World) -> None:
    """No line is kept that nobody would read to its end, and not more of them than a card has room for."""
    sam, label = named(empty_world).commands("/program setup"), "Help lines, one in a line"
    sam.presses("Change help and contact")
    sam.fills({label: "x" * 301, "A contact outside the team": "Student services"}).problem(label, "300 characters")
    sam.fills({label: "\n".join(f"Line {n}" for n in range(9))}).problem(label, "8 lines at most")
    sam.fills({label: "\n\n".join(f"Line {n}" for n in range(8))}).sees("Saved: help lines")


def test_nothing_is_sent_while_it_is_a_draft(empty_world: World) -> None:
    """Letters to anybody but who sets it up do not exist before it begins."""
    sam = filled_in(empty_world)
    empty_world.passes(days=2)
    with empty_world.database.read() as session:
        users = sa.select(col(Letter.account_id)).distinct()
        assert len(session.scalars(users).all()) <= 1
        assert not session.scalars(sa.select(Letter).where(col(Letter.channel) != "")).all()
    sam.sees("Setting up Compass")


def test_the_join_card_is_seen_before_it_is_posted(empty_world: World) -> None:
    """Preview, channel, one more question, and then everybody in the channel can read it. Closed to new people, the
    card has no button, and the preview promises none."""
    sam = filled_in(empty_world).presses("See the Join card and post it")
    sam.sees_last("This is how the card will look", "Join Compass").cannot_press("Join")
    sam.presses("#general").sees_last("The card goes to ", "where everybody can read it.", "5 Oct 2026")
    assert not empty_world.surface.channel("#general")
    sam.presses("Post it and gather guides").sees_last("The Join card is posted in ", "Gathering guides")
    empty_world.channel_has("#general", "Join Compass")
    sam.presses("Close it to new people").presses("Yes, close it").presses("Post the Join card")
    sam.sees_last("takes nobody new", "there is no button below the card")


def test_the_card_is_not_posted_twice(empty_world: World) -> None:
    """A second press on the same button posts nothing."""
    sam = filled_in(empty_world).presses("See the Join card and post it").presses("#general")
    sam.presses("Post it and gather guides")
    sam.commands("/program post").presses("#general").presses("Post it").sees("stands there already")
    assert len(empty_world.surface.channel("#general")) == 1


def test_a_gathering_program_opens_on_its_first_morning(empty_world: World) -> None:
    """At nine on the first day, where the program is; its coordinators hear of it."""
    sam = filled_in(empty_world, "2026-09-14").presses("See the Join card and post it").presses("#general")
    sam.presses("Post it and gather guides").sees_last("Gathering guides", "14 Sep")
    empty_world.passes(days=6, hours=16)
    sam.sees_no("is open since this morning")
    empty_world.passes(hours=2)
    sam.sees("Compass is open since this morning")
    sam.commands("/program").sees_last("Open: people can join")


def test_what_comes_next_stands_first_on_the_draft(empty_world: World) -> None:
    """A long card is read from its top, so the way on is there and not below everything that is done."""
    card = filled_in(empty_world).screen[-1]
    assert card.index("Everything is there.") < card.index("[Walk it as a mentee]") < card.index("Name:")


def test_a_program_that_has_begun_opens_at_once(empty_world: World) -> None:
    """With a first day that has passed there is nothing to gather for."""
    sam = filled_in(empty_world, "2026-09-01").presses("See the Join card and post it").presses("#general")
    sam.cannot_press("Post it and gather guides")
    sam.sees_last("Nobody is listed as guide yet. Once it is open, mentees find nobody to ask until somebody is.")
    sam.presses("Post it and open now").sees_last("Open: people can join")
    empty_world.channel_has("#general", "Join Compass")


def test_a_code_gives_a_program_without_coordinators_one(world: World) -> None:
    """Where all coordinators have left, the code makes one again; where there is one, it does not."""
    add_mentor(world, "Lin")
    sam = world.person("Sam").commands(f"/program claim {code(world)}")
    sam.sees_last("You are the coordinator here now")
    sam.commands("/program").sees_last("Compass", "Mentors")
    ada = world.person("Ada").commands(f"/program claim {code(world)}")
    ada.sees_last("coordinators already")
    ada.commands("/program").sees_last("That is for the coordinators of Compass")


def test_who_was_appointed_is_a_coordinator_of_the_program_that_is_there(world: World) -> None:
    """The settings of Kith make a coordinator without anybody pressing anything else."""
    sender = world.surface.sender("Sam")
    with world.database.write() as session:
        appoint(Store(session), [(sender.platform, sender.team, sender.user)])
    world.person("Sam").commands("/program").sees_last("Compass", "Mentees", "Mentors")
    assert world.member("Sam").is_coordinator


def test_old_tries_are_forgotten(empty_world: World) -> None:
    """Wrong codes count for an hour each, not for ever."""
    ada = empty_world.person("Ada")
    for _try in range(3):
        ada.commands("/program claim AAAA-BBBB-CCCC-DDDD")
    empty_world.passes(hours=timedelta(hours=1, minutes=1) / timedelta(hours=1))
    ada.commands("/program claim AAAA-BBBB-CCCC-DDDD").sees_last("4 more tries")


def test_who_was_appointed_goes_on_with_a_draft_of_somebody_else(empty_world: World) -> None:
    """The set-up command makes an appointed account a coordinator of the program that is there, as the home does."""
    named(empty_world)
    sender = empty_world.surface.sender("Kim")
    with empty_world.database.write() as session:
        appoint(Store(session), [(sender.platform, sender.team, sender.user)])
    empty_world.person("Kim").commands("/program setup").sees_last("Setting up Compass")


def test_managing_the_place_is_enough_only_where_nobody_decides(empty_world: World) -> None:
    """Without any code, appointment or coordinator whoever manages the place may begin; with any of them not."""
    manager = replace(empty_world.surface.sender("Ada"), manages=True)
    command = Incoming(via=Via.COMMAND, by=manager, text="program setup", key="one")
    reply = empty_world.engine.handle(command, empty_world.clock.at)
    assert reply.form is not None
    assert reply.form.title == "Name of the program"
    code(empty_world)
    reply = empty_world.engine.handle(replace(command, key="two"), empty_world.clock.at)
    assert reply.card is not None
    assert reply.card.choices == ()
    forged = Incoming(via=Via.PRESS, step="setup.begin", about=1, by=manager, key="three", answers={"name": ("Mine",)})
    reply = empty_world.engine.handle(replace(forged, via=Via.FORM), empty_world.clock.at)
    assert reply.notice is not None
    assert "You cannot set up a program here" in reply.notice.text
