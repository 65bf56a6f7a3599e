"""A channel that does not take the Join card."""

from storage.places import Place
from tests.world.making import add_coordinator
from tests.world.world import World


def test_a_join_card_that_a_channel_refuses(world: World) -> None:
    """Whoever posted it hears what would mend that, nobody else does, and it can be posted there again at once."""
    add_coordinator(world)
    add_coordinator(world, "Tess")
    world.carrier.in_no_channel = True
    sam, tess = world.person("Sam"), world.person("Tess")
    sam.commands("/program post").presses("#general").presses("Post it")
    sam.sees("The Join card could not be posted in", "add me to the channel", "“/program post”")
    tess.sees_no("could not be posted")
    assert world.surface.channel("general") == []
    world.carrier.in_no_channel = False
    sam.commands("/program post").presses("#general").presses("Post it").sees("The Join card is posted in")
    world.channel_has("general", "Join")


def test_rooms_do_not_open_where_it_is_not_let_in(world: World) -> None:
    """The first channel of a Join card is the one that rooms open under; not one that has never taken it."""
    add_coordinator(world)
    sam = world.person("Sam")

    def posts(*, refused: bool) -> str:
        world.carrier.in_no_channel = refused
        sam.commands("/program post").presses("#general").presses("Post it")
        with world.database.read() as session:
            return session.get_one(Place, 1).room_channel

    with world.database.write() as session:
        session.get_one(Place, 1).room_channel = ""
    assert posts(refused=True) == ""
    general = posts(refused=False)
    assert general
    world.passes(hours=1)
    assert posts(refused=True) == general
