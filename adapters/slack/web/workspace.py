"""One workspace as Kith is connected to it."""

from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.web.calls import PATIENCE, delivered
from adapters.slack.web.people import People

T = TypeVar("T")

MOST_NOTED = 10_000
SLACK, GOV_SLACK = "slack.com", "slack-gov.com"


def home_of(address: str) -> str:
    """Where a workspace with this address is at home: Slack, or its cloud for governments. Through a proxy, too."""
    host = urlsplit(address).hostname or ""
    return GOV_SLACK if f".{host}".endswith(f".{GOV_SLACK}") else SLACK


class Workspace:
    """The clients of one bot token, and what was learned through them.

    `posting` asks everything once: the library's own second try would post a message twice where only the answer was
    lost. `looking` may try again, and is for questions that change nothing.
    """

    def __init__(self, token: str, api_url: str) -> None:
        self.posting = AsyncWebClient(token=token, base_url=api_url, retry_handlers=[])
        self.looking = AsyncWebClient(token=token, base_url=api_url)
        self.people = People(self.looking)
        self.team = ""
        self.name = ""
        self.home = SLACK
        self.session: aiohttp.ClientSession | None = None
        self._talks: dict[str, str] = {}
        self._shared: dict[str, None] = {}

    async def introduce(self) -> None:
        """Learns which workspace this is, once. To be asked through `answered`."""
        if self.team:
            return
        if self.session is None or self.session.closed:
            self.session = aiohttp.ClientSession(timeout=PATIENCE)
            self.posting.session = self.looking.session = self.session
        said = await self.looking.auth_test()
        self.home = home_of(str(said.get("url") or self.looking.base_url))
        self.name, self.team = str(said.get("team") or ""), str(said.get("team_id") or "")

    async def close(self) -> None:
        """Lets go of the connections that are kept; what is asked afterwards makes new ones."""
        if self.session is not None:
            await self.session.close()

    async def talk(self, user: str) -> str:
        """The direct message with a person, opened if there was none. Raises `Undeliverable`."""
        if user not in self._talks:
            response = await delivered(self.looking.conversations_open(users=user), to_person=True)
            self.note_talk(user, str((response.get("channel") or {}).get("id") or ""))
        return self._talks[user]

    def note_talk(self, user: str, channel: str) -> None:
        if channel:
            _note(self._talks, user, channel)

    def shared(self, key: str) -> bool:
        """Whether the files of this letter were shared already, before the letter itself was refused."""
        return key in self._shared

    def note_shared(self, key: str) -> None:
        _note(self._shared, key, None)


def _note(notes: dict[str, T], key: str, value: T) -> None:
    notes[key] = value
    if len(notes) > MOST_NOTED:
        del notes[next(iter(notes))]
