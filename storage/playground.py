"""What the playground keeps as a platform of its own: its people, rooms, channels, and every message in them.

A conversation is named by a short text: ``dm:<user>`` (one person and Kith), ``room:<id>`` or ``channel:<key>``.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from storage.columns import Rights, Table, UTCDateTime
from storage.outbox import StoredFile, insert_for

MADE_UP = Rights(erase="keep", why="made-up people of the playground, on one computer only; starting over empties it")
KITH = ""
"""The sender of what Kith says."""


class PlaygroundAccount(Table, table=True):
    """A person of the playground. `about` is the line under the name; `manages`: may set up a program here; `closed`:
    takes no direct messages."""

    __tablename__ = "playground_account"
    __rights__: ClassVar = MADE_UP

    user: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)
    zone: str = Field(default="", max_length=60)
    language: str = Field(default="en", max_length=10)
    about: str = Field(default="", max_length=80)
    manages: bool = False
    closed: bool = False
    left_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class PlaygroundRoom(Table, table=True):
    """A private space of a few people. `plan` is the room of Kith's that it was opened for; a private thread, which
    stands in for closed direct messages, has none."""

    __tablename__ = "playground_room"
    __table_args__ = ({"sqlite_autoincrement": True},)
    __rights__: ClassVar = MADE_UP

    id: int | None = Field(default=None, primary_key=True)
    plan: int | None = Field(default=None, unique=True)
    name: str = Field(max_length=80)


class PlaygroundRoomAccount(Table, table=True):
    __tablename__ = "playground_room_account"
    __rights__: ClassVar = MADE_UP

    room_id: int | None = Field(default=None, foreign_key="playground_room.id", primary_key=True)
    user: str = Field(foreign_key="playground_account.user", primary_key=True, index=True, max_length=40)


class PlaygroundChannel(Table, table=True):
    """A channel that everybody sees."""

    __tablename__ = "playground_channel"
    __rights__: ClassVar = MADE_UP

    key: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)


class PlaygroundMessage(Table, table=True):
    """A card of Kith's (`card`, as JSON) or a line that a person wrote (`line`).

    `only_for` names the one person who sees it, where it is not for everybody in the conversation. `key` is the
    letter's, so that a letter in doubt can be found and none arrives twice. `created_at` is program time.
    """

    __tablename__ = "playground_message"
    __table_args__ = (
        sa.Index("ix_playground_message_conversation", "conversation", "id"),
        {"sqlite_autoincrement": True},
    )
    __rights__: ClassVar = MADE_UP

    id: int | None = Field(default=None, primary_key=True)
    conversation: str = Field(max_length=60)
    sender: str = Field(default=KITH, max_length=40)
    only_for: str = Field(default="", max_length=40)
    key: str | None = Field(default=None, max_length=140, unique=True)
    card: str = ""
    line: str = ""
    created_at: datetime
    changed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    @property
    def reference(self) -> str:
        return str(self.id)


class PlaygroundFile(Table, table=True):
    """A file as it was sent with a message. `file_id` is the row that the card names."""

    __tablename__ = "playground_file"
    __table_args__ = (sa.UniqueConstraint("message_id", "file_id"),)
    __rights__: ClassVar = MADE_UP

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="playground_message.id")
    file_id: int
    name: str = Field(max_length=100)
    media_type: str = Field(max_length=100)
    content: bytes


class PlaygroundSeen(Table, table=True):
    """How far a person has read a conversation: the newest message that was on their screen."""

    __tablename__ = "playground_seen"
    __rights__: ClassVar = MADE_UP

    user: str = Field(foreign_key="playground_account.user", primary_key=True, max_length=40)
    conversation: str = Field(primary_key=True, max_length=60)
    message_id: int


def direct(user: str) -> str:
    return f"dm:{user}"


def in_room(room: int | str | None) -> str:
    return f"room:{room}"


def in_channel(key: str) -> str:
    return f"channel:{key}"


# --- people ----------------------------------------------------------------------------------------------------------


def everybody(session: Session) -> list[PlaygroundAccount]:
    """All accounts by name, those who left too."""
    return list(session.scalars(sa.select(PlaygroundAccount).order_by(col(PlaygroundAccount.name))))


def account_of(session: Session, user: str) -> PlaygroundAccount | None:
    return session.get(PlaygroundAccount, user)


def arrive(
    session: Session, name: str, zone: str, *, user: str = "", language: str = "en", about: str = "",
    manages: bool = False,
) -> PlaygroundAccount:  # fmt: skip
    """A new account, not yet a member of anything. `user` is made from the name where it is not given."""
    account = PlaygroundAccount(
        user=user or _free_user(session, name), name=name, zone=zone, language=language, about=about, manages=manages
    )
    session.add(account)
    session.flush()
    return account


def _free_user(session: Session, name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30] or "person"
    like = sa.select(col(PlaygroundAccount.user)).where(col(PlaygroundAccount.user).like(f"{slug}%"))
    used = set(session.scalars(like))
    free = (f"{slug}-{number}" for number in range(2, len(used) + 3))
    return slug if slug not in used else next(user for user in free if user not in used)


def gone(session: Session, users: Iterable[str]) -> set[str]:
    """Which of these are not here (any more)."""
    wanted = set(users)
    here = sa.select(col(PlaygroundAccount.user)).where(
        col(PlaygroundAccount.user).in_(wanted), col(PlaygroundAccount.left_at).is_(None)
    )
    return wanted - set(session.scalars(here))


# --- rooms and channels ----------------------------------------------------------------------------------------------


def open_room(session: Session, name: str, users: Sequence[str], plan: int | None = None) -> int:
    """Opens a room for these people, or finds again the one that was opened for `plan`."""
    found = session.scalar(sa.select(col(PlaygroundRoom.id)).where(col(PlaygroundRoom.plan) == plan))
    if found is not None and plan is not None:
        return found
    room = PlaygroundRoom(plan=plan, name=name[:80])
    session.add(room)
    session.flush()
    session.add_all(PlaygroundRoomAccount(room_id=room.id, user=user) for user in dict.fromkeys(users))
    session.flush()
    return room.id or 0


def thread_of(session: Session, user: str) -> int | None:
    """The private thread that stands in for this person's closed direct messages."""
    rooms, people = PlaygroundRoom, PlaygroundRoomAccount
    return session.scalar(
        sa.select(col(rooms.id))
        .join(people, col(people.room_id) == col(rooms.id))
        .where(col(rooms.plan).is_(None), col(people.user) == user)
        .order_by(col(rooms.id).desc())
        .limit(1)
    )


