"""One mentor in full, as another member may see them."""

from bot.errors import Refused
from bot.messages import Card, Choice, Fact, Style
from bot.steps import MEMBER, Effects, Flow, Replace, Turn
from bot.words import Said, Text, _, listing, term
from flows import library
from flows.asking import asking
from flows.finding import marks, mentors
from storage.mentoring import finding
from storage.mentoring.profiles import Listing, Profile, TagKind, may_meet, profile_of
from storage.people import Member

flow: Flow[Member] = Flow("portrait", about=Member, holds=("self",))


@flow.step(by=MEMBER)
def show(mentor: Member, turn: Turn) -> Effects:
    """Everything a mentor shows, and the way to ask."""
    profile = profile_of(turn.store, mentor)
    if not may_meet(turn.store, turn.me, mentor) or profile.status is not Listing.LISTED:
        raise Refused(_("That mentor is not here at the moment. There are others who may fit you."))
    yield Replace(portrait_card(mentor, profile, turn))


def portrait_card(mentor: Member, profile: Profile, turn: Turn) -> Card:
    candidate = finding.these(turn.store, [mentor.id or 0])[0]
    own = mentors.own_candidate(turn.me, turn)
    ask = (
        Choice(_("Ask for an intro chat"), asking.offer, mentor, style=Style.MAIN)
        if candidate.free
        else Choice(_("Tell me when free"), marks.when_free, mentor, style=Style.MAIN)
    )
    return Card(
        mentors.about_text(own, candidate, mentor, profile, turn),
        facts=facts(profile, candidate),
        choices=[
            ask,
            Choice(_("Save for later"), marks.save, mentor),
            Choice(_("Back to the list"), mentors.back, turn.program),
        ],
    )


def facts(profile: Profile, shown: finding.Candidate) -> list[Fact]:
    """What is known and shown, one line each."""
    known = library.profile()
    named: list[tuple[Text, TagKind, dict[str, str]]] = [
        (_("Glad to help with"), TagKind.TOPIC, {s: t.label for s, t in library.topics().items()}),
        (_("Support"), TagKind.SUPPORT, {s: o.label for s, o in known.supports.items()}),
        (_("Languages"), TagKind.LANGUAGE, {s: o.label for s, o in known.languages.items()}),
        (_("Likes"), TagKind.INTEREST, {s: o.label for s, o in known.interests.items()}),
        (_("Ways to meet"), TagKind.WAY, {s: o.label for s, o in known.ways.items()}),
        (_("Knows about"), TagKind.EXPERIENCE, {s: o.label for s, o in known.experiences.items()}),
    ]
    found = [
        Fact(label, _("{things}", things=listing(term(labels[slug]) for slug in labels if slug in shown.tags[kind])))
        for label, kind, labels in named
        if any(slug in labels for slug in shown.tags[kind])
    ]
    if profile.hometown:
        found.append(Fact(_("From"), Said(profile.hometown)))
    if profile.fun_fact:
        found.append(Fact(_("Fun fact"), Said(profile.fun_fact)))
    return found
