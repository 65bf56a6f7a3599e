"""A small bot on the real discord.py, so that the counterpart can be tried without any other bot.

In a test's own process it runs in a thread (`RunningBot`); as a process of its own it is
`python -m tests.loopback.discord.trial_bot` with DISCORD_API_URL, DISCORD_GATEWAY_URL and DISCORD_TOKEN.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

import discord
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.loopback.discord.counterpart import LoopbackDiscord
from tests.loopback.discord.world.records import Channel, Guild, User

T = TypeVar("T")
TOPICS = ("Python", "Writing", "Interviews")


def redirect(api_url: str, gateway_url: str) -> None:
    """All of discord.py in this process talks to this Discord from now on."""
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


class Card(ui.LayoutView):
    """A components v2 card with a few buttons, each its own custom_id."""

    def __init__(self, text: str, *buttons: str) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.TextDisplay(text))
        if buttons:
            row: ui.ActionRow[Card] = ui.ActionRow()
            for label in buttons:
                row.add_item(ui.Button(label=label, custom_id=label.lower().replace(" ", "-")))
            self.add_item(row)


class AboutYou(ui.Modal, title="About you"):
    hello: ui.TextDisplay[Any] = ui.TextDisplay("Only your mentor sees this.")
    name: ui.Label[Self] = ui.Label(text="Your name", component=ui.TextInput(default="Ada", max_length=20))
    topics: ui.Label[Self] = ui.Label(
        text="Topics",
        component=ui.Select(
            max_values=2, options=[discord.SelectOption(label=one, value=one.lower()) for one in TOPICS]
        ),
    )
    pace: ui.Label[Self] = ui.Label(
        text="How often",
        component=ui.RadioGroup(
            options=[discord.RadioGroupOption(label="Weekly", value="w"), discord.RadioGroupOption(label="Monthly")]
        ),
    )
    room: ui.Label[Self] = ui.Label(
        text="Where", component=ui.ChannelSelect(channel_types=[discord.ChannelType.text], required=False)
    )


class TrialBot(discord.Client):
    """Routes every press and form by its custom_id, as a bot must whose buttons outlive it."""

    def __init__(self, *, intents: discord.Intents | None = None) -> None:
        super().__init__(intents=intents or discord.Intents(guilds=True, members=True, dm_messages=True))
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.tree.add_command(mentor)
        self.tree.add_command(office)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the five seconds that discord.py waits before it identifies again."""

    async def setup_hook(self) -> None:
        await self.tree.sync()

    def knows(self, guild: Guild) -> bool:
        found = self.get_guild(guild.id)
        return found is not None and not found.unavailable

    async def on_message(self, message: discord.Message) -> None:
        if message.author.id != self.application_id:
            self.heard.append(message.content)
            if message.guild is None:
                await message.channel.send(f"You said: {message.content}")

    async def on_member_join(self, member: discord.Member) -> None:
        self.heard.append(f"{member.display_name} joined")

    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        self.heard.append(f"{payload.user.display_name} left")

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.heard.append(f"out of {guild.name}")

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await PRESSES[interaction.custom_id or ""](interaction)
        elif interaction.type is discord.InteractionType.modal_submit:
            self.heard.append(str(interaction.data))
            await interaction.response.send_message("Thank you.", ephemeral=True)


mentor = app_commands.Group(name="mentor", description="Find a mentor")


@mentor.command(description="Look for a mentor")
async def find(
    interaction: discord.Interaction, topic: app_commands.Range[str, 2, 20], near: discord.Member | None = None
) -> None:
    text = f"Mentors for {topic}" + (f" near {near.display_name}" if near else "")
    buttons = ("Change", "Later", "Form", "Silent", "Twice", "Wrong", "Menu")
    view = Card(text, *buttons[:5])
    row: ui.ActionRow[Card] = ui.ActionRow()
    for label in buttons[5:]:
        row.add_item(ui.Button(label=label, custom_id=label.lower()))
    view.add_item(row)
    await interaction.response.send_message(view=view, ephemeral=topic != "everybody")


@find.autocomplete("topic")
async def topics(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=one, value=one) for one in TOPICS if one.lower().startswith(typed.lower())]


