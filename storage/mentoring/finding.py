"""Finding mentors among many: the indexes pick a few hundred who are all that is wanted (`storage.mentoring.picking`),
and only these are looked at closely. What is cut off is what would have come last: full or often shown.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import col

from storage.columns import is_among
from storage.database import PROGRAM, Store
from storage.mentoring.picking import Kind, Rule, first_of, picked, tagged
from storage.mentoring.profiles import (
    Listing,
    Profile,
    Tag,
    TagKind,
    Word,
    named,
    own_program,
    place_in_order,
    plain,
    sought,
    tags_of,
)
from storage.mentoring.spelling import folded
from storage.people import Member, MemberStatus
from storage.rows import Ready

MOST = 200
"""Candidates that are looked at closely."""
MOST_WORDS = 200
"""Words of one mentor that can be looked for."""
SHOWN_STEP = 5
"""Times shown count in steps, so that the order is not rewritten on every look."""


class Tags(Mapping[TagKind, frozenset[str]]):
    """The slugs of somebody's tags, by kind. `named` are all of them as `Profile.summary` has them (`kind:slug`), each
    once: those of many people are compared without taking them apart."""

    __slots__ = ("named",)

    def __init__(self, named: Iterable[str]) -> None:
        self.named = list(named)

    @classmethod
    def of(cls, tags: Mapping[TagKind, Iterable[str]]) -> "Tags":
        return cls(named(kind, slug) for kind, slugs in tags.items() for slug in slugs)

    def __getitem__(self, kind: TagKind) -> frozenset[str]:
        before = named(kind, "")
        return frozenset(one.removeprefix(before) for one in self.named if one.startswith(before))

    def __iter__(self) -> Iterator[TagKind]:
        return iter(TagKind)

    def __len__(self) -> int:
        return len(TagKind)


class Candidate(NamedTuple):
    """What the choice among mentors needs to know of one. `tags` holds only what others may see."""

    member_id: int
    field: str
    group: str
    free: int
    shown: int
    tags: Tags


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: `must` has one slug of each kind, `words` all appear, `topics` are only preferred."""

    topics: tuple[str, ...] = ()
    must: Mapping[TagKind, str] = field(default_factory=lambda: MappingProxyType({}))
    field: str = ""
    words: tuple[str, ...] = ()
    not_group: str = ""


def candidates(store: Store, wanted: Wanted, without: Collection[int] = ()) -> list[Candidate]:
    """Listed mentors who are what is wanted, without those named: all of them, or the `MOST` who come first.

    Where there are more, those who help with the preferred topics come before the others.
    """
    rules = _rules(wanted)
    enough = MOST + len(without)
    ids = picked(store, rules, enough)
    if len(ids) == enough and wanted.topics:
        ids = [*_preferred(store, wanted.topics, rules, without), *ids]
    wide = [one for one in dict.fromkeys(ids) if one not in without]
    return _compared(store, _PLACED, wide[:MOST])


def _rules(wanted: Wanted) -> list[Rule]:
    """What everybody who is found must hold to."""
    rules = [tagged(kind, slug) for kind, slug in wanted.must.items()]
    if wanted.field:
        rules.append(Rule(Kind.FIELD, wanted.field))
    rules += [Rule(Kind.WORD, word) for word in wanted.words]
    if group := plain(wanted.not_group):
        rules.append(Rule(Kind.NOT_GROUP, group))
    return rules


