"""People on the loopback platforms, with the hands that a script needs."""

from typing import Any, Protocol

from tests.loopback.discord import LoopbackDiscord, components
from tests.loopback.slack import LoopbackSlack, find_action
from tests.world.surface import Filling


class Hands(Protocol):
    """A person, on whatever platform. Pressing waits until there is something to press."""

    def presses(self, label: str, on: str = "") -> None: ...
    def types(self, text: str) -> None: ...
    def commands(self, text: str) -> None: ...
    def fills(self, filling: Filling) -> None: ...
    def sees(self, text: str) -> None: ...


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

    def types(self, text: str) -> None:
        self._acknowledged(self.slack.type_line(self.user, text))

    def commands(self, text: str) -> None:
        command, _space, rest = text.partition(" ")
        self._acknowledged(self.slack.command(self.user, command, rest))

    def fills(self, filling: Filling) -> None:
        view = self.slack.wait_for(lambda: self.slack.modal(self.user), what="a form")
        self._acknowledged(self.slack.submit(self.user, view, dict(filling)))

    def sees(self, text: str) -> None:
        self.slack.sees(self.user, text, seconds=20)

    def _acknowledged(self, ack: Any) -> None:
        assert ack.acknowledged, f"not acknowledged: {ack}"


class OnDiscord:
    """Somebody in Discord."""

    def __init__(self, discord: LoopbackDiscord, name: str, guild: Any) -> None:
        self.discord = discord
        self.guild = guild
        self.user = discord.add_user(name, guild)

    def presses(self, label: str, on: str = "") -> None:
        def find() -> Any:
            for message in reversed(self.discord.shown(self.user)):
                if label in message.labels and (not on or on in message.text):
                    return message
            return None

        message = self.discord.wait_for(find, seconds=20, what=f"“{label}” for {self.user.name}")
        self._answered(self.discord.press(self.user, message, _button(message, label, on)))

    def types(self, text: str) -> None:
        self.discord.type_line(self.user, text)

    def commands(self, text: str) -> None:
        self._answered(self.discord.command(self.user, *text.removeprefix("/").split(), guild=self.guild))

    def fills(self, filling: Filling) -> None:
        form = self.discord.wait_for(lambda: self.discord.modal(self.user), what="a form")
        assert form is not None
        self._answered(self.discord.submit(self.user, form, form.filled(filling)))

    def sees(self, text: str) -> None:
        def seen() -> bool:
            return any(text in message.text for message in self.discord.shown(self.user))

        self.discord.wait_for(seen, seconds=20, what=f"{self.user.name} to see “{text}”")

    def _answered(self, answer: Any) -> None:
        assert answer.kind is not None, f"no answer in time: {answer}"


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
