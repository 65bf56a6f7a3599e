"""What one press costs: through Bolt and the engine, and what the plain alternatives cost for the same."""

import asyncio
import itertools
import re
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from adapters.slack.listen import Listener
from adapters.slack.web.workspace import Workspace
from benchmarks import stage
from benchmarks.table import Figure, median
from bot.incoming import Incoming, Reply
from storage.columns import Keyring
from storage.mentoring.intros import Intro
from storage.outbox import Letter, LetterKind
from storage.people import Account, Member
from tests.loopback.slack import LoopbackSlack

PRESSES, ROUNDS, WARM = 300, 5, 60


def engine_alone(folder: Path) -> list[Figure]:
    """CPU of a press through the engine, to that of the same statements in plain sqlite3."""
    made = stage.make(folder)
    statements = _statements(made)
    ours, plain = [], []
    for round_ in range(ROUNDS):
        ours.append(_engine(made, round_))
        plain.append(_plain(folder / "measured.db", statements, round_))
    made.database.close()
    ratio = median([a / b for a, b in zip(ours, plain, strict=True)])
    return [
        Figure("press: the same statements in plain sqlite3", median(plain), "ms CPU"),
        Figure("press: engine alone", median(ours), "ms CPU", ratio, "plain sqlite3", "at most 20", ratio <= 20),
    ]


def _engine(made: stage.Stage, round_: int) -> float:
    return _cpu(lambda number: made.engine.handle(made.incoming(f"e{round_}-{number}"), stage.NOW))


def _cpu(press: Callable[[int], object]) -> float:
    """Milliseconds of CPU for one press."""
    for number in range(WARM):
        press(-1 - number)
    begun = time.process_time()
    for number in range(PRESSES):
        press(number)
    return (time.process_time() - begun) / PRESSES * 1000


def _statements(made: stage.Stage) -> list[tuple[str, object]]:
    """What a press sends to the database, as it is sent."""
    seen: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
        seen.append((statement, parameters))

    made.engine.handle(made.incoming("seen-0"), stage.NOW)
    sa.event.listen(made.database.engine, "before_cursor_execute", note)
    made.engine.handle(made.incoming("seen-1"), stage.NOW)
    sa.event.remove(made.database.engine, "before_cursor_execute", note)
    return seen


def _plain(path: Path, statements: list[tuple[str, object]], round_: int) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=NORMAL")

    def press(number: int) -> None:
        for statement, parameters in statements:
            if isinstance(parameters, list):
                connection.executemany(
                    statement, [_fresh(row, f"p{round_}-{number}-{n}") for n, row in enumerate(parameters)]
                )
            elif statement.startswith("INSERT"):
                connection.execute(statement, _fresh(parameters, f"p{round_}-{number}")).fetchall()
            else:
                connection.execute(statement, parameters).fetchall()  # type: ignore[arg-type]  # as SQLAlchemy bound them
        connection.execute("COMMIT")

    cost = _cpu(press)
    connection.close()
    return cost


def _fresh(row: object, key: str) -> tuple[object, ...]:
    """The parameters of an INSERT with another key (which comes first)."""
    assert isinstance(row, tuple)
    return (key, *row[1:])


# --- through Bolt ----------------------------------------------------------------------------------------------------


def through_bolt(folder: Path) -> list[Figure]:
    """CPU of a press from Bolt's dispatch to its answer, to a bare no-op handler and to one written by hand."""
    with LoopbackSlack() as slack:
        return asyncio.run(_through_bolt(stage.make(folder, slack.team.id, slack.user("lin").id), folder, slack))


async def _through_bolt(made: stage.Stage, folder: Path, slack: LoopbackSlack) -> list[Figure]:
    by_hand = ByHand(folder / "measured.db", made)

    async def handle(incoming: Incoming) -> Reply:
        return made.engine.handle(incoming, stage.NOW)

    workspace = Workspace(slack.bot_token, slack.api_url)
    await workspace.introduce()
    client = workspace.looking
    listener = Listener(lambda _team: workspace, handle)
    apps = {
        "nothing": _bolt(client, _nothing),
        "engine": listener.app(client, ("mentor", "program"), "not checked here"),
        "hand": _bolt(client, by_hand.press),
    }
    costs: dict[str, list[float]] = {name: [] for name in apps}
    for round_ in range(ROUNDS):
        for name, app in apps.items():
            costs[name].append(await _dispatched(app, made, f"{name}{round_}"))
    await workspace.close()
    await by_hand.close()
    made.database.close()
    return _compared(costs)


