"""The optional parts of a profile: what each is called, why it is asked, who sees it, and what is there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.free_parts import WEEKDAYS
from bot.steps import Step, Turn
from bot.words import Joined, Phrase, Said, Text, _, listing, term
from flows import library, words
from flows.joining import zones
from flows.profiles import profile_experiences, profile_forms, profile_style
from storage.mentoring.profiles import Profile, TagKind, profile_of, tags_of
from storage.people import Member

SHORT = 100
"""Characters of somebody's own words that stand on a card which shows everything."""


@dataclass(frozen=True, slots=True)
class Told:
    """All that one member told."""

    member: Member
    profile: Profile
    tags: Mapping[TagKind, Mapping[str, bool]]
    turn: Turn


@dataclass(frozen=True, slots=True)
class Part:
    """`step` asks for it, `line` says what is there (None: nothing), `why` and `who_sees` stand on its card.

    `for_mentees` and `for_mentors` say whom it is asked.
    """

    slug: str
    name: Phrase
    change: Phrase
    why: Phrase
    who_sees: Phrase
    step: Step[Member]
    line: Callable[[Told], Text | None]
    for_mentees: bool = True
    for_mentors: bool = True
    is_personal: bool = False
    """Something that many would rather not tell; the way out of its card says so."""


def told_by(member: Member, turn: Turn) -> Told:
    tags = tags_of(turn.store, [member.id or 0])[member.id or 0]
    return Told(member, profile_of(turn.store, member), tags, turn)


def parts_of(member: Member) -> list[Part]:
    """The parts that this member is asked for, in the order in which they help most."""
    return [
        part for part in all_parts()
        if (part.for_mentees and member.is_mentee) or (part.for_mentors and member.is_mentor)
    ]  # fmt: skip


def part_with(slug: str) -> Part | None:
    return next((part for part in all_parts() if part.slug == slug), None)


def is_told(part: Part, told: Told) -> bool:
    """The zone counts as told only where the member has said it or the platform knows it; a style only when whole."""
    match part.slug:
        case "zone":
            return bool(told.member.zone)
        case "style":
            return profile_style.next_pair(told.tags[TagKind.STYLE]) is None
        case _:
            return part.line(told) is not None


# --- what is there ---------------------------------------------------------------------------------------------------


def short(text: str) -> Said:
    """Its beginning, up to a whole word where there is one."""
    if len(text) <= SHORT:
        return Said(text)
    return Said((text[:SHORT].rpartition(" ")[0] or text[:SHORT]).rstrip() + "…")


def _labels(slugs: Iterable[str], known: Mapping[str, str]) -> Text | None:
    found = [term(label) for slug, label in known.items() if slug in set(slugs)]
    return words.row(found) if found else None


def _tagged(kind: TagKind, labels: Callable[[], Mapping[str, str]]) -> Callable[[Told], Text | None]:
    return lambda told: _labels(told.tags[kind], labels())


def style_line(told: Told) -> Text | None:
    sides = {f"{pair.slug}-{side.slug}": side.label for pair in library.profile().styles.values()
             for side in pair.sides.values()}  # fmt: skip
    return _labels(told.tags[TagKind.STYLE], sides)


def free_line(told: Told) -> Text | None:
    """Per part of the day: "morning: Monday and Friday"."""
    free = library.profile().free
    found = []
    for part in ("morning", "afternoon", "evening"):
        days = [free[f"{day}_{part}"].label for day in WEEKDAYS if f"{day}_{part}" in told.tags[TagKind.FREE]]
        if days:
            found.append(_("{times}", times=listing(term(day) for day in days)))
    return Joined(tuple(found), "; ") if found else None


def field_line(told: Told) -> Text | None:
    known = library.profile()
    field, stage = known.fields.get(told.profile.field), known.stages.get(told.profile.stage)
    found: list[Text] = [term(field.label)] if field else [short(told.profile.field)] if told.profile.field else []
    found += [term(stage.label)] if stage else []
    found += [_("group: {group} (nobody sees it)", group=told.profile.group_name)] if told.profile.group_name else []
    return words.row(found) if found else None


