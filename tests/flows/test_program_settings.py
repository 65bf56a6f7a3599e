"""What the settings say is there, and that whatever is changed is confirmed."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from flows.beginning import demo
from flows.checkins import asking
from flows.library import DemoPerson
from storage.database import Store
from storage.mentoring.matches import Match
from storage.mentoring.rules import rules_of
from storage.outbox.timer import Timer
from storage.people import Account
from tests.flows.stories import change_rules
from tests.world.making import add_coordinator
from tests.world.world import World


@pytest.mark.parametrize(
    ("own", "outside", "said"),
    [
        ("", "", ("Help lines: none yet.", "Outside the team: no contact yet.")),
        ("", "Room 12", ("Help lines: none yet.", "Outside the team: Room 12")),
        ("Nightline: 1234", "", ("Nightline: 1234", "Outside the team: no contact yet.")),
        ("Nightline: 1234", "Room 12", ("Nightline: 1234", "Outside the team: Room 12")),
    ],
)
def test_help_lines_and_the_contact_are_each_said_for_themselves(
    world: World, own: str, outside: str, said: tuple[str, ...]
) -> None:
    """A program that has one of the two is never said to have neither."""
    add_coordinator(world)
    change_rules(world, help_lines=own, second_contact=outside)
    sam = world.person("Sam").commands("/program settings").sees_last(*said)
    assert ("Both have to be there before anybody can join." in sam.screen[-1]) == (not (own and outside))


def test_every_setting_says_what_it_is_now(world: World) -> None:
    """Numbers and quiet hours stand on the card, beside the way to change them, and the zone by its city."""
    add_coordinator(world)
    change_rules(world, asks_per_mentee=2, expiry_days=6, verdict_days=9, confirm_days=4)
    sam = (
        world.person("Sam")
        .commands("/program settings")
        .sees_last(
            "one mentee has at most 2 asks waiting, and 4 asks and intro chats open together; one mentor has at most 2 "
            "mentees",
            "after 1 and 3 working days, and an ask closes after 6. “Ask me again” means 14 days later.",
            "9 days after the yes I ask both how it was.",
            "a round closes after 10. Mentors are reminded after one day, and answer within 4 working days.",
            "Quiet hours: from 21:00 to 08:00",
            "Nobody gets more than 2 letters a week that they did not ask for, and one besides where somebody waits "
            "for their word.",
        )
    )
    sam.presses("Change the dates").fills({"First day": "2026-09-01"}).sees_last("by the clocks of Berlin.")


def test_the_program_card_says_of_when_it_is(world: World) -> None:
    """A card of yesterday is not taken for today's."""
    add_coordinator(world)
    world.person("Sam").commands("/program").sees_last("As it is on Mon 7 Sep, 16:00 your time.")


def test_the_demo_has_what_a_program_has(empty_world: World) -> None:
    """Whoever looks around in it finds help lines and a contact outside; each morning it is looked at who waits; and
    both sides of each match will be asked how it goes."""
    with empty_world.database.write() as session:
        store = Store(session)
        demo.fill(store, empty_world.clock.at, _account)
        rules = rules_of(store)
        timers = store.rows(sa.select(Timer.__table__.c.step, Timer.__table__.c.due_at))  # type: ignore[attr-defined]
        steps = [step for step, due in timers if due > empty_world.clock.at]
        assert [step for step in steps if step != asking.ask.id] == ["approval.remind", "daily.look"]
        matches = store.all(sa.select(Match))
        sides = {person.id for match in matches for person in match.people}
        asked = store.all(sa.select(Timer).where(col(Timer.step) == asking.ask.id))
        assert {timer.about for timer in asked} == sides != set()
        assert "416-555-0142" in rules.help_lines
        assert "Wrenfield Student Counselling" in rules.second_contact


def _account(store: Store, person: DemoPerson, about: str) -> Account:
    return store.add(Account(platform="plain", user=person.slug, name=person.name, zone=person.zone))


def test_whatever_is_saved_is_confirmed(world: World) -> None:
    """Each change of the settings is answered on the settings card, in a line that says what was saved."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program settings").presses("Change the name").fills({})
    sam.sees_last("Settings of Compass", "Saved: the name, and the words for the roles.")
    sam.presses("Change the dates").fills({"First day": "2026-09-01", "A big city whose clocks you use": "Berlin"})
    sam.sees_last("Saved: the dates and the time zone.")
    sam.presses("Change help and contact").fills({}).sees_last("Saved: help lines, and the contact outside the team.")
    sam.presses("Change how mentors are listed").presses("No, list them at once").sees_last(
        "Saved: whether you look at mentors first."
    )
    sam.presses("Change how mentors are listed").presses("Back").sees_last("Settings of Compass")
    sam.presses("Change the limits").fills({"Waiting asks of one mentee": "2"})
    sam.sees_last("Saved:", "Waiting asks of one mentee: 3 → 2")


def test_posting_names_the_channel_and_can_be_left(world: World) -> None:
    """Before and after the card is posted it says where; and it can go elsewhere, or nowhere."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program post").presses("#general")
    named = sam.screen[-1].removeprefix("The card goes to ").split(",")[0]
    assert named.startswith("<#") if world.surface.platform == "discord" else "general" in named.casefold()
    sam.can_press("Another channel").presses("Back").sees_last("Open: people can join")
    assert not world.surface.channel("#general")
    sam.commands("/program post").presses("#general").presses("Post it")
    sam.sees_last(f"The Join card is posted in {named}.")
    world.channel_has("#general", "Join Compass")
