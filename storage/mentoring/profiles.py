"""What members told about themselves."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import lru_cache, reduce
from operator import or_
from typing import Any, ClassVar
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager
from sqlmodel import Field, Relationship, col

from storage.columns import EncryptedText, Rights, Table, UTCDateTime, is_among, one_of
from storage.database import PROGRAM, Store
from storage.people import Member, MemberStatus
from storage.rows import Lookup, Ready


class Listing(StrEnum):
    """Where a mentor stands with the coordinators."""

    NONE = "none"
    WAITING = "waiting"
    LISTED = "listed"
    CHANGES = "changes"
    DECLINED = "declined"


class TagKind(StrEnum):
    """What a tag says, by a slug of `flows/library`. A style is kept as ``<pair>-<side>``.

    Topics are what a mentor helps with, or what somebody who is only a mentee looks for; what somebody with both roles
    looks for is `LOOKS_FOR`, which nobody else sees.
    """

    TOPIC = "topic"
    LOOKS_FOR = "looks_for"
    LANGUAGE = "language"
    INTEREST = "interest"
    WAY = "way"
    FREE = "free"
    SUPPORT = "support"
    STYLE = "style"
    EXPERIENCE = "experience"

    # Faster than an enum's own: for one list of mentors, kinds are looked up some ten thousand times.
    __hash__ = str.__hash__


PLACED = sa.text("place IS NOT NULL")
BY_CODE: Any = sa.String(30).with_variant(sa.String(30, collation="C"), "postgresql")
"""Text that is compared letter by letter, in whatever language the database puts others in order."""


class Profile(Table, table=True):
    """One per member. `places_*` are what a mentor offers; `free` is how many more asks they can take now, kept by
    `storage.mentoring.intros.recount`. `door_open` False: no new asks until the mentor opens it again. `asks_told_at`:
    when a mentor last got a card about what waits for them; `verdicts_asked_at`: when a member was last asked, unasked,
    about their intro chats; `free_told_at`: when those who wait for a place with a mentor last heard that there is one.
    `group_name` (a lab or team) is compared, as `group_key`, and shown to nobody. `place` orders the listed mentors who
    are here: the freest first, then those who were rarely shown; None for everybody else. `place_in_order` keeps both.
    `askable_since`: the morning from which on they could be asked without a break in it; None while they cannot.
    `shown` counts how often a mentor was on somebody's list. `offered` is the optional part that was last brought up
    unasked, at `offered_at`; `skipped` names those the member does not want to be asked about (with spaces between).
    `own_experience_shown` is about `own_experience`.
    """

    __table_args__ = (
        sa.Index("ix_profile_status", "program_id", "status"),
        sa.Index("ix_profile_place", "program_id", "place", "member_id", "sketch", sqlite_where=PLACED,
                 postgresql_where=PLACED),
        sa.Index("ix_profile_field", "program_id", "field", "place", "member_id", "sketch", sqlite_where=PLACED,
                 postgresql_where=PLACED),
        sa.Index("ix_profile_group", "program_id", "group_key", "place", "member_id", "sketch", sqlite_where=PLACED,
                 postgresql_where=PLACED),
    )  # fmt: skip
    __rights__: ClassVar = Rights(
        of=("member_id",), erase="delete",
        gives="status status_reason waiting_since promised_at bio field stage hometown fun_fact pronouns hope "
              "own_experience own_experience_shown places_mentees places_intros door_open takes_questions group_name "
              "asks_told_at idle_told_at verdicts_asked_at free_told_at shown offered offered_at skipped",
        hides="free group_key place sketch summary askable_since",
        words="status_reason bio hometown fun_fact pronouns hope own_experience group_name summary",
    )  # fmt: skip

    member_id: int = Field(foreign_key="member.id", primary_key=True)
    program_id: int = Field(foreign_key="program.id")
    status: Listing = Field(default=Listing.NONE, sa_type=one_of(Listing, "status"))
    status_reason: str = Field(default="", sa_type=EncryptedText)
    waiting_since: datetime | None = Field(default=None, sa_type=UTCDateTime)
    promised_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    bio: str = Field(default="", max_length=600)
    field: str = Field(default="", max_length=60)
    stage: str = Field(default="", max_length=60)
    hometown: str = Field(default="", max_length=60)
    fun_fact: str = Field(default="", max_length=200)
    pronouns: str = Field(default="", max_length=30)
    hope: str = Field(default="", sa_type=EncryptedText)
    own_experience: str = Field(default="", sa_type=EncryptedText)
    own_experience_shown: bool = False
    places_mentees: int = 0
    places_intros: int = 0
    free: int = 0
    door_open: bool = True
    takes_questions: bool = False
    asks_told_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    idle_told_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    askable_since: datetime | None = Field(default=None, sa_type=UTCDateTime)
    verdicts_asked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    free_told_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    shown: int = 0
    group_name: str = Field(default="", max_length=60)
    group_key: str = Field(default="", max_length=120)
    place: int | None = None
    sketch: int = Field(default=0, sa_type=sa.BigInteger)
    summary: str = ""
    offered: str = Field(default="", max_length=20)
    offered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    skipped: str = Field(default="", max_length=200)

    member: Member = Relationship(sa_relationship_kwargs={"viewonly": True})

    @property
    def id(self) -> int:
        return self.member_id

    @property
    def self_id(self) -> int:
        return self.member_id


class Tag(Table, table=True):
    """One slug of one kind on a profile. `shown` False: known to Kith, kept from other people.

    `place` and `sketch` are those of the profile; None where it is not shown. A column that may not be empty would make
    SQLite keep a copy of each page for the case that it is, whenever a mentor's place changes.
    """

    __table_args__ = (
        sa.Index("ix_tag_order", "program_id", "kind", "slug", "place", "member_id", "sketch"),
        {"sqlite_with_rowid": False},
    )  # fmt: skip
    __rights__: ClassVar = Rights(of=("member_id",), gives="kind slug shown", hides="place sketch", erase="delete")

    member_id: int = Field(foreign_key="member.id", primary_key=True)
    kind: TagKind = Field(primary_key=True, sa_type=one_of(TagKind, "kind"))
    slug: str = Field(primary_key=True, max_length=40)
    program_id: int = Field(foreign_key="program.id")
    shown: bool = True
    place: int | None = None
    sketch: int | None = Field(default=None, sa_type=sa.BigInteger)


class Word(Table, table=True):
    """A word that others see of a mentor, written or picked, as `storage.mentoring.finding.words_in` has it."""

    __table_args__ = (sa.Index("ix_word_word", "program_id", "word", "member_id"), {"sqlite_with_rowid": False})
    __rights__: ClassVar = Rights(of=("member_id",), hides="word", erase="delete")

    member_id: int = Field(foreign_key="member.id", primary_key=True)
    word: str = Field(primary_key=True, sa_type=BY_CODE)
    program_id: int = Field(foreign_key="program.id")


_TAGS_OF = Lookup(
    sa.select(col(Tag.member_id), col(Tag.kind), col(Tag.slug), col(Tag.shown))
    .where(is_among(col(Tag.member_id), "members"))
    .where(sa.case((col(Tag.program_id) == PROGRAM, sa.true()), else_=sa.false()))
    .order_by(col(Tag.member_id), col(Tag.kind), col(Tag.slug))
)
"""By member: with a plain condition on the program, SQLite would go through everybody's."""
tags: sa.Table = Tag.__table__  # type: ignore[attr-defined]
_PLACE_TAGS = Ready(
    sa.update(tags)
    .where(tags.c.member_id == sa.bindparam("of_member"))
    .values(
        place=sa.case((tags.c.shown, sa.bindparam("in_order", type_=sa.Integer())), else_=None),
        sketch=sa.case((tags.c.shown, sa.bindparam("of_sketch", type_=sa.BigInteger())), else_=None),
    )
)


