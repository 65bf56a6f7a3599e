"""A member's own profile: everything that is there, who sees it, and the way to change each part."""

from collections.abc import Sequence

from bot.messages import Card, Choice, Section
from bot.steps import Command, Effects, Flow, Group, Replace, Turn
from bot.words import Joined, Text, _, lines, n_, sentences, term
from flows import home, library, words
from flows.joining import offering, picking, roles, topics
from flows.matching import matches
from flows.profiles import profile_parts
from storage.mentoring.intros import places_for_intros, places_for_mentees
from storage.mentoring.profiles import Listing, profile_of
from storage.people import Member

flow: Flow[Member] = Flow("profile", about=Member, holds=("self",))

SECTIONS = (("hope", "support", "experiences"), ("field", "languages", "interests", "about"),
            ("style", "ways", "free", "zone"))  # fmt: skip
"""Which parts stand together."""


@flow.step(by="self", command=Command(Group.EVERYBODY, "profile", _("Your profile: see it and change it")))
def show(member: Member, turn: Turn) -> Effects:
    yield Replace(card(member, turn))


@flow.shows
def present(member: Member, turn: Turn) -> Card:
    return card(member, turn)


def card(member: Member, turn: Turn) -> Card:
    told = profile_parts.told_by(member, turn)
    parts = profile_parts.parts_of(member)
    return Card(
        _how_much(parts, sum(profile_parts.is_told(part, told) for part in parts), told),
        title=_("Your profile"),
        sections=[*_basics(told, turn), *_grouped(told, parts)],
        choices=[*roles.choices(member, turn), Choice(_("See where I stand"), home.show, turn.program)],
        foot=_who_sees(member, turn) if parts else None,
    )


def _how_much(parts: "Sequence[profile_parts.Part]", there: int, told: "profile_parts.Told") -> Text:
    """How many parts are there, and what more of them are good for: no longer for who has found somebody."""
    if not parts:
        return _("You have no role here yet. Once you have one, you can tell about yourself.")
    if there == len(parts):
        return _("Everything is filled in. Thank you.")
    count = n_("One of {all} optional parts is filled in.", "{n} of {all} optional parts are filled in.", there,
               all=len(parts))  # fmt: skip
    has_mentor = matches.has_mentor(told.member, told.turn)
    return sentences(count, None if has_mentor else _("More of them help me to pick who fits."))


def _who_sees(member: Member, turn: Turn) -> Text:
    """In one sentence; each part says it again where it is asked."""
    if member.is_mentor and profile_of(turn.store, member).status is Listing.LISTED:
        whom = _("Members see this on your card as {mentor_word}.", **words.of(turn))
    elif member.is_mentor and member.is_mentee:
        whom = _("The {mentors_word} you ask see this, and once you are listed, members see it on your card as "
                 "{mentor_word}.", **words.of(turn))  # fmt: skip
    elif member.is_mentor:
        whom = _("Once you are listed, members see this on your card as {mentor_word}.", **words.of(turn))
    else:
        whom = _("You are on no list. The {mentors_word} you ask see this.", **words.of(turn))
    kept = _("Style and free times are only compared, and what you keep to yourself is shown to nobody.")
    return sentences(whom, kept)


def _basics(told: "profile_parts.Told", turn: Turn) -> list[Section]:
    """What is not optional: topics, and a mentor's offer."""
    member, row = told.member, told.profile
    found = []
    if member.is_mentee:
        found.append(Section(lines(Joined((_("**You look for help with:**"), _topics(told, topics.SEEK)), " ")),
                             [Choice(_("Change what you look for"), picking.seek, member)]))  # fmt: skip
    if member.is_mentor:
        places = {"mentees": places_for_mentees(turn.store, row), "chats": places_for_intros(turn.store, row)}
        offer = _("**Places:** {mentees} for {mentees_word}, {chats} for intro chats", **places, **words.of(turn))
        found.append(
            Section(
                lines(Joined((_("**You help with:**"), _topics(told, topics.OFFER)), " "), offer,
                      profile_parts.short(row.bio) if row.bio else None),
                [Choice(_("Change what you help with"), picking.offer, member),
                 Choice(_("Change places and lines"), offering.details, member)],
            )
        )  # fmt: skip
    return found


def _topics(told: "profile_parts.Told", side: "topics.Side") -> Text:
    found = [term(library.topics()[slug].phrase) for slug in topics.picked(told.member, told.turn, side)]
    return words.row(found) if found else _("nothing yet")


def _grouped(told: "profile_parts.Told", parts: "Sequence[profile_parts.Part]") -> list[Section]:
    by_slug = {part.slug: part for part in parts}
    groups = [[by_slug[slug] for slug in slugs if slug in by_slug] for slugs in SECTIONS]
    return [
        Section(_lines(here, told), [Choice(p.change, p.step, told.member) for p in here]) for here in groups if here
    ]


def _lines(parts: "Sequence[profile_parts.Part]", told: "profile_parts.Told") -> Text:
    """A line for each part that is there, and one that names the others."""
    there = [(part, line) for part in parts if (line := part.line(told)) is not None]
    missing = [part.name for part in parts if part.line(told) is None]
    return lines(
        *(Joined((_("**{part}:**", part=part.name), line), " ") for part, line in there),
        Joined((_("Not told yet:"), words.row(missing)), " ") if missing else None,
    )
