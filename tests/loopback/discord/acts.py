"""What people do. Each act waits for the bot's answer, as long as Discord would, and gives it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.loopback.discord import people
from tests.loopback.discord.people import Given
from tests.loopback.discord.rest.interactions import DEFER_UPDATE
from tests.loopback.discord.running import Running
from tests.loopback.discord.shown import Answer, Form, Shown, form, shown
from tests.loopback.discord.world.records import Channel, Guild, Message, Payload, Upload, User
from tests.loopback.discord.world.refusals import NotPossible
from tests.loopback.discord.world.state import Interaction
from tests.loopback.discord.world.writing import tell_message


class Acts(Running):
    """`seconds` is how long an act waits for its answer; None is as long as the answer counts (3 s)."""

    def command(
        self,
        user: User,
        *path: str,
        options: Mapping[str, Given] | None = None,
        guild: Guild | None = None,
        channel: Channel | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """A slash command, `path` its name and subcommands: in a channel, in the guild's first, or to the bot alone.

        Raises NotPossible unless the bot registered it and this person is offered it there.
        """

        def act() -> Interaction:
            place = self._place(user, guild, channel)
            return people.command(self._world, user, path, dict(options or {}), place, None)

        return self._answered(self._do(act), seconds)

    def complete(
        self,
        user: User,
        *path: str,
        option: str,
        typed: str,
        guild: Guild | None = None,
        channel: Channel | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """Types the beginning of an option; the answer's `choices` are what the bot offers."""

        def act() -> Interaction:
            place = self._place(user, guild, channel)
            return people.command(self._world, user, path, {option: typed}, place, option)

        return self._answered(self._do(act), seconds)

    def press(self, user: User, message: Shown, custom_id: str, *, seconds: float | None = None) -> Answer:
        """Presses a button as seen on `message`, which may have changed since: two can press at the same time."""

        def act() -> Interaction:
            return people.press(self._world, user, self._seen(user, message), message.payload, custom_id)

        return self._answered(self._do(act), seconds)

    def select(
        self, user: User, message: Shown, custom_id: str, values: Sequence[Given], *, seconds: float | None = None
    ) -> Answer:
        """Chooses in a menu: values of options, or people, roles and channels."""

        def act() -> Interaction:
            return people.select(self._world, user, self._seen(user, message), message.payload, custom_id, values)

        return self._answered(self._do(act), seconds)

    def submit(
        self,
        user: User,
        modal: Form | Payload,
        values: Mapping[str, Given | Sequence[Given]],
        *,
        seconds: float | None = None,
    ) -> Answer:
        """Sends the form open before this person; fields left out keep what the bot put there."""
        payload = modal.payload if isinstance(modal, Form) else modal
        return self._answered(self._do(lambda: people.submit(self._world, user, payload, values)), seconds)

    def type_line(self, user: User, text: str, *, files: Sequence[Upload] = (), seconds: float | None = None) -> Answer:
        """Writes to the bot alone; the answer's `message` is the first thing the bot then writes there."""

        def act() -> tuple[Message, float]:
            channel = self._world.direct_channel(user)
            return people.say(self._world, user, channel, text, files), self._world.now()

        said, begun = self._do(act)

        def look() -> Shown | None:
            return self._see(lambda: self._next_in(said))

        answer = self._until(look, self._world.answer_within if seconds is None else seconds)
        return Answer(said.id, None, self._world.now() - begun, answer)

    def say(self, user: User, channel: Channel, text: str) -> Shown:
        """Writes in a guild's channel or a thread; waits for nothing."""
        return self._do(lambda: shown(people.say(self._world, user, channel, text, ())))

    def redeliver(self, answer: Answer, *, seconds: float | None = None) -> Answer:
        """Tells the bot about the same act again, as a second session of it would be told.

        Of an interaction `refused` then says what its second answer got. A typed line that is told again is not
        waited for: `shown` says what came of it.
        """
        known = self._world.interactions.get(answer.interaction_id)
        if known is None:
            self._do(lambda: tell_message(self._world, "MESSAGE_CREATE", self._world.messages[answer.interaction_id]))
            return answer
        interaction = known

        def again() -> int:
            people.tell(self._world, interaction)
            return interaction.tries

        tries = self._do(again)
        self._until(lambda: interaction.tries > tries, self._world.answer_within if seconds is None else seconds)
        return self._see(lambda: self._answer(interaction))

    def outcome(self, answer: Answer, seconds: float = 10.0) -> Answer:
        """The same answer once a deferred one is filled in, or what it still is when time is up."""
        interaction = self._world.interactions[answer.interaction_id]
        self._until(lambda: self._see(lambda: self._settled(interaction)), seconds)
        return self._see(lambda: self._answer(interaction))

    def _place(self, user: User, guild: Guild | None, channel: Channel | None) -> Channel:
        if channel is not None:
            return channel
        if guild is None:
            return self._world.direct_channel(user)
        visible = [one for one in self._world.channels_of(guild) if self._world.sees(user, one)]
        if not visible:
            raise NotPossible(f"{user.name} sees no channel of {guild.name}")
        return visible[0]

    def _seen(self, user: User, message: Shown) -> Message:
        found = self._world.messages.get(message.id)
        if found is None or found.only_for not in (None, user.id) or not self._world.sees(user, found.channel):
            raise NotPossible(f"{user.name} does not see message {message.id} (any more)")
        return found

    def _next_in(self, said: Message) -> Shown | None:
        newer = [
            one
            for one in self._world.messages.values()
            if one.channel is said.channel and one.author is self._world.bot and one.id > said.id and not one.loading
        ]
        return shown(newer[0]) if newer else None

    def _answered(self, interaction: Interaction, seconds: float | None) -> Answer:
        patience = self._world.answer_within if seconds is None else seconds
        self._until(lambda: interaction.answered is not None, patience)
        return self._see(lambda: self._answer(interaction))

    def _settled(self, interaction: Interaction) -> bool:
        original = interaction.original
        if interaction.answered is None:
            return False
        if original is None or original.id not in self._world.messages or self._follow_ups(interaction):
            return True
        if interaction.answered == DEFER_UPDATE:
            return original.edited_at != interaction.message_edited_at
        return not original.loading

    def _follow_ups(self, interaction: Interaction) -> list[Message]:
        mine: Callable[[Message], bool] = lambda one: (one.interaction or {}).get("id") == str(interaction.id)  # noqa: E731
        return [one for one in self._world.messages.values() if mine(one) and one is not interaction.original]

    def _answer(self, interaction: Interaction) -> Answer:
        original = interaction.original
        still_there = original is not None and original.id in self._world.messages
        choices: list[tuple[str, Any]] = [(one["name"], one["value"]) for one in interaction.choices]
        return Answer(
            interaction.id,
            interaction.answered,
            interaction.seconds if interaction.answered is not None else self._world.now() - interaction.begun,
            shown(original) if original is not None and still_there else None,
            None if interaction.modal is None else form(interaction.modal),
            tuple(choices),
            tuple(shown(one) for one in self._follow_ups(interaction)),
            interaction.refused,
        )
