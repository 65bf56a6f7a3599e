"""People as Slack knows them: asked for once, and told by Slack when they change."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from babel import localedata
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.payloads import Payload, text_at
from adapters.slack.web.calls import GONE, Refusal, answered
from bot.incoming import Sender

AN_HOUR, TEN_MINUTES = 3600.0, 600.0
MOST_KEPT = 20_000


_ADDRESS = "https://{home}/app_redirect?team={team}&channel={{channel}}"
"""Opens a channel in the app or the browser, whatever the workspace is called."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says about a person. `here`: the account is not switched off. `manages`: they run the workspace."""

    here: bool = True
    bot: bool = False
    name: str = ""
    zone: str = ""
    language: str = ""
    manages: bool = False

    def on(self, sender: Sender, place_name: str, home: str) -> Sender:
        """The sender with all that is known about them. `home` is Slack's own domain there."""
        return replace(
            sender, place_name=place_name, place_address=_ADDRESS.format(home=home, team=sender.place), name=self.name,
            zone=self.zone, language=self.language, manages=self.manages,
        )  # fmt: skip


NOBODY = Profile(here=False)


def profile_of(user: Payload) -> Profile:
    """A user as `users.info` and `user_change` give it."""
    runs = any(user.get(flag) is True for flag in ("is_admin", "is_owner", "is_primary_owner"))
    return Profile(
        here=user.get("deleted") is not True,
        bot=user.get("is_bot") is True,
        name=_name(user),
        zone=text_at(user, "tz", default=""),
        language=language_of(text_at(user, "locale", default="")),
        manages=runs and user.get("is_restricted") is not True,
    )


def _name(user: Payload) -> str:
    names = (("profile", "display_name"), ("profile", "real_name"), ("real_name",), ("name",))
    return next((found for path in names if (found := text_at(user, *path, default="").strip())), "")


def language_of(locale: str) -> str:
    """The language of "de-DE", empty where it is none that anything could be written in."""
    language = re.split("[-_]", locale)[0].lower()
    return language if language and localedata.exists(language) else ""


class People:
    """Profiles of one workspace. `now` gives seconds, for their age."""

    def __init__(self, client: AsyncWebClient, now: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._now = now
        self._known: OrderedDict[str, tuple[float, Profile]] = OrderedDict()

    async def profile(self, user: str, *, at_most: float = AN_HOUR) -> Profile:
        """The profile, not older than so many seconds; where Slack has had enough of questions, not older than an
        hour. An account that Slack does not know is not here. Raises as `answered` does."""
        known, age = self._known.get(user), self.age(user)
        if known and age <= at_most:
            return known[1]
        try:
            response = await answered(self._client.users_info(user=user, include_locale=True))
        except Refusal as refusal:
            if refusal.code in GONE:
                return self._keep(user, NOBODY)
            if refusal.retry_after is not None and known and age <= AN_HOUR:
                return known[1]
            raise
        return self._keep(user, profile_of(response.get("user") or {}))

    def age(self, user: str) -> float:
        """Seconds since the profile was learned; infinite where nothing is known."""
        return self._now() - self._known[user][0] if user in self._known else float("inf")

    def changed(self, user: Payload) -> Profile:
        """Slack says how this user is now. Strangers are not remembered: workspaces have many."""
        name, told = text_at(user, "id", default=""), profile_of(user)
        if name not in self._known:
            return told
        return self._keep(name, told if told.language else replace(told, language=self.known(name).language))

    def known(self, user: str) -> Profile:
        """What was learned so far, without asking."""
        return self._known[user][1] if user in self._known else Profile()

    def _keep(self, user: str, profile: Profile) -> Profile:
        self._known[user] = (self._now(), profile)
        self._known.move_to_end(user)
        if len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
        return profile
