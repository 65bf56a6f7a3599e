"""A social whose card a channel does not take."""

from tests.flows.test_socials import GAMES, announced, comes, listed
from tests.world.making import add_coordinator
from tests.world.world import World


def test_a_card_that_a_channel_refuses(world: World) -> None:
    """Whoever announced it hears what would mend that, and can then post it in the same channel; a place's own list of
    events has it once."""
    world.carrier.in_no_channel = True
    sam = announced(world)
    assert world.surface.channel("general") == []
    sam.sees("“Games night” could not be posted in", "It stands in no channel yet.", "add me to the channel")
    world.carrier.in_no_channel = False
    sam.commands("/program socials").presses("Look at Games night").presses("Post it in another channel")
    sam.presses("#general").presses("Post it").sees_last("Posted in")
    comes(world, "Ada")
    world.channel_has("general", "one is coming")
    assert len(listed(world)) == (1 if world.surface.platform == "discord" else 0)
    sam.commands("/program socials").presses("Look at Games night").presses("Post it in another channel")
    sam.presses("#general").presses("Post it").sees_last("It stands in that channel already.")


def test_one_refused_card_of_two(world: World) -> None:
    """Where its card stands in another channel, nobody reads that it stands in none; and where whoever announced it is
    no coordinator any more, the others hear of it."""
    sam = announced(world)
    add_coordinator(world, "Tess")
    sam.commands("/mentor leave").presses("Yes, leave")
    world.carrier.in_no_channel = True
    tess = world.person("Tess").commands("/program socials").presses("Look at Games night")
    tess.presses("Post it in another channel").presses("#mentoring").presses("Post it")
    tess.sees("“Games night” could not be posted in").sees_no("It stands in no channel yet.")
    sam.sees_no("could not be posted")
    world.carrier.in_no_channel = False
    tess.commands("/program socials").presses("Announce a social").fills({**GAMES, "What is it called?": "Tea"})
    tess.presses("#mentoring").presses("Post it").sees_last("Posted in").sees_no("“Tea” could not")
