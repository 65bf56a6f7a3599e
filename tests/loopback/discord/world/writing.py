"""Messages come into being, change and go: one way for channels, interaction answers and follow-ups."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from tests.loopback.discord import components
from tests.loopback.discord.world.limits import message_problems, refuse_if
from tests.loopback.discord.world.records import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    Channel,
    Message,
    Payload,
    Upload,
    User,
    stamp,
)
from tests.loopback.discord.world.refusals import EMPTY_MESSAGE, FORM_BODY, Refusal
from tests.loopback.discord.world.state import NONCE_SECONDS, Interaction, World

SETTABLE_FLAGS = EPHEMERAL | COMPONENTS_V2 | 1 << 2 | 1 << 12  # also: no embeds, no notification


def write(
    world: World,
    channel: Channel,
    author: User,
    body: Payload,
    files: Mapping[int, Upload],
    *,
    answers: Interaction | None = None,
    loading: bool = False,
) -> Message:
    """A new message, checked, stored and told to the bot; an ephemeral one is told to nobody."""
    flags = (body.get("flags") or 0) & SETTABLE_FLAGS | (LOADING if loading else 0)
    if answers is None:
        flags &= ~EPHEMERAL  # only an interaction knows for whom
    if not loading and not says_something(body, files):
        raise Refusal(EMPTY_MESSAGE)
    refuse_if(message_problems(body, flags))
    message = Message(world.new_id(), channel, author, flags=flags, nonce=body.get("nonce"))
    _fill(world, message, body, files)
    if answers is not None:
        message.application_id = world.application_id
        message.interaction = {
            "id": str(answers.id),
            "type": answers.kind,
            "user": answers.user.payload(),
            "authorizing_integration_owners": answers.payload["authorizing_integration_owners"],
        }
        message.only_for = answers.user.id if flags & EPHEMERAL else None
    world.messages[message.id] = message
    if message.only_for is None:
        channel.last_message_id = message.id
        channel.message_count += 1
        channel.archived = False
        tell_message(world, "MESSAGE_CREATE", message)
    return message


def says_something(body: Payload, files: Mapping[int, Upload]) -> bool:
    spoken = isinstance(body.get("content"), str) and bool(body["content"].strip())
    return spoken or bool(files) or any(body.get(key) for key in ("embeds", "components", "sticker_ids", "poll"))


def edit(world: World, message: Message, body: Payload, files: Mapping[int, Upload]) -> Message:
    """Changes what the body names and leaves the rest; components v2 stays for ever."""
    flags = message.flags & ~LOADING | (body.get("flags") or 0) & COMPONENTS_V2
    kept = {"content": message.content, "embeds": message.embeds, "components": message.components}
    refuse_if(message_problems({**kept, **body}, flags))
    would_be = {**kept, **body, "attachments": body.get("attachments", message.attachments)}
    if not says_something(would_be, files) and not would_be["attachments"]:
        raise Refusal(EMPTY_MESSAGE)
    message.flags = flags
    _fill(world, message, body, files)
    message.edited_at = stamp()
    if message.only_for is None:
        tell_message(world, "MESSAGE_UPDATE", message)
    return message


def remove(world: World, message: Message) -> None:
    del world.messages[message.id]
    if message.only_for is None:
        gone: Payload = {"id": str(message.id), "channel_id": str(message.channel.id)}
        world.tell("MESSAGE_DELETE", gone, message.channel)


def known_nonce(world: World, body: Payload) -> Message | None:
    """The message already sent under this nonce, for the few minutes in which Discord remembers."""
    nonce = body.get("nonce")
    if nonce is None or not body.get("enforce_nonce"):
        return None
    sent_at, message = world.nonces.get(str(nonce), (float("-inf"), None))
    return message if world.now() - sent_at < NONCE_SECONDS else None


def remember_nonce(world: World, body: Payload, message: Message) -> None:
    if body.get("nonce") is not None:
        world.nonces[str(body["nonce"])] = (world.now(), message)


def tell_message(world: World, event: str, message: Message) -> None:
    """A message's coming or changing, to a bot that can read the channel."""
    if not world.sees(world.bot, message.channel):
        return
    payload = message.payload() | {"channel_type": message.channel.kind}
    if message.channel.guild_id is not None:
        member = world.guilds[message.channel.guild_id].members.get(message.author.id)
        if member is not None:
            payload["member"] = member.payload(with_user=False)
    world.tell(event, payload, message.channel)


