"""Finding mentors among many: an index picks a few hundred candidates, and only these are looked at closely.

Every filter is a tag or a word. The rarest of them drives the search; where all are common, the driver is read in the
order of `Tag.place` (free places first, then rarely shown), so what is cut off is what would have come last.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.profiles import Listing, Profile, Tag, TagKind, Word, place_in_order, sought, tags_of
from storage.mentoring.spelling import folded
from storage.people import Member, MemberStatus

MOST = 240
"""Candidates that are looked at closely."""
RARE = 400
"""A tag that fewer mentors have is read whole."""
MOST_WORDS = 60
"""Words of one mentor that can be looked for."""
SHOWN_STEP = 5
"""Times shown count in steps, so that the order is not rewritten on every look."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the choice among mentors needs to know of one. `tags` holds only what others may see."""

    member_id: int
    zone: str
    field: str
    group: str
    free: int
    shown: int
    tags: Mapping[TagKind, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: `must` has one slug of each kind, `words` all appear, `topics` are only preferred."""

    topics: tuple[str, ...] = ()
    must: Mapping[TagKind, str] = field(default_factory=lambda: MappingProxyType({}))
    field: str = ""
    words: tuple[str, ...] = ()
    not_group: str = ""


def candidates(store: Store, wanted: Wanted, without: Collection[int] = ()) -> list[Candidate]:
    """Listed mentors who are what is wanted, at most `MOST`, without those named."""
    ids = _picked(store, wanted)
    wide = [one for one in ids if one not in without][:MOST]
    return [one for one in these(store, wide) if _fits(one, wanted)]


def these(store: Store, ids: Sequence[int]) -> list[Candidate]:
    """These mentors, in this order, as far as they are listed and here."""
    rows = store.rows(
        sa.select(
            col(Profile.member_id), col(Member.zone), col(Profile.field), col(Profile.group_name), col(Profile.free),
            col(Profile.shown), col(Profile.summary),
        )
        .join(Member, col(Member.id) == col(Profile.member_id))
        .where(col(Profile.program_id) == store.program, col(Profile.status) == Listing.LISTED)
        .where(col(Member.status) == MemberStatus.ACTIVE, col(Profile.member_id).in_(ids))
    )  # fmt: skip
    found = {
        member: Candidate(member, zone, subject, group, free, shown, tags_in(summary))
        for member, zone, subject, group, free, shown, summary in rows
    }
    return [found[one] for one in ids if one in found]


def _fits(one: Candidate, wanted: Wanted) -> bool:
    if wanted.field and one.field != wanted.field:
        return False
    return not wanted.not_group or _plain(one.group) != _plain(wanted.not_group)


def _plain(group: str) -> str:
    """A group's name as it is compared: in whatever case and spaces."""
    return " ".join(group.casefold().split())


def is_offered(store: Store, topics: Collection[str], without: Collection[int]) -> bool:
    """Whether any listed mentor but those named helps with one of these topics."""
    found = store.rows(
        sa.select(col(Tag.member_id))
        .where(col(Tag.program_id) == store.program, col(Tag.kind) == TagKind.TOPIC, col(Tag.slug).in_(topics))
        .where(col(Tag.place).is_not(None), col(Tag.shown), col(Tag.member_id).not_in(without))
        .limit(1)
    )
    return bool(list(found))


def all_tags(store: Store, member: Member) -> dict[TagKind, frozenset[str]]:
    """A member's own tags, also those they keep to themselves. The topics are those they look for help with."""
    found = {kind: frozenset(slugs) for kind, slugs in tags_of(store, [member.id or 0])[member.id or 0].items()}
    return found | {TagKind.TOPIC: frozenset(sought(store, member))}


def tags_in(summary: str) -> dict[TagKind, frozenset[str]]:
    """The tags of `Profile.summary`, by kind."""
    found: dict[TagKind, set[str]] = {kind: set() for kind in TagKind}
    for word in summary.split():
        kind, slug = word.split(":", 1)
        found[TagKind(kind)].add(slug)
    return {kind: frozenset(slugs) for kind, slugs in found.items()}


def _by_field(wanted: Wanted) -> list[Any]:
    rules: list[Any] = []
    if wanted.field:
        rules.append(col(Profile.field) == wanted.field)
    if wanted.not_group:
        rules.append(col(Profile.group_name) != wanted.not_group)
    return rules


def _picked(store: Store, wanted: Wanted) -> list[int]:
    """Ids in a good order, a few more than are needed."""
    drivers: list[sa.Select[int]] = [_with_tag(store, kind, slug) for kind, slug in wanted.must.items()]
    drivers += [_with_word(store, word) for word in wanted.words]
    if drivers:
        return _all_of(store, drivers)
    if wanted.field or not wanted.topics:
        return _freest(store, wanted)
    each = max(60, MOST // len(wanted.topics))
    found: dict[int, None] = {}
    for topic in wanted.topics:
        for (member,) in store.rows(_with_tag(store, TagKind.TOPIC, topic).limit(each)):
            found[member] = None
    if len(found) < MOST:
        found |= dict.fromkeys(_freest(store, wanted))
    return list(found)


def _all_of(store: Store, drivers: Sequence["sa.Select[int]"]) -> list[int]:
    """Those whom every driver finds: the rarest one is read, and narrowed by the others."""
    counted = sorted(
        ((store.number(sa.select(sa.func.count()).select_from(driver.limit(RARE).subquery())), number)
         for number, driver in enumerate(drivers)),
    )  # fmt: skip
    count, first = counted[0]
    read = drivers[first].limit(RARE if count < RARE else 10 * MOST)
    ids = [member for (member,) in store.rows(read)]
    for _count, number in counted[1:]:
        column = drivers[number].selected_columns[0]
        ids_here = {member for (member,) in store.rows(drivers[number].where(column.in_(ids)))}
        ids = [member for member in ids if member in ids_here]
    return ids


def _with_tag(store: Store, kind: TagKind, slug: str) -> "sa.Select[int]":
    return (
        sa.select(col(Tag.member_id))
        .where(col(Tag.program_id) == store.program, col(Tag.kind) == kind, col(Tag.slug) == slug)
        .where(col(Tag.place).is_not(None), col(Tag.shown))
        .order_by(col(Tag.place), col(Tag.member_id))
    )


def _with_word(store: Store, word: str) -> "sa.Select[int]":
    """Whoever wrote a word that begins so."""
    return (
        sa.select(col(Word.member_id))
        .where(col(Word.program_id) == store.program, col(Word.word) >= word, col(Word.word) < word + "\uffff")
        .group_by(col(Word.member_id))
    )


def _freest(store: Store, wanted: Wanted) -> list[int]:
    query = (
        sa.select(col(Profile.member_id))
        .where(col(Profile.program_id) == store.program, col(Profile.status) == Listing.LISTED, *_by_field(wanted))
        .order_by(col(Profile.free).desc(), col(Profile.shown), col(Profile.member_id))
        .limit(MOST)
    )
    return [member for (member,) in store.rows(query)]


# --- words -----------------------------------------------------------------------------------------------------------


def words_in(text: str) -> list[str]:
    """Words as they are looked for: small letters without accents, three letters or more, each once."""
    return list(dict.fromkeys(word[:30] for word in re.findall(r"[^\W_]{3,}", folded(text))))


def index_words(store: Store, profile: Profile) -> None:
    """Makes what a mentor wrote findable; called after any of it changed."""
    texts = (profile.member.name, profile.bio, profile.hometown, profile.fun_fact, profile.field, profile.stage)
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
