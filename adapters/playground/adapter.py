"""The playground as a platform: what Kith may do there. Its messages are rows, so it survives a restart as a real
platform would, and a letter that arrived can always be found again by its key."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeAlias, TypeVar
from uuid import uuid4

from sqlalchemy.orm import Session

from adapters.base import Handle
from bot import shown
from bot.clock import Clock
from bot.engine.typed import Offered
from bot.errors import Undeliverable
from bot.incoming import Enclosed
from bot.parcels import FileContent, Outgoing, RoomPlan, Sent
from bot.workers import Workers
from storage import playground as rows
from storage.database import Database
from storage.playground import PlaygroundAccount, PlaygroundFile, PlaygroundMessage, PlaygroundRoom

P = ParamSpec("P")
T = TypeVar("T")

PLATFORM = "playground"
PLACE = "playground"
FIRST_CHANNEL = "general"

Roles: TypeAlias = Callable[[Session, str], Mapping[str, str]]
"""What each account of a platform takes part as, by its id there; those who take no part are not in it."""
Watcher: TypeAlias = Callable[[str | None], None]
"""Is told which conversation changed; None: people, rooms, or everything."""


class PlaygroundAdapter:
    """Implements `adapters.base.Adapter` on the rows of `storage.playground`."""

    platform = PLATFORM
    at_once = 1
    lists_events = False

    def __init__(self, database: Database, clock: Clock, workers: Workers, roles: Roles) -> None:
        self.database = database
        self.roles = roles
        self.clock = clock
        self.workers = workers
        self.handle: Handle | None = None
        self.commands: Sequence[Offered] = ()
        self._watchers: set[Watcher] = set()
        self.left = LeftFiles()

    @property
    def is_connected(self) -> bool:
        return self.handle is not None

    # --- rows, off the event loop ------------------------------------------------------------------------------------

    async def write(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a query of `storage.playground` in a transaction of its own."""

        def within() -> T:
            with self.database.write() as session:
                return work(session, *args, **kwargs)

        return await self.workers.write(within)

    async def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def within() -> T:
            with self.database.read() as session:
                return work(session, *args, **kwargs)

        return await self.workers.read(within)

    # --- who looks on ------------------------------------------------------------------------------------------------

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Calls `watcher` on the event loop after every change, until what is returned is called."""
        self._watchers.add(watcher)
        return lambda: self._watchers.discard(watcher)

    def changed(self, conversation: str | None = None) -> None:
        for watcher in list(self._watchers):
            watcher(conversation)

    # --- the Adapter protocol ----------------------------------------------------------------------------------------

    async def run(self, handle: Handle, commands: Sequence[Offered], ready: Callable[[], None]) -> None:
        """Passes on what people do (see `people`) to `handle` until cancelled."""
        await self.write(_first_channel)
        self.handle, self.commands = handle, commands
        ready()
        try:
            await asyncio.Event().wait()
        finally:
            self.handle = None

    async def send(self, letter: Outgoing) -> Sent:
        conversation, sent = await self.write(_send, letter, self.clock.now())
        self.changed(None if sent.instead else conversation)
        return sent

    async def edit(self, letter: Outgoing, reference: str) -> None:
        conversation = await self.write(_edit, letter, reference, self.clock.now())
        if conversation:
            self.changed(conversation)

    async def find(self, letter: Outgoing, since: datetime) -> str | None:
        return await self.read(_find, letter.key)

    async def open(self, room: RoomPlan) -> str:
        reference = await self.write(_open, room)
        self.changed()
        return reference

    async def missing(self, place: str, users: Sequence[str]) -> set[str]:
        return await self.read(rows.gone, users)


# --- each of these runs in one transaction ----------------------------------------------------------------------------


def _first_channel(session: Session) -> None:
    if not rows.channels(session):
        rows.add_channel(session, FIRST_CHANNEL)


def _send(session: Session, letter: Outgoing, now: datetime) -> tuple[str, Sent]:
    there = rows.message_with_key(session, letter.key)
    if there is not None:
        return there.conversation, Sent(there.reference)
    conversation, instead = _where(session, letter)
    if instead:
        hint = shown.Card(text=letter.hint) if letter.hint else None
        conversation = rows.in_room(_thread(session, letter.user, hint, now))
    message = PlaygroundMessage(
        conversation=conversation, key=letter.key, card=letter.card.model_dump_json(), created_at=now
    )
    rows.put_message(session, message)
    keep_files(session, message, letter.card, letter.files)
    return conversation, Sent(message.reference, instead)


def _where(session: Session, letter: Outgoing) -> tuple[str, bool]:
    """The conversation a letter goes to, and whether a private thread has to stand in for closed direct messages."""
    if letter.room:
        if not letter.room.isdecimal() or session.get(PlaygroundRoom, int(letter.room)) is None:
            raise Undeliverable("missing")
        return rows.in_room(letter.room), False
    if letter.channel:
        if all(channel.key != letter.channel for channel in rows.channels(session)):
            raise Undeliverable("missing")
        return rows.in_channel(letter.channel), False
    account = session.get(PlaygroundAccount, letter.user)
    if account is None or account.left_at is not None:
        raise Undeliverable("gone")
    if account.closed and not letter.fallback:
        raise Undeliverable("dm_closed")
    return rows.direct(letter.user), account.closed


def _thread(session: Session, user: str, hint: shown.Card | None, now: datetime) -> int:
    """The person's private thread; a new one begins with the hint."""
    found = rows.thread_of(session, user)
    if found is not None:
        return found
    thread = rows.open_room(session, "Kith, in private", [user])
    if hint:
        message = PlaygroundMessage(conversation=rows.in_room(thread), card=hint.model_dump_json(), created_at=now)
        rows.put_message(session, message)
    return thread


