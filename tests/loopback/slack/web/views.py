"""views.*: modals and Home tabs."""

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.payloads import Scene
from tests.loopback.slack.web.asked import Asked, Method, invalid
from tests.loopback.slack.world.records import Refusal


def open_(asked: Asked) -> Json:
    view = _view(asked, "modal")
    return {"view": asked.inside.screens.open(_exchanged(asked), view)}


def push(asked: Asked) -> Json:
    """Needs a trigger from an interaction within a modal."""
    view = _view(asked, "modal")
    return {"view": asked.inside.screens.push(_exchanged(asked, in_modal=True), view)}


def update(asked: Asked) -> Json:
    """By view_id or external_id, refused where `hash` is given and older."""
    view = _view(asked)
    if not asked.arguments.get("view_id") and not asked.arguments.get("external_id"):
        raise Refusal("invalid_arguments")
    screens = asked.inside.screens
    user_id, old = screens.find(asked.arguments.get("view_id"), asked.arguments.get("external_id"))
    if old["type"] != view["type"] or old["team_id"] != asked.team.id:
        raise Refusal("not_found")
    return {"view": screens.update(asked.inside.scene_of(user_id), old, view, asked.arguments.get("hash"))}


def publish(asked: Asked) -> Json:
    user, view = asked.user(asked.need("user_id")), _view(asked, "home")
    known_hash = asked.arguments.get("hash")
    return {"view": asked.inside.screens.publish(asked.world.scene(user), view, known_hash)}


def _exchanged(asked: Asked, *, in_modal: bool = False) -> Scene:
    trigger = asked.inside.passes.exchange(asked.need("trigger_id"), asked.team.id, asked.world.now())
    if in_modal and not trigger.in_modal:
        raise Refusal("not_found")
    return asked.inside.scene_of(trigger.user_id)


def _view(asked: Asked, kind: str | None = None) -> Json:
    view = asked.arguments.get("view")
    if not isinstance(view, dict) or kind not in (None, view.get("type")):
        raise invalid([f"no view of type {kind}" if kind else "no view"])
    if any(element["type"] == "file_input" for block in view.get("blocks", ()) if (element := block.get("element"))):
        asked.scopes("files:read")
    refused = asked.inside.checks.view(asked.method, asked.arguments)
    if refused:
        raise invalid(refused)
    return view


METHODS: dict[str, Method] = {
    "views.open": open_,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
