"""Showing a reply: every act of a plan, by the way that still works."""

from collections.abc import Awaitable

import structlog
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.answers.origin import Origin, Where
from adapters.slack.answers.replies import Act, Acts, Open, Post, Publish, Replace, Update, Whisper
from adapters.slack.render import Message
from adapters.slack.web.calls import Refusal, Unreached, answered
from adapters.slack.web.workspace import Workspace
from bot.errors import Unknown

log = structlog.get_logger(__name__)


async def show(slack: Workspace, origin: Origin, acts: Acts) -> None:
    """Does what a plan says. An answer that could not be shown is logged: the rows hold what happened, and the card
    that was pressed still stands."""
    for act in acts:
        if not await _shown(slack, origin, act):
            log.warning("slack_answer_not_shown", act=type(act).__name__, where=origin.where)


async def _shown(slack: Workspace, origin: Origin, act: Act) -> bool:
    match act:
        case Replace(message):
            return await _replaced(slack, origin, message)
        case Whisper(message):
            return await _whispered(slack, origin, message)
        case Post(message):
            return await _posted(slack, origin, message)
        case Publish(view):
            return await _done(slack.posting.views_publish(user_id=origin.user, view=view))
        case Open(view, instead):
            opened = await _done(slack.posting.views_open(trigger_id=origin.trigger, view=view))
            return opened or await _shown(slack, origin, instead)
        case Update(view, instead):
            updated = await _done(slack.posting.views_update(view_id=origin.view, view=view))
            return updated or instead is None or await _shown(slack, origin, instead)


async def _replaced(slack: Workspace, origin: Origin, message: Message) -> bool:
    """In the message's place: at the address that came with the press, else by its name, else beside it."""
    if await _responded(slack, origin, message, replace=True):
        return True
    if origin.where is not Where.DIRECT:
        return await _whispered(slack, origin, message)
    updated = await _done(
        slack.posting.chat_update(
            channel=origin.channel, ts=origin.ts, blocks=message.blocks, text=message.text, parse="none"
        )
    )
    return updated or await _posted(slack, origin, message)


async def _whispered(slack: Workspace, origin: Origin, message: Message) -> bool:
    """For this person alone: at the address that came with it, else in that channel, else as a message to them."""
    if await _responded(slack, origin, message, replace=False):
        return True
    if origin.channel and await _done(
        slack.posting.chat_postEphemeral(
            channel=origin.channel, user=origin.user, blocks=message.blocks, text=message.text
        )
    ):
        return True
    return await _posted(slack, origin, message)


async def _posted(slack: Workspace, origin: Origin, message: Message) -> bool:
    return await _done(
        slack.posting.chat_postMessage(
            channel=origin.user,
            blocks=message.blocks,
            text=message.text,
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
        )
    )


async def _responded(slack: Workspace, origin: Origin, message: Message, *, replace: bool) -> bool:
    """At the response_url, which works five times within half an hour."""
    if not origin.response_url:
        return False
    webhook = AsyncWebhookClient(origin.response_url, session=slack.session, retry_handlers=[])
    kind = {"replace_original": True} if replace else {"response_type": "ephemeral", "replace_original": False}
    try:
        response = await answered(webhook.send_dict({"blocks": message.blocks, "text": message.text, **kind}))
    except (Unreached, Unknown) as refused:
        log.info("slack_response_url_failed", why=str(refused))
        return False
    if response.status_code != 200:
        log.info("slack_response_url_failed", why=f"{response.status_code} {response.body[:60]}")
    return response.status_code == 200


async def _done(call: Awaitable[object]) -> bool:
    """Whether it was done. Where nobody knows, the next way is taken: showing something twice harms nobody."""
    try:
        await answered(call)
    except (Refusal, Unreached, Unknown) as refused:
        log.info("slack_answer_refused", why=str(refused))
        return False
    return True
