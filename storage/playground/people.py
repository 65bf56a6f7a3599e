"""Who is in the playground, and the rooms and channels they are in."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from storage.people import Account, Member, MemberAccount
from storage.playground.tables import PlaygroundAccount, PlaygroundChannel, PlaygroundRoom, PlaygroundRoomAccount


def everybody(session: Session) -> list[PlaygroundAccount]:
    """All accounts by name, those who left too."""
    return list(session.scalars(sa.select(PlaygroundAccount).order_by(col(PlaygroundAccount.name))))


def account_of(session: Session, user: str) -> PlaygroundAccount | None:
    return session.get(PlaygroundAccount, user)


def lives_in(session: Session, platform: str, user: str) -> str:
    """The zone that somebody told the program they are in now, or else another one; empty where they told none."""
    is_current = sa.case((col(Member.program_id) == col(Account.program_id), 0), else_=1)
    query = (
        sa.select(col(Member.zone))
        .join(MemberAccount, col(MemberAccount.member_id) == col(Member.id))
        .join(Account, col(Account.id) == col(MemberAccount.account_id))
        .where(col(Account.platform) == platform, col(Account.user) == user, col(Member.zone) != "")
        .order_by(is_current, col(Member.id).desc())
        .limit(1)
    )
    return session.scalar(query) or ""


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
    return list(
        session.scalars(
            sa.select(PlaygroundChannel).order_by(col(PlaygroundChannel.place), col(PlaygroundChannel.name))
        )
    )


def add_channel(session: Session, key: str, name: str = "") -> None:
    """Makes a channel behind those that are there, where it is not one of them."""
    there = {channel.key for channel in channels(session)}
    if key not in there:
        session.add(PlaygroundChannel(key=key, name=name or key, place=len(there)))
        session.flush()
