"""Bolt in, `Incoming` out, and what came straight back shown.

Events are acknowledged when they have been taken, so that Slack brings again what a crash has swallowed; it brings no
press, command or form twice. These are acknowledged after two seconds at the latest, and answered when they are done.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.logger.messages import warning_client_prioritized_and_token_skipped
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.base import Handle
from adapters.slack.answers.origin import Origin, origin_of
from adapters.slack.answers.replies import Acts, plan, plan_late, waiting
from adapters.slack.answers.show import show
from adapters.slack.payloads import Malformed, Payload, text_at
from adapters.slack.read import PLATFORM, read
from adapters.slack.web.calls import Refusal, Unreached
from adapters.slack.web.files import NOT_HERE, fetched, may_ask
from adapters.slack.web.people import Profile
from adapters.slack.web.workspace import Workspace
from bot.errors import Unknown
from bot.incoming import CALLED, Incoming, Reply, Sender, Via
from bot.messages import Card
from bot.words import Voice

T = TypeVar("T")
log = structlog.get_logger(__name__)

PATIENCE = 2.0
"""Seconds until a press, a command or a form is acknowledged. Slack gives up after three."""
LONGEST_FAREWELL = 5.0
# Bolt looks for a token in the environment by itself, and would warn at each start that it is not the one it uses.
logging.getLogger("slack_bolt.AsyncApp").addFilter(
    lambda record: record.getMessage() != warning_client_prioritized_and_token_skipped()
)


class Listener(AsyncMiddleware):
    """What is said to Kith, handed to `handle`. `workspace_of` finds the workspace of a team's id.

    It stands behind Bolt's own middleware and takes all that gets so far. For listeners of its own kind Bolt would
    gather, twice for each press, all that one of them might want to be given.
    """

    def __init__(
        self, workspace_of: Callable[[str], Workspace | None], handle: Handle, patience: float = PATIENCE
    ) -> None:
        self._workspace_of = workspace_of
        self._handle = handle
        self._patience = patience
        self._tasks: set[asyncio.Task[Any]] = set()
        self._names: dict[str, str] = {}
        self._commands: frozenset[str] = frozenset()

    def app(self, client: AsyncWebClient, commands: Sequence[str], signing_secret: str) -> AsyncApp:
        """A Bolt app that hands everything to this listener. Who signed a request is known before it gets here:
        `SignedRequests` lets nothing else in, and what comes by socket is not signed."""
        app = AsyncApp(
            name="kith",
            client=client,
            signing_secret=signing_secret,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            attaching_function_token_enabled=False,
        )
        self._commands = frozenset(f"/{command}" for command in commands)
        app.use(self)
        app.error(self.on_error)
        return app

    async def finish(self) -> None:
        """Waits for what is still being taken and shown, but not for long."""
        try:
            async with asyncio.timeout(LONGEST_FAREWELL):
                while self._tasks:
                    await asyncio.wait(self._tasks)
        except TimeoutError:
            for task in self._tasks:
                task.cancel()

    # --- what Bolt calls ---------------------------------------------------------------------------------------------

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse | None:
        """Whatever comes. What nobody listens to is acknowledged, or Slack would bring it again."""
        body, ack = req.body, req.context.ack
        match kind := _kind(body):
            case "block_actions":
                await self.on_press(ack, body)
            case "view_submission":
                await self.on_form(ack, body)
            case "command" if body.get("command") in self._commands:
                await self.on_press(ack, body)
            case "event_callback":
                await self.on_event(body)
                await ack()
            case _:
                log.warning("slack_unhandled", type=kind, command=text_at(body, "command", default=""))
                await ack()
        return ack.response

    async def on_event(self, body: dict[str, Any]) -> None:
        """An event. It is acknowledged when this returns, and comes again when this raises."""
        told, found = self._learn(body), self._read(body)
        if found is not None:
            if told is not None and found.incoming.step == CALLED and found.incoming.by is not None:
                by = told.on(found.incoming.by, found.slack.name, found.slack.home)
                found = replace(found, incoming=replace(found.incoming, by=by))
            reply = await self._take(found)
            if found.incoming.via is not Via.EVENT:
                self._show(found, plan(found.incoming.via, found.origin, reply).acts)

    async def on_press(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A press or a command."""
        found = self._read(body)
        if found is not None:
            taking = self._start(self._take(found))
            if await self._in_time(taking):
                self._show(found, plan(found.incoming.via, found.origin, taking.result()).acts)
            else:
                self._show_later(found, taking)
        await ack()

    async def on_form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A form that was sent. What its acknowledgement says is shown in its modal."""
        found = self._read(body)
        if found is None:
            await ack()
            return
        taking = self._start(self._take(found))
        if await self._in_time(taking):
            answer = plan(Via.FORM, found.origin, taking.result())
            await ack(answer.ack or "")
            self._show(found, answer.acts)
        else:
            await ack(waiting(found.voice))
            self._show_later(found, taking)

    async def on_error(self, error: Exception, body: dict[str, Any]) -> None:
        """What failed is not acknowledged."""
        kind = text_at(body, "event", "type", default="") or _kind(body)
        log.error("slack_listener_failed", type=kind, exc_info=error)

    async def names(self, slack: Workspace, users: Sequence[str]) -> None:
        """What these are called, as far as it was learned, once each: some change while nobody listens."""
        for user in users:
            profile = slack.people.known(user)
            if not profile.name or self._names.get(user) == profile.name:
                continue
            self._names[user] = profile.name
            by = profile.on(Sender(PLATFORM, team=slack.team, user=user, place=slack.team), slack.name, slack.home)
            try:
                await self._handle(Incoming(Via.EVENT, CALLED, by=by, key=""))
            except Exception:  # a later look brings it again
                log.exception("name_not_taken")
                del self._names[user]

    # --- in steps ----------------------------------------------------------------------------------------------------

    def _read(self, body: Payload) -> "_Found | None":
        """What happened and where, or None where there is nothing to take."""
        try:
            incoming = read(body)
            origin = origin_of(body) if incoming else None
        except Malformed as malformed:
            log.warning("slack_payload_malformed", why=str(malformed))
            return None
        if incoming is None or origin is None or incoming.by is None:
            return None
        slack = self._workspace_of(incoming.by.team)
        if slack is None:
            log.warning("slack_workspace_unknown", team=incoming.by.team)
            return None
        return _Found(incoming, origin, slack)

    def _learn(self, body: Payload) -> Profile | None:
        """Slack tells when a profile changes, of those too who never come back to Kith."""
        if text_at(body, "event", "type", default="") != "user_change":
            return None
        slack = self._workspace_of(text_at(body, "team_id", default=""))
        user = body["event"].get("user")
        return slack.people.changed(user) if slack is not None and isinstance(user, dict) else None

    async def _take(self, found: "_Found") -> Reply:
        incoming, sender = found.incoming, found.incoming.by
        if sender is not None and incoming.via is not Via.EVENT:
            profile = await _profile(found.slack, sender.user)
            if profile.bot:
                return Reply()
            incoming = replace(incoming, by=profile.on(sender, found.slack.name, found.slack.home))
        if incoming.files:
            incoming = replace(incoming, files=await fetched(found.slack, incoming.files))
        reply = await self._handle(incoming)
        if reply.form is not None and not await may_ask(found.slack, reply.form):
            return Reply(notice=Card(NOT_HERE).said(found.voice))
        return reply

    async def _in_time(self, taking: asyncio.Task[Reply]) -> bool:
        """Whether it was taken within two seconds; it goes on in any case."""
        done, _ = await asyncio.wait({taking}, timeout=self._patience)
        return bool(done)

    def _show(self, found: "_Found", acts: Acts) -> None:
        """Shows it while the acknowledgement is already on its way."""
        if acts:
            self._start(show(found.slack, found.origin, acts)).add_done_callback(_note_failure)

    def _show_later(self, found: "_Found", taking: asyncio.Task[Reply]) -> None:
        """Shows what comes of something that was acknowledged before it was done."""

        async def show_it() -> None:
            reply, via = await taking, found.incoming.via
            late = plan_late(found.origin, reply, found.voice) if via is Via.FORM else plan(via, found.origin, reply)
            await show(found.slack, found.origin, late.acts)

        self._start(show_it()).add_done_callback(_note_failure)

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Lets it run beside everything else: Bolt giving up on a request does not end it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


@dataclass(frozen=True, slots=True)
class _Found:
    """What happened, where, and in which workspace."""

    incoming: Incoming
    origin: Origin
    slack: Workspace

    @property
    def voice(self) -> Voice:
        """How to speak to this person before the engine was heard."""
        return Voice(self.slack.people.known(self.origin.user).language or "en")


def _kind(body: Payload) -> str:
    return text_at(body, "type", default="command")


async def _profile(slack: Workspace, user: str) -> Profile:
    """Who this is. Where Slack does not say, it goes on without a name."""
    try:
        return await slack.people.profile(user)
    except (Refusal, Unreached, Unknown) as error:
        log.warning("slack_profile_unknown", why=str(error))
        return slack.people.known(user)


def _note_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("slack_answer_failed", exc_info=error)
