"""Letters to Slack: posted, changed, looked for; rooms opened; who is still there."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from adapters.base import Outgoing, RoomPlan, Sent
from adapters.slack.answers.origin import message_of, reference
from adapters.slack.render import Json, render_card
from adapters.slack.web.calls import TRY_AGAIN, Refusal, Unreached, answered, delivered, undeliverable
from adapters.slack.web.people import TEN_MINUTES, Profile
from adapters.slack.web.workspace import Workspace
from bot.errors import Undeliverable, Unknown

log = structlog.get_logger(__name__)

EVENT = "kith_letter"
"""The name of the metadata that carries a letter's key."""
LEFT_ALONE = frozenset({
    "message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found", "is_archived",
})  # fmt: skip
"""Why a message cannot be changed any more."""
CLOCKS_DIFFER = timedelta(minutes=2)
PAGE, MOST_PAGES = 100, 10
SIX_HOURS = 6 * 3600.0
AT_ONCE, PACE = 20, 1.5
"""How many people are asked about one after the other, and the seconds before each further one: less than half of the
hundred questions a minute that Slack answers."""


async def send(slack: Workspace, letter: Outgoing) -> Sent:
    """Posts a letter, its files before it. See `Adapter.send`."""
    await _check_here(slack, letter.user)
    if letter.files and not slack.shared(letter.key):
        await _share_files(slack, letter)
    message = render_card(letter.card)
    response = await delivered(
        slack.posting.chat_postMessage(
            channel=letter.user or letter.room or letter.channel,
            blocks=message.blocks,
            text=message.text,
            metadata=_metadata(letter.key),
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
        ),
        to_person=bool(letter.user),
        repeatable=False,
    )
    channel, ts = str(response.get("channel") or ""), str(response.get("ts") or "")
    if letter.user:
        slack.note_talk(letter.user, channel)
    return Sent(reference(channel, ts))


def _metadata(key: str) -> Json:
    return {"event_type": EVENT, "event_payload": {"key": key}}


async def _check_here(slack: Workspace, user: str) -> None:
    """Slack says ok when it posts to somebody whose account was switched off, so that is looked up first."""
    if user and not (await _profile(slack, user)).here:
        raise Undeliverable("gone")


async def _profile(slack: Workspace, user: str, at_most: float = TEN_MINUTES) -> Profile:
    try:
        return await slack.people.profile(user, at_most=at_most)
    except Refusal as refusal:
        raise undeliverable(refusal, to_person=True) from refusal
    except (Unreached, Unknown) as unreached:
        raise Undeliverable("unreachable", retry_after=TRY_AGAIN) from unreached


async def _share_files(slack: Workspace, letter: Outgoing) -> None:
    """Puts the files into the conversation. An upload that broke off leaves at most a second copy of them."""
    channel = await slack.talk(letter.user) if letter.user else letter.room or letter.channel
    uploads = [
        {"filename": one.file.name, "content": one.content, "title": one.file.name, "alt_txt": one.file.alt or None}
        for one in letter.files
    ]
    await delivered(slack.posting.files_upload_v2(file_uploads=uploads, channel=channel), to_person=bool(letter.user))
    slack.note_shared(letter.key)


async def edit(slack: Workspace, letter: Outgoing, changed: str) -> None:
    """Changes a message that was sent. See `Adapter.edit`."""
    channel, ts = message_of(changed)
    message = render_card(letter.card)
    try:
        await answered(
            slack.posting.chat_update(channel=channel, ts=ts, blocks=message.blocks, text=message.text, parse="none")
        )
    except Refusal as refusal:
        if refusal.code not in LEFT_ALONE:
            raise undeliverable(refusal, to_person=False) from refusal
        log.info("slack_message_left", reason=refusal.code)
    except (Unreached, Unknown) as unreached:
        raise Undeliverable("unreachable", retry_after=TRY_AGAIN) from unreached


async def find(slack: Workspace, letter: Outgoing, since: datetime) -> str | None:
    """Looks for a letter in the one direct message that it was meant for; Kith reads no other conversation. See
    `Adapter.find`."""
    if not letter.user:
        raise Unknown("rooms and channels are not read")
    channel, wanted = await slack.talk(letter.user), _metadata(letter.key)
    more: dict[str, Any] = {"oldest": f"{(since - CLOCKS_DIFFER).timestamp():.6f}"}
    for _ in range(MOST_PAGES):
        history = await delivered(
            slack.looking.conversations_history(channel=channel, limit=PAGE, include_all_metadata=True, **more)
        )
        for message in history.get("messages") or []:
            if message.get("metadata") == wanted:
                return reference(channel, str(message["ts"]))
        cursor = (history.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None
        more["cursor"] = cursor
    raise Unknown("more was said there since than Kith looks through")


async def open_room(slack: Workspace, room: RoomPlan) -> str:
    """A group direct message with these people, the same one for the same people. See `Adapter.open`."""
    response = await delivered(slack.looking.conversations_open(users=",".join(room.users)), to_person=True)
    return str((response.get("channel") or {}).get("id") or "")


async def missing(
    slack: Workspace, users: Sequence[str], rest: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> set[str]:
    """Who is switched off or unknown. Letters ask Slack the same question, so after the first few this one is asked
    slowly, and what was learned is kept for hours (Slack tells of changes). Where Slack has had enough all the same,
    that is all for now: the next look goes on with those who are left. See `Carrier.missing`."""
    gone, asked = set[str](), 0
    for user in users:
        age = SIX_HOURS if slack.people.known(user).here else TEN_MINUTES
        if slack.people.age(user) > age:
            asked += 1
            if asked > AT_ONCE:
                await rest(PACE)
        try:
            profile = await _profile(slack, user, at_most=age)
        except Undeliverable as refused:
            if refused.retry_after is None:
                raise
            log.info("slack_look_broken_off", asked=asked, reason=refused.reason)
            break
        if not profile.here:
            gone.add(user)
    return gone
