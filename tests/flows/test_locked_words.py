"""What was written in confidence cannot be read in the database without the key."""

from sqlmodel import SQLModel

from tests.flows.choices import match_of, matched
from tests.flows.joiners import signs_up
from tests.flows.stories import asks, intro_of
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World

SECRET = "xanthic"


def readable(world: World, secret: str = SECRET) -> list[str]:
    """The columns in which the word stands for everybody to read."""
    found = []
    with world.database.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if table.name.startswith("playground"):
                continue
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            for row in connection.exec_driver_sql(f'SELECT {names} FROM "{table.name}"').mappings():
                found += [f"{table.name}.{name}" for name, value in row.items() if secret in str(value)]
    return found


def test_reasons_hopes_and_experiences_are_locked(world: World) -> None:
    """Why somebody was removed or declined, what somebody hopes for, what they went through: nowhere in plain text,
    neither in the rows nor in the letters about it."""
    add_coordinator(world)
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor profile").presses("Change what you hope for")
    ada.fills({"What should be different by then?": f"I am {SECRET} no more."})
    ada.commands("/mentor profile").presses("Change experiences")
    own = {"Something else, in your own words": f"{SECRET} bees", "Do others see your own words?": "Others see them"}
    ada.fills(own)
    signs_up(world, "Lin").presses("I promise")
    sam = world.person("Sam").presses("Decline Lin")
    sam.fills({"Why not this time?": f"We look for {SECRET} people."})
    world.person("Lin").sees(SECRET)
    sam.commands("/program people").presses("Look at Ada").presses("Remove")
    sam.fills({"Why? For the record only": f"Was {SECRET}."})
    sam.commands("/program acts").sees_last(f"Was {SECRET}.")
    assert readable(world) == []


def test_why_something_ended_is_locked(world: World) -> None:
    """Which reason a mentor gave for a no, and what either side gave for the end of a match."""
    add_mentor(world, "Kim")
    matched(world, "Ada", "Lin")
    world.person("Ada").commands("/mentor match").presses("End the match with Lin").presses("It does not fit")
    asks(world, "Ada", "Kim")
    world.person("Kim").presses("Not now").presses("My next weeks are full")
    assert (intro_of(world, "Ada").reason, match_of(world, "Ada").reason) == ("weeks_full", "no_fit")
    assert readable(world, "weeks_full") + readable(world, "no_fit") == []
