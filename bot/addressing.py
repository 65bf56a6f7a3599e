"""A claimed letter made ready: where it goes, whether it may still go there, with what files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from bot import shown
from bot.engine.digest import how_it_stands
from bot.engine.rhythm import IN_DIGEST, waking, week_of
from bot.engine.scene import voice_for
from bot.errors import Undeliverable
from bot.parcels import FileContent, Outgoing, RoomPlan
from bot.steps import Standing, Turn
from bot.tokens import is_anonymous
from bot.words import _
from storage.database import Database, Lookup, Store
from storage.outbox import Claimed, Letter, LetterKind, LetterState, StoredFile
from storage.people import Account, AccountPlace, Member, MemberStatus, memberships
from storage.places import Place, Program, Room, RoomState, account_here, accounts_in

ROOM_WAITS_AT_MOST = timedelta(hours=24)
"""In a day everybody has been awake; where it was never all at once, a room is not to wait for that for ever."""
NOTHING: Mapping[str, Standing] = {}
OUT_OF_REACH = ("dm_closed", "gone")
"""What a platform says for good about an account."""


class Held(Exception):
    """Not now: it is night for the reader, or something has to happen first."""

    def __init__(self, reason: str, until: datetime | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.until = until


class NoRoom(Held):
    """Its reader has got as much as they want this week, or is on a break."""


class Over(Held):
    """Never: an anonymous card that has nothing left to ask its reader."""


class RoomRefused(Undeliverable):
    """The platform does not open the room, and never will."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A letter ready to go. `room` has to be opened first; `reference` is what an edit changes."""

    parcel: Outgoing
    room: RoomPlan | None = None
    reference: str = ""

    def in_room(self, reference: str) -> Outgoing:
        return replace(self.parcel, room=reference)


def load(database: Database, letter: Claimed, now: datetime, standing: Mapping[str, Standing] = NOTHING) -> Loaded:
    """Raises `Held`, `Over` or `Undeliverable` where it may not go (now)."""
    if letter.expires_at is not None and letter.expires_at <= now:
        raise Undeliverable("expired")
    with database.read() as session:
        edited = _edited(session, letter, now)
        card = shown.Card.model_validate_json(edited.card if edited else letter.card)
        parcel = Outgoing(
            key=letter.key, card=card, files=_files(session, card), in_doubt=letter.in_doubt, waiting=letter.rank == 0
        )
        reference = edited.reference if edited else ""
        if letter.account_id is not None:
            return Loaded(_to_account(session, letter, parcel, now, standing), reference=reference)
        if letter.room_id is not None:
            return _to_room(session, letter, parcel, reference, now)
        place = session.get(Place, letter.place_id)
        if place is None or place.gone_at is not None:
            raise Undeliverable("gone")
        return Loaded(replace(parcel, place=place.key, channel=letter.channel), reference=reference)


def _edited(session: Session, letter: Claimed, now: datetime) -> Letter | None:
    """The letter that this one changes, if it is there by now."""
    if letter.edits is None:
        return None
    target = session.get(Letter, letter.edits)
    if target is None or target.state is LetterState.DEAD:
        raise Undeliverable("nothing_to_edit")
    if target.state is not LetterState.SENT:
        raise Held("not_sent_yet", now + timedelta(seconds=5))
    return target


def _files(session: Session, card: shown.Card) -> list[FileContent]:
    found = []
    for file in card.files:
        stored = session.get(StoredFile, file.id)
        if stored is not None:
            found.append(FileContent(file, stored.content))
    return found


_READER = Lookup(
    sa.select(Account, Member, Program, col(Place.key), col(Place.room_channel))
    .select_from(Account)
    .outerjoin(Member, col(Member.id) == sa.bindparam("member"))
    .outerjoin(Program, col(Program.id) == sa.bindparam("program"))
    .outerjoin(
        AccountPlace, sa.and_(col(AccountPlace.account_id) == col(Account.id), col(AccountPlace.left_at).is_(None))
    )
    .outerjoin(
        Place,
        sa.and_(
            col(Place.id) == col(AccountPlace.place_id),
            col(Place.program_id) == col(Program.id),
            col(Place.room_channel) != "",
            col(Place.gone_at).is_(None),
        ),
    )
    .where(col(Account.id) == sa.bindparam("account"))
    .order_by(col(Place.id))
)
"""A row for each place where the reader is."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads a letter, and in which program; `own_threads` are the places and their channels where a private thread
    may stand in for closed direct messages: those of the letter's own program. Who looks after another one's guild is
    not to read there what this one wrote."""

    account: Account
    member: Member | None
    program: Program | None
    own_threads: list[tuple[str, str]]


def _reader(session: Session, letter: Claimed) -> _Reader:
    values = {"account": letter.account_id, "member": letter.member_id, "program": letter.program_id}
    rows = _READER.all(session, values)
    if not rows or rows[0][0].gone_at is not None:
        raise Undeliverable("gone")
    account, member, program, *_place = rows[0]
    threads = [(place, channel) for *_who, place, channel in rows if channel]
    return _Reader(account, member, program, threads)


