"""Why two people may fit: in words, values first. The order of a list follows from it; no number is ever shown."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.free_parts import PARTS, shared_parts
from bot.steps import Turn
from bot.words import Phrase, Value, _, listing, n_, term
from flows import library
from storage.mentoring.finding import Candidate
from storage.mentoring.profiles import TagKind, named
from storage.people import Member

MOST_TOPICS, MOST_SUPPORTS, MOST_INTERESTS, MOST_STYLES, MOST_REASONS = 3, 2, 3, 2, 4


class Weight(NamedTuple):
    """What sharing something of a kind counts: `each` of the first `most`, once there are `past` of them."""

    each: int
    most: int = 99
    past: int = 0


DIFFERS = "differs"
WEIGHTS: Mapping[str, Weight] = {
    TagKind.STYLE: Weight(3),
    TagKind.TOPIC: Weight(4, MOST_TOPICS),
    TagKind.SUPPORT: Weight(2, MOST_SUPPORTS),
    TagKind.EXPERIENCE: Weight(2),
    TagKind.INTEREST: Weight(1, MOST_INTERESTS),
    TagKind.FREE: Weight(1, 1),
    TagKind.LANGUAGE: Weight(1, 1, past=1),
    DIFFERS: Weight(-1),
}
FIELD = 2
"""What each thing two people share weighs. Similar attitudes and ways of working go with better mentoring than similar
backgrounds do (Eby et al. 2013), and a mentor who can help with the topic is why people come at all. A language counts
when it is a second one; each style in which they differ takes away."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """What two people share, and where they differ, the most telling first."""

    why: tuple[Phrase, ...]
    differs: tuple[Phrase, ...]


def reasons(mentee: Candidate, mentor: Candidate, name: str, turn: Turn) -> Reasons:
    """Why a mentor may fit a mentee, in words for the mentee."""
    style, differs = _style(mentee, mentor, name)
    topics = _both(mentee, mentor, TagKind.TOPIC, library.topics())
    supports = _both(mentee, mentor, TagKind.SUPPORT, library.profile().supports)
    interests = _both(mentee, mentor, TagKind.INTEREST, library.profile().interests)
    experiences = _both(mentee, mentor, TagKind.EXPERIENCE, library.profile().experiences)
    languages = [slug for slug in _both(mentee, mentor, TagKind.LANGUAGE, library.profile().languages)
                 if slug != turn.program.language]  # fmt: skip
    field = mentee.field if mentee.field and mentee.field == mentor.field else ""
    hours = hours_in_common(mentee, mentor, turn)
    why = style[:MOST_STYLES]
    if topics:
        named = _named(library.topics()[slug].phrase for slug in topics[:MOST_TOPICS])
        why.append(_("Helps with {topics}", topics=named))
    if supports:
        named = _named(library.profile().supports[slug].phrase for slug in supports[:MOST_SUPPORTS])
        why.append(_("Offers the support you look for: {supports}", supports=named))
    if interests:
        named = _named(library.profile().interests[slug].phrase for slug in interests[:MOST_INTERESTS])
        why.append(_("Also likes {interests}", interests=named))
    why += [term(library.profile().experiences[slug].shared) for slug in experiences]
    if field:
        known = library.profile().fields.get(field)
        why.append(_("Same field: {field}", field=term(known.phrase) if known else field))
    if languages:
        named = _named(library.profile().languages[slug].name for slug in languages)
        why.append(_("You both speak {languages}", languages=named))
    if hours:
        why.append(n_("You are both free about one hour a week", "You are both free about {n} hours a week", hours))
    return Reasons(tuple(why[:MOST_REASONS]), tuple(differs[:1]))


def _named(phrases: Iterable[str]) -> Value:
    return listing(term(phrase) for phrase in phrases)


def _both(a: Candidate, b: Candidate, kind: TagKind, known: Iterable[str]) -> list[str]:
    """Slugs that both have, in the library's order."""
    shared = a.tags[kind] & b.tags[kind]
    return [slug for slug in known if slug in shared] if shared else []


def _style(mentee: Candidate, mentor: Candidate, name: str) -> tuple[list[Phrase], list[Phrase]]:
    """Sides that both chose, and pairs in which they chose differently."""
    mine, theirs = _sides(mentee), _sides(mentor)
    shared, differs = list[Phrase](), list[Phrase]()
    for pair, style in library.profile().styles.items():
        side = theirs.get(pair)
        if side is None or pair not in mine or side not in style.sides:
            continue
        if mine[pair] == side:
            shared.append(Phrase(style.sides[side].shared, {"mentor": name}))
        else:
            differs.append(Phrase(style.sides[side].differs, {"mentor": name}))
    return shared, differs


def _sides(person: Candidate) -> dict[str, str]:
    return dict(slug.split("-", 1) for slug in person.tags[TagKind.STYLE] if "-" in slug)


def hours_in_common(a: Candidate, b: Candidate, turn: Turn) -> int:
    """Whole hours in a week in which both said they are free, each in their own zone."""
    mine, theirs = a.tags[TagKind.FREE] & set(PARTS), b.tags[TagKind.FREE] & set(PARTS)
    if not mine or not theirs:
        return 0
    return int(shared_parts(mine, _zone(a, turn), theirs, _zone(b, turn), turn.now.date()).hours)


def _zone(person: Candidate, turn: Turn) -> str:
    member = turn.store.get(Member, person.member_id)
    return (member.zone if member else "") or turn.program.zone


def in_order(mentee: Candidate, mentors: Sequence[Candidate], last: Collection[int] = ()) -> list[Candidate]:
    """Those who help with a topic first: however alike two are, who cannot help with what is sought fits less. Among
    them the best fit, then the freest, then those who were rarely shown. Full mentors come after the others,
    and those named `last`, who cannot be asked now or were a match, after everybody."""
    counts, topic = _counts(mentee), TagKind.TOPIC

    def place(mentor: Candidate) -> tuple[object, ...]:
        shared = tuple([counts[one] for one in mentor.tags.named if one in counts])
        fits = _weight(shared) + (FIELD if mentee.field and mentee.field == mentor.field else 0)
        return (
            mentor.member_id in last,
            mentor.free == 0,
            topic not in shared,
            -fits,
            -mentor.free,
            mentor.shown // 5,
            mentor.member_id,
        )

    return sorted(mentors, key=place)


def helps(mentee: Candidate, mentor: Candidate) -> bool:
    """Whether the mentor can help with a topic that the mentee looks for."""
    return not mentee.tags[TagKind.TOPIC].isdisjoint(mentor.tags[TagKind.TOPIC])


def _counts(mentee: Candidate) -> dict[str, str]:
    """What counts of somebody's tags (as `Tags.named` has them), and as what: one that the mentee has, as its kind; the
    other side of a style that they chose, as one in which two differ."""
    mine = _sides(mentee)
    differ = {
        named(TagKind.STYLE, f"{pair}-{side}"): DIFFERS
        for pair, style in library.profile().styles.items() if pair in mine
        for side in style.sides if side != mine[pair]
    }  # fmt: skip
    kinds = {one: one.partition(":")[0] for one in mentee.tags.named}
    return differ | {one: kind for one, kind in kinds.items() if kind in WEIGHTS}


@lru_cache(4_096)
def _weight(shared: tuple[str, ...]) -> int:
    """How much two people share, as a number that only orders lists. Of a few hundred, many share as much of each."""
    found = 0
    for kind in set(shared):
        each, most, past = WEIGHTS[kind]
        found += each * max(0, min(shared.count(kind) - past, most))
    return found