def rooms_of(session: Session, user: str) -> list[PlaygroundRoom]:
    return list(
        session.scalars(
            sa.select(PlaygroundRoom)
            .join(PlaygroundRoomAccount, col(PlaygroundRoomAccount.room_id) == col(PlaygroundRoom.id))
            .where(col(PlaygroundRoomAccount.user) == user)
            .order_by(col(PlaygroundRoom.id))
        )
    )


def people_of(session: Session, room_id: int) -> list[PlaygroundAccount]:
    return list(
        session.scalars(
            sa.select(PlaygroundAccount)
            .join(PlaygroundRoomAccount, col(PlaygroundRoomAccount.user) == col(PlaygroundAccount.user))
            .where(col(PlaygroundRoomAccount.room_id) == room_id)
            .order_by(col(PlaygroundAccount.name))
        )
    )


def channels(session: Session) -> list[PlaygroundChannel]:
    return list(session.scalars(sa.select(PlaygroundChannel).order_by(col(PlaygroundChannel.name))))


def add_channel(session: Session, key: str, name: str = "") -> None:
    """Makes a channel, where it is not there yet."""
    if session.get(PlaygroundChannel, key) is None:
        session.add(PlaygroundChannel(key=key, name=name or key))
        session.flush()


# --- messages --------------------------------------------------------------------------------------------------------


def put_message(session: Session, message: PlaygroundMessage) -> int:
    session.add(message)
    session.flush()
    return message.id or 0


