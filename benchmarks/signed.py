"""What one press costs from a signed request to its answer: through Bolt and the engine, and through what is plainer.

The presses come as Slack brings them to a public address, as ASGI messages; no socket and no second process, whose
waking and waiting would be measured with it.
"""

import asyncio
import hashlib
import hmac
import itertools
import json
import re
import tempfile
import time
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlencode

from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import joinedload
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from adapters.slack.listen import Listener
from adapters.slack.web.signed import SignedRequests
from adapters.slack.web.workspace import Workspace
from benchmarks import stage
from benchmarks.table import Figure, median
from bot.incoming import Incoming, Reply
from storage.columns import Keyring
from storage.mentoring.intros import Intro
from storage.outbox import Letter, LetterKind
from storage.people import Account, Member
from tests.loopback.slack import LoopbackSlack

PRESSES, ROUNDS, WARM = 320, 7, 80
PATH = "/slack/events"
Ack: TypeAlias = Callable[[], Awaitable[object]]
App: TypeAlias = Callable[..., Awaitable[None]]


def measure() -> list[Figure]:
    with LoopbackSlack() as slack, tempfile.TemporaryDirectory() as folder:
        return asyncio.run(
            _measured(stage.make(Path(folder), slack.team.id, slack.user("lin").id), Path(folder), slack)
        )


async def _measured(made: stage.Stage, folder: Path, slack: LoopbackSlack) -> list[Figure]:
    by_hand, workspace = ByHand(folder / "measured.db", made), Workspace(slack.bot_token, slack.api_url)
    await workspace.introduce()
    apps = _apps(made, workspace, by_hand)
    costs: dict[str, list[float]] = {name: [] for name in apps}
    for round_, (name, app) in itertools.product(range(ROUNDS), apps.items()):
        costs[name].append(await _cost(app, made, f"{name}{round_}"))
    await workspace.close()
    await by_hand.close()
    made.database.close()
    return _compared(costs)


def _compared(costs: dict[str, list[float]]) -> list[Figure]:
    to_nothing = median([a / b for a, b in zip(costs["engine"], costs["nothing"], strict=True)])
    to_hand = median([a / b for a, b in zip(costs["engine"], costs["hand"], strict=True)])
    ours = median(costs["engine"])
    return [
        Figure("press, signed: bare Bolt, handler does nothing", median(costs["nothing"]), "ms CPU"),
        Figure("press, signed: AsyncSession and aiosqlite by hand", median(costs["hand"]), "ms CPU"),
        Figure("press, signed: Bolt and engine", ours, "ms CPU", to_nothing, "bare Bolt", "at most 6", to_nothing <= 6),
        Figure("press, signed: Bolt and engine", ours, "ms CPU", to_hand, "written by hand", "at most 0.5",
               to_hand <= 0.5),
    ]  # fmt: skip


def _apps(made: stage.Stage, workspace: Workspace, by_hand: "ByHand") -> dict[str, App]:
    async def handle(incoming: Incoming) -> Reply:
        return made.engine.handle(incoming, stage.NOW)

    listener, ours = Listener(lambda _team: workspace, handle), SignedRequests(stage.SECRET)
    ours.serve(listener.app(workspace.looking, ("mentor", "program"), stage.SECRET))
    return {
        "nothing": _bolt(workspace.looking, _nothing),
        "engine": ours,
        "hand": _bolt(workspace.looking, by_hand.press),
    }


async def _nothing(ack: Ack) -> None:
    await ack()


def _bolt(client: AsyncWebClient, handler: Callable[..., Awaitable[None]]) -> App:
    app = AsyncApp(client=client, signing_secret=stage.SECRET, process_before_response=True)
    app.action(re.compile(""))(handler)
    return AsyncSlackRequestHandler(app, PATH)


# --- what comes in ---------------------------------------------------------------------------------------------------


