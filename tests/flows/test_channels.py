"""A channel that does not take the Join card."""

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