def own_program(store: Store, row: Member | Profile) -> None:
    """Raises `LookupError` for a member of another program: nothing of theirs is read or written from here. What
    changes their tags and words then asks for the member alone: with the program, SQLite would go through all of them.
    """
    if row.program_id != store.program:
        raise LookupError(f"a row of program {row.program_id} in a step of program {store.program}")


def profile_of(store: Store, member: Member) -> Profile:
    """The member's profile; an empty one is made when it is first asked for."""
    own_program(store, member)
    found = store.get(Profile, member.id)
    if found is not None:
        return found
    profile = Profile(member_id=member.id or 0, program_id=member.program_id)
    profile.member = member
    return store.add(profile)


def tags_of(store: Store, members: Iterable[int]) -> dict[int, dict[TagKind, dict[str, bool]]]:
    """Everybody's tags at once: member → kind → slug → shown to others."""
    ids = list(members)
    found: dict[int, dict[TagKind, dict[str, bool]]] = {one: {kind: {} for kind in TagKind} for one in ids}
    for member, kind, slug, shown in _TAGS_OF.all(store.session, {"program": store.program_id, "members": ids}):
        found[member][kind][slug] = shown
    return found


def slugs_of(store: Store, member: Member, kind: TagKind) -> list[str]:
    return list(tags_of(store, [member.id or 0])[member.id or 0][kind])