def about_line(told: Told) -> Text | None:
    profile = told.profile
    found: list[Text] = []
    if profile.pronouns:
        found.append(Said(profile.pronouns))
    if profile.hometown:
        found.append(_("From {town}", town=profile.hometown))
    if profile.fun_fact:
        found.append(Joined((_("Fun fact:"), short(profile.fun_fact)), " "))
    return words.row(found) if found else None


def experience_line(told: Told) -> Text | None:
    known = {slug: one.label for slug, one in library.profile().experiences.items()}
    tags = told.tags[TagKind.EXPERIENCE]
    shown = [term(label) for slug, label in known.items() if tags.get(slug) is True]
    kept = [term(label) for slug, label in known.items() if tags.get(slug) is False]
    own, found = told.profile.own_experience, list[Text]()
    if shown:
        found.append(Joined((_("others see:"), words.row(shown)), " "))
    if kept:
        found.append(Joined((_("kept to yourself:"), words.row(kept)), " "))
    if own:
        seen = _("others see, in your words:") if told.profile.own_experience_shown else _(
            "kept to yourself, in your words:")  # fmt: skip
        found.append(Joined((seen, short(own)), " "))
    return Joined(tuple(found), "; ") if found else None


# --- the parts -------------------------------------------------------------------------------------------------------

ON_CARD = _("Members see it on your card.")


def who_sees(part: Part, member: Member, turn: Turn) -> Phrase:
    if part.who_sees is ON_CARD and not member.is_mentor:
        return _("The {mentors_word} you ask see it. You are on no list.", **words.of(turn))
    return part.who_sees


def all_parts() -> list[Part]:
    known = library.profile
    return [
        Part("style", _("How you like to talk"), _("Change how you like to talk"),
             _("Five quick either/or questions about how you like to talk. This says most about who fits."),
             _("Others read what you both like, and where you differ."), profile_style.begin, style_line),
        Part("zone", _("Your time zone"), _("Change your time zone"), _("Which clock do you live by?"),
             _("Others see only times that you both have."), zones.ask,
             lambda told: zones.line(told.member, told.turn)),
        Part("support", _("Kinds of support"), _("Change kinds of support"),
             _("What kind of support is this about for you? Somebody to listen, somebody who shows the way …"),
             ON_CARD, profile_forms.support,
             _tagged(TagKind.SUPPORT, lambda: {s: o.phrase for s, o in known().supports.items()})),
        Part("free", _("Free parts of the week"), _("Change free times"),
             _("When in the week do you usually have time? I look for times that both have."),
             _("Others see only times that you both have."), profile_forms.free, free_line),
        Part("languages", _("Languages"), _("Change languages"), _("Which languages do you like to talk in?"),
             ON_CARD, profile_forms.languages,
             _tagged(TagKind.LANGUAGE, lambda: {s: o.label for s, o in known().languages.items()})),
        Part("field", _("Field and stage"), _("Change field and stage"),
             _("What is your department or field, and how far are you?"), ON_CARD, profile_forms.field, field_line),
        Part("hope", _("In three months"), _("Change what you hope for"),
             _("What should be different in three months?"), _("Those you ask see it."), profile_forms.hope,
             lambda told: short(told.profile.hope) if told.profile.hope else None, for_mentors=False),
        Part("interests", _("Interests"), _("Change interests"),
             _("What do you like beside all of this? It gives two people something to begin with."), ON_CARD,
             profile_forms.interests,
             _tagged(TagKind.INTEREST, lambda: {s: o.phrase for s, o in known().interests.items()})),
        Part("ways", _("Ways to meet"), _("Change ways to meet"), _("How do you like to meet?"), ON_CARD,
             profile_forms.ways, _tagged(TagKind.WAY, lambda: {s: o.phrase for s, o in known().ways.items()})),
        Part("experiences", _("Experiences"), _("Change experiences"),
             _("Is there something you have been through and are glad to talk about? You tick for each whether others "
               "see it, or whether I only use it to find people who show it."),
             _("Others see only what you tick for showing."), profile_experiences.experiences, experience_line,
             is_personal=True),
        Part("about", _("A little about you"), _("Change pronouns, town, fun fact"),
             _("Pronouns, where you come from, a fun fact: small things that make a first talk easier."), ON_CARD,
             profile_forms.about, about_line, is_personal=True),
    ]  # fmt: skip