def _preferred(store: Store, topics: Sequence[str], rules: Sequence[Rule], without: Collection[int]) -> list[int]:
    """Each topic gives its share. Only the first of each are looked at: there are enough others."""
    share = -(-MOST // len(topics))
    among = (4 * share if rules else share) + len(without)
    found: list[int] = []
    for topic in topics:
        each = first_of(store, tagged(TagKind.TOPIC, topic), rules, among)
        found += [one for one in each if one not in without][:share]
    return found


_COMPARED = (
    col(Profile.member_id), col(Profile.field), col(Profile.group_name), col(Profile.free), col(Profile.shown),
    col(Profile.summary),
)  # fmt: skip
_PLACED = Ready(
    sa.select(*_COMPARED)
    .where(is_among(col(Profile.member_id), "ids"))
    .where(sa.case((col(Profile.program_id) == PROGRAM, col(Profile.place).is_not(None)), else_=sa.false()))
)
"""Who has a place in the order is listed and here. Conditions stand in a CASE: else SQLite would go through an index of
all who are listed, or look for each member in that of members by program and status."""
_HERE = Ready(
    sa.select(*_COMPARED)
    .join(Member, col(Member.id) == col(Profile.member_id))
    .where(is_among(col(Profile.member_id), "ids"), col(Profile.status) == Listing.LISTED)
    .where(
        sa.case((col(Member.program_id) == PROGRAM, col(Member.status) == MemberStatus.ACTIVE), else_=sa.false())
    )
)  # fmt: skip


def these(store: Store, ids: Sequence[int]) -> list[Candidate]:
    """These mentors, in this order, as far as they are listed and here."""
    return _compared(store, _HERE, ids)


def _compared(store: Store, query: Ready, ids: Sequence[int]) -> list[Candidate]:
    rows = query.all(store.session, {"program": store.program, "ids": ids})
    found = {
        member: Candidate(member, subject, group, free, shown, Tags(summary.split()))
        for member, subject, group, free, shown, summary in rows
    }
    return [found[one] for one in ids if one in found]


def is_offered(store: Store, topics: Collection[str], without: Collection[int]) -> bool:
    """Whether any listed mentor but those named helps with one of these topics."""
    found = store.rows(
        sa.select(col(Tag.member_id))
        .where(col(Tag.program_id) == store.program, col(Tag.kind) == TagKind.TOPIC, col(Tag.slug).in_(topics))
        .where(col(Tag.place).is_not(None), col(Tag.shown), col(Tag.member_id).not_in(without))
        .limit(1)
    )
    return bool(list(found))


_TWO_LISTED = (
    sa.select(col(Profile.member_id))
    .where(col(Profile.program_id) == PROGRAM, col(Profile.place).is_not(None))
    .limit(2)
)
_LISTED = (
    sa.select(col(Profile.member_id))
    .where(col(Profile.program_id) == PROGRAM, col(Profile.place).is_not(None))
    .where(col(Profile.member_id) != sa.bindparam("but"))
    .limit(1)
)


def is_anybody_listed(store: Store, but: Member | None = None) -> bool:
    """Whether there is any mentor to look at, that member aside."""
    return bool(list(store.rows(_LISTED, but=but.id if but else 0)))


def only_one_listed(store: Store) -> int | None:
    """The one member who is listed, where there is nobody else to look at."""
    found = [row[0] for row in store.rows(_TWO_LISTED)]
    return found[0] if len(found) == 1 else None


_SHARING = (
    sa.select(sa.func.count(sa.distinct(col(Tag.member_id))))
    .where(is_among(col(Tag.member_id), "ids"), col(Tag.kind) == TagKind.TOPIC)
    .where(col(Tag.slug).in_(sa.bindparam("topics", expanding=True)))
    .where(sa.case((col(Tag.program_id) == PROGRAM, col(Tag.shown)), else_=sa.false()))
)
"""By member: with a plain condition on the program, SQLite would go through all who help with the topics."""


def sharing(store: Store, ids: Collection[int], topics: Collection[str]) -> int:
    """How many of these mentors help with one of the topics, as far as they show it."""
    return store.number(_SHARING, ids=list(ids), topics=list(topics))


def all_tags(store: Store, member: Member) -> Tags:
    """A member's own tags, also those they keep to themselves. The topics are those they look for help with."""
    own = tags_of(store, [member.id or 0])[member.id or 0]
    return Tags.of({**own, TagKind.TOPIC: sought(store, member)})


# --- words -----------------------------------------------------------------------------------------------------------


def words_in(text: str) -> list[str]:
    """Words as they are looked for: small letters without accents, three letters or more, each once."""
    return list(dict.fromkeys(word[:30] for word in re.findall(r"[^\W_]{3,}", folded(text))))


def index_words(store: Store, profile: Profile, picked: Iterable[str] = ()) -> None:
    """Makes a mentor findable by what they wrote and others see, and by what is `picked` from lists, as it is called
    there; to be called after any of it changed."""
    own = profile.own_experience if profile.own_experience_shown else ""
    first = (profile.member.name, profile.hometown, profile.field, profile.stage)
    texts = (*first, *picked, own, profile.fun_fact, profile.bio)
    own_program(store, profile)
    store.session.execute(sa.delete(Word).where(col(Word.member_id) == profile.member_id))
    words = words_in(" ".join(texts).replace("_", " "))[:MOST_WORDS]
    if words:
        rows = [{"program_id": store.program, "member_id": profile.member_id, "word": word} for word in words]
        store.session.execute(sa.insert(Word), rows)


def note_shown(store: Store, member_ids: Collection[int]) -> None:
    """These mentors were on somebody's list once more. Their rows are locked in the order of their ids: others may be
    looking, or asking one of them, at the same moment."""
    profiles = (
        sa.select(Profile)
        .where(col(Profile.program_id) == store.program, col(Profile.member_id).in_(member_ids))
        .order_by(col(Profile.member_id))
        .with_for_update(of=Profile, key_share=True)
        .execution_options(populate_existing=True)
    )
    for profile in store.all(profiles):
        profile.shown += 1
        if profile.shown % SHOWN_STEP == 0:
            store.session.flush()
            place_in_order(store, profile)