def _edit(session: Session, letter: Outgoing, reference: str, now: datetime) -> str:
    """Changes the message; returns its conversation, or nothing where it is gone."""
    message = session.get(PlaygroundMessage, int(reference)) if reference.isdecimal() else None
    if message is None:
        return ""
    message.card = letter.card.model_dump_json()
    message.changed_at = now
    keep_files(session, message, letter.card, letter.files)
    return message.conversation


def _find(session: Session, key: str) -> str | None:
    found = rows.message_with_key(session, key)
    return found.reference if found else None


def _open(session: Session, room: RoomPlan) -> str:
    if rows.gone(session, room.users):
        raise Undeliverable("gone")
    return str(rows.open_room(session, room.name, room.users, plan=room.id))


def keep_files(
    session: Session, message: PlaygroundMessage, card: shown.Card, files: Sequence[FileContent] = ()
) -> None:
    """Keeps the files of a card beside its message; those that do not come with it are taken from Kith's own rows."""
    given = {file.file.id: file.content for file in files}
    for file in card.files:
        content = given.get(file.id) or rows.stored_bytes(session, file.id)
        if content is not None:
            rows.keep_file(session, PlaygroundFile(
                message_id=message.id or 0, file_id=file.id, name=file.name, media_type=file.media_type,
                content=content,
            ))  # fmt: skip


# --- files ------------------------------------------------------------------------------------------------------------

MOST_LEFT = 10
"""Files that wait at the same time; after that the oldest is forgotten."""
NOT_HAD = "not-had"
"""What the page says where a file could not be sent ahead."""


class LeftFiles:
    """Files that the page has sent ahead of a form, until the form comes."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        """The name under which it waits."""
        name = str(uuid4())
        self._files[name] = content
        if len(self._files) > MOST_LEFT:
            del self._files[next(iter(self._files))]
        return name

    def take(self, answers: Mapping[str, Sequence[str]]) -> dict[str, Enclosed]:
        """The files that a form names, by question."""
        found = dict[str, Enclosed]()
        for question, names in answers.items():
            if len(names) == 1 and (names[0] in self._files or names[0] == NOT_HAD):
                content = self._files.pop(names[0], None)
                found[question] = Enclosed(len(content or b""), content=content)
        return found
