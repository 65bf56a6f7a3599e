"""What a member shows of themselves in a line, and what two of them share."""

from dataclasses import dataclass
from datetime import datetime

from bot.free_parts import PARTS, shared_parts
from bot.steps import Turn
from bot.words import Joined, Listing, Phrase, Said, Text, When, _, listing, sentences, term
from flows import library, timing, words
from flows.library import About
from storage.mentoring.intros import met_before
from storage.mentoring.matches import ended_with
from storage.mentoring.profiles import TagKind, profile_of, slugs_of, tags_of
from storage.people import Member

MOST_NAMED, MOST_OF_A_KIND = 5, 2


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that two people share: its kind, its slug, and how a sentence calls it."""

    about: About
    slug: str
    phrase: Phrase


def things(a: Member, b: Member, turn: Turn) -> list[Thing]:
    """What says most first: topics, interests, field, languages other than the program's own, experiences. Of somebody
    with both roles, `a` stands for what they look for and `b` for what they offer."""
    tags = tags_of(turn.store, [a.id or 0, b.id or 0])
    known, named = library.profile(), dict[tuple[About, str], Phrase]()
    for topic in library.topics().values():
        named[About.TOPIC, topic.slug] = term(topic.phrase)
    for interest in known.interests.values():
        named[About.INTEREST, interest.slug] = term(interest.phrase)
    for field in known.fields.values():
        named[About.FIELD, field.slug] = term(field.phrase)
    for language in known.languages.values():
        named[About.LANGUAGE, language.slug] = term(language.name)
    for experience in known.experiences.values():
        named[About.EXPERIENCE, experience.slug] = term(experience.label)
    shared = _shared(a, b, turn, tags)
    return [Thing(about, slug, phrase) for (about, slug), phrase in named.items() if (about, slug) in shared]


def _shared(
    a: Member, b: Member, turn: Turn, tags: dict[int, dict[TagKind, dict[str, bool]]]
) -> set[tuple[About, str]]:
    kinds = {
        About.TOPIC: TagKind.TOPIC, About.INTEREST: TagKind.INTEREST, About.LANGUAGE: TagKind.LANGUAGE,
        About.EXPERIENCE: TagKind.EXPERIENCE,
    }  # fmt: skip
    found = set[tuple[About, str]]()
    for about, kind in kinds.items():
        mine, theirs = tags[a.id or 0][kind], tags[b.id or 0][kind]
        if about is About.TOPIC and (looks_for := tags[a.id or 0][TagKind.LOOKS_FOR]):
            mine = dict.fromkeys(looks_for, True)
        found |= {(about, slug) for slug, shown in mine.items() if shown and theirs.get(slug)}
    found.discard((About.LANGUAGE, turn.program.language))
    fields = profile_of(turn.store, a).field, profile_of(turn.store, b).field
    if fields[0] and fields[0] == fields[1]:
        found.add((About.FIELD, fields[0]))
    return found


def named(shared: list[Thing]) -> Listing:
    """A few of them of several kinds, for one sentence."""
    return listing(thing.phrase for thing in _few(shared))


def shared_line(shared: list[Thing]) -> Text:
    """The same as a line of a card: side by side, as what somebody has lived through fits into no sentence."""
    if not shared:
        return _("You share: nothing that both of you have told yet.")
    return Joined((_("You share:"), words.row(thing.phrase for thing in _few(shared))), " ")


def _few(shared: list[Thing]) -> list[Thing]:
    kinds = {about: [thing for thing in shared if thing.about is about][:MOST_OF_A_KIND] for about in About}
    return [thing for thing in shared if thing in kinds[thing.about]][:MOST_NAMED]


def why(a: Member, b: Member, turn: Turn) -> Text | None:
    """What the two share, in words that are true for both: how they like to work first, then experiences, then things
    they know or like. None where nothing is known."""
    tags, known = tags_of(turn.store, [a.id or 0, b.id or 0]), library.profile()
    both = {kind: {slug for slug, shown in tags[a.id or 0][kind].items() if shown and tags[b.id or 0][kind].get(slug)}
            for kind in (TagKind.STYLE, TagKind.EXPERIENCE)}  # fmt: skip
    said: list[Text] = []
    said += [
        _("{sentence}.", sentence=term(side.shared))
        for pair, style in known.styles.items()
        for side in style.sides.values()
        if f"{pair}-{side.slug}" in both[TagKind.STYLE]
    ][:2]
    said += [
        _("{sentence}.", sentence=term(one.shared))
        for one in known.experiences.values()
        if one.slug in both[TagKind.EXPERIENCE]
    ][:1]
    if shared := [thing for thing in things(a, b, turn) if thing.about is not About.EXPERIENCE]:
        said.append(_("You share {things}.", things=named(shared)))
    return sentences(*said) if said else None


def was_match(ended: datetime | None) -> Phrase | None:
    """That two know each other, where a match of theirs has ended."""
    return _("You were a match until {day}.", day=When(ended, "day")) if ended is not None else None


def why_fact(mentee: Member, mentor: Member, turn: Turn) -> tuple[Phrase, Text | None]:
    """What a mentor reads of the two beside an ask or a choice: why it may fit, or that they know each other."""
    if (known := was_match(ended_with(turn.store, mentee).get(mentor.id or 0))) is not None:
        return _("You know each other"), known
    if (met_at := met_before(turn.store, mentee, mentor)) is not None:
        return _("You know each other"), _("You had an intro chat before, on {day}.", day=When(met_at, "day"))
    return _("Why it may fit"), why(mentee, mentor, turn)


def who(member: Member, turn: Turn) -> Text | None:
    """What a member shows about themselves; None where they have told nothing yet."""
    profile, known = profile_of(turn.store, member), library.profile()
    field, stage = known.fields.get(profile.field), known.stages.get(profile.stage)
    parts: list[Text | None] = [
        Said(profile.pronouns) if profile.pronouns else None,
        term(field.label) if field else Said(profile.field) if profile.field else None,
        term(stage.label) if stage else None,
        _("From {town}", town=profile.hometown) if profile.hometown else None,
        _("Fun fact: {fact}", fact=profile.fun_fact) if profile.fun_fact else None,
    ]
    told = tuple(part for part in parts if part is not None)
    return Joined(told, " · ") if told else None


def times(reader: Member, other: Member, turn: Turn) -> Text | None:
    """When both are free, in the reader's week; None where one of them has not said, or there is no such time."""
    free = [set(slugs_of(turn.store, one, TagKind.FREE)) & set(PARTS) for one in (reader, other)]
    if not all(free):
        return None
    zones = [timing.zone_of(one, turn) for one in (reader, other)]
    both = shared_parts(free[0], zones[0], free[1], zones[1], timing.day_of(turn.now, reader, turn))
    parts = [library.profile().free[part] for part in both.parts[:MOST_NAMED]]
    return _("{times}", times=listing(term(part.label) for part in parts)) if parts else None
