"""A small app on the real slack-bolt, in a thread of its own: what the loopback Slack is tried with."""

import asyncio
import logging
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from tests.loopback.slack import LoopbackSlack
from tests.loopback.slack.loop import OwnLoop

Json = dict[str, Any]
EVENTS = ("team_join", "user_change", "app_uninstalled", "tokens_revoked", "app_home_opened", "member_left_channel")
QUIET = logging.getLogger("trial-app")
QUIET.setLevel(logging.CRITICAL)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text: str, action_id: str, value: str = "") -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, **({"value": value} if value else {})}


MENTORS = [
    section("*Lin*, data and hiking", accessory=button("Ask for an intro chat", "intro.ask:1")),
    section("*Mei*, law and chess", accessory=button("Ask for an intro chat", "intro.ask:2")),
]
PROFILE: Json = {
    "type": "modal",
    "callback_id": "profile",
    "title": plain("About you"),
    "submit": plain("Save"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": plain("Your name"),
            "element": {"type": "plain_text_input", "action_id": "value", "max_length": 50},
        },
        {
            "type": "input",
            "block_id": "hours",
            "optional": True,
            "label": plain("Hours a month"),
            "element": {
                "type": "static_select",
                "action_id": "value",
                "options": [{"text": plain(f"{hours} hours"), "value": str(hours)} for hours in (1, 2, 4)],
            },
        },
    ],
}
WAITING: Json = {
    "type": "modal",
    "callback_id": "waiting",
    "title": plain("One moment"),
    "blocks": [section("Saving…")],
}


class TrialApp:
    """`seen` is what reached its listeners, `retries` number and reason of the lines among it.

    `raises` makes so many line listeners fail; `gate` holds slow ones.
    """

    def __init__(self, slack: LoopbackSlack, ping_interval: float = 5.0) -> None:
        self.slack = slack
        self.ping_interval = (
            ping_interval  # the client comes back after so long, and gives up a socket after half of it
        )
        self.seen: list[Json] = []
        self.retries: list[tuple[str, str]] = []
        self.raises = 0
        self.gate = asyncio.Event()
        self.loop = OwnLoop("trial-app")
        self.url = ""
        self.later: asyncio.Task[None] | None = None
        self._close: Callable[[], Any] | None = None

    def __enter__(self) -> Self:
        self.loop.start()
        self.loop.run(self._open())
        if self.slack.mode == "http":
            self.slack.deliver_to(self.url)
        self.slack.wait_connected()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.loop.call(self.gate.set)
        if self._close is not None:
            self.loop.run(self._close())
        self.loop.stop()

    async def _open(self) -> None:
        client = AsyncWebClient(self.slack.bot_token, base_url=self.slack.api_url, retry_handlers=[], logger=QUIET)
        app = AsyncApp(
            token=self.slack.bot_token,
            signing_secret=self.slack.signing_secret,
            client=client,
            process_before_response=True,
            logger=QUIET,
        )
        self._listen(app)
        if self.slack.mode == "socket":
            handler = AsyncSocketModeHandler(app, self.slack.app_token, ping_interval=self.ping_interval, logger=QUIET)
            await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt forgot its types
            self._close = handler.close_async
        else:
            runner = web.AppRunner(app.web_app("/slack/events"), access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
            self._close = runner.cleanup

    def _listen(self, app: AsyncApp) -> None:
        app.command("/mentor")(self.command)
        app.action({"action_id": "kind"})(self.noted)
        app.action("interest")(self.noted)
        app.action("talkative")(self.talkative)
        app.options("interest")(self.suggest)
        app.action("intro.ask:1")(self.ask)
        app.action("intro.ask:2")(self.ask)
        app.view("profile")(self.submitted)
        app.view_closed("profile")(self.noted)
        app.event("message")(self.line)
        for name in EVENTS:
            app.event(name)(self.noted)

    async def noted(self, ack: AsyncAck, body: Json) -> None:
        self.seen.append(body)
        await ack()

    async def talkative(self, ack: AsyncAck) -> None:
        await ack("Slack reads no words here.")

    async def command(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        self.seen.append(body)
        match body["text"]:
            case "form":
                await client.views_open(trigger_id=body["trigger_id"], view=PROFILE)
                await ack()
            case "slow":
                await self.gate.wait()
                await ack("too late")
            case "hello":
                await ack("Hello to you alone.")
            case _:
                await client.chat_postMessage(
                    channel=body["user_id"],
                    text="Two mentors fit.",
                    blocks=MENTORS,
                    metadata={"event_type": "letter", "event_payload": {"key": "k1"}},
                )
                await ack()

    async def ask(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        self.seen.append(body)
        await ack()
        await respond(
            text="You asked.", blocks=[section("You asked. They have a week to answer.")], replace_original=True
        )

    async def submitted(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        self.seen.append(body)
        name = body["view"]["state"]["values"]["name"]["value"]["value"]
        if name == "?":
            await ack(response_action="errors", errors={"name": "Please give a name that people can say."})
        elif name == "!":
            await ack(response_action="errors", errors={"shoe size": "Too small."})
        elif name == "later":
            await ack(response_action="update", view=WAITING)
            # with process_before_response the ack leaves when this returns, so what follows it is a task
            self.later = asyncio.create_task(self.saved(body["view"]["id"], client))
        else:
            await ack()
            await client.chat_postMessage(channel=body["user"]["id"], text=f"Welcome, {name}.")

    async def saved(self, view_id: str, client: AsyncWebClient) -> None:
        await self.gate.wait()
        await client.views_update(view_id=view_id, view={**WAITING, "blocks": [section("Saved.")]})

    async def suggest(self, ack: AsyncAck, body: Json) -> None:
        await ack(options=[{"text": plain(f"{body['value']} and more"), "value": "more"}])

    async def line(self, ack: AsyncAck, body: Json, request: AsyncBoltRequest) -> None:
        self.seen.append(body)
        number, reason = (request.headers.get(f"x-slack-retry-{name}", [""])[0] for name in ("num", "reason"))
        self.retries.append((number, reason))
        if self.raises:
            self.raises -= 1
            raise RuntimeError("the database is away")
        await ack()
