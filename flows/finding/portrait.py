"""One mentor as another member may see them: in a few lines on a list, and in full; how the two stand, and what the
member can do first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.errors import Refused
from bot.messages import Card, Choice, Fact, Style
from bot.steps import MEMBER, Effects, Flow, Replace, Turn
from bot.words import Joined, Phrase, Said, Text, Voice, When, _, lines, n_, term
from flows import library, namesakes, words
from flows.asking import asking, limits
from flows.finding import fit, in_common, marks, mentors
from flows.joining import topics
from flows.meeting import intros
from storage.database import Store
from storage.mentoring import finding, searches
from storage.mentoring.apart import may_meet
from storage.mentoring.finding import Candidate
from storage.mentoring.intros import Intro, IntroStatus, open_of_mentee, places_for_intros, places_for_mentees
from storage.mentoring.matches import ended_with
from storage.mentoring.profiles import Listing, Profile, TagKind, profile_of, tags_of
from storage.mentoring.searches import MarkKind
from storage.people import Member
from storage.places import Program

flow: Flow[Member] = Flow("portrait", about=Member, holds=("self",))
FEW_WORDS, SHORT_BIO = 150, 300
"""Characters of what a mentor wrote that stand on a list, and on a card of coordinators."""


@flow.step(by=MEMBER)
def show(mentor: Member, turn: Turn) -> Effects:
    """Everything a mentor shows, and the way to ask."""
    profile = profile_of(turn.store, mentor)
    if not may_meet(turn.store, turn.me, mentor) or profile.status is not Listing.LISTED:
        raise not_here(turn)
    found = finding.these(turn.store, [mentor.id or 0])
    if found:
        yield Replace(portrait_card(mentor, profile, found[0], turn))
    else:
        yield Replace(limits.instead(_("{mentor} is taking a break.", mentor=mentor.name), mentor, turn))


def mentioned(turn: Turn) -> Effects:
    """The one who is mentioned in what was typed. Whoever is in the program and no mentor reads as if they were not in
    it: nobody learns here who takes part."""
    mentor = namesakes.mentioned(turn)
    if mentor is None:
        raise not_here(turn)
    yield from show(mentor, turn)


def not_here(turn: Turn) -> Refused:
    """Said of whoever cannot be looked at, whether they are in the program or not."""
    said = _("That {mentor_word} is not here at the moment. There are others who may fit you.", **words.of(turn))
    return Refused(said)


def portrait_card(mentor: Member, profile: Profile, candidate: Candidate, turn: Turn) -> Card:
    stands, saved = standing(turn.me, turn), searches.marked(turn.store, turn.me, MarkKind.SAVED)
    return Card(
        lines(
            about_text(mentors.own_candidate(turn.me, turn), candidate, mentor, profile, turn, whole=True),
            stands.line(mentor),
        ),
        facts=facts(profile, candidate),
        choices=[
            *stands.first_choice(mentor, candidate.free),
            *marks.choices(mentor, is_saved=mentor.id in saved, where=marks.ON_PORTRAIT),
            Choice(_("Back to the list"), mentors.back, turn.program),
        ],
    )


# --- how the two stand -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """What a mentee has open with mentors, which of them they can ask again only later, and with whom a match has
    ended, by the mentor's id; for whose free place they wait; whether the program takes asks, and whether they may ask
    anybody now."""

    open: Mapping[int, Intro]
    rests: Mapping[int, datetime]
    ended: Mapping[int, datetime]
    waits_for: Collection[int]
    takes_asks: bool
    may_ask: bool

    def line(self, mentor: Member) -> Text | None:
        """How the two stand, where it is not for the first time that the mentee sees this mentor."""
        intro, again = self.open.get(mentor.id or 0), self.rests.get(mentor.id or 0)
        if intro is not None and intro.status is IntroStatus.ASKED:
            return _("**Asked on {day}.**", day=When(intro.asked_at, "day"))
        if intro is not None:
            met = intro.status is IntroStatus.MET
            return _("**You have met.**") if met else _("**Said yes to an intro chat.**")
        if again is not None:
            return _("You have asked not long ago, and can ask again from {day} on.", day=When(again, "day"))
        return in_common.was_match(self.ended.get(mentor.id or 0))

    def first_choice(self, mentor: Member, free: int) -> list[Choice]:
        """What the mentee can do first with this mentor; nothing until they may ask, or ask again."""
        if (intro := self.open.get(mentor.id or 0)) is not None:
            label = _("See your ask") if intro.status is IntroStatus.ASKED else _("See your intro chat")
            return [Choice(label, intros.show, intro)]
        if (mentor.id or 0) in self.rests or not self.takes_asks:
            return []
        if free:
            style = Style.MAIN if self.may_ask else Style.PLAIN
            return [Choice(_("Ask for an intro chat"), asking.offer, mentor, style=style)]
        if mentor.id in self.waits_for:
            return [Choice(_("Do not tell me when free"), marks.not_when_free, mentor)]
        return [Choice(_("Tell me when free"), marks.when_free, mentor)]


def standing(mentee: Member, turn: Turn) -> Standing:
    open_ = open_of_mentee(turn.store, mentee)
    takes_asks = limits.takes_asks(turn.program)
    may_ask = takes_asks and limits.left_beside(open_, turn) > 0
    by_mentor, ended = {intro.mentor_id: intro for intro in open_}, ended_with(turn.store, mentee)
    waits_for = searches.marked(turn.store, mentee, MarkKind.WHEN_FREE)
    return Standing(by_mentor, limits.rests(mentee, turn), ended, waits_for, takes_asks, may_ask)


# --- in a few lines --------------------------------------------------------------------------------------------------


def headline(mentor: Member, profile: Profile) -> Text:
    """Name, pronouns, field and stage, as far as they were told."""
    known = library.profile()
    field, stage = known.fields.get(profile.field), known.stages.get(profile.stage)
    parts: list[Text] = [term(field.label)] if field else [Said(profile.field)] if profile.field else []
    parts += [term(stage.label)] if stage else [Said(profile.stage)] if profile.stage else []
    name = _("**{name}** ({pronouns})", name=mentor.name, pronouns=profile.pronouns) if profile.pronouns else _(
        "**{name}**", name=mentor.name
    )  # fmt: skip
    return Joined((name, *parts), " · ")


def about_text(
    own: Candidate, candidate: Candidate, mentor: Member, profile: Profile, turn: Turn, *, whole: bool = False
) -> Joined:
    """Who, why, what differs, their own words (a few of them, or the `whole`), and how free."""
    found = fit.reasons(own, candidate, mentor.name, turn)
    bio = profile.bio
    if not whole and len(bio) > FEW_WORDS:
        bio = bio[: FEW_WORDS - 1].rsplit(" ", 1)[0] + "…"
    return lines(
        headline(mentor, profile),
        *(Joined((_("- "), why), "") for why in found.why),
        *(Joined((_("- "), _("Different: {what}", what=what)), "") for what in found.differs),
        Said(bio) if bio else None,
        free_line(candidate.free),
    )


def free_line(free: int) -> Phrase:
    if free == 0:
        return _("_No place for an intro chat is free at the moment._")
    return n_("_One place for an intro chat is free._", "_{n} places for intro chats are free._", free)


# --- in full ---------------------------------------------------------------------------------------------------------


def facts(profile: Profile, shown: Candidate) -> list[Fact]:
    """What is known and shown of a mentor, one line each."""
    topics = {slug: topic.phrase for slug, topic in library.topics().items()}
    found = [_picked(_("Glad to help with"), topics, shown.tags[TagKind.TOPIC]), *told(profile, shown.tags)]
    if profile.hometown:
        found.append(Fact(_("From"), Said(profile.hometown)))
    if profile.fun_fact:
        found.append(Fact(_("Fun fact"), Said(profile.fun_fact)))
    return [fact for fact in found if fact is not None]


def told(profile: Profile, shown: Mapping[TagKind, Collection[str]]) -> list[Fact]:
    """What a member of either role picked from lists and shows, and what they are glad to talk about, in words that are
    true when somebody else says them."""
    known = library.profile()
    found = [
        _picked(_("Support"), {s: o.phrase for s, o in known.supports.items()}, shown[TagKind.SUPPORT]),
        _picked(_("Languages"), {s: o.label for s, o in known.languages.items()}, shown[TagKind.LANGUAGE]),
        _picked(_("Likes"), {s: o.phrase for s, o in known.interests.items()}, shown[TagKind.INTEREST]),
        _picked(_("Ways to meet"), {s: o.phrase for s, o in known.ways.items()}, shown[TagKind.WAY]),
        _picked(_("Experiences"), {s: o.card for s, o in known.experiences.items()}, shown[TagKind.EXPERIENCE]),
    ]
    if profile.own_experience and profile.own_experience_shown:
        found.append(Fact(_("Glad to talk about"), Said(profile.own_experience)))
    return [fact for fact in found if fact is not None]


def _picked(label: Phrase, labels: Mapping[str, str], slugs: Collection[str]) -> Fact | None:
    things = [term(named) for slug, named in labels.items() if slug in slugs]
    return Fact(label, words.row(things)) if things else None


def offer(profile: Profile, turn: Turn) -> Text:
    """What a mentor offers, as coordinators look at it."""
    mentor = profile.member
    offered = [term(library.topics()[slug].phrase) for slug in topics.picked(mentor, turn, topics.OFFER)]
    bio = profile.bio if len(profile.bio) <= SHORT_BIO else profile.bio[:SHORT_BIO].rstrip() + "…"
    return lines(
        headline(mentor, profile),
        Joined((_("Helps with:"), words.row(offered)), " "),
        _("Places: {mentees} for {mentees_word}, {chats} for intro chats",
          mentees=places_for_mentees(turn.store, profile), chats=places_for_intros(turn.store, profile),
          **words.of(turn)),
        Said(bio),
    )  # fmt: skip


# --- by words --------------------------------------------------------------------------------------------------------


def findable(store: Store, profile: Profile) -> None:
    """A mentor is found by every word that others see of them, written or picked; called after any of it changed."""
    program, known = store.session.get_one(Program, store.program), library.profile()
    tags = tags_of(store, [profile.member_id])[profile.member_id]
    named: Mapping[TagKind, Mapping[str, tuple[str, ...]]] = {
        TagKind.TOPIC: {slug: (one.label, one.phrase) for slug, one in library.topics().items()},
        TagKind.SUPPORT: {slug: (one.label, one.phrase) for slug, one in known.supports.items()},
        TagKind.LANGUAGE: {slug: (one.label, one.name) for slug, one in known.languages.items()},
        TagKind.INTEREST: {slug: (one.label, one.phrase) for slug, one in known.interests.items()},
        TagKind.WAY: {slug: (one.label,) for slug, one in known.ways.items()},
        TagKind.EXPERIENCE: {slug: (one.label, one.card) for slug, one in known.experiences.items()},
    }
    found = [
        text
        for kind, options in named.items()
        for slug, is_shown in tags[kind].items()
        if is_shown
        for text in options.get(slug, ())
    ]
    found += [one.label for one in (known.fields.get(profile.field), known.stages.get(profile.stage)) if one]
    voice = Voice(program.language)
    finding.index_words(store, profile, [voice.plain(term(text)) for text in found])