async def _cost(app: App, made: stage.Stage, name: str) -> float:
    """Milliseconds of CPU for one press."""
    requests = [_request(made, f"{name}-{number}") for number in range(WARM + PRESSES)]
    await _bring(app, requests[:WARM])
    begun = time.process_time()
    await _bring(app, requests[WARM:])
    return (time.process_time() - begun) / PRESSES * 1000


async def _bring(app: App, requests: list[tuple[dict[str, Any], bytes]]) -> None:
    statuses: list[int] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    for scope, body in requests:

        async def receive(body: bytes = body) -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        await app(scope, receive, send)
    if statuses != [200] * len(requests):
        raise RuntimeError(f"answered with {set(statuses)}")


def _request(made: stage.Stage, key: str) -> tuple[dict[str, Any], bytes]:
    body, now = urlencode({"payload": json.dumps(_payload(made, key))}).encode(), str(int(time.time()))
    digest = hmac.new(stage.SECRET.encode(), f"v0:{now}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {"content-type": "application/x-www-form-urlencoded", "x-slack-request-timestamp": now,
               "x-slack-signature": f"v0={digest}"}  # fmt: skip
    lines = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "POST", "path": PATH, "query_string": b"", "headers": lines}, body


def _payload(made: stage.Stage, key: str) -> dict[str, object]:
    """A press on a card in a direct message, in the fields and about the size that Slack gives it."""
    button = {"type": "button", "action_id": f"{stage.press.id}:{made.intro}:",
              "text": {"type": "plain_text", "text": "Press"}}  # fmt: skip
    text = "Somebody who would like to talk to you about first weeks, courses and where to find people."
    section = {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
    blocks = [section, section, {"type": "actions", "block_id": "b", "elements": [button]}]
    return {
        "type": "block_actions", "api_app_id": "A1", "token": "t", "trigger_id": key, "is_enterprise_install": False,
        "actions": [button | {"block_id": "b", "action_ts": key}], "enterprise": None,
        "user": {"id": made.mentor, "team_id": made.team, "username": "lin", "name": "lin"},
        "team": {"id": made.team, "domain": "campus"}, "channel": {"id": "D1", "name": "directmessage"},
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "D1", "is_ephemeral": False},
        "message": {"ts": "1.1", "text": text, "user": "U0KITH", "bot_id": "B1", "type": "message", "blocks": blocks},
        "state": {"values": {}}, "response_url": "http://127.0.0.1:9/none",
    }  # fmt: skip


# --- written by hand -------------------------------------------------------------------------------------------------


class ByHand:
    """The same press as one would write it without an engine: load, check, change, add two rows, commit."""

    def __init__(self, path: Path, made: stage.Stage) -> None:
        self.engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
        self.engine.sync_engine.dialect.kith_keyring = Keyring([stage.SECRET])  # type: ignore[attr-defined]
        self.intro, self.mentor = made.intro, made.mentor
        self.people = joinedload(Intro.mentee), joinedload(Intro.mentor)  # type: ignore[arg-type]  # SQLModel's word
        self.letters = itertools.count()

    async def press(self, ack: Callable[[], Awaitable[object]]) -> None:
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            account = (await session.exec(select(Account).where(col(Account.user) == self.mentor))).one()
            with_people = select(Intro).where(col(Intro.id) == self.intro).options(*self.people)
            intro = (await session.exec(with_people)).unique().one()
            if intro.mentor.account_id != account.id:
                raise RuntimeError("not theirs")
            intro.has_time = not intro.has_time
            for to, text in ((intro.mentee, "Lin pressed."), (intro.mentor, "Ada was told.")):
                session.add(self._letter(to, text))
            await session.commit()
        await ack()

    def _letter(self, to: Member, text: str) -> Letter:
        return Letter(
            key=f"hand:{next(self.letters)}", lane="hand", kind=LetterKind.PERSONAL, account_id=to.account_id,
            member_id=to.id, program_id=to.program_id, card=f'{{"text": "{text}"}}', created_at=stage.NOW,
            due_at=stage.NOW + timedelta(days=1),
        )  # fmt: skip

    async def close(self) -> None:
        await self.engine.dispose()
