"""The demo program's people as people of the playground."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from adapters.playground.adapter import PLACE, PLATFORM
from storage import playground as rows
from storage.database import Store
from storage.people import Account, saw_in_place
from storage.places import Place, Program

CHANNELS = ("welcome", "mentoring", "campus-life")
ROOMS_IN = "mentoring"


class Somebody(Protocol):
    """A made-up person, as far as an account goes."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def zone(self) -> str: ...


Post = Callable[[Store, Place, str, datetime], None]
"""Posts what everybody sees in that channel from the start."""
WELCOME = "welcome"

Fill = Callable[[Store, datetime, Callable[[Store, Somebody, str], Account]], Program]
"""Makes the demo program; asks for the account of everybody in it."""


def fill_playground(session: Session, now: datetime, fill: Fill, post: Post) -> None:
    """An empty database becomes a playground: one place with a few channels, the program in it, and the way in."""
    store = Store(session)
    place = _place(store, ROOMS_IN)

    def account_of(inside: Store, person: Somebody, about: str) -> Account:
        rows.arrive(session, person.name, person.zone, user=person.slug, about=about)
        account = inside.add(Account(platform=PLATFORM, user=person.slug, name=person.name, zone=person.zone))
        saw_in_place(inside, account, place.id)
        return account

    place.program_id = fill(store, now, account_of).id
    session.flush()
    post(store, place, WELCOME, now)


def bare_playground(session: Session, person: Somebody) -> None:
    """An empty database becomes a place without a program, with one person who may set one up."""
    _place(Store(session))
    rows.arrive(session, person.name, person.zone, user=person.slug)


def _place(store: Store, rooms_in: str = "") -> Place:
    for key in CHANNELS:
        rows.add_channel(store.session, key)
    return store.add(Place(platform=PLATFORM, key=PLACE, name="Riverside", room_channel=rooms_in))
