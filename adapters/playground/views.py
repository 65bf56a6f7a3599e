"""What one person sees in their column, loaded in one reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from adapters.playground.adapter import PLATFORM, Roles
from bot import shown
from bot.calendar import is_zone
from storage import playground as rows
from storage.playground import KITH, PlaygroundAccount, PlaygroundMessage

TOGETHER = timedelta(minutes=10)
"""Messages of one sender within this time stand under one name."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A conversation to switch to. A room is called after the others in it (`people`)."""

    conversation: str
    name: str
    unread: int = 0
    people: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """``dm``, ``room`` or ``channel``."""
        return self.conversation.partition(":")[0]


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as one person sees it, with `at` in their own zone. `first`: of its sender's group; `day`: the day that
    begins with it; `only_you`: others are in the conversation, but do not see it."""

    id: int
    sender: str
    name: str
    at: datetime
    card: shown.Card | None = None
    line: str = ""
    mine: bool = False
    only_you: bool = False
    first: bool = True
    day: date | None = None
    changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class ColumnView:
    account: PlaygroundAccount
    about: str
    zone: str
    tabs: tuple[Tab, ...]
    tab: Tab
    messages: tuple[MessageView, ...]
    channels: Mapping[str, str]
    """Key → name, for menus of channels."""
    earlier: bool = False

    @property
    def unread(self) -> int:
        return sum(tab.unread for tab in self.tabs)


@dataclass(frozen=True, slots=True)
class PersonView:
    """One line of the list to pick somebody from."""

    user: str
    name: str
    about: str
    unread: int
    left: bool


def zone_of(session: Session, account: PlaygroundAccount, default: str) -> str:
    """The clock that somebody lives by: what they told Kith goes before what their account says, as in every letter."""
    told = rows.lives_in(session, PLATFORM, account.user)
    return next((zone for zone in (told, account.zone) if is_zone(zone)), default)


def column(
    session: Session, user: str, conversation: str, most: int, program_zone: str, roles: Roles
) -> ColumnView | None:
    """The column of this person at this conversation, or at their direct messages where they are not in it. None where
    there is no such person."""
    account = rows.account_of(session, user)
    if account is None:
        return None
    named = {channel.key: channel.name for channel in rows.channels(session)}
    tabs = _tabs(session, user, named)
    tab = next((tab for tab in tabs if tab.conversation == conversation), tabs[0])
    zone = zone_of(session, account, program_zone)
    found = rows.messages_in(session, tab.conversation, user, most + 1)
    names = {person.user: person.name for person in rows.everybody(session)}
    return ColumnView(
        account=account, about=_about(account, roles(session, PLATFORM)), zone=zone, tabs=tuple(tabs), tab=tab,
        channels=named, earlier=len(found) > most,
        messages=tuple(_messages(found[-most:], user, names, ZoneInfo(zone))),
    )  # fmt: skip


def _tabs(session: Session, user: str, named: Mapping[str, str]) -> list[Tab]:
    tabs = [Tab(rows.direct(user), "Kith")]
    for room in rows.rooms_of(session, user):
        others = tuple(person.name for person in rows.people_of(session, room.id or 0) if person.user != user)
        tabs.append(Tab(rows.in_room(room.id), ", ".join(others) or room.name, people=others))
    tabs += [Tab(rows.in_channel(key), f"#{name}") for key, name in named.items()]
    unread = rows.unread(session, user, [tab.conversation for tab in tabs])
    return [Tab(tab.conversation, tab.name, unread.get(tab.conversation, 0), tab.people) for tab in tabs]


def _messages(found: list[PlaygroundMessage], user: str, names: Mapping[str, str], zone: ZoneInfo) -> list[MessageView]:
    views: list[MessageView] = []
    before: PlaygroundMessage | None = None
    for message in found:
        at = message.created_at.astimezone(zone)
        new_day = before is None or before.created_at.astimezone(zone).date() != at.date()
        views.append(MessageView(
            id=message.id or 0,
            sender=message.sender,
            name="Kith" if message.sender == KITH else names.get(message.sender, message.sender),
            at=at,
            card=shown.Card.model_validate_json(message.card) if message.card else None,
            line=message.line,
            mine=message.sender == user,
            only_you=bool(message.only_for) and message.conversation != rows.direct(user),
            first=new_day or before is None or not _go_together(before, message),
            day=at.date() if new_day else None,
            changed=message.changed_at.astimezone(zone) if message.changed_at else None,
        ))  # fmt: skip
        before = message
    return views


def _go_together(before: PlaygroundMessage, message: PlaygroundMessage) -> bool:
    return (
        before.sender == message.sender
        and (before.only_for == message.only_for or message.conversation.startswith("dm:"))
        and message.created_at - before.created_at < TOGETHER
    )


def people(session: Session, roles: Roles) -> list[PersonView]:
    unread, known = rows.unread_by_person(session), roles(session, PLATFORM)
    return [
        PersonView(
            found.user, found.name, _about(found, known), unread.get(found.user, 0),
            found.left_at is not None,
        )
        for found in rows.everybody(session)
    ]  # fmt: skip


def _about(account: PlaygroundAccount, roles: Mapping[str, str]) -> str:
    return ", ".join(part for part in (roles.get(account.user, ""), account.about) if part)
