"""From the code that `kith run` prints to a match, by the hands of people."""

import re
from datetime import UTC, datetime, timedelta

from tests.processes.communities import CHANNEL, Community
from tests.processes.people import Hands

BIO = "I failed my first exam, and know what helped me then."


def claims_and_sets_up(sam: Hands, community: Community) -> None:
    found = re.search(r"claim ([A-Z0-9-]{10,})", community.bot.says("/program claim"))
    assert found
    sets_up(sam, found.group(1))


def sets_up(sam: Hands, code: str) -> None:
    """From the printed code to a program that is open since yesterday, with its Join card in the channel."""
    sam.commands(f"/program claim {code}")
    sam.presses("Set up a program")
    sam.fills({"What is the program called?": "Compass"})
    sam.presses("Set the dates")
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    sam.fills({"First day": yesterday, "A big city whose clocks you use": "Berlin"})
    sam.presses("Add help and a contact")
    sam.fills({"Help lines, one in a line": "Nightline: 030 555 0199", "A contact outside the team": "Room 12"})
    sam.presses("Yes, we look first")
    sam.presses("See the Join card and post it")
    sam.picks_channel(CHANNEL)
    sam.presses("Post it and open now")
    sam.sees("Open: people can join")


def offers(lin: Hands, sam: Hands) -> None:
    """A mentor joins with the card in the channel, tells what they offer, and is approved."""
    lin.presses("Join")
    lin.presses("I want to be a mentor")
    lin.presses("Study skills")
    lin.presses("Next: places and a few lines")
    lin.fills(
        {
            "Places for mentees": "2 people",
            "Places for intro chats": "3 at a time",
            "A few lines about you": BIO,
        }
    )
    lin.presses("I promise")
    sam.sees("offers to help as mentor")
    sam.presses("List Lin")
    lin.sees("You are listed")


def asks(ada: Hands, lin: Hands) -> None:
    ada.types("hello")
    ada.presses("Join")
    ada.presses("I look for a mentor")
    ada.presses("Study skills")
    ada.presses("Show me mentors")
    ada.presses("Ask for an intro chat", on="Lin")
    ada.presses("Send it")
    lin.sees("Ada")


def choose_each_other(ada: Hands, lin: Hands) -> None:
    ada.presses("We already met")
    ada.presses("A good fit")
    lin.presses("A good fit")
    ada.commands("/mentor choose")
    ada.presses("Choose Lin")
    ada.presses("Yes, choose Lin")
    lin.presses("Yes, gladly")
    ada.sees("Lin is your mentor from today on.")
    lin.sees("Ada is your mentee from today on.")
