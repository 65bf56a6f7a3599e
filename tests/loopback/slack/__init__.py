"""A loopback Slack for tests: the other side of slack-bolt and slack_sdk, over real sockets, with people in it.

    with LoopbackSlack() as slack:
        ...start the app with slack.api_url, slack.bot_token, slack.app_token...
        slack.wait_connected()
        ack = slack.command("ada", "/mentor", "find")
        card = slack.sees("ada", "Three mentors")
        slack.press("ada", card, find_action(card.blocks, "Ask for an intro chat", near="Lin"))

`payloads` builds the same payloads without a server.
"""

from tests.loopback.slack import payloads
from tests.loopback.slack.acts import Acts
from tests.loopback.slack.blocks.elements import Impossible
from tests.loopback.slack.blocks.finders import find_action, find_input, labels, texts
from tests.loopback.slack.delivery.courier import Ack, Timing
from tests.loopback.slack.payloads import Scene
from tests.loopback.slack.world.records import Call, Channel, File, Message, Team, User


class LoopbackSlack(Acts):
    """See `Core` for what it takes, `Sights` for what one can look at, `Acts` for what people do."""


__all__ = [
    "Ack",
    "Call",
    "Channel",
    "File",
    "Impossible",
    "LoopbackSlack",
    "Message",
    "Scene",
    "Team",
    "Timing",
    "User",
    "find_action",
    "find_input",
    "labels",
    "payloads",
    "texts",
]
