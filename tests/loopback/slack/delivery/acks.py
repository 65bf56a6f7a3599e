"""What an acknowledgement does at Slack, and what a person sees where there is none."""

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.delivery.courier import Delivery
from tests.loopback.slack.web.asked import Inside
from tests.loopback.slack.web.respond import respond
from tests.loopback.slack.world.passes import ResponsePass
from tests.loopback.slack.world.records import Refusal
from tests.loopback.slack.world.world import SLACKBOT

TROUBLE = "We had some trouble connecting. Try again?"


class Acks:
    """Acts on acknowledgements; what Slack would ignore or refuse in one is noted as a problem."""

    def __init__(self, inside: Inside) -> None:
        self._inside = inside

    def taken(self, delivery: Delivery, body: Json) -> None:
        kind = delivery.payload.get("type")
        if delivery.kind == "slash_commands":
            self._command(delivery.payload, body)
        elif kind == "view_submission":
            self._submission(delivery.payload, body)
        elif kind == "view_closed":
            self._ignored("view_closed", body)
        elif kind == "block_actions":
            self._ignored("block_actions", body)
        elif kind == "block_suggestion":
            self._suggestion(body)

    def failed(self, delivery: Delivery, reason: str) -> None:
        """Slackbot says it of a command, the form says it of a submission; other failures show nothing lasting."""
        payload = delivery.payload
        if delivery.kind == "slash_commands":
            word = "operation_timeout" if "timeout" in reason else "dispatch_failed"
            text = f'{payload["command"]} failed with the error "{word}"'
            channel = self._inside.world.channels[payload["channel_id"]]
            self._inside.world.add_message(channel, SLACKBOT, text, only_for=payload["user_id"])
        elif payload.get("type") == "view_submission":
            self._inside.screens.complain(payload["view"]["id"], {"": TROUBLE})

    def _ignored(self, kind: str, body: Json) -> None:
        if body:
            self._inside.checks.note(f"ack of {kind}", f"Slack ignores what it says: {body}")

    def _command(self, payload: Json, body: Json) -> None:
        if not body:
            return
        world, user_id = self._inside.world, payload["user_id"]
        pass_ = ResponsePass(user_id, payload["team_id"], payload["channel_id"], world.now())
        try:
            respond(self._inside, f"ack of {payload['command']}", pass_, body)
        except Refusal as refusal:
            self._inside.checks.note(f"ack of {payload['command']}", refusal.error)

    def _submission(self, payload: Json, body: Json) -> None:
        user_id, view_id, screens = payload["user"]["id"], payload["view"]["id"], self._inside.screens
        action = body.get("response_action")
        if all(view["id"] != view_id for view in screens.stacks.get(user_id, [])):
            return  # closed meanwhile, or sent twice
        try:
            match action:
                case None if not body:
                    screens.close(user_id, view_id)
                case "clear":
                    screens.close(user_id, view_id, whole_stack=True)
                case "errors":
                    self._errors(payload["view"], body.get("errors") or {})
                case "update":
                    _, old = screens.find(view_id)
                    screens.update(self._inside.scene_of(user_id), old, self._view(body))
                case "push":
                    screens.push(self._inside.scene_of(user_id), self._view(body))
                case _:
                    raise Refusal(f"unknown answer {body}")
        except Refusal as refusal:
            self._inside.checks.note("ack of view_submission", refusal.error)
            screens.complain(view_id, {"": TROUBLE})

    def _view(self, body: Json) -> Json:
        view = body.get("view")
        if not isinstance(view, dict):
            raise Refusal("no view")
        if self._inside.checks.view("ack of view_submission", {"view": view}):
            raise Refusal("invalid view")
        return view

    def _errors(self, view: Json, errors: dict[str, str]) -> None:
        inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
        if not errors or not set(errors) <= inputs:
            raise Refusal(f"errors for {sorted(errors)}, inputs are {sorted(inputs)}")
        if not all(errors.values()):
            raise Refusal(f"errors without words: {errors}")
        self._inside.screens.complain(view["id"], errors)

    def _suggestion(self, body: Json) -> None:
        groups = body.get("option_groups")
        options = [option for group in groups for option in group["options"]] if groups else body.get("options")
        if not isinstance(options, list) or len(options) > 100:
            self._inside.checks.note("ack of block_suggestion", "needs at most 100 options")
            return
        for option in options:
            if len(option["text"]["text"]) > 75 or len(option["value"]) > 75:
                self._inside.checks.note("ack of block_suggestion", f"too long: {option}")
