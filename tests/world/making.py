"""Making a world: a fresh database, a program that is open, and mentors who are already there."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.incoming import Sender
from flows import FLOWS, HOMES
from flows.finding import portrait
from storage.database import Database, Store
from storage.mentoring.newcomers import come_in
from storage.mentoring.profiles import Listing, TagKind, profile_of, set_tags
from storage.mentoring.rules import rules_of
from storage.people import Account, Member, saw_in_place
from storage.places import Place, Program, ProgramStatus
from tests.world.beginnings import sets
from tests.world.surface import Surface
from tests.world.world import START, World


def make_world(surface: Surface, database: Database, *, program: bool = True) -> World:
    """A world with one open program, "Compass", in Berlin, in the place that the surface's people are in; or one in
    which nobody has done anything yet."""
    world = World(database, surface, FLOWS, HOMES)
    if program:
        make_program(database, surface.sender("Sam"), START)
    world.is_told(("program",) if program else ())
    return world


def make_program(database: Database, sender: Sender, now: datetime) -> None:
    """The open program "Compass" in the place that `sender` is in."""
    with database.write() as session:
        store = Store(session)
        made = store.add(
            Program(name="Compass", status=ProgramStatus.OPEN, zone="Europe/Berlin", created_at=now, opened_at=now)
        )
        store.program_id = made.id
        rules = rules_of(store)
        rules.second_contact, rules.help_lines = "Student services, room 12", "Nightline: 030 555 0199"
        store.add(
            Place(
                platform=sender.platform, key=sender.place, name=sender.place_name, program_id=made.id,
                room_channel="C-ROOMS",
            )
        )  # fmt: skip


@sets
def add_member(world: World, name: str, *, zone: str = "Europe/Berlin") -> Member:
    """Somebody who joined a while ago."""
    sender = world.sender(name)
    with world.database.write() as session:
        store = Store(session, 1)
        account = store.add(Account(platform=sender.platform, team=sender.team, user=sender.user, name=name, zone=zone))
        saw_in_place(store, account, 1)
        return come_in(store, account, world.moment - timedelta(days=1), consent="1")


@sets
def add_coordinator(world: World, name: str = "Sam") -> Member:
    member = add_member(world, name)
    with world.database.write() as session:
        found = session.get(Member, member.id)
        assert found
        found.is_coordinator = True
    return member


@sets
def add_mentor(
    world: World,
    name: str,
    topics: Sequence[str] = ("study_skills",),
    *,
    mentees: int = 2,
    intros: int = 3,
    bio: str = "",
) -> Member:
    """A mentor whom everybody can see."""
    member = add_member(world, name)
    with world.database.write() as session:
        store = Store(session, 1)
        found = store.get(Member, member.id)
        assert found
        found.is_mentor = True
        profile = profile_of(store, found)
        profile.status, profile.bio = Listing.LISTED, bio
        profile.places_mentees, profile.places_intros, profile.free = mentees, intros, intros
        set_tags(store, found, TagKind.TOPIC, topics)
        portrait.findable(store, profile)
    return member


@sets
def add_mentee(world: World, name: str, topics: Sequence[str] = ("study_skills",)) -> Member:
    """A mentee who joined and picked topics."""
    member = add_member(world, name)
    with world.database.write() as session:
        store = Store(session, 1)
        found = store.get(Member, member.id)
        assert found
        found.is_mentee = True
        profile_of(store, found)
        set_tags(store, found, TagKind.TOPIC, topics)
    return member
