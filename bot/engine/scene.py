"""Who acts, where, about what: loaded from rows before the guards look at it."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from bot.calendar import is_zone
from bot.errors import Refused
from bot.incoming import Incoming, Sender, Via
from bot.numbers import LARGEST_ID
from bot.steps import Flow, Record, Step, Turn
from bot.words import Voice, _, clean
from storage.database import Store, by_id
from storage.people import (
    Account,
    Member,
    MemberAccount,
    MemberStatus,
    call,
    left_places,
    member_of,
    memberships,
    saw_in_place,
)
from storage.places import Place, Program, meant_in, who_is_where

ACTED_EVERY = timedelta(minutes=5)


NO_PROGRAM = _("There is no mentoring program here yet. One begins in the server or workspace itself, not in a "
               "direct message: whoever looks after it uses the command “setup” there.")  # fmt: skip


@dataclass(slots=True)
class Scene:
    """One incoming thing with everything that the rows say about it.

    `likely` is the program that the account's whereabouts point to; it decides nothing, but is loaded already.
    `renamed` are the memberships whose name was brought up to date, `reachable` those whose letters arrive again.
    """

    session: Session
    now: datetime
    incoming: Incoming
    account: Account | None = None
    place: Place | None = None
    program: Program | None = None
    member: Member | None = None
    likely: Program | None = None
    renamed: list[Member] = field(default_factory=list)
    reachable: list[Member] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return Store(self.session, self.program.id if self.program else None)

    @property
    def voice(self) -> Voice:
        return voice_for(self.member or self.account, self.program)

    def turn(self, commands: tuple[str, str]) -> Turn:
        incoming = self.incoming
        return Turn(
            now=self.now,
            store=self.store,
            account=self.account,
            by=self.member,
            place=self.place,
            manages=bool(incoming.by and incoming.by.manages),
            value=incoming.value,
            text=incoming.text,
            commands=commands,
        )


def voice_for(reader: Member | Account | None, program: Program | None) -> Voice:
    """How to speak to a person; to a room or a channel (None) in the program's language and zone."""
    language = (reader.language if reader else "") or (program.language if program else "") or "en"
    zone = (reader.zone if reader else "") or (program.zone if program else "") or "UTC"
    return Voice(language, zone, own=reader is not None)


def open_scene(session: Session, incoming: Incoming, now: datetime, *, writes: bool) -> Scene:
    """Finds the account and its place, and makes them known where they are new (`writes`)."""
    scene = Scene(session, now, incoming)
    sender = incoming.by
    if sender is None:
        return scene
    store = Store(session)
    here = who_is_where(store, sender.platform, sender.team, sender.user, sender.place)
    scene.account, scene.place, scene.likely = here.account, here.place, here.program
    if not writes or (scene.account is None and incoming.via is Via.EVENT):
        return scene
    if scene.place is None and sender.place:
        scene.place = store.add(Place(platform=sender.platform, key=sender.place, name=clean(sender.place_name)[:120]))
    if scene.place is not None and sender.place_address and scene.place.address != sender.place_address:
        scene.place.address = sender.place_address
    if scene.account is None:
        scene.account = store.add(
            Account(platform=sender.platform, team=sender.team, user=sender.user, name=_name(sender))
        )
    _refresh(scene, scene.account, sender)
    if scene.place and scene.place.gone_at and incoming.via is not Via.EVENT:
        scene.place.gone_at = None
    if scene.place and not here.is_known and incoming.via is not Via.EVENT:
        saw_in_place(store, scene.account, scene.place.id)
    return scene


def _name(sender: Sender) -> str:
    return " ".join(clean(sender.name).split())[:80] or sender.user


def _refresh(scene: Scene, account: Account, sender: Sender) -> None:
    via = scene.incoming.via
    if sender.name and account.name != _name(sender):
        _rename(scene, account, _name(sender))
    if sender.zone and account.zone != sender.zone and is_zone(sender.zone):
        account.zone = sender.zone
    if sender.language and account.language != sender.language:
        account.language = sender.language[:10]
    if via is not Via.EVENT and (account.gone_at or account.silent_since):
        account.gone_at = account.silent_since = None
        scene.reachable = memberships(scene.store, account.id)


def _rename(scene: Scene, account: Account, name: str) -> None:
    """People are called what their platform calls them, as long as they are called nothing else here."""
    theirs = (
        sa.select(Member)
        .join(MemberAccount, col(MemberAccount.member_id) == col(Member.id))
        .where(col(MemberAccount.account_id) == account.id, col(Member.name) == account.name)
        .order_by(col(Member.id))
    )
    found = scene.store.all(theirs)
    call(scene.store, account, name, scene.now)
    for member in found:
        member.name = name
        scene.renamed.append(member)


def find_program(scene: Scene, record: Record | None) -> None:
    """Sets the program and the member: through the record, or without one through where the account is."""
    session, account = scene.session, scene.account
    program_id = record.program_id if record is not None else _current_program(scene)
    scene.program = by_id(session, Program, program_id) if program_id else None
    if not (scene.program and account):
        return
    scene.member = _held_member(session, account, record) or member_of(scene.store, account.id, scene.program.id)
    if record is not None:
        return
    if scene.member and scene.member.status is MemberStatus.LEFT:
        scene.member = None
    if scene.member is None and scene.place and scene.place.program_id:
        _turn_to_former_home(scene, account, scene.place)