def _compared(costs: dict[str, list[float]]) -> list[Figure]:
    to_nothing = median([a / b for a, b in zip(costs["engine"], costs["nothing"], strict=True)])
    to_hand = median([a / b for a, b in zip(costs["engine"], costs["hand"], strict=True)])
    ours = median(costs["engine"])
    return [
        Figure("press: bare Bolt, handler does nothing", median(costs["nothing"]), "ms CPU"),
        Figure("press: Bolt, AsyncSession and aiosqlite by hand", median(costs["hand"]), "ms CPU"),
        Figure("press: Bolt and engine", ours, "ms CPU", to_nothing, "bare Bolt", "at most 6", to_nothing <= 6),
        Figure("press: Bolt and engine", ours, "ms CPU", to_hand, "written by hand", "at most 0.5", to_hand <= 0.5),
    ]


async def _nothing(ack: Callable[[], Awaitable[object]]) -> None:
    await ack()


def _bolt(client: AsyncWebClient, handler: Callable[..., Awaitable[None]]) -> AsyncApp:
    app = AsyncApp(client=client, signing_secret="not checked here", process_before_response=True)
    app.action(re.compile(""))(handler)
    return app


async def _dispatched(app: AsyncApp, made: stage.Stage, name: str) -> float:
    """Milliseconds of CPU for one press, from Bolt's dispatch to its answer."""
    for number in range(WARM):
        await app.async_dispatch(_request(made, f"{name}w{number}"))
    begun = time.process_time()
    for number in range(PRESSES):
        response = await app.async_dispatch(_request(made, f"{name}-{number}"))
        if response.status != 200:
            raise RuntimeError(f"Bolt answered {response.status}")
    return (time.process_time() - begun) / PRESSES * 1000


def _request(made: stage.Stage, key: str) -> AsyncBoltRequest:
    """A press as Socket Mode brings it."""
    action = {"type": "button", "action_id": f"{stage.press.id}:{made.intro}:", "block_id": "b", "action_ts": key,
              "text": {"type": "plain_text", "text": "Press"}}  # fmt: skip
    body = {
        "type": "block_actions", "api_app_id": "A1", "trigger_id": key, "actions": [action],
        "user": {"id": made.mentor, "team_id": made.team, "username": "lin", "name": "lin"},
        "team": {"id": made.team, "domain": "campus"}, "channel": {"id": "D1", "name": "directmessage"},
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "D1", "is_ephemeral": False},
        "message": {"ts": "1.1", "text": "", "blocks": []}, "state": {"values": {}},
        "response_url": "http://127.0.0.1:9/none",
    }  # fmt: skip
    return AsyncBoltRequest(mode="socket_mode", body=body)


class ByHand:
    """The same press as one would write it without an engine: load, check, change, add two rows, commit."""

    def __init__(self, path: Path, made: stage.Stage) -> None:
        self.engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
        self.engine.sync_engine.dialect.kith_keyring = Keyring([stage.SECRET])  # type: ignore[attr-defined]
        self.intro, self.mentor = made.intro, made.mentor
        self.letters = itertools.count()

    async def press(self, ack: Callable[[], Awaitable[object]]) -> None:
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            account = (await session.exec(select(Account).where(col(Account.user) == self.mentor))).one()
            intro = (await session.exec(select(Intro).where(col(Intro.id) == self.intro))).unique().one()
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


def measure() -> list[Figure]:
    figures: list[Figure] = []
    for work in (engine_alone, through_bolt):
        with tempfile.TemporaryDirectory() as folder:
            figures += work(Path(folder))
    return figures
