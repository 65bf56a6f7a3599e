"""Answers to what people did: the callback within seconds, edits and follow-ups for a quarter of an hour."""

from __future__ import annotations

from typing import Any

from tests.loopback.discord.rest.calls import Sent
from tests.loopback.discord.rest.routes import Routes
from tests.loopback.discord.world import writing
from tests.loopback.discord.world.limits import modal_problems, refuse_if
from tests.loopback.discord.world.records import EPHEMERAL, Message, Payload
from tests.loopback.discord.world.refusals import Refusal
from tests.loopback.discord.world.state import TOKEN_SECONDS, Interaction, Modal, World

routes = Routes()

MESSAGE, DEFER_MESSAGE, DEFER_UPDATE, UPDATE, CHOICES, FORM = 4, 5, 6, 7, 8, 9
COMMAND, PRESS, COMPLETE, SUBMIT = 2, 3, 4, 5
POSSIBLE: dict[int, tuple[int, ...]] = {
    COMMAND: (MESSAGE, DEFER_MESSAGE, FORM),
    PRESS: (MESSAGE, DEFER_MESSAGE, DEFER_UPDATE, UPDATE, FORM),
    COMPLETE: (CHOICES,),
    SUBMIT: (MESSAGE, DEFER_MESSAGE, DEFER_UPDATE, UPDATE),
}
"""Which callback may answer which kind of interaction; a modal never answers a modal."""


@routes("POST", "/interactions/{interaction}/{token}/callback")
def callback(world: World, sent: Sent, interaction: int, token: str) -> Payload | None:
    found = world.interactions.get(interaction)
    if found is None or found.token != token:
        raise Refusal(10062)
    found.tries += 1
    try:
        _answer(world, found, sent)
    except Refusal as refusal:
        found.refused = refusal.code
        raise
    return _confirmation(found) if sent.query.get("with_response") in ("1", "true", "True") else None


def _answer(world: World, interaction: Interaction, sent: Sent) -> None:
    waited = world.now() - interaction.begun
    kind, content = sent.form()["type"], sent.form().get("data") or {}
    if interaction.answered is not None:
        raise Refusal(40060)
    if waited > world.answer_within:
        raise Refusal(10062)
    possible = [
        one
        for one in POSSIBLE[interaction.kind]
        if one not in (DEFER_UPDATE, UPDATE) or interaction.message is not None
    ]
    refuse_if([] if kind in possible else [f"type: {kind} cannot answer this, {possible} can"])
    if kind in (MESSAGE, DEFER_MESSAGE):
        place = world.channels[int(interaction.payload["channel_id"])]
        interaction.original = writing.write(
            world, place, world.bot, content, sent.files, answers=interaction, loading=kind == DEFER_MESSAGE
        )
    elif kind in (DEFER_UPDATE, UPDATE):
        interaction.original = interaction.message
        if kind == UPDATE and interaction.message is not None:
            _still_there(world, interaction.message)
            writing.edit(world, interaction.message, content, sent.files)
    elif kind == FORM:
        refuse_if(modal_problems(content))
        interaction.modal = content
        world.modals[interaction.user.id] = Modal(interaction.user, content, interaction)
    else:
        interaction.choices = _choices(content)
    if interaction.kind == SUBMIT:
        world.modals.pop(interaction.user.id, None)
    interaction.answered, interaction.seconds = kind, waited


def _choices(content: Payload) -> list[Payload]:
    choices: list[Payload] = content.get("choices") or []
    refuse_if([] if len(choices) <= 25 else [f"choices: {len(choices)}, at most 25"])
    refuse_if([f"choice {one['name']!r}: over 100 characters" for one in choices if len(one["name"]) > 100])
    return choices


def _confirmation(interaction: Interaction) -> Payload:
    about: Payload = {"id": str(interaction.id), "type": interaction.kind}
    resource: Payload = {"type": interaction.answered}
    message = interaction.original
    if message is not None and interaction.answered in (MESSAGE, DEFER_MESSAGE, UPDATE):
        about |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.only_for is not None,
        }
        resource["message"] = message.payload()
    return {"interaction": about, "resource": resource}


# --- the webhook that every answered interaction opens


@routes("POST", "/webhooks/{application}/{token}")
def follow_up(world: World, sent: Sent, application: int, token: str) -> Payload:
    """A further message; the first one after a deferral takes the place of "thinking…"."""
    interaction = _opened(world, application, token)
    original = interaction.original
    if original is not None and original.loading and original.id in world.messages:
        body = {**sent.form(), "flags": (sent.form().get("flags") or 0) & ~EPHEMERAL}
        return writing.edit(world, original, body, sent.files).payload()
    place = world.channels[int(interaction.payload["channel_id"])]
    message = writing.write(world, place, world.bot, sent.form(), sent.files, answers=interaction)
    return message.payload()


@routes("GET", "/webhooks/{application}/{token}/messages/@original")
def original_answer(world: World, sent: Sent, application: int, token: str) -> Payload:
    return _original(world, application, token).payload()


@routes("PATCH", "/webhooks/{application}/{token}/messages/@original")
def change_original(world: World, sent: Sent, application: int, token: str) -> Payload:
    return writing.edit(world, _original(world, application, token), sent.form(), sent.files).payload()


@routes("DELETE", "/webhooks/{application}/{token}/messages/@original")
def drop_original(world: World, sent: Sent, application: int, token: str) -> None:
    writing.remove(world, _original(world, application, token))


@routes("GET", "/webhooks/{application}/{token}/messages/{message}")
def one_answer(world: World, sent: Sent, application: int, token: str, message: int) -> Payload:
    return _own(world, application, token, message).payload()


@routes("PATCH", "/webhooks/{application}/{token}/messages/{message}")
def change_answer(world: World, sent: Sent, application: int, token: str, message: int) -> Payload:
    return writing.edit(world, _own(world, application, token, message), sent.form(), sent.files).payload()


@routes("DELETE", "/webhooks/{application}/{token}/messages/{message}")
def drop_answer(world: World, sent: Sent, application: int, token: str, message: int) -> None:
    writing.remove(world, _own(world, application, token, message))


def _opened(world: World, application: int, token: str) -> Interaction:
    for interaction in world.interactions.values():
        if interaction.token == token and application == world.application_id and interaction.answered is not None:
            if world.now() - interaction.begun > TOKEN_SECONDS:
                raise Refusal(50027)
            return interaction
    raise Refusal(10015)


def _original(world: World, application: int, token: str) -> Message:
    original = _opened(world, application, token).original
    if original is None:
        raise Refusal(10008)
    return _still_there(world, original)


def _own(world: World, application: int, token: str, id: int) -> Message:
    """A message that this interaction made, or the one it came from."""
    interaction = _opened(world, application, token)
    message: Any = world.messages.get(id)
    if message is None:
        raise Refusal(10008)
    if message is not interaction.original and (message.interaction or {}).get("id") != str(interaction.id):
        raise Refusal(10008)
    found: Message = message
    return found


def _still_there(world: World, message: Message) -> Message:
    if message.id not in world.messages:
        raise Refusal(10008)
    return message
