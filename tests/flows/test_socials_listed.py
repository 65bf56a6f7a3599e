"""Lists of socials: drafts that nobody has posted, and more than fit on a card."""

from datetime import timedelta

import sqlalchemy as sa

from storage.database import Store
from storage.mentoring.socials.socials import Social, SocialStatus
from tests.flows.test_socials import GAMES, comes
from tests.flows.test_socials import announced as announced_games
from tests.world.making import add_coordinator, add_mentee
from tests.world.world import World


def test_a_draft_is_found_again_or_thrown_away(world: World) -> None:
    """What a coordinator has filled in and not posted is listed, for every coordinator, until one throws it away."""
    add_coordinator(world)
    add_coordinator(world, "Tess")
    sam = world.person("Sam").commands("/program socials").presses("Announce a social").fills(GAMES)
    sam.presses("Back").sees_last("Nothing is announced at the moment.", "Games night, Fri 11 Sep, 18:00", "not posted")
    sam.presses("Look at Games night").presses("Change it").fills({"Where": "Room 13"}).sees_last("Room 13")
    tess = world.person("Tess").commands("/program socials").presses("Look at Games night").sees_last("Room 13")
    tess.presses("Throw it away").sees_last("It was not posted").presses("No, keep it").sees_last("Room 13")
    sam.commands("/program socials").presses("Look at Games night")
    tess.presses("Throw it away").presses("Yes, throw it away").sees_last("Nothing is announced at the moment.")
    assert "not posted yet" not in tess.screen[-1]
    with world.database.read() as session:
        assert session.scalars(sa.select(Social)).all() == []
    sam.presses("Throw it away")
    assert "Games night" not in sam.screen[-1]


def test_a_draft_can_be_posted_later(world: World) -> None:
    """It is announced like any other, and then stands among those that are."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program socials").presses("Announce a social").fills(GAMES)
    sam.presses("Back").presses("Look at Games night").presses("#general").presses("Post it").sees_last("Posted in")
    sam.commands("/program socials").sees_last("0 are coming")
    assert "not posted yet" not in sam.screen[-1]
    sam.presses("Look at Games night").presses("Post it in another channel")
    assert "Throw it away" not in sam.screen[-1]


def add_socials(world: World, many: int, status: SocialStatus = SocialStatus.ANNOUNCED) -> None:
    """One a day, from the day after tomorrow on."""
    with world.database.write() as session:
        store = Store(session, 1)
        for number in range(1, many + 1):
            begins = world.moment + timedelta(days=number + 1)
            store.add(Social(program_id=1, title=f"Tea {number}", where="Room 1", starts_at=begins,
                             ends_at=begins + timedelta(hours=1), status=status))  # fmt: skip


def test_more_than_fit_on_a_card(world: World) -> None:
    """From the seventh on they stand on a next page, for coordinators and members; each can be looked at, and moved."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    add_socials(world, 8)
    for person, command in (("Sam", "/program socials"), ("Ada", "/mentor socials")):
        reader = world.person(person).commands(command).sees_last("Tea 1", "Tea 6")
        assert "Tea 7" not in reader.screen[-1]
        reader.presses("Next page").sees_last("Tea 7", "Tea 8")
        assert "Next page" not in reader.screen[-1]
        reader.presses("Page before").sees_last("Tea 1").presses("Next page").presses("Look at Tea 8").sees_last(
            "Tea 8"
        )
    world.person("Sam").can_press("Move it")
    world.person("Ada").can_press("I am coming")


def test_open_questions_come_first(world: World) -> None:
    """However much is still to come, what they are asked about stands on the first page, and nothing is left out."""
    announced_games(world)
    comes(world, "Ada", "Ben", "Cleo")
    world.passes(days=4, hours=20)
    add_socials(world, 6)
    ada = world.person("Ada").commands("/mentor socials").sees_last("Games night is over. Were you there?", "Tea 5")
    ada.presses("Next page").sees_last("Tea 6")
    assert "Games night" not in ada.screen[-1]
    ada.presses("Page before").presses("Say whether you were at Games night").sees_last("Were you at “Games night”?")
