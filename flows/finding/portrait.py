"""One mentor in full, as another member may see them."""

from collections.abc import Collection, Mapping

from bot.errors import Refused
from bot.messages import Card, Choice, Fact
from bot.steps import MEMBER, Effects, Flow, Replace, Turn
from bot.words import Phrase, Said, _, lines, listing, term
from flows import library, words
from flows.asking import limits
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
        raise Refused(
            _("That {mentor_word} is not here at the moment. There are others who may fit you.", **words.of(turn))
        )
    found = finding.these(turn.store, [mentor.id or 0])
    if found:
        yield Replace(portrait_card(mentor, profile, found[0], turn))
    else:
        yield Replace(limits.instead(_("{mentor} is taking a break.", mentor=mentor.name), mentor, turn))


def portrait_card(mentor: Member, profile: Profile, candidate: finding.Candidate, turn: Turn) -> Card:
    again = limits.asks_again_at(mentor, turn.me, turn)
    return Card(
        lines(
            mentors.about_text(mentors.own_candidate(turn.me, turn), candidate, mentor, profile, turn),
            mentors.again_line(again),
        ),
        facts=facts(profile, candidate),
        choices=[
            *mentors.first_choice(mentor, candidate.free, again),
            Choice(_("Save for later"), marks.save, mentor),
            Choice(_("Back to the list"), mentors.back, turn.program),
        ],
    )


def facts(profile: Profile, shown: finding.Candidate) -> list[Fact]:
    """What is known and shown of a mentor, one line each."""
    topics = {slug: topic.label for slug, topic in library.topics().items()}
    found = [_picked(_("Glad to help with"), topics, shown.tags[TagKind.TOPIC]), *told(profile, shown.tags)]
    if profile.hometown:
        found.append(Fact(_("From"), Said(profile.hometown)))
    if profile.fun_fact:
        found.append(Fact(_("Fun fact"), Said(profile.fun_fact)))
    return [fact for fact in found if fact is not None]


def told(profile: Profile, shown: Mapping[TagKind, Collection[str]]) -> list[Fact]:
    """What a member of either role picked from lists and shows, and what they are glad to talk about."""
    known = library.profile()
    found = [
        _picked(_("Support"), {s: o.label for s, o in known.supports.items()}, shown[TagKind.SUPPORT]),
        _picked(_("Languages"), {s: o.label for s, o in known.languages.items()}, shown[TagKind.LANGUAGE]),
        _picked(_("Likes"), {s: o.label for s, o in known.interests.items()}, shown[TagKind.INTEREST]),
        _picked(_("Ways to meet"), {s: o.label for s, o in known.ways.items()}, shown[TagKind.WAY]),
        _picked(_("Knows about"), {s: o.label for s, o in known.experiences.items()}, shown[TagKind.EXPERIENCE]),
    ]
    if profile.own_experience and profile.own_experience_shown:
        found.append(Fact(_("Glad to talk about"), Said(profile.own_experience)))
    return [fact for fact in found if fact is not None]


def _picked(label: Phrase, labels: Mapping[str, str], slugs: Collection[str]) -> Fact | None:
    things = [term(named) for slug, named in labels.items() if slug in slugs]
    return Fact(label, _("{things}", things=listing(things))) if things else None
