"""simcord, another simulation of Discord, as a second judge of the limits that the loopback Discord holds."""

from typing import Any

import discord
import pytest
import simcord
from discord.http import Route

from tests.loopback.discord.world.limits import message_problems, modal_problems
from tests.loopback.discord.world.records import COMPONENTS_V2
from tests.loopback.test_discord_limits import MODAL_AT_AND_OVER, V2_AT_AND_OVER, asked, button, row

STRICTER_HERE = ("nothing on it", "max_values 4", "content: empty", "an empty container", "label: empty")
"""What simcord 3.2.1 takes and Discord does not: nothing or only blanks to read, more to choose than there is."""


class Opener(discord.Client):
    """Answers every press with the modal it was given."""

    modal: Any = None

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        route = Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback")
        try:
            await self.http.request(route, json={"type": 9, "data": self.modal})
        except discord.HTTPException as refusal:
            if refusal.code != 50035:
                raise


async def takes_card(parts: list[Any]) -> bool:
    bot = discord.Client(intents=discord.Intents.default())
    async with simcord.run(bot) as env:
        channel = env.create_guild().create_text_channel("general")
        route = Route("POST", f"/channels/{channel.id}/messages")
        try:
            await bot.http.request(route, json={"flags": COMPONENTS_V2, "components": parts})
        except discord.HTTPException as refusal:
            if refusal.code != 50035:
                raise
            return False
    return True


async def opens_form(modal: dict[str, Any]) -> bool:
    bot = Opener(intents=discord.Intents.default())
    bot.modal = modal
    async with simcord.run(bot) as env:
        guild = env.create_guild()
        channel, ada = guild.create_text_channel("general"), guild.add_member(env.create_user("ada"))
        card = {"flags": COMPONENTS_V2, "components": [row(button())]}
        await bot.http.request(Route("POST", f"/channels/{channel.id}/messages"), json=card)
        message = channel.last_message
        assert message is not None
        return (await ada.click(message, label="Yes")).modal is not None


def expected(problems: list[str]) -> bool:
    """Whether simcord takes what `limits` objects to."""
    return not problems or any(known in problem for problem in problems for known in STRICTER_HERE)


@pytest.mark.parametrize("parts", [parts for pair in V2_AT_AND_OVER for parts in pair])
async def test_both_judge_cards_alike(parts: list[Any]) -> None:
    """simcord takes and refuses the same cards, but for what is known to be stricter here."""
    if "attachment://" in str(parts):
        (item,) = parts[0]["items"]
        parts = [parts[0] | {"items": [item | {"media": {"url": "https://kith.example/a.png"}}]}]
    assert await takes_card(parts) == expected(message_problems({"components": parts}, COMPONENTS_V2))


@pytest.mark.parametrize("changed", [changed for pair in MODAL_AT_AND_OVER for changed in pair])
async def test_both_judge_forms_alike(changed: dict[str, Any]) -> None:
    """simcord opens and refuses the same forms, but for what is known to be stricter here."""
    modal = {"custom_id": "form", "title": "A form", "components": [asked()]} | changed
    assert await opens_form(modal) == expected(modal_problems(modal))
