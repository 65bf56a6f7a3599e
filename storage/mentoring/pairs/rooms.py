"""What rooms for two are called."""

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.people import Member
from storage.places import Room, RoomMember


def rename_rooms(store: Store, member: Member) -> None:
    """Rooms for two that this member is in are called as both are called now, in the order in which they were."""
    theirs = sa.select(col(RoomMember.room_id)).where(col(RoomMember.member_id) == member.id)
    for room in store.all(sa.select(Room).where(col(Room.program_id) == store.program, col(Room.id).in_(theirs))):
        others = [one.name for one in room.members if one.id != member.id]
        is_last = bool(others) and room.name.startswith(f"{others[0]} and ")
        room.name = " and ".join([*others, member.name] if is_last else [member.name, *others])
