"""What the people of the playground do, and how what goes straight back is shown to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from adapters.playground import read
from adapters.playground.adapter import PlaygroundAdapter, keep_files
from adapters.playground.read import Act
from bot import shown
from bot.incoming import LEFT, Incoming, Reply, Via
from storage import playground as rows
from storage.playground import PlaygroundAccount, PlaygroundMessage


class NotPossible(Exception):
    """The playground itself cannot do that: the account, the message or Kith is not there."""


@dataclass(frozen=True, slots=True)
class Back:
    """What the page has to do itself: open a form (which came from `message` in `conversation`), or put problems
    beside the fields of the one that is open. `kept`: what was filled in did not arrive and is worth keeping."""

    conversation: str
    message: int = 0
    form: shown.Form | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    kept: bool = False


@dataclass(frozen=True, slots=True)
class _Scene:
    """Who does it, on which message, which so many people see."""

    account: PlaygroundAccount
    message: PlaygroundMessage | None
    people: int
    conversation: str


class People:
    def __init__(self, adapter: PlaygroundAdapter) -> None:
        self.adapter = adapter

    async def press(self, user: str, act: Act) -> Back:
        """A press, a pick, or a sent form. Raises `NotPossible`, and `ValueError` for an id that is none of ours."""
        scene = await self.adapter.read(_scene, user, act)
        incoming = read.press(scene.account, act, scene.message, scene.people)
        if act.do == "submit":
            incoming = replace(incoming, files=self.adapter.left.take(act.answers))
        return await self._handle(scene, incoming)

    async def say(self, user: str, act: Act) -> Back | None:
        """A typed line: to Kith, a command, or to the others in a room or a channel, which Kith never reads."""
        scene = await self.adapter.read(_scene, user, act.model_copy(update={"message": 0}))
        channels = await self.adapter.read(
            lambda session: {channel.key: channel.name for channel in rows.channels(session)}
        )
        incoming = read.words(scene.account, act, channels, scene.people)
        if incoming is None or incoming.via is Via.LINE:
            line = PlaygroundMessage(
                conversation=scene.conversation, sender=user, line=act.text.strip(),
                key=read.key(scene.account, act), created_at=self.adapter.clock.now(),
            )  # fmt: skip
            await self.adapter.write(_say, line)
            self.adapter.changed(scene.conversation)
        return await self._handle(scene, incoming) if incoming else None

    async def arrive(self, name: str, zone: str) -> str:
        """Somebody new, not yet a member of anything; returns who."""
        account = await self.adapter.write(rows.arrive, name, zone)
        self.adapter.changed()
        return account.user

    async def close_messages(self, user: str, *, closed: bool) -> None:
        """Takes no direct messages any more, or again."""

        def close(session: Session) -> None:
            _here(session, user).closed = closed

        await self.adapter.write(close)
        self.adapter.changed()

    async def leave(self, user: str, act: Act) -> None:
        """Leaves the community. Kith hears of it first: where it could not take that in, the person is still here."""
        account = await self.adapter.read(_here, user)
        if self.adapter.handle is None:
            raise NotPossible
        incoming = Incoming(via=Via.EVENT, step=LEFT, by=read.sender(account), key=read.key(account, act))
        await self.adapter.handle(incoming)
        await self._set_left(user, gone=True)

    async def come_back(self, user: str) -> None:
        await self._set_left(user, gone=False)

    async def _set_left(self, user: str, *, gone: bool) -> None:
        now = self.adapter.clock.now()

        def change(session: Session) -> None:
            account = rows.account_of(session, user)
            if account is None:
                raise NotPossible
            account.left_at = now if gone else None

        await self.adapter.write(change)
        self.adapter.changed()

    # --- what goes straight back -------------------------------------------------------------------------------------

    async def _handle(self, scene: _Scene, incoming: Incoming) -> Back:
        if self.adapter.handle is None:
            raise NotPossible
        reply = await self.adapter.handle(incoming)
        await self.adapter.write(_show, scene, reply, self.adapter.clock.now())
        self.adapter.changed()
        return Back(
            conversation=scene.conversation,
            message=(scene.message.id or 0) if scene.message else 0,
            form=reply.form,
            problems=reply.problems,
            kept=reply.notice is not None,
        )


def _here(session: Session, user: str) -> PlaygroundAccount:
    account = rows.account_of(session, user)
    if account is None or account.left_at is not None:
        raise NotPossible
    return account


def _scene(session: Session, user: str, act: Act) -> _Scene:
    """Raises `NotPossible` where this person cannot see that message or that conversation."""
    account = _here(session, user)
    message = session.get(PlaygroundMessage, act.message) if act.message else None
    if act.message and (message is None or message.only_for not in ("", user)):
        raise NotPossible
    conversation = message.conversation if message else act.conversation
    people = people_in(session, conversation)
    if user not in people:
        raise NotPossible
    return _Scene(account, message, len(people), conversation)


def people_in(session: Session, conversation: str) -> set[str]:
    """Who is in a conversation; nobody where there is no such."""
    kind, _, name = conversation.partition(":")
    match kind:
        case "dm":
            return {name}
        case "room" if name.isdecimal() and len(name) < 18:
            return {account.user for account in rows.people_of(session, int(name))}
        case "channel" if any(channel.key == name for channel in rows.channels(session)):
            return {account.user for account in rows.everybody(session)}
        case _:
            return set()


def _say(session: Session, line: PlaygroundMessage) -> None:
    """A line that the browser sends twice is said once."""
    if line.line and rows.message_with_key(session, line.key or "") is None:
        rows.put_message(session, line)


def _show(session: Session, scene: _Scene, reply: Reply, now: datetime) -> None:
    """Puts the answer in the place of the pressed message where only its presser sees it, else beside it for them
    alone. After a form with problems there is nothing to show: they stand beside its fields."""
    card = None if reply.problems else reply.card
    pressed = session.get(PlaygroundMessage, scene.message.id) if scene.message else None
    if card is not None and pressed is not None and read.is_one_persons(pressed, scene.people):
        pressed.card = card.model_dump_json()
        keep_files(session, pressed, card)
        card = None
    for one in (card, reply.notice):
        if one is not None:
            message = PlaygroundMessage(
                conversation=scene.conversation, only_for=scene.account.user, card=one.model_dump_json(),
                created_at=now,
            )  # fmt: skip
            rows.put_message(session, message)
            keep_files(session, message, one)
