"""A Discord for tests: REST and gateway on the loopback interface, people who act, and a memory of what was asked.

    with LoopbackDiscord() as discord:
        guild = discord.add_guild("Makers")
        ada = discord.add_user("ada", guild)
        ...start the bot with discord.api_url, discord.gateway_url, discord.token...
        answer = discord.command(ada, "mentor", "find", guild=guild)
        answer = discord.press(ada, answer.message, answer.message.button("Ask for an intro chat"))

`payloads` and `components` are pure and need no server.
"""

from tests.loopback.discord.counterpart import LoopbackDiscord
from tests.loopback.discord.rest.calls import Call
from tests.loopback.discord.shown import Answer, Form, Shown
from tests.loopback.discord.world.permissions import Permission
from tests.loopback.discord.world.records import Channel, Guild, Role, Upload, User
from tests.loopback.discord.world.refusals import NotPossible

__all__ = [
    "Answer",
    "Call",
    "Channel",
    "Form",
    "Guild",
    "LoopbackDiscord",
    "NotPossible",
    "Permission",
    "Role",
    "Shown",
    "Upload",
    "User",
]
