"""chat.*: posting, changing and taking back."""

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.web.asked import Asked, Method, invalid
from tests.loopback.slack.world.records import Channel, Message, Refusal


def post_message(asked: Asked) -> Json:
    """To a channel, or to a person by user id. Slack says ok for a deactivated person too."""
    asked.scopes("chat:write")
    channel = _channel(asked)
    _say_something(asked)
    message = asked.world.add_bot_message(
        asked.team,
        channel,
        str(asked.arguments.get("text") or ""),
        asked.arguments.get("blocks") or [],
        metadata=asked.arguments.get("metadata"),
        thread_ts=asked.arguments.get("thread_ts"),
    )
    asked.inside.echo(asked.team, channel, message.to_slack())
    return {"channel": channel.id, "ts": message.ts, "message": message.to_slack(metadata=True)}


def post_ephemeral(asked: Asked) -> Json:
    """For one member of a channel alone."""
    asked.scopes("chat:write")
    channel = _channel(asked)
    user = asked.user(asked.need("user"))
    if user.id not in channel.members:
        raise Refusal("user_not_in_channel")
    _say_something(asked)
    text, blocks = str(asked.arguments.get("text") or ""), asked.arguments.get("blocks") or []
    message = asked.world.add_bot_message(asked.team, channel, text, blocks, only_for=user.id)
    return {"message_ts": message.ts}


def update(asked: Asked) -> Json:
    """Blocks that are not given stay, unless a text is: then the text stands alone. Metadata stays unless given."""
    asked.scopes("chat:write")
    message = asked.own_message("cant_update_message")
    _say_something(asked)
    changes: Json = {}
    if asked.arguments.get("blocks") is not None or asked.arguments.get("text"):
        changes["blocks"] = asked.arguments.get("blocks") or []
    if asked.arguments.get("text"):
        changes["text"] = str(asked.arguments["text"])
    if asked.arguments.get("metadata") is not None:
        changes["metadata"] = asked.arguments["metadata"] or None
    changed = asked.world.change_message(message, edited=True, **changes)
    _echo_change(asked, "message_changed", changed, message)
    said = changed.to_slack(metadata=True)
    return {"channel": changed.channel, "ts": changed.ts, "text": changed.text, "message": said}


def delete(asked: Asked) -> Json:
    asked.scopes("chat:write")
    message = asked.own_message("cant_delete_message")
    asked.world.remove_message(message)
    _echo_change(asked, "message_deleted", None, message)
    return {"channel": message.channel, "ts": message.ts}


def _echo_change(asked: Asked, subtype: str, message: Message | None, previous: Message) -> None:
    event: Json = {"type": "message", "subtype": subtype, "hidden": True, "ts": asked.world.tick()}
    event["previous_message"] = previous.to_slack()
    event |= {"message": message.to_slack()} if message else {"deleted_ts": previous.ts}
    asked.inside.echo(asked.team, asked.world.channels[previous.channel], event)


def _channel(asked: Asked) -> Channel:
    named, world = asked.need("channel"), asked.world
    if named in world.users:
        user = world.users[named]
        if user.team_id != asked.team.id:
            raise Refusal("channel_not_found")
        return world.talk_of(asked.team, [user.id])
    channel = asked.visible(world.channel(named, asked.team.id).id)
    if channel.archived:
        raise Refusal("is_archived")
    if asked.team.bot_user_id not in channel.members and "chat:write.public" not in asked.team.scopes:
        raise Refusal("not_in_channel")
    return channel


def _say_something(asked: Asked) -> None:
    arguments = asked.arguments
    if isinstance(arguments.get("blocks"), str):
        raise Refusal("invalid_blocks_format")
    if not arguments.get("text") and not arguments.get("blocks") and arguments.get("metadata") is None:
        raise Refusal("no_text")
    refused = asked.inside.checks.message(asked.method, arguments, list(asked.world.files))
    if any("characters of text" in problem for problem in refused):
        raise Refusal("msg_blocks_too_long")
    if any(problem.startswith("text:") for problem in refused):
        raise Refusal("msg_too_long")
    if refused:
        raise invalid(refused, "invalid_blocks")


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
}
