"""The app as Slack has to know it, and whether it is as it should be.

The manifest asks for what Kith uses and for nothing else. It reads no conversation but what is said to Kith itself: of
the history scopes it has `im:history` alone, which is for direct messages with the bot.
"""

from collections.abc import Sequence
from typing import TypeAlias

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.render import NAME, Json
from adapters.slack.web.calls import PATIENCE, SLACK_API, Refusal, Unreached, answered, scopes_of
from adapters.slack.web.files import SCOPE
from bot.engine.typed import Offered
from bot.errors import Unknown

SCOPES = {
    "chat:write": "write letters",
    "commands": "be asked by a slash command",
    "files:write": "send exports and charts",
    "im:history": "hear what people write to Kith",
    "im:write": "open a direct message with a person",
    "mpim:write": "open a group direct message for two people who meet",
    "users:read": "know names, time zones, and who has left",
}
"""Each scope, and what Kith could not do without it."""
ANYWHERE, PICTURES = "chat:write.public", SCOPE
"""The scopes that are asked for only where somebody wants them: to post in public channels without being invited, and
to take the picture that a coordinator sends for a social. Slack gives the latter for whole conversations."""
EVENTS = ("app_home_opened", "app_uninstalled", "message.im", "tokens_revoked", "user_change")
_HINT = 200

Problem: TypeAlias = tuple[str, str]
"""What is wrong, and what mends it."""


# --- the manifest ----------------------------------------------------------------------------------------------------


def manifest(
    commands: Sequence[str], *, url: str = "", offered: Sequence[Offered] = (), also: Sequence[str] = ()
) -> Json:
    """The app's manifest. With `url` (https://…/slack/events) Slack calls Kith there, else Kith connects to Slack
    (Socket Mode). `commands` are the names of the two slash commands, for everybody and for coordinators. `also`:
    scopes that Kith can do without."""
    at = {"request_url": url} if url else {}
    return {
        "_metadata": {"major_version": 1},
        "display_information": {
            "name": NAME,
            "description": "Peer mentoring: find a mentor, meet a few, choose.",
            "background_color": "#1f4e5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "slash_commands": [_command(name, number, url, offered) for number, name in enumerate(commands)],
        },
        "oauth_config": {"scopes": {"bot": sorted([*SCOPES, *also])}},
        "settings": {
            "event_subscriptions": {**at, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **at},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _command(name: str, number: int, url: str, offered: Sequence[Offered]) -> Json:
    """`should_escape`: channels and people that are named arrive by their ids."""
    subcommands = [one.name for one in offered if one.command == name]
    hint = f"[{' | '.join(subcommands)}]" if subcommands else ""
    return {
        "command": f"/{name}",
        "description": "Find, ask and meet mentors" if number == 0 else "Run the mentoring program",
        **({"usage_hint": hint} if 0 < len(hint) <= _HINT else {}),
        **({"url": url} if url else {}),
        "should_escape": True,
    }


# --- the check -------------------------------------------------------------------------------------------------------


async def check(bot_token: str, *, app_token: str = "", signing_secret: str = "", api_url: str = "") -> list[Problem]:
    """What keeps Kith from working in Slack, each with what mends it. What Slack shows to nobody (which events are
    sent, whether the tabs are on) cannot be found out: the manifest sets it."""
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        client = AsyncWebClient(token=bot_token, base_url=api_url or SLACK_API, session=session)
        found = await _check_bot(client)
        if app_token:
            found += await _check_sockets(client, app_token)
        elif not signing_secret:
            found.append((
                "Slack cannot reach Kith: there is neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET.",
                "Set SLACK_APP_TOKEN (Basic Information, App-Level Tokens, scope connections:write).",
            ))  # fmt: skip
    return found


async def _check_bot(client: AsyncWebClient) -> list[Problem]:
    try:
        response = await answered(client.auth_test())
    except Refusal as refusal:
        return [(
            f"Slack does not take SLACK_BOT_TOKEN ({refusal.code}).",
            "Install the app (Install App) and copy the Bot User OAuth Token, which begins with xoxb-.",
        )]  # fmt: skip
    except (Unreached, Unknown) as unreached:
        return [(f"Slack cannot be reached ({unreached}).", "Check the network, the proxy, and SLACK_API_URL.")]
    lacking = sorted(set(SCOPES) - scopes_of(response))
    return [
        (
            f"The app lacks the scope {scope}, without which Kith cannot {SCOPES[scope]}.",
            f"Add {scope} under OAuth & Permissions, Bot Token Scopes, and reinstall the app to the workspace.",
        )
        for scope in lacking
    ]


async def _check_sockets(client: AsyncWebClient, app_token: str) -> list[Problem]:
    try:
        await answered(client.apps_connections_open(app_token=app_token))
    except Refusal as refusal:
        if refusal.code == "missing_scope":
            mend = "Generate an app-level token with the scope connections:write (Basic Information)."
        elif refusal.code in ("invalid_auth", "not_authed", "not_allowed_token_type"):
            mend = "Copy the token that begins with xapp- from Basic Information, App-Level Tokens."
        else:
            mend = "Switch Socket Mode on (Settings, Socket Mode)."
        return [(f"Slack opens no connection with SLACK_APP_TOKEN ({refusal.code}).", mend)]
    except (Unreached, Unknown) as unreached:
        return [(f"Slack cannot be reached ({unreached}).", "Check the network, the proxy, and SLACK_API_URL.")]
    return []
