"""files.*: the three steps of an upload, and looking at a file."""

import mimetypes
from collections.abc import Sequence

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.web.asked import Asked, Method
from tests.loopback.slack.world.records import Channel, File, Refusal


def get_upload_url(asked: Asked) -> Json:
    asked.scopes("files:write")
    name, length = asked.need("filename"), int(asked.need("length"))
    alt_text = str(asked.arguments.get("alt_txt") or "")
    if len(alt_text) > 1000:
        raise Refusal("alt_txt_too_large")
    file_id = asked.world.new_id("F", name.rpartition(".")[0])
    file = File(file_id, asked.team.id, name, asked.team.bot_user_id, length, alt_text=alt_text)
    file.media_type = mimetypes.guess_type(name)[0] or file.media_type
    file.url = f"{asked.inside.url}/files/{file_id}/{name}"
    asked.world.files[file_id] = file
    return {"upload_url": f"{asked.inside.url}/upload/v1/{file_id}", "file_id": file_id}


def complete_upload(asked: Asked) -> Json:
    """Every file must have arrived; with a channel, one message of the app shows them all."""
    asked.scopes("files:write")
    wanted = asked.arguments.get("files")
    if not isinstance(wanted, list) or not wanted:
        raise Refusal("invalid_arguments")
    files = [_arrived(asked, str(row.get("id"))) for row in wanted]
    channels = _channels(asked)
    for file, row in zip(files, wanted, strict=True):
        file.title, file.complete = str(row.get("title") or file.name), True
    answer = {"files": [file.to_slack() for file in files]}  # sharing happens later at Slack: it is not in the answer
    for channel in channels:
        _share(asked, channel, files)
    return answer


def info(asked: Asked) -> Json:
    """The app's own files; other people's need files:read."""
    file = asked.world.files.get(asked.need("file"))
    if file is None or file.team_id != asked.team.id or not file.complete:
        raise Refusal("file_not_found")
    asked.scopes("files:read", "files:write" if file.user == asked.team.bot_user_id else "files:read")
    return {"file": file.to_slack()}


def _arrived(asked: Asked, file_id: str) -> File:
    file = asked.world.files.get(file_id)
    if file is None or file.content is None or file.complete:
        raise Refusal("file_not_found")
    return file


def _channels(asked: Asked) -> list[Channel]:
    """`channel_id` is an id of a conversation; `channels` may name people too."""
    if asked.arguments.get("channel_id"):
        return [asked.visible(asked.need("channel_id"))]
    named = [name for name in str(asked.arguments.get("channels") or "").split(",") if name]
    world = asked.world
    return [world.talk_of(asked.team, [name]) if name in world.users else asked.visible(name) for name in named]


def _share(asked: Asked, channel: Channel, files: Sequence[File]) -> None:
    if asked.team.bot_user_id not in channel.members:
        raise Refusal("not_in_channel")
    comment, blocks = str(asked.arguments.get("initial_comment") or ""), asked.arguments.get("blocks") or []
    said = {"text": comment, "blocks": blocks}
    if blocks and asked.inside.checks.message(asked.method, said, list(asked.world.files)):
        raise Refusal("invalid_blocks")
    shown = [file.to_slack() for file in files]
    thread_ts = asked.arguments.get("thread_ts")
    message = asked.world.add_bot_message(asked.team, channel, comment, blocks, files=shown, thread_ts=thread_ts)
    for file in files:
        file.shares[channel.id] = message.ts


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
}
