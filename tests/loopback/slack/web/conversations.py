"""conversations.*: opening talks and looking at channels."""

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.web.asked import Asked, Method
from tests.loopback.slack.world.records import Channel, Refusal

MOST_PEOPLE = 8
KIND_OF = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def open_(asked: Asked) -> Json:
    """A direct message with one person, or with up to eight: always the same for the same people."""
    if asked.arguments.get("channel"):
        channel = asked.visible(asked.need("channel"))
        if channel.kind not in ("im", "mpim"):
            raise Refusal("method_not_supported_for_channel_type")
        return {"channel": {"id": channel.id}, "already_open": True, "no_op": True}
    named = [name.strip() for name in str(asked.arguments.get("users") or "").split(",") if name.strip()]
    if not named:
        raise Refusal("users_list_not_supplied")
    people = list(dict.fromkeys(named))
    asked.scopes("im:write" if len(people) == 1 else "mpim:write")
    if len(people) > MOST_PEOPLE:
        raise Refusal("too_many_users")
    for user in map(asked.user, people):
        if user.id == asked.team.bot_user_id or user.is_bot:
            raise Refusal("cannot_dm_bot")
        if user.deleted:
            raise Refusal("user_disabled")
    known = len(asked.world.channels)
    channel = asked.world.talk_of(asked.team, people)
    said = channel.to_slack(asked.team.bot_user_id) if asked.flag("return_im") else {"id": channel.id}
    again = len(asked.world.channels) == known
    return {"channel": said} | ({"no_op": True, "already_open": True} if again else {})


def info(asked: Asked) -> Json:
    channel = asked.visible(asked.need("channel"))
    asked.scope_of(channel, "read")
    said = channel.to_slack(asked.team.bot_user_id)
    return {"channel": said if asked.flag("include_num_members") else _without(said, "num_members")}


def members(asked: Asked) -> Json:
    channel = asked.visible(asked.need("channel"))
    asked.scope_of(channel, "read")
    rows, more = asked.page(channel.members, default=100)
    return {"members": rows, "response_metadata": more}


def list_(asked: Asked) -> Json:
    """Public channels, and of the others those the app is in."""
    kinds = str(asked.arguments.get("types") or "public_channel").split(",")
    if not set(kinds) <= KIND_OF.keys():
        raise Refusal("invalid_types")
    wanted = {KIND_OF[kind] for kind in kinds}
    bot, found = asked.team.bot_user_id, list[Channel]()
    for channel in asked.world.channels.values():
        if channel.team_id != asked.team.id or channel.kind not in wanted:
            continue
        if channel.archived and asked.flag("exclude_archived"):
            continue
        asked.scope_of(channel, "read")
        if channel.kind == "public" or bot in channel.members:
            found.append(channel)
    rows, more = asked.page(found, default=100)
    return {"channels": [channel.to_slack(bot) for channel in rows], "response_metadata": more}


def history(asked: Asked) -> Json:
    """Newest first; needs the history scope of that kind of channel, which the app has for direct messages alone."""
    channel = asked.visible(asked.need("channel"))
    asked.scope_of(channel, "history")
    if asked.team.bot_user_id not in channel.members:
        raise Refusal("not_in_channel")
    oldest, latest = str(asked.arguments.get("oldest") or "0"), str(asked.arguments.get("latest") or "9" * 10)
    inclusive = asked.flag("inclusive")
    found = [
        message
        for message in asked.world.messages.values()
        if message.channel == channel.id
        and message.only_for is None
        and (float(oldest) < float(message.ts) < float(latest) or (inclusive and message.ts in (oldest, latest)))
    ]
    newest_first = sorted(found, key=lambda message: message.ts, reverse=True)
    rows, more = asked.page(newest_first, default=100, most=999)
    said = [message.to_slack(metadata=asked.flag("include_all_metadata")) for message in rows]
    return {"messages": said, "has_more": bool(more["next_cursor"]), "pin_count": 0, "response_metadata": more}


def _without(said: Json, key: str) -> Json:
    return {name: value for name, value in said.items() if name != key}


METHODS: dict[str, Method] = {
    "conversations.open": open_,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.list": list_,
    "conversations.history": history,
}
