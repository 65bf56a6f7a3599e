"""One program on Slack and on Discord, as real processes."""

from pathlib import Path

from tests.processes.communities import CHANNEL, on_both
from tests.processes.first_steps import asks, claims_and_sets_up, offers
from tests.processes.people import code_seen


def test_a_program_in_both_places(tmp_path: Path) -> None:
    """A program that began on Slack comes to a Discord server by a code. Who joins there meets a mentor of the first
    place; a code makes two accounts one person, who is written to in the place they picked, also after a power cut."""
    with on_both(tmp_path) as (here, there):
        sam, lin, ada = (here.person(name) for name in ("Sam", "Lin", "Ada"))
        sam_there, ada_there = there.person("Sam"), there.person("Ada")
        claims_and_sets_up(sam, here)
        offers(lin, sam)

        sam.commands("/program places")
        sam.presses("Bring it to another place")
        sam_there.commands(f"/program connect {code_seen(sam, '/program connect')}")
        sam_there.presses("Yes, connect it")
        sam_there.picks_channel(CHANNEL)
        sam.commands("/mentor link")
        sam_there.commands(f"/mentor link {code_seen(sam, '/mentor link')}")
        sam_there.sees("You are Sam here, too.")

        asks(ada_there, lin)
        ada_there.commands("/mentor link")
        ada.commands(f"/mentor link {code_seen(ada_there, '/mentor link')}")
        ada.sees("You are Ada here, too.")
        ada.commands("/mentor link")
        ada.presses("Write to me on Slack")
        ada.sees("I write to you on Slack from now on.")
        here.cut_power()
        before = len(ada_there.screens())
        lin.presses("Happy to")
        ada.sees("Lin said yes")
        ada_there.types("hello")
        ada_there.sees("Hello Ada. This is Compass.")
        assert len(ada_there.screens()) == before + 1  # the answer, and nothing before it on its way