def keep_file(session: Session, file: PlaygroundFile) -> None:
    """Keeps a file beside its message; one that is there already stays."""
    if file_of(session, file.message_id, file.file_id) is None:
        session.add(file)
        session.flush()


def stored_bytes(session: Session, file_id: int) -> bytes | None:
    return session.scalar(sa.select(col(StoredFile.content)).where(col(StoredFile.id) == file_id))


def file_of(session: Session, message_id: int, file_id: int) -> PlaygroundFile | None:
    return session.scalars(
        sa.select(PlaygroundFile).where(
            col(PlaygroundFile.message_id) == message_id, col(PlaygroundFile.file_id) == file_id
        )
    ).first()


def message_with_key(session: Session, key: str) -> PlaygroundMessage | None:
    return session.scalars(sa.select(PlaygroundMessage).where(col(PlaygroundMessage.key) == key)).first()


def messages_in(session: Session, conversation: str, user: str, most: int) -> list[PlaygroundMessage]:
    """The newest messages of a conversation that this person may see, oldest first."""
    newest = sa.select(PlaygroundMessage).where(
        col(PlaygroundMessage.conversation) == conversation, col(PlaygroundMessage.only_for).in_(["", user])
    )
    return list(session.scalars(newest.order_by(col(PlaygroundMessage.id).desc()).limit(most)))[::-1]


# --- what is new -----------------------------------------------------------------------------------------------------


def mark_seen(session: Session, user: str, conversation: str, message_id: int) -> bool:
    """Notes how far this person has read; False where they had read as far already."""
    seen = PlaygroundSeen.__table__  # type: ignore[attr-defined]
    statement = insert_for(session, seen).values(user=user, conversation=conversation, message_id=message_id)
    statement = statement.on_conflict_do_update(
        index_elements=["user", "conversation"],
        set_={"message_id": message_id},
        where=seen.c.message_id < message_id,
    )
    return session.execute(statement.returning(seen.c.message_id)).first() is not None


def unread(session: Session, user: str, conversations: Sequence[str]) -> dict[str, int]:
    """How many messages of others this person has not seen, by conversation; those without any are left out."""
    message, seen = PlaygroundMessage, PlaygroundSeen
    rows = session.execute(
        sa.select(col(message.conversation), sa.func.count())
        .outerjoin(seen, sa.and_(col(seen.user) == user, col(seen.conversation) == col(message.conversation)))
        .where(col(message.conversation).in_(conversations), col(message.only_for).in_(["", user]))
        .where(col(message.sender) != user, col(message.id) > sa.func.coalesce(col(seen.message_id), 0))
        .group_by(col(message.conversation))
    )
    return {conversation: count for conversation, count in rows}


def unread_by_person(session: Session) -> dict[str, int]:
    """How many messages wait unseen for each person, in direct messages and rooms."""
    message, seen, account, inside = PlaygroundMessage, PlaygroundSeen, PlaygroundAccount, PlaygroundRoomAccount
    boxes = sa.union_all(
        sa.select(col(account.user), (sa.literal("dm:") + col(account.user)).label("conversation")),
        sa.select(col(inside.user), (sa.literal("room:") + sa.cast(col(inside.room_id), sa.String(20)))),
    ).subquery()
    rows = session.execute(
        sa.select(boxes.c.user, sa.func.count())
        .join(message, col(message.conversation) == boxes.c.conversation)
        .outerjoin(seen, sa.and_(col(seen.user) == boxes.c.user, col(seen.conversation) == boxes.c.conversation))
        .where(col(message.only_for).in_(["", boxes.c.user]), col(message.sender) != boxes.c.user)
        .where(col(message.id) > sa.func.coalesce(col(seen.message_id), 0))
        .group_by(boxes.c.user)
    )
    return {user: count for user, count in rows}


def empty(session: Session) -> None:
    """Takes everything away, for starting over."""
    for table in (PlaygroundSeen, PlaygroundFile, PlaygroundMessage, PlaygroundRoomAccount, PlaygroundRoom,
                  PlaygroundChannel, PlaygroundAccount):  # fmt: skip
        session.execute(sa.delete(table))