def _turn_to_former_home(scene: Scene, account: Account, place: Place) -> None:
    """Who is not in the program at home in a place, but in one that was there before it, means that one."""
    earlier = meant_in(scene.store, account.id, place)
    if earlier is not None:
        scene.member = earlier
        scene.program = by_id(scene.session, Program, earlier.program_id)


def _held_member(session: Session, account: Account, record: Record | None) -> Member | None:
    """The acting member, where the record holds it and it is loaded already."""
    if record is None:
        return None
    loaded = (row for row in session.identity_map.values() if isinstance(row, Member))
    mine = (m for m in loaded if m.account_id == account.id and m.program_id == record.program_id)
    return next((m for m in mine if m.into_id is None), None)


class SeveralPrograms(Exception):
    """The account is in several programs, and nothing says which one is meant."""

    def __init__(self, programs: Iterable[Program]) -> None:
        super().__init__()
        self.programs = list(programs)


def _current_program(scene: Scene) -> int | None:
    """The place's program; in a direct message the one it last did something in, or the only one it is in."""
    if scene.place and scene.place.program_id:
        return scene.place.program_id
    if not scene.account:
        return None
    store = Store(scene.session)
    programs = {member.program_id for member in memberships(store, scene.account.id)}
    if scene.account.program_id in programs or not programs:
        return scene.account.program_id
    if len(programs) > 1:
        found = store.all(sa.select(Program).where(col(Program.id).in_(programs)).order_by(col(Program.name)))
        raise SeveralPrograms(found)
    return next(iter(programs), None)


def note_acting(scene: Scene) -> None:
    """Remembers where the account is now, and that its member did something."""
    if scene.incoming.via is Via.EVENT:
        return
    if scene.account and scene.program and scene.account.program_id != scene.program.id:
        scene.account.program_id = scene.program.id
    if scene.member and scene.now - scene.member.acted_at > ACTED_EVERY:
        scene.member.acted_at = scene.now


def note_leaving(scene: Scene) -> None:
    """Remembers that the account is not in that place any more (without a place: in none)."""
    place = scene.place.id if scene.place else None
    if scene.account and left_places(scene.store, scene.account, place, scene.now):
        scene.account.gone_at = scene.now


def load_record(scene: Scene, step: Step[Any]) -> Record:
    """The record a step is about. Without an id: the program, the place or the member where the account is, or the
    account itself, which needs no program."""
    about, session = scene.incoming.about, scene.session
    kind = step.flow.about
    if about is not None:
        found = _find(session, step.flow, about) if about <= LARGEST_ID else None
        if found is None:
            raise Refused(_("That is not there any more."), stale=True)
        find_program(scene, found)
        return found  # type: ignore[no-any-return]  # a row of the flow's own kind
    if kind is Place:
        if scene.place is None:
            raise Refused(_("Please do this in the server or workspace itself, not in a direct message."))
        find_program(scene, scene.place)
        return scene.place
    if kind is Account and scene.account is not None:
        with suppress(SeveralPrograms):
            find_program(scene, None)
        return scene.account
    find_program(scene, None)
    if kind is Program and scene.program is not None:
        return scene.program
    if kind is Member and scene.member is not None:
        return scene.member
    if scene.program is None:
        raise Refused(NO_PROGRAM)
    raise Refused(_("You are not in {program} yet. Say hello to me, and I tell you about joining.",
                    program=scene.program.name))  # fmt: skip


def _find(session: Session, flow: Flow[Any], id: int) -> Any:
    """The record with that id, and with it the people it holds, as nearly every step about it looks at them."""
    return by_id(session, flow.about, id, flow.holds)


_LOCKED = (
    sa.select(Member)
    .where(col(Member.id).in_(sa.bindparam("people", expanding=True)))
    .order_by(col(Member.id))
    .with_for_update(of=Member, key_share=True)
    .execution_options(populate_existing=True)
)


def lock(scene: Scene, step: Step[Any], record: Record) -> None:
    """Locks the members the record holds and the one who acts, by id, then the record, and reads it as it is now. What
    a step only looks at, or shares with others, is not locked: a program is in everybody's hands.

    The locks are those of an update that keeps the id: they do not hold up a letter or a timer that only names the row.
    On SQLite the transaction already holds the write lock. Raises `Refused` where somebody took the record away.
    """
    if scene.session.get_bind().dialect.name == "sqlite":
        return
    people = set(step.flow.held(record).values()) | ({scene.member.id or 0} if scene.member else set())
    if people:
        scene.session.scalars(_LOCKED, {"people": sorted(people)}).all()
    try:
        if not (step.shared or step.looks):
            scene.session.refresh(record, with_for_update={"of": type(record), "key_share": True})
    except sa.exc.InvalidRequestError as error:
        raise Refused(_("That is not there any more."), stale=True) from error
