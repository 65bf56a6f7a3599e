"""What people do on the loopback Slack. Every act is a payload for the app and comes back as an `Ack`."""

from collections.abc import Sequence
from typing import Any

from tests.loopback.slack import payloads
from tests.loopback.slack.blocks import Json
from tests.loopback.slack.blocks.elements import Choice, Choices, Impossible, state_values
from tests.loopback.slack.blocks.finders import elements
from tests.loopback.slack.delivery.courier import Ack, Delivery
from tests.loopback.slack.happenings import Happenings
from tests.loopback.slack.payloads import Scene
from tests.loopback.slack.sights import Who
from tests.loopback.slack.world.records import Message, User


class Acts(Happenings):
    """Acts refuse with `Impossible` (an AssertionError) what no person could do in Slack's own client."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._chosen: dict[tuple[str, str], dict[tuple[str, str], Json]] = {}

    # --- commands and buttons

    def command(self, who: Who, command: str, text: str = "", *, channel: str | None = None) -> Ack:
        """Type a slash command, in the direct message with the app unless a channel is named."""

        def build() -> Delivery:
            user = self._named(who)
            place = self._place(user, channel)
            payload = payloads.slash_command(
                self._world.scene(user),
                command,
                text,
                channel_id=place.id,
                channel_name=self._world.name_in_payload(place),
                trigger_id=self._inside.trigger(user),
                response_url=self._inside.response_url(user, place),
            )
            return Delivery("slash_commands", payload)

        return self._deliver(build)

    def press(self, who: Who, source: Message | Json, action: str | Json, *, values: Choices | None = None) -> Ack:
        """Press a button: by action_id, or as `find_action` found it. `source` is the message or view as this person
        looks at it, `values` what they filled into its inputs before."""
        blocks = source.blocks if isinstance(source, Message) else source["blocks"]
        entry = payloads.press(blocks, action) if isinstance(action, str) else action
        return self._act(who, source, entry, values)

    def select(self, who: Who, source: Message | Json, action_id: str, choice: Choice) -> Ack:
        """Choose in a menu, radio buttons, checkboxes, a picker: options by label or value, people and channels by id.
        The choice stands in the `state` of this person's later presses there."""
        blocks = source.blocks if isinstance(source, Message) else source["blocks"]
        return self._act(who, source, payloads.choose(blocks, action_id, choice), None)

    def suggest(self, who: Who, source: Message | Json, action_id: str, typed: str) -> Ack:
        """Type into an external select; the options are in the ack's body."""

        def build() -> Delivery:
            scene = self._world.scene(self._named(who))
            if isinstance(source, Message):
                context: Json = {"message": source.to_slack(), "channel": {"id": source.channel}}
                payload = payloads.block_suggestion(scene, source.blocks, action_id, typed, source=context)
            else:
                payload = payloads.block_suggestion(scene, source["blocks"], action_id, typed, source={"view": source})
            return Delivery("interactive", payload)

        return self._deliver(build)

    def _act(self, who: Who, source: Message | Json, action: Json, values: Choices | None) -> Ack:
        def build() -> Delivery:
            user = self._named(who)
            scene = self._world.scene(user)
            if isinstance(source, Message):
                return Delivery("interactive", self._on_message(user, scene, source, action, values))
            if source["type"] == "modal":
                self._in_front_of(user, source)
            trigger_id = self._inside.trigger(user, in_modal=source["type"] == "modal")
            blocks, ts = source["blocks"], self._world.tick()
            state = self._state(user, source["id"], blocks, action, values)
            view = {**source, "state": {"values": state}}
            return Delivery(
                "interactive",
                payloads.block_actions_in_view(scene, action, view=view, trigger_id=trigger_id, action_ts=ts),
            )

        return self._deliver(build)

    def _on_message(self, user: User, scene: Scene, message: Message, action: Json, values: Choices | None) -> Json:
        channel = self._world.channels[message.channel]
        if user.id not in channel.members or message.only_for not in (None, user.id):
            raise Impossible(f"{user.name} cannot see this message")
        return payloads.block_actions(
            scene,
            action,
            message=message.to_slack(),
            channel_id=channel.id,
            channel_name=self._world.name_in_payload(channel),
            ephemeral=message.only_for is not None,
            state=self._state(user, f"{channel.id}/{message.ts}", message.blocks, action, values),
            trigger_id=self._inside.trigger(user),
            response_url=self._inside.response_url(user, channel, message.ts),
            action_ts=self._world.tick(),
        )

    def _state(self, user: User, place: str, blocks: Sequence[Json], action: Json, values: Choices | None) -> Json:
        """state.values with what this person chose here before, and with this choice."""
        state = state_values(blocks, values)
        remembered = self._chosen.setdefault((user.id, place), {})
        names = {"block_id", "action_id", "text", "style", "url"}
        if action["type"] not in ("button", "overflow"):
            block_id = action["block_id"] or payloads.block_of(blocks, action["action_id"])
            entry = {key: value for key, value in action.items() if key not in names}
            remembered[block_id, action["action_id"]] = entry
        there = {(block["block_id"], element["action_id"]) for block, element in elements(blocks)}
        for (block_id, action_id), entry in remembered.items():
            if (block_id, action_id) in there:
                state.setdefault(block_id, {})[action_id] = entry
        return state

    # --- forms

    def submit(self, who: Who, view: Json, values: Choices | None = None) -> Ack:
        """Send a form: `values` by block_id or by the label of the input. Required inputs must be filled in."""

        def build() -> Delivery:
            user = self._named(who)
            self._in_front_of(user, view)
            self._screens.errors.pop(view["id"], None)
            trigger_id = self._inside.trigger(user, in_modal=True)
            scene = self._world.scene(user)
            return Delivery("interactive", payloads.view_submission(scene, view, values, trigger_id=trigger_id))

        return self._deliver(build)

    def close(self, who: Who, view: Json, *, whole_stack: bool = False) -> Ack:
        """Close a form, or with the cross all that are open. The app hears of it only if the view asked for that."""

        def build() -> Delivery:
            user = self._named(who)
            self._in_front_of(user, view)
            cleared = whole_stack or view["clear_on_close"]
            self._screens.close(user.id, view["id"], whole_stack=cleared)
            return Delivery("interactive", payloads.view_closed(self._world.scene(user), view, cleared=cleared))

        if view["notify_on_close"]:
            return self._deliver(build)
        return Ack(False, {}, 0.0, 0, self._loop.call(build), error="the view did not ask to be told")

    def _in_front_of(self, user: User, view: Json) -> None:
        shown = self._screens.top(user.id)
        if shown is None or shown["id"] != view["id"]:
            raise Impossible(f"{user.name} has no such form in front of them")
