"""The tables of the playground.

A conversation is named by a short text: ``dm:<user>`` (one person and Kith), ``room:<id>`` or ``channel:<key>``.
"""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from storage.columns import Rights, Table, UTCDateTime

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
    """A channel that everybody sees. They stand in the order of their `place`."""

    __tablename__ = "playground_channel"
    __rights__: ClassVar = MADE_UP

    key: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)
    place: int = 0


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
