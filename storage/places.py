"""Programs, the places they live in, and rooms."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar, NamedTuple

import sqlalchemy as sa
from sqlmodel import Field, Relationship, col

from storage.columns import Rights, Table, UTCDateTime, one_of
from storage.database import PROGRAM, Store
from storage.outbox import readdress
from storage.people import Account, AccountPlace, Member, MemberAccount, MemberStatus
from storage.rows import Lookup


class ProgramStatus(StrEnum):
    DRAFT = "draft"
    GATHERING = "gathering"
    OPEN = "open"
    CLOSED = "closed"
    ENDED = "ended"

    @property
    def goes_on(self) -> bool:
        """Whether it has begun and has not ended: letters go out."""
        return self in GOES_ON


GOES_ON = (ProgramStatus.GATHERING, ProgramStatus.OPEN, ProgramStatus.CLOSED)


class Program(Table, table=True):
    """One mentoring program, as far as the core has to know it: its name, its calendar, how often it may write.

    Draft: nothing is sent. Gathering: mentors join, mentees are told the date. Open: everything. Closed: nobody new.
    `opened_at` is when it opened for the first time. `rests`: spans of days on which it rests, as `bot.calendar` writes
    them.
    """

    __rights__: ClassVar = Rights(why="settings of the program")

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80)
    status: ProgramStatus = Field(default=ProgramStatus.DRAFT, sa_type=one_of(ProgramStatus, "status"))
    language: str = Field(default="en", max_length=10)
    zone: str = Field(default="UTC", max_length=60)
    starts_on: date | None = None
    ends_on: date | None = None
    quiet_from: time = time(21)
    quiet_until: time = time(8)
    rests: str = Field(default="", max_length=800)
    prompts_a_week: int = 2
    created_at: datetime
    opened_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    @property
    def program_id(self) -> int | None:
        return self.id

    @property
    def is_to_open(self) -> bool:
        """Whether nobody can ask anybody yet. A program may be closed to new people before it has been open."""
        was_closed_before = self.status is ProgramStatus.CLOSED and self.opened_at is None
        return was_closed_before or self.status in (ProgramStatus.DRAFT, ProgramStatus.GATHERING)


_HELD = (
    sa.select(Program)
    .where(col(Program.id) == PROGRAM)
    .with_for_update(read=True)
    .execution_options(populate_existing=True)
)


def status_held(store: Store) -> ProgramStatus:
    """The program's status, which nobody changes before this transaction is over. For what must not begin any more once
    a program has ended. Any number of transactions can hold it at the same moment; whoever ends the program waits for
    all of them, so whatever began is there to be closed.

    On SQLite a transaction that writes holds it from its start.
    """
    if store.session.get_bind().dialect.name == "sqlite":
        found = store.session.get(Program, store.program)
    else:
        found = store.first(_HELD)
    if found is None:
        raise LookupError("there is no program to hold")
    return found.status


class Place(Table, table=True):
    """A Slack workspace or a Discord guild (`key` is its id there). `address` is that of a channel in it, with
    ``{channel}`` for its id; empty where the platform gives none. `gone_at`: Kith was taken out of it. `leaves_at`: the
    program leaves it then, as somebody has said who may."""

    __table_args__ = (sa.UniqueConstraint("platform", "key"),)
    __rights__: ClassVar = Rights(why="a workspace or a server")

    id: int | None = Field(default=None, primary_key=True)
    platform: str = Field(max_length=20)
    key: str = Field(max_length=40)
    name: str = Field(default="", max_length=120)
    program_id: int | None = Field(default=None, foreign_key="program.id", index=True)
    address: str = Field(default="", max_length=120)
    room_channel: str = Field(default="", max_length=40)
    gone_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    leaves_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    @property
    def lane(self) -> str:
        return lane_of(self.platform, self.key)

    @property
    def lacks_rooms(self) -> bool:
        """Whether rooms cannot be opened before somebody picks a channel for them to stand under."""
        return self.platform == "discord" and not self.room_channel


class FormerHome(Table, table=True):
    """The program was at home in that place until it left, or the next one was set up there. A copy that somebody walks
    through never was at home anywhere."""

    __tablename__ = "former_home"
    __rights__: ClassVar = Rights(why="a workspace or a server, and a program")

    place_id: int | None = Field(default=None, foreign_key="place.id", primary_key=True)
    program_id: int | None = Field(default=None, foreign_key="program.id", primary_key=True, index=True)


class RoomState(StrEnum):
    WANTED = "wanted"
    OPEN = "open"
    IMPOSSIBLE = "impossible"


class RoomMember(Table, table=True):
    __tablename__ = "room_member"
    __rights__: ClassVar = Rights(of=("member_id",), gives="room_id", erase="delete")

    room_id: int | None = Field(default=None, foreign_key="room.id", primary_key=True)
    member_id: int | None = Field(default=None, foreign_key="member.id", primary_key=True, index=True)


class Room(Table, table=True):
    """A private space of a few members. Opened by the postman before its first letter.

    One that is impossible has a place where its members could have met in it, but no channel was picked there, or the
    platform refused to open it.
    """

    __rights__: ClassVar = Rights(words="name", why="who is in it stands in room_member")

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = Field(foreign_key="program.id", index=True)
    place_id: int | None = Field(default=None, foreign_key="place.id")
    state: RoomState = Field(default=RoomState.WANTED, sa_type=one_of(RoomState, "state"))
    name: str = Field(default="", max_length=170)  # two names, neither cut: half a name is not found again
    reference: str = Field(default="", max_length=100)

    place: Place | None = Relationship(sa_relationship_kwargs={"lazy": "joined"})
    members: list[Member] = Relationship(
        sa_relationship_kwargs={"secondary": RoomMember.__table__, "order_by": "Member.id"}  # type: ignore[attr-defined]
    )

    @property
    def lane(self) -> str:
        return self.place.lane if self.place else ""


def lane_of(platform: str, key: str) -> str:
    """The queue that carries letters there: one a Slack workspace, one for all of Discord."""
    return f"{platform}:{key}" if platform == "slack" else platform


_IS_KNOWN = sa.and_(col(AccountPlace.place_id).is_not(None), col(AccountPlace.left_at).is_(None))
_HERE = Lookup(
    sa.select(Account, Place, Program, _IS_KNOWN)
    .outerjoin(Place, sa.and_(col(Place.platform) == col(Account.platform), col(Place.key) == sa.bindparam("place")))
    .outerjoin(
        AccountPlace,
        sa.and_(col(AccountPlace.account_id) == col(Account.id), col(AccountPlace.place_id) == col(Place.id)),
    )
    .outerjoin(Program, col(Program.id) == sa.func.coalesce(col(Place.program_id), col(Account.program_id)))
    .where(
        col(Account.platform) == sa.bindparam("platform"),
        col(Account.team) == sa.bindparam("team"),
        col(Account.user) == sa.bindparam("user"),
    )
)


class Here(NamedTuple):
    """Who acts, and where: `is_known` if the account was seen in that place before and has not left it. `program` is
    the one most likely meant: the place's, else the account's last."""

    account: Account | None
    place: Place | None
    is_known: bool = False
    program: Program | None = None


def who_is_where(store: Store, platform: str, team: str, user: str, place: str) -> Here:
    """All in one look."""
    values = {"platform": platform, "team": team, "user": user, "place": place}
    found = _HERE.first(store.session, values)
    if found is None:
        return Here(None, place_with_key(store, platform, place) if place else None)
    account, where, program, is_known = found
    return Here(account, where, is_known, program)


def place_with_key(store: Store, platform: str, key: str) -> Place | None:
    return store.first(sa.select(Place).where(col(Place.platform) == platform, col(Place.key) == key))


def comes_home(store: Store, program: Program, place: Place) -> None:
    """The program is at home in the place from now on; the one that was there before is remembered."""
    leaves_home(store, place)
    place.program_id = program.id


def leaves_home(store: Store, place: Place) -> None:
    """No program is at home in the place any more; the one that was is remembered, once, however often it comes."""
    was = place.program_id
    if was is not None and store.session.get(FormerHome, (place.id, was)) is None:
        store.add(FormerHome(place_id=place.id, program_id=was))
    place.program_id = place.leaves_at = None


_MEANT = (
    sa.select(Member)
    .join(MemberAccount, col(MemberAccount.member_id) == col(Member.id))
    .join(Place, col(Place.id) == sa.bindparam("place"))
    .outerjoin(
        FormerHome,
        sa.and_(col(FormerHome.place_id) == col(Place.id), col(FormerHome.program_id) == col(Member.program_id)),
    )
    .where(col(MemberAccount.account_id) == sa.bindparam("account"))
    .where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]))
    .where(sa.or_(col(Place.program_id) == col(Member.program_id), col(FormerHome.place_id).is_not(None)))
    .order_by(col(Member.program_id) != col(Place.program_id), col(Member.id).desc())
    .limit(1)
)


def meant_in(store: Store, account_id: int | None, place: Place) -> Member | None:
    """The membership that words typed in a place are about: the one in the program at home there, else the newest in a
    program that was at home there before it."""
    return store.session.scalars(_MEANT, {"account": account_id, "place": place.id}).first()


def places_of(store: Store) -> list[Place]:
    """The places of this program that are still there."""
    return store.all(
        sa.select(Place)
        .where(col(Place.program_id) == store.program, col(Place.gone_at).is_(None))
        .order_by(col(Place.id))
    )


def belongs_around(store: Store, account: Account) -> bool:
    """Whether the account is in a place of this program, as far as is known; true where a program that goes on has no
    place (a copy that somebody walks through). One that has ended may have left its place to the next one."""
    homes = store.all(sa.select(Place).where(col(Place.program_id) == store.program))
    seen = sa.select(AccountPlace).where(
        col(AccountPlace.account_id) == account.id,
        col(AccountPlace.left_at).is_(None),
        col(AccountPlace.place_id).in_([place.id for place in homes]),
    )
    if not homes:
        program = store.session.get(Program, store.program)
        return program is not None and program.status is not ProgramStatus.ENDED
    return store.first(seen) is not None


def room_for(store: Store, people: list[Member], name: str) -> Room:
    """A new room for these members: wanted where all of them are in one place that can hold it, else impossible."""
    place = _common_place(store, people)
    room = Room(
        program_id=store.program,
        place_id=place.id if place else None,
        state=RoomState.WANTED if place and not place.lacks_rooms else RoomState.IMPOSSIBLE,
        name=name[:170],
    )
    room.members = people
    store.session.add(room)
    store.session.flush()
    store.session.refresh(room, ["place"])
    return room


def _common_place(store: Store, people: list[Member]) -> Place | None:
    """A place of this program in which all these people have been seen, with whichever account; one that can hold a
    room, if there is one."""
    numbers = {member.id for member in people}
    seen = (
        sa.select(col(AccountPlace.place_id))
        .join(MemberAccount, col(MemberAccount.account_id) == col(AccountPlace.account_id))
        .where(col(MemberAccount.member_id).in_(numbers), col(AccountPlace.left_at).is_(None))
        .group_by(col(AccountPlace.place_id))
        .having(sa.func.count(col(MemberAccount.member_id).distinct()) == len(numbers))
    )
    found = store.all(
        sa.select(Place)
        .where(col(Place.program_id) == store.program, col(Place.gone_at).is_(None), col(Place.id).in_(seen))
        .order_by(col(Place.id))
    )
    return min(found, key=lambda place: place.lacks_rooms, default=None)


def accounts_in(store: Store, room: Room) -> list[Account]:
    """The account of each of a room's members that is in the room's place, the preferred one first; the preferred one
    where none is."""
    found = store.rows(
        sa.select(col(MemberAccount.member_id), Account)
        .join(Account, col(Account.id) == col(MemberAccount.account_id))
        .join(AccountPlace, col(AccountPlace.account_id) == col(Account.id))
        .where(col(MemberAccount.member_id).in_([member.id for member in room.members]))
        .where(col(AccountPlace.place_id) == room.place_id, col(AccountPlace.left_at).is_(None))
        .order_by(col(Account.id).desc())
    )
    there = {(number, account.id): account for number, account in found}
    any_there = dict[int, Account]((number, account) for number, account in found)
    return [
        there.get((member.id, member.account_id)) or any_there.get(member.id) or member.account
        for member in room.members
    ]


def account_here(store: Store, member: Member, but: int | None = None) -> Account | None:
    """An account of the member that is in a place of this program, if there is one: one that letters reach before
    others, the preferred one first; not that one (`but`)."""
    return store.first(
        sa.select(Account)
        .join(MemberAccount, col(MemberAccount.account_id) == col(Account.id))
        .join(AccountPlace, col(AccountPlace.account_id) == col(Account.id))
        .join(Place, col(Place.id) == col(AccountPlace.place_id))
        .where(col(MemberAccount.member_id) == member.id, col(Account.gone_at).is_(None), col(Account.id) != (but or 0))
        .where(col(AccountPlace.left_at).is_(None), col(Place.gone_at).is_(None))
        .where(col(Place.program_id) == store.program)
        .order_by(col(Account.silent_since).is_not(None), col(Account.id) != member.account_id, col(Account.id))
    )


def prefer(store: Store, member: Member, account: Account) -> None:
    """Letters to the member go to that account of theirs from now on, also those that wait."""
    was = member.account_id
    member.account, member.account_id = account, account.id or 0
    readdress(store.session, member.id or 0, was, account.id or 0, account.lane)
