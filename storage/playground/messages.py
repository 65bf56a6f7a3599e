"""What was said in the playground, and who has seen it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from storage.outbox import StoredFile, insert_for
from storage.playground.tables import (
    PlaygroundAccount,
    PlaygroundChannel,
    PlaygroundFile,
    PlaygroundMessage,
    PlaygroundRoom,
    PlaygroundRoomAccount,
    PlaygroundSeen,
)


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
    return {row[0]: row[1] for row in rows}


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
    return {row[0]: row[1] for row in rows}


def empty(session: Session) -> None:
    """Takes everything away, for starting over."""
    for table in (PlaygroundSeen, PlaygroundFile, PlaygroundMessage, PlaygroundRoomAccount, PlaygroundRoom,
                  PlaygroundChannel, PlaygroundAccount):  # fmt: skip
        session.execute(sa.delete(table))
