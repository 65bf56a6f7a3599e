"""People on the loopback platforms, with the hands that a script needs."""

import re
from typing import Any, Protocol

from bot.engine.typed import BARE
from tests.loopback.discord import LoopbackDiscord, components
from tests.loopback.slack import LoopbackSlack, find_action
from tests.loopback.slack.blocks.finders import elements
from tests.world.surface import Filling

CHANNEL_MENU = 8
"""Discord's kind of component."""
OWN_WORDS = "text"
"""What Kith calls the option of a subcommand that takes words."""


class Hands(Protocol):
    """A person, on whatever platform. Pressing waits until there is something to press."""

    def presses(self, label: str, on: str = "") -> None: ...
    def picks_channel(self, name: str) -> None: ...
    def types(self, text: str) -> None: ...
    def commands(self, text: str) -> None: ...
    def fills(self, filling: Filling) -> None: ...
    def sees(self, text: str, seconds: float = 20) -> None: ...
    def screens(self) -> list[str]: ...


def looks_until(person: Hands, command: str, text: str) -> None:
    """Looks again and again until what comes by itself, in a moment or in the morning, is there to be looked at."""
    for _look in range(10):
        person.commands(command)
        try:
            return person.sees(text, seconds=2)
        except AssertionError:
            continue
    person.sees(text)


def code_seen(person: Hands, command: str) -> str:
    """The code that stands behind a command on the newest card that shows one."""
    person.sees(f"{command} ")
    [*_before, newest] = re.findall(rf"{command} ([A-Z2-9]{{4}}(?:-[A-Z2-9]{{4}})+)", "\n".join(person.screens()))
    return str(newest)


class OnSlack:
    """Somebody in Slack."""

    def __init__(self, slack: LoopbackSlack, name: str) -> None:
        self.slack = slack
        self.user = slack.add_user(name)

    def presses(self, label: str, on: str = "") -> None:
        def find() -> Any:
            for message in reversed(self.slack.shown(self.user)):
                if on and on not in message.words:
                    continue
                try:
                    return message, find_action(message.blocks, label, **({"near": on} if on else {}))
                except (AssertionError, LookupError):
                    continue
            return None

        message, action = self.slack.wait_for(find, what=f"“{label}” for {self.user.name}")
        self._acknowledged(self.slack.press(self.user, message, action))

    def picks_channel(self, name: str) -> None:
        def find() -> Any:
            for message in reversed(self.slack.shown(self.user)):
                for _block, element in elements(message.blocks):
                    if element["type"] == "conversations_select":
                        return message, element["action_id"]
            return None

        message, action = self.slack.wait_for(find, what="a menu of channels")
        self._acknowledged(self.slack.select(self.user, message, action, self.slack.channel(name).id))

    def types(self, text: str) -> None:
        self._acknowledged(self.slack.type_line(self.user, text))

    def commands(self, text: str) -> None:
        command, _space, rest = text.partition(" ")
        self._acknowledged(self.slack.command(self.user, command, rest))

    def fills(self, filling: Filling) -> None:
        view = self.slack.wait_for(lambda: self.slack.modal(self.user), what="a form")
        given = {label: value for label, value in filling.items() if not isinstance(value, bytes)}
        self._acknowledged(self.slack.submit(self.user, view, given))

    def sees(self, text: str, seconds: float = 20) -> None:
        self.slack.sees(self.user, text, seconds=seconds)

    def screens(self) -> list[str]:
        return [message.words for message in self.slack.shown(self.user)]

    def _acknowledged(self, ack: Any) -> None:
        assert ack.acknowledged, f"not acknowledged: {ack}"


class OnDiscord:
    """Somebody in Discord."""

    def __init__(self, discord: LoopbackDiscord, name: str, guild: Any, *channels: Any) -> None:
        self.discord = discord
        self.guild = guild
        self.channels = {channel.name: channel for channel in channels}
        self.user = discord.add_user(name, guild)

    def presses(self, label: str, on: str = "") -> None:
        def find() -> Any:
            for message in [*reversed(self.discord.shown(self.user)), *self._posted()]:
                if on and on not in message.text:
                    continue
                if label in message.labels or _in_menu(message, label):
                    return message
            return None

        message = self.discord.wait_for(find, seconds=20, what=f"“{label}” for {self.user.name}")
        if in_menu := _in_menu(message, label):
            self._answered(self.discord.select(self.user, message, *in_menu))
        else:
            self._answered(self.discord.press(self.user, message, _button(message, label, on)))

    def _posted(self) -> Any:
        return [message for channel in self.channels.values() for message in reversed(self.discord.posted(channel))]

    def picks_channel(self, name: str) -> None:
        def find() -> Any:
            for message in reversed(self.discord.shown(self.user)):
                for part in components.parts(message.payload):
                    if part["type"] == CHANNEL_MENU:
                        return message, part["custom_id"]
            return None

        message, menu = self.discord.wait_for(find, seconds=20, what="a menu of channels")
        self._answered(self.discord.select(self.user, message, menu, [self.channels[name]]))

    def types(self, text: str) -> None:
        self.discord.type_line(self.user, text)

    def commands(self, text: str) -> None:
        group, subcommand, words = [*text.removeprefix("/").split(maxsplit=2), BARE, ""][:3]
        options = {OWN_WORDS: words} if words not in ("", BARE) else {}
        self._answered(self.discord.command(self.user, group, subcommand, options=options, guild=self.guild))

    def fills(self, filling: Filling) -> None:
        """Page by page, as Discord has them."""
        left = dict(filling)
        while True:
            form = self.discord.wait_for(lambda: self.discord.modal(self.user), what="a form")
            assert form is not None
            here = {label: left.pop(label) for label in list(left) if label in form.labels}
            self._answered(self.discord.submit(self.user, form, form.filled(here)))
            if not left:
                return
            assert here, f"nothing of {list(left)} is asked in {form.labels}"
            self.presses("Continue")

    def sees(self, text: str, seconds: float = 20) -> None:
        def seen() -> bool:
            return any(text in message.text for message in self.discord.shown(self.user))

        self.discord.wait_for(seen, seconds=seconds, what=f"{self.user.name} to see “{text}”")

    def screens(self) -> list[str]:
        return [message.text for message in self.discord.shown(self.user)]

    def _answered(self, answer: Any) -> None:
        assert answer.kind is not None, f"no answer in time: {answer}"


def _in_menu(message: Any, label: str) -> tuple[str, list[str]] | None:
    """The menu that holds an option with the label, and the option; None where there is none."""
    for part in components.parts(message.payload):
        for option in part.get("options") or ():
            if option["label"] == label:
                return str(part["custom_id"]), [str(option["value"])]
    return None


def _button(message: Any, label: str, on: str) -> str:
    """The button with the label; where there are several, the first one after the text `on`."""
    seen, found = not on, ""
    for part in components.parts(message.payload):
        seen = seen or on in str(part.get("content", ""))
        if part.get("label") == label and part.get("custom_id"):
            found = found or str(part["custom_id"])
            if seen:
                return str(part["custom_id"])
    return found
