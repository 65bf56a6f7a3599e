"""Answers that come without a method: at a response url, or as the body of an acknowledged command."""

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.web.asked import Inside
from tests.loopback.slack.world.passes import ResponsePass
from tests.loopback.slack.world.records import Message, Refusal


def respond(inside: Inside, where: str, pass_: ResponsePass, said: Json) -> None:
    """Show `said` where the interaction was: to its person alone unless in_channel, or in place of the original."""
    original = inside.world.messages.get((pass_.channel_id, pass_.ts)) if pass_.ts else None
    if said.get("delete_original"):
        if original is not None:
            inside.world.remove_message(original)
        return
    _check(inside, where, said)
    if said.get("replace_original") and original is not None:
        _replace(inside, original, said)
        return
    team, channel = inside.world.teams[pass_.team_id], inside.world.channels[pass_.channel_id]
    inside.world.add_bot_message(
        team,
        channel,
        str(said.get("text") or ""),
        said.get("blocks") or [],
        only_for=None if said.get("response_type") == "in_channel" else pass_.user_id,
        thread_ts=said.get("thread_ts"),
        metadata=said.get("metadata"),
    )


def _replace(inside: Inside, original: Message, said: Json) -> None:
    text, blocks = str(said.get("text") or ""), said.get("blocks") or []
    metadata = said.get("metadata", original.metadata)
    inside.world.change_message(original, text=text, blocks=blocks, metadata=metadata, edited=True)


def _check(inside: Inside, where: str, said: Json) -> None:
    if not said.get("text") and not said.get("blocks"):
        raise Refusal("no_text")
    if said.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        inside.checks.note(where, f"response_type {said['response_type']!r}")
    if inside.checks.message(where, said, list(inside.world.files)):
        raise Refusal("invalid_blocks")