def _fill(world: World, message: Message, body: Payload, files: Mapping[int, Upload]) -> None:
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = body["embeds"] or []
    if files or "attachments" in body:
        message.attachments = _attachments(world, message, body.get("attachments"), files)
    if "components" in body:
        message.components = _numbered(body["components"] or [])
    _resolve_attachments(world, message)


def _numbered(tree: list[Payload]) -> list[Payload]:
    """Discord gives every component without an `id` the next free number, in reading order."""
    tree = deepcopy(tree)
    taken = {part["id"] for part in components.parts(tree) if part.get("id")}
    number = 0
    for part in components.parts(tree):
        if not part.get("id"):
            number = next(one for one in range(number + 1, number + 200) if one not in taken)
            part["id"] = number
    return tree


def _attachments(
    world: World, message: Message, named: list[Payload] | None, files: Mapping[int, Upload]
) -> list[Payload]:
    """The kept ones (named by their id) and the new ones (named by their place among the uploads, or not at all)."""
    by_id = {one["id"]: one for one in message.attachments}
    result, placed = [], set()
    for entry in named if named is not None else list(by_id.values()):
        if str(entry["id"]) in by_id:
            result.append(by_id[str(entry["id"])])
        elif int(entry["id"]) in files:
            placed.add(int(entry["id"]))
            result.append(_upload(world, message, files[int(entry["id"])], entry))
        else:
            raise Refusal(FORM_BODY, [f"attachments: {entry['id']} is neither kept nor uploaded"])
    return result + [_upload(world, message, one, {}) for place, one in files.items() if place not in placed]


def _upload(world: World, message: Message, upload: Upload, entry: Payload) -> Payload:
    name = entry.get("filename") or upload.name
    described = {"description": entry["description"]} if entry.get("description") else {}
    return store_file(world, Upload(name, upload.content), message.channel.id) | described


def store_file(world: World, upload: Upload, channel_id: int) -> Payload:
    """An attachment object whose url gives the bytes back."""
    number = world.new_id()
    world.files[number] = upload
    url = f"{world.files_url}/attachments/{channel_id}/{number}/{upload.name}"
    return {
        "id": str(number),
        "filename": upload.name,
        "size": len(upload.content),
        "url": url,
        "proxy_url": url,
        "content_type": mimetypes.guess_type(upload.name)[0] or "application/octet-stream",
    }


def _resolve_attachments(world: World, message: Message) -> None:
    """Puts the stored file in the place of every `attachment://name`."""
    urls = {f"attachment://{one['filename']}": one for one in message.attachments}
    shown = {one["url"] for one in message.attachments if not message.flags & COMPONENTS_V2}
    for medium in _media(message):
        url = medium["url"]
        if url.startswith("attachment://"):
            if url not in urls:
                raise Refusal(FORM_BODY, [f"{url} is no attachment of this message"])
            stored = urls[url]
            medium |= {"url": stored["url"], "proxy_url": stored["url"], "content_type": stored["content_type"]}
            medium |= {"loading_state": 2, "placeholder": "", "attachment_id": stored["id"]}
        shown.add(medium["url"])
    for one in message.attachments:
        if one["url"] not in shown:
            world.problems.append(f"message {message.id}: nobody sees {one['filename']}, no component shows it")


def _media(message: Message) -> list[Any]:
    found: list[Any] = []
    for part in components.parts(message.components):
        if part["type"] == components.GALLERY:
            found += [item["media"] for item in part["items"]]
        elif part["type"] == components.THUMBNAIL:
            found.append(part["media"])
        elif part["type"] == components.FILE:
            found.append(part["file"])
    found += [embed[key] for embed in message.embeds for key in ("image", "thumbnail") if embed.get(key)]
    return found
