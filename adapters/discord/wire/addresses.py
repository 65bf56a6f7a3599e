"""Where Discord is."""

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

API_URL, GATEWAY_URL = "https://discord.com/api/v10", "wss://gateway.discord.gg/"


def redirect(api_url: str, gateway_url: str) -> None:
    """Where discord.py looks for Discord, in this whole process. Empty: Discord itself. A gateway's address ends in a
    slash, as Discord's own does."""
    Route.BASE = (api_url or API_URL).rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL((gateway_url or GATEWAY_URL).rstrip("/") + "/")
