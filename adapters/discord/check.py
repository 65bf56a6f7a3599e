"""What is missing before Kith can work on Discord, and the click that mends it."""

from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
import discord

from adapters.discord import commands
from adapters.discord.listen import Listener
from adapters.discord.wire.addresses import redirect
from bot.engine.typed import Offered

NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    attach_files=True,
    create_private_threads=True,
    send_messages_in_threads=True,
    create_events=True,
)
"""What Kith asks for when it is invited: to post a card, to open rooms, to write in them, to list an event. Nothing to
read by."""

IN_WORDS = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "attach_files": "Attach Files",
    "create_private_threads": "Create Private Threads",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_events": "Create Events",
}


EVENTS = "create_events"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is missing, and what to press so that it is not."""

    problem: str
    mend: str

    def __str__(self) -> str:
        return f"{self.problem} {self.mend}"


TOKEN_REFUSED = Finding(
    "DISCORD_TOKEN: Discord does not know this token.",
    "Open discord.com/developers/applications, your application, Bot, and press “Reset Token” for a new one.",
)
NO_MEMBERS_INTENT = Finding(
    "DISCORD_TOKEN: this bot may not see who leaves a server.",
    "Open discord.com/developers/applications, your application, Bot, and switch on “Server Members Intent”.",
)
OTHER_ENDPOINT = Finding(
    "Discord sends presses and commands to an address instead of to Kith.",
    "Open discord.com/developers/applications, your application, General Information, and empty “Interactions"
    " Endpoint URL”.",
)


def invite_url(application_id: int) -> str:
    """The address under which somebody who manages a server takes Kith in."""
    return discord.utils.oauth_url(application_id, permissions=NEEDED, scopes=("bot", "applications.commands"))


async def check(
    token: str,
    offered: Sequence[Offered],
    *,
    names: tuple[str, str] = ("mentor", "program"),
    parents: Sequence[tuple[str, str]] = (),
    api_url: str = "",
    gateway_url: str = "",
) -> list[Finding]:
    """Everything that is missing. `parents` are (guild, channel) pairs in which rooms are opened."""
    redirect(api_url, gateway_url)
    async with Listener() as client:
        try:
            await client.login(token)
        except discord.LoginFailure:
            return [TOKEN_REFUSED]
        except (discord.HTTPException, aiohttp.ClientError, OSError) as failed:
            return [
                Finding(f"Discord cannot be reached: {failed}", "Check the network, DISCORD_API_URL, and try again.")
            ]
        return [
            *await _application(client),
            *await _commands(client, commands.command_groups(offered, names)),
            *[finding for guild, channel in parents for finding in await _parent(client, guild, channel)],
        ]


async def _application(client: discord.Client) -> list[Finding]:
    application = await client.application_info()
    found = []
    if not (application.flags.gateway_guild_members or application.flags.gateway_guild_members_limited):
        found.append(NO_MEMBERS_INTENT)
    if application.interactions_endpoint_url:
        found.append(OTHER_ENDPOINT)
    if not [guild async for guild in client.fetch_guilds(limit=1, with_counts=False)]:
        found.append(Finding("Kith is in no server yet.", f"Open {invite_url(application.id)} and choose your server."))
    return found


async def _commands(client: discord.Client, wanted: Sequence[commands.Command]) -> list[Finding]:
    application = client.application_id or 0
    registered = await client.http.get_global_commands(application)
    differ = [f"/{name}" for name in commands.changed(wanted, registered)]
    if not differ:
        return []
    return [
        Finding(
            f"Discord does not have the commands as they are now: {', '.join(differ)}.",
            "Start `kith run` once: it tells Discord.",
        )
    ]


async def _parent(client: discord.Client, guild_id: str, channel_id: str) -> list[Finding]:
    """Whether rooms can be opened under a channel."""
    try:
        guild = await client.fetch_guild(int(guild_id), with_counts=False)
        me = await guild.fetch_member(client.user.id if client.user else 0)
        channels = {str(channel.id): channel for channel in await guild.fetch_channels()}
    except discord.HTTPException:
        again = f"Open {invite_url(client.application_id or 0)} and choose it again."
        return [Finding(f"Kith is no longer in the server {guild_id}.", again)]
    channel = channels.get(channel_id)
    if not isinstance(channel, discord.TextChannel):
        mend = "Choose another one with the program command in that server."
        return [Finding(f"The channel for rooms in “{guild.name}” is gone, or Kith cannot see it.", mend)]
    held = channel.permissions_for(me)
    missing = [words for name, words in IN_WORDS.items() if not getattr(held, name) and name != EVENTS]
    found = [
        Finding(
            f"In #{channel.name} of “{guild.name}” Kith may not: {', '.join(missing)}.",
            f"Open the settings of #{channel.name}, Permissions, add Kith, and allow {', '.join(missing)}.",
        )
    ]
    return [*(found if missing else []), *_events(guild, me)]


def _events(guild: discord.Guild, me: discord.Member) -> list[Finding]:
    """Whether socials can stand in the server's own list of events. That is a right in the whole server."""
    if getattr(me.guild_permissions, EVENTS):
        return []
    words = IN_WORDS[EVENTS]
    return [
        Finding(
            f"In “{guild.name}” Kith may not: {words}. Socials do not stand in its list of events; all else works.",
            f"Open Server Settings, Roles, Kith, and allow {words}.",
        )
    ]