def _to_account(
    session: Session, letter: Claimed, parcel: Outgoing, now: datetime, standing: Mapping[str, Standing]
) -> Outgoing:
    reader = _reader(session, letter)
    account, member, program = reader.account, reader.member, reader.program
    if member is not None and letter.kind is not LetterKind.ANSWER:
        if not member.is_here:
            raise Undeliverable("left")
        if member.status is MemberStatus.PAUSED and letter.kind is LetterKind.PROMPT and not letter.urgent:
            _wait_for_break(letter)
        if program is not None and not letter.urgent and letter.edits is None:
            _wait_for_morning(letter, [member], program, now)
            if letter.kind is LetterKind.PROMPT and not letter.in_doubt:
                if is_anonymous(parcel.card):
                    _refuse_over(letter, Turn(now, Store(session, program.id), by=member, standing=standing))
                _find_room(session, letter, member, program, now)
    hint = _("Your direct messages are closed, so this comes here. To get my letters in private, open the menu of "
             "this server, choose Privacy Settings, and allow direct messages.")  # fmt: skip
    return replace(
        parcel, team=account.team, place=account.team, user=account.user,
        fallback=reader.own_threads,
        hint=voice_for(member or account, program).say(hint),
    )  # fmt: skip


def _wait_for_break(letter: Claimed) -> None:
    """What was written before a break comes after it. What stands on a digest waits by itself, and what may have
    arrived does not come again."""
    if letter.in_doubt or letter.slot.startswith(IN_DIGEST):
        raise Undeliverable("paused")
    raise NoRoom("paused")


def _refuse_over(letter: Claimed, turn: Turn) -> None:
    """Nothing is dropped when an anonymous card is answered, as that would say who did so and when. So each is looked
    at before it goes."""
    says, card = how_it_stands(letter.slot, turn)
    if says and card is None:
        raise Over("over")


def _wait_for_morning(letter: Claimed, readers: Sequence[Member], program: Program, now: datetime) -> None:
    morning = waking(readers, program, letter.kind, now)
    if morning > now:
        raise Held("quiet", morning)


def _find_room(session: Session, letter: Claimed, member: Member, program: Program, now: datetime) -> None:
    """What was written when there was room may find none: letters that stood still came late, or the reader wants
    less by now. A digest waits as it is."""
    week = week_of(session, member, program, now)
    week.counted = [one for one in week.counted if one.state is LetterState.SENT]
    room = week.room_at(letter.needed)
    if letter.slot.startswith(IN_DIGEST):
        room = week.room_at(True)
        if room is not None and room > now:
            raise Held("no_room", room)
    elif room is None or room > now:
        raise NoRoom("no_room")


def _to_room(session: Session, letter: Claimed, parcel: Outgoing, reference: str, now: datetime) -> Loaded:
    room = session.get(Room, letter.room_id)
    if room is None or room.place is None or room.state is RoomState.IMPOSSIBLE:
        raise Undeliverable("no_room")
    program = session.get(Program, room.program_id)
    may_wait = not letter.urgent and letter.edits is None and now - letter.created_at < ROOM_WAITS_AT_MOST
    if program is not None and letter.kind is not LetterKind.ANSWER and may_wait:
        _wait_for_morning(letter, room.members, program, now)
    parcel = replace(parcel, team=room.place.key, place=room.place.key, room=room.reference)
    if room.state is RoomState.OPEN:
        return Loaded(parcel, reference=reference)
    users = tuple(account.user for account in accounts_in(Store(session, room.program_id), room))
    return Loaded(parcel, RoomPlan(room.id or 0, room.name, room.place.key, room.place.room_channel, users), reference)


def note_room(session: Session, room_id: int, reference: str) -> Room | None:
    """The room is there."""
    room = session.get(Room, room_id)
    if room is not None:
        room.state, room.reference = RoomState.OPEN, reference
    return room


def give_up_room(session: Session, room_id: int | None) -> Room | None:
    """The room will never be there."""
    room = session.get(Room, room_id)
    if room is not None:
        room.state = RoomState.IMPOSSIBLE
    return room


def note_silence(session: Session, letter: Claimed, reason: str, now: datetime) -> list[Member]:
    """Remembers on the account what a platform said for good about reaching it; the memberships that are out of reach
    from now on."""
    if letter.account_id is None or reason not in OUT_OF_REACH:
        return []
    account = session.get(Account, letter.account_id)
    if account is None or account.silent_since is not None:
        return []
    account.silent_since = now
    return memberships(Store(session), account.id)


def other_account(session: Session, letter: Claimed, reason: str) -> Account | None:
    """Another account of a letter's member that letters reach, where the platform said for good that they do not reach
    the one it was meant for."""
    if reason not in OUT_OF_REACH or letter.member_id is None or letter.edits is not None:
        return None
    member = session.get(Member, letter.member_id)
    if member is None:
        return None
    found = account_here(Store(session, member.program_id), member, but=letter.account_id)
    return found if found is not None and found.silent_since is None else None