@mentor.command(description="Take your time")
async def ponder(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(view=Card("Here you are"))
    await interaction.followup.send("And one more thing", ephemeral=True)


@mentor.command(description="Say it afterwards")
async def linger(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.followup.send("It took a while")


office = app_commands.Group(
    name="office",
    description="For who manages the guild",
    default_permissions=discord.Permissions(manage_guild=True),
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
)


@office.command(description="Which room is it?")
async def room(interaction: discord.Interaction, room: discord.TextChannel) -> None:
    await interaction.response.send_message(f"{room.name}, {interaction.locale.value}", ephemeral=True)


async def change(interaction: discord.Interaction) -> None:
    await interaction.response.edit_message(view=Card("Changed"))


async def later(interaction: discord.Interaction) -> None:
    await interaction.response.defer()
    await interaction.edit_original_response(view=Card("Changed later"))


async def form(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(AboutYou(custom_id="about-you"))


async def silent(interaction: discord.Interaction) -> None:
    """Says nothing, as a bot that hangs."""


async def twice(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("Once", ephemeral=True)
    again = interaction.client.http.request  # the library itself would not answer a second time
    route = Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback")
    await again(route, json={"type": 4, "data": {"content": "Again"}})


async def wrong(interaction: discord.Interaction) -> None:
    view: ui.View = ui.View(timeout=None)
    view.add_item(ui.Button(label="x" * 81, custom_id="too-long"))
    await interaction.response.send_message("A label too long", view=view)


async def menu(interaction: discord.Interaction) -> None:
    view: ui.View = ui.View(timeout=None)
    view.add_item(ui.ChannelSelect(custom_id="choose-channel", placeholder="Where?"))
    await interaction.response.send_message("Choose", view=view, ephemeral=True)


async def choose_channel(interaction: discord.Interaction) -> None:
    found: Any = interaction.data
    (one,) = found["resolved"]["channels"].values()
    await interaction.response.edit_message(content=f"In #{one['name']}", view=None)


PRESSES: dict[str, Callable[[discord.Interaction], Coroutine[Any, Any, None]]] = {
    "change": change,
    "later": later,
    "form": form,
    "silent": silent,
    "twice": twice,
    "wrong": wrong,
    "menu": menu,
    "choose-channel": choose_channel,
}


class RunningBot:
    """A client in a thread and event loop of its own for as long as the `with` lasts."""

    def __init__(self, client: discord.Client, token: str) -> None:
        self.client = client
        self.failure: BaseException | None = None
        self._token = token
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="trial-bot", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread.is_alive():
            self.do(self.client.close())
        self._thread.join(10)
        assert not self._thread.is_alive()

    def do(self, work: Coroutine[Any, Any, T], seconds: float = 20.0) -> T:
        """Runs a coroutine on the bot's loop and gives back what it gives."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def ended(self, seconds: float = 10.0) -> BaseException | None:
        """What the bot gave up with, once it has."""
        self._thread.join(seconds)
        assert not self._thread.is_alive()
        return self.failure

    def _run(self) -> None:
        async def run() -> None:
            self._loop = asyncio.get_running_loop()
            self._started.set()
            async with self.client:
                await self.client.start(self._token)

        try:
            asyncio.run(run())
        except discord.DiscordException as failure:
            self.failure = failure


@dataclass
class Stage:
    """A Discord with a guild, a channel, two people and the bot in it, all connected."""

    discord: LoopbackDiscord
    guild: Guild
    channel: Channel
    ada: User
    lin: User
    bot: TrialBot
    running: RunningBot

    def rest(self, method: str, path: str, body: Any = None) -> Any:
        """One request of the bot through discord.py's own client."""
        content = {} if body is None else {"json": body}
        return self.running.do(self.bot.http.request(Route(method, path), **content))


@contextmanager
def stage(*, intents: discord.Intents | None = None, **settings: Any) -> Iterator[Stage]:
    """`settings` are those of LoopbackDiscord. discord.py is pointed back where it was afterwards."""
    before = Route.BASE, str(DiscordWebSocket.DEFAULT_GATEWAY)
    with LoopbackDiscord(**settings) as loopback:
        guild = loopback.add_guild("Makers")
        channel = loopback.add_channel(guild, "general")
        ada, lin = loopback.add_user("ada", guild, global_name="Ada", locale="de"), loopback.add_user("lin", guild)
        redirect(loopback.api_url, loopback.gateway_url)
        bot = TrialBot(intents=intents)
        try:
            with RunningBot(bot, loopback.token) as running:
                loopback.wait_for(lambda: bot.knows(guild), what="the bot is connected and knows its guild")
                yield Stage(loopback, guild, channel, ada, lin, bot, running)
        finally:
            redirect(*before)


if __name__ == "__main__":
    redirect(os.environ["DISCORD_API_URL"], os.environ["DISCORD_GATEWAY_URL"])
    TrialBot().run(os.environ["DISCORD_TOKEN"])