def sought(store: Store, member: Member) -> list[str]:
    """The topics this member looks for help with."""
    both = member.is_mentee and member.is_mentor
    return slugs_of(store, member, TagKind.LOOKS_FOR if both else TagKind.TOPIC)


def named(kind: TagKind, slug: str) -> str:
    """A tag as `Profile.summary` has it."""
    return f"{kind}:{slug}"


BITS = 63
"""As many as an integer has in both databases, but for its sign."""
NARROWED_BY = tuple(named(kind, "") for kind in (TagKind.TOPIC, TagKind.LANGUAGE, TagKind.WAY))
"""With tags of other kinds in a sketch, too many people would have the bits of what they lack."""


def sketch(summary: str = "", field: str = "", group: str = "") -> int:
    """What somebody is picked by, or what is wanted alone, in one number: two bits for each tag that lists are narrowed
    down by, for the field and for the group as it is compared (a Bloom filter). Who lacks a bit of what is wanted does
    not have it; who has them all has to be looked up. It stands in the indexes, where the others are passed over."""
    told = [tag for tag in summary.split() if tag.startswith(NARROWED_BY)]
    told += [f"{what}:{text}" for what, text in (("field", field), ("group", group)) if text]
    return reduce(or_, map(_bits, told), 0)


@lru_cache(1_024)
def _bits(one: str) -> int:
    number = crc32(one.encode())
    return 1 << number % BITS | 1 << number // BITS % BITS


def set_tags(store: Store, member: Member, kind: TagKind, slugs: Iterable[str], hidden: Iterable[str] = ()) -> None:
    """Makes these the member's only tags of that kind."""
    wanted, kept_back = list(dict.fromkeys(slugs)), set(hidden)
    own_program(store, member)
    store.session.execute(sa.delete(Tag).where(col(Tag.member_id) == member.id, col(Tag.kind) == kind))
    store.session.flush()
    for slug in wanted:
        store.session.add(
            Tag(program_id=store.program, member_id=member.id or 0, kind=kind, slug=slug, shown=slug not in kept_back)
        )
    profile = profile_of(store, member)
    others = [one for one in profile.summary.split() if not one.startswith(named(kind, ""))]
    profile.summary = " ".join([*others, *(named(kind, slug) for slug in wanted if slug not in kept_back)])
    store.session.flush()
    place_in_order(store, profile)


def place_in_order(store: Store, profile: Profile) -> None:
    """Brings what a mentor is found by up to date: `place`, `group_key` and `sketch`. To be called after their free
    places, standing, tags, field, group or times shown changed."""
    own_program(store, profile)
    profile.place, profile.group_key, profile.sketch = _order(profile)
    if profile.place is None or profile.free < 1:
        profile.askable_since = None
    store.session.flush()
    values = {"of_member": profile.member_id, "in_order": profile.place, "of_sketch": profile.sketch}
    _PLACE_TAGS.run(store.session, values)


def is_in_order(profile: Profile) -> bool:
    """Whether they are found by what is so now."""
    return (profile.place, profile.group_key, profile.sketch) == _order(profile)


def _order(profile: Profile) -> tuple[int | None, str, int]:
    member = profile.member
    listed = profile.status is Listing.LISTED and member.status is MemberStatus.ACTIVE and member.is_mentor
    place = profile.shown - 1_000_000 * min(profile.free, 9) if listed else None
    group = plain(profile.group_name)
    return place, group, sketch(profile.summary, profile.field, group)


def plain(group: str) -> str:
    """A group's name as it is compared: in whatever case and spaces."""
    return " ".join(group.casefold().split())


def listed_mentors(store: Store) -> "sa.Select[Profile]":
    """Mentors whom anybody may see: listed, and here."""
    return (
        sa.select(Profile)
        .join(Member, col(Member.id) == col(Profile.member_id))
        .options(contains_eager(Profile.member))  # type: ignore[arg-type]  # SQLModel's word for a relationship
        .where(col(Profile.program_id) == store.program, col(Profile.status) == Listing.LISTED)
        .where(col(Member.status) == MemberStatus.ACTIVE, col(Member.is_mentor))
    )


def waiting_mentors(store: Store) -> list[Profile]:
    """Mentors whom a coordinator has to look at, whoever waits longest first."""
    return store.all(
        sa.select(Profile)
        .join(Member, col(Member.id) == col(Profile.member_id))
        .options(contains_eager(Profile.member))  # type: ignore[arg-type]  # SQLModel's word for a relationship
        .where(col(Profile.program_id) == store.program, col(Profile.status) == Listing.WAITING)
        .where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]), col(Member.is_mentor))
        .where(col(Member.is_demo).is_(False))
        .order_by(col(Profile.waiting_since), col(Profile.member_id))
    )
